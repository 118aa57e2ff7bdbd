"""Set-up: what is missing is found, what is there is left alone, what was interrupted is mended."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import dev_environment
import dev_setup
import pytest


class Machine:
    """A checkout in an empty folder; commands are not run but do what they would leave behind."""

    def __init__(self, root: Path) -> None:
        self.environment = root / ".venv"
        self.lock = root / "requirements-dev.lock"
        self.lock.write_text("one==1\n", encoding="utf-8")
        self.home = root / "python"
        self.home.mkdir()
        self.ran: list[str] = []
        self.fails: set[str] = set()

    def command(self, command: list[str], variables: dict[str, str]) -> bool:
        """Remember the command by its module and do what it would."""
        name = command[2] if command[1] == "-m" else " ".join(command)
        self.ran.append(name)
        if name == "venv" and name not in self.fails:
            self.make_environment("3.11.2")
        return name not in self.fails

    def make_environment(self, version: str) -> None:
        """What ``python -m venv`` leaves behind."""
        python = dev_environment.environment_python()
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        described = f"home = {self.home}\nversion = {version}\n"
        (self.environment / "pyvenv.cfg").write_text(described, encoding="utf-8")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    """A supported machine with all libraries and no environment yet."""
    there = Machine(tmp_path)
    monkeypatch.setattr(dev_environment, "ENVIRONMENT", there.environment)
    monkeypatch.setattr(dev_setup, "ENVIRONMENT", there.environment)
    monkeypatch.setattr(dev_setup, "ROOT", tmp_path)
    monkeypatch.setattr(dev_setup, "LOCK", there.lock)
    monkeypatch.setattr(dev_setup, "succeeds", there.command)
    monkeypatch.setattr(dev_setup, "can_load", lambda library: True)
    return there


# The environment


def test_first_run_makes_everything_and_second_run_nothing(machine):
    dev_setup.set_up()
    assert machine.ran == ["venv", "pip"]
    dev_setup.set_up()
    assert machine.ran == ["venv", "pip"]


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has a .cmd file that only its own shell can run."
)
def test_the_command_of_the_environment_starts_the_program_from_any_folder(machine, tmp_path, monkeypatch):
    dev_setup.set_up()
    bin_folder = dev_environment.environment_python().parent
    (bin_folder / "python").unlink()
    (bin_folder / "python").symlink_to(sys.executable)
    program = machine.environment.parent / "workstation"
    program.mkdir()
    (program / "__main__.py").write_text("import sys; print(sys.argv[1:])", encoding="utf-8")
    monkeypatch.delenv("PYTHONPATH", raising=False)

    said = subprocess.run(
        [bin_folder / "workstation", "score", "a b"], cwd="/", capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "['score', 'a b']"


def test_a_new_lock_is_installed_into_the_environment_that_is_there(machine):
    dev_setup.set_up()
    machine.lock.write_text("one==2\n", encoding="utf-8")
    dev_setup.set_up()
    assert machine.ran == ["venv", "pip", "pip"]


def test_an_environment_made_by_hand_is_kept_and_completed(machine):
    machine.make_environment("3.11.2")
    dev_setup.set_up()
    assert machine.ran == ["pip"]


@pytest.mark.parametrize("step", ["venv", "pip"])
def test_an_interrupted_set_up_is_mended_by_the_next(machine, step):
    """Half-written packages look whole to pip, so the environment is made anew."""
    machine.fails = {step}
    with pytest.raises(SystemExit):
        dev_setup.set_up()
    half = machine.environment / "half-a-package"
    half.touch()
    machine.fails = set()
    dev_setup.set_up()
    assert machine.ran[-2:] == ["venv", "pip"]
    assert not half.exists()
    assert dev_setup.is_current()


def test_an_interruption_between_two_steps_is_mended_too(machine):
    """The folder exists, and nobody had the time to mark it."""
    machine.environment.mkdir()
    dev_setup.set_up()
    assert machine.ran == ["venv", "pip"]


def test_an_environment_whose_python_is_gone_is_made_anew(machine):
    dev_setup.set_up()
    machine.home.rename(machine.home.with_name("python-moved-by-an-upgrade"))
    assert not dev_setup.is_current()


@pytest.mark.parametrize("version", ["3.10.13", "3.15.0", ""])
def test_an_environment_of_an_unsupported_python_is_made_anew(machine, version):
    machine.make_environment(version or "0")
    dev_setup.set_up()
    assert machine.ran == ["venv", "pip"]


def test_a_failure_ends_in_one_sentence_with_what_to_do(machine):
    machine.fails = {"pip"}
    with pytest.raises(SystemExit, match=r"pip says why above\. Start again when that is mended"):
        dev_setup.set_up()


def test_a_folder_of_somebody_else_is_left_alone(machine, monkeypatch, tmp_path):
    monkeypatch.setattr(dev_setup, "ROOT", tmp_path / "not-ours")
    with pytest.raises(SystemExit, match=r"not-ours cannot be written to .* Set it up as its owner"):
        dev_setup.set_up()
    assert machine.ran == []


# The Python that starts it


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_supported_pythons(version):
    dev_setup.refuse_unsupported_python(version, "python")


@pytest.mark.parametrize("version", [(3, 9), (3, 10), (3, 15)])
def test_other_pythons_are_told_which_one_to_take(version):
    with pytest.raises(SystemExit, match=r"needs a 64-bit Python from 3\.11 to 3\.14; py is Python 3\.\d+\."):
        dev_setup.refuse_unsupported_python(version, "py")


def test_32_bits_are_refused():
    with pytest.raises(SystemExit, match="with 32 bits"):
        dev_setup.refuse_unsupported_python((3, 12), "py", bits=2**31 - 1)


# System libraries


def test_libraries_that_do_not_load_name_their_packages():
    there = set(dev_setup.SYSTEM_LIBRARIES) - {"libGL.so.1", "libcups.so.2"}
    assert dev_setup.missing_library_packages(there.__contains__) == ["libgl1", "libcups2"]


def test_a_library_that_nobody_has_is_missing():
    assert not dev_setup.can_load("libnobody-has-this.so.1")


def test_only_linux_is_asked_for_libraries(monkeypatch):
    monkeypatch.setattr(dev_setup, "can_load", lambda library: False)
    assert dev_setup.missing_system_packages("win32") == []
    assert "libegl1" in dev_setup.missing_system_packages("linux")


def test_a_debian_without_venv_is_asked_for_it_only_while_there_is_no_environment(machine, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    wanted = f"python3.{sys.version_info[1]}-venv"
    assert dev_setup.missing_system_packages("linux") == [wanted]
    machine.make_environment("3.11.2")
    assert dev_setup.missing_system_packages("linux") == []


def test_root_on_debian_installs_what_is_missing(machine, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: "apt-get")
    monkeypatch.setattr(dev_setup, "is_root", lambda: True)
    dev_setup.install_system_packages(["libgl1", "libegl1"])
    assert [command.split()[:3] for command in machine.ran] == [
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "--yes"],
    ]
    assert machine.ran[-1].endswith("install --no-install-recommends libgl1 libegl1")


def test_others_are_told_the_one_line_to_run(machine, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: "apt-get")
    monkeypatch.setattr(dev_setup, "is_root", lambda: False)
    with pytest.raises(
        SystemExit, match=r"\n    sudo apt-get install --no-install-recommends libgl1 libegl1$"
    ):
        dev_setup.install_system_packages(["libgl1", "libegl1"])
    assert machine.ran == []


def test_other_systems_are_told_what_debian_calls_it(machine, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"no apt-get\. Debian calls them: libgl1"):
        dev_setup.install_system_packages(["libgl1"])


# What is seen of the steps


def test_talk_of_a_step_is_shown_only_if_it_fails(capsys):
    assert dev_setup.succeeds([sys.executable, "-c", "print('much talk')"], {})
    assert not dev_setup.succeeds([sys.executable, "-c", "print('the reason'); raise SystemExit(1)"], {})
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "the reason\n\n"

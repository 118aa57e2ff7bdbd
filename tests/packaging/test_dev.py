"""dev.py: what it understands, and what it does where there is no display. Nothing is started here."""

from __future__ import annotations

import ast
from pathlib import Path

import dev
import dev_environment
import pytest

SCRIPTS = sorted(Path(dev.__file__).parent.glob("dev*.py"))


class Environment:
    """Stands for ``.venv``: remembers what it was asked to run."""

    def __init__(self, demo: Path) -> None:
        self.demo = demo
        self.ran: list[tuple[str, ...]] = []
        self.codes: dict[str, int] = {}

    def python(self, *command: str, offscreen: bool = False) -> int:
        """Run, as it were; the exit code is the one set for the module named first."""
        self.ran.append(command)
        return self.codes.get(command[1], 0)

    def answer(self, *command: str) -> str:
        """Answer where the demo is; make it, if asked."""
        if command[0] == "-c":
            return str(self.demo)
        self.ran.append(command)
        if "demo" in command:
            self.demo.mkdir(parents=True)
            (self.demo / "demo.kn5501").touch()
        return ""

    def modules(self) -> list[str]:
        """The module of each run."""
        return [command[1] for command in self.ran]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Environment:
    """dev.py on a machine that is set up, without a display."""
    there = Environment(tmp_path / "demo")
    monkeypatch.setattr(dev, "set_up", lambda: None)
    monkeypatch.setattr(dev, "venv_python", there.python)
    monkeypatch.setattr(dev, "venv_answer", there.answer)
    monkeypatch.setattr(dev, "has_display", lambda platform, variables: False)
    return there


# The command line


def test_everything_after_test_goes_to_pytest():
    assert dev.read_command_line(["test", "tests/forms", "-k", "bsa", "--maxfail=1"])[1] == [
        "tests/forms",
        "-k",
        "bsa",
        "--maxfail=1",
    ]


@pytest.mark.parametrize(
    "line", [[], ["dance"], ["run", "a.kn5501", "b.kn5501"], ["check", "--fast"], ["shots"], ["bench", "now"]]
)
def test_a_wrong_call_is_refused_before_any_set_up(line, monkeypatch, capsys):
    monkeypatch.setattr(dev, "set_up", lambda: pytest.fail("set up for a wrong call"))
    with pytest.raises(SystemExit) as stop:
        dev.main(line)
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_files_and_folders_are_meant_from_where_the_person_stands(environment, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    dev.main(["shots", "--to", "pictures"])
    assert environment.ran == [("-m", "ui.shots", "--to", str(tmp_path / "pictures"))]


def test_bench_leaves_stdout_to_the_json(environment, capsys):
    dev.main(["bench"])
    assert environment.modules() == ["tests.bench"]
    assert capsys.readouterr().out == ""


# check and test


def test_all_checks_run_even_if_the_first_fails(environment, capsys):
    environment.codes["ruff"] = 1
    assert dev.main(["check"]) == 1
    assert len(environment.ran) == len(dev.CHECKS)
    assert "check failed: lint, format" in capsys.readouterr().err


def test_tests_run_after_a_failed_check_and_the_run_fails_all_the_same(environment):
    environment.codes["mypy"] = 1
    assert dev.main(["test"]) == 1
    assert environment.modules()[-1] == "pytest"


def test_pytest_says_nothing_was_tested_and_so_do_we(environment):
    environment.codes["pytest"] = 5
    assert dev.main(["test", "-k", "nothing"]) == 5


# run


@pytest.mark.parametrize(
    ("platform", "variables", "there_is_one"),
    [
        ("win32", {}, True),
        ("darwin", {}, True),
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
    ],
)
def test_where_a_window_can_be_opened(platform, variables, there_is_one):
    assert dev.has_display(platform, variables) is there_is_one


def test_run_opens_the_window(environment, monkeypatch, tmp_path):
    monkeypatch.setattr(dev, "has_display", lambda platform, variables: True)
    monkeypatch.chdir(tmp_path)
    dev.main(["run"])
    dev.main(["run", "my.kn5501"])
    assert environment.ran == [("-m", "ui", "--demo"), ("-m", "ui", str(tmp_path / "my.kn5501"))]


def test_without_a_display_the_demo_is_made_once_and_its_sheets_are_printed(environment, capsys):
    assert dev.main(["run"]) == 0
    assert dev.main(["run"]) == 0
    study, sheets = environment.demo / "demo.kn5501", environment.demo / "sheets"
    printing = ("-m", "workstation", "sheet", str(study), "--all", "--to", str(sheets))
    assert environment.ran == [
        ("-m", "workstation", "demo", "--to", str(environment.demo)),
        printing,
        printing,
    ]
    said = capsys.readouterr().out
    assert "no display" in said
    assert str(sheets) in said


def test_without_a_display_a_real_study_is_not_touched(environment, capsys, tmp_path):
    assert dev.main(["run", str(tmp_path / "real.kn5501")]) == 0
    assert environment.ran == []
    said = capsys.readouterr().out
    assert "never printed unasked" in said
    assert f"workstation sheet {tmp_path / 'real.kn5501'} --all --to DIR" in said


def test_without_a_display_the_demo_may_also_be_named(environment):
    assert dev.main(["run", str(environment.demo / "demo.kn5501")]) == 0
    assert "sheet" in environment.ran[-1]


# Running things


def test_the_program_finds_its_own_packages_and_no_others(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PYTHONHOME", "elsewhere")
    variables = dev_environment.program_variables(offscreen=False)
    assert variables["PYTHONPATH"] == str(dev_environment.ROOT)
    assert "PYTHONHOME" not in variables


@pytest.mark.parametrize(("chosen", "used"), [(None, "offscreen"), ("xcb", "xcb")])
def test_tests_and_pictures_need_no_display_unless_one_is_chosen(chosen, used, monkeypatch):
    if chosen:
        monkeypatch.setenv("QT_QPA_PLATFORM", chosen)
    else:
        monkeypatch.delenv("QT_QPA_PLATFORM")
    assert dev_environment.program_variables(offscreen=True)["QT_QPA_PLATFORM"] == used


def test_a_child_ended_by_a_signal_counts_as_a_shell_counts_it():
    assert [dev_environment.exit_code(each) for each in (0, 2, -9)] == [0, 2, 137]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_an_older_python_can_read_the_script_that_refuses_it(script):
    """Otherwise it would meet a syntax error in place of the sentence."""
    ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 7))

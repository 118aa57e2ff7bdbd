"""The virtual environment ``.venv`` beside this folder: where it is, how it is, and running things in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"

# The range for which every package of the lock has a wheel; nothing is ever compiled here.
OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)

# Variables that would lead pip or the program away from `.venv`, or have it compile its own modules at every start.
FOREIGN_VARIABLES = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONDONTWRITEBYTECODE",
    "PIP_PREFIX",
    "PIP_TARGET",
    "PIP_USER",
)


def environment_python() -> Path:
    """The interpreter of the virtual environment."""
    inside = Path("Scripts", "python.exe") if sys.platform == "win32" else Path("bin", "python")
    return ENVIRONMENT / inside


def environment_works() -> bool:
    """Whether the environment has an interpreter whose own home still exists and which we support."""
    described = described_environment()
    version = tuple(int(part) for part in described.get("version", "0.0").split(".")[:2])
    supported = OLDEST_PYTHON <= version <= NEWEST_PYTHON
    return supported and environment_python().exists() and Path(described["home"]).is_dir()


def described_environment() -> dict[str, str]:
    """What the environment says about itself in ``pyvenv.cfg``; nothing where that is not whole."""
    try:
        lines = (ENVIRONMENT / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines)
    described = {key.strip(): value.strip() for key, _, value in pairs}
    return described if {"home", "version"} <= described.keys() else {}


def own_variables() -> dict[str, str]:
    """The variables of this process without those of another Python."""
    return {name: value for name, value in os.environ.items() if name not in FOREIGN_VARIABLES}


def program_variables(*, offscreen: bool) -> dict[str, str]:
    """The variables for the program, which finds its packages in the top folder."""
    variables = own_variables()
    variables["PYTHONPATH"] = str(ROOT)
    if offscreen:
        variables.setdefault("QT_QPA_PLATFORM", "offscreen")
    return variables


def venv_python(*command: str, offscreen: bool = False) -> int:
    """Run the environment's Python in the top folder and return its exit code."""
    variables = program_variables(offscreen=offscreen)
    child = subprocess.Popen([str(environment_python()), *command], cwd=ROOT, env=variables)
    while True:
        try:
            return exit_code(child.wait())
        except KeyboardInterrupt:
            # The child got the same Ctrl-C and ends in its own way; leaving now would only orphan it.
            continue


def venv_answer(*command: str) -> str:
    """What the environment's Python prints; if it fails, that is where we stop."""
    variables = program_variables(offscreen=True)
    python = str(environment_python())
    done = subprocess.run([python, *command], cwd=ROOT, env=variables, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout.decode(errors="replace"))
        sys.exit(exit_code(done.returncode))
    return os.fsdecode(done.stdout)


def exit_code(returned: int) -> int:
    """An exit code as a shell gives it: a child ended by signal n counts as 128 + n."""
    return 128 - returned if returned < 0 else returned

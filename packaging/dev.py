"""The one door for whoever works on the program or starts it from its source.

    python3 packaging/dev.py run [FILE]       the window, on the demo study or on FILE
    python3 packaging/dev.py test [ARGS]      check, then the tests; ARGS go to pytest
    python3 packaging/dev.py check            lint, formatting, strict types, import contracts
    python3 packaging/dev.py bench            the measurements, JSON on stdout
    python3 packaging/dev.py shots --to DIR   a picture of every page and dialog
    python3 packaging/dev.py setup            only what each of the others does first

On Windows the same with ``py``. Each sets up what is missing before it does its work. Only the standard
library is used here, and what is not the answer goes to stderr.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dev_environment import ROOT, environment_python, venv_answer, venv_python
from dev_setup import say, set_up

# One line a check: its name and what the environment's Python is given.
CHECKS = {
    "lint": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "types": ("-m", "mypy", "workstation", "ui", "tests", "packaging"),
    "imports": ("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-logo"),
}


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks, after setting up what it needs."""
    asked, for_pytest = read_command_line(arguments)
    here = Path.cwd()
    set_up()
    commands: dict[str, Callable[[], int]] = {
        "setup": lambda: 0,
        "run": lambda: run(here / asked.file if asked.file else None),
        "check": check,
        "test": lambda: test(for_pytest),
        "bench": lambda: venv_python("-m", "tests.bench", offscreen=True),
        "shots": lambda: venv_python("-m", "ui.shots", "--to", str(here / asked.to), offscreen=True),
    }
    return commands[asked.command]()


def read_command_line(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """The command with its own options, and the rest, which only ``test`` takes (for pytest)."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__, allow_abbrev=False)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, meaning in {
        "setup": "set up what the other commands need",
        "run": "open the window, on the demo study or on FILE",
        "test": "check, then run the tests; what follows goes to pytest",
        "check": "lint, formatting, strict types, import contracts",
        "bench": "measure; JSON on stdout",
        "shots": "a picture of every page and dialog",
    }.items():
        command = commands.add_parser(name, help=meaning, description=meaning, allow_abbrev=False)
        if name == "run":
            command.add_argument("file", nargs="?", metavar="FILE", help="a study file")
        if name == "shots":
            command.add_argument("--to", required=True, metavar="DIR", help="where the pictures go")
    asked, rest = parser.parse_known_args(arguments)
    if rest and asked.command != "test":
        parser.error(f"{asked.command} does not know {shlex.join(rest)}")
    return asked, rest


def run(file: Path | None) -> int:
    """Open the window; without a display do the demo study's work, and never print a real one unasked."""
    if has_display(sys.platform, os.environ):
        return venv_python("-m", "ui", str(file) if file else "--demo")
    print("There is no display here, so no window can be opened.", flush=True)
    demo = demo_study()
    if file and file.resolve() != demo.resolve():
        tell_headless_commands(file)
        return 0
    print_demo(demo)
    return 0


def has_display(platform: str, variables: Mapping[str, str]) -> bool:
    """Whether Qt will find something to open a window on (or has been told what to use instead)."""
    if platform in ("win32", "darwin"):
        return True
    return any(variables.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"))


def demo_study() -> Path:
    """Where the demo study lies; the program itself decides the folder."""
    where = "import os, sys; from workstation.paths import demo_folder; "
    folder = venv_answer("-c", where + "sys.stdout.buffer.write(os.fsencode(demo_folder()))")
    return Path(folder) / "demo.kn5501"


def print_demo(demo: Path) -> None:
    """Make the demo study on first use and print each of its visit sheets."""
    if not demo.exists():
        print(f"Making the demo study {demo}", flush=True)
        venv_answer("-m", "workstation", "demo", "--to", str(demo.parent))
    sheets = demo.parent / "sheets"
    print(f"Printing every visit sheet of the demo study into {sheets}", flush=True)
    venv_answer("-m", "workstation", "sheet", str(demo), "--all", "--to", str(sheets))
    print(f"{sum(1 for _ in sheets.rglob('*.pdf'))} sheets are in {sheets}")


def tell_headless_commands(study: Path) -> None:
    """Tell how to work on a real study without a window."""
    python, named = environment_python().relative_to(ROOT), shlex.quote(str(study))
    print(f"A real study is never printed unasked, so nothing was done with {study}")
    print(f"Ask for what you want, in the folder {ROOT}:")
    print(f"    {python} -m workstation assess {named}")
    print(f"    {python} -m workstation sheet {named} --all --to DIR")
    print(f"    {python} -m workstation verify {named}")


def check() -> int:
    """Everything that can be told without running the program; all of it runs, whatever fails first."""
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if failed:
        say(f"check failed: {', '.join(failed)}")
    return 1 if failed else 0


def passes(name: str, command: Sequence[str]) -> bool:
    """Run one check and say which."""
    say(f"check {name}: python {shlex.join(command)}")
    return venv_python(*command) == 0


def test(for_pytest: Sequence[str]) -> int:
    """Check, then test; both always run, so that one look shows everything, and pytest has the last word."""
    checked = check()
    tested = venv_python("-m", "pytest", "-n", "2", *for_pytest, offscreen=True)
    return tested or checked


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("Stopped. The next start goes on from here.")
        sys.exit(130)

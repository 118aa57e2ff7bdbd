"""The window: ``python -m ui [FILE] [--language en|zh]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

# First what needs no Qt: once Qt is there, it looks through the source of each module that is read.
import workstation.i18n
import workstation.services.file_facts
import workstation.services.open_study
import workstation.services.overview
import workstation.services.verify_study  # noqa: F401
from ui.bootstrap import start
from workstation.i18n import Language


def read_command_line(arguments: Sequence[str]) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m ui", description="The workstation's window.")
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a study; without one: the last ones, or the demo"
    )
    parser.add_argument("--demo", action="store_true", help="the demo study; it is made on first use")
    parser.add_argument(
        "--language", choices=[language.value for language in Language], help="default: as last time"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Open the window and stay until it is closed."""
    asked = read_command_line(arguments)
    language = None if asked.language is None else Language(asked.language)
    return start(asked.file, language, demo=asked.demo).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

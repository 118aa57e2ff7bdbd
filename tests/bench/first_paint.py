"""A program of its own: starts the window on a study and prints the moment of the first painted patient list.

Run as ``python -m tests.bench.first_paint STUDY SETTINGS``; the moment is that of the monotonic clock, which all
processes of a machine share.
"""

from __future__ import annotations

import sys
from pathlib import Path

# First, as where the program itself begins: what is read before Qt matters.
import ui.__main__  # noqa: F401
from tests.bench.painted import Painted
from ui.bootstrap import start
from workstation.i18n import Language


def main() -> None:
    """Start, watch, stop."""
    program = start(Path(sys.argv[1]), Language.ENGLISH, Path(sys.argv[2]))
    _painted = Painted(program)
    program.run()


if __name__ == "__main__":
    main()

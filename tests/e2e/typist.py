"""A program of its own: the real window on a study, and somebody who saves one form and then types until killed.

Run as ``python -m tests.e2e.typist STUDY FORM ITEM VALUE TEXT``. FORM is filled with VALUE and saved, then TEXT is
typed letter by letter into the assessment of the visit. Each letter is told on stdout with the moment of the monotonic
clock, which all processes of a machine share.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.e2e.hands import Hands
from ui.bootstrap import start
from workstation.i18n import Language

PAUSE = 0.012
SUBJECT, VISIT, FORM, ITEM = "S-202", "D28", "visit_assessment", "text"


def main() -> None:
    """Sit down, save, and type."""
    study, form, item, value, text = sys.argv[1:]
    program = start(Path(study), Language.ENGLISH)
    hands = Hands(program)
    hands.until_open(Path(study))
    hands.patient(SUBJECT)
    hands.visit(VISIT)
    hands.form(form)
    hands.fill({item: value})
    hands.save()
    print("saved", flush=True)
    hands.form(FORM)
    hands.at(ITEM)
    for letter in text:
        print(time.monotonic(), letter, flush=True)
        hands.keys(letter)
        until = time.monotonic() + PAUSE
        while time.monotonic() < until:
            QApplication.processEvents()
            time.sleep(0.001)


if __name__ == "__main__":
    main()

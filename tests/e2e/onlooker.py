"""A program of its own: a second person opens a study that cannot be written now, reads it, and tries to write.

Run as ``python -m tests.e2e.onlooker STUDY SUBJECT VISIT``. What was seen is told as one JSON object on stdout.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.e2e.hands import SAVE, Hands
from tests.e2e.window import texts
from ui import actions
from ui.bootstrap import start
from workstation.i18n import Language


def main() -> None:
    """Open, read the message, take the way on, look around."""
    study, subject, visit = Path(sys.argv[1]), *sys.argv[2:]
    program = start(study, Language.ENGLISH)
    hands = Hands(program)
    hands.until(lambda: hands.notices() or program._path is not None, "it opens, or says why not")
    seen: dict[str, object] = {"first": hands.notices(), "open_at_first": program._path is not None}
    if hands.notices():
        seen["message"] = texts(hands.window.messages)
        hands.press(hands.window.messages, "Open read-only")
    hands.until_open(study)
    hands.patient(subject)
    hands.visit(visit)
    hands.form("vital_signs")
    able = hands.window.acts
    seen |= {
        "bar": texts(hands.window.top),
        "patients": hands.page.patients.model.rowCount(),
        "temperature": hands.shown("temperature_c"),
        "panel": hands.panel(),
        "save_button": hands.place.head.save.isVisible(),
        "acts": [
            act.key for act in (actions.SAVE, actions.ENROL, actions.ADD_PERSON) if able.of(act).isEnabled()
        ],
    }
    hands.fill({"pulse": "99"})
    hands.keys(SAVE)
    hands.settle(0.3)
    seen["notices"] = hands.notices()
    hands.visit("W12")
    seen["begin_offered"] = hands.place.visit_card.field.isVisible()
    seen["card"] = texts(hands.place.visit_card)
    hands.leave()
    print(json.dumps(seen), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()

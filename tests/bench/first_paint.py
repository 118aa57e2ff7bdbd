"""A program of its own: starts the window on a study and prints the moment of the first painted patient list.

Run as ``python -m tests.bench.first_paint STUDY SETTINGS``; the moment is that of the monotonic clock, which all
processes of a machine share.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

from ui.bootstrap import start
from ui.widgets.patient_list import PatientList
from workstation.i18n import Language

_LOOK_AGAIN_MS = 30


class _Watch(QObject):
    """Waits until the list has painted rows, and tells when."""

    def __init__(self) -> None:
        super().__init__()
        self.told = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and not self.told:
            owner = watched.parent()
            while owner is not None and not isinstance(owner, PatientList):
                owner = owner.parent()
            if owner is not None and owner.model.rowCount() > 0:
                self.told = True
                print(time.monotonic(), flush=True)
        return False


def main() -> None:
    """Start, watch, stop."""
    program = start(Path(sys.argv[1]), Language.ENGLISH, Path(sys.argv[2]))
    watch = _Watch()
    program.application.installEventFilter(watch)
    ending = QTimer()
    ending.timeout.connect(lambda: program.window.close() if watch.told else None)
    ending.start(_LOOK_AGAIN_MS)
    program.run()


if __name__ == "__main__":
    main()

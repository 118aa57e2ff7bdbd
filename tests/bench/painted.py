"""When the patient list of a program was painted first."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer

from ui.bootstrap import Program

_LOOK_AGAIN_MS = 30


class Painted(QObject):
    """Waits until the list paints its first row, prints when, and closes the window.

    It listens to the list alone: a watcher of all events of the program would itself take a tenth of the start.
    """

    def __init__(self, program: Program) -> None:
        super().__init__()
        # Not read before the program has read it.
        from ui.widgets.patient_list_delegate import PatientDelegate

        self._program = program
        self._told = False
        paint = PatientDelegate.paint

        def told(delegate: PatientDelegate, *what: object) -> None:
            if not self._told:
                self._told = True
                print(time.monotonic(), flush=True)
            paint(delegate, *what)  # type: ignore[arg-type]

        PatientDelegate.paint = told  # type: ignore[method-assign,assignment]
        self._look = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._look.timeout.connect(lambda: program.window.close() if self._told else None)
        self._look.start()

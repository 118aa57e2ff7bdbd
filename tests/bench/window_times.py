"""A program of its own: one real window on a study, and how long clicks or keys take in it, as a JSON list of ms.

Run as ``python -m tests.bench.window_times clicks|keys STUDY SETTINGS``: a process has one application, once.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.bench.window import opened, settle, until
from ui.bootstrap import Program
from ui.pages.workplace import Workplace

CLICKS = 24
KEYS = 300
LARGEST = "bilag2004"


class _Painted(QObject):
    """Whether timeline and form were painted since it was asked last."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self.timeline = self.form = False
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            form = self._workplace.form
            self.timeline |= watched is self._workplace.timeline
            self.form |= form is not None and watched is form.viewport()
        return False

    def forget(self) -> None:
        self.timeline = self.form = False


def clicks(study: Path, settings: Path) -> list[float]:
    """From a click on a patient to timeline and form painted; the first click first."""
    with opened(study, settings) as (program, workplace):
        return [_click(program, workplace, number) for number in range(CLICKS)]


def _click(program: Program, workplace: Workplace, number: int) -> float:
    view = program.window.current.patients.view  # type: ignore[union-attr]
    row = (number * 7 + 3) % min(view.model().rowCount(), 36)
    index = view.model().index(row, 0)
    view.scrollTo(index)
    settle(0.15)
    subject = view.model().subject_at(index)
    if workplace.desk.opened is not None and workplace.desk.opened.subject.oid == subject:
        return _click(program, workplace, number + 1)
    painted = _Painted(workplace)
    painted.forget()
    began = time.perf_counter()
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center() + QPoint(2, 0)
    )
    until(
        lambda: _shows(workplace, subject) and painted.timeline and (painted.form or workplace.form is None)
    )
    return (time.perf_counter() - began) * 1000


def _shows(workplace: Workplace, subject: str) -> bool:
    return workplace.desk.opened is not None and workplace.desk.opened.subject.oid == subject


def keys(study: Path, settings: Path) -> list[float]:
    """From a key in the largest form to everything repainted."""
    with opened(study, settings) as (_program, workplace):
        workplace.desk.open_patient("S-001", "W12", LARGEST)
        until(lambda: workplace.form is not None and workplace.desk.visit == "W12")
        settle(0.5)
        return [_key(workplace, number) for number in range(KEYS)]


def _key(workplace: Workplace, number: int) -> float:
    assert workplace.form is not None
    target = QApplication.focusWidget() or workplace.form
    began = time.perf_counter()
    QTest.keyClick(target, (Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_2)[number % 3])
    QApplication.processEvents()
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    spent = (time.perf_counter() - began) * 1000
    # A hand types some ten keys a second; the worker keeps the draft in between.
    settle(0.02)
    return spent


if __name__ == "__main__":
    measured = {"clicks": clicks, "keys": keys}[sys.argv[1]]
    print(json.dumps(measured(Path(sys.argv[2]), Path(sys.argv[3]))))

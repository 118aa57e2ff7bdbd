"""The card of a visit that has not begun: when it is due, and the field that begins it. Nothing defaults to now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.words import Words
from workstation.messages import Sentence, Text


@dataclass(frozen=True, slots=True)
class VisitToBegin:
    """What is known of a visit before it begins; dates are None while the schedule has none."""

    key: str
    title: Text
    due: date | None
    earliest: date | None
    latest: date | None
    today: date
    writable: bool
    closed: bool


class VisitCard(QWidget):
    """``begin`` carries the date as typed."""

    begin = Signal(str)

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._visit: VisitToBegin | None = None
        self._refused: Sentence | Text | None = None
        self.title, self.when, self.hint, self.said = QLabel(), QLabel(), QLabel(), QLabel()
        self.field = QLineEdit()
        self.today = QPushButton()
        self.go = QPushButton()
        self._arrange()
        self.field.returnPressed.connect(self._begin)
        self.go.clicked.connect(self._begin)
        self.today.clicked.connect(self._offer_today)
        words.changed.connect(self._say)

    def _arrange(self) -> None:
        for label, kind in (
            (self.title, "strong"),
            (self.when, "muted"),
            (self.hint, "muted"),
            (self.said, "wrong"),
        ):
            label.setProperty("kind", kind)
            label.setWordWrap(True)
        self.go.setProperty("kind", "primary")
        self.field.setFixedWidth(240)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.field, self.today, self.go):
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        for label in (self.title, self.when, self.hint):
            column.addWidget(label)
        column.addLayout(row)
        column.addWidget(self.said)
        column.addStretch(1)

    def show_visit(self, visit: VisitToBegin) -> None:
        """Show a visit; the field is blank, because a visit keyed from paper did not take place now."""
        self._visit, self._refused = visit, None
        self.field.clear()
        self._say()

    def take_keys(self) -> bool:
        """Put the hands on the field, if a date can be typed."""
        able = self._visit is not None and self._visit.writable and not self._visit.closed
        if able:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return able

    def refuse(self, sentence: Sentence | Text) -> None:
        """Say beside the field why the visit cannot begin on this date."""
        self._refused = sentence
        self._say()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _begin(self) -> None:
        if self._visit is not None and self._visit.writable:
            self.begin.emit(self.field.text())

    def _offer_today(self) -> None:
        if self._visit is not None:
            self.field.setText(self._visit.today.isoformat())
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self) -> None:
        visit = self._visit
        if visit is None:
            return
        say = self._words
        self.title.setText(say("{visit} has not begun", visit=visit.title))
        self.when.setText(self._when(visit))
        able = visit.writable and not visit.closed
        self.hint.setText(
            say("Type the date on which it takes place; all its forms open then.")
            if able
            else self._why_not(visit)
        )
        self.field.setPlaceholderText(say("2026-01-31, 1/31, d28, today"))
        self.field.setAccessibleName(say("Date of the visit"))
        self.today.setText(say("Today"))
        self.go.setText(say("Begin the visit"))
        for widget in (self.field, self.today, self.go):
            widget.setVisible(able)
        self.said.setText("" if self._refused is None else say(self._refused))
        self.said.setVisible(self._refused is not None)

    def _why_not(self, visit: VisitToBegin) -> str:
        if visit.closed:
            return self._words("The patient has left or finished the study; this visit is no longer owed.")
        return self._words("The study is open for reading only; nothing can be entered.")

    def _when(self, visit: VisitToBegin) -> str:
        say = self._words
        if visit.earliest is None or visit.latest is None:
            return say("It has no date of its own yet: the day of the first infusion is not planned.")
        window = say("window {earliest} to {latest}", earliest=visit.earliest, latest=visit.latest)
        if visit.due is None:
            return window
        return say("Due {due}", due=visit.due) + " \N{MIDDLE DOT} " + window

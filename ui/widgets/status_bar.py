"""The bar at the bottom: what is saved, whether the journal holds, and that nothing leaves this machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.style import mark
from ui.widgets.spoken import Spoken
from ui.words import Words
from workstation.messages import Sentence

HEIGHT = 24
# A work that is over sooner is not worth reading about.
_PATIENCE_MS = 400


@dataclass(frozen=True, slots=True)
class JournalState:
    """What is known about the journal: ``intact`` None while it is being checked.

    ``checked``: up to which entry; None up to the last. What was entered after a check is not checked yet.
    """

    entries: int
    intact: bool | None = None
    checked: int | None = None


class Typing(Enum):
    """How the form that is open stands."""

    SAVED = "saved"
    DRAFT = "draft"
    """Typed and kept, but not saved."""
    LOST = "lost"
    """Typed, and the draft could not be kept either."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What a person typed and did not save: in the form that is open, and how many other drafts wait."""

    typing: Typing = Typing.SAVED
    waiting: int = 0


class StatusBar(QWidget):
    """Short statements, each in its place."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = Spoken(words, self)
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        mark(self, "bar_bottom")
        self.dot, self.saved = self._label(), self._label()
        self.journal, self.working = self._label(), self._label()
        self.clock, self.station, self.offline = self._label(), self._label(), self._label()
        self.dot.setText("●")
        self._label_of_work = ""
        self._saved_at: datetime | None = None
        self._unsaved = Unsaved()
        self._read_only = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE_MS)
        self._timer.timeout.connect(self._show_work)
        self._arrange()
        self._say(self.offline.setText, "Offline")
        self._say(self.offline.setToolTip, "This program never connects to a network.")
        self.clear()

    def _label(self) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        mark(label, "small")
        return label

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(18)
        saved = QHBoxLayout()
        saved.setSpacing(4)
        saved.addWidget(self.dot)
        saved.addWidget(self.saved)
        row.addLayout(saved)
        for widget in (self.journal, self.working):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.clock, self.station, self.offline):
            row.addWidget(widget)

    def clear(self) -> None:
        """No study is open."""
        for label in (self.dot, self.saved, self.journal, self.clock, self.station):
            label.hide()
        self.show_work("")

    def show_open(self, station: str, read_only: bool) -> None:
        """A study has been opened."""
        self._saved_at, self._unsaved, self._read_only = None, Unsaved(), read_only
        self._say_saved()
        self._put(self.station, "small", "Station {station}", station=station)
        self.station.setToolTip("")

    def show_saved(self, moment: datetime) -> None:
        """Something became durable just now."""
        self._saved_at = moment
        self._say_saved()

    def show_unsaved(self, unsaved: Unsaved) -> None:
        """What waits to be saved has changed."""
        self._unsaved = unsaved
        self._say_saved()

    def _say_saved(self) -> None:
        unsaved, at = self._unsaved, self._saved_at
        if self._read_only:
            self._put(self.dot, "muted", None)
            self._put(self.saved, "small", "Nothing can be entered")
        elif unsaved.typing is Typing.LOST:
            self._put(self.dot, "wrong", None)
            self._put(self.saved, "wrong", "Typed, not saved and not kept as a draft")
        elif unsaved.typing is Typing.DRAFT:
            self._put(self.dot, "warning", None)
            self._put(self.saved, "warning", "Typed, kept as a draft, not saved")
        elif unsaved.waiting:
            words = "1 draft not saved" if unsaved.waiting == 1 else "{count} drafts not saved"
            self._put(self.dot, "warning", None)
            self._put(self.saved, "warning", words, count=unsaved.waiting)
        else:
            self._put(self.dot, "good", None)
            if at is None:
                self._put(self.saved, "small", "Everything is saved")
            else:
                self._put(self.saved, "small", "Saved {time}", time=at.strftime("%H:%M:%S"))

    def show_journal(self, state: JournalState) -> None:
        """What a check of the journal said."""
        texts = {
            None: ("small", "Checking the journal · {entries} entries"),
            True: ("small", "Journal intact · {entries} entries"),
            False: ("wrong", "The journal does not hold: see the page Study"),
        }
        kind, text = texts[state.intact]
        checked = state.entries if state.checked is None else state.checked
        if state.intact and checked < state.entries:
            text = "{entries} entries · checked to {checked}"
        self._put(self.journal, kind, text, entries=f"{state.entries:,}", checked=f"{checked:,}")

    def show_work(self, label: str) -> None:
        """What is being done now, if it lasts; empty: nothing that a person need know of."""
        self._label_of_work = label
        if label:
            self._timer.start()
        else:
            self._timer.stop()
            self.working.hide()

    def show_clock(self, sentence: Sentence | None) -> None:
        """What is wrong with the clock of this machine."""
        if sentence is None:
            self.clock.hide()
        else:
            self._put(self.clock, "warning", sentence)

    def _show_work(self) -> None:
        self._put(self.working, "small", self._label_of_work)

    def _put(self, label: QLabel, kind: str, meant: Sentence | str | None, **values: object) -> None:
        mark(label, kind)
        if meant is not None:
            self._say(label.setText, meant, **values)
        label.show()

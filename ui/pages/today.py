"""The page of the day: what it asks for in the whole study; every line leads to its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.appearance import Tokens
from ui.operations import Changed, Progress, Task
from ui.style import mark
from ui.surroundings import Surroundings
from ui.view_models.today_board import Board, BoardCard, Place, board_of, with_drafts, with_subject
from ui.widgets.cards import Card
from ui.widgets.line_list import LineList
from ui.widgets.spoken import Spoken
from workstation.services.session import Session
from workstation.services.today import OpenDraft, StudyToday, look_beside, open_drafts, subject_today
from workstation.trial.today import SubjectToday

_COLUMNS = (
    ("visits", "treatment", "drafts", "screening"),
    ("clocks", "missing", "signatures"),
    ("coming", "study"),
)
_SIDE_WIDTH = 300


class _CardView(Card):
    """One card of the board: title with its count, and the lines."""

    def __init__(self, around: Surroundings, parent: QWidget) -> None:
        super().__init__(around.look.tokens, parent)
        self._say = Spoken(around.words, self)
        self.title, self.count, self.empty = QLabel(), QLabel(), QLabel()
        mark(self.title, "strong")
        mark(self.count, "muted")
        mark(self.empty, "muted")
        self.empty.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addStretch(1)
        self.lines = LineList(around.words, around.look.tokens)
        self.body.setSpacing(4)
        self.body.addLayout(head)
        self.body.addWidget(self.lines)
        self.body.addWidget(self.empty)

    def show_card(self, card: BoardCard) -> None:
        """Show what the board says."""
        self._say(self.title.setText, card.title)
        self._say(self.lines.setAccessibleName, card.title)
        self.count.setText(str(card.count) if card.count else "")
        self.lines.show_lines(card.lines)
        self.lines.setVisible(bool(card.lines))
        self._say(self.empty.setText, card.empty)
        self.empty.setVisible(not card.lines)


class TodayPage(QWidget):
    """``opened`` carries the place of a line; ``handover_wanted`` asks for the sheet of the shift."""

    ready = Signal()
    offers_changed = Signal()
    opened = Signal(object)
    handover_wanted = Signal()

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._around = around
        self._say = Spoken(around.words, self)
        self._today: StudyToday | None = None
        self._board: Board | None = None
        self._look: Task[StudyToday] | None = None
        self.heading = QLabel()
        mark(self.heading, "heading")
        self._say(self.heading.setText, "Today")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(160)
        self.handover = QPushButton()
        self._say(self.handover.setText, "Hand-over sheet")
        self.handover.clicked.connect(self.handover_wanted)
        self.cards = {key: _CardView(around, self) for column in _COLUMNS for key in column}
        self.area = QScrollArea()
        self._arrange()
        for key, view in self.cards.items():
            view.lines.chosen.connect(lambda place, key=key: self._go(key, place))
        around.operations.changed.connect(self._on_changed)

    def _arrange(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addWidget(self.progress)
        head.addStretch(1)
        head.addWidget(self.handover)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(12)
        for place, keys in enumerate(_COLUMNS):
            side = place == len(_COLUMNS) - 1
            row.addLayout(self._column(keys, side), 0 if side else 1)
        column.addLayout(row, 1)
        self.area.setWidget(inside)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def _column(self, keys: tuple[str, ...], side: bool) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        for key in keys:
            column.addWidget(self.cards[key])
            self.cards[key].hide()
            if side:
                self.cards[key].setFixedWidth(_SIDE_WIDTH)
        column.addStretch(1)
        return column

    # what the window asks

    @property
    def title(self) -> str:
        """The name of the page."""
        return "Today"

    @property
    def widget(self) -> QWidget:
        """The page is its own widget."""
        return self

    @property
    def offers(self) -> Mapping[str, Callable[[], None]]:
        """The hand-over sheet, under the key that prints everywhere."""
        return {"print": self.handover_wanted.emit}

    def activate(self) -> None:
        """Look again: the day may be another one, and much may have happened."""
        self.look()
        first = next((view.lines for view in self.cards.values() if view.lines.texts()), self.area)
        first.setFocus()

    def leave(self) -> bool:
        """Nothing is kept here."""
        return True

    def retranslate(self) -> None:
        """Every word follows by itself."""

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        for view in self.cards.values():
            view.set_tokens(tokens)
            view.lines.set_tokens(tokens)

    # looking

    def look(self) -> None:
        """Ask what the day asks for, beside the work; what was shown stays until it is known."""
        if self._look is None:
            self._around.operations.run(look_beside, self._begin)

    def _begin(self, look: Callable[[Progress], StudyToday]) -> None:
        if self._look is None:
            self.progress.setVisible(self._board is None)
            self._look = self._around.operations.run_beside(
                look, self._show, self._not_looked, progressed=self._advance
            )

    def _advance(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def _not_looked(self, error: Exception) -> None:
        self._look = None
        self.progress.hide()
        self._around.operations.fail(error)

    def _show(self, today: StudyToday) -> None:
        self._look = None
        self.progress.hide()
        first = self._board is None
        self._show_day(today)
        if first:
            self.ready.emit()
            if self.isVisible():
                self.cards["visits"].lines.setFocus()

    def _show_day(self, today: StudyToday) -> None:
        self._today, self._board = today, board_of(today)
        self._say(self.heading.setText, self._board.day)
        for key, view in self.cards.items():
            view.show_card(self._board.cards[key])
            view.show()

    # what changes meanwhile

    def _on_changed(self, changed: Changed) -> None:
        if self._today is None:
            return
        for oid in changed.subjects:
            self._around.operations.run(_reading(oid), self._renew)
        self._around.operations.run(open_drafts, self._renew_drafts)

    def _renew(self, subject: SubjectToday) -> None:
        if self._today is not None:
            self._show_day(with_subject(self._today, subject))

    def _renew_drafts(self, drafts: tuple[OpenDraft, ...]) -> None:
        if self._today is not None:
            self._show_day(with_drafts(self._today, drafts))

    # going there

    def _go(self, key: str, number: int) -> None:
        place: Place | None = None if self._board is None else self._board.cards[key].lines[number].place
        if place is not None:
            self.opened.emit(place)


def _reading(oid: str) -> Callable[[Session], SubjectToday]:
    return lambda session: subject_today(session, oid)

"""The first page: the studies that were opened here, and the ways to another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.appearance import SIZE, Tokens, colour, font
from ui.settings import RecentStudy
from ui.style import mark
from ui.surroundings import Surroundings
from ui.widgets.cards import Card, paint_pill
from ui.widgets.spoken import Spoken
from ui.words import Words

_ROW_HEIGHT = 54
_ROWS_SHOWN = 9
_WIDTH = 860
_STUDY = int(Qt.ItemDataRole.UserRole)
AnyIndex = QModelIndex | QPersistentModelIndex


class StartPage(QWidget):
    """Recent studies and four ways on. What a person wants is announced; nothing is opened here."""

    ready = Signal()
    offers_changed = Signal()
    open_wanted = Signal(object)
    """The path of a study."""
    forget_wanted = Signal(str)
    new_wanted = Signal()
    browse_wanted = Signal()
    demo_wanted = Signal()

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = around.words
        self._say = Spoken(around.words, self)
        self.recent = _RecentList(around.words, around.look.tokens)
        self.recent.chosen.connect(self.open_wanted)
        self.recent.forgotten.connect(self.forget_wanted)
        self.empty = QLabel()
        self.empty.setWordWrap(True)
        mark(self.empty, "muted")
        self.card = Card(around.look.tokens)
        self.ways = Card(around.look.tokens)
        self._arrange()
        self._say(
            self.empty.setText,
            "No study has been opened on this computer yet. Begin with the demo: it shows "
            "a trial in its middle, with invented patients.",
        )

    def _arrange(self) -> None:
        inside = QWidget()
        inside.setFixedWidth(_WIDTH)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 36, 0, 24)
        column.setSpacing(6)
        column.addWidget(self._label("heading", "Studies on this computer"))
        column.addWidget(
            self._label("muted", "A study is one encrypted file. It never leaves this computer by itself.")
        )
        column.addSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._recent_card(), 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._ways_card(), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row, 1)
        whole = QHBoxLayout(self)
        whole.addStretch(1)
        whole.addWidget(inside)
        whole.addStretch(1)

    def _label(self, kind: str, meant: str) -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        mark(label, kind)
        self._say(label.setText, meant)
        return label

    def _recent_card(self) -> QWidget:
        self.card.body.addWidget(self._label("strong", "Opened lately"))
        self.card.body.addWidget(self.empty)
        self.card.body.addWidget(self.recent)
        return self.card

    def _ways_card(self) -> QWidget:
        self.ways.setFixedWidth(230)
        self.ways.body.setSpacing(8)
        self.ways.body.addWidget(self._label("strong", "Begin"))
        self.new = self._way("New study…", self.new_wanted)
        self.open = self._way("Open a file…", self.browse_wanted)
        self.demo = self._way("Demo study", self.demo_wanted)
        self.ways.body.addWidget(self._label("small", "Or drop a study file onto this window."))
        self.work, self.busy = self._label("small", ""), QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.ways.body.addWidget(self.work)
        self.ways.body.addWidget(self.busy)
        self.show_work("")
        return self.ways

    def show_work(self, label: str) -> None:
        """Say what is being made; empty: nothing. Meanwhile no study can be begun."""
        self._say(self.work.setText, label)
        for widget in (self.work, self.busy):
            widget.setVisible(bool(label))
        for button in (self.new, self.open, self.demo):
            button.setEnabled(not label)

    def _way(self, meant: str, wanted: SignalInstance) -> QPushButton:
        button = QPushButton()
        button.setMinimumHeight(26)
        self._say(button.setText, meant)
        button.clicked.connect(lambda: wanted.emit())
        self.ways.body.addWidget(button)
        return button

    @property
    def title(self) -> str:
        """The name of the page."""
        return "Start"

    @property
    def widget(self) -> QWidget:
        """The page is its own widget."""
        return self

    @property
    def offers(self) -> Mapping[str, Callable[[], None]]:
        """Nothing that needs a study."""
        return {}

    def show_recent(self, studies: Sequence[RecentStudy]) -> None:
        """Show the studies that were opened, the last one first."""
        self.recent.show_studies(studies)
        self.recent.setVisible(bool(studies))
        self.empty.setVisible(not studies)
        mark(self.demo, "" if studies else "primary")

    def activate(self) -> None:
        """Put the keys on the last study, or on the demo where there is none."""
        if self.recent.count():
            self.recent.setFocus()
        else:
            self.demo.setFocus()
        self.ready.emit()

    def leave(self) -> bool:
        """Nothing is kept here."""
        return True

    def retranslate(self) -> None:
        """Every word follows by itself."""

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self.card.set_tokens(tokens)
        self.ways.set_tokens(tokens)
        self.recent.set_tokens(tokens)


class _RecentList(QListWidget):
    """One line a study. Enter or a click opens, Delete takes it off the list."""

    chosen = Signal(object)
    forgotten = Signal(str)

    def __init__(self, words: Words, tokens: Tokens) -> None:
        super().__init__()
        self._delegate = _RecentDelegate(words, tokens, self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.itemClicked.connect(self._choose)
        say = Spoken(words, self)
        say(self.setAccessibleName, "Opened lately")
        words.changed.connect(self.viewport().update)

    def show_studies(self, studies: Sequence[RecentStudy]) -> None:
        """Show these."""
        self.clear()
        for study in studies:
            item = QListWidgetItem(f"{Path(study.path).name}, {study.path}")
            item.setData(_STUDY, study)
            self.addItem(item)
        self.setFixedHeight(min(len(studies), _ROWS_SHOWN) * _ROW_HEIGHT + 2)
        if studies:
            self.setCurrentRow(0)

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self._delegate.tokens = tokens
        self.viewport().update()

    def _choose(self, item: QListWidgetItem) -> None:
        study: RecentStudy = item.data(_STUDY)
        self.chosen.emit(Path(study.path))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete forgets."""
        some = self.currentRow() >= 0
        if some and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentItem())
        elif some and event.key() == Qt.Key.Key_Delete:
            self.forgotten.emit(self.currentItem().data(_STUDY).path)
        else:
            super().keyPressEvent(event)


class _RecentDelegate(QStyledItemDelegate):
    """Name and date on the first line, the folder on the second."""

    def __init__(self, words: Words, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._words, self.tokens = words, tokens
        self._bold, self._plain, self._small = font(SIZE, bold=True), font(12), font(11)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Every line is as high as the next."""
        return QSize(200, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw one study."""
        study: RecentStudy = index.data(_STUDY)
        rect = QRectF(option.rect).adjusted(0, 1, 0, -1)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if chosen or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self.tokens.accent_ground if chosen else self.tokens.row))
            painter.drawRoundedRect(rect, 6, 6)
        self._lines(painter, study, rect.adjusted(10, 0, -10, 0))
        painter.restore()

    def _lines(self, painter: QPainter, study: RecentStudy, rect: QRectF) -> None:
        gone = study.missing
        path = Path(study.path)
        painter.setFont(self._bold)
        painter.setPen(colour(self.tokens.muted if gone else self.tokens.text))
        painter.drawText(QPointF(rect.left(), rect.top() + 21), path.stem)
        x = rect.left() + QFontMetricsF(self._bold).horizontalAdvance(path.stem) + 8
        for words in self._pills(study, gone):
            x += paint_pill(painter, x, rect.top() + 16, words, self._small, self.tokens) + 6
        painter.setFont(self._plain)
        painter.setPen(colour(self.tokens.muted))
        first = QRectF(rect.left(), rect.top() + 6, rect.width(), 20)
        painter.drawText(first, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, study.opened)
        folder = QFontMetricsF(self._plain).elidedText(
            str(path.parent), Qt.TextElideMode.ElideMiddle, rect.width()
        )
        painter.drawText(QPointF(rect.left(), rect.top() + 41), folder)

    def _pills(self, study: RecentStudy, gone: bool) -> list[str]:
        pills = [self._words("DEMO")] if study.demo else []
        return [*pills, self._words("not found")] if gone else pills

"""Lines that each lead to a place: whose, what, when, and how it stands. Painted, one widget for a card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.appearance import LIGHT, Tokens, colour, font
from ui.view_models.today_board import LineTone, ListedLine
from ui.words import Words

ROW = 27
_WHO = 58.0
_GAP = 10.0


class LineList(QWidget):
    """``chosen`` carries the number of the line that a person wants to go to."""

    chosen = Signal(int)

    def __init__(self, words: Words, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._tokens = words, tokens
        self._lines: tuple[ListedLine, ...] = ()
        self._at = 0
        self.keeps_mark = False
        """Whether the line under the keys is marked although the keys are elsewhere."""
        self._hovered = -1
        self._plain, self._bold = font(13), font(13, bold=True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words.changed.connect(self._renew)

    def show_lines(self, lines: Sequence[ListedLine]) -> None:
        """Show other lines; the one under the keys stays where it was, if there is one."""
        self._lines = tuple(lines)
        self._at = max(0, min(self._at, len(self._lines) - 1))
        self._renew()

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self._tokens = tokens
        self.update()

    def texts(self) -> list[str]:
        """The lines as they are read."""
        return [self._read(line) for line in self._lines]

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(300, len(self._lines) * ROW + 2)

    def _renew(self) -> None:
        self.setAccessibleDescription("\n".join(self.texts()))
        self.updateGeometry()
        self.update()

    def _read(self, line: ListedLine) -> str:
        parts = (line.who, *(self._words(each) for each in (line.what, line.detail, line.state)))
        return " \N{MIDDLE DOT} ".join(part for part in parts if part)

    def row_rect(self, place: int) -> QRectF:
        """Where a line stands."""
        return QRectF(0, place * ROW, self.width(), ROW)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that are exposed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, line in enumerate(self._lines):
            rect = self.row_rect(place)
            if rect.intersects(QRectF(event.rect())):
                self._paint(painter, rect, line, place)
        painter.end()

    def _paint(self, painter: QPainter, rect: QRectF, line: ListedLine, place: int) -> None:
        tokens = self._tokens
        if place == self._hovered and line.place is not None:
            painter.fillRect(rect.adjusted(0, 1, 0, -1), colour(tokens.row))
        painter.setPen(QPen(colour(tokens.line), 1.0))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if place == self._at and (self.keeps_mark or self.hasFocus()):
            painter.setPen(QPen(colour(tokens.accent), 1.4))
            painter.drawRoundedRect(rect.adjusted(1, 2, -1, -2), 5, 5)
        box = rect.adjusted(6, 0, -6, 0)
        left, what, detail, state = self._columns(box)
        words = self._words
        self._text(painter, QRectF(box.left(), box.top(), _WHO, ROW), line.who, self._bold, tokens.text)
        self._text(painter, QRectF(left, box.top(), what, ROW), words(line.what), self._plain, tokens.text)
        aside = QRectF(left + what + _GAP, box.top(), detail, ROW)
        self._text(painter, aside, words(line.detail), self._plain, tokens.muted)
        last = QRectF(box.right() - state, box.top(), state, ROW)
        self._text(painter, last, words(line.state), self._plain, self._ink(line.tone))

    def _columns(self, box: QRectF) -> tuple[float, float, float, float]:
        """Where the words begin, and the widths of what, detail and state: the same for every line of the list."""
        what, detail, state = (self._widest(part) for part in ("what", "detail", "state"))
        left = box.left() + (_WHO if any(line.who for line in self._lines) else 0.0)
        free = max(box.right() - state - _GAP - left, 40.0)
        if not detail:
            return left, free, 0.0, state
        free -= _GAP
        if what + detail > free:
            what = max(free * what / (what + detail), free - detail)
        return left, what, free - what, state

    def _widest(self, part: str) -> float:
        metrics = QFontMetricsF(self._plain)
        return (
            max(
                (metrics.horizontalAdvance(self._words(getattr(line, part))) for line in self._lines),
                default=0,
            )
            + 1
        )

    def _text(self, painter: QPainter, box: QRectF, words: str, drawn: QFont, ink: str) -> None:
        painter.setFont(drawn)
        painter.setPen(colour(ink))
        shown = QFontMetricsF(drawn).elidedText(words, Qt.TextElideMode.ElideRight, box.width() + 1)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _ink(self, tone: LineTone) -> str:
        tokens = self._tokens
        inks = {"late": tokens.overdue, "now": tokens.accent, "warn": tokens.due_text, "fine": tokens.done}
        return inks.get(tone, tokens.muted)

    # choosing

    def _place_at(self, y: float) -> int:
        place = int(y // ROW)
        return place if 0 <= place < len(self._lines) else -1

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._lines) and self._lines[place].place is not None:
            self._at = place
            self.chosen.emit(place)

    def event(self, event: QEvent) -> bool:
        """Say the whole line where the pointer rests: what was cut is read there."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = self._place_at(event.pos().y())
            if place >= 0:
                QToolTip.showText(event.globalPos(), self._read(self._lines[place]), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the line under the pointer."""
        self._hover(self._place_at(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """No line is under the pointer."""
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            leads = place >= 0 and self._lines[place].place is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the line that was clicked."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose(self._place_at(event.position().y()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move, Enter goes there."""
        match event.key():
            case Qt.Key.Key_Up if self._at > 0:
                self._at -= 1
            case Qt.Key.Key_Down if self._at < len(self._lines) - 1:
                self._at += 1
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose(self._at)
            case _:
                super().keyPressEvent(event)
                return
        self.update()

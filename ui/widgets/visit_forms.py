"""The forms of the open visit as a narrow list: name, and how far each is. Painted, one widget for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui.appearance import LIGHT, Tokens, colour, font
from ui.widgets.cards import PILL_HEIGHT
from ui.words import Words
from workstation.messages import Text

ROW = 26
_LEFT = 10
_RIGHT = 10


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form: its short name, whether it must be there, and its state.

    ``missing`` counts required answers that are still open; a form that was not begun counts as open when required.
    """

    oid: str
    name: Text
    title: Text
    required: bool
    begun: bool
    missing: int
    warnings: int
    draft: bool


class VisitForms(QWidget):
    """``chosen`` carries the form that a person wants to open."""

    chosen = Signal(str)

    def __init__(self, words: Words, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._tokens = tokens
        self._lines: tuple[FormLine, ...] = ()
        self._current = ""
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        words.changed.connect(self.update)

    def show_forms(self, lines: Sequence[FormLine]) -> None:
        """Show these forms."""
        self._lines = tuple(lines)
        self.setMinimumHeight(self.sizeHint().height())
        self._name()
        self.update()

    def select(self, oid: str) -> None:
        """Mark the form that is open; nothing is announced."""
        self._current = oid
        self._name()
        self.update()

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self._tokens = tokens
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(148, len(self._lines) * ROW + 8)

    def row_of(self, oid: str) -> int:
        """The place of a form, −1 if it is not here."""
        return next((place for place, line in enumerate(self._lines) if line.oid == oid), -1)

    def row_rect(self, place: int) -> QRectF:
        """Where a line stands."""
        return QRectF(4, 4 + place * ROW, self.width() - 8, ROW)

    def _name(self) -> None:
        self.setAccessibleName(self._words("Forms of the visit"))
        place = self.row_of(self._current)
        if place >= 0:
            self.setAccessibleDescription(self._tip(self._lines[place]))

    def _place_at(self, y: float) -> int:
        place = int((y - 4) // ROW)
        return place if 0 <= place < len(self._lines) else -1

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that are exposed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), colour(self._tokens.surface))
        for place, line in enumerate(self._lines):
            rect = self.row_rect(place)
            if rect.intersects(QRectF(event.rect())):
                self._paint_line(painter, rect, line, place)
        painter.end()

    def _paint_line(self, painter: QPainter, rect: QRectF, line: FormLine, place: int) -> None:
        current = line.oid == self._current
        if current or place == self._hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self._tokens.accent_ground if current else self._tokens.row))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 6, 6)
        if current and self.hasFocus():
            painter.setPen(colour(self._tokens.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.5, 1.5, -0.5, -1.5), 6, 6)
        room = self._paint_mark(painter, rect, line)
        drawn = font(bold=current)
        painter.setFont(drawn)
        ink = (
            self._tokens.accent
            if current
            else self._tokens.text
            if line.required or line.begun
            else self._tokens.muted
        )
        painter.setPen(colour(ink))
        box = rect.adjusted(_LEFT, 0, -room - 6, 0)
        words = QFontMetricsF(drawn).elidedText(
            self._words(line.name), Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _paint_mark(self, painter: QPainter, rect: QRectF, line: FormLine) -> float:
        """The mark at the right; gives the room that it takes. A tick, a count of open answers, or a draft."""
        words, ink, ground = self._mark(line)
        if not words:
            return _RIGHT
        drawn = font(11, bold=True)
        width = max(QFontMetricsF(drawn).horizontalAdvance(words) + 10, PILL_HEIGHT)
        box = QRectF(
            rect.right() - _RIGHT - width + 4, rect.center().y() - PILL_HEIGHT / 2, width, PILL_HEIGHT
        )
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(ground))
            painter.drawRoundedRect(box, PILL_HEIGHT / 2, PILL_HEIGHT / 2)
        painter.setFont(drawn)
        painter.setPen(colour(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        return width + _RIGHT

    def _mark(self, line: FormLine) -> tuple[str, str, str]:
        tokens = self._tokens
        if line.draft:
            return self._words("draft"), tokens.accent, tokens.accent_ground
        if line.begun and not line.missing:
            return "\N{CHECK MARK}", tokens.done, ""
        if line.begun:
            return str(line.missing), tokens.due_text, tokens.due_ground
        return ("\N{WHITE CIRCLE}", tokens.muted, "") if line.required else ("", "", "")

    def _tip(self, line: FormLine) -> str:
        title = self._words(line.title)
        if line.draft:
            return self._words("{form}: typed and not saved", form=title)
        if not line.begun:
            state = "{form}: not begun" if line.required else "{form}: not begun, optional"
            return self._words(state, form=title)
        if line.missing:
            return self._words("{form}: required answers missing: {count}", form=title, count=line.missing)
        return self._words("{form}: complete", form=title)

    # choosing

    def event(self, event: QEvent) -> bool:
        """Say the state of a form where the pointer rests."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = self._place_at(event.pos().y())
            QToolTip.showText(
                event.globalPos(), self._tip(self._lines[place]), self
            ) if place >= 0 else QToolTip.hideText()
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
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the form that was clicked."""
        place = self._place_at(event.position().y())
        if place >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(self._lines[place].oid)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down open the form before and after."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or not self._lines:
            super().keyPressEvent(event)
            return
        place = max(0, min(len(self._lines) - 1, self.row_of(self._current) + step))
        self.chosen.emit(self._lines[place].oid)

"""The live cards beside the form: what the answers amount to at this moment, and what is missing for more."""

from __future__ import annotations

from itertools import zip_longest

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.appearance import LIGHT, Tokens, colour
from ui.widgets.panel_build import AtHand, cards_of
from ui.widgets.panel_paint import PanelFaces, PlacedCard, PlacedPart, paint_panel, place_cards
from ui.widgets.panel_values import Card, GradeLine, Leading, Verdict3
from ui.words import Words
from workstation.definition.study import Study
from workstation.forms.state import FormState
from workstation.trial.assessment import Assessment

_OPEN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class _Board(QWidget):
    """Paints the cards; a click or Enter on a line of something missing tells where it is."""

    jump = Signal(str, str)

    def __init__(self, words: Words, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.tokens = tokens
        self._faces = PanelFaces()
        self._cards: tuple[Card, ...] = ()
        self._placed: tuple[PlacedCard, ...] | None = None
        self._hot: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        words.changed.connect(self.renew)

    def show_cards(self, cards: tuple[Card, ...]) -> None:
        """Show these cards; equal ones are not painted again."""
        if cards == self._cards:
            return
        before = self._placed or ()
        self._cards, self._hot = cards, None
        self._placed = self._place(before)
        self._describe()
        for old, new in zip_longest(before, self._placed):
            # Most keys change one card or two of many.
            if old is not new:
                for card in (old, new):
                    if card is not None:
                        self.update(card.rect.toAlignedRect().adjusted(-1, -1, 1, 1))

    def renew(self) -> None:
        """Say and place everything anew."""
        self._placed = self._place(())
        self._describe()
        self.update()

    def _describe(self) -> None:
        placed = self._places()
        height = max((card.rect.bottom() for card in placed), default=0.0)
        self.setMinimumHeight(int(height) + 1)
        self.setAccessibleName(self._words("Scores"))
        self.setAccessibleDescription(spoken(placed))

    def _places(self) -> tuple[PlacedCard, ...]:
        if self._placed is None:
            self._placed = self._place(())
        return self._placed

    def _place(self, before: tuple[PlacedCard, ...]) -> tuple[PlacedCard, ...]:
        width = max(float(self.width()), 120.0)
        return place_cards(self._cards, width, self._words.translator, self._faces, before)

    def jumps(self) -> list[PlacedPart]:
        """The lines that lead somewhere, from the top."""
        return [part for card in self._places() for part in card.parts if isinstance(part.part, Leading)]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cards that have to be."""
        painter = QPainter(self)
        jumps = self.jumps()
        hot = jumps[self._hot] if self._hot is not None and self._hot < len(jumps) else None
        touched = [card for card in self._places() if card.rect.intersects(QRectF(event.rect()))]
        paint_panel(painter, touched, self.tokens, self._faces, hot)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place anew when the width has changed."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.renew()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the line under the pointer."""
        self._light(self._jump_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Put the light out."""
        super().leaveEvent(event)
        self._light(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where the line leads."""
        at = self._jump_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and at is not None:
            self._go(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Belongs to the press that led away."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move between lines that lead somewhere, Enter goes."""
        jumps = self.jumps()
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and jumps:
            by = 1 if event.key() == Qt.Key.Key_Down else -1
            self._light(0 if self._hot is None else min(max(self._hot + by, 0), len(jumps) - 1))
        elif event.key() in _OPEN and self._hot is not None:
            self._go(self._hot)
        else:
            super().keyPressEvent(event)

    def _jump_at(self, point: QPointF) -> int | None:
        for place, part in enumerate(self.jumps()):
            if part.rect.contains(point):
                return place
        return None

    def _light(self, place: int | None) -> None:
        if place != self._hot:
            self._hot = place
            shape = Qt.CursorShape.ArrowCursor if place is None else Qt.CursorShape.PointingHandCursor
            self.setCursor(shape)
            self.update()

    def _go(self, place: int) -> None:
        part = self.jumps()[place].part
        if isinstance(part, Leading):
            self.jump.emit(part.form, part.item)


class ScorePanel(QScrollArea):
    """The cards of a visit. ``jump`` carries form and item of something missing, to be answered there."""

    jump = Signal(str, str)

    def __init__(self, words: Words, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = _Board(words, tokens)
        self.board.jump.connect(self.jump)
        self.setWidget(self.board)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.set_tokens(tokens)

    def sizeHint(self) -> QSize:
        """Two columns of cards."""
        return QSize(420, 300)

    def show_visit(
        self,
        assessment: Assessment,
        key: str,
        study: Study,
        state: FormState | None = None,
        at_hand: AtHand | None = None,
    ) -> None:
        """Show what a visit amounts to; called with every key that changes an answer or moves the cursor."""
        self.board.show_cards(cards_of(assessment, key, study, state, at_hand))

    def clear(self) -> None:
        """Show nothing."""
        self.board.show_cards(())

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self.board.tokens = tokens
        for widget in (self.board, self.viewport()):
            palette = widget.palette()
            palette.setColor(palette.ColorRole.Window, colour(tokens.ground))
            widget.setPalette(palette)
        self.board.renew()


def spoken(placed: tuple[PlacedCard, ...]) -> str:
    """All cards as text, for whoever reads the screen aloud."""
    lines = []
    for card in placed:
        lines.append(" ".join(part for part in (card.title, card.aside) if part))
        lines += [_spoken(each) for each in card.parts]
    return "\n".join(line for line in lines if line)


def _spoken(placed: PlacedPart) -> str:
    match placed.part:
        case GradeLine():
            said = (placed.part.letter or "?", placed.words, placed.value)
        case Verdict3():
            said = (placed.words, placed.value, "")
        case _:
            said = (placed.value, placed.words, "")
    return " ".join(word for word in said if word)

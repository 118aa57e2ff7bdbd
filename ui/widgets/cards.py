"""Cards, pills and headings: the few shapes that every page is made of, painted and as widgets."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ui.appearance import LIGHT, SIZE, Tokens, colour, font

RADIUS = 8.0
PADDING = 12
PILL_SIZE = 11
PILL_HEIGHT = 18.0
PILL_PADDING = 7.0


def paint_card(painter: QPainter, rect: QRectF, tokens: Tokens, focused: bool = False) -> None:
    """A card: surface with one hairline; ``focused`` draws only the frame, in the accent colour."""
    painter.setPen(QPen(colour(tokens.accent if focused else tokens.line), 1.6 if focused else 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush if focused else colour(tokens.surface))
    inset = 1.0 if focused else 0.5
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)


def pill_width(words: str, metrics: QFontMetricsF) -> float:
    """How wide a pill with these words is."""
    return metrics.horizontalAdvance(words) + 2 * PILL_PADDING


def paint_pill(
    painter: QPainter, left: float, middle: float, words: str, drawn: QFont, tokens: Tokens
) -> float:
    """A pill around its words, beginning at ``left``; returns its width."""
    width = pill_width(words, QFontMetricsF(drawn))
    rect = QRectF(left + 0.5, middle - PILL_HEIGHT / 2, width, PILL_HEIGHT)
    painter.setPen(QPen(colour(tokens.line), 1.0))
    painter.setBrush(colour(tokens.surface))
    painter.drawRoundedRect(rect, PILL_HEIGHT / 2, PILL_HEIGHT / 2)
    painter.setPen(colour(tokens.muted))
    painter.setFont(drawn)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
    return width


class Card(QFrame):
    """A card as a container; ``body`` takes what it holds."""

    def __init__(self, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(PADDING, PADDING, PADDING, PADDING)

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self._tokens = tokens
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame under what the card holds."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_card(painter, QRectF(self.rect()), self._tokens)
        painter.end()


class Pill(QWidget):
    """A small rounded label: a cohort, a count."""

    def __init__(self, words: str, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._tokens = tokens
        self._font = font(PILL_SIZE)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(int(pill_width(self._words, QFontMetricsF(self._font))) + 2, int(PILL_HEIGHT) + 2)

    def set_words(self, words: str) -> None:
        """Change what it says."""
        self._words = words
        self.setAccessibleName(words)
        self.setFixedSize(self.sizeHint())
        self.update()

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self._tokens = tokens
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_pill(painter, 0, self.height() / 2, self._words, self._font, self._tokens)
        painter.end()


class SectionHeading(QLabel):
    """The heading of a card or section."""

    def __init__(self, words: str = "", tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setFont(font(SIZE, bold=True))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.set_tokens(tokens)

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        palette = self.palette()
        palette.setColor(self.foregroundRole(), colour(tokens.text))
        self.setPalette(palette)

"""Measured and laid-out text of a form, kept until type or language changes: no text is measured twice.

The bundled typeface has no raised digits beyond ³, so exponents are set smaller and higher instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import ceil
from typing import Any

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QStaticText,
    QTextCharFormat,
    QTextFormat,
    QTextLayout,
    QTextOption,
)

from ui.appearance import SIZE, font
from ui.widgets.form_units import LOWERED

_MOST_KEPT = 6000
_RAISED = frozenset(LOWERED)
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_RIGHT = Qt.AlignmentFlag.AlignRight


class Face(IntEnum):
    """The type used in a form."""

    BODY = 0
    BOLD = 1
    SMALL = 2
    TITLE = 3
    ITALIC = 4


@dataclass(frozen=True, slots=True)
class Laid:
    """A text broken into lines for one width."""

    layout: QTextLayout
    width: int
    height: int


class Typesetter:
    """Fonts of a form and everything measured with them."""

    def __init__(self) -> None:
        italic = font(SIZE)
        italic.setItalic(True)
        self.fonts: dict[Face, QFont] = {
            Face.BODY: font(SIZE),
            Face.BOLD: font(SIZE, bold=True),
            Face.SMALL: font(SIZE - 1),
            Face.TITLE: font(SIZE + 1, bold=True),
            Face.ITALIC: italic,
        }
        self._metrics = {face: QFontMetrics(made) for face, made in self.fonts.items()}
        self._heights = {face: known.ascent() + known.descent() for face, known in self._metrics.items()}
        self._widths: dict[tuple[str, Face], int] = {}
        self._elided: dict[tuple[str, int, Face], str] = {}
        self._statics: dict[tuple[str, Face], QStaticText] = {}
        self._laid: dict[tuple[str, int, Face, int], Laid] = {}

    def forget(self) -> None:
        """Drop what was measured: another language, or too much of it."""
        self._widths.clear()
        self._elided.clear()
        self._laid.clear()
        self._statics.clear()

    def line_height(self, face: Face = Face.BODY) -> int:
        """Height of one line of running text in pixels."""
        return self._heights[face]

    def width(self, text: str, face: Face = Face.BODY) -> int:
        """How wide a text is on one line, in pixels."""
        key = (text, face)
        if key not in self._widths:
            self._make_room(self._widths)
            self._widths[key] = self.laid(text, 0, face).width if raised(text) else self._advance(text, face)
        return self._widths[key]

    def _advance(self, text: str, face: Face) -> int:
        return self._metrics[face].horizontalAdvance(text)

    def elided(self, text: str, width: int, face: Face = Face.BODY) -> str:
        """The text cut with an ellipsis where it does not fit; line breaks become spaces."""
        key = (text, width, face)
        if key not in self._elided:
            self._make_room(self._elided)
            one_line = " ".join(text[:400].split())
            self._elided[key] = self._metrics[face].elidedText(
                one_line, Qt.TextElideMode.ElideRight, max(0, width)
            )
        return self._elided[key]

    def laid(self, text: str, width: int, face: Face = Face.BODY, most_lines: int = 0) -> Laid:
        """The text broken into lines of ``width`` pixels; width 0 is one line as long as needed."""
        key = (text, width, face, most_lines)
        if key not in self._laid:
            self._make_room(self._laid)
            self._laid[key] = self._lay(text, width, face, most_lines)
        return self._laid[key]

    def _lay(self, text: str, width: int, face: Face, most_lines: int) -> Laid:
        plain = "".join(LOWERED.get(mark, mark) for mark in text).replace("\n", "\N{LINE SEPARATOR}")
        layout = QTextLayout(plain, self.fonts[face])
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(_raised_formats(text))
        layout.setCacheEnabled(True)
        step = self.line_height(face)
        layout.beginLayout()
        count, widest = 0, 0.0
        while not most_lines or count < most_lines:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width if width > 0 else 1_000_000)
            line.setPosition(QPointF(0, count * step + step - self._metrics[face].descent() - line.ascent()))
            widest = max(widest, line.naturalTextWidth())
            count += 1
        layout.endLayout()
        return Laid(layout, ceil(widest), max(1, count) * step)

    def draw(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        face: Face = Face.BODY,
        align: Qt.AlignmentFlag | None = None,
    ) -> None:
        """Draw one line inside ``rect``, vertically centred, cut where it does not fit; the pen is the painter's."""
        if raised(text):
            laid = self.laid(text, 0, face)
            left = rect.right() + 1 - laid.width if align is _RIGHT else rect.left()
            if align is _CENTRE:
                left = rect.left() + (rect.width() - laid.width) // 2
            laid.layout.draw(painter, QPointF(left, rect.top() + (rect.height() - laid.height) // 2))
            return
        shown = text if self.width(text, face) <= rect.width() else self.elided(text, rect.width(), face)
        left = rect.left()
        if align is _RIGHT:
            left = rect.right() + 1 - self.width(shown, face)
        elif align is _CENTRE:
            left += (rect.width() - self.width(shown, face)) // 2
        painter.setFont(self.fonts[face])
        painter.drawStaticText(
            left, rect.top() + (rect.height() - self.line_height(face)) // 2, self._static(shown, face)
        )

    def _static(self, text: str, face: Face) -> QStaticText:
        """A text whose glyphs are placed once and for all."""
        key = (text, face)
        if key not in self._statics:
            self._make_room(self._statics)
            made = QStaticText(text)
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            made.prepare(font=self.fonts[face])
            self._statics[key] = made
        return self._statics[key]

    def draw_block(self, painter: QPainter, rect: QRect, laid: Laid) -> None:
        """Draw laid-out text from the top left corner of ``rect``."""
        laid.layout.draw(painter, QPointF(rect.left(), rect.top()))

    def _make_room(self, kept: dict[Any, Any]) -> None:
        if len(kept) >= _MOST_KEPT:
            kept.clear()


def raised(text: str) -> bool:
    """Whether a text has exponents that have to be set raised."""
    return not text.isascii() and not _RAISED.isdisjoint(text)


def _raised_formats(text: str) -> list[QTextLayout.FormatRange]:
    found: list[QTextLayout.FormatRange] = []
    for at, mark in enumerate(text):
        if mark in LOWERED:
            span = QTextLayout.FormatRange()
            span.start, span.length = at, 1
            look = QTextCharFormat()
            look.setProperty(QTextFormat.Property.FontPixelSize, SIZE + 1)
            look.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            span.format = look
            found.append(span)
    return found

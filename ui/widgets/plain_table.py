"""A table to read: painted rows with wrapped text and hairlines, as light with a hundred rows as with ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.appearance import LIGHT, SIZE, Tokens, colour, font
from ui.widgets.cards import PILL_SIZE, pill_width
from ui.words import Words
from workstation.messages import Sentence, Text

Meant = str | Text | Sentence
_GAP = 14.0
_PAD = 4.5
_PILL_HEIGHT = 18.0
_HEAD_SIZE = 11


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; ``kind`` is "", "muted", "strong", "figure" (aligned right), "good", or "due": a pill."""

    meant: Meant = ""
    kind: str = ""

    @property
    def is_pill(self) -> bool:
        """Whether it is drawn as a pill."""
        return self.kind == "due"


Row = tuple[Cell, ...]


class PlainTable(QWidget):
    """Shows rows of cells. ``weights`` share the width: a column of weight 0 is as wide as its widest cell."""

    def __init__(
        self,
        words: Words,
        weights: Sequence[int],
        head: Sequence[Meant] = (),
        tokens: Tokens = LIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._tokens = words, tokens
        self._weights, self._head = tuple(weights), tuple(head)
        self._rows: tuple[Row, ...] = ()
        self._plain, self._bold = font(SIZE), font(SIZE, bold=True)
        self._small, self._tiny = font(PILL_SIZE), font(_HEAD_SIZE)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        words.changed.connect(self._renew)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self._rows = tuple(rows)
        self._renew()

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self._tokens = tokens
        self.update()

    def texts(self) -> list[list[str]]:
        """What is read, row by row."""
        return [[self._words(cell.meant) for cell in row] for row in self._rows]

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher, because texts wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all rows at a width."""
        widths = self._widths(float(width))
        return int(sum(self._height(row, widths) for row in self._rows) + self._head_height()) + 1

    def sizeHint(self) -> QSize:
        """A width at which most texts stand on one line."""
        width = max(self.width(), 240)
        return QSize(width, self.heightForWidth(width))

    def _renew(self) -> None:
        self.setAccessibleDescription("\n".join(" ".join(row) for row in self.texts()))
        self.updateGeometry()
        self.update()

    def _head_height(self) -> float:
        return 22.0 if self._head else 0.0

    def _widths(self, width: float) -> list[float]:
        fixed = [0.0 if weight else self._widest(column) for column, weight in enumerate(self._weights)]
        free = max(width - sum(fixed) - _GAP * (len(self._weights) - 1), 60.0)
        shares = sum(self._weights) or 1
        return [own or free * weight / shares for own, weight in zip(fixed, self._weights, strict=True)]

    def _widest(self, column: int) -> float:
        cells = [row[column] for row in self._rows if column < len(row)]
        head = (
            [QFontMetricsF(self._tiny).horizontalAdvance(self._words(self._head[column]))]
            if self._head
            else []
        )
        return max([*(self._natural(cell) for cell in cells), *head], default=0.0) + 1

    def _natural(self, cell: Cell) -> float:
        words = self._words(cell.meant)
        if cell.is_pill:
            return pill_width(words, QFontMetricsF(self._small))
        return QFontMetricsF(self._bold if cell.kind == "strong" else self._plain).horizontalAdvance(words)

    def _height(self, row: Row, widths: Sequence[float]) -> float:
        heights = [self._cell_height(cell, width) for cell, width in zip(row, widths, strict=False)]
        return max(heights, default=0.0) + 2 * _PAD

    def _cell_height(self, cell: Cell, width: float) -> float:
        if cell.is_pill:
            return _PILL_HEIGHT
        metrics = QFontMetricsF(self._bold if cell.kind == "strong" else self._plain)
        wanted = metrics.boundingRect(QRectF(0, 0, width, 10_000), _WRAP, self._words(cell.meant))
        return max(wanted.height(), metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows that are in view."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        widths = self._widths(float(self.width()))
        self._paint_head(painter, widths)
        y, seen = self._head_height(), QRectF(event.rect())
        for place, row in enumerate(self._rows):
            height = self._height(row, widths)
            if y + height >= seen.top() and y <= seen.bottom():
                self._paint_row(painter, row, widths, QRectF(0, y, self.width(), height))
                if place + 1 < len(self._rows):
                    self._line(painter, y + height)
            y += height
        painter.end()

    def _line(self, painter: QPainter, y: float) -> None:
        painter.setPen(QPen(colour(self._tokens.line), 1.0))
        painter.drawLine(QPointF(0, int(y) - 0.5), QPointF(self.width(), int(y) - 0.5))

    def _paint_head(self, painter: QPainter, widths: Sequence[float]) -> None:
        if not self._head:
            return
        painter.setFont(self._tiny)
        painter.setPen(colour(self._tokens.muted))
        x = 0.0
        for meant, width in zip(self._head, widths, strict=True):
            painter.drawText(QRectF(x, 0, width, 20), Qt.AlignmentFlag.AlignVCenter, self._words(meant))
            x += width + _GAP
        self._line(painter, self._head_height())

    def _paint_row(self, painter: QPainter, row: Row, widths: Sequence[float], rect: QRectF) -> None:
        x = rect.left()
        for cell, width in zip(row, widths, strict=False):
            place = QRectF(x, rect.top() + _PAD, width, rect.height() - 2 * _PAD)
            if cell.is_pill:
                self._paint_pill(painter, cell, place)
            else:
                self._paint_text(painter, cell, place)
            x += width + _GAP

    def _paint_text(self, painter: QPainter, cell: Cell, place: QRectF) -> None:
        painter.setFont(self._bold if cell.kind == "strong" else self._plain)
        inks = {"muted": self._tokens.muted, "good": self._tokens.done}
        painter.setPen(colour(inks.get(cell.kind, self._tokens.text)))
        side = Qt.AlignmentFlag.AlignRight if cell.kind == "figure" else Qt.AlignmentFlag.AlignLeft
        option = QTextOption(side | Qt.AlignmentFlag.AlignTop)
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        painter.drawText(place, self._words(cell.meant), option)

    def _paint_pill(self, painter: QPainter, cell: Cell, place: QRectF) -> None:
        words = self._words(cell.meant)
        rect = QRectF(
            place.left() + 0.5, place.top(), pill_width(words, QFontMetricsF(self._small)), _PILL_HEIGHT
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour(self._tokens.due), 1.0))
        painter.drawRoundedRect(rect, _PILL_HEIGHT / 2, _PILL_HEIGHT / 2)
        painter.setPen(colour(self._tokens.due_text))
        painter.setFont(self._small)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)


_WRAP = int(Qt.TextFlag.TextWordWrap)

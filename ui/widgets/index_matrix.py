"""The matrix of a patient, painted: visits across, indices down; arrows move, Enter or a click opens the answer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.appearance import LIGHT, Tokens, colour
from ui.view_models.index_matrix import Cell, Matrix, MatrixRow
from ui.widgets.panel_paint import PanelFaces, paint_badge
from ui.words import Words

_NAME, _HEAD, _LINE, _LEAST, _MOST = 200.0, 44.0, 22.0, 64.0, 110.0
_EDGE = 14.0
_BADGE = 18.0
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_OPEN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class _Board(QWidget):
    """Paints the matrix; ``opened`` carries visit, form and item of a cell."""

    opened = Signal(str, str, str)

    def __init__(self, words: Words, tokens: Tokens) -> None:
        super().__init__()
        self._words = words
        self.tokens = tokens
        self._faces = PanelFaces()
        self._matrix = Matrix((), ())
        self._at = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        words.changed.connect(self.renew)

    def show_matrix(self, matrix: Matrix) -> None:
        """Show it; the newest visit is chosen."""
        if matrix.columns != self._matrix.columns:
            self._at = (self._first_row(matrix), max(len(matrix.columns) - 1, 0))
        self._matrix = matrix
        self.renew()

    @staticmethod
    def _first_row(matrix: Matrix) -> int:
        return next((place for place, row in enumerate(matrix.rows) if not row.heading), 0)

    def renew(self) -> None:
        """Measure and paint anew."""
        matrix = self._matrix
        self.setMinimumSize(
            int(_NAME + _LEAST * len(matrix.columns) + 2 * _EDGE),
            int(_HEAD + _LINE * len(matrix.rows) + _EDGE),
        )
        self.setAccessibleName(self._words("All visits"))
        self.setAccessibleDescription(self.spoken())
        self.update()

    def spoken(self) -> str:
        """The matrix as text, a line a row."""
        lines = [" ".join(["", *(self._words(column.label) for column in self._matrix.columns)])]
        for row in self._matrix.rows:
            cells = ("" if cell is None else self._text(cell) or "?" for cell in row.cells)
            lines.append(" ".join([self._words(row.name), *cells]))
        return "\n".join(lines)

    def _text(self, cell: Cell) -> str:
        return cell.text if isinstance(cell.text, str) else self._words(cell.text)

    @property
    def _width(self) -> float:
        count = max(len(self._matrix.columns), 1)
        return min(max((self.width() - _NAME - 2 * _EDGE) / count, _LEAST), _MOST)

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell stands."""
        return QRectF(_EDGE + _NAME + column * self._width, _HEAD + row * _LINE, self._width, _LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), colour(self.tokens.surface))
        self._paint_head(painter)
        for place, row in enumerate(self._matrix.rows):
            self._paint_row(painter, place, row)
        if self.hasFocus() and self._cell() is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(self.tokens.accent), 1.6))
            painter.drawRoundedRect(self.cell_rect(*self._at).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        for place, column in enumerate(self._matrix.columns):
            rect = self.cell_rect(0, place)
            top = QRectF(rect.left(), 6, rect.width(), 18)
            painter.setFont(self._faces.strong)
            painter.setPen(colour(self.tokens.accent if column.baseline else self.tokens.text))
            label, baseline = self._words(column.label), self._words("Baseline")
            painter.drawText(top, _CENTRE, label)
            painter.setFont(self._faces.body)
            painter.setPen(colour(self.tokens.muted))
            day = "" if column.date is None else f"{column.date:%m-%d}"
            below = baseline if column.baseline and label != baseline else day
            painter.drawText(top.translated(0, 17), _CENTRE, below)

    def _paint_row(self, painter: QPainter, place: int, row: MatrixRow) -> None:
        top = _HEAD + place * _LINE
        name = QRectF(_EDGE, top, _NAME - 8, _LINE)
        faces = self._faces
        drawn = faces.title if row.heading else faces.body
        painter.setFont(drawn)
        painter.setPen(colour(self.tokens.text if row.heading else self.tokens.muted))
        words = faces.metrics(drawn).elidedText(
            self._words(row.name), Qt.TextElideMode.ElideRight, name.width()
        )
        painter.drawText(name, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.setPen(QPen(colour(self.tokens.line), 1.0))
        end = QPointF(_EDGE + _NAME + self._width * len(self._matrix.columns), top + _LINE - 0.5)
        painter.drawLine(QPointF(_EDGE, top + _LINE - 0.5), end)
        for column, cell in enumerate(row.cells):
            if cell is not None:
                self._paint_cell(painter, self.cell_rect(place, column), cell)

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        if cell.look in ("grade", "unsure"):
            badge = QRectF(
                rect.center().x() - _BADGE / 2, rect.center().y() - _BADGE / 2 - 0.5, _BADGE, _BADGE
            )
            paint_badge(painter, badge, self._text(cell), self.tokens, self._faces, sure=cell.look == "grade")
            return
        tokens = self.tokens
        ink = {
            "muted": tokens.muted,
            "good": tokens.done,
            "bad": tokens.overdue,
            "warn": tokens.due_text,
        }.get(cell.look, tokens.text)
        painter.setFont(self._faces.body if cell.look in ("plain", "muted") else self._faces.strong)
        painter.setPen(colour(ink))
        painter.drawText(rect, _CENTRE, self._text(cell))

    def _cell(self) -> Cell | None:
        row, column = self._at
        if row >= len(self._matrix.rows) or column >= len(self._matrix.rows[row].cells):
            return None
        return self._matrix.rows[row].cells[column]

    def place_at(self, point: QPointF) -> tuple[int, int] | None:
        """The row and column of a cell under a point."""
        row = int((point.y() - _HEAD) // _LINE)
        column = int((point.x() - _EDGE - _NAME) // self._width)
        inside = 0 <= row < len(self._matrix.rows) and 0 <= column < len(self._matrix.columns)
        return (row, column) if inside and self._matrix.rows[row].cells else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be opened."""
        over = self.place_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Belongs to the release that opens."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the answer behind a cell."""
        place = self.place_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place is not None:
            self._at = place
            self.update()
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move from cell to cell, Enter opens."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self._move(*step)
        elif event.key() in _OPEN:
            self._open()
        else:
            super().keyPressEvent(event)

    def _move(self, down: int, right: int) -> None:
        row, column = self._at
        column = min(max(column + right, 0), max(len(self._matrix.columns) - 1, 0))
        while down and 0 <= row + down < len(self._matrix.rows):
            row += down
            if not self._matrix.rows[row].heading:
                break
        else:
            row = self._at[0]
        self._at = (row, column)
        self.update()

    def _open(self) -> None:
        cell = self._cell()
        if cell is not None:
            self.opened.emit(self._matrix.columns[self._at[1]].key, cell.form, cell.item)


class IndexMatrix(QScrollArea):
    """The matrix in its card. ``opened`` carries visit, form and item."""

    opened = Signal(str, str, str)

    def __init__(self, words: Words, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = _Board(words, tokens)
        self.board.opened.connect(self.opened)
        self.setWidget(self.board)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFocusProxy(self.board)

    def show_matrix(self, matrix: Matrix) -> None:
        """Show all visits of a patient."""
        self.board.show_matrix(matrix)

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self.board.tokens = tokens
        self.board.update()

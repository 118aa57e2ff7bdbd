"""How one patient is painted in the list."""

from __future__ import annotations

from PySide6.QtCore import QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.appearance import Tokens, colour, font
from ui.view_models.patient_list import PatientRow
from ui.widgets.cards import PILL_SIZE, paint_pill, pill_width
from ui.widgets.patient_list_model import ROW_ROLE, AnyIndex, second_line
from ui.words import Words

ROW_HEIGHT = 50
_MOST_DRAWN = 400


class PatientDelegate(QStyledItemDelegate):
    """Paints one patient: code, cohort, a dot by state, the next visit, a mark where one is overdue."""

    def __init__(self, words: Words, tokens: Tokens, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self.hovered = QPersistentModelIndex()
        """The row under the mouse, set by the list before it is painted again."""
        self._words = words
        self._tokens = tokens
        self._drawn: dict[tuple[object, ...], tuple[PatientRow, QPixmap]] = {}
        words.changed.connect(lambda: self._drawn.clear())
        self._code = font(14, bold=True)
        self._line = font(12)
        self._pill = font(PILL_SIZE)
        self._code_metrics = QFontMetricsF(self._code)
        self._line_metrics = QFontMetricsF(self._line)
        self._pill_metrics = QFontMetricsF(self._pill)

    @property
    def tokens(self) -> Tokens:
        """The appearance."""
        return self._tokens

    @tokens.setter
    def tokens(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._drawn.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Every row is as high as the other."""
        del option, index
        return QSize(120, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw the row, from its picture where it has not changed: each change of focus paints the whole list."""
        row: PatientRow = index.data(ROW_ROLE)
        # Asked of the view and not of the option: the states of a style take longer to load than the list to paint.
        look = index == self._view.currentIndex(), self.hovered == index
        size, ratio = option.rect.size(), painter.device().devicePixelRatio()
        key = row.subject, look, size.width(), ratio
        kept = self._drawn.get(key)
        if kept is None or kept[0] != row:
            if len(self._drawn) >= _MOST_DRAWN:
                self._drawn.clear()
            kept = self._drawn[key] = row, self._picture(row, *look, size, ratio)
        painter.drawPixmap(option.rect.topLeft(), kept[1])

    def _picture(self, row: PatientRow, selected: bool, hovered: bool, size: QSize, ratio: float) -> QPixmap:
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        # On a ground that shines through nothing, letters are as sharp as on the screen itself.
        picture.fill(colour(self.tokens.surface))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(0, 0, size.width(), size.height())
        self._ground(painter, rect, selected, hovered)
        self._first_line(painter, rect, row)
        self._second_line(painter, rect, row)
        painter.end()
        return picture

    def _ground(self, painter: QPainter, rect: QRectF, selected: bool, hovered: bool) -> None:
        if not selected and not hovered:
            return
        inner = rect.adjusted(0, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self.tokens.accent_ground if selected else self.tokens.row))
        painter.drawRoundedRect(inner, 6, 6)
        if selected:
            painter.setBrush(colour(self.tokens.accent))
            painter.drawRoundedRect(QRectF(inner.left(), inner.top(), 3, inner.height()), 1.5, 1.5)

    def _first_line(self, painter: QPainter, rect: QRectF, row: PatientRow) -> None:
        left, baseline = rect.left() + 9, rect.top() + 20
        pill = pill_width(row.cohort, self._pill_metrics) + 8 if row.cohort else 0
        draft = self._words("draft") if row.draft else ""
        at_right = pill_width(draft, self._pill_metrics) + 8 if draft else 0
        room = rect.right() - left - pill - at_right - 6
        code = self._code_metrics.elidedText(row.subject, Qt.TextElideMode.ElideRight, room)
        painter.setFont(self._code)
        painter.setPen(colour(self.tokens.text))
        painter.drawText(QPointF(left, baseline), code)
        if row.cohort:
            at = left + self._code_metrics.horizontalAdvance(code) + 6
            paint_pill(painter, at, rect.top() + 15.5, row.cohort, self._pill, self.tokens)
        if draft:
            right = rect.right() - at_right
            paint_pill(painter, right, rect.top() + 15.5, draft, self._pill, self.tokens)

    def _second_line(self, painter: QPainter, rect: QRectF, row: PatientRow) -> None:
        left, middle = rect.left() + 14, rect.top() + 35
        ink = self.tone_ink(row)
        painter.setPen(QPen(colour(ink), 1.5))
        painter.setBrush(colour(ink) if row.tone != "planned" else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(left, middle), 4, 4)
        room = rect.right() - left - 11 - (20 if row.alarm else 0)
        words = self._line_metrics.elidedText(
            second_line(row, self._words), Qt.TextElideMode.ElideRight, room
        )
        painter.setFont(self._line)
        painter.setPen(colour(self.tokens.overdue if row.tone == "overdue" else self.tokens.muted))
        painter.drawText(QPointF(left + 9, middle + 4.5), words)
        if row.alarm:
            self._alarm(painter, left + 9 + self._line_metrics.horizontalAdvance(words) + 11, middle)

    def _alarm(self, painter: QPainter, x: float, middle: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self.tokens.overdue))
        painter.drawEllipse(QPointF(x, middle), 7, 7)
        painter.setPen(colour(self.tokens.surface))
        painter.setFont(self._pill)
        painter.drawText(QRectF(x - 7, middle - 7, 14, 14), Qt.AlignmentFlag.AlignCenter, "!")

    def tone_ink(self, row: PatientRow) -> str:
        """The colour of a row's dot."""
        tokens = self.tokens
        return {
            "done": tokens.done,
            "due": tokens.accent,
            "open": tokens.due,
            "overdue": tokens.overdue,
            "ld": tokens.lymphodepletion,
            "planned": tokens.planned,
        }[row.tone]

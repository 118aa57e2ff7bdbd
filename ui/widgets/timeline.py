"""A patient's course on one picture: swimlanes over the days of the trial. Choosing a visit opens it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.appearance import LIGHT, Tokens, colour
from ui.view_models.timeline_values import EventBar, Timeline, VisitMark
from ui.widgets.cards import paint_card
from ui.widgets.day_axis import View
from ui.widgets.timeline_canvas import Canvas, Faces
from ui.widgets.timeline_lanes import named_width
from ui.widgets.timeline_layout import Layout, lay_out
from ui.widgets.timeline_marks import Emphasis, draw_visits
from ui.widgets.timeline_paint import draw_course
from ui.widgets.timeline_tips import Finder, tip
from ui.words import Words

_BACK = frozenset({Qt.Key.Key_Left})
_FORTH = frozenset({Qt.Key.Key_Right})
_BY_KEYS = frozenset({Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason})
_OPEN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class TimelineView(QWidget):
    """Paints a :class:`Timeline`. ``visit_chosen`` carries the key of the visit that a person wants to open.

    Left and Right, Home and End move between visits, Enter opens. What does not follow the hand is painted
    once into a pixmap; a move of the pointer draws the lane of visits alone.
    """

    visit_chosen = Signal(str)

    def __init__(self, words: Words, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._tokens = tokens
        self._faces = Faces()
        self._timeline: Timeline | None = None
        self._layout: Layout | None = None
        self._course: QPixmap | None = None
        self._emphasis = Emphasis()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(520, 260)
        words.changed.connect(self._renew)
        self._name()

    def sizeHint(self) -> QSize:
        """The size on the smallest ward laptop."""
        return QSize(1070, 345)

    def show_timeline(self, timeline: Timeline | None, chosen: str | None = None) -> None:
        """Show a course, or none; ``chosen`` is the visit that is open beside it."""
        self._timeline = timeline
        self._emphasis = Emphasis(chosen=chosen)
        self._renew()

    def choose(self, key: str | None) -> None:
        """Mark the visit that is open; nothing is announced."""
        if key != self._emphasis.chosen:
            self._emphasis = Emphasis(chosen=key, hovered=self._emphasis.hovered)
            self.update()

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self._tokens = tokens
        self._renew()

    @property
    def chosen(self) -> str | None:
        """The visit that is marked as open."""
        return self._emphasis.chosen

    @property
    def cursor_visit(self) -> str | None:
        """The visit under the keys, which Enter opens."""
        return self._emphasis.cursor

    def x_of(self, key: str) -> float | None:
        """Where a visit stands, in pixels of the widget; None: it is not shown."""
        mark = self._timeline.visit(key) if self._timeline is not None else None
        layout = self._laid_out()
        return None if mark is None or layout is None else layout.axis.x(mark.day)

    def _renew(self) -> None:
        self._layout = None
        self._course = None
        self._name()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(self._words("Timeline"))
        self.setAccessibleDescription(self._words("Left and Right choose a visit, Enter opens it."))

    def _laid_out(self) -> Layout | None:
        if self._layout is None and self._timeline is not None:
            width, height = float(self.width()), float(self.height())
            self._layout = lay_out(self._timeline, width, height, self._name_width, View())
        return self._layout

    def _name_width(self, event: EventBar) -> float:
        return named_width(event, self._words.translator, self._faces)

    def _canvas(self, painter: QPainter, timeline: Timeline, layout: Layout) -> Canvas:
        return Canvas(painter, timeline, layout, self._words.translator, self._tokens, self._faces)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put the kept course down and draw the visits over it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layout = self._laid_out()
        if self._timeline is None or layout is None:
            paint_card(painter, QRectF(self.rect()), self._tokens)
        else:
            painter.drawPixmap(0, 0, self._kept_course(self._timeline, layout))
            draw_visits(self._canvas(painter, self._timeline, layout), self._emphasis)
        painter.end()

    def _kept_course(self, timeline: Timeline, layout: Layout) -> QPixmap:
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if self._course is None or self._course.size() != size:
            self._course = QPixmap(size)
            self._course.setDevicePixelRatio(ratio)
            self._course.fill(colour(self._tokens.ground))
            painter = QPainter(self._course)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_card(painter, QRectF(self.rect()), self._tokens)
            draw_course(self._canvas(painter, timeline, layout))
            painter.end()
        return self._course

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self._renew()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ring the visit under the pointer."""
        mark = self._visit_at(event.position().x(), event.position().y())
        hovered = None if mark is None else mark.key
        if hovered != self._emphasis.hovered:
            self._emphasis = Emphasis(self._emphasis.chosen, self._emphasis.cursor, hovered)
            self.setCursor(Qt.CursorShape.ArrowCursor if mark is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the keys where they are, when they came by the keys."""
        super().focusInEvent(event)
        if event.reason() in _BY_KEYS and self._emphasis.cursor is None:
            keys = self._keys()
            chosen = self._emphasis.chosen
            self._jump(keys.index(chosen) if chosen in keys else 0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring of the keys away."""
        super().focusOutEvent(event)
        self._emphasis = Emphasis(self._emphasis.chosen, None, self._emphasis.hovered)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the ring away."""
        super().leaveEvent(event)
        self._emphasis = Emphasis(self._emphasis.chosen, self._emphasis.cursor)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the visit that is clicked."""
        mark = self._visit_at(event.position().x(), event.position().y())
        if event.button() is Qt.MouseButton.LeftButton and mark is not None:
            self._open(mark.key)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Belongs to the press that opened."""
        event.accept()

    def _visit_at(self, x: float, y: float) -> VisitMark | None:
        layout = self._laid_out()
        if self._timeline is None or layout is None:
            return None
        return Finder(self._timeline, layout).visit_at(x, y)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between visits and open one; any other key belongs to the page."""
        key = event.key()
        if key in _OPEN and (at := self._emphasis.cursor or self._emphasis.chosen) is not None:
            self._open(at)
        elif key in _BACK:
            self._step(-1)
        elif key in _FORTH:
            self._step(1)
        elif key == Qt.Key.Key_Home:
            self._jump(0)
        elif key == Qt.Key.Key_End:
            self._jump(-1)
        else:
            super().keyPressEvent(event)

    def _open(self, key: str) -> None:
        self._emphasis = Emphasis(chosen=key, hovered=self._emphasis.hovered)
        self.update()
        self.visit_chosen.emit(key)

    def _step(self, by: int) -> None:
        keys = self._keys()
        at = self._emphasis.cursor or self._emphasis.chosen
        if not keys:
            return
        if at not in keys:
            self._jump(0 if by > 0 else -1)
            return
        self._jump(min(max(keys.index(at) + by, 0), len(keys) - 1))

    def _jump(self, place: int) -> None:
        keys = self._keys()
        if keys:
            self._emphasis = Emphasis(self._emphasis.chosen, keys[place], self._emphasis.hovered)
            self._tell_cursor(keys[place])
            self.update()

    def _tell_cursor(self, key: str) -> None:
        mark = self._timeline.visit(key) if self._timeline is not None else None
        if mark is not None and self._timeline is not None:
            self.setAccessibleDescription(tip(mark, self._timeline, self._words.translator))

    def _keys(self) -> list[str]:
        return [] if self._timeline is None else [mark.key for mark in self._timeline.visits]

    def event(self, event: QEvent) -> bool:
        """Answer the question for a tooltip; everything else goes its way."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return super().event(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        words = self.tip_at(event.pos().x(), event.pos().y())
        if words:
            QToolTip.showText(event.globalPos(), words, self)
        else:
            QToolTip.hideText()

    def tip_at(self, x: float, y: float) -> str:
        """What the tooltip at a point says; empty where there is nothing."""
        layout = self._laid_out()
        if self._timeline is None or layout is None:
            return ""
        hit = Finder(self._timeline, layout).at(x, y)
        return "" if hit is None else tip(hit, self._timeline, self._words.translator)

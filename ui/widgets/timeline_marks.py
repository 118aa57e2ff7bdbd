"""The lane of visits: windows, marks that tell their state by a sign and not only by a colour, and labels."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPolygonF

from ui.appearance import colour
from ui.view_models.timeline_values import VisitMark
from ui.widgets.timeline_canvas import Canvas, ink_on, pen
from ui.widgets.timeline_layout import LabelWish, Lane, LaneBox, place_labels, visit_rank
from workstation.trial.visit_state import VisitState, Window

RADIUS = 6.5
CHOSEN_RADIUS = 9.0
MARK_Y = 33.0
LABEL_Y = (21.0, 53.0)
WINDOW_HEIGHT = 12.0
_HALF = 4.5


@dataclass(frozen=True, slots=True)
class Emphasis:
    """What the hand is at: the open visit, the one under the keys, the one under the pointer."""

    chosen: str | None = None
    cursor: str | None = None
    hovered: str | None = None


def draw_visits(canvas: Canvas, emphasis: Emphasis) -> None:
    """Draw windows, marks and labels; the chosen visit last, over its neighbours."""
    box = canvas.layout.box(Lane.VISITS)
    if box is None:
        return
    marks = [mark for mark in canvas.timeline.visits if canvas.layout.axis.shows(mark.day)]
    for mark in marks:
        _window(canvas, box, mark)
    for mark in sorted(marks, key=lambda each: (each.key == emphasis.chosen, -visit_rank(each, None))):
        _mark(canvas, box, mark, emphasis)
    _labels(canvas, box, marks, emphasis)


def mark_radius(mark: VisitMark, emphasis: Emphasis) -> float:
    """The radius of a mark in pixels."""
    return CHOSEN_RADIUS if mark.key == emphasis.chosen else RADIUS


def _window(canvas: Canvas, box: LaneBox, mark: VisitMark) -> None:
    """The days in which the visit may be; left out where it is done, and where it need not be."""
    if mark.window is None or mark.state is VisitState.DONE or mark.window[0] == mark.window[1]:
        return
    if mark.optional and mark.state is VisitState.PLANNED:
        return
    urgent = mark.state in (VisitState.OPEN, VisitState.DUE, VisitState.OVERDUE)
    ink, alpha = (state_ink(canvas, mark), 52) if urgent else (canvas.tokens.planned, 56)
    left, right = canvas.x(mark.window[0]) - 4, canvas.x(mark.window[1]) + 4
    top = box.top + MARK_Y - WINDOW_HEIGHT / 2
    canvas.fill(QRectF(left, top, right - left, WINDOW_HEIGHT), ink, WINDOW_HEIGHT / 2, alpha)


def state_ink(canvas: Canvas, mark: VisitMark) -> str:
    """The colour of a state; a visit that was held is not done while forms of it are open."""
    tokens = canvas.tokens
    if mark.open_forms:
        return tokens.due
    return {
        VisitState.DONE: tokens.done,
        VisitState.OPEN: tokens.due,
        VisitState.DUE: tokens.due,
        VisitState.OVERDUE: tokens.overdue,
        VisitState.MISSED: tokens.overdue,
    }.get(mark.state, tokens.planned)


_FILLED = frozenset({VisitState.DONE, VisitState.OPEN, VisitState.DUE, VisitState.OVERDUE})


def _mark(canvas: Canvas, box: LaneBox, mark: VisitMark, emphasis: Emphasis) -> None:
    painter, tokens = canvas.painter, canvas.tokens
    middle = QPointF(canvas.x(mark.day), box.top + MARK_Y)
    radius = mark_radius(mark, emphasis)
    chosen = mark.key == emphasis.chosen
    ink = tokens.accent if chosen else state_ink(canvas, mark)
    filled = not mark.open_forms and (chosen or mark.state in _FILLED)
    dashes = (2.0, 1.4) if mark.optional and not filled else None
    painter.setPen(pen(tokens.surface if filled else ink, 1.5, dashes))
    painter.setBrush(colour(ink if filled else tokens.surface))
    painter.drawEllipse(middle, radius, radius)
    _sign(canvas, middle, mark, ink_on(ink) if filled else ink)
    _standing(canvas, middle, radius, mark)
    if mark.key in (emphasis.cursor, emphasis.hovered) or (mark.today and not chosen):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        strong = mark.key == emphasis.cursor
        painter.setPen(pen(tokens.accent, 2.0 if strong else 1.4))
        painter.drawEllipse(middle, radius + 3, radius + 3)


def _sign(canvas: Canvas, middle: QPointF, mark: VisitMark, ink: str) -> None:
    """Done a tick, begun a half, due a dot, overdue an exclamation mark, missed a cross, planned nothing."""
    painter, x, y = canvas.painter, middle.x(), middle.y()
    if mark.open_forms:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(ink))
        painter.drawPie(QRectF(x - _HALF, y - _HALF, 2 * _HALF, 2 * _HALF), 90 * 16, 180 * 16)
    elif mark.state is VisitState.DONE:
        painter.setPen(pen(ink, 1.7))
        painter.drawPolyline([QPointF(x - 3, y + 0.2), QPointF(x - 0.8, y + 2.4), QPointF(x + 3.1, y - 2.3)])
    elif mark.state is VisitState.OVERDUE:
        canvas.centred(x, y + 4.2, "!", ink, canvas.faces.strong)
    elif mark.state is VisitState.MISSED:
        painter.setPen(pen(ink, 1.6))
        painter.drawLine(QPointF(x - 2.4, y - 2.4), QPointF(x + 2.4, y + 2.4))
        painter.drawLine(QPointF(x - 2.4, y + 2.4), QPointF(x + 2.4, y - 2.4))
    elif mark.state in (VisitState.DUE, VisitState.OPEN):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(ink))
        painter.drawEllipse(middle, 2.0, 2.0)


def _standing(canvas: Canvas, middle: QPointF, radius: float, mark: VisitMark) -> None:
    """A small arrowhead on the side to which a visit lies outside its window."""
    side = {Window.EARLY: -1, Window.LATE: 1}.get(mark.standing)
    if side is None:
        return
    tip, base = middle.x() + side * (radius + 5.5), middle.x() + side * (radius + 1)
    y = middle.y()
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.painter.setBrush(colour(canvas.tokens.due))
    canvas.painter.drawPolygon(QPolygonF([QPointF(tip, y), QPointF(base, y - 3.6), QPointF(base, y + 3.6)]))


def _labels(canvas: Canvas, box: LaneBox, marks: list[VisitMark], emphasis: Emphasis) -> None:
    words = [canvas.say(mark.label) for mark in marks]
    faces = [canvas.faces.strong if mark.key == emphasis.chosen else canvas.faces.number for mark in marks]
    wishes = [
        LabelWish(canvas.x(mark.day), drawn.width(text), visit_rank(mark, emphasis.chosen))
        for mark, text, drawn in zip(marks, words, faces, strict=True)
    ]
    placed = zip(marks, wishes, place_labels(wishes), words, faces, strict=True)
    for mark, wish, row, text, drawn in placed:
        if row is None:
            continue
        strong = mark.key == emphasis.chosen or mark.state in _FILLED
        ink = canvas.tokens.text if strong else canvas.tokens.muted
        canvas.centred(wish.middle, box.top + LABEL_Y[row], text, ink, drawn)

"""Lanes of numbers over time: steroid steps, SLEDAI-2K with PGA, laboratory curves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from operator import attrgetter

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from ui.appearance import colour
from ui.view_models.timeline_values import LabPoint, ScorePoint, SteroidStep
from ui.widgets.form_units import for_eye
from ui.widgets.timeline_canvas import Canvas, pen
from ui.widgets.timeline_layout import LabelWish, LaneBox, place_labels
from workstation.i18n import number

LEAST_STEROID_MG = 20.0
LEAST_SLEDAI = 12.0
PGA_TOP = 3.0
LEAST_CELLS = 20.0
DOT = 3.2
DENSE = 60
CROWDED = 0.5


@dataclass(frozen=True, slots=True)
class _Dot:
    """A value in pixels with the words beside it."""

    at: QPointF
    words: str
    hollow: bool


def _height(box: LaneBox, top: float, root: bool = False) -> Callable[[Decimal], float]:
    """Values to pixels, 0 at the bottom; ``root``: as square roots, so that small values stay apart."""
    low, high = box.bottom - 5, box.top + 13

    def y(value: Decimal) -> float:
        share = min(max(float(value) / top, 0.0), 1.0)
        return low - (share**0.5 if root else share) * (low - high)

    return y


def draw_steroid(canvas: Canvas, box: LaneBox) -> None:
    """Prednisone-equivalent as steps, and the limits of LLDAS and DORIS; a gap in the ledger stays one."""
    course = canvas.timeline.steroid
    canvas.text(12, box.middle + 4.5, canvas.say("Prednisone mg/d"), canvas.tokens.muted)
    doses = [float(step.mg) for step in course.steps if step.mg is not None]
    y = _height(box, max([LEAST_STEROID_MG, *doses]), root=True)
    _limit(canvas, y(course.lldas_mg), canvas.say("{mg} LLDAS", mg=course.lldas_mg), above=True)
    _limit(canvas, y(course.doris_mg), canvas.say("{mg} DORIS", mg=course.doris_mg), above=False)
    steps = [step for step in course.steps if canvas.x(step.end + 1) > canvas.layout.axis.left]
    _stairs(canvas, box, steps, y)
    _step_numbers(canvas, steps, y)
    for pulse in course.pulses:
        words = canvas.say("pulse {mg} mg", mg=pulse.mg)
        canvas.text(
            canvas.x(pulse.start) + 5, box.top + 10, "▼ " + words, canvas.tokens.steroid, canvas.faces.number
        )


def _limit(canvas: Canvas, y: float, words: str, above: bool) -> None:
    axis = canvas.layout.axis
    canvas.level(y, axis.left, axis.right, canvas.tokens.steroid, (1, 3))
    baseline = y - 2 if above else y + 10
    width = canvas.faces.number.width(words)
    ground = QRectF(axis.right - width - 2, baseline - 9, width + 2, 11)
    canvas.fill(ground, canvas.tokens.surface, 0, 205)
    canvas.ending(axis.right, baseline, words, canvas.tokens.steroid, canvas.faces.number)


def _stairs(
    canvas: Canvas, box: LaneBox, steps: Sequence[SteroidStep], y: Callable[[Decimal], float]
) -> None:
    path = QPainterPath()
    last: SteroidStep | None = None
    for step in steps:
        left, right = _ends(canvas, step)
        if step.mg is None:
            canvas.line(
                QPointF(left, box.middle), QPointF(right, box.middle), canvas.tokens.steroid, 1.5, (3, 3)
            )
            canvas.centred(
                (left + right) / 2, box.middle - 3, "?", canvas.tokens.steroid, canvas.faces.number
            )
            last = None
            continue
        joined = last is not None and last.end + 1 == step.start
        path.lineTo(left, y(step.mg)) if joined else path.moveTo(left, y(step.mg))
        path.lineTo(right, y(step.mg))
        last = step
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(pen(canvas.tokens.steroid, 2.0))
    canvas.painter.drawPath(path)


def _ends(canvas: Canvas, step: SteroidStep) -> tuple[float, float]:
    """Left and right of a step; the current one ends at the line of today."""
    left = max(canvas.x(step.start), canvas.layout.axis.left)
    last = step.end if step.end >= canvas.timeline.today else step.end + 1
    return left, max(canvas.x(last), left + 3)


def _step_numbers(canvas: Canvas, steps: Sequence[SteroidStep], y: Callable[[Decimal], float]) -> None:
    dots = [
        _Dot(
            QPointF(max(canvas.x(step.start), canvas.layout.axis.left) + 10, y(step.mg)),
            number(step.mg),
            False,
        )
        for step in steps
        if step.mg is not None
    ]
    _numbers(canvas, dots, canvas.tokens.steroid, rise=4)


def draw_scores(canvas: Canvas, box: LaneBox) -> None:
    """SLEDAI-2K as a line with its numbers, PGA dashed on its own scale; incomplete scores hollow."""
    tokens, timeline = canvas.tokens, canvas.timeline
    _legend(canvas, box.middle - 4, "SLEDAI-2K", tokens.accent, None)
    _legend(canvas, box.middle + 13, "PGA", tokens.pga, (3, 2))
    top = max([LEAST_SLEDAI, *(float(point.value) for point in timeline.sledai)])
    pga = _score_dots(canvas, timeline.pga, _height(box, PGA_TOP))
    _joined(canvas, pga, tokens.pga, 1.4, (3, 2))
    _points(canvas, pga, tokens.pga, 2.4)
    sledai = _score_dots(canvas, timeline.sledai, _height(box, top))
    _joined(canvas, sledai, tokens.accent, 2.0, None)
    _points(canvas, sledai, tokens.accent, DOT)
    _numbers(canvas, sledai, tokens.accent, rise=6)
    if pga:
        words, left = canvas.say("PGA {value}", value=timeline.pga[-1].value), pga[-1].at.x() + 8
        # At the end of the axis there is no room beside the point; the header says the number as well.
        if left + canvas.faces.number.width(words) <= canvas.layout.axis.right + 8:
            canvas.text(left, pga[-1].at.y() + 4, words, tokens.pga, canvas.faces.number)


def _legend(canvas: Canvas, baseline: float, words: str, ink: str, dashes: tuple[float, ...] | None) -> None:
    canvas.text(12, baseline + 4.5, words, canvas.tokens.muted)
    left = 12 + canvas.faces.label.width(words) + 8
    canvas.line(QPointF(left, baseline), QPointF(left + 18, baseline), ink, 2.0, dashes)


def _score_dots(canvas: Canvas, points: Sequence[ScorePoint], y: Callable[[Decimal], float]) -> list[_Dot]:
    return [
        _Dot(
            QPointF(canvas.x(point.day), y(point.value)),
            number(point.value) if point.complete else f"≥ {number(point.value)}",
            not point.complete,
        )
        for point in points
        if canvas.layout.axis.shows(point.day)
    ]


def draw_cells(canvas: Canvas, box: LaneBox) -> None:
    """B cells as an area under their line; results below the assay's limit are hollow."""
    curve = canvas.timeline.b_cells
    words = canvas.say("CD19+ B cells {unit}", unit=for_eye(curve.unit) if curve is not None else "")
    canvas.text(12, box.middle + 4.5, words, canvas.tokens.muted)
    axis = canvas.layout.axis
    first, last = axis.day_at(axis.left) - 0.01, axis.day_at(axis.right) + 0.01
    shown = [point for point in curve.points if first <= point.day <= last] if curve is not None else []
    if len(shown) > CROWDED * (axis.right - axis.left):
        _crowd(canvas, box, shown)
    elif shown:
        _cells(canvas, box, shown)


def _cells(canvas: Canvas, box: LaneBox, shown: Sequence[LabPoint]) -> None:
    ink = canvas.tokens.infusion
    y = _height(box, max(LEAST_CELLS, float(max(point.value for point in shown))), root=True)
    dots = _lab_dots(canvas, shown, y)
    _area(canvas, dots, box.bottom - 4, ink)
    _joined(canvas, dots, ink, 1.6, None)
    if len(dots) <= DENSE:
        _points(canvas, dots, ink, 2.4)
        _numbers(canvas, dots, ink, rise=5)


def _lab_dots(canvas: Canvas, points: Sequence[LabPoint], y: Callable[[Decimal], float]) -> list[_Dot]:
    return [
        _Dot(
            QPointF(canvas.x(point.day), y(point.value)),
            f"{point.operator}{number(point.value)}",
            bool(point.operator),
        )
        for point in points
    ]


def _crowd(canvas: Canvas, box: LaneBox, points: Sequence[LabPoint]) -> None:
    """More points than pixels: for each column the span from its lowest to its highest, which is all one sees."""
    columns: dict[int, list[Decimal]] = {}
    for day, results in groupby(points, key=attrgetter("day")):
        columns.setdefault(round(canvas.x(day)), []).extend(point.value for point in results)
    spans = [(x, min(values), max(values)) for x, values in columns.items()]
    y = _height(box, max(LEAST_CELLS, float(max(high for _, _, high in spans))), root=True)
    tops = [(x, y(high), y(low) + 1) for x, low, high in spans]
    ink, painter = canvas.tokens.infusion, canvas.painter
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(colour(ink, 60))
    painter.drawLines([QLineF(x, top, x, box.bottom - 4) for x, top, _ in tops])
    painter.setPen(colour(ink))
    painter.drawLines([QLineF(x, top, x, bottom) for x, top, bottom in tops])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _joined(
    canvas: Canvas, dots: Sequence[_Dot], ink: str, width: float, dashes: tuple[float, ...] | None
) -> None:
    """A line through the dots, dotted to and from a value that is only a limit."""
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    if not any(dot.hollow for dot in dots):
        canvas.painter.setPen(pen(ink, width, dashes))
        canvas.painter.drawPolyline(QPolygonF([dot.at for dot in dots]))
        return
    for before, after in pairwise(dots):
        loose = before.hollow or after.hollow
        canvas.line(before.at, after.at, ink, 1.2 if loose else width, (1.5, 2.5) if loose else dashes)


def _area(canvas: Canvas, dots: Sequence[_Dot], bottom: float, ink: str) -> None:
    ends = [QPointF(dots[0].at.x(), bottom), *(dot.at for dot in dots), QPointF(dots[-1].at.x(), bottom)]
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.painter.setBrush(colour(ink, 34))
    canvas.painter.drawPolygon(QPolygonF(ends))


def _points(canvas: Canvas, dots: Sequence[_Dot], ink: str, radius: float) -> None:
    for dot in dots:
        canvas.painter.setPen(pen(ink, 1.4))
        canvas.painter.setBrush(colour(canvas.tokens.surface if dot.hollow else ink))
        canvas.painter.drawEllipse(dot.at, radius, radius)


def _numbers(canvas: Canvas, dots: Sequence[_Dot], ink: str, rise: float) -> None:
    """Numbers above their dots as far as there is room, the latest first."""
    drawn = canvas.faces.number
    wishes = [
        LabelWish(dot.at.x(), drawn.width(dot.words), len(dots) - place) for place, dot in enumerate(dots)
    ]
    for dot, row in zip(dots, place_labels(wishes, 1), strict=True):
        if row is not None:
            canvas.centred(dot.at.x(), dot.at.y() - rise, dot.words, ink, drawn)

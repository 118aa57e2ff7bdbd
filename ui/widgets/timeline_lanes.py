"""Lanes of treatment and of adverse events."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPolygonF

from ui.appearance import colour
from ui.view_models.timeline_values import DepletionDay, DrugMark, EventBar, InfusionMark, InfusionState
from ui.widgets.timeline_canvas import Canvas, Faces, ink_on, pen
from ui.widgets.timeline_layout import EVENT_BAR, EVENT_ROW, LaneBox, PlacedBar
from workstation.i18n import Translator, number
from workstation.scoring.quantity import rounded

SQUARE = 9.0
DIAMOND = 7.5


def draw_depletion(canvas: Canvas, box: LaneBox) -> None:
    """A square for each drug and day, hollow while only planned, and the doses in words."""
    canvas.text(12, box.middle + 4.5, canvas.say("Lymphodepletion"), canvas.tokens.muted)
    days = [day for day in canvas.timeline.depletion if canvas.layout.axis.shows(day.day)]
    for day in days:
        for row, drug in enumerate(day.drugs):
            _square(canvas, canvas.x(day.day), _drug_y(box, row, len(day.drugs)), drug, row)
    if days:
        _doses(canvas, box, days)


def _drug_y(box: LaneBox, row: int, rows: int) -> float:
    return box.middle + (row - (rows - 1) / 2) * (SQUARE + 2.5)


def _square(canvas: Canvas, x: float, y: float, drug: DrugMark, row: int) -> None:
    tokens = canvas.tokens
    ink = tokens.lymphodepletion if row == 0 else tokens.lymphodepletion_light
    rect = QRectF(x - SQUARE / 2, y - SQUARE / 2, SQUARE, SQUARE)
    if drug.given:
        canvas.fill(rect, ink, 2.0)
    else:
        canvas.painter.setPen(pen(ink, 1.3))
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 2.0, 2.0)
    if drug.deviation:
        canvas.painter.setPen(pen(tokens.due, 1.5))
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.drawRoundedRect(rect.adjusted(-1.8, -1.8, 1.8, 1.8), 3.0, 3.0)


def _doses(canvas: Canvas, box: LaneBox, days: Sequence[DepletionDay]) -> None:
    left = canvas.x(days[-1].day) + 14
    for row in range(max(len(day.drugs) for day in days)):
        drugs = [day.drugs[row] for day in days if row < len(day.drugs)]
        y = _drug_y(box, row, max(len(day.drugs) for day in days))
        words = canvas.say(
            "{drug} {mg} mg ×{times}", drug=drugs[0].label, mg=dose_range(drugs), times=len(drugs)
        )
        canvas.text(left, y + 4, words, canvas.tokens.lymphodepletion, canvas.faces.number)


def dose_range(drugs: Sequence[DrugMark]) -> str:
    """The doses of one drug in whole mg, given where given, else planned; one number if all days agree."""
    known = sorted({rounded(drug.shown_mg, 0) for drug in drugs if drug.shown_mg is not None})
    if not known:
        return "—"
    return number(known[0]) if len(known) == 1 else f"{number(known[0])}–{number(known[-1])}"


def draw_infusions(canvas: Canvas, box: LaneBox) -> None:
    """A diamond for each infusion: filled given, hollow planned, crossed not given; cells in words."""
    canvas.text(12, box.middle + 4.5, canvas.say("Infusions"), canvas.tokens.muted)
    marks = [mark for mark in canvas.timeline.infusions if canvas.layout.axis.shows(mark.day)]
    for mark in marks:
        _diamond(canvas, QPointF(canvas.x(mark.day), box.middle), mark.state)
    if marks:
        words = infusion_words(canvas, marks)
        canvas.text(
            canvas.x(marks[-1].day) + 14, box.middle + 4, words, canvas.tokens.infusion, canvas.faces.number
        )


def _diamond(canvas: Canvas, middle: QPointF, state: InfusionState) -> None:
    x, y = middle.x(), middle.y()
    shape = QPolygonF(
        [QPointF(x, y - DIAMOND), QPointF(x + DIAMOND, y), QPointF(x, y + DIAMOND), QPointF(x - DIAMOND, y)]
    )
    ink = canvas.tokens.overdue if state is InfusionState.NOT_GIVEN else canvas.tokens.infusion
    given = state is InfusionState.GIVEN
    canvas.painter.setPen(Qt.PenStyle.NoPen if given else pen(ink, 1.5))
    canvas.painter.setBrush(colour(ink if given else canvas.tokens.surface))
    canvas.painter.drawPolygon(shape)
    if state is InfusionState.NOT_GIVEN:
        canvas.painter.setPen(pen(ink, 1.5))
        canvas.painter.drawLine(QPointF(x - 3, y - 3), QPointF(x + 3, y + 3))
        canvas.painter.drawLine(QPointF(x - 3, y + 3), QPointF(x + 3, y - 3))


def infusion_words(canvas: Canvas, marks: Sequence[InfusionMark]) -> str:
    """How many were given and how many cells, or what is planned."""
    given = [mark for mark in marks if mark.state is InfusionState.GIVEN]
    target = next((mark.target_e9 for mark in marks if mark.target_e9 is not None), None)
    level = canvas.timeline.dose_level
    if not given:
        planned = "—" if target is None else number(target)
        words = canvas.say("{count} × {cells} ×10⁹ cells planned", count=len(marks), cells=planned)
    else:
        cells = sum((mark.cells_e9 for mark in given if mark.cells_e9 is not None), Decimal(0))
        words = canvas.say(
            "{given} of {count} given, {cells} ×10⁹ cells", given=len(given), count=len(marks), cells=cells
        )
    return f"{words} · {level}" if level else words


def draw_events(canvas: Canvas, box: LaneBox) -> None:
    """Bars by grade with its digit, an arrow while it goes on, the name beside where there is room."""
    canvas.text(12, box.middle + 4.5, canvas.say("Adverse events"), canvas.tokens.muted)
    if canvas.layout.hidden_events:
        more = canvas.say("{count} more", count=canvas.layout.hidden_events)
        canvas.text(12, box.middle + 19, more, canvas.tokens.muted, canvas.faces.number)
    for bar in canvas.layout.bars:
        _bar(canvas, bar, bar_rect(box, bar))


def bar_rect(box: LaneBox, bar: PlacedBar) -> QRectF:
    """Where a bar is drawn."""
    top = box.top + 4 + bar.row * EVENT_ROW
    return QRectF(bar.left, top, bar.right - bar.left, EVENT_BAR)


def _bar(canvas: Canvas, bar: PlacedBar, rect: QRectF) -> None:
    grade = bar.event.grade
    ground = canvas.tokens.planned if grade is None else canvas.tokens.grade[min(max(grade, 1), 5) - 1]
    canvas.fill(rect, ground, 2.5)
    if bar.event.ongoing:
        _arrow(canvas, rect, ground)
    digit = "?" if grade is None else str(grade)
    canvas.label(rect.left() + 3, rect.bottom() - 3, digit, ink_on(ground), canvas.faces.number)
    if bar.label_left is not None:
        ink = canvas.tokens.overdue if bar.event.serious else canvas.tokens.text
        shift = 5 if bar.event.ongoing else 0
        words = event_words(bar.event, canvas.say)
        canvas.text(bar.label_left + shift, rect.bottom() - 3, words, ink, canvas.faces.number)


def event_words(event: EventBar, say: Translator) -> str:
    """The name of an event, with a word where it is serious."""
    return f"{event.term} · {say('serious')}" if event.serious else event.term


def named_width(event: EventBar, say: Translator, faces: Faces) -> float:
    """The width of an event's name in pixels, with the arrow of one that goes on."""
    return faces.number.width(event_words(event, say)) + (5 if event.ongoing else 0)


def _arrow(canvas: Canvas, rect: QRectF, ground: str) -> None:
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.painter.setBrush(colour(ground))
    right, middle = rect.right() - 1, rect.center().y()
    tip = [QPointF(right, rect.top() - 1), QPointF(right + 7, middle), QPointF(right, rect.bottom() + 1)]
    canvas.painter.drawPolygon(QPolygonF(tip))

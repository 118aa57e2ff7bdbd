"""What lies under the pointer on the timeline, and what its tooltip says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ui.view_models.timeline_values import (
    DepletionDay,
    DrugMark,
    EventBar,
    InfusionMark,
    InfusionState,
    LabPoint,
    ScorePoint,
    SteroidStep,
    Timeline,
    VisitMark,
)
from ui.widgets.form_units import for_eye
from ui.widgets.timeline_layout import EVENT_BAR, EVENT_ROW, Lane, LaneBox, Layout
from workstation.i18n import Translator
from workstation.messages import Sentence
from workstation.scoring.quantity import rounded
from workstation.trial.visit_state import VisitState, Window

REACH = 10.0

Hit = VisitMark | DepletionDay | InfusionMark | EventBar | SteroidStep | ScorePoint | LabPoint

STATES = {
    VisitState.PLANNED: Sentence("Planned"),
    VisitState.OPEN: Sentence("Window open"),
    VisitState.DUE: Sentence("Due"),
    VisitState.OVERDUE: Sentence("Overdue"),
    VisitState.MISSED: Sentence("Missed"),
    VisitState.DONE: Sentence("Done"),
    VisitState.NOT_APPLICABLE: Sentence("Does not apply"),
}
STANDINGS = {
    Window.IN: Sentence("inside its window"),
    Window.EARLY: Sentence("before its window"),
    Window.LATE: Sentence("after its window"),
    Window.NONE: Sentence("has no window"),
}


@dataclass(frozen=True)
class Finder:
    """Finds what is at a point of one layout."""

    timeline: Timeline
    layout: Layout

    def visit_at(self, x: float, y: float) -> VisitMark | None:
        """The visit at a point: its lane is wide enough for a finger, the nearest mark is meant."""
        box = self.layout.box(Lane.VISITS)
        if box is None or not box.top - 4 <= y <= box.bottom:
            return None
        near = [mark for mark in self.timeline.visits if self._away(mark.day, x) <= REACH]
        return min(near, key=lambda mark: self._away(mark.day, x), default=None)

    def at(self, x: float, y: float) -> Hit | None:
        """Whatever is at a point."""
        box = next((each for each in self.layout.lanes if each.top <= y < each.bottom), None)
        if box is None or x < self.layout.axis.left - REACH:
            return None
        match box.lane:
            case Lane.VISITS:
                return self.visit_at(x, y)
            case Lane.DEPLETION:
                return self._nearest(self.timeline.depletion, x)
            case Lane.INFUSIONS:
                return self._nearest(self.timeline.infusions, x)
            case Lane.EVENTS:
                return self._event(box, x, y)
            case Lane.STEROID:
                return self._step(x)
            case Lane.SCORES:
                return self._nearest((*self.timeline.sledai, *self.timeline.pga), x)
            case Lane.CELLS:
                return self._nearest(self.timeline.b_cells.points if self.timeline.b_cells else (), x)

    def _away(self, day: float, x: float) -> float:
        return abs(self.layout.axis.x(day) - x)

    def _nearest(self, points: tuple[Hit, ...], x: float) -> Hit | None:
        placed = [point for point in points if not isinstance(point, EventBar | SteroidStep)]
        nearest = min(placed, key=lambda point: self._away(point.day, x), default=None)
        return nearest if nearest is not None and self._away(nearest.day, x) <= REACH else None

    def _event(self, box: LaneBox, x: float, y: float) -> EventBar | None:
        for bar in self.layout.bars:
            top = box.top + 4 + bar.row * EVENT_ROW
            if bar.left - 2 <= x <= bar.right + 6 and top <= y <= top + EVENT_BAR:
                return bar.event
        return None

    def _step(self, x: float) -> SteroidStep | None:
        day = self.layout.axis.day_at(x)
        return next((step for step in self.timeline.steroid.steps if step.start <= day < step.end + 1), None)


def tip(hit: Hit, timeline: Timeline, say: Translator) -> str:
    """The tooltip of what was hit, one fact a line."""
    match hit:
        case VisitMark():
            lines = _visit(hit, timeline, say)
        case DepletionDay():
            lines = [_when(hit.when, hit.day, timeline, say), *_depletion(hit, say)]
        case InfusionMark():
            lines = [_when(hit.when, hit.day, timeline, say), *_infusion(hit, say)]
        case EventBar():
            lines = _event(hit, say)
        case SteroidStep():
            lines = _step(hit, timeline, say)
        case ScorePoint():
            lines = [_when(hit.when, hit.day, timeline, say), *_scores(hit, timeline, say)]
        case LabPoint():
            unit = for_eye(timeline.b_cells.unit) if timeline.b_cells is not None else ""
            value = f"{hit.operator}{say(hit.value)} {unit}"
            lines = [_when(hit.when, hit.day, timeline, say), say("CD19+ B cells {value}", value=value)]
    return "\n".join(line for line in lines if line)


def _when(when: date, day: int, timeline: Timeline, say: Translator) -> str:
    counted = say.day(day) if timeline.anchored else ""
    return f"{counted} · {say.date(when)}" if counted else say.date(when)


def _visit(mark: VisitMark, timeline: Timeline, say: Translator) -> list[str]:
    lines = [say(mark.title), _when(mark.when, mark.day, timeline, say)]
    if mark.window is not None:
        first, last = (say.date(timeline.date_of(day)) for day in mark.window)
        lines.append(say("Window {first} to {last}", first=first, last=last))
    state = say(STATES[mark.state])
    if mark.state is VisitState.DONE:
        state = say("Begun") if mark.open_forms else state
        state = f"{state}, {say(STANDINGS[mark.standing])}"
    lines.append(f"{state} · {say('optional')}" if mark.optional else state)
    if mark.open_forms == 1:
        lines.append(say("1 required form has not been begun"))
    elif mark.open_forms:
        lines.append(say("{count} required forms have not been begun", count=mark.open_forms))
    if mark.reason:
        lines.append(say(mark.reason))
    return lines


def _depletion(day: DepletionDay, say: Translator) -> list[str]:
    return [_drug(drug, say) for drug in day.drugs]


def _drug(drug: DrugMark, say: Translator) -> str:
    """Given beside prescribed and planned, as far as each is known."""
    doses = (
        (Sentence("{mg} mg given"), drug.given_mg),
        (Sentence("{mg} mg prescribed"), drug.prescribed_mg),
        (Sentence("{mg} mg planned"), None if drug.planned_mg is None else rounded(drug.planned_mg, 0)),
    )
    told = tuple(replace(words, values={"mg": mg}) for words, mg in doses if mg is not None)
    return say("{drug}: {doses}", drug=drug.label, doses=told or "—")


def _or_dash(value: object) -> object:
    return "—" if value is None else value


def _infusion(mark: InfusionMark, say: Translator) -> list[str]:
    lines = [say("Infusion {index}", index=mark.index)]
    if mark.state is InfusionState.GIVEN:
        values = {"cells": _or_dash(mark.cells_e9), "target": _or_dash(mark.target_e9)}
        lines.append(say(Sentence("{cells} of {target} ×10⁹ cells given", values)))
    elif mark.state is InfusionState.PLANNED:
        lines.append(say("{target} ×10⁹ cells planned", target=_or_dash(mark.target_e9)))
    else:
        lines.append(say("Not given: {reason}", reason=mark.reason) if mark.reason else say("Not given"))
    if mark.lot:
        lines.append(say("Lot {lot}", lot=mark.lot))
    return lines


def _event(bar: EventBar, say: Translator) -> list[str]:
    grade = say("Grade {grade}", grade=_or_dash(bar.grade))
    end = say("ongoing") if bar.end_date is None else say.date(bar.end_date)
    lines = [bar.term, f"{grade} · {say('serious')}" if bar.serious else grade]
    return [*lines, say("{first} to {last}", first=say.date(bar.start_date), last=end)]


def _step(step: SteroidStep, timeline: Timeline, say: Translator) -> list[str]:
    if step.mg is None:
        dose = say("The ledger does not tell the dose of these days.")
    else:
        dose = say("Prednisone-equivalent {mg} mg a day", mg=step.mg)
    first, last = (say.date(timeline.date_of(day)) for day in (step.start, step.end))
    return [dose, say("{first} to {last}", first=first, last=last)]


def _scores(hit: ScorePoint, timeline: Timeline, say: Translator) -> list[str]:
    """Both indices of the visit under the pointer."""
    lines = []
    sledai = next((point for point in timeline.sledai if point.visit == hit.visit), None)
    if sledai is not None and sledai.complete:
        lines.append(say("SLEDAI-2K {value}", value=sledai.value))
    elif sledai is not None:
        lines.append(
            say("SLEDAI-2K ≥ {value} · {missing} not done", value=sledai.value, missing=sledai.missing)
        )
    pga = next((point for point in timeline.pga if point.visit == hit.visit), None)
    if pga is not None:
        lines.append(say("PGA {value}", value=pga.value))
    return lines

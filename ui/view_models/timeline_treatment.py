"""Treatment and adverse events of a timeline: lymphodepletion, infusions, and bars of events."""

from __future__ import annotations

from datetime import date

from ui.view_models.timeline_labels import choice_words
from ui.view_models.timeline_values import DepletionDay, DrugMark, EventBar, InfusionMark, InfusionState
from workstation.definition.study import Study
from workstation.messages import Text
from workstation.trial.assessment import (
    Assessment,
    DrugDose,
    EventSummary,
    Infusion,
    LymphodepletionDay,
)


def depletion_days(assessment: Assessment, study: Study, origin: date) -> tuple[DepletionDay, ...]:
    """Days of lymphodepletion that have a date, given or planned."""
    labels = {drug.oid: drug.label for drug in study.drugs}
    return tuple(
        DepletionDay(
            visit=day.visit,
            day=(when - origin).days,
            when=when,
            drugs=tuple(_drug(drug, day, labels.get(drug.drug)) for drug in day.drugs),
        )
        for day in assessment.lymphodepletion
        if (when := day.date or _due(assessment, day.visit)) is not None
    )


def _drug(dose: DrugDose, day: LymphodepletionDay, label: Text | None) -> DrugMark:
    return DrugMark(
        drug=dose.drug,
        label=label or Text(dose.drug, dose.drug),
        planned_mg=dose.planned_mg,
        prescribed_mg=dose.prescribed_mg,
        given_mg=dose.given_mg if day.given else None,
        deviation=bool(dose.deviation),
    )


def _due(assessment: Assessment, visit: str) -> date | None:
    return next((planned.due for planned in assessment.schedule if planned.key == visit), None)


def infusion_marks(assessment: Assessment, study: Study, origin: date) -> tuple[InfusionMark, ...]:
    """Infusions that have a date; one that was held stands on the day on which it was held or was planned."""
    return tuple(
        InfusionMark(
            visit=infusion.visit,
            index=infusion.index,
            day=(when - origin).days,
            when=when,
            state=_state(infusion),
            target_e9=infusion.target_e9,
            cells_e9=infusion.cells_e9,
            lot=infusion.lot,
            reason=choice_words(study, "infusion", "not_given", infusion.not_given_reason),
        )
        for infusion in assessment.infusions
        if (when := infusion.date or infusion.planned) is not None
    )


def _state(infusion: Infusion) -> InfusionState:
    if infusion.given is None:
        return InfusionState.PLANNED
    return InfusionState.GIVEN if infusion.given else InfusionState.NOT_GIVEN


def event_bars(assessment: Assessment, origin: date) -> tuple[tuple[EventBar, ...], int]:
    """Bars of events, worst grade first, and how many events cannot be placed for want of a date."""
    today = (assessment.as_of - origin).days
    bars = [_bar(event, event.start, origin, today) for event in assessment.events if event.start is not None]
    bars.sort(key=lambda bar: (-(bar.grade or 0), bar.start, bar.term))
    return tuple(bars), len(assessment.events) - len(bars)


def _bar(event: EventSummary, began: date, origin: date, today: int) -> EventBar:
    start = (began - origin).days
    end = today if event.end is None else (event.end - origin).days
    return EventBar(
        row=event.row,
        term=event.term,
        grade=event.grade,
        start=start,
        end=max(start, end),
        start_date=began,
        end_date=event.end,
        ongoing=event.ongoing or event.end is None,
        serious=bool(event.serious),
    )

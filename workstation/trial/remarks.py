"""Remarkable things that no single form shows: doses off their target, windows, the order and gap of infusions."""

from __future__ import annotations

from collections.abc import Iterator

from workstation.definition.study import VisitKind
from workstation.messages import Sentence
from workstation.trial.assessment import Infusion, LymphodepletionDay, PlannedVisit, Remark, VisitAssessment
from workstation.trial.given import conditioning_days, infusions_given
from workstation.trial.recorded import Recorded
from workstation.trial.schedule import Scheduler
from workstation.trial.visit_state import Window

_BEFORE_DAY_0 = frozenset(
    {VisitKind.BASELINE, VisitKind.LYMPHODEPLETION, VisitKind.REST, VisitKind.SCREENING}
)


def course_remarks(
    recorded: Recorded,
    scheduler: Scheduler,
    plan: tuple[PlannedVisit, ...],
    depletion: tuple[LymphodepletionDay, ...],
    cells: tuple[Infusion, ...],
) -> tuple[Remark, ...]:
    """What is worth a word about treatment and schedule."""
    return (
        *_doses(depletion, recorded),
        *_infusions(cells, recorded, scheduler),
        *_rest(recorded, scheduler),
        *_windows(plan, recorded, scheduler),
        *_strangers(recorded, scheduler),
    )


def _doses(depletion: tuple[LymphodepletionDay, ...], recorded: Recorded) -> Iterator[Remark]:
    labels = {drug.oid: drug.label for drug in recorded.study.drugs}
    for day in depletion:
        for drug in day.drugs:
            item, values = f"{drug.drug}_mg", {"drug": labels[drug.drug], "given": drug.given_mg}
            if drug.deviation:
                text = Sentence(
                    "{drug}: {given} mg given differs by more than 5 % from the dose planned or prescribed.",
                    values,
                )
                yield Remark(day.visit, "lymphodepletion", item, "DOSE_DEVIATION", text)
        if day.forbidden and day.given and day.advice is not None:
            yield Remark(day.visit, "lymphodepletion", "fludarabine_mg", "LABEL_FORBIDS", day.advice)


def _infusions(cells: tuple[Infusion, ...], recorded: Recorded, scheduler: Scheduler) -> Iterator[Remark]:
    before: Infusion | None = None
    for cell in cells:
        if cell.ratio is not None and abs(cell.ratio - 1) * 10 > 1:
            values = {"cells": cell.cells_e9, "target": cell.target_e9}
            text = Sentence("{cells} ×10⁹ cells differ by more than 10 % from the target {target}.", values)
            yield Remark(cell.visit, "infusion", "cells_e9", "CELLS_DEVIATION", text)
        if cell.given and before is not None and before.given is None:
            text = Sentence(
                "Infusion {index} was given, but infusion {before} is neither given nor recorded as not given.",
                {"index": cell.index, "before": before.index},
            )
            yield Remark(cell.visit, "infusion", "given", "INFUSION_SKIPPED", text)
        yield from _gap(before, cell, recorded, scheduler)
        before = cell


def _gap(
    before: Infusion | None, cell: Infusion, recorded: Recorded, scheduler: Scheduler
) -> Iterator[Remark]:
    if before is None or before.date is None or cell.date is None or scheduler.cohort is None:
        return
    days, interval = (cell.date - before.date).days, scheduler.cohort.interval_days
    if abs(days - interval) > int(str(recorded.study.setting("visits.infusion_gap_days"))):
        text = Sentence(
            "{days} days after the infusion before; planned are {interval}.",
            {"days": days, "interval": interval},
        )
        yield Remark(cell.visit, "infusion", "start", "INFUSION_GAP", text)


def _rest(recorded: Recorded, scheduler: Scheduler) -> Iterator[Remark]:
    """Another number of days between lymphodepletion and the first infusion; one that slipped is said once."""
    infused, wanted = infusions_given(recorded), int(str(recorded.study.setting("ld.infusion_days")))
    conditioned = [day for day, _ in conditioning_days(recorded)]
    if not infused or not conditioned or _slipped(scheduler):
        return
    days = (infused[0].day - max(conditioned)).days
    if days != wanted and days > 0:
        values = {"days": days, "planned": wanted}
        text = Sentence("Days after the last day of lymphodepletion: {days}; planned are {planned}.", values)
        yield Remark(infused[0].visit.key, "infusion", "start", "LD_GAP", text)


def _slipped(scheduler: Scheduler) -> int:
    """How many days after its planned day the first infusion was given."""
    anchor = scheduler.anchor
    if not anchor.actual or anchor.day is None or anchor.planned is None:
        return 0
    return (anchor.day - anchor.planned).days


def _windows(plan: tuple[PlannedVisit, ...], recorded: Recorded, scheduler: Scheduler) -> Iterator[Remark]:
    anchor, slipped = scheduler.anchor, _slipped(scheduler)
    silent = str(recorded.study.setting("visits.window_policy")) == "off"
    for visit in () if silent else plan:
        kind = recorded.study.visit_by_oid[visit.oid].kind
        if visit.actual is None or visit.window not in (Window.EARLY, Window.LATE):
            continue
        if slipped and kind in _BEFORE_DAY_0 and scheduler.in_planned_window(visit):
            # One deviation, on the first infusion; not one on every visit before it.
            continue
        early = visit.window is Window.EARLY
        edge = visit.earliest if early else visit.latest
        days = abs((visit.actual - edge).days) if edge is not None else 0
        words = "{days} days before the window opens." if early else "{days} days after the window closed."
        yield Remark(
            visit.key, "visit", "date", f"WINDOW_{visit.window.name}", Sentence(words, {"days": days})
        )
    if slipped:
        first = next(visit.oid for visit in recorded.study.visits if visit.kind is VisitKind.INFUSION)
        values = {"days": abs(slipped), "planned": anchor.planned}
        late = "The first infusion was given {days} days after its planned day, {planned}."
        early_words = "The first infusion was given {days} days before its planned day, {planned}."
        yield Remark(
            first,
            "infusion",
            "start",
            "INFUSION_SLIPPED",
            Sentence(late if slipped > 0 else early_words, values),
        )


def _strangers(recorded: Recorded, scheduler: Scheduler) -> Iterator[Remark]:
    """Visits that the schedule of this cohort does not have."""
    for visit in recorded.subject.visits:
        definition = recorded.study.visit_by_oid.get(visit.oid)
        if definition is None or visit.date is None or not definition.has_day_of_its_own:
            continue
        if not scheduler.belongs(definition):
            text = Sentence("The schedule of this cohort has no visit {visit}.", {"visit": visit.oid})
            yield Remark(visit.key, "visit", "date", "NOT_IN_SCHEDULE", text)


def score_remarks(visits: tuple[VisitAssessment, ...]) -> tuple[Remark, ...]:
    """Descriptors that were answered otherwise than the measured values say."""
    return tuple(
        Remark(visit.key, "sledai2k", key, "SLEDAI_DIFFERS", because)
        for visit in visits
        for key, because in visit.sledai_differs.items()
    )

"""What was measured over time: steroid steps from the ledger, SLEDAI-2K and PGA, laboratory curves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from ui.view_models.timeline_values import (
    Curve,
    LabPoint,
    ScorePoint,
    SteroidCourse,
    SteroidPulse,
    SteroidStep,
)
from workstation.definition.study import Study
from workstation.messages import Text
from workstation.scoring.glucocorticoid import DISPUTED, LedgerRow, prednisone_equivalent
from workstation.scoring.sledai2k import KEYS
from workstation.trial.activity import ledger
from workstation.trial.assessment import Assessment
from workstation.trial.recorded import Recorded, Row
from workstation.trial.subject import VisitRecord

LEDGER = "glucocorticoids"
LEDGER_ROWS = "rows"
B_CELLS_FORM = "b_cells_immunoglobulins"
B_CELLS_ITEM = "cd19_b_cells"


@dataclass(frozen=True, slots=True)
class _Period:
    """Days of one ledger row, ``last`` included; ``row`` None: it has dates, but its dose cannot be told."""

    first: date
    last: date
    row: LedgerRow | None


def steroid_course(recorded: Recorded, as_of: date, origin: date) -> SteroidCourse:
    """The ledger as daily prednisone-equivalents up to ``as_of`` (scoring sheet, section 8).

    Only oral, intravenous and intramuscular rows make the daily dose; pulses stand apart. Days that no row
    covers have no step; days with an unreadable row, or with two rows of one drug and route, have a step
    without a dose.
    """
    rows = recorded.rows(LEDGER, LEDGER_ROWS)
    periods = [period for row in rows if (period := _period(row, as_of)) is not None]
    overrides = _overrides(recorded.study)
    daily = [period for period in periods if period.row is None or period.row.current]
    pulses = tuple(
        SteroidPulse(
            start=(period.first - origin).days,
            end=(period.last - origin).days,
            mg=prednisone_equivalent((period.row,), overrides),
            drug=period.row.drug,
        )
        for period in periods
        if period.row is not None and period.row.kind == "pulse"
    )
    return SteroidCourse(tuple(_joined(_steps(daily, origin, overrides))), pulses)


def _overrides(study: Study) -> Mapping[str, Decimal]:
    """The study's own equivalents of the drugs on which sources disagree."""
    settings = {drug: study.settings.get(f"glucocorticoid.{drug}_mg") for drug in DISPUTED}
    return {drug: Decimal(str(setting.value)) for drug, setting in settings.items() if setting is not None}


def _period(row: Row, as_of: date) -> _Period | None:
    start, end = row.day("start"), row.day("end")
    if start is None or start > as_of:
        return None
    last = as_of if end is None or end > as_of else end
    return None if last < start else _Period(start, last, next(iter(ledger((row,))), None))


def _steps(
    periods: Sequence[_Period], origin: date, overrides: Mapping[str, Decimal]
) -> Iterator[SteroidStep]:
    after = timedelta(days=1)
    bounds = sorted({day for period in periods for day in (period.first, period.last + after)})
    for first, beyond in pairwise(bounds):
        current = [period for period in periods if period.first <= first <= period.last]
        if current:
            yield SteroidStep(
                (first - origin).days, (beyond - after - origin).days, _dose(current, overrides)
            )


def _dose(current: Sequence[_Period], overrides: Mapping[str, Decimal]) -> Decimal | None:
    rows = [period.row for period in current if period.row is not None]
    doubled = len({(row.drug, row.route) for row in rows}) < len(rows)
    return None if doubled or len(rows) < len(current) else prednisone_equivalent(rows, overrides)


def _joined(steps: Iterator[SteroidStep]) -> Iterator[SteroidStep]:
    """Neighbours of the same dose as one step."""
    last: SteroidStep | None = None
    for step in steps:
        if last is not None and last.mg == step.mg and last.end + 1 == step.start:
            last = SteroidStep(last.start, step.end, step.mg)
            continue
        if last is not None:
            yield last
        last = step
    if last is not None:
        yield last


def sledai_points(assessment: Assessment, origin: date) -> tuple[ScorePoint, ...]:
    """SLEDAI-2K at each visit that has any of it; an incomplete one is a lower bound (scoring sheet 3.3)."""
    return tuple(
        ScorePoint(
            visit=visit.key,
            day=(visit.date - origin).days,
            when=visit.date,
            value=Decimal(visit.sledai.partial_total),
            complete=visit.sledai.total is not None,
            missing=len(visit.sledai.missing),
        )
        for visit in assessment.visits
        if visit.sledai is not None and visit.date is not None and len(visit.sledai.missing) < len(KEYS)
    )


def pga_points(assessment: Assessment, origin: date) -> tuple[ScorePoint, ...]:
    """PGA, 0 to 3, at each visit that has it."""
    return tuple(
        ScorePoint(visit.key, (visit.date - origin).days, visit.date, visit.pga)
        for visit in assessment.visits
        if visit.pga is not None and visit.date is not None
    )


def laboratory_curve(recorded: Recorded, form: str, oid: str, origin: date) -> Curve | None:
    """The results of one laboratory item in its first unit; None: the study has no such item."""
    item = recorded.item(form, oid)
    if item is None:
        return None
    visits = recorded.subject.visits
    found = [
        point for visit in visits if (point := _lab_point(recorded, visit, form, oid, origin)) is not None
    ]
    return Curve(item.label, item.unit, tuple(sorted(found, key=lambda point: point.day)))


def _lab_point(recorded: Recorded, visit: VisitRecord, form: str, oid: str, origin: date) -> LabPoint | None:
    measured = recorded.measurement(visit, form, oid)
    when = recorded.day(visit, form, "sampled") or visit.date
    if measured is None or when is None:
        return None
    return LabPoint(visit.key, (when - origin).days, when, measured.value, measured.operator)


def b_cell_curve(recorded: Recorded, origin: date) -> Curve:
    """CD19+ B cells per microlitre (forms catalogue, section 3)."""
    curve = laboratory_curve(recorded, B_CELLS_FORM, B_CELLS_ITEM, origin)
    return curve or Curve(Text("CD19+ B cells", "CD19+ B细胞"), "/µL")

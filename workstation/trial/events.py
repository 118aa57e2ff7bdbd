"""Adverse events as the trial counts them: worst grade, treatment-emergent or not, period (safety sheet 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from workstation.forms.state import Typed
from workstation.trial.assessment import EventSummary
from workstation.trial.recorded import Recorded, Row

FORM = "adverse_event"
_DLT_DAYS = 28


@dataclass(frozen=True, slots=True)
class Exposure:
    """The start of the first infusion, and the moment from which events count as treatment-emergent."""

    first_infusion: date | datetime | None
    emergent_from: date | datetime | None


def summaries(
    recorded: Recorded, exposure: Exposure, conditioning: date | None, last_infusion: date | None, as_of: date
) -> tuple[EventSummary, ...]:
    """All events that began by ``as_of``, in the order of their onset."""
    grades = recorded.rows(FORM, "grades")
    begun = [
        row for row in recorded.rows(FORM, "rows") if (day := row.day("start")) is not None and day <= as_of
    ]
    begun.sort(key=lambda row: row.day("start") or as_of)
    found = []
    for row in begun:
        start, end = row.values.get("start"), row.day("end")
        history = [g for g in grades if g.text("event") == row.key and (g.day("from") or as_of) <= as_of]
        ended = end is not None and end <= as_of
        found.append(
            EventSummary(
                row=row.key,
                term=row.text("term"),
                grade=_worst(row, history),
                start=row.day("start"),
                end=end if ended else None,
                ongoing=not ended,
                serious=row.yes("serious"),
                teae=_emergent(start, history, exposure.emergent_from),
                period=_period(start, conditioning, exposure.first_infusion, last_infusion),
            )
        )
    return tuple(found)


def _worst(row: Row, history: list[Row]) -> int | None:
    found = [grade for each in history if (grade := each.number("grade")) is not None]
    if not found and (stated := row.number("grade")) is not None:
        found = [stated]
    return int(max(found)) if found else None


def _emergent(start: Typed, history: list[Row], first_dose: date | datetime | None) -> bool | None:
    """Onset, or worsening in grade, at or after the start of the first infusion."""
    if first_dose is None:
        return False
    if _not_before(start, first_dose):
        return True
    before = [g.number("grade") for g in history if not _not_before(g.values.get("from"), first_dose)]
    after = [g.number("grade") for g in history if _not_before(g.values.get("from"), first_dose)]
    earlier = max((grade for grade in before if grade is not None), default=Decimal(0))
    return bool(before) and any(grade is not None and grade > earlier for grade in after)


def _not_before(moment: Typed, dose: date | datetime) -> bool:
    """An event on day 0 without a time counts as after the first infusion."""
    if isinstance(moment, datetime) and isinstance(dose, datetime):
        return moment >= dose
    return isinstance(moment, date) and _day(moment) >= _day(dose)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _period(
    start: Typed, conditioning: date | None, first_dose: date | datetime | None, last_infusion: date | None
) -> str:
    if not isinstance(start, date):
        return "SCREEN"
    day = _day(start)
    if first_dose is not None and _not_before(start, first_dose):
        end = max(_day(first_dose), last_infusion or _day(first_dose)) + timedelta(days=_DLT_DAYS)
        return "TREAT" if day <= end else "FU"
    return "LD" if conditioning is not None and day >= conditioning else "SCREEN"

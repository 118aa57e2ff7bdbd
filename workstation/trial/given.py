"""What was given: the days of lymphodepletion and the infusions, as recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from workstation.definition.study import VisitKind
from workstation.trial.recorded import Recorded
from workstation.trial.subject import VisitRecord

FORM = "infusion"


@dataclass(frozen=True, slots=True)
class GivenInfusion:
    """An infusion that was given; ``moment`` is its start, or the day of its visit if no start was recorded."""

    visit: VisitRecord
    moment: date | datetime

    @property
    def day(self) -> date:
        """The calendar day."""
        return self.moment.date() if isinstance(self.moment, datetime) else self.moment


def infusion_moment(recorded: Recorded, visit: VisitRecord) -> date | datetime | None:
    """When the infusion of a visit was given; None if it was not, or if nothing says that it was."""
    given = recorded.yes(visit, FORM, "given")
    if given is False:
        return None
    start = recorded.moment(visit, FORM, "start")
    if start is not None:
        return start
    cells = recorded.number(visit, FORM, "cells_e9")
    return visit.date if given or cells is not None else None


def infusions_given(recorded: Recorded) -> tuple[GivenInfusion, ...]:
    """All infusions that were given, the first one first."""
    kinds = {visit.oid for visit in recorded.study.visits if visit.kind is VisitKind.INFUSION}
    found = []
    for visit in recorded.subject.visits:
        moment = infusion_moment(recorded, visit) if visit.oid in kinds else None
        if moment is not None:
            found.append(GivenInfusion(visit, moment))
    return tuple(sorted(found, key=lambda infusion: infusion.day))


def days_since_conditioning(recorded: Recorded, day: date) -> Decimal | None:
    """Days from the last dose of lymphodepletion on or before a day; None before any."""
    days = [given for given, _ in conditioning_days(recorded) if given <= day]
    return Decimal((day - max(days)).days) if days else None


def first_conditioning(recorded: Recorded) -> date | None:
    """The day of the first dose of lymphodepletion that was given, in whatever visit."""
    return min((day for day, _ in conditioning_days(recorded)), default=None)


def last_dose(recorded: Recorded) -> date | None:
    """The day of the last study dose that was given, of lymphodepletion or cells."""
    days = [day for day, _ in conditioning_days(recorded)]
    return max((*days, *(infusion.day for infusion in infusions_given(recorded))), default=None)


def conditioning_days(recorded: Recorded) -> tuple[tuple[date, VisitRecord], ...]:
    """Days on which a drug of lymphodepletion was given, with their visit."""
    return recorded.once("conditioning", _conditioning_days)


def _conditioning_days(recorded: Recorded) -> tuple[tuple[date, VisitRecord], ...]:
    items = [f"{drug.oid}_mg" for drug in recorded.study.drugs]
    found = []
    for visit in recorded.subject.visits:
        if visit.date is None or recorded.form(visit, "lymphodepletion") is None:
            continue
        given = [recorded.number(visit, "lymphodepletion", item) for item in items]
        if any(amount is not None and amount > 0 for amount in given):
            found.append((visit.date, visit))
    return tuple(found)

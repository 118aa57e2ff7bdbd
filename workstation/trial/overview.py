"""One line about a subject for the list of all patients; small enough to be kept in a cache."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from workstation.trial.assessment import Assessment, VisitState


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """What the list shows. ``overdue`` are visits that are owed; dates are None where the schedule has none yet.

    ``next_done`` of ``next_count`` days of lymphodepletion are given, when the next visit is one of them.
    """

    subject: str
    cohort: str
    dose_level: str
    status_code: str
    study_day: int | None
    next_visit: str
    next_due: date | None
    next_earliest: date | None
    next_latest: date | None
    next_state: str
    overdue: tuple[str, ...]
    overdue_since: date | None
    last_done: str
    criteria_met: int
    criteria: int

    def as_json(self) -> str:
        """The row as one JSON text; the inverse of :func:`row_from_json`."""
        return json.dumps(asdict(self), default=_iso, ensure_ascii=False)


_DATES = ("next_due", "next_earliest", "next_latest", "overdue_since")


def row_from_json(text: str) -> OverviewRow:
    """The row that was kept.

    Raises:
        ValueError, TypeError, KeyError: it was kept by another version of the program.
    """
    data: dict[str, Any] = json.loads(text)
    for name in _DATES:
        data[name] = None if data[name] is None else date.fromisoformat(data[name])
    return OverviewRow(**(data | {"overdue": tuple(data["overdue"])}))


def _iso(value: date) -> str:
    return value.isoformat()


def overview_row(assessment: Assessment) -> OverviewRow:
    """The line of one subject."""
    following = assessment.next_visit
    overdue = [visit for visit in assessment.schedule if visit.state is VisitState.OVERDUE]
    done = [visit for visit in assessment.schedule if visit.state is VisitState.DONE]
    answered = [criterion for criterion in assessment.eligibility.criteria if criterion.answer]
    return OverviewRow(
        subject=assessment.subject,
        cohort=assessment.cohort,
        dose_level=assessment.dose_level,
        status_code=assessment.status_code,
        study_day=assessment.study_day,
        next_visit="" if following is None else following.oid,
        next_due=None if following is None else following.due,
        next_earliest=None if following is None else following.earliest,
        next_latest=None if following is None else following.latest,
        next_state="" if following is None else following.state.value,
        overdue=tuple(visit.oid for visit in overdue) if not assessment.closed else (),
        overdue_since=overdue[-1].latest if overdue and not assessment.closed else None,
        last_done=done[-1].oid if done else "",
        criteria_met=len(answered),
        criteria=len(assessment.eligibility.criteria),
    )

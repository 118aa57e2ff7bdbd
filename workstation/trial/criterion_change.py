"""Whether eligibility has to be looked at again: a value behind a criterion changed (forms catalogue, 1.2)."""

from __future__ import annotations

from datetime import date

from workstation.forms.answers import State
from workstation.scoring.result import Verdict
from workstation.trial.eligibility import FORM, MAY_NOT_APPLY, assess_eligibility
from workstation.trial.recorded import Recorded
from workstation.trial.subject import VisitRecord
from workstation.trial.treatment import Person


def criterion_changed(recorded: Recorded, person: Person, visit: VisitRecord, day: date) -> bool | None:
    """Whether the record now tells another thing about a criterion than when it was answered before.

    What a person answered against the record, knowing it, is no change. None: nothing was answered before.
    """
    earlier = [
        each
        for each in recorded.subject.visits
        if each.key != visit.key
        and each.date is not None
        and each.date <= day
        and recorded.answers(each, FORM)
    ]
    if not earlier:
        return None
    answered = earlier[-1]
    then = _told(recorded, person, answered.date or day)
    now = _told(recorded, person, day)
    return any(
        told is not Verdict.CANNOT_TELL
        and told is not then.get(key)
        and told is not _answer(recorded, answered, key)
        for key, told in now.items()
    )


def _told(recorded: Recorded, person: Person, day: date) -> dict[str, Verdict]:
    criteria = assess_eligibility(recorded, person, day).criteria
    return {each.key: each.computed for each in criteria if each.computed is not None}


def _answer(recorded: Recorded, visit: VisitRecord, key: str) -> Verdict:
    answer = recorded.answer(visit, FORM, key)
    if answer.state is State.NOT_APPLICABLE and key == MAY_NOT_APPLY:
        return Verdict.MET
    known = {"met": Verdict.MET, "not_met": Verdict.NOT_MET}
    return known.get(answer.value, Verdict.CANNOT_TELL)

"""What loading says about cohorts: history from paper is entered, but infusions too soon and closed cohorts are named.

Decisions about cohorts are not recorded here; a cohort counts as closed when it is full, when a later one on the path
had begun, or when it lies off the path (safety sheet 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workstation.definition.study import Study
from workstation.messages import Sentence
from workstation.trial.assess import cohort_of
from workstation.trial.given import infusions_given
from workstation.trial.recorded import Recorded
from workstation.trial.status import ending
from workstation.trial.subject import Subject

READ_FORMS = ("visit", "demography", "infusion", "disposition")
"""The forms that tell the place of a subject in the cohorts."""


@dataclass(frozen=True, slots=True)
class Member:
    """A subject in its cohort: the days of its infusions, and whether it holds a slot."""

    subject: str
    cohort: str
    infused: tuple[date, ...]
    holds_slot: bool


def member_of(subject: Subject, study: Study, today: date) -> Member | None:
    """The place of a subject in the cohorts, None if it has none."""
    recorded = Recorded(subject, study)
    cohort = cohort_of(recorded)
    if cohort is None:
        return None
    infused = tuple(infusion.day for infusion in infusions_given(recorded))
    return Member(subject.oid, cohort.oid, infused, bool(infused) or not ending(recorded, today).closed)


def cohort_warnings(
    new: Iterable[Member], known: Iterable[Member], study: Study
) -> Iterator[tuple[str, Sentence]]:
    """For each new subject what its cohort would have forbidden on a screen, as (subject, sentence)."""
    entered = list(known)
    for member in new:
        entered.append(member)
        same = [each for each in entered if each.cohort == member.cohort]
        for sentence in (*_stagger(member, same, study), *_closed(member, same, entered, study)):
            yield member.subject, sentence


def _stagger(member: Member, same: list[Member], study: Study) -> Iterator[Sentence]:
    """The first patient of a cohort is alone for some days before the next is infused."""
    days = int(str(study.setting("cohort.stagger_days")))
    infused = sorted((each for each in same if each.infused), key=lambda each: each.infused[0])
    if days == 0 or len(infused) < 2 or not member.infused:
        return
    first = infused[0]
    by_last = str(study.setting("cohort.stagger_anchor")) == "last_infusion"
    until = first.infused[-1 if by_last else 0] + timedelta(days=days)
    for other in infused[1:]:
        if other.infused[0] < until and member in (first, other):
            values = {
                "subject": other.subject, "day": other.infused[0], "first": first.subject, "until": until,
            }  # fmt: skip
            yield Sentence(
                "{subject} was infused on {day}; {first}, the first of the cohort, was to be alone until {until}.",
                values,
            )


def _closed(member: Member, same: list[Member], entered: list[Member], study: Study) -> Iterator[Sentence]:
    if not study.cohorts[member.cohort].on_path:
        yield Sentence("The cohort {cohort} lies off the path of escalation.", {"cohort": member.cohort})
        return
    size, held = int(str(study.setting("cohort.full_size"))), sum(each.holds_slot for each in same)
    if member.holds_slot and held > size:
        values = {"cohort": member.cohort, "size": size}
        yield Sentence("The cohort {cohort} was full: it has {size} patients already.", values)
    began = _later_cohort_began(member, entered, study)
    if began is not None:
        values = {"cohort": member.cohort, "later": began[1], "date": began[0]}
        yield Sentence("The cohort {cohort} was closed: {later} had begun on {date}.", values)


def _later_cohort_began(member: Member, entered: list[Member], study: Study) -> tuple[date, str] | None:
    path = [cohort.oid for cohort in study.cohorts.values() if cohort.on_path]
    later = path[path.index(member.cohort) + 1 :]
    begun = [(each.infused[0], each.cohort) for each in entered if each.cohort in later and each.infused]
    first = min(begun, default=None)
    if first is None or not member.infused or first[0] > member.infused[0]:
        return None
    return first

"""Signatures of the demo: each complete visit was signed by its investigator on the day after it was entered."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from workstation.definition.study import Study
from workstation.record.cells import INVESTIGATOR, RULE_SET, SIGNATURE, Change, signature_text
from workstation.services.roles import DEMO_PERSON, PRINCIPAL
from workstation.trial.rule_set import rule_set_of
from workstation.trial.subject import LOGS, FormRecord, Signature, VisitRecord, visit_code

_AT = time(17, 30)


@dataclass(frozen=True, slots=True)
class Entered:
    """The forms of one visit as they were entered, and the moment of the last of them."""

    subject: str
    visit: str
    forms: Mapping[str, FormRecord]
    last: datetime


@dataclass(frozen=True, slots=True)
class DemoSignature:
    """A signature to be entered at a moment."""

    at: datetime
    change: Change


def signatures(
    entered: Collection[Entered], unsigned: Collection[tuple[str, str]], study: Study, latest: datetime
) -> Iterator[DemoSignature]:
    """A signature for each visit that nobody left open, none later than ``latest``."""
    rules = rule_set_of(study).key
    for visit in entered:
        at = datetime.combine(visit.last.date() + timedelta(days=1), _AT, visit.last.tzinfo)
        if visit.visit == LOGS or (visit.subject, visit.visit) in unsigned or at > latest:
            continue
        content = VisitRecord(visit.visit, visit_code(visit.visit), None, visit.forms).content
        given = Signature(
            DEMO_PERSON, PRINCIPAL, at.isoformat(timespec="seconds"), "reviewed", content, rules
        )
        text = signature_text(given)
        yield DemoSignature(at, Change(visit.subject, visit.visit, SIGNATURE, INVESTIGATOR, None, text))


def rule_set_change(study: Study) -> Change:
    """The rule set that all of them were given under."""
    rules = rule_set_of(study)
    return Change("", "", RULE_SET, rules.key, None, rules.text)

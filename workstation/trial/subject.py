"""A subject as recorded: visits with their forms, and the logs that run through all visits. Immutable.

Nothing here is derived; ``workstation.trial.assessment`` is made from it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from workstation.canonical import canonical, digest
from workstation.forms.answers import EMPTY, Answers

LOGS = ""
"""Key of the place where forms of subject scope (ledgers, logs, disposition) are recorded."""


@dataclass(frozen=True, slots=True)
class FormRecord:
    """A saved form: the version of its definition and its answers."""

    form: str
    version: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's signature of a visit (trial facts 8.1, R10 and R11).

    ``at`` is the moment with its offset, as ISO text. ``meaning`` is a stable code of what the person attests.
    ``content`` is the hash of what was recorded at the visit when it was signed, ``rules`` the rule set in force.
    """

    person: str
    role: str
    at: str
    meaning: str
    content: str
    rules: str

    @property
    def moment(self) -> datetime:
        """When it was signed, in the local time of the station."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class VisitRecord:
    """One visit that has begun. ``key`` is the visit code, for repeats ``code#n``; ``date`` is when it took place.

    The date lives in the form ``visit`` (item ``date``), so that it has a history like everything else.
    """

    key: str
    oid: str
    moment: date | datetime | None
    forms: Mapping[str, FormRecord]
    signature: Signature | None = None

    @cached_property
    def date(self) -> date | None:
        """The calendar day of the visit."""
        return self.moment.date() if isinstance(self.moment, datetime) else self.moment

    @cached_property
    def content(self) -> str:
        """The hash of everything that is recorded at this visit: what a signature of it covers."""
        forms = {
            form: {
                "version": record.version,
                "answers": {path: answer.as_data() for path, answer in record.answers.items()},
            }
            for form, record in self.forms.items()
        }
        return digest(canonical(forms))

    @property
    def signed(self) -> bool:
        """Whether it carries a signature that still covers what is recorded."""
        return self.signature is not None and self.signature.content == self.content

    @property
    def void(self) -> bool:
        """Whether something was changed after it was signed."""
        return self.signature is not None and self.signature.content != self.content

    def answers(self, form: str) -> Answers:
        """The answers of a form at this visit; empty if it was not begun."""
        record = self.forms.get(form)
        return record.answers if record is not None else EMPTY


@dataclass(frozen=True)
class Subject:
    """Everything recorded about one subject, visits in order of date (undated last)."""

    oid: str
    visits: tuple[VisitRecord, ...]
    logs: Mapping[str, FormRecord]
    kept: dict[Hashable, object] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What readers worked out from this subject, to find it again; it follows from it alone."""

    def visit(self, key: str) -> VisitRecord | None:
        """The visit with this key, if it has begun."""
        return next((visit for visit in self.visits if visit.key == key), None)

    def log(self, form: str) -> Answers:
        """The answers of a form of subject scope."""
        record = self.logs.get(form)
        return record.answers if record is not None else EMPTY

    def answers(self, visit: str, form: str) -> Answers:
        """The answers of a form at a visit, or of a log when ``visit`` is :data:`LOGS`."""
        if visit == LOGS:
            return self.log(form)
        record = self.visit(visit)
        return record.answers(form) if record is not None else EMPTY

    def with_form(self, visit: str, record: FormRecord, moment: date | datetime | None = None) -> Subject:
        """The same subject with one form replaced, as if it had been saved; the visit begins if it had not."""
        if visit == LOGS:
            return replace(self, logs={**self.logs, record.form: record})
        old = self.visit(visit) or VisitRecord(visit, visit_code(visit), moment, {})
        new = replace(old, moment=moment or old.moment, forms={**old.forms, record.form: record})
        others = tuple(other for other in self.visits if other.key != visit)
        return replace(self, visits=in_order((*others, new)))


def visit_code(key: str) -> str:
    """The visit code of a key: ``UNS#2`` is a UNS."""
    return key.partition("#")[0]


def in_order(visits: tuple[VisitRecord, ...]) -> tuple[VisitRecord, ...]:
    """Visits by date, undated ones last, equal dates in the order given."""
    return tuple(sorted(visits, key=lambda visit: (visit.date is None, visit.date or date.min)))

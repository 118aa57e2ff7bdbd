"""What was worked out about a subject before, and from which forms: a key in one form changes what reads that form.

A part is worked out again only if a form that it read has changed since, or something it was given. Which forms it
read is noted while it reads (``Recorded.form``), so that nobody has to keep a list of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from workstation.definition.study import Study
from workstation.trial.subject import FormRecord, Subject

T = TypeVar("T")
Reads = dict[tuple[str, str], FormRecord | None]
"""Forms by key of their visit (empty: a log) and code, as they were read; None: there was none."""
Held = tuple[tuple[str, date | datetime | None], ...]
"""Keys of the visits with their moments, in order."""


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One thing that was worked out, with the forms that it read and what else it was given."""

    value: T
    reads: Reads
    given: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Workings:
    """All parts of one assessment; they hold for another only of the same study, day and visits."""

    study: Study
    as_of: date
    held: Held
    parts: Mapping[str, Part[object]]

    def parts_for(self, subject: Subject, study: Study, as_of: date) -> Mapping[str, Part[object]]:
        """The parts that may still hold for a subject, each to be compared with the forms that it read."""
        same = self.study is study and self.as_of == as_of and self.held == held(subject)
        return self.parts if same else {}


def held(subject: Subject) -> Held:
    """The visits of a subject with their moments: what every part may have looked at."""
    return tuple((visit.key, visit.moment) for visit in subject.visits)

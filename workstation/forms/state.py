"""What a form looks like now: for every item whether it is relevant, what it holds and what is wrong with it.

These are plain values. ``workstation.forms.evaluate`` makes them; screens, services and paper read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from workstation.definition.form import Form, Item
from workstation.forms.answers import Answer
from workstation.messages import Sentence, Text

Typed = Decimal | str | bool | date | datetime | frozenset[str] | None


class Severity(StrEnum):
    """How hard a finding is: HARD cannot be true and is refused, WARNING stays beside the field."""

    HARD = "hard"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong or remarkable at one item; ``code`` is stable, ``sentence`` is for people."""

    path: str
    severity: Severity
    code: str
    sentence: Sentence | Text


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that the program derived for an item, with what it rests on; ``value`` None cannot be told."""

    value: str | None
    because: Sentence | Text
    hint_only: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """Reference limits that apply to one result, in ``unit``; ``source`` is "reported" or the laboratory."""

    lln: Decimal | None
    uln: Decimal | None
    unit: str
    source: str


class ItemState(NamedTuple):
    """One item now. A tuple, because a large form makes hundreds of them at every key.

    ``typed`` is the answer as a value in the item's first unit (None: blank, not done, or not readable);
    ``stale`` marks a value that is kept though the item is no longer relevant; ``flag`` is "L", "H" or "".
    ``previous`` is the answer of the last visit that has one, shown beside and never copied.
    """

    path: str
    item: Item
    relevant: bool
    required: bool
    answer: Answer
    typed: Typed
    missing: bool
    stale: bool = False
    findings: tuple[Finding, ...] = ()
    proposal: Proposal | None = None
    range: Range | None = None
    flag: str = ""
    previous: Answer | None = None
    converted: bool = False


@dataclass(frozen=True)
class FormState:
    """A whole form now; ``items`` in the order of the form, rows of repeating groups included."""

    form: Form
    items: Mapping[str, ItemState]
    form_findings: tuple[Finding, ...] = ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of the form."""
        return (
            tuple(finding for state in self.items.values() for finding in state.findings) + self.form_findings
        )

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Paths of required items without an answer."""
        return tuple(path for path, state in self.items.items() if state.missing)

    @cached_property
    def refused(self) -> tuple[Finding, ...]:
        """Findings that cannot be true; a form with one is not saved."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.HARD)

    @cached_property
    def required_count(self) -> int:
        """How many items are required now."""
        return sum(1 for state in self.items.values() if state.required and state.relevant)

    @property
    def complete(self) -> bool:
        """Nothing required is missing and nothing is refused."""
        return not self.missing and not self.refused

    def typed(self, path: str) -> Typed:
        """The value of an item, or None if there is none or it is not relevant."""
        state = self.items.get(path)
        return state.typed if state is not None and state.relevant else None

"""What a form may know besides its own answers: facts of subject and visit, earlier answers, proposals, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from workstation.forms.answers import EMPTY, Answers
from workstation.forms.state import Finding, Proposal, Range, Typed


@dataclass(frozen=True)
class Context:
    """Everything outside the form that its evaluation may use.

    ``facts`` are the dotted names of expressions (``subject.sex``, ``visit.day``); ``previous`` holds, per item, the
    answer of the last earlier visit that has one; ``ranges`` are reference limits by item when a result brings none.
    ``proposals`` are by path, so that each row of a table has its own.
    ``today`` None switches the check for dates in the future off (history loaded from paper only warns of them).
    ``found`` are findings that need more than the form to be seen; they stand at their items.
    ``soft_low_off`` silences soft lower limits (counts between conditioning and day 28 are expected to be low).
    """

    facts: Mapping[str, Typed] = field(default_factory=dict)
    previous: Answers = EMPTY
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    today: date | None = None
    birth_date: date | None = None
    soft_low_off: bool = False
    found: tuple[Finding, ...] = ()


NOTHING = Context()

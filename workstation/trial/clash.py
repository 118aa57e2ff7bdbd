"""Two answers that do not go together: what the clash says, and both places to look at."""

from __future__ import annotations

from dataclasses import dataclass

from workstation.messages import Sentence


@dataclass(frozen=True, slots=True)
class Place:
    """An item of a form at the visit."""

    form: str
    item: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A warning of two places; it never changes a score. One that is about one answer alone names it twice."""

    code: str
    sentence: Sentence
    first: Place
    second: Place

"""The live cards as plain values: a title and parts in order, apart from how they look."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from workstation.messages import Sentence, Text

Meant = Sentence | Text
Tone = Literal["plain", "muted", "good", "bad", "warn"]
Mark = Literal["", "met", "not met", "cannot tell", "warn"]


@dataclass(frozen=True, slots=True)
class Figure:
    """The number of a card, with a few quiet words beside it."""

    value: Meant
    beside: Meant | None = None
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Pair:
    """A name at the left and its value at the right."""

    name: Meant
    value: Meant
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence, with a sign before it where it judges."""

    words: Meant
    mark: Mark = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Jump:
    """Something that is missing; a click goes to the item of the form."""

    words: Meant
    form: str
    item: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """The PGA on its scale from 0 to 3: baseline, last visit, now, and the line of worsening."""

    baseline: Decimal | None
    last: Decimal | None
    now: Decimal | None
    limit: Decimal | None


@dataclass(frozen=True, slots=True)
class GradeLine:
    """A system with the letter of its grade; a click goes to what decides it. ``sure`` False: it is provisional."""

    name: Meant
    letter: str
    sure: bool
    beside: Meant | None
    form: str
    item: str


@dataclass(frozen=True, slots=True)
class Verdict3:
    """The name of an endpoint and whether it is met; None: it cannot be told."""

    name: Meant
    met: bool | None


Part = Figure | Pair | Note | Jump | Ruler | GradeLine | Verdict3
Leading = Jump | GradeLine
"""Parts that lead to an item of a form."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card; ``key`` is stable over languages and values."""

    key: str
    title: Meant
    parts: tuple[Part, ...]
    aside: Meant | None = None


def plain(words: str) -> Sentence:
    """Words that are the same in every language: codes and numbers."""
    return Sentence("{words}", {"words": words})

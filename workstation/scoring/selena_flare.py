"""SELENA flare index, its basics (scoring sheet 9.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from workstation.scoring.pga import checked_pga
from workstation.scoring.quantity import EXACT, checked
from workstation.scoring.result import any_of

FLAGS = (
    "severe_feature",
    "mild_feature",
    "new_immunosuppressant",
    "new_nsaid_or_antimalarial",
    "hospitalised_for_sle",
)


class Flare(StrEnum):
    """How severe."""

    NONE = "none"
    MILD_MODERATE = "mild-moderate"
    SEVERE = "severe"


@dataclass(frozen=True, slots=True)
class Pair:
    """A value before and now; None is not known, and a pair that nobody asked for says nothing."""

    before: Decimal | None
    now: Decimal | None
    asked: bool = True

    def risen_above(self, limit: Decimal) -> bool | None:
        """Risen at all, and now above a limit: from 14 to 15 is a rise to above 12, from 14 to 13 is none."""
        if not self.asked or (self.now is not None and self.now <= limit):
            return False
        return None if self.before is None or self.now is None else self.now > self.before

    def risen_by(self, amount: Decimal) -> bool | None:
        """Risen by at least this."""
        if not self.asked:
            return False
        if self.before is None or self.now is None:
            return None
        return EXACT.subtract(self.now, self.before) >= amount

    @property
    def risen(self) -> bool | None:
        """Risen at all."""
        if not self.asked:
            return False
        return None if self.before is None or self.now is None else self.now > self.before


@dataclass(frozen=True, slots=True)
class Course:
    """Two visits: SLEDAI, PGA, prednisone in mg/kg/day; ``flags`` by :data:`FLAGS`, None or no key: not known."""

    sledai: Pair
    pga: Pair
    prednisone: Pair
    flags: Mapping[str, bool | None] = field(default_factory=dict)


def flare(course: Course) -> Flare | None:
    """The flare between two visits; None where what is missing could make another one of it.

    Raises:
        ScoringError: a value that cannot be true.
    """
    _check(course)
    flags = course.flags
    severe = any_of(
        course.sledai.risen_above(Decimal(12)),
        course.pga.risen_above(Decimal("2.5")),
        course.prednisone.risen_above(Decimal("0.5")),
        flags.get("new_immunosuppressant"),
        flags.get("hospitalised_for_sle"),
        flags.get("severe_feature"),
    )
    if severe:
        return Flare.SEVERE
    mild = any_of(
        course.sledai.risen_by(Decimal(3)),
        course.pga.risen_by(Decimal(1)),
        course.prednisone.risen,
        flags.get("new_nsaid_or_antimalarial"),
        flags.get("mild_feature"),
    )
    if severe is None or mild is None:
        return None
    return Flare.MILD_MODERATE if mild else Flare.NONE


def _check(course: Course) -> None:
    for name, value in (("sledai_before", course.sledai.before), ("sledai_now", course.sledai.now)):
        if value is not None:
            checked(name, value, 0, 105)
    for name, value in (("pga_before", course.pga.before), ("pga_now", course.pga.now)):
        if value is not None:
            checked_pga(value, name)
    for name, value in (
        ("pred_mg_kg_before", course.prednisone.before),
        ("pred_mg_kg_now", course.prednisone.now),
    ):
        if value is not None:
            checked(name, value, 0)

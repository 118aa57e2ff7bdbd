"""A measured value that may be known only as "below" or "above" what the assay can tell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from workstation.scoring.errors import check_name
from workstation.scoring.quantity import checked
from workstation.scoring.result import negate

OPERATORS = ("", "<", ">")


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value in the unit its user names; ``operator`` "<" means below it, ">" above it, "" exactly it.

    Comparisons answer True, False or None; None where the operator leaves the side of the limit open.
    A value that is not finite and an unknown operator are a ScoringError.
    """

    value: Decimal
    operator: str = ""

    def __post_init__(self) -> None:
        checked("value", self.value)
        check_name("operator", self.operator, OPERATORS)

    def above(self, limit: Decimal) -> bool | None:
        """Tell whether the true value is greater than ``limit``."""
        if self.operator == "<":
            return False if self.value <= limit else None
        if self.operator == ">":
            return True if self.value >= limit else None
        return self.value > limit

    def below(self, limit: Decimal) -> bool | None:
        """Tell whether the true value is less than ``limit``."""
        if self.operator == "<":
            return True if self.value <= limit else None
        if self.operator == ">":
            return False if self.value >= limit else None
        return self.value < limit

    def at_least(self, limit: Decimal) -> bool | None:
        """Tell whether the true value is ``limit`` or more."""
        return negate(self.below(limit))

    def __str__(self) -> str:
        return f"{self.operator} {self.value:f}".strip()

"""Physician global assessment, 0 to 3 (scoring sheet 4)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError
from workstation.scoring.quantity import as_decimal, checked

LOWEST = 0
HIGHEST = 3
WORSENING = Fraction(3, 10)


class Band(StrEnum):
    """The bands of the scale; between 0 and 0.5 no name is published (scoring sheet 4)."""

    NONE = "none"
    BELOW_MILD = "below mild"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


def checked_pga(pga: Decimal, name: str = "pga") -> Decimal:
    """Return ``pga`` or raise a ScoringError outside 0-3: a 0-10 entry is the commonest mistake."""
    return checked(name, pga, LOWEST, HIGHEST)


def band(pga: Decimal) -> Band:
    """Return the band: 0 none; 0.5 to 1 mild; over 1 to 2 moderate; over 2 severe (scoring sheet 4)."""
    value = checked_pga(pga)
    if value == 0:
        return Band.NONE
    if value < Decimal("0.5"):
        return Band.BELOW_MILD
    if value <= 1:
        return Band.MILD
    return Band.MODERATE if value <= 2 else Band.SEVERE


def worsened(baseline: Decimal, visit: Decimal) -> bool:
    """Tell whether ``visit`` is 0.3 or more above ``baseline``: 0.29 passes, 0.30 fails (scoring sheet 4)."""
    rise = Fraction(checked_pga(visit, "visit")) - Fraction(checked_pga(baseline, "baseline"))
    return rise >= WORSENING


def from_vas(mm: Decimal, length_mm: Decimal) -> Decimal:
    """Return the PGA of a mark ``mm`` along a line of ``length_mm`` millimetres: mm x 3 / length (sheet 4).

    A line without length and a mark outside the line are a ScoringError.
    """
    length = checked("length_mm", length_mm, 0)
    if length == 0:
        raise ScoringError(Sentence("length_mm cannot be 0: a line has a length."))
    mark = checked("mm", mm, 0, length)
    return as_decimal(Fraction(mark) * HIGHEST / Fraction(length))

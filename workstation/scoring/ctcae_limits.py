"""A value against one limit, exactly: multiples on the side of the limit, never a quotient of the value.

CTCAE prints some limits in two units that are not exactly equal. A value is compared in the unit in which it was
reported where its limit is printed in that unit, and in the first unit otherwise (safety facts 3.5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workstation.definition.ctcae import BY_BASELINE, Case, Limit, Measure, Reference, Sign
from workstation.definition.form import UnitConversion
from workstation.scoring.ctcae_reading import Reading, normal_side
from workstation.scoring.measurement import Measurement
from workstation.scoring.quantity import EXACT
from workstation.scoring.result import negate

_SIGNS: Mapping[Sign, Callable[[Measurement, Decimal], bool | None]] = {
    Sign.BELOW: lambda value, limit: value.below(limit),
    Sign.AT_MOST: lambda value, limit: negate(value.above(limit)),
    Sign.ABOVE: lambda value, limit: value.above(limit),
    Sign.AT_LEAST: lambda value, limit: value.at_least(limit),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """Whether a limit is passed; None where that cannot be told, for want of ``absent`` if that is not None."""

    holds: bool | None
    absent: Reference | None = None


def compare(measure: Measure, reading: Reading, limit: Limit, case: Case | None) -> Compared:
    """Compare the value with a limit of a step that counts in ``case``."""
    if limit.of is None:
        return Compared(_passes(measure, reading, limit, None))
    known = reading.known(limit.of)
    if known is not None:
        return Compared(_passes(measure, reading, limit, known))
    bound = _bound(measure, reading, limit.of) if case in BY_BASELINE else None
    if bound is not None and _passes(measure, reading, limit, bound) is False:
        return Compared(False)
    return Compared(None, limit.of)


def _bound(measure: Measure, reading: Reading, absent: Reference) -> Decimal | None:
    """What an unknown number is at least as far out as, once the kind of baseline is supposed.

    An abnormal baseline lies beyond the reference limit, and the reference limit beyond a normal baseline: a value
    that does not pass with the nearer number does not pass with the farther one.
    """
    side = normal_side(measure)
    return reading.known(side if absent is Reference.BASELINE else Reference.BASELINE)


def _passes(measure: Measure, reading: Reading, limit: Limit, known: Decimal | None) -> bool | None:
    by = conversion(measure, reading.unit)
    printed = limit.printed.get(by.unit)
    if printed is not None:
        return _SIGNS[limit.sign](reading.value, printed)
    multiple = Decimal(0)
    if known is not None:
        multiple = EXACT.multiply(limit.times, _in_parts(known, by))
    bound = EXACT.add(multiple, EXACT.multiply(limit.plus, by.divide))
    value = Measurement(_in_parts(reading.value.value, by), reading.value.operator)
    return _SIGNS[limit.sign](value, bound)


def _in_parts(number: Decimal, by: UnitConversion) -> Decimal:
    """A number in the first unit, ``divide`` times as large: a quotient need not have an end."""
    return EXACT.multiply(EXACT.subtract(number, by.subtract), by.multiply)


def conversion(measure: Measure, unit: str) -> UnitConversion:
    """How a unit of the measure turns into its first; an empty unit is the first."""
    return next((by for by in measure.units if by.unit == unit), UnitConversion(measure.unit))

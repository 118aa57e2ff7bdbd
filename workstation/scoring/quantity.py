"""Numbers as the rules take them: exact, finite and inside what can be true."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError

Number = int | Decimal

# Own context, so that no result depends on the precision or traps that a caller has set for the thread.
ARITHMETIC = Context(prec=28, rounding=ROUND_HALF_EVEN)

# Holds every sum and product of numbers that `checked` lets through.
EXACT = Context(prec=250, rounding=ROUND_HALF_EVEN)

# Exact arithmetic costs memory in proportion to the exponent: 1E-999999999 would not end.
_LONGEST = 60


def checked(name: str, value: object, low: Number | None = None, high: Number | None = None) -> Decimal:
    """Return ``value`` as a decimal if it is a finite int or Decimal in ``low``..``high`` (both inclusive).

    ``name`` is what the error calls it. A float is refused: its binary value is not what was written.
    """
    if type(value) is Decimal:
        number = value
    elif isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ScoringError(Sentence("{name} must be a number.", {"name": name}))
    else:
        number = Decimal(value)
    if not number.is_finite():
        raise ScoringError(Sentence("{name} must be a finite number.", {"name": name}))
    if not _holds(number):
        raise ScoringError(Sentence("{name} has more digits than a measurement can have.", {"name": name}))
    if low is not None and number < low:
        values = {"name": name, "value": number, "limit": low}
        raise ScoringError(Sentence("{name} cannot be {value}: it is at least {limit}.", values))
    if high is not None and number > high:
        values = {"name": name, "value": number, "limit": high}
        raise ScoringError(Sentence("{name} cannot be {value}: it is at most {limit}.", values))
    return number


def _holds(number: Decimal) -> bool:
    """Whether a finite number has no more digits than exact arithmetic is made for."""
    text = str(number)
    if len(text) <= _LONGEST and "E" not in text:
        # Written out in full, as nearly all are; taking a number apart costs five times as much.
        return True
    _, digits, exponent = number.as_tuple()
    return len(digits) <= _LONGEST and -_LONGEST <= int(exponent) <= _LONGEST


def as_decimal(value: Fraction) -> Decimal:
    """Return ``value`` as a decimal, exact wherever 28 digits can hold it."""
    return ARITHMETIC.divide(Decimal(value.numerator), Decimal(value.denominator))


def signed(value: Decimal) -> str:
    """Return a change with its sign, a true minus among them; no change has none."""
    return f"{value:+f}".replace("-", "\N{MINUS SIGN}") if value else "0"


def rounded(value: Decimal, places: int) -> Decimal:
    """Return ``value`` to ``places`` decimals, halves away from zero: for screen and paper, never a rule."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)

"""Units: the many spellings of one unit, and exact conversion into an item's first unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Context, Decimal
from functools import lru_cache
from typing import Protocol

from workstation.definition.form import UnitConversion

_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_POWER_OF_TEN = re.compile(r"^[×xX*]?10(?:\*\*|[\^*eE])?(\d{1,2})(?=/|$)")
_EXACT = Context(prec=28)
_SAME = UnitConversion(unit="")


class Measured(Protocol):
    """What has a first unit and others: an item of a form, a measure of a graded term."""

    @property
    def unit(self) -> str: ...
    @property
    def unit_spellings(self) -> tuple[str, ...]: ...
    @property
    def units(self) -> tuple[UnitConversion, ...]: ...


@lru_cache(maxsize=1024)
def plain(unit: str) -> str:
    """One spelling for all usual ones: ``×10⁹/L``, ``10*9/L`` and ``x10^9/L`` are ``10^9/L``; µ is u."""
    raised = _RAISED.sub(lambda found: "^" + unicodedata.normalize("NFKC", found.group()), unit)
    text = unicodedata.normalize("NFKC", raised).replace(" ", "").replace("\N{GREEK SMALL LETTER MU}", "u")
    text = text.replace("^2", "2").replace("²", "2") if text.endswith(("m^2", "m²")) else text
    return _POWER_OF_TEN.sub(lambda found: "10^" + found.group(1), text)


def conversion(item: Measured, unit: str) -> UnitConversion | None:
    """How to convert from ``unit``; None if the item does not know it. An empty unit is the item's first.

    Spelling is compared as written first and without regard to capitals only where one unit remains
    (``G/L`` is 10^9/L for a count, ``g/L`` is not).
    """
    if not unit or unit == item.unit:
        return _SAME
    wanted = plain(unit)
    exact = [known for known, spelling in _spellings(item) if plain(spelling) == wanted]
    if exact:
        return exact[0]
    folded = [known for known, spelling in _spellings(item) if _folded(spelling) == _folded(unit)]
    return folded[0] if folded and all(known == folded[0] for known in folded) else None


def _folded(unit: str) -> str:
    """Without capitals, but for the giga of ``G/L``, which no gram may stand for."""
    text = plain(unit)
    return text if text == "G/L" else text.casefold()


def _spellings(item: Measured) -> Iterator[tuple[UnitConversion, str]]:
    for spelling in (item.unit, *item.unit_spellings):
        yield _SAME, spelling
    for known in item.units:
        for spelling in (known.unit, *known.spellings):
            yield known, spelling


def convert(value: Decimal, by: UnitConversion) -> Decimal:
    """The value in the item's first unit; exact wherever the result has at most 28 digits."""
    if by is _SAME:
        return value
    return _EXACT.divide(_EXACT.multiply(value - by.subtract, by.multiply), by.divide)


def revert(value: Decimal, by: UnitConversion) -> Decimal:
    """A value of the item's first unit said in another unit; the inverse of :func:`convert`."""
    return _EXACT.divide(_EXACT.multiply(value, by.divide), by.multiply) + by.subtract


def unit_name(item: Measured, by: UnitConversion) -> str:
    """The unit's name as the definition prints it."""
    return by.unit or item.unit

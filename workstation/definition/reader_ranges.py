"""Reference limits of laboratories read from their text (forms catalogue, section 3).

A row names an item, its unit and the limits of women (``f``), men (``m``) or both (``both``). Limits in
another unit of the item are converted exactly into its first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from workstation.definition.faults import Where, Wrong, nearest
from workstation.definition.form import Form, Item, ReferenceRange, UnitConversion
from workstation.definition.study import Status
from workstation.definition.tables import (
    Parser,
    count,
    decimal,
    fields,
    flag,
    integers,
    member_of,
    oid,
    raw,
    tables,
    text,
    text_or_empty,
    wording,
)
from workstation.messages import Sentence

_ADULT = (18, 120)
_SEXES = {"f": ("F",), "m": ("M",), "both": ("F", "M")}
_SAME = UnitConversion("")


def _pair(value: object, where: Where) -> tuple[Decimal | None, Decimal | None]:
    if not isinstance(value, list) or len(value) != 2:
        raise Wrong(
            Sentence("Two limits in quotes are expected, for example {example}.", {"example": '["0", ""]'})
        )
    low, high = (None if side == "" else decimal(side, where) for side in value)
    if low is not None and high is not None and low > high:
        raise Wrong(
            Sentence("The lower limit {low} is above the upper one, {high}.", {"low": low, "high": high})
        )
    return low, high


_FILE: Mapping[str, Parser] = {"version": count, "laboratory": raw}
_LABORATORY: Mapping[str, Parser] = {
    "oid": oid,
    "title": wording,
    "valid_from": text_or_empty,
    "valid_to": text_or_empty,
    "status": member_of(Status),
    "row": raw,
}
_ROW: Mapping[str, Parser] = {
    "item": text,
    "unit": text,
    "f": _pair,
    "m": _pair,
    "both": _pair,
    "ages": integers,
    "source": text,
    "assay": flag,
}


def read_ranges(table: object, where: Where, forms: Mapping[str, Form]) -> tuple[ReferenceRange, ...]:
    """The limits of all laboratories of a file; items must be results of a form."""
    parts = fields(table, _FILE, where, ("version", "laboratory"))
    results = _results(forms)
    ranges: list[ReferenceRange] = []
    for place, laboratory in tables(parts.get("laboratory", []), where, "laboratory"):
        about = fields(laboratory, _LABORATORY, place, ("oid", "title", "status", "row"))
        for inside, row in tables(about.get("row", []), place, "row", "item"):
            ranges.extend(_row(row, inside, about, results))
    _report_overlaps(ranges, where)
    return tuple(ranges)


def _results(forms: Mapping[str, Form]) -> dict[str, Item]:
    rows = (item for form in forms.values() for items in form.row_items.values() for item in items.values())
    flat = (item for form in forms.values() for item in form.items.values())
    return {item.oid: item for item in (*rows, *flat) if item.result}


def _row(
    table: object, where: Where, laboratory: Mapping[str, str], results: Mapping[str, Item]
) -> Iterator[ReferenceRange]:
    parts = fields(table, _ROW, where, ("item", "unit", "source"))
    ages = parts.get("ages", _ADULT)
    if len(ages) != 2 or not 0 <= ages[0] <= ages[1]:
        where.report_at("ages", Sentence("Two ages in years are expected, the younger first."))
        return
    sides = [key for key in _SEXES if key in parts]
    if sides not in (["both"], ["f"], ["m"], ["f", "m"]):
        where.report(Sentence("Give limits for f and m, or for both."))
    by = _conversion(parts.get("item", ""), parts.get("unit", ""), where, results)
    if by is None or "oid" not in laboratory:
        return
    for key in sides:
        low, high = (None if side is None else _converted(side, by) for side in parts[key])
        for sex in _SEXES[key]:
            yield ReferenceRange(
                laboratory["oid"],
                parts["item"],
                sex,
                ages[0],
                ages[1],
                low,
                high,
                laboratory.get("valid_from", ""),
                laboratory.get("valid_to", ""),
                parts.get("source", ""),
                parts.get("assay", False),
            )


def _conversion(name: str, unit: str, where: Where, results: Mapping[str, Item]) -> UnitConversion | None:
    if not name:
        return None
    item = results.get(name)
    if item is None:
        sentence = Sentence("{item} is no laboratory result of any form.", {"item": name})
        where.report_at("item", sentence, nearest(name, results))
        return None
    if unit == item.unit:
        return _SAME
    by = next((known for known in item.units if known.unit == unit), None)
    if by is None and unit:
        known = [item.unit, *(other.unit for other in item.units)]
        sentence = Sentence("{unit} is no unit of {item}.", {"unit": unit, "item": name})
        where.report_at("unit", sentence, nearest(unit, known))
    return by


def _converted(value: Decimal, by: UnitConversion) -> Decimal:
    return (value - by.subtract) * by.multiply / by.divide


def _report_overlaps(ranges: list[ReferenceRange], where: Where) -> None:
    seen: dict[tuple[str, str, str], list[ReferenceRange]] = {}
    for one in ranges:
        others = seen.setdefault((one.laboratory, one.item, one.sex), [])
        if any(one.age_from <= other.age_to and other.age_from <= one.age_to for other in others):
            place = where.inside(f"laboratory {one.laboratory}").inside(f"row {one.item}")
            place.report(Sentence("Two rows stand for the same sex and age."))
        others.append(one)

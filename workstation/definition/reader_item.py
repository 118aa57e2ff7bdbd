"""One item of a form read from its table: type, units, limits, choices (forms catalogue, section 0)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workstation.definition.faults import Where, Wrong, nearest
from workstation.definition.form import Choice, Item, ItemType, Limits, Requirement, UnitConversion
from workstation.definition.tables import (
    Parser,
    code,
    condition,
    count,
    decimal,
    factor,
    fields,
    flag,
    integer,
    member_of,
    oid,
    subset_of,
    tables,
    text,
    texts,
    wording,
)
from workstation.messages import Sentence

ChoiceLists = Mapping[str, tuple[Choice, ...]]

STATE_CODES = ("ND", "NA", "UK")
_MEASURED = frozenset({ItemType.NUMBER, ItemType.INTEGER, ItemType.ORDINAL, ItemType.CALCULATED})
_CHOSEN = frozenset({ItemType.CHOICE, ItemType.MULTI, ItemType.ORDINAL})
_DATED = frozenset({ItemType.DATE, ItemType.DATETIME})


def _limits(value: object, where: Where) -> Limits:
    if not isinstance(value, list) or len(value) != 2:
        raise Wrong(
            Sentence("Two limits in quotes are expected, for example {example}.", {"example": '["0", ""]'})
        )
    low, high = (None if side == "" else decimal(side, where) for side in value)
    if low is not None and high is not None and low > high:
        raise Wrong(
            Sentence("The lower limit {low} is above the upper one, {high}.", {"low": low, "high": high})
        )
    return Limits(low, high)


def _words(value: object, where: Where) -> tuple[tuple[str, str], ...]:
    """The words for each number, given as number = [words]."""
    if not isinstance(value, dict):
        raise Wrong(Sentence("A table with keys is expected here."))
    return tuple(
        (word, str(decimal(key, where))) for key, words in value.items() for word in texts(words, where)
    )


_UNIT: Mapping[str, Parser] = {
    "unit": text,
    "subtract": decimal,
    "multiply": factor,
    "divide": factor,
    "spellings": texts,
}
_CHOICE: Mapping[str, Parser] = {"code": code, "label": wording, "help": wording}


def read_units(value: object, where: Where) -> tuple[UnitConversion, ...]:
    """The units beside the first, each with its exact conversion into it."""
    found = [fields(table, _UNIT, place, ("unit",)) for place, table in tables(value, where, "unit", "unit")]
    return tuple(UnitConversion(**parts) for parts in found if "unit" in parts)


def read_choices(value: object, where: Where) -> tuple[Choice, ...]:
    """A code list; codes must differ."""
    choices: dict[str, Choice] = {}
    for place, table in tables(value, where, "choice", "code"):
        parts = fields(table, _CHOICE, place, ("code", "label"))
        if parts.get("code") in choices:
            place.report(Sentence("The code {code} stands twice.", {"code": parts["code"]}))
        elif {"code", "label"} <= parts.keys():
            choices[parts["code"]] = Choice(**parts)
    return tuple(choices.values())


ITEM: Mapping[str, Parser] = {
    "oid": oid,
    "label": wording,
    "type": member_of(ItemType),
    "required": member_of(Requirement),
    "required_if": condition,
    "relevant_if": condition,
    "unit": text,
    "unit_spellings": texts,
    "units": read_units,
    "decimals": count,
    "soft": _limits,
    "hard": _limits,
    "hard_low_open": flag,
    "choices": read_choices,
    "list": text,
    "codes": subset_of(STATE_CODES),
    "result": flag,
    "computed": flag,
    "help": wording,
    "max_length": count,
    "number": integer,
    "warn_change_percent": decimal,
    "warn_change": decimal,
    "common": flag,
    "partial": flag,
    "future": flag,
    "words": _words,
}


def read_item(table: object, where: Where, lists: ChoiceLists) -> Item | None:
    """The item of a table, or None when it cannot be made; what is wrong is reported."""
    parts = fields(table, ITEM, where, ("oid", "label", "type"))
    if not {"oid", "label", "type"} <= parts.keys():
        return None
    if (name := parts.pop("list", None)) is not None:
        parts["choices"] = _listed(name, parts, lists, where)
    parts["hard"] = _opened(parts, where)
    computed = parts.pop("computed", False) or parts["type"] is ItemType.CALCULATED
    item = Item(**parts, computed=parts["oid"] if computed else "")
    _check(item, where)
    return item


def _listed(name: str, parts: dict[str, Any], lists: ChoiceLists, where: Where) -> tuple[Choice, ...]:
    if "choices" in parts:
        where.report_at("list", Sentence("An item has its own choices or a list, not both."))
    if name not in lists:
        sentence = Sentence("The list {name} does not stand in this form.", {"name": name})
        where.report_at("list", sentence, nearest(name, lists))
    return lists.get(name, ())


def _opened(parts: dict[str, Any], where: Where) -> Limits | None:
    hard: Limits | None = parts.get("hard")
    if not parts.pop("hard_low_open", False):
        return hard
    if hard is None or hard.low is None:
        where.report_at("hard_low_open", Sentence("There is no lower hard limit to open."))
        return hard
    return Limits(hard.low, hard.high, low_open=True)


def _check(item: Item, where: Where) -> None:
    _check_requirement(item, where)
    _check_choices(item, where)
    _check_numbers(item, where)
    if (item.partial or item.future) and item.type not in _DATED:
        where.report(
            Sentence("Only a date can be {kind}.", {"kind": "partial" if item.partial else "future"})
        )


def _check_requirement(item: Item, where: Where) -> None:
    conditional = item.required is Requirement.CONDITIONAL
    if conditional and item.required_if is None:
        where.report_at("required_if", Sentence("The key {key} is missing.", {"key": "required_if"}))
    if not conditional and item.required_if is not None:
        where.report_at("required_if", Sentence("A condition belongs to required = {mark}.", {"mark": '"c"'}))


def _check_choices(item: Item, where: Where) -> None:
    if item.type in _CHOSEN and not item.choices:
        where.report_at("choices", Sentence("The type {type} needs choices.", {"type": item.type}))
    if item.type not in _CHOSEN and item.type is not ItemType.CALCULATED and item.choices:
        where.report_at("choices", Sentence("The type {type} has no choices.", {"type": item.type}))
    if item.type is ItemType.ORDINAL:
        for choice in item.choices:
            if not choice.code.isdigit():
                sentence = Sentence("The code {code} of an ordinal must be a number.", {"code": choice.code})
                where.report_at("choices", sentence)


def _check_numbers(item: Item, where: Where) -> None:
    measured = {
        "unit": item.unit,
        "units": item.units,
        "soft": item.soft,
        "hard": item.hard,
        "result": item.result,
        "words": item.words,
    }
    for key, value in measured.items():
        if value and item.type not in _MEASURED:
            where.report_at(key, Sentence("The type {type} has no {key}.", {"type": item.type, "key": key}))
    names = [item.unit, *item.unit_spellings]
    names += [name for by in item.units for name in (by.unit, *by.spellings)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        where.report_at("units", Sentence("The unit {unit} stands twice.", {"unit": name}))
    if item.soft is not None and item.hard is not None and _outside(item.soft, item.hard):
        where.report_at("soft", Sentence("The soft limits go beyond the hard ones."))


def _outside(soft: Limits, hard: Limits) -> bool:
    return any(_beyond(side, hard) for side in (soft.low, soft.high))


def _beyond(side: Decimal | None, hard: Limits) -> bool:
    if side is None:
        return False
    return (hard.low is not None and side < hard.low) or (hard.high is not None and side > hard.high)

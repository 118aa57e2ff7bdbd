"""What a JSON value of a case file means for an item: the text as it would be typed, or why it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from workstation.definition.form import Item, ItemType
from workstation.definition.study import Study
from workstation.forms.answers import Answer, State
from workstation.messages import Sentence
from workstation.services.case_json import Number

_LABORATORY_ROWS = {"car_copies": ("car_persistence", "rows"), "il6": ("cytokines", "rows")}
_MOST_DIGITS = 15


def laboratory_items(study: Study) -> dict[str, tuple[str, str]]:
    """Where each laboratory key of a case file is recorded: form and path."""
    found: dict[str, tuple[str, str]] = {}
    for form in study.forms.values():
        for oid, item in form.items.items():
            if item.result:
                found[oid] = (form.oid, oid)
    for key, (form_oid, group) in _LABORATORY_ROWS.items():
        if form_oid in study.forms:
            found[key] = (form_oid, f"{group}/1/{key}")
    return found


def with_limits(answer: Answer, limits: Mapping[str, str]) -> Answer:
    """An answer with the reference limits that were reported with it."""
    data = answer.as_data() | {side: limit for side, limit in limits.items() if limit}
    state = State(data.pop("state", State.VALUE.value))
    return Answer(state=state, **data)


def as_text(item: Item, value: object) -> str | None:
    """A JSON value as it would be typed; None if its kind does not fit the item."""
    if isinstance(value, bool):
        if item.type is not ItemType.YES_NO:
            return None
        return "yes" if value else "no"
    if isinstance(value, Number):
        return (
            _plain_number(item, value.text)
            if item.type not in (ItemType.YES_NO, ItemType.DATE, ItemType.DATETIME)
            else None
        )
    if isinstance(value, str):
        # Dates may carry a time; an item that asks for a day only takes the day.
        dated = item.type is ItemType.DATE and len(value) > len("2026-01-31") and value[10] in "T "
        return (value[:10] if dated else value) if value.strip() else None
    return None


def _plain_number(item: Item, text: str) -> str:
    """A JSON number without its exponent; a whole code without its point (1.0 is code 1)."""
    number = Decimal(text)
    if abs(number.adjusted()) > _MOST_DIGITS:
        return text
    whole = number == number.to_integral_value()
    if item.type in (ItemType.CHOICE, ItemType.ORDINAL, ItemType.INTEGER) and whole:
        return str(int(number))
    return format(number, "f") if "e" in text.lower() else text


def unknown_code(item: Item, text: str) -> str:
    """A code that the item does not have. A file names codes in full; only a person may type a beginning."""
    if item.type not in (ItemType.CHOICE, ItemType.ORDINAL, ItemType.MULTI) or text in item.codes:
        return ""
    codes = text.split(",") if item.type is ItemType.MULTI else [text]
    return next((code for code in codes if item.choice(code) is None), "")


def expected(item: Item) -> Sentence:
    """What kind of value an item takes, for a value of another kind."""
    if item.type in (ItemType.NUMBER, ItemType.INTEGER):
        return Sentence("A number is expected here.")
    if item.type is ItemType.YES_NO:
        return Sentence("true, false or null is expected here.")
    if item.type in (ItemType.DATE, ItemType.DATETIME):
        return Sentence("A date as 2026-01-31 is expected here.")
    return Sentence("This is not an answer to this question.")

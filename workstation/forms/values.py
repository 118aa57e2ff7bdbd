"""Between what is typed, what is kept and what it means.

``parse`` reads what a person typed into one item; ``typed`` gives an answer's meaning in the item's first unit;
``show`` gives it back for the eye. Text that cannot be read is never dropped: :class:`Unreadable` says why.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from workstation.definition.form import Item, ItemType
from workstation.forms.answers import Answer, State
from workstation.forms.state import Typed
from workstation.forms.units import conversion, convert, unit_name
from workstation.messages import Refusal, Sentence

_NUMBER = re.compile(
    r"^(?P<operator>[<>≤≥]?)\s*(?P<number>[-\N{MINUS SIGN}]?(?:\d+\.?\d*|\.\d+))\s*(?P<unit>.*)$"
)
_COMMA = re.compile(r"\d\s*[,、]|[,、]\s*\d")
_LETTER = re.compile(
    r"^[<>≤≥]?\s*-?(?:\d[\d.]*(?:(?P<inside>[A-WYZa-wyz])[\d.]|(?P<behind>[OoIlSBZ])$)|(?P<before>[A-Za-z])[\d.]+$)"
)
_PLAIN_NUMBER = re.compile(r"^-?(?:\d+\.?\d*|\.\d+)$")
_DAY = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?)?年?$")
_COMPACT_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_CLOCK = re.compile(r"^(\d{1,2})[::](\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_MOST_DIGITS = 15
_UNSAID = str.maketrans("", "", " ().")

_YES = frozenset({"yes", "y", "true", "1", "是", "有", "阳性"})
_NO = frozenset({"no", "n", "false", "0", "否", "无", "阴性"})


class Unreadable(Refusal):
    """What was typed cannot be an answer to this item."""


def parse(item: Item, text: str) -> Answer:
    """The answer that a typed text means.

    Raises:
        Unreadable: with a sentence for the place where it was typed.
    """
    stripped = text.strip()
    if not stripped:
        return Answer()
    state = _STATES.get(stripped.upper())
    if state is not None and state.value in item.codes and item.type is not ItemType.TEXT:
        return Answer(state=state)
    return _PARSERS[item.type](item, stripped)


_STATES = {state.value: state for state in State if state is not State.VALUE}


def _parse_number(item: Item, text: str) -> Answer:
    spoken = _number_in_words(item, text)
    if spoken is not None:
        return Answer(value=spoken)
    found = _NUMBER.match(unicodedata.normalize("NFKC", text) if "⁹" not in text else text)
    if found is None:
        raise Unreadable(_not_a_number(text))
    operator, digits = found["operator"], found["number"].replace("\N{MINUS SIGN}", "-")
    if operator and (not item.result or operator not in "<>"):
        raise Unreadable(Sentence("“{operator}” cannot stand before this value.", {"operator": operator}))
    if len(digits) > _MOST_DIGITS:
        raise Unreadable(Sentence("This number has too many digits."))
    if item.type is ItemType.INTEGER and "." in digits:
        raise Unreadable(Sentence("This must be a whole number."))
    unit = found["unit"].strip()
    if unit and conversion(item, unit) is None and _is_no_unit(text, unit):
        raise Unreadable(_not_a_number(text))
    return Answer(value=digits, operator=operator, unit=_known_unit(item, unit))


def _is_no_unit(text: str, unit: str) -> bool:
    """Whether what stands behind the digits belongs to a mistyped number: ``12O``, ``0,9``, ``1.2.3``."""
    plain = unicodedata.normalize("NFKC", text)
    return unit[0] == "." or _COMMA.search(plain) is not None or _LETTER.match(plain) is not None


def _not_a_number(text: str) -> Sentence:
    """What is wrong with a text that does not read as a number: a comma or a letter among the digits, or all of it."""
    plain, shown = unicodedata.normalize("NFKC", text), text[:40]
    if _COMMA.search(plain):
        return Sentence("A comma stands in “{text}”. Type a point for decimals.", {"text": shown})
    found = _LETTER.match(plain)
    if found is not None:
        letter = next(part for part in found.groups() if part)
        return Sentence("The letter {letter} stands in “{text}”.", {"letter": letter, "text": shown})
    return Sentence("“{text}” is not a number. Type digits, with a point for decimals.", {"text": shown})


def _number_in_words(item: Item, text: str) -> str | None:
    """The number that a report says in a word or a sign of its own, such as "neg" or "++"."""
    if not item.words:
        return None
    wanted = _bare(text)
    return next((number for word, number in item.words if _bare(word) == wanted), None)


def _bare(word: str) -> str:
    """A word without capitals, spaces, brackets, full stop and the difference between half and full width."""
    kept = unicodedata.normalize("NFKC", word).replace("\N{MINUS SIGN}", "-").casefold()
    return kept.translate(_UNSAID)


def _known_unit(item: Item, unit: str) -> str:
    if not unit:
        return ""
    by = conversion(item, unit)
    if by is None:
        known = tuple(name for name in (item.unit, *(other.unit for other in item.units)) if name)
        if not known:
            raise Unreadable(Sentence("This value has no unit."))
        raise Unreadable(
            Sentence("The unit “{unit}” is not known here. Use {known}.", {"unit": unit[:20], "known": known})
        )
    name = unit_name(item, by)
    return "" if name == item.unit else name


def _parse_choice(item: Item, text: str) -> Answer:
    wanted = text.casefold()
    for choice in item.choices:
        if wanted in (choice.code.casefold(), choice.label.en.casefold(), choice.label.zh.casefold()):
            return Answer(value=choice.code)
    starting = [
        choice.code
        for choice in item.choices
        if choice.label.en.casefold().startswith(wanted) or choice.label.zh.startswith(text)
    ]
    if len(starting) == 1:
        return Answer(value=starting[0])
    raise Unreadable(Sentence("“{text}” is not one of the answers.", {"text": text[:40]}))


def _parse_multi(item: Item, text: str) -> Answer:
    codes = [_parse_choice(item, part.strip()).value for part in re.split("[,,、;]", text) if part.strip()]
    order = [choice.code for choice in item.choices]
    return Answer(value=",".join(sorted(set(codes), key=order.index)))


def _parse_yes_no(item: Item, text: str) -> Answer:
    del item
    word = text.casefold()
    if word in _YES:
        return Answer(value="yes")
    if word in _NO:
        return Answer(value="no")
    raise Unreadable(Sentence("Answer yes or no."))


def _parse_text(item: Item, text: str) -> Answer:
    del item
    return Answer(value=text)


def _parse_date(item: Item, text: str) -> Answer:
    found = _COMPACT_DAY.match(text) or _DAY.match(unicodedata.normalize("NFKC", text))
    if found is None:
        raise Unreadable(Sentence("“{text}” is not a date. Type it as 2026-01-31.", {"text": text[:40]}))
    year, month, day = (found.group(part) for part in (1, 2, 3))
    if int(year) not in YEARS:
        raise Unreadable(Sentence("The year {year} cannot be meant.", {"year": year}))
    if day is None:
        if not item.partial or (month is not None and not 1 <= int(month) <= 12):
            raise Unreadable(Sentence("Type the whole date: year, month and day."))
        return Answer(value=year if month is None else f"{year}-{int(month):02d}")
    return Answer(value=_calendar_day(int(year), int(month), int(day)).isoformat())


def _calendar_day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        shown = f"{year:04d}-{month:02d}-{day:02d}"
        raise Unreadable(Sentence("The day {date} does not exist.", {"date": shown})) from None


def _parse_datetime(item: Item, text: str) -> Answer:
    day_text, _, clock_text = text.replace("T", " ").partition(" ")
    day = _parse_date(item, day_text)
    if not clock_text.strip():
        return day
    found = _CLOCK.match(clock_text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Unreadable(Sentence("“{text}” is not a time. Type it as 09:30.", {"text": clock_text[:20]}))
    return Answer(value=f"{day.value}T{int(found[1]):02d}:{found[2]}{found[3] or ''}")


YEARS = range(1900, 2200)
"""Years in which something of a patient or of the trial can have been."""

_PARSERS = {
    ItemType.NUMBER: _parse_number,
    ItemType.INTEGER: _parse_number,
    ItemType.ORDINAL: _parse_choice,
    ItemType.CHOICE: _parse_choice,
    ItemType.YES_NO: _parse_yes_no,
    ItemType.MULTI: _parse_multi,
    ItemType.DATE: _parse_date,
    ItemType.DATETIME: _parse_datetime,
    ItemType.TEXT: _parse_text,
    ItemType.PERSON: _parse_text,
    ItemType.CALCULATED: _parse_text,
}


def typed(item: Item, answer: Answer) -> Typed:
    """What an answer means, numbers in the item's first unit; None if it is no value or cannot be read."""
    if answer.state is not State.VALUE or not answer.value:
        return None
    match item.type:
        case ItemType.NUMBER | ItemType.INTEGER:
            return in_first_unit(item, answer.value, answer.unit)
        case ItemType.DATE | ItemType.DATETIME:
            return moment(answer.value)
        case ItemType.MULTI:
            return frozenset(answer.value.split(","))
        case ItemType.ORDINAL:
            return decimal(answer.value) if answer.value.isdigit() else answer.value
        case _:
            return answer.value


def in_first_unit(item: Item, number: str, unit: str) -> Decimal | None:
    """A number in the item's first unit, or None if number or unit cannot be read."""
    value = decimal(number)
    if value is None or not unit:
        return value
    by = conversion(item, unit)
    return None if by is None else convert(value, by)


@lru_cache(maxsize=8192)
def decimal(text: str) -> Decimal | None:
    """A plain decimal number, or None for anything else (exponents, NaN and infinities are no readings)."""
    return Decimal(text) if _PLAIN_NUMBER.match(text) else None


@lru_cache(maxsize=8192)
def moment(text: str) -> date | datetime | None:
    """A kept date or date-time, as the clock on the wall showed it; None for a partial date."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None


def day_of(value: Typed) -> date | None:
    """The calendar day of a date or date-time, None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def show(item: Item, answer: Answer) -> str:
    """An answer as it is typed again: number with operator and unit, date, code, or text."""
    if answer.state is not State.VALUE:
        return answer.state.value
    if item.type is ItemType.DATETIME:
        return answer.value.replace("T", " ")
    unit = f" {answer.unit}" if answer.unit else ""
    return f"{answer.operator}{answer.value}{unit}"

"""Values as paper says them: numbers with a true sign, units, days, moments with their offset, answers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from workstation.definition.form import Item, ItemType
from workstation.forms.answers import State
from workstation.forms.state import ItemState, Range
from workstation.forms.values import decimal
from workstation.i18n import MINUS, number, signed_day
from workstation.messages import Sentence
from workstation.reports.document import DOT, Line, Phrase, Span, Tone, muted, strong
from workstation.scoring.quantity import rounded

EN_DASH = "\N{EN DASH}"
NOT_RECORDED = Sentence("not recorded")
CANNOT_TELL = Sentence("cannot tell")

_UNIT_WORDS = {
    "m2": "m²",
    "10^9/L": "×10⁹/L",
    "umol/L": "µmol/L",
    "ug/L": "µg/L",
    "/uL": "/µL",
    "copies/ug": "copies/µg",
    "mL/min/1.73m2": "mL/min/1.73 m²",
    "kg/m2": "kg/m²",
    "degC": "°C",
    "1": "",
}
_STATE_WORDS = {
    State.NOT_DONE: Sentence("not done"),
    State.NOT_APPLICABLE: Sentence("not applicable"),
    State.UNKNOWN: Sentence("unknown"),
}
_REASONS = {
    "not_taken": Sentence("not taken"),
    "refused": Sentence("refused"),
    "sample_lost_or_unfit": Sentence("sample lost or unfit"),
    "equipment": Sentence("equipment"),
    "forgotten": Sentence("forgotten"),
    "other": Sentence("other"),
}
"""Why something required was not done (forms catalogue, section 0)."""
_YES_NO = {"yes": Sentence("Yes"), "no": Sentence("No")}
_NUMERIC = frozenset({ItemType.NUMBER, ItemType.INTEGER})


def unit_words(unit: str) -> str:
    """A unit as it is printed: ``10^9/L`` is ×10⁹/L."""
    return _UNIT_WORDS.get(unit, unit)


def difference(value: Decimal | int) -> str:
    """A change with its sign; no change is ±0."""
    if value == 0:
        return "±0"
    return ("+" if value > 0 else MINUS) + number(abs(Decimal(value)))


def shown(value: Decimal, places: int) -> str:
    """A number at most so precise; more precise where it would else read as nothing."""
    if value == 0:
        return "0"
    while rounded(value, places) == 0 and places < 12:
        places += 1
    return number(rounded(value, places))


def amount(value: Decimal | None, unit: str, places: int = 2) -> str:
    """A number with its unit, empty if there is none."""
    return "" if value is None else f"{shown(value, places)} {unit}".strip()


def day_words(study_day: int | None) -> Phrase:
    """A study day as the trial counts it, empty if day 0 is not known."""
    return "" if study_day is None else Sentence("Day {day}", {"day": signed_day(study_day)})


def moment_words(moment: date | datetime | None) -> str:
    """A calendar day, with the time if there is one."""
    if isinstance(moment, datetime):
        return moment.strftime("%Y-%m-%d %H:%M")
    return "" if moment is None else moment.isoformat()


def stamp(moment: datetime) -> str:
    """The moment of an entry, to the second and with its offset."""
    return moment.isoformat(" ", "seconds").replace("+", " +")


def span_of_dates(first: date | None, last: date | None) -> str:
    """Two days, the second without its year where it is the same."""
    if first is None or last is None:
        return moment_words(first or last)
    if first == last:
        return first.isoformat()
    end = last.strftime("%m-%d") if first.year == last.year else last.isoformat()
    return f"{first.isoformat()} {EN_DASH} {end}"


def limits_words(limits: Range | None) -> str:
    """Reference limits; a side that the laboratory does not give is open."""
    if limits is None:
        return ""
    low, high = limits.lln, limits.uln
    if low is not None and high is not None:
        return f"{number(low)}{EN_DASH}{number(high)}"
    if low is not None:
        return f"≥ {number(low)}"
    return "" if high is None else f"≤ {number(high)}"


def as_typed(text: str) -> str:
    """A number as it was typed, with a true minus sign."""
    return MINUS + text[1:] if text.startswith("-") else text


def reported(state: ItemState) -> str:
    """The value of a number as it was reported, with its operator."""
    answer = state.answer
    calculated = calculated_number(state)
    if calculated is not None:
        return shown(calculated, state.item.decimals)
    operator = f"{answer.operator} " if answer.operator else ""
    return operator + as_typed(answer.value)


def calculated_number(state: ItemState) -> Decimal | None:
    """The number that the program calculated for an item; None for any other item."""
    if state.item.type is not ItemType.CALCULATED or state.item.choices:
        return None
    return decimal(state.typed) if isinstance(state.typed, str) else _number(state.typed)


def _number(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def reported_unit(state: ItemState) -> str:
    """The unit in which it was reported."""
    return unit_words(state.answer.unit or state.item.unit)


def converted(state: ItemState) -> str:
    """The value in the item's first unit, where it was reported in another."""
    if not state.converted or not isinstance(state.typed, Decimal):
        return ""
    operator = f"{state.answer.operator} " if state.answer.operator else ""
    return f"= {operator}{shown(state.typed, state.item.decimals)} {unit_words(state.item.unit)}".strip()


def state_words(state: ItemState) -> Line:
    """Why there is no value: not done, not applicable, unknown, and the reason if one was given."""
    words = Span(_STATE_WORDS[state.answer.state], Tone.WARNING)
    reason = state.answer.reason
    if not reason:
        return (words,)
    known = _REASONS.get(reason)
    said: Phrase = f"({reason})" if known is None else Sentence("({reason})", {"reason": known})
    return (words, muted(said))


def answer_line(state: ItemState) -> Line:
    """What was answered, as it is read: number and unit, choices by their labels, text as written."""
    item, answer = state.item, state.answer
    if answer.state is not State.VALUE:
        return state_words(state)
    if item.type in _NUMERIC or calculated_number(state) is not None:
        words = f"{reported(state)} {reported_unit(state)}".strip()
        also = converted(state)
        return (strong(words), muted(also)) if also else (strong(words),)
    spans: list[Span] = []
    for phrase in _answer_phrases(item, answer.value or str(state.typed or "")):
        spans += [*([Span(DOT)] if spans else []), strong(phrase)]
    return tuple(spans)


def _answer_phrases(item: Item, value: str) -> list[Phrase]:
    if item.type is ItemType.YES_NO:
        return [_YES_NO.get(value, value)]
    if item.choices:
        codes = value.split(",") if item.type is ItemType.MULTI else [value]
        return [choice_label(item, code) for code in codes]
    return [value.replace("T", " ") if item.type is ItemType.DATETIME else value]


def choice_label(item: Item | None, code: str) -> Phrase:
    """The label of a code; the code itself where the list does not know it."""
    choice = None if item is None else item.choice(code)
    return code if choice is None else choice.label

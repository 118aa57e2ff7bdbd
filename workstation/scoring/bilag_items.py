"""The 97 items of BILAG-2004 as the grading knows them: system, kind of answer, tier (scoring sheet 2.1, 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError, check_name
from workstation.scoring.quantity import checked


class System(StrEnum):
    """The nine systems, in the order of the form."""

    CONSTITUTIONAL = "constitutional"
    MUCOCUTANEOUS = "mucocutaneous"
    NEUROPSYCHIATRIC = "neuropsychiatric"
    MUSCULOSKELETAL = "musculoskeletal"
    CARDIORESPIRATORY = "cardiorespiratory"
    GASTROINTESTINAL = "gastrointestinal"
    OPHTHALMIC = "ophthalmic"
    RENAL = "renal"
    HAEMATOLOGICAL = "haematological"

    # What an enumeration brings is written in Python, and everything of a system is looked up by it.
    __hash__ = str.__hash__


class Kind(StrEnum):
    """How an item is answered: a code of activity 0-4, yes or no, or a value in BILAG's unit."""

    ORDINAL = "ordinal"
    YES_NO = "yes/no"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``tier`` is the highest grade that it can give by itself, empty where the system has own rules."""

    number: int
    system: System
    kind: Kind
    tier: str = ""


_LAST = {
    System.CONSTITUTIONAL: 4,
    System.MUCOCUTANEOUS: 18,
    System.NEUROPSYCHIATRIC: 38,
    System.MUSCULOSKELETAL: 43,
    System.CARDIORESPIRATORY: 55,
    System.GASTROINTESTINAL: 64,
    System.OPHTHALMIC: 77,
    System.RENAL: 89,
    System.HAEMATOLOGICAL: 97,
}
_B_TIER = frozenset(
    {6, 12, 14, 15, 30, 32, 33, 34, 35, 37, 38, 40, 42, 44, 48, 57, 59, 60, 62, 67, 68, 70, 73}
)
_C_TIER = frozenset({8, 10, 16, 17, 18, 43, 71, 75})
_FIRST_WITH_OWN_RULES, _LAST_OF_TIERS = 4, 77
TTP = 95
"""The one ordinal item among the blood counts."""
YES_NO = frozenset({80, 85, 88, 89, 96, 97})
PROTEIN = (84, 83, 82, 81)
"""24-hour protein, PCR, ACR, dipstick: any one answers for all four (scoring sheet 2.9)."""


def _item(number: int) -> Item:
    system = next(system for system, last in _LAST.items() if number <= last)
    if number > _LAST_OF_TIERS:
        kind = Kind.ORDINAL if number == TTP else Kind.YES_NO if number in YES_NO else Kind.VALUE
        return Item(number, system, kind)
    if number <= _FIRST_WITH_OWN_RULES:
        return Item(number, system, Kind.ORDINAL)
    tier = "B" if number in _B_TIER else "C" if number in _C_TIER else "A"
    return Item(number, system, Kind.ORDINAL, tier)


ITEMS: Mapping[int, Item] = MappingProxyType({number: _item(number) for number in range(1, 98)})
"""All items by their printed number."""
ITEMS_OF: Mapping[System, tuple[Item, ...]] = MappingProxyType(
    {system: tuple(item for item in ITEMS.values() if item.system is system) for system in System}
)

_VALUES = frozenset(number for number, item in ITEMS.items() if item.kind is Kind.VALUE)

Answer = int | bool | Decimal
"""A code of activity (int), yes or no (bool), or a value (Decimal) in BILAG's unit."""
Answers = Mapping[int, Answer]
"""What was answered, by item; what is not there was not done."""


def checked_answer(number: int, answer: object) -> Answer:
    """An answer as its item takes it.

    Raises:
        ScoringError: there is no such item, or it is not answered like this.
    """
    name = str(number)
    if number in _VALUES:
        return checked(name, answer, 0)
    if number not in ITEMS:
        check_name("items", name, [str(each) for each in ITEMS])
    if number in YES_NO:
        if not isinstance(answer, bool):
            raise ScoringError(Sentence("{name} is answered by yes or no.", {"name": name}))
        return answer
    value = checked(name, answer, 0)
    if value != value.to_integral_value() or value > 4:
        raise ScoringError(Sentence("{name} is answered by a code from 0 to 4.", {"name": name}))
    return int(value)

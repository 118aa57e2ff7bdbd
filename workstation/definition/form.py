"""A form as data: groups of items with type, unit, limits and relevance (forms catalogue, section 0).

A released definition never changes; what was recorded with version 1 is shown and edited in version 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from workstation.definition.expression import Expression
from workstation.messages import Text


class ItemType(StrEnum):
    """What kind of answer an item takes."""

    NUMBER = "num"
    INTEGER = "int"
    ORDINAL = "ord"
    YES_NO = "yn"
    CHOICE = "ch"
    MULTI = "multi"
    DATE = "date"
    DATETIME = "dt"
    TEXT = "text"
    PERSON = "person"
    CALCULATED = "calc"


class Requirement(StrEnum):
    """Whether a form at a visit, or an item in a form, has to be there."""

    REQUIRED = "R"
    CONDITIONAL = "c"
    OPTIONAL = "o"


class Scope(StrEnum):
    """Whether a form belongs to one visit or runs through the whole trial (ledgers and logs)."""

    VISIT = "visit"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Choice:
    """One code of a code list."""

    code: str
    label: Text
    help: Text | None = None


@dataclass(frozen=True, slots=True)
class UnitConversion:
    """An alternative unit: value in the item's first unit = (x - subtract) * multiply / divide, exactly."""

    unit: str
    subtract: Decimal = Decimal(0)
    multiply: Decimal = Decimal(1)
    divide: Decimal = Decimal(1)
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """Inclusive limits in the item's first unit; a None side is open."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False

    def holds(self, value: Decimal) -> bool:
        """Whether the value lies inside."""
        if self.low is not None and (value < self.low or (self.low_open and value == self.low)):
            return False
        return self.high is None or value <= self.high


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``oid`` is its key inside the form; ``unit`` is the first unit, ``units`` the others.

    ``required`` with CONDITIONAL holds while ``required_if`` does. ``relevant_if`` None means always.
    ``codes`` are the states besides a value that may be answered (ND, NA, UK). ``result`` marks a laboratory
    result, which carries operator, reported unit, reference limits and significance. ``computed`` names the derived
    value that the trial offers: for a CALCULATED item it *is* the value, for others it is a proposal that a
    person confirms. ``help`` is shown for F1. ``partial`` lets a date be a year or a year and month, ``future`` lets
    it lie ahead. ``words`` are what a report prints in place of a number, each with that number (``neg`` is 0).
    """

    oid: str
    label: Text
    type: ItemType
    required: Requirement = Requirement.OPTIONAL
    required_if: Expression | None = None
    relevant_if: Expression | None = None
    unit: str = ""
    unit_spellings: tuple[str, ...] = ()
    units: tuple[UnitConversion, ...] = ()
    decimals: int = 0
    soft: Limits | None = None
    hard: Limits | None = None
    choices: tuple[Choice, ...] = ()
    codes: tuple[str, ...] = ("ND", "NA", "UK")
    result: bool = False
    computed: str = ""
    help: Text | None = None
    max_length: int = 4000
    number: int | None = None
    warn_change_percent: Decimal | None = None
    warn_change: Decimal | None = None
    common: bool = True
    partial: bool = False
    future: bool = False
    words: tuple[tuple[str, str], ...] = ()

    def choice(self, code: str) -> Choice | None:
        """The choice with this code, or None."""
        for choice in self.choices:
            if choice.code == code:
                return choice
        return None


@dataclass(frozen=True, slots=True)
class Group:
    """Items that stand together. A repeating group has rows; its items are addressed ``group/row/item``."""

    oid: str
    title: Text
    items: tuple[Item, ...]
    repeating: bool = False
    relevant_if: Expression | None = None
    rest_absent: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over several items of one form: while ``fails_if`` is true, ``sentence`` stands at ``item``."""

    code: str
    item: str
    fails_if: Expression
    sentence: Text
    hard: bool = False
    group: str = ""


@dataclass(frozen=True)
class Form:
    """A form of one version. ``scope`` SUBJECT is a log that all visits share."""

    oid: str
    version: int
    title: Text
    short: Text
    groups: tuple[Group, ...]
    checks: tuple[Check, ...] = ()
    scope: Scope = Scope.VISIT
    laboratory: bool = False
    help: Text | None = None

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Items outside repeating groups by their path (which is their oid)."""
        return {item.oid: item for group in self.groups if not group.repeating for item in group.items}

    @cached_property
    def row_items(self) -> Mapping[str, Mapping[str, Item]]:
        """Items of repeating groups: group oid to item oid to item."""
        return {
            group.oid: {item.oid: item for item in group.items} for group in self.groups if group.repeating
        }

    def item_at(self, path: str) -> Item | None:
        """The item that an answer's path names, or None if this version has no such item."""
        group, _, rest = path.partition("/")
        if not rest:
            return self.items.get(path)
        return self.row_items.get(group, {}).get(rest.partition("/")[2])


@dataclass(frozen=True, slots=True)
class ReferenceRange:
    """Normal limits of one laboratory for one item, sex, age and period (forms catalogue, section 3).

    ``lln`` or ``uln`` None: the laboratory gives no such limit. Units are the item's first unit.
    ``assay`` marks limits that belong to one assay and mean nothing for another.
    """

    laboratory: str
    item: str
    sex: str
    age_from: int
    age_to: int
    lln: Decimal | None
    uln: Decimal | None
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""
    assay: bool = False


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A place in a definition that the reader could not make sense of."""

    file: str
    place: str
    sentence: str
    near: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)

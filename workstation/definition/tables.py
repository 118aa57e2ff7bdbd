"""One TOML table read by a list of its keys: each key has a parser, whatever has none is an unknown key.

A parser takes the raw value and the place of its table; it returns the value or raises ``Wrong``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from workstation.definition.expression import Expression, ExpressionError, parse
from workstation.definition.faults import Where, Wrong, nearest
from workstation.messages import Sentence, Text

Parser = Callable[[object, Where], Any]
Member = TypeVar("Member", bound=StrEnum)

_OID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
# Longer than any limit or factor of a laboratory; an exponent like 1E+999999 would make arithmetic endless.
_LONGEST_NUMBER = 30


def fields(
    table: object, parsers: Mapping[str, Parser], where: Where, required: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The readable values of a table; what is unknown, unreadable or missing is reported at ``where``."""
    found: dict[str, Any] = {}
    if not isinstance(table, dict):
        where.report(Sentence("A table with keys is expected here."))
        return found
    for key, value in table.items():
        parser = parsers.get(key)
        if parser is None:
            where.report_at(
                key, Sentence("The key {key} is not known here.", {"key": key}), nearest(key, parsers)
            )
            continue
        try:
            found[key] = parser(value, where)
        except Wrong as wrong:
            where.report_at(key, wrong.sentence, wrong.near)
    for key in required:
        if key not in table:
            where.report_at(key, Sentence("The key {key} is missing.", {"key": key}))
    return found


def tables(
    value: object, where: Where, name: str, key: str = "oid"
) -> Iterator[tuple[Where, dict[str, Any]]]:
    """The tables of an array, each with its place: ``name`` and the value of its ``key``, or its number."""
    if not isinstance(value, list):
        where.report(Sentence("A list of {name} tables is expected.", {"name": name}))
        return
    for number, table in enumerate(value, start=1):
        if isinstance(table, dict):
            yield where.inside(f"{name} {_name(table.get(key)) or number}"), table
        else:
            where.inside(f"{name} {number}").report(Sentence("A table with keys is expected here."))


def _name(value: object) -> str:
    """What a table is called: its key, or the first of several."""
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else ""


def raw(value: object, _: Where) -> object:
    """The value as it stands, for parts that are read in a later step."""
    return value


def text(value: object, _: Where) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise Wrong(Sentence("A text is expected."))
    return value


def oid(value: object, where: Where) -> str:
    """A key of the definition: letters, digits, point, hyphen and underscore, because paths are made of it."""
    name = text(value, where)
    if not _OID.fullmatch(name):
        raise Wrong(Sentence("{value} is no key: use letters, digits and underscores.", {"value": name}))
    return name


def code(value: object, where: Where) -> str:
    """A code of a code list; several are joined by commas, so it has none."""
    name = text(value, where)
    if "," in name or name != name.strip():
        raise Wrong(
            Sentence("{value} is no code: it may hold no comma and no space at its ends.", {"value": name})
        )
    return name


def text_or_empty(value: object, _: Where) -> str:
    """A text; empty where the key knows nothing."""
    if not isinstance(value, str):
        raise Wrong(Sentence("A text is expected."))
    return value


def integer(value: object, _: Where) -> int:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong(Sentence("A whole number is expected."))
    return value


def count(value: object, where: Where) -> int:
    """A whole number that is not negative."""
    if (number := integer(value, where)) < 0:
        raise Wrong(Sentence("The number must not be negative."))
    return number


def flag(value: object, _: Where) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Wrong(Sentence("true or false is expected."))
    return value


def decimal(value: object, _: Where) -> Decimal:
    """An exact number written in quotes."""
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER:
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise Wrong(Sentence("{value} is not a number.", {"value": value})) from None
        if number.is_finite() and abs(number.adjusted()) <= _LONGEST_NUMBER:
            return number
    raise Wrong(
        Sentence("An exact number in quotes is expected, for example {example}.", {"example": '"0.5"'})
    )


def factor(value: object, where: Where) -> Decimal:
    """A conversion factor: an exact number above 0."""
    if (number := decimal(value, where)) <= 0:
        raise Wrong(Sentence("A factor must be above 0."))
    return number


def scalar(value: object, _: Where) -> str | int | bool | Decimal:
    """A text, whole number, decimal number, true or false."""
    if isinstance(value, str | int | bool) or (isinstance(value, Decimal) and value.is_finite()):
        return value
    raise Wrong(Sentence("A text, a number, true or false is expected."))


def wording(value: object, _: Where) -> Text:
    """A wording in both languages."""
    if not isinstance(value, dict):
        raise Wrong(Sentence("A wording is expected: {example}.", {"example": '{ en = "…", zh = "…" }'}))
    for language in ("en", "zh"):
        if not isinstance(value.get(language), str) or not value[language].strip():
            raise Wrong(Sentence("The wording lacks the language {language}.", {"language": language}))
    for language in value.keys() - {"en", "zh"}:
        raise Wrong(Sentence("The language {language} is not known.", {"language": language}))
    return Text(value["en"], value["zh"])


def scalar_or_wording(value: object, where: Where) -> str | int | bool | Decimal | Text:
    """A value of a fact: a wording in both languages or one plain value."""
    return wording(value, where) if isinstance(value, dict) else scalar(value, where)


def texts(value: object, where: Where) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list):
        raise Wrong(Sentence("A list of texts is expected."))
    return tuple(text(member, where) for member in value)


def integers(value: object, where: Where) -> tuple[int, ...]:
    """A list of whole numbers."""
    if not isinstance(value, list):
        raise Wrong(Sentence("A list of whole numbers is expected."))
    return tuple(integer(member, where) for member in value)


def condition(value: object, where: Where) -> Expression:
    """A condition of the expression language."""
    try:
        return parse(text(value, where))
    except ExpressionError as error:
        raise Wrong(Sentence("The condition cannot be read: {why}.", {"why": str(error)})) from None
    except (ValueError, RecursionError, MemoryError):
        raise Wrong(Sentence("The condition cannot be read.")) from None


def member_of(kind: type[Member]) -> Parser:
    """A parser for one of the values of an enumeration."""
    values = [str(member) for member in kind]

    def parser(value: object, _: Where) -> Member:
        if not isinstance(value, str) or value not in values:
            raise Wrong(
                Sentence("{value} is not one of {values}.", {"value": value, "values": ", ".join(values)}),
                nearest(str(value), values),
            )
        return kind(value)

    return parser


def subset_of(values: tuple[str, ...]) -> Parser:
    """A parser for a list of texts out of a fixed few."""

    def parser(value: object, where: Where) -> tuple[str, ...]:
        found = texts(value, where)
        for one in found:
            if one not in values:
                sentence = Sentence(
                    "{value} is not one of {values}.", {"value": one, "values": ", ".join(values)}
                )
                raise Wrong(sentence, nearest(one, values))
        return found

    return parser

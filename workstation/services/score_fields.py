"""Reading the fields of a line: each says what is wrong with it by its name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError
from workstation.scoring.quantity import checked

Fields = Mapping[str, object]


def object_of(name: str, value: object) -> Fields:
    """A JSON object."""
    # What was read from JSON is a dict; asking an abstract class takes ten times as long.
    if type(value) is not dict and not isinstance(value, Mapping):
        raise ScoringError(Sentence("{name} must be an object.", {"name": name}))
    return cast(Fields, value)


def list_of(name: str, value: object) -> list[object]:
    """A list."""
    if not isinstance(value, list):
        raise ScoringError(Sentence("{name} must be a list.", {"name": name}))
    return value


def text(name: str, value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise ScoringError(Sentence("{name} must be a text.", {"name": name}))
    return value


def number(fields: Fields, name: str) -> Decimal:
    """A number that has to be there."""
    if fields.get(name) is None:
        raise ScoringError(Sentence("{name} is missing.", {"name": name}))
    return exact(name, fields[name])


def exact(name: str, value: object) -> Decimal:
    """Return the number as written: a Python caller's 0.1 means one tenth, not its binary neighbour."""
    return checked(name, as_written(value))


def as_written(value: object) -> object:
    """A float as the decimal it was written as; anything else as it is."""
    return Decimal(repr(value)) if isinstance(value, float) else value


def yes_no(name: str, value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ScoringError(Sentence("{name} must be true or false.", {"name": name}))
    return value


def whole(name: str, value: object) -> int:
    """A whole number."""
    found = exact(name, value)
    if found != found.to_integral_value():
        raise ScoringError(Sentence("{name} must be a whole number.", {"name": name}))
    return int(found)

"""Reading JSON as it was written: numbers keep their digits, repeated keys and non-finite numbers are faults."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NoReturn

from workstation.messages import Sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a case file that cannot be entered: where it stands and why."""

    place: str
    sentence: Sentence


class CaseFaults(Exception):  # noqa: N818 - the faults are what it carries
    """A case file with faults; nothing of it is entered."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Number:
    """A JSON number with its digits as written."""

    text: str


class _RepeatedKeyError(ValueError):
    pass


def read_json(text: str) -> Any:
    """The content of a JSON text, numbers as :class:`Number`.

    Raises:
        CaseFaults: with line and column, a repeated key, or a number that is not finite.
    """
    try:
        return json.loads(
            text,
            parse_int=Number,
            parse_float=Number,
            parse_constant=_not_finite,
            object_pairs_hook=_once,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise CaseFaults((Fault(place, Sentence("This is not JSON: {why}.", {"why": error.msg})),)) from None
    except _RepeatedKeyError as error:
        raise CaseFaults((Fault(str(error), Sentence("This key stands twice in one object.")),)) from None
    except (ValueError, RecursionError) as error:
        raise CaseFaults(
            (Fault("file", Sentence("A number is not finite or too deep: {why}.", {"why": str(error)})),)
        ) from None


def _not_finite(name: str) -> NoReturn:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _RepeatedKeyError(key)
        found[key] = value
    return found


def near(name: str, known: list[str]) -> str:
    """The nearest known name, or nothing."""
    return next(iter(get_close_matches(name[:80], known, n=1)), "")

"""A text as the table that its TOML says, with exact decimals; what is no TOML is reported at its line."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import Any

from workstation.definition.faults import Where
from workstation.definition.form import Unresolved
from workstation.messages import Sentence

_AT = re.compile(r"^(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)


def parsed(file: str, text: str, found: list[Unresolved]) -> dict[str, Any] | None:
    """The table of a file's text; None where it is no TOML, and then ``found`` says why."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        at = _AT.match(str(error))
        place = f"line {at[2]}, column {at[3]}" if at and at[2] else "end of file" if at else ""
        why = at[1] if at else str(error)
        Where(file, found, place).report(Sentence("This is not TOML: {why}.", {"why": why}))
    except (ValueError, RecursionError, ArithmeticError):
        Where(file, found).report(Sentence("This is not TOML that can be read."))
    return None

"""A code that is printed once, kept in a safe, and typed by a person who has lost the passphrase."""

from __future__ import annotations

import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are misread or misspelt
_GROUPS, _LENGTH = 5, 5
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def make() -> str:
    """A new code of 125 random bits: five groups of five characters."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(_GROUPS))


def plain(typed: str) -> str:
    """What was meant by what was typed: without groups, in capitals, with the usual misreadings put right."""
    return "".join(typed.split()).upper().translate(_MISREAD)

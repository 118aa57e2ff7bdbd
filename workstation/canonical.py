"""The one JSON text of some data: what a hash covers has to read the same on every machine."""

from __future__ import annotations

import hashlib
import json

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(data: object) -> str:
    """The one JSON text for these data: keys sorted, no spaces, characters as they are.

    Raises:
        TypeError: something in it has no JSON form.
        ValueError: a number in it is not finite.
    """
    return _ENCODER.encode(data)


def digest(text: str) -> str:
    """The sha256 of a text, in hexadecimal.

    Raises:
        UnicodeEncodeError: the text holds half a character (a lone surrogate).
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

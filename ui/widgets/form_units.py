"""Units as the eye knows them: ``10^9/L`` is ×10⁹/L, ``umol`` is µmol, ``m2`` is m², ``degC`` is °C."""

from __future__ import annotations

import re
from functools import lru_cache

RAISED = dict(zip("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻", strict=True))
LOWERED = {raised: plain for plain, raised in RAISED.items()}

_POWER = re.compile(r"(?<![\w×])(?:[x×*]\s?)?10\^(-?\d+)")
_MICRO = re.compile(r"(?<![A-Za-z])u(?=(?:mol|g|L|l|m|kat|U|IU)\b)")
_SQUARE = re.compile(r"(?<=[mMcCdD])\^?([23])(?![\d\w])")
_DEGREE = re.compile(r"\bdeg(?=[CF]\b)")


@lru_cache(maxsize=2048)
def for_eye(text: str) -> str:
    """The same text with its units written as on a laboratory report; everything else is left alone."""
    text = _POWER.sub(lambda found: "×10" + _raise(found[1]), text)
    text = _MICRO.sub("µ", text)
    text = _DEGREE.sub("°", text)
    return _SQUARE.sub(lambda found: RAISED[found[1]] if _is_length(text, found.start()) else found[0], text)


def _raise(digits: str) -> str:
    return "".join(RAISED[digit] for digit in digits)


def _is_length(text: str, at: int) -> bool:
    """m2, cm2, mm3 are areas and volumes; a name like ``CD3m2`` or ``pm2`` is not touched."""
    start = at
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    return text[start:at] in ("m", "cm", "mm", "dm") and (start == 0 or not text[start - 1].isalpha())

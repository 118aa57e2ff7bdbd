"""Reference limits that come with a laboratory result, as a person types them: ``115-150``, ``<0.5``, ``>60``."""

from __future__ import annotations

import re
import unicodedata

from workstation.forms.answers import Answer
from workstation.forms.values import Unreadable
from workstation.messages import Sentence

_NUMBER = r"\d+(?:\.\d+)?"
_BOTH = re.compile(rf"^({_NUMBER})\s*(?:-|\N{{EN DASH}}|\N{{EM DASH}}|~|\s)\s*({_NUMBER})$")
_UPPER = re.compile(rf"^(?:<|<=|≤|-|\N{{EN DASH}})\s*({_NUMBER})$")
_LOWER = re.compile(rf"^(?:(?:>|>=|≥)\s*({_NUMBER})|({_NUMBER})\s*[-\N{{EN DASH}}])$")


def parse_limits(text: str) -> tuple[str, str]:
    """Lower and upper limit as typed, "" for a side that is open.

    Raises:
        Unreadable: with a sentence that shows how limits are typed.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return "", ""
    if both := _BOTH.match(plain):
        return both[1], both[2]
    if upper := _UPPER.match(plain):
        return "", upper[1]
    if lower := _LOWER.match(plain):
        return lower[1] or lower[2], ""
    raise Unreadable(
        Sentence("“{text}” are not limits. Type them as 115-150, <0.5 or >60.", {"text": text[:40]})
    )


def show_limits(answer: Answer) -> str:
    """The limits of an answer as they would be typed."""
    if answer.lln and answer.uln:
        return f"{answer.lln}-{answer.uln}"
    if answer.uln:
        return f"<{answer.uln}"
    return f">{answer.lln}" if answer.lln else ""

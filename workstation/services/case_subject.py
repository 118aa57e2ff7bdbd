"""One subject with everything that was recorded on paper, ready to be entered form by form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workstation.forms.answers import Answer


@dataclass(frozen=True)
class CaseForm:
    """The answers of one form. ``visit`` is the visit key, "" for a log; ``places`` name where each came from."""

    visit: str
    form: str
    answers: Mapping[str, Answer]
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseSubject:
    """One subject; forms in the order in which they are entered. A visit's date is in its form ``visit``."""

    oid: str
    forms: tuple[CaseForm, ...]
    place: str = ""

"""One line about a subject for the list of all patients; small enough to be kept in a cache."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """What the list shows. ``overdue`` are visits that are owed; dates are None where the schedule has none yet.

    ``label`` and ``overdue_label`` name the next and the last overdue visit in both languages, so that the list can
    be shown before the definitions are read; ``depletion_day`` of ``depletion_days`` when the next visit is one.
    ``open_forms``: how many required forms of the newest visit that was held, ``open_visit``, were not begun.
    """

    subject: str
    cohort: str
    dose_level: str
    status_code: str
    study_day: int | None
    next_visit: str
    next_due: date | None
    next_earliest: date | None
    next_latest: date | None
    next_state: str
    overdue: tuple[str, ...]
    overdue_since: date | None
    last_done: str
    criteria_met: int
    criteria: int
    label: tuple[str, str] = ("", "")
    overdue_label: tuple[str, str] = ("", "")
    depletion_day: int = 0
    depletion_days: int = 0
    open_visit: str = ""
    open_label: tuple[str, str] = ("", "")
    open_forms: int = 0

    def as_json(self) -> str:
        """The row as one JSON text; the inverse of :func:`row_from_json`."""
        return json.dumps(asdict(self), default=_iso, ensure_ascii=False)


_DATES = ("next_due", "next_earliest", "next_latest", "overdue_since")


def row_from_json(text: str) -> OverviewRow:
    """The row that was kept.

    Raises:
        ValueError, TypeError, KeyError: it was kept by another version of the program.
    """
    data: dict[str, Any] = json.loads(text)
    for name in _DATES:
        data[name] = None if data[name] is None else date.fromisoformat(data[name])
    pairs = {name: tuple(data[name]) for name in ("overdue", "label", "overdue_label", "open_label")}
    return OverviewRow(**(data | pairs))


def _iso(value: date) -> str:
    return value.isoformat()

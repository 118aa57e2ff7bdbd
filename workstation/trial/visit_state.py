"""Where a planned visit stands, and how its date lies to its window (forms catalogue, 1.1)."""

from __future__ import annotations

from enum import StrEnum


class VisitState(StrEnum):
    """Where a planned visit stands on the day of the question (forms catalogue, 1.1)."""

    PLANNED = "planned"
    OPEN = "open"
    DUE = "due"
    OVERDUE = "overdue"
    MISSED = "missed"
    DONE = "done"
    NOT_APPLICABLE = "not applicable"


class Window(StrEnum):
    """How the date of a visit lies to its window."""

    IN = "in"
    EARLY = "early"
    LATE = "late"
    NONE = "none"

"""What happened to the nine systems between two assessments: flares and the systems tally (scoring sheet 2.11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from workstation.scoring.bilag import new_a, new_b
from workstation.scoring.bilag_items import ITEMS, Answers, Kind, System
from workstation.scoring.bilag_result import Grade

_WORSE_OR_NEW = (3, 4)
_QUIET = (Grade.D, Grade.E)


class Flare(StrEnum):
    """A flare of one system against the assessment before."""

    NONE = "none"
    MODERATE = "moderate"
    SEVERE = "severe"


class Change(StrEnum):
    """The category of one system in the tally (K, optional)."""

    MAJOR_DETERIORATION = "major deterioration"
    MINOR_DETERIORATION = "minor deterioration"
    PERSISTENT_SIGNIFICANT = "persistent significant activity"
    MAJOR_IMPROVEMENT = "major improvement"
    MINOR_IMPROVEMENT = "minor improvement"
    PERSISTENT_MINIMAL = "persistent minimal or no activity"


def flare(now: Grade, before: Grade) -> Flare:
    """Severe for a new A; moderate for a B after C, D or E (V)."""
    if new_a(now, before):
        return Flare.SEVERE
    return Flare.MODERATE if new_b(now, before) else Flare.NONE


def strict_flare(now: Grade, before: Grade, deciding: Iterable[int], answers: Answers) -> Flare:
    """The flare of BILAG-2004 itself: the item that decides the grade is coded worse or new as well (K).

    Items that are no code of activity (yes/no, a value) have no such code, and count as they are.
    """
    coded = any(
        ITEMS[number].kind is not Kind.ORDINAL or answers.get(number) in _WORSE_OR_NEW for number in deciding
    )
    return flare(now, before) if coded else Flare.NONE


def change(now: Grade, before: Grade) -> Change:
    """The category of one system between two assessments."""
    if now is before and now in (Grade.A, Grade.B):
        return Change.PERSISTENT_SIGNIFICANT
    if now is Grade.A or (now is Grade.B and before in _QUIET):
        return Change.MAJOR_DETERIORATION
    if now is Grade.B:
        return Change.MINOR_IMPROVEMENT if before is Grade.A else Change.MINOR_DETERIORATION
    if before is Grade.A or (before is Grade.B and now in _QUIET):
        return Change.MAJOR_IMPROVEMENT
    return Change.MINOR_IMPROVEMENT if before is Grade.B else Change.PERSISTENT_MINIMAL


def tally(now: Mapping[System, Grade | None], before: Mapping[System, Grade | None]) -> Mapping[Change, int]:
    """How many systems are in each category; a system without a grade at one of the two is in none."""
    counts = dict.fromkeys(Change, 0)
    for system in System:
        here, there = now.get(system), before.get(system)
        if here is not None and there is not None:
            counts[change(here, there)] += 1
    return counts

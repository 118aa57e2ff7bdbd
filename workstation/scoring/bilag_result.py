"""A grade of BILAG-2004 with what it rests on (scoring sheet 2.3, 2.8, 2.9)."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from workstation.messages import Sentence


class Grade(StrEnum):
    """A the most active, D not active now, E never involved."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"

    # What an enumeration brings is written in Python, and grades are looked up everywhere.
    __hash__ = str.__hash__

    def worse_than(self, other: Grade) -> bool:
        """Whether this grade is more active; A before B before C before D before E."""
        return self.value < other.value


POINTS = {Grade.A: 12, Grade.B: 8, Grade.C: 1, Grade.D: 0, Grade.E: 0}
"""Numerical score of a grade (Yee 2010; scoring sheet 2.11)."""


class Met(NamedTuple):
    """The first grade that any item met: ``deciding`` are its items; no grade where none was met."""

    grade: Grade | None
    because: Sentence
    deciding: tuple[int, ...] = ()


NOTHING = Met(None, Sentence("No item gives a grade."))


class SystemGrade(NamedTuple):
    """The grade of one system at one assessment.

    ``grade`` is None where nothing is active and it is not known whether the system was ever involved. It is
    provisional unless ``evaluable``; then ``upper_bound`` is the worst that the ``missing`` items could make of it.
    """

    grade: Grade | None
    evaluable: bool
    upper_bound: Grade
    missing: tuple[int, ...]
    because: Sentence
    deciding: tuple[int, ...]

    @property
    def points(self) -> int | None:
        """The numerical score of the grade, provisional like it."""
        return None if self.grade is None else POINTS[self.grade]

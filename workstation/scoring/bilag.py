"""BILAG-2004: the grade of a system, whether it can be told, and what follows from nine of them (scoring sheet 2)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from workstation.scoring.bilag_haematological import haematological
from workstation.scoring.bilag_items import ITEMS, ITEMS_OF, PROTEIN, YES_NO, Answer, Answers, Kind, System
from workstation.scoring.bilag_renal import (
    CREATININE,
    DIASTOLIC,
    GFR,
    SYSTOLIC,
    Earlier,
    FirstVisit,
    renal,
)
from workstation.scoring.bilag_result import POINTS, Grade, Met, SystemGrade
from workstation.scoring.bilag_tiers import by_tier, constitutional

# A member of an enumeration is looked up slowly, and these are asked for with every grade.
_A, _RENAL = Grade.A, System.RENAL
_BY_OWN_RULES: Mapping[System, Callable[[Answers], Met]] = MappingProxyType(
    {System.CONSTITUTIONAL: constitutional, System.HAEMATOLOGICAL: haematological}
)
_NUMBERS_OF = {system: frozenset(item.number for item in items) for system, items in ITEMS_OF.items()}
_BEYOND_ALL = Decimal(1_000_000)
_WORST: Mapping[int, Answer] = MappingProxyType(
    {
        **{item.number: 4 for item in ITEMS.values() if item.kind is Kind.ORDINAL},
        **dict.fromkeys(YES_NO, True),
        SYSTOLIC: Decimal(400),
        DIASTOLIC: Decimal(300),
        CREATININE: _BEYOND_ALL,
        GFR: Decimal(0),
        **dict.fromkeys(PROTEIN, _BEYOND_ALL),
        **{number: Decimal(0) for number in range(90, 95)},
    }
)
"""The worst answer to each item (scoring sheet 2.9)."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """What was recorded for one assessment.

    ``answers`` hold only what was done. ``not_lupus`` are items whose answer is not due to lupus: it is left out of
    the grade and is not missing. ``involved`` says of a system whether it was ever affected; None: not known.
    """

    answers: Answers
    not_lupus: frozenset[int] = frozenset()
    involved: Mapping[System, bool | None] = field(default_factory=dict)
    earlier: Earlier = field(default_factory=lambda: Earlier({}))


def grade(system: System, assessed: Assessed) -> SystemGrade:
    """The grade of one system, and whether any answer to what is missing could change it (scoring sheet 2.3-2.9)."""
    involved = assessed.involved.get(system)
    return graded(system, assessed.answers, assessed.not_lupus, involved, assessed.earlier)


def graded(
    system: System, answers: Answers, not_lupus: frozenset[int], involved: bool | None, earlier: Earlier
) -> SystemGrade:
    """The grade of one system as :func:`grade` gives it, from the parts of an assessment."""
    used = answers
    if not_lupus:
        used = {number: answer for number, answer in answers.items() if number not in not_lupus}
    met = worst = _met(system, used, answers, earlier)
    missing = missing_items(system, answers)
    # Nothing is worse than A, whatever the answers to what is missing are.
    if missing and met.grade is not _A:
        filled = {number: worst_answer(number) for number in missing}
        worst = _met(system, {**used, **filled}, {**answers, **filled}, earlier)
    shown = _without_activity(involved) if met.grade is None else met.grade
    bound = worst.grade or shown or Grade.D
    evaluable = shown is not None and bound is shown
    return SystemGrade(shown, evaluable, bound, () if evaluable else missing, met.because, met.deciding)


_Before = tuple[tuple[tuple[int, Decimal], ...], FirstVisit, bool]
_Asked = tuple[System, tuple[tuple[int, Answer], ...], frozenset[int], bool | None, _Before]


def _asked(system: System, assessed: Assessed) -> _Asked:
    """As much of an assessment as one system rests on, so that it can be remembered by it."""
    given = assessed.answers
    answers = tuple([(item.number, given[item.number]) for item in ITEMS_OF[system] if item.number in given])
    not_lupus = assessed.not_lupus.intersection(number for number, _ in answers)
    renal_only = (*sorted(assessed.earlier.values.items()),) if system is _RENAL else ()
    before = (renal_only, assessed.earlier.policy, assessed.earlier.held)
    return system, answers, not_lupus, assessed.involved.get(system), before


# A key changes one system of nine, and most systems of most patients are quiet in the same way.
@lru_cache(maxsize=4096)
def _remembered(
    system: System,
    given: tuple[tuple[int, Answer], ...],
    not_lupus: frozenset[int],
    involved: bool | None,
    before: _Before,
) -> SystemGrade:
    values, policy, held = before
    return graded(system, dict(given), not_lupus, involved, Earlier(dict(values), policy, held))


def missing_items(system: System, answers: Answers) -> tuple[int, ...]:
    """The items of a system that were not done; one of the four measures of protein answers for all of them."""
    missing = _NUMBERS_OF[system].difference(answers)
    if not missing:
        return ()
    if system is _RENAL and not answers.keys().isdisjoint(PROTEIN):
        missing = missing.difference(PROTEIN)
    return tuple(sorted(missing))


def worst_answer(number: int) -> Answer:
    """The answer to an item that gives the worst grade."""
    return _WORST[number]


def _met(system: System, used: Answers, measured: Collection[int], earlier: Earlier) -> Met:
    if system is _RENAL:
        return renal(used, measured, earlier)
    if system in _BY_OWN_RULES:
        return _BY_OWN_RULES[system](used)
    return by_tier(system, used)


def _without_activity(involved: bool | None) -> Grade | None:
    """D if the system was ever involved, E if never, no grade where that is not known (scoring sheet 2.8)."""
    return None if involved is None else Grade.D if involved else Grade.E


@dataclass(frozen=True, slots=True)
class Overall:
    """What follows from nine systems. ``total`` is None unless all nine are evaluable; ``overall`` is the worst."""

    systems: Mapping[System, SystemGrade]

    @property
    def grades(self) -> Mapping[System, Grade | None]:
        """The grade of each system, provisional where it is not evaluable."""
        return {system: result.grade for system, result in self.systems.items()}

    @property
    def evaluable(self) -> bool:
        """Whether every system is."""
        return all(result.evaluable for result in self.systems.values())

    @property
    def total(self) -> int | None:
        """The numerical score, 0-108; None unless all nine are evaluable."""
        return numeric(self.grades) if self.evaluable else None

    @property
    def overall(self) -> Grade | None:
        """The worst grade of those that are known."""
        return min((known for known in self.grades.values() if known is not None), default=None)


def assess(assessed: Assessed) -> Overall:
    """Grade all nine systems."""
    return Overall({system: _remembered(*_asked(system, assessed)) for system in System})


def numeric(grades: Mapping[System, Grade | None]) -> int | None:
    """A = 12, B = 8, C = 1, D = E = 0, summed over nine systems; None if one has no grade (scoring sheet 2.11)."""
    found = [grades.get(system) for system in System]
    points = [POINTS[known] for known in found if known is not None]
    return sum(points) if len(points) == len(found) else None


def count(grades: Mapping[System, Grade | None], wanted: Grade) -> int:
    """In how many systems this grade is."""
    return sum(known is wanted for known in grades.values())


def meets_trial_entry(grades: Mapping[System, Grade | None]) -> bool | None:
    """At least one A or two B; None where a system without a grade could still bring it (scoring sheet 2.11)."""
    if count(grades, Grade.A) >= 1 or count(grades, Grade.B) >= 2:
        return True
    return False if all(grades.get(system) is not None for system in System) else None


def new_a(now: Grade, then: Grade) -> bool:
    """A now and not then (scoring sheet 2.11)."""
    return now is Grade.A and then is not Grade.A


def new_b(now: Grade, then: Grade) -> bool:
    """B now, and C, D or E then: from A to B is improvement (scoring sheet 2.11)."""
    return now is Grade.B and then not in (Grade.A, Grade.B)

"""Grades while it is open whether a value is due to lupus, where the study asks for an answer (scoring sheet 11).

Both answers are tried: where they give the same grade the question is open but decides nothing; where they differ the
system is not evaluable, between the grade without the value and the one with it.
"""

from __future__ import annotations

from dataclasses import replace

from workstation.messages import Sentence
from workstation.scoring.bilag import Assessed, Overall, assess
from workstation.scoring.bilag_items import ITEMS, System
from workstation.scoring.bilag_result import Grade, SystemGrade


def with_open_causes(assessed: Assessed, causes: frozenset[int]) -> Overall:
    """The nine grades; ``causes`` are items with a value and no answer to whether it is due to lupus."""
    counted = assess(assessed)
    if not causes:
        return counted
    without = assess(replace(assessed, not_lupus=assessed.not_lupus | causes))
    return Overall(
        {
            system: _between(without.systems[system], counted.systems[system], _of(system, causes))
            for system in System
        }
    )


def _of(system: System, causes: frozenset[int]) -> tuple[int, ...]:
    return tuple(sorted(number for number in causes if ITEMS[number].system is system))


def _between(least: SystemGrade, most: SystemGrade, causes: tuple[int, ...]) -> SystemGrade:
    if least.grade is most.grade:
        return most
    worst = min(most.upper_bound, least.upper_bound, key=lambda grade: grade.value)
    return SystemGrade(
        grade=least.grade,
        evaluable=False,
        upper_bound=Grade(worst),
        missing=tuple(dict.fromkeys((*least.missing, *causes))),
        because=Sentence(
            "Whether the value is due to lupus is not answered: {grade} if it is.", {"grade": most.grade}
        ),
        deciding=least.deciding,
    )

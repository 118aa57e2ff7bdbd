"""Grades from codes of activity: the constitutional system and the six that go by tiers (scoring sheet 2.4, 2.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workstation.messages import Sentence
from workstation.scoring.bilag_items import ITEMS_OF, Answer, Answers, System
from workstation.scoring.bilag_result import NOTHING, Grade, Met

_IMPROVING, _ACTIVE = (1,), (2, 3, 4)
_PRESENT = (*_IMPROVING, *_ACTIVE)
_PYREXIA, _OTHERS = 1, (2, 3, 4)
# Grade, then which tiers give it at which codes: the first grade that any item meets wins, whatever comes before it.
_BY_TIER: Sequence[tuple[Grade, Mapping[str, tuple[int, ...]]]] = (
    (Grade.A, {"A": _ACTIVE}),
    (Grade.B, {"A": _IMPROVING, "B": _ACTIVE}),
    (Grade.C, {"B": _IMPROVING, "C": _PRESENT}),
)


def _said(number: int, codes: tuple[int, ...]) -> Mapping[Answer, str]:
    return {code: f"{number} = {code}" for code in codes}


# The same by the items of each system, with the words for each code: every key and every line asks for it.
_BY_ITEM: Mapping[System, Sequence[tuple[Grade, Sequence[tuple[int, Mapping[Answer, str]]]]]] = {
    system: tuple(
        (
            grade,
            tuple(
                (item.number, _said(item.number, wanted[item.tier])) for item in items if item.tier in wanted
            ),
        )
        for grade, wanted in _BY_TIER
    )
    for system, items in ITEMS_OF.items()
}


def constitutional(answers: Answers) -> Met:
    """The constitutional grade: pyrexia, and how many of the other three are at 2, 3 or 4 (scoring sheet 2.4)."""
    fever = answers.get(_PYREXIA)
    active = tuple(number for number in _OTHERS if answers.get(number) in _ACTIVE)
    if fever in _ACTIVE and len(active) >= 2:
        text = "Pyrexia is active, and two or more of the other features."
        return Met(Grade.A, Sentence(text), (_PYREXIA, *active))
    if fever in _ACTIVE:
        return Met(Grade.B, Sentence("Pyrexia is active."), (_PYREXIA,))
    if len(active) >= 2:
        return Met(Grade.B, Sentence("Two or more features other than pyrexia are active."), active)
    present = tuple(number for number in (_PYREXIA, *_OTHERS) if answers.get(number, 0) != 0)
    if present:
        return Met(Grade.C, Sentence("A feature is present, short of what gives B."), present)
    return NOTHING


def by_tier(system: System, answers: Answers) -> Met:
    """The grade of a system whose items have tiers (scoring sheet 2.5)."""
    for grade, items in _BY_ITEM[system]:
        deciding = {number: said[answers[number]] for number, said in items if answers.get(number) in said}
        if deciding:
            values = {"items": tuple(deciding.values()), "grade": grade}
            return Met(grade, Sentence("Grade {grade} by item {items}.", values), tuple(deciding))
    return NOTHING

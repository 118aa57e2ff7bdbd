"""What each system of BILAG-2004 needs for the next worse grade, in words (scoring sheet 2.4-2.7)."""

from __future__ import annotations

import pytest

from workstation.scoring.bilag_items import System
from workstation.scoring.bilag_result import Grade
from workstation.scoring.bilag_rules import needed


@pytest.mark.parametrize("system", System)
def test_above_a_there_is_nothing(system: System) -> None:
    assert needed(system, Grade.A) is None


@pytest.mark.parametrize("system", System)
@pytest.mark.parametrize(
    ("grade", "begins"),
    [
        (Grade.B, "A needs"),
        (Grade.C, "B needs"),
        (Grade.D, "C needs"),
        (Grade.E, "C needs"),
        (None, "C needs"),
    ],
)
def test_the_next_worse_grade_is_the_one_explained(system: System, grade: Grade | None, begins: str) -> None:
    sentence = needed(system, grade)
    assert sentence is not None
    assert sentence.text.startswith(begins)


def test_three_systems_have_rules_of_their_own_and_six_share_theirs() -> None:
    assert len({needed(system, Grade.C) for system in System}) == 4
    assert needed(System.OPHTHALMIC, Grade.C) == needed(System.MUCOCUTANEOUS, Grade.C)

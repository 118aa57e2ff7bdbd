"""Flares and the systems tally of BILAG-2004: every rule of the scoring sheet, section 2.11."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.scoring.bilag_change import Change, Flare, change, flare, strict_flare, tally
from workstation.scoring.bilag_items import Answer, System
from workstation.scoring.bilag_result import Grade

A, B, C, D, E = Grade


@pytest.mark.rule("2.11 severe flare")
@pytest.mark.parametrize("before", [B, C, D, E])
def test_a_new_a_is_a_severe_flare(before: Grade) -> None:
    assert flare(A, before) is Flare.SEVERE


@pytest.mark.rule("2.11 moderate flare")
@pytest.mark.parametrize("before", [C, D, E])
def test_a_b_after_c_d_or_e_is_a_moderate_flare(before: Grade) -> None:
    assert flare(B, before) is Flare.MODERATE


@pytest.mark.rule("2.11 severe flare", "2.11 moderate flare")
@pytest.mark.parametrize(
    ("before", "now"), [(A, A), (A, B), (B, B), *((before, now) for before in Grade for now in (C, D, E))]
)
def test_anything_else_is_no_flare(before: Grade, now: Grade) -> None:
    assert flare(now, before) is Flare.NONE


class TestStrictFlare:
    """BILAG-2004's own: the deciding item is coded 3 or 4 as well."""

    @pytest.mark.rule("2.11 deciding item 3 or 4")
    @pytest.mark.parametrize(("code", "expected"), [(1, "none"), (2, "none"), (3, "severe"), (4, "severe")])
    def test_the_deciding_item_is_coded_worse_or_new(self, code: int, expected: str) -> None:
        assert strict_flare(A, C, (5,), {5: code}) == expected

    def test_one_of_several_deciding_items_is_enough(self) -> None:
        answers: Mapping[int, Answer] = {40: 2, 42: 3, 43: 4}
        assert strict_flare(B, D, (40, 42), answers) is Flare.MODERATE
        assert strict_flare(B, D, (40,), answers) is Flare.NONE

    @pytest.mark.parametrize(
        ("deciding", "answers"), [((88, 89), {88: True, 89: True}), ((94,), {94: Decimal(20)})]
    )
    def test_items_without_a_code_count_as_they_are(
        self, deciding: tuple[int, ...], answers: Mapping[int, Answer]
    ) -> None:
        assert strict_flare(A, C, deciding, answers) is Flare.SEVERE

    @pytest.mark.parametrize(("code", "expected"), [(2, "none"), (3, "severe")])
    def test_ttp_is_the_one_count_with_a_code(self, code: int, expected: str) -> None:
        assert strict_flare(A, E, (95,), {95: code}) == expected

    def test_without_a_flare_of_the_grade_there_is_none(self) -> None:
        assert strict_flare(B, A, (6,), {6: 4}) is Flare.NONE
        assert strict_flare(E, E, (), {}) is Flare.NONE

    def test_a_deciding_item_without_an_answer_is_not_coded(self) -> None:
        assert strict_flare(A, C, (5,), {}) is Flare.NONE


CATEGORIES = {
    Change.MAJOR_DETERIORATION: [(B, A), (C, A), (D, A), (E, A), (D, B), (E, B)],
    Change.MINOR_DETERIORATION: [(C, B)],
    Change.PERSISTENT_SIGNIFICANT: [(A, A), (B, B)],
    Change.MAJOR_IMPROVEMENT: [(A, C), (A, D), (B, D)],
    Change.MINOR_IMPROVEMENT: [(A, B), (B, C)],
    Change.PERSISTENT_MINIMAL: [(before, now) for before in (C, D, E) for now in (C, D, E)],
}


@pytest.mark.rule("2.11 systems tally")
@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [(before, now, category) for category, pairs in CATEGORIES.items() for before, now in pairs],
)
def test_each_category_of_the_tally(before: Grade, now: Grade, expected: Change) -> None:
    assert change(now, before) is expected


def test_the_categories_name_every_pair_but_an_impossible_e_after_activity() -> None:
    named = [pair for pairs in CATEGORIES.values() for pair in pairs]
    assert len(named) == len(set(named))
    assert {(before, now) for before in Grade for now in Grade} - set(named) == {(A, E), (B, E)}


@pytest.mark.parametrize("before", [A, B])
def test_an_e_after_activity_is_read_as_d(before: Grade) -> None:
    assert change(E, before) is change(D, before) is Change.MAJOR_IMPROVEMENT


def test_flares_and_categories_have_the_names_of_the_sheet() -> None:
    assert [each.value for each in Flare] == ["none", "moderate", "severe"]
    assert [each.value for each in Change] == [
        "major deterioration",
        "minor deterioration",
        "persistent significant activity",
        "major improvement",
        "minor improvement",
        "persistent minimal or no activity",
    ]


@pytest.mark.rule("2.11 systems tally")
def test_systems_are_counted_by_category() -> None:
    before: dict[System, Grade | None] = dict.fromkeys(System, E)
    before |= {System.RENAL: A, System.MUCOCUTANEOUS: B, System.MUSCULOSKELETAL: C}
    now: dict[System, Grade | None] = dict.fromkeys(System, E)
    now |= {System.RENAL: B, System.MUCOCUTANEOUS: B, System.MUSCULOSKELETAL: B, System.OPHTHALMIC: A}
    assert dict(tally(now, before)) == {
        Change.MAJOR_DETERIORATION: 1,
        Change.MINOR_DETERIORATION: 1,
        Change.PERSISTENT_SIGNIFICANT: 1,
        Change.MAJOR_IMPROVEMENT: 0,
        Change.MINOR_IMPROVEMENT: 1,
        Change.PERSISTENT_MINIMAL: 5,
    }


def test_a_system_without_a_grade_on_either_side_is_in_no_category() -> None:
    whole: dict[System, Grade | None] = dict.fromkeys(System, C)
    assert sum(tally(whole, whole).values()) == 9
    assert sum(tally({**whole, System.RENAL: None}, whole).values()) == 8
    assert sum(tally(whole, {**whole, System.RENAL: None}).values()) == 8
    assert sum(tally(whole, {}).values()) == 0


grades = st.sampled_from(Grade)
nine = st.fixed_dictionaries({system: grades | st.none() for system in System})


@given(grades, grades)
def test_every_flare_is_a_deterioration_and_every_deterioration_a_flare(now: Grade, before: Grade) -> None:
    worse = change(now, before) in (Change.MAJOR_DETERIORATION, Change.MINOR_DETERIORATION)
    assert (flare(now, before) is not Flare.NONE) is worse


@given(grades, grades, st.dictionaries(st.integers(5, 77), st.integers(0, 4), max_size=5))
def test_the_strict_flare_is_the_flare_or_none(now: Grade, before: Grade, answers: dict[int, Answer]) -> None:
    assert strict_flare(now, before, answers, answers) in (Flare.NONE, flare(now, before))


@given(nine, nine, st.randoms(use_true_random=False))
def test_the_order_of_the_systems_does_not_matter(
    now: dict[System, Grade | None], before: dict[System, Grade | None], chance: random.Random
) -> None:
    shuffled = dict(chance.sample(list(now.items()), len(now)))
    assert tally(shuffled, dict(reversed(before.items()))) == tally(now, before)

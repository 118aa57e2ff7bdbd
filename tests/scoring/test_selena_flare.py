"""SELENA flare index: every basic of the scoring sheet, section 9.5."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.scoring.errors import ScoringError
from workstation.scoring.selena_flare import FLAGS, Course, Flare, Pair, flare

NO: dict[str, bool | None] = dict.fromkeys(FLAGS, False)
NOBODY_ASKED = Pair(None, None, asked=False)


def pair(before: str | None, now: str | None) -> Pair:
    return Pair(None if before is None else Decimal(before), None if now is None else Decimal(now))


def course(
    sledai: Pair | None = None, pga: Pair | None = None, prednisone: Pair | None = None, **flags: bool | None
) -> Course:
    """Nothing changed, but for what is given."""
    still = pair("2", "2")
    return Course(sledai or still, pga or pair("1", "1"), prednisone or pair("0.1", "0.1"), NO | flags)


def found(**given_: Any) -> Flare | None:
    return flare(course(**given_))


def test_nothing_changed_is_no_flare() -> None:
    assert found() is Flare.NONE


@pytest.mark.rule("9.5 SLEDAI", "9.5 a rise from 14 to 15")
@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("12", "13", "severe"),
        ("4", "13", "severe"),
        ("14", "15", "severe"),  # by the wording: a rise, and above 12
        ("14", "13", "none"),
        ("14", "14", "none"),
        ("9", "12", "mild-moderate"),
        ("10", "12", "none"),
        ("4", "7", "mild-moderate"),
        ("4", "6", "none"),
        ("7", "4", "none"),
    ],
)
def test_sledai_rising_above_12_is_severe_and_by_3_mild_or_moderate(
    before: str, now: str, expected: str
) -> None:
    assert found(sledai=pair(before, now)) == expected


@pytest.mark.rule("9.5 PGA")
@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("2.5", "2.51", "severe"),
        ("0", "2.6", "severe"),
        ("2.6", "2.6", "none"),
        ("2.7", "2.6", "none"),
        ("1.5", "2.5", "mild-moderate"),
        ("1", "2", "mild-moderate"),
        ("1", "1.99", "none"),
        ("1", "1.9999999999999999999999999999999999", "none"),
        ("0.2", "1.2", "mild-moderate"),
    ],
)
def test_pga_rising_above_two_and_a_half_is_severe_and_by_1_mild_or_moderate(
    before: str, now: str, expected: str
) -> None:
    assert found(pga=pair(before, now)) == expected


@pytest.mark.rule("9.5 prednisone")
@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("0.5", "0.51", "severe"),
        ("0.6", "0.7", "severe"),
        ("0.7", "0.6", "none"),
        ("0.1", "0.5", "mild-moderate"),
        ("0.1", "0.101", "mild-moderate"),
        ("0.1", "0.1", "none"),
        ("0.2", "0.1", "none"),
    ],
)
def test_prednisone_raised_above_half_a_mg_per_kg_is_severe_and_at_all_mild_or_moderate(
    before: str, now: str, expected: str
) -> None:
    assert found(prednisone=pair(before, now)) == expected


@pytest.mark.rule("9.5 drugs, admission and features")
@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        ("severe_feature", "severe"),
        ("new_immunosuppressant", "severe"),
        ("hospitalised_for_sle", "severe"),
        ("mild_feature", "mild-moderate"),
        ("new_nsaid_or_antimalarial", "mild-moderate"),
    ],
)
def test_each_flag_by_itself(flag: str, expected: str) -> None:
    assert found(**{flag: True}) == expected


def test_there_are_five_flags() -> None:
    assert len(FLAGS) == 5


@pytest.mark.rule("9.5 severe stands above mild")
def test_severe_stands_above_mild() -> None:
    assert found(severe_feature=True, mild_feature=True) is Flare.SEVERE


class TestWhatIsMissing:
    @pytest.mark.parametrize("flag", FLAGS)
    def test_a_flag_that_is_not_known_leaves_it_open(self, flag: str) -> None:
        assert found(**{flag: None}) is None
        without = {key: False for key in FLAGS if key != flag}
        quiet = course()
        assert flare(Course(quiet.sledai, quiet.pga, quiet.prednisone, without)) is None

    @pytest.mark.parametrize("flag", ["severe_feature", "new_immunosuppressant", "hospitalised_for_sle"])
    def test_a_mild_one_that_could_be_severe_is_open(self, flag: str) -> None:
        assert found(mild_feature=True, **{flag: None}) is None

    def test_a_severe_one_stands_whatever_is_missing(self) -> None:
        nothing = Pair(None, None)
        assert flare(Course(nothing, nothing, nothing, {"severe_feature": True})) is Flare.SEVERE

    def test_a_mild_one_stands_when_only_mild_ones_are_missing(self) -> None:
        assert found(mild_feature=True, new_nsaid_or_antimalarial=None) is Flare.MILD_MODERATE
        assert found(mild_feature=True, sledai=pair(None, "12")) is Flare.MILD_MODERATE

    @pytest.mark.parametrize(
        ("of", "low", "high"), [("sledai", "12", "13"), ("pga", "2.5", "2.6"), ("prednisone", "0.5", "0.6")]
    )
    def test_without_the_value_before_a_low_one_cannot_be_severe_and_a_high_one_may_be(
        self, of: str, low: str, high: str
    ) -> None:
        assert found(mild_feature=True, **{of: pair(None, low)}) is Flare.MILD_MODERATE
        assert found(mild_feature=True, **{of: pair(None, high)}) is None
        assert found(**{of: pair(None, low)}) is None
        assert found(mild_feature=True, **{of: pair(low, None)}) is None

    def test_a_dose_that_nobody_asked_for_says_nothing(self) -> None:
        assert found(prednisone=NOBODY_ASKED) is Flare.NONE
        assert found(prednisone=NOBODY_ASKED, mild_feature=True) is Flare.MILD_MODERATE
        assert Pair(Decimal(1), Decimal(9), asked=False).risen_by(Decimal(1)) is False


@pytest.mark.parametrize(
    "given_",
    [
        {"sledai": pair("106", "1")},
        {"sledai": pair("1", "-1")},
        {"pga": pair("1", "3.1")},
        {"pga": pair("-1", "1")},
        {"prednisone": pair("-0.1", "0")},
        {"prednisone": pair("0", "-0.1")},
    ],
)
def test_what_cannot_be_true_is_refused(given_: dict[str, Any]) -> None:
    with pytest.raises(ScoringError):
        found(**given_)


def together(pairs: list[Pair], flags: dict[str, bool | None]) -> Course:
    sledai, pga, prednisone = pairs
    return Course(sledai, pga, prednisone, flags)


@st.composite
def courses(draw: st.DrawFn) -> tuple[Course, Course]:
    """A whole course, and the same with answers taken out."""

    def value(most: int, places: int) -> tuple[Decimal, Decimal | None]:
        known = draw(st.decimals(0, most, places=places))
        return known, draw(st.sampled_from([known, known, None]))

    pairs = [(value(most, places), value(most, places)) for most, places in ((20, 0), (3, 1), (1, 1))]
    flags: dict[str, bool | None] = {key: draw(st.sampled_from([False, False, False, True])) for key in FLAGS}
    gaps = {key: draw(st.sampled_from([said, said, None])) for key, said in flags.items()}
    whole = [Pair(before[0], now[0]) for before, now in pairs]
    partial = [Pair(before[1], now[1]) for before, now in pairs]
    return together(whole, flags), together(partial, gaps)


@given(courses())
def test_filling_in_what_is_missing_never_contradicts_what_was_decided(case: tuple[Course, Course]) -> None:
    whole, partial = case
    assert flare(whole) is not None
    assert flare(partial) in (None, flare(whole))


@given(courses(), st.randoms(use_true_random=False))
def test_the_order_of_the_flags_does_not_matter(case: tuple[Course, Course], chance: random.Random) -> None:
    known, of = case[1], case[1].flags
    shuffled = dict(chance.sample(list(of.items()), len(of)))
    assert flare(Course(known.sledai, known.pga, known.prednisone, shuffled)) is flare(known)


@given(courses())
def test_a_course_without_any_rise_or_flag_is_no_flare(case: tuple[Course, Course]) -> None:
    known = case[0]
    falling = [Pair(max(each), min(each)) for each in map(_both, (known.sledai, known.pga, known.prednisone))]
    assert flare(together(falling, NO)) is Flare.NONE


def _both(values: Pair) -> tuple[Decimal, Decimal]:
    assert values.before is not None
    assert values.now is not None
    return values.before, values.now

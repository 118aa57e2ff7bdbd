"""Numbers are exact, finite and inside what can be true."""

from decimal import Decimal
from fractions import Fraction

import pytest

from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError, check_name
from workstation.scoring.quantity import as_decimal, checked, rounded


@pytest.mark.parametrize("value", [0, 3, Decimal("0"), Decimal("1.50"), Decimal(3)])
def test_a_number_within_its_limits_is_returned_unchanged(value):
    assert checked("pga", value, 0, 3) == value


@pytest.mark.parametrize("value", [True, False, 1.5, "1.5", None, [1]])
def test_what_is_no_exact_number_is_refused(value):
    with pytest.raises(ScoringError, match="pga must be a number"):
        checked("pga", value)


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_refused(value):
    with pytest.raises(ScoringError, match="pga must be a finite number"):
        checked("pga", Decimal(value))


@pytest.mark.parametrize("value", ["1E-999999", "1E+999999", "0." + "1" * 61, "1" * 61])
def test_more_digits_than_a_measurement_can_have_are_refused(value):
    with pytest.raises(ScoringError, match="more digits"):
        checked("pga", Decimal(value))


def test_the_error_tells_value_and_limit_and_carries_its_sentence():
    with pytest.raises(ScoringError, match=r"pga cannot be 3\.01: it is at most 3") as high:
        checked("pga", Decimal("3.01"), 0, 3)
    with pytest.raises(ScoringError, match=r"pga cannot be -0\.01: it is at least 0"):
        checked("pga", Decimal("-0.01"), 0, 3)
    assert isinstance(high.value.sentence, Sentence)
    assert high.value.sentence.values["value"] == Decimal("3.01")


def test_a_fraction_becomes_the_exact_decimal_where_there_is_one():
    assert as_decimal(Fraction(15, 2)) == Decimal("7.5")
    assert as_decimal(Fraction(1, 3)) == Decimal("0.3333333333333333333333333333")


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [("1.605", 2, "1.61"), ("1.604999", 2, "1.60"), ("32.5", 0, "33"), ("-0.5", 0, "-1")],
)
def test_rounding_for_display_takes_halves_away_from_zero(value, places, shown):
    assert str(rounded(Decimal(value), places)) == shown


def test_a_wrong_name_is_answered_with_the_nearest():
    with pytest.raises(ScoringError, match="there is no “hematurria”; the nearest name is “hematuria”"):
        check_name("items", "hematurria", ("pyuria", "hematuria"))


def test_capitals_do_not_hide_the_nearest_name():
    with pytest.raises(ScoringError, match="nearest name is “SELENA”"):
        check_name("variant", "selena", ("SLEDAI-2K", "SELENA"))


def test_a_very_long_wrong_name_is_cut_before_it_is_compared():
    with pytest.raises(ScoringError) as error:
        check_name("items", "x" * 1_000_000, ("hematuria",))
    assert len(str(error.value)) < 200

"""Physician global assessment (scoring sheet 4)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.scoring.errors import ScoringError
from workstation.scoring.pga import Band, band, from_vas, worsened


@pytest.mark.rule("4 bands")
@pytest.mark.parametrize(
    ("pga", "expected"),
    [
        ("0", "none"),
        ("0.0", "none"),
        ("0.01", "below mild"),
        ("0.49", "below mild"),
        ("0.5", "mild"),
        ("1", "mild"),
        ("1.01", "moderate"),
        ("2", "moderate"),
        ("2.01", "severe"),
        ("3", "severe"),
    ],
)
def test_bands_and_their_limits(pga, expected):
    assert band(Decimal(pga)) == expected


@pytest.mark.rule("4 scale")
@pytest.mark.parametrize("pga", ["-0.1", "3.01", "7", "10"])
def test_values_outside_0_to_3_are_refused(pga):
    with pytest.raises(ScoringError, match="pga"):
        band(Decimal(pga))
    with pytest.raises(ScoringError, match=r"^baseline cannot be"):
        worsened(Decimal(pga), Decimal(1))
    with pytest.raises(ScoringError, match=r"^visit cannot be"):
        worsened(Decimal(1), Decimal(pga))


@pytest.mark.rule("4 worsening")
@pytest.mark.parametrize(
    ("baseline", "visit", "expected"),
    [
        ("1.8", "2.09", False),
        ("1.8", "2.1", True),
        ("1.5", "1.8", True),
        ("2.2", "2.5", True),
        ("0", "0.29", False),
        ("0", "0.30", True),
        ("1.8", "1.8", False),
        ("2.0", "0.1", False),
        ("1.8", "2.0999999999999999999999999999999999999999999999", False),
    ],
)
def test_worsening_is_a_rise_of_exactly_0_3_or_more(baseline, visit, expected):
    assert worsened(Decimal(baseline), Decimal(visit)) is expected


def test_worked_example_13_rise_of_0_2_and_of_0_3():
    assert worsened(Decimal("1.8"), Decimal("2.0")) is False
    assert worsened(Decimal("1.8"), Decimal("2.1")) is True


def test_worked_examples_15_and_16_bands_at_the_limits_of_lldas_and_doris():
    assert band(Decimal("1.0")) is Band.MILD
    assert band(Decimal("0.4")) is Band.BELOW_MILD
    assert band(Decimal("0.5")) is Band.MILD


@pytest.mark.rule("4 line")
@pytest.mark.parametrize(
    ("mm", "length", "expected"),
    [(50, 100, "1.5"), (100, 100, "3"), (0, 100, "0"), (10, 100, "0.3"), (25, 150, "0.5")],
)
def test_a_mark_on_a_line_is_mm_times_3_over_its_length(mm, length, expected):
    assert from_vas(Decimal(mm), Decimal(length)) == Decimal(expected)


@pytest.mark.parametrize(("mm", "length"), [(101, 100), (-1, 100), (1, 0), (0, 0), (1, -100)])
def test_a_mark_outside_the_line_and_a_line_without_length_are_refused(mm, length):
    with pytest.raises(ScoringError):
        from_vas(Decimal(mm), Decimal(length))


hundredths = st.integers(0, 300).map(lambda number: Decimal(number) / 100)


@given(baseline=hundredths, visit=hundredths)
def test_worsening_agrees_with_whole_hundredths(baseline, visit):
    assert worsened(baseline, visit) is (int(visit * 100) - int(baseline * 100) >= 30)


@given(lower=hundredths, higher=hundredths)
def test_bands_never_fall_as_the_pga_rises(lower, higher):
    order = list(Band)
    lower, higher = sorted((lower, higher))
    assert order.index(band(lower)) <= order.index(band(higher))

"""No limit is judged on a rounded number, however many digits were written (scoring sheet 0)."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest

from workstation.scoring.bilag_checks import contradictions
from workstation.scoring.bilag_renal import Earlier, renal
from workstation.scoring.bilag_result import Grade

A_HAIR = Decimal("1e-35")


@pytest.mark.rule("0 exact decimals")
@pytest.mark.parametrize(("before", "expected"), [(Decimal(120), Grade.C), (120 + Decimal("1e-20"), None)])
def test_a_systolic_rise_short_of_30_is_none(before: Decimal, expected: Grade | None) -> None:
    pressures = {78: Decimal(150), 79: Decimal(105)}
    assert renal(pressures, frozenset(pressures), Earlier({78: before, 79: Decimal(80)})).grade is expected


@pytest.mark.rule("0 exact decimals")
def test_a_systolic_rise_short_of_30_by_a_hair_is_none() -> None:
    pressures = {78: Decimal(150), 79: Decimal(105)}
    before = Decimal("120.00000000000000000000000000000000001")
    assert renal(pressures, frozenset(pressures), Earlier({78: before, 79: Decimal(80)})).grade is None


def test_a_dipstick_rise_short_of_a_level_is_none() -> None:
    before = Decimal("1.00000000000000000000000000000000001")
    assert renal({81: Decimal(2)}, frozenset({81}), Earlier({81: before})).grade is Grade.C
    assert renal({81: Decimal(2)}, frozenset({81}), Earlier({81: Decimal(1)})).grade is Grade.B


@pytest.mark.rule("0 exact decimals")
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("3.00000000000000000000000000000000003", Grade.C),  # 75 % of the earlier value to the last digit
        ("3.00000000000000000000000000000000004", Grade.B),
    ],
)
def test_a_fall_by_exactly_a_quarter_is_one_to_the_last_digit(now: str, expected: Grade) -> None:
    before = Decimal("4.00000000000000000000000000000000004")
    assert renal({84: Decimal(now)}, frozenset({84}), Earlier({84: before})).grade is expected


@pytest.mark.parametrize(("lymphocytes", "said"), [(Decimal(0), False), (A_HAIR, True)])
def test_a_differential_above_the_white_cells_by_a_hair_is_said(lymphocytes: Decimal, said: bool) -> None:
    found = contradictions({91: Decimal(5), 92: Decimal("5.25"), 93: lymphocytes}, {}, None)
    assert ([each.code for each in found] == ["DIFFERENTIAL_EXCEEDS_WCC"]) is said


@pytest.mark.rule("0 exact decimals")
def test_the_precision_of_the_caller_does_not_matter() -> None:
    with localcontext(prec=2):
        test_a_systolic_rise_short_of_30_by_a_hair_is_none()
        found = contradictions({91: Decimal("5.01"), 92: Decimal("5.27"), 93: Decimal("0.001")}, {}, None)
        assert [each.code for each in found] == ["DIFFERENTIAL_EXCEEDS_WCC"]

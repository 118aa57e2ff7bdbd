"""Kidney function and fludarabine (scoring sheet 9.2 and 9.3, trial sheet 4.2)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.scoring import renal
from workstation.scoring.errors import ScoringError
from workstation.scoring.quantity import rounded


@pytest.mark.rule("9.2 Cockcroft-Gault")
@pytest.mark.parametrize(("creatinine", "expected"), [(70, "91.7"), (130, "49.4"), (180, "35.6")])
def test_cockcroft_gault_vectors_of_the_trial_sheet(creatinine, expected):
    clearance = renal.cockcroft_gault(Decimal(creatinine), Decimal(34), "F", Decimal(58))
    assert str(rounded(clearance, 1)) == expected


@pytest.mark.parametrize(("creatinine", "expected"), [(70, "100.3"), (130, "47.7")])
def test_ckd_epi_vectors_of_the_trial_sheet(creatinine, expected):
    assert str(rounded(renal.ckdepi2021(Decimal(creatinine), Decimal(34), "F"), 1)) == expected


def test_worked_example_17_clearance_and_dose():
    clearance = renal.cockcroft_gault(Decimal(90), Decimal(45), "F", Decimal(58))
    assert str(rounded(clearance, 1)) == "63.9"
    assert renal.fludarabine_mg_m2(clearance, "us_2010") == 20


@pytest.mark.rule("9.2 CKD-EPI 2021")
@pytest.mark.parametrize("creatinine", [50, 79.56, 90, 300])
@pytest.mark.parametrize(
    ("sex", "kappa", "alpha", "factor"), [("F", 0.7, -0.241, 1.012), ("M", 0.9, -0.302, 1)]
)
def test_ckd_epi_agrees_with_floating_point_on_both_sides_of_kappa(creatinine, sex, kappa, alpha, factor):
    ratio = creatinine / 88.4 / kappa
    expected = 142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.2 * 0.9938**50 * factor
    found = renal.ckdepi2021(Decimal(str(creatinine)), Decimal(50), sex)
    assert float(found) == pytest.approx(expected, rel=1e-12)


@pytest.mark.rule("9.2 MDRD-4")
@pytest.mark.parametrize(("sex", "factor"), [("F", 0.742), ("M", 1)])
def test_mdrd_4_agrees_with_floating_point(sex, factor):
    expected = 175 * (120 / 88.4) ** -1.154 * 50**-0.203 * factor
    assert float(renal.mdrd4(Decimal(120), Decimal(50), sex)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.rule("9.2 MDRD-6")
@pytest.mark.parametrize(("sex", "factor"), [("F", 0.762), ("M", 1)])
@pytest.mark.parametrize(("african", "ancestry"), [(True, 1.18), (False, 1)])
def test_mdrd_6_takes_urea_as_nitrogen_and_albumin_in_g_per_dl(sex, factor, african, ancestry):
    expected = 170 * (120 / 88.4) ** -0.999 * 50**-0.176 * (7.5 * 2.8) ** -0.170 * 3.4**0.318
    found = renal.mdrd6(Decimal(120), Decimal(50), sex, Decimal("7.5"), Decimal(34), african)
    assert float(found) == pytest.approx(expected * factor * ancestry, rel=1e-12)


@pytest.mark.rule("9.2 Cockcroft-Gault")
def test_cockcroft_gault_is_exact_where_the_dose_turns():
    clearance = renal.cockcroft_gault(Decimal("88.4"), Decimal(80), "M", Decimal(60))
    assert clearance == 50
    assert renal.fludarabine_mg_m2(clearance, "us_2010") == 20


@pytest.mark.rule("9.3 current US label")
@pytest.mark.parametrize(
    ("clearance", "expected"),
    [
        ("120", 25),
        ("80", 25),
        ("79.99", 20),
        ("50", 20),
        ("49.99", 15),
        ("30", 15),
        ("29.99", None),
        ("0", None),
    ],
)
def test_current_us_label_in_half_open_bands(clearance, expected):
    assert renal.fludarabine_mg_m2(Decimal(clearance), "us_2010") == expected


@pytest.mark.rule("9.3 older US generics")
@pytest.mark.parametrize(
    ("clearance", "expected"), [("70.01", 25), ("70", 20), ("30", 20), ("29.99", None), ("0", None)]
)
def test_older_us_generics_take_20_percent_off_from_30_to_70(clearance, expected):
    assert renal.fludarabine_mg_m2(Decimal(clearance), "older") == expected


def test_a_lower_planned_dose_is_never_raised_to_the_label():
    assert renal.fludarabine_mg_m2(Decimal(90), "us_2010", Decimal(20)) == 20
    assert renal.fludarabine_mg_m2(Decimal(90), "us_2010", Decimal(30)) == 25
    assert renal.fludarabine_mg_m2(Decimal(60), "us_2010", Decimal(30)) == 20
    assert renal.fludarabine_mg_m2(Decimal(40), "us_2010", Decimal(30)) == 15
    assert renal.fludarabine_mg_m2(Decimal(60), "older", Decimal(30)) == 24


@pytest.mark.parametrize(
    ("creatinine", "age", "sex", "weight", "named"),
    [
        ("1.0", "34", "F", "58", "creatinine_umol_l"),
        ("0", "34", "F", "58", "creatinine_umol_l"),
        ("70", "0", "F", "58", "age"),
        ("70", "141", "F", "58", "age"),
        ("70", "34", "W", "58", "sex"),
        ("70", "34", "f", "58", "sex"),
        ("70", "34", "F", "0", "weight_kg"),
        ("Infinity", "34", "F", "58", "creatinine_umol_l"),
    ],
)
def test_an_input_that_cannot_be_true_is_refused_by_name(creatinine, age, sex, weight, named):
    with pytest.raises(ScoringError, match=named):
        renal.cockcroft_gault(Decimal(creatinine), Decimal(age), sex, Decimal(weight))


def test_urea_and_albumin_are_checked_too():
    with pytest.raises(ScoringError, match="urea_mmol_l"):
        renal.mdrd6(Decimal(120), Decimal(50), "F", Decimal(0), Decimal(34))
    with pytest.raises(ScoringError, match="albumin_g_l"):
        renal.mdrd6(Decimal(120), Decimal(50), "F", Decimal(7), Decimal(0))


def test_an_unknown_label_and_a_negative_clearance_are_refused():
    with pytest.raises(ScoringError, match="us_2010"):
        renal.fludarabine_mg_m2(Decimal(60), "us_2011")
    with pytest.raises(ScoringError, match="clearance"):
        renal.fludarabine_mg_m2(Decimal(-1), "older")


creatinines = st.integers(10, 2000).map(Decimal)


@given(lower=creatinines, higher=creatinines, age=st.integers(18, 90).map(Decimal), sex=st.sampled_from("FM"))
def test_more_creatinine_never_means_more_filtration_or_more_fludarabine(lower, higher, age, sex):
    lower, higher = sorted((lower, higher))
    for equation in (renal.ckdepi2021, renal.mdrd4):
        assert equation(lower, age, sex) >= equation(higher, age, sex)
    better, worse = (renal.cockcroft_gault(each, age, sex, Decimal(58)) for each in (lower, higher))
    for label in renal.FLUDARABINE_LABELS:
        doses = [renal.fludarabine_mg_m2(each, label) or 0 for each in (better, worse)]
        assert doses[0] >= doses[1]

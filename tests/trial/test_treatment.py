"""Planned and given treatment (trial facts 3-5, scoring sheet 9)."""

from decimal import Decimal

import pytest

from tests.trial.course import Course, day, enrolled, infuse, study, treated
from workstation.trial.assessment import DrugDose, LymphodepletionDay


def depletion(course: Course, place: int = 0, on: int = 0, **settings: str) -> LymphodepletionDay:
    return course.seen(day(on), study(**settings)).lymphodepletion[place]


def drug(of: LymphodepletionDay, oid: str) -> DrugDose:
    return next(each for each in of.drugs if each.drug == oid)


@pytest.mark.rule("1 conditioning")
@pytest.mark.parametrize(
    ("height", "weight", "fludarabine", "cyclophosphamide"),
    [
        ("165", "58", "40.76", "489.13"),
        ("158", "50", "37.03", "444.41"),
        ("172", "75", "47.32", "567.89"),
        ("150", "42", "33.07", "396.86"),
    ],
)
def test_planned_doses_of_the_trial_sheet(
    height: str, weight: str, fludarabine: str, cyclophosphamide: str
) -> None:
    course = enrolled().visit("SCR", day(-20), vital_signs={"height_cm": height, "weight_kg": weight})
    planned = depletion(course)
    assert round(drug(planned, "fludarabine").planned_mg or 0, 2) == Decimal(fludarabine)
    assert round(drug(planned, "cyclophosphamide").planned_mg or 0, 2) == Decimal(cyclophosphamide)


def test_the_formula_is_a_setting() -> None:
    assert round(depletion(enrolled(), bsa__formula="dubois").bsa_m2 or 0, 4) == Decimal("1.6349")
    assert round(depletion(enrolled(), bsa__formula="stevenson").bsa_m2 or 0, 4) == Decimal("1.5960")


def test_without_height_or_weight_the_plan_cannot_be_told() -> None:
    course = enrolled().visit("SCR", day(-20), vital_signs={"height_cm": "165"})
    planned = depletion(course)
    assert planned.bsa_m2 is None
    assert drug(planned, "fludarabine").planned_mg is None
    assert planned.advice is not None
    assert planned.advice.text == "Weight is not recorded."


def test_a_later_weight_counts_only_beyond_ten_percent() -> None:
    course = treated()
    course.visit("LD1", day(-5), vital_signs={"weight_kg": "60"})
    course.visit("LD2", day(-4), vital_signs={"weight_kg": "66.0"})
    course.visit("LD3", day(-3), vital_signs={"weight_kg": "66.1"})
    weights = [depletion(course, place).weight_kg for place in range(3)]
    assert weights == [Decimal("60"), Decimal("60"), Decimal("66.1")]


def test_a_weight_after_the_first_day_does_not_reach_back() -> None:
    course = treated()
    course.visit("INF1", day(0), vital_signs={"weight_kg": "80"})
    assert depletion(course).weight_kg == Decimal("58")


def test_the_label_advises_beside_the_plan_and_never_in_its_place() -> None:
    course = enrolled().visit("SCR", day(-20), chemistry={"creatinine": "96"})
    course.visit("SCR", day(-20), vital_signs={"height_cm": "158", "weight_kg": "50"})
    planned = depletion(course)
    fludarabine = drug(planned, "fludarabine")
    # A woman of 35 years and 50 kg with 96 µmol/L: (140 − 35) × 50 × 0.85 × 88.4 / (72 × 96) = 57.07 mL/min.
    assert round(planned.clearance_ml_min or 0, 2) == Decimal("57.07")
    assert fludarabine.advice_mg_m2 == Decimal(20)
    assert round(fludarabine.planned_mg or 0, 2) == Decimal("37.03")
    assert round(fludarabine.advice_mg or 0, 2) == Decimal("29.63")
    assert drug(planned, "cyclophosphamide").advice_mg is None


def test_do_not_give_is_said_in_words() -> None:
    course = enrolled().visit("SCR", day(-20), chemistry={"creatinine": "300"})
    planned = depletion(course)
    assert drug(planned, "fludarabine").advice_mg_m2 is None
    assert planned.advice is not None
    assert "do not give" in planned.advice.text


def test_a_given_dose_is_compared_with_the_prescription_else_with_the_plan() -> None:
    course = enrolled()
    course.visit("LD1", day(-5), lymphodepletion={"fludarabine_mg": "30", "cyclophosphamide_mg": "489"})
    assert drug(depletion(course), "fludarabine").deviation is True
    assert drug(depletion(course), "cyclophosphamide").deviation is False
    course.visit("LD1", day(-5), lymphodepletion={"fludarabine_mg": "30", "prescribed_fludarabine_mg": "30"})
    assert drug(depletion(course), "fludarabine").deviation is False
    assert drug(depletion(course, 1), "fludarabine").deviation is None


def test_five_percent_exactly_is_no_deviation() -> None:
    course = enrolled().visit(
        "LD1", day(-5), lymphodepletion={"fludarabine_mg": "42", "prescribed_fludarabine_mg": "40"}
    )
    assert drug(depletion(course), "fludarabine").deviation is False
    course.visit(
        "LD1", day(-5), lymphodepletion={"fludarabine_mg": "42.1", "prescribed_fludarabine_mg": "40"}
    )
    assert drug(depletion(course), "fludarabine").deviation is True


def test_infusions_have_their_target_by_dose_level() -> None:
    course = treated("DL2-7d", infusions=1)
    first, second, third = course.seen(day(3)).infusions
    assert (first.target_e9, first.cells_e9, first.given) == (Decimal("1.5"), Decimal("0.75"), True)
    assert first.ratio == Decimal("0.5")
    assert (second.given, second.planned) == (None, day(7))
    assert third.planned == day(14)


def test_an_infusion_held_without_cells_is_decided_not_open() -> None:
    course = treated(infusions=2).visit("INF3", day(14), infusion={"given": False, "not_given": "product"})
    third = course.seen(day(20)).infusions[2]
    assert (third.given, third.not_given_reason, third.cells_e9) == (False, "product", None)


def test_cells_far_from_the_target_are_remarked() -> None:
    course = infuse(treated(infusions=0), "INF1", day(0), cells="0.60")
    assert [remark.code for remark in course.seen(day(1)).remarks if remark.form == "infusion"] == [
        "CELLS_DEVIATION"
    ]

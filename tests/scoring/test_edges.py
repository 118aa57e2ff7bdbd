"""What the rules accept and refuse at the edge: the last value that can be true, and the first that cannot.

Beside the worked examples of each index, for what a slip of the pen in the program would turn: a limit that shifts by
one, a name that changes with what is missing, a precision that leaks in from the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any

import pytest

from workstation.scoring import renal
from workstation.scoring.body_surface import body_surface, dose
from workstation.scoring.ctcae_calcium import corrected_calcium
from workstation.scoring.doris import Treatment as DorisTreatment
from workstation.scoring.doris import doris
from workstation.scoring.errors import ScoringError
from workstation.scoring.glucocorticoid import (
    LedgerRow,
    equivalents,
    increases_within,
    mean_daily,
    prednisone_equivalent,
)
from workstation.scoring.lldas import State, Treatment, lldas
from workstation.scoring.measurement import Measurement
from workstation.scoring.pga import checked_pga, from_vas
from workstation.scoring.quantity import checked
from workstation.scoring.selena_flare import FLAGS, Course, Flare, Pair, flare
from workstation.scoring.sle_das import NUMBERS, WEIGHTS, sle_das
from workstation.scoring.sledai2k import KEYS
from workstation.scoring.sri4 import Activity, sri4

VISIT = date(2026, 3, 10)


def refused(named: str, work: Callable[..., object], *given: Any) -> None:
    """The refusal begins with the name of what is wrong."""
    with pytest.raises(ScoringError, match=rf"^{named}\b"):
        work(*given)


# ---- Numbers


@pytest.mark.parametrize("text", ["1" * 60, "1." + "1" * 59, "0." + "0" * 59 + "1", "1E+60", "1E-60"])
def test_sixty_digits_and_places_are_a_number_still(text: str) -> None:
    assert checked("value", Decimal(text)) == Decimal(text)


@pytest.mark.parametrize("text", ["1" * 61, "1E+61", "1E-61"])
def test_one_digit_or_place_more_is_refused(text: str) -> None:
    refused("value", checked, "value", Decimal(text))


def test_a_number_may_be_both_of_its_limits() -> None:
    assert checked("value", 0, 0, 0) == 0


def test_a_measurement_and_a_pga_are_refused_by_their_name() -> None:
    refused("value", Measurement, Decimal("NaN"))
    refused("pga", checked_pga, Decimal(4))
    refused("operator", Measurement, Decimal(1), "=")


# ---- PGA on a line


def test_a_line_may_be_short_and_never_negative() -> None:
    assert from_vas(Decimal("0.25"), Decimal("0.5")) == Decimal("1.5")
    refused("length_mm", from_vas, Decimal(0), Decimal(-1))
    refused("length_mm", from_vas, Decimal(-1), Decimal(-1))
    refused("length_mm", from_vas, Decimal(0), Decimal(0))
    refused("mm", from_vas, Decimal(11), Decimal(10))


# ---- Body surface and dose


def test_a_dose_of_little_or_nothing_on_a_small_surface() -> None:
    assert dose(Decimal("0.5"), Decimal("0.9")) == Decimal("0.45")
    assert dose(Decimal(0), Decimal(0)) == 0
    refused("mg_per_m2", dose, Decimal("-0.1"), Decimal(1))
    refused("surface_m2", dose, Decimal(1), Decimal("-0.1"))


@pytest.mark.parametrize(
    ("height", "weight", "named"),
    [
        ("29", "58", "height_cm"),
        ("301", "58", "height_cm"),
        ("165", "0.9", "weight_kg"),
        ("165", "701", "weight_kg"),
    ],
)
def test_a_body_that_cannot_be(height: str, weight: str, named: str) -> None:
    refused(named, body_surface, Decimal(height), Decimal(weight))


@pytest.mark.parametrize(("height", "weight"), [("30", "1"), ("300", "700")])
def test_the_smallest_and_the_largest_body_that_can(height: str, weight: str) -> None:
    assert body_surface(Decimal(height), Decimal(weight)) > 0


def test_an_unknown_formula_is_named() -> None:
    refused("formula", body_surface, Decimal(165), Decimal(58), "boyd")


# ---- Kidney


def equations(creatinine: str, age: str) -> list[tuple[Callable[..., Decimal], tuple[Any, ...]]]:
    given = (Decimal(creatinine), Decimal(age), "F")
    return [
        (renal.ckdepi2021, given),
        (renal.mdrd4, given),
        (renal.mdrd6, (*given, Decimal(6), Decimal(40))),
        (renal.cockcroft_gault, (*given, Decimal(58))),
    ]


@pytest.mark.parametrize(
    ("creatinine", "age", "named"),
    [
        ("9.9", "40", "creatinine_umol_l"),
        ("5000.1", "40", "creatinine_umol_l"),
        ("90", "0.9", "age"),
        ("90", "120.1", "age"),
    ],
)
def test_every_equation_refuses_what_cannot_be_of_a_person(creatinine: str, age: str, named: str) -> None:
    for equation, given in equations(creatinine, age):
        refused(named, equation, *given)


def test_every_equation_is_of_one_of_two_sexes() -> None:
    for equation, (creatinine, age, _, *more) in equations("90", "40"):
        refused("sex", equation, creatinine, age, "W", *more)


@pytest.mark.parametrize(("creatinine", "age"), [("10", "1"), ("5000", "120")])
def test_every_equation_takes_the_last_that_can(creatinine: str, age: str) -> None:
    for equation, given in equations(creatinine, age):
        assert equation(*given) > 0


@pytest.mark.parametrize(
    ("urea", "albumin", "named"),
    [
        ("0.09", "40", "urea_mmol_l"),
        ("200.1", "40", "urea_mmol_l"),
        ("6", "0.9", "albumin_g_l"),
        ("6", "100.1", "albumin_g_l"),
    ],
)
def test_mdrd_6_refuses_a_urea_or_albumin_that_cannot_be(urea: str, albumin: str, named: str) -> None:
    refused(named, renal.mdrd6, Decimal(90), Decimal(40), "F", Decimal(urea), Decimal(albumin))


@pytest.mark.parametrize(("urea", "albumin"), [("0.1", "1"), ("200", "100")])
def test_mdrd_6_takes_the_last_that_can(urea: str, albumin: str) -> None:
    assert renal.mdrd6(Decimal(90), Decimal(40), "F", Decimal(urea), Decimal(albumin)) > 0


def test_a_clearance_is_of_a_weight_that_can_be() -> None:
    for weight in ("1", "700"):
        assert renal.cockcroft_gault(Decimal(90), Decimal(40), "F", Decimal(weight)) > 0
    for weight in ("0.9", "700.1"):
        refused("weight_kg", renal.cockcroft_gault, Decimal(90), Decimal(40), "F", Decimal(weight))


def test_mdrd_6_is_of_no_ancestry_unless_it_is_said() -> None:
    given = (Decimal(90), Decimal(40), "F", Decimal(6), Decimal(40))
    assert renal.mdrd6(*given) == renal.mdrd6(*given, False) < renal.mdrd6(*given, True)


def test_no_equation_depends_on_the_precision_of_the_caller() -> None:
    expected = [equation(*given) for equation, given in equations("90", "40")]
    with localcontext(prec=3):
        assert [equation(*given) for equation, given in equations("90", "40")] == expected


def test_the_fludarabine_dose_names_what_it_refuses() -> None:
    refused("label", renal.fludarabine_mg_m2, Decimal(60), "eu")
    refused("clearance", renal.fludarabine_mg_m2, Decimal("-0.1"), "older")
    refused("planned_mg_m2", renal.fludarabine_mg_m2, Decimal(60), "older", Decimal("-0.1"))
    assert renal.fludarabine_mg_m2(Decimal(0), "us_2010", Decimal(0)) is None
    assert renal.fludarabine_mg_m2(Decimal(90), "us_2010", Decimal("0.5")) == Decimal("0.5")


# ---- Glucocorticoids


def row(
    mg: str, start: int, end: int | None, drug: str = "prednisone", kind: str = "maintenance"
) -> LedgerRow:
    """From ``start`` to ``end`` days before the visit."""
    first, last = (None if day is None else VISIT - timedelta(days=day) for day in (start, end))
    assert first is not None
    return LedgerRow(drug, Decimal(mg), "oral", first, last, kind)


def test_a_dose_of_one_day_is_a_row() -> None:
    found = mean_daily([row("7", 1, 1)], VISIT, days=1)
    assert found.mg_per_day == 7
    assert found.used == (row("7", 1, 1),)
    with pytest.raises(ScoringError, match=r"^prednisone cannot end on 2026-03-08: it starts on 2026-03-09"):
        row("7", 1, 2)


def test_rows_that_touch_the_week_with_one_day_are_used() -> None:
    first, last = row("5", 30, 7), row("5", 1, None, "prednisolone")
    found = mean_daily([first, row("5", 6, 2), last], VISIT)
    assert found.used == (first, row("5", 6, 2), last)
    outside = mean_daily([row("5", 30, 8), row("5", 7, None), row("9", 0, None, "cortisone")], VISIT)
    assert outside.used == (row("5", 7, None),)


def test_an_increase_on_the_first_and_on_the_last_day_is_seen() -> None:
    rows = [row("5", 30, 4), row("10", 3, 2), row("20", 1, None)]
    days = [VISIT - timedelta(days=day) for day in (3, 1)]
    assert increases_within(rows, days[0], days[1]) == tuple(days)
    assert increases_within(rows, VISIT - timedelta(days=2), days[1]) == (days[1],)


def test_the_reason_says_mean_and_period_or_the_days_that_are_silent() -> None:
    def said(rows: list[LedgerRow]) -> str:
        because = mean_daily(rows, VISIT, days=2).because
        return because.text.format_map(because.values)

    assert said([row("5", 9, None)]) == "Mean prednisone-equivalent from 2026-03-08 to 2026-03-09: 5 mg/day."
    assert said([]).startswith("The glucocorticoid ledger says nothing about ")


def test_equivalents_that_cannot_be_set_are_named() -> None:
    refused("overrides", equivalents, {"prednisone": Decimal(5)})
    refused("deflazacort", equivalents, {"deflazacort": Decimal("-6")})
    refused("days", mean_daily, [], VISIT, 0)
    refused("drug", row, "5", 1, None, "aspirin")
    refused("route", LedgerRow, "prednisone", Decimal(5), "rectal", VISIT, None, "maintenance")
    refused("kind", row, "5", 1, None, "prednisone", "bolus")
    refused("mg_per_day", row, "-0.1", 1, None)
    assert prednisone_equivalent([], {"deflazacort": Decimal("0.5")}) == 0


def test_a_dose_of_prednisone_that_cannot_be_is_named_by_both_states() -> None:
    wrong = Decimal("-0.1")
    treated = DorisTreatment(wrong, True, False, False)
    refused("prednisone_mg_day", doris, {}, Decimal(0), treated)
    refused("prednisone_mg_day", lldas, State({}), None, Decimal(0), Treatment(wrong, True))


# ---- Calcium


def test_calcium_and_albumin_may_be_low_and_never_negative() -> None:
    # 40 - 0.5 = 39.5 g/L are lacking, 39.5 x 0.02 = 0.79 mmol/L.
    assert corrected_calcium(Decimal("0.5"), Decimal("0.5")) == Decimal("1.29")
    assert corrected_calcium(Decimal(0), Decimal(40)) == 0
    refused("calcium", corrected_calcium, Decimal("-0.1"), Decimal(40))
    refused("albumin", corrected_calcium, Decimal(2), Decimal("-0.1"))


# ---- Names of the parts, whatever is missing


@pytest.mark.parametrize("gone", ["items", "pga", "mg", "stable", "nothing"])
def test_the_parts_of_remission_keep_their_names(gone: str) -> None:
    items = dict.fromkeys(KEYS, None if gone == "items" else False)
    result = doris(
        items,
        None if gone == "pga" else Decimal(0),
        DorisTreatment(
            None if gone == "mg" else Decimal(0), None if gone == "stable" else True, False, False
        ),
    )
    assert [each.key for each in result.criteria] == ["clinical_sledai", "pga", "prednisone", "therapy"]


@pytest.mark.parametrize(
    ("was", "now", "at_least"),
    [(None, 0, 0), (3, 0, 0), (12, None, 9), (12, None, 0), (12, 8, 0), (12, 9, 0)],
)
def test_the_parts_of_a_response_keep_their_names(was: int | None, now: int | None, at_least: int) -> None:
    result = sri4(Activity(was, None), Activity(now, None, {}, at_least))
    assert [each.key for each in result.components] == ["sledai", "bilag", "pga"]


# ---- Reasons that something cannot be told


def reasons(criteria: tuple[Any, ...]) -> list[str]:
    return [each.because.text.format_map(each.because.values) for each in criteria]


def test_low_activity_says_what_is_missing() -> None:
    nothing = lldas(State({}), State({}), None, Treatment(None, None))
    assert reasons(nothing.criteria)[0] == "SLEDAI-2K 0 so far, and answers are missing."
    assert reasons(nothing.criteria)[1].startswith("It cannot be told whether this is new: ")
    assert reasons(nothing.criteria)[2:] == [
        "PGA is not recorded.",
        "The prednisone dose cannot be told.",
        "It is not answered whether background drugs are at maintenance doses.",
    ]
    first = lldas(State({}), None, None, Treatment(None, None, product_exempt=False))
    assert reasons(first.criteria)[1] == "There is no earlier assessment to compare with."
    assert reasons(first.criteria)[4] == "The study product is an investigational drug."
    other = lldas(State({"rash": True}), State({"rash": False}), None, Treatment(None, None, True))
    assert reasons(other.criteria)[1].startswith("New since the assessment before: ")
    assert reasons(other.criteria)[4] == "An investigational drug is taken."
    loud = lldas(State({"fever": True}), None, None, Treatment(None, None))
    assert reasons(loud.criteria)[0].startswith("Active: ")


def test_remission_says_what_is_missing() -> None:
    nothing = doris({}, None, DorisTreatment(None, None, None, None))
    assert reasons(nothing.criteria) == [
        "Clinical SLEDAI-2K: answers are missing.",
        "PGA is not recorded.",
        "The prednisone dose cannot be told.",
        "It is not answered whether background treatment is stable.",
    ]
    assert reasons(doris({"rash": True}, None, DorisTreatment(None, None, None, None)).criteria)[
        0
    ].startswith("Clinical SLEDAI-2K is not 0: ")


def test_a_response_says_that_the_baseline_is_not_known() -> None:
    result = sri4(Activity(None, None), Activity(4, Decimal(1)))
    assert reasons(result.components)[0] == "SLEDAI-2K of the baseline is not known."
    gone = sri4(Activity(12, None), Activity(None, None, {}, 9))
    assert reasons(gone.components)[0] == "SLEDAI-2K 12 → at least 9: a fall of 4 is not possible any more."


# ---- Flares and SLE-DAS


QUIET_PAIR = Pair(Decimal(0), Decimal(0))


@pytest.mark.parametrize("when", ["before", "now"])
@pytest.mark.parametrize(
    ("name", "value"),
    [("sledai", "-0.1"), ("sledai", "106"), ("pga", "-0.1"), ("pga", "3.1"), ("pred_mg_kg", "-0.1")],
)
def test_a_flare_names_the_value_that_cannot_be(name: str, when: str, value: str) -> None:
    wrong = Pair(Decimal(value), Decimal(0)) if when == "before" else Pair(Decimal(0), Decimal(value))
    sledai, pga, dose_ = (wrong if each == name else QUIET_PAIR for each in ("sledai", "pga", "pred_mg_kg"))
    refused(f"{name}_{when}", flare, Course(sledai, pga, dose_, dict.fromkeys(FLAGS, False)))


def test_the_lowest_and_the_highest_of_each_value_is_taken() -> None:
    flags = dict.fromkeys(FLAGS, False)
    assert flare(Course(QUIET_PAIR, QUIET_PAIR, QUIET_PAIR, flags)) is Flare.NONE
    highest = Course(Pair(Decimal(105), Decimal(105)), Pair(Decimal(3), Decimal(3)), QUIET_PAIR, flags)
    assert flare(highest) is Flare.NONE


def test_every_number_of_sle_das_is_looked_at_after_one_that_is_missing() -> None:
    flags = dict.fromkeys(WEIGHTS, False)
    refused("leucocytes", sle_das, flags, {"platelets": None, "leucocytes": Decimal(-1)})
    refused("flags", sle_das, {"arthritis_": True}, {})
    refused("numbers", sle_das, {}, {"joints": Decimal(1)})
    lowest = [Decimal(text) for text in ("0", "0", "0.5", "0.5")]
    assert sle_das(flags, dict(zip(NUMBERS, lowest, strict=True))).score is not None

"""Rules of the scoring sheet that are about the record and not about one index: what is compared with what, and when.

The rules of the indices themselves are proved in tests/scoring.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.trial.course import NEVER_INVOLVED, Course, day, enrolled, quiet_bilag, study, treated
from tests.trial.test_offers import offers
from workstation.definition.study import Study
from workstation.forms.answers import Answer
from workstation.forms.evaluate import evaluate
from workstation.scoring.bilag_items import System
from workstation.scoring.bilag_result import Grade
from workstation.scoring.result import Verdict
from workstation.scoring.sledai2k import KEYS
from workstation.trial.assessment import Steroid
from workstation.trial.bilag_record import BilagOfVisit
from workstation.trial.form_context import form_context

ABSENT: dict[str, object] = dict.fromkeys(KEYS, False)


def bilag(course: Course, key: str, of: Study | None = None) -> BilagOfVisit:
    found = course.seen(day(400), of).visit(key)
    assert found is not None
    assert found.bilag is not None
    return found.bilag


def screened(**codes: object) -> Course:
    return enrolled().visit("SCR", day(-20), history=NEVER_INVOLVED, bilag2004=quiet_bilag(**codes))


# ---- Entry


@pytest.mark.rule("1 entry SLEDAI-2K")
@pytest.mark.parametrize(
    ("present", "computed"),
    [
        (("arthritis", "myositis"), Verdict.MET),  # 4 + 4 = 8
        (("arthritis", "rash", "fever"), Verdict.NOT_MET),  # 4 + 2 + 1 = 7
    ],
)
def test_entry_asks_for_eight_points(present: tuple[str, ...], computed: Verdict) -> None:
    course = enrolled().visit("BL", day(-7), sledai2k=ABSENT | dict.fromkeys(present, True))
    criteria = course.seen(day(-6)).eligibility.criteria
    assert next(each for each in criteria if each.key == "i4_sledai").computed is computed


# ---- BILAG-2004 over time


@pytest.mark.rule("2.6 earlier attribution is ignored")
def test_an_earlier_value_that_was_not_of_lupus_is_compared_all_the_same() -> None:
    # 24 h protein 5 g, put down to something else, then 3 g: a fall by 40 %, so neither A1 nor B2 but C1.
    course = screened(_84="5", attribution_84="N").visit("BL", day(-7), bilag2004=quiet_bilag(_84="3"))
    course.visit("SCR", day(-20), bilag2004=quiet_bilag(_84="5") | {"attribution_84": "N"})
    assert bilag(course, "SCR").grades[System.RENAL] is Grade.E
    assert bilag(course, "BL").grades[System.RENAL] is Grade.C


@pytest.mark.rule("2.8 only from false to true")
def test_once_involved_a_system_is_never_e_again_whatever_the_history_says() -> None:
    course = screened(_6="2").visit("BL", day(-7), bilag2004=quiet_bilag())
    course.visit("D28", day(28), bilag2004=quiet_bilag())
    assert [bilag(course, key).grades[System.MUCOCUTANEOUS] for key in ("SCR", "BL", "D28")] == [
        "B",
        "D",
        "D",
    ]


@pytest.mark.rule("2.1 attribution")
def test_an_unanswered_attribution_counts_as_due_to_lupus() -> None:
    assert bilag(screened(_94="20"), "SCR").grades[System.HAEMATOLOGICAL] is Grade.A
    course = screened().visit("SCR", day(-20), bilag2004=quiet_bilag(_94="20") | {"attribution_94": "N"})
    result = bilag(course, "SCR").overall.systems[System.HAEMATOLOGICAL]
    assert (result.grade, result.evaluable) == (Grade.E, True)


# ---- Units


@pytest.mark.rule("2.10 units")
@pytest.mark.parametrize(
    ("item", "value", "unit", "in_bilag"),
    [
        (90, "92", "g/L", "9.2"),
        (86, "1.5", "mg/dL", "132.6"),  # 1.5 x 88.4
        (83, "884", "mg/g", "99.99808"),  # x 0.11312: just short of 100
        (82, "442", "mg/g", "49.99904"),
        (83, "0.5", "g/g", "56.56"),  # x 113.12
        (82, "0.5", "g/g", "56.56"),
        (84, "500", "mg", "0.5"),
    ],
)
def test_a_value_is_converted_exactly_and_kept_as_written(
    item: int, value: str, unit: str, in_bilag: str
) -> None:
    course = screened(**{f"_{item}": Answer(value, unit=unit)})
    assert bilag(course, "SCR").answers[item] == Decimal(in_bilag)
    assert course.subject().answers("SCR", "bilag2004")[str(item)] == Answer(value, unit=unit)


# ---- After lymphodepletion


def missing(course: Course, visit: str, form: str) -> set[str]:
    """Items that keep the form from being complete."""
    of, subject = study(), course.subject()
    assessment = course.seen(day(400), of)
    context = form_context(subject, of, assessment, visit, of.forms[form], None)
    state = evaluate(of.forms[form], subject.answers(visit, form), context)
    return set(state.missing)


@pytest.mark.rule("2.7 after lymphodepletion", "3.3 after lymphodepletion")
@pytest.mark.parametrize(("on", "asked"), [(28, True), (53, True), (54, False)])
def test_for_eight_weeks_every_low_count_asks_for_its_cause(on: int, asked: bool) -> None:
    # The last dose is on day -3: eight weeks after it is day 53.
    low: dict[str, object] = {
        "haemoglobin": Answer("109", unit="g/L"), "wbc": "2.9", "neutrophils": "1.9",
        "lymphocytes": "0.9", "platelets": "99",
    }  # fmt: skip
    counted = quiet_bilag(_90="10.9", _91="2.9", _92="1.9", _93="0.9", _94="99")
    course = treated().visit("UNS", day(on), haematology=low, bilag2004=counted, sledai2k=ABSENT)
    causes = {f"attribution_{number}" for number in range(90, 95)}
    assert causes & missing(course, "UNS", "bilag2004") == (causes if asked else set())
    assert ("sledai_excluded" in missing(course, "UNS", "sledai2k")) is asked


# ---- Settings of section 11 that stand in the study


@pytest.mark.rule("11 switchable")
def test_every_choice_of_every_setting_can_be_taken_and_taken_back() -> None:
    for key, setting in study().settings.items():
        for choice in setting.choices:
            assert setting.with_text(choice).text == choice, key
            assert setting.with_text(choice).with_text(setting.text).text == setting.text, key


@pytest.mark.rule("11 GFR equation", "9.2 MDRD-6")
def test_the_equation_of_the_gfr_is_the_one_of_the_study() -> None:
    chemistry: dict[str, object] = {"creatinine": "90", "urea": "6", "albumin": "40"}
    course = enrolled().visit("BL", day(-7), chemistry=chemistry)
    # A woman of 35: CKD-EPI 142 x (1.0181/0.7)^-1.2 x 0.9938^35 x 1.012 = 73.7.
    assert offers(course, "BL", "bilag2004")["87"] == "73.7"
    # MDRD-6 170 x 1.0181^-0.999 x 35^-0.176 x 16.8^-0.170 x 4.0^0.318 x 0.762 = 65.5.
    assert offers(course, "BL", "bilag2004", of=study(gfr__equation="mdrd6"))["87"] == "65.5"


@pytest.mark.rule("11 SLEDAI window", "3.2 window")
def test_the_look_back_of_the_index_is_stored_with_it() -> None:
    course = enrolled().visit("BL", day(-7))
    assert offers(course, "BL", "sledai2k")["window_days"] == "30"
    assert offers(course, "BL", "sledai2k", of=study(sledai__window_days="10"))["window_days"] == "10"


@pytest.mark.rule("11 arthritis", "11 UPCR for SLEDAI", "11 haematuria and pyuria")
def test_disputed_descriptors_are_read_as_the_study_says() -> None:
    course = enrolled().visit(
        "BL",
        day(-7),
        sledai2k={"active_joints": "2"},
        urine={"upcr": Answer("53", unit="mg/mmol"), "urine_rbc": "8", "urine_wbc": "2"},
    )
    default = offers(course, "BL", "sledai2k")
    assert (default["arthritis"], default["proteinuria"], default["hematuria"]) == ("yes", "no", "yes")
    assert offers(course, "BL", "sledai2k", of=study(sledai__arthritis_joints="3"))["arthritis"] == "no"
    assert offers(course, "BL", "sledai2k", of=study(sledai__upcr_rule="50 mg/mmol"))["proteinuria"] == "yes"
    together = study(sledai__cells_only_with_proteinuria="true")
    assert offers(course, "BL", "sledai2k", of=together)["hematuria"] == "no"


def steroid(course: Course, key: str, of: Study | None = None) -> Steroid:
    found = course.seen(day(400), of).visit(key)
    assert found is not None
    return found.steroid


@pytest.mark.rule("11 betamethasone and deflazacort", "8 disputed equivalents")
@pytest.mark.parametrize(
    ("drug", "setting", "default", "alternative"),
    [
        ("betamethasone", {"glucocorticoid__betamethasone_mg": "0.75"}, "10", "8"),  # 1.2 x 5 / 0.6, / 0.75
        ("deflazacort", {"glucocorticoid__deflazacort_mg": "7.5"}, "1", "0.8"),  # 1.2 x 5 / 6, / 7.5
    ],
)
def test_two_equivalents_are_those_of_the_study(
    drug: str, setting: dict[str, str], default: str, alternative: str
) -> None:
    course = treated().visit("W12", day(84))
    course.log(
        "glucocorticoids",
        rows__1__drug=drug,
        rows__1__mg_per_day="1.2",
        rows__1__route="oral",
        rows__1__start=day(0),
    )
    assert steroid(course, "W12").mg_per_day == Decimal(default)
    assert steroid(course, "W12", study(**setting)).mg_per_day == Decimal(alternative)


@pytest.mark.rule("7 warning of a pulse or increase")
@pytest.mark.parametrize(
    ("second", "warned"),
    [
        ({"kind": "pulse", "mg_per_day": "500", "route": "iv", "start": day(60), "end": day(62)}, True),
        ({"kind": "pulse", "mg_per_day": "500", "route": "iv", "start": day(40), "end": day(42)}, False),
        ({"mg_per_day": "5", "drug": "methylprednisolone", "start": day(60), "end": day(62)}, True),
        ({"mg_per_day": "5", "drug": "methylprednisolone", "start": day(40), "end": day(42)}, False),
    ],
)
def test_a_pulse_or_an_increase_since_the_last_assessment_is_told(
    second: dict[str, object], warned: bool
) -> None:
    course = treated()
    for key, on in (("W8", 56), ("W12", 84)):
        course.visit(key, day(on), sledai2k=ABSENT, pga={"pga": "0.4"})
    rows: dict[str, object] = {
        f"rows__1__{name}": value
        for name, value in {
            "drug": "prednisone",
            "mg_per_day": "5",
            "route": "oral",
            "start": day(-9),
        }.items()
    }
    row = {"drug": "methylprednisolone", "route": "oral"} | second
    rows |= {f"rows__2__{name}": value for name, value in row.items()}
    found = steroid(course.log("glucocorticoids", **rows), "W12")
    assert found.pulse_or_increase is warned
    assert found.mg_per_day == 5


# ---- Background treatment


def of_background(**row: object) -> dict[str, str | None]:
    """What the list of background drugs offers at week 12, after an assessment at week 8."""
    rows = {f"rows__1__{key}": value for key, value in ({"start": day(-300)} | row).items()}
    course = treated().visit("W8", day(56), sledai2k=ABSENT).visit("W12", day(84), sledai2k=ABSENT)
    return offers(course.log("background_drugs", **rows), "W12", "background_treatment")


@pytest.mark.rule("6.5 maintenance doses")
@pytest.mark.parametrize(
    ("drug", "most", "above", "frequency"),
    [
        ("hydroxychloroquine", "400", "400.1", "daily"),
        ("methotrexate", "30", "30.1", "weekly"),
        ("azathioprine", "200", "200.1", "daily"),
        ("mycophenolate_mofetil", "3000", "3000.1", "daily"),
        ("mycophenolic_acid", "2160", "2160.1", "daily"),
        ("leflunomide", "20", "20.1", "daily"),
    ],
)
def test_a_maintenance_dose_is_not_above_the_limit_of_its_drug(
    drug: str, most: str, above: str, frequency: str
) -> None:
    for dose, fine in ((most, "yes"), (above, "no")):
        found = of_background(drug=drug, dose=dose, unit="mg", frequency=frequency)
        assert found["maintenance_therapy_ok"] == fine


@pytest.mark.rule("7 stable treatment")
@pytest.mark.parametrize(
    ("row", "stable"),
    [
        ({"change": "new", "start": day(57)}, "no"),
        ({"change": "increase", "start": day(57)}, "no"),
        ({"change": "new", "start": day(56)}, "yes"),  # before or at the assessment before
        ({"change": "decrease", "start": day(57)}, "yes"),
        ({}, "yes"),
    ],
)
def test_stable_is_no_new_drug_and_no_increase_since_the_assessment_before(
    row: dict[str, object], stable: str
) -> None:
    assert of_background(drug="azathioprine", **row)["therapy_stable"] == stable


@pytest.mark.rule("8 alternate days")
@pytest.mark.parametrize(("daily", "warned"), [("5", False), ("10", True)])
def test_a_dose_on_alternate_days_is_half_of_it_a_day(daily: str, warned: bool) -> None:
    of, course = study(), treated()
    row = {"drug": "prednisone", "pattern": "alternate", "mg": "10", "mg_per_day": daily, "route": "oral"}
    course.log("glucocorticoids", **{f"rows__1__{key}": value for key, value in row.items()})
    subject, form = course.subject(), of.forms["glucocorticoids"]
    context = form_context(subject, of, course.seen(day(1), of), "", form, None)
    findings = evaluate(form, subject.log("glucocorticoids"), context).findings
    assert ("PATTERN_ALTERNATE" in {each.code for each in findings}) is warned

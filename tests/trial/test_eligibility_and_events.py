"""Eligibility (trial facts 1.3) and adverse events as the trial counts them (safety sheet 5.1)."""

import pytest

from tests.trial.course import NEVER_INVOLVED, Course, day, enrolled, quiet_bilag, treated
from workstation.forms.answers import Answer, State
from workstation.scoring.result import Verdict, verdict
from workstation.trial.assessment import Criterion, EventSummary

ALL_MET = {
    "i1_age_consent": "met",
    "i2_acr1997": "met",
    "i3_contraception": Answer(state=State.NOT_APPLICABLE),
    "i4_sledai": "met",
    "i5_bilag": "met",
    "i6_serology": "met",
    "i7_counts": "met",
    "i8_lvef": "met",
    "i9_background": "met",
    "e1_allergy": "not_met",
    "e2_infection": "not_met",
    "e3_immunodeficiency": "not_met",
    "decision": True,
}


def criterion(course: Course, key: str) -> Criterion:
    found = course.seen(day(-6)).eligibility.criteria
    return next(each for each in found if each.key == key)


def test_eligible_is_all_met_none_excluded_and_decided() -> None:
    course = enrolled().visit("SCR", day(-20), eligibility=dict(ALL_MET))
    eligibility = course.seen(day(-10)).eligibility
    assert (eligibility.verdict, eligibility.open) == (Verdict.MET, ())
    assert course.seen(day(-10)).status_code == "eligible"


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"i8_lvef": "not_met"}, Verdict.NOT_MET),
        ({"e1_allergy": "met"}, Verdict.NOT_MET),
        ({"i8_lvef": None}, Verdict.CANNOT_TELL),
        ({"i8_lvef": Answer(state=State.UNKNOWN)}, Verdict.CANNOT_TELL),
        ({"decision": None}, Verdict.CANNOT_TELL),
        ({"decision": False}, Verdict.NOT_MET),
    ],
)
def test_a_blank_is_never_a_criterion_met(change: dict[str, object], verdict: Verdict) -> None:
    course = enrolled().visit("SCR", day(-20), eligibility=ALL_MET | change)
    assert course.seen(day(-10)).eligibility.verdict is verdict


@pytest.mark.rule("1 other entry limits")
@pytest.mark.parametrize(
    ("birth", "computed"),
    [
        ("2008-01-26", Verdict.MET),
        ("2008-01-27", Verdict.NOT_MET),
        ("1960-01-26", Verdict.NOT_MET),
        ("1960-01-27", Verdict.MET),
    ],
)
def test_i1_age_counts_completed_years_on_the_day_of_consent(birth: str, computed: Verdict) -> None:
    # Consent on day −21 is 26 January 2026.
    assert criterion(enrolled(birth_date=birth), "i1_age_consent").computed is computed


@pytest.mark.rule("1 other entry limits")
@pytest.mark.parametrize(
    ("neutrophils", "haemoglobin", "computed"),
    [("1.0", "60", Verdict.MET), ("0.99", "100", Verdict.NOT_MET), ("2.0", "59", Verdict.NOT_MET)],
)
def test_i7_limits_are_inclusive(neutrophils: str, haemoglobin: str, computed: Verdict) -> None:
    counts: dict[str, object] = {"neutrophils": neutrophils, "haemoglobin": haemoglobin}
    assert criterion(enrolled().visit("SCR", day(-20), haematology=counts), "i7_counts").computed is computed


@pytest.mark.rule("1 other entry limits")
def test_i6_any_one_of_three_is_enough_and_missing_ones_leave_it_open() -> None:
    assert criterion(enrolled(), "i6_serology").computed is Verdict.CANNOT_TELL
    raised = enrolled().visit("SCR", day(-20), immunology={"anti_dsdna": Answer("101", uln="100")})
    assert criterion(raised, "i6_serology").computed is Verdict.MET
    normal = enrolled().visit("SCR", day(-20), immunology={"anti_dsdna": Answer("100", uln="100")})
    assert criterion(normal, "i6_serology").computed is Verdict.CANNOT_TELL


@pytest.mark.rule("1 other entry limits")
def test_i8_uses_the_last_value_before_conditioning() -> None:
    course = enrolled().visit("SCR", day(-20), ecg_echo={"lvef": "50"})
    assert criterion(course, "i8_lvef").computed is Verdict.MET
    course.visit("BL", day(-7), ecg_echo={"lvef": "49"})
    assert criterion(course, "i8_lvef").computed is Verdict.NOT_MET


def events(course: Course, on: int = 200) -> dict[str, EventSummary]:
    return {event.term: event for event in course.seen(day(on)).events}


def with_event(start: object, **more: object) -> Course:
    course = treated()
    rows = {"rows__1__term": "Fever", "rows__1__start": start} | more
    return course.log("adverse_event", **rows)


@pytest.mark.parametrize(
    ("start", "teae", "period"),
    [
        (day(-15).isoformat(), False, "SCREEN"),
        (day(-5).isoformat(), False, "LD"),
        (f"{day(0)}T09:59", False, "LD"),
        (f"{day(0)}T10:02", True, "TREAT"),
        (day(0).isoformat(), True, "TREAT"),
        (day(42).isoformat(), True, "TREAT"),
        (day(43).isoformat(), True, "FU"),
    ],
)
def test_periods_and_treatment_emergence(start: str, teae: bool, period: str) -> None:
    event = events(with_event(start))["Fever"]
    assert (event.teae, event.period) == (teae, period)


def test_worsening_after_the_infusion_makes_an_earlier_event_emergent() -> None:
    course = with_event(
        day(-4),
        grades__1__event="1",
        grades__1__from=day(-4),
        grades__1__grade="1",
        grades__2__event="1",
        grades__2__from=day(3),
        grades__2__grade="2",
    )
    event = events(course)["Fever"]
    assert (event.grade, event.teae, event.period) == (2, True, "LD")


def test_the_grade_is_the_worst_that_had_been_reached_by_the_day() -> None:
    course = with_event(
        day(10),
        grades__1__event="1",
        grades__1__from=day(10),
        grades__1__grade="3",
        grades__2__event="1",
        grades__2__from=day(20),
        grades__2__grade="4",
    )
    assert events(course, on=15)["Fever"].grade == 3
    assert events(course, on=25)["Fever"].grade == 4
    assert events(course, on=5) == {}


@pytest.mark.parametrize(
    ("recorded", "status"),
    [
        ({}, "treatment"),
        ({"status": "withdrew_consent", "discontinued": day(3)}, "withdrawn"),
        ({"status": "death", "death": day(3)}, "died"),
    ],
)
def test_status_follows_the_disposition(recorded: dict[str, object], status: str) -> None:
    course = treated(infusions=1)
    if recorded:
        course.log("disposition", **recorded)
    assert course.seen(day(4)).status_code == status


@pytest.mark.rule("1 entry BILAG")
def test_i5_is_told_from_the_grades_before_conditioning() -> None:
    """One A or two B; a provisional grade is a lower bound, and a missing item may leave it open."""
    for codes, met in (
        ({"_5": "3"}, True),
        ({"_6": "2", "_42": "2"}, True),
        ({"_6": "2"}, False),
        ({"_6": "2", "_88": None}, None),
        ({"_5": "3", "_88": None}, True),
    ):
        course = enrolled().visit("BL", day(-7), bilag2004=quiet_bilag(**codes), history=NEVER_INVOLVED)
        criterion = next(each for each in course.seen(day(-6)).eligibility.criteria if each.key == "i5_bilag")
        assert criterion.computed is verdict(met), codes

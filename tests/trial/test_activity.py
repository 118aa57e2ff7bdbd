"""SLEDAI-2K, PGA and steroid of a visit as the record gives them (scoring sheet 3, 4, 7, 8)."""

from decimal import Decimal

import pytest

from tests.trial.course import NEVER_INVOLVED, Course, day, enrolled, quiet_bilag, study, treated
from workstation.forms.answers import Answer, State
from workstation.scoring.sledai2k import KEYS
from workstation.trial.assess import assess
from workstation.trial.assessment import VisitAssessment
from workstation.trial.form_context import form_context
from workstation.trial.subject import FormRecord


def scored(present: set[str], **more: object) -> dict[str, object]:
    return {key: key in present for key in KEYS} | more


def visit(course: Course, key: str, on: int = 400) -> VisitAssessment:
    found = course.seen(day(on)).visit(key)
    assert found is not None
    return found


def test_the_answers_of_the_assessor_make_the_score() -> None:
    present = {"arthritis", "rash", "proteinuria", "low_complement", "increased_dna_binding"}
    course = enrolled().visit("BL", day(-7), sledai2k=scored(present), pga={"pga": "1.8"})
    index = visit(course, "BL").sledai
    assert index is not None
    assert (index.total, index.clinical) == (14, 10)
    assert visit(course, "BL").pga_band == "moderate"


def test_one_blank_descriptor_leaves_the_total_open_and_gives_a_lower_bound() -> None:
    course = enrolled().visit("BL", day(-7), sledai2k=scored({"arthritis"}) | {"pleurisy": None})
    index = visit(course, "BL").sledai
    assert index is not None
    assert (index.total, index.partial_total, index.missing) == (None, 4, ("pleurisy",))


@pytest.mark.rule("0 a blank is no absence")
def test_not_done_is_missing_and_not_absent() -> None:
    not_done = Answer(state=State.NOT_DONE)
    course = enrolled().visit("BL", day(-7), sledai2k=scored(set()) | {"fever": not_done})
    index = visit(course, "BL").sledai
    assert index is not None
    assert index.total is None


def test_the_recorded_answer_counts_and_a_differing_measurement_is_remarked() -> None:
    course = enrolled().visit(
        "BL",
        day(-7),
        sledai2k=scored(set()),
        haematology={"platelets": "96"},
        vital_signs={"temperature_c": "36.6"},
    )
    found = visit(course, "BL")
    assert found.sledai is not None
    assert found.sledai.total == 0
    assert set(found.sledai_differs) == {"thrombocytopenia"}
    assert "SLEDAI_DIFFERS" in [remark.code for remark in course.seen(day(0)).remarks]


def test_a_descriptor_explained_by_another_cause_agrees_with_no() -> None:
    course = enrolled().visit(
        "BL",
        day(-7),
        sledai2k=scored(set(), sledai_excluded="thrombocytopenia"),
        haematology={"platelets": "96"},
    )
    assert visit(course, "BL").sledai_differs == {}


def test_measurements_propose_and_never_answer() -> None:
    course = enrolled().visit(
        "W12",
        day(84),
        haematology={"platelets": "96", "wbc": "3.0"},
        immunology={"c3": Answer("0.60", lln="0.79", uln="1.52")},
    )
    subject, of = course.subject(), study()
    assessment = assess(subject, of, day(84))
    context = form_context(subject, of, assessment, "W12", of.forms["sledai2k"], day(84))
    assert context.proposals["thrombocytopenia"].value == "yes"
    assert context.proposals["leukopenia"].value == "no"
    assert context.proposals["low_complement"].value == "yes"
    assert context.proposals["increased_dna_binding"].value is None
    assert assessment.visit("W12").sledai is None  # type: ignore[union-attr]


@pytest.mark.rule("1 baseline")
def test_baseline_is_the_last_complete_assessment_before_conditioning() -> None:
    course = treated()
    course.visit("SCR", day(-20), sledai2k=scored({"arthritis", "rash", "fever"}), pga={"pga": "2.0"})
    course.visit("SCR", day(-20), bilag2004=quiet_bilag(), history=NEVER_INVOLVED)
    assert course.seen(day(0)).baseline == "SCR"
    course.visit("BL", day(-7), sledai2k=scored({"arthritis"}) | {"rash": None}, pga={"pga": "2.1"})
    assert course.seen(day(0)).baseline == "SCR"
    course.visit("BL", day(-7), sledai2k=scored({"arthritis", "vasculitis"}), pga={"pga": "2.1"})
    assert course.seen(day(0)).baseline == "SCR"  # nobody scored BILAG-2004 at BL
    course.visit("BL", day(-7), bilag2004=quiet_bilag(_5=None))
    assert course.seen(day(0)).baseline == "SCR"  # item 5 was left out: one system is not evaluable
    course.visit("BL", day(-7), bilag2004=quiet_bilag(_5="3", _6=None))
    course.visit("D28", day(28), sledai2k=scored({"arthritis"}), pga={"pga": "1.2"})
    assessment = course.seen(day(30))
    assert assessment.baseline == "BL"
    later = assessment.visit("D28")
    assert later is not None
    assert (later.sledai_change, later.pga_change) == (-8, Decimal("-0.9"))


@pytest.mark.rule("7 steroid dose")
def test_the_steroid_dose_is_the_mean_of_the_seven_days_before() -> None:
    course = treated().visit("W12", day(84))
    course.log(
        "glucocorticoids",
        rows__1__drug="prednisone",
        rows__1__mg_per_day="10",
        rows__1__route="oral",
        rows__1__start=day(0),
        rows__1__end=day(79),
        rows__2__drug="methylprednisolone",
        rows__2__mg_per_day="4",
        rows__2__route="oral",
        rows__2__start=day(80),
    )
    # Days 77 to 79 at 10 mg, days 80 to 83 at 5 mg: (30 + 20) / 7.
    assert visit(course, "W12").steroid.mg_per_day == Decimal(50) / Decimal(7)


def test_a_dose_stated_at_the_visit_stands_for_the_days_before_it() -> None:
    course = enrolled(planned=None).visit("BL", day(-7)).visit("LD1", day(-5))
    course.log(
        "glucocorticoids",
        rows__1__drug="methylprednisolone",
        rows__1__mg_per_day="24",
        rows__1__route="oral",
        rows__1__start=day(-7),
        rows__1__stated_at="BL",
    )
    assert visit(course, "BL").steroid.mg_per_day == Decimal(30)
    assert visit(course, "LD1").steroid.mg_per_day == Decimal(30)


def test_a_silent_ledger_cannot_be_told_and_zero_is_a_dose() -> None:
    course = treated().visit("W12", day(84))
    assert visit(course, "W12").steroid.mg_per_day is None
    course.log(
        "glucocorticoids",
        rows__1__drug="prednisone",
        rows__1__mg_per_day="0",
        rows__1__route="oral",
        rows__1__start=day(0),
    )
    assert visit(course, "W12").steroid.mg_per_day == 0


def test_what_is_known_from_before_only_saves_time() -> None:
    course = treated()
    for key, on, present in (
        ("BL", -7, {"arthritis", "rash"}),
        ("D28", 28, {"rash"}),
        ("W12", 84, {"fever"}),
    ):
        course.visit(key, day(on), sledai2k=scored(present), pga={"pga": "1.0"})
    course.log(
        "glucocorticoids", rows__1__drug="prednisone", rows__1__mg_per_day="5", rows__1__start=day(-20)
    )
    of, before = study(), course.subject()
    known = assess(before, of, day(100))
    for key, form, values in (
        ("D28", "sledai2k", {"vasculitis": Answer("yes")}),
        ("BL", "visit", {"date": Answer(day(-6).isoformat())}),
        ("", "glucocorticoids", {"rows/1/mg_per_day": Answer("10")}),
        ("SCR", "demography", {"planned_infusion": Answer(day(1).isoformat())}),
    ):
        answers = before.answers(key, form)
        for path, answer in values.items():
            answers = answers.with_answer(path, answer)
        moment = None if key == "" else (day(-6) if form == "visit" else before.visit(key).date)  # type: ignore[union-attr]
        edited = before.with_form(key, FormRecord(form, 1, answers), moment)
        assert assess(edited, of, day(100), known) == assess(edited, of, day(100))


def test_a_row_of_the_ledger_that_cannot_be_is_left_out_and_breaks_nothing() -> None:
    """While somebody types, a row may end before it starts or name a route that there is not."""
    for slip in ({"rows__1__end": day(-30)}, {"rows__1__route": "yes"}, {"rows__1__mg_per_day": "-5"}):
        course = treated().visit("D28", day(28))
        row = {"rows__1__drug": "prednisone", "rows__1__mg_per_day": "5", "rows__1__start": day(-20)}
        course.log("glucocorticoids", **(row | slip))
        assert visit(course, "D28").steroid.mg_per_day is None

"""Settings of the study change what is concluded (trial sheet 4.1, 6; scoring sheet 11; catalogue 4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.trial.course import NEVER_INVOLVED, Course, day, enrolled, infuse, quiet_bilag, study, treated
from tests.trial.test_offers import because, offers
from workstation.definition.study import Study
from workstation.forms.answers import Answers
from workstation.forms.evaluate import evaluate
from workstation.forms.state import Finding, Severity
from workstation.scoring.sledai2k import KEYS
from workstation.trial.form_context import form_context
from workstation.trial.visit_state import VisitState

# ---- Dose


def large() -> Course:
    return enrolled().visit("SCR", day(-20), vital_signs={"height_cm": "190", "weight_kg": "110"})


def test_the_surface_for_doses_has_the_cap_of_the_study() -> None:
    capped = study(bsa__cap_m2="2.0")
    found = offers(large(), "LD1", "lymphodepletion", on=-10, of=capped)
    assert (found["bsa_m2"], found["planned_fludarabine_mg"]) == ("2.00", "50")
    assert large().seen(day(-10), capped).bsa_m2 == Decimal("2.0")
    assert "capped" in because(large(), "LD1", "lymphodepletion", "bsa_m2", of=capped).text
    assert offers(large(), "LD1", "lymphodepletion", on=-10)["bsa_m2"] == "2.41"
    assert offers(large(), "SCR", "vital_signs", of=capped)["bsa_m2"] == "2.41", "the person is not smaller"
    assert offers(enrolled(), "LD1", "lymphodepletion", on=-10, of=capped)["bsa_m2"] == "1.63"


@pytest.mark.parametrize(
    ("step", "fludarabine", "cyclophosphamide"), [("1", "41", "489"), ("5", "40", "490")]
)
def test_doses_are_offered_in_the_step_of_the_study(
    step: str, fludarabine: str, cyclophosphamide: str
) -> None:
    found = offers(enrolled(), "LD1", "lymphodepletion", on=-10, of=study(dose__rounding_mg=step))
    assert found["planned_fludarabine_mg"] == fludarabine
    assert found["planned_cyclophosphamide_mg"] == cyclophosphamide


def test_the_surface_is_shown_with_the_decimals_of_the_study() -> None:
    found = offers(enrolled(), "LD1", "lymphodepletion", on=-10, of=study(bsa__decimals="3"))
    assert found["bsa_m2"] == "1.630"


# ---- Baseline


def scored(course: Course, visit: str, on: int) -> Course:
    return course.visit(
        visit,
        day(on),
        sledai2k=dict.fromkeys(KEYS, False),
        pga={"pga": "2"},
        bilag2004=quiet_bilag(),
        history=NEVER_INVOLVED,
    )


@pytest.mark.rule("11 baseline visit")
@pytest.mark.parametrize(
    ("rule", "baseline"),
    [("last_complete_before_conditioning", "BL"), ("screening", "SCR"), ("day_0", "INF1")],
)
def test_the_rule_of_the_baseline(rule: str, baseline: str) -> None:
    course = scored(scored(scored(scored(treated(), "SCR", -20), "BL", -6), "INF1", 0), "D1", 1)
    assert course.seen(day(30), study(baseline__rule=rule)).baseline == baseline


def test_a_screening_that_is_not_complete_is_no_baseline_by_any_rule() -> None:
    course = scored(treated(), "BL", -6)
    assert course.seen(day(30), study(baseline__rule="screening")).baseline is None


# ---- Schedule


def due(course: Course, visit: str, of: Study) -> date | None:
    planned = course.seen(day(20), of).planned(visit)
    return None if planned is None else planned.due


def test_later_visits_count_from_the_infusion_that_the_study_names() -> None:
    late = infuse(treated(infusions=2), "INF3", day(16))
    from_last = study(visits__later_clock="last_infusion")
    assert due(late, "W12", study()) == day(84)
    assert due(late, "W12", from_last) == day(86)
    assert due(late, "D17", from_last) == day(19)
    assert due(late, "D10", from_last) == day(10), "before the last infusion nothing moves"
    assert due(late, "INF3", from_last) == day(14)
    assert due(treated(infusions=2), "W12", from_last) == day(84), "not given yet"


def remarked(course: Course, of: Study, on: int = 40) -> set[str]:
    return {remark.code for remark in course.seen(day(on), of).remarks}


def test_a_visit_outside_its_window_is_remarked_unless_the_study_says_off() -> None:
    late = treated().visit("D28", day(32))
    assert "WINDOW_LATE" in remarked(late, study())
    assert "WINDOW_LATE" not in remarked(late, study(visits__window_policy="off"))


def dated(visit: str, on: int, of: Study, *, entered_now: bool = True) -> list[Finding]:
    course = treated().visit(visit, day(on))
    form, subject = of.forms["visit"], course.subject()
    today = day(on) if entered_now else None
    context = form_context(subject, of, course.seen(day(on), of), visit, form, today)
    return list(evaluate(form, subject.answers(visit, "visit"), context).findings)


def test_a_study_may_refuse_visits_outside_their_window() -> None:
    strict = study(visits__window_policy="stop")
    assert [f.severity for f in dated("D28", 31, strict)] == [Severity.HARD]
    assert dated("D28", 30, strict) == []
    assert dated("D28", 31, strict, entered_now=False) == [], "history from paper is entered"
    assert dated("D28", 31, study()) == []


@pytest.mark.parametrize(("on", "asked"), [(59 + 60, False), (59 + 61, True), (59, False)])
def test_a_date_far_from_its_window_is_asked_about(on: int, asked: bool) -> None:
    found = dated("W8", on, study())
    assert [f.code for f in found] == (["FAR_FROM_WINDOW"] if asked else [])
    assert all(f.severity is Severity.WARNING and f.path == "date" for f in found)


def test_how_far_is_far_is_a_setting() -> None:
    assert [f.code for f in dated("W8", 59 + 11, study(dates__ask_days="10"))] == ["FAR_FROM_WINDOW"]


def test_a_visit_without_a_window_is_never_far() -> None:
    assert dated("UNS", 300, study()) == []


def test_the_days_between_lymphodepletion_and_cells_are_remarked_once() -> None:
    course = treated()
    for number, visit in enumerate(("LD1", "LD2", "LD3")):
        course.visit(visit, day(-6 + number))
    assert "LD_GAP" in remarked(course, study())
    assert "LD_GAP" not in remarked(course, study(ld__infusion_days="4"))
    assert "LD_GAP" not in remarked(treated(), study())
    slipped = infuse(treated(infusions=0), "INF1", day(2))
    assert {"INFUSION_SLIPPED", "LD_GAP"} & remarked(slipped, study()) == {"INFUSION_SLIPPED"}


# ---- The next visit of a patient who was never infused


@pytest.mark.parametrize(
    ("on", "visit"), [(-10, "BL"), (-5, "LD1"), (0, "INF1"), (3, "INF1"), (4, None), (60, None), (400, None)]
)
def test_visits_after_an_infusion_that_never_was_are_not_next(on: int, visit: str | None) -> None:
    assessment = enrolled().seen(day(on))
    assert (assessment.next_visit and assessment.next_visit.oid) == visit
    assert ("INF1" in assessment.missed) == (on > 3)


@pytest.mark.parametrize("on", [1, 7, 28, 84])
def test_no_visit_after_the_infusion_is_open_or_due_before_it_was_given(on: int) -> None:
    states = {visit.oid: visit.state for visit in enrolled().seen(day(on)).schedule}
    after = ("D1", "INF2", "D28", "W12")
    assert {states[visit] for visit in after} == {VisitState.PLANNED}


def test_an_infusion_after_all_brings_the_next_visits_back() -> None:
    following = infuse(enrolled(), "INF1", day(5)).seen(day(6)).next_visit
    assert following is not None
    assert following.oid == "D1"


def test_no_visit_form_without_answers_is_far_from_anything() -> None:
    known = study()
    context = form_context(
        enrolled().subject(), known, enrolled().seen(day(0)), "W8", known.forms["visit"], None
    )
    assert evaluate(known.forms["visit"], Answers({}), context).findings == ()

"""SRI-4, LLDAS and DORIS of a visit from the record: baseline, assessment before, events, settings, what is missing."""

from __future__ import annotations

from datetime import date

import pytest

from tests.trial.course import NEVER_INVOLVED, Course, day, quiet_bilag, study, treated
from workstation.definition.study import Study
from workstation.scoring.sledai2k import KEYS
from workstation.scoring.sri4 import Event, Status
from workstation.trial.endpoint import Endpoints, Lacking

QUIET: dict[str, object] = {**dict.fromkeys(KEYS, False), "haemolytic_anaemia": False, "gi_activity": False}
STABLE: dict[str, object] = {
    "maintenance_therapy_ok": True,
    "therapy_stable": True,
    "on_immunosuppressant": False,
    "on_biologic": False,
}


def active(*present: str, **more: object) -> dict[str, object]:
    return QUIET | dict.fromkeys(present, True) | more


def scored(
    course: Course,
    key: str,
    on: int,
    pga: str,
    *present: str,
    codes: dict[str, object] | None = None,
    **more: object,
) -> Course:
    return course.visit(
        key,
        day(on),
        sledai2k=active(*present, **more),
        pga={"pga": pga},
        bilag2004=quiet_bilag(**(codes or {})),
        background_treatment=STABLE,
    )


def followed() -> Course:
    """SLEDAI-2K 12 and mucocutaneous A at baseline, treated; a dose of 5 mg throughout."""
    course = treated().visit("SCR", day(-20), history=NEVER_INVOLVED)
    scored(course, "BL", -7, "1.8", "vasculitis", "arthritis", codes={"_5": "3", "_42": "2"})
    return course.log(
        "glucocorticoids",
        rows__1__drug="prednisone",
        rows__1__mg_per_day="5",
        rows__1__route="oral",
        rows__1__start=day(-30),
    )


def ends(course: Course, key: str, of: Study | None = None) -> Endpoints:
    visit = course.seen(day(400), of).visit(key)
    assert visit is not None
    assert visit.endpoints is not None
    return visit.endpoints


@pytest.mark.rule("5 comparison with baseline")
def test_a_fall_of_four_without_new_activity_is_a_response() -> None:
    """Worked example 13: from 12 to 8, A to B is not new, PGA +0.2."""
    course = scored(followed(), "W12", 84, "2.0", "vasculitis", codes={"_6": "2"})
    assert ends(course, "W12").sri4.responder
    assert ends(course, "W12").sri4.status is Status.OBSERVED


def test_a_pga_up_by_exactly_three_tenths_is_none() -> None:
    course = scored(followed(), "W12", 84, "2.1", "vasculitis", codes={"_6": "2"})
    assert ends(course, "W12").sri4.met is False


def test_without_a_complete_baseline_the_response_cannot_be_told() -> None:
    course = scored(treated(), "W12", 84, "0.4")
    found = ends(course, "W12")
    assert found.sri4.met is None
    assert not found.sri4.responder
    assert all(not lack.form for lack in found.sri4_lacks), "nothing can be collected any more"


def test_visits_before_conditioning_and_the_baseline_itself_have_no_endpoints() -> None:
    assessment = followed().seen(day(400))
    assert assessment.baseline == "BL"
    assert assessment.visit("BL").endpoints is None  # type: ignore[union-attr]


def test_what_is_missing_names_its_item_and_the_last_day_of_the_window() -> None:
    course = scored(followed(), "W12", 84, "1.0", rash=None)
    lacks = ends(course, "W12").sri4_lacks
    assert lacks == (Lacking("W12", "sledai2k", "rash", day(91)),)


@pytest.mark.rule("5 intercurrent events", "7 intercurrent events")
@pytest.mark.parametrize(("on", "counts"), [(83, False), (84, False), (85, True)])
def test_an_event_up_to_the_day_of_the_visit_ends_the_response(on: int, counts: bool) -> None:
    course = scored(followed(), "W12", 84, "0.2")
    course.visit(
        "D28", day(28), visit_assessment={"rescue_medication": True, "rescue_medication_date": day(on)}
    )
    found = ends(course, "W12")
    assert found.counts is counts
    assert found.sri4.responder is counts
    assert found.doris.remission is True, "the state is scored as observed"
    assert found.events == (() if counts else (Event.RESCUE_MEDICATION,))


def test_leaving_the_study_and_death_are_events_stopping_treatment_is_none() -> None:
    course = scored(followed(), "W12", 84, "0.2").log("disposition", treatment_stopped=day(20))
    assert ends(course, "W12").events == ()
    course.log("disposition", discontinued=day(84))
    assert ends(course, "W12").events == (Event.DISCONTINUED,)
    course.log("disposition", death=day(80), discontinued=day(79))
    assert ends(course, "W12").events == (Event.DISCONTINUED, Event.DEATH)


@pytest.mark.rule("7 intercurrent events")
def test_the_study_may_count_states_after_an_event() -> None:
    course = scored(followed(), "W12", 84, "0.2")
    course.visit("D28", day(28), visit_assessment={"treatment_failure": True})
    assert ends(course, "W12").counts is False
    assert ends(course, "W12", study(endpoints__after_intercurrent="counted")).counts is True


@pytest.mark.rule("11 SRI-4 intercurrent events")
def test_the_list_of_the_protocol_says_which_events_end_the_response() -> None:
    """Scoring sheet 11: the four events, or those that the protocol lists."""
    course = scored(followed(), "W12", 84, "0.2")
    course.visit("D28", day(28), visit_assessment={"rescue_medication": True})
    without = {"sri4__intercurrent": "protocol_list", "sri4__protocol_events": "death, discontinued"}
    assert ends(course, "W12", study(**without)).sri4.responder
    assert not ends(
        course, "W12", study(**without | {"sri4__protocol_events": "rescue_medication"})
    ).sri4.responder
    assert not ends(course, "W12", study(sri4__protocol_events="death")).sri4.responder, (
        "the list is not asked"
    )


@pytest.mark.rule("6.2 previous assessment")
def test_low_disease_activity_compares_with_the_latest_scored_visit_unscheduled_ones_too() -> None:
    course = scored(followed(), "W8", 56, "0.8", "alopecia")
    scored(course, "W12", 84, "0.8", "alopecia")
    assert ends(course, "W12").lldas.attained is True
    scored(course, "UNS#1", 70, "0.8")
    assert ends(course, "W12").lldas.attained is False


@pytest.mark.rule("6.2 with and without serology", "11 LLDAS criterion 2")
def test_a_flicker_of_serology_alone_costs_it_and_both_readings_are_told() -> None:
    course = scored(scored(followed(), "W8", 56, "0.8"), "W12", 84, "0.8", "increased_dna_binding")
    found = ends(course, "W12")
    assert (found.lldas.attained, found.lldas_clinical.attained) == (False, True)
    assert ends(course, "W12", study(lldas__new_activity="clinical")).lldas.attained is True


@pytest.mark.rule("11 LLDAS criterion 2")
def test_the_answer_of_the_assessor_stands_above_the_comparison() -> None:
    course = scored(scored(followed(), "W8", 56, "0.8"), "W12", 84, "0.8", "alopecia", new_features=False)
    assert ends(course, "W12").lldas.attained is True
    unasked = scored(scored(followed(), "W8", 56, "0.8"), "W12", 84, "0.8")
    assert ends(unasked, "W12", study(lldas__new_activity="assessor")).lldas.attained is None


@pytest.mark.rule("11 LLDAS criterion 2")
def test_criterion_2_may_be_read_by_the_flare_that_was_recorded() -> None:
    by_flare = study(lldas__new_activity="selena_flare")
    course = scored(scored(followed(), "W8", 56, "0.8"), "W12", 84, "0.8", "alopecia")
    assert ends(course, "W12", by_flare).lldas.attained is None, "no other rule stands in for the flare"
    course.visit("W12", day(84), visit_assessment={"flare": "none"})
    assert ends(course, "W12", by_flare).lldas.attained is True
    course.visit("W12", day(84), visit_assessment={"flare": "mild_moderate"})
    assert ends(course, "W12", by_flare).lldas.attained is False


@pytest.mark.rule("6.1 haemolysis and gut")
def test_questions_beyond_the_descriptors_are_answered_by_bilag_where_nobody_asked() -> None:
    course = scored(
        scored(followed(), "W8", 56, "0.8"), "W12", 84, "0.8", gi_activity=None, haemolytic_anaemia=None
    )
    assert ends(course, "W12").lldas.attained is True
    course.visit("W12", day(84), bilag2004=quiet_bilag(_62="1"))
    assert ends(course, "W12").lldas.attained is False


@pytest.mark.rule("11 LLDAS criterion 5")
def test_read_literally_whoever_was_given_the_product_fails() -> None:
    course = scored(scored(followed(), "W8", 56, "0.8"), "W12", 84, "0.8")
    assert ends(course, "W12", study(lldas__study_product="literal")).lldas.attained is False


@pytest.mark.rule("11 DORIS steroid")
def test_remission_takes_five_mg_or_less_as_the_study_sets_it() -> None:
    course = scored(followed(), "W12", 84, "0.4")
    assert ends(course, "W12").doris.remission is True
    assert ends(course, "W12", study(doris__steroid_rule="lt5")).doris.remission is False
    assert ends(course, "W12").doris.off_treatment is False


@pytest.mark.rule("11 not evaluable system", "5 not evaluable is missing unless A")
def test_a_system_that_cannot_be_graded_may_carry_its_last_grade_forward() -> None:
    course = scored(followed(), "W8", 56, "0.8")
    scored(course, "W12", 84, "0.8", codes={"_88": None})
    assert ends(course, "W12").sri4.met is None
    assert ends(course, "W12", study(bilag__not_evaluable="last_observation")).sri4.met is True


def test_what_is_dated_after_the_day_of_the_question_is_not_seen() -> None:
    course = scored(scored(followed(), "W12", 84, "0.2"), "W24", 168, "0.2")
    seen: date = day(100)
    assert course.seen(seen).visit("W24") is None
    assert course.seen(seen).visit("W12").endpoints is not None  # type: ignore[union-attr]

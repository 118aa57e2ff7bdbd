"""What would change it: single corrections that flip an endpoint, each tried by assessing again."""

from __future__ import annotations

from tests.trial.course import Course, day, study
from tests.trial.test_endpoints import followed, scored
from workstation.trial.corrections import Correction, corrections

STUDY = study()


def found(course: Course, key: str = "W12") -> dict[tuple[str, str], Correction]:
    assessment = course.seen(day(100), STUDY)
    subject = course.subject()
    return {(each.endpoint, each.tried.item): each for each in corrections(subject, STUDY, assessment, key)}


def test_the_one_descriptor_that_costs_low_disease_activity_is_named() -> None:
    """Only pleurisy stands in the way, 2 points far below 4: without it LLDAS is attained."""
    course = scored(
        scored(followed(), "W8", 56, "0.8", "pleurisy"), "W12", 84, "0.8", "pleurisy", codes={"_48": "2"}
    )
    flips = found(course)
    assert flips["LLDAS", "pleurisy"].met is True
    assert flips["LLDAS", "pleurisy"].tried.answer.value == "no"


def test_a_pga_on_the_edge_flips_by_its_nearest_value() -> None:
    course = scored(scored(followed(), "W8", 56, "0.5"), "W12", 84, "0.5")
    correction = found(course)["DORIS", "pga"]
    assert (correction.met, correction.tried.shown) == (True, "0.4")


def test_a_result_that_holds_names_what_would_cost_it() -> None:
    """PGA 1.0 is the limit of LLDAS: 1.1 would lose it; a code of 2 in a B item cannot cost SRI-4 (A at baseline)."""
    course = scored(scored(followed(), "W8", 56, "1.0"), "W12", 84, "1.0")
    correction = found(course)["LLDAS", "pga"]
    assert (correction.met, correction.tried.shown) == (False, "1.1")


def test_a_new_b_beyond_the_first_names_its_items() -> None:
    codes: dict[str, object] = {"_48": "2", "_62": "2"}
    course = scored(followed(), "W12", 84, "0.8", "pleurisy", codes=codes, gi_activity=True)
    flips = found(course)
    assert flips["SRI-4", "48"].met is True
    assert flips["SRI-4", "48"].tried.answer.value == "1", "the nearest code that does it"
    assert flips["SRI-4", "62"].met is True


def test_two_faults_at_once_leave_no_single_correction() -> None:
    course = scored(followed(), "W12", 84, "2.9", "vasculitis", "arthritis", codes={"_5": "3"})
    assert not [each for each in found(course) if each[0] == "DORIS"]


def test_before_conditioning_there_is_nothing_to_flip_and_progress_is_told() -> None:
    course = scored(followed(), "W12", 84, "0.8", "rash", codes={"_6": "2"})
    assessment, told = course.seen(day(100), STUDY), list[tuple[int, int]]()
    assert corrections(course.subject(), STUDY, assessment, "BL") == ()
    corrections(course.subject(), STUDY, assessment, "W12", lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] == len(told)


def test_the_record_is_as_it_was_afterwards() -> None:
    course = scored(followed(), "W12", 84, "0.8", "rash", codes={"_6": "2"})
    subject, assessment = course.subject(), course.seen(day(100), STUDY)
    corrections(subject, STUDY, assessment, "W12")
    assert subject == course.subject()
    assert course.seen(day(100), STUDY) == assessment


def test_a_dose_just_above_the_limit_is_verified_first() -> None:
    """8 mg where LLDAS allows 7.5: a milligram less attains it; 5 mg more of anything else would not."""
    course = scored(scored(followed(), "W8", 56, "0.5"), "W12", 84, "0.5")
    course.log(
        "glucocorticoids",
        rows__1__drug="prednisone",
        rows__1__mg_per_day="8",
        rows__1__route="oral",
        rows__1__start=day(-30),
    )
    flip = found(course)["LLDAS", "rows/1/mg_per_day"]
    assert (flip.met, flip.tried.answer.value) == (True, "7")
    assert flip.tried.label is not None


def test_a_row_that_ended_before_the_week_of_the_visit_is_not_tried() -> None:
    course = scored(scored(followed(), "W8", 56, "0.5"), "W12", 84, "0.5")
    course.log(
        "glucocorticoids",
        rows__1__drug="prednisone",
        rows__1__mg_per_day="20",
        rows__1__route="oral",
        rows__1__start=day(-30),
        rows__1__end=day(20),
        rows__2__drug="prednisone",
        rows__2__mg_per_day="8",
        rows__2__route="oral",
        rows__2__start=day(21),
    )
    tried = {key for _endpoint, key in found(course)}
    assert "rows/2/mg_per_day" in tried
    assert "rows/1/mg_per_day" not in tried


def test_a_measured_value_on_the_edge_of_a_grade_is_verified_first() -> None:
    """Platelets of 48 are a second new B beside pleurisy; a tenth more, 53, is a C (scoring sheet 2.7)."""
    codes: dict[str, object] = {"_48": "2", "_94": "48"}
    course = scored(followed(), "W12", 84, "0.8", "pleurisy", codes=codes)
    flip = found(course)["SRI-4", "94"]
    assert (flip.met, flip.tried.answer.value) == (True, "53")

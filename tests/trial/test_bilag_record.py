"""BILAG-2004 from the record: what was measured before, what was ever involved, what is not due to lupus."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.trial.course import NEVER_INVOLVED, Course, day, enrolled, quiet_bilag, study, treated
from workstation.definition.study import Study
from workstation.forms.answers import Answer, State
from workstation.scoring.bilag_items import System
from workstation.scoring.bilag_result import Grade, SystemGrade
from workstation.trial.bilag_record import BilagOfVisit

RENAL, BLOOD, SKIN = System.RENAL, System.HAEMATOLOGICAL, System.MUCOCUTANEOUS


def bilag(course: Course, key: str, of: Study | None = None) -> BilagOfVisit:
    found = course.seen(day(400), of).visit(key)
    assert found is not None
    assert found.bilag is not None
    return found.bilag


def screened(**codes: object) -> Course:
    return enrolled().visit("SCR", day(-20), history=NEVER_INVOLVED, bilag2004=quiet_bilag(**codes))


def test_a_quiet_form_of_a_patient_never_involved_is_e_throughout() -> None:
    assert set(bilag(screened(), "SCR").grades.values()) == {Grade.E}


@pytest.mark.rule("2.8 only from false to true", "2.12 E after A to D")
def test_a_system_active_once_is_d_ever_after() -> None:
    course = screened(_6="2").visit("BL", day(-7), bilag2004=quiet_bilag())
    assert bilag(course, "SCR").grades[SKIN] is Grade.B
    assert bilag(course, "BL").grades[SKIN] is Grade.D


@pytest.mark.rule("2.8 unknown history")
def test_a_history_that_says_nothing_leaves_a_quiet_system_without_a_grade() -> None:
    course = enrolled().visit("SCR", day(-20), bilag2004=quiet_bilag())
    result = bilag(course, "SCR").overall.systems[SKIN]
    assert result.grade is None
    assert not result.evaluable


@pytest.mark.rule("2.6 previous value of the analyte", "11 previous value")
def test_protein_is_compared_with_its_last_measured_value_over_a_visit_without_one() -> None:
    course = screened(_83="200", _84=None).visit("BL", day(-7), bilag2004=quiet_bilag(_83=None, _84="0.1"))
    course.visit("D28", day(28), bilag2004=quiet_bilag(_83="150", _84=None))
    # 150 is exactly 25 % below 200: a fall, so only C1 is left (scoring sheet 2.6).
    assert bilag(course, "D28").grades[RENAL] is Grade.C
    assert bilag(course, "D28").earlier_value(83).visit == "SCR"  # type: ignore[union-attr]


@pytest.mark.rule("11 previous value")
def test_the_setting_can_ask_for_the_visit_just_before_only() -> None:
    course = screened(_83="200", _84=None).visit("BL", day(-7), bilag2004=quiet_bilag(_83=None, _84="0.1"))
    course.visit("D28", day(28), bilag2004=quiet_bilag(_83="150", _84=None))
    # Without an earlier value no fall is shown: heavy proteinuria stands, one feature of A is B.
    assert bilag(course, "D28", study(bilag__previous_value="preceding_visit")).grades[RENAL] is Grade.B


@pytest.mark.rule("11 renal first visit")
def test_the_first_visit_follows_the_policy_of_the_study() -> None:
    """Worked example 9: dipstick 3+, no quantity, no earlier visit."""
    course = screened(_81="3", _82=None, _83=None, _84=None)
    assert bilag(course, "SCR").grades[RENAL] is Grade.C
    assert bilag(course, "SCR", study(bilag__first_visit_policy="legacy")).grades[RENAL] is Grade.B


def test_a_low_count_that_is_not_due_to_lupus_is_left_out() -> None:
    """Worked example 10: after conditioning, marked N."""
    low = quiet_bilag(_91="0.6", _92="0.2", _93="0.1")
    course = screened().visit("D28", day(28), bilag2004=low)
    assert bilag(course, "D28").grades[BLOOD] is Grade.B
    course.visit("D28", day(28), bilag2004=low | {f"attribution_{item}": "N" for item in (91, 92, 93)})
    assert bilag(course, "D28").grades[BLOOD] is Grade.E


@pytest.mark.rule("0 a blank is no absence")
def test_not_done_and_left_blank_are_both_missing() -> None:
    course = screened(_5=Answer(state=State.NOT_DONE), _13=None)
    result = bilag(course, "SCR").overall.systems[SKIN]
    assert (result.evaluable, result.missing, result.upper_bound) == (False, (5, 13), Grade.A)


@pytest.mark.rule("2.10 units")
def test_a_value_in_another_unit_is_graded_in_bilags() -> None:
    course = screened(_90=Answer("79", unit="g/L"))
    assert bilag(course, "SCR").answers[90] == Decimal("7.9")
    assert bilag(course, "SCR").grades[BLOOD] is Grade.B


def test_a_key_at_one_visit_grades_a_later_one_again_only_if_it_rests_on_it() -> None:
    course = treated().visit("SCR", day(-20), history=NEVER_INVOLVED, bilag2004=quiet_bilag())
    course.visit("D28", day(28), bilag2004=quiet_bilag())
    before = course.seen(day(100))
    course.visit("SCR", day(-20), bilag2004=quiet_bilag(_6="2"))
    assert course.seen(day(100)).visit("D28").bilag.grades[SKIN] is Grade.D  # type: ignore[union-attr]
    assert before.visit("D28").bilag.grades[SKIN] is Grade.E  # type: ignore[union-attr]


def forced(course: Course, key: str = "W12") -> SystemGrade:
    """The haematological grade where the study asks for an answer to every cause (scoring sheet 11)."""
    visit = course.seen(day(400), study(attribution__default="force_answer")).visit(key)
    assert visit is not None
    assert visit.bilag is not None
    return visit.bilag.overall.systems[System.HAEMATOLOGICAL]


def counted(platelets: str, **causes: object) -> Course:
    course = treated().visit("SCR", day(-20), history=NEVER_INVOLVED)
    return course.visit("W12", day(84), bilag2004=quiet_bilag(_94=platelets) | causes)


@pytest.mark.rule("11 attribution default")
def test_a_forced_attribution_leaves_the_grade_open_between_both_answers() -> None:
    """Platelets of 40 are B if due to lupus and E if not: without an answer neither is told."""
    found = forced(counted("40"))
    assert (found.grade, found.evaluable, found.upper_bound) == (Grade.E, False, Grade.B)
    assert 94 in found.missing


@pytest.mark.rule("11 attribution default")
@pytest.mark.parametrize(("said", "grade"), [("Y", Grade.B), ("N", Grade.E)])
def test_a_forced_attribution_once_answered_decides(said: str, grade: Grade) -> None:
    found = forced(counted("40", attribution_94=said))
    assert (found.grade, found.evaluable) == (grade, True)


@pytest.mark.rule("11 attribution default")
def test_a_forced_attribution_of_a_normal_value_decides_nothing() -> None:
    found = forced(counted("220"))
    assert (found.grade, found.evaluable, found.missing) == (Grade.E, True, ())


def test_by_default_an_open_cause_counts_as_lupus() -> None:
    visit = counted("40").seen(day(400)).visit("W12")
    assert visit is not None
    assert visit.bilag is not None
    assert visit.bilag.overall.systems[System.HAEMATOLOGICAL].grade is Grade.B

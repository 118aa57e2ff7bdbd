"""Day 0, windows and states of visits (forms catalogue 1.1 and 1.3, trial facts 6)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trial.course import DAY_0, Course, day, enrolled, infuse, study, treated
from workstation.trial.assessment import PlannedVisit
from workstation.trial.visit_state import VisitState, Window


def planned(course: Course, oid: str, on: date = DAY_0) -> PlannedVisit:
    visit = course.seen(on).planned(oid)
    assert visit is not None
    return visit


@pytest.mark.rule("1 time points")
@pytest.mark.parametrize(
    ("oid", "due", "earliest", "latest"),
    [
        ("SCR", None, -28, -6),
        ("BL", -6, -7, -6),
        ("LD1", -5, -5, -5),
        ("LD3", -3, -3, -3),
        ("R", -1, -2, -1),
        ("D1", 1, 1, 1),
        ("D3", 3, 3, 3),
        ("INF2", 7, 6, 8),
        ("D10", 10, 9, 11),
        ("INF3", 14, 13, 15),
        ("D17", 17, 16, 18),
        ("D21", 21, 19, 23),
        ("D28", 28, 28, 30),
        ("W8", 56, 53, 59),
        ("W12", 84, 77, 91),
        ("W16", 112, 105, 119),
        ("W24", 168, 154, 182),
        ("W36", 252, 238, 266),
        ("W52", 364, 350, 378),
    ],
)
def test_windows_of_the_7_day_schedule(oid: str, due: int | None, earliest: int, latest: int) -> None:
    visit = planned(treated(), oid)
    assert visit.due == (None if due is None else day(due))
    assert (visit.earliest, visit.latest) == (day(earliest), day(latest))


def test_the_3_day_schedule_has_day_7_and_no_day_3() -> None:
    course = treated("DL3-3d", interval=3)
    oids = [visit.oid for visit in course.seen(day(0)).schedule]
    assert "D3" not in oids
    assert oids.index("INF2") < oids.index("INF3") < oids.index("D7") < oids.index("D10")
    assert (planned(course, "INF2").earliest, planned(course, "INF2").latest) == (day(2), day(4))
    assert (planned(course, "INF3").earliest, planned(course, "INF3").latest) == (day(5), day(7))
    assert (planned(course, "D7").earliest, planned(course, "D7").latest) == (day(7), day(8))
    assert "D7" not in [visit.oid for visit in treated().seen(day(0)).schedule]


def test_an_infusion_on_day_7_of_the_3_day_schedule_stands_for_day_7() -> None:
    course = treated("DL3-3d", interval=3, infusions=2)
    infuse(course, "INF3", day(7))
    visit = planned(course, "D7", day(9))
    assert (visit.state, visit.key) == (VisitState.DONE, "INF3")


def test_day_42_exists_only_where_it_is_configured() -> None:
    assert treated().seen(day(0)).planned("D42") is None
    with_42 = treated().seen(day(0), study(visits__d42="true")).planned("D42")
    assert with_42 is not None
    assert (with_42.due, with_42.latest) == (day(42), day(45))


def test_before_the_infusion_windows_count_from_the_planned_day() -> None:
    assessment = enrolled(planned=DAY_0).seen(day(-10))
    assert (assessment.anchor, assessment.anchor_actual) == (DAY_0, False)
    assert assessment.study_day == -10


def test_a_delayed_first_infusion_moves_every_later_window_and_is_judged_by_its_plan() -> None:
    course = enrolled(planned=DAY_0)
    infuse(course, "INF1", day(2))
    assessment = course.seen(day(2))
    assert (assessment.anchor, assessment.study_day) == (day(2), 0)
    first = assessment.planned("INF1")
    assert first is not None
    assert (first.due, first.latest, first.window) == (DAY_0, day(3), Window.IN)
    twelve = assessment.planned("W12")
    assert twelve is not None
    assert twelve.due == day(2 + 84)
    infuse(course, "INF1", day(4))
    late = course.seen(day(4)).planned("INF1")
    assert late is not None
    assert late.window is Window.LATE


def test_lymphodepletion_reads_early_when_the_infusion_slips() -> None:
    course = treated(infusions=0)
    infuse(course, "INF1", day(2))
    assert course.seen(day(2)).planned("LD1").window is Window.EARLY  # type: ignore[union-attr]


def test_without_a_plan_day_0_follows_from_the_first_day_of_lymphodepletion() -> None:
    course = enrolled(planned=None)
    assert course.seen(day(-10)).anchor is None
    course.visit("LD1", day(-5), lymphodepletion={"fludarabine_mg": "41"})
    assert course.seen(day(-4)).anchor == DAY_0


@pytest.mark.parametrize(
    ("on", "state"),
    [(52, "planned"), (53, "open"), (56, "due"), (57, "open"), (59, "open"), (60, "overdue")],
)
def test_a_visit_passes_from_planned_to_overdue(on: int, state: str) -> None:
    assert planned(treated(), "W8", day(on)).state.value == state


def test_an_optional_visit_is_never_overdue_nor_missed() -> None:
    assessment = treated().seen(day(130))
    assert assessment.planned("W16").state is VisitState.NOT_APPLICABLE  # type: ignore[union-attr]
    assert "W16" not in assessment.missed


def test_a_visit_recorded_as_not_held_is_missed_with_its_reason() -> None:
    course = treated()
    course.visit("W8", day(56), visit_assessment={"contact": "not_held", "not_held_reason": "travel"})
    visit = planned(course, "W8", day(60))
    assert (visit.state, visit.reason) == (VisitState.MISSED, "travel")


def test_next_is_the_first_visit_not_done_whose_latest_day_has_not_passed() -> None:
    course = treated().visit("D28", day(28))
    assessment = course.seen(day(60))
    assert assessment.next_visit is not None
    assert assessment.next_visit.oid == "W12"
    assert assessment.missed == ("BL", "R", "D1", "D3", "D10", "D17", "D21", "W8")


def test_nothing_is_next_after_leaving_dying_or_finishing() -> None:
    left = treated().log("disposition", status="withdrew_consent", discontinued=day(40))
    assert left.seen(day(60)).next_visit is None
    assert treated().log("disposition", status="death", death=day(40)).seen(day(60)).next_visit is None
    assert treated().visit("W52", day(364)).seen(day(370)).next_visit is None


def test_visits_after_leaving_are_not_missed_and_those_before_are() -> None:
    course = treated().log("disposition", status="withdrew_consent", discontinued=day(60))
    missed = course.seen(day(200)).missed
    assert "D28" in missed
    assert "W8" in missed
    assert "W12" not in missed


def test_leaving_that_lies_ahead_is_not_seen_yet() -> None:
    course = treated().log("disposition", status="withdrew_consent", discontinued=day(60))
    before = course.seen(day(50))
    assert not before.closed
    assert before.next_visit is not None


def test_what_is_dated_after_the_day_of_the_question_is_not_seen() -> None:
    course = treated()
    before = course.seen(day(3))
    assert [visit.oid for visit in before.visits] == ["SCR", "LD1", "LD2", "LD3", "INF1"]
    assert before.infusions[1].given is None


@given(st.integers(-40, 400), st.integers(0, 5))
def test_states_never_contradict_the_dates(on: int, delay: int) -> None:
    course = enrolled()
    infuse(course, "INF1", day(delay))
    assessment = course.seen(day(on))
    for visit in assessment.schedule:
        if visit.state is VisitState.OVERDUE:
            assert visit.latest is not None
            assert visit.latest < day(on)
        if visit.state in (VisitState.OPEN, VisitState.DUE):
            assert visit.latest is not None
            assert visit.latest >= day(on)
            assert visit.earliest is None or visit.earliest <= day(on)
    following = assessment.next_visit
    if following is not None:
        assert following.latest is not None
        assert following.latest >= day(on)


def test_study_days_cross_a_leap_day() -> None:
    course = enrolled(planned=date(2028, 2, 20))
    assert course.seen(date(2028, 3, 1)).study_day == 10
    assert date(2028, 2, 20) + timedelta(days=10) == date(2028, 3, 1)


def test_a_day_of_lymphodepletion_that_was_begun_but_not_given_is_due() -> None:
    course = treated(infusions=0).visit("LD3", day(-3), lymphodepletion={"prescribed_fludarabine_mg": "30"})
    assessment = course.seen(day(-3))
    assert assessment.next_visit is not None
    assert (assessment.next_visit.oid, assessment.next_visit.state) == ("LD3", VisitState.DUE)
    assert course.seen(day(-2)).planned("LD3").state is VisitState.DONE  # type: ignore[union-attr]

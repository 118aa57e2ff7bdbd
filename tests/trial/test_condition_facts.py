"""What conditions of the released definitions ask about a subject and a visit (forms catalogue, 1.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.trial.course import Course, day, enrolled, infuse, study, treated
from workstation.definition.facts import FACTS
from workstation.definition.study import Status, Study
from workstation.forms.answers import Answer
from workstation.forms.state import Typed
from workstation.trial.condition_facts import PROVIDED
from workstation.trial.form_context import facts_of
from workstation.trial.visit_forms import forms_of_visit


def fact(course: Course, visit: str, name: str, on: int = 400, of: Study | None = None) -> Typed:
    subject, known = course.subject(), of or study()
    return facts_of(subject, known, course.seen(day(on), known), visit).get(name)


def offered(course: Course, visit: str, on: int, of: Study | None = None) -> set[str]:
    known = of or study()
    return {
        form.form.oid for form in forms_of_visit(course.subject(), known, course.seen(day(on), known), visit)
    }


def test_every_name_that_definitions_may_use_is_answered() -> None:
    assert set(FACTS) == set(PROVIDED)


# ---- CAR copies are followed until two results in a row are below LLOQ


def sampled(course: Course, visit: str, on: int, *copies: str) -> Course:
    rows: dict[str, object] = {}
    for number, text in enumerate(copies, start=1):
        below = text.startswith("<")
        rows[f"rows/{number}/car_copies"] = Answer(text.lstrip("<"), operator="<" if below else "")
        rows[f"rows/{number}/lloq"] = "50"
    return course.visit(visit, day(on), car_persistence=rows)


@pytest.mark.parametrize(
    ("d28", "w8", "gone"),
    [
        (("<50",), ("<50",), True),
        (("<50",), ("49",), True),
        (("49", "<50"), (), True),
        (("<50",), ("50",), False),
        (("60",), ("<50",), False),
        (("<50",), (), False),
        (("<50",), ("<100",), False),
        ((), (), False),
    ],
)
def test_copies_are_gone_after_two_results_below_the_limit(
    d28: tuple[str, ...], w8: tuple[str, ...], gone: bool
) -> None:
    course = sampled(sampled(treated(), "D28", 28, *d28), "W8", 56, *w8).visit("W16", day(112))
    assert fact(course, "W16", "subject.car_below_lloq_twice") is gone
    assert ("car_persistence" in offered(course, "W16", 112)) is not gone


def test_samples_before_the_cells_say_nothing_about_them() -> None:
    course = sampled(treated(), "BL", -6, "<50", "<50").visit("W16", day(112))
    assert fact(course, "W16", "subject.car_below_lloq_twice") is False


def test_how_many_results_it_takes_is_a_setting() -> None:
    course = sampled(sampled(treated(), "D28", 28, "<50"), "W8", 56, "<50").visit("W16", day(112))
    three = study(car__results_below_lloq="3")
    assert fact(course, "W16", "subject.car_below_lloq_twice", of=three) is False


# ---- Eligibility is asked again at baseline when a value behind a criterion changed


def screened(lvef: str = "60", answer: str = "met") -> Course:
    return enrolled().visit("SCR", day(-20), ecg_echo={"lvef": lvef}, eligibility={"i8_lvef": answer})


def test_a_criterion_that_turned_asks_for_eligibility_again() -> None:
    course = screened().visit("BL", day(-6), ecg_echo={"lvef": "45"})
    assert fact(course, "BL", "subject.criterion_changed") is True
    assert "eligibility" in offered(course, "BL", -6)


def test_another_value_on_the_same_side_is_no_change() -> None:
    course = screened().visit("BL", day(-6), ecg_echo={"lvef": "58"})
    assert fact(course, "BL", "subject.criterion_changed") is False
    assert "eligibility" not in offered(course, "BL", -6)


def test_a_value_that_was_missing_counts_unless_it_confirms_the_answer() -> None:
    def later(answer: str, lvef: str) -> Typed:
        course = enrolled().visit("SCR", day(-20), eligibility={"i8_lvef": answer})
        return fact(course.visit("BL", day(-6), ecg_echo={"lvef": lvef}), "BL", "subject.criterion_changed")

    assert later("met", "60") is False
    assert later("met", "45") is True


def test_an_answer_against_the_record_is_no_change() -> None:
    course = screened("45", "met").visit("BL", day(-6), ecg_echo={"lvef": "45"})
    assert fact(course, "BL", "subject.criterion_changed") is False


def test_nothing_answered_before_cannot_have_changed() -> None:
    assert fact(enrolled().visit("BL", day(-6)), "BL", "subject.criterion_changed") is None


# ---- A new version of the consent form


def with_version(version: str, status: Status = Status.DEFAULT) -> Study:
    known = study()
    stated = replace(known.facts["consent_version"], value=version, status=status)
    return replace(known, facts={**known.facts, "consent_version": stated})


@pytest.mark.parametrize(("signed", "new"), [("2.0", False), ("1.0", True), (None, None)])
def test_consent_is_asked_again_for_another_version(signed: str | None, new: bool | None) -> None:
    course = enrolled().visit("SCR", day(-20), consent={"signed": day(-21).isoformat(), "version": signed})
    course.visit("UNS", day(30))
    assert fact(course, "UNS", "visit.new_consent_version", of=with_version("2.0")) is new
    assert ("consent" in offered(course, "UNS", 30, with_version("2.0"))) is (new is True)


def test_a_version_not_stated_yet_tells_nothing() -> None:
    course = enrolled().visit("SCR", day(-20), consent={"version": "1.0"}).visit("UNS", day(30))
    assert fact(course, "UNS", "visit.new_consent_version") is None


# ---- Suspected CRS or ICANS at an unscheduled visit


def unscheduled(on: int, temperature: str | None) -> Course:
    return treated().visit("UNS", day(on), vital_signs={"temperature_c": temperature})


@pytest.mark.parametrize(
    ("on", "temperature", "suspected"),
    [(16, "38.0", True), (16, "37.9", False), (42, "38.4", True), (43, "38.4", False), (16, None, None)],
)
def test_fever_while_the_cells_are_watched(on: int, temperature: str | None, suspected: bool | None) -> None:
    course = unscheduled(on, temperature)
    assert fact(course, "UNS", "visit.suspected_crs_icans") is suspected
    asked = {"crs_icans_strip", "coagulation", "cytokines", "inflammation"}
    assert (asked <= offered(course, "UNS", on)) is (suspected is True)


def test_a_reaction_on_the_day_of_the_visit_is_one_without_fever() -> None:
    course = unscheduled(16, "36.8").log(
        "adverse_event", rows__1__term="Cytokine release syndrome", rows__1__start=day(15).isoformat()
    )
    assert fact(course, "UNS", "visit.suspected_crs_icans") is True


def test_fever_before_any_cells_is_none() -> None:
    course = enrolled().visit("UNS", day(-10), vital_signs={"temperature_c": "39.0"})
    assert fact(course, "UNS", "visit.suspected_crs_icans") is False


# ---- Answers of earlier visits in the conditions of the schedule


def test_virology_is_asked_again_where_hepatitis_b_was_found() -> None:
    course = treated().visit("SCR", day(-20), virology={"anti_hbc": "pos"}).visit("W12", day(84))
    assert fact(course, "W12", "previous.anti_hbc") == "pos"
    assert "virology" in offered(course, "W12", 84)
    course.visit("SCR", day(-20), virology={"anti_hbc": "neg"})
    assert "virology" not in offered(course, "W12", 84)


def test_the_visit_itself_and_later_ones_are_not_earlier() -> None:
    course = treated().visit("W12", day(84), virology={"anti_hbc": "pos"}).visit("W8", day(56))
    assert fact(course, "W8", "previous.anti_hbc") is None
    assert fact(course, "W12", "previous.anti_hbc") is None


def test_the_facts_of_a_visit_without_a_date_stand_on_the_day_of_the_question() -> None:
    course = infuse(enrolled(), "INF1", day(0))
    assert fact(course, "W8", "subject.age", on=100) == date(2026, 5, 27).year - 1990

"""What an assessment takes over from the one before only saves time (trial.workings), in every form of real courses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.definition.study import Study
from workstation.forms.answers import EMPTY, Answer, State
from workstation.paths import resources
from workstation.services.demo_study import demo_cases
from workstation.services.load_case import subject_of
from workstation.services.read_subject import Opened, state_of
from workstation.services.release import load_release
from workstation.trial.assess import assess
from workstation.trial.subject import LOGS, FormRecord, Subject

AS_OF = date(2026, 6, 10)
COURSES = ("S-001", "S-003", "S-005", "S-010", "S-012")
"""Completed, flaring, withdrawn, in treatment, in lymphodepletion."""
CHANGES = (
    Answer("-5"),
    Answer("0.001"),
    Answer("99999999999999999999"),
    Answer("1E+80"),
    Answer("NaN"),
    Answer("3", operator="<", unit="mg/dL"),
    Answer("oral"),
    Answer("0001-01-01"),
    Answer("9999-12-31T23:59"),
    Answer(),
    Answer(state=State.NOT_DONE),
    Answer("yes"),
    Answer("no"),
    Answer("0"),
    Answer("7"),
    Answer("2026-03-02"),
)


@pytest.fixture(scope="module")
def study() -> Study:
    return load_release(resources())


@pytest.fixture(scope="module")
def subjects(study: Study) -> dict[str, Subject]:
    cases = demo_cases(study, AS_OF, 1).subjects
    return {case.oid: subject_of(case, study) for case in cases if case.oid in COURSES}


def places(subject: Subject) -> Iterator[tuple[str, FormRecord]]:
    """Every form, with the key of its visit."""
    yield from ((LOGS, record) for record in subject.logs.values())
    yield from ((visit.key, record) for visit in subject.visits for record in visit.forms.values())


@pytest.mark.parametrize("oid", COURSES)
def test_emptying_any_form_gives_what_an_assessment_from_nothing_gives(study, subjects, oid):
    subject = subjects[oid]
    known = assess(subject, study, AS_OF)
    for key, record in places(subject):
        emptied = subject.with_form(key, replace(record, answers=EMPTY))
        assert assess(emptied, study, AS_OF, known) == assess(emptied, study, AS_OF), (key, record.form)


@given(data=st.data())
def test_any_course_of_changes_gives_what_an_assessment_from_nothing_gives(study, subjects, data):
    """Each assessment rests on the one before, as while somebody types."""
    subject = subjects[data.draw(st.sampled_from(COURSES))]
    known = assess(subject, study, AS_OF)
    found = list(places(subject))
    for _ in range(3):
        key, record = data.draw(st.sampled_from(found))
        path = data.draw(st.sampled_from(sorted(record.answers) or ["note"]))
        now = subject.answers(key, record.form).with_answer(path, data.draw(st.sampled_from(CHANGES)))
        subject = subject.with_form(key, replace(record, answers=now))
        known = assess(subject, study, AS_OF, known)
        assert known == assess(subject, study, AS_OF)


@given(data=st.data())
def test_nothing_that_stands_in_a_form_breaks_what_every_key_asks(study, subjects, data):
    """Impossible numbers, dates and codes come by typing, or from a file of another release; none is a fault."""
    subject = subjects[data.draw(st.sampled_from(COURSES))]
    opened = Opened(subject, assess(subject, study, AS_OF), 1)
    key, record = data.draw(st.sampled_from(list(places(subject))))
    form = study.forms[record.form]
    paths = [*sorted(record.answers), *(item.oid for group in form.groups for item in group.items)]
    answers = record.answers
    for path in data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=4)):
        answers = answers.with_answer(path, data.draw(st.sampled_from(CHANGES)))
    visit = key if key != LOGS else subject.visits[-1].key
    state, assessment = state_of(opened, study, visit, form, answers, AS_OF, key)
    assert state.form is form
    assert assessment.subject == subject.oid


def test_what_does_not_read_a_form_is_taken_over(study, subjects):
    subject = subjects["S-001"]
    known = assess(subject, study, AS_OF)
    record = subject.visits[-1].forms["bilag2004"]
    typed = replace(record, answers=record.answers.with_answer("rash", Answer("2")))
    now = assess(subject.with_form(subject.visits[-1].key, typed), study, AS_OF, known)
    assert now.eligibility is known.eligibility
    assert now.schedule is known.schedule
    assert now.events is known.events


def test_another_day_or_another_study_takes_nothing_over(study, subjects):
    subject = subjects["S-012"]
    known = assess(subject, study, AS_OF)
    later = date(2026, 9, 1)
    assert assess(subject, study, later, known) == assess(subject, study, later)
    other = replace(study)
    assert assess(subject, other, AS_OF, known).schedule is not known.schedule

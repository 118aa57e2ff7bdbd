"""Opening a patient: the same again while nothing was entered about it, another one as soon as something was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from workstation.forms.answers import Answer
from workstation.services.make_demo import make_demo
from workstation.services.open_study import open_study
from workstation.services.read_subject import open_subject
from workstation.services.record_form import FormEdit, save_form
from workstation.services.session import Session


@pytest.fixture
def session(tmp_path: Path):
    opened = open_study(make_demo(tmp_path, patients=3))
    yield opened
    opened.close()


def test_a_patient_about_whom_nothing_was_entered_is_read_once(session: Session) -> None:
    assert open_subject(session, "S-001") is open_subject(session, "S-001")


def test_an_entry_about_the_patient_is_seen_at_once(session: Session) -> None:
    before, other = open_subject(session, "S-002"), open_subject(session, "S-001")
    form = next(form for form in before.subject.visits[-1].forms if form == "visit_assessment")
    visit, base = before.subject.visits[-1].key, before.subject.visits[-1].answers(form)
    edit = FormEdit(
        "S-002", visit, form, base.with_answer("text", Answer("Seen again.")), base, reason="Added"
    )
    assert save_form(session, edit) is not None
    after = open_subject(session, "S-002")
    assert after.entry_number > before.entry_number
    assert after.subject.answers(visit, form).get("text") == Answer("Seen again.")
    assert open_subject(session, "S-001") is other


def test_another_day_is_assessed_anew(session: Session) -> None:
    today = open_subject(session, "S-001")
    earlier = open_subject(session, "S-001", session.today - timedelta(days=100))
    assert earlier.assessment.as_of < today.assessment.as_of
    assert open_subject(session, "S-001").assessment == today.assessment


def test_the_shelf_holds_more_than_a_list_shows_and_no_more(session: Session) -> None:
    for number in range(100):
        session.shelf[f"X-{number}"] = object()
    open_subject(session, "S-001")
    assert len(session.shelf) == 64
    assert "S-001" in session.shelf

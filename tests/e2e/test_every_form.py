"""A walk through the whole demo: every visit, every form of every kind of visit, in both languages.

What the walk asserts is mostly in tests/conftest.py and pyproject.toml: no warning of Python, no log line of the
program and no message of Qt may come up on the way.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.e2e.conftest import Sit
from tests.e2e.hands import LANGUAGE, Hands
from tests.e2e.window import CONTROL, pump, texts
from ui.dialogs.sheet_preview import SheetPreview
from workstation.definition.study import VisitKind
from workstation.i18n import Language
from workstation.trial.subject import visit_code


@pytest.fixture
def hands(sit: Sit, demo_of_today: Path) -> Hands:
    """Somebody sits at the demo."""
    hands = sit(demo_of_today)
    hands.until_open(demo_of_today)
    return hands


def test_every_visit_of_the_demo_opens_and_every_form_of_it(hands: Hands):
    """Every visit of every patient opens, held or not; every form of it once for each kind of visit."""
    desk = hands.page.desk
    entries = hands.entries()
    walked: set[tuple[VisitKind, str]] = set()
    visits = 0
    for row in desk.rows:
        desk.open_patient(row.subject)
        hands.until_shown(row.subject)
        assert desk.opened is not None
        for planned in desk.opened.assessment.schedule:
            desk.open_visit(planned.key)
            pump()
            assert desk.visit == planned.key
            visits += 1
            if not desk.begun:
                assert hands.place.visit_card.isVisible()
                continue
            kind = desk.study.visit_by_oid[visit_code(planned.key)].kind
            for form in desk.forms:
                if (kind, form.form.oid) not in walked:
                    walked.add((kind, form.form.oid))
                    look_at(hands, form.form.oid)
    hands.settle()
    assert visits > 200
    assert len(walked) > 120
    assert hands.notices() == []
    assert hands.entries() == entries


def look_at(hands: Hands, oid: str) -> None:
    """Open a form; it says something on every line, and its title in words."""
    hands.page.desk.open_form(oid)
    pump()
    model = hands.view.model()
    assert model.rowCount() > 0
    assert all(model.index(row, 0).data() for row in range(model.rowCount())), oid
    assert hands.place.head.title.text()
    assert not hands.session.editor.dirty or hands.session.restored


def test_every_form_changes_its_language_while_it_is_open(hands: Hands):
    """Title and lines are Chinese at once, and English again; what stands in the fields stays as it was."""
    desk = hands.page.desk
    hands.patient("S-001")
    walked: set[str] = set()
    for visit in desk.opened.subject.visits if desk.opened else ():
        desk.open_visit(visit.key)
        pump()
        for form in desk.forms if desk.begun else ():
            if form.form.oid in walked:
                continue
            walked.add(form.form.oid)
            desk.open_form(form.form.oid)
            pump()
            before = said(hands)
            hands.keys(LANGUAGE)
            assert hands.place.head.title.text().endswith(form.form.title.zh)
            assert chinese(said(hands)), form.form.oid
            hands.keys(LANGUAGE)
            assert said(hands) == before
    assert len(walked) > 25


def said(hands: Hands) -> list[str]:
    """Every line of the form as a screen reader would say it."""
    model = hands.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def chinese(lines: list[str]) -> bool:
    """Whether nearly every line has a Chinese character; an abbreviation may stand alone."""
    with_some = [line for line in lines if any("\u4e00" <= letter <= "\u9fff" for letter in line)]
    return len(with_some) >= 0.6 * len(lines)


@pytest.mark.parametrize("language", list(Language))
def test_the_rooms_and_a_sheet_in_either_language(sit, demo_of_today: Path, language: Language):
    """Patients, study, the sheet of a visit, and the first page."""
    hands = sit(demo_of_today, language)
    hands.until_open(demo_of_today)
    assert {Language.ENGLISH: "DEMO", Language.CHINESE: "演示"}[language] in texts(hands.window.top)
    assert hands.window.go_to_room("Study")
    hands.settle()
    assert len(texts(hands.window.stack)) > 60
    assert hands.window.go_to_room("Patients")
    hands.patient("S-001")
    hands.keys((Qt.Key.Key_P, CONTROL))
    dialog = hands.dialog(SheetPreview)
    hands.until(lambda: dialog.page == 1, "the pages are shown")
    dialog.reject()
    hands.program.close_study()
    hands.settle()
    assert hands.program.start_page is not None
    assert hands.program.start_page.isVisible()
    assert hands.notices() == []

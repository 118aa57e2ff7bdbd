"""The list of patients: what a line says, finding, walking, and keeping the open one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget

from tests.ui import timeline_samples as samples
from ui.appearance import load_fonts
from ui.view_models.patient_list import (
    PatientRow,
    in_order,
    matching,
    overview_line,
    search_text,
)
from ui.view_models.timeline_header import header_facts
from ui.widgets.header_strip import HeaderStrip
from ui.widgets.patient_list import PatientList
from ui.widgets.patient_list_model import PatientListModel, second_line
from ui.words import Words
from workstation.i18n import Language
from workstation.messages import Sentence, Text
from workstation.trial.overview import OverviewRow
from workstation.trial.overview_of import overview_row
from workstation.trial.visit_state import VisitState

ROOT = Path(__file__).resolve().parents[2]
STUDY = samples.study()
TODAY = samples.TODAY


@pytest.fixture
def words(qapp) -> Words:
    load_fonts(ROOT / "resources" / "fonts")
    return Words(Language.ENGLISH, ROOT / "resources" / "locale")


def overview(**changes: object) -> OverviewRow:
    base = OverviewRow(
        subject="S-001",
        cohort="DL1-7d",
        dose_level="DL1",
        status_code="follow_up",
        study_day=50,
        next_visit="W8",
        next_due=TODAY + timedelta(days=6),
        next_earliest=TODAY + timedelta(days=3),
        next_latest=TODAY + timedelta(days=9),
        next_state=VisitState.PLANNED.value,
        overdue=(),
        overdue_since=None,
        last_done="D28",
        criteria_met=16,
        criteria=16,
        depletion_days=3,
    )
    row = replace(base, **changes)  # type: ignore[arg-type]
    labels = {"W8": ("W8", "第8周"), "D28": ("D28", "第28天"), "SCR": ("SCR", "筛选"), "LD3": ("D−3", "D−3")}
    labels["LD1"] = ("D−5", "D−5")
    late = labels[row.overdue[-1]] if row.overdue else ("", "")
    day = int(row.next_visit[2:]) if row.next_visit.startswith("LD") else 0
    return replace(row, label=labels.get(row.next_visit, ("", "")), overdue_label=late, depletion_day=day)


def line(words: Words, **changes: object) -> tuple[str, str]:
    row = overview_line(overview(**changes), TODAY)
    return second_line(row, words), row.tone


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("W8 · in 6 d", "planned")),
        ({"next_due": TODAY, "next_state": "due"}, ("W8 · today", "due")),
        ({"next_earliest": TODAY, "next_state": "open"}, ("W8 · opens today", "open")),
        ({"next_earliest": days(-1), "next_state": "open"}, ("W8 · open, due in 6 d", "open")),
        (
            {"next_due": days(-2), "next_latest": days(1), "next_state": "open"},
            ("W8 · closes in 1 d", "open"),
        ),
        ({"next_due": days(-2), "next_latest": TODAY, "next_state": "open"}, ("W8 · closes today", "open")),
        ({"overdue": ("D28",), "overdue_since": days(-2)}, ("D28 · 2 d overdue", "overdue")),
        ({"next_visit": "LD3", "next_due": TODAY, "next_state": "due"}, ("D−3 · LD day 3 of 3", "ld")),
        ({"next_visit": "LD1", "next_due": days(4)}, ("D−5 · LD 1 of 3, in 4 d", "ld")),
        ({"status_code": "completed", "next_visit": ""}, ("Completed", "done")),
        ({"status_code": "screen_failure", "next_visit": ""}, ("Screening failure", "planned")),
        (
            {"status_code": "screening", "next_visit": "SCR", "next_due": None, "criteria_met": 14},
            ("SCR · eligibility 14/16", "open"),
        ),
    ],
)
def test_a_line_says_what_is_next_and_how_it_stands(words, changes, expected) -> None:
    assert line(words, **changes) == expected


def test_a_visit_in_its_window_comes_before_an_overdue_one_but_the_alarm_stays() -> None:
    row = overview_line(
        overview(overdue=("D28",), overdue_since=days(-20), next_due=TODAY, next_state="due"), TODAY
    )
    assert (row.next_visit, row.tone, row.alarm) == ("W8", "due", True)


def test_the_line_of_an_assessment_is_that_of_its_overview(words) -> None:
    assessed = samples.assessment(60, 28)
    record = samples.subject(assessed.anchor or TODAY, 28)
    row = overview_line(overview_row(record, assessed, STUDY), assessed.as_of)
    assert (row.subject, second_line(row, words), row.alarm) == ("S-007", "W8 · 1 d overdue", True)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("D28 · 9 forms open", "open")),
        ({"open_forms": 1}, ("D28 · 1 form open", "open")),
        ({"overdue": ("D28",), "overdue_since": days(-2)}, ("D28 · 2 d overdue", "overdue")),
        ({"next_due": TODAY, "next_state": "due"}, ("W8 · today", "due")),
        ({"status_code": "withdrawn", "next_visit": ""}, ("Withdrawn", "planned")),
    ],
)
def test_a_visit_is_not_left_behind_while_its_forms_are_open(words, changes, expected) -> None:
    held = {"open_visit": "D28", "open_label": ("D28", "第28天"), "open_forms": 9}
    assert line(words, **(held | changes)) == expected


def test_a_waiting_draft_is_read_aloud_and_painted_in_the_row(words, qtbot) -> None:
    shown = PatientList(words)
    qtbot.addWidget(shown)
    plain, marked = rows(1)[0], replace(rows(1)[0], draft=True)
    shown.set_rows([plain])
    shown.resize(206, 200)
    before = shown.view.grab().toImage()
    shown.set_rows([marked])
    assert str(shown.model.index(0).data()).endswith("· draft")
    assert shown.view.grab().toImage() != before


def rows(number: int = 12) -> list[PatientRow]:
    label = Text("W8", "第8周")
    return [
        PatientRow(
            f"S-{place:03d}",
            "DL1-7d" if place % 2 else "DL2-3d",
            "follow_up",
            Sentence("in {days} d", {"days": place}),
            "W8",
            label,
            days(place),
            None,
            None,
            "planned",
        )
        for place in range(1, number + 1)
    ]


def test_codes_are_ordered_by_their_numbers() -> None:
    codes = ["S-10", "S-9", "A-2", "S-010", "S-1"]
    made = in_order(replace(rows(1)[0], subject=code) for code in codes)
    assert [row.subject for row in made] == ["A-2", "S-1", "S-9", "S-10", "S-010"]


def test_a_line_is_found_by_code_cohort_visit_and_status_in_both_languages(words) -> None:
    texts = [search_text(row, words.everywhere) for row in rows(4)]
    for wanted, found in (
        ("s-003", [2]),
        ("dl2", [1, 3]),
        ("W8 4 d", [3]),
        ("第8周", [0, 1, 2, 3]),
        ("随访", [0, 1, 2, 3]),
        ("FOLLOW-UP dl1", [0, 2]),
        ("withdrawn", []),
        ("", [0, 1, 2, 3]),
    ):
        assert matching(texts, wanted) == found


def test_a_number_finds_the_code_and_never_the_cohort(words) -> None:
    found = [replace(row, cohort="DL1-7d") for row in rows(8)]
    texts = [search_text(row, words.everywhere) for row in found]
    assert matching(texts, "7") == [6]
    assert matching(texts, "follow-up 7") == [6]
    assert matching(texts, "dl1-7d") == list(range(8))


def test_a_number_that_no_code_has_finds_the_visit() -> None:
    texts = ["s-001\ndl1-7d\nday 7\nopen", "s-002\ndl1-7d\nweek 12\nopen"]
    assert matching(texts, "7") == [0]
    assert matching(texts, "9") == []


def test_a_typed_hyphen_finds_a_day_before_the_infusion(words) -> None:
    text = search_text(replace(rows(1)[0], next_label=Text("D−3", "D−3")), words.everywhere)
    assert matching([text], "d-3") == [0]


@pytest.fixture
def shown(qtbot, words) -> PatientList:
    made = PatientList(words)
    qtbot.addWidget(made)
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    made.resize(205, 700)
    made.set_rows(rows())
    made.show()
    return made


def codes(shown: PatientList) -> list[str | None]:
    return [shown.model.subject_at(shown.model.index(place)) for place in range(shown.model.rowCount())]


def test_typing_narrows_the_list_and_clearing_brings_it_back(qtbot, shown) -> None:
    qtbot.keyClicks(shown.field, "dl2")
    assert codes(shown) == ["S-002", "S-004", "S-006", "S-008", "S-010", "S-012"]
    shown.field.clear()
    assert len(codes(shown)) == 12


def test_the_open_patient_stays_open_while_finding_and_when_rows_change(qtbot, shown) -> None:
    shown.select("S-004")
    with qtbot.assertNotEmitted(shown.chosen):
        qtbot.keyClicks(shown.field, "dl1")
        assert not shown.view.currentIndex().isValid()
        shown.field.clear()
        changed = [replace(row, tone="due") if row.subject == "S-004" else row for row in rows()]
        shown.set_rows([*changed, replace(rows(1)[0], subject="S-000")])
    assert shown.current == "S-004"
    assert shown.model.subject_at(shown.view.currentIndex()) == "S-004"


def test_a_click_opens_a_patient_once(qtbot, shown) -> None:
    place = shown.view.visualRect(shown.model.index(2)).center()
    with qtbot.waitSignal(shown.chosen) as signal:
        qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == ["S-003"]
    with qtbot.assertNotEmitted(shown.chosen):
        qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_down_in_the_field_walks_the_list_and_enter_takes_the_first(qtbot, shown) -> None:
    qtbot.keyClicks(shown.field, "dl2")
    qtbot.keyClick(shown.field, Qt.Key.Key_Down)
    assert shown.current == "S-002"
    qtbot.keyClick(shown.field, Qt.Key.Key_Down)
    assert shown.current == "S-004"
    shown.select(None)
    with qtbot.waitSignal(shown.chosen) as signal:
        qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert signal.args == ["S-002"]


def test_ctrl_f_puts_the_hands_on_the_field(qtbot, words) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made = PatientList(words, parent=window)
    made.set_rows(rows())
    window.show()
    window.activateWindow()
    made.view.setFocus()
    qtbot.waitUntil(made.view.hasFocus)
    qtbot.keyClick(made.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(made.field.hasFocus)
    qtbot.keyClicks(made.field, "s-005")
    assert codes(made) == ["S-005"]


def test_one_changed_row_repaints_itself_alone(qtbot, words) -> None:
    model = PatientListModel(words)
    model.set_rows(rows())
    changed = [replace(row, tone="due") if row.subject == "S-007" else row for row in rows()]
    touched: list[int] = []
    model.dataChanged.connect(lambda first, last: touched.append(first.row()))
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_rows(changed)
    assert touched == [6]
    row = model.index(6).data(int(Qt.ItemDataRole.UserRole))
    assert row.tone == "due"


def test_an_empty_list_says_what_will_be_there_and_a_fruitless_search_says_so(qtbot, shown) -> None:
    qtbot.keyClicks(shown.field, "nobody")
    hint = [label.text() for label in shown.findChildren(type(shown._empty)) if label.isVisible()]
    assert hint == ['No patient matches "nobody".']
    shown.field.clear()
    shown.set_rows([])
    assert shown._empty.text() == "No patients yet. The first one appears here once enrolled."
    assert shown._empty.isVisible()


def test_another_language_says_every_line_anew(shown, words) -> None:
    first = shown.model.index(0)
    assert first.data() == "S-001 · DL1-7d · W8 · in 1 d"
    words.switch(Language.CHINESE)
    assert str(first.data()).startswith("S-001 · DL1-7d · 第8周")


def test_no_row_has_no_subject(words) -> None:
    model = PatientListModel(words)
    assert model.subject_at(QModelIndex()) is None
    assert not model.index_of("S-001").isValid()


def test_the_strip_drops_what_does_not_fit_and_tells_it_at_the_dots(qtbot, words) -> None:
    strip = HeaderStrip(words)
    qtbot.addWidget(strip)
    strip.resize(1000, 40)
    strip.show_patient("S-007", header_facts(samples.assessment(), STUDY))
    strip.show()
    placed, rest = strip.facts.placed()
    assert not rest
    assert [fact.value for fact in placed][:3] == ["F · 34 y · DL2", "21", "7 d left"]
    strip.resize(420, 40)
    qtbot.waitUntil(lambda: strip.facts.width() <= 420)
    placed, rest = strip.facts.placed()
    assert rest
    assert placed[-1].right <= strip.facts.width()
    assert "Dosing BSA 1.64 m²" in strip.facts.tip_at(placed[-1].right + 12)


def test_the_line_under_the_mouse_is_told(qtbot, words: Words):
    """Who moves the mouse to a line is about to click it: that patient is read before the others."""
    shown = PatientList(words)
    qtbot.addWidget(shown)
    shown.set_rows([overview_line(overview(), TODAY), overview_line(overview(subject="S-002"), TODAY)])
    with qtbot.waitSignal(shown.pointed) as told:
        shown.view.entered.emit(shown.model.index(1, 0))
    assert told.args == ["S-002"]

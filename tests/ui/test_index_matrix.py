"""All visits side by side: what stands where, what leads where, by mouse and by keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.trial.course import day, study
from tests.trial.test_endpoints import followed, scored
from ui.appearance import load_fonts
from ui.view_models.index_matrix import Cell, Matrix, matrix_of
from ui.widgets.index_matrix import IndexMatrix
from ui.words import Words
from workstation.i18n import Language
from workstation.messages import Sentence

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    course = scored(followed(), "W12", 84, "0.4", "rash", codes={"_6": "2", "_88": None}, fever=None)
    return matrix_of(course.seen(day(400)), study())


@pytest.fixture
def words(qapp) -> Words:
    load_fonts(ROOT / "resources" / "fonts")
    return Words(Language.ENGLISH, ROOT / "resources" / "locale")


def cells(matrix: Matrix, name: str) -> list[str]:
    """The texts of a row; an empty text where nothing stands."""
    found = next(row for row in matrix.rows if not row.heading and name_of(row.name) == name)
    return ["" if cell is None else name_of(cell.text) for cell in found.cells]


def name_of(meant: object) -> str:
    return meant.text if isinstance(meant, Sentence) else getattr(meant, "en", str(meant))


def cell(matrix: Matrix, name: str, column: int) -> Cell:
    found = next(row.cells[column] for row in matrix.rows if not row.heading and name_of(row.name) == name)
    assert found is not None
    return found


def test_scored_visits_stand_across_and_the_baseline_is_marked(matrix):
    assert [(column.key, column.baseline) for column in matrix.columns] == [("BL", True), ("W12", False)]


def test_grades_descriptors_pga_steroid_and_endpoints_stand_below_each_other(matrix):
    assert cells(matrix, "Mucocutaneous") == ["A", "B"]
    assert cells(matrix, "Rash") == ["·", "●"]
    assert cells(matrix, "Fever") == ["·", "ND"]
    assert cells(matrix, "PGA") == ["1.8", "0.4"]
    assert cells(matrix, "Prednisone mg/d") == ["5", "5"]
    assert cells(matrix, "SRI-4") == ["", "?"]
    assert cells(matrix, "DORIS") == ["", "✕"]


def test_what_never_was_there_takes_no_row(matrix):
    assert not [row for row in matrix.rows if name_of(row.name) == "Seizure"]


def test_an_incomplete_total_is_a_bound_and_leads_to_what_is_missing(matrix):
    totals = [row for row in matrix.rows if name_of(row.name) == "Total"]
    assert [each.cells[1].text for each in totals] == ["—", "≥ 2"]
    assert totals[1].cells[1].item == "fever"


def test_a_grade_that_is_not_sure_leads_to_the_missing_item(matrix):
    renal = cell(matrix, "Renal", 1)
    assert (renal.look, renal.form, renal.item) == ("unsure", "bilag2004", "88")


def test_the_total_and_the_endpoints_wait_for_the_pga():
    course = scored(followed(), "W12", 84, "0.4", "rash")
    held = matrix_of(course.seen(day(400)), study(), held_back="W12")
    assert cells(held, "SRI-4") == ["", "—"]
    assert [row.cells[1].text for row in held.rows if name_of(row.name) == "Total"][1] == "—"  # type: ignore[union-attr]


@pytest.fixture
def shown(qtbot, words, matrix) -> IndexMatrix:
    made = IndexMatrix(words)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show_matrix(matrix)
    made.show()
    qtbot.waitExposed(made)
    return made


def row_of(matrix: Matrix, name: str) -> int:
    return next(
        place for place, row in enumerate(matrix.rows) if not row.heading and name_of(row.name) == name
    )


def test_a_click_opens_the_answer_behind_a_cell(qtbot, shown, matrix):
    spot = shown.board.cell_rect(row_of(matrix, "Rash"), 1).center().toPoint()
    with qtbot.waitSignal(shown.opened) as told:
        qtbot.mouseClick(shown.board, Qt.MouseButton.LeftButton, pos=spot)
    assert told.args == ["W12", "sledai2k", "rash"]


def test_the_arrows_pass_over_headings_and_enter_opens(qtbot, shown, matrix):
    shown.setFocus()
    for _ in range(row_of(matrix, "Total") - row_of(matrix, "Constitutional") + 1):
        qtbot.keyClick(shown.board, Qt.Key.Key_Down)
    qtbot.keyClick(shown.board, Qt.Key.Key_Left)
    with qtbot.waitSignal(shown.opened) as told:
        qtbot.keyClick(shown.board, Qt.Key.Key_Return)
    assert told.args[:2] == ["BL", "sledai2k"]


def test_it_reads_aloud_a_line_a_row(shown, words):
    spoken = shown.board.spoken().split("\n")
    assert "Mucocutaneous A B" in spoken
    words.switch(Language.CHINESE)
    assert "皮肤黏膜 A B" in shown.board.spoken().split("\n")


def test_a_patient_without_scores_has_an_empty_matrix(qtbot, shown):
    shown.show_matrix(replace(Matrix((), ())))
    qtbot.keyClick(shown.board, Qt.Key.Key_Return)
    qtbot.keyClick(shown.board, Qt.Key.Key_Down)

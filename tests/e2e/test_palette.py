"""Going anywhere by typing: patients, visits, forms and acts, in either language, without the mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.e2e.conftest import Sit
from tests.e2e.hands import Hands
from tests.e2e.window import CONTROL, DOWN, ENTER
from ui.dialogs.enrol import Enrol
from ui.dialogs.palette import Palette
from ui.pages.study import StudyPage

PALETTE = (Qt.Key.Key_K, CONTROL)


@pytest.fixture
def hands(sit: Sit, demo: Path) -> Hands:
    hands = sit(demo)
    hands.until_open(demo)
    return hands


def go(hands: Hands, *typed: str | Qt.Key) -> None:
    """Open the palette, type, take the first line."""
    hands.keys(PALETTE)
    dialog = hands.dialog(Palette)
    hands.keys(*typed, ENTER)
    hands.until_closed(dialog)
    hands.settle()


def test_a_patient_a_visit_and_a_form_are_reached_by_their_words(hands: Hands) -> None:
    go(hands, "s-007")
    hands.until_shown("S-007")
    go(hands, "第12周")
    assert hands.page.desk.visit == "W12"
    go(hands, "week 24")
    assert hands.page.desk.visit == "W24"
    go(hands, "bilag")
    assert hands.session.place.form.oid == "bilag2004"
    go(hands, "尿检")
    assert hands.session.place.form.oid == "urine"


def test_an_act_is_done_and_another_page_is_entered(hands: Hands) -> None:
    go(hands, "study", " ", "act")
    assert isinstance(hands.window.current, StudyPage)
    go(hands, "s-003")
    hands.until_shown("S-003")
    hands.keys(PALETTE)
    dialog = hands.dialog(Palette)
    hands.keys("enrol")
    assert dialog.lines.texts()[0].startswith("Enrol a patient")
    hands.keys(ENTER)
    hands.until_closed(dialog)
    enrol = hands.dialog(Enrol)
    hands.keys(Qt.Key.Key_Escape)
    hands.until_closed(enrol)
    hands.settle()


def test_the_arrows_move_in_the_list_and_what_nothing_is_called_is_said(hands: Hands) -> None:
    hands.patient("S-001")
    hands.keys(PALETTE)
    dialog = hands.dialog(Palette)
    hands.keys("week")
    second = dialog.lines.texts()[1]
    hands.keys("zzz")
    assert dialog.none.isVisible()
    assert dialog.lines.texts() == []
    hands.keys(Qt.Key.Key_Backspace, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace, DOWN, ENTER)
    hands.until_closed(dialog)
    hands.settle()
    assert hands.page.desk.visit in second

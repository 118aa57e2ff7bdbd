"""The morning: what the day asks for is read, a line leads to its place, and what was done is gone from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.e2e.conftest import Sit
from tests.e2e.hands import Hands
from tests.e2e.window import CONTROL, DOWN, ENTER
from ui.dialogs.sheet_preview import HandoverPreview
from ui.dialogs.sign_visit import SignVisit
from ui.pages.today import TodayPage

TODAY = (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)


@pytest.fixture
def hands(sit: Sit, demo: Path) -> Hands:
    hands = sit(demo)
    hands.until_open(demo)
    hands.keys(TODAY)
    hands.until(lambda: bool(today(hands).cards["visits"].lines.texts()), "the day is known")
    hands.settle()
    return hands


def today(hands: Hands) -> TodayPage:
    page = hands.window.current
    assert isinstance(page, TodayPage), hands.situation()
    return page


def said(hands: Hands, card: str) -> list[str]:
    """The lines of a card as they are read."""
    return today(hands).cards[card].lines.texts()


def test_a_line_leads_to_its_visit_by_keys_and_to_its_item_by_a_click(hands: Hands) -> None:
    assert said(hands, "visits")[0].startswith("S-010 · Week 8 · ")
    assert said(hands, "visits")[0].endswith("4 d overdue")
    assert today(hands).cards["visits"].lines.hasFocus()
    hands.keys(ENTER)
    hands.until_shown("S-010")
    hands.settle()
    assert hands.page.desk.visit == "W8"
    assert hands.place.visit_card.isVisible()
    hands.keys(TODAY)
    hands.settle()
    lines = today(hands).cards["missing"].lines
    hands.click(lines, lines.row_rect(1).center().toPoint())
    hands.until_shown("S-007")
    hands.settle()
    assert hands.session.place.form.oid == "bilag2004"
    assert hands.view.editor.cursor == "81"


def test_a_signed_visit_is_gone_from_the_day(hands: Hands) -> None:
    assert said(hands, "signatures")[0].startswith("S-004 · W36")
    lines = today(hands).cards["signatures"].lines
    lines.setFocus()
    hands.keys(ENTER)
    hands.until_shown("S-004")
    hands.settle()
    hands.keys((Qt.Key.Key_S, CONTROL | Qt.KeyboardModifier.ShiftModifier))
    dialog = hands.dialog(SignVisit)
    hands.keys(ENTER)
    hands.until_closed(dialog)
    hands.settle()
    hands.keys(TODAY)
    hands.settle()
    assert not [line for line in said(hands, "signatures") if line.startswith("S-004")]


def test_what_was_left_typed_names_its_owner_and_leads_back(hands: Hands) -> None:
    [draft] = said(hands, "drafts")
    assert draft.startswith("S-013 · SCR BILAG-2004 · Demo investigator")
    lines = today(hands).cards["drafts"].lines
    lines.setFocus()
    hands.keys(DOWN, ENTER)
    hands.until_shown("S-013")
    hands.settle()
    assert hands.session.place.form.oid == "bilag2004"
    assert hands.session.restored


def test_the_shift_prints_its_hand_over(hands: Hands) -> None:
    hands.keys((Qt.Key.Key_P, CONTROL))
    dialog = hands.dialog(HandoverPreview)
    hands.until(lambda: dialog.page == 1, "the page is shown")
    hands.keys(Qt.Key.Key_Escape)
    hands.until_closed(dialog)
    hands.settle()

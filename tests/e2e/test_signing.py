"""A visit is signed, corrected and signed again; a rule of the study changes, and what was signed is scored anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.e2e.conftest import Sit
from tests.e2e.hands import ALL, SAVE, Hands
from tests.e2e.window import CONTROL, DOWN, ENTER
from ui.dialogs.change_reason import ChangeReason
from ui.dialogs.change_setting import ChangeSetting
from ui.dialogs.sign_visit import SignVisit
from ui.dialogs.since_signed import SinceSignedDialog
from ui.pages.study import StudyPage

SIGN = (Qt.Key.Key_S, CONTROL | Qt.KeyboardModifier.ShiftModifier)


@pytest.fixture
def hands(sit: Sit, demo: Path) -> Hands:
    hands = sit(demo)
    hands.until_open(demo)
    return hands


def signature(hands: Hands) -> str:
    """What stands below the forms."""
    strip = hands.place.signing.strip
    parts = (strip.state, strip.who, strip.since, strip.button)
    return " | ".join(part.text() for part in parts if part.isVisible())


def test_a_complete_visit_is_signed_by_keys_and_a_later_change_voids_it(hands: Hands) -> None:
    hands.patient("S-004")
    hands.visit("W36")
    assert signature(hands) == "Sign the visit…"
    hands.keys(SIGN)
    dialog = hands.dialog(SignVisit)
    assert dialog.reason is None, "nothing is open"
    hands.keys(ENTER)
    hands.until_closed(dialog)
    hands.settle()
    today = hands.program._clock.now().date()
    assert signature(hands) == f"Signed {today} | Demo investigator"
    hands.form("pga")
    hands.at("pga")
    hands.keys(ALL, "1.9")
    hands.answering(
        ChangeReason, lambda asked: hands.keys("Read again from the ruler", ENTER), lambda: hands.keys(SAVE)
    )
    hands.settle()
    assert signature(hands).startswith("Changed since signed | Demo investigator | Sign again")


def test_an_incomplete_visit_asks_why_and_typing_has_to_be_saved_first(hands: Hands) -> None:
    hands.patient("S-007")
    hands.visit("W24")
    hands.form("pga")
    hands.at("pga")
    hands.keys("1")
    hands.keys(SIGN)
    hands.settle()
    assert any("not saved" in notice for notice in hands.notices())
    hands.keys((Qt.Key.Key_Z, CONTROL))
    hands.settle()
    hands.keys(SIGN)
    dialog = hands.dialog(SignVisit)
    assert dialog.reason is not None
    assert dialog.open_list.texts() == ["Urine · answers missing: 2", "Immunology · answers missing: 1"]
    dialog.open_list.setFocus()
    hands.keys(DOWN, ENTER)
    hands.until_closed(dialog)
    hands.settle()
    assert hands.session.place.form.oid == "immunology"
    assert hands.view.editor.cursor == "anti_dsdna"
    hands.keys(SIGN)
    dialog = hands.dialog(SignVisit)
    hands.keys(ENTER)
    assert "say why" in dialog.box.sentence.text()
    hands.keys("The tube was lost", ENTER)
    hands.until_closed(dialog)
    hands.settle()
    assert signature(hands).startswith("Signed")


def test_a_rule_is_changed_after_its_effect_was_shown_and_a_signed_visit_says_what_differs(
    hands: Hands,
) -> None:
    """S-001 is in remission at week 24 with exactly 5 mg: "at most" or "less than" 5 mg decides (scoring sheet 11)."""
    hands.keys((Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier))
    page = hands.window.current
    assert isinstance(page, StudyPage)
    hands.settle()
    page.area.ensureWidgetVisible(page.change)
    hands.click(page.change)
    dialog = hands.dialog(ChangeSetting)
    dialog.setting.choose("doris.steroid_rule")
    dialog.value.choose("lt5")
    assert not dialog.change.isEnabled(), "nobody changes a rule unseen"
    hands.keys(ENTER)
    hands.until(lambda: dialog.change.isEnabled(), "the effect is shown")
    changed = [row[0] for row in dialog.results.texts()]
    assert changed == ["S-001", "S-002"]
    hands.click(dialog.change)
    assert "Say why" in dialog.box.sentence.text()
    hands.keys("Amendment 2")
    hands.click(dialog.change)
    hands.until_closed(dialog)
    hands.until(lambda: isinstance(hands.window.current, StudyPage), "the study is shown again")
    hands.settle()
    hands.keys((Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier))
    hands.until(lambda: hands.page.workplace is not None, "the workplace stands again")
    hands.settle()
    hands.patient("S-001")
    hands.visit("W24")
    assert signature(hands).endswith("Rules changed: 1")
    hands.click(hands.place.signing.strip.since)
    since = hands.dialog(SinceSignedDialog)
    assert since.rules.texts() == [["Steroid limit of DORIS", "at most 5 mg", "less than 5 mg"]]
    assert since.results.texts() == [["DORIS", "met", "not met"]]
    hands.keys(Qt.Key.Key_Escape)
    hands.until_closed(since)

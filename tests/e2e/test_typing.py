"""Typing into a real form of a real study: what is refused, what is asked, and what is never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.e2e.conftest import Sit
from tests.e2e.hands import ALL, LANGUAGE, PASTE, REDO, SAVE, UNDO, Hands
from tests.e2e.window import ENTER, texts
from ui.dialogs.change_reason import ChangeReason

RARE = "𠮷野家の㐂さん、靐龘，ß ≥ 38 ℃"
"""Characters beyond the basic plane and from both ends of the font."""


@pytest.fixture
def hands(sit: Sit, ward: Path) -> Hands:
    """Somebody sits at the ward's study with the follow-up patient open on day 28."""
    hands = sit(ward)
    hands.until_open(ward)
    hands.patient("S-202")
    hands.visit("D28")
    return hands


def saved(hands: Hands, form: str, item: str, visit: str = "D28") -> str:
    """What the file holds of an item."""
    subject = hands.code
    answer = hands.ask(lambda session: session.file.state.subject(subject).answers(visit, form).get(item))
    return "" if answer is None else answer.value


class TestKeyboard:
    """The hands stay on the keys."""

    def test_the_keys_go_on_from_a_typed_field_to_one_that_keys_choose(self, hands: Hands):
        """Saturation, then the list of breathing, then ECOG, then weight, without the mouse."""
        hands.form("vital_signs")
        hands.at("spo2")

        hands.keys("97", ENTER, "room", ENTER, "1", "57.5", ENTER)

        answers = [hands.answer(item) for item in ("spo2", "oxygen", "ecog", "weight_kg")]
        assert answers == ["97", "air", "1", "57.5"]

    def test_one_click_is_enough_to_answer_by_key(self, hands: Hands):
        """A click on a question that keys answer, while another field is being typed into."""
        hands.form("vital_signs")
        hands.at("pulse")
        hands.click(hands.view.viewport(), hands._spot("ecog"))

        hands.keys("2")

        assert hands.answer("ecog") == "2"

    def test_undo_and_redo(self, hands: Hands):
        """One step a field; back and forth again, and the file is asked nothing."""
        entries = hands.entries()
        hands.form("vital_signs")
        hands.fill({"pulse": "71", "resp_rate": "16"})
        hands.keys(UNDO)
        assert (hands.answer("pulse"), hands.answer("resp_rate")) == ("71", "")
        hands.keys(UNDO)
        assert (hands.answer("pulse"), hands.answer("resp_rate")) == ("", "")
        assert not hands.session.editor.dirty
        hands.keys(REDO, REDO)
        assert (hands.answer("pulse"), hands.answer("resp_rate")) == ("71", "16")
        assert hands.entries() == entries

    def test_the_language_changes_in_the_middle_of_a_number(self, hands: Hands):
        """Every label is Chinese, and the hands go on typing where they were."""
        hands.form("vital_signs")
        hands.at("temperature_c")
        hands.keys("3")
        hands.keys(LANGUAGE)
        hands.keys("7.1")

        assert (hands.shown("temperature_c"), hands.answer("temperature_c")) == ("37.1", "37.1")
        assert hands.place.head.title.text().endswith("生命体征")
        shown = [hands.view.model().index(row, 0).data() for row in range(hands.view.model().rowCount())]
        assert any("体温" in line for line in shown)
        assert not any("Temperature" in line for line in shown)
        hands.keys(LANGUAGE)
        assert hands.place.head.title.text().endswith("Vital signs")
        assert hands.shown("temperature_c") == "37.1"


class TestReason:
    """A change to a saved value."""

    def test_a_saved_value_that_changes_asks_why(self, hands: Hands):
        """Old and new value stand in the question, the reason in the journal."""
        hands.form("vital_signs")
        hands.fill({"temperature_c": "37.9"})
        asked: list[str] = []

        def answer(dialog: ChangeReason) -> None:
            asked.append(texts(dialog))
            hands.keys("misread the chart", ENTER)

        session = hands.session
        hands.answering(ChangeReason, answer, lambda: hands.keys(SAVE))
        hands.until(lambda: not session.editor.dirty, "the change is saved")

        assert "36.7" in asked[0]
        assert "37.9" in asked[0]
        assert saved(hands, "vital_signs", "temperature_c") == "37.9"
        last = hands.ask(lambda session: list(session.file.journal.entries())[-1])
        assert last.reason == "misread the chart"
        assert hands.ask(lambda session: session.file.verify().ok)

    def test_who_gives_no_reason_goes_back_to_the_form(self, hands: Hands):
        """Nothing is saved and nothing typed is lost."""
        entries = hands.entries()
        hands.form("vital_signs")
        hands.fill({"temperature_c": "37.9"})

        hands.answering(ChangeReason, lambda dialog: dialog.reject(), lambda: hands.keys(SAVE))
        hands.settle()

        assert (hands.shown("temperature_c"), hands.session.editor.dirty) == ("37.9", True)
        assert saved(hands, "vital_signs", "temperature_c") == "36.7"
        assert hands.entries() == entries

    def test_a_first_value_asks_nothing(self, hands: Hands):
        """What was blank may be filled in without a word."""
        hands.form("vital_signs")
        hands.fill({"pulse": "72"})
        hands.save()
        assert saved(hands, "vital_signs", "pulse") == "72"


class TestRefused:
    """What cannot be true or cannot be read."""

    @pytest.mark.parametrize(
        ("form", "item", "typed", "said"),
        [
            ("vital_signs", "pulse", "667", "250"),
            ("vital_signs", "resp_rate", "sixteen", "number"),
            ("haematology", "sampled", "2026-02-30", "2026-02-30"),
            ("haematology", "sampled", "31.13.2026", "date"),
            ("haematology", "platelets", "188 parsec", "parsec"),
            ("pga", "pga", "7", "3"),
        ],
    )
    def test_it_stays_on_the_screen_and_out_of_the_file(
        self, hands: Hands, form: str, item: str, typed: str, said: str
    ):
        """The text stays as typed with its sentence; Ctrl+S says why not; the file holds what it held."""
        entries = hands.entries()
        hands.form(form)
        before = saved(hands, form, item)
        hands.fill({item: typed})

        hands.keys(SAVE)
        hands.until(lambda: hands.note().startswith("Not saved"), "it is said that it was not saved")

        assert hands.shown(item) == typed
        assert said in hands.sentences(item)
        assert hands.sentences(item).strip() in hands.note()
        assert (saved(hands, form, item), hands.entries()) == (before, entries)

    def test_a_temperature_of_66_7_becomes_one_of_36_7(self, hands: Hands):
        """Corrected in place, the sentence goes and it can be saved."""
        hands.visit("LD1")
        hands.form("vital_signs")
        hands.fill({"temperature_c": "66.7"})
        assert "43" in hands.sentences("temperature_c")
        hands.keys(SAVE)
        hands.until(lambda: hands.note().startswith("Not saved"), "it is said that it was not saved")
        hands.fill({"temperature_c": "36.7"})
        assert hands.sentences("temperature_c") == ""
        assert not hands.note().startswith("Not saved")
        hands.save()
        assert saved(hands, "vital_signs", "temperature_c", "LD1") == "36.7"

    def test_a_visit_cannot_begin_on_a_day_that_does_not_exist(self, hands: Hands):
        """The date stays in the field with its sentence; no visit has begun."""
        entries = hands.entries()
        hands.visit("W12")
        card = hands.place.visit_card
        for day in ("2026-02-30", "tomorrow", ""):
            card.field.clear()
            hands.click(card.field)
            hands.keys(day, ENTER)
            hands.settle()
            assert card.said.isVisible()
            assert card.field.text() == day
        assert hands.entries() == entries
        assert hands.place.form is None

    def test_a_note_of_10000_characters(self, hands: Hands):
        """It stays whole with a sentence that names the limit; shortened to it, it is saved whole."""
        entries = hands.entries()
        hands.form("visit_assessment")
        hands.at("text")
        QApplication.clipboard().setText("x" * 10_000)
        hands.keys(PASTE, SAVE)
        hands.until(lambda: hands.note().startswith("Not saved"), "it is said that it was not saved")
        assert len(hands.shown("text")) == 10_000
        assert "4,000" in hands.sentences("text").replace("4000", "4,000")
        assert hands.entries() == entries

        QApplication.clipboard().setText(RARE + "y" * (4_000 - len(RARE)))
        hands.keys(ALL, PASTE)
        hands.save()
        assert saved(hands, "visit_assessment", "text") == RARE + "y" * (4_000 - len(RARE))

    def test_rare_characters_come_back_after_a_restart(self, hands: Hands, sit, ward: Path):
        """Not one of them becomes another."""
        hands.form("visit_assessment")
        hands.at("text")
        QApplication.clipboard().setText(RARE)
        hands.keys(PASTE)
        hands.save()
        again = sit(ward)
        again.until_open(ward)
        again.patient("S-202")
        again.visit("D28")
        again.form("visit_assessment")
        assert again.shown("text") == RARE


class TestScores:
    """What the panel and the strip above say while somebody types."""

    @pytest.fixture
    def assessed(self, hands: Hands) -> Hands:
        """Week 8 is begun and every descriptor of SLEDAI-2K answered: arthritis alone is present."""
        hands.begin("W8", hands.page.desk.today.isoformat())
        hands.form("sledai2k")
        hands.at("seizure")
        hands.keys("nnnnnnnn", "y", "n" * 15)
        assert hands.answer("arthritis") == "yes"
        return hands

    def test_the_panel_follows_every_key(self, assessed: Hands):
        """The points of a descriptor come and go with its answer, before anything is saved."""
        assert "4 Arthritis" in assessed.panel()
        assert "2 Rash" not in assessed.panel()
        assessed.fill({"rash": "y"})
        assert "2 Rash" in assessed.panel()
        assessed.keys(UNDO)
        assert "2 Rash" not in assessed.panel()

    def test_the_panel_keeps_the_total_back_until_the_pga(self, assessed: Hands):
        """The total must not lead the hand that draws the PGA."""
        assert "The total is shown once the PGA is recorded" in assessed.panel()
        assessed.save()
        assessed.form("pga")
        assessed.fill({"pga": "0.5"})
        assert "The total is shown once" not in assessed.panel()
        assert "PGA 0.5" in assessed.header()
        assert "SLEDAI-2K 4" in assessed.header()

    def test_the_strip_above_keeps_the_total_back_too(self, assessed: Hands):
        """Hidden in one place and shown in the other it is not hidden."""
        assert "SLEDAI-2K 4" not in assessed.header()

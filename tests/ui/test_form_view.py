"""A form under the hands: real keys, real clicks, and what they answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.form_samples import activity_form, blood_form, context, editor_of, mixed_form
from ui.appearance import DARK, LIGHT, load_fonts
from ui.view_models.form_editor import FormEditor
from ui.widgets.form_choices import ChoiceList
from ui.widgets.form_layout import Area
from ui.widgets.form_lines import Kind
from ui.widgets.form_model import LINE
from ui.widgets.form_view import FormView
from ui.words import Words
from workstation.forms.answers import EMPTY, Answer, Answers, State
from workstation.i18n import Language

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def words(qapp) -> Words:
    load_fonts(ROOT / "resources" / "fonts")
    return Words(Language.ENGLISH, ROOT / "resources" / "locale")


@pytest.fixture
def opened(qtbot, words):
    """Open a form in a shown window with the keyboard in it."""

    def open_it(editor: FormEditor, width: int = 645, height: int = 420) -> FormView:
        view = FormView(editor, words, LIGHT)
        qtbot.addWidget(view)
        QAbstractItemModelTester(view.model(), QAbstractItemModelTester.FailureReportingMode.Warning, view)
        view.resize(width, height)
        view.show()
        view.activateWindow()
        view.setFocus()
        # A window of the test before may still hold the keyboard.
        qtbot.waitUntil(lambda: (at := focused()) is not None and (at is view or view.isAncestorOf(at)))
        return view

    return open_it


def focused() -> QWidget | None:
    """Where keys go now."""
    return QApplication.focusWidget()


def keys(qtbot, *typed: str | Qt.Key | tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
    """Type text and keys wherever the keyboard is at each of them."""
    for one in typed:
        if isinstance(one, str):
            for letter in one:
                qtbot.keyClicks(focused(), letter)
        elif isinstance(one, tuple):
            qtbot.keyClick(focused(), *one)
        else:
            qtbot.keyClick(focused(), one)


def line_texts(view: FormView, kind: Kind) -> list[str]:
    """What the lines of one kind say, as a screen reader would."""
    model = view.model()
    found = [model.index(row, 0) for row in range(model.rowCount())]
    return [index.data() for index in found if index.data(LINE).kind is kind]


def click(qtbot, view: FormView, path: str, area: Area, text: str = "") -> None:
    """Click on what stands in the line of an item."""
    model = view.model()
    for row in range(model.rowCount()):
        line = model.index(row, 0).data(LINE)
        for zone in view.layout_of.zones(line, None, True):
            inside = path in (*line.paths, line.group)
            if inside and zone.area is area and (not text or zone.text == text) and zone.path in (path, ""):
                corner = view.visualRect(model.index(row, 0)).topLeft()
                qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=corner + zone.rect.center())
                return
    raise AssertionError(f"no {area} {text!r} at {path}")


class TestCodes:
    """Items that one key answers."""

    def test_digits_answer_and_move_on(self, qtbot, opened):
        """Five items are five keys."""
        editor = editor_of(activity_form())
        opened(editor)

        keys(qtbot, "1020n")

        answered = {path: answer.value or answer.state.value for path, answer in editor.answers.items()}
        assert answered == {"b5": "1", "b6": "0", "b9": "2", "b10": "0", "b15": "ND"}
        assert editor.cursor == "b16"

    def test_digits_typed_ahead_pass_over_a_fold(self, qtbot, opened):
        """A whole page is keyed without looking up."""
        editor = editor_of(activity_form())
        opened(editor)

        keys(qtbot, "00000012")

        assert editor.answers["b44"] == Answer("1")
        assert editor.answers["b48"] == Answer("2")

    def test_a_digit_beyond_the_codes_answers_nothing(self, qtbot, opened):
        """There is no 7."""
        editor = editor_of(activity_form())
        opened(editor)

        keys(qtbot, "7")

        assert editor.answers == EMPTY
        assert editor.cursor == "b5"

    def test_y_and_n_answer_yes_and_no(self, qtbot, opened):
        """The item that depends on the answer appears and goes at once."""
        editor = editor_of(mixed_form())
        view = opened(editor)
        editor.move_to("pregnant")

        keys(qtbot, "y")
        assert any("Weeks of pregnancy" in text for text in line_texts(view, Kind.ITEM))
        assert editor.cursor == "weeks"

        keys(qtbot, Qt.Key.Key_Up, "n")
        assert not any("Weeks of pregnancy" in text for text in line_texts(view, Kind.ITEM))

    def test_a_letter_chooses_among_short_choices(self, qtbot, opened):
        """E is the ear."""
        editor = editor_of(mixed_form())
        opened(editor)
        editor.move_to("site")

        keys(qtbot, "e")

        assert editor.answers["site"] == Answer("ear")

    def test_delete_makes_an_item_blank(self, qtbot, opened):
        """Blank, not zero."""
        editor = editor_of(activity_form(), Answers({"b5": Answer("1")}))
        opened(editor)

        keys(qtbot, Qt.Key.Key_Delete)

        assert "b5" not in editor.answers
        assert "b5" in editor.state.missing

    def test_control_0_sets_the_rest_of_the_group(self, qtbot, opened):
        """One key for a healthy system."""
        editor = editor_of(activity_form())
        opened(editor)

        keys(qtbot, "4", (Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier))

        assert editor.answers["b5"] == Answer("4")
        assert editor.answers["b13"] == Answer("0")
        assert "b44" not in editor.answers

    def test_a_click_on_a_segment_answers(self, qtbot, opened):
        """Everything is one click away, and the cursor goes along."""
        editor = editor_of(activity_form())
        view = opened(editor)

        click(qtbot, view, "b10", Area.SEGMENT, "3")
        click(qtbot, view, "b15", Area.SEGMENT, "ND")

        assert editor.answers["b10"] == Answer("3")
        assert editor.answers["b15"] == Answer(state=State.NOT_DONE)
        assert editor.cursor == "b15"

    def test_a_click_on_the_button_sets_the_rest(self, qtbot, opened):
        """The button of the second system means the second system."""
        editor = editor_of(activity_form())
        view = opened(editor)

        click(qtbot, view, "heart", Area.BUTTON)

        assert set(editor.answers) == {"b44", "b48"}


class TestTyping:
    """Items with a field."""

    def test_typing_starts_in_place(self, qtbot, opened):
        """No key opens the field first, and every key counts at once."""
        editor = editor_of(mixed_form())
        opened(editor)

        keys(qtbot, "2026-01-31", Qt.Key.Key_Return, "36")

        assert editor.answers["seen"] == Answer("2026-01-31")
        assert editor.answers["temperature"] == Answer("36")

    def test_typing_replaces_what_was_there(self, qtbot, opened):
        """Coming to a field selects its text."""
        editor = editor_of(blood_form(), Answers({"hb": Answer("108")}))
        opened(editor)

        keys(qtbot, Qt.Key.Key_Down, "95")

        assert editor.answers["hb"] == Answer("95")

    def test_escape_takes_back_the_typing(self, qtbot, opened):
        """The old value stands again, in the field too."""
        editor = editor_of(blood_form(), Answers({"hb": Answer("108")}))
        view = opened(editor)

        keys(qtbot, Qt.Key.Key_Down, "95", Qt.Key.Key_Escape)

        assert editor.answers["hb"] == Answer("108")
        assert view.inline.text == "108"

    def test_a_unit_can_be_typed_behind_the_value(self, qtbot, opened):
        """The number stays as typed; the unit stands beside it afterwards."""
        editor = editor_of(blood_form())
        view = opened(editor)

        keys(qtbot, Qt.Key.Key_Down, "8.2 g/dL", Qt.Key.Key_Return, Qt.Key.Key_Up)

        assert editor.answers["hb"] == Answer("8.2", unit="g/dL")
        assert view.inline.text == "8.2"

    def test_unreadable_text_stays_and_says_why_when_left(self, qtbot, opened):
        """The sentence stands under the field, and the text in it."""
        editor = editor_of(mixed_form())
        view = opened(editor)

        keys(qtbot, Qt.Key.Key_Down, "warm", Qt.Key.Key_Down)

        assert '"warm" is not a number. Type digits, with a point for decimals.' in line_texts(
            view, Kind.NOTE
        )
        keys(qtbot, Qt.Key.Key_Up)
        assert view.inline.text == "warm"

    def test_no_line_jumps_while_a_value_is_being_typed(self, qtbot, opened):
        """12 on the way to 120 is no impossible pressure; after a pause it is."""
        editor = editor_of(mixed_form())
        view = opened(editor)

        keys(qtbot, Qt.Key.Key_Down, "3")
        assert line_texts(view, Kind.NOTE) == []

        qtbot.waitUntil(lambda: len(line_texts(view, Kind.NOTE)) == 1, timeout=2000)

    def test_enter_accepts_what_the_record_proposes(self, qtbot, opened):
        """Only where the field is blank, and only by this key."""
        editor = editor_of(mixed_form(), known=context())
        opened(editor)

        keys(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Return)

        assert editor.answers["temperature"] == Answer("36.7")
        assert editor.cursor == "site"

    def test_moving_through_accepts_nothing(self, qtbot, opened):
        """Arrows look, Enter acts."""
        editor = editor_of(mixed_form(), known=context())
        opened(editor)

        keys(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Tab)

        assert editor.answers == EMPTY

    def test_undo_in_a_field_shows_the_value_before(self, qtbot, opened):
        """Control Z belongs to the form, not to the line editor."""
        editor = editor_of(blood_form(), Answers({"hb": Answer("108")}))
        view = opened(editor)

        keys(qtbot, Qt.Key.Key_Down, "95", (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier))

        assert view.inline.text == "108"
        keys(qtbot, (Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier))
        assert editor.answers["hb"] == Answer("95")
        assert view.inline.text == "95"

    def test_limits_are_typed_beside_the_value(self, qtbot, opened):
        """F2, limits, Enter."""
        editor = editor_of(blood_form(), Answers({"hb": Answer("108")}))
        opened(editor)

        keys(qtbot, Qt.Key.Key_Down, Qt.Key.Key_F2, "115-150", Qt.Key.Key_Return)

        assert editor.answers["hb"] == Answer("108", lln="115", uln="150")
        assert editor.cursor == "plt"

    def test_significance_turns_over_while_a_result_is_outside(self, qtbot, opened):
        """F7: significant, not significant, neither."""
        editor = editor_of(blood_form(), Answers({"hb": Answer("90")}), context())
        opened(editor)
        keys(qtbot, Qt.Key.Key_Down)

        said = []
        for _ in range(3):
            keys(qtbot, Qt.Key.Key_F7)
            said.append(editor.answers["hb"].significance)

        assert said == ["CS", "NCS", ""]

    def test_not_done_asks_why_and_a_digit_answers(self, qtbot, opened):
        """F4 leads to the reasons; the first is one key."""
        editor = editor_of(blood_form())
        view = opened(editor)

        keys(qtbot, Qt.Key.Key_Down, "ND", Qt.Key.Key_F4, "2")

        assert editor.answers["hb"] == Answer(state=State.NOT_DONE, reason="refused")
        assert len(line_texts(view, Kind.WHY)) == 1

    def test_a_reason_for_another_value_than_proposed_is_written(self, qtbot, opened):
        """The warning goes when the reason stands there."""
        editor = editor_of(mixed_form(), Answers({"temperature": Answer("37.1")}), context())
        opened(editor)

        keys(qtbot, Qt.Key.Key_Down, Qt.Key.Key_F4, "measured again")

        assert editor.answers["temperature"].reason == "measured again"
        assert editor.state.items["temperature"].findings == ()

    def test_chinese_comes_through_the_input_method(self, qtbot, opened):
        """What an input method commits is typed text like any other."""
        editor = editor_of(mixed_form())
        view = opened(editor)
        editor.move_to("comment")
        commit = QInputMethodEvent("", [])
        commit.setCommitString("较前好转")

        QApplication.sendEvent(view.inline.widget, commit)

        assert editor.answers["comment"] == Answer("较前好转")

    def test_long_text_has_lines_and_ten_thousand_letters(self, qtbot, opened):
        """Enter is a new line there; Tab goes on; the row grows and does not grow for ever."""
        editor = editor_of(mixed_form())
        view = opened(editor)
        editor.move_to("comment")
        keys(qtbot, "First", Qt.Key.Key_Return, "second")
        assert editor.answers["comment"] == Answer("First\nsecond")

        view.inline.widget.insertPlainText("长" * 10_000)

        assert len(editor.answers["comment"].value) == 10_012
        assert view.rowHeight(view.currentIndex().row()) < 220

    def test_a_click_into_a_field_edits_it(self, qtbot, opened):
        """One click, then type."""
        editor = editor_of(blood_form())
        view = opened(editor)

        click(qtbot, view, "plt", Area.FIELD)
        keys(qtbot, "<20")

        assert editor.answers["plt"] == Answer("20", operator="<")


class TestLists:
    """Choices that do not fit side by side."""

    def test_typing_narrows_the_list_and_enter_takes_the_first(self, qtbot, opened):
        """The keyboard stays in the field."""
        editor = editor_of(mixed_form())
        view = opened(editor)
        editor.move_to("drug")

        keys(qtbot, "13", Qt.Key.Key_Return)

        assert editor.answers["drug"] == Answer("d13")
        assert editor.cursor == "signs"
        assert not view.findChild(ChoiceList).isVisible()

    def test_arrows_choose_in_the_open_list(self, qtbot, opened):
        """Alt and Down opens it; Down goes on; Enter takes."""
        editor = editor_of(mixed_form())
        opened(editor)
        editor.move_to("drug")

        keys(qtbot, (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier), Qt.Key.Key_Down, Qt.Key.Key_Return)

        assert editor.answers["drug"] == Answer("d2")

    def test_what_is_none_of_the_answers_is_kept_as_typed(self, qtbot, opened):
        """It blocks saving until one is chosen."""
        editor = editor_of(mixed_form())
        opened(editor)
        editor.move_to("drug")

        keys(qtbot, "aspirin", Qt.Key.Key_Escape, Qt.Key.Key_Tab)

        assert editor.text("drug") == "aspirin"
        assert [path for path, _ in editor.blocking] == ["drug"]

    def test_several_are_marked_with_space(self, qtbot, opened):
        """The list stays open until Escape."""
        editor = editor_of(mixed_form())
        view = opened(editor, width=500)
        editor.move_to("signs")

        keys(qtbot, (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier), " ", Qt.Key.Key_Down, " ")
        assert editor.answers["signs"] == Answer("s1,s2")
        assert view.findChild(ChoiceList).isVisible()
        keys(qtbot, Qt.Key.Key_Escape)
        assert not view.findChild(ChoiceList).isVisible()

    def test_a_unit_is_chosen_from_its_list(self, qtbot, opened):
        """The number stays, the unit changes."""
        editor = editor_of(blood_form(), Answers({"hb": Answer("8.2")}))
        view = opened(editor)

        click(qtbot, view, "hb", Area.UNIT)
        keys(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Return)

        assert editor.answers["hb"] == Answer("8.2", unit="g/dL")


class TestMoving:
    """The hands stay on the keys."""

    def test_calculated_and_irrelevant_items_are_passed_over(self, qtbot, opened):
        """The cursor stops where a person answers."""
        editor = editor_of(mixed_form())
        opened(editor)
        visited = [editor.cursor]

        for _ in range(9):
            keys(qtbot, Qt.Key.Key_Tab)
            visited.append(editor.cursor)

        expected = ["seen", "temperature", "site", "pregnant", "drug", "signs", "doctor", "comment"]
        assert list(dict.fromkeys(visited)) == expected

    def test_shift_tab_goes_back(self, qtbot, opened):
        """And stops at the first."""
        editor = editor_of(mixed_form())
        opened(editor)

        keys(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Tab, (Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier))

        assert editor.cursor == "temperature"

    def test_f8_jumps_to_what_is_missing_and_unfolds_it(self, qtbot, opened):
        """A missing rare item is not hidden from the jump."""
        common = {f"b{number}": Answer("0") for number in (5, 6, 9, 10, 15, 16, 44, 48)}
        editor = editor_of(activity_form(), Answers(common))
        view = opened(editor)
        assert not any("Angio-oedema" in text for text in line_texts(view, Kind.ITEM))

        keys(qtbot, Qt.Key.Key_F8)

        assert editor.cursor == "b7"
        assert any("Angio-oedema" in text for text in line_texts(view, Kind.ITEM))

    def test_shift_f8_jumps_to_the_next_warning(self, qtbot, opened):
        """From warning to warning."""
        editor = editor_of(blood_form(), Answers({"plt": Answer("900")}))
        opened(editor)

        keys(qtbot, (Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier))

        assert editor.cursor == "plt"

    def test_rare_items_fold_and_unfold(self, qtbot, opened):
        """By key, by arrow on the fold, by click."""
        editor = editor_of(activity_form())
        view = opened(editor)
        assert len(line_texts(view, Kind.ITEM)) == 8

        keys(qtbot, (Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier))
        assert len(line_texts(view, Kind.ITEM)) == 10

        click(qtbot, view, "skin", Area.LINK)
        assert len(line_texts(view, Kind.ITEM)) == 8
        keys(qtbot, Qt.Key.Key_Right)
        assert len(line_texts(view, Kind.ITEM)) == 10

    def test_a_rare_item_that_is_present_is_never_folded(self, qtbot, opened):
        """Only what is blank or absent is out of sight."""
        editor = editor_of(activity_form(), Answers({"b7": Answer("3"), "b13": Answer("0")}))
        view = opened(editor)

        texts = line_texts(view, Kind.ITEM)

        assert any("Angio-oedema" in text for text in texts)
        assert not any("Major cutaneous" in text for text in texts)

    def test_help_is_asked_for_the_item_in_focus(self, qtbot, opened):
        """F1 names the path."""
        view = opened(editor_of(activity_form()))

        with qtbot.waitSignal(view.help_wanted) as asked:
            keys(qtbot, Qt.Key.Key_Down, Qt.Key.Key_F1)

        assert asked.args == ["b6"]

    def test_the_cursor_of_the_editor_moves_the_view(self, qtbot, opened):
        """A jump link elsewhere in the window leads here."""
        editor = editor_of(mixed_form())
        view = opened(editor, height=200)

        editor.move_to("comment")

        row = view.currentIndex().row()
        assert "Comment" in view.model().index(row, 0).data()
        assert view.viewport().rect().contains(view.visualRect(view.currentIndex()).center())
        assert focused() is view.inline.widget


class TestTables:
    """Repeating groups."""

    def test_rows_are_added_filled_and_removed_by_keys(self, qtbot, opened):
        """Cell by cell, then another row."""
        editor = editor_of(mixed_form())
        view = opened(editor, width=900)
        editor.move_to("comment")

        keys(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Return, "Prednisone", Qt.Key.Key_Tab, "7.5", Qt.Key.Key_Return)
        keys(qtbot, "y")
        assert {path: answer.value for path, answer in editor.answers.items()} == {
            "drugs/1/name": "Prednisone",
            "drugs/1/dose": "7.5",
            "drugs/1/daily": "yes",
        }
        keys(qtbot, Qt.Key.Key_Return)
        assert editor.rows("drugs") == ("1", "2")

        keys(qtbot, (Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier))
        assert editor.rows("drugs") == ("1",)
        assert len(line_texts(view, Kind.ROW)) == 1

    def test_up_and_down_stay_in_the_column(self, qtbot, opened):
        """A column of doses is typed downwards."""
        rows = {f"drugs/{row}/name": Answer(f"Drug {row}") for row in (1, 2, 3)}
        editor = editor_of(mixed_form(), Answers(rows))
        opened(editor, width=900)
        editor.move_to("drugs/1/dose")

        keys(qtbot, "1", Qt.Key.Key_Down, "2", Qt.Key.Key_Down, "3", Qt.Key.Key_Up)

        assert [editor.answers[f"drugs/{row}/dose"].value for row in (1, 2, 3)] == ["1", "2", "3"]
        assert editor.cursor == "drugs/2/dose"

    def test_where_columns_do_not_fit_rows_are_stacked(self, qtbot, opened):
        """The same answers, item below item."""
        editor = editor_of(mixed_form(), Answers({"drugs/1/name": Answer("Prednisone")}))
        view = opened(editor, width=900)
        assert len(line_texts(view, Kind.ROW)) == 1

        view.resize(300, 420)

        assert line_texts(view, Kind.ROW) == []
        assert len(line_texts(view, Kind.ROW_HEADING)) == 1
        editor.move_to("drugs/1/dose")
        keys(qtbot, "5")
        assert editor.answers["drugs/1/dose"] == Answer("5")

    def test_a_click_on_the_cross_removes_the_row_and_undo_brings_it_back(self, qtbot, opened):
        """Nothing is asked, nothing is lost."""
        editor = editor_of(mixed_form(), Answers({"drugs/1/name": Answer("Prednisone")}))
        view = opened(editor, width=900, height=700)

        click(qtbot, view, "drugs/1/name", Area.REMOVE)
        assert editor.answers == EMPTY
        keys(qtbot, (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier))

        assert editor.answers["drugs/1/name"] == Answer("Prednisone")


class TestShown:
    """What is painted and read aloud."""

    def test_the_language_changes_at_once_and_no_answer_does(self, qtbot, opened, words):
        """Labels and choices follow; answers stay."""
        editor = editor_of(activity_form(), Answers({"b5": Answer("1")}), context())
        view = opened(editor, width=1100)
        assert any("Skin eruption – severe" in text for text in line_texts(view, Kind.ITEM))

        words.switch(Language.CHINESE)

        assert any("皮疹（重度）" in text and "1 好转" in text for text in line_texts(view, Kind.ITEM))
        assert editor.answers == Answers({"b5": Answer("1")})

    def test_a_line_is_read_aloud_with_value_unit_and_last_visit(self, opened):
        """A screen reader says what the eye sees."""
        editor = editor_of(blood_form(), Answers({"hb": Answer("90", significance="CS")}), context())
        view = opened(editor)

        said = next(text for text in line_texts(view, Kind.ITEM) if "Haemoglobin" in text)

        assert said == "Haemoglobin, required, last 118, 90, g/L, 115–150, L, CS"

    def test_limits_stand_in_the_unit_of_the_value(self, opened):
        """11.5–15 beside 8.2 g/dL, never 115–150."""
        editor = editor_of(blood_form(), Answers({"hb": Answer("8.2", unit="g/dL")}), context())
        view = opened(editor, width=1000)

        said = next(text for text in line_texts(view, Kind.ITEM) if "Haemoglobin" in text)

        assert "g/dL, 11.5–15" in said
        assert "= 82 g/L" in said

    def test_a_value_no_longer_asked_is_kept_and_said(self, opened):
        """It is struck through, and a person decides."""
        editor = editor_of(mixed_form(), Answers({"pregnant": Answer("no"), "weeks": Answer("12")}))
        view = opened(editor)

        assert "Not asked any more: Delete clears it, or leave it kept." in line_texts(view, Kind.NOTE)
        assert editor.answers["weeks"] == Answer("12")

    @pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
    def test_every_kind_of_line_is_painted_in_both_appearances(self, opened, tokens):
        """The ground is the surface, and text stands out from it."""
        answers = Answers(
            {"pregnant": Answer("no"), "weeks": Answer("12"), "drugs/1/name": Answer("Prednisone")}
        )
        view = opened(editor_of(mixed_form(), answers, context()), width=900, height=700)
        view.set_tokens(tokens)

        picture = view.grab().toImage()

        colours = {picture.pixelColor(x, y).name().upper() for x in range(0, 900, 3) for y in range(640)}
        assert {tokens.surface, tokens.line, tokens.accent, tokens.due_ground} <= colours

    def test_a_form_of_a_hundred_items_builds_no_widget_per_item(self, opened):
        """The same few widgets, whatever the form."""
        small, large = opened(editor_of(blood_form())), opened(editor_of(activity_form()))

        assert len(large.findChildren(QWidget)) == len(small.findChildren(QWidget))

    def test_the_mouse_shows_all_states_of_the_line_under_it(self, qtbot, opened):
        """What is rare to answer is one click away, and only there."""
        editor = editor_of(mixed_form())
        view = opened(editor)
        row = next(r for r in range(view.model().rowCount()) if "Pregnant" in view.model().index(r, 0).data())
        rect = view.visualRect(view.model().index(row, 0))

        qtbot.mouseMove(view.viewport(), rect.center() + QPoint(0, 2))
        click(qtbot, view, "pregnant", Area.SEGMENT, "UK")

        assert editor.answers["pregnant"] == Answer(state=State.UNKNOWN)

"""The view model of a form: what a person does, what is told about it, and the way back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ui.form_samples import activity_form, blood_form, context, editor_of, mixed_form
from ui.view_models.form_editor import FormEditor
from ui.view_models.form_limits import parse_limits
from workstation.forms.answers import Answer, Answers, State
from workstation.forms.values import Unreadable


def listening(editor: FormEditor) -> list[tuple[str, ...]]:
    """What the editor tells to have changed, one entry for each act."""
    told: list[tuple[str, ...]] = []
    editor.changed.connect(told.append)
    return told


def test_typing_changes_the_answer_at_every_key():
    """Scores follow a value while it is being typed."""
    editor = editor_of(mixed_form())
    told = listening(editor)

    for text in ("3", "36", "36.", "36.7"):
        editor.edit("temperature", text)

    assert editor.state.typed("temperature") == Decimal("36.7")
    assert len(told) == 4


def test_only_what_differs_is_told():
    """A key in one field does not repaint the others."""
    editor = editor_of(mixed_form())
    told = listening(editor)

    editor.edit("temperature", "36.7")
    editor.set_choice("pregnant", "yes")

    assert told == [("temperature",), ("pregnant", "weeks")]


def test_unreadable_text_is_kept_and_blocks_saving():
    """Nothing typed is lost, and nothing unreadable is taken for an answer."""
    editor = editor_of(mixed_form())
    editor.edit("temperature", "36.7")

    editor.edit("temperature", "warm")

    assert editor.text("temperature") == "warm"
    assert "temperature" not in editor.answers
    assert [path for path, _ in editor.blocking] == ["temperature"]
    assert editor.dirty


def test_an_impossible_value_blocks_saving_with_its_sentence():
    """What cannot be true is refused, and the draft keeps it."""
    editor = editor_of(mixed_form())

    editor.edit("temperature", "367")

    assert [path for path, _ in editor.blocking] == ["temperature"]
    assert editor.draft()["answers"]["temperature"] == {"value": "367"}


def test_the_unit_chosen_before_stays_until_another_is_typed():
    """Correcting the number of a value in g/dL does not turn it into g/L."""
    editor = editor_of(blood_form())
    editor.edit("hb", "8.2 g/dL")

    editor.edit("hb", "8.4")
    assert editor.state.typed("hb") == 84

    editor.edit("hb", "84 g/L")
    assert editor.answers["hb"] == Answer("84")


def test_limits_reported_with_a_result_survive_its_correction():
    """Limits come from the report; typing the value again does not lose them."""
    editor = editor_of(blood_form())
    editor.edit("hb", "108")
    editor.edit_limits("hb", "115-150")

    editor.edit("hb", "109")

    assert editor.answers["hb"] == Answer("109", lln="115", uln="150")
    assert editor.state.items["hb"].flag == "L"


def test_unreadable_limits_are_kept_as_typed_and_block_saving():
    """Limits that cannot be read do not become other limits."""
    editor = editor_of(blood_form())

    editor.edit_limits("hb", "normal")

    assert editor.limits_text("hb") == "normal"
    assert [path for path, _ in editor.blocking] == ["hb"]


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("115-150", ("115", "150")),
        ("115 – 150", ("115", "150")),
        ("0.5~1.2", ("0.5", "1.2")),
        ("<0.5", ("", "0.5")),
        ("≤ 5", ("", "5")),
        (">60", ("60", "")),
        ("60-", ("60", "")),
        ("", ("", "")),
    ],
)
def test_limits_as_laboratories_print_them(text, limits):
    """Both limits, or one of them."""
    assert parse_limits(text) == limits


def test_limits_that_are_none_are_refused():
    """Words are no limits."""
    with pytest.raises(Unreadable):
        parse_limits("negative")


def test_rest_absent_is_one_act_over_blank_items_of_one_group():
    """What was answered stays; other groups stay blank; one undo takes it all back."""
    editor = editor_of(activity_form(), Answers({"b5": Answer("3"), "b6": Answer(state=State.NOT_DONE)}))

    editor.rest_absent("skin")

    assert editor.answers["b5"] == Answer("3")
    assert editor.answers["b6"] == Answer(state=State.NOT_DONE)
    assert all(editor.answers[path] == Answer("0") for path in ("b7", "b9", "b10", "b13", "b15", "b16"))
    assert "b44" not in editor.answers
    editor.undo()
    assert set(editor.answers) == {"b5", "b6"}


def test_a_proposal_becomes_an_answer_only_by_an_act():
    """Nothing derived is filled in silently."""
    editor = editor_of(mixed_form(), known=context())
    assert "temperature" not in editor.answers

    editor.accept_proposal("temperature")

    assert editor.answers["temperature"] == Answer("36.7")


def test_nothing_is_accepted_where_nothing_is_proposed():
    """Enter on a blank field without a proposal leaves it blank."""
    editor = editor_of(mixed_form())

    editor.accept_proposal("temperature")

    assert len(editor.answers) == 0
    assert not editor.dirty


def test_a_state_that_the_item_does_not_allow_changes_nothing():
    """An activity item may be not done, never not applicable."""
    editor = editor_of(activity_form())

    editor.set_state("b5", State.NOT_APPLICABLE)
    editor.set_state("b6", State.NOT_DONE)

    assert dict(editor.answers) == {"b6": Answer(state=State.NOT_DONE)}


def test_a_multiple_choice_keeps_the_order_of_the_definition():
    """The same choices are the same answer, whatever was marked first."""
    editor = editor_of(mixed_form())

    for code in ("s5", "s2", "s9", "s5"):
        editor.toggle("signs", code)

    assert editor.answers["signs"] == Answer("s2,s9")


def test_typing_in_one_field_is_one_step():
    """Undo takes back a value, not a letter; redo brings it back."""
    editor = editor_of(mixed_form())
    for text in ("3", "36", "36.7"):
        editor.edit("temperature", text)
    editor.move_to("site")
    editor.set_choice("site", "ear")

    editor.undo()
    assert dict(editor.answers) == {"temperature": Answer("36.7")}
    editor.undo()
    assert dict(editor.answers) == {}
    editor.redo()
    assert editor.text("temperature") == "36.7"


def test_undo_puts_the_cursor_where_the_change_was():
    """A person sees what is taken back."""
    editor = editor_of(mixed_form())
    editor.edit("temperature", "36.7")
    editor.move_to("comment")

    editor.undo()

    assert editor.cursor == "temperature"


def test_escape_takes_back_this_field_alone():
    """Typing is taken back; what was there before it stays."""
    editor = editor_of(mixed_form())
    editor.edit("temperature", "36.7")
    editor.move_to("site")
    editor.move_to("temperature")
    editor.edit("temperature", "3")

    assert editor.take_back_typing("temperature")
    assert editor.text("temperature") == "36.7"
    assert not editor.take_back_typing("temperature")


def test_an_opened_row_is_there_before_anything_is_typed():
    """A blank row can be filled, is asked for, and is no change of the record."""
    editor = editor_of(mixed_form())

    row = editor.add_row("drugs")

    assert editor.cursor == f"drugs/{row}/name"
    assert f"drugs/{row}/name" in editor.state.missing
    assert not editor.dirty


def test_a_removed_row_takes_its_answers_and_its_key_with_it():
    """No later row gets the key of a removed one; undo brings the row back."""
    editor = editor_of(mixed_form(), Answers({"drugs/1/name": Answer("A"), "drugs/2/name": Answer("B")}))

    editor.remove_row("drugs", "2")
    assert editor.rows("drugs") == ("1",)
    editor.undo()
    assert editor.rows("drugs") == ("1", "2")
    editor.remove_row("drugs", "2")
    assert editor.add_row("drugs") == "3"


def test_jumping_goes_round_the_form():
    """From the last missing item the next one is the first."""
    editor = editor_of(activity_form(), Answers({"b5": Answer("0")}))

    assert editor.next_missing("b5") == "b6"
    assert editor.next_missing("b48") == "b6"
    assert editor.next_missing("not there") == "b6"


def test_the_next_warning_is_found():
    """Warnings can be visited one after the other."""
    editor = editor_of(blood_form(), Answers({"hb": Answer("60"), "plt": Answer("900")}))

    assert editor.next_warning("sampled") == "hb"
    assert editor.next_warning("hb") == "plt"
    assert editor.next_warning("plt") == "hb"


def test_changes_are_what_differs_from_the_record():
    """Typing a value and typing the old one again is no change."""
    editor = editor_of(blood_form(), Answers({"hb": Answer("108")}))
    editor.edit("hb", "109")
    assert editor.changes() == {"hb": (Answer("108"), Answer("109"))}

    editor.edit("hb", "108")

    assert editor.changes() == {}
    assert not editor.dirty


def test_after_saving_nothing_differs():
    """The saved answers are the ground from which the next change is told."""
    editor = editor_of(blood_form())
    dirty: list[bool] = []
    editor.dirty_changed.connect(dirty.append)
    editor.edit("hb", "108")

    editor.saved()

    assert dirty == [True, False]
    assert editor.changes() == {}


def test_every_edit_asks_for_a_draft():
    """The owner decides how often to keep one; the editor never stays silent."""
    editor = editor_of(mixed_form())
    wanted: list[bool] = []
    editor.draft_wanted.connect(lambda: wanted.append(True))

    editor.edit("temperature", "3")
    editor.edit("temperature", "3x")
    editor.set_choice("site", "ear")
    editor.undo()

    assert len(wanted) == 4


texts = st.text("0123456789.<x -", max_size=6)
acts = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.sampled_from(["temperature", "seen", "comment", "weeks"]), texts),
        st.tuples(st.just("choose"), st.sampled_from(["pregnant"]), st.sampled_from(["yes", "no"])),
        st.tuples(st.just("toggle"), st.just("signs"), st.sampled_from(["s1", "s2", "s3"])),
        st.tuples(st.just("row"), st.just("drugs"), st.just("")),
        st.tuples(st.just("row edit"), st.sampled_from(["drugs/1/dose", "drugs/2/name"]), texts),
        st.tuples(st.just("clear"), st.sampled_from(["temperature", "signs"]), st.just("")),
    ),
    max_size=12,
)


def perform(editor: FormEditor, what: str, path: str, text: str) -> None:
    """One act of a person."""
    if what in ("edit", "row edit"):
        editor.edit(path, text)
    elif what == "choose":
        editor.set_choice(path, text)
    elif what == "toggle":
        editor.toggle(path, text)
    elif what == "row":
        editor.add_row(path)
    else:
        editor.clear(path)


@given(acts)
@settings(max_examples=40)
def test_a_draft_brings_everything_back(done):
    """After a crash the form stands as it was left: answers, unreadable texts, rows and cursor."""
    editor = editor_of(mixed_form())
    for act in done:
        perform(editor, *act)

    again = editor_of(mixed_form())
    again.restore(editor.draft())

    assert again.draft() == editor.draft()
    assert again.state == editor.state
    assert again.blocking == editor.blocking


@given(acts)
@settings(max_examples=40)
def test_undo_all_the_way_is_the_beginning_and_redo_is_the_end(done):
    """The way back loses nothing in either direction."""
    editor = editor_of(mixed_form())
    for act in done:
        perform(editor, *act)
    end = editor.draft()

    while editor.undo():
        pass
    assert not editor.dirty
    while editor.redo():
        pass

    assert {**editor.draft(), "cursor": ""} == {**end, "cursor": ""}


@given(acts)
@settings(max_examples=40)
def test_what_is_told_is_enough_to_follow(done):
    """Whoever repaints only what is told shows the same as whoever repaints all."""
    editor = editor_of(mixed_form())
    shown = dict(editor.state.items)

    def follow(paths: tuple[str, ...]) -> None:
        for path in paths:
            if path in editor.state.items:
                shown[path] = editor.state.items[path]
            else:
                shown.pop(path, None)

    editor.changed.connect(follow)
    for act in done:
        perform(editor, *act)

    assert shown == dict(editor.state.items)

"""The lines of a form, and that what is told to Qt is what has become of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtTest import QAbstractItemModelTester

from tests.ui.form_samples import activity_form, blood_form, context, editor_of, mixed_form
from ui.appearance import LIGHT, load_fonts
from ui.view_models.form_editor import FormEditor
from ui.widgets.form_columns import columns, table_columns
from ui.widgets.form_layout import Area, FormLayout
from ui.widgets.form_lines import Kind, Scene, lines
from ui.widgets.form_model import FormModel
from ui.widgets.form_offering import Mode
from ui.widgets.form_options import Option, filtered, options, pressed
from ui.widgets.form_stops import Part, Stops
from ui.widgets.form_text import Face, Typesetter
from ui.widgets.form_units import for_eye
from ui.widgets.form_view import FormView
from ui.words import Words
from workstation.definition.form import Item, ItemType
from workstation.definition.reader import read
from workstation.forms.answers import EMPTY, Answer, Answers, State
from workstation.forms.evaluate import evaluate
from workstation.i18n import Language

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = (480, 645, 690, 1280)


@pytest.fixture(scope="module")
def words(qapp) -> Words:
    load_fonts(ROOT / "resources" / "fonts")
    return Words(Language.ENGLISH, ROOT / "resources" / "locale")


def item_called(oid: str) -> Item:
    """An item of the samples."""
    item = activity_form().item_at(oid) or mixed_form().item_at(oid)
    assert item is not None
    return item


def layout_for(editor: FormEditor, words: Words, width: int) -> FormLayout:
    """A layout of one width."""
    made = FormLayout(editor, words, Typesetter())
    made.set_width(width)
    return made


@pytest.mark.parametrize(
    ("unit", "seen"),
    [
        ("10^9/L", "×10⁹/L"),
        ("x10^12/L", "×10¹²/L"),
        ("umol/L", "µmol/L"),
        ("1/uL", "1/µL"),
        ("mg/m2", "mg/m²"),
        ("mL/min/1.73m2", "mL/min/1.73m²"),
        ("degC", "°C"),
        ("g/L", "g/L"),
        ("unit of CD3", "unit of CD3"),
        ("Unusual: outside 4–10 10^9/L.", "Unusual: outside 4–10 ×10⁹/L."),
    ],
)
def test_units_look_as_on_a_report(unit, seen):
    """The spelling of definitions is for machines."""
    assert for_eye(unit) == seen


def test_an_exponent_is_set_from_digits_that_the_typeface_has(qapp):
    """The bundled typeface lacks the raised nine; an ordinary nine is raised instead."""
    setter = Typesetter()

    laid = setter.laid("×10⁹/L", 0, Face.BODY)

    assert laid.layout.text() == "×109/L"
    assert [(span.start, span.length) for span in laid.layout.formats()] == [(3, 1)]


@pytest.mark.parametrize(
    ("oid", "key", "code", "state"),
    [
        ("b5", "3", "3", State.VALUE),
        ("b5", "n", "", State.NOT_DONE),
        ("b5", "N", "", State.NOT_DONE),
        ("pregnant", "n", "no", State.VALUE),
        ("pregnant", "是", "yes", State.VALUE),
        ("pregnant", "-", "", State.NOT_DONE),
        ("pregnant", "u", "", State.UNKNOWN),
        ("site", "2", "ear", State.VALUE),
        ("site", "m", "oral", State.VALUE),
        ("site", "u", "", State.UNKNOWN),
    ],
)
def test_what_a_key_means_at_an_item(words, oid, key, code, state):
    """The same letter may mean another answer at another kind of item."""
    item = item_called(oid)

    meant = pressed(item, key, Answer(), words)

    assert meant is not None
    assert (meant.code, meant.state) == (code, state)


@pytest.mark.parametrize(("oid", "key"), [("b5", "7"), ("b5", "a"), ("site", "9"), ("pregnant", "q")])
def test_a_key_without_meaning_answers_nothing(words, oid, key):
    """No answer by accident."""
    item = item_called(oid)

    assert pressed(item, key, Answer(), words) is None


def test_what_begins_with_the_typed_text_comes_first(words):
    """Drug 1 before Drug 10, and a match inside last."""
    offered = options(item_called("drug"), words)

    assert [one.code for one in filtered(offered, "drug 1")][:2] == ["d1", "d10"]
    assert [one.code for one in filtered(offered, "3")] == ["d3", "d13"]
    assert filtered(offered, "") == offered


def test_a_number_that_no_answer_holds_is_a_place_in_the_list():
    offered = tuple(Option(code, code) for code in ("room air", "low flow", "high flow"))
    assert filtered(offered, "2") == offered[1:2]
    assert filtered(offered, "4") == ()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_two_answers_of_an_item_overlap_and_none_leaves_the_line(words, width):
    """Every segment can be hit, at every width."""
    editor = editor_of(activity_form())
    layout = layout_for(editor, words, width)

    for line in lines(editor, Scene()):
        segments = [zone.rect for zone in layout.zones(line, None, True) if zone.area is Area.SEGMENT]
        for left, right in pairwise(segments):
            assert right.left() >= left.right()
        assert all(QRect(0, 0, width, layout.height(line)).contains(rect) for rect in segments)


@pytest.mark.parametrize("width", WIDTHS)
def test_ordinal_answers_say_their_words_where_there_is_room(words, width):
    """Codes alone on a narrow page, words on a wide one; always all of them."""
    editor = editor_of(activity_form())
    layout = layout_for(editor, words, width)
    line = next(line for line in lines(editor, Scene()) if line.kind is Kind.ITEM)

    said = [zone.text for zone in layout.zones(line) if zone.area is Area.SEGMENT]

    short = ["0", "1", "2", "3", "4", "ND"]
    assert said == (
        ["0 absent", "1 improving", "2 same", "3 worse", "4 new", "ND"] if width > 1000 else short
    )


def test_a_table_needs_the_width_of_its_columns():
    """Cells stand side by side without gap or overlap, or the rows are stacked."""
    group = mixed_form().groups[1]

    cells = table_columns(group, [40, 60, 60], 645)

    assert cells is not None
    assert all(left + wide == after for (left, wide), (after, _) in pairwise(cells))
    assert table_columns(group, [40, 60, 60], 300) is None


def test_labels_give_way_to_answers_within_reason():
    """The field moves left for words, never beyond where a label can be read."""
    form = activity_form()

    assert columns(form, 690, 318).value < columns(form, 690).value
    assert columns(form, 690, 600).value == columns(form, 690).value


def test_calculated_items_are_no_place_for_the_cursor(words):
    """Every other item of the form is one."""
    editor = editor_of(mixed_form(), Answers({"drugs/1/name": Answer("A")}))
    stops = Stops(editor, lines(editor, Scene()))
    visited, stop = [], stops.first()
    while stop is not None:
        visited.append(stop)
        stop = stops.beside(stop, 1)

    paths = [stop.path for stop in visited if stop.part is Part.VALUE]
    assert "bmi" not in paths
    assert paths == [path for path, state in editor.state.items.items() if state.relevant and path != "bmi"]
    assert visited[-1].part is Part.ADD


def test_long_text_and_long_choices_have_their_own_editors(words):
    """What a person meets at each kind of item."""
    editor = editor_of(mixed_form())
    layout = layout_for(editor, words, 645)

    modes = {path: layout.offering.mode(state) for path, state in editor.state.items.items()}

    assert modes["temperature"] is Mode.TYPED
    assert modes["pregnant"] is Mode.KEYS
    assert modes["drug"] is Mode.LIST
    assert modes["comment"] is Mode.LONG_TEXT
    assert modes["bmi"] is Mode.NONE


ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("edit"),
            st.sampled_from(["temperature", "seen", "weeks"]),
            st.sampled_from(["3", "39", "x", ""]),
        ),
        st.tuples(st.just("choose"), st.just("pregnant"), st.sampled_from(["yes", "no"])),
        st.tuples(st.just("row"), st.just("drugs"), st.just("")),
        st.tuples(st.just("remove"), st.just("drugs"), st.sampled_from(["1", "2"])),
        st.tuples(st.just("hold"), st.sampled_from(["temperature", "seen"]), st.just("")),
        st.tuples(st.just("release"), st.just(""), st.just("")),
        st.tuples(st.just("undo"), st.just(""), st.just("")),
    ),
    max_size=14,
)


def perform(editor: FormEditor, model: FormModel, what: str, path: str, text: str) -> None:
    """One act of a person or of the clock."""
    acts = {
        "edit": lambda: editor.edit(path, text),
        "choose": lambda: editor.set_choice(path, text),
        "row": lambda: editor.add_row(path),
        "remove": lambda: editor.remove_row(path, text),
        "hold": lambda: model.hold(path),
        "release": model.release,
        "undo": editor.undo,
    }
    acts[what]()


@given(ACTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_that_come_and_go_leave_the_lines_as_if_made_anew(words, acts):
    """Qt hears of every insertion and removal, in an order in which it can follow."""
    editor = editor_of(mixed_form(), Answers({"weeks": Answer("12")}), context())
    layout = layout_for(editor, words, 645)
    model = FormModel(editor, layout, words)
    editor.changed.connect(model.refresh)
    checker = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)

    for act in acts:
        perform(editor, model, *act)
    model.release()

    assert checker.model() is model
    assert tuple(model.lines) == lines(editor, replace(model.scene))


@given(ACTS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_line_has_the_height_that_it_needs(words, acts):
    """No note is cut, no gap is left, whatever came before."""
    editor = editor_of(mixed_form(), EMPTY, context())
    view = FormView(editor, words, LIGHT)
    view.resize(645, 400)
    view.show()
    model = cast(FormModel, view.model())
    for act in acts:
        perform(editor, model, *act)
    model.release()

    heights = [view.rowHeight(row) for row in range(model.rowCount())]

    assert heights == [view.layout_of.height(line) for line in model.lines]
    view.close()


@pytest.fixture(scope="module")
def study():
    """The study as released."""
    folder = ROOT / "resources"
    files = [path for part in ("study", "forms") for path in sorted((folder / part).glob("*.toml"))]
    return read({path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files})


@pytest.mark.parametrize("width", [645, 1280])
def test_every_released_form_opens_and_every_item_can_be_reached(words, study, width):
    """No form of the study needs code of its own."""
    for form in study.forms.values():
        editor = FormEditor(form, EMPTY, partial(evaluate, form))
        for group in form.groups:
            if group.repeating:
                editor.add_row(group.oid)
        layout = layout_for(editor, words, width)
        everything = Scene(frozenset(group.oid for group in form.groups), layout.tables)
        shown = lines(editor, everything)
        stops = Stops(editor, shown)
        asked = [
            path
            for path, state in editor.state.items.items()
            if state.relevant and state.item.type is not ItemType.CALCULATED
        ]

        assert [path for path in asked if stops.row_of(path) < 0] == [], form.oid
        for line in shown:
            room = QRect(0, 0, width, layout.height(line))
            assert all(
                room.contains(zone.rect) for zone in layout.zones(line, None, True) if not zone.rect.isEmpty()
            )


def test_blood_results_of_all_kinds_are_read_aloud(words):
    """Operator, state and unit are part of what is said."""
    answers = Answers({"hb": Answer(state=State.NOT_DONE), "plt": Answer("20", operator="<")})
    editor = editor_of(blood_form(), answers)
    model = FormModel(editor, layout_for(editor, words, 900), words)

    said = [model.index(row, 0).data() for row in range(model.rowCount())]

    assert "Haemoglobin, required, Not done, g/L" in said
    assert "Platelets, required, <20, ×10⁹/L" in said

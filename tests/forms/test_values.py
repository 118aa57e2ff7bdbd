"""Between typed text and answers: what can be read is kept as typed, what cannot is refused in words."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.definition.form import Choice, Item, ItemType, UnitConversion
from workstation.forms.answers import Answer, State, answer_from
from workstation.forms.values import Unreadable, parse, show, typed
from workstation.messages import Text

LABEL = Text("x", "x")
NUMBER = Item("n", LABEL, ItemType.NUMBER, unit="g/L", units=(UnitConversion("g/dL", multiply=Decimal(10)),))
RESULT = Item("r", LABEL, ItemType.NUMBER, unit="IU/mL", result=True)
COUNT = Item("c", LABEL, ItemType.INTEGER)
DAY = Item("d", LABEL, ItemType.DATE)
PARTIAL = Item("p", LABEL, ItemType.DATE, partial=True)
MOMENT = Item("m", LABEL, ItemType.DATETIME)
ANSWER = Item("a", LABEL, ItemType.YES_NO)
KIND = Item(
    "k",
    LABEL,
    ItemType.CHOICE,
    choices=(Choice("urine", Text("Urine", "尿")), Choice("serum", Text("Serum", "血清"))),
)
SEVERAL = Item("s", LABEL, ItemType.MULTI, choices=KIND.choices)
NOTE = Item("t", LABEL, ItemType.TEXT)


def test_a_number_keeps_the_digits_as_typed() -> None:
    assert parse(NUMBER, " 3.40 ").value == "3.40"
    assert typed(NUMBER, parse(NUMBER, "3.40")) == Decimal("3.40")


def test_a_unit_typed_after_the_number_is_kept_and_converted() -> None:
    answer = parse(NUMBER, "9.2 g/dL")
    assert (answer.value, answer.unit) == ("9.2", "g/dL")
    assert typed(NUMBER, answer) == Decimal("92")
    assert show(NUMBER, answer) == "9.2 g/dL"


def test_full_width_digits_of_a_chinese_keyboard_are_digits() -> None:
    assert parse(NUMBER, "３．４").value == "3.4"


@pytest.mark.parametrize("text", ["abc", "3,4", "1e3", "NaN", "--3", "1/2", "12 stones", "∞"])
def test_text_in_a_numeric_field_is_refused_in_words(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(NUMBER, text)
    assert refused.value.sentence.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("12O", "The letter {letter} stands in “{text}”."),
        ("1O5", "The letter {letter} stands in “{text}”."),
        ("l2", "The letter {letter} stands in “{text}”."),
        ("1e3", "The letter {letter} stands in “{text}”."),
        ("0,9 g/dL", "A comma stands in “{text}”. Type a point for decimals."),
        ("12,5,7", "A comma stands in “{text}”. Type a point for decimals."),
        ("0，9", "A comma stands in “{text}”. Type a point for decimals."),
        ("1.2.3", "“{text}” is not a number. Type digits, with a point for decimals."),
        ("abc", "“{text}” is not a number. Type digits, with a point for decimals."),
        ("12 stones", "The unit “{unit}” is not known here. Use {known}."),
        ("12 O", "The unit “{unit}” is not known here. Use {known}."),
        ("3x10^9/L", "The unit “{unit}” is not known here. Use {known}."),
    ],
)
def test_what_stands_among_the_digits_is_said_plainly(text: str, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(NUMBER, text)
    assert refused.value.sentence.text == says


def test_an_operator_belongs_to_results_only() -> None:
    assert parse(RESULT, "<0.5") == Answer(value="0.5", operator="<")
    with pytest.raises(Unreadable):
        parse(NUMBER, "<0.5")
    with pytest.raises(Unreadable):
        parse(RESULT, "≤0.5")


def test_a_whole_number_has_no_point() -> None:
    assert parse(COUNT, "12").value == "12"
    with pytest.raises(Unreadable):
        parse(COUNT, "12.5")


@pytest.mark.parametrize("text", ["2026-01-31", "2026/1/31", "2026.1.31", "20260131", "2026年1月31日"])
def test_a_date_in_the_usual_forms(text: str) -> None:
    assert parse(DAY, text).value == "2026-01-31"


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "1899-12-31", "2200-01-01"])
def test_a_year_in_which_nothing_of_a_trial_can_be(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(DAY, text)
    assert str(refused.value.sentence.values["year"]) == text[:4]


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "2025-02-29"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(DAY, text)
    assert refused.value.sentence.text == "The day {date} does not exist."


def test_part_of_a_date_only_where_the_item_allows_it() -> None:
    assert parse(PARTIAL, "2019-05").value == "2019-05"
    assert parse(PARTIAL, "2019").value == "2019"
    assert typed(PARTIAL, Answer("2019-05")) is None
    with pytest.raises(Unreadable):
        parse(DAY, "2019-05")
    with pytest.raises(Unreadable):
        parse(PARTIAL, "2019-13")


def test_a_moment_has_a_day_and_may_have_a_time() -> None:
    assert parse(MOMENT, "2026-01-19 9:05").value == "2026-01-19T09:05"
    assert typed(MOMENT, Answer("2026-01-19T09:05")) == datetime(2026, 1, 19, 9, 5)
    assert typed(MOMENT, parse(MOMENT, "2026-01-19")) == date(2026, 1, 19)
    with pytest.raises(Unreadable):
        parse(MOMENT, "2026-01-19 25:00")


@pytest.mark.parametrize(("text", "value"), [("y", "yes"), ("是", "yes"), ("No", "no"), ("否", "no")])
def test_yes_and_no_in_both_languages(text: str, value: str) -> None:
    assert parse(ANSWER, text).value == value


def test_a_choice_by_code_label_or_unmistakable_beginning() -> None:
    assert parse(KIND, "serum").value == "serum"
    assert parse(KIND, "尿").value == "urine"
    assert parse(KIND, "ser").value == "serum"
    with pytest.raises(Unreadable):
        parse(KIND, "saliva")


def test_several_codes_keep_the_order_of_the_definition() -> None:
    assert parse(SEVERAL, "serum, urine").value == "urine,serum"


@pytest.mark.parametrize("code", ["ND", "na", "UK"])
def test_states_are_typed_by_their_letters(code: str) -> None:
    assert parse(NUMBER, code).state.value == code.upper()


def test_a_note_may_consist_of_letters_that_elsewhere_are_a_state() -> None:
    assert parse(NOTE, "ND").value == "ND"


def test_nothing_typed_is_a_blank_and_no_zero() -> None:
    assert parse(NUMBER, "  ").blank
    assert typed(NUMBER, Answer()) is None
    assert typed(NUMBER, Answer(state=State.NOT_DONE)) is None


@given(st.decimals(min_value=0, max_value=100000, places=3))
def test_any_number_survives_typing_and_showing(value: Decimal) -> None:
    answer = parse(NUMBER, f"{value:f}")
    assert typed(NUMBER, answer) == value
    assert parse(NUMBER, show(NUMBER, answer)) == answer


@given(st.text(max_size=60))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    for item in (NUMBER, RESULT, COUNT, DAY, PARTIAL, MOMENT, ANSWER, KIND, SEVERAL):
        try:
            answer = parse(item, text)
        except Unreadable:
            continue
        assert answer_from(answer.as_data()) == answer


DIPSTICK = Item(
    "dipstick",
    Text("Dipstick", "尿蛋白"),
    ItemType.INTEGER,
    unit="0-4",
    unit_spellings=("+",),
    result=True,
    words=(("neg", "0"), ("negative", "0"), ("±", "0"), ("阴性", "0"), ("+", "1"), ("++", "2")),
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("neg", "0"),
        ("Neg.", "0"),
        ("（阴性）", "0"),
        ("±", "0"),
        ("(+)", "1"),
        ("+ +", "2"),
        ("2+", "2"),
        ("3", "3"),
    ],
)
def test_words_and_signs_of_a_report_are_the_number_that_they_stand_for(text: str, number: str) -> None:
    assert parse(DIPSTICK, text).value == number


def test_other_items_do_not_know_the_words() -> None:
    other = Item("wbc", Text("WBC", "白细胞"), ItemType.NUMBER, result=True)
    with pytest.raises(Unreadable):
        parse(other, "neg")

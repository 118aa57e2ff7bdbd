"""Conditions have three states: a name without an answer is unknown unless the other side decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from workstation.definition.expression import ExpressionError, Value, parse

NOON = datetime(2026, 1, 31, 12, 0)


def value(text: str, names: Mapping[str, Value] | None = None) -> Value:
    """The value of a condition under some answers."""
    return parse(text)((names or {}).get)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 1", None),
        ("a > 1 or yes == 'yes'", True),
        ("a > 1 and yes == 'yes'", None),
        ("a > 1 and yes == 'no'", False),
        ("not a", None),
        ("answered(a)", False),
        ("answered(yes)", True),
        ("not (answered(a) and a == 'no')", True),
        ("a + 1 > 0", None),
        ("two / zero > 1", None),
        ("1 < two < 3", True),
        ("1 < two < a", None),
        ("'x' in many", True),
        ("'z' not in many", True),
        ("'x' in yes", None),
        ("yes in ('yes', 'no')", True),
        ("a in ('yes', 'no')", None),
        ("-two < 0", True),
        ("subject.sex == 'F'", True),
        ("0.1 + 0.2 == 0.3", True),
    ],
)
def test_three_states(text: str, expected: bool | None) -> None:
    names: dict[str, Value] = {
        "yes": "yes",
        "two": Decimal(2),
        "zero": Decimal(0),
        "many": frozenset({"x", "y"}),
        "subject.sex": "F",
    }
    assert value(text, names) is expected


def test_names_are_what_a_condition_depends_on() -> None:
    assert parse("a > 1 and visit.oid in ('D1',) and answered(b)").names == {"a", "visit.oid", "b"}


def test_item_keys_that_the_grammar_reserves_are_names() -> None:
    condition = parse("class == 'class' and from > rows.from")
    assert condition.names == {"class", "from", "rows.from"}
    answers: dict[str, Value] = {"class": "class", "from": Decimal(2), "rows.from": Decimal(1)}
    assert condition(answers.get) is True


def test_an_item_whose_key_is_a_number_is_named_with_a_sign() -> None:
    condition = parse("#90 < 11.0 and cause != '#90'")
    assert condition.names == {"90", "cause"}
    answers: dict[str, Value] = {"90": Decimal("10.9"), "cause": "N"}
    assert condition(answers.get) is True
    assert condition({"cause": "N"}.get) is None


def test_days_are_counted_by_the_calendar() -> None:
    names: dict[str, Value] = {"start": NOON, "end": date(2026, 2, 2)}
    assert value("end - start", names) == 2
    assert value("end > start", names) is True


def test_minutes_need_two_times_of_one_kind() -> None:
    names: dict[str, Value] = {
        "start": NOON,
        "end": NOON.replace(hour=13, minute=30),
        "day": date(2026, 1, 31),
        "utc": NOON.replace(tzinfo=UTC),
    }
    assert value("minutes(end, start)", names) == 90
    assert value("minutes(start, end)", names) == -90
    assert value("minutes(end, day)", names) is None
    assert value("minutes(end, utc)", names) is None
    assert value("minutes(end, nothing)", names) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a >",
        "__import__('os')",
        "a.b()",
        "[x for x in y]",
        "a if b else c",
        "a ** 2",
        "f'{a}'",
        "answered()",
        "answered(a, b)",
        "minutes(a)",
        "a in (1, 2)",
        "None",
        "b'x'",
        "a[0]",
        "~a",
    ],
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)

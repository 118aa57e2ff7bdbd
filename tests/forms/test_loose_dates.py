"""Dates as a ward says them, each written out before it is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.definition.form import Item, ItemType
from workstation.forms.loose_dates import Near, loosened
from workstation.forms.values import Unreadable, parse
from workstation.messages import Text

TODAY = date(2026, 11, 25)
NEAR = Near(TODAY, date(2026, 9, 1))
DAY = Item("date", Text("Date", "日期"), ItemType.DATE)
MOMENT = Item("moment", Text("Moment", "时间"), ItemType.DATETIME)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12/1", "2026-12-01"),
        ("11-20", "2026-11-20"),
        ("11.20", "2026-11-20"),
        ("11月20日", "2026-11-20"),
        ("1/3", "2027-01-03"),  # 39 days ahead; a year ago it is 326 days back
        ("7/1", "2026-07-01"),
        ("d28", "2026-09-29"),
        ("D-5", "2026-08-27"),
        ("D−5", "2026-08-27"),
        ("day 0", "2026-09-01"),
        ("第28天", "2026-09-29"),
        ("w12", "2026-11-24"),
        ("第12周", "2026-11-24"),
        ("today", "2026-11-25"),
        ("T", "2026-11-25"),
        ("t-1", "2026-11-24"),
        ("今天", "2026-11-25"),
        ("昨天", "2026-11-24"),
        ("前天", "2026-11-23"),
        ("１２／１", "2026-12-01"),
    ],
)
def test_a_date_said_loosely_is_written_out(typed: str, meant: str) -> None:
    assert loosened(DAY, typed, NEAR) == meant
    assert parse(DAY, loosened(DAY, typed, NEAR)).value == meant


def test_a_time_behind_it_stays() -> None:
    assert parse(MOMENT, loosened(MOMENT, "今天 9:05", NEAR)).value == "2026-11-25T09:05"
    assert parse(MOMENT, loosened(MOMENT, "d7 14:30", NEAR)).value == "2026-09-08T14:30"


def test_a_day_without_its_year_is_the_one_nearest_to_today() -> None:
    new_year = Near(date(2027, 1, 2))
    assert loosened(DAY, "12/28", new_year) == "2026-12-28"
    assert loosened(DAY, "1/5", new_year) == "2027-01-05"
    assert loosened(DAY, "2/29", Near(date(2027, 6, 1))) == "2028-02-29", "the only one of three years"


@pytest.mark.parametrize("typed", ["2026-11-20", "20261120", "2026", "28", "", "soon", "2026/1/3"])
def test_what_is_no_loose_date_is_left_alone(typed: str) -> None:
    assert loosened(DAY, typed, NEAR) == typed


@pytest.mark.parametrize(
    "kind", [kind for kind in ItemType if kind not in (ItemType.DATE, ItemType.DATETIME)]
)
def test_only_dates_are_said_loosely(kind: ItemType) -> None:
    assert loosened(Item("x", Text("x", "x"), kind), "12/1", NEAR) == "12/1"


@pytest.mark.parametrize(("typed", "near"), [("d28", Near(TODAY)), ("13/1", NEAR), ("2/30", NEAR)])
def test_a_day_that_is_not_known_or_does_not_exist_is_said(typed: str, near: Near) -> None:
    with pytest.raises(Unreadable):
        loosened(DAY, typed, near)


def test_without_anything_to_count_from_nothing_is_loosened() -> None:
    assert loosened(DAY, "12/1", None) == "12/1"


@given(st.dates(date(1950, 1, 1), date(2150, 12, 31)), st.integers(-180, 180))
def test_a_day_within_half_a_year_is_always_the_one_meant(today: date, away: int) -> None:
    meant = today + timedelta(days=away)
    assert loosened(DAY, f"{meant.month}/{meant.day}", Near(today)) == meant.isoformat()

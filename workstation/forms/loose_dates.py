"""Dates as a ward says them: ``12/1``, ``d28``, ``today``, ``昨天``. What is meant is shown as a whole date at once.

A day of the trial counts from day 0; a day without its year is the one nearest to today.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from workstation.definition.form import Item, ItemType
from workstation.forms.values import Unreadable
from workstation.messages import Sentence

_DATED = (ItemType.DATE, ItemType.DATETIME)
_SPOKEN = {
    "today": 0, "t": 0, "今天": 0, "今日": 0,
    "yesterday": -1, "昨天": -1, "昨日": -1,
    "前天": -2,
    "tomorrow": 1, "明天": 1, "明日": 1,
}  # fmt: skip
_TRIAL_DAY = re.compile(r"^(?:d|day|第)\s?([+-]?\d{1,4})\s?天?$")
_TRIAL_WEEK = re.compile(r"^(?:w|week|第)\s?(\d{1,3})\s?周?$")
_FROM_TODAY = re.compile(r"^t\s?([+-]\d{1,3})$")
_MONTH_DAY = re.compile(r"^(\d{1,2})(?:/|-|\.|月)(\d{1,2})日?$")
_CLOCK = re.compile(r"^(.*?)\s+(\d{1,2}[:]\d{2})$")


@dataclass(frozen=True, slots=True)
class Near:
    """What a date is said from: today, and day 0 of the patient where it is known."""

    today: date
    day_0: date | None = None


def loosened(item: Item, text: str, near: Near | None) -> str:
    """The text with a loosely said date written out; anything else as it is.

    Raises:
        Unreadable: a day of the trial is meant and day 0 is not known, or there is no such day.
    """
    if near is None or item.type not in _DATED:
        return text
    plain = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").strip().casefold()
    found = _CLOCK.match(plain)
    day = _day(found[1].strip() if found else plain, near)
    if day is None:
        return text
    return f"{day.isoformat()} {found[2]}" if found else day.isoformat()


def _day(said: str, near: Near) -> date | None:
    if said in _SPOKEN:
        return _moved(near.today, _SPOKEN[said])
    if (found := _FROM_TODAY.match(said)) is not None:
        return _moved(near.today, int(found[1]))
    if (found := _MONTH_DAY.match(said)) is not None:
        return _nearest(int(found[1]), int(found[2]), near.today)
    if (found := _TRIAL_DAY.match(said)) is not None and not said.endswith("周"):
        return _from_day_0(int(found[1]), near)
    if (found := _TRIAL_WEEK.match(said)) is not None:
        return _from_day_0(7 * int(found[1]), near)
    return None


def _from_day_0(days: int, near: Near) -> date:
    if near.day_0 is None:
        raise Unreadable(Sentence("Day 0 is not known yet. Type the date as 2026-01-31."))
    return _moved(near.day_0, days)


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise Unreadable(Sentence("Type the whole date: year, month and day.")) from None


def _nearest(month: int, day: int, today: date) -> date:
    """The day of this or a neighbouring year that is nearest to today."""
    found = [
        known for year in (today.year - 1, today.year, today.year + 1) if (known := _known(year, month, day))
    ]
    if not found:
        shown = f"{month:02d}-{day:02d}"
        raise Unreadable(Sentence("The day {date} does not exist.", {"date": shown}))
    return min(found, key=lambda known: abs((known - today).days))


def _known(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

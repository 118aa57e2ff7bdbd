"""One line per patient: what is next and when, as plain values of the day of the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from workstation.messages import Sentence, Text
from workstation.trial.overview import OverviewRow
from workstation.trial.status_names import STATUSES
from workstation.trial.visit_state import VisitState

Tone = Literal["done", "due", "overdue", "open", "planned", "ld"]


@dataclass(frozen=True, slots=True)
class PatientRow:
    """One patient in the list: cohort, the visit that is next or owed, and how it stands today.

    ``alarm``: a visit is overdue, this one or one before it. ``draft``: something was typed and not saved.
    """

    subject: str
    cohort: str
    status_code: str
    status: Text | Sentence
    next_visit: str
    next_label: Text
    due: date | None
    earliest: date | None
    latest: date | None
    tone: Tone
    alarm: bool = False
    draft: bool = False


_CLOSED = frozenset({"screen_failure", "completed", "withdrawn", "died"})
_IN_WINDOW = frozenset({VisitState.OPEN.value, VisitState.DUE.value})


def overview_line(row: OverviewRow, today: date) -> PatientRow:
    """The line of one patient from what is kept about thousands.

    A visit in its window comes first, because it can still be held in time; then the last overdue one; then the
    newest one that was held, while forms of it are open.
    """
    status = STATUSES.get(row.status_code, Text(row.status_code, row.status_code))
    if row.status_code in _CLOSED:
        return _row(row, "", status, "done" if row.status_code == "completed" else "planned")
    if row.overdue and row.overdue_since is not None and row.next_state not in _IN_WINDOW:
        words = Sentence("{days} d overdue", {"days": (today - row.overdue_since).days})
        return _row(row, row.overdue[-1], words, "overdue")
    if row.open_forms and row.status_code != "screening" and row.next_state not in _IN_WINDOW:
        return _unfinished(row)
    if not row.next_visit or (row.next_due is None and row.status_code != "screening"):
        return _row(row, row.next_visit, status, "planned")
    words, tone = _standing(row, row.next_due, today)
    if row.depletion_day:
        words, tone = _depletion(row, today), "ld"
    return _row(row, row.next_visit, words, tone)


def _row(row: OverviewRow, visit: str, status: Text | Sentence, tone: Tone) -> PatientRow:
    shown = visit == row.next_visit
    label = row.label if shown else row.overdue_label
    return PatientRow(
        subject=row.subject,
        cohort=row.cohort,
        status_code=row.status_code,
        status=status,
        next_visit=visit,
        next_label=Text(*label) if visit and label[0] else Text(visit, visit),
        due=row.next_due if shown else None,
        earliest=row.next_earliest if shown else None,
        latest=row.next_latest if shown else row.overdue_since,
        tone=tone,
        alarm=bool(row.overdue),
    )


def _unfinished(row: OverviewRow) -> PatientRow:
    """The newest visit was begun, but it is not done before its forms are."""
    words = Sentence("{count} forms open", {"count": row.open_forms})
    if row.open_forms == 1:
        words = Sentence("1 form open")
    shown = _row(row, row.open_visit, words, "open")
    return replace(shown, next_label=Text(*row.open_label), due=None, earliest=None, latest=None)


def _standing(row: OverviewRow, due: date | None, today: date) -> tuple[Sentence, Tone]:
    """How the next visit stands: today, in its window, or in how many days."""
    if due is None:
        values = {"met": row.criteria_met, "count": row.criteria}
        return Sentence("eligibility {met}/{count}", values), "open"
    if due == today:
        return Sentence("today"), "due"
    if row.next_state in _IN_WINDOW:
        return _in_window(row, due, today), "open"
    return Sentence("in {days} d", {"days": (due - today).days}), "planned"


def _in_window(row: OverviewRow, due: date, today: date) -> Sentence:
    if row.next_earliest == today:
        return Sentence("opens today")
    if today < due:
        return Sentence("open, due in {days} d", {"days": (due - today).days})
    left = 0 if row.next_latest is None else (row.next_latest - today).days
    return Sentence("closes in {days} d", {"days": left}) if left else Sentence("closes today")


def _depletion(row: OverviewRow, today: date) -> Sentence:
    values: dict[str, object] = {"number": row.depletion_day, "count": row.depletion_days}
    if row.next_due is None or row.next_due <= today:
        return Sentence("LD day {number} of {count}", values)
    values["days"] = (row.next_due - today).days
    return Sentence("LD {number} of {count}, in {days} d", values)


Everywhere = Callable[[object], tuple[str, ...]]
"""Gives the words for something in every language of the program."""


def search_text(row: PatientRow, everywhere: Everywhere) -> str:
    """What a line is found by: code, cohort, visit, status, in every language, without regard to capitals."""
    status = STATUSES.get(row.status_code)
    words = (*everywhere(row.next_label), *everywhere(row.status), *(everywhere(status) if status else ()))
    return "\n".join(_plain(part) for part in (row.subject, row.cohort, *words))


def _plain(text: str) -> str:
    """Text as it is compared: one kind of minus, no capitals."""
    return text.casefold().replace("\N{MINUS SIGN}", "-")


def in_order(rows: Iterable[PatientRow]) -> tuple[PatientRow, ...]:
    """Rows by subject code, numbers by value: S-9 before S-10."""
    return tuple(sorted(rows, key=lambda row: _code_order(row.subject)))


_DIGITS = re.compile(r"(\d+)", re.ASCII)


def _code_order(code: str) -> tuple[str | int, ...]:
    """Words and numbers in turn, so that like is compared with like."""
    return tuple(int(part) if place % 2 else part for place, part in enumerate(_DIGITS.split(code)))


def matching(texts: Sequence[str], wanted: str) -> list[int]:
    """Places of the texts that hold every word that was typed.

    A bare number is looked for in the codes, and if none has it, in visit and status; nearly every cohort has a digit.
    """
    places = list(range(len(texts)))
    for word in _plain(wanted).split():
        if word.isdigit():
            by_code = [place for place in places if word in texts[place].partition("\n")[0]]
            places = by_code or [place for place in places if word in texts[place].split("\n", 2)[-1]]
        else:
            places = [place for place in places if word in texts[place]]
    return places

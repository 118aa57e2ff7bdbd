"""Reading what holds now: subjects, settings, people. A projection of the journal, kept for speed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from workstation.forms.answers import Answer, Answers, State, answer_from
from workstation.messages import Refusal, Sentence
from workstation.record.cells import INVESTIGATOR, PERSON, RULE_SET, SETTING, SIGNATURE, VERSION
from workstation.record.connection import Connection
from workstation.record.failures import DamagedFile
from workstation.record.journal import Journal
from workstation.trial.subject import LOGS, FormRecord, Signature, Subject, VisitRecord, in_order, visit_code

VISIT_FORM, VISIT_DATE = "visit", "date"

_SUBJECTS = """
    WITH RECURSIVE each(subject) AS (
        SELECT min(subject) FROM value WHERE subject > ''
        UNION ALL
        SELECT (SELECT min(subject) FROM value WHERE subject > each.subject)
        FROM each WHERE subject IS NOT NULL
    )
"""


# A row for each form is read in half the time of a row for each item. JSON never holds a bare control
# character.
_BETWEEN = "\x1f"
_FORMS = """
    SELECT visit, form, group_concat(item, char(31)), group_concat(value, char(31))
    FROM value WHERE subject = ? GROUP BY visit, form
"""
_SOME_FORMS = """
    SELECT visit, form, group_concat(item, char(31)), group_concat(value, char(31))
    FROM value WHERE subject = ? AND form IN (SELECT value FROM json_each(?)) GROUP BY visit, form
"""


class StoredForm(NamedTuple):
    """One form of a subject as stored: items and, in the same order, values."""

    visit: str
    form: str
    items: Sequence[str]
    values: Sequence[str]


class UnknownSubject(Refusal):
    """Nothing is recorded about a subject of this name."""

    def __init__(self, oid: str) -> None:
        super().__init__(Sentence("There is no patient {subject} in this study.", {"subject": oid}))


class CurrentState:
    """What an open study file holds now."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self._connection = connection
        self._journal = journal

    def subjects(self) -> tuple[str, ...]:
        """Keys of all subjects, sorted."""
        rows = self._connection.rows(_SUBJECTS + "SELECT subject FROM each WHERE subject IS NOT NULL")
        return tuple(subject for (subject,) in rows)

    def subject(self, oid: str) -> Subject:
        """Everything that is recorded about a subject.

        Raises:
            UnknownSubject: nothing is.
            DamagedFile: a value is not one that this program wrote.
        """
        return self._built(oid, _stored(self._connection.rows(_FORMS, (oid,))))

    def excerpts(self, forms: Sequence[str]) -> Iterator[Subject]:
        """Every subject of whom one of these forms is recorded, with these forms alone: for questions about many.

        Raises:
            DamagedFile: a value is not one that this program wrote.
        """
        for oid in self.subjects():
            found = _stored(self._connection.rows(_SOME_FORMS, (oid, json.dumps(forms))))
            if found:
                yield self._built(oid, found)

    def subject_at(self, oid: str, entry: int) -> Subject:
        """What was recorded about a subject when ``entry`` was the last entry of the study.

        Raises:
            UnknownSubject: nothing was.
        """
        cells = self._journal.replay(up_to=entry, subject=oid)
        forms = []
        for (visit, form), group in groupby(sorted(cells.items()), key=lambda member: member[0][1:3]):
            items, values = zip(*((cell.item, text) for cell, text in group), strict=True)
            forms.append(StoredForm(visit, form, items, values))
        return self._built(oid, forms)

    def all_subjects(self) -> Iterator[Subject]:
        """Every subject, one after the other, so that thousands need not be in memory at once."""
        return (self.subject(oid) for oid in self.subjects())

    def cells(self, subject: str, visit: str, form: str) -> dict[str, str]:
        """Items and values of one form, its version among them; empty if it was never saved."""
        rows = self._connection.rows(
            "SELECT item, value FROM value WHERE subject = ? AND visit = ? AND form = ?",
            (subject, visit, form),
        )
        return dict(rows)

    def settings(self) -> dict[str, str]:
        """Settings that were changed in this study, by key, as recorded."""
        return self.cells("", "", SETTING)

    def rule_sets(self) -> dict[str, str]:
        """Rule sets under which somebody signed, by their key, as recorded."""
        return self.cells("", "", RULE_SET)

    def persons(self) -> dict[str, Mapping[str, object]]:
        """People of this study by name, with what is recorded about each (at least the role)."""
        try:
            return {name: dict(json.loads(text)) for name, text in self.cells("", "", PERSON).items()}
        except (ValueError, TypeError) as error:
            raise DamagedFile(self._connection.path) from error

    def last_entry(self, subject: str) -> int:
        """Number of the last entry that speaks of a subject; 0 if none does."""
        found = self._connection.rows("SELECT max(entry) FROM subject_entry WHERE subject = ?", (subject,))
        return int(found[0][0] or 0)

    def last_entries(self) -> dict[str, int]:
        """Number of the last entry of every subject: what a cache compares itself with."""
        rows = self._connection.rows(
            _SUBJECTS + "SELECT subject, (SELECT max(entry) FROM subject_entry WHERE subject_entry.subject = "
            "each.subject) FROM each WHERE subject IS NOT NULL"
        )
        return dict(rows)

    def _built(self, oid: str, forms: Sequence[StoredForm]) -> Subject:
        if not forms:
            raise UnknownSubject(oid)
        try:
            return subject_from(oid, forms)
        except (ValueError, TypeError, KeyError) as error:
            raise DamagedFile(self._connection.path) from error


def _stored(rows: Iterable[tuple[str, str, str, str]]) -> list[StoredForm]:
    return [
        StoredForm(visit, form, items.split(_BETWEEN), values.split(_BETWEEN))
        for visit, form, items, values in rows
    ]


def subject_from(oid: str, forms: Sequence[StoredForm]) -> Subject:
    """A subject from its stored forms.

    Raises:
        ValueError, TypeError, KeyError: a value is not what the program writes.
    """
    filled = [form for form in forms if form.form != SIGNATURE]
    answers = _answers({text for form in filled for text in form.values})
    by_visit: dict[str, dict[str, FormRecord]] = {}
    for form in filled:
        cells = dict(zip(form.items, form.values, strict=True))
        version = int(cells.pop(VERSION, "1"))
        by_path = {item: answers[text] for item, text in cells.items()}
        by_visit.setdefault(form.visit, {})[form.form] = FormRecord(form.form, version, Answers(by_path))
    logs = by_visit.pop(LOGS, {})
    signed = {form.visit: _signature(form) for form in forms if form.form == SIGNATURE}
    visits = tuple(
        VisitRecord(key, visit_code(key), _moment(forms), forms, signed.get(key))
        for key, forms in by_visit.items()
    )
    return Subject(oid, in_order(visits), logs)


def _signature(form: StoredForm) -> Signature | None:
    cells = dict(zip(form.items, form.values, strict=True))
    text = cells.get(INVESTIGATOR)
    return None if text is None else Signature(**json.loads(text))


def _answers(texts: Iterable[str]) -> dict[str, Answer]:
    # Most answers of a subject are alike: each text is read once, and all of them in one call.
    ordered = tuple(texts)
    decoded = json.loads("[" + ",".join(ordered) + "]")
    return {
        text: answer_from(data) for text, data in zip(ordered, decoded, strict=True) if isinstance(data, dict)
    }


def _moment(forms: Mapping[str, FormRecord]) -> date | datetime | None:
    record = forms.get(VISIT_FORM)
    answer = record.answers.get(VISIT_DATE) if record is not None else None
    if answer is None or answer.state is not State.VALUE or not answer.value:
        return None
    moment = datetime.fromisoformat(answer.value)
    return moment if len(answer.value) > len("2026-01-01") else moment.date()

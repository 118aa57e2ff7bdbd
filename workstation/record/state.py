"""Reading what holds now: subjects, settings, people. A projection of the journal, kept for speed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from workstation.forms.answers import Answer, Answers, State, answer_from
from workstation.messages import Refusal, Sentence
from workstation.record.cells import PERSON, SETTING, VERSION
from workstation.record.connection import Connection
from workstation.record.failures import DamagedFile
from workstation.record.journal import Journal
from workstation.trial.subject import LOGS, FormRecord, Subject, VisitRecord, in_order, visit_code

VISIT_FORM, VISIT_DATE = "visit", "date"

_SUBJECTS = """
    WITH RECURSIVE each(subject) AS (
        SELECT min(subject) FROM value WHERE subject > ''
        UNION ALL
        SELECT (SELECT min(subject) FROM value WHERE subject > each.subject)
        FROM each WHERE subject IS NOT NULL
    )
"""


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
        rows = self._connection.rows(
            "SELECT visit, form, item, value FROM value WHERE subject = ? ORDER BY visit, form, item", (oid,)
        )
        return self._built(oid, rows)

    def subject_at(self, oid: str, entry: int) -> Subject:
        """What was recorded about a subject when ``entry`` was the last entry of the study.

        Raises:
            UnknownSubject: nothing was.
        """
        cells = self._journal.replay(up_to=entry, subject=oid)
        return self._built(oid, sorted((*cell[1:], value) for cell, value in cells.items()))

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

    def persons(self) -> dict[str, Mapping[str, object]]:
        """People of this study by name, with what is recorded about each (at least the role)."""
        return {name: json.loads(text) for name, text in self.cells("", "", PERSON).items()}

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

    def _built(self, oid: str, rows: list[tuple[str, str, str, str]]) -> Subject:
        if not rows:
            raise UnknownSubject(oid)
        try:
            return subject_from(oid, rows)
        except (ValueError, TypeError) as error:
            raise DamagedFile(self._connection.path) from error


def subject_from(oid: str, rows: Iterable[tuple[str, str, str, str]]) -> Subject:
    """A subject from its cells (visit, form, item, value), in this order.

    Raises:
        ValueError, TypeError: a value is not what the program writes.
    """
    rows = list(rows)
    data = _decoded({value for *_, value in rows})
    answers = {text: answer_from(part) for text, part in data.items() if isinstance(part, dict)}
    by_place: dict[tuple[str, str], dict[str, Answer]] = {}
    versions: dict[tuple[str, str], int] = {}
    for visit, form, item, value in rows:
        if item == VERSION:
            versions[visit, form] = int(value)
            by_place.setdefault((visit, form), {})
        else:
            by_place.setdefault((visit, form), {})[item] = _answer(answers, value)
    by_visit: dict[str, dict[str, FormRecord]] = {}
    for (visit, form), by_path in by_place.items():
        record = FormRecord(form, versions.get((visit, form), 1), Answers(by_path))
        by_visit.setdefault(visit, {})[form] = record
    logs = by_visit.pop(LOGS, {})
    visits = tuple(
        VisitRecord(key, visit_code(key), _moment(forms), forms) for key, forms in by_visit.items()
    )
    return Subject(oid, in_order(visits), logs)


def _decoded(texts: set[str]) -> dict[str, object]:
    # One call for all texts: a call for each would be most of the time that a subject takes.
    ordered = list(texts)
    decoded = json.loads("[" + ",".join(ordered) + "]")
    if len(decoded) != len(ordered):
        raise ValueError("a value is not one JSON text")
    return dict(zip(ordered, decoded, strict=True))


def _answer(answers: Mapping[str, Answer], value: str) -> Answer:
    found = answers.get(value)
    if found is None:
        raise ValueError("a value is not an answer")
    return found


def _moment(forms: Mapping[str, FormRecord]) -> date | datetime | None:
    record = forms.get(VISIT_FORM)
    answer = record.answers.get(VISIT_DATE) if record is not None else None
    if answer is None or answer.state is not State.VALUE or not answer.value:
        return None
    moment = datetime.fromisoformat(answer.value)
    return moment if len(answer.value) > len("2026-01-01") else moment.date()

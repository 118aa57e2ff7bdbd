"""Reading the journal: who did what, in order; and what held at any moment of the past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from workstation.record.cells import Cell, Change
from workstation.record.connection import Connection, Row
from workstation.record.entry import Entry, Head
from workstation.record.shape import PLACES

BATCH = 500
"""Entries read at once."""

_COLUMNS = (
    "number, station, station_sequence, at_utc, offset_minutes, person, role, application_version, "
    "act, reason, clock_set_back, previous_hash, hash"
)


class Journal:
    """The entries of an open study file."""

    def __init__(self, connection: Connection, genesis: str) -> None:
        self._connection = connection
        self.genesis = genesis
        """What the first entry carries as the hash before it."""

    def count(self) -> int:
        """How many entries there are."""
        return int(self._connection.rows("SELECT count(*) FROM entry")[0][0])

    def head(self) -> Head:
        """The end of the journal."""
        row = self._connection.row("SELECT number, hash, at_utc FROM entry ORDER BY number DESC LIMIT 1")
        return Head(*row) if row else Head(0, self.genesis)

    def entry(self, number: int) -> Entry | None:
        """One entry with all its changes, for instance to compare its hash with one that was printed."""
        return next(self.entries(after=number - 1, up_to=number), None)

    def entries(
        self, *, after: int = 0, up_to: int | None = None, subject: str | None = None
    ) -> Iterator[Entry]:
        """Entries in order, with number above ``after`` and at most ``up_to``.

        With a ``subject``, those that speak of it, each with the changes of this subject alone (its hash then
        covers more than is seen).
        """
        last = up_to if up_to is not None else self.head().number
        while batch := self._batch(after, last, subject):
            yield from batch
            after = batch[-1].number

    def last_of(self, subject: str) -> Entry | None:
        """The last entry that speaks of a subject, with its hash."""
        found = self._connection.rows("SELECT max(entry) FROM subject_entry WHERE subject = ?", (subject,))[
            0
        ][0]
        return (
            None if found is None else next(self.entries(after=found - 1, up_to=found, subject=subject), None)
        )

    def replay(self, *, up_to: int | None = None, subject: str | None = None) -> dict[Cell, str]:
        """What holds after entry ``up_to`` (default: the last), from the journal alone."""
        return replay(self.entries(up_to=up_to, subject=subject))

    def _batch(self, after: int, last: int, subject: str | None) -> list[Entry]:
        whose, only = ("", ()) if subject is None else (_OF_SUBJECT, (subject,))
        heads = self._connection.rows(
            f"SELECT {_COLUMNS} FROM entry WHERE number > ? AND number <= ? {whose} ORDER BY number LIMIT ?",
            (after, last, *only, BATCH),
        )
        if not heads:
            return []
        changes = self._changes(after, heads[-1][0], subject)
        return [_entry(row, changes.get(row[0], ())) for row in heads]

    def _changes(self, after: int, last: int, subject: str | None) -> dict[int, tuple[Change, ...]]:
        if subject is None:
            rows = self._connection.rows(_CHANGES, ((after + 1) * PLACES, (last + 1) * PLACES))
        else:
            rows = self._connection.rows(_CHANGES_OF_SUBJECT, (subject, after, last, subject))
        return {
            number: tuple(Change(*row[1:]) for row in members)
            for number, members in groupby(rows, key=lambda row: row[0])
        }


def _entry(row: Row, changes: tuple[Change, ...]) -> Entry:
    fields: Row = (*row[:10], bool(row[10]), *row[11:], changes)
    return Entry(*fields)


_OF_SUBJECT = "AND number IN (SELECT entry FROM subject_entry WHERE subject = ?)"
_CHANGE_COLUMNS = "SELECT change.entry, change.subject, visit, form, item, old, new FROM "
_CHANGES = _CHANGE_COLUMNS + "change WHERE id >= ? AND id < ? ORDER BY id"
# CROSS JOIN keeps the order of the tables: only the entries of the subject are looked at, however many others
# lie between them.
_CHANGES_OF_SUBJECT = (
    _CHANGE_COLUMNS + "subject_entry CROSS JOIN change "
    f"ON id >= subject_entry.entry * {PLACES} AND id < (subject_entry.entry + 1) * {PLACES} "
    "WHERE subject_entry.subject = ? AND subject_entry.entry > ? AND subject_entry.entry <= ? "
    "AND change.subject = ? ORDER BY subject_entry.entry, id"
)


def replay(entries: Iterable[Entry]) -> dict[Cell, str]:
    """The values that hold after these entries. The state of a file is this, and nothing else."""
    values: dict[Cell, str] = {}
    for entry in entries:
        for change in entry.changes:
            if change.new is None:
                values.pop(change.cell, None)
            else:
                values[change.cell] = change.new
    return values

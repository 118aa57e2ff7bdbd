"""Writing: entries, their changes and the state that follows from them, in one transaction of the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from workstation.messages import Refusal, Sentence
from workstation.record.cells import Change
from workstation.record.connection import Connection
from workstation.record.driver import IntegrityError
from workstation.record.entry import Author, Entry, Head, offset_minutes, seal, utc_text
from workstation.record.failures import UnreadableCharacter
from workstation.record.shape import PLACES


class ChangedMeanwhile(Refusal):
    """What was to be changed is no longer what the person saw. Nothing of the unit of work is kept."""

    def __init__(self, change: Change) -> None:
        words = {"subject": change.subject, "visit": change.visit, "form": change.form, "item": change.item}
        super().__init__(
            Sentence(
                "The value of {item} in {form} of {subject} {visit} was changed in the meantime. "
                "Open the form again and look at it before you save.",
                words,
            )
        )
        self.change = change


class UnitOfWork:
    """One transaction of one author at one moment; made by :meth:`StudyFile.unit_of_work` alone."""

    def __init__(self, connection: Connection, author: Author, at: datetime, head: Head) -> None:
        self._connection = connection
        self._author = author
        self._at_utc = utc_text(at)
        self._offset = offset_minutes(at)
        self._head = head
        self._sequence: int = (
            connection.rows("SELECT max(station_sequence) FROM entry WHERE station = ?", (author.station,))[
                0
            ][0]
            or 0
        )
        self._open = True
        self._failed = False

    @property
    def clock_set_back(self) -> bool:
        """Whether the last entry claims a later time than this unit does: the screen should warn."""
        return self._at_utc < self._head.at_utc

    def record(
        self, act: str, changes: Iterable[Change], reason: str = "", at: datetime | None = None
    ) -> Entry:
        """Add one entry to the journal and bring the state up to it.

        Changes that change nothing are left out; an entry may have none. No cell may occur twice in one
        entry.

        Args:
            act: stable code of what was done, such as "save form".
            changes: from the value that the author saw to the new one.
            reason: why, in the author's words.
            at: the moment of this act and of those after it, where a unit holds acts of several moments.

        Raises:
            ChangedMeanwhile: an ``old`` is not the current value; the whole unit is undone.
            UnreadableCharacter: a text cannot be stored.
            EnvironmentFailure: the file could not be written; the whole unit is undone.
        """
        if not self._open or self._failed:
            raise RuntimeError("this unit of work is over")
        self._failed = True
        if at is not None:
            self._at_utc, self._offset = utc_text(at), offset_minutes(at)
        entry = self._sealed(act, tuple(change for change in changes if change.old != change.new), reason)
        self._write(entry)
        self._failed = False
        self._head = Head(entry.number, entry.hash, entry.at_utc)
        self._sequence = entry.station_sequence
        return entry

    def finish(self) -> None:
        """Take no more entries.

        Raises:
            RuntimeError: an entry failed, and the failure was swallowed: the unit must not be kept.
        """
        self._open = False
        if self._failed:
            raise RuntimeError("a unit of work in which an entry failed cannot be kept")

    def _sealed(self, act: str, changes: tuple[Change, ...], reason: str) -> Entry:
        if len({change[:4] for change in changes}) != len(changes):
            raise ValueError("one entry changes one item twice")
        if len(changes) > PLACES:
            raise ValueError("one entry changes too many items")
        entry = Entry(
            number=self._head.number + 1,
            station=self._author.station,
            station_sequence=self._sequence + 1,
            at_utc=self._at_utc,
            offset_minutes=self._offset,
            person=self._author.person,
            role=self._author.role,
            application_version=self._author.application_version,
            act=act,
            reason=reason,
            clock_set_back=self.clock_set_back,
            previous_hash=self._head.hash,
            hash="",
            changes=changes,
        )
        try:
            return replace(entry, hash=seal(entry))
        except UnicodeEncodeError as error:
            raise UnreadableCharacter from error

    def _write(self, entry: Entry) -> None:
        changes, number = entry.changes, entry.number
        write = self._connection.write_many
        # Changes go in before their entry: a trigger lets none in once the entry is there.
        write(_CHANGE, [(place, *change) for place, change in enumerate(changes, number * PLACES)])
        write(_ENTRY, (_entry_row(entry),))
        write(_SUBJECT, [(subject, number) for subject in sorted({change.subject for change in changes})])
        try:
            write(_ADD, [(*change[:4], change.new, number) for change in changes if change.old is None])
        except IntegrityError as error:
            raise self._meanwhile(changes) from error
        edits = [(c.new, number, *c[:4], c.old) for c in changes if c.old is not None and c.new is not None]
        removals = [(*c[:4], c.old) for c in changes if c.new is None]
        if self._count(_EDIT, edits) + self._count(_REMOVE, removals) != len(edits) + len(removals):
            raise self._meanwhile(changes)

    def _count(self, statement: str, rows: Sequence[Sequence[object]]) -> int:
        return self._connection.write_many(statement, rows) if rows else 0

    def _meanwhile(self, changes: Sequence[Change]) -> ChangedMeanwhile:
        # Only without what this unit wrote can be seen which value was another one.
        self._connection.roll_back()
        query = "SELECT value FROM value WHERE subject = ? AND visit = ? AND form = ? AND item = ?"
        for change in changes:
            found = self._connection.row(query, change.cell)
            if (found[0] if found else None) != change.old:
                return ChangedMeanwhile(change)
        return ChangedMeanwhile(changes[0])


def _entry_row(entry: Entry) -> tuple[object, ...]:
    return (
        entry.number,
        entry.station,
        entry.station_sequence,
        entry.at_utc,
        entry.offset_minutes,
        entry.person,
        entry.role,
        entry.application_version,
        entry.act,
        entry.reason,
        int(entry.clock_set_back),
        entry.previous_hash,
        entry.hash,
    )


_ENTRY = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_CHANGE = "INSERT INTO change (id, subject, visit, form, item, old, new) VALUES (?, ?, ?, ?, ?, ?, ?)"
_SUBJECT = "INSERT INTO subject_entry VALUES (?, ?)"
_ADD = "INSERT INTO value VALUES (?, ?, ?, ?, ?, ?)"
_EDIT = (
    "UPDATE value SET value = ?, entry = ? "
    "WHERE subject = ? AND visit = ? AND form = ? AND item = ? AND value = ?"
)
_REMOVE = "DELETE FROM value WHERE subject = ? AND visit = ? AND form = ? AND item = ? AND value = ?"

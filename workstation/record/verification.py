"""Does the record hold? The file, the chain of the journal, and the state against a replay of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from workstation.messages import EnvironmentFailure, Sentence
from workstation.record import safeguards
from workstation.record.cells import Cell
from workstation.record.connection import Connection
from workstation.record.entry import Entry, Head, seal
from workstation.record.journal import Journal

MOST_FAULTS = 50
"""Faults that are told; a file with more has them all for one reason."""

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found: ``ok`` if there is no fault; ``faults`` in the order of the journal."""

    ok: bool
    entries: int
    head: str
    faults: tuple[Sentence, ...]


def no_progress(done: int, total: int) -> None:
    """Nobody watches."""


def verify(connection: Connection, journal: Journal, progress: Progress = no_progress) -> Verification:
    """Check everything, as of one moment; damage is a finding, not a failure.

    Detects entries that were edited, removed, inserted or put into another order, values that do not follow
    from the journal, missing safeguards and damage of the file. Entries taken off the end together with all
    that follows from them can only be found by an entry and hash kept elsewhere, such as on a printed sheet.
    """
    faults: list[Sentence] = []
    head = Head(0, "")
    try:
        with connection.snapshot():
            head = journal.head()
            for fault in _faults(connection, journal, head, progress):
                faults.append(fault)
                if len(faults) >= MOST_FAULTS:
                    break
    except EnvironmentFailure as failure:
        faults.append(failure.sentence)
    return Verification(not faults, head.number, head.hash, tuple(faults))


def _faults(connection: Connection, journal: Journal, head: Head, progress: Progress) -> Iterator[Sentence]:
    total = head.number + connection.rows("SELECT count(DISTINCT subject) FROM subject_entry")[0][0]
    yield from _faults_of_file(connection)
    spoken: dict[str, list[int]] = {}
    yield from _faults_of_chain(connection, journal, spoken, lambda done: progress(done, total))
    yield from _faults_of_state(connection, journal, spoken, lambda done: progress(head.number + done, total))


def _faults_of_file(connection: Connection) -> Iterator[Sentence]:
    for (text,) in connection.rows("PRAGMA cipher_integrity_check"):
        yield Sentence("The file is damaged: {detail}.", {"detail": text})
    for (text,) in connection.rows("PRAGMA integrity_check(10)"):
        if text != "ok":
            yield Sentence("The file is damaged: {detail}.", {"detail": text})
    for name in safeguards.missing(connection):
        yield Sentence("The safeguard {name} was removed from the file, or changed.", {"name": name})


def _faults_of_chain(
    connection: Connection, journal: Journal, spoken: dict[str, list[int]], progress: Callable[[int], None]
) -> Iterator[Sentence]:
    expected = Head(0, journal.genesis)
    for entry in journal.entries():
        yield from _faults_of_entry(entry, expected)
        expected = Head(entry.number, entry.hash)
        for subject in sorted({change.subject for change in entry.changes}):
            spoken.setdefault(subject, []).append(entry.number)
        progress(entry.number)
    orphans = "SELECT DISTINCT entry FROM change WHERE entry NOT IN (SELECT number FROM entry) ORDER BY entry"
    for (number,) in connection.rows(orphans):
        yield Sentence("There are changes of an entry {number} that is not there.", {"number": number})


def _faults_of_entry(entry: Entry, before: Head) -> Iterator[Sentence]:
    if entry.number != before.number + 1:
        yield Sentence("Entry {number} is missing.", {"number": before.number + 1})
    elif entry.previous_hash != before.hash:
        yield Sentence("Entry {number} does not follow the entry before it.", {"number": entry.number})
    try:
        holds = seal(replace(entry, hash="")) == entry.hash
    except UnicodeEncodeError:
        holds = False
    if not holds:
        yield Sentence("Entry {number} was changed after it was recorded.", {"number": entry.number})


def _faults_of_state(
    connection: Connection, journal: Journal, spoken: dict[str, list[int]], progress: Callable[[int], None]
) -> Iterator[Sentence]:
    elsewhere = "SELECT subject FROM value UNION SELECT subject FROM subject_entry"
    subjects = sorted({subject for (subject,) in connection.rows(elsewhere)} | spoken.keys())
    for done, subject in enumerate(subjects, start=1):
        listed = connection.rows(
            "SELECT entry FROM subject_entry WHERE subject = ? ORDER BY entry", (subject,)
        )
        if [number for (number,) in listed] != spoken.get(subject, []):
            yield Sentence(
                "The list of entries about {subject} is not that of the journal.", {"subject": subject}
            )
        yield from _faults_of_subject(connection, journal, subject)
        progress(done)


def _faults_of_subject(connection: Connection, journal: Journal, subject: str) -> Iterator[Sentence]:
    replayed: dict[Cell, tuple[str, int]] = {}
    for entry in journal.entries(subject=subject):
        for change in entry.changes:
            if (replayed[change.cell][0] if change.cell in replayed else None) != change.old:
                yield Sentence(
                    "Entry {number} changes a value of {item} that was not there: {subject} {visit} {form}.",
                    {**change.cell._asdict(), "number": entry.number},
                )
            if change.new is None:
                replayed.pop(change.cell, None)
            else:
                replayed[change.cell] = (change.new, entry.number)
    rows = connection.rows(
        "SELECT subject, visit, form, item, value, entry FROM value WHERE subject = ?", (subject,)
    )
    stored = {Cell(*row[:4]): (row[4], row[5]) for row in rows}
    for cell in sorted(stored.keys() | replayed.keys()):
        if stored.get(cell) != replayed.get(cell):
            number = replayed[cell][1] if cell in replayed else stored[cell][1]
            yield Sentence(
                "The value of {item} is not the one of entry {number}: {subject} {visit} {form}.",
                {**cell._asdict(), "number": number},
            )

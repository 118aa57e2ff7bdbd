"""The study file as the program holds it: made, opened, written in units of work, verified, closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from workstation.canonical import canonical, digest
from workstation.messages import EnvironmentFailure, Sentence
from workstation.record import durable, opening, safeguards, shape
from workstation.record.connection import Connection
from workstation.record.drafts import Drafts
from workstation.record.entry import Author, utc_text
from workstation.record.failures import AlreadyThere, DamagedFile, FileMissing, ForeignFile, told
from workstation.record.journal import Journal
from workstation.record.key_ring import StudyKey
from workstation.record.lock import Holder, WriteLock
from workstation.record.overview_cache import OverviewCache
from workstation.record.state import CurrentState
from workstation.record.unit_of_work import UnitOfWork
from workstation.record.verification import Progress, Verification, no_progress, verify

RESTORED = "restore safeguards"
"""Act of the entry that says that triggers were missing when the file was opened."""


@dataclass(frozen=True, slots=True)
class NewStudy:
    """What a new file is about: the definition (key and version), and whether it is a demo."""

    oid: str
    version: int
    demo: bool = False


@dataclass(frozen=True, slots=True)
class StudyInfo:
    """The identity of a study file, fixed when it was made. ``format`` is the shape it had then."""

    study: str
    oid: str
    version: int
    demo: bool
    created_utc: str
    format: int


class StudyFile:
    """An open study file. It belongs to the thread that opened it; any other gets a RuntimeError."""

    def __init__(self, connection: Connection, key: StudyKey, lock: WriteLock | None) -> None:
        self.info, genesis = _identity(connection, key)
        self.journal = Journal(connection, genesis)
        self.state = CurrentState(connection, self.journal)
        self.drafts = Drafts(connection)
        self.overview_cache = OverviewCache(connection)
        self._connection = connection
        self._key = key
        self._lock = lock
        self._open = True

    @classmethod
    def create(cls, path: Path, key: StudyKey, study: NewStudy, author: Author, at: datetime) -> Self:
        """Make a new, empty file and open it for writing. It appears under its name whole or not at all.

        Raises:
            AlreadyThere: there is a file of this name.
            FileMissing: there is no such folder.
            EnvironmentFailure: it could not be made.
        """
        # The lock would make a missing folder, and a slip of the keyboard would be a place for a study.
        if not path.parent.is_dir():
            raise FileMissing(path.parent)
        lock = _lock(path, author, at)
        try:
            _make(path, key, study, at)
            return cls._of(opening.for_writing(path, key), key, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, path: Path, key: StudyKey, author: Author, at: datetime) -> Self:
        """Open for writing, bring an older file up to date, and put missing safeguards back (with an entry).

        Args:
            path: the study file.
            key: what ``workstation.record.keys.unwrap`` gave, or the key of a demo.
            author: who opens it; the next one who wants to write is told.
            at: the moment, in local time.

        Raises:
            FileInUse: somebody else has it open for writing.
            EnvironmentFailure: missing, foreign, newer, damaged, or not to be written.
        """
        opening.look_at(path)
        lock = _lock(path, author, at)
        try:
            file = cls._of(opening.for_writing(path, key), key, lock)
        except BaseException:
            lock.release()
            raise
        try:
            file._restore_safeguards(author, at)
        except BaseException:
            file.close()
            raise
        return file

    @classmethod
    def open_read_only(cls, path: Path, key: StudyKey) -> Self:
        """Open to read, beside a writer or in a folder that cannot be written.

        Raises:
            EnvironmentFailure: missing, foreign, newer, older, or damaged.
        """
        opening.look_at(path)
        return cls._of(opening.for_reading(path, key), key, None)

    @classmethod
    def _of(cls, connection: Connection, key: StudyKey, lock: WriteLock | None) -> Self:
        try:
            return cls(connection, key, lock)
        except BaseException:
            connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._connection.path

    @property
    def key(self) -> StudyKey:
        """The key that opened it, so that another person can be given one."""
        return self._key

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._connection.read_only

    @contextmanager
    def unit_of_work(self, author: Author, at: datetime) -> Iterator[UnitOfWork]:
        """Write entries: all of them are there after it, durably, or none is.

        Drafts that are put or dropped inside belong to the same unit.

        Raises:
            ChangedMeanwhile: a value is no longer the one that the author saw.
            EnvironmentFailure: it could not be written; the file can be used again when the cause is gone.
        """
        with self._connection.transaction():
            unit = UnitOfWork(self._connection, author, at, self.journal.head())
            yield unit
            unit.finish()

    def verify(self, progress: Progress = no_progress) -> Verification:
        """Check the file, the chain of entries, and the state (``workstation.record.verification``)."""
        return verify(self._connection, self.journal, progress)

    def close(self) -> None:
        """Close. After the last one the file travels alone (with its keys). Closing again does nothing."""
        if not self._open:
            return
        self._connection.close()
        self._open = False
        if self._lock is not None:
            self._lock.release()
        else:
            self._tidy()

    def _tidy(self) -> None:
        # SQLite leaves side files behind a reader. Where somebody else writes, or nobody may, they do no
        # harm.
        with suppress(EnvironmentFailure):
            lock = WriteLock(self.path, None, patience=0)
            try:
                opening.tidy(self.path, self._key)
            finally:
                lock.release()

    def _restore_safeguards(self, author: Author, at: datetime) -> None:
        gone = safeguards.missing(self._connection)
        if not gone:
            return
        with self.unit_of_work(author, at) as unit:
            with told(self.path):
                safeguards.restore(self._connection)
            unit.record(RESTORED, (), ", ".join(gone))


def _lock(path: Path, author: Author, at: datetime) -> WriteLock:
    return WriteLock(path, Holder(author.person, author.station, at))


def _make(path: Path, key: StudyKey, study: NewStudy, at: datetime) -> None:
    if path.exists():
        raise AlreadyThere(path)
    unfinished = path.with_name(path.name + ".new")
    with told(path):
        _clear(unfinished)
    try:
        connection = opening.new(unfinished, key)
        try:
            connection.write(
                "INSERT INTO study VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                (
                    shape.APPLICATION_ID,
                    shape.FORMAT,
                    key.study,
                    study.oid,
                    study.version,
                    int(study.demo),
                    utc_text(at),
                ),
            )
        finally:
            connection.close()
        with told(path):
            durable.replace(unfinished, path)
    except BaseException:
        with suppress(OSError):
            _clear(unfinished)
        raise


def _clear(unfinished: Path) -> None:
    for side in ("", "-wal", "-shm"):
        unfinished.with_name(unfinished.name + side).unlink(missing_ok=True)


def _identity(connection: Connection, key: StudyKey) -> tuple[StudyInfo, str]:
    row = connection.row(
        "SELECT study, oid, version, demo, created_utc, format, application_id FROM study WHERE id = 1"
    )
    if row is None:
        raise DamagedFile(connection.path)
    if row[0] != key.study:
        name = {"file": connection.path.name}
        raise ForeignFile(Sentence("The keys beside {file} belong to another study.", name))
    return StudyInfo(row[0], row[1], row[2], bool(row[3]), row[4], row[5]), digest(canonical(row))

"""An open study file as its one owner thread uses it: statements, transactions, failures that can be told."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from workstation.record.driver import Error, Mode, RawConnection, configure, connect
from workstation.record.failures import OpenedReadOnly, told

if TYPE_CHECKING:
    from workstation.record.database import Database

Row = tuple[Any, ...]


class Connection:
    """One connection, one owner thread. Reads return lists, so that no read stays open behind a write."""

    def __init__(self, path: Path, raw: RawConnection, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._raw = raw
        self._database: Database | None = None
        self._owner = threading.get_ident()

    @property
    def raw(self) -> RawConnection:
        """The driver's connection, for reading.

        Raises:
            RuntimeError: called from another thread than the one that opened the file.
        """
        if threading.get_ident() != self._owner:
            raise RuntimeError("a study file is used by the thread that opened it, and by no other")
        return self._raw

    @property
    def database(self) -> Database:
        """The file as sqlite-utils sees it, for writing.

        Raises:
            RuntimeError: called from another thread than the one that opened the file.
        """
        raw = self.raw
        if self._database is None:
            # Loading sqlite-utils takes as long as the rest of the start; the first list is shown without it.
            from workstation.record.database import over

            self._database = over(raw)
        return self._database

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query.

        Raises:
            EnvironmentFailure: the file could not be read.
        """
        raw = self.raw
        with told(self.path):
            return cast("list[Row]", raw.execute(sql, parameters).fetchall())

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row of a query, if there is one."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def write(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement, durable by itself unless a transaction is open; how many rows it changed.

        Raises:
            EnvironmentFailure: it could not be written; nothing of it is there.
        """
        return self.write_many(sql, (parameters,))

    def write_many(self, sql: str, rows: Iterable[Sequence[object]]) -> int:
        """Run one statement for many rows; how many rows it changed altogether."""
        database = self.database
        if self.read_only:
            raise OpenedReadOnly(self.path)
        with told(self.path):
            return database.conn.executemany(sql, rows).rowcount

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self.raw.in_transaction)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything written inside is there after it, or nothing is.

        Raises:
            RuntimeError: one is open already.
            EnvironmentFailure: the file may not, or could not, be written.
        """
        if self.read_only:
            raise OpenedReadOnly(self.path)
        if self.in_transaction:
            raise RuntimeError("a unit of work is open already")
        with self._between("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment, whatever a writer does. Joins an open transaction."""
        if self.in_transaction:
            yield
            return
        with self._between("BEGIN"):
            yield

    @contextmanager
    def _between(self, begin: str) -> Iterator[None]:
        # Only a writer needs what sqlite-utils adds; a snapshot is begun and ended by the driver.
        begun = self.raw if self.read_only or begin == "BEGIN" else self.database
        with told(self.path):
            begun.execute(begin)
        try:
            yield
            with told(self.path):
                begun.commit()
        except BaseException:
            self.roll_back()
            raise

    def roll_back(self) -> None:
        """Undo what the open transaction wrote; nothing to do where SQLite has done it already."""
        # The failure that brought us here is the one to tell.
        with suppress(Error):
            self.raw.rollback()

    def close(self) -> None:
        """Close; what was written goes from the side file into the file itself, so that it travels alone."""
        raw = self.raw
        # A reader beside us, or a full disk, only means that the side file stays; nothing is lost with it.
        with suppress(Error):
            if not self.read_only:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        raw.close()


def opened(path: Path, key: bytes, salt: bytes, mode: Mode) -> Connection:
    """A connection to a file, read for the first time.

    Raises:
        Error: the key does not fit, or the machine does not allow it.
    """
    raw = connect(path, key, salt, mode)
    try:
        configure(raw, mode)
    except BaseException:
        raw.close()
        raise
    return Connection(path, raw, read_only=mode in (Mode.READ, Mode.READ_FROZEN))

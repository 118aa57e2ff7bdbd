"""An open study file as its one owner thread uses it: statements, transactions, failures that can be told."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from workstation.record.driver import Database, Error, Mode, configure, connect
from workstation.record.failures import OpenedReadOnly, told

Row = tuple[Any, ...]


class Connection:
    """One connection, one owner thread. Reads return lists, so that no read stays open behind a write."""

    def __init__(self, path: Path, database: Database, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._database = database
        self._owner = threading.get_ident()

    @property
    def database(self) -> Database:
        """The file as sqlite-utils sees it.

        Raises:
            RuntimeError: called from another thread than the one that opened the file.
        """
        if threading.get_ident() != self._owner:
            raise RuntimeError("a study file is used by the thread that opened it, and by no other")
        return self._database

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query.

        Raises:
            EnvironmentFailure: the file could not be read.
        """
        database = self.database
        with told(self.path):
            return database.conn.execute(sql, parameters).fetchall()

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
        return bool(self.database.conn.in_transaction)

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
        with told(self.path):
            self.database.execute(begin)
        try:
            yield
            with told(self.path):
                self.database.commit()
        except BaseException:
            self.roll_back()
            raise

    def roll_back(self) -> None:
        """Undo what the open transaction wrote; nothing to do where SQLite has done it already."""
        # The failure that brought us here is the one to tell.
        with suppress(Error):
            self.database.rollback()

    def close(self) -> None:
        """Close; what was written goes from the side file into the file itself, so that it travels alone."""
        database = self.database
        # A reader beside us, or a full disk, only means that the side file stays; nothing is lost with it.
        with suppress(Error):
            if not self.read_only:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        database.close()


def opened(path: Path, key: bytes, salt: bytes, mode: Mode) -> Connection:
    """A connection to a file, read for the first time.

    Raises:
        Error: the key does not fit, or the machine does not allow it.
    """
    database = connect(path, key, salt, mode)
    try:
        configure(database, mode)
    except BaseException:
        database.close()
        raise
    return Connection(path, database, read_only=mode in (Mode.READ, Mode.READ_FROZEN))

"""From a path and a key to a connection to what is known to be a study, or a sentence that says why not."""

from __future__ import annotations

from pathlib import Path

from workstation.messages import Sentence
from workstation.record import migrations, safeguards
from workstation.record.connection import Connection, opened
from workstation.record.driver import Error, Mode
from workstation.record.failures import (
    DamagedFile,
    DiskFault,
    FileMissing,
    ForeignFile,
    NewerFile,
    OlderFile,
    ReadOnlyPlace,
    told,
)
from workstation.record.key_ring import StudyKey

_PLAIN_SQLITE = b"SQLite format 3\x00"
_PAGE = 4096
_NOT_A_DATABASE = 26


def look_at(path: Path) -> None:
    """Refuse what is seen to be no study before any key is tried.

    Raises:
        FileMissing, ForeignFile: there is nothing, a folder, or nothing in it.
        EnvironmentFailure: the machine does not let us look.
    """
    with told(path):
        if not path.exists():
            raise FileMissing(path)
        if path.is_dir():
            raise ForeignFile(path, Sentence("It is a folder."))
        if path.stat().st_size == 0:
            raise ForeignFile(path, Sentence("It is empty."))
        if _beginning(path) == _PLAIN_SQLITE:
            raise ForeignFile(path, Sentence("It is a database of another program."))


def for_writing(path: Path, key: StudyKey) -> Connection:
    """A connection that may write; the file has the newest shape when this returns.

    Raises:
        EnvironmentFailure: it is no study of this key, newer, damaged, or may not be written.
    """
    connection = _opened(path, key, Mode.WRITE)
    try:
        _refuse_foreign(connection)
        if migrations.is_older(connection.database):
            _migrate(connection)
        # A file that may only be read is opened without a word; better told now than at the first save.
        with connection.transaction():
            pass
    except BaseException:
        connection.close()
        raise
    return connection


def for_reading(path: Path, key: StudyKey) -> Connection:
    """A connection that only reads, beside a writer or on a medium on which nobody can write.

    Raises:
        EnvironmentFailure: it is no study of this key, of another shape, or damaged.
    """
    try:
        connection = _opened(path, key, Mode.READ)
    except (ReadOnlyPlace, DiskFault):
        if _has_side_file(path):
            raise
        # Without a side file nobody is writing now. Whoever begins to, elsewhere, is seen when it is opened
        # again.
        connection = _opened(path, key, Mode.READ_FROZEN)
    try:
        _refuse_foreign(connection)
        if migrations.is_older(connection.database):
            raise OlderFile(path)
    except BaseException:
        connection.close()
        raise
    return connection


def tidy(path: Path, key: StudyKey) -> None:
    """Let SQLite put away what a reader left beside the file. The caller has the lock.

    Raises:
        EnvironmentFailure: it may not be written; nothing is lost by it.
    """
    if path.with_name(path.name + "-wal").exists():
        _opened(path, key, Mode.WRITE).close()


def new(path: Path, key: StudyKey) -> Connection:
    """A connection to a new file, with its tables and safeguards but without the identity of a study.

    Raises:
        EnvironmentFailure: it could not be made.
    """
    with told(path):
        connection = opened(path, key.secret, key.salt, Mode.CREATE)
    try:
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _opened(path: Path, key: StudyKey, mode: Mode) -> Connection:
    with told(path):
        try:
            return opened(path, key.secret, key.salt, mode)
        except Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != _NOT_A_DATABASE:
                raise
            raise _what_it_is(path, key) from error


def _what_it_is(path: Path, key: StudyKey) -> ForeignFile | DamagedFile:
    # The key has proved itself when it was unwrapped, so it is the file that does not fit.
    if _beginning(path) == key.salt:
        return DamagedFile(path)
    if path.stat().st_size % _PAGE:
        return ForeignFile(path, Sentence("It is a file of another kind, or cut short."))
    return ForeignFile(
        path, Sentence("The keys beside it belong to another study, or its beginning is damaged.")
    )


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_PLAIN_SQLITE))


def _has_side_file(path: Path) -> bool:
    side = path.with_name(path.name + "-wal")
    return side.exists() and side.stat().st_size > 0


def _refuse_foreign(connection: Connection) -> None:
    with told(connection.path):
        database = connection.database
        if migrations.application_id(database) != migrations.APPLICATION_ID:
            raise ForeignFile(connection.path, Sentence("It is a database of another program."))
        if migrations.is_newer(database):
            raise NewerFile(connection.path)


def _migrate(connection: Connection) -> None:
    with told(connection.path):
        migrations.migrate(connection.database)
        safeguards.restore(connection)

"""From a path and a key to a connection to what is known to be a study, or a sentence that says why not."""

from __future__ import annotations

from codecs import getincrementaldecoder
from pathlib import Path

from workstation.messages import Sentence
from workstation.record import safeguards, shape
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
            raise ForeignFile(Sentence("{file} is a folder, not a study.", {"file": path.name}))
        if path.stat().st_size == 0:
            raise ForeignFile(Sentence("{file} is empty; it is not a study.", {"file": path.name}))
        if path.stat().st_size < _PAGE:
            # SQLite would take it for a new database.
            raise _part(path)
        if _beginning(path) == _PLAIN_SQLITE:
            raise _of_another_program(path)
        if _is_text(path):
            raise _part(path)


def for_writing(path: Path, key: StudyKey) -> Connection:
    """A connection that may write; the file has the newest shape when this returns.

    Raises:
        EnvironmentFailure: it is no study of this key, newer, damaged, or may not be written.
    """
    connection = _opened(path, key, Mode.WRITE)
    try:
        _refuse_foreign(connection)
        if shape.is_older(connection):
            _migrate(connection)
        _try_to_write(connection)
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
        if shape.is_older(connection):
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


def _try_to_write(connection: Connection) -> None:
    # A file that may only be read is opened without a word, and even begins a transaction; better told now than
    # at the first save.
    with told(connection.path):
        connection.raw.execute("BEGIN IMMEDIATE")
        try:
            connection.raw.execute(f"PRAGMA user_version = {shape.FORMAT}")
        finally:
            connection.roll_back()


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
        return _part(path)
    return ForeignFile(
        Sentence(
            "The keys beside {file} do not fit it: they belong to another study, or it is none.",
            {"file": path.name},
        )
    )


def _part(path: Path) -> ForeignFile:
    return ForeignFile(Sentence("{file} is no study, or only a part of one.", {"file": path.name}))


def _of_another_program(path: Path) -> ForeignFile:
    return ForeignFile(Sentence("{file} is a database of another program.", {"file": path.name}))


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_PLAIN_SQLITE))


def _is_text(path: Path) -> bool:
    """Whether the first page reads as text, which no encrypted page does."""
    with path.open("rb") as file:
        page = file.read(_PAGE)
    # A letter of several bytes may be cut at the end of the page.
    return b"\x00" not in page and not getincrementaldecoder("utf-8")("replace").decode(page).count("\ufffd")


def _has_side_file(path: Path) -> bool:
    side = path.with_name(path.name + "-wal")
    return side.exists() and side.stat().st_size > 0


def _refuse_foreign(connection: Connection) -> None:
    with told(connection.path):
        if shape.application_id(connection) != shape.APPLICATION_ID:
            raise _of_another_program(connection.path)
        if shape.is_newer(connection):
            raise NewerFile(connection.path)


def _migrate(connection: Connection) -> None:
    # A file of the newest shape, which is nearly every one, is opened without the steps.
    from workstation.record import migrations

    with told(connection.path):
        migrations.migrate(connection.database)
        safeguards.restore(connection)

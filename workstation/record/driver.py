"""The one door to SQLite: SQLCipher under sqlite-utils, and how a connection is set before anything is read.

Nothing else imports a SQLite driver; whoever needs the classes of its errors takes them from here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import cast

import sqlcipher3
from sqlcipher3 import dbapi2

# sqlite-utils takes the driver called pysqlite3 if there is one. Handing it ours makes it catch our classes
# of errors; otherwise a failed statement leaves its transaction open and later writes join it unseen.
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2


@contextmanager
def _numpy_hidden() -> Iterator[None]:
    """Keep sqlite-utils from loading numpy, which it would only ask for the names of its number types.

    That costs a tenth of a second of every start, and no number type of numpy is ever stored.
    """
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    if "numpy" in modules:
        yield
        return
    modules["numpy"] = None
    try:
        yield
    finally:
        del modules["numpy"]


with _numpy_hidden():
    from sqlite_utils.db import Database
    from sqlite_utils.migrations import Migrations

__all__ = ["Database", "Error", "IntegrityError", "Migrations", "Mode", "configure", "connect"]

Error = cast("type[Exception]", dbapi2.Error)
IntegrityError = cast("type[Exception]", dbapi2.IntegrityError)

BUSY_SECONDS = 5.0
CACHE_KIB = 32_768


class Mode(Enum):
    """How a file is opened, as the query of its address."""

    CREATE = "mode=rwc"
    WRITE = "mode=rw"
    READ = "mode=ro"
    READ_FROZEN = "immutable=1"
    """For a medium on which nobody can write: no lock is taken and no file is made beside it."""


def connect(path: Path, key: bytes, salt: bytes, mode: Mode) -> Database:
    """A connection with its key set; nothing of the file has been read when this returns.

    Args:
        path: the study file.
        key: 32 random bytes; they are the key itself, nothing is derived from them.
        salt: 16 bytes that stand unencrypted at the start of the file.
        mode: what may be done with it.

    Raises:
        Error: the file cannot be opened.
    """
    raw = dbapi2.connect(
        f"{path.absolute().as_uri()}?{mode.value}", uri=True, isolation_level=None, timeout=BUSY_SECONDS
    )
    # Before the key: a wrong one is an answer to a person, not lines on the terminal.
    raw.execute("PRAGMA cipher_log_level = NONE")
    raw.execute(f"PRAGMA key = \"x'{key.hex()}{salt.hex()}'\"")
    return Database(raw, recursive_triggers=False, execute_plugins=False)


def configure(database: Database, mode: Mode) -> None:
    """Set what every connection needs; reads the file for the first time.

    Raises:
        Error: the key does not fit, or the file is damaged or foreign.
    """
    database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for pragma in ("foreign_keys = ON", "recursive_triggers = ON", "trusted_schema = OFF"):
        database.execute(f"PRAGMA {pragma}")
    database.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    if mode in (Mode.CREATE, Mode.WRITE):
        database.execute("PRAGMA journal_mode = WAL").fetchone()
        database.execute("PRAGMA synchronous = FULL")

"""The one door to SQLite: SQLCipher, and how a connection is set before anything is read.

Nothing else imports a SQLite driver; whoever needs the classes of its errors takes them from here. sqlite-utils
comes on top, in ``workstation.record.database``.
"""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias, cast

import sqlcipher3
from sqlcipher3 import dbapi2

# sqlite-utils takes the driver called pysqlite3 if there is one. Handing it ours makes it catch our classes
# of errors; otherwise a failed statement leaves its transaction open and later writes join it unseen.
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2


RawConnection: TypeAlias = Any
"""A connection as the driver gives it; the driver has no types."""
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


def connect(path: Path, key: bytes, salt: bytes, mode: Mode) -> RawConnection:
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
    return raw


def configure(raw: RawConnection, mode: Mode) -> None:
    """Set what every connection needs; reads the file for the first time.

    Raises:
        Error: the key does not fit, or the file is damaged or foreign.
    """
    raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for pragma in ("foreign_keys = ON", "recursive_triggers = ON", "trusted_schema = OFF"):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    if mode in (Mode.CREATE, Mode.WRITE):
        raw.execute("PRAGMA journal_mode = WAL").fetchone()
        raw.execute("PRAGMA synchronous = FULL")

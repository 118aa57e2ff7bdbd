"""What shape a file has: whose it is, how old, and whether this release knows it. Reads only."""

from __future__ import annotations

from workstation.record.connection import Connection

APPLICATION_ID = 0x4B4E3535
"""Marks a SQLite file as a study of this program (the letters KN55)."""

PLACES = 1_000_000
"""How many changes one entry may have; a change is numbered entry x PLACES + place."""

SET = "study file"
"""The name under which sqlite-utils records our steps in the file."""

STEPS = ("journal", "state", "drafts", "overview cache")
"""The steps of ``workstation.record.migrations`` that this release knows, by name (a test compares them)."""

FORMAT = len(STEPS)
"""How many steps this release knows; the format of a file is how many it has had."""


def steps_taken(connection: Connection) -> frozenset[str]:
    """The steps that the file has had, none in a file without a record of them."""
    if not connection.rows("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'"):
        return frozenset()
    rows = connection.rows("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (SET,))
    return frozenset(name for (name,) in rows)


def is_newer(connection: Connection) -> bool:
    """Whether the file has had a step, or claims a format, that this release does not know."""
    return bool(steps_taken(connection) - set(STEPS)) or file_format(connection) > FORMAT


def is_older(connection: Connection) -> bool:
    """Whether the file lacks a step that this release knows."""
    return not steps_taken(connection) >= set(STEPS)


def file_format(connection: Connection) -> int:
    """The format that the file claims."""
    return int(connection.rows("PRAGMA user_version")[0][0])


def application_id(connection: Connection) -> int:
    """The mark of the program that made the file."""
    return int(connection.rows("PRAGMA application_id")[0][0])

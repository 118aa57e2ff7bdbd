"""The triggers that refuse to change what was recorded, from one list, compared with the file at every open.

They stop slips and honest tools; whoever takes them away is found by the chain of hashes. A rebuilt table
loses its triggers without an error, therefore the comparison.
"""

from __future__ import annotations

from workstation.record.connection import Connection
from workstation.record.shape import PLACES

_APPEND_ONLY = ("study", "entry", "change")


def _refusal(table: str, act: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'the {table} table is append-only'); END"
    )


SAFEGUARDS: dict[str, str] = {
    **{
        f"{table}_no_{act.lower()}": _refusal(table, act)
        for table in _APPEND_ONLY
        for act in ("UPDATE", "DELETE")
    },
    # These two hold even where INSERT OR REPLACE would walk past a DELETE trigger.
    "entry_in_order": (
        "CREATE TRIGGER entry_in_order BEFORE INSERT ON entry "
        "WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM entry) "
        "BEGIN SELECT RAISE(ABORT, 'entries are numbered without a gap'); END"
    ),
    "change_before_seal": (
        "CREATE TRIGGER change_before_seal BEFORE INSERT ON change "
        f"WHEN NEW.id < {PLACES} OR EXISTS (SELECT 1 FROM entry WHERE number = NEW.id / {PLACES}) "
        "BEGIN SELECT RAISE(ABORT, 'a sealed entry takes no further change'); END"
    ),
}
"""Every trigger of the file: its name and the statement that makes it."""


def missing(connection: Connection) -> tuple[str, ...]:
    """Names of triggers that the file lacks, has in another form, or should not have."""
    found: dict[str, str] = dict(
        connection.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    )
    wrong = {name for name, sql in SAFEGUARDS.items() if found.get(name) != sql}
    return tuple(sorted(wrong | (found.keys() - SAFEGUARDS.keys())))


def restore(connection: Connection) -> None:
    """Put every trigger back as it should be, and take away what should not be there."""
    for name in missing(connection):
        quoted = name.replace('"', '""')
        connection.database.execute(f'DROP TRIGGER IF EXISTS "{quoted}"')
        if name in SAFEGUARDS:
            connection.database.execute(SAFEGUARDS[name])

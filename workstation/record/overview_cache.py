"""A cache of computed rows of the patient list. Not part of the record: it may be emptied at any time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workstation.record.connection import Connection


@dataclass(frozen=True, slots=True)
class CachedRow:
    """A row (JSON) as it was computed for ``as_of`` from everything up to the subject's ``last_entry``."""

    subject: str
    as_of: date
    last_entry: int
    row: str


class OverviewCache:
    """The cached rows of an open study file."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> dict[str, CachedRow]:
        """Every cached row by subject; whoever uses one compares its day and entry first."""
        rows = self._connection.rows("SELECT subject, as_of, last_entry, row FROM overview_cache")
        return {row[0]: CachedRow(row[0], date.fromisoformat(row[1]), row[2], row[3]) for row in rows}

    def put(self, rows: Iterable[CachedRow]) -> None:
        """Keep these rows in place of older ones of the same subjects, in one transaction.

        Raises:
            EnvironmentFailure: they could not be written.
        """
        values = [(row.subject, row.as_of.isoformat(), row.last_entry, row.row) for row in rows]
        with self._connection.transaction():
            self._connection.write_many(
                "INSERT INTO overview_cache VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "as_of = excluded.as_of, last_entry = excluded.last_entry, row = excluded.row",
                values,
            )

    def clear(self) -> None:
        """Forget every row."""
        self._connection.write("DELETE FROM overview_cache")

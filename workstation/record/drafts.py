"""What was typed and not yet saved: in the study file, outside the journal, owned by the person who typed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from workstation.canonical import canonical
from workstation.record.cells import form_cells, form_record
from workstation.record.connection import Connection, Row
from workstation.trial.subject import FormRecord


@dataclass(frozen=True, slots=True)
class Draft:
    """A form in the making.

    ``cursor`` is the path of the item where typing stopped. ``base_entry`` is the number of the subject's
    last entry when typing began: if the subject has a later one now, somebody saved in between.
    """

    person: str
    subject: str
    visit: str
    record: FormRecord
    cursor: str
    base_entry: int
    saved_at: datetime


class Drafts:
    """The drafts of an open study file. In a unit of work they join it, else each act is durable alone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, draft: Draft) -> None:
        """Keep a draft in place of an older one of the same person and form.

        Raises:
            EnvironmentFailure: it could not be written; the older one is still there.
        """
        self._connection.write(
            "INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "cells = excluded.cells, cursor = excluded.cursor, base_entry = excluded.base_entry, "
            "saved_at = excluded.saved_at",
            (
                draft.person,
                draft.subject,
                draft.visit,
                draft.record.form,
                canonical(form_cells(draft.record)),
                draft.cursor,
                draft.base_entry,
                draft.saved_at.isoformat(),
            ),
        )

    def get(self, person: str, subject: str, visit: str, form: str) -> Draft | None:
        """The draft of a person for a form, if there is one."""
        row = self._connection.row(
            f"SELECT {_COLUMNS} FROM draft WHERE person = ? AND subject = ? AND visit = ? AND form = ?",
            (person, subject, visit, form),
        )
        return _draft(row) if row else None

    def of(self, person: str) -> tuple[Draft, ...]:
        """All drafts of a person, the last one typed first."""
        rows = self._connection.rows(f"SELECT {_COLUMNS} FROM draft WHERE person = ?", (person,))
        return tuple(sorted((_draft(row) for row in rows), key=lambda draft: draft.saved_at, reverse=True))

    def all(self) -> tuple[Draft, ...]:
        """All drafts of everybody, the last one typed first."""
        rows = self._connection.rows(f"SELECT {_COLUMNS} FROM draft")
        return tuple(sorted((_draft(row) for row in rows), key=lambda draft: draft.saved_at, reverse=True))

    def drop(self, person: str, subject: str, visit: str, form: str) -> None:
        """Forget a draft, because it was saved or its owner threw it away."""
        self._connection.write(
            "DELETE FROM draft WHERE person = ? AND subject = ? AND visit = ? AND form = ?",
            (person, subject, visit, form),
        )


_COLUMNS = "person, subject, visit, form, cells, cursor, base_entry, saved_at"


def _draft(row: Row) -> Draft:
    person, subject, visit, form, cells, cursor, base_entry, saved_at = row
    record = form_record(form, json.loads(cells))
    return Draft(person, subject, visit, record, cursor, base_entry, datetime.fromisoformat(saved_at))

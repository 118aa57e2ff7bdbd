"""The list of all patients. Rows are kept in a cache that is never trusted beyond its day and its entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from workstation.record.overview_cache import CachedRow
from workstation.services.session import Session
from workstation.trial.overview import OverviewRow, row_from_json


def overview(session: Session, progress: Callable[[int, int], None] | None = None) -> tuple[OverviewRow, ...]:
    """One row a patient, by code; what changed since it was kept is computed anew and kept.

    Args:
        session: the open study.
        progress: told how many of how many rows are ready, because thousands may have to be computed.
    """
    today, last = session.today, session.file.state.last_entries()
    kept = _kept(session, today, last)
    fresh: list[OverviewRow] = []
    for oid in last:
        if oid not in kept:
            fresh.append(fresh_row(session, oid, today))
            if progress is not None:
                progress(len(kept) + len(fresh), len(last))
    if fresh and not session.read_only:
        _keep(session, fresh, today, last)
    rows = {**kept, **{row.subject: row for row in fresh}}
    return tuple(rows[oid] for oid in last)


def fresh_row(session: Session, oid: str, today: date) -> OverviewRow:
    """The row of one patient, computed from the record."""
    # Imported when a row has to be computed: a list that is kept is shown before the rules are read.
    from workstation.trial.assess import assess
    from workstation.trial.overview_of import overview_row

    subject = session.file.state.subject(oid)
    return overview_row(subject, assess(subject, session.study, today), session.study)


def _kept(session: Session, today: date, last: dict[str, int]) -> dict[str, OverviewRow]:
    found: dict[str, OverviewRow] = {}
    for oid, row in session.file.overview_cache.all().items():
        if row.as_of == today and row.last_entry == last.get(oid):
            try:
                found[oid] = row_from_json(row.row)
            except (ValueError, TypeError, KeyError):
                continue
    return found


def _keep(session: Session, rows: Iterable[OverviewRow], today: date, last: dict[str, int]) -> None:
    session.file.overview_cache.put(
        CachedRow(row.subject, today, last[row.subject], row.as_json()) for row in rows
    )

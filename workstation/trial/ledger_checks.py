"""What only several rows together show about the glucocorticoid ledger: overlaps and gaps (forms catalogue 2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from workstation.forms.state import Finding, Severity
from workstation.messages import Sentence
from workstation.trial.recorded import Row

_DAY = timedelta(days=1)
_SYSTEMIC = frozenset({"oral", "iv", "im", ""})


def ledger_findings(rows: tuple[Row, ...]) -> tuple[Finding, ...]:
    """Warnings at the start of the row that overlaps an earlier one, or leaves days open before it."""
    dated = sorted(
        (row for row in rows if row.day("start") is not None), key=lambda row: row.day("start") or date.min
    )
    return (*_overlaps(dated), *_gaps(dated))


def _overlaps(rows: list[Row]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row.text("drug"), row.text("route"))
        before, start = seen.get(key), row.day("start")
        if (
            before is not None
            and start is not None
            and (before.day("end") is None or (before.day("end") or start) >= start)
        ):
            text = Sentence(
                "This overlaps an earlier row of the same drug and route; the daily dose cannot be told."
            )
            yield Finding(f"rows/{row.key}/start", Severity.WARNING, "LEDGER_OVERLAP", text)
        seen[key] = row


def _gaps(rows: list[Row]) -> Iterator[Finding]:
    covered: date | None = None
    for row in rows:
        start, end = row.day("start"), row.day("end")
        if start is None or row.text("route") not in _SYSTEMIC or row.text("kind") == "pulse":
            continue
        if covered is not None and start > covered + _DAY:
            values = {"first": covered + _DAY, "last": start - _DAY}
            text = Sentence(
                "The ledger says nothing about {first} to {last}. If none was taken, add a row of 0 mg.",
                values,
            )
            yield Finding(f"rows/{row.key}/start", Severity.WARNING, "LEDGER_GAP", text)
        covered = None if end is None else max(covered or end, end)
        if end is None:
            return

"""Glucocorticoid doses as prednisone (scoring sheet 8) and their mean before a visit (scoring sheet 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError, check_name
from workstation.scoring.quantity import as_decimal, checked

PREDNISONE_MG = 5

# mg that equal prednisone 5 mg.
EQUIVALENT_MG: Mapping[str, Decimal] = MappingProxyType(
    {
        "prednisone": Decimal(5),
        "prednisolone": Decimal(5),
        "methylprednisolone": Decimal(4),
        "triamcinolone": Decimal(4),
        "hydrocortisone": Decimal(20),
        "cortisone": Decimal(25),
        "dexamethasone": Decimal("0.75"),
        "betamethasone": Decimal("0.6"),
        "deflazacort": Decimal(6),
    }
)
# Sources disagree on these two only; the published alternatives are 0.75 and 7.5 (scoring sheet 8, 11).
DISPUTED = ("betamethasone", "deflazacort")

ROUTES = ("oral", "iv", "im", "intra_articular", "topical", "inhaled")
SYSTEMIC_ROUTES = frozenset({"oral", "iv", "im"})
KINDS = ("maintenance", "taper", "increase_activity", "pulse", "rescue", "premedication", "adrenal", "other")
_INCREASES = frozenset({"increase_activity", "rescue"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dose:
    """A daily dose of a drug of :data:`EQUIVALENT_MG`; another drug or a negative dose is a ScoringError."""

    drug: str
    mg_per_day: Decimal

    def __post_init__(self) -> None:
        check_name("drug", self.drug, EQUIVALENT_MG)
        checked("mg_per_day", self.mg_per_day, 0)


@dataclass(frozen=True, slots=True)
class LedgerRow(Dose):
    """A period of one dose: ``start`` to ``end``, both days included; no ``end`` means still taken.

    ``mg_per_day`` is already the mean of an alternate-day or cyclic pattern (scoring sheet 8).
    """

    route: str
    start: date
    end: date | None
    kind: str

    def __post_init__(self) -> None:
        Dose.__post_init__(self)
        check_name("route", self.route, ROUTES)
        check_name("kind", self.kind, KINDS)
        if self.end is not None and self.end < self.start:
            values = {"drug": self.drug, "start": self.start, "end": self.end}
            raise ScoringError(Sentence("{drug} cannot end on {end}: it starts on {start}.", values))

    def covers(self, day: date) -> bool:
        """Tell whether the dose was taken on ``day``."""
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, first: date, last: date) -> bool:
        """Tell whether the dose was taken on any day of ``first``..``last``."""
        return self.start <= last and (self.end is None or first <= self.end)

    @property
    def current(self) -> bool:
        """Whether the row is part of the "current daily dose" (scoring sheet 8): systemic and not a pulse."""
        return self.route in SYSTEMIC_ROUTES and self.kind != "pulse"


@dataclass(frozen=True, slots=True)
class MeanDose:
    """Mean prednisone-equivalent of the days ``first``..``last`` in mg/day.

    ``mg_per_day`` is None when the ledger leaves a day open; ``at_least`` is what the other days prove of the
    mean. ``used`` are the rows counted; ``pulses`` and ``increases`` ask for a warning beside the result.
    """

    mg_per_day: Decimal | None
    at_least: Decimal
    first: date
    last: date
    used: tuple[LedgerRow, ...]
    pulses: tuple[LedgerRow, ...]
    increases: tuple[date, ...]
    because: Sentence


def equivalents(overrides: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    """Return the table with other values for the drugs on which sources disagree (scoring sheet 8, 11)."""
    for drug, mg in overrides.items():
        check_name("overrides", drug, DISPUTED)
        if checked(drug, mg, 0) == 0:
            raise ScoringError(Sentence("An equivalent of {drug} cannot be 0 mg.", {"drug": drug}))
    return {**EQUIVALENT_MG, **overrides}


_NO_OVERRIDES: Mapping[str, Decimal] = MappingProxyType({})


def prednisone_equivalent(doses: Iterable[Dose], overrides: Mapping[str, Decimal] = _NO_OVERRIDES) -> Decimal:
    """Return the summed daily dose as mg of prednisone; no doses at all sum to 0 (scoring sheet 8)."""
    table = equivalents(overrides)
    return as_decimal(sum((_equivalent(dose, table) for dose in doses), Fraction(0)))


def _equivalent(dose: Dose, table: Mapping[str, Decimal]) -> Fraction:
    return _exact(dose.mg_per_day, table[dose.drug])


# A study has few doses, and a course asks for the same ones at every visit; a fraction is slow to make.
@lru_cache(maxsize=1024)
def _exact(mg: Decimal, equivalent_mg: Decimal) -> Fraction:
    return Fraction(mg) * PREDNISONE_MG / Fraction(equivalent_mg)


class _Ledger:
    """Rows in order, each with its exact equivalent: one row stands on many days."""

    def __init__(self, rows: Iterable[LedgerRow], overrides: Mapping[str, Decimal]) -> None:
        table = equivalents(overrides)
        self.rows = sorted(rows, key=lambda row: (row.start, row.drug))
        self._current = [(row, _equivalent(row, table)) for row in self.rows if row.current]

    def on(self, day: date) -> list[LedgerRow]:
        """The current doses of a day."""
        return [row for row, _ in self._current if row.covers(day)]

    def total(self, day: date) -> Fraction | None:
        """The dose of a day; None where no row covers it, or two of one drug and route do."""
        taken = [(row, mg) for row, mg in self._current if row.covers(day)]
        if not taken or len({(row.drug, row.route) for row, _ in taken}) < len(taken):
            return None
        return taken[0][1] if len(taken) == 1 else sum((mg for _, mg in taken), Fraction(0))


def mean_daily(
    rows: Iterable[LedgerRow], day: date, days: int = 7, overrides: Mapping[str, Decimal] = _NO_OVERRIDES
) -> MeanDose:
    """Return the mean prednisone-equivalent of the ``days`` days before ``day``, ``day`` itself left out.

    Only current doses count (scoring sheet 7 and 8). A row of 0 mg says "none"; a day that no row covers, or
    that two rows of one drug and route cover, cannot be told and leaves the mean open.
    """
    checked("days", days, 1)
    ledger = _Ledger(rows, overrides)
    first, last = day - days * _DAY, day - _DAY
    totals = {each: ledger.total(each) for each in _days(first, last)}
    known = [total for total in totals.values() if total is not None]
    lower = as_decimal(sum(known, Fraction(0)) / days)
    return MeanDose(
        mg_per_day=lower if len(known) == days else None,
        at_least=lower,
        first=first,
        last=last,
        used=tuple(row for row in ledger.rows if row.current and row.overlaps(first, last)),
        pulses=pulses_within(ledger.rows, first, last),
        increases=_increases(ledger, first, last),
        because=_reason(ledger, totals, lower),
    )


def pulses_within(rows: Iterable[LedgerRow], first: date, last: date) -> tuple[LedgerRow, ...]:
    """Return the pulses of the days ``first``..``last``: possible rescue, never a daily dose (sheet 8)."""
    return tuple(row for row in rows if row.kind == "pulse" and row.overlaps(first, last))


def increases_within(
    rows: Iterable[LedgerRow], first: date, last: date, overrides: Mapping[str, Decimal] = _NO_OVERRIDES
) -> tuple[date, ...]:
    """Return the days of ``first``..``last`` on which the dose rose above the day before.

    A row that says it is an increase or a rescue counts by itself, for the day before may not be known.
    """
    return _increases(_Ledger(rows, overrides), first, last)


def _increases(ledger: _Ledger, first: date, last: date) -> tuple[date, ...]:
    starts = sorted({row.start for row in ledger.rows if first <= row.start <= last})
    return tuple(day for day in starts if _increased(ledger, day))


def _increased(ledger: _Ledger, day: date) -> bool:
    if any(row.start == day and row.kind in _INCREASES for row in ledger.rows):
        return True
    before, now = ledger.total(day - _DAY), ledger.total(day)
    return before is not None and now is not None and now > before


def _reason(ledger: _Ledger, totals: Mapping[date, Fraction | None], mean: Decimal) -> Sentence:
    open_days = tuple(day for day, total in totals.items() if total is None)
    values = {"first": min(totals), "last": max(totals), "mean": mean, "days": open_days}
    if not open_days:
        return Sentence("Mean prednisone-equivalent from {first} to {last}: {mean} mg/day.", values)
    if any(ledger.on(day) for day in open_days):
        return Sentence("Two rows of one glucocorticoid overlap: the dose on {days} cannot be told.", values)
    return Sentence("The glucocorticoid ledger says nothing about {days}.", values)


def _days(first: date, last: date) -> list[date]:
    return [first + number * _DAY for number in range((last - first).days + 1)]

"""Which result, taken when, stands behind an index at a visit, and which is too old for it.

SLEDAI-2K looks back 30 days or 10 (scoring sheet 3.2), BILAG-2004 four weeks (trial facts 7). What was measured at
the visit counts first; what was not is looked for at the visits before it, as far back as the index reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from workstation.scoring.measurement import Measurement
from workstation.trial.recorded import Recorded
from workstation.trial.subject import VisitRecord

SLEDAI_SOURCES: Mapping[str, tuple[str, str]] = {
    "temperature_c": ("vital_signs", "temperature_c"),
    "platelets": ("haematology", "platelets"),
    "wbc": ("haematology", "wbc"),
    "rbc_per_hpf": ("urine", "urine_rbc"),
    "wbc_per_hpf": ("urine", "urine_wbc"),
    "protein_g_24h": ("urine", "protein_24h"),
    "upcr_mg_per_mmol": ("urine", "upcr"),
    "c3": ("immunology", "c3"),
    "c4": ("immunology", "c4"),
    "ch50": ("immunology", "ch50"),
    "anti_dsdna": ("immunology", "anti_dsdna"),
    "active_joints": ("sledai2k", "active_joints"),
}
"""Which recorded value stands behind each measurement of SLEDAI-2K."""
BILAG_SOURCES: Mapping[str, tuple[str, str, Decimal]] = {
    "78": ("vital_signs", "systolic", Decimal(1)),
    "79": ("vital_signs", "diastolic", Decimal(1)),
    "81": ("urine", "dipstick_protein", Decimal(1)),
    "82": ("urine", "uacr", Decimal(1)),
    "83": ("urine", "upcr", Decimal(1)),
    "84": ("urine", "protein_24h", Decimal(1)),
    "86": ("chemistry", "creatinine", Decimal(1)),
    "90": ("haematology", "haemoglobin", Decimal("0.1")),
    "91": ("haematology", "wbc", Decimal(1)),
    "92": ("haematology", "neutrophils", Decimal(1)),
    "93": ("haematology", "lymphocytes", Decimal(1)),
    "94": ("haematology", "platelets", Decimal(1)),
}
"""Which recorded value stands behind each value item of BILAG-2004, and the factor into BILAG units."""
BILAG_DAYS = 28
_LABORATORY = frozenset({"haematology", "chemistry", "urine", "immunology"})
"""Forms of results that stand for some weeks; a temperature or a pressure stands for its own day."""
_LATER_DAYS = 7
"""A sample that the visit ordered may be drawn some days after it."""


@dataclass(frozen=True, slots=True)
class Result:
    """A number with the visit at which it is recorded, the day on which it was taken, and how many days before."""

    form: str
    item: str
    measured: Measurement
    visit: str
    taken: date | None
    age_days: int

    def within(self, days: int) -> bool:
        """Whether it is not older than an index looks back."""
        return self.age_days <= days


def sledai_days(recorded: Recorded) -> int:
    """How far SLEDAI-2K looks back (scoring sheet 11)."""
    return int(str(recorded.study.setting("sledai.window_days")))


def result_at(recorded: Recorded, visit: VisitRecord, form: str, item: str, days: int) -> Result | None:
    """The result that stands for a visit: its own, else the latest one of ``days`` before it.

    One of the visit itself is given however old it is, so that it can be said that it is too old.
    """
    own = _result(recorded, visit, visit, form, item)
    if form not in _LABORATORY or visit.date is None or (own is not None and own.within(days)):
        return own
    return next(_earlier(recorded, visit, form, item, days), own)


def in_time(recorded: Recorded, visit: VisitRecord, form: str, item: str, days: int) -> Result | None:
    """The result that an index may use; None where there is none or it is too old."""
    found = result_at(recorded, visit, form, item, days)
    return found if found is not None and found.within(days) else None


def _earlier(recorded: Recorded, visit: VisitRecord, form: str, item: str, days: int) -> Iterator[Result]:
    assert visit.date is not None
    first = visit.date - timedelta(days=days)
    for other in reversed(recorded.subject.visits):
        if other.date is None or other.key == visit.key or not first <= other.date <= visit.date:
            continue
        found = _result(recorded, visit, other, form, item)
        if found is not None and 0 <= found.age_days <= days:
            yield found


def _result(recorded: Recorded, visit: VisitRecord, held: VisitRecord, form: str, item: str) -> Result | None:
    measured = recorded.measurement(held, form, item)
    if measured is None:
        return None
    taken = _taken(recorded, held, form)
    age = 0 if taken is None or visit.date is None else max((visit.date - taken).days, 0)
    return Result(form, item, measured, held.key, taken, age)


def _taken(recorded: Recorded, held: VisitRecord, form: str) -> date | None:
    """The day of the sample, else that of the visit; a sample dated long after its visit is a slip."""
    sampled = recorded.moment(held, form, "sampled")
    day = sampled.date() if isinstance(sampled, datetime) else sampled
    slip = day is None or (held.date is not None and day > held.date + timedelta(days=_LATER_DAYS))
    return held.date if slip else day


@dataclass(frozen=True, slots=True)
class Reach:
    """How many days an index looks back; ``form`` is where it is recorded."""

    form: str
    days: int


@dataclass(frozen=True, slots=True)
class Behind:
    """A result behind the indices of a visit. ``used`` and ``too_old`` name the indices, with how far each looks."""

    result: Result
    used: tuple[Reach, ...]
    too_old: tuple[Reach, ...]


def behind(recorded: Recorded, visit: VisitRecord) -> tuple[Behind, ...]:
    """Every result that stands behind SLEDAI-2K or BILAG-2004 at a visit or is too old for them, the newest first."""
    found: dict[tuple[str, str, str], dict[Reach, Result]] = {}
    for reach, sources in _reaches(recorded):
        for form, item in sources:
            result = result_at(recorded, visit, form, item, reach.days)
            if result is not None and form != reach.form:
                found.setdefault((form, item, result.visit), {})[reach] = result
    lines = [_line(by_reach) for by_reach in found.values()]
    return tuple(sorted(lines, key=lambda line: line.result.age_days))


def _reaches(recorded: Recorded) -> Iterator[tuple[Reach, Iterable[tuple[str, str]]]]:
    yield Reach("sledai2k", sledai_days(recorded)), SLEDAI_SOURCES.values()
    yield Reach("bilag2004", BILAG_DAYS), [source[:2] for source in BILAG_SOURCES.values()]


def _line(by_reach: Mapping[Reach, Result]) -> Behind:
    result = next(iter(by_reach.values()))
    used = tuple(reach for reach in by_reach if result.within(reach.days))
    return Behind(result, used, tuple(reach for reach in by_reach if reach not in used))

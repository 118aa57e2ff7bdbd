"""The indices of one visit: SLEDAI-2K, PGA, prednisone-equivalent, each with reasons and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from workstation.definition.study import Study
from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError
from workstation.scoring.glucocorticoid import (
    EQUIVALENT_MG,
    KINDS,
    ROUTES,
    LedgerRow,
    increases_within,
    mean_daily,
    prednisone_equivalent,
)
from workstation.scoring.measurement import Measurement
from workstation.scoring.pga import band
from workstation.scoring.sledai2k import KEYS, Derived, Sledai, SledaiSettings, UpcrRule, derive, score
from workstation.trial.assessment import Steroid, VisitAssessment
from workstation.trial.look_back import SLEDAI_SOURCES, Result, in_time, sledai_days
from workstation.trial.recorded import Recorded, Row
from workstation.trial.subject import VisitRecord
from workstation.trial.visit_state import Window

STEROIDS = "glucocorticoids"
"""The log of glucocorticoid doses."""
BEHIND: Mapping[str, tuple[str, ...]] = {
    "fever": ("temperature_c",),
    "thrombocytopenia": ("platelets",),
    "leukopenia": ("wbc",),
    "hematuria": ("rbc_per_hpf",),
    "pyuria": ("wbc_per_hpf",),
    "proteinuria": ("protein_g_24h", "upcr_mg_per_mmol"),
    "low_complement": ("c3", "c4", "ch50"),
    "increased_dna_binding": ("anti_dsdna",),
    "arthritis": ("active_joints",),
}
"""The measurements that decide a descriptor."""
_STATED_REACH = timedelta(days=7)
_LIMITS = {"c3": "lln", "c4": "lln", "ch50": "lln", "anti_dsdna": "uln"}


def sledai_settings(study: Study) -> SledaiSettings:
    """The configured reading of SLEDAI-2K (scoring sheet 11)."""
    return SledaiSettings(
        arthritis_joints=int(str(study.setting("sledai.arthritis_joints"))),
        upcr_rule=UpcrRule(str(study.setting("sledai.upcr_rule"))),
        cells_only_with_proteinuria=study.setting("sledai.cells_only_with_proteinuria") is True,
        window_days=int(str(study.setting("sledai.window_days"))),
    )


def sledai(recorded: Recorded, visit: VisitRecord) -> Sledai | None:
    """The index from what the assessor recorded; None if the form was not begun."""
    answered = recorded.answers(visit, "sledai2k").by_path
    if not any(key in answered for key in KEYS):
        return None
    return score({key: recorded.yes(visit, "sledai2k", key) for key in KEYS})


def measurements(recorded: Recorded, visit: VisitRecord) -> dict[str, Measurement | None]:
    """What stands behind a descriptor within the window of the index, with the limits reported with it."""
    found: dict[str, Measurement | None] = {}
    for key, result in results(recorded, visit).items():
        found[key] = None if result is None else result.measured
        side = _LIMITS.get(key)
        if side is not None:
            found[f"{key}_{side}"] = None if result is None else _limit(recorded, result, side)
    return found


def results(recorded: Recorded, visit: VisitRecord) -> dict[str, Result | None]:
    """The result that SLEDAI-2K may use for each of its measurements (scoring sheet 3.2)."""
    days = sledai_days(recorded)
    return {key: in_time(recorded, visit, *source, days) for key, source in SLEDAI_SOURCES.items()}


def descriptor_results(recorded: Recorded, visit: VisitRecord) -> dict[str, tuple[Result, ...]]:
    """The results that each descriptor rests on, by descriptor."""
    found = results(recorded, visit)
    return {
        descriptor: tuple(result for key in keys if (result := found.get(key)) is not None)
        for descriptor, keys in BEHIND.items()
    }


def _limit(recorded: Recorded, result: Result, side: str) -> Measurement | None:
    held = recorded.visit(result.visit)
    limit = None if held is None else recorded.limit(held, result.form, result.item, side)
    return None if limit is None else Measurement(limit)


def excluded(recorded: Recorded, visit: VisitRecord) -> frozenset[str]:
    """Descriptors that the assessor explained by a cause other than lupus."""
    value = recorded.value(visit, "sledai2k", "sledai_excluded")
    return value & frozenset(KEYS) if isinstance(value, frozenset) else frozenset()


def derived_descriptors(recorded: Recorded, visit: VisitRecord) -> dict[str, Derived]:
    """What the measured values propose for the descriptors that they can decide."""
    return derive(measurements(recorded, visit), sledai_settings(recorded.study), excluded(recorded, visit))


def disagreements(recorded: Recorded, visit: VisitRecord) -> dict[str, Sentence]:
    """Descriptors whose recorded answer differs from the measured values, with what the values say."""
    found = {}
    for key, derived in derived_descriptors(recorded, visit).items():
        answered = recorded.yes(visit, "sledai2k", key)
        if answered is not None and derived.present is not None and answered is not derived.present:
            found[key] = derived.because
    return found


def ledger(rows: tuple[Row, ...], until: date | None = None) -> tuple[LedgerRow, ...]:
    """The glucocorticoid ledger as the scoring knows it; rows that cannot be read are left out."""
    read = (_ledger_row(row) for row in rows)
    return tuple(row for row in read if row is not None and (until is None or row.start <= until))


def _ledger_row(row: Row) -> LedgerRow | None:
    start, end, amount, drug = row.day("start"), row.day("end"), row.number("mg_per_day"), row.text("drug")
    route, kind = row.text("route") or "oral", row.text("kind")
    if start is None or amount is None or drug not in EQUIVALENT_MG or route not in ROUTES:
        return None
    try:
        return LedgerRow(
            drug=drug,
            mg_per_day=amount,
            route=route,
            start=start,
            end=end,
            kind=kind if kind in KINDS else "maintenance",
        )
    except ScoringError:
        # Still being typed, or kept with its warning: it ends before it starts, or the amount cannot be.
        return None


def steroid(recorded: Recorded, visit: VisitRecord, since: date | None) -> Steroid:
    """Prednisone-equivalent before a visit; ``since`` is the visit before, for the warning of a pulse or increase.

    The mean of the 7 days before the visit from the ledger (scoring sheet 7). A dose that was stated at this very
    visit, without the day on which it began, stands for those days.
    """
    rows = recorded.rows(STEROIDS, "rows")
    if visit.date is None or not rows:
        return Steroid(None, Sentence("No glucocorticoid dose is recorded."))
    overrides = _overrides(recorded.study)
    lines = recorded.once("steroid ledger", _whole_ledger)
    between = increases_within(lines, since, visit.date, overrides) if since is not None else ()
    pulses = any(row.kind == "pulse" and row.overlaps(since or visit.date, visit.date) for row in lines)
    stated = ledger(tuple(row for row in rows if row.text("stated_at") == visit.key))
    if stated:
        return Steroid(_stated(stated, overrides), _stated_because(stated), bool(between) or pulses)
    days = int(str(recorded.study.setting("glucocorticoid.mean_days")))
    mean = mean_daily(lines, visit.date, days, overrides)
    return Steroid(mean.mg_per_day, mean.because, bool(between) or pulses)


def _whole_ledger(recorded: Recorded) -> tuple[LedgerRow, ...]:
    rows = recorded.rows(STEROIDS, "rows")
    return _backed(ledger(rows), rows)


def _backed(lines: tuple[LedgerRow, ...], rows: tuple[Row, ...]) -> tuple[LedgerRow, ...]:
    """The ledger with its first statement reaching back: stated at a visit, a dose held in the days before it."""
    first = min((line.start for line in lines), default=None)
    if first is None or not any(row.day("start") == first and row.text("stated_at") for row in rows):
        return lines
    return tuple(
        replace(line, start=first - _STATED_REACH) if line.start == first else line for line in lines
    )


def _stated(rows: tuple[LedgerRow, ...], overrides: Mapping[str, Decimal]) -> Decimal:
    return prednisone_equivalent((row for row in rows if row.current), overrides)


def _stated_because(rows: tuple[LedgerRow, ...]) -> Sentence:
    doses = tuple(f"{row.drug} {row.mg_per_day} mg" for row in rows)
    return Sentence("Dose as stated at this visit: {doses}.", {"doses": doses})


def _overrides(study: Study) -> dict[str, Decimal]:
    return {
        "betamethasone": Decimal(str(study.setting("glucocorticoid.betamethasone_mg"))),
        "deflazacort": Decimal(str(study.setting("glucocorticoid.deflazacort_mg"))),
    }


def assess_visit(
    recorded: Recorded,
    visit: VisitRecord,
    before: date | None,
    day: int | None,
    window: Window,
) -> VisitAssessment:
    """The indices of one visit but BILAG-2004; ``before`` is the day of the latest earlier one with a SLEDAI-2K."""
    index = sledai(recorded, visit)
    pga = recorded.number(visit, "pga", "pga")
    pga = pga if pga is not None and 0 <= pga <= 3 else None
    return VisitAssessment(
        key=visit.key,
        oid=visit.oid,
        date=visit.date,
        day=day,
        window=window,
        sledai=index,
        sledai_differs=disagreements(recorded, visit) if index is not None else {},
        pga=pga,
        pga_band="" if pga is None else band(pga).value,
        held=recorded.text(visit, "visit_assessment", "contact") != "not_held",
        steroid=steroid(recorded, visit, before),
    )

"""What the list of background drugs offers to the answers of a visit (forms catalogue, section 2: LLDAS, DORIS)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from workstation.messages import Sentence
from workstation.scoring.result import all_of
from workstation.trial.recorded import Row
from workstation.trial.setting import Offers, Setting, yes_no

IMMUNOSUPPRESSANTS = frozenset(
    {
        "azathioprine", "mycophenolate_mofetil", "mycophenolic_acid", "leflunomide", "methotrexate", "tacrolimus",
        "ciclosporin", "voclosporin", "cyclophosphamide", "sirolimus", "iguratimod", "thalidomide", "jak_inhibitor",
    }
)  # fmt: skip
BIOLOGICS = frozenset({"belimumab", "telitacicept", "anifrolumab", "rituximab", "obinutuzumab"})

_MOST_MG_A_WEEK: Mapping[str, Decimal] = {
    "hydroxychloroquine": Decimal(400 * 7),
    "azathioprine": Decimal(200 * 7),
    "mycophenolate_mofetil": Decimal(3000 * 7),
    "mycophenolic_acid": Decimal(2160 * 7),
    "leflunomide": Decimal(20 * 7),
    "methotrexate": Decimal(30),
}
"""Maintenance limits of LLDAS; drugs without a published limit are asked (forms catalogue, section 2)."""
_MG: Mapping[str, Decimal] = {"mg": Decimal(1), "g": Decimal(1000), "ug": Decimal("0.001")}


def background_offers(setting: Setting) -> Offers:
    """What the drugs taken on the day of the visit say; nothing while none is listed."""
    rows = [row for row in setting.recorded.rows("background_drugs", "rows") if _current(row, setting.day)]
    if not rows:
        return {}
    because = Sentence(
        "From the list of background drugs: {drugs}.", {"drugs": tuple(row.text("drug") for row in rows)}
    )
    before = max(
        (v.date for v in setting.assessment.visits if v.date and v.date < setting.day and v.sledai),
        default=None,
    )
    changed = [
        row.text("change") in ("new", "increase")
        and (before is None or (row.day("start") or before) > before)
        for row in rows
    ]
    return {
        "on_immunosuppressant": yes_no(any(row.text("drug") in IMMUNOSUPPRESSANTS for row in rows), because),
        "on_biologic": yes_no(any(row.text("drug") in BIOLOGICS for row in rows), because),
        "maintenance_therapy_ok": yes_no(all_of(*(_within_limit(row) for row in rows)), because),
        "therapy_stable": yes_no(all_of(*(not each for each in changed)), because),
    }


def _current(row: Row, day: date) -> bool:
    start, end = row.day("start"), row.day("end")
    return start is not None and start <= day and (end is None or end >= day)


def _within_limit(row: Row) -> bool | None:
    """Whether a dose is a usual maintenance dose; None where no limit is published or the dose cannot be told."""
    most, dose, factor = (
        _MOST_MG_A_WEEK.get(row.text("drug")),
        row.number("dose"),
        _MG.get(row.text("unit")),
    )
    if most is None or dose is None or factor is None:
        return None
    match row.text("frequency"):
        case "daily":
            return dose * factor * 7 <= most
        case "weekly":
            return dose * factor <= most
        case "every_n_weeks":
            weeks = row.number("every_weeks")
            return None if not weeks else dose * factor <= most * weeks
        case _:
            return None

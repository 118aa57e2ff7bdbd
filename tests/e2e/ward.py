"""A small study in the middle of its work, dated from today: what the window finds when a test sits down at it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from workstation.__main__ import main
from workstation.scoring.sledai2k import KEYS

ACTIVE = ("arthritis", "proteinuria", "rash", "low_complement")
"""Descriptors of 4, 4, 2 and 2 points."""


def make_ward(folder: Path, today: date) -> Path:
    """A study file that opens by itself, with S-201 just screened and S-202 in follow-up."""
    case = folder / "ward.json"
    case.write_text(json.dumps({"subjects": [screened(today), followed(today)]}), encoding="utf-8")
    assert main(["demo", "--to", str(folder), "--patients", "1", "--as-of", today.isoformat()]) == 0
    path = folder / "demo.kn5501"
    assert main(["load", str(path), str(case)]) == 0
    return path


def screened(today: date) -> dict[str, Any]:
    """Screening and baseline are keyed, lymphodepletion is due and eligibility is open."""
    return _subject("S-201", today - timedelta(days=20)) | {
        "planned_infusion": _day(today, 1),
        "visits": [
            {"visit": "SCR", "date": _day(today, -19), "vitals": _VITALS},
            {
                "visit": "BL",
                "date": _day(today, -5),
                "labs": _labs(),
                "sledai2k": _sledai(ACTIVE),
                "pga": 2.1,
            },
        ],
    }


def followed(today: date) -> dict[str, Any]:
    """Treated 40 days ago, seen on day 28."""
    zero = -40
    dose = {"fludarabine_mg": 41, "cyclophosphamide_mg": 489}
    lymphodepletion = [
        {"visit": f"LD{n}", "date": _day(today, zero - 6 + n), "lymphodepletion": dose} for n in (1, 2, 3)
    ]
    start = _day(today, zero)
    infusion = {"start": f"{start}T10:02", "end": f"{start}T10:31", "cells_e9": 0.75, "lot": "L01"}
    return _subject("S-202", today - timedelta(days=60)) | {
        "visits": [
            {"visit": "BL", "date": _day(today, zero - 6), "vitals": _VITALS, "labs": _labs()}
            | {"sledai2k": _sledai(ACTIVE), "pga": 2.1},
            *lymphodepletion,
            {"visit": "INF1", "date": start, "infusion": infusion},
            {"visit": "D28", "date": _day(today, zero + 28), "vitals": _VITALS, "labs": _labs()}
            | {"sledai2k": _sledai(("rash",)), "pga": 0.8},
        ],
    }


_VITALS = {"temperature_c": 36.7, "systolic": 128, "diastolic": 82, "weight_kg": 58, "height_cm": 165}


def _subject(oid: str, consent: date) -> dict[str, Any]:
    return {
        "subject": oid,
        "sex": "F",
        "birth_date": "1991-04-02",
        "consent": consent.isoformat(),
        "cohort": "DL1-7d",
    }


def _labs() -> dict[str, Any]:
    return {"creatinine": {"value": 66, "unit": "umol/L"}, "wbc": {"value": 3.4, "unit": "10^9/L"}}


def _sledai(active: tuple[str, ...]) -> dict[str, bool]:
    return dict.fromkeys(KEYS, False) | dict.fromkeys(active, True)


def _day(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()

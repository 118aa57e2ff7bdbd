"""A small case file as a coordinator would write it, for tests that break one thing at a time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from workstation.scoring.sledai2k import KEYS


def case() -> dict[str, Any]:
    """One subject from baseline to week 12."""
    glucocorticoid = {"glucocorticoids": [{"drug": "prednisone", "mg_per_day": 20}]}
    dose = {"fludarabine_mg": 41, "cyclophosphamide_mg": 489}
    return {
        "subjects": [
            {
                "subject": "S-901",
                "sex": "F",
                "birth_date": "1991-04-02",
                "consent": "2026-01-05",
                "cohort": "DL1-7d",
                "previous_involvement": {"renal": True, "haematological": False, "ophthalmic": None},
                "visits": [
                    {
                        "visit": "BL",
                        "date": "2026-01-12",
                        "vitals": {"temperature_c": 36.7, "weight_kg": 58.0, "height_cm": 165},
                        "labs": {
                            "wbc": {"value": 3.4, "unit": "10^9/L", "lln": 3.5, "uln": 9.5},
                            "haemoglobin": {"value": 9.2, "unit": "g/dL"},
                        },
                        "sledai2k": dict.fromkeys(KEYS, False) | {"arthritis": True, "rash": None},
                        "bilag2004": {"1": 0, "42": 3, "80": "No", "90": 9.2, "57": "ND"},
                        "bilag_attribution": {"90": "N"},
                        "pga": 2.1,
                        "therapy": glucocorticoid | {"therapy_stable": True, "gi_activity": False},
                    },
                    {"visit": "LD1", "date": "2026-01-14", "lymphodepletion": dose},
                    {"visit": "LD2", "date": "2026-01-15", "lymphodepletion": dose},
                    {"visit": "LD3", "date": "2026-01-16", "lymphodepletion": dose},
                    {
                        "visit": "INF1",
                        "date": "2026-01-19",
                        "infusion": {
                            "start": "2026-01-19T10:02",
                            "end": "2026-01-19T10:31",
                            "cells_e9": 0.75,
                            "lot": "L01",
                        },
                    },
                    {"visit": "W12", "date": "2026-04-13", "pga": 0.75},
                    {"visit": "UNS", "date": "2026-04-20"},
                    {"visit": "UNS", "date": "2026-04-27"},
                ],
                "adverse_events": [
                    {
                        "term": "Neutrophil count decreased",
                        "grade": 3,
                        "start": "2026-01-20",
                        "end": "2026-02-01",
                        "serious": False,
                        "dlt": False,
                        "related": {"kn5501": "possible", "lymphodepletion": "definite"},
                    },
                    {
                        "term": "Fatigue",
                        "grade": 2,
                        "start": "2026-01-21",
                        "grades": [{"from": "2026-01-21", "grade": 1}, {"from": "2026-01-25", "grade": 2}],
                        "end": None,
                    },
                ],
                "events": {
                    "treatment_failure": None,
                    "rescue_medication": "2026-04-15",
                    "discontinued": None,
                    "death": None,
                },
            }
        ]
    }


def at(data: Any, path: str) -> tuple[Any, str | int]:
    """The container and the key that a path like ``visits.0.date`` names, inside the first subject."""
    steps = path.split(".")
    inside = data["subjects"][0]
    for step in steps[:-1]:
        inside = inside[int(step)] if step.isdigit() and isinstance(inside, list) else inside[step]
    last = steps[-1]
    return inside, int(last) if isinstance(inside, list) else last


def with_value(path: str, value: Any) -> dict[str, Any]:
    """The case with one value put in."""
    data = case()
    inside, key = at(data, path)
    inside[key] = value
    return data


def written(folder: Path, data: Any, name: str = "case.json") -> Path:
    """The case as a file."""
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path

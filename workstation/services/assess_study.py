"""Everything derived, as plain data for ``workstation assess`` (headless commands). Numbers are not rounded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from workstation.services.endpoint_data import endpoints_data
from workstation.services.read_subject import open_subject
from workstation.services.session import Session
from workstation.trial.assessment import (
    Assessment,
    EventSummary,
    LymphodepletionDay,
    PlannedVisit,
    VisitAssessment,
)
from workstation.trial.bilag_record import BilagOfVisit

Json = dict[str, Any]


def assess_study(session: Session, subject: str | None = None, as_of: date | None = None) -> Json:
    """The assessment of all subjects or one, as of a day.

    Raises:
        UnknownSubject: there is none of this code.
    """
    day = as_of or session.today
    codes = (subject,) if subject is not None else session.file.state.subjects()
    return {
        "study": session.study.oid,
        "as_of": day.isoformat(),
        "subjects": list(_subjects(session, codes, day)),
        "cohorts": None,
    }


def _subjects(session: Session, codes: tuple[str, ...], day: date) -> Iterator[Json]:
    for code in codes:
        yield subject_data(open_subject(session, code, day).assessment)


def subject_data(assessment: Assessment) -> Json:
    """One subject; keys that later stages fill are null."""
    return {
        "subject": assessment.subject,
        "cohort": assessment.cohort or None,
        "status": assessment.status.en,
        "study_day": assessment.study_day,
        "next_visit": _next(assessment.next_visit),
        "missed": list(assessment.missed),
        "eligibility": {
            "result": assessment.eligibility.verdict.value,
            "open": list(assessment.eligibility.open),
        },
        "treatment": _treatment(assessment),
        "visits": [_visit(visit) for visit in assessment.visits if visit.date is not None and visit.held],
        "adverse_events": [_event(event) for event in assessment.events],
        "dlt": None,
    }


def _next(visit: PlannedVisit | None) -> Json | None:
    if visit is None:
        return None
    return {
        "visit": visit.oid,
        "due": _day(visit.due),
        "earliest": _day(visit.earliest),
        "latest": _day(visit.latest),
    }


def _treatment(assessment: Assessment) -> Json:
    infused = any(cell.given for cell in assessment.infusions)
    # Planned doses are shown until the first infusion; what was not given by then is no plan any more.
    shown = [
        day for day in assessment.lymphodepletion if day.given or (day.bsa_m2 and day.date and not infused)
    ]
    return {
        "bsa_m2": number(assessment.bsa_m2),
        "lymphodepletion": [_lymphodepletion(day) for day in shown],
        "infusions": [
            {
                "visit": cell.visit,
                "day": cell.day,
                "cells_e9": number(cell.cells_e9),
                "target_e9": number(cell.target_e9),
            }
            for cell in assessment.infusions
            if cell.given
        ],
    }


def _lymphodepletion(day: LymphodepletionDay) -> Json:
    data: Json = {"visit": day.visit, "day": day.day, "date": _day(day.date), "bsa_m2": number(day.bsa_m2)}
    for drug in day.drugs:
        data[f"{drug.drug}_mg"] = number(drug.given_mg)
        data[f"planned_{drug.drug}_mg"] = number(drug.planned_mg)
        data[f"prescribed_{drug.drug}_mg"] = number(drug.prescribed_mg)
        data[f"{drug.drug}_deviation"] = drug.deviation
    renal = next((drug for drug in day.drugs if drug.advice_mg_m2 is not None), None)
    data["clearance_ml_min"] = number(day.clearance_ml_min)
    data["advice"] = (
        None
        if day.clearance_ml_min is None
        else {
            "fludarabine_mg_m2": None if renal is None else number(renal.advice_mg_m2),
            "fludarabine_mg": None if renal is None else number(renal.advice_mg),
        }
    )
    return data


def _visit(visit: VisitAssessment) -> Json:
    index = visit.sledai
    return {
        "visit": visit.oid,
        "date": _day(visit.date),
        "day": visit.day,
        "window": visit.window.value,
        "sledai2k": None
        if index is None
        else {
            "total": index.total,
            "clinical": index.clinical,
            "partial_total": index.partial_total,
            "missing": list(index.missing),
        },
        "bilag2004": None if visit.bilag is None else _bilag(visit.bilag),
        "pga": number(visit.pga),
        "prednisone_mg_day": number(visit.steroid.mg_per_day),
        "endpoints": None if visit.endpoints is None else endpoints_data(visit.endpoints),
    }


def _bilag(bilag: BilagOfVisit) -> Json:
    systems = bilag.overall.systems
    return {
        "grades": {system.value: result.grade for system, result in systems.items()},
        "total": bilag.overall.total,
        "missing": {
            system.value: [str(number) for number in result.missing]
            for system, result in systems.items()
            if result.missing
        },
    }


def _event(event: EventSummary) -> Json:
    return {
        "term": event.term,
        "grade": event.grade,
        "start": _day(event.start),
        "end": _day(event.end),
        "teae": event.teae,
        "period": event.period,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def number(value: Decimal | None) -> int | float | None:
    """A decimal as a JSON number: whole ones without a point, others at full double precision."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)

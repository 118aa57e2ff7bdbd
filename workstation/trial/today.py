"""What a day asks for about one subject: visits, treatment, clocks, what is missing, what waits for a signature.

Plain lines with a place to go to; the page of the day and the hand-over sheet show them and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from workstation.definition.study import Study, VisitKind
from workstation.messages import Sentence, Text
from workstation.scoring.bilag_items import PROTEIN
from workstation.trial.assessment import Assessment, DrugDose, PlannedVisit, VisitAssessment
from workstation.trial.bilag_record import FORM as BILAG
from workstation.trial.dlt_window import dlt_window
from workstation.trial.endpoint import Lacking
from workstation.trial.index_words import item_words, visit_words
from workstation.trial.subject import Subject, VisitRecord
from workstation.trial.treatment import dose_to_give
from workstation.trial.visit_forms import open_answers
from workstation.trial.visit_state import VisitState

AHEAD_DAYS = 7
_ASKED_DAYS = 3


class Card(StrEnum):
    """What a line is about."""

    VISITS = "visits"
    TREATMENT = "treatment"
    CLOCKS = "clocks"
    MISSING = "missing"
    SCREENING = "screening"
    SIGNATURES = "signatures"


class Tone(StrEnum):
    """How much a line presses."""

    LATE = "late"
    NOW = "now"
    WARN = "warn"
    FINE = "fine"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Line:
    """One line about a subject: what it is, what belongs to it, where it stands; a click goes to the place.

    ``by`` is the day that orders the lines of a card, the earliest first.
    """

    card: Card
    subject: str
    what: Text | Sentence
    detail: Text | Sentence | None
    state: Text | Sentence
    tone: Tone
    visit: str = ""
    form: str = ""
    item: str = ""
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """A visit of the days ahead, on its ideal day or on the last day of its window."""

    day: date
    subject: str
    visit: str
    label: Text
    last_day: bool


@dataclass(frozen=True, slots=True)
class SubjectToday:
    """Everything that a day asks for about one subject, and how it counts in the study."""

    subject: str
    lines: tuple[Line, ...]
    coming: tuple[Coming, ...]
    status_code: str
    conditioned: bool
    infused: bool


def today_of(subject: Subject, assessment: Assessment, study: Study) -> SubjectToday:
    """What the day of the assessment asks for about a subject."""
    lines = (
        *_visits(assessment, study),
        *_treatment(assessment, study),
        *_clocks(assessment, study),
        *_missing(assessment, study),
        *_screening(assessment, study),
        *_signatures(subject, assessment, study),
    )
    return SubjectToday(
        subject.oid,
        lines,
        tuple(_coming(assessment, study)),
        assessment.status_code,
        any(day.given for day in assessment.lymphodepletion),
        any(cell.given for cell in assessment.infusions),
    )


def _short(day: date | None, today: date) -> str:
    """A day without its year where that is this one: lines are narrow, and most days are near."""
    if day is None:
        return ""
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


# ---- Visits


def _visits(assessment: Assessment, study: Study) -> Iterator[Line]:
    if assessment.closed:
        return
    for visit in assessment.schedule:
        if visit.state is VisitState.OVERDUE and visit.latest is not None:
            days = (assessment.as_of - visit.latest).days
            yield _visit(assessment, study, visit, Sentence("{days} d overdue", {"days": days}), Tone.LATE)
        elif visit.state is VisitState.DUE:
            yield _visit(assessment, study, visit, Sentence("due today"), Tone.NOW)
        elif visit.state is VisitState.OPEN and not visit.optional:
            yield _visit(assessment, study, visit, Sentence("in window"), Tone.FINE)


def _visit(assessment: Assessment, study: Study, visit: PlannedVisit, state: Sentence, tone: Tone) -> Line:
    definition = study.visit_by_oid.get(visit.oid)
    title = Text(visit.oid, visit.oid) if definition is None else definition.title
    return Line(
        Card.VISITS,
        assessment.subject,
        title,
        _window(visit, assessment.as_of),
        state,
        tone,
        visit.key,
        by=visit.latest,
    )


def _window(visit: PlannedVisit, today: date) -> Sentence | None:
    if visit.earliest is None or visit.latest is None:
        return None
    values = {"earliest": _short(visit.earliest, today), "latest": _short(visit.latest, today)}
    return Sentence("{earliest} to {latest}", values)


# ---- Treatment


def _treatment(assessment: Assessment, study: Study) -> Iterator[Line]:
    asked = {
        visit.oid: visit
        for visit in assessment.schedule
        if visit.state in (VisitState.DUE, VisitState.OPEN, VisitState.DONE)
        and (
            _begun_lately(visit, assessment.as_of) or (visit.actual is None and visit.due == assessment.as_of)
        )
    }
    labels = {drug.oid: drug.label for drug in study.drugs}
    for day in assessment.lymphodepletion:
        if day.visit in asked and not day.given:
            doses = tuple(
                Sentence("{drug} {mg} mg", {"drug": labels[drug.drug], "mg": mg})
                for drug in day.drugs
                if (mg := _to_give(drug, study)) is not None
            )
            detail = Sentence("{doses}", {"doses": doses}) if doses else Sentence("no dose can be planned")
            yield _given(assessment, study, asked[day.visit], "lymphodepletion", detail)
    for cell in assessment.infusions:
        if cell.visit in asked and cell.given is None:
            target = cell.target_e9
            detail = Sentence("target {cells} ×10⁹ cells", {"cells": "?" if target is None else target})
            yield _given(assessment, study, asked[cell.visit], "infusion", detail)


def _begun_lately(visit: PlannedVisit, today: date) -> bool:
    """Whether a day of treatment was begun within the last days: what it gives is asked until it is answered."""
    return visit.actual is not None and 0 <= (today - visit.actual).days <= _ASKED_DAYS


def _to_give(drug: DrugDose, study: Study) -> Decimal | None:
    """What is prescribed, else what the label advises at this kidney function, else the plan."""
    if drug.prescribed_mg is not None:
        return drug.prescribed_mg
    return dose_to_give(drug.planned_mg if drug.advice_mg is None else drug.advice_mg, study)


def _given(assessment: Assessment, study: Study, visit: PlannedVisit, form: str, detail: Sentence) -> Line:
    definition = study.visit_by_oid[visit.oid]
    state = Sentence("not given yet")
    return Line(
        Card.TREATMENT,
        assessment.subject,
        definition.short,
        detail,
        state,
        Tone.WARN,
        visit.key,
        form,
        by=assessment.as_of,
    )


# ---- Clocks


def _clocks(assessment: Assessment, study: Study) -> Iterator[Line]:
    window = dlt_window(assessment, study)
    if window is None or window.left is None or assessment.anchor is None or assessment.closed:
        return
    closes = assessment.anchor + timedelta(days=window.last)
    detail = Sentence(
        "{date}, {days} d left", {"date": _short(closes, assessment.as_of), "days": window.left}
    )
    state = Sentence("day {day} of {last}", {"day": window.last - window.left, "last": window.last})
    yield Line(
        Card.CLOCKS,
        assessment.subject,
        Sentence("DLT window closes"),
        detail,
        state,
        Tone.QUIET,
        by=closes,
    )


# ---- What is missing and can still be had


def _missing(assessment: Assessment, study: Study) -> Iterator[Line]:
    for visit in assessment.visits:
        wanted: dict[tuple[str, str], list[str]] = {}
        until: dict[tuple[str, str], date] = {}
        for endpoint, lacking in _lacks(visit):
            if lacking.visit != visit.key or not lacking.form or lacking.until is None:
                continue
            if lacking.until < assessment.as_of:
                continue
            key = (lacking.form, _one_for_all(lacking))
            until[key] = lacking.until
            if endpoint not in wanted.setdefault(key, []):
                wanted[key].append(endpoint)
        for (form, item), endpoints in wanted.items():
            yield _lack(assessment, study, visit, (form, item), tuple(endpoints), until[form, item])


def _lacks(visit: VisitAssessment) -> Iterator[tuple[str, Lacking]]:
    ends = visit.endpoints
    if ends is None:
        return
    for endpoint, lacks in (
        ("SRI-4", ends.sri4_lacks),
        ("LLDAS", ends.lldas_lacks),
        ("DORIS", ends.doris_lacks),
    ):
        for lacking in lacks:
            yield endpoint, lacking


def _one_for_all(lacking: Lacking) -> str:
    """One of the four measures of protein answers for all: they are one line."""
    if lacking.form == BILAG and lacking.item.isdigit() and int(lacking.item) in PROTEIN:
        return str(min(PROTEIN))
    return lacking.item


def _lack(
    assessment: Assessment,
    study: Study,
    visit: VisitAssessment,
    place: tuple[str, str],
    endpoints: tuple[str, ...],
    until: date,
) -> Line:
    form, item = place
    label = item_words(study, form, item)
    what = Sentence("{item}, {visit}", {"item": label, "visit": visit_words(study, visit.key)})
    if form == BILAG and item == str(min(PROTEIN)):
        what = Sentence("Urine protein, {visit}: any of 81 to 84", {"visit": visit_words(study, visit.key)})
    detail = Sentence("decides {endpoints}", {"endpoints": endpoints})
    state = Sentence("until {until}", {"until": _short(until, assessment.as_of)})
    return Line(
        Card.MISSING,
        assessment.subject,
        what,
        detail,
        state,
        Tone.WARN,
        visit.key,
        form,
        item,
        until,
    )


# ---- Screening


def _screening(assessment: Assessment, study: Study) -> Iterator[Line]:
    if assessment.status_code not in ("screening", "eligible"):
        return
    screening = next((visit for visit in study.visits if visit.kind is VisitKind.SCREENING), None)
    held = (
        None
        if screening is None
        else next((visit for visit in assessment.visits if visit.oid == screening.oid and visit.date), None)
    )
    if held is None or held.date is None:
        return
    expires = held.date + timedelta(days=int(str(study.setting("screening.validity_days"))))
    if assessment.status_code == "eligible":
        what: Sentence = Sentence("Eligible, not treated yet")
    else:
        what = Sentence("Criteria open: {count}", {"count": len(assessment.eligibility.open)})
    gone = expires < assessment.as_of
    state = (
        Sentence("screen again")
        if gone
        else Sentence("valid until {date}", {"date": _short(expires, assessment.as_of)})
    )
    yield Line(
        Card.SCREENING,
        assessment.subject,
        what,
        Sentence("screened {date}", {"date": _short(held.date, assessment.as_of)}),
        state,
        Tone.LATE if gone else Tone.QUIET,
        held.key,
        "eligibility",
        by=expires,
    )


# ---- Signatures


def _signatures(subject: Subject, assessment: Assessment, study: Study) -> Iterator[Line]:
    for visit in subject.visits:
        if visit.date is None or visit.date > assessment.as_of or visit.signed:
            continue
        held = assessment.visit(visit.key)
        if held is None or not held.held:
            continue
        line = _unsigned(subject, assessment, study, visit)
        if line is not None:
            yield line


def _unsigned(subject: Subject, assessment: Assessment, study: Study, visit: VisitRecord) -> Line | None:
    found = open_answers(subject, study, assessment, visit.key, assessment.as_of)
    what = visit_words(study, visit.key)
    detail = Sentence("held {date}", {"date": _short(visit.date, assessment.as_of)})
    if visit.void:
        state, tone, form = Sentence("changed since signed"), Tone.LATE, ""
    elif not found:
        state, tone, form = Sentence("ready to sign"), Tone.NOW, ""
    elif visit.date == assessment.as_of:
        # It is being held: what is open is today's work, and stands with the visits.
        return None
    else:
        count = sum(max(len(each.missing), 1) for each in found)
        state, tone, form = Sentence("open: {count}", {"count": count}), Tone.QUIET, found[0].form.form.oid
    return Line(
        Card.SIGNATURES, assessment.subject, what, detail, state, tone, visit.key, form, by=visit.date
    )


# ---- The days ahead


def _coming(assessment: Assessment, study: Study) -> Iterator[Coming]:
    if assessment.closed:
        return
    last = assessment.as_of + timedelta(days=AHEAD_DAYS)
    for visit in assessment.schedule:
        if visit.state not in (VisitState.PLANNED, VisitState.OPEN) or visit.optional:
            continue
        label = visit_words(study, visit.key)
        if visit.due is not None and assessment.as_of < visit.due <= last:
            yield Coming(visit.due, assessment.subject, visit.key, label, last_day=False)
        elif visit.latest is not None and assessment.as_of < visit.latest <= last:
            yield Coming(visit.latest, assessment.subject, visit.key, label, last_day=True)

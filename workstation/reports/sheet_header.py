"""The strip on top of a visit sheet: whose sheet it is, which visit, and where the subject stands in the trial."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from workstation.i18n import number
from workstation.messages import Sentence
from workstation.reports.document import DOT, HeaderCell, Line, Span, Tone, line, strong
from workstation.reports.treatment_sections import drug_label
from workstation.reports.visit_facts import VisitFacts
from workstation.reports.wording import NOT_RECORDED, day_words, span_of_dates
from workstation.trial.assessment import Assessment, PlannedVisit
from workstation.trial.visit_state import Window

_SEXES = {"F": Sentence("female"), "M": Sentence("male")}


def header_cells(facts: VisitFacts) -> Iterator[HeaderCell]:
    """Subject, visit with its window, date and how it lies, study day, cohort and planned cells, conditioning."""
    assessment = facts.assessment
    yield HeaderCell(Sentence("Subject"), (strong(facts.recorded.subject.oid),), _person(assessment))
    yield HeaderCell(Sentence("Visit"), (strong(facts.title()),), _window(facts))
    if facts.day is None:
        yield HeaderCell(Sentence("Date"), (Span(NOT_RECORDED, Tone.WARNING),))
    else:
        yield HeaderCell(Sentence("Date"), (strong(facts.day.isoformat()),), _lies(facts))
    day = facts.study_day(facts.day)
    if day is not None:
        yield HeaderCell(Sentence("Study day"), (strong(day_words(day)),), _day_zero(assessment))
    yield from _cohort(facts)
    yield _lymphodepletion(facts)


def _day_zero(assessment: Assessment) -> Line:
    """When day 0 was, or is planned."""
    label = Sentence("day 0") if assessment.anchor_actual else Sentence("day 0 planned")
    return line(label, "" if assessment.anchor is None else assessment.anchor.isoformat())


def _person(assessment: Assessment) -> Line:
    spans = [Span(_SEXES[assessment.sex])] if assessment.sex in _SEXES else []
    if assessment.age is not None:
        spans += [*([Span(DOT)] if spans else []), Span(Sentence("{age} years", {"age": assessment.age}))]
    return tuple(spans)


def _window(facts: VisitFacts) -> Line:
    planned = facts.planned
    if planned is None or planned.earliest is None:
        return ()
    return line(Sentence("window"), span_of_dates(planned.earliest, planned.latest))


def _lies(facts: VisitFacts) -> Line:
    """How the date lies to the window: in it, early, late, or no window."""
    assessed, planned, day = facts.assessed, facts.planned, facts.day
    window = Window.NONE if assessed is None else assessed.window
    if window is Window.IN:
        return (Span(Sentence("in the window")),)
    if planned is None or window is Window.NONE or day is None:
        return (Span(Sentence("no window applies")),)
    return (Span(_early(planned, day) if window is Window.EARLY else _late(planned, day), Tone.ALERT),)


def _early(planned: PlannedVisit, day: date) -> Sentence:
    days = 0 if planned.earliest is None else (planned.earliest - day).days
    return Sentence("1 day early") if days == 1 else Sentence("{days} days early", {"days": days})


def _late(planned: PlannedVisit, day: date) -> Sentence:
    days = 0 if planned.latest is None else (day - planned.latest).days
    return Sentence("1 day late") if days == 1 else Sentence("{days} days late", {"days": days})


def _cohort(facts: VisitFacts) -> Iterator[HeaderCell]:
    cohort = facts.study.cohorts.get(facts.assessment.cohort)
    if cohort is None:
        return
    level = facts.study.dose_levels[cohort.dose_level]
    cells = f"{facts.study.infusions} × {number(level.cells_e9)}×10⁹"
    interval = Sentence("every {days} days", {"days": cohort.interval_days})
    yield HeaderCell(Sentence("Cohort"), (strong(cohort.oid),), (Span(cells), Span(interval)))


def _lymphodepletion(facts: VisitFacts) -> HeaderCell:
    """On how many days it was given, and how much: one amount where all days agree, else each."""
    days = facts.assessment.lymphodepletion
    given: dict[str, list[Decimal]] = {}
    for day in days:
        for dose in day.drugs:
            if dose.given_mg is not None:
                given.setdefault(dose.drug, []).append(dose.given_mg)
    label = Sentence("Lymphodepletion")
    if not given:
        return HeaderCell(label, (Span(Sentence("not given")),))
    counted = Sentence("{given} of {days} days", {"given": sum(day.given for day in days), "days": len(days)})
    spans: list[Span] = []
    for drug, amounts in given.items():
        words = " + ".join(number(each) for each in amounts)
        if len(set(amounts)) == 1:
            words = f"{len(amounts)} × {number(amounts[0])}"
        spans += [*([Span(DOT)] if spans else []), Span(drug_label(facts, drug)), Span(f"{words} mg")]
    return HeaderCell(label, (strong(counted),), tuple(spans))

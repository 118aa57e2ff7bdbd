"""The second of the two hearts: a subject as recorded, the study and a day give everything derived. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from workstation.definition.study import Cohort, Study, VisitKind
from workstation.forms.values import day_of
from workstation.trial.activity import STEROIDS, assess_visit
from workstation.trial.assessment import (
    Assessment,
    Infusion,
    VisitAssessment,
)
from workstation.trial.eligibility import assess_eligibility
from workstation.trial.events import Exposure, summaries
from workstation.trial.given import first_conditioning, infusions_given
from workstation.trial.recorded import Recorded
from workstation.trial.remarks import remarks
from workstation.trial.schedule import Anchor, Scheduler, anchor_of, missed, next_visit
from workstation.trial.status import Ending, ending, status_code, treatment_stopped
from workstation.trial.status_names import STATUSES
from workstation.trial.subject import Subject, VisitRecord
from workstation.trial.treatment import Person, infusions, lymphodepletion


@dataclass(frozen=True, slots=True)
class Known:
    """A subject that was assessed before: what did not change since need not be computed again."""

    subject: Subject
    assessment: Assessment


@dataclass(frozen=True)
class Later:
    """An assessment that is made only when something asks for it: most forms are checked without."""

    subject: Subject
    study: Study
    as_of: date

    @cached_property
    def made(self) -> Assessment:
        """The assessment."""
        return assess(self.subject, self.study, self.as_of)


def assess(subject: Subject, study: Study, as_of: date, known: Known | None = None) -> Assessment:
    """Everything derived about a subject as if today were ``as_of``: what is dated later is not seen.

    ``known`` only saves time: the result is the same without it.
    """
    recorded = Recorded(seen_on(subject, as_of), study)
    person = person_of(recorded)
    cohort = cohort_of(recorded)
    anchor = anchor_of(recorded)
    end = ending(recorded, as_of)
    scheduler = Scheduler(
        recorded, anchor, cohort, as_of, end.day, end.closed, treatment_stopped(recorded, as_of)
    )
    plan = scheduler.plan()
    conditioning = first_conditioning(recorded)
    depletion = lymphodepletion(recorded, person, scheduler)
    cells = infusions(recorded, scheduler, cohort)
    eligibility = assess_eligibility(recorded, person, _before_conditioning(conditioning, as_of))
    visits, baseline = _visits(recorded, scheduler, conditioning, known)
    finished = _finished(study, recorded)
    code = status_code(
        end,
        conditioning is not None,
        anchor.actual,
        _treatment_over(cells, as_of),
        eligibility.verdict,
        finished,
    )
    return Assessment(
        subject=subject.oid,
        as_of=as_of,
        status=STATUSES[code],
        status_code=code,
        sex=person.sex,
        birth_date=person.birth_date,
        age=person.age(as_of),
        cohort="" if cohort is None else cohort.oid,
        dose_level="" if cohort is None else cohort.dose_level,
        anchor=anchor.day,
        anchor_actual=anchor.actual,
        study_day=_study_day(anchor, end, as_of),
        schedule=plan,
        next_visit=next_visit(plan, as_of, end.closed or finished, anchor, _first_infusion(study)),
        missed=missed(plan),
        visits=visits,
        baseline=baseline,
        eligibility=eligibility,
        lymphodepletion=depletion,
        infusions=cells,
        bsa_m2=next((day.bsa_m2 for day in depletion if day.bsa_m2 is not None), None),
        events=summaries(
            recorded, _emergent_from(recorded, conditioning), conditioning, _last_infusion(cells), as_of
        ),
        remarks=remarks(recorded, scheduler, plan, depletion, cells, visits),
        closed=end.closed or finished,
    )


def seen_on(subject: Subject, as_of: date) -> Subject:
    """The subject without the visits that are dated after a day."""
    if all(visit.date is None or visit.date <= as_of for visit in subject.visits):
        return subject
    return replace(subject, visits=tuple(v for v in subject.visits if v.date is None or v.date <= as_of))


def person_of(recorded: Recorded) -> Person:
    """Sex and birth date of the subject."""
    sex = recorded.demography("sex")
    return Person(sex if isinstance(sex, str) else "", day_of(recorded.demography("birth_date")))


def cohort_of(recorded: Recorded) -> Cohort | None:
    """The cohort that the subject was assigned to."""
    assigned = recorded.demography("cohort")
    return recorded.study.cohorts.get(assigned) if isinstance(assigned, str) else None


def _before_conditioning(conditioning: date | None, as_of: date) -> date:
    return as_of if conditioning is None else min(as_of, conditioning)


def _study_day(anchor: Anchor, end: Ending, as_of: date) -> int | None:
    if end.code == "screen_failure" or (end.closed and not anchor.actual):
        return None
    return anchor.study_day(as_of)


def _finished(study: Study, recorded: Recorded) -> bool:
    """The last planned visit was held: the subject owes nothing more."""
    planned = [visit for visit in study.visits if visit.day is not None]
    last = max(planned, key=lambda visit: visit.day or 0, default=None)
    return last is not None and recorded.first(last.oid) is not None


def _first_infusion(study: Study) -> str:
    return next((visit.oid for visit in study.visits if visit.kind is VisitKind.INFUSION), "")


def _treatment_over(cells: tuple[Infusion, ...], as_of: date) -> bool:
    last = cells[-1] if cells else None
    if last is None or last.given is not None:
        return True
    return last.planned is not None and as_of > last.planned + timedelta(days=1)


def _emergent_from(recorded: Recorded, conditioning: date | None) -> Exposure:
    """The first infusion, and the moment from which events are treatment-emergent by the configured rule."""
    given = infusions_given(recorded)
    first = given[0].moment if given else None
    early = str(recorded.study.setting("ae.teae_start")) == "lymphodepletion"
    return Exposure(first, conditioning if early else first)


def _last_infusion(cells: tuple[Infusion, ...]) -> date | None:
    return max((cell.date for cell in cells if cell.date is not None and cell.given), default=None)


def _visits(
    recorded: Recorded, scheduler: Scheduler, conditioning: date | None, known: Known | None
) -> tuple[tuple[VisitAssessment, ...], str | None]:
    found: list[VisitAssessment] = []
    scored: VisitAssessment | None = None
    for visit in recorded.subject.visits:
        day, window = scheduler.anchor.study_day(visit.date), scheduler.window(visit)
        assessed = _unchanged(recorded, visit, scored, known)
        if assessed is None:
            assessed = assess_visit(recorded, visit, scored, day, window)
        elif assessed.day != day or assessed.window is not window:
            assessed = replace(assessed, day=day, window=window)
        scored = assessed if assessed.sledai is not None else scored
        found.append(assessed)
    baseline = _baseline(found, recorded, scheduler, conditioning)
    return tuple(_with_change(visit, baseline) for visit in found), None if baseline is None else baseline.key


def _unchanged(
    recorded: Recorded, visit: VisitRecord, scored: VisitAssessment | None, known: Known | None
) -> VisitAssessment | None:
    """The assessment of a visit from before, if nothing that it rests on differs: visit, ledger, last scores."""
    if known is None or known.subject.visit(visit.key) is not visit:
        return None
    if known.subject.logs.get(STEROIDS) is not recorded.subject.logs.get(STEROIDS):
        return None
    before: VisitAssessment | None = None
    for assessed in known.assessment.visits:
        if assessed.key == visit.key:
            same = (before and before.date) == (scored and scored.date)
            return replace(assessed, sledai_change=None, pga_change=None) if same else None
        before = assessed if assessed.sledai is not None else before
    return None


def _baseline(
    visits: list[VisitAssessment], recorded: Recorded, scheduler: Scheduler, conditioning: date | None
) -> VisitAssessment | None:
    """The last complete assessment by the rule of the study (scoring sheet 11; BILAG joins it with its grades)."""
    rule = str(recorded.study.setting("baseline.rule"))
    screening = {visit.oid for visit in recorded.study.visits if visit.kind is VisitKind.SCREENING}
    day_0 = scheduler.anchor.day if scheduler.anchor.actual else None

    def counts(visit: VisitAssessment) -> bool:
        if visit.date is None or visit.sledai is None or visit.sledai.total is None or visit.pga is None:
            return False
        if rule == "day_0":
            return day_0 is None or visit.date <= day_0
        untreated = conditioning is None or visit.date < conditioning
        return untreated and (rule != "screening" or visit.oid in screening)

    return next((visit for visit in reversed(visits) if counts(visit)), None)


def _with_change(visit: VisitAssessment, baseline: VisitAssessment | None) -> VisitAssessment:
    if baseline is None or visit.sledai is None or baseline.sledai is None or visit.key == baseline.key:
        return visit
    total, was = visit.sledai.total, baseline.sledai.total
    return replace(
        visit,
        sledai_change=None if total is None or was is None else total - was,
        pga_change=None if visit.pga is None or baseline.pga is None else visit.pga - baseline.pga,
    )

"""The second of the two hearts: a subject as recorded, the study and a day give everything derived. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from workstation.definition.study import Cohort, Study, VisitKind
from workstation.forms.values import day_of
from workstation.trial.assessment import (
    Assessment,
    Eligibility,
    EventSummary,
    Infusion,
    LymphodepletionDay,
    PlannedVisit,
    Remark,
    VisitAssessment,
)
from workstation.trial.eligibility import assess_eligibility
from workstation.trial.events import Exposure, summaries
from workstation.trial.given import first_conditioning, infusions_given
from workstation.trial.recorded import Recorded, seen_on
from workstation.trial.remarks import course_remarks, score_remarks
from workstation.trial.schedule import Anchor, Scheduler, anchor_of, missed, next_visit
from workstation.trial.status import Ending, ending, status_code, treatment_stopped
from workstation.trial.status_names import STATUSES
from workstation.trial.subject import Subject
from workstation.trial.treatment import Person, infusions, lymphodepletion
from workstation.trial.visit_indices import Course, assess_visits
from workstation.trial.visit_state import Window
from workstation.trial.workings import Workings, held


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


@dataclass(frozen=True, slots=True)
class _Course:
    """A subject's way through the trial: who it is, its schedule, what it was given."""

    person: Person
    cohort: Cohort | None
    anchor: Anchor
    end: Ending
    stopped: date | None
    plan: tuple[PlannedVisit, ...]
    placed: Mapping[str, tuple[int | None, Window]]
    """Study day and window of each begun visit."""
    conditioning: date | None
    depletion: tuple[LymphodepletionDay, ...]
    cells: tuple[Infusion, ...]
    exposure: Exposure

    @property
    def of_visits(self) -> Course:
        """What the indices of the visits are placed in."""
        first = self.anchor.day if self.anchor.actual else None
        return Course(self.conditioning, first, self.placed, self.plan)

    def scheduler(self, recorded: Recorded, as_of: date) -> Scheduler:
        """What makes the dates of this schedule."""
        return Scheduler(
            recorded, self.anchor, self.cohort, as_of, self.end.day, self.end.closed, self.stopped
        )


def assess(subject: Subject, study: Study, as_of: date, known: Assessment | None = None) -> Assessment:
    """Everything derived about a subject as if today were ``as_of``: what is dated later is not seen.

    ``known``, an assessment from before, only saves time: the result is the same without it.
    """
    seen = seen_on(subject, as_of)
    before = None if known is None else known.workings
    recorded = Recorded(seen, study, {} if before is None else before.parts_for(seen, study, as_of))
    course = recorded.part("course", lambda: _course(recorded, as_of))
    eligibility = _eligibility(recorded, course, as_of)
    visits, baseline = assess_visits(recorded, course.of_visits)
    closed = course.end.closed or _finished(study, recorded)
    code = _status(recorded, course, eligibility, as_of)
    return Assessment(
        subject=subject.oid,
        as_of=as_of,
        status=STATUSES[code],
        status_code=code,
        sex=course.person.sex,
        birth_date=course.person.birth_date,
        age=course.person.age(as_of),
        cohort="" if course.cohort is None else course.cohort.oid,
        dose_level="" if course.cohort is None else course.cohort.dose_level,
        anchor=course.anchor.day,
        anchor_actual=course.anchor.actual,
        study_day=_study_day(course.anchor, course.end, as_of),
        schedule=course.plan,
        next_visit=next_visit(course.plan, as_of, closed, course.anchor, _first_infusion(study)),
        missed=missed(course.plan),
        visits=visits,
        baseline=baseline,
        eligibility=eligibility,
        lymphodepletion=course.depletion,
        infusions=course.cells,
        bsa_m2=next((day.bsa_m2 for day in course.depletion if day.bsa_m2 is not None), None),
        events=_events(recorded, course, as_of),
        remarks=_remarks(recorded, course, visits, as_of),
        closed=closed,
        workings=Workings(study, as_of, held(seen), recorded.parts),
    )


def _course(recorded: Recorded, as_of: date) -> _Course:
    person, cohort, anchor = person_of(recorded), cohort_of(recorded), anchor_of(recorded)
    end, stopped = ending(recorded, as_of), treatment_stopped(recorded, as_of)
    scheduler = Scheduler(recorded, anchor, cohort, as_of, end.day, end.closed, stopped)
    conditioning = first_conditioning(recorded)
    return _Course(
        person=person,
        cohort=cohort,
        anchor=anchor,
        end=end,
        stopped=stopped,
        plan=scheduler.plan(),
        placed={
            visit.key: (anchor.study_day(visit.date), scheduler.window(visit))
            for visit in recorded.subject.visits
        },
        conditioning=conditioning,
        depletion=lymphodepletion(recorded, person, scheduler),
        cells=infusions(recorded, scheduler, cohort),
        exposure=_emergent_from(recorded, conditioning),
    )


def _eligibility(recorded: Recorded, course: _Course, as_of: date) -> Eligibility:
    until = _before_conditioning(course.conditioning, as_of)
    return recorded.part(
        "eligibility", lambda: assess_eligibility(recorded, course.person, until), course.person, until
    )


def _status(recorded: Recorded, course: _Course, eligibility: Eligibility, as_of: date) -> str:
    return status_code(
        course.end,
        course.conditioning is not None,
        course.anchor.actual,
        _treatment_over(course.cells, as_of),
        eligibility.verdict,
        _finished(recorded.study, recorded),
    )


def _events(recorded: Recorded, course: _Course, as_of: date) -> tuple[EventSummary, ...]:
    given = course.exposure, course.conditioning, _last_infusion(course.cells)
    return recorded.part("events", lambda: summaries(recorded, *given, as_of), *given)


def _remarks(
    recorded: Recorded, course: _Course, visits: tuple[VisitAssessment, ...], as_of: date
) -> tuple[Remark, ...]:
    def of_the_course() -> tuple[Remark, ...]:
        scheduler = course.scheduler(recorded, as_of)
        return course_remarks(recorded, scheduler, course.plan, course.depletion, course.cells)

    return (*recorded.part("remarks", of_the_course, course), *score_remarks(visits))


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

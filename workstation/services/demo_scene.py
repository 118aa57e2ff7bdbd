"""One visit of one demo patient: everything that the forms of that visit are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from random import Random

from workstation.definition.study import Cohort, Study, VisitDefinition, VisitKind
from workstation.forms.answers import Answer, State
from workstation.forms.state import Range
from workstation.services.demo_tables import Event, Patient, Scores, Tables
from workstation.trial.schedule import applicable, offsets_of

Built = dict[str, Answer]

_DAYS_OF_A_MONTH = 30.4375
YES, NO = Answer("yes"), Answer("no")
INVESTIGATOR, SUB_INVESTIGATOR = Answer("Demo investigator"), Answer("Demo sub-investigator")
NURSE_A, NURSE_B = Answer("Demo Nurse A"), Answer("Demo Nurse B")
COORDINATOR = Answer("Demo Coordinator")
NOT_DONE = Answer(state=State.NOT_DONE)


def yes_no(value: bool) -> Answer:
    """Yes or no as an answer."""
    return YES if value else NO


def values(**given: str) -> Built:
    """Answers that are plain values."""
    return {path: Answer(value) for path, value in given.items()}


def row(group: str, number: int, given: Mapping[str, Answer | str]) -> Built:
    """One row of a repeating group; what is empty is left out."""
    prefix = f"{group}/{number}/"
    return {
        prefix + item: Answer(answer) if isinstance(answer, str) else answer
        for item, answer in given.items()
        if answer
    }


@dataclass(frozen=True)
class Calendar:
    """Where day 0 lies; the only thing that the date of the demo moves."""

    day0: date

    def day(self, number: int) -> str:
        """A study day as an ISO date."""
        return (self.day0 + timedelta(days=number)).isoformat()

    def moment(self, number: int, clock: str) -> str:
        """A study day with a time of day, ``08:30``."""
        return f"{self.day(number)}T{clock}"

    def before(self, months: int) -> str:
        """A day some months before day 0."""
        return self.day(-round(months * _DAYS_OF_A_MONTH))

    def month(self, months: int) -> str:
        """The month of that day, as a partial date."""
        return self.before(months)[:7]


@dataclass(frozen=True, slots=True)
class Held:
    """A visit that was begun: its code, study day, and why it was not held (empty: it was)."""

    oid: str
    day: int
    kind: VisitKind
    missed: str = ""


@dataclass(frozen=True)
class Course:
    """One patient through the trial.

    ``forms`` are the forms to fill in at each visit, in their order. ``light`` asks for what list, timeline and scores
    need and no more.
    """

    patient: Patient
    scores: Scores
    study: Study
    tables: Tables
    calendar: Calendar
    birth_date: date
    events: tuple[Event, ...]
    visits: tuple[Held, ...]
    noise: Random
    forms: Mapping[str, tuple[str, ...]]
    light: bool = False

    @property
    def cohort(self) -> Cohort | None:
        """The cohort of the patient."""
        return self.study.cohorts.get(self.patient.cohort)

    @property
    def conditioned(self) -> bool:
        """Lymphodepletion has begun."""
        return any(visit.kind is VisitKind.LYMPHODEPLETION for visit in self.visits)

    def grade(self, term: str, day: int) -> int:
        """The grade of an adverse event in force on a day, 0 for none."""
        for event in self.events:
            if event.term == term and event.start <= day and (event.end is None or day < event.end):
                return max(grade for since, grade in event.grades if since <= day)
        return 0

    def age(self, day: int) -> int:
        """Age in years on a study day, by the mean length of a year so that no date of the demo changes it."""
        return int(((self.calendar.day0 + timedelta(days=day)) - self.birth_date).days / 365.25)


@dataclass(frozen=True, slots=True)
class Limit:
    """Reference limits of one result as a laboratory prints them."""

    lln: str
    uln: str
    low: float
    high: float


def limits_of(ranges: Mapping[str, Range]) -> dict[str, Limit]:
    """The limits by item, ready to be printed beside a result."""
    return {
        item: Limit(
            "" if known.lln is None else format(known.lln, "f"),
            "" if known.uln is None else format(known.uln, "f"),
            -inf if known.lln is None else float(known.lln),
            inf if known.uln is None else float(known.uln),
        )
        for item, known in ranges.items()
    }


@dataclass(frozen=True)
class Scene:
    """One visit of a course with the reference limits of that time.

    ``place`` is its place among the scored visits, None if nothing was scored; ``scored_place`` that of the last
    scored visit on or before it. ``today`` is its date.
    """

    course: Course
    visit: Held
    limits: Mapping[str, Limit]
    place: int | None
    scored_place: int
    patient: Patient
    day: int
    today: str

    def at(self, clock: str) -> str:
        """A time on the day of the visit."""
        return f"{self.today}T{clock}"


def scenes(course: Course, limits: Mapping[str, Limit]) -> Iterator[Scene]:
    """The visits of a course in their order."""
    scored = 0
    for visit in course.visits:
        place = course.scores.place(visit.oid)
        scored = scored if place is None else place
        yield Scene(
            course, visit, limits, place, scored, course.patient, visit.day, course.calendar.day(visit.day)
        )


def plan(patient: Patient, study: Study, default_days: Mapping[str, int]) -> tuple[Held, ...]:
    """The visits of a patient that have begun by the date of the demo, in order of their days."""
    interval = next(iter(study.cohorts.values())).interval_days
    cohort = study.cohorts.get(patient.cohort)
    interval = interval if cohort is None else cohort.interval_days
    found: list[Held] = []
    for visit in applicable(study, cohort):
        day = _day(visit, patient, default_days, interval)
        if visit.optional and visit.oid not in patient.optional:
            continue
        if not patient.last and day >= patient.day:
            break
        found.append(Held(visit.oid, day, visit.kind, patient.not_held.get(visit.oid, "")))
        if visit.oid == patient.last:
            break
    found += [Held(oid, day, study.visit_by_oid[oid].kind) for oid, day in patient.extra.items()]
    return tuple(sorted(found, key=lambda visit: visit.day))


def _day(visit: VisitDefinition, patient: Patient, default_days: Mapping[str, int], interval: int) -> int:
    ideal = offsets_of(visit, interval)[0]
    return patient.days.get(visit.oid, default_days.get(visit.oid, 0 if ideal is None else ideal))

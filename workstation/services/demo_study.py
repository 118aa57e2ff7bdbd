"""The demo study as subjects ready to be entered: 14 patients in mid-trial, or a longer series (forms catalogue, 5).

Everything is synthetic. ``as_of`` moves dates and nothing else; the seed moves noise and nothing that decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from workstation.definition.form import Requirement, Scope
from workstation.definition.study import FormPlan, Study, VisitKind
from workstation.forms.answers import Answer, Answers
from workstation.paths import resources
from workstation.services import (
    demo_bedside,
    demo_indices,
    demo_laboratory,
    demo_logs,
    demo_screening,
    demo_treatment,
)
from workstation.services.case_subject import CaseForm, CaseSubject
from workstation.services.demo_gaps import begun, with_gaps
from workstation.services.demo_scene import (
    INVESTIGATOR,
    NURSE_A,
    SUB_INVESTIGATOR,
    Built,
    Calendar,
    Course,
    Scene,
    limits_of,
    plan,
    scenes,
)
from workstation.services.demo_series import series
from workstation.services.demo_tables import Patient, Tables, events_of, read_tables
from workstation.services.demo_values import MEASURES
from workstation.trial.form_context import ranges_for
from workstation.trial.treatment import Person

FormKey = tuple[str, str, str]
Forms = Mapping[str, tuple[str, ...]]

BUILDERS = {
    **demo_screening.BUILDERS,
    **demo_bedside.BUILDERS,
    **demo_laboratory.BUILDERS,
    **demo_indices.BUILDERS,
    **demo_treatment.BUILDERS,
}
_ORDER = (
    "consent", "demography", "history", "medication_history", "vital_signs", "pregnancy_test", "haematology",
    "chemistry", "coagulation", "urine", "immunology", "virology", "b_cells_immunoglobulins", "inflammation",
    "cytokines", "car_persistence", "ecg_echo", "pga", "sledai2k", "bilag2004", "background_treatment", "go_no_go",
    "lymphodepletion", "infusion", "crs_icans_strip", "visit_assessment", "eligibility",
)  # fmt: skip
LIGHT = frozenset(
    {
        "consent", "demography", "vital_signs", "haematology", "urine", "immunology", "b_cells_immunoglobulins", "pga",
        "sledai2k", "background_treatment", "lymphodepletion", "infusion", "eligibility",
    }
)  # fmt: skip
"""The forms of a light demo: what list, timeline and scores need."""

_LIGHT_LOGS = frozenset({"glucocorticoids", "background_drugs", "adverse_event", "disposition"})
_UNSCHEDULED = frozenset({"vital_signs", "haematology", "chemistry", "visit_assessment"})
_BY_NURSE = frozenset({"vital_signs", "lymphodepletion", "infusion", "crs_icans_strip"})
_VISIT_AT, _FIRST_SAVED, _LOGS_SAVED, _EARLY = time(9), time(13), time(16, 30), time(7, 30)
_BIRTHDAY_SHARES, _DAYS_OF_A_YEAR = 37, 365.25


@dataclass(frozen=True)
class DemoDraft:
    """What a person typed and has not saved: all answers of the form, and the item at which typing stopped."""

    person: str
    subject: str
    visit: str
    form: str
    answers: Answers
    cursor: str
    saved_at: datetime


@dataclass(frozen=True)
class DemoStudy:
    """The content of a demo study.

    ``people`` are (name, role); ``saved_at`` says, by (subject, visit, form), when each form was entered: local time
    without an offset, in the order of ``subjects[].forms``. On the date of the demo it may lie ahead of the clock.
    """

    subjects: tuple[CaseSubject, ...]
    drafts: tuple[DemoDraft, ...]
    people: tuple[tuple[str, str], ...]
    saved_at: Mapping[FormKey, datetime]
    unsigned: frozenset[tuple[str, str]] | None = None
    """Patients and visits that nobody has signed yet; None: nobody signs in this study."""


@dataclass(frozen=True, slots=True)
class _Saved:
    """A form with the moment at which it was entered."""

    moment: datetime
    form: CaseForm


def demo_cases(study: Study, as_of: date, seed: int, patients: int = 14, *, light: bool = False) -> DemoStudy:
    """The demo as of a date. Up to 14 patients are the printed ones, more are a generated series.

    ``light`` leaves out all but the forms of :data:`LIGHT`.
    """
    tables = read_tables(resources() / "demo")
    found = tuple(_subjects(tables, study, as_of, seed, patients, light))
    subjects = tuple(subject for subject, _ in found)
    saved_at = {
        (subject.oid, form.visit, form.form): moment
        for subject, moments in found
        for form, moment in zip(subject.forms, moments, strict=True)
    }
    drafts = tuple(_drafts(tables, subjects, as_of)) if patients <= len(tables.patients) else ()
    unsigned = None if light or patients > len(tables.patients) else tables.unsigned
    return DemoStudy(subjects, drafts, tables.people, saved_at, unsigned)


def demo_subjects(
    study: Study, as_of: date, seed: int, patients: int, *, light: bool = True
) -> Iterator[tuple[CaseSubject, tuple[datetime, ...]]]:
    """The same subjects one after another, each with the moments of its forms: thousands need no memory."""
    yield from _subjects(read_tables(resources() / "demo"), study, as_of, seed, patients, light)


def _subjects(
    tables: Tables, study: Study, as_of: date, seed: int, patients: int, light: bool
) -> Iterator[tuple[CaseSubject, tuple[datetime, ...]]]:
    printed = patients <= len(tables.patients)
    forms = {fertile: _forms(study, fertile, light) for fertile in (True, False)}
    for patient in tables.patients[:patients] if printed else series(study, patients):
        course = _course(patient, tables, study, as_of, seed, forms, light)
        entered = sorted(_entered(course), key=lambda saved: saved.moment)
        subject = CaseSubject(patient.oid, tuple(saved.form for saved in entered))
        yield subject, tuple(saved.moment for saved in entered)


def _course(
    patient: Patient,
    tables: Tables,
    study: Study,
    as_of: date,
    seed: int,
    forms: Mapping[bool, Forms],
    light: bool,
) -> Course:
    visits = plan(patient, study, tables.default_days)
    conditioned = any(visit.kind is VisitKind.LYMPHODEPLETION for visit in visits)
    return Course(
        patient=patient,
        scores=tables.scores[patient.row],
        study=study,
        tables=tables,
        calendar=Calendar(as_of - timedelta(days=patient.day)),
        birth_date=_birth_date(patient, as_of),
        events=events_of(tables, patient, conditioned),
        visits=visits,
        noise=Random(f"{seed} {patient.oid}"),
        forms=forms[patient.childbearing == "potential"],
        light=light,
    )


def _birth_date(patient: Patient, as_of: date) -> date:
    """Born so that the age holds on the date of the demo and, where a year allows it, at screening too."""
    since_birthday = min(max(patient.day + 25, 30), 340)
    since_birthday += (340 - since_birthday) * (patient.number * _BIRTHDAY_SHARES % 100) // 100
    return as_of - timedelta(days=since_birthday + round(patient.age * _DAYS_OF_A_YEAR))


def _entered(course: Course) -> Iterator[_Saved]:
    person = Person(course.patient.sex, course.birth_date)
    limits = limits_of(ranges_for(course.study, person, course.calendar.day0))
    for scene in scenes(course, limits):
        yield from _visit(scene)
    yield from _logs(course)


def _visit(scene: Scene) -> Iterator[_Saved]:
    day = date.fromisoformat(scene.today)
    moment = datetime.combine(day, _EARLY if scene.day == scene.patient.day else _FIRST_SAVED)
    dated = Answer(scene.today if scene.visit.missed else datetime.combine(day, _VISIT_AT).isoformat()[:16])
    yield _Saved(moment, CaseForm(scene.visit.oid, "visit", {"date": dated, "assessor": SUB_INVESTIGATOR}))
    forms = ("visit_assessment",) if scene.visit.missed else begun(scene, scene.course.forms[scene.visit.oid])
    numbers = {form: measure(scene) for form, measure in MEASURES.items() if form in forms}
    for form in forms:
        moment += timedelta(minutes=4)
        built = with_gaps(scene, form, BUILDERS[form](scene, numbers))
        yield _Saved(_decided(built) or moment, CaseForm(scene.visit.oid, form, _signed(form, built, dated)))


def _decided(built: Built) -> datetime | None:
    """When eligibility was decided, which is later than the visit."""
    decided = built.get("decided")
    return None if decided is None else datetime.fromisoformat(decided.value) + timedelta(minutes=10)


def _signed(form: str, built: Built, dated: Answer) -> Built:
    """The form with who filled it in and when."""
    assessor = NURSE_A if form in _BY_NURSE else INVESTIGATOR
    return {**built, "date": built.get("date", dated), "assessor": built.get("assessor", assessor)}


def _forms(study: Study, fertile: bool, light: bool) -> Forms:
    """The forms that the plan asks for at each visit, in the order in which they are filled in."""
    found = {}
    for visit in study.visits:
        asked = {form.form for form in visit.forms if _asked(form, fertile)}
        asked |= _UNSCHEDULED if visit.kind is VisitKind.UNSCHEDULED else set()
        found[visit.oid] = tuple(form for form in _ORDER if form in asked and (not light or form in LIGHT))
    return found


def _asked(form: FormPlan, fertile: bool) -> bool:
    if form.requirement is Requirement.CONDITIONAL:
        return form.form == "pregnancy_test" and fertile
    return form.requirement is Requirement.REQUIRED


def _logs(course: Course) -> Iterator[_Saved]:
    """The logs as they stand; one without a row says that there was nothing."""
    day = demo_logs.last_day(course)
    at = _EARLY if day == course.patient.day else _LOGS_SAVED
    moment = datetime.combine(course.calendar.day0 + timedelta(days=day), at) + timedelta(hours=2)
    for form, build in demo_logs.BUILDERS.items():
        if course.study.forms[form].scope is not Scope.SUBJECT or (course.light and form not in _LIGHT_LOGS):
            continue
        built = build(course)
        if not built and form not in demo_logs.ALWAYS_OPENED:
            continue
        if not built:
            built = {"comment": Answer("Asked at every visit: none.")}
        moment += timedelta(minutes=2)
        yield _Saved(moment, CaseForm("", form, _signed(form, built, Answer(moment.isoformat()[:16]))))


def _drafts(tables: Tables, subjects: tuple[CaseSubject, ...], as_of: date) -> Iterator[DemoDraft]:
    saved = {
        (subject.oid, form.visit, form.form): form.answers for subject in subjects for form in subject.forms
    }
    for table in tables.drafts:
        key = (table["subject"], table["visit"], table["form"])
        if key not in saved:
            continue
        answers = dict(saved[key]) | {item: Answer(value) for item, value in table["answers"].items()}
        day = as_of - timedelta(days=table["days_before"])
        moment = datetime.combine(day, time.fromisoformat(table["at"]))
        yield DemoDraft(table["person"], *key, Answers(answers), table["cursor"], moment)

"""All visits of a subject with their indices: each compared with the baseline and with the assessment before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workstation.definition.study import Study, VisitKind
from workstation.scoring.bilag_items import System
from workstation.scoring.bilag_result import Grade
from workstation.trial.activity import assess_visit
from workstation.trial.assessment import PlannedVisit, VisitAssessment
from workstation.trial.bilag_record import FORM as BILAG
from workstation.trial.bilag_record import BilagOfVisit, assess_bilag
from workstation.trial.clash import Clash
from workstation.trial.clashes import clashes
from workstation.trial.endpoint import Endpoints
from workstation.trial.endpoints import Compared, endpoints, scored
from workstation.trial.intercurrent import Happened, intercurrent
from workstation.trial.recorded import Recorded
from workstation.trial.subject import VisitRecord
from workstation.trial.visit_state import Window

Grades = Mapping[System, Grade | None]
_Given = tuple[date | None, int | None, Window]
_NONE_CARRIED: Grades = {}


@dataclass(frozen=True, slots=True)
class Course:
    """What the visits are placed in: first day of conditioning, first infusion given, days and windows, the plan."""

    conditioning: date | None
    first_infusion: date | None
    placed: Mapping[str, tuple[int | None, Window]]
    plan: Sequence[PlannedVisit]

    def latest(self, key: str) -> date | None:
        """The last day of the window of a visit."""
        return next((planned.latest for planned in self.plan if planned.key == key), None)


def assess_visits(recorded: Recorded, course: Course) -> tuple[tuple[VisitAssessment, ...], str | None]:
    """Every visit that has begun, and the key of the baseline."""
    found = _each(recorded, course)
    baseline = _baseline(found, recorded.study, course)
    happened = recorded.part("intercurrent", lambda: intercurrent(recorded))
    previous: VisitAssessment | None = None
    whole = []
    for record, visit in zip(recorded.subject.visits, found, strict=True):
        ends = None
        if _has_endpoints(visit, baseline, course):
            ends = _endpoints(recorded, record, visit, _against(visit, baseline, previous, happened, course))
        whole.append(_joined(visit, baseline, ends, _clashes(recorded, record, visit, previous)))
        previous = visit if visit.sledai is not None else previous
    return tuple(whole), None if baseline is None else baseline.key


def _each(recorded: Recorded, course: Course) -> list[VisitAssessment]:
    found: list[VisitAssessment] = []
    before: date | None = None
    bilag, carries = assess_bilag(recorded), _carries(recorded.study)
    carried = _NONE_CARRIED
    for record in recorded.subject.visits:
        day, window = course.placed[record.key]
        index = bilag.get(record.key)
        visit = _indices(recorded, record, (before, day, window), index, carried)
        before = visit.date if visit.sledai is not None else before
        if carries and index is not None:
            carried = {system: grade or carried.get(system) for system, grade in index.certain.items()}
        found.append(visit)
    return found


def _indices(
    recorded: Recorded, record: VisitRecord, given: _Given, bilag: BilagOfVisit | None, carried: Grades
) -> VisitAssessment:
    visit = recorded.part(f"visit {record.key}", lambda: assess_visit(recorded, record, *given), *given)
    if bilag is None and not carried:
        return visit
    # A part of its own: a key in BILAG-2004 works out no SLEDAI-2K and no steroid dose again.
    return recorded.part(
        f"indices {record.key}", lambda: replace(visit, bilag=bilag, carried=carried), visit, bilag, carried
    )


def _carries(study: Study) -> bool:
    return str(study.setting("bilag.not_evaluable")) == "last_observation"


def _baseline(visits: list[VisitAssessment], study: Study, course: Course) -> VisitAssessment | None:
    """The last complete assessment by the rule of the study (scoring sheet 1, 11)."""
    rule = str(study.setting("baseline.rule"))
    screening = {visit.oid for visit in study.visits if visit.kind is VisitKind.SCREENING}

    def counts(visit: VisitAssessment) -> bool:
        if visit.date is None or not visit.complete(BILAG in study.forms):
            return False
        if rule == "day_0":
            return course.first_infusion is None or visit.date <= course.first_infusion
        untreated = course.conditioning is None or visit.date < course.conditioning
        return untreated and (rule != "screening" or visit.oid in screening)

    return next((visit for visit in reversed(visits) if counts(visit)), None)


def _has_endpoints(visit: VisitAssessment, baseline: VisitAssessment | None, course: Course) -> bool:
    """After conditioning began, and not the baseline itself, wherever something was scored."""
    if visit.date is None or course.conditioning is None or not scored(visit):
        return False
    after_baseline = baseline is None or baseline.date is None or visit.date > baseline.date
    return visit.date >= course.conditioning and after_baseline


def _against(
    visit: VisitAssessment,
    baseline: VisitAssessment | None,
    previous: VisitAssessment | None,
    happened: Happened,
    course: Course,
) -> Compared:
    first = course.first_infusion
    dosed = first is not None and visit.date is not None and first <= visit.date
    return Compared(baseline, previous, happened, dosed, course.latest(visit.key))


def _endpoints(
    recorded: Recorded, record: VisitRecord, visit: VisitAssessment, against: Compared
) -> Endpoints:
    return recorded.part(
        f"endpoints {visit.key}", lambda: endpoints(recorded, record, visit, against), visit, against
    )


def _clashes(
    recorded: Recorded, record: VisitRecord, visit: VisitAssessment, previous: VisitAssessment | None
) -> tuple[Clash, ...]:
    if not scored(visit):
        return ()
    return recorded.part(
        f"clashes {visit.key}", lambda: clashes(recorded, record, visit, previous), visit, previous
    )


def _joined(
    visit: VisitAssessment,
    baseline: VisitAssessment | None,
    ends: Endpoints | None,
    found: tuple[Clash, ...],
) -> VisitAssessment:
    if baseline is None or visit.key == baseline.key:
        return visit if ends is None and not found else replace(visit, endpoints=ends, clashes=found)
    index, was = visit.sledai, baseline.sledai
    total, before = (None if each is None else each.total for each in (index, was))
    return replace(
        visit,
        sledai_change=None if total is None or before is None else total - before,
        pga_change=None if visit.pga is None or baseline.pga is None else visit.pga - baseline.pga,
        endpoints=ends,
        clashes=found,
    )

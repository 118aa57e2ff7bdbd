"""The visits of a timeline: every planned visit with a date, and those outside the schedule."""

from __future__ import annotations

from datetime import date

from ui.view_models.timeline_labels import choice_words
from ui.view_models.timeline_values import VisitMark
from workstation.definition.study import Study, VisitKind
from workstation.messages import Text
from workstation.trial.assessment import Assessment, PlannedVisit, VisitAssessment
from workstation.trial.subject import visit_code
from workstation.trial.visit_state import VisitState, Window


def visit_marks(assessment: Assessment, study: Study, origin: date) -> tuple[VisitMark, ...]:
    """Marks in order of day; a visit without a date, or one that does not apply, has no place on the axis."""
    planned = {visit.key for visit in assessment.schedule}
    marks = [
        mark
        for visit in assessment.schedule
        if visit.state is not VisitState.NOT_APPLICABLE and not _stood_for(visit)
        if (mark := _planned_mark(visit, assessment, study, origin)) is not None
    ]
    marks += [
        _begun_mark(visit, visit.date, assessment, study, origin)
        for visit in assessment.visits
        if visit.key not in planned and visit.date is not None
    ]
    return tuple(sorted(marks, key=lambda mark: (mark.day, study.visit_order.get(mark.oid, 0))))


def _stood_for(visit: PlannedVisit) -> bool:
    """Whether another visit of the same day stands for this one, whose mark is enough."""
    return visit.oid != visit_code(visit.key)


def _planned_mark(
    visit: PlannedVisit, assessment: Assessment, study: Study, origin: date
) -> VisitMark | None:
    when = visit.actual or visit.due
    if when is None:
        return None
    return VisitMark(
        key=visit.key,
        oid=visit.oid,
        label=visit_label(study, visit.key),
        title=visit_title(study, visit.oid),
        kind=_kind(study, visit.oid),
        day=(when - origin).days,
        when=when,
        due=visit.due,
        window=_window(visit, origin),
        state=visit.state,
        standing=visit.window,
        today=_is_today(visit, assessment.as_of),
        optional=visit.optional,
        reason=choice_words(study, "visit_assessment", "not_held_reason", visit.reason),
    )


def _begun_mark(
    visit: VisitAssessment, when: date, assessment: Assessment, study: Study, origin: date
) -> VisitMark:
    return VisitMark(
        key=visit.key,
        oid=visit.oid,
        label=visit_label(study, visit.key),
        title=visit_title(study, visit.oid),
        kind=_kind(study, visit.oid),
        day=(when - origin).days,
        when=when,
        due=None,
        window=None,
        state=VisitState.DONE,
        standing=Window.NONE,
        today=when == assessment.as_of,
    )


def _window(visit: PlannedVisit, origin: date) -> tuple[int, int] | None:
    if visit.earliest is None or visit.latest is None:
        return None
    return ((visit.earliest - origin).days, (visit.latest - origin).days)


def _is_today(visit: PlannedVisit, as_of: date) -> bool:
    return (visit.actual or visit.due) == as_of


def visit_label(study: Study, key: str) -> Text:
    """What a visit is called where there is little room: its short name, repeats with their number."""
    oid = visit_code(key)
    definition = study.visit_by_oid.get(oid)
    short = definition.short if definition is not None else Text(oid, oid)
    number = key.partition("#")[2]
    return Text(f"{short.en} {number}", f"{short.zh} {number}") if number else short


def visit_title(study: Study, oid: str) -> Text:
    """The full name of a visit; its code where this version of the study does not know it."""
    definition = study.visit_by_oid.get(oid)
    return definition.title if definition is not None else Text(oid, oid)


def _kind(study: Study, oid: str) -> VisitKind:
    definition = study.visit_by_oid.get(oid)
    return definition.kind if definition is not None else VisitKind.UNSCHEDULED

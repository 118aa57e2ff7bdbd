"""From an assessment to the one line about a subject that the list shows."""

from __future__ import annotations

from workstation.definition.study import Study, VisitKind
from workstation.trial.assessment import Assessment
from workstation.trial.overview import OverviewRow
from workstation.trial.subject import Subject, visit_code
from workstation.trial.visit_forms import open_forms
from workstation.trial.visit_state import VisitState


def overview_row(subject: Subject, assessment: Assessment, study: Study) -> OverviewRow:
    """The line of one subject."""
    depletion = [visit.oid for visit in study.visits if visit.kind is VisitKind.LYMPHODEPLETION]
    following = assessment.next_visit
    overdue = [visit for visit in assessment.schedule if visit.state is VisitState.OVERDUE]
    done = [visit for visit in assessment.schedule if visit.state is VisitState.DONE]
    newest = _newest(assessment)
    answered = [criterion for criterion in assessment.eligibility.criteria if criterion.answer]
    return OverviewRow(
        subject=assessment.subject,
        cohort=assessment.cohort,
        dose_level=assessment.dose_level,
        status_code=assessment.status_code,
        study_day=assessment.study_day,
        next_visit="" if following is None else following.oid,
        next_due=None if following is None else following.due,
        next_earliest=None if following is None else following.earliest,
        next_latest=None if following is None else following.latest,
        next_state="" if following is None else following.state.value,
        overdue=tuple(visit.oid for visit in overdue) if not assessment.closed else (),
        overdue_since=overdue[-1].latest if overdue and not assessment.closed else None,
        last_done=done[-1].oid if done else "",
        criteria_met=len(answered),
        criteria=len(assessment.eligibility.criteria),
        label=_label(study, "" if following is None else following.oid),
        overdue_label=_label(study, overdue[-1].oid if overdue else ""),
        depletion_day=depletion.index(following.oid) + 1 if following and following.oid in depletion else 0,
        depletion_days=len(depletion),
        open_visit=newest,
        open_label=_label(study, visit_code(newest)),
        open_forms=open_forms(subject, study, assessment, newest),
    )


def _newest(assessment: Assessment) -> str:
    """The key of the last visit that was held up to the day of the assessment."""
    held = [(visit.date, visit.key) for visit in assessment.visits if visit.date is not None and visit.held]
    past = [key for day, key in sorted(held, key=lambda each: each[0]) if day <= assessment.as_of]
    return past[-1] if past else ""


def _label(study: Study, oid: str) -> tuple[str, str]:
    visit = study.visit_by_oid.get(oid)
    return (oid, oid) if visit is None else (visit.short.en, visit.short.zh)

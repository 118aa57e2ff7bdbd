"""From what is recorded and concluded about a patient to what the timeline shows, without a language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ui.view_models.timeline_measures import b_cell_curve, pga_points, sledai_points, steroid_course
from ui.view_models.timeline_treatment import depletion_days, event_bars, infusion_marks
from ui.view_models.timeline_values import Timeline, VisitMark
from ui.view_models.timeline_visits import visit_marks
from workstation.definition.study import Study
from workstation.messages import Sentence
from workstation.trial.assessment import Assessment
from workstation.trial.dlt_window import dlt_window
from workstation.trial.recorded import reading
from workstation.trial.subject import Subject
from workstation.trial.visit_forms import open_forms
from workstation.trial.visit_state import VisitState

FIRST_DAY = -28
LAST_DAY = 378

_NO_ANCHOR = Sentence("Planned visits appear here once the first infusion has a date.")


def timeline_of(subject: Subject, assessment: Assessment, study: Study) -> Timeline:
    """Everything that the timeline of a patient shows as of the day of the assessment."""
    origin = assessment.anchor or _provisional_origin(subject, assessment)
    today = (assessment.as_of - origin).days
    recorded = reading(subject, study, assessment.as_of)
    visits = tuple(
        replace(mark, open_forms=open_forms(subject, study, assessment, mark.key))
        if mark.state is VisitState.DONE
        else mark
        for mark in visit_marks(assessment, study, origin)
    )
    events, undated = event_bars(assessment, origin)
    return Timeline(
        subject=assessment.subject,
        origin=origin,
        anchored=assessment.anchor is not None,
        today=today,
        first=_first(visits),
        last=_last(visits),
        visits=visits,
        dlt=dlt_window(assessment, study),
        depletion=depletion_days(assessment, study, origin),
        infusions=infusion_marks(assessment, study, origin),
        dose_level=assessment.dose_level,
        events=events,
        undated_events=undated,
        steroid=steroid_course(recorded, assessment.as_of, origin),
        sledai=sledai_points(assessment, origin),
        pga=pga_points(assessment, origin),
        b_cells=b_cell_curve(recorded, origin),
        note=None if assessment.anchor is not None else _NO_ANCHOR,
    )


def _provisional_origin(subject: Subject, assessment: Assessment) -> date:
    """Without an infusion date, what is recorded begins at the left end, where screening lies."""
    dates = [visit.date for visit in subject.visits if visit.date is not None]
    return min(dates, default=assessment.as_of) - timedelta(days=FIRST_DAY)


def _first(visits: tuple[VisitMark, ...]) -> int:
    return min((mark.day for mark in visits), default=FIRST_DAY)


def _last(visits: tuple[VisitMark, ...]) -> int:
    """The end of the last visit or of its window."""
    ends = [mark.day if mark.window is None else max(mark.day, mark.window[1]) for mark in visits]
    return max(ends, default=LAST_DAY)

"""A visit's date beside the schedule: outside its window, or so far from it that the date is doubted."""

from __future__ import annotations

from datetime import date

from workstation.forms.state import Finding, Severity
from workstation.messages import Sentence
from workstation.trial.schedule import window_of
from workstation.trial.setting import Setting
from workstation.trial.visit_state import Window

_ITEM = "date"


def date_findings(setting: Setting, *, entered_now: bool) -> tuple[Finding, ...]:
    """What the window says about the date of a visit (trial sheet 6; forms catalogue, section 4).

    A date outside the window is refused only where the study says so, and never for history from paper.
    """
    day = setting.recorded.day(setting.visit, "visit", _ITEM)
    planned = setting.assessment.planned(setting.visit.oid)
    if day is None or planned is None or window_of(day, planned.earliest, planned.latest) is Window.NONE:
        return ()
    away = days_away(day, planned.earliest, planned.latest)
    study, found = setting.recorded.study, []
    values = {"days": away, "first": planned.earliest or "…", "last": planned.latest or "…"}
    if away and entered_now and str(study.setting("visits.window_policy")) == "stop":
        text = Sentence(
            "Outside the window, {first} to {last} (days: {days}); the study allows no such visit.", values
        )
        found.append(Finding(_ITEM, Severity.HARD, "OUTSIDE_WINDOW", text))
    if away > int(str(study.setting("dates.ask_days"))):
        text = Sentence(
            "{days} days away from the window, {first} to {last}. Are year, month and day right?", values
        )
        found.append(Finding(_ITEM, Severity.WARNING, "FAR_FROM_WINDOW", text))
    return tuple(found)


def days_away(day: date, earliest: date | None, latest: date | None) -> int:
    """How many days a date lies outside a window, 0 inside."""
    if earliest is not None and day < earliest:
        return (earliest - day).days
    return (day - latest).days if latest is not None and day > latest else 0

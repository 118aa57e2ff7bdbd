"""Events that end what an endpoint may count: failure, rescue, leaving, death (scoring sheet 5, 7)."""

from __future__ import annotations

from datetime import date

from workstation.definition.study import Study
from workstation.forms.values import day_of
from workstation.scoring.sri4 import Event
from workstation.trial.recorded import Recorded

_FORM = "visit_assessment"
_ASKED = (Event.TREATMENT_FAILURE, Event.RESCUE_MEDICATION)

Happened = tuple[tuple[Event, date], ...]
"""Each event with its first day."""


def intercurrent(recorded: Recorded) -> Happened:
    """What happened to a subject, each event on its first day."""
    found: dict[Event, date] = {}
    for visit in recorded.subject.visits:
        for event in _ASKED:
            if recorded.yes(visit, _FORM, event.value) is True:
                day = recorded.day(visit, _FORM, f"{event.value}_date") or visit.date
                if day is not None and day <= found.get(event, day):
                    found[event] = day
    for event in (Event.DISCONTINUED, Event.DEATH):
        day = day_of(recorded.log_value("disposition", event.value))
        if day is not None:
            found[event] = day
    return tuple(found.items())


def until(happened: Happened, day: date | None) -> tuple[Event, ...]:
    """What happened on or before a day: an event on the day of a visit counts for it."""
    return tuple(event for event, first in happened if day is not None and first <= day)


def ending_response(study: Study, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events that make SRI-4 a non-response by the rule of the study (scoring sheet 5, 11)."""
    if str(study.setting("sri4.intercurrent")) != "protocol_list":
        return events
    listed = study.settings["sri4.protocol_events"].listed
    return tuple(event for event in events if event.value in listed)

"""Where a subject stands in the trial, in one word for the list and one code for the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workstation.forms.state import Typed
from workstation.forms.values import day_of
from workstation.scoring.result import Verdict
from workstation.trial.recorded import Recorded

_LEFT = frozenset({"withdrew_consent", "lost", "physician", "adverse_event", "pregnancy", "sponsor", "other"})


@dataclass(frozen=True, slots=True)
class Ending:
    """How and when a subject left or finished, as far as it was recorded."""

    code: str
    day: date | None

    @property
    def closed(self) -> bool:
        """No further visit is owed."""
        return bool(self.code)


def ending(recorded: Recorded, as_of: date) -> Ending:
    """The ending recorded in the disposition, seen from a day."""
    died = _until(recorded.log_value("disposition", "death"), as_of)
    if died is not None:
        return Ending("died", died)
    left = _until(recorded.log_value("disposition", "discontinued"), as_of)
    status = recorded.log_value("disposition", "status")
    undated = recorded.log_value("disposition", "discontinued") is None
    if status == "screen_failure" and (left is not None or undated):
        return Ending("screen_failure", left)
    if left is not None:
        return Ending("withdrawn", left)
    if status == "death" and recorded.log_value("disposition", "death") is None:
        return Ending("died", None)
    if status in _LEFT and undated:
        return Ending("withdrawn", None)
    return Ending("", None)


def treatment_stopped(recorded: Recorded, as_of: date) -> date | None:
    """The day on which study treatment was stopped, which is not leaving the study."""
    return _until(recorded.log_value("disposition", "treatment_stopped"), as_of)


def _until(value: Typed, as_of: date) -> date | None:
    day = day_of(value)
    return day if day is not None and day <= as_of else None


def status_code(
    end: Ending, conditioned: bool, infused: bool, treatment_over: bool, eligible: Verdict, finished: bool
) -> str:
    """The code of :data:`workstation.trial.status_names.STATUSES` for where the subject stands."""
    if end.closed:
        return end.code
    if finished:
        return "completed"
    if infused:
        return "follow_up" if treatment_over else "treatment"
    if conditioned:
        return "lymphodepletion"
    return "eligible" if eligible is Verdict.MET else "screening"

"""The window in which toxicities count as dose-limiting, and where it stands (trial facts, section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workstation.definition.study import Study
from workstation.trial.assessment import Assessment


@dataclass(frozen=True, slots=True)
class DltWindow:
    """The days in which a toxicity can be dose-limiting, both ends included; ``left`` None: not running."""

    first: int
    last: int
    left: int | None
    over: bool


def dlt_window(assessment: Assessment, study: Study) -> DltWindow | None:
    """The DLT window in days from the first infusion, by the study's settings (trial facts, section 3).

    None while no infusion is planned, or where the study does not set a window.
    """
    setting = study.settings.get("dlt.window_days")
    if assessment.anchor is None or setting is None or not isinstance(setting.value, int):
        return None
    last = _dlt_anchor(assessment, assessment.anchor, study) + setting.value
    today = (assessment.as_of - assessment.anchor).days
    running = assessment.anchor_actual and 0 <= today <= last
    return DltWindow(
        0, last, last - today if running else None, over=assessment.anchor_actual and today > last
    )


def _dlt_anchor(assessment: Assessment, anchor: date, study: Study) -> int:
    """The day from which the window is counted: 0, or that of the last infusion where the study says so."""
    setting = study.settings.get("dlt.anchor")
    if setting is None or setting.value != "last_infusion":
        return 0
    dates = [
        infusion.date or infusion.planned for infusion in assessment.infusions if infusion.given is not False
    ]
    return max(((when - anchor).days for when in dates if when is not None), default=0)

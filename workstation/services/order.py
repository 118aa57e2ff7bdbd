"""The order of steps: no lymphodepletion before eligibility, no infusion before lymphodepletion (trial sheet 4.4)."""

from __future__ import annotations

from dataclasses import dataclass

from workstation.definition.study import Study
from workstation.messages import Sentence
from workstation.scoring.result import Verdict
from workstation.trial.assessment import Assessment, Infusion
from workstation.trial.subject import visit_code


@dataclass(frozen=True, slots=True)
class Gate:
    """Why a step is not due yet, and whether a reason can open it."""

    sentence: Sentence
    may_override: bool


GATED = frozenset({"lymphodepletion", "infusion"})
"""The forms that stand behind a gate."""


def gate(assessment: Assessment, study: Study, visit: str, form: str) -> Gate | None:
    """The gate before a form at a visit, None if the way is open."""
    if form == "lymphodepletion":
        return _lymphodepletion(assessment, study)
    if form == "infusion":
        return _infusion(assessment, study, visit_code(visit))
    return None


def _may(study: Study, key: str) -> bool:
    return str(study.setting(key)) != "stop"


def _lymphodepletion(assessment: Assessment, study: Study) -> Gate | None:
    if str(study.setting("order.eligibility_before_lymphodepletion")) == "warn":
        return None
    eligibility = assessment.eligibility
    if eligibility.verdict is Verdict.MET:
        return None
    if any(day.given for day in assessment.lymphodepletion):
        # Once the first day was given, by whatever reasoned override, the following days are owed.
        return None
    sentence = Sentence(
        "Lymphodepletion cannot start: eligibility is not complete. {reasons}",
        {"reasons": eligibility.why[:3]},
    )
    return Gate(sentence, _may(study, "order.eligibility_before_lymphodepletion"))


def _infusion(assessment: Assessment, study: Study, visit: str) -> Gate | None:
    if not any(day.given for day in assessment.lymphodepletion):
        if str(study.setting("order.lymphodepletion_before_infusion")) == "warn":
            return None
        sentence = Sentence("The infusion cannot be recorded: no lymphodepletion has been given.")
        return Gate(sentence, _may(study, "order.lymphodepletion_before_infusion"))
    undecided = _undecided_before(assessment.infusions, visit)
    if undecided is None:
        return None
    sentence = Sentence(
        "Infusion {before} is neither given nor recorded as not given; record it first.",
        {"before": undecided.index},
    )
    return Gate(sentence, _may(study, "order.infusions_in_turn"))


def _undecided_before(infusions: tuple[Infusion, ...], visit: str) -> Infusion | None:
    for infusion in infusions:
        if infusion.visit == visit:
            return None
        if infusion.given is None:
            return infusion
    return None

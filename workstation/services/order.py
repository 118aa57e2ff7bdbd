"""The order of steps: what must be so before lymphodepletion and before an infusion (trial sheet 4.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workstation.definition.form import ItemType
from workstation.definition.study import Study
from workstation.messages import Sentence
from workstation.scoring.result import Verdict
from workstation.trial.assessment import Assessment, Infusion
from workstation.trial.recorded import Recorded
from workstation.trial.subject import Subject, VisitRecord, visit_code

GATED = frozenset({"lymphodepletion", "infusion"})
"""The forms that stand behind a gate."""

_PREGNANCY = "pregnancy_test"
_CHECKS = "go_no_go"


@dataclass(frozen=True, slots=True)
class Gate:
    """Why a step is not due yet, and whether a reason can open it."""

    sentence: Sentence
    may_override: bool


def gate(subject: Subject, assessment: Assessment, study: Study, visit: str, form: str) -> Gate | None:
    """The gate before a form at a visit, None if the way is open."""
    if form not in GATED:
        return None
    recorded = Recorded(subject, study)
    record = subject.visit(visit)
    steps = _lymphodepletion if form == "lymphodepletion" else _infusion
    stops = [*steps(assessment, study, visit_code(visit)), *_checks(recorded, record)]
    if not stops:
        return None
    if len(stops) == 1:
        return stops[0]
    sentences = tuple(stop.sentence for stop in stops)
    return Gate(Sentence("{reasons}", {"reasons": sentences}), all(stop.may_override for stop in stops))


def _by(study: Study, key: str, sentence: Sentence) -> Iterator[Gate]:
    """A gate by its setting: off for "warn", open to a reason for "override", closed for "stop"."""
    rule = str(study.setting(key))
    if rule != "warn":
        yield Gate(sentence, rule != "stop")


def _lymphodepletion(assessment: Assessment, study: Study, visit: str) -> Iterator[Gate]:
    eligibility = assessment.eligibility
    # Once the first day was given, by whatever reasoned override, the following days are owed.
    if eligibility.verdict is not Verdict.MET and not any(day.given for day in assessment.lymphodepletion):
        sentence = Sentence(
            "Lymphodepletion cannot start: eligibility is not complete. {reasons}",
            {"reasons": eligibility.why[:3]},
        )
        yield from _by(study, "order.eligibility_before_lymphodepletion", sentence)
    day = next((day for day in assessment.lymphodepletion if day.visit == visit), None)
    if day is not None and day.forbidden and day.advice is not None:
        yield Gate(day.advice, True)


def _infusion(assessment: Assessment, study: Study, visit: str) -> Iterator[Gate]:
    if not any(day.given for day in assessment.lymphodepletion):
        sentence = Sentence("The infusion cannot be recorded: no lymphodepletion has been given.")
        yield from _by(study, "order.lymphodepletion_before_infusion", sentence)
    undecided = _undecided_before(assessment.infusions, visit)
    if undecided is not None:
        sentence = Sentence(
            "Infusion {before} is neither given nor recorded as not given; record it first.",
            {"before": undecided.index},
        )
        yield from _by(study, "order.infusions_in_turn", sentence)


def _undecided_before(infusions: tuple[Infusion, ...], visit: str) -> Infusion | None:
    for infusion in infusions:
        if infusion.visit == visit:
            return None
        if infusion.given is None:
            return infusion
    return None


def _checks(recorded: Recorded, record: VisitRecord | None) -> Iterator[Gate]:
    """A positive pregnancy test, and every check of go / no-go that failed without an override."""
    if _last_pregnancy_test(recorded, record) == "pos":
        yield Gate(
            Sentence("The last pregnancy test is positive: no lymphodepletion and no infusion."), False
        )
    form = recorded.study.forms.get(_CHECKS)
    if form is None or record is None:
        return
    for oid, item in form.items.items():
        overridden = recorded.text(record, _CHECKS, f"{oid}_override")
        if item.type is ItemType.CHOICE and recorded.text(record, _CHECKS, oid) == "fail" and not overridden:
            yield Gate(
                Sentence("The check “{check}” failed and was not overridden.", {"check": item.label}), True
            )


def _last_pregnancy_test(recorded: Recorded, record: VisitRecord | None) -> str:
    until = None if record is None else record.date
    for visit in reversed(recorded.subject.visits):
        if until is not None and visit.date is not None and visit.date > until:
            continue
        result = recorded.text(visit, _PREGNANCY, "result")
        if result:
            return result
    return ""

"""The order of steps: what must be so before lymphodepletion and before an infusion (trial sheet 4.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workstation.definition.form import ItemType, Requirement
from workstation.definition.study import Study
from workstation.forms.answers import EMPTY, Answers
from workstation.forms.evaluate import evaluate
from workstation.forms.state import Finding, Severity
from workstation.messages import Sentence
from workstation.scoring.result import Verdict
from workstation.trial.assessment import Assessment, Infusion
from workstation.trial.date_checks import days_away
from workstation.trial.form_context import form_context
from workstation.trial.recorded import Recorded
from workstation.trial.subject import Subject, VisitRecord, visit_code

GATED = frozenset({"lymphodepletion", "infusion"})
"""The forms that stand behind a gate."""

_PREGNANCY = "pregnancy_test"
_CHECKS = "go_no_go"
_INFUSION = "infusion"
_TOLD_WHEN_GIVEN = ("given", "start", "cells_e9")
_WARN_ONLY = frozenset({"prednisone_limit"})
"""Checks that warn and never stop: the limit was written for another cell product (trial sheet 4.4)."""
_NAMED = 3
"""How many open checks a sentence names."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Why a step is not due yet, and whether a reason can open it."""

    sentence: Sentence
    may_override: bool


def gate(
    subject: Subject, assessment: Assessment, study: Study, visit: str, form: str, answers: Answers = EMPTY
) -> Gate | None:
    """The gate before a form at a visit, None if the way is open; ``answers`` are what is about to be saved.

    A visit held without cells passes, and so does a correction of an infusion that is recorded as given.
    """
    if form not in GATED:
        return None
    recorded = Recorded(subject, study)
    record = subject.visit(visit)
    if form == _INFUSION:
        if _without_cells(answers) or _was_given(assessment, visit_code(visit)):
            return None
        steps = (
            *_infusion(assessment, study, visit_code(visit)),
            *_timing(assessment, study, record),
            *_open_checks(recorded, assessment, visit),
        )
    else:
        steps = (
            *_lymphodepletion(assessment, study, visit_code(visit)),
            *_off_its_day(assessment, study, record),
            *_open_before_first_day(recorded, assessment, visit),
        )
    stops = [*steps, *_checks(recorded, record)]
    if not stops:
        return None
    if len(stops) == 1:
        return stops[0]
    sentences = tuple(stop.sentence for stop in stops)
    return Gate(Sentence("{reasons}", {"reasons": sentences}), all(stop.may_override for stop in stops))


def lacking(form: str, answers: Answers, base: Answers = EMPTY) -> tuple[Finding, ...]:
    """What an infusion that is answered as given must not be saved without: its moment and its cells.

    Day 0 and every window count from the start; without it another day would silently take its place. History that
    was loaded with less (``base``) can be corrected elsewhere without inventing a time.
    """
    if form != _INFUSION or _without_cells(answers):
        return ()
    if all(answers.get(item) == base.get(item) for item in _TOLD_WHEN_GIVEN):
        return ()
    given = _said(answers, "given") == "yes"
    start, cells = _said(answers, "start"), _said(answers, "cells_e9")
    found = []
    if (given or cells) and "T" not in start:
        text = Sentence("Cells given: type day and time of the start; the days of the trial count from it.")
        found.append(Finding("start", Severity.HARD, "START_NEEDED", text))
    if given and not cells:
        text = Sentence("Cells given: type the number of cells. If none were given, answer No.")
        found.append(Finding("cells_e9", Severity.HARD, "CELLS_NEEDED", text))
    return tuple(found)


def _said(answers: Answers, item: str) -> str:
    answer = answers.by_path.get(item)
    return "" if answer is None else answer.value


def _without_cells(answers: Answers) -> bool:
    return _said(answers, "given") == "no"


def _was_given(assessment: Assessment, visit: str) -> bool:
    return any(infusion.visit == visit and infusion.given is True for infusion in assessment.infusions)


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


def _off_its_day(assessment: Assessment, study: Study, record: VisitRecord | None) -> Iterator[Gate]:
    """A day of lymphodepletion on another day than planned needs its reason (trial sheet 6).

    Once the first infusion was given, its slip moves the plan and says so itself.
    """
    if record is None or record.date is None or assessment.anchor_actual:
        return
    planned = assessment.planned(record.oid)
    if planned is None or str(study.setting("visits.window_policy")) == "off":
        return
    if days_away(record.date, planned.earliest, planned.latest):
        values = {"date": planned.due, "day": record.date}
        text = Sentence("This day of lymphodepletion is planned for {date}; the visit is on {day}.", values)
        yield Gate(text, True)


def _infusion(assessment: Assessment, study: Study, visit: str) -> Iterator[Gate]:
    owed = tuple(day.visit for day in assessment.lymphodepletion if not day.given)
    if owed and len(owed) == len(assessment.lymphodepletion):
        sentence = Sentence("The infusion cannot be recorded: no lymphodepletion has been given.")
        yield from _by(study, "order.lymphodepletion_before_infusion", sentence)
    elif owed:
        sentence = Sentence("Lymphodepletion is not complete; not recorded as given: {days}.", {"days": owed})
        yield from _by(study, "order.lymphodepletion_before_infusion", sentence)
    if not assessment.cohort:
        yield Gate(Sentence("No cohort is assigned, so the target number of cells is not known."), True)
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


def _timing(assessment: Assessment, study: Study, record: VisitRecord | None) -> Iterator[Gate]:
    """A first infusion too soon after lymphodepletion, and any infusion before its earliest planned day."""
    if record is None or record.date is None:
        return
    given = [day.date for day in assessment.lymphodepletion if day.given and day.date is not None]
    first = assessment.infusions[0].visit if assessment.infusions else ""
    wanted = int(str(study.setting("ld.infusion_days")))
    if record.oid == first and given and (days := (record.date - max(given)).days) < wanted:
        values = {"days": days, "planned": wanted}
        text = Sentence("Days after the last day of lymphodepletion: {days}; planned are {planned}.", values)
        yield Gate(text, True)
    planned = assessment.planned(record.oid)
    if planned is not None and planned.earliest is not None and record.date < planned.earliest:
        text = Sentence(
            "The infusion lies before its earliest planned day, {date}.", {"date": planned.earliest}
        )
        yield Gate(text, True)


def _open_before_first_day(recorded: Recorded, assessment: Assessment, visit: str) -> Iterator[Gate]:
    """The checks before the first dose; on the days after it go / no-go is optional (forms catalogue 1)."""
    definition = recorded.study.visit_by_oid.get(visit_code(visit))
    plans = () if definition is None else definition.forms
    owed = any(plan.form == _CHECKS and plan.requirement is Requirement.REQUIRED for plan in plans)
    if owed and not any(day.given for day in assessment.lymphodepletion):
        yield from _open_checks(recorded, assessment, visit)


def _open_checks(recorded: Recorded, assessment: Assessment, visit: str) -> Iterator[Gate]:
    """Checks of go / no-go that nobody answered; a draft is no answer."""
    form = recorded.study.forms.get(_CHECKS)
    if form is None:
        return
    answers = recorded.subject.answers(visit, _CHECKS)
    if not answers:
        yield Gate(Sentence("The go / no-go check of this visit is not recorded."), True)
        return
    context = form_context(recorded.subject, recorded.study, assessment, visit, form, None)
    missing = evaluate(form, answers, context).missing
    if missing:
        named = tuple(form.items[path].label for path in missing[:_NAMED])
        rest = ("…",) if len(missing) > _NAMED else ()
        text = Sentence("The go / no-go check is not complete; open: {checks}.", {"checks": (*named, *rest)})
        yield Gate(text, True)


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
        if oid in _WARN_ONLY:
            continue
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

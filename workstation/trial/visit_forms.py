"""Which forms belong to a visit of a subject, and how far each is (forms catalogue 1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workstation.definition.form import Form, Requirement, Scope
from workstation.definition.study import FormPlan, Study
from workstation.forms.answers import Answers
from workstation.forms.evaluate import evaluate
from workstation.forms.state import FormState, Typed
from workstation.trial.assessment import Assessment
from workstation.trial.form_context import facts_of, form_context
from workstation.trial.subject import LOGS, Subject, visit_code


@dataclass(frozen=True, slots=True)
class VisitForm:
    """A form at a visit. ``place`` is where it is recorded: the visit's key, or the log that all visits share."""

    form: Form
    place: str
    required: bool
    begun: bool


def forms_of_visit(
    subject: Subject, study: Study, assessment: Assessment, visit_key: str
) -> tuple[VisitForm, ...]:
    """The forms of a visit in the order of the study, without those whose condition does not hold.

    A form that was begun stays, whatever its condition says now.
    """
    definition = study.visit_by_oid.get(visit_code(visit_key))
    if definition is None:
        return ()
    facts = facts_of(subject, study, assessment, visit_key)
    found = []
    for plan in definition.forms:
        form = study.forms[plan.form]
        place = _place(form, visit_key)
        begun, required = _begun(subject, place, form.oid), _required(plan, facts)
        if begun or required or plan.requirement is not Requirement.CONDITIONAL:
            found.append(VisitForm(form, place, required, begun))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Open:
    """What keeps a visit from being complete in one form: the paths of required answers; none where it is not begun."""

    form: VisitForm
    missing: tuple[str, ...]


def open_answers(
    subject: Subject, study: Study, assessment: Assessment, visit_key: str, today: date
) -> tuple[Open, ...]:
    """The forms of a visit in which something required is open, in the order of the study; none: it is complete."""
    found = []
    for place in forms_of_visit(subject, study, assessment, visit_key):
        if not place.begun:
            missing: tuple[str, ...] | None = () if place.required else None
        elif place.place == LOGS and not place.required:
            # A log that all visits share was begun at another one; this one does not ask for it.
            missing = None
        else:
            missing = form_state(subject, study, assessment, place, visit_key, today).missing or None
        if missing is not None:
            found.append(Open(place, missing))
    return tuple(found)


def open_forms(subject: Subject, study: Study, assessment: Assessment, visit_key: str) -> int:
    """How many required forms of a visit that was held have not been begun; 0 where it was recorded as not held."""
    held = assessment.visit(visit_key)
    if held is None or not held.held:
        return 0
    definition, record = study.visit_by_oid.get(visit_code(visit_key)), subject.visit(visit_key)
    if definition is None or record is None:
        return 0
    waiting = [
        plan
        for plan in definition.forms
        if plan.requirement is not Requirement.OPTIONAL
        and plan.form not in (subject.logs if study.forms[plan.form].scope is Scope.SUBJECT else record.forms)
    ]
    # A condition may look through the whole record: it is asked last, and for few forms.
    facts = facts_of(subject, study, assessment, visit_key) if waiting else {}
    return sum(_required(plan, facts) for plan in waiting)


def _place(form: Form, visit_key: str) -> str:
    return LOGS if form.scope is Scope.SUBJECT else visit_key


def _required(plan: FormPlan, facts: Mapping[str, Typed]) -> bool:
    return plan.requirement is Requirement.REQUIRED or (
        plan.requirement is Requirement.CONDITIONAL and _holds(plan, facts)
    )


def _holds(plan: FormPlan, facts: Mapping[str, Typed]) -> bool:
    return plan.condition is None or plan.condition(facts.get) is True


def _begun(subject: Subject, place: str, form: str) -> bool:
    if place == LOGS:
        return form in subject.logs
    visit = subject.visit(place)
    return visit is not None and form in visit.forms


def form_state(
    subject: Subject,
    study: Study,
    assessment: Assessment,
    place: VisitForm,
    visit_key: str,
    today: date | None,
) -> FormState:
    """A form as it is saved, evaluated at its visit."""
    answers: Answers = subject.answers(place.place, place.form.oid)
    context = form_context(subject, study, assessment, visit_key, place.form, today)
    return evaluate(place.form, answers, context)

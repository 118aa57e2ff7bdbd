"""What one form of one subject may know: the context in which ``forms.evaluate`` looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from workstation.definition.form import Form, Scope
from workstation.definition.study import Study
from workstation.forms.answers import EMPTY, Answer, Answers
from workstation.forms.context import Context
from workstation.forms.state import Finding, Range, Typed
from workstation.trial.activity import STEROIDS
from workstation.trial.assess import Later, person_of
from workstation.trial.assessment import Assessment
from workstation.trial.condition_facts import Facts
from workstation.trial.date_checks import date_findings
from workstation.trial.given import days_since_conditioning
from workstation.trial.ledger_checks import ledger_findings
from workstation.trial.proposals import proposals_for
from workstation.trial.recorded import reading
from workstation.trial.setting import Setting
from workstation.trial.subject import Subject, VisitRecord, visit_code
from workstation.trial.treatment import Person

_COUNTS = "haematology"
_COUNTS_LOW_UNTIL_DAY = 28


def form_context(
    subject: Subject,
    study: Study,
    assessment: Assessment | Later,
    visit_key: str,
    form: Form,
    today: date | None,
) -> Context:
    """The context of a form at a visit (or of a log, ``visit_key`` being empty)."""
    recorded = reading(subject, study, assessment.as_of)
    person = person_of(recorded)
    visit = subject.visit(visit_key) or VisitRecord(visit_key, visit_code(visit_key), None, {})
    setting = Setting(recorded, person, visit, assessment)
    facts = Facts(setting, days_since_conditioning(recorded, setting.day))
    return Context(
        facts=facts,
        previous=EMPTY if form.scope is Scope.SUBJECT else previous_answers(subject, visit, form.oid),
        proposals=proposals_for(form.oid, setting),
        ranges=ranges_for(study, person, setting.day)
        if any(item.result for item in form.items.values())
        else {},
        today=today,
        birth_date=None if form.oid == "demography" else person.birth_date,
        found=_form_findings(setting, form, today),
        soft_low_off=form.oid == _COUNTS and _counts_expected_low(facts, assessment.made),
    )


def _form_findings(setting: Setting, form: Form, today: date | None) -> tuple[Finding, ...]:
    """What needs more than the form to be seen: several rows together, or the schedule."""
    if form.oid == STEROIDS:
        return ledger_findings(setting.recorded.rows(STEROIDS, "rows"))
    return date_findings(setting, entered_now=today is not None) if form.oid == "visit" else ()


def facts_of(
    subject: Subject, study: Study, assessment: Assessment | Later, visit_key: str
) -> Mapping[str, Typed]:
    """The dotted names that expressions may use at a visit."""
    recorded = reading(subject, study, assessment.as_of)
    visit = subject.visit(visit_key) or VisitRecord(visit_key, visit_code(visit_key), None, {})
    setting = Setting(recorded, person_of(recorded), visit, assessment)
    return Facts(setting, days_since_conditioning(recorded, setting.day))


def previous_answers(subject: Subject, visit: VisitRecord, form: str) -> Answers:
    """For every item the answer of the latest earlier visit that has one."""
    found: dict[str, Answer] = {}
    for earlier in subject.visits:
        if earlier.key == visit.key or (visit.date and earlier.date and earlier.date > visit.date):
            continue
        found.update(earlier.answers(form).by_path)
    return Answers(found)


def ranges_for(study: Study, person: Person, day: date) -> dict[str, Range]:
    """The reference limits of the laboratory for a person on a day, by item."""
    age, shown = person.age(day), day.isoformat()
    found = {}
    for known in study.ranges:
        fits = known.sex in ("", person.sex) and (age is None or known.age_from <= age <= known.age_to)
        if fits and known.valid_from <= shown and (not known.valid_to or shown <= known.valid_to):
            found[known.item] = Range(known.lln, known.uln, "", known.laboratory)
    return found


def _counts_expected_low(facts: Mapping[str, Typed], assessment: Assessment) -> bool:
    day = facts.get("visit.day")
    begun = facts.get("days_since_ld") is not None or any(d.given for d in assessment.lymphodepletion)
    return begun and isinstance(day, Decimal) and day <= _COUNTS_LOW_UNTIL_DAY

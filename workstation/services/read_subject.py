"""Opening a patient: what is recorded and what follows from it, and how a form under edit would change that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from workstation.definition.form import Form
from workstation.definition.study import Study
from workstation.forms.answers import Answers
from workstation.forms.evaluate import evaluate
from workstation.forms.state import FormState
from workstation.services.session import Session
from workstation.services.sign_visit import rule_sets
from workstation.trial.assess import assess
from workstation.trial.assessment import Assessment
from workstation.trial.form_context import form_context
from workstation.trial.rescoring import Difference, since_signed
from workstation.trial.rule_set import rule_set_of
from workstation.trial.subject import FormRecord, Subject

_ON_THE_SHELF = 64
"""How many patients are kept: more than a list shows at once."""


@dataclass(frozen=True)
class Opened:
    """A subject with its assessment as of a day; ``entry_number`` is its last entry in the journal."""

    subject: Subject
    assessment: Assessment
    entry_number: int
    since_signed: Mapping[str, tuple[Difference, ...] | None] = field(default_factory=dict)
    """What visits that were signed under other rules score differently under those in force; None: cannot be told."""


def open_subject(session: Session, oid: str, as_of: date | None = None) -> Opened:
    """Read a subject and assess it as of a day (default: today); the same again while nothing was entered about it.

    Raises:
        UnknownSubject: there is none of this code.
    """
    day, last = as_of or session.today, session.file.state.last_entry(oid)
    kept = session.shelf.get(oid)
    if isinstance(kept, Opened) and (kept.entry_number, kept.assessment.as_of) == (last, day):
        return kept
    subject = session.file.state.subject(oid)
    assessment = assess(subject, session.study, day)
    opened = Opened(subject, assessment, last, _since_signed(session, subject, assessment))
    session.shelf.pop(oid, None)
    while len(session.shelf) >= _ON_THE_SHELF:
        session.shelf.pop(next(iter(session.shelf)))
    session.shelf[oid] = opened
    return opened


def _since_signed(
    session: Session, subject: Subject, assessment: Assessment
) -> Mapping[str, tuple[Difference, ...] | None]:
    in_force = rule_set_of(session.study).key
    under_others = {
        visit.signature.rules
        for visit in subject.visits
        if visit.signature is not None and visit.signature.rules != in_force
    }
    if not under_others:
        return {}
    return since_signed(subject, session.study, assessment, rule_sets(session), in_force)


def typed_into(subject: Subject, place: str, form: Form, answers: Answers) -> Subject:
    """The subject as if these answers had been saved; itself where they are what is saved. Pure."""
    if answers == subject.answers(place, form.oid):
        return subject
    begun = subject.visit(place)
    record = FormRecord(form.oid, form.version, answers)
    return subject.with_form(place, record, None if begun is None else begun.moment)


def state_of(
    opened: Opened,
    study: Study,
    visit: str,
    form: Form,
    answers: Answers,
    today: date,
    place: str | None = None,
    last: Assessment | None = None,
) -> tuple[FormState, Assessment]:
    """What every keystroke asks: the form and the whole assessment with these answers in place. Pure.

    ``place`` is where the form is recorded when that is not the visit itself (a log). ``last`` is the assessment of the
    keystroke before: it only saves time.
    """
    subject = typed_into(opened.subject, visit if place is None else place, form, answers)
    if subject is opened.subject:
        # Just opened, or typed back to what is saved: all of it is known.
        assessment = opened.assessment
    else:
        assessment = assess(subject, study, opened.assessment.as_of, last or opened.assessment)
    context = form_context(subject, study, assessment, visit, form, today)
    return evaluate(form, answers, context), assessment

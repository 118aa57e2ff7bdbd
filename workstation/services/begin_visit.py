"""Beginning a visit: its date is recorded first, because everything else is judged by it."""

from __future__ import annotations

from workstation.forms.answers import Answer, Answers
from workstation.forms.evaluate import evaluate
from workstation.forms.loose_dates import Near, loosened
from workstation.forms.values import day_of, moment, parse
from workstation.messages import Refusal, Sentence
from workstation.record.cells import changes_between, form_cells
from workstation.services.record_form import FormRefused
from workstation.services.session import Session
from workstation.trial.assess import assess
from workstation.trial.form_context import form_context
from workstation.trial.subject import FormRecord, Subject

BEGIN = "begin visit"


def begin_visit(session: Session, subject: str, visit: str, typed: str) -> str:
    """Record that a visit takes place on a date; gives its key (``UNS#2`` for a second unscheduled visit).

    Raises:
        Refusal: the visit has begun, does not exist, or its date cannot be true.
        EnvironmentFailure: the file could not be written.
    """
    session.must_write()
    definition = session.study.visit_by_oid.get(visit)
    if definition is None:
        raise Refusal(Sentence("There is no visit {visit} in this study.", {"visit": visit}))
    known = session.file.state.subject(subject)
    form = session.study.forms["visit"]
    near = Near(session.today, assess(known, session.study, session.today).anchor)
    answer = parse(form.items["date"], loosened(form.items["date"], typed, near))
    if answer.blank:
        raise Refusal(Sentence("Type the date on which the visit takes place."))
    key = _key(known, visit, answer, repeating=definition.repeating)
    record = FormRecord("visit", form.version, Answers({"date": answer}))
    _check(session, known, key, record)
    changes = changes_between(subject, key, "visit", {}, form_cells(record))
    with session.file.unit_of_work(session.author, session.now()) as unit:
        unit.record(BEGIN, changes)
    return key


def _key(subject: Subject, visit: str, answer: Answer, *, repeating: bool) -> str:
    begun = [record for record in subject.visits if record.oid == visit and record.forms]
    if begun and not repeating:
        raise Refusal(Sentence("The visit {visit} has already begun.", {"visit": visit}))
    day = day_of(moment(answer.value))
    if any(record.date == day for record in begun):
        raise Refusal(Sentence("There is already a visit {visit} on this day.", {"visit": visit}))
    return visit if not begun else f"{visit}#{len(begun) + 1}"


def _check(session: Session, subject: Subject, key: str, record: FormRecord) -> None:
    dated = moment(record.answers["date"].value)
    begun = subject.with_form(key, record, dated)
    assessment = assess(begun, session.study, session.today)
    form = session.study.forms["visit"]
    context = form_context(begun, session.study, assessment, key, form, session.today)
    refused = evaluate(form, record.answers, context).refused
    if refused:
        raise FormRefused(refused)

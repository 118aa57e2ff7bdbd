"""A new patient: a code, sex, date of birth and consent. Nothing that names a person is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workstation.forms.answers import Answer, Answers
from workstation.forms.evaluate import evaluate
from workstation.forms.state import Finding, Severity
from workstation.forms.values import moment, parse
from workstation.messages import Refusal, Sentence
from workstation.record.cells import Change, changes_between, form_cells
from workstation.services.record_form import FormRefused
from workstation.services.session import Session
from workstation.trial.assess import assess
from workstation.trial.form_context import form_context
from workstation.trial.subject import FormRecord, Subject, VisitRecord

ENROL = "enrol"
_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")
_REFUSED_HERE = frozenset({"DAY_0_BEFORE_CONSENT"})
"""Findings that warn where history is entered, and are refused where a patient is enrolled now."""
_NUMBERED = re.compile(r"^(.*?)(\d+)$")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What is known of a patient at consent, as typed; empty is not known yet."""

    subject: str
    sex: str
    birth_date: str
    consent: str
    cohort: str = ""
    planned_infusion: str = ""


class Doubtful(FormRefused):
    """What was typed can be true and is unusual: nobody is enrolled until it is confirmed."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        Refusal.__init__(self, Sentence("Please check what is marked. If it is right, enrol again."))
        self.findings = findings


def next_subject_code(session: Session) -> str:
    """A code that follows the highest one in use: S-014 gives S-015."""
    numbered = [found for code in session.file.state.subjects() if (found := _NUMBERED.match(code))]
    if not numbered:
        return "S-001"
    last = max(numbered, key=lambda found: int(found.group(2)))
    return f"{last.group(1)}{int(last.group(2)) + 1:0{len(last.group(2))}d}"


def enrol(session: Session, enrolment: Enrolment, *, confirmed: bool = True) -> str:
    """Record a new patient with the screening visit begun on the day of consent; gives the code.

    Args:
        session: the open study.
        enrolment: what is known.
        confirmed: whether unusual answers were looked at; without it they are told first.

    Raises:
        Refusal: the code is taken or will not do, or an answer cannot be true (with its finding).
        Doubtful: an answer is unusual and was not confirmed.
        EnvironmentFailure: the file could not be written; nobody was enrolled.
    """
    session.must_write()
    code = enrolment.subject.strip()
    if not _CODE.match(code):
        raise Refusal(Sentence("A patient code has letters, digits, points and hyphens only, at most 40."))
    if code in session.file.state.subjects():
        raise Refusal(Sentence("{subject} is already in this study.", {"subject": code}))
    forms = dict(_forms(session, enrolment))
    doubts = _check(session, code, forms)
    if doubts and not confirmed:
        raise Doubtful(doubts)
    changes: list[Change] = []
    for form, answers in forms.items():
        record = FormRecord(form, session.study.forms[form].version, answers)
        changes.extend(changes_between(code, "SCR", form, {}, form_cells(record)))
    with session.file.unit_of_work(session.author, session.now()) as unit:
        unit.record(ENROL, changes)
    return code


def _forms(session: Session, enrolment: Enrolment) -> Iterator[tuple[str, Answers]]:
    typed = {
        "visit": {"date": enrolment.consent},
        "consent": {"signed": enrolment.consent},
        "demography": {
            "sex": enrolment.sex,
            "birth_date": enrolment.birth_date,
            "cohort": enrolment.cohort,
            "planned_infusion": enrolment.planned_infusion,
        },
    }
    for form, texts in typed.items():
        items = session.study.forms[form].items
        answers: dict[str, Answer] = {
            oid: parse(items[oid], text) for oid, text in texts.items() if text.strip()
        }
        yield form, Answers(answers)


def _check(session: Session, code: str, forms: dict[str, Answers]) -> tuple[Finding, ...]:
    """Refuse what is missing or cannot be true; gives what is unusual about the answers."""
    for needed, form, item in (
        (Sentence("Sex is needed."), "demography", "sex"),
        (Sentence("The date of birth is needed."), "demography", "birth_date"),
        (Sentence("The date of consent is needed."), "consent", "signed"),
    ):
        if item not in forms[form]:
            raise Refusal(needed)
    records = {form: FormRecord(form, 1, answers) for form, answers in forms.items()}
    subject = Subject(code, (VisitRecord("SCR", "SCR", moment(forms["visit"]["date"].value), records),), {})
    assessment = assess(subject, session.study, session.today)
    doubts: list[Finding] = []
    for form, answers in forms.items():
        definition = session.study.forms[form]
        context = form_context(subject, session.study, assessment, "SCR", definition, session.today)
        state = evaluate(definition, answers, context)
        refused = state.refused or tuple(each for each in state.findings if each.code in _REFUSED_HERE)
        if refused:
            raise FormRefused(refused)
        doubts += [
            each for each in state.findings if each.severity is Severity.WARNING and each.path in answers
        ]
    return tuple(doubts)

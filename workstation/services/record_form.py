"""Saving a form: evaluated again (the screen is never trusted), then one entry with what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workstation.definition.form import Form
from workstation.forms.answers import Answers
from workstation.forms.evaluate import evaluate
from workstation.forms.state import Finding
from workstation.messages import Refusal, Sentence
from workstation.record.cells import Change, changes_between, form_cells
from workstation.record.entry import Entry
from workstation.services.order import gate
from workstation.services.read_subject import Opened, open_subject
from workstation.services.session import Session
from workstation.trial.assess import assess
from workstation.trial.form_context import form_context
from workstation.trial.subject import LOGS, FormRecord, Subject

SAVE = "save form"


class FormRefused(Refusal):
    """Answers that cannot be true; nothing was saved. ``findings`` stand at their items."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            Sentence("{count} answers cannot be true. They are marked in the form.", {"count": len(findings)})
        )
        self.findings = findings


class ReasonMissing(Refusal):
    """A saved value would change without a reason."""

    def __init__(self) -> None:
        super().__init__(Sentence("A saved value changes: say why."))


class OrderRefused(Refusal):
    """The order of steps does not allow it; ``may_override`` with a reason."""

    def __init__(self, sentence: Sentence, may_override: bool) -> None:
        super().__init__(sentence)
        self.may_override = may_override


@dataclass(frozen=True)
class FormEdit:
    """What a person wants to save: the answers, and the ones that were on the screen when editing began.

    ``visit`` is where the form is recorded ("" for a log); ``at_visit`` the visit on whose page it was filled.
    """

    subject: str
    visit: str
    form: str
    answers: Answers
    base: Answers
    reason: str = ""
    override_reason: str = ""
    at_visit: str = ""


def changed_values(edit: FormEdit) -> tuple[str, ...]:
    """Paths whose saved answer becomes another or goes: these ask for a reason."""
    return tuple(path for path, old in edit.base.items() if edit.answers.get(path) != old)


def needs_reason(edit: FormEdit) -> bool:
    """Whether a saved value changes."""
    return bool(changed_values(edit))


def save_form(session: Session, edit: FormEdit) -> Entry | None:
    """Save a form durably; None if nothing changed.

    Raises:
        FormRefused: an answer cannot be true.
        ReasonMissing: a saved value changes without a reason.
        OrderRefused: the order of steps does not allow it.
        ChangedMeanwhile: somebody saved the same form in between.
        EnvironmentFailure: the file could not be written; nothing is saved.
    """
    session.must_write()
    opened = open_subject(session, edit.subject)
    form = session.study.forms[edit.form]
    _check(session, opened, form, edit)
    if needs_reason(edit) and not edit.reason.strip():
        raise ReasonMissing
    changes = _changes(session, opened, form, edit)
    if not changes:
        return None
    with session.file.unit_of_work(session.author, session.now()) as unit:
        session.file.drafts.drop(session.person, edit.subject, edit.visit, edit.form)
        return unit.record(SAVE, changes, _reasons(edit))


def _reasons(edit: FormEdit) -> str:
    return " · ".join(part.strip() for part in (edit.reason, edit.override_reason) if part.strip())


def _check(session: Session, opened: Opened, form: Form, edit: FormEdit) -> None:
    at = edit.at_visit or edit.visit
    stop = gate(opened, session.study, at, edit.form)
    if stop is not None and not (stop.may_override and edit.override_reason.strip()):
        raise OrderRefused(stop.sentence, stop.may_override)
    subject = with_edit(opened.subject, form, edit.visit, edit.answers)
    assessment = assess(subject, session.study, session.today)
    context = form_context(subject, session.study, assessment, at, form, session.today)
    refused = evaluate(form, edit.answers, context).refused
    if refused:
        raise FormRefused(refused)


def with_edit(subject: Subject, form: Form, visit: str, answers: Answers) -> Subject:
    """The subject as if the answers had been saved."""
    known = subject.visit(visit)
    return subject.with_form(
        visit, FormRecord(form.oid, form.version, answers), None if known is None else known.moment
    )


def _changes(session: Session, opened: Opened, form: Form, edit: FormEdit) -> tuple[Change, ...]:
    old = _cells(
        form, edit.base, saved=bool(opened.subject.answers(edit.visit, form.oid)) or _begun(opened, edit)
    )
    new = form_cells(FormRecord(form.oid, _version(opened, form, edit), edit.answers))
    changes = changes_between(edit.subject, edit.visit, form.oid, old, new)
    return changes if any(change.item != "@version" for change in changes) else ()


def _begun(opened: Opened, edit: FormEdit) -> bool:
    if edit.visit == LOGS:
        return edit.form in opened.subject.logs
    visit = opened.subject.visit(edit.visit)
    return visit is not None and edit.form in visit.forms


def _version(opened: Opened, form: Form, edit: FormEdit) -> int:
    """A form that was begun with an older version is kept in it."""
    visit = opened.subject.visit(edit.visit)
    records = opened.subject.logs if edit.visit == LOGS else {} if visit is None else visit.forms
    return records[form.oid].version if form.oid in records else form.version


def _cells(form: Form, base: Answers, *, saved: bool) -> Mapping[str, str]:
    return form_cells(FormRecord(form.oid, form.version, base)) if saved else {}

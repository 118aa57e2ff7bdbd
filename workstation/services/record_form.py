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
from workstation.services.order import GATED, gate, lacking
from workstation.services.session import Session
from workstation.trial.assess import Later, assess
from workstation.trial.form_context import form_context
from workstation.trial.subject import LOGS, FormRecord, Subject

SAVE = "save form"


class FormRefused(Refusal):
    """Answers that cannot be true; nothing was saved. ``findings`` stand at their items."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            Sentence(
                "Answers that cannot be true: {count}. They are marked in the form.", {"count": len(findings)}
            )
        )
        self.findings = findings


class GivenIncomplete(FormRefused):
    """Treatment is answered as given without what it cannot be told without; ``findings`` name the items."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        sentences = tuple(finding.sentence for finding in findings)
        Refusal.__init__(self, Sentence("{reasons}", {"reasons": sentences}))
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
        FormRefused: an answer cannot be true, or an infusion is answered as given without its start or cells.
        ReasonMissing: a saved value changes without a reason.
        OrderRefused: the order of steps does not allow it.
        ChangedMeanwhile: somebody saved the same form in between.
        EnvironmentFailure: the file could not be written; nothing is saved.
    """
    session.must_write()
    subject = session.file.state.subject(edit.subject)
    form = session.study.forms[edit.form]
    incomplete = lacking(edit.form, edit.answers, edit.base)
    if incomplete:
        raise GivenIncomplete(incomplete)
    _check_order(session, subject, edit)
    _check_answers(session, subject, form, edit)
    if needs_reason(edit) and not edit.reason.strip():
        raise ReasonMissing
    changes = _changes(subject, form, edit)
    if not changes:
        return None
    with session.file.unit_of_work(session.author, session.now()) as unit:
        session.file.drafts.drop(session.person, edit.subject, edit.visit, edit.form)
        return unit.record(SAVE, changes, _reasons(edit))


def _reasons(edit: FormEdit) -> str:
    return " · ".join(part.strip() for part in (edit.reason, edit.override_reason) if part.strip())


def _check_order(session: Session, subject: Subject, edit: FormEdit) -> None:
    if edit.form not in GATED:
        return
    assessment = assess(subject, session.study, session.today)
    visit = edit.at_visit or edit.visit
    stop = gate(subject, assessment, session.study, visit, edit.form, edit.answers)
    if stop is not None and not (stop.may_override and edit.override_reason.strip()):
        raise OrderRefused(stop.sentence, stop.may_override)


def _check_answers(session: Session, subject: Subject, form: Form, edit: FormEdit) -> None:
    edited = with_edit(subject, form, edit.visit, edit.answers)
    visit = edit.at_visit or edit.visit
    assessment = Later(edited, session.study, session.today)
    context = form_context(edited, session.study, assessment, visit, form, session.today)
    refused = evaluate(form, edit.answers, context).refused
    if refused:
        raise FormRefused(refused)


def with_edit(subject: Subject, form: Form, visit: str, answers: Answers) -> Subject:
    """The subject as if the answers had been saved."""
    known = subject.visit(visit)
    return subject.with_form(
        visit, FormRecord(form.oid, form.version, answers), None if known is None else known.moment
    )


def _changes(subject: Subject, form: Form, edit: FormEdit) -> tuple[Change, ...]:
    old = _cells(form, edit.base, saved=_begun(subject, edit))
    new = form_cells(FormRecord(form.oid, _version(subject, form, edit), edit.answers))
    changes = changes_between(edit.subject, edit.visit, form.oid, old, new)
    return changes if any(change.item != "@version" for change in changes) else ()


def _begun(subject: Subject, edit: FormEdit) -> bool:
    if edit.visit == LOGS:
        return edit.form in subject.logs
    visit = subject.visit(edit.visit)
    return visit is not None and edit.form in visit.forms


def _version(subject: Subject, form: Form, edit: FormEdit) -> int:
    """A form that was begun with an older version is kept in it."""
    visit = subject.visit(edit.visit)
    records = subject.logs if edit.visit == LOGS else {} if visit is None else visit.forms
    return records[form.oid].version if form.oid in records else form.version


def _cells(form: Form, base: Answers, *, saved: bool) -> Mapping[str, str]:
    return form_cells(FormRecord(form.oid, form.version, base)) if saved else {}

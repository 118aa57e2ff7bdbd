"""One form of one visit under edit: the editor, the assessment that follows every key, the draft, and saving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from ui.operations import Changed, Operations, Outcome
from ui.view_models.form_editor import FormEditor
from workstation.definition.study import Study
from workstation.forms.answers import Answer, Answers
from workstation.forms.loose_dates import Near
from workstation.forms.state import FormState
from workstation.messages import Refusal, Sentence
from workstation.services.drafts import Draft, drop_draft, keep_draft
from workstation.services.order import Gate, gate
from workstation.services.read_subject import Opened, open_subject, state_of, typed_into
from workstation.services.record_form import FormEdit, FormRefused, changed_values, save_form
from workstation.services.session import Session
from workstation.trial.assessment import Assessment
from workstation.trial.subject import Subject
from workstation.trial.visit_forms import VisitForm

DRAFT_MS = 120
"""How long typing may run ahead of the draft: with the write itself it stays within a quarter of a second."""


@dataclass(frozen=True, slots=True)
class SavedChange:
    """One saved value that becomes another: what the question for a reason lists."""

    path: str
    old: Answer
    new: Answer


class FormSession(QObject):
    """Everything between a form on the screen and the study file.

    ``visit`` is the visit whose page the form stands on; the form itself may be a log that all visits share.
    """

    assessed = Signal(object, object)
    """(Assessment, FormState) after every act: scores follow while a value is typed."""
    saved = Signal(object)
    """The patient as read back after a save (:class:`Opened`), or None when nothing had changed."""
    refused = Signal(object)
    """A :class:`Refusal` to be shown at the form."""
    draft_kept = Signal()
    draft_failed = Signal()
    """What is typed could not be kept (:attr:`draft_lost`); why is told where errors end."""

    def __init__(
        self,
        operations: Operations,
        study: Study,
        opened: Opened,
        visit: str,
        place: VisitForm,
        today: date,
        draft: Draft | None,
        *,
        writable: bool = True,
    ) -> None:
        # No parent: whoever waits for the worker keeps it alive, after its page has gone.
        super().__init__()
        self._operations = operations
        self._study = study
        self.opened = opened
        self.visit = visit
        self.place = place
        self._today = today
        self.assessment: Assessment = opened.assessment
        self.base: Answers = opened.subject.answers(place.place, place.form.oid)
        self._saving = False
        near = Near(today, opened.assessment.anchor)
        self.editor = FormEditor(
            place.form, self.base, self._evaluate, self, read_only=not writable, near=near
        )
        self.draft_lost = False
        self._throttle = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._throttle.timeout.connect(self._keep)
        self._restored = draft is not None
        if draft is not None:
            self.editor.restore(draft.content)
        self.editor.draft_wanted.connect(self._wish_draft)
        self.editor.changed.connect(self._on_changed)

    def _on_changed(self, _paths: object) -> None:
        self.assessed.emit(self.assessment, self.editor.state)

    def _evaluate(self, answers: Answers) -> FormState:
        state, self.assessment = state_of(
            self.opened,
            self._study,
            self.visit,
            self.place.form,
            answers,
            self._today,
            self.place.place,
            self.assessment,
        )
        return state

    @property
    def subject(self) -> Subject:
        """The patient as if what is typed had been saved."""
        return typed_into(self.opened.subject, self.place.place, self.place.form, self.editor.answers)

    @property
    def restored(self) -> bool:
        """Whether it goes on from a draft."""
        return self._restored

    @property
    def gate(self) -> Gate | None:
        """Why this form is not due yet."""
        opened, form = self.opened, self.place.form.oid
        return gate(opened.subject, opened.assessment, self._study, self.visit, form, self.editor.answers)

    @property
    def saved_changes(self) -> tuple[SavedChange, ...]:
        """Saved values that a save would change: these ask for a reason."""
        edit = self._edit("", "")
        return tuple(
            SavedChange(path, self.base[path], edit.answers.get(path, Answer()))
            for path in changed_values(edit)
        )

    def _edit(self, reason: str, override: str) -> FormEdit:
        return FormEdit(
            subject=self.opened.subject.oid,
            visit=self.place.place,
            form=self.place.form.oid,
            answers=self.editor.answers,
            base=self.base,
            reason=reason,
            override_reason=override,
            at_visit=self.visit,
        )

    # drafts

    def _wish_draft(self) -> None:
        # Started once and not pushed on by further keys: somebody who types without a pause is safe too.
        if not self._throttle.isActive():
            self._throttle.start()

    def _keep(self) -> None:
        self._throttle.stop()
        if not self.editor.dirty:
            self.throw_draft_away()
            return
        draft = Draft(
            subject=self.opened.subject.oid,
            visit=self.place.place,
            form=self.place.form.oid,
            content=self.editor.draft(),
            base_entry=self.opened.entry_number,
        )
        self._operations.run(lambda session: keep_draft(session, draft), self._on_kept, self._on_not_kept)

    def _on_kept(self, _nothing: None) -> None:
        self.draft_lost = False
        self.draft_kept.emit()

    def _on_not_kept(self, error: Exception) -> None:
        self.draft_lost = True
        self.draft_failed.emit()
        self._operations.fail(error)

    def flush(self) -> None:
        """Keep what is typed now, because the form is left."""
        if self._throttle.isActive():
            self._keep()

    def throw_draft_away(self) -> None:
        """Forget the draft in the file; what is on the screen stays."""
        subject, place, form = self.opened.subject.oid, self.place.place, self.place.form.oid
        self._operations.run(lambda session: drop_draft(session, subject, place, form))

    # saving

    def save(self, reason: str = "", override: str = "", after: Callable[[], None] | None = None) -> None:
        """Save durably, then read the patient back. ``after`` is called when it is done.

        A refusal is told by :attr:`refused`; what was typed and its draft stay.
        """
        if self._saving:
            return
        blocking = self.editor.blocking
        if blocking:
            path, sentence = blocking[0]
            self.editor.move_to(path)
            self.refused.emit(Refusal(Sentence("Not saved: {reason}", {"reason": sentence})))
            return
        self._throttle.stop()
        self._saving = True
        edit = self._edit(reason, override)

        def done(opened: Opened | None) -> None:
            self._on_saved(edit, opened, after)

        self._operations.run(lambda session: _save(session, edit), done, self._on_failed)

    def _on_saved(self, edit: FormEdit, opened: Opened | None, after: Callable[[], None] | None) -> None:
        self._saving = self.draft_lost = False
        if opened is not None:
            self.opened = opened
        if self.editor.answers == edit.answers:
            self.base = edit.answers
            self.editor.saved()
        self.editor.evaluate_again(self._evaluate)
        self.saved.emit(opened)
        if after is not None:
            after()

    def _on_failed(self, error: Exception) -> None:
        self._saving = False
        self._keep()
        if isinstance(error, FormRefused) and error.findings:
            self.editor.move_to(error.findings[0].path)
        if isinstance(error, Refusal):
            self.refused.emit(error)
        else:
            self._operations.fail(error)


def _save(session: Session, edit: FormEdit) -> Outcome[Opened | None]:
    entry = save_form(session, edit)
    if entry is None:
        return Outcome(None, None)
    changed = Changed(frozenset({edit.subject}), frozenset({"form"}))
    return Outcome(open_subject(session, edit.subject), changed)

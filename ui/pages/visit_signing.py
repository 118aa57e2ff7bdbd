"""Signing on the page of the patients: the strip below the forms, and the dialogs that it opens."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.surroundings import Surroundings
from ui.view_models.patient_desk import PatientDesk
from ui.view_models.signature_state import signature_state
from ui.widgets.signature_strip import SignatureStrip
from workstation.messages import Sentence
from workstation.services.sign_visit import (
    SigningFacts,
    SinceSigned,
    may_sign,
    signing_facts,
    since_it_was_signed,
)
from workstation.trial.index_words import visit_words


class VisitSigning(QObject):
    """Knows whether this person may sign; shows how the open visit stands, and has it signed."""

    jump = Signal(str, str)
    """(form, item) of something open that a person wants to answer before signing."""

    def __init__(self, around: Surroundings, desk: PatientDesk, window: QWidget) -> None:
        super().__init__(window)
        self._around, self._desk, self._window = around, desk, window
        self._may_sign = False
        self.strip = SignatureStrip(around.words)
        self.strip.sign_wanted.connect(self.sign)
        self.strip.compared.connect(self.compare)
        for told in (desk.patient_changed, desk.visit_changed, desk.form_changed):
            told.connect(self.show)
        around.operations.run(may_sign, self._told)

    def _told(self, may: bool) -> None:
        self._may_sign = may
        self.show()

    @property
    def possible(self) -> bool:
        """Whether the open visit can be signed by this person now."""
        state = signature_state(self._desk.opened, self._desk.visit)
        return self._may_sign and state is not None and state.to_sign

    def show(self, _told: object = None) -> None:
        """Show how the visit on the desk stands."""
        self.strip.show_state(signature_state(self._desk.opened, self._desk.visit), self._may_sign)

    def sign(self) -> None:
        """Read what is to be signed, then ask for the signature."""
        opened, visit = self._desk.opened, self._desk.visit
        if opened is None or not self.possible:
            return
        if self._desk.typed_at(visit):
            self._around.errors.tell(
                Sentence("The visit cannot be signed while something typed is not saved."),
                Sentence("Save the forms that are marked as draft first (Ctrl+S)."),
            )
            return
        subject = opened.subject.oid
        self._around.operations.run(lambda session: signing_facts(session, subject, visit), self._ask)

    def _ask(self, facts: SigningFacts) -> None:
        # The dialog is read when somebody signs: most forms are left without.
        from ui.dialogs.sign_visit import SignVisit

        dialog = SignVisit(self._around, facts, visit_words(self._desk.study, facts.visit), self._window)
        dialog.accepted.connect(lambda: self._desk.open_patient(facts.subject, facts.visit, self._form))
        dialog.jump.connect(self.jump)
        dialog.open()

    @property
    def _form(self) -> str:
        return "" if self._desk.form is None else self._desk.form.place.form.oid

    def compare(self) -> None:
        """Show what the open visit scores differently than under the rules it was signed under."""
        opened, visit = self._desk.opened, self._desk.visit
        if opened is None:
            return
        subject = opened.subject.oid
        self._around.operations.run(
            lambda session: since_it_was_signed(session, subject, visit), self._show_since
        )

    def _show_since(self, since: SinceSigned) -> None:
        from ui.dialogs.since_signed import SinceSignedDialog

        opened = self._desk.opened
        if opened is not None:
            visit = visit_words(self._desk.study, self._desk.visit)
            SinceSignedDialog(self._around.words, opened.subject.oid, visit, since, self._window).open()

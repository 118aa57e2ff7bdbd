"""Enrolling a patient: a code, sex, date of birth and consent. Nothing that names a person is asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.dialogs.dialog import Dialog
from ui.operations import Changed, Outcome
from ui.surroundings import Surroundings
from ui.widgets.fields import Chooser, Fields, Segments
from workstation.definition.form import Item
from workstation.definition.study import Study
from workstation.forms.values import parse
from workstation.messages import Refusal, Sentence, Text
from workstation.services.enrol import Doubtful, Enrolment, enrol, next_subject_code
from workstation.services.record_form import FormRefused
from workstation.services.session import Session

SUBJECT, SEX, BIRTH, CONSENT, COHORT, PLANNED = (
    "subject",
    "sex",
    "birth_date",
    "signed",
    "cohort",
    "planned_infusion",
)
_FORM_OF = {
    SEX: "demography",
    BIRTH: "demography",
    CONSENT: "consent",
    COHORT: "demography",
    PLANNED: "demography",
}
# The visit of screening begins on the day of consent: a finding about its date belongs to the same field.
_FIELD_OF_PATH = {"date": CONSENT}
_LATER = "Decided later"


class Enrol(Dialog):
    """Asks for what is known at consent. ``enrolled`` carries the code of the new patient."""

    enrolled = Signal(str)

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around.words, "Enrol a patient", parent, width=560)
        self._operations = around.operations
        self._study: Study | None = None
        self._doubted: Enrolment | None = None
        self.add_text(
            "Only the code goes into this study. Keep name and hospital number in the enrolment log."
        )
        self.fields = Fields(around.words)
        self.subject, self.birth, self.consent, self.planned = (QLineEdit() for _ in range(4))
        self.sex = Segments(around.words, {"F": Text("Female", "女"), "M": Text("Male", "男")})
        self.cohort = Chooser(around.words, {}, _LATER)
        self.fields.add(SUBJECT, "Patient code", self.subject)
        self.fields.add(SEX, "Sex", self.sex)
        self.fields.add(BIRTH, "Date of birth", self.birth)
        self.fields.add(
            CONSENT, "Consent signed", self.consent, "Date, and time if known. Screening begins on this day."
        )
        self.fields.add(COHORT, "Cohort", self.cohort)
        self.fields.add(
            PLANNED, "Planned first infusion", self.planned, "May be left blank until it is known."
        )
        for line in (self.birth, self.planned):
            self.say(line.setPlaceholderText, "YYYY-MM-DD")
        self.say(self.consent.setPlaceholderText, "YYYY-MM-DD HH:MM")
        self.body.addWidget(self.fields)
        self.body.addStretch(1)
        self.add_cancel()
        self.add_button("Enrol", primary=True).clicked.connect(self.finish)
        self.subject.setFocus()
        self._operations.run(_proposal, self.while_open(self._propose))

    def _propose(self, proposed: tuple[str, Study]) -> None:
        code, self._study = proposed
        if not self.subject.text():
            self.subject.setText(code)
            self.sex.setFocus()
        cohort = self._study.forms["demography"].items[COHORT]
        self.cohort.set_choices({choice.code: choice.label for choice in cohort.choices}, _LATER)

    def finish(self) -> None:
        """Enrol with what was typed, or say at the fields what is wrong."""
        self.fields.accept_all()
        self.box.hide()
        if not self._readable():
            return
        wish = Enrolment(
            subject=self.subject.text().strip(),
            sex=self.sex.code,
            birth_date=self.birth.text(),
            consent=self.consent.text(),
            cohort=self.cohort.code,
            planned_infusion=self.planned.text(),
        )
        self.set_busy(True)
        # Pressed again with the same answers: they were looked at.
        confirmed, self._doubted = wish == self._doubted, wish

        def work(session: Session) -> Outcome[str]:
            code = enrol(session, wish, confirmed=confirmed)
            return Outcome(code, Changed(frozenset({code}), frozenset({"subject"})))

        self._operations.run(work, self.while_open(self._enrolled), self._failed)

    def _readable(self) -> bool:
        """Whether every text can be read; the service checks again, but it does not know the fields."""
        wrong = [key for key in reversed(self.fields.keys()) if not self._check(key)]
        return not wrong

    def _check(self, key: str) -> bool:
        text = {BIRTH: self.birth, CONSENT: self.consent, PLANNED: self.planned}.get(key)
        if key == SEX and not self.sex.code:
            self.fields.refuse(SEX, Sentence("Choose the sex: F or M."))
            return False
        if text is None or self._study is None:
            return True
        if not text.text().strip() and key != PLANNED:
            self.fields.refuse(key, Sentence("This date is needed."))
            return False
        item: Item = self._study.forms[_FORM_OF[key]].items[key]
        try:
            parse(item, text.text())
        except Refusal as refusal:
            self.fields.refuse(key, refusal.sentence)
            return False
        return True

    def _enrolled(self, code: str) -> None:
        self.accept()
        self.enrolled.emit(code)

    def _failed(self, error: Exception) -> None:
        self.while_open(self._show_failure)(error)

    def _show_failure(self, error: Exception) -> None:
        self.set_busy(False)
        if not isinstance(error, Doubtful):
            self._doubted = None
        if isinstance(error, FormRefused):
            if isinstance(error, Doubtful):
                self.box.show_sentence(error.sentence)
            for finding in reversed(error.findings):
                key = _FIELD_OF_PATH.get(finding.path, finding.path)
                if self.fields.knows(key):
                    self.fields.refuse(key, finding.sentence)
                else:
                    self.box.show_sentence(finding.sentence)
        elif not self.refuse(error):
            self._operations.fail(error)


def _proposal(session: Session) -> tuple[str, Study]:
    return next_subject_code(session), session.study

"""Beginning a visit that no plan asks for now: which one, and on which date. Nothing defaults to now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from ui.dialogs.dialog import Dialog
from ui.operations import Changed, Outcome
from ui.surroundings import Surroundings
from ui.widgets.fields import Chooser, Fields
from workstation.definition.study import Study
from workstation.messages import Refusal, Sentence, Text
from workstation.services.begin_visit import begin_visit
from workstation.services.record_form import FormRefused
from workstation.services.session import Session
from workstation.trial.assessment import Assessment
from workstation.trial.visit_state import VisitState

VISIT, DATE = "visit", "date"
_GONE = (VisitState.DONE, VisitState.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class VisitOffer:
    """A visit that can begin, with its window where it has one."""

    oid: str
    title: Text
    earliest: date | None = None
    latest: date | None = None

    def contains(self, day: date) -> bool:
        """Whether the visit is planned for a day."""
        return self.earliest is not None and self.latest is not None and self.earliest <= day <= self.latest


def visits_to_begin(study: Study, assessment: Assessment) -> tuple[VisitOffer, ...]:
    """Every visit of the schedule that was not held, and those that may be held any number of times."""
    planned = {visit.oid: visit for visit in assessment.schedule if visit.state not in _GONE}
    offers = []
    for definition in study.visits:
        here = planned.get(definition.oid)
        if here is not None:
            offers.append(VisitOffer(definition.oid, definition.title, here.earliest, here.latest))
        elif definition.repeating:
            offers.append(VisitOffer(definition.oid, definition.title))
    return tuple(offers)


class BeginVisit(Dialog):
    """Asks for a visit and its date. ``begun`` carries patient and key of the visit."""

    begun = Signal(str, str)

    def __init__(
        self,
        around: Surroundings,
        subject: str,
        offers: Sequence[VisitOffer],
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(around.words, Sentence("Begin a visit of {subject}", {"subject": subject}), parent)
        self._operations, self._subject, self._today = around.operations, subject, today
        self._offers = {offer.oid: offer for offer in offers}
        self.fields = Fields(around.words)
        self.visit = Chooser(around.words, {offer.oid: _line(offer) for offer in offers})
        self.date = QLineEdit()
        self.today = QPushButton()
        self.today.setAutoDefault(False)
        self.say(self.today.setText, "Today")
        self.say(self.date.setPlaceholderText, "YYYY-MM-DD HH:MM")
        self.fields.add(VISIT, "Visit", self.visit)
        hint = "The day on which it took place, and the time if known: 2026-01-31, 1/31, d28, today."
        self.fields.add(DATE, "Date", self.date, hint, beside=self.today)
        self.body.addWidget(self.fields)
        self.body.addStretch(1)
        self.add_cancel()
        self.add_button("Begin the visit", primary=True).clicked.connect(self._finish)
        self.today.clicked.connect(self._take_today)
        self.visit.currentIndexChanged.connect(lambda: self._offer_today())
        self._offer_today()
        self.choose_planned()
        self.visit.setFocus()

    def choose_planned(self) -> None:
        """Choose the visit that is planned for today, if one is."""
        for offer in self._offers.values():
            if offer.contains(self._today):
                self.visit.choose(offer.oid)
                return

    def _offer_today(self) -> None:
        offer = self._offers.get(self.visit.code)
        self.today.setVisible(offer is not None and offer.contains(self._today))

    def _take_today(self) -> None:
        self.date.setText(self._today.isoformat())
        self.date.setFocus()

    def _finish(self) -> None:
        self.fields.accept_all()
        self.box.hide()
        self.set_busy(True)
        subject, visit, typed = self._subject, self.visit.code, self.date.text()

        def work(session: Session) -> Outcome[str]:
            key = begin_visit(session, subject, visit, typed)
            return Outcome(key, Changed(frozenset({subject}), frozenset({"visit"})))

        self._operations.run(work, self.while_open(self._has_begun), self._failed)

    def _has_begun(self, key: str) -> None:
        self.accept()
        self.begun.emit(self._subject, key)

    def _failed(self, error: Exception) -> None:
        self.while_open(self._show_failure)(error)

    def _show_failure(self, error: Exception) -> None:
        self.set_busy(False)
        if isinstance(error, FormRefused) and error.findings:
            self.fields.refuse(DATE, error.findings[0].sentence)
        elif isinstance(error, Refusal):
            self.fields.refuse(DATE, error.sentence)
        elif not self.refuse(error):
            self._operations.fail(error)


def _line(offer: VisitOffer) -> Text:
    if offer.earliest is None or offer.latest is None:
        return offer.title
    window = f"{offer.earliest} – {offer.latest}"
    return Text(f"{offer.title.en}   {window}", f"{offer.title.zh}   {window}")

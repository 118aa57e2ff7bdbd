"""Signing a visit: what is open, what the results are and by which rules; then the signature."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.dialogs.dialog import Dialog
from ui.dialogs.reason_field import ReasonField
from ui.operations import Changed, Outcome
from ui.surroundings import Surroundings
from ui.view_models.today_board import ListedLine, Place
from ui.widgets.fields import Fields, Passphrase
from ui.widgets.line_list import LineList
from ui.widgets.plain_table import Cell, PlainTable
from workstation.messages import Sentence, Text
from workstation.services.session import Session
from workstation.services.sign_visit import MEANINGS, Signing, SigningFacts, sign_visit

PASSPHRASE = "passphrase"
_MEANING = "reviewed"
_MOST_HIGH = 250


class SignVisit(Dialog):
    """Signs the visit as it stood when the dialog opened; what changed it in between is refused.

    ``jump`` carries form and item of something open that a person wants to answer instead.
    """

    jump = Signal(str, str)

    def __init__(
        self, around: Surroundings, facts: SigningFacts, visit: Text, parent: QWidget | None = None
    ) -> None:
        title = Sentence("Sign {visit} of {subject}", {"visit": visit, "subject": facts.subject})
        super().__init__(around.words, title, parent, width=620)
        self._operations, self._facts = around.operations, facts
        self._show_open()
        self._show_results()
        self.reason: ReasonField | None = self._reason() if facts.open else None
        self.add_text(MEANINGS[_MEANING], "strong")
        self.fields = Fields(around.words)
        self.passphrase = Passphrase()
        if facts.asks_passphrase:
            hint = "Typed again, so that nobody else signs at an open window."
            self.fields.add(PASSPHRASE, "Your passphrase", self.passphrase, hint)
            self.body.addWidget(self.fields)
        self.add_cancel()
        self.add_button("Sign", primary=True).clicked.connect(self._finish)
        (self.reason or (self.passphrase if facts.asks_passphrase else self)).setFocus()

    def _show_open(self) -> None:
        if not self._facts.open:
            self.add_text("The visit is complete: nothing that is required is open.", "good")
            return
        self.add_text("Required answers are open. Signing asks for a reason then.", "warning")
        self.open_list = LineList(self.words)
        self.open_list.show_lines(open_lines(self._facts))
        self.say(self.open_list.setAccessibleName, "What is open")
        self.open_list.chosen.connect(self._go)
        self.body.addWidget(_scrolled(self.open_list, self.open_list.sizeHint().height()))

    def _go(self, number: int) -> None:
        """Go and answer what is open, in place of signing."""
        each = self._facts.open[number]
        self.reject()
        self.jump.emit(each.form.form.oid, each.missing[0] if each.missing else "")

    def _show_results(self) -> None:
        rules = {"rules": self._facts.rules}
        self.add_text(Sentence("Results by rule set {rules}, as far as they are known:", rules))
        table = PlainTable(self.words, (3, 2))
        table.set_rows([(Cell(name), Cell(value, "strong")) for name, value in self._facts.results.items()])
        self.body.addWidget(_scrolled(table, table.heightForWidth(560)))

    def _reason(self) -> ReasonField:
        field = ReasonField(
            self.words, ("Missing results cannot be collected any more", "Entered from paper")
        )
        self.say(field.line.setPlaceholderText, "Why it is signed although answers are open")
        self.say(field.line.setAccessibleName, "Why it is signed although answers are open")
        field.changed.connect(lambda: field.refuse(False))
        self.body.addWidget(field)
        return field

    def _finish(self) -> None:
        self.fields.accept_all()
        self.box.hide()
        reason = "" if self.reason is None else self.reason.text
        if self.reason is not None and not reason:
            self.reason.refuse(True)
            self.box.show_sentence(Sentence("Required answers are open: say why it is signed all the same."))
            self.reason.setFocus()
            return
        if self._facts.asks_passphrase and not self.passphrase.text():
            self.fields.refuse(PASSPHRASE, Sentence("Type your passphrase."))
            return
        self.set_busy(True)
        facts = self._facts
        signing = Signing(facts.subject, facts.visit, facts.content, self.passphrase.text(), reason, _MEANING)

        def work(session: Session) -> Outcome[None]:
            sign_visit(session, signing)
            return Outcome(None, Changed(frozenset({signing.subject}), frozenset({"signature"})))

        self._operations.run(work, self.while_open(self._done), self._failed)

    def _done(self, _nothing: None) -> None:
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.while_open(self._show_failure)(error)

    def _show_failure(self, error: Exception) -> None:
        self.set_busy(False)
        self.passphrase.clear()
        if not self.refuse(error):
            self._operations.fail(error)


def open_lines(facts: SigningFacts) -> tuple[ListedLine, ...]:
    """A line for each form with something open: its title and how much; it leads there."""
    lines = []
    for each in facts.open:
        count = {"count": len(each.missing)}
        words = Sentence("answers missing: {count}", count) if each.form.begun else Sentence("not begun")
        place = Place(facts.subject, facts.visit, each.form.form.oid)
        lines.append(ListedLine("", each.form.form.title, "", words, "warn", place))
    return tuple(lines)


def _scrolled(inside: QWidget, height: int) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFixedHeight(min(_MOST_HIGH, height + 4))
    return area

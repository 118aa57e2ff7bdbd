"""A fault of the program: what happened, what is safe, and what to send to those who can mend it."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.dialogs.dialog import Dialog
from ui.errors import Fault
from ui.widgets.fields import Tick
from ui.words import Words
from workstation.version import VERSION


class FaultReport(Dialog):
    """Shows a :class:`Fault`.

    The details hold no data of a patient, unless a person adds the message of the fault.
    """

    def __init__(self, words: Words, fault: Fault, parent: QWidget | None = None) -> None:
        super().__init__(words, "The program made a mistake", parent, width=620)
        self._fault = fault
        self.add_text(
            "This is not your fault. What was saved is safe, and what you typed is kept as a draft: the form is "
            "offered again where you stopped.",
            "",
        )
        self.add_text("The details below help to mend it. They hold nothing about a patient.")
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setMinimumHeight(170)
        self.say(self.details.setAccessibleName, "Details")
        self.body.addWidget(self.details)
        self.with_message = Tick()
        self.say(self.with_message.setText, "Add the message of the fault (it may repeat what was typed)")
        self.with_message.toggled.connect(lambda: self._show())
        self.body.addWidget(self.with_message)
        self.copy = self.add_button("Copy the details", left=True)
        self.copy.clicked.connect(self._copy)
        close = self.add_button("Go on working", primary=True)
        close.clicked.connect(self.accept)
        self._show()

    def _show(self) -> None:
        lines = [f"KN5501 Workstation {VERSION}", self._fault.kind]
        if self.with_message.isChecked():
            lines.append(self._fault.message)
        self.details.setPlainText("\n".join([*lines, "", self._fault.place]))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
        self.say(self.copy.setText, "Copied")

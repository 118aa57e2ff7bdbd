"""Signing in is opening: who, with which passphrase.

Or with the recovery code, when the passphrase is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from ui.dialogs.dialog import Dialog
from ui.dialogs.passphrase import FIRST, SECOND, NewPassphrase
from ui.widgets.fields import Chooser, Fields, Passphrase
from ui.words import Words
from workstation.messages import Refusal, Sentence, Text

PERSON, PASSPHRASE, CODE = "person", "old_passphrase", "code"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who wants to open the study. ``recovery_code``: the passphrase is a new one, allowed by this code."""

    person: str
    passphrase: str = field(repr=False)
    read_only: bool = False
    recovery_code: str = field(default="", repr=False)


class SignIn(Dialog):
    """Asks for a person and a passphrase. ``entered`` carries :class:`Credentials`; who opens the study
    calls back with :meth:`show_failure`, or closes the dialog.
    """

    entered = Signal(object)

    def __init__(
        self, words: Words, study: str, people: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(words, Sentence("Open {study}", {"study": study}), parent)
        self._recovering = False
        self._last: Credentials | None = None
        self.person = Chooser(words, {name: Text(name, name) for name in people})
        self.passphrase = Passphrase()
        self.code = QLineEdit()
        self.fields = Fields(words)
        self.fields.add(PERSON, "Person", self.person)
        self.fields.add(PASSPHRASE, "Passphrase", self.passphrase)
        self.fields.add(CODE, "Recovery code", self.code, "Five groups of five characters, as printed.")
        self._new = NewPassphrase(self.fields, words, "New passphrase")
        self.body.addWidget(self.fields)
        self.body.addStretch(1)
        self.read_only: QPushButton = self.box.add_way_on("Open read-only")
        self.read_only.clicked.connect(self._enter_read_only)
        self.read_only.hide()
        self.recover = self.add_button("I have lost my passphrase…", left=True)
        self.recover.clicked.connect(self._switch)
        self.add_cancel()
        self.enter = self.add_button("Open", primary=True)
        self.enter.clicked.connect(self._enter)
        self.passphrase.textEdited.connect(lambda: self.fields.accept(PASSPHRASE))
        self.code.textEdited.connect(lambda: self.fields.accept(CODE))
        self._arrange_fields()

    def _arrange_fields(self) -> None:
        self.fields.set_shown(PASSPHRASE, not self._recovering)
        for key in (CODE, FIRST, SECOND):
            self.fields.set_shown(key, self._recovering)
        lost, known = "I have lost my passphrase…", "I know my passphrase"
        self.say(self.recover.setText, known if self._recovering else lost)
        (self.code if self._recovering else self.passphrase).setFocus()

    def _switch(self) -> None:
        self._recovering = not self._recovering
        self.box.hide()
        self._arrange_fields()

    def _enter(self) -> None:
        self.fields.accept_all()
        self._arrange_fields()
        read = self._recovery() if self._recovering else Credentials(self.person.code, self.passphrase.text())
        if read is not None:
            self._send(read)

    def _recovery(self) -> Credentials | None:
        if not self.code.text().strip():
            self.fields.refuse(CODE, Sentence("Type the recovery code that was printed for this study."))
            return None
        passphrase = self._new.read()
        if passphrase is None:
            return None
        return Credentials(self.person.code, passphrase, recovery_code=self.code.text())

    def _enter_read_only(self) -> None:
        if self._last is not None:
            self._send(Credentials(self._last.person, self._last.passphrase, read_only=True))

    def _send(self, credentials: Credentials) -> None:
        self._last = credentials
        self.box.hide()
        self.set_busy(True)
        self.entered.emit(credentials)

    def show_failure(self, error: Exception, *, read_only_would_do: bool) -> bool:
        """Say why the study was not opened, where it belongs; False if it is a fault of the program."""
        self.set_busy(False)
        if isinstance(error, Refusal):
            key = CODE if self._recovering else PASSPHRASE
            self.fields.refuse(key, error.sentence)
            if not self._recovering:
                self.passphrase.selectAll()
            return True
        self.read_only.setVisible(read_only_would_do)
        return self.refuse(error)

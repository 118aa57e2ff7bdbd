"""Somebody who can open the study from now on."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.dialogs.dialog import Dialog
from ui.dialogs.passphrase import NewPassphrase
from ui.operations import Changed, Outcome
from ui.surroundings import Surroundings
from ui.widgets.fields import Chooser, Fields
from workstation.messages import Sentence
from workstation.services.people import add_person
from workstation.services.roles import ROLES
from workstation.services.session import Session

NAME, ROLE = "name", "role"


class AddPerson(Dialog):
    """Asks for a name, a role and a first passphrase; what changed is announced by the operations."""

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around.words, "Add a person", parent, width=560)
        self._operations = around.operations
        self.add_text("The person types the passphrase here, and nobody else needs to know it.")
        self.fields = Fields(around.words)
        self.name = QLineEdit()
        self.role = Chooser(around.words, ROLES)
        self.role.choose("sub_investigator")
        self.fields.add(NAME, "Name", self.name, "As it shall stand beside every entry of this person.")
        self.fields.add(ROLE, "Role", self.role)
        self.passphrase = NewPassphrase(self.fields, around.words)
        self.body.addWidget(self.fields)
        self.body.addStretch(1)
        self.add_cancel()
        self.add_button("Add", primary=True).clicked.connect(self._finish)
        self.name.setFocus()

    def _finish(self) -> None:
        self.fields.accept_all()
        self.box.hide()
        name, role = self.name.text().strip(), self.role.code
        if not name:
            self.fields.refuse(NAME, Sentence("Type a name."))
            return
        passphrase = self.passphrase.read()
        if passphrase is None:
            return
        self.set_busy(True)

        def work(session: Session) -> Outcome[str]:
            add_person(session, name, role, passphrase)
            return Outcome(name, Changed(kinds=frozenset({"people"})))

        self._operations.run(work, self.while_open(self._added), self._failed)

    def _added(self, _name: str) -> None:
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.while_open(self._show_failure)(error)

    def _show_failure(self, error: Exception) -> None:
        self.set_busy(False)
        if not self.refuse(error):
            self._operations.fail(error)

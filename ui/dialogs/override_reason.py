"""Going on although the order of steps says wait: the sentence of the gate, and the reason that opens it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.dialogs.reason_field import ReasonField
from ui.surroundings import Surroundings
from ui.words import Words
from workstation.messages import Sentence

FEWEST = 5


class OverrideReason(Dialog):
    """Shows why a step is not due and asks for a reason; :attr:`reason` holds it after it was accepted."""

    def __init__(self, words: Words, gate: Sentence, parent: QWidget | None = None) -> None:
        super().__init__(words, "This step is not due yet", parent)
        self.gate = self.add_text(gate, "warning")
        self.add_text(
            "If it is right to go on all the same, say why. The reason stands in the journal and on paper."
        )
        self.field = ReasonField(words)
        self.field.changed.connect(lambda: self._accept_text())
        self.say(self.field.line.setPlaceholderText, "Reason")
        self.say(self.field.line.setAccessibleName, "Reason")
        self.body.addWidget(self.field)
        self.add_cancel("Do not go on")
        self.add_button("Go on with this reason", primary=True).clicked.connect(self._finish)
        self.field.setFocus()

    @property
    def reason(self) -> str:
        """The reason as typed."""
        return self.field.text

    def _accept_text(self) -> None:
        self.field.refuse(False)
        self.box.hide()

    def _finish(self) -> None:
        if len(self.reason) >= FEWEST or any(ord(character) > 0x2E7F for character in self.reason):
            self.accept()
            return
        self.field.refuse(True)
        self.box.show_sentence(Sentence("Say in a few words why this step is right now."))
        self.field.setFocus()


def ask_override(gate: Sentence, around: Surroundings, parent: QWidget) -> str | None:
    """Ask for the reason to go on although a gate is closed; None if the person does not go on."""
    dialog = OverrideReason(around.words, gate, parent)
    return dialog.reason if dialog.wait() else None

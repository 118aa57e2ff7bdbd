"""Below the forms of a visit: who signed it, whether that still holds, and the button that signs it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.style import mark
from ui.view_models.signature_state import SignatureState
from ui.widgets.elided_label import ElidedLabel
from ui.words import Words


class SignatureStrip(QWidget):
    """``sign_wanted`` where a person may sign; ``compared`` to see what is scored differently since."""

    sign_wanted = Signal()
    compared = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._state: SignatureState | None = None
        self._may_sign = False
        self.state, self.who = QLabel(), ElidedLabel()
        self.button, self.since = QPushButton(), QPushButton()
        self.state.setWordWrap(True)
        mark(self.who, "small")
        mark(self.since, "link")
        self.button.clicked.connect(self.sign_wanted)
        self.since.clicked.connect(self.compared)
        line = QFrame()
        mark(line, "line")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 6, 6)
        column.setSpacing(3)
        for part in (line, self.state, self.who, self.since, self.button):
            column.addWidget(part)
        words.changed.connect(self._say)
        self.hide()

    def show_state(self, state: SignatureState | None, may_sign: bool) -> None:
        """Show how the visit stands; nothing where it has not begun or there is nothing to say or to do."""
        self._state, self._may_sign = state, may_sign
        self._say()

    def _say(self) -> None:
        state = self._state
        shown = state is not None and (bool(state.person) or self._may_sign)
        self.setVisible(shown)
        if state is None or not shown:
            return
        say = self._words
        self.state.setVisible(bool(state.person))
        self.who.setVisible(bool(state.person))
        mark(self.state, "warning" if state.void else "good")
        self.state.setText(say("Changed since signed") if state.void else say("Signed {day}", day=state.day))
        self.who.setText(state.person)
        tip = say("{person}, {moment}; rule set {rules}", **_given(state))
        for label in (self.state, self.who):
            label.setToolTip(tip)
        self.since.setVisible(state.other_rules)
        self.since.setText(self._since(state))
        self.since.setToolTip(say("The rules were changed after this visit was signed: compare the results."))
        self.button.setVisible(state.to_sign and self._may_sign)
        self.button.setText(say("Sign again…") if state.person else say("Sign the visit…"))
        self.button.setToolTip(say("Review what is recorded, then sign it (Ctrl+Shift+S)"))

    def _since(self, state: SignatureState) -> str:
        if not state.differs:
            return self._words("Rules changed")
        return self._words("Rules changed: {count}", count=state.differs)


def _given(state: SignatureState) -> dict[str, str]:
    return {"person": state.person, "moment": state.moment, "rules": state.rules}

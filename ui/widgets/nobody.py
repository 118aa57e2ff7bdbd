"""The card of a study in which nobody is enrolled yet: what will be here, and the first step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ui.appearance import Tokens
from ui.style import mark
from ui.widgets.cards import Card
from ui.widgets.spoken import Spoken
from ui.words import Words


class Nobody(Card):
    """``enrol_wanted`` when the first patient is to be enrolled; without a way to enter anything only the sentence."""

    enrol_wanted = Signal()

    def __init__(self, words: Words, tokens: Tokens, writable: bool, parent: QWidget | None = None) -> None:
        super().__init__(tokens, parent)
        self._say = Spoken(words, self)
        self.title, self.hint, self.enrol = QLabel(), QLabel(), QPushButton()
        self.hint.setWordWrap(True)
        mark(self.title, "strong")
        mark(self.hint, "muted")
        mark(self.enrol, "primary")
        self.body.setContentsMargins(20, 18, 20, 18)
        self.body.setSpacing(8)
        for widget in (self.title, self.hint, self.enrol):
            self.body.addWidget(widget)
        self.body.setAlignment(self.enrol, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        self.enrol.setVisible(writable)
        self.enrol.clicked.connect(lambda: self.enrol_wanted.emit())
        self._say(self.title.setText, "Nobody is enrolled in this study yet")
        self._say(
            self.hint.setText,
            "Once a patient is enrolled, the timeline, the forms of each visit and the scores stand here.",
        )
        self._say(self.enrol.setText, "Enrol a patient…")

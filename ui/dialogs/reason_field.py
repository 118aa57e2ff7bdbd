"""The field in which a person says why: free text, with the usual reasons one click or key away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.style import mark
from ui.widgets.spoken import Spoken
from ui.words import Words

LONGEST = 400


class ReasonField(QWidget):
    """A line of text and a row of suggestions; Alt with a digit takes one. ``changed`` after every key."""

    changed = Signal(str)

    def __init__(self, words: Words, suggestions: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST)
        self.line.textChanged.connect(self.changed)
        self.setFocusProxy(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.line)
        self.suggestions: list[QPushButton] = []
        if suggestions:
            column.addLayout(self._row(suggestions))

    def _row(self, suggestions: Sequence[str]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        say = Spoken(self._words, self)
        for place, meant in enumerate(suggestions, start=1):
            button = QPushButton()
            button.setAutoDefault(False)
            say(button.setText, meant)
            say(button.setToolTip, "Alt+{place}", place=place)
            button.clicked.connect(lambda _on=False, meant=meant: self._take(meant))
            row.addWidget(button)
            self.suggestions.append(button)
        row.addStretch(1)
        # After the words: a button forgets its keys when its text changes.
        self._words.changed.connect(self._bind_keys)
        self._bind_keys()
        return row

    def _bind_keys(self) -> None:
        for place, button in enumerate(self.suggestions, start=1):
            button.setShortcut(f"Alt+{place}")

    def _take(self, meant: str) -> None:
        self.line.setText(self._words(meant))
        self.line.setFocus()
        self.line.end(False)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.line.text().strip()

    def refuse(self, refused: bool) -> None:
        """Mark the line while something is wrong with it."""
        mark(self.line, "wrong" if refused else "")

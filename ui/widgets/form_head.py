"""The line above a form: which form of which visit, how far it is, whether it is saved, and what keeps it back."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.appearance import LIGHT, Tokens
from ui.widgets.elided_label import ElidedLabel
from ui.words import Words
from workstation.definition.form import Form
from workstation.forms.state import FormState
from workstation.messages import Sentence, Text


class FormHead(QWidget):
    """Title, progress, *Save*, and one line of text underneath when something keeps the form back."""

    save_wanted = Signal()
    whole_wanted = Signal()

    def __init__(self, words: Words, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._visit: Text | None = None
        self._day: date | None = None
        self._form: Form | None = None
        self._state: FormState | None = None
        self._dirty = self._writable = self._restored = False
        self._gate: Sentence | None = None
        self._refused: Sentence | Text | None = None
        self.title, self.progress, self.note = ElidedLabel(), QLabel(), QLabel()
        self.save, self.whole = QPushButton(), QPushButton()
        self._arrange()
        self.save.clicked.connect(self.save_wanted)
        self.whole.clicked.connect(self.whole_wanted)
        words.changed.connect(self._say)
        self.set_tokens(tokens)
        self.clear()

    def _arrange(self) -> None:
        self.title.setProperty("kind", "strong")
        self.progress.setProperty("kind", "muted")
        self.note.setWordWrap(True)
        self.note.setContentsMargins(12, 0, 12, 6)
        self.whole.setProperty("kind", "flat")
        self.whole.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.save.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout()
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self.title)
        row.addWidget(self.progress)
        row.addStretch(1)
        row.addWidget(self.whole)
        row.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.note)

    def set_tokens(self, tokens: Tokens) -> None:
        """The style sheet of the program dresses it; nothing is painted here."""
        self._tokens = tokens

    def clear(self) -> None:
        """No form is open."""
        self._form = self._state = None
        self.setVisible(False)

    def show_form(
        self,
        visit: Text,
        day: date | None,
        form: Form,
        state: FormState,
        dirty: bool,
        writable: bool,
        restored: bool,
        gate: Sentence | None,
    ) -> None:
        """Show a form of a visit. ``restored``: it goes on from a draft; ``gate``: it is not due yet."""
        self._visit, self._day, self._form, self._state = visit, day, form, state
        self._dirty, self._writable, self._restored, self._gate = dirty, writable, restored, gate
        self._refused = None
        self._say()
        self.setVisible(True)

    def show_progress(self, state: FormState) -> None:
        """Follow a key: counts, and the refusal goes once something was changed."""
        if self._state is not None and state.items != self._state.items:
            self._restored = False
        self._state = state
        self._refused = None
        self._say_progress()
        self._say_note()

    def refuse(self, sentence: Sentence | Text) -> None:
        """Say why it was not saved."""
        self._refused = sentence
        self._say_note()

    def _say(self) -> None:
        if self._form is None or self._visit is None:
            return
        say = self._words
        day = "" if self._day is None else f" \N{MIDDLE DOT} {say.translator.date(self._day)}"
        self.title.setText(f"{say(self._visit)} \N{MIDDLE DOT} {say(self._form.title)}")
        self.title.setToolTip(f"{say(self._form.title)}\n{say(self._visit)}{day}")
        self.whole.setText(say("Whole window") + "  F9")
        self.save.setText((say("Save") if self._dirty else say("Saved")) + "  ⌃S")
        self.save.setVisible(self._writable)
        self.save.setEnabled(self._dirty)
        kind = "primary" if self._dirty else ""
        if self.save.property("kind") != kind:
            self.save.setProperty("kind", kind)
            self.save.style().unpolish(self.save)
            self.save.style().polish(self.save)
        self._say_progress()
        self._say_note()

    def _say_progress(self) -> None:
        state, say = self._state, self._words
        if state is None:
            return
        required, missing = state.required_count, len(state.missing)
        if missing:
            text = say(
                "{done} of {required} answered \N{MIDDLE DOT} next empty F8",
                done=required - missing,
                required=required,
            )
        else:
            text = say("complete") if required else ""
        self.progress.setText(text)

    def _say_note(self) -> None:
        words, kind = self._note()
        self.note.setText(words)
        if self.note.property("kind") != kind:
            self.note.setProperty("kind", kind)
            self.note.style().unpolish(self.note)
            self.note.style().polish(self.note)
        self.note.setVisible(bool(words))

    def _note(self) -> tuple[str, str]:
        say = self._words
        if self._refused is not None:
            return say(self._refused), "wrong"
        if not self._writable:
            return say("This study is open for reading only."), "muted"
        if self._gate is not None:
            return say(self._gate), "warning"
        if self._restored:
            return say("This goes on where typing stopped; it is not saved yet."), "muted"
        return "", "muted"

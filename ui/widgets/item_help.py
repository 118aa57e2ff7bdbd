"""The glossary of the item in focus, one strip below the form; F1 pins it open with the whole text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.appearance import LIGHT, Tokens
from ui.view_models.form_editor import FormEditor
from ui.widgets.elided_label import ElidedLabel
from ui.words import Words
from workstation.definition.form import Item
from workstation.messages import Text


class ItemHelp(QWidget):
    """Shows the help of an item when it has one: a line while moving through the form, all of it after F1."""

    def __init__(self, words: Words, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._editor: FormEditor | None = None
        self._path = ""
        self._pinned = False
        self.text = ElidedLabel()
        self.text.setProperty("kind", "small")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 6)
        row.addWidget(self.text, 1)
        words.changed.connect(self._say)
        self.set_tokens(tokens)
        self.clear()

    def set_tokens(self, tokens: Tokens) -> None:
        """The style sheet of the program dresses it; nothing is painted here."""
        self._tokens = tokens

    def clear(self) -> None:
        """No form is open."""
        self._editor, self._path, self._pinned = None, "", False
        self.setVisible(False)

    def show_form(self, editor: FormEditor) -> None:
        """Follow the cursor of another form."""
        self._editor, self._pinned = editor, False
        self.show_path(editor.cursor)

    def show_path(self, path: str) -> None:
        """Explain an item."""
        if path != self._path:
            self._pinned = False
        self._path = path
        self._say()

    def pin(self, path: str) -> None:
        """Show the whole help of an item, or go back to one line."""
        self._pinned = not (self._pinned and path == self._path)
        self._path = path
        self._say()

    def _say(self) -> None:
        item = None if self._editor is None else self._editor.form.item_at(self._path)
        parts = [] if item is None else self._parts(item)
        # The strip stays where no item has help, or the form above would jump with every step.
        self.setVisible(self._editor is not None)
        if item is None or not parts:
            self.text.setWordWrap(False)
            self.text.setText("")
            self.text.setToolTip("")
            return
        self.text.setWordWrap(self._pinned)
        number = f"{item.number} \N{MIDDLE DOT} " if item.number is not None else ""
        words = "\n".join(parts) if self._pinned else parts[0]
        self.text.setText(number + self._words("{item}: {reason}", item=item.label, reason=words))
        self.text.setToolTip("\n".join(parts))

    def _parts(self, item: Item) -> list[str]:
        helps: list[Text] = [] if item.help is None else [item.help]
        parts = [self._words(text) for text in helps]
        for choice in item.choices:
            if choice.help is not None:
                said = self._words("{item}: {reason}", item=choice.label, reason=choice.help)
                parts.append(f"{choice.code} {said}")
        return parts

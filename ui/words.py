"""The language of the window: widgets ask it for words and hear when it changes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from workstation.i18n import Language, Translator


class Words(QObject):
    """Holds the translator in force. ``words("Save")`` or ``words(sentence)`` gives the text to show."""

    changed = Signal()

    def __init__(self, language: Language, locale_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._translators = {known: Translator(known, locale_folder) for known in Language}
        self._language = language

    @property
    def language(self) -> Language:
        """The language in force."""
        return self._language

    @property
    def translator(self) -> Translator:
        """The translator in force, for plain functions that format."""
        return self._translators[self._language]

    def __call__(self, meant: object, **values: object) -> str:
        """The words for a msgid, a Text, a Sentence, a number or a date."""
        return self.translator(meant, **values)

    def everywhere(self, meant: object) -> tuple[str, ...]:
        """The words in every language of the program, for what is searched."""
        return tuple(translator(meant) for translator in self._translators.values())

    def switch(self, language: Language) -> None:
        """Change the language; everything that is shown follows at once."""
        if language is not self._language:
            self._language = language
            self.changed.emit()

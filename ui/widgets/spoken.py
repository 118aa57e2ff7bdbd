"""Words on a screen that follow the language: said once, said again when the language changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from ui.words import Words


class Spoken(QObject):
    """Remembers what is said where: ``say(label.setText, "Sign in")``. It dies with its parent."""

    def __init__(self, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._words = words
        self._said: dict[object, tuple[Callable[[str], object], object, Mapping[str, object]]] = {}
        words.changed.connect(self._again)

    def __call__(self, put: Callable[[str], object], meant: object, **values: object) -> None:
        """Say something in a place; saying something else in the same place replaces it."""
        self._said[put] = (put, meant, values)
        put(self._words(meant, **values))

    def _again(self) -> None:
        for put, meant, values in self._said.values():
            put(self._words(meant, **values))

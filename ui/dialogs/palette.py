"""Going anywhere by typing: a field and the nearest patients, visits, forms and acts below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.dialogs.dialog import Dialog
from ui.view_models.palette import Entry, listed, matching
from ui.widgets.line_list import LineList
from ui.words import Words


class Palette(Dialog):
    """``chosen`` carries the :class:`Entry`; Up and Down move in the list while the keys stay in the field."""

    chosen = Signal(object)

    def __init__(self, words: Words, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(words, "Go to or do", parent, width=620)
        self._entries = tuple(entries)
        self._found: tuple[Entry, ...] = ()
        self.field = QLineEdit()
        self.say(self.field.setPlaceholderText, "Patient, visit, form or act, in either language")
        self.say(self.field.setAccessibleName, "Patient, visit, form or act, in either language")
        self.lines = LineList(words)
        self.lines.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lines.keeps_mark = True
        self.none = self.add_text("Nothing is called so.")
        self.body.insertWidget(0, self.field)
        self.body.insertWidget(1, self.lines)
        self.field.textChanged.connect(lambda _text: self._find())
        self.lines.chosen.connect(self._take)
        self._find()
        self.field.setFocus()

    def _find(self) -> None:
        self._found = matching(self._entries, self.field.text())
        self.lines.show_lines(listed(self._found))
        self.lines.setVisible(bool(self._found))
        self.none.setVisible(not self._found)

    def _take(self, number: int) -> None:
        entry = self._found[number]
        self.accept()
        self.chosen.emit(entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows and Enter belong to the list."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.lines.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

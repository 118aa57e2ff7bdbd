"""Why a saved value changes: every changed item with its old and new value, and one reason for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from ui.dialogs.dialog import Dialog
from ui.dialogs.reason_field import ReasonField
from ui.style import mark
from ui.surroundings import Surroundings
from ui.view_models.form_session import SavedChange
from ui.widgets.form_units import for_eye
from ui.words import Words
from workstation.definition.form import Form, ItemType
from workstation.forms.answers import Answer, State
from workstation.forms.values import show
from workstation.messages import Sentence, Text

SUGGESTIONS = ("Typing error", "Source corrected", "Late result", "Entered in the wrong place")
_MOST_HEIGHT = 230


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """One changed item as a person reads it; an empty old or new value says that there was, or will be,
    none.
    """

    label: Text | str
    old: str | Text | Sentence
    new: str | Text | Sentence


class ChangeReason(Dialog):
    """Lists the changes and asks for one reason; :attr:`reason` holds it after the dialog was accepted."""

    def __init__(self, words: Words, changes: Sequence[ChangedValue], parent: QWidget | None = None) -> None:
        super().__init__(words, "Why do saved values change?", parent, width=600)
        self.add_text("The old values stay in the journal, with this reason beside the new ones.")
        self.body.addWidget(self._list(changes))
        self.field = ReasonField(words, SUGGESTIONS)
        self.field.changed.connect(lambda: self._accept_text())
        self.say(self.field.line.setPlaceholderText, "Reason")
        self.say(self.field.line.setAccessibleName, "Reason")
        self.body.addWidget(self.field)
        self.add_cancel("Back to the form")
        self.add_button("Save with this reason", primary=True).clicked.connect(self._finish)
        self.field.setFocus()

    def _list(self, changes: Sequence[ChangedValue]) -> QScrollArea:
        inside = QFrame()
        mark(inside, "card")
        grid = QGridLayout(inside)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        for row, change in enumerate(changes):
            self._put(grid, row, 0, change.label, "")
            self._put(grid, row, 1, change.old or "(nothing)", "muted")
            self._put(grid, row, 2, "→", "muted")
            self._put(grid, row, 3, change.new or "(nothing)", "strong")
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(3, 2)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFixedHeight(min(inside.sizeHint().height() + 2, _MOST_HEIGHT))
        return scroll

    def _put(self, grid: QGridLayout, row: int, column: int, meant: Text | Sentence | str, kind: str) -> None:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(column != 2)
        mark(label, kind)
        self.say(label.setText, meant)
        grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)

    @property
    def reason(self) -> str:
        """The reason as typed."""
        return self.field.text

    def _accept_text(self) -> None:
        self.field.refuse(False)
        self.box.hide()

    def _finish(self) -> None:
        if self.reason:
            self.accept()
            return
        self.field.refuse(True)
        self.box.show_sentence(Sentence("Say why, in a few words, or take one of the reasons above."))
        self.field.setFocus()


def ask_reason(
    form: Form, changes: Sequence[SavedChange], around: Surroundings, parent: QWidget
) -> str | None:
    """Ask why saved values of a form change; None if the person goes back to the form."""
    dialog = ChangeReason(around.words, [changed_value(form, change) for change in changes], parent)
    return dialog.reason if dialog.wait() else None


def changed_value(form: Form, change: SavedChange) -> ChangedValue:
    """One change in the words of the form."""
    item = form.item_at(change.path)
    label = change.path if item is None else item.label
    return ChangedValue(label, _said(form, change.path, change.old), _said(form, change.path, change.new))


def _said(form: Form, path: str, answer: Answer) -> str | Text | Sentence:
    if answer.blank:
        return ""
    if answer.state is not State.VALUE:
        return Sentence(answer.state.value)
    item = form.item_at(path)
    if item is None:
        return Sentence("{value}", {"value": answer.value})
    choice = item.choice(answer.value)
    if choice is not None:
        return choice.label
    if item.type is ItemType.YES_NO:
        return Sentence("Yes" if answer.value == "yes" else "No")
    unit = f" {item.unit}" if item.unit and not answer.unit else ""
    return Sentence("{value}", {"value": for_eye(show(item, answer) + unit)})

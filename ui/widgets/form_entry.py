"""Typing and choosing at the place of the cursor: the inline editor and the list, joined to the form's editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractScrollArea

from ui.appearance import Tokens
from ui.view_models.form_editor import FormEditor
from ui.widgets.form_choices import ChoiceList
from ui.widgets.form_inline import InlineEditor, KeyHandler
from ui.widgets.form_layout import FormLayout
from ui.widgets.form_lines import Kind, Line
from ui.widgets.form_offering import Mode
from ui.widgets.form_options import Option, states
from ui.widgets.form_stops import Part, Stop
from ui.widgets.form_units import for_eye
from ui.words import Words
from workstation.definition.form import ItemType
from workstation.forms.answers import State
from workstation.forms.state import ItemState

_HINTS = {ItemType.DATE: "YYYY-MM-DD", ItemType.DATETIME: "YYYY-MM-DD hh:mm"}
_TYPED_RIGHT = frozenset({ItemType.NUMBER, ItemType.INTEGER})
_CHEVRON = 14


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the cursor is on the page: the place, its line, and the line's corner in the viewport."""

    stop: Stop
    line: Line
    corner: QPoint


class FormEntry(QObject):
    """Edits what stands at one spot. It moves no cursor; it says when an answer was settled."""

    typing = Signal(str)
    """A key was typed into the field of this item; sent before the answer changes."""
    settled = Signal()
    """An answer was chosen from the list; the cursor may move on."""

    def __init__(
        self,
        editor: FormEditor,
        layout: FormLayout,
        words: Words,
        view: QAbstractScrollArea,
        on_key: KeyHandler,
    ) -> None:
        super().__init__(view)
        self._editor = editor
        self._layout = layout
        self._words = words
        self._view = view
        self._spot: Spot | None = None
        self._busy = False
        self._units = False
        self.inline = InlineEditor(view.viewport(), on_key)
        self._made: ChoiceList | None = None
        self._tokens: Tokens | None = None
        self.inline.typed.connect(self._on_typed)

    def turn_to(self, editor: FormEditor, layout: FormLayout) -> None:
        """Edit another form from now on; nothing of the one before stays open."""
        self.close_list()
        self._spot = None
        self._hide()
        self._editor, self._layout = editor, layout

    def set_tokens(self, tokens: Tokens) -> None:
        """Light or dark."""
        self._tokens = tokens
        self.inline.set_tokens(tokens)
        if self._made is not None:
            self._made.set_tokens(tokens)

    # the list

    @property
    def _choices(self) -> ChoiceList:
        # Most forms are left without a list ever opened, and making one costs a tenth of a frame.
        if self._made is None:
            self._made = ChoiceList(self._view)
            self._made.picked.connect(self._on_picked)
            if self._tokens is not None:
                self._made.set_tokens(self._tokens)
        return self._made

    @property
    def choosing(self) -> bool:
        """The list is open."""
        return self._made is not None and self._made.isVisible()

    def take(self, event: QKeyEvent) -> bool:
        """Use a key for the list while it is open. False if it means something else."""
        return self.choosing and self._choices.take(event)

    def close_list(self) -> None:
        """Offer nothing any more."""
        if self._made is not None:
            self._made.hide()

    # the spot

    def open(self, spot: Spot | None) -> None:
        """Stand at another spot: the right editor appears there, with what is answered selected."""
        self._spot = spot
        state = self._state()
        field = None if spot is None or state is None or self._by_keys(spot, state) else self._field()
        if spot is None or state is None or field is None:
            self._hide()
            return
        had_focus = self._view.hasFocus() or self.inline.focused
        text, name = self._text(spot, state), self._words(state.item.label)
        if spot.stop.part is Part.VALUE and self._layout.offering.mode(state) is Mode.LONG_TEXT:
            self.inline.show_block(field, text, name)
        else:
            right = spot.stop.part is Part.VALUE and state.item.type in _TYPED_RIGHT
            self.inline.show_line(field, text, name, self._hint(spot, state), right)
        if had_focus and self.inline.widget is not None:
            self.inline.widget.setFocus()

    def move(self, spot: Spot | None) -> None:
        """The same spot stands elsewhere now: lines came or went, or the page was scrolled."""
        self._spot = spot
        field = self._field() if self.inline.widget is not None else None
        if field is not None:
            self.inline.move(field)

    def show_answer(self) -> None:
        """The answer changed by other means than typing here: show it."""
        state = self._state()
        if not self._busy and self._spot is not None and state is not None and self.inline.widget is not None:
            self.inline.set_text(self._text(self._spot, state))

    def _hide(self) -> None:
        focused = self.inline.focused
        # Let go first: the view would hand the keyboard back to the editor, and with it out of the form.
        self.inline.let_go()
        if focused:
            self._view.setFocus()
        self.inline.hide()

    def _by_keys(self, spot: Spot, state: ItemState) -> bool:
        return spot.stop.part is Part.VALUE and self._layout.offering.mode(state) is Mode.KEYS

    def _state(self) -> ItemState | None:
        return None if self._spot is None else self._editor.state.items.get(self._spot.stop.path)

    def _field(self) -> QRect | None:
        if self._spot is None:
            return None
        field = self._layout.field(self._spot.line, self._spot.stop)
        state = self._state()
        if field is None or state is None:
            return None
        listed = self._spot.stop.part is Part.VALUE and self._layout.offering.mode(state) is Mode.LIST
        return field.translated(self._spot.corner).adjusted(0, 0, -_CHEVRON if listed else 0, 0)

    def _text(self, spot: Spot, state: ItemState) -> str:
        if spot.stop.part is Part.LIMITS:
            return self._editor.limits_text(state.path)
        if spot.stop.part is Part.REASON:
            return state.answer.reason
        if self._layout.offering.mode(state) is Mode.LIST:
            return self._layout.wording.value(state)
        return self._editor.text(state.path)

    def _hint(self, spot: Spot, state: ItemState) -> str:
        offered = self._layout.wording.offered(state) if spot.stop.part is Part.VALUE else ""
        return offered or _HINTS.get(state.item.type, "")

    # typing

    def _on_typed(self, text: str) -> None:
        spot, state = self._spot, self._state()
        if spot is None or state is None:
            return
        self.typing.emit(state.path)
        if spot.stop.part is Part.VALUE and self._layout.offering.mode(state) is Mode.LIST:
            self._narrow(text)
        self._busy = True
        try:
            self._take(spot.stop.part, state, text)
        finally:
            self._busy = False

    def _take(self, part: Part, state: ItemState, text: str) -> None:
        if part is Part.LIMITS:
            self._editor.edit_limits(state.path, text)
        elif part is Part.REASON:
            self._editor.edit_reason(state.path, text)
        elif state.item.type is not ItemType.MULTI:
            # In a multiple choice typing only looks for the next one to mark.
            self._editor.edit(state.path, text)

    def _narrow(self, text: str) -> None:
        if not self.choosing or self._units:
            self.open_list()
        self._choices.narrow(text)

    # choosing

    def open_list(self) -> bool:
        """Open the answers of an item that are not side by side. False if there is nothing to open."""
        spot, state = self._spot, self._state()
        if spot is None or state is None or spot.stop.part is not Part.VALUE:
            return False
        mode = self._layout.offering.mode(state)
        if mode is not Mode.LIST and not (mode is Mode.KEYS and spot.line.kind is Kind.ROW):
            return False
        offered = (*self._layout.offering.options(state.item), *states(state.item, self._words))
        self._offer(offered, state.answer.value.split(","), state.item.type is ItemType.MULTI)
        return True

    def open_units(self) -> bool:
        """Open the units in which the value may have been read. False if there is only one."""
        state = self._state()
        if state is None or not state.item.units:
            return False
        names = (state.item.unit, *(known.unit for known in state.item.units))
        self._offer([Option(name, for_eye(name)) for name in names], [state.answer.unit or names[0]], False)
        self._units = True
        return True

    def _offer(self, offered: Sequence[Option], chosen: Sequence[str], several: bool) -> None:
        field = self._layout.field(self._spot.line, self._spot.stop) if self._spot is not None else None
        if self._spot is not None and field is not None:
            self._units = False
            origin = self._view.viewport().mapTo(self._view, self._spot.corner)
            self._choices.offer(offered, chosen, several, field.translated(origin))

    def _on_picked(self, option: Option) -> None:
        state = self._state()
        if state is None:
            return
        if self._units:
            self._editor.set_unit(state.path, option.code)
            self.close_list()
        elif option.state is State.VALUE and state.item.type is ItemType.MULTI:
            self._editor.toggle(state.path, option.code)
            self._choices.mark(self._editor.state.items[state.path].answer.value.split(","))
        else:
            if option.state is not State.VALUE:
                self._editor.set_state(state.path, option.state)
            else:
                self._editor.set_choice(state.path, option.code)
            self.close_list()
            self.settled.emit()

"""How each item of a form can be answered at one width: side by side, from a list, or typed; and with which words."""

from __future__ import annotations

from enum import StrEnum

from ui.widgets.form_columns import Columns
from ui.widgets.form_options import CHOSEN, Option, keyed, options, reasons, states
from ui.widgets.form_text import Face, Typesetter
from ui.words import Words
from workstation.definition.form import Form, Item, ItemType
from workstation.forms.answers import State
from workstation.forms.state import ItemState

_LONG_TEXT = 200
SEGMENT = 25
_PADDING = 14
_WHY = 110


class Mode(StrEnum):
    """How a person answers at a place."""

    KEYS = "keys"
    TYPED = "typed"
    LIST = "list"
    LONG_TEXT = "long text"
    NONE = "none"


class Offering:
    """Knows the words and widths of all answers; everything is worked out once per language and width."""

    def __init__(self, form: Form, words: Words, setter: Typesetter) -> None:
        self._form = form
        self._words = words
        self._setter = setter
        self._room = 0
        self._line = 0
        self._tables: frozenset[str] = frozenset()
        # By the identity of items: they live as long as the form, and hashing one is dear.
        self._options: dict[int, tuple[Option, ...]] = {}
        self._states: dict[int, tuple[Option, ...]] = {}
        self._labels: dict[int, str] = {}
        self._fits: dict[int, tuple[int, bool] | None] = {}

    def set_room(self, columns: Columns, tables: frozenset[str]) -> None:
        """What there is room for: pixels beside the label, and the groups whose columns fit side by side."""
        self._room, self._line, self._tables = columns.room, columns.right - columns.label, tables
        self._fits.clear()

    def forget_words(self) -> None:
        """Another language is spoken from now on."""
        for kept in (self._options, self._states, self._labels, self._fits):
            kept.clear()

    def mode(self, state: ItemState) -> Mode:
        """How the value of an item is given at this width."""
        item = state.item
        if item.type is ItemType.CALCULATED:
            return Mode.NONE
        if item.type in CHOSEN:
            side_by_side = self.segments(item) is not None
            by_keys = keyed(item) if self.in_table(state.path) else side_by_side
            return Mode.KEYS if by_keys else Mode.LIST
        if item.type is ItemType.TEXT and item.max_length > _LONG_TEXT and not self.in_table(state.path):
            return Mode.LONG_TEXT
        return Mode.TYPED

    def in_table(self, path: str) -> bool:
        """Whether an item is a cell of a table."""
        return "/" in path and path.partition("/")[0] in self._tables

    def label(self, item: Item) -> str:
        """The question, in the language in force."""
        key = id(item)
        if key not in self._labels:
            self._labels[key] = self._words(item.label)
        return self._labels[key]

    def states(self, item: Item) -> tuple[Option, ...]:
        """Why there may be no value, in the language in force."""
        key = id(item)
        if key not in self._states:
            self._states[key] = states(item, self._words)
        return self._states[key]

    def options(self, item: Item) -> tuple[Option, ...]:
        """The choices of an item in the language in force."""
        key = id(item)
        if key not in self._options:
            self._options[key] = options(item, self._words)
        return self._options[key]

    def segments(self, item: Item) -> tuple[int, bool] | None:
        """Width of one segment, and whether it says its words; None if answers do not fit side by side."""
        key = id(item)
        if key not in self._fits:
            self._fits[key] = self._fit(item)
        return self._fits[key]

    def _fit(self, item: Item) -> tuple[int, bool] | None:
        offered = self.options(item)
        lasting = len(self.states(item)[:1])
        for full in (True, False):
            texts = [option.label if full else option.short for option in offered]
            if not texts or not all(texts):
                continue
            wide = self._segment_width(item, full)
            if wide * (len(texts) + lasting) <= self._room:
                return wide, full
        return None

    def wanted(self) -> int:
        """What the widest ordinal answers take when each says its words."""
        items = [item for group in self._form.groups for item in group.items if item.choices]
        needed = [
            self._segment_width(item, True) * (len(item.choices) + len(self.states(item)[:1]))
            for item in items
            if item.type is ItemType.ORDINAL
        ]
        return max(needed, default=0)

    def _segment_width(self, item: Item, full: bool) -> int:
        texts = [option.label if full else option.short for option in self.options(item)]
        return max(SEGMENT, _PADDING + max(self._setter.width(text) for text in texts))

    def reason_options(self, state: ItemState) -> tuple[Option, ...]:
        """The usual reasons where they answer the question and fit; else the reason is written."""
        offered = reasons(self._words)
        known = state.answer.reason in ("", *(option.code for option in offered))
        wide = sum(16 + self._setter.width(option.label, Face.SMALL) for option in offered)
        fits = wide + _WHY <= self._line
        return offered if state.answer.state is not State.VALUE and known and fits else ()

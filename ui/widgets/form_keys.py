"""Which key means what in a form. One table: what it says is what the keyboard does."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


class Command(StrEnum):
    """Something a key asks for."""

    ENTER = "enter"
    NEXT = "next"
    PREVIOUS = "previous"
    DOWN = "down"
    UP = "up"
    LEFT = "left"
    RIGHT = "right"
    FIRST = "first"
    LAST = "last"
    PAGE_DOWN = "page down"
    PAGE_UP = "page up"
    TAKE_BACK = "take back"
    CLEAR = "clear"
    NEXT_MISSING = "next missing"
    NEXT_WARNING = "next warning"
    UNDO = "undo"
    REDO = "redo"
    REST_ABSENT = "rest absent"
    RARE = "rare"
    LIST = "list"
    LIMITS = "limits"
    REASON = "reason"
    SIGNIFICANCE = "significance"
    ADD_ROW = "add row"
    REMOVE_ROW = "remove row"
    HELP = "help"


_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_Key = Qt.Key

_COMMANDS: dict[tuple[Qt.Key, Qt.KeyboardModifier], Command] = {
    (_Key.Key_Return, _PLAIN): Command.ENTER,
    (_Key.Key_Enter, _PLAIN): Command.ENTER,
    (_Key.Key_Return, _CONTROL): Command.NEXT,
    (_Key.Key_Enter, _CONTROL): Command.NEXT,
    (_Key.Key_Tab, _PLAIN): Command.NEXT,
    (_Key.Key_Backtab, _SHIFT): Command.PREVIOUS,
    (_Key.Key_Tab, _SHIFT): Command.PREVIOUS,
    (_Key.Key_Return, _SHIFT): Command.PREVIOUS,
    (_Key.Key_Down, _PLAIN): Command.DOWN,
    (_Key.Key_Up, _PLAIN): Command.UP,
    (_Key.Key_Left, _PLAIN): Command.LEFT,
    (_Key.Key_Right, _PLAIN): Command.RIGHT,
    (_Key.Key_Home, _CONTROL): Command.FIRST,
    (_Key.Key_End, _CONTROL): Command.LAST,
    (_Key.Key_PageDown, _PLAIN): Command.PAGE_DOWN,
    (_Key.Key_PageUp, _PLAIN): Command.PAGE_UP,
    (_Key.Key_Escape, _PLAIN): Command.TAKE_BACK,
    (_Key.Key_Delete, _PLAIN): Command.CLEAR,
    (_Key.Key_Backspace, _PLAIN): Command.CLEAR,
    (_Key.Key_F8, _PLAIN): Command.NEXT_MISSING,
    (_Key.Key_F8, _SHIFT): Command.NEXT_WARNING,
    (_Key.Key_Z, _CONTROL): Command.UNDO,
    (_Key.Key_Y, _CONTROL): Command.REDO,
    (_Key.Key_Z, _CONTROL | _SHIFT): Command.REDO,
    (_Key.Key_0, _CONTROL): Command.REST_ABSENT,
    (_Key.Key_R, _CONTROL): Command.RARE,
    (_Key.Key_Down, _ALT): Command.LIST,
    (_Key.Key_F2, _PLAIN): Command.LIMITS,
    (_Key.Key_F4, _PLAIN): Command.REASON,
    (_Key.Key_F7, _PLAIN): Command.SIGNIFICANCE,
    (_Key.Key_Insert, _PLAIN): Command.ADD_ROW,
    (_Key.Key_Delete, _CONTROL): Command.REMOVE_ROW,
    (_Key.Key_F1, _PLAIN): Command.HELP,
}


def command_of(event: QKeyEvent) -> Command | None:
    """The command of a key, or None where it is text or means nothing here. The keypad counts like the rest."""
    modifiers = event.modifiers() & ~_KEYPAD
    return _COMMANDS.get((_Key(event.key()), modifiers))

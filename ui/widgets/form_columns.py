"""Where things stand across a form, in pixels: the columns of an item line and of a table of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workstation.definition.form import Form, Group, Item, ItemType

ROW = 31
FIELD = 24
EDGE = 10
GAP = 8
_NUMBERED = 22
_LAST = 64
_LABEL_SHARE = 0.56
_LABEL_SHARE_RESULTS = 0.40
_LEAST_LABEL_SHARE = 0.45
_WIDEST_LABEL = 480
_REMOVE = 28
_WIDEST_HEAD = 120
_CELLS = {
    ItemType.NUMBER: 76,
    ItemType.INTEGER: 64,
    ItemType.ORDINAL: 56,
    ItemType.YES_NO: 60,
    ItemType.CHOICE: 112,
    ItemType.MULTI: 130,
    ItemType.DATE: 98,
    ItemType.DATETIME: 134,
    ItemType.TEXT: 130,
    ItemType.PERSON: 100,
    ItemType.CALCULATED: 76,
}
_STRETCHES = frozenset({ItemType.TEXT, ItemType.MULTI, ItemType.CHOICE})
_FIELDS = {
    ItemType.NUMBER: 88,
    ItemType.INTEGER: 88,
    ItemType.CALCULATED: 88,
    ItemType.DATE: 104,
    ItemType.DATETIME: 140,
    ItemType.PERSON: 200,
    ItemType.CHOICE: 260,
    ItemType.MULTI: 320,
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of item lines for one form and width."""

    width: int
    label: int
    last: int
    value: int
    unit: int = 74
    limits: int = 88

    @property
    def right(self) -> int:
        """Where the line ends."""
        return self.width - EDGE

    @property
    def room(self) -> int:
        """Pixels from the value to the end of the line."""
        return self.right - self.value


def columns(form: Form, width: int, wanted: int = 0) -> Columns:
    """Labels left, the last visit beside the field, the field where the eye finds it at every width.

    ``wanted`` pixels are what the ordinal answers need to be said in words; labels give way to them within reason.
    """
    everything = [item for group in form.groups for item in group.items]
    numbered = any(item.number is not None for item in everything)
    has_results = any(item.result for item in everything)
    share = _LABEL_SHARE_RESULTS if has_results else _LABEL_SHARE
    value = min(int(width * share), _WIDEST_LABEL)
    giving_way = width - EDGE - wanted
    if _LEAST_LABEL_SHARE * width <= giving_way < value:
        value = giving_way
    return Columns(width, EDGE + (_NUMBERED if numbered else 0), value - _LAST, value)


def field_width(item: Item, room: int) -> int:
    """How wide the field of an item is."""
    return max(60, min(_FIELDS.get(item.type, room), room))


def table_columns(group: Group, heads: Sequence[int], width: int) -> tuple[tuple[int, int], ...] | None:
    """Left edge and width of every cell of a repeating group, or None where the columns do not fit.

    ``heads`` are the widths of the column titles, which a cell makes room for within reason.
    """
    items = zip(group.items, heads, strict=True)
    needed = [max(_CELLS[item.type], min(head + 14, _WIDEST_HEAD)) for item, head in items]
    room = width - 2 * EDGE - _NUMBERED - _REMOVE
    if sum(needed) > room:
        return None
    return _spread(group.items, needed, room)


def _spread(items: Sequence[Item], needed: list[int], room: int) -> tuple[tuple[int, int], ...]:
    stretching = sum(1 for item in items if item.type in _STRETCHES)
    more = min(160, (room - sum(needed)) // stretching) if stretching else 0
    left = EDGE + _NUMBERED
    found = []
    for item, wide in zip(items, needed, strict=True):
        taken = wide + (more if item.type in _STRETCHES else 0)
        found.append((left, taken))
        left += taken
    return tuple(found)

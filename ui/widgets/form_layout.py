"""What stands where in one line of a form: zones that are painted, clicked and read aloud alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect

from ui.view_models.form_editor import FormEditor
from ui.widgets.form_columns import EDGE, FIELD, GAP, ROW, columns, field_width, table_columns
from ui.widgets.form_lines import Kind, Line
from ui.widgets.form_offering import SEGMENT, Mode, Offering
from ui.widgets.form_stops import Part, Stop
from ui.widgets.form_text import Face, Typesetter
from ui.widgets.form_units import for_eye
from ui.widgets.form_wording import Wording
from ui.words import Words
from workstation.definition.form import Group, Item, ItemType
from workstation.forms.answers import State
from workstation.forms.state import ItemState

_MOST_TEXT_LINES = 8
_NOTE_PADDING = 5
_LEAST_ASIDE = 50


class Area(StrEnum):
    """What a zone is."""

    TITLE = "title"
    COUNT = "count"
    BUTTON = "button"
    NUMBER = "number"
    LABEL = "label"
    REQUIRED = "required"
    LAST = "last"
    SEGMENT = "segment"
    FIELD = "field"
    UNIT = "unit"
    LIMITS = "limits"
    FLAG = "flag"
    SIGNIFICANCE = "significance"
    ASIDE = "aside"
    NOTE = "note"
    REASON = "reason"
    REMOVE = "remove"
    COLUMN = "column"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Zone:
    """One place in a line, relative to its top left. ``code`` is what a click there answers."""

    area: Area
    rect: QRect
    text: str = ""
    path: str = ""
    code: str = ""
    state: State = State.VALUE
    on: bool = False
    proposed: bool = False


class FormLayout:
    """Lays out lines for one width. The same zones serve painting, the mouse and the inline editor."""

    def __init__(self, editor: FormEditor, words: Words, setter: Typesetter) -> None:
        self.editor = editor
        self.setter = setter
        self.wording = Wording(editor, words)
        self.offering = Offering(editor.form, words, setter)
        self._words = words
        self._groups = {group.oid: group for group in editor.form.groups}
        self._columns = columns(editor.form, 640)
        self._tables: dict[str, tuple[tuple[int, int], ...]] = {}
        self._of = self._by_kind()
        self.set_width(640)

    def _by_kind(self) -> dict[Kind, Callable[[Line, Stop | None, bool], list[Zone]]]:
        return {
            Kind.HEADING: self._heading,
            Kind.ITEM: self._item,
            Kind.NOTE: self._note,
            Kind.WHY: self._why,
            Kind.COLUMNS: self._table_heads,
            Kind.ROW: self._table_row,
            Kind.ROW_HEADING: self._row_heading,
            Kind.ADD: self._add,
            Kind.FOLD: self._fold,
        }

    # sizes

    def set_width(self, width: int) -> None:
        """Lay out for another width in pixels."""
        self._columns = columns(self.editor.form, width, self.offering.wanted())
        repeating = [group for group in self.editor.form.groups if group.repeating]
        found = {group.oid: table_columns(group, self._heads(group), width) for group in repeating}
        self._tables = {oid: cells for oid, cells in found.items() if cells is not None}
        self.offering.set_room(self._columns, self.tables)

    def _heads(self, group: Group) -> list[int]:
        return [self.setter.width(self._head(item), Face.SMALL) for item in group.items]

    def forget_words(self) -> None:
        """Another language is spoken from now on."""
        self.offering.forget_words()
        self.setter.forget()
        self.set_width(self._columns.width)

    @property
    def tables(self) -> frozenset[str]:
        """Repeating groups whose columns fit side by side."""
        return frozenset(self._tables)

    def height(self, line: Line) -> int:
        """Height of a line in pixels."""
        if line.kind is Kind.ITEM:
            return self._item_height(self.editor.state.items[line.path])
        if line.kind is Kind.NOTE:
            laid = self.setter.laid(self._note_words(line), self._note_room(), Face.SMALL)
            return laid.height + 2 * _NOTE_PADDING + 2
        if line.kind is Kind.HEADING:
            return ROW + 5
        return FIELD if line.kind is Kind.COLUMNS else ROW

    def _item_height(self, state: ItemState) -> int:
        step = self.setter.line_height()
        label = self.setter.laid(self.offering.label(state.item), self._label_room(state), Face.BODY, 6)
        lines = label.height // step
        if self.offering.mode(state) is Mode.LONG_TEXT:
            room = self._columns.room - 14
            text = self.setter.laid(self.editor.text(state.path)[:4000], room, Face.BODY, _MOST_TEXT_LINES)
            lines = max(lines, text.height // step)
        return max(ROW, (lines - 1) * step + ROW)

    def _label_room(self, state: ItemState) -> int:
        end = self._columns.value if self._last(state) == "" else self._columns.last
        return end - self._columns.label - GAP - 6

    def _note_room(self) -> int:
        return self._columns.right - self._columns.label - 2 * GAP

    def _note_words(self, line: Line) -> str:
        words = for_eye(self._words(line.words))
        label = self._cell_label(line)
        return f"{label}: {words}" if label else words

    def _cell_label(self, line: Line) -> str:
        """In a table a note has to say which column it means."""
        if not line.row or line.group not in self._tables:
            return ""
        return self._words(self.editor.state.items[line.path].item.label)

    # zones

    def zones(self, line: Line, stop: Stop | None = None, hovered: bool = False) -> list[Zone]:
        """All zones of a line. ``stop`` is where the cursor is if it is in this line."""
        found = self._of[line.kind](line, stop, hovered)
        return [zone for zone in found if not _acts(zone)] if self.editor.read_only else found

    def field(self, line: Line, stop: Stop) -> QRect | None:
        """The rectangle that the inline editor takes at a place."""
        wanted = {Part.VALUE: Area.FIELD, Part.LIMITS: Area.LIMITS, Part.REASON: Area.REASON}.get(stop.part)
        for zone in self.zones(line, stop):
            if zone.area is wanted and zone.path == stop.path:
                return zone.rect
        return None

    def _heading(self, line: Line, stop: Stop | None, hovered: bool) -> list[Zone]:
        group = self._groups[line.group]
        height, right = ROW + 5, self._columns.right
        found = []
        if group.rest_absent:
            text = self._words("Rest not present")
            wide = self.setter.width(text) + self.setter.width("Ctrl+0", Face.SMALL) + 30
            right -= wide
            found.append(Zone(Area.BUTTON, QRect(right, 5, wide, 26), text, code="Ctrl+0"))
            right -= GAP
        title = self._words(group.title)
        wide = min(self.setter.width(title, Face.TITLE) + 4, right - EDGE)
        count = self._count(group)
        found.append(Zone(Area.TITLE, QRect(EDGE, 0, wide, height), title))
        found.append(
            Zone(Area.COUNT, QRect(EDGE + wide + 10, 0, max(0, right - EDGE - wide - 10), height), count)
        )
        return found

    def _count(self, group: Group) -> str:
        if group.repeating:
            rows = len(self.editor.rows(group.oid))
            return str(rows) if rows else ""
        asked = [
            self.editor.state.items[item.oid] for item in group.items if item.type is not ItemType.CALCULATED
        ]
        relevant = [state for state in asked if state.relevant]
        done = sum(1 for state in relevant if not state.answer.blank)
        return f"{done}/{len(relevant)}"

    def _item(self, line: Line, stop: Stop | None, hovered: bool) -> list[Zone]:
        state, at = self.editor.state.items[line.path], self._columns
        height = self._item_height(state)
        found = self._label(state, height)
        mode = self.offering.mode(state)
        near = stop is not None or hovered
        if mode is Mode.KEYS:
            return found + self._segments(state, near)
        text_height = height - (ROW - FIELD) if mode is Mode.LONG_TEXT else FIELD
        wide = field_width(state.item, at.room)
        field = QRect(at.value, (ROW - FIELD) // 2, wide, text_height)
        proposed = (
            state.answer.blank
            and self.editor.pending(state.path) is None
            and self.wording.offered(state) != ""
        )
        text = self.wording.offered(state) if proposed else self.wording.value(state)
        found.append(Zone(Area.FIELD, field, text, state.path, proposed=proposed))
        return found + self._beside_field(state, field.right() + 1 + GAP, near, stop is not None)

    def _label(self, state: ItemState, height: int) -> list[Zone]:
        item, at = state.item, self._columns
        found = []
        if item.number is not None:
            found.append(Zone(Area.NUMBER, QRect(EDGE, 0, at.label - EDGE - 2, ROW), str(item.number)))
        label = QRect(at.label, 0, self._label_room(state), height)
        found.append(Zone(Area.LABEL, label, self.offering.label(item), state.path))
        if state.required:
            wide = min(self.setter.width(self.offering.label(item)), label.width())
            found.append(Zone(Area.REQUIRED, QRect(at.label + wide + 2, 0, 10, ROW), "*", on=state.missing))
        last = self._last(state)
        if last:
            found.append(Zone(Area.LAST, QRect(at.last, 0, at.value - at.last - GAP, ROW), last, state.path))
        return found

    def _last(self, state: ItemState) -> str:
        return "" if self.offering.in_table(state.path) else self.wording.last(state)

    def _segments(self, state: ItemState, near: bool) -> list[Zone]:
        item, path, answer = state.item, state.path, state.answer
        fit = self.offering.segments(item)
        wide, full = fit if fit is not None else (SEGMENT, False)
        left, top = self._columns.value, (ROW - FIELD) // 2
        chosen = answer.value.split(",") if item.type is ItemType.MULTI else [answer.value]
        offered = self.wording.offered_code(state)
        found = []
        for option in self.offering.options(item):
            on = answer.state is State.VALUE and option.code in chosen and not answer.blank
            text = option.label if full else option.short
            rect = QRect(left, top, wide + 1, FIELD)
            proposed = answer.blank and option.code == offered
            found.append(Zone(Area.SEGMENT, rect, text, path, option.code, on=on, proposed=proposed))
            left += wide
        for place, option in enumerate(self.offering.states(item)):
            on = answer.state is option.state
            narrow = max(wide if place == 0 else SEGMENT, 12 + self.setter.width(option.label))
            fits = left + narrow <= self._columns.right
            if (place == 0 or near or on) and fits:
                rect = QRect(left, top, narrow + 1, FIELD)
                found.append(Zone(Area.SEGMENT, rect, option.label, path, option.code, option.state, on))
                left += narrow
        return found + self._aside(state, left + 10, self._columns.right, near)

    def _beside_field(self, state: ItemState, left: int, near: bool, current: bool) -> list[Zone]:
        found: list[Zone] = []
        end = self._columns.right
        if near and state.answer.blank and self.offering.mode(state) is not Mode.LONG_TEXT:
            chips = self._state_chips(state, left)
            found += chips
            end = min([end, *(zone.rect.left() - GAP for zone in chips)])
        unit = state.answer.unit or state.item.unit
        if unit:
            wide = max(self._columns.unit if state.item.result else 0, self.setter.width(for_eye(unit)) + 4)
            found.append(
                Zone(Area.UNIT, QRect(left, 0, min(wide, end - left), ROW), for_eye(unit), state.path)
            )
            left += wide + 4
        if state.item.result:
            rect = QRect(left, (ROW - FIELD) // 2, max(0, min(self._columns.limits, end - left)), FIELD)
            found.append(Zone(Area.LIMITS, rect, self.wording.limits(state), state.path))
            left += self._columns.limits + 4
        if state.flag:
            found.append(Zone(Area.FLAG, QRect(left, 0, 14, ROW), state.flag, state.path))
            left += 16
            found += self._significance(state, left)
            left += 2 * 36 + 6
        return found + self._aside(state, left, end, current or near)

    def _state_chips(self, state: ItemState, from_left: int) -> list[Zone]:
        found, right = [], self._columns.right
        for option in reversed(self.offering.states(state.item)):
            wide = 12 + self.setter.width(option.label, Face.SMALL)
            right -= wide
            if right >= from_left:
                rect = QRect(right, (ROW - FIELD) // 2, wide + 1, FIELD)
                found.append(Zone(Area.SEGMENT, rect, option.label, state.path, option.code, option.state))
        return found

    def _significance(self, state: ItemState, left: int) -> list[Zone]:
        found = []
        for code in ("CS", "NCS"):
            rect = QRect(left, (ROW - FIELD) // 2, 37, FIELD)
            on = state.answer.significance == code
            found.append(Zone(Area.SIGNIFICANCE, rect, self._words(code), state.path, code, on=on))
            left += 36
        return found

    def _aside(self, state: ItemState, left: int, right: int, near: bool) -> list[Zone]:
        """What the record proposes, or what the value is in the item's own unit, where there is room."""
        room = right - left
        said = [text for text in self.wording.aside(state, near) if text]
        text = next((text for text in said if self.setter.width(text) <= room), said[-1] if said else "")
        if not text or room < _LEAST_ASIDE:
            return []
        return [Zone(Area.ASIDE, QRect(left, 0, room, ROW), text, state.path)]

    def _note(self, line: Line, stop: Stop | None, hovered: bool) -> list[Zone]:
        left = self._columns.label if line.path else EDGE
        rect = QRect(left, 1, self._columns.right - left, self.height(line) - 2)
        return [Zone(Area.NOTE, rect, self._note_words(line), line.path, code=line.severity.value)]

    def _why(self, line: Line, stop: Stop | None, hovered: bool) -> list[Zone]:
        state, at = self.editor.state.items[line.path], self._columns
        asked = not state.answer.reason
        text = self._words("Why not done?") if state.answer.state is not State.VALUE else self._words("Why?")
        wide = self.setter.width(text, Face.SMALL) + GAP
        found = [Zone(Area.LABEL, QRect(at.label + GAP, 0, wide, ROW), text, on=asked)]
        left, top = at.label + GAP + wide, (ROW - FIELD) // 2
        if self.offering.reason_options(state):
            for option in self.offering.reason_options(state):
                room = 16 + self.setter.width(option.label, Face.SMALL)
                on = state.answer.reason == option.code
                rect = QRect(left, top, room + 1, FIELD)
                found.append(
                    Zone(Area.SEGMENT, rect, option.label, line.path, "reason:" + option.code, on=on)
                )
                left += room
            return found
        rect = QRect(left, top, max(60, at.right - left), FIELD)
        return [*found, Zone(Area.REASON, rect, state.answer.reason, line.path)]

    def _table_heads(self, line: Line, stop: Stop | None, hovered: bool) -> list[Zone]:
        items = self._groups[line.group].items
        return [
            Zone(Area.COLUMN, QRect(left + 5, 0, wide - 8, FIELD), self._head(item), on=False)
            for item, (left, wide) in zip(items, self._tables[line.group], strict=True)
        ]

    def _head(self, item: Item) -> str:
        label = self.offering.label(item)
        return f"{label}, {for_eye(item.unit)}" if item.unit else label

    def _table_row(self, line: Line, stop: Stop | None, hovered: bool) -> list[Zone]:
        rows = self.editor.rows(line.group)
        found = [Zone(Area.NUMBER, QRect(EDGE, 0, 22, ROW), str(rows.index(line.row) + 1))]
        for path, (left, wide) in zip(line.paths, self._tables[line.group], strict=True):
            state = self.editor.state.items[path]
            if not (state.relevant or state.stale):
                continue
            proposed = state.answer.blank and self.wording.offered(state) != ""
            text = self.wording.offered(state) if proposed else self._cell_words(state)
            rect = QRect(left, (ROW - FIELD) // 2, wide - 3, FIELD)
            found.append(Zone(Area.FIELD, rect, text, path, on=state.missing, proposed=proposed))
        found.append(Zone(Area.REMOVE, QRect(self._columns.right - 22, 3, 22, ROW - 6), path=line.path))
        return found

    def _cell_words(self, state: ItemState) -> str:
        words = self.wording.value(state)
        unit = state.answer.unit
        return f"{words} {for_eye(unit)}" if words and unit else words

    def _row_heading(self, line: Line, stop: Stop | None, hovered: bool) -> list[Zone]:
        title = self._words("{group} {number}", group=self._groups[line.group].title, number=line.count)
        remove = QRect(self._columns.right - 22, 3, 22, ROW - 6)
        path = f"{line.group}/{line.row}/{self._groups[line.group].items[0].oid}"
        return [
            Zone(Area.TITLE, QRect(EDGE, 0, self._columns.right - 40, ROW), title, code="small"),
            Zone(Area.REMOVE, remove, path=path),
        ]

    def _add(self, line: Line, stop: Stop | None, hovered: bool) -> list[Zone]:
        return self._link(line, self._words("Add a row"), "Ins")

    def _fold(self, line: Line, stop: Stop | None, hovered: bool) -> list[Zone]:
        text = self._words("Rare features {count}", count=line.count)
        return self._link(line, text, "Ctrl+R", line.opened)

    def _link(self, line: Line, text: str, key: str, on: bool = False) -> list[Zone]:
        wide = self.setter.width(text) + self.setter.width(key, Face.SMALL) + 46
        rect = QRect(self._columns.label, (ROW - FIELD) // 2, min(wide, self._columns.right), FIELD)
        return [Zone(Area.LINK, rect, text, code=key, on=on)]


def _acts(zone: Zone) -> bool:
    """Whether a zone is there to be clicked and shows nothing that was answered."""
    offered = zone.area is Area.SEGMENT and zone.state is not State.VALUE and not zone.on
    return offered or zone.area in (Area.BUTTON, Area.REMOVE)


def zone_at(zones: Sequence[Zone], x: int, y: int) -> Zone | None:
    """The zone under a point of the line, the smallest thing last laid out first."""
    return next((zone for zone in reversed(zones) if zone.rect.contains(x, y)), None)

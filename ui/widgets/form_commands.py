"""What keys and clicks do in a form. Every act goes through the form's editor; the page only shows and moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ui.view_models.form_editor import FormEditor
from ui.widgets.form_inline import InlineEditor
from ui.widgets.form_keys import Command
from ui.widgets.form_layout import Area, FormLayout, Zone
from ui.widgets.form_lines import Kind, Line
from ui.widgets.form_offering import Mode
from ui.widgets.form_options import pressed
from ui.widgets.form_stops import Part, Stop, Stops
from ui.words import Words
from workstation.definition.form import ItemType
from workstation.forms.answers import State
from workstation.forms.state import ItemState

_SIGNIFICANCE = {"": "CS", "CS": "NCS", "NCS": ""}


class Page(Protocol):
    """What the commands need of the view that shows the form."""

    editor: FormEditor
    layout_of: FormLayout
    words: Words

    @property
    def inline(self) -> InlineEditor: ...
    @property
    def stops(self) -> Stops: ...
    @property
    def stop(self) -> Stop | None: ...
    def go(self, stop: Stop) -> None: ...
    def jump_to(self, path: str) -> None: ...
    def open_list(self) -> bool: ...
    def open_units(self) -> bool: ...
    def fold(self, group: str, opened: bool | None = None) -> None: ...
    def ask_reason(self, path: str) -> None: ...
    def scroll_page(self, step: int) -> None: ...
    def help(self) -> None: ...


class FormCommands:
    """Runs commands and clicks on one page. Every method says whether it used the key."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._run: dict[Command, Callable[[], bool]] = {
            Command.ENTER: self._enter,
            Command.NEXT: lambda: self._beside(1),
            Command.PREVIOUS: lambda: self._beside(-1),
            Command.DOWN: lambda: self._below(1),
            Command.UP: lambda: self._below(-1),
            Command.LEFT: lambda: self._sideways(-1),
            Command.RIGHT: lambda: self._sideways(1),
            Command.FIRST: lambda: self._end(-1),
            Command.LAST: lambda: self._end(1),
            Command.PAGE_DOWN: lambda: self._scroll(1),
            Command.PAGE_UP: lambda: self._scroll(-1),
            Command.TAKE_BACK: self._take_back,
            Command.CLEAR: self._clear,
            Command.NEXT_MISSING: lambda: self._jump(
                self._page.editor.next_missing(self._page.editor.cursor)
            ),
            Command.NEXT_WARNING: lambda: self._jump(
                self._page.editor.next_warning(self._page.editor.cursor)
            ),
            Command.UNDO: lambda: self._page.editor.undo() or True,
            Command.REDO: lambda: self._page.editor.redo() or True,
            Command.REST_ABSENT: self._rest_absent,
            Command.RARE: self._rare,
            Command.LIST: self._list,
            Command.LIMITS: self._limits,
            Command.REASON: self._reason,
            Command.SIGNIFICANCE: self._significance,
            Command.ADD_ROW: self._add_row,
            Command.REMOVE_ROW: self._remove_row,
            Command.HELP: self._help,
        }

    def run(self, command: Command) -> bool:
        """Do what a key asks for; False if it means nothing at this place."""
        return self._page.stop is not None and self._run[command]()

    def press(self, text: str) -> bool:
        """A letter or digit where keys choose; the cursor moves on when it settled the answer."""
        stop = self._page.stop
        if stop is None or not text.isprintable() or len(text) != 1:
            return False
        if stop.part is Part.REASON:
            return self._press_reason(stop, text)
        state = self._state()
        if (
            stop.part is not Part.VALUE
            or state is None
            or self._page.layout_of.offering.mode(state) is not Mode.KEYS
        ):
            return False
        meant = pressed(state.item, text, state.answer, self._page.words)
        if meant is None:
            return False
        self._choose(state, meant.code, meant.state)
        if meant.settles:
            self._to_next_item()
        return True

    def _press_reason(self, stop: Stop, text: str) -> bool:
        state = self._page.editor.state.items[stop.path]
        offered = self._page.layout_of.offering.reason_options(state)
        if not text.isdecimal() or not 0 < int(text) <= len(offered):
            return False
        self._page.editor.edit_reason(stop.path, offered[int(text) - 1].code)
        return self._beside(1)

    def _choose(self, state: ItemState, code: str, special: State) -> None:
        if special is not State.VALUE:
            self._page.editor.set_state(state.path, special)
        elif state.item.type is ItemType.MULTI:
            self._page.editor.toggle(state.path, code)
        else:
            self._page.editor.set_choice(state.path, code)

    # the mouse

    def click(self, line: Line, zone: Zone | None) -> None:
        """A click into a line: on a segment it answers, on a field it edits, elsewhere it puts the cursor there."""
        editor = self._page.editor
        if zone is None or zone.area not in self._clicks:
            self._to_line(line)
        elif zone.area is Area.BUTTON:
            editor.rest_absent(line.group)
        elif zone.area is Area.REMOVE:
            editor.remove_row(line.group, line.row)
        elif zone.area is Area.LINK:
            self._page.go(Stop(Part.FOLD if line.kind is Kind.FOLD else Part.ADD, "", line.group))
            self._enter()
        else:
            self._click_item(line, zone)

    _clicks = frozenset(
        {
            Area.BUTTON,
            Area.REMOVE,
            Area.LINK,
            Area.SEGMENT,
            Area.SIGNIFICANCE,
            Area.FIELD,
            Area.LIMITS,
            Area.UNIT,
            Area.ASIDE,
            Area.REASON,
        }
    )

    def _click_item(self, line: Line, zone: Zone) -> None:
        state = self._page.editor.state.items[zone.path]
        if zone.area is Area.SEGMENT and zone.code.startswith("reason:"):
            self._page.go(Stop(Part.REASON, zone.path, line.group))
            self._page.editor.edit_reason(zone.path, zone.code.removeprefix("reason:"))
            return
        part = {Area.LIMITS: Part.LIMITS, Area.REASON: Part.REASON}.get(zone.area, Part.VALUE)
        self._page.go(Stop(part, zone.path, line.group))
        if zone.area is Area.SEGMENT:
            self._choose(state, zone.code, zone.state)
        elif zone.area is Area.SIGNIFICANCE:
            self._page.editor.set_significance(zone.path, "" if zone.on else zone.code)
        elif zone.area is Area.UNIT:
            self._page.open_units()
        elif zone.area is Area.ASIDE and state.answer.blank:
            self._page.editor.accept_proposal(zone.path)
        elif zone.area is Area.FIELD:
            self._page.open_list()

    def _to_line(self, line: Line) -> None:
        part = Part.REASON if line.kind is Kind.WHY else Part.VALUE
        stop = Stop(part, line.path, line.group)
        if stop in self._page.stops:
            self._page.go(stop)

    # moving

    def _beside(self, step: int) -> bool:
        stop = self._page.stop
        found = self._page.stops.beside(stop, step) if stop is not None else self._page.stops.first()
        if found is not None:
            self._page.go(found)
        return found is not None

    def _to_next_item(self) -> None:
        """An answered item leads to the next item: digits typed ahead never end at a fold."""
        stop = self._page.stop
        while stop is not None:
            stop = self._page.stops.beside(stop, 1)
            if stop is not None and stop.part in (Part.VALUE, Part.ADD):
                self._page.go(stop)
                return

    def _below(self, step: int) -> bool:
        if not self._page.inline.at_edge(step > 0):
            return False
        stop = self._page.stop
        found = self._page.stops.below(stop, step) if stop is not None else None
        if found is not None:
            self._page.go(found)
        return True

    def _sideways(self, step: int) -> bool:
        stop = self._page.stop
        if stop is not None and stop.part is Part.FOLD:
            self._page.fold(stop.group, step > 0)
            return True
        if stop is None or "/" not in stop.path or not self._page.inline.caret_at_end(step > 0):
            return False
        found = self._page.stops.beside(stop, step)
        if found is None or found.path.rpartition("/")[0] != stop.path.rpartition("/")[0]:
            return False
        self._page.go(found)
        return True

    def _end(self, step: int) -> bool:
        found = self._page.stops.last() if step > 0 else self._page.stops.first()
        if found is not None:
            self._page.go(found)
        return True

    def _scroll(self, step: int) -> bool:
        self._page.scroll_page(step)
        return True

    def _jump(self, path: str | None) -> bool:
        if path is not None:
            self._page.jump_to(path)
        return True

    # acts

    def _enter(self) -> bool:
        stop, state = self._page.stop, self._state()
        if stop is None:
            return False
        if stop.part is Part.ADD:
            self._page.editor.add_row(stop.group)
            return True
        if stop.part is Part.FOLD:
            self._page.fold(stop.group)
            return True
        if stop.part is Part.VALUE and state is not None:
            if self._page.layout_of.offering.mode(state) is Mode.LONG_TEXT:
                return False
            if state.answer.blank and self._page.editor.pending(stop.path) is None:
                self._page.editor.accept_proposal(stop.path)
        return self._beside(1) or True

    def _take_back(self) -> bool:
        stop = self._page.stop
        return stop is not None and self._page.editor.take_back_typing(stop.path)

    def _clear(self) -> bool:
        stop, state = self._page.stop, self._state()
        if stop is None or state is None:
            return False
        typing = self._page.inline.widget is not None
        if typing and not (self._page.inline.whole_selected or state.answer.state is not State.VALUE):
            return False
        if stop.part is Part.REASON:
            self._page.editor.edit_reason(stop.path, "")
        elif stop.part is Part.LIMITS:
            self._page.editor.edit_limits(stop.path, "")
        else:
            self._page.editor.clear(stop.path)
        return True

    def _rest_absent(self) -> bool:
        group = self._group()
        if group and any(one.oid == group and one.rest_absent for one in self._page.editor.form.groups):
            self._page.editor.rest_absent(group)
        return True

    def _rare(self) -> bool:
        self._page.fold(self._group())
        return True

    def _list(self) -> bool:
        return self._page.open_list() or self._page.open_units()

    def _limits(self) -> bool:
        state, stop = self._state(), self._page.stop
        if state is None or stop is None or not state.item.result or "/" in state.path:
            return False
        self._page.go(Stop(Part.LIMITS, stop.path, stop.group))
        return True

    def _reason(self) -> bool:
        state = self._state()
        if state is not None and not state.answer.blank:
            self._page.ask_reason(state.path)
        return True

    def _significance(self) -> bool:
        state = self._state()
        if state is not None and state.flag:
            self._page.editor.set_significance(state.path, _SIGNIFICANCE[state.answer.significance])
        return True

    def _add_row(self) -> bool:
        group = self._group()
        if not any(one.oid == group and one.repeating for one in self._page.editor.form.groups):
            return False
        self._page.editor.add_row(group)
        return True

    def _remove_row(self) -> bool:
        stop = self._page.stop
        group, _, rest = ("", "", "") if stop is None else stop.path.partition("/")
        if not rest:
            return False
        self._page.editor.remove_row(group, rest.partition("/")[0])
        return True

    def _help(self) -> bool:
        self._page.help()
        return True

    def _state(self) -> ItemState | None:
        stop = self._page.stop
        return None if stop is None else self._page.editor.state.items.get(stop.path)

    def _group(self) -> str:
        return "" if self._page.stop is None else self._page.stop.group

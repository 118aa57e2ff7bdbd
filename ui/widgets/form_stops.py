"""Where the cursor can stand in a form, and the way from one place to the next. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ui.view_models.form_editor import FormEditor
from ui.widgets.form_lines import Kind, Line, editable


class Part(StrEnum):
    """What of a place is meant."""

    VALUE = "value"
    LIMITS = "limits"
    REASON = "reason"
    ADD = "add"
    FOLD = "fold"


@dataclass(frozen=True, slots=True)
class Stop:
    """One place: a part of an item, or the line that adds a row or unfolds a group."""

    part: Part
    path: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    stop: Stop
    row: int
    column: int


class Stops:
    """All places of a page in the order of reading; rows of a table have one place per cell."""

    def __init__(self, editor: FormEditor, lines: Sequence[Line]) -> None:
        self._placed = [placed for row, line in enumerate(lines) for placed in _of(editor, line, row)]
        self._at = {placed.stop: at for at, placed in enumerate(self._placed)}

    def __contains__(self, stop: Stop) -> bool:
        return stop in self._at

    def row(self, stop: Stop) -> int:
        """The line of a place; limits stand in the line of their item. -1 if there is none now."""
        at = self._at.get(stop, self._at.get(Stop(Part.VALUE, stop.path, stop.group), -1))
        return self._placed[at].row if at >= 0 else -1

    def row_of(self, path: str) -> int:
        """The line in which the value of an item is given; -1 if nobody can give it now."""
        return next(
            (one.row for one in self._placed if one.stop.path == path and one.stop.part is Part.VALUE), -1
        )

    def first(self) -> Stop | None:
        """The first place of the form."""
        return self._placed[0].stop if self._placed else None

    def last(self) -> Stop | None:
        """The last place of the form."""
        return self._placed[-1].stop if self._placed else None

    def near(self, row: int) -> Stop | None:
        """The place closest to a line, for a cursor whose own place is gone."""
        return min(self._placed, key=lambda one: abs(one.row - row)).stop if self._placed else None

    def beside(self, stop: Stop, step: int) -> Stop | None:
        """The next place (``step`` 1) or the one before (-1) in the order of reading."""
        at = self._index(stop) + step
        return self._placed[at].stop if 0 <= at < len(self._placed) else None

    def below(self, stop: Stop, step: int) -> Stop | None:
        """The place in the next line (``step`` 1) or the line before (-1), in the same column of a table."""
        at = self._index(stop)
        if at < 0:
            return self.first()
        here = self._placed[at]
        after = [one for one in self._placed if (one.row - here.row) * step > 0]
        if not after:
            return None
        row = min(after, key=lambda one: abs(one.row - here.row)).row
        return min(
            (one for one in after if one.row == row), key=lambda one: abs(one.column - here.column)
        ).stop

    def _index(self, stop: Stop) -> int:
        return self._at.get(stop, self._at.get(Stop(Part.VALUE, stop.path, stop.group), -1))


def _of(editor: FormEditor, line: Line, row: int) -> list[_Placed]:
    if line.kind in (Kind.ITEM, Kind.ROW):
        return [
            _Placed(Stop(Part.VALUE, path, line.group), row, column)
            for column, path in enumerate(line.paths)
            if editable(editor.state.items[path])
        ]
    parts = {Kind.WHY: Part.REASON, Kind.ADD: Part.ADD, Kind.FOLD: Part.FOLD}
    part = parts.get(line.kind)
    return [] if part is None else [_Placed(Stop(part, line.path, line.group), row, 0)]

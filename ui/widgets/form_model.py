"""A form's lines as a Qt model: a thin adapter that says what was added, taken away or changed, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.view_models.form_editor import FormEditor
from ui.widgets.form_layout import FormLayout
from ui.widgets.form_lines import Held, Kind, Line, Lines, Scene, notes
from ui.widgets.form_reading import described, spoken, tip
from ui.widgets.form_stops import Stops
from ui.words import Words

LINE = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class FormModel(QAbstractTableModel):
    """One column, one row per line. Qt's views and screen readers see a form through it; it changes nothing."""

    def __init__(
        self, editor: FormEditor, layout: FormLayout, words: Words, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._rows_of: dict[str, list[int]] = {}
        self._stops: Stops | None = None
        self._take_up(editor, layout)

    def _take_up(self, editor: FormEditor, layout: FormLayout) -> None:
        self._editor, self._layout = editor, layout
        self.scene = Scene(tables=layout.tables)
        self._made = Lines(editor)
        self._lines: tuple[Line, ...] = self._made.all(self.scene, ())
        self._number()

    def turn_to(self, editor: FormEditor, layout: FormLayout) -> None:
        """Be the lines of another form from now on."""
        self.beginResetModel()
        self._take_up(editor, layout)
        self.endResetModel()

    # what Qt asks

    def rowCount(self, parent: _Index = _NONE) -> int:
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _NONE) -> int:
        """A line is painted whole, so there is one column."""
        return 0 if parent.isValid() else 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Lines can be current; only items of a person can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        answered = self._lines[index.row()].kind in (Kind.ITEM, Kind.ROW, Kind.WHY)
        return enabled | Qt.ItemFlag.ItemIsEditable if answered else enabled

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line itself, and its words for screen readers and the mouse."""
        if not index.isValid() or not 0 <= index.row() < len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(self._layout, line, self._words)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return described(self._editor, line, self._words)
        return tip(self._editor, line, None, self._words) if role == Qt.ItemDataRole.ToolTipRole else None

    # what the view asks

    @property
    def lines(self) -> Sequence[Line]:
        """The lines as they are now."""
        return self._lines

    def line(self, row: int) -> Line:
        """One line."""
        return self._lines[row]

    @property
    def stops(self) -> Stops:
        """All places where the cursor can stand, as the lines are now."""
        if self._stops is None:
            self._stops = Stops(self._editor, self._lines)
        return self._stops

    def rows_of(self, path: str) -> Sequence[int]:
        """All lines that show something of an item: its own, its notes, its reason."""
        return self._rows_of.get(path, ())

    def heading_of(self, group: str) -> int:
        """The heading of a group, or -1."""
        return next((row for row, line in enumerate(self._lines) if line.group == group), -1)

    # what changes

    def refresh(self, paths: Iterable[str]) -> None:
        """Items changed: bring the lines up to date and tell which are to be painted again."""
        before, paths = self._lines, tuple(paths)
        if any("/" in path for path in paths):
            # A cell of a table may have become relevant without any line coming or going.
            self._stops = None
        self._become(self._made.all(self.scene, paths))
        rows = {row for path in paths for row in self.rows_of(path)}
        groups = {self._lines[row].group for row in rows}
        rows.update(self.heading_of(group) for group in groups)
        if len(before) == len(self._lines):
            rows.update(
                row
                for row, (line, was) in enumerate(zip(self._lines, before, strict=True))
                if line is not was and line != was
            )
        self._tell(rows)

    def refresh_all(self) -> None:
        """Words, width or colours changed: every line is to be measured and painted again."""
        self.set_scene(replace(self.scene, tables=self._layout.tables))
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, 0))

    def set_scene(self, scene: Scene) -> None:
        """Show with other folds, tables or questions."""
        if scene != self.scene:
            self.scene = scene
            self.refresh(())

    def hold(self, path: str) -> None:
        """Typing begins in this field: what stands under it stays as it is until :meth:`release`."""
        if self.scene.held.path != path:
            self.release()
            rows = self.rows_of(path)
            row = self._lines[rows[0]].row if rows else ""
            group = self._lines[rows[0]].group if rows else ""
            self.scene = replace(
                self.scene, held=Held(path, tuple(notes(self._editor, self.scene, group, row, path)))
            )

    def release(self) -> None:
        """Typing paused or went elsewhere: what stands under the field is true again."""
        path = self.scene.held.path
        if path:
            self.scene = replace(self.scene, held=Held())
            self.refresh((path,))

    def _tell(self, rows: set[int]) -> None:
        for first, last in _runs(sorted(row for row in rows if 0 <= row < len(self._lines))):
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def _become(self, new: tuple[Line, ...]) -> None:
        """Take over new lines by insertions and removals: both lists follow the order of the form."""
        if _same_places(self._lines, new):
            self._lines = new
            return
        old = list(self._lines)
        kept = {line.place for line in new}
        if not _follows([line.place for line in old if line.place in kept], [line.place for line in new]):
            self.beginResetModel()
            self._lines = new
            self._number()
            self.endResetModel()
            return
        row = len(old)
        while row > 0:
            end = row
            while row > 0 and old[row - 1].place not in kept:
                row -= 1
            if row < end:
                self.beginRemoveRows(_NONE, row, end - 1)
                del old[row:end]
                self._lines = tuple(old)
                self.endRemoveRows()
            else:
                row -= 1
        self._insert(old, new)
        self._lines = new
        self._number()

    def _insert(self, old: list[Line], new: tuple[Line, ...]) -> None:
        row = 0
        while row < len(new):
            end = row
            while end < len(new) and (row >= len(old) or new[end].place != old[row].place):
                end += 1
            if end > row:
                self.beginInsertRows(_NONE, row, end - 1)
                old[row:row] = new[row:end]
                self._lines = tuple(old)
                self.endInsertRows()
            row = max(end, row + 1)

    def _number(self) -> None:
        self._rows_of, self._stops = {}, None
        for row, line in enumerate(self._lines):
            for path in line.paths:
                self._rows_of.setdefault(path, []).append(row)


def _same_places(old: Sequence[Line], new: Sequence[Line]) -> bool:
    return len(old) == len(new) and all(
        one is other or one.place == other.place for one, other in zip(old, new, strict=True)
    )


def _follows(part: Sequence[object], whole: Sequence[object]) -> bool:
    """Whether ``part`` stands in ``whole`` in the same order, so that insertions alone lead from one to the other."""
    rest = iter(whole)
    return all(any(one == other for other in rest) for one in part)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs

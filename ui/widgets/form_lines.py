"""A form as the lines of a page: headings, items, rows of tables, findings, folds. Plain values, no Qt.

A line knows what it stands for and nothing of how it looks; the state of an item is asked for when it is painted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ui.view_models.form_editor import FormEditor
from workstation.definition.form import Group, Item, ItemType
from workstation.forms.state import Finding, ItemState, Severity
from workstation.messages import Sentence, Text

ASKS_WHY = frozenset({"WHY_NOT_DONE"})
_ABSENT = frozenset({"0", "no", "none"})


class Kind(StrEnum):
    """What a line stands for."""

    HEADING = "heading"
    ITEM = "item"
    NOTE = "note"
    WHY = "why"
    COLUMNS = "columns"
    ROW = "row"
    ROW_HEADING = "row heading"
    ADD = "add"
    FOLD = "fold"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``paths`` are its items (several in a table row); ``words`` are what a note says."""

    kind: Kind
    group: str = ""
    row: str = ""
    paths: tuple[str, ...] = ()
    words: Sentence | Text | None = None
    severity: Severity = Severity.WARNING
    count: int = 0
    opened: bool = False

    @property
    def path(self) -> str:
        """The first item of the line, or ""."""
        return self.paths[0] if self.paths else ""

    @property
    def place(self) -> tuple[object, ...]:
        """What makes it the same line as before, whatever its words."""
        return (self.kind, self.group, self.row, self.paths, self.words if self.kind is Kind.NOTE else None)


@dataclass(frozen=True, slots=True)
class Held:
    """The field in which typing goes on: its notes stay as they were until a pause, so that no line jumps."""

    path: str = ""
    notes: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What a screen adds to a form: unfolded groups, groups that fit as a table, the field that is being typed in.

    ``asking`` is the item whose reason a person wants to give.
    """

    unfolded: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    held: Held = field(default_factory=Held)
    asking: str = ""


def lines(editor: FormEditor, scene: Scene) -> tuple[Line, ...]:
    """All lines of the form as it is now."""
    return Lines(editor).all(scene, ())


class Lines:
    """All lines of a form as it is now; the lines of a group stay until something in it changes."""

    def __init__(self, editor: FormEditor) -> None:
        self._editor = editor
        self._kept: dict[str, tuple[Line, ...]] = {}
        self._seen = Scene()
        self._group_of = {item.oid: group.oid for group in editor.form.groups for item in group.items}

    def all(self, scene: Scene, changed: Iterable[str]) -> tuple[Line, ...]:
        """The lines in a scene, after the items at these paths changed (their states, or what is typed in them)."""
        if replace(scene, held=self._seen.held) != self._seen:
            self._kept.clear()
        self._seen = scene
        for path in changed:
            self._kept.pop(self._group_of.get(path, path.partition("/")[0]), None)
        editor = self._editor
        found = [
            Line(Kind.NOTE, words=one.sentence, severity=one.severity) for one in editor.state.form_findings
        ]
        for group in editor.form.groups:
            kept = self._kept.get(group.oid)
            # Whether a table is asked for may hang on any answer of the form.
            if kept is None or group.repeating:
                kept = self._kept[group.oid] = tuple(_group(editor, scene, group))
            found += kept
        return tuple(found)


def _group(editor: FormEditor, scene: Scene, group: Group) -> Iterator[Line]:
    heading = Line(Kind.HEADING, group.oid)
    if group.repeating:
        if _askable(editor, group):
            yield heading
            yield from _rows(editor, scene, group)
        return
    body = [line for item in group.items for line in _item(editor, scene, group, item)]
    hidden, rare = _rare_counts(editor, scene, group)
    if body or rare:
        yield heading
        yield from body
    if rare:
        yield Line(Kind.FOLD, group.oid, count=hidden or rare, opened=group.oid in scene.unfolded)


def _askable(editor: FormEditor, group: Group) -> bool:
    """A table is asked for unless its condition fails by what stands in the form; its rows tell once there are some."""
    rows = editor.rows(group.oid)
    states = [editor.state.items.get(f"{group.oid}/{row}/{item.oid}") for row in rows for item in group.items]
    if rows:
        return any(state is not None and (state.relevant or state.stale) for state in states)
    if group.relevant_if is None:
        return True
    # Facts of the subject (dotted names) are unknown here: a table that hangs on one is shown unless it surely fails.
    holds = group.relevant_if(editor.state.typed)
    return holds is True or (holds is None and any("." in name for name in group.relevant_if.names))


def _item(editor: FormEditor, scene: Scene, group: Group, item: Item) -> Iterator[Line]:
    state = editor.state.items.get(item.oid)
    if state is None or not (state.relevant or state.stale) or _folded(editor, scene, group, state):
        return
    yield from _with_notes(editor, scene, Line(Kind.ITEM, group.oid, paths=(item.oid,)))


def _with_notes(editor: FormEditor, scene: Scene, line: Line) -> Iterator[Line]:
    yield line
    for path in line.paths:
        if scene.held.path == path:
            yield from scene.held.notes
        else:
            yield from notes(editor, scene, line.group, line.row, path)


def notes(editor: FormEditor, scene: Scene, group: str, row: str, path: str) -> Iterator[Line]:
    """What stands under one item: what cannot be read, what is wrong with it, and why it has no value."""
    state = editor.state.items[path]
    for pending in (editor.pending(path), editor.pending_limits(path)):
        if pending is not None:
            yield Line(Kind.NOTE, group, row, (path,), pending.sentence, Severity.HARD)
    if state.stale:
        yield Line(
            Kind.NOTE,
            group,
            row,
            (path,),
            Sentence("Not asked any more: Delete clears it, or leave it kept."),
        )
    for finding in state.findings:
        if finding.code not in ASKS_WHY:
            yield Line(Kind.NOTE, group, row, (path,), finding.sentence, finding.severity)
    if state.answer.reason or scene.asking == path or _asks(state.findings):
        yield Line(Kind.WHY, group, row, (path,))


def _asks(findings: tuple[Finding, ...]) -> bool:
    return any(finding.code in ASKS_WHY for finding in findings)


def _rare_counts(editor: FormEditor, scene: Scene, group: Group) -> tuple[int, int]:
    """How many rare items of a group are out of sight, and how many it has at all."""
    rare = [
        editor.state.items[item.oid]
        for item in group.items
        if not item.common and item.oid in editor.state.items
    ]
    shown = [state for state in rare if state.relevant or state.stale]
    return sum(1 for state in shown if _folded(editor, scene, group, state)), len(shown)


def _folded(editor: FormEditor, scene: Scene, group: Group, state: ItemState) -> bool:
    """A rare item is out of sight while nothing about it is remarkable."""
    if state.item.common or group.oid in scene.unfolded:
        return False
    remarkable = (
        state.findings
        or state.stale
        or not _absent(state)
        or editor.pending(state.path) is not None
        or (state.previous is not None and not state.previous.blank and state.previous.value not in _ABSENT)
    )
    return not remarkable


def _absent(state: ItemState) -> bool:
    return state.answer.blank or state.answer.value in _ABSENT


def _rows(editor: FormEditor, scene: Scene, group: Group) -> Iterator[Line]:
    as_table = group.oid in scene.tables
    rows = editor.rows(group.oid)
    if as_table and rows:
        yield Line(Kind.COLUMNS, group.oid)
    for number, row in enumerate(rows, start=1):
        paths = tuple(f"{group.oid}/{row}/{item.oid}" for item in group.items)
        if as_table:
            yield from _with_notes(editor, scene, Line(Kind.ROW, group.oid, row, paths))
            continue
        yield Line(Kind.ROW_HEADING, group.oid, row, count=number)
        for path in paths:
            state = editor.state.items.get(path)
            if state is not None and (state.relevant or state.stale):
                yield from _with_notes(editor, scene, Line(Kind.ITEM, group.oid, row, (path,)))
    if not editor.read_only:
        yield Line(Kind.ADD, group.oid)


def editable(state: ItemState) -> bool:
    """Whether a person answers this item here and now."""
    return state.item.type is not ItemType.CALCULATED and (state.relevant or state.stale)

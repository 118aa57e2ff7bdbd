"""One form while a person fills it: answers, what cannot be read yet, the way back, and where the cursor stands.

It knows no store and no widget. Every act makes new immutable answers, evaluates them and tells only what differs, so
scores can follow while a value is being typed. Text that cannot be read is kept beside the answers and blocks saving.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from ui.view_models.form_limits import parse_limits, show_limits
from workstation.definition.form import Form, Group, Item
from workstation.forms.absence import absent_answer
from workstation.forms.answers import Answer, Answers, State, answer_from
from workstation.forms.loose_dates import Near, loosened
from workstation.forms.state import FormState
from workstation.forms.values import Unreadable, parse, show
from workstation.messages import Sentence, Text

Evaluate = Callable[[Answers], FormState]

_MOST_STEPS = 500
_BLANK = Answer()


@dataclass(frozen=True, slots=True)
class Pending:
    """What was typed and cannot be read, with the sentence that says why."""

    text: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class _Filled:
    answers: Answers
    values: Mapping[str, Pending] = field(default_factory=dict)
    limits: Mapping[str, Pending] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class FormEditor(QObject):
    """The only way in which a screen changes a form.

    ``evaluate`` gives the state of the form for answers, with the context of subject and visit already in it.
    ``read_only``: every act of a person leaves the answers as they are; the cursor moves.
    """

    changed = Signal(object)
    """Paths of the items that differ from before, as a tuple; empty when only the form's own findings do."""
    cursor_moved = Signal(str)
    draft_wanted = Signal()
    dirty_changed = Signal(bool)

    def __init__(
        self,
        form: Form,
        answers: Answers,
        evaluate: Evaluate,
        parent: QObject | None = None,
        *,
        read_only: bool = False,
        near: Near | None = None,
    ) -> None:
        super().__init__(parent)
        self.form = form
        self._near = near
        self.read_only = read_only
        self._evaluate = evaluate
        self._base = answers
        self._now = _Filled(answers)
        self._state = evaluate(answers)
        self._undo: deque[tuple[_Filled, str]] = deque(maxlen=_MOST_STEPS)
        self._redo: deque[tuple[_Filled, str]] = deque(maxlen=_MOST_STEPS)
        self._typing_in = ""
        self._cursor = next(iter(self._state.items), "")
        self._last_row = {group.oid: 0 for group in form.groups if group.repeating}

    # what is

    @property
    def state(self) -> FormState:
        """The form as evaluated after the last act; rows that were opened and are still blank included."""
        return self._state

    @property
    def answers(self) -> Answers:
        """What can be read; to be saved when :attr:`blocking` is empty."""
        return self._now.answers

    @property
    def dirty(self) -> bool:
        """Something differs from what the editor was given, or cannot be read."""
        return bool(self._now.values or self._now.limits) or self._now.answers != self._base

    @property
    def cursor(self) -> str:
        """The path of the item a person is at."""
        return self._cursor

    @property
    def blocking(self) -> tuple[tuple[str, Sentence | Text], ...]:
        """Why this cannot be saved: path and sentence of everything that is unreadable or cannot be true."""
        unread = (
            (path, one.sentence)
            for kept in (self._now.values, self._now.limits)
            for path, one in kept.items()
        )
        return (*unread, *((finding.path, finding.sentence) for finding in self._state.refused))

    def pending(self, path: str) -> Pending | None:
        """The unreadable text of an item's value, or None."""
        return self._now.values.get(path)

    def pending_limits(self, path: str) -> Pending | None:
        """The unreadable text of the limits reported with a result, or None."""
        return self._now.limits.get(path)

    def text(self, path: str) -> str:
        """What stands in the item's field, as it would be typed; the unit stands beside it."""
        pending = self._now.values.get(path)
        if pending is not None:
            return pending.text
        answer = self._given(path)
        return "" if answer.blank else show(self._item(path), replace(answer, unit=""))

    def limits_text(self, path: str) -> str:
        """The limits reported with a result, as they would be typed."""
        pending = self._now.limits.get(path)
        return pending.text if pending is not None else show_limits(self._given(path))

    def changes(self) -> Mapping[str, tuple[Answer, Answer]]:
        """What differs from the answers that were given: path to old and new answer."""
        paths = dict.fromkeys((*self._base, *self._now.answers))
        pairs = {path: (self._base.get(path, _BLANK), self._given(path)) for path in paths}
        return {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}

    def rows(self, group: str) -> tuple[str, ...]:
        """Row keys of a repeating group, blank rows that were just opened last."""
        answered = self._now.answers.rows(group)
        return (*answered, *(row for row in self._now.rows.get(group, ()) if row not in answered))

    # acts of a person

    def edit(self, path: str, text: str) -> None:
        """Take what was typed into an item, at every key."""
        item = self._item(path)
        old = self._given(path)
        try:
            answer = _merged(old, parse(item, loosened(item, text, self._near)), text)
            pending = None
        except Unreadable as unreadable:
            answer = replace(old, value="", operator="", state=State.VALUE)
            pending = Pending(text, unreadable.sentence)
        values = _with(self._now.values, path, pending)
        self._act(
            replace(self._now, answers=self._now.answers.with_answer(path, answer), values=values), path, path
        )

    def edit_limits(self, path: str, text: str) -> None:
        """Take what was typed as reference limits of one result, in the unit of the result."""
        old = self._given(path)
        try:
            (lln, uln), pending = parse_limits(text), None
        except Unreadable as unreadable:
            (lln, uln), pending = ("", ""), Pending(text, unreadable.sentence)
        answers = self._now.answers.with_answer(path, replace(old, lln=lln, uln=uln))
        limits = _with(self._now.limits, path, pending)
        self._act(replace(self._now, answers=answers, limits=limits), path, path + "#limits")

    def edit_reason(self, path: str, text: str) -> None:
        """Take why an item was not done, or why it differs from what the record says."""
        self._amend(path, replace(self._given(path), reason=text), path + "#reason")

    def set_unit(self, path: str, unit: str) -> None:
        """The unit in which the value was read; the number stays as typed."""
        other = "" if unit == self._item(path).unit else unit
        self._amend(path, replace(self._given(path), unit=other))

    def set_significance(self, path: str, significance: str) -> None:
        """Clinical significance of a result: "CS", "NCS" or "" for none."""
        self._amend(path, replace(self._given(path), significance=significance))

    def set_state(self, path: str, state: State) -> None:
        """Why there is no value; a state that the item does not allow changes nothing."""
        if state.value in self._item(path).codes:
            self._answer(path, Answer(state=state))

    def set_choice(self, path: str, code: str) -> None:
        """One code of the item's choices, "yes" or "no", or an ordinal code."""
        self._answer(path, replace(self._given(path), value=code, state=State.VALUE))

    def toggle(self, path: str, code: str) -> None:
        """Add one code to a multiple choice or take it away; the codes keep the order of the definition."""
        old = self._given(path)
        chosen = set(old.value.split(",")) ^ {code}
        codes = [choice.code for choice in self._item(path).choices if choice.code in chosen]
        self._answer(path, replace(old, value=",".join(codes), state=State.VALUE))

    def clear(self, path: str) -> None:
        """Make an item blank again, with everything that came with its value."""
        self._answer(path, None)

    def accept_proposal(self, path: str) -> None:
        """Take the derived value as one's own answer; nothing happens where none is offered."""
        proposal = self._state.items[path].proposal
        if proposal is not None and proposal.value is not None and not proposal.hint_only:
            self.set_choice(path, proposal.value)

    def rest_absent(self, group: str) -> None:
        """One act: what is still blank in this group is not present (0, or no). Nothing answered is touched.

        What the record decides, or could not decide, stays open (``workstation.forms.absence``).
        """
        answers, first = self._now.answers, ""
        for item in self._group(group).items:
            state = self._state.items.get(item.oid)
            absent = None if state is None else absent_answer(state)
            if absent is not None and item.oid not in self._now.values:
                answers = answers.with_value(item.oid, absent)
                first = first or item.oid
        self._act(replace(self._now, answers=answers), first)

    def add_row(self, group: str) -> str:
        """Open a blank row and put the cursor into it; gives its key, which no other row ever had here.

        Where nothing can be changed there is no new row, and the key is empty.
        """
        if self.read_only:
            return ""
        taken = [int(row) for row in self.rows(group) if row.isdigit()]
        row = str(max([self._last_row[group], *taken]) + 1)
        self._last_row[group] = int(row)
        rows = {**self._now.rows, group: (*self._now.rows.get(group, ()), row)}
        first = f"{group}/{row}/{self._group(group).items[0].oid}"
        self._act(replace(self._now, rows=rows), first)
        self.move_to(first)
        return row

    def remove_row(self, group: str, row: str) -> None:
        """Take a row away with all its answers; undo brings it back."""
        if row.isdigit():
            self._last_row[group] = max(self._last_row[group], int(row))
        prefix = f"{group}/{row}/"
        kept = {path: answer for path, answer in self._now.answers.items() if not path.startswith(prefix)}
        opened = tuple(one for one in self._now.rows.get(group, ()) if one != row)
        filled = _Filled(
            Answers(kept),
            {path: one for path, one in self._now.values.items() if not path.startswith(prefix)},
            {path: one for path, one in self._now.limits.items() if not path.startswith(prefix)},
            {**self._now.rows, group: opened},
        )
        self._act(filled, prefix + self._group(group).items[0].oid)

    # the way back

    def undo(self) -> bool:
        """Take back one step; typing in one field is one step. False if there is none."""
        return self._step(self._undo, self._redo)

    def redo(self) -> bool:
        """Do again what was taken back. False if there is nothing."""
        return self._step(self._redo, self._undo)

    def take_back_typing(self, path: str) -> bool:
        """Take back what was typed into this field since the cursor came; False if nothing was."""
        return self._typing_in.partition("#")[0] == path and bool(path) and self.undo()

    # the cursor

    def move_to(self, path: str) -> None:
        """Put the cursor on an item; typing elsewhere is a new step from here on."""
        if path != self._cursor:
            self._cursor, self._typing_in = path, ""
            self.cursor_moved.emit(path)

    def settle(self) -> None:
        """Typing in the current field is over: the next key is a step of its own."""
        self._typing_in = ""

    def next_missing(self, from_path: str) -> str | None:
        """The next item after ``from_path``, round the form, that is required and blank or cannot be read."""
        return self._next(from_path, {*self._state.missing, *self._now.values, *self._now.limits})

    def next_warning(self, from_path: str) -> str | None:
        """The next item after ``from_path``, round the form, with a finding."""
        return self._next(from_path, {finding.path for finding in self._state.findings})

    # drafts, saving and news from outside

    def draft(self) -> dict[str, Any]:
        """Everything that was typed, as plain data: answers, unreadable texts, opened rows and the cursor."""
        return {
            "answers": {path: answer.as_data() for path, answer in self._now.answers.items()},
            "pending": {path: one.text for path, one in self._now.values.items()},
            "pending_limits": {path: one.text for path, one in self._now.limits.items()},
            "rows": {group: list(rows) for group, rows in self._now.rows.items() if rows},
            "cursor": self._cursor,
        }

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Go on where a draft stopped. Items that this version of the form does not have are left out."""
        known = {path: data for path, data in draft.get("answers", {}).items() if self.form.item_at(path)}
        rows = {
            group: tuple(kept) for group, kept in draft.get("rows", {}).items() if group in self._last_row
        }
        self._act(_Filled(Answers({path: answer_from(data) for path, data in known.items()}), rows=rows), "")
        for texts, take in (
            (draft.get("pending", {}), self.edit),
            (draft.get("pending_limits", {}), self.edit_limits),
        ):
            for path, text in texts.items():
                if self.form.item_at(path):
                    take(path, text)
        self._undo.clear()
        self._typing_in = ""
        if draft.get("cursor") in self._state.items:
            self.move_to(draft["cursor"])

    def saved(self) -> None:
        """What is answered now is what is recorded; the way back stays open."""
        was = self.dirty
        self._base = self._now.answers
        self._tell_dirty(was)

    def evaluate_again(self, evaluate: Evaluate | None = None) -> None:
        """Something outside the form changed (another form, the visit's date): tell what differs here."""
        self._evaluate = evaluate or self._evaluate
        self.changed.emit(self._refresh(()))

    # how

    def _item(self, path: str) -> Item:
        item = self.form.item_at(path)
        if item is None:
            raise KeyError(path)
        return item

    def _group(self, oid: str) -> Group:
        return next(group for group in self.form.groups if group.oid == oid)

    def _answer(self, path: str, answer: Answer | None) -> None:
        values = _with(self._now.values, path, None)
        limits = self._now.limits if answer is not None else _with(self._now.limits, path, None)
        answers = self._now.answers.with_answer(path, answer)
        self._act(replace(self._now, answers=answers, values=values, limits=limits), path)

    def _amend(self, path: str, answer: Answer, merge: str = "") -> None:
        self._act(replace(self._now, answers=self._now.answers.with_answer(path, answer)), path, merge)

    def _given(self, path: str) -> Answer:
        return self._now.answers.get(path, _BLANK)

    def _act(self, filled: _Filled, path: str, merge: str = "") -> None:
        """Become ``filled`` by an act at ``path``; ``merge`` names the field whose typing this continues."""
        if filled == self._now or self.read_only:
            return
        if not merge or merge != self._typing_in:
            self._undo.append((self._now, path or self._cursor))
        self._typing_in = merge
        self._redo.clear()
        self._become(filled, (path,))

    def _become(self, filled: _Filled, touched: Iterable[str]) -> None:
        was, before, self._now = self.dirty, self._now, filled
        self.changed.emit(self._refresh((*touched, *_typed_otherwise(before, filled))))
        self._tell_dirty(was)
        self.draft_wanted.emit()

    def _refresh(self, touched: Iterable[str]) -> tuple[str, ...]:
        old = self._state.items
        self._state = self._evaluate(self._with_opened_rows())
        new = self._state.items
        differs = dict.fromkeys(path for path, state in new.items() if old.get(path) != state)
        differs.update(dict.fromkeys(path for path in old if path not in new))
        differs.update(dict.fromkeys(path for path in touched if path in new))
        return tuple(differs)

    def _with_opened_rows(self) -> Answers:
        # A blank row has no answer that could name it, so an explicit blank stands for it during evaluation.
        opened = {
            f"{group}/{row}/{self._group(group).items[0].oid}": _BLANK
            for group, rows in self._now.rows.items()
            for row in rows
        }
        return Answers({**opened, **self._now.answers.by_path}) if opened else self._now.answers

    def _step(self, back: deque[tuple[_Filled, str]], forth: deque[tuple[_Filled, str]]) -> bool:
        if not back:
            return False
        filled, path = back.pop()
        forth.append((self._now, path))
        self._typing_in = ""
        self._become(filled, (path,))
        if path in self._state.items:
            self.move_to(path)
        return True

    def _next(self, from_path: str, wanted: set[str]) -> str | None:
        order: Sequence[str] = list(self._state.items)
        start = order.index(from_path) + 1 if from_path in self._state.items else 0
        return next((path for path in (*order[start:], *order[:start]) if path in wanted), None)

    def _tell_dirty(self, was: bool) -> None:
        if self.dirty != was:
            self.dirty_changed.emit(self.dirty)


def _merged(old: Answer, typed: Answer, text: str) -> Answer:
    """The typed answer with what had come with the old one: limits, remarks, and the unit unless one was typed."""
    if typed.state is not State.VALUE:
        return typed
    names_unit = bool(typed.unit) or any(mark.isalpha() or mark in "%/" for mark in text)
    unit = typed.unit if names_unit or not typed.value else old.unit
    return replace(old, value=typed.value, state=typed.state, operator=typed.operator, unit=unit)


def _typed_otherwise(one: _Filled, other: _Filled) -> set[str]:
    """The items in which another unreadable text stands, of a value or of its limits."""
    pairs = ((one.values, other.values), (one.limits, other.limits))
    return {path for old, new in pairs for path in (*old, *new) if old.get(path) is not new.get(path)}


def _with(kept: Mapping[str, Pending], path: str, pending: Pending | None) -> Mapping[str, Pending]:
    rest = {key: one for key, one in kept.items() if key != path}
    return rest if pending is None else {**rest, path: pending}

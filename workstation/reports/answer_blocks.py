"""The answers of a form as blocks: short ones side by side, long text below, rows of repeating groups as tables.

Used wherever a form has no layout of its own, so that nothing that was recorded is left off the paper. A check with
its followers (``spo2``, ``spo2_value``, ``spo2_who``) becomes one row; a table that needs the width of the page is a
section of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from workstation.definition.form import Item, ItemType
from workstation.forms.answers import State
from workstation.forms.state import FormState, ItemState
from workstation.messages import Sentence, Text
from workstation.reports.document import (
    DOT,
    Block,
    Column,
    Grid,
    Line,
    Paragraph,
    Phrase,
    Row,
    Section,
    Span,
    Table,
    Tone,
    line,
    muted,
)
from workstation.reports.visit_facts import answered, row_title
from workstation.reports.wording import answer_line, reported, reported_unit, unit_words

_FAILED = "fail"
_SHORT_TEXT = 40
_NARROW = 4
_WIDEST = 10
_MANY = 3
_NUMBERS = frozenset({ItemType.NUMBER, ItemType.INTEGER})
_CODED = frozenset({ItemType.YES_NO, ItemType.CHOICE, ItemType.MULTI})

Chooser = Callable[[ItemState], bool]
_Row = dict[str, ItemState]


def answer_blocks(state: FormState, wanted: Chooser, day: date | None, columns: int = 3) -> tuple[Block, ...]:
    """What ``wanted`` lets through and fits into a column of the page; ``day`` is the day of the visit."""
    cells: list[Line] = []
    blocks: list[Block] = []
    kin = _followers(state)
    for item in _single(state, wanted):
        if item.path in kin or item.path in kin.values():
            continue
        if _is_long(item):
            blocks.append(Paragraph((muted(item.item.label), Span(item.answer.value))))
        else:
            cells.append((muted(item.item.label), *answer_line(item)))
    if cells:
        blocks.insert(0, Grid(tuple(cells), columns))
    for title, items, rows in _groups(state, wanted):
        if len(items) <= _NARROW:
            table = _row_table(items, rows, day)
            blocks.append(replace(table, rows=(Row((line(title),), group=True), *table.rows), head=()))
    return tuple(blocks)


def wide_sections(state: FormState, wanted: Chooser, day: date | None) -> Iterator[Section]:
    """What needs the width of the page: checks with their followers, and rows of many items."""
    checks = _check_table(state, wanted, day)
    if checks is not None:
        yield Section(state.form.title, (checks,))
    for title, items, rows in _groups(state, wanted):
        if len(items) > _NARROW:
            yield Section(_joined(state.form.title, title), (_row_table(items, rows, day),))


def _joined(form: Text, group: Text) -> Text:
    return form if form == group else Text(f"{form.en}: {group.en}", f"{form.zh}：{group.zh}")


def _single(state: FormState, wanted: Chooser) -> list[ItemState]:
    return [item for item in answered(state) if wanted(item) and not row_title(state, item.path)[0]]


def _is_long(item: ItemState) -> bool:
    text = item.item.type is ItemType.TEXT and item.answer.state is State.VALUE
    return text and (len(item.answer.value) > _SHORT_TEXT or "\n" in item.answer.value)


def _followers(state: FormState) -> dict[str, str]:
    """Items that belong to another one (``spo2_value`` to ``spo2``), by the one they belong to."""
    found: dict[str, str] = {}
    base: Item | None = None
    for item in state.form.items.values():
        if base is not None and _follows(item, base):
            found[item.oid] = base.oid
        else:
            base = item
    return found


def _follows(item: Item, base: Item) -> bool:
    named = item.oid.startswith(f"{base.oid}_") and base.type in _CODED
    return named and item.label.en.startswith(f"{base.label.en}:")


def _check_table(state: FormState, wanted: Chooser, day: date | None) -> Table | None:
    """A row for each check; what is the same for all of them (who, when) heads the table."""
    kin = _followers(state)
    items = [item for item in _single(state, wanted) if item.path in kin or item.path in kin.values()]
    rows: dict[str, list[ItemState]] = {}
    for item in items:
        rows.setdefault(kin.get(item.path, item.path), []).append(item)
    if not rows:
        return None
    said = {
        base: [_follower_line(each, state.items[base].item, day) for each in rows[base] if each.path != base]
        for base in rows
    }
    shared = [
        words
        for words in next(iter(said.values()))
        if len(said) > 1 and all(words in each for each in said.values())
    ]
    table = [Row((_parted(shared),), group=True)] if shared else []
    for base, followers in said.items():
        label, answer = (Span(state.items[base].item.label),), _judged(state.items[base])
        table.append(Row((label, answer, _parted([words for words in followers if words not in shared]))))
    return Table((Column(wrap=True), Column(), Column(stretch=True)), tuple(table))


def _follower_line(item: ItemState, base: Item, day: date | None) -> Line:
    label, own = item.item.label, base.label
    short = Text(label.en[len(own.en) :].lstrip(": "), label.zh[len(own.zh) :].lstrip("：: "))
    return (muted(short), *_cell(item, day))


def _parted(lines: list[Line]) -> Line:
    spans: list[Span] = []
    for words in lines:
        spans += [*([Span(DOT)] if spans else []), *words]
    return tuple(spans)


def _groups(state: FormState, wanted: Chooser) -> Iterator[tuple[Text, list[Item], list[_Row]]]:
    """Each repeating group that has rows: its title, the items that are answered in any row, and the rows."""
    inside = [item for item in answered(state) if wanted(item) and row_title(state, item.path)[0]]
    for oid, items in groupby(inside, lambda item: row_title(state, item.path)[0]):
        group = next(each for each in state.form.groups if each.oid == oid)
        rows = [
            {item.item.oid: item for item in cells}
            for _, cells in groupby(items, lambda item: row_title(state, item.path)[1])
        ]
        yield group.title, [item for item in group.items if any(item.oid in row for row in rows)], rows


def _row_table(items: list[Item], rows: list[_Row], day: date | None) -> Table:
    """A column for each item; coded answers share the last column where there are too many items."""
    coded = [item for item in items if item.type in _CODED] if len(items) > _WIDEST else []
    columns = [item for item in items if item not in coded]
    head = tuple((Span(item.label), *line(unit_words(item.unit))) for item in columns)
    body = tuple(
        Row(
            (
                *(_cell(row[item.oid], day, item) if item.oid in row else () for item in columns),
                *_coded(coded, row),
            )
        )
        for row in rows
    )
    if coded:
        return Table((*(Column(wrap=True) for _ in columns), Column(stretch=True)), body, head=(*head, ()))
    return Table(tuple(Column(stretch=True) for _ in columns), body, head=head)


def _coded(items: list[Item], row: _Row) -> tuple[Line, ...]:
    """Coded answers in one cell: what is answered alike stands together."""
    if not items:
        return ()
    alike: dict[Line, list[Item]] = {}
    for item in items:
        if item.oid in row:
            alike.setdefault(answer_line(row[item.oid]), []).append(item)
    return (_parted([(muted(_named(found)), *answer) for answer, found in alike.items()]),)


def _named(items: list[Item]) -> Sentence:
    """The labels; questions of one kind ("ICE: year", "ICE: month") are named once, with their number."""
    kinds: dict[str, list[Item]] = {}
    for item in items:
        head, colon, _ = item.label.en.partition(": ")
        kinds.setdefault(head if colon else item.label.en, []).append(item)
    labels: list[Phrase] = []
    for head, alike in kinds.items():
        if len(alike) < _MANY:
            labels += [item.label for item in alike]
            continue
        kind = Text(head, alike[0].label.zh.partition("：")[0])
        labels.append(Sentence("{kind} ({count} questions)", {"kind": kind, "count": len(alike)}))
    return Sentence("{items}:", {"items": tuple(labels)})


def _judged(item: ItemState) -> Line:
    """The answer of a check; a failed one stands out."""
    answer = answer_line(item)
    return tuple(Span(span.phrase, Tone.ALERT) for span in answer) if item.answer.value == _FAILED else answer


def _cell(item: ItemState, day: date | None, column: Item | None = None) -> Line:
    """An answer inside a table: in plain type, a time without the day of the visit, a number without its unit."""
    if item.answer.state is State.VALUE and isinstance(item.typed, datetime):
        same = item.typed.date() == day
        return line(item.typed.strftime("%H:%M" if same else "%m-%d %H:%M"))
    if column is not None and item.answer.state is State.VALUE and column.type in _NUMBERS:
        unit = "" if not item.answer.unit else reported_unit(item)
        return line(f"{reported(item)} {unit}".strip())
    return tuple(Span(span.phrase) if span.tone is Tone.STRONG else span for span in answer_line(item))

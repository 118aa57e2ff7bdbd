"""The answers of a form as blocks: short ones side by side, long text below, rows of a repeating group each on a line.

Used wherever a form has no layout of its own, so that nothing that was recorded is left off the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from workstation.definition.form import ItemType
from workstation.forms.answers import State
from workstation.forms.state import FormState, ItemState
from workstation.reports.document import (
    DOT,
    Block,
    Column,
    Grid,
    Line,
    Paragraph,
    Row,
    Span,
    Table,
    line,
    muted,
)
from workstation.reports.visit_facts import answered, row_title
from workstation.reports.wording import answer_line

_SHORT_TEXT = 40

Chooser = Callable[[ItemState], bool]


def answer_blocks(state: FormState, wanted: Chooser, columns: int = 3) -> tuple[Block, ...]:
    """Everything in a form that ``wanted`` lets through, in the order of the form."""
    cells: list[Line] = []
    blocks: list[Block] = []
    single = [item for item in answered(state) if wanted(item) and not row_title(state, item.path)[0]]
    for item in single:
        if _is_long(item):
            blocks.append(Paragraph((muted(item.item.label), Span(item.answer.value))))
        else:
            cells.append((muted(item.item.label), *answer_line(item)))
    if cells:
        blocks.insert(0, Grid(tuple(cells), columns))
    return (*blocks, *_row_tables(state, wanted))


def _is_long(item: ItemState) -> bool:
    text = item.item.type is ItemType.TEXT and item.answer.state is State.VALUE
    return text and (len(item.answer.value) > _SHORT_TEXT or "\n" in item.answer.value)


def _row_tables(state: FormState, wanted: Chooser) -> Iterator[Table]:
    """One table for each repeating group, one line for each of its rows."""
    inside = [item for item in answered(state) if wanted(item) and row_title(state, item.path)[0]]
    for oid, items in groupby(inside, lambda item: row_title(state, item.path)[0]):
        title = next(group.title for group in state.form.groups if group.oid == oid)
        rows = [Row((line(title),), group=True)]
        rows += [
            Row((_row_line(list(cells)),))
            for _, cells in groupby(items, lambda item: row_title(state, item.path)[1])
        ]
        yield Table((Column(stretch=True),), tuple(rows))


def _row_line(items: list[ItemState]) -> Line:
    spans: list[Span] = []
    for item in items:
        spans += [*([Span(DOT)] if spans else []), muted(item.item.label), *answer_line(item)]
    return tuple(spans)

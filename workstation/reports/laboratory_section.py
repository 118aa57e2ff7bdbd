"""The laboratory of a visit: every result as it was reported, with limits and flag."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from workstation.definition.form import ItemType
from workstation.forms.answers import State
from workstation.forms.state import FormState, ItemState
from workstation.messages import Sentence
from workstation.reports.document import (
    DOT,
    Align,
    Column,
    Line,
    Place,
    Row,
    Section,
    Span,
    Table,
    Tone,
    line,
    muted,
    strong,
)
from workstation.reports.visit_facts import VisitFacts, answered, row_title
from workstation.reports.wording import (
    answer_line,
    calculated_number,
    converted,
    limits_words,
    reported,
    reported_unit,
    state_words,
    unit_words,
)

_COLUMNS = (Column(stretch=True), Column(Align.RIGHT), Column(wrap=True), Column(wrap=True), Column())
_NUMBERS = frozenset({ItemType.NUMBER, ItemType.INTEGER})
_ABOUT = ("sampled", "laboratory", "fasting")


def laboratory_section(facts: VisitFacts) -> Section | None:
    """All laboratory forms that were begun, each under its own line; None if there is none."""
    rows: list[Row] = []
    before: Line = ()
    for state in facts.states.values():
        if state.form.laboratory:
            about = _about(state)
            rows += _form_rows(state, () if about == before else about)
            before = about
    if not rows:
        return None
    note = Sentence("L below, H above the reference limits beside it; = the same value in the study's unit")
    return Section(Sentence("Laboratory"), (Table(_COLUMNS, tuple(rows), note),), Place.LEFT)


def _form_rows(state: FormState, about: Line) -> Iterator[Row]:
    results = list(answered(state))
    if not results:
        return
    yield Row(((Span(state.form.title), *about),), group=True)
    for (group, _), items in groupby(results, lambda item: row_title(state, item.path)):
        found = list(items)
        if group:
            yield Row((_row_words([item for item in found if not item.item.result]),), group=True)
            found = [item for item in found if item.item.result]
        yield from (_result_row(item) for item in found)


def _about(state: FormState) -> Line:
    """When the sample was taken and where; said once where neighbouring forms agree."""
    spans: list[Span] = []
    for oid in _ABOUT:
        item = state.items.get(oid)
        if item is None or not item.relevant or item.answer.blank:
            continue
        spans.append(Span(DOT))
        if item.item.type is ItemType.YES_NO:
            spans.append(Span(item.item.label))
        spans.extend(Span(span.phrase) for span in answer_line(item))
    return tuple(spans)


def _row_words(items: list[ItemState]) -> Line:
    """What tells one row of a form from the other: time point, method, limits of the method."""
    spans: list[Span] = []
    for item in items:
        label = () if item.item.type is ItemType.CHOICE else (Span(item.item.label),)
        spans += [*([Span(DOT)] if spans else []), *label, *answer_line(item)]
    return tuple(Span(span.phrase) for span in spans)


def _result_row(item: ItemState) -> Row:
    label = (Span(item.item.label),)
    if item.answer.state is not State.VALUE:
        return Row((label, (), state_words(item)))
    if item.item.type not in _NUMBERS and calculated_number(item) is None:
        return Row((label, (), answer_line(item)))
    also = converted(item)
    unit = (Span(reported_unit(item)), muted(also)) if also else (Span(reported_unit(item)),)
    return Row((label, (strong(reported(item)),), unit, (muted(_limits(item)),), _flag(item)))


def _limits(item: ItemState) -> str:
    """The limits; with their unit where it is not the one of the value."""
    words = limits_words(item.range)
    if not words or item.range is None:
        return ""
    unit = unit_words(item.range.unit or item.item.unit)
    return words if unit == reported_unit(item) else f"{words} {unit}"


def _flag(item: ItemState) -> Line:
    flags = [Span(item.flag, Tone.ALERT)] if item.flag else []
    if item.answer.significance:
        flags.append(muted(item.answer.significance))
    return tuple(flags) or line()

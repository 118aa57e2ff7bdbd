"""The laboratory of a visit: every result as it was reported, with limits and flag."""

from __future__ import annotations

from collections.abc import Iterator

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
    rows = [row for state in facts.states.values() if state.form.laboratory for row in _form_rows(state)]
    if not rows:
        return None
    note = Sentence("L below, H above the reference limits beside it; = the same value in the study's unit")
    return Section(Sentence("Laboratory"), (Table(_COLUMNS, tuple(rows), note),), Place.LEFT)


def _form_rows(state: FormState) -> Iterator[Row]:
    results = [_result_row(state, item) for item in answered(state) if not _names_a_row(state, item)]
    if results:
        yield Row((_form_line(state),), group=True)
        yield from results


def _form_line(state: FormState) -> Line:
    """The form, when the sample was taken and where."""
    spans: list[Span] = [Span(state.form.title)]
    for oid in _ABOUT:
        item = state.items.get(oid)
        if item is None or not item.relevant or item.answer.blank:
            continue
        spans.append(Span(DOT))
        if item.item.type is ItemType.YES_NO:
            spans.append(Span(item.item.label))
        spans.extend(Span(span.phrase) for span in answer_line(item))
    return tuple(spans)


def _names_a_row(state: FormState, item: ItemState) -> bool:
    """A choice in a row that only says which row it is (its time point, its method)."""
    return row_title(state, item.path) != ("", "") and item.item.type is ItemType.CHOICE


def _result_row(state: FormState, item: ItemState) -> Row:
    label = (Span(item.item.label), *_row_words(state, item))
    if item.answer.state is not State.VALUE:
        return Row((label, (), state_words(item), (), ()))
    if item.item.type not in _NUMBERS and calculated_number(item) is None:
        return Row((label, (), answer_line(item), (), ()))
    also = converted(item)
    unit = (Span(reported_unit(item)), muted(also)) if also else (Span(reported_unit(item)),)
    return Row((label, (strong(reported(item)),), unit, (muted(_limits(item)),), _flag(item)))


def _row_words(state: FormState, item: ItemState) -> Line:
    group, row = row_title(state, item.path)
    if not group:
        return ()
    prefix = f"{group}/{row}/"
    naming = (each for path, each in state.items.items() if path.startswith(prefix))
    return tuple(
        muted(span.phrase)
        for each in naming
        if each.item.type is ItemType.CHOICE and not each.answer.blank
        for span in answer_line(each)
    )


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

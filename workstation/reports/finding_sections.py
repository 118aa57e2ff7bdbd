"""Vital signs, the other forms of a visit, the assessor's text, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from workstation.definition.form import ItemType, Scope
from workstation.forms.answers import State
from workstation.forms.state import FormState, ItemState
from workstation.messages import Sentence
from workstation.reports.document import (
    Block,
    Column,
    Grid,
    Line,
    Paragraph,
    Phrase,
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
from workstation.reports.wording import answer_line, reported, reported_unit
from workstation.trial.assessment import Remark

_VITALS = "vital_signs"
_ASSESSMENT = "visit_assessment"
_BILAG = "bilag2004"
# Forms that have a section of their own.
_ELSEWHERE = frozenset(
    {_VITALS, _ASSESSMENT, "visit", "sledai2k", "pga", "lymphodepletion", "infusion", "eligibility"}
)
_TOLD_ELSEWHERE = ("SLEDAI_DIFFERS", "WINDOW_", "DOSE_DEVIATION", "CELLS_DEVIATION")
_ABSENT = frozenset({"0", "no"})


def vital_signs_section(facts: VisitFacts) -> Section | None:
    """The vital signs as they were read; both pressures in one."""
    state = facts.states.get(_VITALS)
    if state is None:
        return None
    systolic, diastolic = state.items.get("systolic"), state.items.get("diastolic")
    joined = systolic is not None and diastolic is not None and _both_read(systolic, diastolic)
    cells: list[Line] = []
    texts: list[Block] = []
    for item in answered(state):
        if joined and item.path == "diastolic":
            continue
        if joined and item.path == "systolic" and diastolic is not None:
            words = f"{reported(item)}/{reported(diastolic)} {reported_unit(item)}"
            cells.append((Span(Sentence("Blood pressure")), strong(words)))
        elif item.item.type is ItemType.TEXT:
            texts.append(Paragraph((Span(item.item.label), *answer_line(item))))
        else:
            cells.append((Span(item.item.label), *answer_line(item)))
    blocks = (*([Grid(tuple(cells), 3)] if cells else []), *texts)
    return Section(state.form.title, blocks, Place.RIGHT) if blocks else None


def _both_read(systolic: ItemState, diastolic: ItemState) -> bool:
    both = (systolic, diastolic)
    read = all(each.typed is not None and each.relevant for each in both)
    return read and systolic.answer.unit == diastolic.answer.unit


def other_sections(facts: VisitFacts) -> Iterator[Section]:
    """Every other form that was begun at this visit, so that nothing recorded is left out of the paper."""
    for oid, state in facts.states.items():
        if oid in _ELSEWHERE or state.form.laboratory or state.form.scope is Scope.SUBJECT:
            continue
        if oid == _BILAG:
            yield from _bilag_section(state)
            continue
        rows = tuple(_finding_rows(state))
        if rows:
            yield Section(state.form.title, (Table((Column(), Column(stretch=True)), rows),), Place.LEFT)


def _finding_rows(state: FormState) -> Iterator[Row]:
    before = ("", "")
    for item in answered(state):
        place = row_title(state, item.path)
        if place[0] and place != before:
            title = next(group.title for group in state.form.groups if group.oid == place[0])
            yield Row(((Span(title), Span(place[1])),), group=True)
        before = place
        yield Row(((Span(item.item.label),), answer_line(item)))


def _bilag_section(state: FormState) -> Iterator[Section]:
    """Items that are present, measured or not done; the many that are absent are counted, not listed."""
    told = list(answered(state))
    listed = [
        item for item in told if item.answer.value not in _ABSENT or item.answer.state is not State.VALUE
    ]
    rows = tuple(Row((_numbered(item), answer_line(item))) for item in listed)
    counted = Sentence("{count} further items are recorded as 0 or No.", {"count": len(told) - len(listed)})
    if told:
        table = Table((Column(stretch=True), Column(stretch=True)), rows, counted)
        yield Section(state.form.title, (table,), Place.LEFT)


def _numbered(item: ItemState) -> Line:
    number = "" if item.item.number is None else str(item.item.number)
    return (*line(number), Span(item.item.label))


def assessment_sections(facts: VisitFacts) -> Iterator[Section]:
    """What the assessor wrote, in a frame, and the other answers of that form."""
    state = facts.states.get(_ASSESSMENT)
    if state is None:
        return
    cells: list[Line] = []
    texts: list[tuple[Phrase, ItemState]] = []
    for item in answered(state):
        if item.item.type is ItemType.TEXT and item.answer.state is State.VALUE:
            texts.append((item.item.label, item))
        else:
            cells.append((muted(item.item.label), *answer_line(item)))
    if cells:
        yield Section(state.form.title, (Grid(tuple(cells), 3),))
    for label, item in texts:
        yield Section(label, (Paragraph((Span(item.answer.value),), boxed=True),))


def open_section(facts: VisitFacts) -> Section | None:
    """What has to be there and is not: forms not begun and items without an answer, by form; and remarks."""
    rows = [
        Row((line(state.form.title), _missing_items(state)))
        for state in facts.states.values()
        if state.missing and state.form.scope is Scope.VISIT
    ]
    absent = facts.not_begun()
    if absent:
        rows.insert(0, Row(((Span(Sentence("Not recorded"), Tone.WARNING),), (Span(_listed(absent)),))))
    rows += [
        Row((line(_form_title(facts, remark.form)), (Span(remark.sentence),))) for remark in _remarks(facts)
    ]
    if not rows:
        return None
    return Section(Sentence("Open at this visit"), (Table((Column(), Column(stretch=True)), tuple(rows)),))


def _missing_items(state: FormState) -> Line:
    names = tuple(state.items[path].item.label for path in state.missing)
    return (Span(Sentence("missing: {items}", {"items": names}), Tone.PLAIN),)


def _listed(titles: tuple[object, ...]) -> Sentence:
    return Sentence("{items}", {"items": titles})


def _form_title(facts: VisitFacts, form: str) -> Phrase:
    definition = facts.study.forms.get(form)
    return form if definition is None else definition.title


def _remarks(facts: VisitFacts) -> Iterator[Remark]:
    """Remarks of this visit; what another section says already is left out."""
    for remark in facts.assessment.remarks:
        if remark.visit == facts.key and not remark.code.startswith(_TOLD_ELSEWHERE):
            yield remark

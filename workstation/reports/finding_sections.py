"""Vital signs, the other forms of a visit, the assessor's text, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from workstation.definition.form import Scope
from workstation.forms.answers import State
from workstation.forms.state import FormState, ItemState
from workstation.messages import Sentence, Text
from workstation.reports.answer_blocks import answer_blocks, wide_sections
from workstation.reports.document import (
    DOT,
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
from workstation.reports.visit_facts import VisitFacts, answered
from workstation.reports.wording import answer_line, reported, reported_unit
from workstation.trial.assessment import Remark

_VITALS = "vital_signs"
_ASSESSMENT = "visit_assessment"
_BILAG = "bilag2004"
_TEXTS = ("text", "plan")
# Forms that have a section of their own.
_ELSEWHERE = frozenset(
    {_VITALS, _ASSESSMENT, "visit", "sledai2k", "pga", "lymphodepletion", "infusion", "eligibility"}
)
_TOLD_ELSEWHERE = ("SLEDAI_DIFFERS", "WINDOW_", "DOSE_DEVIATION", "CELLS_DEVIATION")
_ABSENT = frozenset({"0", "no", "Y"})


def vital_signs_section(facts: VisitFacts) -> Section | None:
    """The vital signs as they were read; both pressures in one."""
    state = facts.states.get(_VITALS)
    if state is None:
        return None
    pressure = _pressure(state)
    told = frozenset({"systolic", "diastolic"}) if pressure else frozenset()
    blocks = answer_blocks(state, lambda item: item.path not in told, facts.day)
    if pressure:
        cells = blocks[0].cells if blocks and isinstance(blocks[0], Grid) else ()
        blocks = (Grid((pressure, *cells), 3), *(blocks[1:] if cells else blocks))
    return Section(state.form.title, blocks, Place.RIGHT) if blocks else None


def _pressure(state: FormState) -> Line:
    """Systolic over diastolic, where both were read in one unit."""
    both = [state.items.get(path) for path in ("systolic", "diastolic")]
    read = [each for each in both if each is not None and each.relevant and each.typed is not None]
    if len(read) != 2 or read[0].answer.unit != read[1].answer.unit:
        return ()
    words = f"{reported(read[0])}/{reported(read[1])} {reported_unit(read[0])}"
    return muted(Sentence("Blood pressure")), strong(words)


def other_sections(facts: VisitFacts) -> Iterator[Section]:
    """Every other form that was begun at this visit, so that nothing recorded is left off the paper."""
    for oid, state in _others(facts):
        if oid == _BILAG:
            yield from _bilag_section(state)
            continue
        blocks = answer_blocks(state, _everything, facts.day)
        if blocks:
            yield Section(state.form.title, blocks, Place.LEFT)


def wide_other_sections(facts: VisitFacts) -> Iterator[Section]:
    """What of these forms needs the width of the page."""
    for oid, state in _others(facts):
        if oid != _BILAG:
            yield from wide_sections(state, _everything, facts.day)


def _others(facts: VisitFacts) -> Iterator[tuple[str, FormState]]:
    for oid, state in facts.states.items():
        if oid not in _ELSEWHERE and not state.form.laboratory and state.form.scope is Scope.VISIT:
            yield oid, state


def _everything(item: ItemState) -> bool:
    return bool(item.path)


def _bilag_section(state: FormState) -> Iterator[Section]:
    """Items that are present, measured or not done; the many that are absent are counted, not listed."""
    told = list(answered(state))
    listed = [
        item for item in told if item.answer.value not in _ABSENT or item.answer.state is not State.VALUE
    ]
    rows = tuple(Row((_numbered(item), answer_line(item))) for item in listed)
    counted = Sentence(
        "{count} further answers are 0, No or due to lupus.", {"count": len(told) - len(listed)}
    )
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
    blocks = answer_blocks(state, lambda item: item.path not in _TEXTS, facts.day)
    if blocks:
        yield Section(state.form.title, blocks)
    for path in _TEXTS:
        item = state.items.get(path)
        if item is not None and item.relevant and item.answer.state is State.VALUE and item.answer.value:
            yield Section(item.item.label, (Paragraph((Span(item.answer.value),), boxed=True),))


def open_section(facts: VisitFacts) -> Section | None:
    """What has to be there and is not: forms not begun and items without an answer, by form; and remarks."""
    rows = [
        Row((line(state.form.title), _missing_items(state)))
        for state in facts.states.values()
        if state.missing and state.form.scope is Scope.VISIT
    ]
    absent = facts.not_begun()
    if absent:
        rows.insert(0, Row(((Span(Sentence("Not recorded"), Tone.WARNING),), _listed(absent))))
    rows += [
        Row((line(_form_title(facts, remark.form)), (Span(remark.sentence),))) for remark in _remarks(facts)
    ]
    if not rows:
        return None
    return Section(Sentence("Open at this visit"), (Table((Column(), Column(stretch=True)), tuple(rows)),))


def _missing_items(state: FormState) -> Line:
    names = _listed(tuple(state.items[path].item.label for path in state.missing))
    return (Span(Sentence("missing:"), Tone.WARNING), *names)


def _listed(names: tuple[Text, ...]) -> Line:
    """Names one after the other."""
    spans: list[Span] = []
    for name in names:
        spans += [*([Span(DOT)] if spans else []), Span(name)]
    return tuple(spans)


def _form_title(facts: VisitFacts, form: str) -> Phrase:
    definition = facts.study.forms.get(form)
    return form if definition is None else definition.title


def _remarks(facts: VisitFacts) -> Iterator[Remark]:
    """Remarks of this visit; what another section says already is left out."""
    for remark in facts.assessment.remarks:
        if remark.visit == facts.key and not remark.code.startswith(_TOLD_ELSEWHERE):
            yield remark

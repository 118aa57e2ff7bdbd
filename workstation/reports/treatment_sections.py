"""What was given at a visit, and what the subject takes on that day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from workstation.definition.form import ItemType
from workstation.forms.state import ItemState
from workstation.i18n import number
from workstation.messages import Sentence
from workstation.reports.answer_blocks import answer_blocks, wide_sections
from workstation.reports.document import (
    Block,
    Column,
    Grid,
    Line,
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
from workstation.reports.visit_facts import VisitFacts
from workstation.reports.wording import (
    EN_DASH,
    amount,
    choice_label,
    difference,
    moment_words,
)
from workstation.scoring.quantity import rounded
from workstation.trial.assessment import DrugDose, Infusion, LymphodepletionDay
from workstation.trial.recorded import Row as Recorded
from workstation.trial.treatment import deviates, surface_decimals

_DEPLETION, _INFUSION = "lymphodepletion", "infusion"
_MEDICINE_COLUMNS = (Column(stretch=True), Column(wrap=True), Column(wrap=True))
_CELLS_TOLERATED = Decimal("0.1")
_INFUSION_CORE = frozenset({"lot", "start", "end", "reaction"})
_CORE = _INFUSION_CORE | {"given", "not_given", "cells_e9"}
_CORE_ENDS = ("fludarabine_mg", "cyclophosphamide_mg", "_start", "_end")
_PER = {"daily": "{unit} a day", "weekly": "{unit} a week"}
"""How often an amount is taken, said with its unit (forms catalogue, background drugs)."""
_LEDGER, _BACKGROUND, _MEDICATION = "glucocorticoids", "background_drugs", "concomitant_medication"


def given_sections(facts: VisitFacts) -> Iterator[Section]:
    """Lymphodepletion and infusion of this visit, planned beside given."""
    for day in facts.assessment.lymphodepletion:
        if day.visit == facts.definition.oid:
            yield _lymphodepletion(facts, day)
    for infusion in facts.assessment.infusions:
        if infusion.visit == facts.definition.oid:
            yield _infusion(facts, infusion)


def _lymphodepletion(facts: VisitFacts, day: LymphodepletionDay) -> Section:
    rows = tuple(_drug_row(facts, dose) for dose in day.drugs)
    blocks: list[Block] = [Table((Column(), Column(), Column(), Column(), Column(stretch=True)), rows)]
    basis = _basis(day, surface_decimals(facts.study))
    if basis:
        blocks.append(Grid(basis, 4))
    if day.advice is not None:
        blocks.append(Table((Column(stretch=True),), (Row(((muted(day.advice),),)),)))
    times = {f"{dose.drug}_{end}" for dose in day.drugs for end in ("start", "end")}
    blocks += _answers(facts, _DEPLETION, lambda item: item.path in times)
    return Section(Sentence("Lymphodepletion"), tuple(blocks))


def _drug_row(facts: VisitFacts, dose: DrugDose) -> Row:
    return Row(
        (
            (Span(drug_label(facts, dose.drug)),),
            _labelled(Sentence("planned"), amount(dose.planned_mg, "mg", 1)),
            _labelled(Sentence("prescribed"), amount(dose.prescribed_mg, "mg", 1)),
            _given(dose.given_mg, "mg"),
            _deviation(dose.given_mg, dose.prescribed_mg or dose.planned_mg, dose.deviation),
        )
    )


def drug_label(facts: VisitFacts, drug: str) -> Phrase:
    """The name of a lymphodepletion drug."""
    return next((known.label for known in facts.study.drugs if known.oid == drug), drug)


def _labelled(label: Phrase, value: str) -> Line:
    return (muted(label), Span(value)) if value else ()


def _given(value: Decimal | None, unit: str) -> Line:
    if value is None:
        return (Span(Sentence("amount given not recorded"), Tone.WARNING),)
    return muted(Sentence("given")), strong(amount(value, unit, 3))


def _deviation(given: Decimal | None, target: Decimal | None, deviating: bool | None) -> Line:
    """How far the given amount lies from its target; beyond what is tolerated it is said so."""
    if given is None or not target or deviating is None:
        return ()
    percent = rounded((given / target - 1) * 100, 1)
    words = f"{difference(percent)} %"
    return (
        (Span(Sentence("deviates, {change}", {"change": words}), Tone.ALERT),)
        if deviating
        else (muted(words),)
    )


def _basis(day: LymphodepletionDay, decimals: int) -> tuple[Line, ...]:
    """What the planned dose rests on."""
    cells: list[Line] = []
    for label, value, on in (
        (Sentence("Body surface"), amount(day.bsa_m2, "m²", decimals), None),
        (Sentence("Height"), amount(day.height_cm, "cm"), None),
        (Sentence("Weight"), amount(day.weight_kg, "kg"), day.weight_date),
        (Sentence("Creatinine"), amount(day.creatinine_umol_l, "µmol/L"), day.creatinine_date),
        (Sentence("Creatinine clearance"), amount(day.clearance_ml_min, "mL/min", 1), None),
    ):
        if value:
            cells.append((Span(label), strong(value), *([muted(f"({moment_words(on)})")] if on else [])))
    return tuple(cells)


def _answers(facts: VisitFacts, form: str, wanted: Callable[[ItemState], bool]) -> tuple[Block, ...]:
    state = facts.states.get(form)
    return () if state is None else answer_blocks(state, wanted, facts.day)


def record_sections(facts: VisitFacts) -> Iterator[Section]:
    """The rest of the lymphodepletion and infusion records: product, persons, transport, premedication."""
    for form in (_DEPLETION, _INFUSION):
        blocks = _answers(facts, form, _untold)
        if blocks:
            yield Section(facts.states[form].form.title, blocks, Place.RIGHT)


def wide_record_sections(facts: VisitFacts) -> Iterator[Section]:
    """Rows of these records that need the width of the page: vital signs around an infusion."""
    for form in (_DEPLETION, _INFUSION):
        if form in facts.states:
            yield from wide_sections(facts.states[form], _untold, facts.day)


def _untold(item: ItemState) -> bool:
    """Whether the section of what was given leaves it to the record."""
    if item.item.type is ItemType.CALCULATED:
        return False
    return item.path not in _CORE and not item.path.endswith(_CORE_ENDS)


def _infusion(facts: VisitFacts, infusion: Infusion) -> Section:
    title = Sentence("Infusion {index}", {"index": infusion.index})
    target = _labelled(Sentence("target"), amount(infusion.target_e9, "×10⁹", 3))
    if infusion.given is False:
        reason = choice_label(facts.item(_INFUSION, "not_given"), infusion.not_given_reason)
        cells: tuple[Line, ...] = (
            (Span(Sentence("held without cells"), Tone.WARNING), *line(reason)),
            target,
        )
        return Section(title, (Grid(tuple(cell for cell in cells if cell), 3),))
    off = deviates(infusion.cells_e9, infusion.target_e9, _CELLS_TOLERATED)
    row = Row(
        (
            line(Sentence("CAR-NK cells")),
            target,
            _given(infusion.cells_e9, "×10⁹"),
            _deviation(infusion.cells_e9, infusion.target_e9, off),
        )
    )
    table = Table((Column(), Column(), Column(), Column(stretch=True)), (row,))
    return Section(title, (table, *_answers(facts, _INFUSION, lambda item: item.path in _INFUSION_CORE)))


def current_section(facts: VisitFacts) -> Section | None:
    """Glucocorticoids, background treatment and other medication that run on the day of the visit."""
    day = facts.day
    if day is None:
        return None
    rows: list[Row] = []
    for form, heading in (
        (_LEDGER, Sentence("Glucocorticoids")),
        (_BACKGROUND, Sentence("Background treatment")),
        (_MEDICATION, Sentence("Other medication")),
    ):
        found = [
            _medicine(facts, form, row) for row in facts.recorded.rows(form, "rows") if _runs_on(row, day)
        ]
        if found:
            rows += [Row((line(heading),), group=True), *found]
    if not rows:
        return None
    return Section(
        Sentence("Treatment on this day"),
        (Table(_MEDICINE_COLUMNS, tuple(rows)),),
        Place.RIGHT,
    )


def _runs_on(row: Recorded, day: date) -> bool:
    start, end = row.day("start"), row.day("end")
    return start is not None and start <= day and (end is None or end >= day)


def _medicine(facts: VisitFacts, form: str, row: Recorded) -> Row:
    name = row.text("other_drug") or row.text("drug") or row.text("name")
    return Row((line(_choice(facts, form, "drug", name)), tuple(_dose(facts, form, row)), _since(row)))


def _dose(facts: VisitFacts, form: str, row: Recorded) -> Iterator[Span]:
    """The dose as the row says it: a day's amount, else amount, unit and how often."""
    per_day = row.number("mg_per_day")
    amount_once = row.number("dose") or row.number("mg")
    if per_day is not None:
        yield Span(f"{number(per_day)} mg/d")
    elif amount_once is not None:
        unit = "mg" if form == _LEDGER else _choice(facts, form, "unit", row.text("unit"))
        yield Span(number(amount_once))
        often = _PER.get(row.text("frequency"))
        yield from line(
            unit if often is None else Sentence(often, {"unit": unit}),
            _choice(facts, form, "pattern", row.text("pattern")),
        )
    for oid in ("route", "frequency", "kind"):
        code = row.text(oid)
        if code and code not in ("oral", "maintenance", *_PER):
            yield muted(_choice(facts, form, oid, code))


def _choice(facts: VisitFacts, form: str, oid: str, code: str) -> Phrase:
    return choice_label(facts.item(form, f"rows/{oid}"), code)


def _since(row: Recorded) -> Line:
    start, end = row.day("start"), row.day("end")
    words = moment_words(start)
    if end is not None:
        return (muted(f"{words} {EN_DASH} {moment_words(end)}"),)
    return muted(Sentence("since")), muted(words)

"""The scores of a visit and their reasons, and how they went over the study days."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from workstation.i18n import number
from workstation.messages import Sentence
from workstation.reports.answer_blocks import answer_blocks
from workstation.reports.document import (
    DOT,
    Align,
    Block,
    Chart,
    Column,
    Curve,
    Line,
    Phrase,
    Place,
    Point,
    Row,
    Section,
    Series,
    Span,
    Table,
    Tone,
    line,
    muted,
    strong,
)
from workstation.reports.visit_facts import VisitFacts, answered
from workstation.reports.wording import CANNOT_TELL, NOT_RECORDED, answer_line, difference, shown
from workstation.scoring.sledai2k import DESCRIPTORS, Sledai
from workstation.trial.assessment import VisitAssessment

_WEIGHTS = {descriptor.key: descriptor.weight for descriptor in DESCRIPTORS}
_PGA_TOP = Decimal(3)
_BANDS = {
    "none": Sentence("no activity"),
    "below mild": Sentence("below mild"),
    "mild": Sentence("mild"),
    "moderate": Sentence("moderate"),
    "severe": Sentence("severe"),
}
_COLUMNS = (Column(wrap=True), Column(), Column(stretch=True))


def scores_section(facts: VisitFacts) -> Section | None:
    """The indices in one table, with their trend beside it; None where none belongs to this visit."""
    rows = (*_sledai_rows(facts), *_pga_rows(facts), *_steroid_rows(facts))
    chart = trend(facts)
    if not rows and chart is None:
        return None
    return Section(Sentence("Scores"), (Table(_COLUMNS, rows),), aside=chart)


def _sledai_rows(facts: VisitFacts) -> Iterator[Row]:
    assessed = facts.assessed
    index = None if assessed is None else assessed.sledai
    if index is None or assessed is None:
        if _expected(facts, "sledai2k"):
            yield _row("SLEDAI-2K", (Span(NOT_RECORDED, Tone.WARNING),), ())
        return
    yield _row("SLEDAI-2K", (strong(_lower_bound(index)),), tuple(_sledai_reasons(facts, assessed, index)))


def total_words(index: Sledai) -> Phrase:
    """The total; while an item is missing, a lower bound that cannot be taken for it."""
    if index.total is not None:
        return str(index.total)
    return Sentence(
        "≥ {total}, {open}", {"total": index.partial_total, "open": _not_done(len(index.missing))}
    )


def _not_done(count: int) -> Sentence:
    return Sentence("1 item not done") if count == 1 else Sentence("{count} items not done", {"count": count})


def _lower_bound(index: Sledai) -> str:
    return str(index.total) if index.total is not None else f"≥ {index.partial_total}"


def _sledai_reasons(facts: VisitFacts, assessed: VisitAssessment, index: Sledai) -> Iterator[Span]:
    if index.missing:
        yield Span(_not_done(len(index.missing)), Tone.WARNING)
        yield Span(DOT)
    if index.clinical is None:
        yield Span(Sentence("clinical: cannot tell"))
    else:
        yield from line(Sentence("clinical"), str(index.clinical))
    baseline = _baseline(facts)
    if assessed.sledai_change is not None and baseline is not None and baseline.sledai is not None:
        yield Span(DOT)
        yield from _change(difference(assessed.sledai_change), str(baseline.sledai.total))
    elif facts.assessment.baseline == facts.key:
        yield Span(DOT)
        yield Span(Sentence("this is the baseline"))


def _change(change: str, baseline: str) -> Line:
    """How far from the baseline, and from what."""
    return line(Sentence("from baseline"), f"{change} ({baseline})")


def _pga_rows(facts: VisitFacts) -> Iterator[Row]:
    assessed = facts.assessed
    if assessed is None or assessed.pga is None:
        if _expected(facts, "pga"):
            yield _row("PGA", (Span(NOT_RECORDED, Tone.WARNING),), ())
        return
    reasons: list[Span] = [Span(_BANDS.get(assessed.pga_band, assessed.pga_band))]
    baseline = _baseline(facts)
    if assessed.pga_change is not None and baseline is not None and baseline.pga is not None:
        reasons += [Span(DOT), *_change(difference(assessed.pga_change), number(baseline.pga))]
    state = facts.states.get("pga")
    for item in () if state is None else answered(state):
        if item.path != "pga":
            reasons += [Span(DOT), muted(item.item.label), *answer_line(item)]
    yield _row("PGA", (strong(number(assessed.pga)),), tuple(reasons))


def _steroid_rows(facts: VisitFacts) -> Iterator[Row]:
    assessed = facts.assessed
    if assessed is None:
        return
    steroid = assessed.steroid
    if steroid.mg_per_day is None:
        value = Span(CANNOT_TELL, Tone.WARNING)
    else:
        value = strong(f"{shown(steroid.mg_per_day, 2)} mg/d")
    reasons: Line = (Span(steroid.because),)
    if steroid.pulse_or_increase:
        reasons += (Span(Sentence("A pulse or an increase since the last scores."), Tone.WARNING),)
    yield Row((line(Sentence("Prednisone-equivalent")), (value,), reasons))


def _row(name: str, value: Line, reasons: Line) -> Row:
    return Row(((strong(name),), value, reasons))


def _expected(facts: VisitFacts, form: str) -> bool:
    return any(plan.form == form and plan.requirement == "R" for plan in facts.definition.forms)


def _baseline(facts: VisitFacts) -> VisitAssessment | None:
    """The baseline, for a visit that lies after it."""
    key, assessed = facts.assessment.baseline, facts.assessed
    baseline = None if key is None else facts.assessment.visit(key)
    if baseline is None or baseline.date is None or assessed is None or assessed.date is None:
        return None
    return baseline if assessed.date > baseline.date else None


def sledai_section(facts: VisitFacts) -> Section | None:
    """What is present with its weight, what was not done, and where measured values say otherwise."""
    assessed = facts.assessed
    if assessed is None or assessed.sledai is None:
        return None
    index = assessed.sledai
    rows = [_descriptor_row(facts, key, strong(str(_WEIGHTS[key]))) for key in index.present]
    not_done = Span(Sentence("not done"), Tone.WARNING)
    rows += [_descriptor_row(facts, key, not_done) for key in index.missing]
    if not rows:
        rows.append(Row((line(Sentence("No descriptor is present.")), ())))
    tables: list[Block] = [Table((Column(stretch=True), Column(Align.RIGHT)), tuple(rows))]
    state = facts.states.get("sledai2k")
    if state is not None:
        tables += answer_blocks(state, lambda item: item.path not in _WEIGHTS, facts.day, columns=2)
    differing = tuple(
        Row((line(descriptor_label(facts, key)), (Span(because),)))
        for key, because in assessed.sledai_differs.items()
    )
    if differing:
        heading = Row((line(Sentence("Measured values say otherwise:")),), group=True)
        tables.append(Table((Column(), Column(stretch=True)), (heading, *differing)))
    title = Sentence("SLEDAI-2K {total}", {"total": total_words(index)})
    return Section(title, tuple(tables), Place.RIGHT)


def _descriptor_row(facts: VisitFacts, key: str, value: Span) -> Row:
    return Row((line(descriptor_label(facts, key)), (value,)))


def descriptor_label(facts: VisitFacts, key: str) -> Phrase:
    """The name of a descriptor from the form."""
    item = facts.item("sledai2k", key)
    return key if item is None else item.label


def trend(facts: VisitFacts) -> Chart | None:
    """SLEDAI-2K and PGA over study days up to this visit; None where there is no day or no score."""
    visits = [each for each in facts.assessment.visits if each.day is not None and _until(facts, each)]
    sledai = tuple(
        _sledai_point(each.day, each.sledai) for each in visits if each.day is not None and each.sledai
    )
    pga = tuple(
        Point(each.day, each.pga, number(each.pga))
        for each in visits
        if each.day is not None and each.pga is not None
    )
    series = []
    if sledai:
        series.append(Series("SLEDAI-2K", Curve.SLEDAI, sledai, _sledai_top(sledai)))
    if pga:
        series.append(Series("PGA", Curve.PGA, pga, _PGA_TOP))
    if not series:
        return None
    days = [point.day for one in series for point in one.points]
    if len(set(days)) < 2:
        return None
    given = tuple(
        each.day
        for each in facts.assessment.infusions
        if each.given
        and each.day is not None
        and each.day <= max(max(days), facts.study_day(facts.day) or max(days))
    )
    return Chart(Sentence("By study day"), tuple(series), given, Sentence("infusion"))


def _until(facts: VisitFacts, visit: VisitAssessment) -> bool:
    return facts.day is None or visit.date is None or visit.date <= facts.day


def _sledai_point(day: int, index: Sledai) -> Point:
    if index.total is not None:
        return Point(day, Decimal(index.total), str(index.total))
    return Point(day, Decimal(index.partial_total), f"≥ {index.partial_total}", certain=False)


def _sledai_top(points: tuple[Point, ...]) -> Decimal:
    return max(Decimal(12), *(point.value for point in points))

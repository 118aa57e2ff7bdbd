"""The endpoints of a visit with their reasons, and the nine grades of BILAG-2004 with what decides them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workstation.messages import Sentence, Text
from workstation.reports.document import (
    Column,
    Line,
    Paragraph,
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
from workstation.scoring.bilag_items import System
from workstation.scoring.bilag_result import Grade, SystemGrade
from workstation.scoring.criterion import Criterion, joined
from workstation.scoring.sri4 import Status
from workstation.trial.bilag_record import BilagOfVisit
from workstation.trial.endpoint import Endpoints
from workstation.trial.index_words import item_words, named, system_words, unconfirmed

_VERDICTS = {
    True: Span(Text("met", "达到"), Tone.GOOD),
    False: Span(Text("not met", "未达到"), Tone.ALERT),
    None: Span(Text("cannot tell", "无法判定"), Tone.WARNING),
}
_ACTIVE = (Grade.A, Grade.B)


def endpoints_section(facts: VisitFacts) -> Section | None:
    """SRI-4, LLDAS and DORIS as scored at this visit; None where there are none."""
    ends = None if facts.assessed is None else facts.assessed.endpoints
    if ends is None:
        return None
    rows = (
        _row("SRI-4", ends.sri4.met, _sri4(ends, facts)),
        _row("LLDAS", ends.lldas.attained, _reasons(ends.lldas.criteria, facts)),
        _row("DORIS", ends.doris.remission, (*_reasons(ends.doris.criteria, facts), *_off(ends))),
    )
    note = (
        "" if ends.counts else Sentence("After an intercurrent event LLDAS and DORIS do not count in a rate.")
    )
    columns = (Column(), Column(), Column(stretch=True))
    return Section(Sentence("Endpoints"), (Table(columns, rows, note),))


def _row(name: str, met: bool | None, reasons: Line) -> Row:
    return Row(((strong(name),), (_VERDICTS[met],), reasons))


def _sri4(ends: Endpoints, facts: VisitFacts) -> Line:
    response = ends.sri4
    if response.status is Status.INTERCURRENT:
        first: Line = (Span(Sentence("Intercurrent event: counted as no response."), Tone.WARNING),)
    elif response.status is Status.IMPUTED:
        first = (Span(Sentence("Imputed: counted as no response."), Tone.WARNING),)
    else:
        first = ()
    return (*first, *_joined(response.components, facts))


def _reasons(criteria: Sequence[Criterion], facts: VisitFacts) -> Line:
    """What decided: the criteria that fail, else those that are open, else all."""
    met = joined(criteria)
    return _joined([criterion for criterion in criteria if criterion.met is met], facts)


def _joined(criteria: Sequence[Criterion], facts: VisitFacts) -> Line:
    return tuple(Span(named(criterion.because, facts.study)) for criterion in criteria)


def _off(ends: Endpoints) -> Line:
    if ends.doris.complete_off_treatment:
        return line(Sentence("Off treatment, serology normal."))
    return line(Sentence("Off treatment.")) if ends.doris.off_treatment else ()


def bilag_section(facts: VisitFacts) -> Section | None:
    """Nine systems with their grades, the baseline's beside them, and what decides A and B."""
    bilag = None if facts.assessed is None else facts.assessed.bilag
    if bilag is None:
        return None
    systems = bilag.overall.systems
    head = tuple((muted(system_words(facts.study, system)),) for system in systems)
    rows = [Row(tuple(_letter(result) for result in systems.values()))]
    baseline = _baseline(facts)
    if baseline:
        rows.append(Row(tuple((muted(_before(baseline.get(system))),) for system in systems)))
    columns = tuple(Column(wrap=True, stretch=True) for _ in systems)
    total = bilag.overall.total
    title = (
        Sentence("BILAG-2004, total {total}", {"total": total})
        if total is not None
        else Sentence("BILAG-2004, no total: not every system can be graded")
    )
    marks = dict.fromkeys(unconfirmed(facts.study, system) for system in systems)
    reasons = (*_explained(facts, bilag), *(muted(mark) for mark in marks if mark is not None))
    blocks = (Table(columns, tuple(rows), head=head), *((Paragraph(reasons),) if reasons else ()))
    return Section(title, blocks)


def _letter(result: SystemGrade) -> Line:
    letter = "?" if result.grade is None else result.grade.value
    if result.evaluable:
        return (strong(letter),)
    bound = Sentence("up to {grade}", {"grade": result.upper_bound.value})
    return (Span(letter, Tone.WARNING), Span(bound, Tone.WARNING))


def _baseline(facts: VisitFacts) -> dict[System, Grade | None]:
    key = facts.assessment.baseline
    baseline = None if key is None or key == facts.key else facts.assessment.visit(key)
    return {} if baseline is None or baseline.bilag is None else dict(baseline.bilag.grades)


def _before(grade: Grade | None) -> Sentence:
    return Sentence("baseline {grade}", {"grade": "?" if grade is None else grade.value})


def _explained(facts: VisitFacts, bilag: BilagOfVisit) -> Iterator[Span]:
    for system, result in bilag.overall.systems.items():
        words = system_words(facts.study, system)
        if result.grade in _ACTIVE:
            values = {
                "system": words,
                "grade": result.grade,
                "reason": named(result.because, facts.study),
            }
            yield Span(Sentence("{system} {grade}: {reason}", values))
        if result.missing:
            items = tuple(item_words(facts.study, "bilag2004", str(number)) for number in result.missing)
            missing = Sentence("{system}: not done: {items}.", {"system": words, "items": items})
            yield Span(missing, Tone.WARNING)

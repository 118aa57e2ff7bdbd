"""Adverse events around a visit, and eligibility at screening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workstation.i18n import signed_day
from workstation.messages import Sentence
from workstation.reports.document import (
    DOT,
    Column,
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
from workstation.reports.wording import CANNOT_TELL, EN_DASH, NOT_RECORDED, choice_label, moment_words
from workstation.scoring.result import Verdict
from workstation.trial.assessment import Criterion, Eligibility, EventSummary

_EVENTS = "adverse_event"
_ELIGIBILITY = "eligibility"
_AGENTS = ("kn5501", "lymphodepletion", "fludarabine", "cyclophosphamide")
_VERDICTS = {
    Verdict.MET: Span(Sentence("eligible"), Tone.GOOD),
    Verdict.NOT_MET: Span(Sentence("not eligible"), Tone.ALERT),
    Verdict.CANNOT_TELL: Span(Sentence("eligibility cannot be told"), Tone.WARNING),
}
_DECISIONS = {
    "yes": Sentence("decided by the investigator: eligible"),
    "no": Sentence("decided by the investigator: not eligible"),
    "": Sentence("the investigator has not decided"),
}
_TOLD = {Verdict.MET: Sentence("met"), Verdict.NOT_MET: Sentence("not met"), Verdict.CANNOT_TELL: CANNOT_TELL}


def events_section(facts: VisitFacts) -> Section | None:
    """Events that began, went on or ended since the visit before this one."""
    day = facts.day
    if day is None:
        return None
    since = _visit_before(facts, day)
    rows = tuple(_event_row(facts, event) for event in facts.assessment.events if _around(event, since, day))
    if not rows:
        return None
    columns = (Column(stretch=True), Column(), Column(), Column(wrap=True))
    return Section(Sentence("Adverse events"), (Table(columns, rows),), Place.RIGHT)


def _visit_before(facts: VisitFacts, day: date) -> date:
    return max(
        (each.date for each in facts.recorded.subject.visits if each.date and each.date < day),
        default=date.min,
    )


def _around(event: EventSummary, since: date, day: date) -> bool:
    if event.start is None or event.start > day:
        return False
    return event.end is None or event.end >= since


def _event_row(facts: VisitFacts, event: EventSummary) -> Row:
    grade: Line = (
        line(CANNOT_TELL) if event.grade is None else (strong(Sentence("G{grade}", {"grade": event.grade})),)
    )
    term: Line = (Span(_term(facts, event)),)
    if event.serious:
        term += (Span(Sentence("serious"), Tone.ALERT),)
    return Row((term, grade, (Span(_days(facts, event)),), tuple(_relation(facts, event))))


def _term(facts: VisitFacts, event: EventSummary) -> Phrase:
    return choice_label(facts.item(_EVENTS, "rows/term"), event.term)


def _days(facts: VisitFacts, event: EventSummary) -> str:
    """First and last study day; calendar days while day 0 is not known; an arrow while it goes on."""
    first, last = _when(facts, event.start), _when(facts, event.end)
    if event.ongoing or not last:
        return f"{first} →"
    return first if first == last else f"{first} {EN_DASH} {last}"


def _when(facts: VisitFacts, day: date | None) -> str:
    counted = facts.study_day(day)
    return moment_words(day) if counted is None else f"D{signed_day(counted)}"


def _relation(facts: VisitFacts, event: EventSummary) -> Iterator[Span]:
    """The strongest statement about the study cells, else about conditioning."""
    for row in facts.recorded.rows(_EVENTS, "rows"):
        if row.key != event.row:
            continue
        for agent in _AGENTS:
            oid = next((each for each in (f"related_{agent}", f"related.{agent}") if row.text(each)), None)
            if oid is not None:
                yield muted(choice_label(facts.item(_EVENTS, f"rows/{oid}"), row.text(oid)))
                return


def eligibility_section(facts: VisitFacts) -> Section | None:
    """Every criterion with the person's answer and what the record can tell, where the form belongs."""
    if _ELIGIBILITY not in facts.visit.forms and not _planned_here(facts):
        return None
    eligibility = facts.assessment.eligibility
    if not eligibility.criteria:
        return None
    rows = tuple(_criterion_row(facts, criterion) for criterion in eligibility.criteria)
    verdict = Row(((_VERDICTS[eligibility.verdict],), tuple(_standing(eligibility))))
    blocks = (
        Table((Column(), Column(stretch=True)), (verdict,)),
        Table((Column(stretch=True), Column(), Column(stretch=True)), rows),
    )
    return Section(Sentence("Eligibility"), blocks)


def _standing(eligibility: Eligibility) -> Iterator[Span]:
    """How many criteria are open, and what the investigator decided."""
    if eligibility.open:
        values = {"open": len(eligibility.open), "all": len(eligibility.criteria)}
        yield Span(Sentence("{open} of {all} criteria are open", values))
        yield Span(DOT)
    yield Span(_DECISIONS.get(eligibility.decided, _DECISIONS[""]))


def _planned_here(facts: VisitFacts) -> bool:
    return any(plan.form == _ELIGIBILITY and plan.requirement == "R" for plan in facts.definition.forms)


def _criterion_row(facts: VisitFacts, criterion: Criterion) -> Row:
    return Row(
        ((Span(criterion.label),), (_criterion_answer(facts, criterion),), tuple(_computed(criterion)))
    )


def _criterion_answer(facts: VisitFacts, criterion: Criterion) -> Span:
    if not criterion.answer:
        return Span(NOT_RECORDED, Tone.WARNING)
    label = choice_label(facts.item(_ELIGIBILITY, criterion.key), criterion.answer)
    fulfilled = (criterion.answer == "met") is criterion.inclusion
    if criterion.answer not in ("met", "not_met"):
        return Span(label, Tone.STRONG)
    return Span(label, Tone.GOOD if fulfilled else Tone.ALERT)


def _computed(criterion: Criterion) -> Iterator[Span]:
    if criterion.computed is None:
        return
    agreed = criterion.answer and {"met": Verdict.MET, "not_met": Verdict.NOT_MET}.get(criterion.answer)
    if criterion.computed is not agreed:
        yield Span(Sentence("computed: {verdict}", {"verdict": _TOLD[criterion.computed]}), Tone.WARNING)
    if criterion.because is not None:
        yield muted(criterion.because)

"""The hand-over of a shift: what the day asks for in the whole study, on one page (design, picture 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from workstation.definition.study import Study
from workstation.messages import Sentence, Text
from workstation.reports.document import (
    DOT,
    Block,
    Column,
    Document,
    Line,
    Paragraph,
    Row,
    Section,
    SignatureLine,
    Span,
    Table,
    Tone,
    line,
    muted,
    strong,
)
from workstation.reports.visit_sheet import DEMO
from workstation.trial import today
from workstation.trial.today import Card, SubjectToday

_TITLES = (
    (Card.VISITS, Sentence("Visits")),
    (Card.TREATMENT, Sentence("Lymphodepletion and infusion")),
    (Card.CLOCKS, Sentence("DLT clocks")),
    (Card.MISSING, Sentence("Missing, and still to be had")),
    (Card.SCREENING, Sentence("Screening")),
    (Card.SIGNATURES, Sentence("Signatures")),
)
_TONES = {
    today.Tone.LATE: Tone.ALERT,
    today.Tone.NOW: Tone.STRONG,
    today.Tone.WARN: Tone.WARNING,
    today.Tone.FINE: Tone.GOOD,
    today.Tone.QUIET: Tone.MUTED,
}
_COLUMNS = (Column(), Column(wrap=True), Column(stretch=True, wrap=True), Column())
_RULES = (Sentence("Name"), Sentence("Signature"), Sentence("Time"))


def handover_sheet(
    day: date, study: Study, subjects: Sequence[SubjectToday], head: str, person: str, *, demo: bool
) -> Document:
    """The sheet of a day; ``head`` is the hash of the last entry, ``person`` who prints it."""
    return Document(
        title=Sentence("Hand-over sheet"),
        subtitle=(Span(study.short), Span(DOT), Span(day.isoformat())),
        header=(),
        sections=tuple(_sections(subjects, study, day)),
        signatures=(
            SignatureLine(Sentence("Handed over"), _RULES),
            SignatureLine(Sentence("Taken over"), _RULES),
        ),
        running=(strong(Sentence("Hand-over sheet")), Span(DOT), Span(day.isoformat())),
        footer=(
            line(study.short, DOT, Sentence("as of"), day.isoformat()),
            line(f"sha256 {head[:16]}", DOT, person),
        ),
        mark=DEMO if demo else "",
        author=person,
        subject=f"{study.short.en} {day.isoformat()}",
    )


def _sections(subjects: Sequence[SubjectToday], study: Study, day: date) -> Iterator[Section]:
    for card, title in _TITLES:
        lines = [each for subject in subjects for each in subject.lines if each.card is card]
        lines.sort(key=lambda each: (each.by or date.max, each.subject))
        yield Section(title, _lines(lines))
    yield Section(Sentence("Next seven days"), tuple(_ahead(subjects)))


def _lines(lines: Iterable[today.Line]) -> tuple[Block, ...]:
    rows = tuple(
        Row(
            (
                (strong(each.subject),),
                (Span(each.what),),
                () if each.detail is None else (muted(each.detail),),
                (Span(each.state, _TONES[each.tone]),),
            )
        )
        for each in lines
    )
    return (Table(_COLUMNS, rows),) if rows else (Paragraph((muted(Sentence("Nothing.")),)),)


def _ahead(subjects: Sequence[SubjectToday]) -> Iterator[Block]:
    coming = sorted((each for subject in subjects for each in subject.coming), key=lambda each: each.day)
    by_day: dict[date, list[Line]] = {}
    for each in coming:
        words: Sentence | Text = each.label
        if each.last_day:
            words = Sentence("{visit} last day", {"visit": each.label})
        by_day.setdefault(each.day, []).append((strong(each.subject), Span(words)))
    rows = tuple(Row(((Span(day.isoformat()),), _joined(lines))) for day, lines in by_day.items())
    if rows:
        yield Table((Column(), Column(stretch=True, wrap=True)), rows)
    else:
        yield Paragraph((muted(Sentence("Nothing.")),))


def _joined(lines: Sequence[Line]) -> Line:
    spans: list[Span] = []
    for each in lines:
        spans += [*((Span(DOT),) if spans else ()), *each]
    return tuple(spans)

"""The visit summary: one visit of one subject on paper (design, picture 4).

It says what is recorded and what follows from it, by the same functions as the screen, and which state of the
record it stands for: the day, the subject's last entry and its hash. There is no time of printing in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from workstation.definition.study import Fact, Study
from workstation.i18n import number
from workstation.messages import Sentence, Text
from workstation.reports.document import (
    Document,
    HeaderCell,
    Line,
    Paragraph,
    Phrase,
    Section,
    SignatureLine,
    Span,
    Tone,
    line,
    strong,
)
from workstation.reports.event_sections import eligibility_section, events_section
from workstation.reports.finding_sections import (
    assessment_sections,
    open_section,
    other_sections,
    vital_signs_section,
)
from workstation.reports.laboratory_section import laboratory_section
from workstation.reports.score_sections import scores_section, sledai_section
from workstation.reports.treatment_sections import current_section, drug_label, given_sections
from workstation.reports.visit_facts import VisitFacts, facts_of
from workstation.reports.wording import NOT_RECORDED, day_words, span_of_dates, stamp
from workstation.trial.assessment import Assessment, PlannedVisit, VisitState, Window
from workstation.trial.subject import Subject

DEMO = "DEMO 演示 · 合成数据"
HASH_DIGITS = 16

_SUBTITLE_FACTS = ("registry_number", "site", "protocol_version")
_SEXES = {"F": Sentence("female"), "M": Sentence("male")}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which state of the record a sheet stands for: the subject's last entry and the day of the question.

    ``entry_hash`` is the full sha-256 of the entry in hexadecimal; ``person`` and ``role`` made it at
    ``saved_at`` (aware). ``demo`` marks a synthetic study.
    """

    entry_number: int
    entry_hash: str
    person: str
    role: Phrase
    saved_at: datetime
    demo: bool
    app_version: str
    as_of: date

    @property
    def short_hash(self) -> str:
        """The head of the hash, long enough to name one entry."""
        return self.entry_hash[:HASH_DIGITS]


def visit_sheet(
    subject: Subject, assessment: Assessment, study: Study, visit_key: str, provenance: Provenance
) -> Document:
    """The summary of a visit; equal arguments give equal documents.

    Raises:
        Refusal: the study has no visit of this code.
    """
    facts = facts_of(subject, assessment, study, visit_key)
    title = facts.title()
    as_of = provenance.as_of.isoformat()
    return Document(
        title=Sentence("Visit summary"),
        subtitle=_subtitle(study),
        header=tuple(_header(facts)),
        sections=tuple(_sections(facts)),
        signatures=tuple(SignatureLine(whose, _RULES) for whose in _SIGNERS),
        running=(strong(subject.oid), Span("·"), Span(title), *_dated(facts)),
        footer=(
            line(study.short, "·", subject.oid, "·", title, "·", Sentence("as of {date}", {"date": as_of})),
            line(
                Sentence("entry {number}", {"number": provenance.entry_number}),
                f"· sha256 {provenance.short_hash}",
            ),
        ),
        closing=_record(provenance),
        mark=DEMO if provenance.demo else "",
        code=_code(study, facts, provenance),
        author=provenance.person,
        subject=f"{study.short.en} {subject.oid} {visit_key} {as_of}",
    )


_SIGNERS = (Sentence("Investigator"), Sentence("Countersigned"))
_RULES = (Sentence("Name"), Sentence("Signature"), Sentence("Date"))


def _code(study: Study, facts: VisitFacts, provenance: Provenance) -> str:
    parts = (
        study.short.en,
        facts.recorded.subject.oid,
        facts.key,
        provenance.as_of.isoformat(),
        str(provenance.entry_number),
        provenance.short_hash,
    )
    return "|".join(parts)


def _subtitle(study: Study) -> Line:
    spans: list[Span] = [Span(study.short)]
    for key in _SUBTITLE_FACTS:
        fact = study.facts.get(key)
        if fact is not None:
            spans += [Span("·"), Span(_fact_words(fact))]
    return tuple(spans)


def _fact_words(fact: Fact) -> Phrase:
    if fact.key == "protocol_version":
        return Sentence("protocol {version}", {"version": fact.value})
    return fact.value if isinstance(fact.value, (str, Text)) else str(fact.value)


def _dated(facts: VisitFacts) -> Line:
    return () if facts.day is None else (Span("·"), Span(facts.day.isoformat()))


def _sections(facts: VisitFacts) -> Iterator[Section]:
    """In the order of the screen; what has nothing to say is not printed."""
    first = (scores_section(facts), *given_sections(facts))
    columns = (
        laboratory_section(facts),
        *other_sections(facts),
        sledai_section(facts),
        vital_signs_section(facts),
        events_section(facts),
        current_section(facts),
    )
    last = (eligibility_section(facts), *assessment_sections(facts), open_section(facts))
    yield from (section for section in (*first, *columns, *last) if section is not None)
    yield Section(Sentence("Next visit"), (Paragraph(_next(facts)),))


def _header(facts: VisitFacts) -> Iterator[HeaderCell]:
    assessment = facts.assessment
    yield HeaderCell(Sentence("Subject"), (strong(facts.recorded.subject.oid),), _person(assessment))
    yield HeaderCell(Sentence("Visit"), (strong(facts.title()),), _window(facts))
    if facts.day is None:
        yield HeaderCell(Sentence("Date"), (Span(NOT_RECORDED, Tone.WARNING),))
    else:
        yield HeaderCell(Sentence("Date"), (strong(facts.day.isoformat()),), _lies(facts))
    day = facts.study_day(facts.day)
    if day is not None:
        yield HeaderCell(Sentence("Study day"), (strong(day_words(day)),), (Span(_day_zero(assessment)),))
    yield from _cohort(facts)
    yield _lymphodepletion(facts)


def _day_zero(assessment: Assessment) -> Sentence:
    """When day 0 was, or is planned."""
    anchor = {"date": "" if assessment.anchor is None else assessment.anchor.isoformat()}
    return (
        Sentence("day 0: {date}", anchor)
        if assessment.anchor_actual
        else Sentence("day 0 planned: {date}", anchor)
    )


def _person(assessment: Assessment) -> Line:
    spans = [Span(_SEXES[assessment.sex])] if assessment.sex in _SEXES else []
    if assessment.age is not None:
        spans.append(Span(Sentence("{age} years", {"age": assessment.age})))
    return tuple(spans)


def _window(facts: VisitFacts) -> Line:
    planned = facts.planned
    if planned is None or planned.earliest is None:
        return ()
    return line(Sentence("window {dates}", {"dates": span_of_dates(planned.earliest, planned.latest)}))


def _lies(facts: VisitFacts) -> Line:
    """How the date lies to the window: in it, early, late, or no window."""
    assessed, planned, day = facts.assessed, facts.planned, facts.day
    window = Window.NONE if assessed is None else assessed.window
    if window is Window.IN:
        return (Span(Sentence("in the window")),)
    if planned is None or window is Window.NONE or day is None:
        return (Span(Sentence("no window applies")),)
    return (Span(_early(planned, day) if window is Window.EARLY else _late(planned, day), Tone.ALERT),)


def _early(planned: PlannedVisit, day: date) -> Sentence:
    days = 0 if planned.earliest is None else (planned.earliest - day).days
    return Sentence("1 day early") if days == 1 else Sentence("{days} days early", {"days": days})


def _late(planned: PlannedVisit, day: date) -> Sentence:
    days = 0 if planned.latest is None else (day - planned.latest).days
    return Sentence("1 day late") if days == 1 else Sentence("{days} days late", {"days": days})


def _cohort(facts: VisitFacts) -> Iterator[HeaderCell]:
    cohort = facts.study.cohorts.get(facts.assessment.cohort)
    if cohort is None:
        return
    level = facts.study.dose_levels[cohort.dose_level]
    cells = f"{facts.study.infusions} × {number(level.cells_e9)}×10⁹"
    interval = Sentence("every {days} days", {"days": cohort.interval_days})
    yield HeaderCell(Sentence("Cohort"), (strong(cohort.oid),), (Span(cells), Span(interval)))


def _lymphodepletion(facts: VisitFacts) -> HeaderCell:
    """What was given so far: one amount where all days agree, else each."""
    given: dict[str, list[Decimal]] = {}
    for day in facts.assessment.lymphodepletion:
        for dose in day.drugs:
            if dose.given_mg is not None:
                given.setdefault(dose.drug, []).append(dose.given_mg)
    label = Sentence("Lymphodepletion")
    if not given:
        return HeaderCell(label, (Span(Sentence("not given")),))
    spans: list[Span] = []
    for drug, amounts in given.items():
        words = " + ".join(number(each) for each in amounts)
        if len(set(amounts)) == 1:
            words = f"{len(amounts)} × {number(amounts[0])}"
        spans += [Span(drug_label(facts, drug)), Span(f"{words} mg")]
    return HeaderCell(label, tuple(spans))


def _next(facts: VisitFacts) -> Line:
    following = _following(facts)
    if following is None:
        return (Span(Sentence("No further visit is planned.")),)
    definition = facts.study.visit_by_oid[following.oid]
    spans = [strong(definition.title)]
    if following.due is not None:
        spans.append(Span(Sentence("due {date}", {"date": following.due.isoformat()})))
    if following.earliest is not None and following.latest is not None:
        dates = span_of_dates(following.earliest, following.latest)
        spans.append(Span(Sentence("window {dates}", {"dates": dates})))
    if following.due is None and following.earliest is None:
        spans.append(Span(Sentence("no date yet: day 0 is not planned")))
    if following.actual is not None:
        spans.append(Span(Sentence("held {date}", {"date": following.actual.isoformat()})))
    elif following.state is VisitState.OVERDUE:
        spans.append(Span(Sentence("overdue"), Tone.ALERT))
    return tuple(spans)


def _following(facts: VisitFacts) -> PlannedVisit | None:
    """The first visit of the schedule after this one that is held or owed; optional ones only if held."""
    plan = facts.assessment.schedule
    own = next((place for place, each in enumerate(plan) if each.oid == facts.definition.oid), None)
    for place, planned in enumerate(plan):
        if planned.state is VisitState.NOT_APPLICABLE or planned.key == facts.key:
            continue
        if planned.optional and planned.actual is None:
            continue
        if facts.assessment.closed and planned.actual is None:
            continue
        if (own is not None and place > own) or (own is None and _after(planned, facts.day)):
            return planned
    return None


def _after(planned: PlannedVisit, day: date | None) -> bool:
    when = planned.actual or planned.due or planned.latest
    return day is not None and when is not None and when > day


def _record(provenance: Provenance) -> Line:
    values: dict[str, object] = {
        "number": provenance.entry_number,
        "person": provenance.person,
        "role": provenance.role,
        "moment": stamp(provenance.saved_at),
        "hash": provenance.short_hash,
        "version": provenance.app_version,
        "date": provenance.as_of.isoformat(),
    }
    return (
        Span(
            Sentence(
                "Last entry of this subject: number {number}, by {person} ({role}), {moment}, sha256 {hash}.",
                values,
            )
        ),
        Span(Sentence("The sheet stands for {date}. KN5501 Workstation {version}.", values)),
    )

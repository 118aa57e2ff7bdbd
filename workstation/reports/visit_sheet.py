"""The visit summary: one visit of one subject on paper (design, picture 4).

It says what is recorded and what follows from it, by the same functions as the screen, and which state of the
record it stands for: the day, the subject's last entry and its hash. There is no time of printing in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from workstation.definition.study import Fact, Status, Study
from workstation.messages import Sentence, Text
from workstation.reports.document import (
    DOT,
    Document,
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
from workstation.reports.endpoint_sections import bilag_section, endpoints_section
from workstation.reports.event_sections import eligibility_section, events_section
from workstation.reports.finding_sections import (
    assessment_sections,
    open_section,
    other_sections,
    vital_signs_section,
    wide_other_sections,
)
from workstation.reports.laboratory_section import laboratory_section
from workstation.reports.score_sections import scores_section, sledai_section
from workstation.reports.sheet_header import header_cells
from workstation.reports.treatment_sections import (
    current_section,
    given_sections,
    record_sections,
    wide_record_sections,
)
from workstation.reports.visit_facts import VisitFacts, facts_of
from workstation.reports.wording import span_of_dates, stamp
from workstation.trial.assessment import Assessment, PlannedVisit
from workstation.trial.rescoring import Difference
from workstation.trial.subject import Subject
from workstation.trial.visit_state import VisitState

DEMO = "DEMO 演示 · 合成数据"
HASH_DIGITS = 16

_SUBTITLE_FACTS = ("registry_number", "site", "protocol_version")


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


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature of a visit as it is printed; ``void``: something was changed after it was given.

    ``rules`` is the rule set that was in force then, ``since`` what is scored differently under the one in force now.
    """

    person: str
    role: Phrase
    at: datetime
    meaning: Phrase
    rules: str
    content: str
    void: bool
    since: tuple[Difference, ...] = ()


def visit_sheet(
    subject: Subject,
    assessment: Assessment,
    study: Study,
    visit_key: str,
    provenance: Provenance,
    signed: Signed | None = None,
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
        header=tuple(header_cells(facts)),
        sections=(*_sections(facts), *_scored_since(signed)),
        signatures=(_signature(signed), SignatureLine(Sentence("Countersigned"), _RULES)),
        running=(strong(subject.oid), Span(DOT), Span(title), *_dated(facts)),
        footer=(
            line(study.short, DOT, subject.oid, DOT, title, DOT, Sentence("as of"), as_of),
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


_RULES = (Sentence("Name"), Sentence("Signature"), Sentence("Date"))


def _signature(signed: Signed | None) -> SignatureLine:
    """What the record holds in place of a signature by hand; a void one leaves room for a new one."""
    title = Sentence("Investigator")
    if signed is None:
        return SignatureLine(title, _RULES)
    given = (
        strong(signed.person),
        *line(DOT, signed.role, DOT, stamp(signed.at), DOT),
        Span(Sentence("rule set {rules}", {"rules": signed.rules})),
        *line(DOT, f"sha256 {signed.content[:HASH_DIGITS]}"),
    )
    if signed.void:
        void = Span(Sentence("Void: changed after it was signed."), Tone.ALERT)
        return SignatureLine(title, _RULES, (given, (void,)))
    return SignatureLine(title, (), (given, (Span(signed.meaning),)))


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
        if fact is not None and fact.status is not Status.PLACEHOLDER:
            spans += [Span(DOT), Span(_fact_words(fact))]
    return tuple(spans)


def _fact_words(fact: Fact) -> Phrase:
    if fact.key == "protocol_version":
        return Sentence("protocol {version}", {"version": fact.value})
    return fact.value if isinstance(fact.value, (str, Text)) else str(fact.value)


def _dated(facts: VisitFacts) -> Line:
    return () if facts.day is None else (Span(DOT), Span(facts.day.isoformat()))


def _sections(facts: VisitFacts) -> Iterator[Section]:
    """In the order of the screen; what has nothing to say is not printed."""
    first = (
        endpoints_section(facts),
        scores_section(facts),
        bilag_section(facts),
        *given_sections(facts),
    )
    columns = (
        laboratory_section(facts),
        *other_sections(facts),
        sledai_section(facts),
        vital_signs_section(facts),
        events_section(facts),
        current_section(facts),
        *record_sections(facts),
    )
    wide = (*wide_record_sections(facts), *wide_other_sections(facts))
    last = (eligibility_section(facts), *assessment_sections(facts), open_section(facts))
    yield from (section for section in (*first, *columns, *wide, *last) if section is not None)
    yield Section(Sentence("Next visit"), (Paragraph(_next(facts)),))


def _scored_since(signed: Signed | None) -> Iterator[Section]:
    """What is scored differently under the rules in force than under those of the signature."""
    if signed is None or not signed.since:
        return
    words = Sentence("Scored differently since it was signed under rule set {rules}", {"rules": signed.rules})
    yield Section(words, tuple(Paragraph(_difference(each)) for each in signed.since))


def _difference(each: Difference) -> Line:
    return (strong(each.name), Span(DOT), Span(each.before), Span("→"), strong(each.after))


def _next(facts: VisitFacts) -> Line:
    following = _following(facts)
    if following is None:
        return (Span(Sentence("No further visit is planned.")),)
    definition = facts.study.visit_by_oid[following.oid]
    spans = [strong(definition.title)]
    if following.due is not None:
        spans += line(DOT, Sentence("due"), following.due.isoformat())
    if following.earliest is not None and following.latest is not None:
        spans += line(DOT, Sentence("window"), span_of_dates(following.earliest, following.latest))
    if following.due is None and following.earliest is None:
        spans += line(DOT, Sentence("no date yet: day 0 is not planned"))
    if following.actual is not None:
        spans += line(DOT, Sentence("held"), following.actual.isoformat())
    elif following.state is VisitState.OVERDUE:
        spans += [Span(DOT), Span(Sentence("overdue"), Tone.ALERT)]
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
    """Who made the subject's last entry and when, and for which day the sheet stands."""
    return line(
        Sentence("Last entry of this subject:"),
        f"{provenance.entry_number} · {provenance.person} ·",
        provenance.role,
        f"· {stamp(provenance.saved_at)} · sha256 {provenance.short_hash} ·",
        Sentence("the sheet stands for"),
        f"{provenance.as_of.isoformat()} · KN5501 Workstation {provenance.app_version}",
    )

"""One result, all indices: what a value that is recorded once means for each of them, and what a person still answers.

The program proposes and asks; whether a finding is due to lupus, and whether it is an adverse event, a person says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from workstation.definition.ctcae import Ctcae, LabTerm, Measure
from workstation.forms.answers import State
from workstation.messages import Sentence, Text
from workstation.scoring.bilag_items import ITEMS
from workstation.scoring.ctcae import Graded, grade
from workstation.scoring.ctcae_reading import Reading
from workstation.scoring.errors import ScoringError
from workstation.scoring.lldas import EXCLUDED
from workstation.scoring.measurement import Measurement
from workstation.scoring.sledai2k import DESCRIPTORS, Derived
from workstation.trial.activity import BEHIND, derived_descriptors
from workstation.trial.assessment import Assessment
from workstation.trial.bilag_record import BilagOfVisit
from workstation.trial.given import days_since_conditioning, first_conditioning
from workstation.trial.index_words import item_words, system_words
from workstation.trial.look_back import BILAG_SOURCES, SLEDAI_SOURCES
from workstation.trial.recorded import Finding, Recorded
from workstation.trial.subject import VisitRecord

EVENTS = "adverse_event"
_WEIGHTS = {each.key: each.weight for each in DESCRIPTORS}
_BILAG = Text("BILAG-2004", "BILAG-2004")
_CAUSE = Sentence("Is it lupus, or lymphodepletion? Not answered.")
_AFTER_CONDITIONING = frozenset({"thrombocytopenia", "leukopenia"})
"""Descriptors that lymphodepletion explains as well as lupus does."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a result means for one index. ``question`` is what a person has not answered yet, at ``form`` and ``item``.

    ``urgent``: so soon after conditioning that the question must not be passed over.
    """

    index: Text
    says: Sentence
    counts: bool | None
    form: str = ""
    item: str = ""
    question: Sentence | Text | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """A result at a visit, and how it stands to conditioning."""

    recorded: Recorded
    visit: VisitRecord
    form: str
    item: str
    assessment: Assessment

    @property
    def after_conditioning(self) -> bool:
        """Whether the weeks in which lymphodepletion may explain it have not passed."""
        weeks = int(str(self.recorded.study.setting("attribution.weeks_after_ld")))
        since = None if self.visit.date is None else days_since_conditioning(self.recorded, self.visit.date)
        return since is not None and since <= 7 * weeks

    def has(self, form: str) -> bool:
        """Whether an index belongs to the visit; elsewhere nobody can answer it."""
        planned = self.recorded.study.visit_by_oid.get(self.visit.oid)
        return form in self.visit.forms or (
            planned is not None and any(plan.form == form for plan in planned.forms)
        )

    def blank(self, form: str, item: str) -> bool:
        """Whether a question has no answer at all at this visit; "not done" is one."""
        answer = self.recorded.answer(self.visit, form, item)
        return answer.state is State.VALUE and not answer.value


def meanings(
    recorded: Recorded, assessment: Assessment, visit: VisitRecord, form: str, item: str, ctcae: Ctcae | None
) -> tuple[Meaning, ...]:
    """What the result of an item at a visit means for SLEDAI-2K, BILAG-2004, LLDAS and as a graded event."""
    if recorded.measurement(visit, form, item) is None:
        return ()
    asked = _Asked(recorded, visit, form, item, assessment)
    found: list[Meaning] = []
    if asked.has("sledai2k"):
        found += (*_sledai(asked), *_lldas(asked))
    if asked.has("bilag2004"):
        found += _bilag(asked)
    return (*found, *(_events(asked, ctcae) if ctcae else ()))


# ---- SLEDAI-2K and LLDAS


def _descriptors(asked: _Asked) -> Iterator[tuple[str, Derived]]:
    derived = derived_descriptors(asked.recorded, asked.visit)
    for key, measures in BEHIND.items():
        if any(SLEDAI_SOURCES[each] == (asked.form, asked.item) for each in measures):
            yield key, derived[key]


def _sledai(asked: _Asked) -> Iterator[Meaning]:
    index = Text("SLEDAI-2K", "SLEDAI-2K")
    for key, derived in _descriptors(asked):
        label = item_words(asked.recorded.study, "sledai2k", key)
        says = Sentence("{item}: {reason}", {"item": label, "reason": derived.because})
        question, urgent, at = _open_in_sledai(asked, key, derived)
        yield Meaning(index, says, derived.present, "sledai2k", at, question, urgent)


def _open_in_sledai(asked: _Asked, key: str, derived: Derived) -> tuple[Sentence | None, bool, str]:
    """What a person has not answered about a descriptor, how urgent it is, and where."""
    unexplained = asked.after_conditioning and asked.blank("sledai2k", "sledai_excluded")
    if derived.present and key in _AFTER_CONDITIONING and unexplained:
        return _CAUSE, True, "sledai_excluded"
    answered = asked.recorded.yes(asked.visit, "sledai2k", key)
    if asked.blank("sledai2k", key):
        return Sentence("Not answered in the index."), False, key
    if answered is not None and derived.present is not None and answered is not derived.present:
        words = Sentence("Answered Yes in the index.") if answered else Sentence("Answered No in the index.")
        return words, False, key
    return None, False, key


def _lldas(asked: _Asked) -> Iterator[Meaning]:
    index = Text("LLDAS", "LLDAS")
    for key, derived in _descriptors(asked):
        answered = asked.recorded.yes(asked.visit, "sledai2k", key)
        if not (derived.present if answered is None else answered):
            continue
        label = item_words(asked.recorded.study, "sledai2k", key)
        if key in EXCLUDED:
            yield Meaning(index, Sentence("{item} rules it out.", {"item": label}), True)
        else:
            values = {"item": label, "points": _WEIGHTS[key]}
            yield Meaning(index, Sentence("{item} is {points} of the 4 points that it allows.", values), None)


# ---- BILAG-2004


def _bilag(asked: _Asked) -> Iterator[Meaning]:
    assessed = asked.assessment.visit(asked.visit.key)
    bilag = None if assessed is None else assessed.bilag
    for number, (form, item, factor) in BILAG_SOURCES.items():
        if (form, item) == (asked.form, asked.item):
            offered = bilag is None or asked.blank("bilag2004", number)
            yield (
                _offered(asked, number, factor)
                if bilag is None or offered
                else _graded_by(asked, number, bilag)
            )


def _offered(asked: _Asked, number: str, factor: Decimal) -> Meaning:
    """The index has no answer yet: what the result offers to it."""
    value = asked.recorded.number(asked.visit, asked.form, asked.item)
    values = {"item": _item(asked, number), "value": None if value is None else _plain(value * factor)}
    says = Sentence("{item}: {value} is offered.", values)
    return Meaning(_BILAG, says, None, "bilag2004", number, Sentence("Not answered in the index."))


def _graded_by(asked: _Asked, number: str, bilag: BilagOfVisit) -> Meaning:
    """Whether the answer decides the grade of its system, and whether it is due to lupus."""
    study, system = asked.recorded.study, ITEMS[int(number)].system
    result = bilag.overall.systems[system]
    letter = "?" if result.grade is None else result.grade.value
    values = {"item": _item(asked, number), "system": system_words(study, system), "grade": letter}
    if int(number) not in result.deciding:
        says = Sentence("{item} does not decide: {system} is {grade}.", values)
        return Meaning(_BILAG, says, False, "bilag2004", number)
    says, attribution = Sentence("{item} decides: {system} is {grade}.", values), f"attribution_{number}"
    if asked.after_conditioning and asked.blank("bilag2004", attribution):
        return Meaning(_BILAG, says, True, "bilag2004", attribution, _CAUSE, urgent=True)
    return Meaning(_BILAG, says, True, "bilag2004", number)


def _item(asked: _Asked, number: str) -> Text:
    label = item_words(asked.recorded.study, "bilag2004", number)
    return Text(f"{number} {label.en}", f"{number} {label.zh}")


def _plain(value: Decimal) -> str:
    return format(value.normalize() if value == value.to_integral_value() else value, "f")


# ---- A graded event


def _events(asked: _Asked, ctcae: Ctcae) -> Iterator[Meaning]:
    before = _baseline(asked)
    found = [
        (term, measure, graded)
        for term, measure in ctcae.by_item.get(asked.item, ())
        if (graded := _graded(asked, term, measure, before)) is not None and graded.grade != 0
    ]
    # A value that is too low is not asked whether it might be too high for want of the other limit.
    proved = [each for each in found if each[2].at_least]
    for term, measure, graded in proved or found:
        yield _candidate(asked, term, graded, _grade_before(asked, term, measure, before))


def _candidate(asked: _Asked, term: LabTerm, graded: Graded, before: int | None) -> Meaning:
    question = graded.asks[0].text if graded.asks else None
    says = Sentence("{term}: {reason}", {"term": term.label, "reason": graded.because})
    if before is not None:
        values = {"says": says, "grade": before}
        says = Sentence("{says} Before lymphodepletion: grade {grade}.", values)
    worse = None if graded.grade is None or before is None else graded.grade > before
    return Meaning(Text("CTCAE v5.0", "CTCAE v5.0"), says, worse, EVENTS, "", question)


def _graded(asked: _Asked, term: LabTerm, measure: Measure, before: Finding | None) -> Graded | None:
    reading = _reported(asked, measure, before) or _converted(asked, measure, before)
    try:
        return None if reading is None else grade(term, measure, reading)
    except ScoringError:
        # A limit of 0, or limits the wrong way round: the form says so at the field.
        return None


def _reported(asked: _Asked, measure: Measure, before: Finding | None) -> Reading | None:
    """The value in the unit in which it was reported, where CTCAE prints its limits in it (safety facts 3.5)."""
    answer = asked.recorded.answer(asked.visit, asked.form, asked.item)
    held = None if before is None else asked.recorded.visit(before.visit)
    if not answer.unit or answer.unit not in measure.unit_names:
        return None
    then = None if held is None else asked.recorded.answer(held, asked.form, asked.item)
    if then is not None and then.unit != answer.unit:
        return None
    value = _number(answer.value)
    if value is None:
        return None
    baseline = None if then is None else _number(then.value)
    limits = _number(answer.lln), _number(answer.uln)
    return Reading(Measurement(value, answer.operator), answer.unit, *limits, baseline)


def _converted(asked: _Asked, measure: Measure, before: Finding | None) -> Reading | None:
    """The value in the first unit of its item."""
    recorded, visit = asked.recorded, asked.visit
    measured = recorded.measurement(visit, asked.form, asked.item)
    definition = recorded.item(asked.form, asked.item)
    if measured is None or definition is None:
        return None
    unit = definition.unit if definition.unit in measure.unit_names else ""
    lln, uln = (recorded.limit(visit, asked.form, asked.item, side) for side in ("lln", "uln"))
    return Reading(measured, unit, lln, uln, None if before is None else before.value)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _grade_before(asked: _Asked, term: LabTerm, measure: Measure, before: Finding | None) -> int | None:
    """The grade of the value before lymphodepletion, by the limits reported with it."""
    held = None if before is None else asked.recorded.visit(before.visit)
    if held is None or held.key == asked.visit.key:
        return None
    graded = _graded(replace(asked, visit=held), term, measure, before)
    return None if graded is None else graded.grade


def _baseline(asked: _Asked) -> Finding | None:
    """The last value before lymphodepletion (B0, safety facts 3.4)."""
    began: date | None = first_conditioning(asked.recorded)
    if began is None:
        return None
    return asked.recorded.last(asked.form, asked.item, began - timedelta(days=1))

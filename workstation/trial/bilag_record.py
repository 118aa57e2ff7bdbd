"""BILAG-2004 of each visit, from the recorded items, what was measured before, and what was ever involved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from workstation.definition.form import Form
from workstation.forms.answers import Answers as FormAnswers
from workstation.forms.answers import State
from workstation.scoring.bilag import Assessed, Overall
from workstation.scoring.bilag_checks import Contradiction, contradictions
from workstation.scoring.bilag_items import ITEMS, Answer, Answers, Kind, System
from workstation.scoring.bilag_renal import Earlier, FirstVisit
from workstation.scoring.bilag_result import Grade
from workstation.trial.open_causes import with_open_causes
from workstation.trial.recorded import Recorded, believed, yes_no
from workstation.trial.subject import VisitRecord

FORM = "bilag2004"
_ATTRIBUTION = "attribution_"
_ACTIVE = (Grade.A, Grade.B, Grade.C)
_CHANGE_COUNTS = tuple(item.number for item in ITEMS.values() if item.system is System.RENAL)
"""Items whose change against an earlier value decides: those of the kidney (scoring sheet 2.6)."""

Involved = tuple[tuple[System, bool | None], ...]
"""Whether each system was ever affected, as far as it is known."""


@dataclass(frozen=True, slots=True)
class EarlierValue:
    """The latest earlier value of an item, and where it was measured."""

    number: int
    value: Decimal
    visit: str
    date: date | None


@dataclass(frozen=True, slots=True)
class BilagOfVisit:
    """The grades of one visit with what they rest on; ``not_lupus`` are items not due to lupus."""

    overall: Overall
    answers: Answers
    not_lupus: frozenset[int]
    earlier: tuple[EarlierValue, ...]
    before: str = ""
    """The visit of the assessment before, empty if there was none."""

    @property
    def grades(self) -> Mapping[System, Grade | None]:
        """The grade of each system, provisional where it is not evaluable."""
        return self.overall.grades

    @property
    def certain(self) -> Mapping[System, Grade | None]:
        """The grades that may be compared: of evaluable systems, and a provisional A (scoring sheet 5)."""
        return {
            system: result.grade if result.evaluable or result.grade is Grade.A else None
            for system, result in self.overall.systems.items()
        }

    def earlier_value(self, number: int) -> EarlierValue | None:
        """What a change of this item was measured against."""
        return next((each for each in self.earlier if each.number == number), None)


@dataclass(frozen=True, slots=True)
class _Before:
    """What the assessments before a visit leave for it."""

    involved: Involved
    values: tuple[EarlierValue, ...] = ()
    held: bool = False
    last: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    """The items of one form as they are graded."""

    answers: Answers = field(default_factory=dict)
    not_lupus: frozenset[int] = frozenset()
    open_causes: frozenset[int] = frozenset()
    """Items with a value whose question of its cause is not answered."""


def assess_bilag(recorded: Recorded, until: date | None = None) -> Mapping[str, BilagOfVisit]:
    """The index of every visit at which it was begun, by key of the visit; ``until`` leaves later ones unread."""
    found: dict[str, BilagOfVisit] = {}
    before = _Before(recorded.once("previous involvement", previous_involvement))
    immediate = str(recorded.study.setting("bilag.previous_value")) == "preceding_visit"
    for visit in recorded.subject.visits:
        later = until is not None and (visit.date is None or visit.date > until)
        if later or not recorded.answers(visit, FORM):
            continue
        found[visit.key], before = _assessed(recorded, visit, before, immediate)
    return found


def previous_involvement(recorded: Recorded) -> Involved:
    """What the history says about each system; None where it says nothing."""
    return tuple((system, _said(recorded, system)) for system in System)


def _said(recorded: Recorded, system: System) -> bool | None:
    for visit in recorded.subject.visits:
        said = yes_no(recorded.value(visit, "history", f"previous_involvement_{system}"))
        if said is not None:
            return said
    return None


def _assessed(
    recorded: Recorded, visit: VisitRecord, before: _Before, immediate: bool
) -> tuple[BilagOfVisit, _Before]:
    def work_out() -> tuple[BilagOfVisit, _Before]:
        assessed = _grade(recorded, visit, before)
        return assessed, _after(before, visit, assessed, immediate)

    return recorded.part(f"bilag {visit.key}", work_out, before, immediate)


def _grade(recorded: Recorded, visit: VisitRecord, before: _Before) -> BilagOfVisit:
    now = _read(recorded, visit)
    policy = FirstVisit(str(recorded.study.setting("bilag.first_visit_policy")))
    earlier = Earlier({each.number: each.value for each in before.values}, policy, before.held)
    assessed = Assessed(now.answers, now.not_lupus, dict(before.involved), earlier)
    forced = str(recorded.study.setting("attribution.default")) == "force_answer"
    return BilagOfVisit(
        overall=with_open_causes(assessed, now.open_causes if forced else frozenset()),
        answers=now.answers,
        not_lupus=now.not_lupus,
        earlier=before.values,
        before=before.last,
    )


def contradictions_of(
    recorded: Recorded, visit: VisitRecord, assessed: BilagOfVisit
) -> tuple[Contradiction, ...]:
    """What a visit contradicts in itself and against the assessment before it (scoring sheet 2.12)."""
    last = recorded.visit(assessed.before)
    then = _Read() if last is None else _read(recorded, last)
    known = last is not None and last.date is not None and visit.date is not None
    days = (visit.date - last.date).days if known else None  # type: ignore[operator,union-attr]
    return contradictions(assessed.answers, then.answers, days)


def _after(before: _Before, visit: VisitRecord, assessed: BilagOfVisit, immediate: bool) -> _Before:
    """What a visit leaves for the next one: once involved, a system stays so (scoring sheet 2.8)."""
    measured = {
        number: EarlierValue(number, answer, visit.key, visit.date)
        for number in _CHANGE_COUNTS
        if isinstance(answer := assessed.answers.get(number), Decimal)
    }
    grades = assessed.grades
    kept = () if immediate else tuple(each for each in before.values if each.number not in measured)
    return _Before(
        involved=tuple(
            (system, True if grades[system] in _ACTIVE else known) for system, known in before.involved
        ),
        values=(*kept, *measured.values()),
        held=True,
        last=visit.key,
    )


def _read(recorded: Recorded, visit: VisitRecord) -> _Read:
    answers, form = recorded.answers(visit, FORM), recorded.study.forms.get(FORM)
    if form is None:
        return _Read()
    # Most visits stay as they are from key to key, and their answers keep what was read of them.
    key = (FORM, form.version)
    read = answers.kept.get(key)
    if not isinstance(read, _Read):
        read = answers.kept[key] = _read_items(answers, form)
    return read


def _read_items(answers: FormAnswers, form: Form) -> _Read:
    found: dict[int, Answer] = {}
    causes: dict[int, str] = {}
    for path, answer in answers.by_path.items():
        if path.startswith(_ATTRIBUTION):
            causes[int(path.removeprefix(_ATTRIBUTION))] = answer.value
            continue
        item = form.items.get(path)
        if item is None or not path.isdigit() or answer.state is not State.VALUE:
            continue
        number = int(path)
        # A code or yes/no is what it says; only a value has a unit and limits.
        kind = ITEMS[number].kind
        value = believed(item, answer) if kind is Kind.VALUE else _CODES[kind].get(answer.value)
        if isinstance(value, int | Decimal):
            found[number] = value
    asked = {number for number in found if f"{_ATTRIBUTION}{number}" in form.items}
    return _Read(
        found,
        frozenset(number for number, said in causes.items() if said == "N"),
        frozenset(number for number in asked if not causes.get(number)),
    )


_CODES: Mapping[Kind, Mapping[str, Answer]] = {
    Kind.ORDINAL: {str(code): code for code in range(5)},
    Kind.YES_NO: {"yes": True, "no": False},
}

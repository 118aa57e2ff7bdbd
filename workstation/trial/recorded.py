"""Typed reading of what is recorded about a subject, by visit, form and item. The only way the trial reads answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TypeVar, cast

from workstation.definition.form import Item, ItemType
from workstation.definition.study import Study
from workstation.forms.answers import EMPTY, Answer, Answers, State
from workstation.forms.state import Typed
from workstation.forms.values import YEARS, day_of, in_first_unit, typed
from workstation.scoring.measurement import Measurement
from workstation.trial.subject import LOGS, FormRecord, Subject, VisitRecord
from workstation.trial.workings import Part, Reads

T = TypeVar("T")
_BLANK = Answer()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a log or of a repeating group, read by item."""

    key: str
    values: Mapping[str, Typed]

    def number(self, item: str) -> Decimal | None:
        """A number of this row."""
        value = self.values.get(item)
        return value if isinstance(value, Decimal) else None

    def text(self, item: str) -> str:
        """A code or text of this row, empty if there is none."""
        value = self.values.get(item)
        return value if isinstance(value, str) else ""

    def day(self, item: str) -> date | None:
        """A calendar day of this row."""
        return day_of(self.values.get(item))

    def yes(self, item: str) -> bool | None:
        """A yes/no answer of this row."""
        return yes_no(self.values.get(item))


@dataclass(frozen=True, slots=True)
class Finding:
    """A number found in a visit, with where and when it was taken."""

    value: Decimal
    operator: str
    visit: str
    date: date | None

    @property
    def measured(self) -> Measurement:
        """The number with its operator, for comparisons of three states."""
        return Measurement(self.value, self.operator)


@dataclass(frozen=True)
class Recorded:
    """A subject read with the definitions of its study."""

    subject: Subject
    study: Study
    known: Mapping[str, Part[object]] = field(default_factory=dict, compare=False, repr=False)
    """Parts that were worked out before from a record with the same visits."""
    parts: dict[str, Part[object]] = field(default_factory=dict, compare=False, repr=False)
    """Parts that were worked out from this record, or held for it."""
    _once: dict[str, Part[object]] = field(default_factory=dict, compare=False, repr=False)
    _noting: list[Reads] = field(default_factory=list, compare=False, repr=False)

    def part(self, name: str, work_out: Callable[[], T], *given: object) -> T:
        """What ``work_out`` makes of the record, taken over from before if nothing that it rests on has changed.

        It must rest on nothing but the forms that it reads here, the visits, and ``given``; and what it makes
        must hold no visit, because a visit is another one once a form of it has changed.
        """
        part = self.known.get(name)
        if part is None or part.given != given or not self._reads_the_same(part.reads):
            part = self._worked_out(work_out, given)
        else:
            self._note(part.reads)
        self.parts[name] = part
        return cast(T, part.value)

    def once(self, name: str, work_out: Callable[[Recorded], T]) -> T:
        """What a reader works out from the whole record; half of what the trial derives asks for the same."""
        if name in self._once:
            self._note(self._once[name].reads)
        else:
            self._once[name] = self._worked_out(lambda: work_out(self), ())
        return cast(T, self._once[name].value)

    def _worked_out(self, work_out: Callable[[], object], given: tuple[object, ...]) -> Part[object]:
        reads: Reads = {}
        self._noting.append(reads)
        try:
            value = work_out()
        finally:
            self._noting.pop()
        self._note(reads)
        return Part(value, reads, given)

    def _note(self, reads: Reads) -> None:
        if self._noting:
            self._noting[-1].update(reads)

    def _reads_the_same(self, reads: Reads) -> bool:
        by_key = self._by_key
        for (key, form), record in reads.items():
            forms = self.subject.logs if key == LOGS else by_key[key].forms
            if forms.get(form) is not record:
                return False
        return True

    @cached_property
    def _by_key(self) -> Mapping[str, VisitRecord]:
        return {visit.key: visit for visit in self.subject.visits}

    def form(self, visit: VisitRecord | None, form: str) -> FormRecord | None:
        """A form at a visit, or a log where ``visit`` is None, if it was begun. Everything is read through here."""
        record = (self.subject.logs if visit is None else visit.forms).get(form)
        if self._noting:
            self._noting[-1][LOGS if visit is None else visit.key, form] = record
        return record

    def answers(self, visit: VisitRecord | None, form: str) -> Answers:
        """The answers of a form at a visit, or of a log; empty if it was not begun."""
        record = self.form(visit, form)
        return EMPTY if record is None else record.answers

    def item(self, form: str, item: str) -> Item | None:
        """The definition of an item."""
        definition = self.study.forms.get(form)
        return None if definition is None else definition.items.get(item)

    def answer(self, visit: VisitRecord, form: str, item: str) -> Answer:
        """The answer of an item at a visit, blank if there is none."""
        record = self.form(visit, form)
        return _BLANK if record is None else record.answers.by_path.get(item, _BLANK)

    def value(self, visit: VisitRecord, form: str, item: str) -> Typed:
        """What the answer of an item means."""
        answer = self.answer(visit, form, item)
        if answer is _BLANK:
            return None
        definition = self.item(form, item)
        return None if definition is None else believed(definition, answer)

    def number(self, visit: VisitRecord, form: str, item: str) -> Decimal | None:
        """A number in the item's first unit."""
        value = self.value(visit, form, item)
        return value if isinstance(value, Decimal) else None

    def text(self, visit: VisitRecord, form: str, item: str) -> str:
        """A code or text, empty if there is none."""
        value = self.value(visit, form, item)
        return value if isinstance(value, str) else ""

    def yes(self, visit: VisitRecord, form: str, item: str) -> bool | None:
        """A yes/no answer; not done is None."""
        return yes_no(self.value(visit, form, item))

    def day(self, visit: VisitRecord, form: str, item: str) -> date | None:
        """A calendar day."""
        return day_of(self.value(visit, form, item))

    def moment(self, visit: VisitRecord, form: str, item: str) -> date | datetime | None:
        """A date, with its time if one was given."""
        value = self.value(visit, form, item)
        return value if isinstance(value, date) else None

    def measurement(self, visit: VisitRecord, form: str, item: str) -> Measurement | None:
        """A result with its operator, in the item's first unit."""
        value = self.number(visit, form, item)
        return None if value is None else Measurement(value, self.answer(visit, form, item).operator)

    def limit(self, visit: VisitRecord, form: str, item: str, side: str) -> Decimal | None:
        """The reference limit ``lln`` or ``uln`` reported with a result, in the item's first unit."""
        answer, definition = self.answer(visit, form, item), self.item(form, item)
        text = answer.lln if side == "lln" else answer.uln
        return None if definition is None or not text else in_first_unit(definition, text, answer.unit)

    def log_value(self, form: str, item: str) -> Typed:
        """What an answer of a form of subject scope means (outside its rows)."""
        answer, definition = self.answers(None, form).by_path.get(item), self.item(form, item)
        return None if answer is None or definition is None else believed(definition, answer)

    def rows(self, form: str, group: str, visit: VisitRecord | None = None) -> tuple[Row, ...]:
        """The rows of a repeating group of a log, or of a form at a visit."""
        definition, answers = self.study.forms.get(form), self.answers(visit, form)
        if definition is None or not answers or group not in definition.row_items:
            return ()
        # Most forms stay as they are from key to key, and their answers keep what was read of them.
        key = (form, definition.version, group)
        rows = answers.kept.get(key)
        if rows is None:
            rows = answers.kept[key] = _rows(answers, group, definition.row_items[group])
        return cast(tuple[Row, ...], rows)

    def last(self, form: str, item: str, until: date) -> Finding | None:
        """The latest number of an item on or before a day."""
        return next(self.numbers_before(form, item, until), None)

    def numbers_before(self, form: str, item: str, until: date) -> Iterator[Finding]:
        """All numbers of an item on or before a day, the latest first."""
        for visit in reversed(self.subject.visits):
            if visit.date is None or visit.date > until:
                continue
            value = self.number(visit, form, item)
            if value is not None:
                yield Finding(value, self.answer(visit, form, item).operator, visit.key, visit.date)

    def visit(self, key: str) -> VisitRecord | None:
        """The visit with this key, if it has begun."""
        return self._by_key.get(key)

    def first(self, oid: str) -> VisitRecord | None:
        """The first begun visit of a code."""
        return next((visit for visit in self.subject.visits if visit.oid == oid), None)

    def demography(self, item: str) -> Typed:
        """An answer of demography, wherever it was recorded (it belongs to screening)."""
        for visit in self.subject.visits:
            value = self.value(visit, "demography", item)
            if value is not None:
                return value
        return None


def seen_on(subject: Subject, as_of: date) -> Subject:
    """The subject without the visits that are dated after a day."""
    if all(visit.date is None or visit.date <= as_of for visit in subject.visits):
        return subject
    return replace(subject, visits=tuple(v for v in subject.visits if v.date is None or v.date <= as_of))


def reading(subject: Subject, study: Study, as_of: date) -> Recorded:
    """The subject as seen on a day, read with its study: the same reading for all who ask, so that it is read once."""
    known = subject.kept.get(("reading", as_of))
    if isinstance(known, Recorded) and known.study is study:
        return known
    made = subject.kept["reading", as_of] = Recorded(seen_on(subject, as_of), study)
    return made


def _rows(answers: Answers, group: str, items: Mapping[str, Item]) -> tuple[Row, ...]:
    found = []
    for key in answers.rows(group):
        values: dict[str, Typed] = {}
        for oid, item in items.items():
            answer = answers.by_path.get(f"{group}/{key}/{oid}")
            if answer is not None and answer.state is State.VALUE:
                values[oid] = believed(item, answer)
        found.append(Row(key, values))
    return tuple(found)


def believed(item: Item, answer: Answer) -> Typed:
    """What an answer means, None if it cannot be true: a slip under the hands must not become a score."""
    value = typed(item, answer)
    if isinstance(value, Decimal):
        whole = item.type is not ItemType.INTEGER or value == value.to_integral_value()
        return value if whole and (item.hard is None or item.hard.holds(value)) else None
    if isinstance(value, date) and value.year not in YEARS:
        return None
    return day_of(value) if item.type is ItemType.DATE else value


def yes_no(value: Typed) -> bool | None:
    """A yes/no code as a truth value."""
    return {"yes": True, "no": False}.get(value) if isinstance(value, str) else None

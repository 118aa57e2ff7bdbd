"""The course of one number over all visits of a patient, as plain values for a chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workstation.definition.form import Form, Item, ItemType, Scope
from workstation.forms.answers import Answer
from workstation.forms.state import Range
from workstation.forms.values import in_first_unit, typed
from workstation.messages import Text
from workstation.trial.assessment import Assessment
from workstation.trial.subject import Subject

_NUMERIC = frozenset({ItemType.NUMBER, ItemType.INTEGER, ItemType.ORDINAL})


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """One value, in the item's first unit; ``operator`` "<" or ">" marks a limit of the assay."""

    day: int
    on: date
    visit: str
    value: Decimal
    operator: str


@dataclass(frozen=True, slots=True)
class ItemCourse:
    """All values of one item with the reference limits of the last one that has some; days count from ``origin``."""

    label: Text
    unit: str
    points: tuple[CoursePoint, ...]
    lln: Decimal | None
    uln: Decimal | None
    anchored: bool


def has_course(form: Form, path: str) -> bool:
    """Whether an item can be drawn over time: a number outside the rows of a log."""
    item = form.item_at(path)
    return form.scope is Scope.VISIT and "/" not in path and item is not None and item.type in _NUMERIC


def course_of(
    subject: Subject, assessment: Assessment, form: Form, path: str, limits: Range | None
) -> ItemCourse | None:
    """The course of an item; None if it has none or was never measured. ``limits`` are the laboratory's."""
    item = form.item_at(path)
    dated = [visit for visit in subject.visits if visit.date is not None]
    if item is None or not has_course(form, path) or not dated:
        return None
    origin = assessment.anchor or dated[0].date
    points, lln, uln = [], None if limits is None else limits.lln, None if limits is None else limits.uln
    for visit in dated:
        answer = visit.answers(form.oid).get(path)
        value = None if answer is None else typed(item, answer)
        if answer is None or not isinstance(value, Decimal) or visit.date is None or origin is None:
            continue
        points.append(CoursePoint((visit.date - origin).days, visit.date, visit.key, value, answer.operator))
        lln, uln = _limit(item, answer, answer.lln) or lln, _limit(item, answer, answer.uln) or uln
    if not points:
        return None
    return ItemCourse(item.label, item.unit, tuple(points), lln, uln, assessment.anchor is not None)


def _limit(item: Item, answer: Answer, text: str) -> Decimal | None:
    return in_first_unit(item, text, answer.unit) if text else None

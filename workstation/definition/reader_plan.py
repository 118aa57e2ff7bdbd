"""Which form belongs to which visit, read from the matrix of forms and visits (forms catalogue, 1.2).

A row names forms and one mark for each visit: R, c, o or ·. Where c stands, the condition is that of the row
(``c``) or of the visit (``c_at``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workstation.definition.expression import Expression
from workstation.definition.faults import Where, Wrong, nearest
from workstation.definition.form import Requirement
from workstation.definition.study import FormPlan
from workstation.definition.tables import Parser, condition, fields, raw, tables, text, texts
from workstation.messages import Sentence

Plans = dict[str, tuple[FormPlan, ...]]

_MARKS = {"R": Requirement.REQUIRED, "c": Requirement.CONDITIONAL, "o": Requirement.OPTIONAL, "·": None}


def _marks(value: object, where: Where) -> tuple[Requirement | None, ...]:
    marks = text(value, where).split()
    for mark in marks:
        if mark not in _MARKS:
            values = {"value": mark, "values": ", ".join(_MARKS)}
            raise Wrong(Sentence("{value} is not one of {values}.", values))
    return tuple(_MARKS[mark] for mark in marks)


def _conditions(value: object, where: Where) -> dict[str, Expression]:
    if not isinstance(value, dict):
        raise Wrong(Sentence("A table with keys is expected here."))
    return {visit: condition(one, where) for visit, one in value.items()}


_MATRIX: Mapping[str, Parser] = {"visits": texts, "row": raw}
_ROW: Mapping[str, Parser] = {"forms": texts, "marks": _marks, "c": condition, "c_at": _conditions}


def read_plans(value: object, where: Where, visits: tuple[str, ...]) -> Plans:
    """The forms of each visit in the order of the rows; the columns must be the visits of the schedule."""
    plans: dict[str, list[FormPlan]] = {visit: [] for visit in visits}
    parts = fields(value, _MATRIX, where, ("visits", "row"))
    columns: tuple[str, ...] = parts.get("visits", ())
    if columns == visits:
        for place, table in tables(parts.get("row", []), where, "row", "forms"):
            for visit, plan in _row_plans(table, place, columns):
                plans[visit].append(plan)
    elif columns:
        _report_columns(columns, visits, where)
    for visit, planned in plans.items():
        _report_twice(visit, [plan.form for plan in planned], where)
    return {visit: tuple(planned) for visit, planned in plans.items()}


def _report_columns(columns: tuple[str, ...], visits: tuple[str, ...], where: Where) -> None:
    missing, extra = set(visits) - set(columns), set(columns) - set(visits)
    for name in sorted(extra):
        sentence = Sentence("The visit {visit} is not in the schedule.", {"visit": name})
        where.report_at("visits", sentence, nearest(name, missing or visits))
    for name in sorted(missing):
        where.report_at("visits", Sentence("The visit {visit} has no column.", {"visit": name}))
    if not missing and not extra:
        where.report_at("visits", Sentence("The columns must have the order of the schedule."))


def _report_twice(visit: str, forms: list[str], where: Where) -> None:
    for name in sorted({name for name in forms if forms.count(name) > 1}):
        where.report(Sentence("The form {form} stands twice at {visit}.", {"form": name, "visit": visit}))


def _row_plans(table: object, where: Where, columns: tuple[str, ...]) -> Iterator[tuple[str, FormPlan]]:
    parts = fields(table, _ROW, where, ("forms", "marks"))
    if not {"forms", "marks"} <= parts.keys():
        return
    marks: tuple[Requirement | None, ...] = parts["marks"]
    if len(marks) != len(columns):
        values = {"marks": len(marks), "visits": len(columns)}
        where.report_at("marks", Sentence("There are {marks} marks for {visits} visits.", values))
        return
    by_visit = dict(zip(columns, marks, strict=True))
    conditions = _conditions_by_visit(parts.get("c"), parts.get("c_at", {}), by_visit, where)
    for visit, mark in by_visit.items():
        if mark is not None:
            for form in parts["forms"]:
                yield visit, FormPlan(form, mark, conditions.get(visit))


def _conditions_by_visit(
    general: Expression | None,
    own: Mapping[str, Expression],
    by_visit: Mapping[str, Requirement | None],
    where: Where,
) -> dict[str, Expression]:
    conditional = [visit for visit, mark in by_visit.items() if mark is Requirement.CONDITIONAL]
    for visit in sorted(own.keys() - set(conditional)):
        sentence = Sentence("{visit} has no conditional form in this row.", {"visit": visit})
        where.report_at("c_at", sentence, nearest(visit, conditional))
    found = {visit: own.get(visit, general) for visit in conditional}
    for visit, condition_there in found.items():
        if condition_there is None:
            where.report_at("c_at", Sentence("The condition for {visit} is missing.", {"visit": visit}))
    return {visit: one for visit, one in found.items() if one is not None}

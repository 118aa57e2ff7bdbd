"""The study read from its text: identity, settings, visits and forms, regimen, cohorts (trial facts, 3, 4, 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from workstation.definition.expression import Expression
from workstation.definition.faults import Where, Wrong, nearest
from workstation.definition.form import Requirement
from workstation.definition.study import Cohort, DoseLevel, Drug, Fact, FormPlan, Setting, Status
from workstation.definition.study import VisitDefinition, VisitKind
from workstation.definition.tables import (
    Parser,
    condition,
    count,
    decimal,
    fields,
    flag,
    integer,
    integers,
    member_of,
    raw,
    scalar,
    scalar_or_wording,
    tables,
    text,
    texts,
    wording,
)
from workstation.messages import Sentence, Text

Made = TypeVar("Made")

_STATUS = member_of(Status)
_FILE: Mapping[str, Parser] = {
    "oid": text,
    "version": count,
    "title": wording,
    "short": wording,
    "infusions": count,
    "fact": raw,
    "setting": raw,
    "visit": raw,
    "forms": raw,
    "dose_level": raw,
    "cohort": raw,
    "drug": raw,
}
_FACT: Mapping[str, Parser] = {"key": text, "value": scalar_or_wording, "status": _STATUS, "source": text}
_SETTING: Mapping[str, Parser] = {
    "key": text,
    "label": wording,
    "value": scalar,
    "status": _STATUS,
    "choices": texts,
    "source": text,
}
_VISIT: Mapping[str, Parser] = {
    "oid": text,
    "title": wording,
    "short": wording,
    "kind": member_of(VisitKind),
    "day": integer,
    "earliest": integer,
    "latest": integer,
    "relative": flag,
    "interval_index": count,
    "intervals": integers,
    "optional": flag,
    "repeating": flag,
    "setting": text,
    "status": _STATUS,
}
_DOSE_LEVEL: Mapping[str, Parser] = {"oid": text, "cells_e9": decimal, "status": _STATUS}
_COHORT: Mapping[str, Parser] = {
    "oid": text,
    "dose_level": text,
    "interval_days": count,
    "on_path": flag,
    "status": _STATUS,
}
_DRUG: Mapping[str, Parser] = {
    "oid": text,
    "label": wording,
    "mg_per_m2": decimal,
    "visits": texts,
    "status": _STATUS,
}


@dataclass(frozen=True, slots=True)
class ReadStudy:
    """A study without its forms and limits, with the place of its file."""

    where: Where
    oid: str
    version: int
    title: Text
    short: Text
    infusions: int
    facts: Mapping[str, Fact]
    settings: Mapping[str, Setting]
    visits: tuple[VisitDefinition, ...]
    dose_levels: Mapping[str, DoseLevel]
    cohorts: Mapping[str, Cohort]
    drugs: Mapping[str, Drug]


def read_study(table: object, where: Where) -> ReadStudy | None:
    """The study of a file, or None when too little of it can be read; what is wrong is reported."""
    own = ("oid", "version", "title", "short", "infusions")
    parts = fields(table, _FILE, where, (*own, "visit", "forms", "dose_level", "cohort", "drug"))
    visits = _made(parts, "visit", where, _VISIT, ("title", "short", "kind", "status"), VisitDefinition)
    plans = _plans(parts.get("forms", {}), where.inside("forms"), tuple(visits))
    planned = tuple(_with_plan(visit, plans[oid]) for oid, visit in visits.items())
    read = {
        "facts": _made(parts, "fact", where, _FACT, ("value", "status", "source"), Fact, "key"),
        "settings": _made(
            parts, "setting", where, _SETTING, ("label", "value", "status", "source"), Setting, "key"
        ),
        "dose_levels": _made(parts, "dose_level", where, _DOSE_LEVEL, ("cells_e9", "status"), DoseLevel),
        "cohorts": _made(
            parts, "cohort", where, _COHORT, ("dose_level", "interval_days", "on_path", "status"), Cohort
        ),
        "drugs": _made(parts, "drug", where, _DRUG, ("label", "mg_per_m2", "visits", "status"), Drug),
    }
    if not set(own) <= parts.keys():
        return None
    return ReadStudy(where, **{key: parts[key] for key in own}, visits=planned, **read)


def _made(
    parts: Mapping[str, Any],
    name: str,
    where: Where,
    parsers: Mapping[str, Parser],
    required: tuple[str, ...],
    make: Callable[..., Made],
    key: str = "oid",
) -> dict[str, Made]:
    """The tables of one kind by their key; a key that stands twice is reported."""
    made: dict[str, Made] = {}
    for place, table in tables(parts.get(name, []), where, name, key):
        found = fields(table, parsers, place, (key, *required))
        if not {key, *required} <= found.keys():
            continue
        if found[key] in made:
            place.report(Sentence("The {kind} {oid} stands twice.", {"kind": name, "oid": found[key]}))
        made[found[key]] = make(**found)
    return made


def _with_plan(visit: VisitDefinition, plan: tuple[FormPlan, ...]) -> VisitDefinition:
    values = {name: getattr(visit, name) for name in VisitDefinition.__slots__}
    return VisitDefinition(**{**values, "forms": plan})


_MARKS = {"R": Requirement.REQUIRED, "c": Requirement.CONDITIONAL, "o": Requirement.OPTIONAL, "·": None}


def _marks(value: object, where: Where) -> tuple[Requirement | None, ...]:
    marks = text(value, where).split()
    for mark in marks:
        if mark not in _MARKS:
            raise Wrong(
                Sentence("{value} is not one of {values}.", {"value": mark, "values": ", ".join(_MARKS)})
            )
    return tuple(_MARKS[mark] for mark in marks)


def _conditions(value: object, where: Where) -> dict[str, Expression]:
    if not isinstance(value, dict):
        raise Wrong(Sentence("A table with keys is expected here."))
    return {visit: condition(one, where) for visit, one in value.items()}


_MATRIX: Mapping[str, Parser] = {"visits": texts, "row": raw}
_ROW: Mapping[str, Parser] = {"forms": texts, "marks": _marks, "c": condition, "c_at": _conditions}


def _plans(value: object, where: Where, visits: tuple[str, ...]) -> dict[str, tuple[FormPlan, ...]]:
    """Forms by visit from the matrix of forms and visits; columns are the visits in the order of the schedule."""
    plans: dict[str, list[FormPlan]] = {visit: [] for visit in visits}
    parts = fields(value, _MATRIX, where, ("visits", "row"))
    columns: tuple[str, ...] = parts.get("visits", ())
    if columns != visits:
        for name in sorted(set(columns) ^ set(visits)):
            sentence = Sentence(
                "The visit {visit} stands in the schedule or in the columns only.", {"visit": name}
            )
            where.report_at("visits", sentence, nearest(name, set(visits) - {name}))
        if set(columns) == set(visits):
            where.report_at("visits", Sentence("The columns must have the order of the schedule."))
        return {visit: () for visit in visits}
    for place, table in tables(parts.get("row", []), where, "row", "forms"):
        for visit, plan in _row_plans(table, place, columns):
            plans[visit].append(plan)
    for visit, planned in plans.items():
        names = [plan.form for plan in planned]
        for name in sorted({name for name in names if names.count(name) > 1}):
            where.report(Sentence("The form {form} stands twice at {visit}.", {"form": name, "visit": visit}))
    return {visit: tuple(planned) for visit, planned in plans.items()}


def _row_plans(table: object, where: Where, columns: tuple[str, ...]) -> Iterator[tuple[str, FormPlan]]:
    parts = fields(table, _ROW, where, ("forms", "marks"))
    marks: tuple[Requirement | None, ...] = parts.get("marks", ())
    own: dict[str, Expression] = parts.get("c_at", {})
    if "marks" in parts and len(marks) != len(columns):
        values = {"marks": len(marks), "visits": len(columns)}
        where.report_at("marks", Sentence("There are {marks} marks for {visits} visits.", values))
        return
    for visit, mark in zip(columns, marks, strict=False):
        when = own.get(visit, parts.get("c")) if mark is Requirement.CONDITIONAL else None
        if mark is Requirement.CONDITIONAL and when is None:
            where.report(Sentence("The condition for {visit} is missing.", {"visit": visit}))
        if mark is not None:
            for form in parts.get("forms", ()):
                yield visit, FormPlan(form, mark, when)
    conditional = {
        visit for visit, mark in zip(columns, marks, strict=False) if mark is Requirement.CONDITIONAL
    }
    for visit in sorted(own.keys() - conditional):
        sentence = Sentence("{visit} has no conditional form in this row.", {"visit": visit})
        where.report_at("c_at", sentence, nearest(visit, conditional))

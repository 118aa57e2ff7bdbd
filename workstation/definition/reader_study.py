"""The study read from its text: identity, settings, visits, regimen, cohorts (trial facts, 3, 4, 6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from workstation.definition.faults import Where
from workstation.definition.reader_plan import read_plans
from workstation.definition.study import (
    Cohort,
    DoseLevel,
    Drug,
    Fact,
    Setting,
    Status,
    VisitDefinition,
    VisitKind,
)
from workstation.definition.tables import (
    Parser,
    count,
    decimal,
    fields,
    flag,
    integer,
    integers,
    member_of,
    oid,
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
    "oid": oid,
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
_FACT: Mapping[str, Parser] = {"key": oid, "value": scalar_or_wording, "status": _STATUS, "source": text}
_SETTING: Mapping[str, Parser] = {
    "key": oid,
    "label": wording,
    "value": scalar,
    "status": _STATUS,
    "choices": texts,
    "members": texts,
    "least": count,
    "most": count,
    "source": text,
    "later": flag,
}
_VISIT: Mapping[str, Parser] = {
    "oid": oid,
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
_DOSE_LEVEL: Mapping[str, Parser] = {"oid": oid, "cells_e9": decimal, "status": _STATUS}
_COHORT: Mapping[str, Parser] = {
    "oid": oid,
    "dose_level": text,
    "interval_days": count,
    "on_path": flag,
    "status": _STATUS,
}
_DRUG: Mapping[str, Parser] = {
    "oid": oid,
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
    making = _Making(parts, where)
    visits = making("visit", _VISIT, ("title", "short", "kind", "status"), VisitDefinition)
    facts = making("fact", _FACT, ("value", "status", "source"), Fact, "key")
    settings = making("setting", _SETTING, ("label", "value", "status", "source"), Setting, "key")
    levels = making("dose_level", _DOSE_LEVEL, ("cells_e9", "status"), DoseLevel)
    cohorts = making("cohort", _COHORT, ("dose_level", "interval_days", "on_path", "status"), Cohort)
    drugs = making("drug", _DRUG, ("label", "mg_per_m2", "visits", "status"), Drug)
    plans = read_plans(parts.get("forms", {}), where.inside("forms"), tuple(visits))
    if not set(own) <= parts.keys():
        return None
    return ReadStudy(
        where=where,
        oid=parts["oid"],
        version=parts["version"],
        title=parts["title"],
        short=parts["short"],
        infusions=parts["infusions"],
        facts=facts,
        settings=settings,
        visits=tuple(replace(visit, forms=plans[code]) for code, visit in visits.items()),
        dose_levels=levels,
        cohorts=cohorts,
        drugs=drugs,
    )


@dataclass(frozen=True, slots=True)
class _Making:
    """Makes the tables of one kind by their key; a key that stands twice is reported."""

    parts: Mapping[str, Any]
    where: Where

    def __call__(
        self,
        name: str,
        parsers: Mapping[str, Parser],
        required: tuple[str, ...],
        make: Callable[..., Made],
        key: str = "oid",
    ) -> dict[str, Made]:
        made: dict[str, Made] = {}
        for place, table in tables(self.parts.get(name, []), self.where, name, key):
            found = fields(table, parsers, place, (key, *required))
            if not {key, *required} <= found.keys():
                continue
            if found[key] in made:
                place.report(Sentence("The {kind} {oid} stands twice.", {"kind": name, "oid": found[key]}))
            made[found[key]] = make(**found)
        return made

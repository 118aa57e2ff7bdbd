"""The graded terms of CTCAE read from their text: all faults are found before any is told (safety facts, 3.3).

It is handed the text and the name of its file (``ctcae/ctcae-laboratory.v5.toml``), never a path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workstation.definition.ctcae import Ctcae, LabTerm, Measure
from workstation.definition.faults import DefinitionFaults, Where, nearest
from workstation.definition.form import Unresolved
from workstation.definition.reader_ctcae_steps import Shared, UnitSet, read_measure
from workstation.definition.reader_item import read_units
from workstation.definition.study import Status
from workstation.definition.tables import (
    Parser,
    count,
    fields,
    integers,
    member_of,
    oid,
    raw,
    tables,
    text,
    texts,
    wording,
)
from workstation.definition.toml_text import parsed
from workstation.messages import Sentence, Text

_FOLDER = "ctcae/"
_MOST = 4

_FILE: Mapping[str, Parser] = {
    "oid": oid,
    "version": count,
    "title": wording,
    "soc": raw,
    "question": raw,
    "units": raw,
    "term": raw,
}
_UNIT_SET: Mapping[str, Parser] = {"key": oid, "unit": text, "unit_spellings": texts, "units": read_units}
_TERM: Mapping[str, Parser] = {
    "name": text,
    "zh": text,
    "soc": text,
    "row": count,
    "grades": integers,
    "status": member_of(Status),
    "note": text,
    "measure": raw,
}
_REQUIRED = ("name", "zh", "soc", "row", "grades", "status", "measure")


def read_ctcae(file: str, content: str) -> Ctcae:
    """The terms of a file's text.

    Raises:
        DefinitionFaults: with every fault of the file.
    """
    found: list[Unresolved] = []
    where = Where(file, found)
    table = parsed(file, content, found)
    parts = {} if table is None else fields(table, _FILE, where, tuple(_FILE))
    terms = _terms(parts, where)
    _check_file(parts, where)
    if found:
        raise DefinitionFaults(tuple(found))
    return Ctcae(parts["oid"], parts["version"], parts["title"], terms)


def _check_file(parts: Mapping[str, Any], where: Where) -> None:
    if not {"oid", "version"} <= parts.keys():
        return
    values = {"oid": parts["oid"], "version": parts["version"]}
    right = f"{_FOLDER}{parts['oid']}.v{parts['version']}.toml"
    if where.file != right:
        where.report(Sentence("The file of {oid} version {version} has another name.", values), right)


def _terms(parts: Mapping[str, Any], where: Where) -> dict[str, LabTerm]:
    classes = _wordings(parts.get("soc", {}), where.inside("soc"))
    questions = _wordings(parts.get("question", {}), where.inside("question"))
    shared = Shared(questions, dict(_unit_sets(parts.get("units", []), where)))
    terms: dict[str, LabTerm] = {}
    for place, table in tables(parts.get("term", []), where, "term", "name"):
        term = _term(table, place, classes, shared)
        if term is None:
            continue
        if term.name in terms:
            place.report(Sentence("The term stands twice."))
        terms[term.name] = term
    return terms


def _wordings(table: object, where: Where) -> dict[str, Text]:
    return fields(table, dict.fromkeys(table, wording) if isinstance(table, dict) else {}, where)


def _unit_sets(value: object, where: Where) -> Iterator[tuple[str, UnitSet]]:
    for place, table in tables(value, where, "units", "key"):
        parts = fields(table, _UNIT_SET, place, ("key", "unit"))
        if not {"key", "unit"} <= parts.keys():
            continue
        units = UnitSet(parts["unit"], parts.get("unit_spellings", ()), parts.get("units", ()))
        names = [units.unit, *units.spellings]
        names += [name for by in units.others for name in (by.unit, *by.spellings)]
        for name in sorted({name for name in names if names.count(name) > 1}):
            place.report_at("units", Sentence("The unit {unit} stands twice.", {"unit": name}))
        yield parts["key"], units


def _term(table: object, where: Where, classes: Mapping[str, Text], shared: Shared) -> LabTerm | None:
    parts = fields(table, _TERM, where, _REQUIRED)
    grades = parts.get("grades", ())
    if list(grades) != sorted(set(grades) & set(range(1, _MOST + 1))):
        where.report_at("grades", Sentence("Grades from 1 to 4 are expected, the mildest first."))
    measures = _measures(parts.get("measure", []), where, grades, shared)
    soc = classes.get(parts.get("soc", ""))
    if soc is None and "soc" in parts:
        sentence = Sentence("The key {key} is not known here.", {"key": parts["soc"]})
        where.report_at("soc", sentence, nearest(parts["soc"], classes))
    if soc is None or any(key not in parts for key in _REQUIRED):
        return None
    return LabTerm(
        parts["name"],
        Text(parts["name"], parts["zh"]),
        soc,
        parts["row"],
        grades,
        parts["status"],
        measures,
        parts.get("note", ""),
    )


def _measures(value: object, where: Where, grades: tuple[int, ...], shared: Shared) -> tuple[Measure, ...]:
    measures: dict[str, Measure] = {}
    for place, table in tables(value, where, "measure", "key"):
        measure = read_measure(table, place, grades, shared)
        if measure is None:
            continue
        if measure.key in measures:
            place.report(Sentence("The measure stands twice."))
        measures[measure.key] = measure
    return tuple(measures.values())

"""From the texts of one release to the study: all faults of all files are found before any of them is told.

It is handed texts by file name (``study/kn5501-sle.v1.toml``, ``forms/vital_signs.v1.toml``), never paths.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workstation.definition.consistency import Names, check_form, check_study
from workstation.definition.faults import DefinitionFaults, Where
from workstation.definition.form import Form, ReferenceRange, Unresolved
from workstation.definition.reader_form import ReadForm, read_form
from workstation.definition.reader_ranges import read_ranges
from workstation.definition.reader_study import ReadStudy, read_study
from workstation.definition.study import Study
from workstation.definition.toml_text import parsed
from workstation.messages import Sentence

_FORMS = "forms/"
_RANGES = "study/reference-ranges."
_STUDY = "study/"


def read(texts: Mapping[str, str]) -> Study:
    """The study of these texts; of several versions of a form or study the newest counts.

    Raises:
        DefinitionFaults: with every fault of every file.
    """
    found: list[Unresolved] = []
    tables = {file: table for file, text in texts.items() if (table := parsed(file, text, found)) is not None}
    forms = _newest_forms(tables, found)
    study = _newest_study(tables, found)
    released = {oid: read.form for oid, read in forms.items()}
    ranges = tuple(_ranges(tables, found, released))
    _check(study, forms, released)
    if found or study is None:
        raise DefinitionFaults(tuple(found))
    return _study(study, released, ranges)


def _newest_forms(tables: Mapping[str, dict[str, Any]], found: list[Unresolved]) -> dict[str, ReadForm]:
    newest: dict[str, ReadForm] = {}
    for file, table in tables.items():
        if not file.startswith(_FORMS):
            continue
        where = Where(file, found)
        read = read_form(table, where)
        if read is None:
            continue
        _check_file(read.form.oid, read.form.version, _FORMS, where)
        other = newest.get(read.form.oid)
        if other is None or read.form.version > other.form.version:
            newest[read.form.oid] = read
    return newest


def _newest_study(tables: Mapping[str, dict[str, Any]], found: list[Unresolved]) -> ReadStudy | None:
    newest: ReadStudy | None = None
    for file, table in tables.items():
        if file.startswith((_FORMS, _RANGES)):
            continue
        where = Where(file, found)
        if not file.startswith(_STUDY):
            where.report(Sentence("Only forms and studies can be read."))
            continue
        read = read_study(table, where)
        if read is None:
            continue
        _check_file(read.oid, read.version, _STUDY, where)
        if newest is not None and newest.oid != read.oid:
            where.report(Sentence("There is another study already, {study}.", {"study": newest.oid}))
        if newest is None or read.version > newest.version:
            newest = read
    if newest is None:
        Where(_STUDY, found).report(Sentence("There is no study that can be read."))
    return newest


def _check_file(oid: str, version: int, folder: str, where: Where) -> None:
    right = f"{folder}{oid}.v{version}.toml"
    if where.file != right:
        where.report(
            Sentence(
                "The file of {oid} version {version} has another name.", {"oid": oid, "version": version}
            ),
            right,
        )


def _ranges(
    tables: Mapping[str, dict[str, Any]], found: list[Unresolved], forms: Mapping[str, Form]
) -> Iterator[ReferenceRange]:
    for file, table in tables.items():
        if file.startswith(_RANGES):
            yield from read_ranges(table, Where(file, found), forms)


def _check(study: ReadStudy | None, forms: Mapping[str, ReadForm], released: Mapping[str, Form]) -> None:
    visits = frozenset(visit.oid for visit in study.visits) if study is not None else frozenset()
    settings = frozenset(study.settings) if study is not None else frozenset()
    names = Names(released, visits, settings)
    for read in forms.values():
        check_form(read.form, names, read.where)
    if study is not None:
        check_study(study, names)


def _study(read: ReadStudy, forms: Mapping[str, Form], ranges: tuple[ReferenceRange, ...]) -> Study:
    return Study(
        oid=read.oid,
        version=read.version,
        title=read.title,
        short=read.short,
        facts=read.facts,
        settings=read.settings,
        visits=read.visits,
        dose_levels=read.dose_levels,
        cohorts=read.cohorts,
        drugs=tuple(read.drugs.values()),
        infusions=read.infusions,
        forms=forms,
        ranges=ranges,
    )

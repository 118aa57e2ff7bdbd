"""All scored visits of a patient side by side: grades, descriptors, PGA, steroid and endpoints, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

from ui.view_models.timeline_header import UNKNOWN, shown
from workstation.definition.study import Study
from workstation.i18n import number
from workstation.messages import Sentence, Text
from workstation.scoring.bilag_items import ITEMS_OF, System
from workstation.scoring.sledai2k import KEYS
from workstation.trial.assessment import Assessment, VisitAssessment
from workstation.trial.bilag_record import FORM as BILAG
from workstation.trial.endpoints import scored
from workstation.trial.index_words import item_words, system_words, visit_words

Meant = Sentence | Text | str
Look = Literal["plain", "strong", "muted", "grade", "unsure", "good", "bad", "warn"]
_VERDICTS: dict[bool | None, tuple[str, Look]] = {
    True: ("✓", "good"),
    False: ("✕", "bad"),
    None: ("?", "warn"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands at a row and a visit; a click goes to the item of the form."""

    text: str | Text
    """A letter, a number or a sign as it is; words in both languages."""
    look: Look
    form: str
    item: str


@dataclass(frozen=True, slots=True)
class Column:
    """One visit."""

    key: str
    label: Text
    date: date | None
    baseline: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One line; a heading has no cells."""

    name: Meant
    cells: tuple[Cell | None, ...] = ()

    @property
    def heading(self) -> bool:
        """Whether it only names the lines below it."""
        return not self.cells


@dataclass(frozen=True, slots=True)
class Matrix:
    """Visits across, indices down."""

    columns: tuple[Column, ...]
    rows: tuple[MatrixRow, ...]


_NOT_DONE = Text("ND", "未查")
_Make = Callable[[VisitAssessment], Cell | None]


def matrix_of(assessment: Assessment, study: Study, held_back: str = "") -> Matrix:
    """The matrix of a patient. ``held_back`` is a visit whose SLEDAI-2K total waits for its PGA."""
    visits = [visit for visit in assessment.visits if visit.date is not None and scored(visit)]
    columns = tuple(
        Column(visit.key, visit_words(study, visit.key), visit.date, visit.key == assessment.baseline)
        for visit in visits
    )
    rows = (
        *_bilag(visits, study),
        *_sledai(visits, study, held_back),
        *_judged(visits),
        *_endpoints(visits, held_back),
    )
    return Matrix(columns, rows)


def _row(name: Meant, visits: list[VisitAssessment], make: _Make) -> MatrixRow:
    return MatrixRow(name, tuple(make(visit) for visit in visits))


def _bilag(visits: list[VisitAssessment], study: Study) -> Iterator[MatrixRow]:
    if not any(visit.bilag for visit in visits):
        return
    yield MatrixRow("BILAG-2004")
    for system in System:
        yield _row(system_words(study, system), visits, partial(_grade, system))
    yield _row(Sentence("Total"), visits, _total)


def _grade(system: System, visit: VisitAssessment) -> Cell | None:
    if visit.bilag is None:
        return None
    result = visit.bilag.overall.systems[system]
    item = (result.deciding or result.missing or (ITEMS_OF[system][0].number,))[0]
    letter = "" if result.grade is None else result.grade.value
    return Cell(letter, "grade" if result.evaluable else "unsure", BILAG, str(item))


def _total(visit: VisitAssessment) -> Cell | None:
    if visit.bilag is None:
        return None
    total = visit.bilag.overall.total
    return Cell(
        UNKNOWN if total is None else str(total), "strong" if total is not None else "warn", BILAG, "1"
    )


def _sledai(visits: list[VisitAssessment], study: Study, held_back: str) -> Iterator[MatrixRow]:
    known = [visit.sledai for visit in visits if visit.sledai is not None]
    if not known:
        return
    yield MatrixRow("SLEDAI-2K")
    yield _row(Sentence("Total"), visits, partial(_points, held_back))
    for key in KEYS:
        if any(key in index.present or key in index.missing for index in known):
            yield _row(item_words(study, "sledai2k", key), visits, partial(_descriptor, key))


def _points(held_back: str, visit: VisitAssessment) -> Cell | None:
    index = visit.sledai
    if index is None:
        return None
    if visit.key == held_back:
        return Cell(UNKNOWN, "muted", "pga", "pga")
    if index.total is None:
        return Cell(f"≥ {index.partial_total}", "warn", "sledai2k", index.missing[0])
    return Cell(str(index.total), "strong", "sledai2k", KEYS[0])


def _descriptor(key: str, visit: VisitAssessment) -> Cell | None:
    index = visit.sledai
    if index is None:
        return None
    if key in index.missing:
        return Cell(_NOT_DONE, "warn", "sledai2k", key)
    return Cell(
        "●" if key in index.present else "·", "plain" if key in index.present else "muted", "sledai2k", key
    )


def _judged(visits: list[VisitAssessment]) -> Iterator[MatrixRow]:
    yield MatrixRow(Sentence("PGA and steroid"))
    yield _row("PGA", visits, _pga)
    yield _row(Sentence("Prednisone mg/d"), visits, _steroid)


def _pga(visit: VisitAssessment) -> Cell:
    if visit.pga is None:
        return Cell(UNKNOWN, "warn", "pga", "pga")
    return Cell(number(visit.pga), "strong", "pga", "pga")


def _steroid(visit: VisitAssessment) -> Cell:
    dose = visit.steroid.mg_per_day
    look: Look = "warn" if dose is None or visit.steroid.pulse_or_increase else "strong"
    return Cell(UNKNOWN if dose is None else shown(dose, 2), look, "glucocorticoids", "rows")


def _endpoints(visits: list[VisitAssessment], held_back: str) -> Iterator[MatrixRow]:
    if not any(visit.endpoints for visit in visits):
        return
    yield MatrixRow(Sentence("Endpoints"))
    for name in ("SRI-4", "LLDAS", "DORIS"):
        yield _row(name, visits, partial(_verdict, name, held_back))


def _verdict(name: str, held_back: str, visit: VisitAssessment) -> Cell | None:
    ends = visit.endpoints
    if ends is None:
        return None
    if visit.key == held_back:
        return Cell(UNKNOWN, "muted", "pga", "pga")
    met, lacks = {
        "SRI-4": (ends.sri4.met, ends.sri4_lacks),
        "LLDAS": (ends.lldas.attained, ends.lldas_lacks),
        "DORIS": (ends.doris.remission, ends.doris_lacks),
    }[name]
    text, look = _VERDICTS[met]
    here = next((lack for lack in lacks if lack.form and lack.visit == visit.key), None)
    if here is not None:
        return Cell(text, look, here.form, here.item)
    return Cell(text, look, BILAG if name == "SRI-4" else "sledai2k", "")

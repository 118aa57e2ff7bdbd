"""What the demo study is made of, read from ``resources/demo`` (forms catalogue, section 5). All of it is synthetic."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workstation.services.demo_curves import Curves, read_curves

Table = Mapping[str, Any]


@dataclass(frozen=True)
class Patient:
    """One patient: what is fixed about him or her.

    Days count from day 0; ``day`` is the study day at the date of the demo.
    ``last`` is the last visit that was held; without it, all visits before ``day`` were. ``planned`` False: no first
    infusion was planned. ``held`` are infusions that were cancelled and why, ``not_held`` missed visits and why.
    ``row`` names the row of every other table; ``number`` gives the patient a place of his or her own in every range.
    """

    oid: str
    number: int
    row: str
    sex: str
    age: int
    height: int
    weight: int
    creatinine: int
    haemoglobin: int
    day: int
    course: str
    neutrophils: Mapping[str, float]
    cohort: str = ""
    planned: bool = True
    last: str = ""
    optional: tuple[str, ...] = ()
    extra: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    not_held: Mapping[str, str] = field(default_factory=dict)
    albumin: int = 41
    childbearing: str = "potential"
    background: Mapping[str, int] = field(default_factory=dict)
    starts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    stops: Mapping[str, int] = field(default_factory=dict)
    failing_from: int | None = None
    rescue: int | None = None
    prescribed: Table = field(default_factory=dict)


@dataclass(frozen=True)
class Scores:
    """What the assessors found, by the place of a visit in ``visits``; sequences of BILAG codes end in 0 or no."""

    visits: tuple[str, ...]
    present: tuple[frozenset[str], ...]
    bilag: Mapping[str, tuple[str, ...]]
    pga: tuple[str, ...]
    steroid: tuple[str, ...]
    upcr: tuple[str, ...]
    systems: frozenset[str]
    steroid_drug: str = "prednisone"
    blood: bool = False

    def place(self, visit: str) -> int | None:
        """The place of a visit, None if no index was recorded there."""
        return self.visits.index(visit) if visit in self.visits else None

    def bilag_code(self, item: str, place: int) -> str:
        """The code of an ordinal or Yes/No item."""
        codes = self.bilag.get(item, ())
        if place < len(codes):
            return codes[place]
        return codes[-1] if codes and codes[-1] == "no" else "0"


@dataclass(frozen=True)
class Event:
    """One adverse event; ``grades`` are (day from which, grade), ``end`` None while it goes on."""

    term: str
    grades: tuple[tuple[int, int], ...]
    end: int | None
    kn5501: str
    lymphodepletion: str
    at: str = "08:00"
    scale: str = "CTCAE 5.0"
    action: str = "none"
    action_kn5501: str = "not_changed"
    serious: str = ""
    dlt: int | None = None
    infection: Table = field(default_factory=dict)
    medication: Table = field(default_factory=dict)
    verbatim: str = ""

    @property
    def start(self) -> int:
        """The day of onset."""
        return self.grades[0][0]

    @property
    def worst(self) -> int:
        """The highest grade."""
        return max(grade for _, grade in self.grades)


@dataclass(frozen=True)
class Gap:
    """Answers that are missing from a form (state "" = blank), or forms that were not begun at a visit."""

    subject: str
    visit: str
    form: str = ""
    items: tuple[str, ...] = ()
    state: str = ""
    reason: str = ""
    comment: str = ""
    forms: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tables:
    """All tables of the demo."""

    people: tuple[tuple[str, str], ...]
    patients: tuple[Patient, ...]
    default_days: Mapping[str, int]
    consent_day: int
    scores: Mapping[str, Scores]
    curves: Curves
    events: Table
    gaps: Mapping[tuple[str, str], tuple[Gap, ...]]
    drafts: tuple[Table, ...]
    unsigned: frozenset[tuple[str, str]]
    """Patients and visits that nobody has signed yet."""
    texts: Table

    @property
    def failed(self) -> frozenset[str]:
        """Rows whose screening failed."""
        endings = self.events["disposition"].items()
        return frozenset(subject for subject, ending in endings if ending.get("status") == "screen_failure")


def read_tables(folder: Path) -> Tables:
    """The tables of a folder; they belong to the program, so a fault in them is one of the program.

    Raises:
        OSError, tomllib.TOMLDecodeError: the folder or a file is not what it was released as.
    """
    raw = {
        name: tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("patients", "scores", "curves", "events", "gaps", "texts")
    }
    patients = raw["patients"]
    return Tables(
        people=tuple((person["name"], person["role"]) for person in patients["person"]),
        patients=tuple(_patient(number, row) for number, row in enumerate(patients["patient"], start=1)),
        default_days=patients["defaults"]["days"],
        consent_day=patients["defaults"]["consent_day"],
        scores={oid: _scores(row) for oid, row in raw["scores"].items()},
        curves=read_curves(raw["curves"]),
        events=raw["events"],
        gaps=_by_visit(Gap(**_tuples(row)) for row in raw["gaps"]["gap"]),
        drafts=tuple(raw["gaps"]["draft"]),
        unsigned=frozenset(
            (row["subject"], visit) for row in raw["gaps"]["unsigned"] for visit in row["visits"]
        ),
        texts=raw["texts"],
    )


def _tuples(row: Table) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _patient(number: int, row: Table) -> Patient:
    return Patient(number=number, row=row["oid"], **_tuples(row))


def _by_visit(gaps: Iterable[Gap]) -> dict[tuple[str, str], tuple[Gap, ...]]:
    found: dict[tuple[str, str], tuple[Gap, ...]] = {}
    for gap in gaps:
        key = (gap.subject, gap.visit)
        found[key] = (*found.get(key, ()), gap)
    return found


def _scores(row: Table) -> Scores:
    visits = tuple(row["visits"])
    return Scores(
        visits=visits,
        present=tuple(frozenset(_present(row, visits, place)) for place in range(len(visits))),
        bilag={item: tuple(codes.split()) for item, codes in row["bilag"].items()},
        pga=tuple(row["pga"].split()),
        steroid=tuple(row["steroid"].split()),
        upcr=tuple(row["upcr"].split()),
        systems=frozenset(row["systems"]),
        steroid_drug=row.get("steroid_drug", "prednisone"),
        blood=row.get("blood", False),
    )


def _present(row: Table, visits: tuple[str, ...], place: int) -> Iterator[str]:
    for descriptor, last in row["until"].items():
        if place <= visits.index(last):
            yield descriptor
    for descriptor, at in row.get("at", {}).items():
        if visits[place] in at:
            yield descriptor


def events_of(tables: Tables, patient: Patient, conditioned: bool) -> tuple[Event, ...]:
    """The events of a patient until the date of the demo, in the order of their onset."""
    found = list(_expected(tables.events, patient)) if conditioned else []
    found += [_event(row, patient) for row in tables.events["event"] if row["subject"] == patient.row]
    return tuple(
        sorted((event for event in found if event.start < patient.day), key=lambda event: event.start)
    )


def _expected(events: Table, patient: Patient) -> Iterator[Event]:
    """What lymphodepletion does to everybody's counts."""
    rules = events["expected_except"]
    if patient.row in rules["none"]:
        return
    for row in events["expected"]:
        grade = row.get("worse", {}).get(patient.row, row["grade"])
        goes_on = patient.row in rules["ongoing"] or row["end"] > patient.day
        kn5501 = "unrelated" if patient.row in rules["unrelated"] else row["related"][0]
        end = None if goes_on else row["end"]
        yield Event(
            row["term"], ((row["start"], grade),), end, kn5501, row["related"][1], verbatim=row["verbatim"]
        )


def _event(row: Table, patient: Patient) -> Event:
    end = row.get("end")
    return Event(
        term=row["term"],
        grades=tuple((day, grade) for day, grade in row["grades"] if day <= patient.day),
        end=None if end is None or end > patient.day else end,
        kn5501=row["related"][0],
        lymphodepletion=row["related"][1],
        at=row.get("at", "08:00"),
        scale=row.get("scale", "CTCAE 5.0"),
        action=row.get("action", "none"),
        action_kn5501=row.get("kn5501", "not_changed"),
        serious=row.get("serious", ""),
        dlt=row.get("dlt"),
        infection=row.get("infection", {}),
        medication=row.get("medication", {}),
        verbatim=row["verbatim"],
    )


def rows_of(tables: Tables, kind: str, subject: str) -> tuple[Table, ...]:
    """The rows of a list of the events file that belong to a subject."""
    return tuple(row for row in tables.events[kind] if row["subject"] == subject)


def words_at(tables: Tables, patient: Patient, visit: str) -> tuple[str, str]:
    """What the assessor wrote at a visit: assessment and plan."""
    texts = tables.texts
    for found in (
        texts["patient"].get(patient.row, {}).get(visit),
        texts["course"].get(patient.course, {}).get(visit),
        texts["visit"].get(visit),
        texts["visit"]["*"],
    ):
        if found is not None:
            return found["text"], found["plan"]
    raise KeyError(visit)

"""What ``workstation assess`` exports is what the answers of the record give when they are scored line by line.

The export goes by the record: what was carried along, kept from before, compared with which visit. Here each visit is
scored again from its bare answers, through the lines that a statistician would write (``workstation score``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.services.case_samples import case, written
from workstation.definition.study import Study
from workstation.forms.answers import Answer, Answers, State
from workstation.paths import resources
from workstation.scoring.bilag_items import ITEMS, Kind, System
from workstation.scoring.sledai2k import KEYS
from workstation.services.assess_study import assess_study, subject_data
from workstation.services.demo_study import demo_cases
from workstation.services.load_case import load_file, subject_of
from workstation.services.read_subject import open_subject
from workstation.services.record_form import FormEdit, save_form
from workstation.services.release import load_release
from workstation.services.score_lines import score_line
from workstation.services.session import Session
from workstation.trial.assess import assess
from workstation.trial.subject import Subject, VisitRecord

AS_OF = date(2026, 6, 10)
RENAL = range(78, 90)
SAID = {"yes": True, "no": False}


def line(kind: str, **given: Any) -> Any:
    answer = score_line({"id": 1, "kind": kind, "input": given})
    assert "error" not in answer, answer
    return answer["output"]


def said(answers: Answers, item: str) -> bool | None:
    answer = answers.get(item)
    return None if answer is None or answer.state is not State.VALUE else SAID.get(answer.value)


def read(number: int, answer: Answer | None) -> object:
    """An item of BILAG-2004 as a line writes it."""
    if answer is None or answer.state is not State.VALUE:
        return "ND"
    assert not answer.unit, "the demo records in BILAG's units"
    kind = ITEMS[number].kind
    if kind is Kind.YES_NO:
        return answer.value.capitalize()
    return int(answer.value) if kind is Kind.ORDINAL else Decimal(answer.value)


@dataclass
class Before:
    """What the assessments before a visit leave for it, told again in the plainest way."""

    involved: dict[str, bool | None]
    renal: dict[str, Decimal] = field(default_factory=dict)


def bilag(answers: Answers, before: Before) -> Any:
    items = {str(number): read(number, answers.get(str(number))) for number in ITEMS}
    marked = [number for number in ITEMS if str(number) in items and _marked(answers, number)]
    result = line(
        "bilag.assessment",
        items=items,
        attribution={str(number): "N" for number in marked},
        previous_involvement=dict(before.involved),
        context={"previous": dict(before.renal)},
    )
    before.renal |= {str(n): value for n in RENAL if isinstance(value := items[str(n)], Decimal)}
    before.involved |= {
        system: True for system, grade in result["grades"].items() if grade in ("A", "B", "C")
    }
    return result


def _marked(answers: Answers, number: int) -> bool:
    answer = answers.get(f"attribution_{number}")
    return answer is not None and answer.value == "N"


@pytest.fixture(scope="module")
def study() -> Study:
    return load_release(resources())


@pytest.fixture(scope="module")
def subjects(study: Study) -> list[Subject]:
    return [subject_of(each, study) for each in demo_cases(study, AS_OF, 1).subjects]


def exported(subject: Subject, study: Study) -> Iterator[tuple[VisitRecord, dict[str, Any]]]:
    """Each visit of the export beside what was recorded at it."""
    by_date = {visit.date.isoformat(): visit for visit in subject.visits if visit.date is not None}
    for data in subject_data(assess(subject, study, AS_OF))["visits"]:
        yield by_date[data["date"]], data


def history(subject: Subject) -> dict[str, bool | None]:
    for visit in subject.visits:
        answers = subject.answers(visit.key, "history")
        if answers:
            return {system.value: said(answers, f"previous_involvement_{system}") for system in System}
    return dict.fromkeys((system.value for system in System), None)


def test_every_grade_and_every_total_of_the_demo_study(study: Study, subjects: list[Subject]) -> None:
    scored = 0
    for subject in subjects:
        before = Before(history(subject))
        for visit, data in exported(subject, study):
            items = subject.answers(visit.key, "sledai2k")
            if data["sledai2k"] is not None:
                again = line("sledai.score", items={key: said(items, key) for key in KEYS})
                del again["evaluable"]
                assert data["sledai2k"] == again, (subject.oid, visit.key)
            if data["bilag2004"] is not None:
                again = bilag(subject.answers(visit.key, "bilag2004"), before)
                found = data["bilag2004"]
                assert found["grades"] == again["grades"], (subject.oid, visit.key)
                assert found["total"] == again["total"], (subject.oid, visit.key)
                scored += 1
    assert scored > 50


def compared(data: dict[str, Any]) -> dict[str, Any]:
    """The indices of a visit as an endpoint compares them: no grade that could still become another, but for A."""
    index, grades = data["sledai2k"], data["bilag2004"]
    return {
        "sledai": None if index is None else index["total"],
        "pga": None if data["pga"] is None else Decimal(str(data["pga"])),
        "bilag": {}
        if grades is None
        else {
            system: None if system in grades["missing"] and grade != "A" else grade
            for system, grade in grades["grades"].items()
        },
    }


def test_every_response_of_the_demo_study(study: Study, subjects: list[Subject]) -> None:
    responses = set()
    for subject in subjects:
        assessment = assess(subject, study, AS_OF)
        visits = {visit.key: data for visit, data in exported(subject, study)}
        for visit in assessment.visits:
            ends = visits.get(visit.key, {}).get("endpoints")
            if ends is None or assessment.baseline is None:
                continue
            events = {event.value: True for event in visit.endpoints.events} if visit.endpoints else {}
            again = line(
                "sri4",
                baseline=compared(visits[assessment.baseline]),
                visit=compared(visits[visit.key]),
                events=events,
            )
            found = ends["sri4"]
            assert {key: found[key] for key in ("responder", "new_A", "new_B")} == {
                key: again[key] for key in ("responder", "new_A", "new_B")
            }, (subject.oid, visit.key)
            responses.add(found["responder"])
    assert responses == {True, False}


def test_the_states_of_low_activity_and_remission_of_the_demo_study(
    study: Study, subjects: list[Subject]
) -> None:
    seen = set()
    for subject in subjects:
        previous: VisitRecord | None = None
        for visit, data in exported(subject, study):
            if data["endpoints"] is not None:
                seen |= states(subject, visit, previous, data)
            previous = visit if data["sledai2k"] is not None else previous
    assert {("lldas", True), ("lldas", False), ("doris", True), ("doris", False)} <= seen


def states(
    subject: Subject, visit: VisitRecord, previous: VisitRecord | None, data: dict[str, Any]
) -> set[tuple[str, bool | None]]:
    """Compare both states of a visit with their lines; what they came to."""
    items, drugs = (subject.answers(visit.key, form) for form in ("sledai2k", "background_treatment"))
    mg = data["prednisone_mg_day"]
    shared = {
        "sledai_items": {key: said(items, key) for key in KEYS},
        "pga": None if data["pga"] is None else Decimal(str(data["pga"])),
        "prednisone_mg_day": None if mg is None else Decimal(str(mg)),
    }
    earlier = None if previous is None else subject.answers(previous.key, "sledai2k")
    beyond = ("haemolytic_anaemia", "gi_activity")
    before = {} if earlier is None else {f"previous_{key}": said(earlier, key) for key in beyond}
    low = line(
        "lldas",
        **shared,
        **before,
        **{key: said(items, key) for key in (*beyond, "new_features")},
        previous_sledai_items=None if earlier is None else {key: said(earlier, key) for key in KEYS},
        maintenance_therapy_ok=said(drugs, "maintenance_therapy_ok"),
        investigational_drug=said(drugs, "investigational_drug"),
    )
    assert data["endpoints"]["lldas"]["criteria"] == low["criteria"], (subject.oid, visit.key)
    names = ("therapy_stable", "on_immunosuppressant", "on_biologic")
    remission = line("doris", **shared, **{key: said(drugs, key) for key in names})
    found = data["endpoints"]["doris"]
    assert {key: found[key] for key in ("criteria", "off_treatment", "complete_off_treatment")} == {
        key: remission[key] for key in ("criteria", "off_treatment", "complete_off_treatment")
    }, (subject.oid, visit.key)
    return {("lldas", low["lldas"]), ("doris", remission["remission"])}


def test_the_export_after_a_correction_is_what_the_file_alone_gives(session: Session, tmp_path: Path) -> None:
    """Nothing that was kept in memory from before the correction stands in the export."""
    load_file(session, written(tmp_path, case()))
    before = assess_study(session)
    open_subject(session, "S-901")
    base = session.file.state.subject("S-901").answers("BL", "sledai2k")
    corrected = base.with_answer("rash", Answer("yes"))
    save_form(session, FormEdit("S-901", "BL", "sledai2k", corrected, base, "Seen on the photograph"))
    after = assess_study(session)
    assert after != before
    alone = assess(session.file.state.subject("S-901"), session.study, session.today)
    assert after["subjects"] == [subject_data(alone)]
    assert after["subjects"][0]["visits"][0]["sledai2k"]["total"] == 6

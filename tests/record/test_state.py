"""Reading what holds now."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.record.conftest import AT, WANG, Tamper, new
from workstation.canonical import canonical
from workstation.forms.answers import Answer, Answers, State
from workstation.record.cells import Change, changes_between, form_cells, form_record
from workstation.record.failures import DamagedFile, UnreadableCharacter
from workstation.record.key_ring import StudyKey
from workstation.record.state import UnknownSubject
from workstation.record.study_file import StudyFile
from workstation.trial.subject import LOGS, FormRecord


def save(file: StudyFile, subject: str, visit: str, record: FormRecord) -> None:
    old = file.state.cells(subject, visit, record.form)
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", changes_between(subject, visit, record.form, old, form_cells(record)))


VITALS = FormRecord(
    "vital_signs",
    2,
    Answers(
        {
            "temperature_c": Answer("98.6", unit="°F"),
            "weight_kg": Answer(state=State.NOT_DONE, reason="bedridden"),
            "rows/1/note": Answer("李静 said “fine”"),
            "platelets": Answer("5", operator="<", unit="10^9/L", lln="125", uln="350", significance="CS"),
        }
    ),
)


def test_a_form_comes_back_as_it_was_saved(file: StudyFile):
    save(file, "S-001", "BL", VITALS)
    record = file.state.subject("S-001").visits[0].forms["vital_signs"]
    assert record == VITALS
    assert form_record("vital_signs", file.state.cells("S-001", "BL", "vital_signs")) == VITALS


def test_an_answer_that_is_taken_away_is_gone(file: StudyFile):
    save(file, "S-001", "BL", VITALS)
    less = FormRecord("vital_signs", 2, VITALS.answers.with_answer("platelets", None))
    save(file, "S-001", "BL", less)
    assert file.state.subject("S-001").visits[0].forms["vital_signs"] == less


def test_a_form_without_answers_is_a_form_that_was_saved(file: StudyFile):
    empty = FormRecord("vital_signs", 1, Answers({}))
    save(file, "S-001", "BL", empty)
    assert file.state.subject("S-001").visits[0].forms == {"vital_signs": empty}


def test_visits_come_by_date_and_logs_stand_apart(file: StudyFile):
    for visit, day in (
        ("UNS#2", "2026-04-01"),
        ("UNS", "2026-03-20T07:30"),
        ("SCR", "2026-03-01"),
        ("W8", ""),
    ):
        values = {"date": day} if day else {}
        with file.unit_of_work(WANG, AT) as unit:
            unit.record("save form", new("S-001", visit, "visit", **values))
    save(
        file, "S-001", LOGS, FormRecord("conmeds", 1, Answers({"rows/1/drug": Answer("hydroxychloroquine")}))
    )
    subject = file.state.subject("S-001")
    assert [(visit.key, visit.oid, visit.moment) for visit in subject.visits] == [
        ("SCR", "SCR", date(2026, 3, 1)),
        ("UNS", "UNS", datetime(2026, 3, 20, 7, 30)),
        ("UNS#2", "UNS", date(2026, 4, 1)),
        ("W8", "W8", None),
    ]
    assert subject.log("conmeds")["rows/1/drug"].value == "hydroxychloroquine"


def test_subjects_are_those_about_whom_something_is_recorded(file: StudyFile):
    assert file.state.subjects() == ()
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("add person", [Change("", "", "person", "Wang Min", None, canonical({"role": "pi"}))])
    assert file.state.subjects() == ()
    for oid in ("S-002", "S-010", "S-001", "受试者-3"):
        save(file, oid, "BL", VITALS)
    assert file.state.subjects() == ("S-001", "S-002", "S-010", "受试者-3")
    assert [subject.oid for subject in file.state.all_subjects()] == list(file.state.subjects())
    assert file.state.last_entries() == {"S-001": 4, "S-002": 2, "S-010": 3, "受试者-3": 5}
    assert file.state.last_entry("S-010") == 3
    assert file.state.last_entry("S-404") == 0


def test_nobody_is_made_up(file: StudyFile):
    with pytest.raises(UnknownSubject, match="no patient S-404"):
        file.state.subject("S-404")
    with pytest.raises(UnknownSubject):
        file.state.subject_at("S-404", 0)
    assert file.state.cells("S-404", "BL", "vital_signs") == {}


def test_people_and_settings(file: StudyFile):
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("add person", [Change("", "", "person", "李静", None, canonical({"role": "nurse"}))])
        unit.record("change setting", [Change("", "", "setting", "bsa_formula", None, "mosteller")])
    assert file.state.persons() == {"李静": {"role": "nurse"}}
    assert file.state.settings() == {"bsa_formula": "mosteller"}


@pytest.mark.parametrize(
    "text", ["not json", "1", '"x"', '{"state":"?"}', '{"colour":"red"}', '1,{"value":"2"}']
)
def test_a_value_that_nobody_could_have_written_is_damage(
    kept: Path, key: StudyKey, tamper: Tamper, text: str
):
    with tamper() as database:
        database.execute("UPDATE value SET value = ? WHERE item = 'weight_kg'", [text])
    with StudyFile.open_read_only(kept, key) as file, pytest.raises(DamagedFile, match="damaged"):
        file.state.subject("S-001")


@pytest.mark.parametrize("text", ["not json", "1", "[2]"])
def test_a_person_that_nobody_could_have_recorded_is_damage(file: StudyFile, text: str):
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("add person", [Change("", "", "person", "李静", None, text)])
    with pytest.raises(DamagedFile):
        file.state.persons()


def test_a_name_that_cannot_exist_is_told(file: StudyFile):
    """Such as a broken character from a command line."""
    with pytest.raises(UnreadableCharacter):
        file.state.subject("S-\udcff")


def test_a_few_forms_of_everybody_are_read_without_the_rest(file: StudyFile):
    visit = FormRecord("visit", 1, Answers({"date": Answer("2026-02-16")}))
    for subject in ("S-001", "S-002"):
        save(file, subject, "W8", visit)
        save(file, subject, "W8", VITALS)
    save(file, "S-003", "W8", VITALS)
    found = {subject.oid: subject for subject in file.state.excerpts(("visit", "demography"))}
    assert list(found) == ["S-001", "S-002"], "of the third none of these is recorded"
    [read] = found["S-002"].visits
    assert read.date == date(2026, 2, 16)
    assert set(read.forms) == {"visit"}
    assert read.forms["visit"] == visit


def test_canonical_json_is_one_text():
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical(float("nan"))

"""Reading the journal, and the one law of the file: its state is a replay of it."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.record.conftest import AT, STUDY, WANG, edit, new
from workstation.record import journal as journal_module
from workstation.record import keys
from workstation.record.cells import Cell, Change
from workstation.record.journal import replay
from workstation.record.study_file import StudyFile

CELLS = st.tuples(
    st.sampled_from(["", "S-001", "S-002"]),
    st.sampled_from(["", "BL", "UNS#2"]),
    st.sampled_from(["person", "vital_signs"]),
    st.sampled_from(["a", "b", "rows/1/c"]),
)
VALUES = st.none() | st.sampled_from(["1", "2", '{"value":"䶮"}'])
ENTRIES = st.lists(st.dictionaries(CELLS, VALUES, max_size=6), max_size=5)
UNITS = st.lists(st.tuples(ENTRIES, st.booleans()), max_size=5)


class Abandoned(Exception):  # noqa: N818 - nothing is wrong
    """A person closes the window."""


def all_cells(file: StudyFile) -> dict[Cell, str]:
    rows = file._connection.rows("SELECT subject, visit, form, item, value FROM value")
    return {Cell(*row[:4]): row[4] for row in rows}


@settings(max_examples=25)
@given(units=UNITS)
def test_replay_is_the_state(units: list[tuple[list[dict[tuple[str, str, str, str], str | None]], bool]]):
    """After any saves, some of them abandoned half-way; and up to every entry of the past."""
    expected: dict[Cell, str] = {}
    past = [dict(expected)]
    with (
        tempfile.TemporaryDirectory() as folder,
        StudyFile.create(Path(folder) / "study", keys.new_key(), STUDY, WANG, AT) as file,
    ):
        for entries, kept in units:
            states = [expected]
            with suppress(Abandoned), file.unit_of_work(WANG, AT) as unit:
                for entry in entries:
                    states.append(dict(states[-1]))
                    unit.record("save form", _changes(states[-1], entry))
                if not kept:
                    raise Abandoned
            if kept:
                expected = states[-1]
                past += states[1:]
        assert replay(file.journal.entries()) == all_cells(file) == expected
        assert [file.journal.replay(up_to=number) for number in range(len(past))] == past
        assert file.verify().ok


def _changes(state: dict[Cell, str], entry: dict[tuple[str, str, str, str], str | None]) -> list[Change]:
    changes = []
    for place, value in entry.items():
        cell = Cell(*place)
        changes.append(Change(*cell, state.get(cell), value))
        if value is None:
            state.pop(cell, None)
        else:
            state[cell] = value
    return changes


@pytest.fixture
def two_subjects(file: StudyFile) -> StudyFile:
    for number in range(1, 8):
        with file.unit_of_work(WANG, AT + timedelta(minutes=number)) as unit:
            unit.record("save form", new(f"S-00{1 + number % 2}", "BL", f"form_{number}", a=str(number)))
    with file.unit_of_work(WANG, AT + timedelta(minutes=9)) as unit:
        unit.record("load case", [*new("S-001", "W8", "form_1", a="1"), *new("S-002", "W8", "form_1", a="2")])
    return file


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_entries_come_in_order_however_many_are_read_at_once(
    two_subjects: StudyFile, batch: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(journal_module, "BATCH", batch)
    journal = two_subjects.journal
    assert [entry.number for entry in journal.entries()] == list(range(1, 9))
    assert [entry.number for entry in journal.entries(after=2, up_to=5)] == [3, 4, 5]
    assert [entry.number for entry in journal.entries(subject="S-002")] == [1, 3, 5, 7, 8]
    assert [entry.number for entry in journal.entries(subject="S-002", after=3, up_to=7)] == [5, 7]
    assert all(len(entry.changes) == 2 for entry in journal.entries(subject="S-002"))
    assert [entry.number for entry in journal.entries(subject="S-009")] == []


def test_the_last_entry_of_a_subject_has_the_hash_of_the_journal(two_subjects: StudyFile):
    """It is printed on every sheet of the subject."""
    last = two_subjects.journal.last_of("S-001")
    assert last is not None
    assert (last.number, last.hash) == (8, two_subjects.journal.head().hash)
    assert {change.subject for change in last.changes} == {"S-001"}
    assert two_subjects.journal.last_of("S-009") is None


def test_an_entry_by_its_number(two_subjects: StudyFile):
    entry = two_subjects.journal.entry(8)
    assert entry is not None
    assert {change.subject for change in entry.changes} == {"S-001", "S-002"}
    assert two_subjects.journal.entry(9) is None
    assert two_subjects.journal.count() == two_subjects.journal.head().number == 8


def test_an_entry_about_nobody_is_an_entry(file: StudyFile):
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("export", (), "monitoring visit")
    assert [entry.reason for entry in file.journal.entries()] == ["monitoring visit"]


def test_as_it_was_before_the_correction(file: StudyFile):
    for changes in (
        new("S-001", "BL", "visit", date="2026-03-01"),
        new("S-001", "BL", "vital_signs", weight_kg="58"),
        [edit("S-001", "BL", "vital_signs", "weight_kg", "58", "85")],
    ):
        with file.unit_of_work(WANG, AT) as unit:
            unit.record("save form", changes)
    weights = [
        file.state.subject_at("S-001", number).answers("BL", "vital_signs")["weight_kg"].value
        for number in (2, 3)
    ]
    assert weights == ["58", "85"]
    assert file.state.subject_at("S-001", 3) == file.state.subject("S-001")

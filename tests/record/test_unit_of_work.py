"""Writing entries: what they carry, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.record.conftest import AT, WANG, edit, new
from workstation.canonical import canonical
from workstation.record.cells import Change
from workstation.record.driver import Error
from workstation.record.entry import seal
from workstation.record.failures import UnreadableCharacter
from workstation.record.study_file import StudyFile
from workstation.record.unit_of_work import ChangedMeanwhile


def test_an_entry_tells_who_did_what_when_and_why(file: StudyFile):
    """Trial facts R2: field, old and new value, name, role, time with offset, reason."""
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", new("S-001", "BL", "vital_signs", pulse="72"))
    later = AT + timedelta(minutes=3)
    with file.unit_of_work(replace(WANG, person="李静", role="sub_investigator"), later) as unit:
        unit.record(
            "save form", [edit("S-001", "BL", "vital_signs", "pulse", "72", "78")], "transcription error"
        )
    entry = file.journal.entry(2)
    assert entry is not None
    assert (entry.person, entry.role, entry.station) == ("李静", "sub_investigator", "ward-laptop")
    assert (entry.act, entry.reason, entry.application_version) == (
        "save form",
        "transcription error",
        "0.1.0",
    )
    assert (entry.at_utc, entry.offset_minutes) == ("2026-03-02T01:33:00.000000Z", 480)
    assert entry.at == later
    assert entry.at.utcoffset() == timedelta(hours=8)
    assert entry.changes == (edit("S-001", "BL", "vital_signs", "pulse", "72", "78"),)


def test_each_entry_carries_the_hash_of_the_one_before(file: StudyFile):
    with file.unit_of_work(WANG, AT) as unit:
        first = unit.record("one", new("S-001", "BL", "vital_signs", pulse="72"))
        second = unit.record("two", ())
    assert first.previous_hash == file.journal.genesis
    assert second.previous_hash == first.hash == seal(first)
    assert file.journal.head().hash == second.hash


def test_every_part_of_an_entry_is_under_its_hash(file: StudyFile):
    with file.unit_of_work(WANG, AT) as unit:
        entry = unit.record("save form", new("S-001", "BL", "vital_signs", pulse="72"), "why")
    others: dict[str, Any] = {
        "number": 9, "station": "x", "station_sequence": 9, "at_utc": "x", "offset_minutes": 0, "person": "x",
        "role": "x", "application_version": "x", "act": "x", "reason": "x", "clock_set_back": True,
        "previous_hash": "x", "changes": (),
    }  # fmt: skip
    assert others.keys() | {"hash"} == set(entry.__dataclass_fields__)
    assert all(seal(replace(entry, **{part: value})) != entry.hash for part, value in others.items())


def test_stations_count_their_own_entries(file: StudyFile):
    for station in ("ward", "lab", "ward"):
        with file.unit_of_work(replace(WANG, station=station), AT) as unit:
            unit.record("note", ())
            unit.record("note", ())
    found = [(entry.number, entry.station, entry.station_sequence) for entry in file.journal.entries()]
    assert found == [
        (1, "ward", 1),
        (2, "ward", 2),
        (3, "lab", 1),
        (4, "lab", 2),
        (5, "ward", 3),
        (6, "ward", 4),
    ]


def test_what_does_not_change_is_left_out(file: StudyFile):
    same = Change("S-001", "BL", "vital_signs", "pulse", None, None)
    with file.unit_of_work(WANG, AT) as unit:
        assert unit.record("save form", [same]).changes == ()


def test_a_value_can_be_taken_away_and_come_back(file: StudyFile):
    text = canonical({"value": "72"})
    for old, value in ((None, text), (text, None), (None, text)):
        with file.unit_of_work(WANG, AT) as unit:
            unit.record("save form", [Change("S-001", "BL", "vital_signs", "pulse", old, value)])
        assert file.state.cells("S-001", "BL", "vital_signs") == ({"pulse": value} if value else {})
    assert file.verify().ok


@pytest.mark.parametrize(("old", "value"), [(None, "2"), ("7", "2"), ("7", None)])
def test_nobody_writes_over_what_they_did_not_see(file: StudyFile, old: str | None, value: str | None):
    """A form that was opened before somebody else saved it must not undo that save."""
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", [Change("S-001", "BL", "vital_signs", "pulse", None, "1")])
    changes = [Change("S-001", "BL", "vital_signs", "weight_kg", None, "58")]
    changes.append(Change("S-001", "BL", "vital_signs", "pulse", old, value))
    with pytest.raises(ChangedMeanwhile) as refused, file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", changes)
    assert refused.value.change.item == "pulse"
    assert "pulse in vital_signs of S-001 BL" in str(refused.value)
    assert file.state.cells("S-001", "BL", "vital_signs") == {"pulse": "1"}
    assert file.journal.count() == 1


@pytest.mark.parametrize("value", ["2", None])
def test_what_is_gone_cannot_be_edited(file: StudyFile, value: str | None):
    with pytest.raises(ChangedMeanwhile), file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", [Change("S-001", "BL", "vital_signs", "pulse", "1", value)])
    assert file.journal.count() == 0


def test_a_failed_entry_cannot_be_swallowed(file: StudyFile):
    def careless() -> None:
        with file.unit_of_work(WANG, AT) as unit:
            unit.record("save form", new("S-001", "BL", "vital_signs", pulse="72"))
            with pytest.raises(ChangedMeanwhile):
                unit.record("save form", [Change("S-001", "BL", "vital_signs", "pulse", "1", "2")])
            with pytest.raises(RuntimeError, match="over"):
                unit.record("save form", ())

    with pytest.raises(RuntimeError, match="cannot be kept"):
        careless()
    assert file.journal.count() == 0


def test_one_entry_changes_an_item_once(file: StudyFile):
    change = Change("S-001", "BL", "vital_signs", "pulse", None, "1")
    with pytest.raises(ValueError, match="twice"), file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", [change, change])


def test_a_clock_that_was_set_back_is_marked_and_recorded_all_the_same(file: StudyFile):
    """Trial facts R5: record clock changes."""
    for minutes, marked in ((0, False), (-90, True), (-80, False), (0, False)):
        with file.unit_of_work(WANG, AT + timedelta(minutes=minutes)) as unit:
            assert unit.clock_set_back is marked
            assert unit.record("note", ()).clock_set_back is marked
    assert [entry.clock_set_back for entry in file.journal.entries()] == [False, True, False, False]
    assert file.verify().ok


def test_the_same_moment_elsewhere_is_no_clock_set_back(file: StudyFile):
    for zone in (timezone(timedelta(hours=8)), UTC, timezone(timedelta(hours=-3, minutes=-30))):
        with file.unit_of_work(WANG, AT.astimezone(zone)) as unit:
            assert not unit.record("note", ()).clock_set_back
    assert [entry.offset_minutes for entry in file.journal.entries()] == [480, 0, -210]


def test_a_moment_without_offset_is_a_fault_of_the_program(file: StudyFile):
    with pytest.raises(ValueError, match="offset"), file.unit_of_work(WANG, datetime(2026, 1, 1)):
        pass


@pytest.mark.parametrize(
    "text",
    [
        "䶮喆玥镕翀㛃",
        "𠮷野家 𪚥",
        "a\x00b",
        'He said "no"\n\\',
        "e\u0301 \u202eabc",
        "x" * 10_000,
        "'; DROP TABLE entry; --",
    ],
)
def test_any_text_comes_back_as_it_was_typed(file: StudyFile, text: str):
    with file.unit_of_work(replace(WANG, person=text), AT) as unit:
        unit.record("save form", new("S-001", "BL", "note", text=text), reason=text)
    assert file.state.subject("S-001").answers("BL", "note")["text"].value == text
    entry = file.journal.last_of("S-001")
    assert entry is not None
    assert (entry.person, entry.reason) == (text, text)
    assert file.verify().ok


def test_half_a_character_is_refused_in_words(file: StudyFile):
    with pytest.raises(UnreadableCharacter, match="broken character"), file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", new("S-001", "BL", "note", text="\ud83d"))
    assert file.journal.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET reason = 'better'",
        "DELETE FROM entry",
        "UPDATE change SET new = '\"85\"'",
        "DELETE FROM change",
        "UPDATE study SET demo = 1",
        "DELETE FROM study",
        "INSERT OR REPLACE INTO entry SELECT * FROM entry",
        "INSERT OR REPLACE INTO change (id, subject, visit, form, item) SELECT id, '', '', '', '' "
        "FROM change",
        "INSERT INTO change (subject, visit, form, item) VALUES ('S-001', '', '', '')",
        "INSERT INTO change (id, subject, visit, form, item) VALUES (1900000, 'S-001', '', '', '')",
        "INSERT INTO entry SELECT number + 2, 'x', 1, '', 0, '', '', '', '', '', 0, '', '' FROM entry",
    ],
)
@pytest.mark.parametrize("recursive_triggers", ["ON", "OFF"])
def test_what_is_recorded_cannot_be_touched(file: StudyFile, statement: str, recursive_triggers: str):
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", new("S-001", "BL", "vital_signs", pulse="72"))
    database = file._connection.database
    database.execute(f"PRAGMA recursive_triggers = {recursive_triggers}")
    with pytest.raises(Error, match=r"append-only|without a gap|sealed"):
        database.execute(statement)
    assert file.verify().ok

"""Whoever edits the record past the program is found, and the first entry that does not hold is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.record.conftest import AT, WANG, Tamper, new
from workstation.record import verification
from workstation.record.entry import seal
from workstation.record.failures import DamagedFile, ForeignFile
from workstation.record.key_ring import StudyKey
from workstation.record.study_file import StudyFile
from workstation.record.verification import Verification


def check(path: Path, key: StudyKey) -> Verification:
    with StudyFile.open_read_only(path, key) as file:
        return file.verify()


def said(found: Verification) -> list[str]:
    return [fault.text.format_map(dict(fault.values)) for fault in found.faults]


def test_an_honest_file_holds(kept: Path, key: StudyKey):
    found = check(kept, key)
    assert (found.ok, found.entries, found.faults) == (True, 3, ())
    with StudyFile.open_read_only(kept, key) as file:
        assert found.head == file.journal.head().hash


def test_an_empty_study_holds(file: StudyFile):
    assert file.verify() == Verification(True, 0, file.journal.genesis, ())


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE entry SET reason = 'x' WHERE number = 2", "Entry 2 was changed after it was recorded."),
        ("UPDATE entry SET person = 'Li' WHERE number = 1", "Entry 1 was changed after it was recorded."),
        (
            "UPDATE entry SET at_utc = '2025-01-01T00:00:00.000000Z' WHERE number = 3",
            "Entry 3 was changed after",
        ),
        ("UPDATE change SET new = '{\"value\":\"99\"}' WHERE item = 'systolic'", "Entry 2 was changed after"),
        ("UPDATE change SET old = NULL WHERE entry = 3", "Entry 3 was changed after"),
        ("UPDATE study SET version = 2", "Entry 1 does not follow the entry before it."),
        ("DELETE FROM change WHERE entry = 2 AND item = 'systolic'", "Entry 2 was changed after"),
        ("DELETE FROM entry WHERE number = 2", "Entry 2 is missing."),
        ("DELETE FROM entry WHERE number = 1", "Entry 1 is missing."),
        ("DELETE FROM entry WHERE number = 3", "There are changes of an entry 3 that is not there."),
        ("UPDATE entry SET number = 9 WHERE number = 2", "Entry 2 is missing."),
        ("UPDATE entry SET hash = previous_hash WHERE number = 2", "Entry 2 was changed after"),
        (
            "INSERT INTO change (id, subject, visit, form, item, new) VALUES (1900000, 'S-001', 'BL', 'x', 'y', 'z')",
            "Entry 1 was changed after it was recorded.",
        ),
        (
            "INSERT INTO entry SELECT 4, station, 9, at_utc, 0, person, role, '', '', '', 0, hash, hash FROM entry "
            "WHERE number = 3",
            "Entry 4 was changed after it was recorded.",
        ),
    ],
)
def test_an_edited_journal_is_found(kept: Path, key: StudyKey, tamper: Tamper, statement: str, first: str):
    with tamper() as database:
        database.execute(statement)
    found = check(kept, key)
    assert not found.ok
    assert said(found)[0].startswith(first)


def test_entries_in_another_order_are_found(kept: Path, key: StudyKey, tamper: Tamper):
    with tamper() as database:
        for old, number in ((2, 99), (3, 2), (99, 3)):
            database.execute("UPDATE entry SET number = ? WHERE number = ?", [number, old])
    assert said(check(kept, key))[0] == "Entry 2 does not follow the entry before it."


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        (
            "UPDATE value SET value = '{}' WHERE item = 'weight_kg'",
            "The value of weight_kg is not the one of entry 3",
        ),
        (
            "UPDATE value SET entry = 1 WHERE item = 'weight_kg'",
            "The value of weight_kg is not the one of entry 3",
        ),
        ("DELETE FROM value WHERE item = 'systolic'", "The value of systolic is not the one of entry 2"),
        (
            "INSERT INTO value VALUES ('S-666', 'BL', 'vital_signs', 'pulse', '{}', 1)",
            "The value of pulse is not the one of entry 1: S-666 BL vital_signs",
        ),
        (
            "DELETE FROM subject_entry WHERE entry = 2",
            "The list of entries about S-001 is not that of the journal.",
        ),
        ("INSERT INTO subject_entry VALUES ('S-666', 1)", "The list of entries about S-666 is not that of"),
    ],
)
def test_a_state_that_does_not_follow_from_the_journal_is_found(
    kept: Path, key: StudyKey, tamper: Tamper, statement: str, first: str
):
    with tamper() as database:
        database.execute(statement)
    assert said(check(kept, key))[0].startswith(first)


def test_a_removed_safeguard_is_found(kept: Path, key: StudyKey, tamper: Tamper):
    with StudyFile.open(kept, key, WANG, AT) as file:
        file._connection.database.execute("DROP TRIGGER change_no_update")
        assert said(file.verify()) == [
            "The safeguard change_no_update was removed from the file, or changed."
        ]


def test_a_chain_that_was_forged_to_its_end_still_contradicts_itself(
    kept: Path, key: StudyKey, tamper: Tamper
):
    """With the key, hashes can be made anew; but the old value of the correction tells what was there."""
    with StudyFile.open_read_only(kept, key) as file:
        entries = list(file.journal.entries())
    with tamper() as database:
        database.execute(
            "UPDATE change SET new = '{\"value\":\"60\"}' WHERE entry = 2 AND item = 'weight_kg'"
        )
        previous = entries[0].hash
        for entry in _again(kept, key, database, entries[1:]):
            fields = dict.fromkeys(entry.__dataclass_fields__)
            fields.update({name: getattr(entry, name) for name in fields})
            fields["previous_hash"] = previous
            previous = seal(type(entry)(**fields))
            database.execute(
                "UPDATE entry SET previous_hash = ?, hash = ? WHERE number = ?",
                [fields["previous_hash"], previous, entry.number],
            )
    assert said(check(kept, key)) == [
        "Entry 3 changes a value of weight_kg that was not there: S-001 SCR vital_signs."
    ]


def _again(path: Path, key: StudyKey, database, entries):
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    with StudyFile.open_read_only(path, key) as file:
        return list(file.journal.entries(after=entries[0].number - 1))


def test_a_printed_hash_finds_a_journal_that_was_cut_short(kept: Path, key: StudyKey, tamper: Tamper):
    """Nothing inside the file can tell that its end was taken away; a sheet of paper can."""
    with StudyFile.open_read_only(kept, key) as file:
        printed = file.journal.head()
    with tamper() as database:
        database.execute("DELETE FROM change WHERE entry = 3")
        database.execute("DELETE FROM entry WHERE number = 3")
        database.execute("DELETE FROM subject_entry WHERE entry = 3")
        database.execute("UPDATE value SET value = '{\"value\":\"58\"}', entry = 2 WHERE item = 'weight_kg'")
    with StudyFile.open_read_only(kept, key) as file:
        assert file.verify().ok
        assert file.journal.entry(printed.number) is None


@pytest.mark.parametrize(
    ("statement", "failure"),
    [("DELETE FROM study", DamagedFile), ("UPDATE study SET study = 'another'", ForeignFile)],
)
def test_a_file_without_its_identity_is_not_opened(
    kept: Path, key: StudyKey, tamper: Tamper, statement: str, failure: type[Exception]
):
    with tamper() as database:
        database.execute(statement)
    with pytest.raises(failure):
        StudyFile.open(kept, key, WANG, AT)
    assert {path.name.removeprefix(kept.name) for path in kept.parent.iterdir() if path.is_file()} == {
        "",
        ".lock",
    }


def test_a_damaged_page_is_found_wherever_it_is(kept: Path, key: StudyKey):
    whole = kept.read_bytes()
    found = 0
    for page in range(1, len(whole) // 4096):
        at = page * 4096 + 1234
        kept.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            faults = said(check(kept, key))
        except Exception as failure:
            faults = [str(failure)]
        assert faults
        assert "damaged" in faults[0]
        found += 1
    assert found > 10


def test_progress_is_told_to_its_end(file: StudyFile):
    for number in range(5):
        with file.unit_of_work(WANG, AT) as unit:
            unit.record("save form", new(f"S-{number % 2}", "BL", f"form_{number}", a="1"))
    told: list[tuple[int, int]] = []
    assert file.verify(lambda done, total: told.append((done, total))).ok
    assert [done for done, _ in told] == [1, 2, 3, 4, 5, 6, 7]
    assert {total for _, total in told} == {7}


def test_a_file_with_countless_faults_is_told_in_few(
    kept: Path, key: StudyKey, tamper: Tamper, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(verification, "MOST_FAULTS", 2)
    with tamper() as database:
        database.execute("UPDATE entry SET role = 'x'")
    assert len(check(kept, key).faults) == 2


def test_verifying_inside_a_unit_of_work_sees_it(file: StudyFile):
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", new("S-001", "BL", "vital_signs", pulse="72"))
        assert file.verify().entries == 1

"""A study file from its making to its closing."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from tests.record.conftest import AT, STUDY, WANG, Tamper, edit, new
from workstation.record import safeguards
from workstation.record.failures import AlreadyThere, FileMissing, OpenedReadOnly
from workstation.record.key_ring import StudyKey
from workstation.record.study_file import RESTORED, NewStudy, StudyFile


def test_a_new_file_knows_what_it_is_about(file: StudyFile, key: StudyKey):
    assert (file.info.study, file.info.oid, file.info.version, file.info.demo) == (
        key.study,
        "KN5501-SLE",
        1,
        False,
    )
    assert file.info.created_utc == "2026-03-02T01:30:00.000000Z"
    assert file.journal.count() == 0
    assert not file.read_only


def test_a_demo_says_so(path: Path, key: StudyKey):
    with StudyFile.create(path, key, NewStudy("KN5501-SLE", 1, demo=True), WANG, AT) as demo:
        assert demo.info.demo


def test_what_was_recorded_is_there_tomorrow(kept: Path, key: StudyKey):
    with StudyFile.open(kept, key, WANG, AT + timedelta(days=1)) as file:
        assert file.state.subject("S-001").answers("SCR", "vital_signs")["weight_kg"].value == "85"


def test_a_closed_file_travels_alone(kept: Path, key: StudyKey, tmp_path: Path):
    """Nothing of the record is in a side file, and the lock is no part of it."""
    assert {path.name.removeprefix(kept.name) for path in kept.parent.iterdir() if path.is_file()} == {
        "",
        ".lock",
    }
    copy = tmp_path / "stick" / "copy.kn5501"
    copy.parent.mkdir()
    copy.write_bytes(kept.read_bytes())
    with StudyFile.open_read_only(copy, key) as file:
        assert file.verify().ok
        assert file.journal.count() == 3
    assert {path.name.removeprefix(copy.name) for path in copy.parent.iterdir()} == {"", ".lock"}


def test_nothing_is_readable_without_the_key(path: Path, key: StudyKey):
    with StudyFile.create(path, key, STUDY, WANG, AT) as file:
        with file.unit_of_work(WANG, AT) as unit:
            unit.record("save form", new("S-001", "BL", "text", note="Markierung-4711"))
        for side in path.parent.iterdir():
            assert b"4711" not in side.read_bytes()
        # The identity alone stands in clear, so that the keys of another study are known as such.
        assert path.read_bytes().startswith(key.salt)


def test_nothing_is_ever_written_over(kept: Path, key: StudyKey):
    before = kept.read_bytes()
    with pytest.raises(AlreadyThere):
        StudyFile.create(kept, key, STUDY, WANG, AT)
    assert kept.read_bytes() == before


def test_what_an_interrupted_making_left_is_no_obstacle(path: Path, key: StudyKey):
    path.with_name(path.name + ".new").write_bytes(b"half a file")
    with StudyFile.create(path, key, STUDY, WANG, AT) as file:
        assert file.verify().ok


def test_a_folder_that_is_not_there(tmp_path: Path, key: StudyKey):
    with pytest.raises(FileMissing):
        StudyFile.create(tmp_path / "gone" / "study", key, STUDY, WANG, AT)


def test_a_unit_is_whole_or_not_at_all(file: StudyFile):
    with suppress(ZeroDivisionError), file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", new("S-001", "BL", "vital_signs", pulse="72"))
        raise ZeroDivisionError
    assert file.journal.count() == 0
    assert file.state.subjects() == ()
    with file.unit_of_work(WANG, AT) as unit:
        assert unit.record("save form", new("S-001", "BL", "vital_signs", pulse="72")).number == 1


def test_units_do_not_nest(file: StudyFile):
    with (
        file.unit_of_work(WANG, AT) as unit,
        pytest.raises(RuntimeError, match="open already"),
        file.unit_of_work(WANG, AT),
    ):
        pass
    with pytest.raises(RuntimeError, match="over"):
        unit.record("late", ())


def test_another_thread_is_turned_away(file: StudyFile):
    caught: list[BaseException] = []

    def use() -> None:
        for act in (file.state.subjects, file.journal.head, file.verify, file.close):
            try:
                act()
            except RuntimeError as error:
                caught.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(caught) == 4
    assert file.state.subjects() == ()


def test_closing_twice_is_closing(kept: Path, key: StudyKey):
    file = StudyFile.open(kept, key, WANG, AT)
    file.close()
    file.close()
    StudyFile.open(kept, key, WANG, AT).close()


def test_a_reader_cannot_write(kept: Path, key: StudyKey):
    with StudyFile.open_read_only(kept, key) as file:
        assert file.read_only
        with pytest.raises(OpenedReadOnly), file.unit_of_work(WANG, AT):
            pass
        with pytest.raises(OpenedReadOnly):
            file.drafts.drop("Wang Min", "S-001", "SCR", "vital_signs")
        with pytest.raises(OpenedReadOnly):
            file.overview_cache.clear()


def test_a_reader_beside_a_writer_sees_what_is_saved(kept: Path, key: StudyKey):
    with StudyFile.open(kept, key, WANG, AT) as writer, StudyFile.open_read_only(kept, key) as reader:
        with writer.unit_of_work(WANG, AT) as unit:
            unit.record("save form", [edit("S-001", "SCR", "vital_signs", "weight_kg", "85", "58")], "again")
            assert reader.journal.count() == 3
        assert reader.journal.count() == 4
        assert reader.verify().ok


def test_missing_safeguards_are_put_back_and_told(kept: Path, key: StudyKey, tamper: Tamper):
    with tamper() as database:
        pass
    with tamper() as database:
        database.execute("CREATE TRIGGER helpful AFTER INSERT ON entry BEGIN DELETE FROM value; END")
    with StudyFile.open_read_only(kept, key) as reader:
        assert [fault.values["name"] for fault in reader.verify().faults] == ["helpful"]
    with StudyFile.open(kept, key, WANG, AT) as file:
        last = file.journal.entry(4)
        assert last is not None
        assert (last.act, last.reason, last.person) == (RESTORED, "helpful", "Wang Min")
        assert safeguards.missing(file._connection) == ()
        assert file.verify().ok

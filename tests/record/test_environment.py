"""What a machine does to a study file: every failure is a sentence, and nothing half-written stays."""

from __future__ import annotations

import os
import signal
import sqlite3  # noqa: TID251 - the other program whose file is not ours
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.record.conftest import AT, STUDY, WANG, edit, new
from workstation.messages import EnvironmentFailure
from workstation.record import key_ring, keys
from workstation.record.driver import Mode, configure, connect
from workstation.record.failures import (
    DamagedFile,
    DiskFault,
    DiskFull,
    FileBusy,
    FileMissing,
    ForeignFile,
    ReadOnlyPlace,
)
from workstation.record.key_ring import StudyKey
from workstation.record.study_file import StudyFile

resource = pytest.importorskip("resource", reason="limits, signals and permissions of POSIX")

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + bytes(range(256)) * 40


@contextmanager
def full_disk(file: StudyFile) -> Iterator[None]:
    """Not a page more than there is."""
    database = file._connection.database
    before = database.execute("PRAGMA max_page_count").fetchone()[0]
    database.execute("PRAGMA max_page_count = 1").fetchone()
    yield
    database.execute(f"PRAGMA max_page_count = {before}").fetchone()


def test_a_full_disk_in_the_middle_of_a_save(file: StudyFile):
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", new("S-001", "BL", "vital_signs", pulse="72"))
    head = file.journal.head()
    large = new("S-001", "BL", "note", **{f"text_{number}": "x" * 900 for number in range(100)})

    def save() -> None:
        with file.unit_of_work(WANG, AT) as unit:
            unit.record("save form", [edit("S-001", "BL", "vital_signs", "pulse", "72", "78")])
            unit.record("save form", large)

    with full_disk(file):
        with pytest.raises(DiskFull, match="disk is full") as failed:
            save()
        assert failed.value.advice is not None
        assert file.journal.head() == head
        assert file.state.subject("S-001").answers("BL", "vital_signs")["pulse"].value == "72"
        assert file.verify().ok
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", large)
    assert file.journal.count() == 2
    assert file.verify().ok


@contextmanager
def no_more_than(size: int) -> Iterator[None]:
    """The system refuses to write any file beyond a size."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_disk_that_refuses_to_write(path: Path, file: StudyFile):
    """Here the commit itself fails, after every statement was taken."""
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", new("S-001", "BL", "vital_signs", pulse="72"))
    side = path.with_name(path.name + "-wal").stat().st_size
    with no_more_than(side + 1), pytest.raises(DiskFault), file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", new("S-001", "BL", "note", text="x" * 900))
    assert file.journal.count() == 1
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("save form", new("S-001", "BL", "note", text="x" * 900))
    assert file.verify().ok


def test_a_new_study_on_a_disk_that_refuses(path: Path, key: StudyKey):
    with no_more_than(5_000), pytest.raises(DiskFault):
        StudyFile.create(path, key, STUDY, WANG, AT)
    assert [each.name for each in path.parent.iterdir() if each.is_file()] == [path.name + ".lock"]
    StudyFile.create(path, key, STUDY, WANG, AT).close()


def test_another_program_that_holds_the_file(
    path: Path, key: StudyKey, file: StudyFile, monkeypatch: pytest.MonkeyPatch
):
    other = connect(path, key.secret, key.salt, Mode.WRITE)
    configure(other, Mode.WRITE)
    file._connection.database.execute("PRAGMA busy_timeout = 20").fetchone()
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(FileBusy, match="Another program"), file.unit_of_work(WANG, AT):
        pass
    other.execute("ROLLBACK")
    other.close()
    with file.unit_of_work(WANG, AT) as unit:
        unit.record("note", ())


def as_nobody(act: Callable[[], object]) -> str:
    """What an ordinary user meets: the name of the failure, or what the act returns. Root may do everything."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            text = str(act())
        except BaseException as failure:
            text = type(failure).__name__
        os.write(writing, text.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


@pytest.fixture
def protected(kept: Path) -> Iterator[Path]:
    """The study in a folder, and as a file, that cannot be written."""
    for folder in (kept.parent, *kept.parent.parents[:3]):
        if folder.stat().st_uid == os.getuid() and folder != Path(folder.anchor):
            folder.chmod(folder.stat().st_mode | 0o055)
    kept.with_name(kept.name + ".lock").unlink()
    kept.chmod(0o444)
    kept.parent.chmod(0o555)
    yield kept
    kept.parent.chmod(0o755)


def test_a_folder_that_cannot_be_written_can_be_read(protected: Path, key: StudyKey):
    def read() -> str:
        with StudyFile.open_read_only(protected, key) as file:
            return f"{file.verify().ok} {file.state.subject('S-001').answers('SCR', 'vital_signs')['weight_kg'].value}"

    assert as_nobody(read) == "True 85"
    assert [each.name for each in protected.parent.iterdir() if each.is_file()] == [protected.name]


def test_a_folder_that_cannot_be_written_is_told_at_opening(protected: Path, key: StudyKey):
    assert as_nobody(lambda: StudyFile.open(protected, key, WANG, AT)) == ReadOnlyPlace.__name__
    assert (
        as_nobody(lambda: StudyFile.create(protected.with_name("new"), key, STUDY, WANG, AT))
        == "ReadOnlyPlace"
    )
    assert as_nobody(lambda: key_ring.write(protected, keys.new_ring(key, demo=True))) == "ReadOnlyPlace"


def test_a_file_that_cannot_be_written_is_told_at_opening(protected: Path, key: StudyKey):
    protected.parent.chmod(0o777)
    assert as_nobody(lambda: StudyFile.open(protected, key, WANG, AT)) == ReadOnlyPlace.__name__


def test_a_file_that_may_not_be_read(protected: Path, key: StudyKey):
    protected.chmod(0o000)
    assert as_nobody(lambda: StudyFile.open_read_only(protected, key)) == ReadOnlyPlace.__name__


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (JPEG, "is no study, or only a part of one"),
        (b"SQLite format 3\x00" + bytes(4080), "is a database of another program"),
        (bytes(8192), "do not fit it"),
        (None, "is a folder"),
    ],
)
def test_what_is_no_study_is_told(path: Path, key: StudyKey, content: bytes | None, what: str):
    path.mkdir() if content is None else path.write_bytes(content)
    for act in (lambda: StudyFile.open(path, key, WANG, AT), lambda: StudyFile.open_read_only(path, key)):
        with pytest.raises(ForeignFile, match=what) as failed:
            act()
        assert failed.value.sentence.values == {"file": path.name}
        assert failed.value.advice is not None
    assert content is None or path.read_bytes() == content


def test_a_plain_database_of_another_program(path: Path, key: StudyKey):
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE patients (name TEXT)")
    other.commit()
    other.close()
    with pytest.raises(ForeignFile, match="another program"):
        StudyFile.open(path, key, WANG, AT)


def test_a_database_of_another_program_under_our_key(path: Path, key: StudyKey):
    other = connect(path, key.secret, key.salt, Mode.CREATE)
    configure(other, Mode.CREATE)
    other.execute("CREATE TABLE patients (name TEXT)")
    other.close()
    with pytest.raises(ForeignFile, match="another program"):
        StudyFile.open(path, key, WANG, AT)


def test_the_keys_of_another_study(kept: Path):
    """Known without decrypting anything: the identity stands at the beginning of the file."""
    with pytest.raises(ForeignFile, match="belong to another study"):
        StudyFile.open(kept, keys.new_key(), WANG, AT)


def test_the_identity_of_another_study_under_our_key(kept: Path, key: StudyKey):
    other = StudyKey(keys.new_key().study, key.secret)
    with pytest.raises(ForeignFile):
        StudyFile.open_read_only(kept, other)


def test_a_file_that_is_gone(path: Path, key: StudyKey):
    for act in (lambda: StudyFile.open(path, key, WANG, AT), lambda: StudyFile.open_read_only(path, key)):
        with pytest.raises(FileMissing, match="There is no file"):
            act()


def test_every_flipped_byte_is_found_or_told(kept: Path, key: StudyKey):
    """A sample over the whole file: never a traceback, and never a file that seems whole."""
    whole = kept.read_bytes()
    places = [*range(40), *range(41, len(whole), 1931), *range(4096 - 90, 4096 + 20, 7), len(whole) - 1]
    for at in places:
        kept.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        # SQLCipher is given the identity, so a flipped byte of it in the file does no harm.
        assert _told(kept, key) is (at >= 16), f"byte {at}"


@pytest.mark.parametrize("length", [1, 15, 16, 4095, 4096, 5000, 8192, 40960])
def test_a_file_that_was_cut_short(kept: Path, key: StudyKey, length: int):
    kept.write_bytes(kept.read_bytes()[:length])
    assert _told(kept, key)


def _told(path: Path, key: StudyKey) -> bool:
    try:
        with StudyFile.open(path, key, WANG, AT) as file:
            file.state.subject("S-001")
            list(file.journal.entries())
            return not file.verify().ok
    except EnvironmentFailure as failure:
        return failure.advice is not None


def test_damage_under_a_right_key_is_damage(kept: Path, key: StudyKey):
    whole = kept.read_bytes()
    kept.write_bytes(whole[:100] + bytes(100) + whole[200:])
    with pytest.raises(DamagedFile, match="is damaged"):
        StudyFile.open(kept, key, WANG, AT)


def test_a_side_file_on_a_medium_that_cannot_be_written(protected: Path, key: StudyKey):
    """What a killed writer left beside the file holds saves that count: they are read."""
    protected.parent.chmod(0o755)
    protected.chmod(0o644)
    if os.fork() == 0:
        file = StudyFile.open(protected, key, WANG, AT)
        with file.unit_of_work(WANG, AT) as unit:
            unit.record("note", ())
        os._exit(0)
    os.wait()
    assert protected.with_name(protected.name + "-wal").stat().st_size > 0
    for each in protected.parent.iterdir():
        if each.is_file():
            each.chmod(0o444)
    protected.parent.chmod(0o555)

    def read() -> int:
        with StudyFile.open_read_only(protected, key) as file:
            return file.journal.count()

    assert as_nobody(read) == "4"

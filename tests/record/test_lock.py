"""One writer at a time, across processes."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.record.conftest import AT, WANG
from workstation.record.key_ring import StudyKey
from workstation.record.lock import FileInUse
from workstation.record.study_file import StudyFile

ROOT = Path(__file__).resolve().parents[2]

OTHER = """
import sys, datetime
from pathlib import Path
from workstation.record.entry import Author
from workstation.record.key_ring import StudyKey
from workstation.record.study_file import StudyFile
key = StudyKey(sys.argv[2], bytes.fromhex(sys.argv[3]))
at = datetime.datetime.fromisoformat("2026-03-02T08:00:00+08:00")
file = StudyFile.open(Path(sys.argv[1]), key, Author("李静", "nurse", "病房 3", "0.1"), at)
print("open", flush=True)
sys.stdin.read()
file.close()
"""


@pytest.fixture
def other(kept: Path, key: StudyKey):
    """Another process that has the study open for writing."""
    arguments = [sys.executable, "-c", OTHER, str(kept), key.study, key.secret.hex()]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_the_second_one_is_told_who_is_first(kept: Path, key: StudyKey, other: subprocess.Popen[str]):
    with pytest.raises(FileInUse) as refused:
        StudyFile.open(kept, key, WANG, AT)
    assert refused.value.holder is not None
    assert (refused.value.holder.person, refused.value.holder.station) == ("李静", "病房 3")
    assert refused.value.holder.since == AT - timedelta(hours=1, minutes=30)
    assert "李静 at 病房 3, since 2026-03-02" in str(refused.value)
    with StudyFile.open_read_only(kept, key) as reader:
        assert reader.verify().ok
    assert other.poll() is None


def test_a_killed_one_is_no_obstacle(kept: Path, key: StudyKey, other: subprocess.Popen[str]):
    other.kill()
    other.wait()
    name = kept.with_name(kept.name + ".open")
    assert json.loads(name.read_bytes())["person"] == "李静"
    with StudyFile.open(kept, key, WANG, AT):
        assert json.loads(name.read_bytes())["person"] == "Wang Min"
    assert not name.exists()


def test_a_closed_one_is_no_obstacle(kept: Path, key: StudyKey, other: subprocess.Popen[str]):
    other.communicate("")
    StudyFile.open(kept, key, WANG, AT).close()


def test_a_second_window_of_the_same_program_is_told_too(kept: Path, key: StudyKey):
    with StudyFile.open(kept, key, WANG, AT), pytest.raises(FileInUse, match="Wang Min at ward-laptop"):
        StudyFile.open(kept, key, WANG, AT)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"person": 1, "station": 2, "since": 3}', "\x00"])
def test_a_name_that_cannot_be_read_is_only_a_shorter_sentence(kept: Path, key: StudyKey, text: str):
    with StudyFile.open(kept, key, WANG, AT):
        kept.with_name(kept.name + ".open").write_text(text, "utf-8")
        with pytest.raises(FileInUse, match="already open in another window") as refused:
            StudyFile.open(kept, key, WANG, AT)
    assert refused.value.holder is None


def test_an_opening_that_fails_gives_the_lock_back(kept: Path, key: StudyKey):
    wrong = StudyKey(key.study, bytes(32))
    for _ in range(2):
        with pytest.raises(Exception, match="damaged"):
            StudyFile.open(kept, wrong, WANG, AT)
    StudyFile.open(kept, key, WANG, AT).close()

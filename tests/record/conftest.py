"""A study file in a folder of its own, and a door past the program for those who tamper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from workstation.canonical import canonical
from workstation.record import keys
from workstation.record.cells import Change
from workstation.record.driver import Mode, RawConnection, configure, connect
from workstation.record.entry import Author
from workstation.record.key_ring import StudyKey
from workstation.record.study_file import NewStudy, StudyFile

AT = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8)))
WANG = Author("Wang Min", "principal_investigator", "ward-laptop", "0.1.0")
STUDY = NewStudy("KN5501-SLE", 1)

Tamper = Callable[[], AbstractContextManager[RawConnection]]


def new(subject: str, visit: str, form: str, **values: str) -> list[Change]:
    """Changes that record a form for the first time."""
    return [
        Change(subject, visit, form, "@version", None, "1"),
        *(
            Change(subject, visit, form, item, None, canonical({"value": value}))
            for item, value in values.items()
        ),
    ]


def edit(subject: str, visit: str, form: str, item: str, old: str, value: str) -> Change:
    """A change of one answer that was recorded before."""
    return Change(subject, visit, form, item, canonical({"value": old}), canonical({"value": value}))


@pytest.fixture
def key() -> StudyKey:
    return keys.new_key()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "研究 1.kn5501"


@pytest.fixture
def file(path: Path, key: StudyKey) -> Iterator[StudyFile]:
    """An empty study, open for writing."""
    with StudyFile.create(path, key, STUDY, WANG, AT) as created:
        yield created


@pytest.fixture
def kept(path: Path, key: StudyKey) -> Path:
    """A closed study with one subject: three entries, the last one an edit."""
    with StudyFile.create(path, key, STUDY, WANG, AT) as created:
        for act, changes, reason in (
            ("enrol", new("S-001", "SCR", "visit", date="2026-03-01"), ""),
            ("save form", new("S-001", "SCR", "vital_signs", weight_kg="58", systolic="121"), ""),
            ("save form", [edit("S-001", "SCR", "vital_signs", "weight_kg", "58", "85")], "misread"),
        ):
            with created.unit_of_work(WANG, AT) as unit:
                unit.record(act, changes, reason)
    return path


@pytest.fixture
def tamper(kept: Path, key: StudyKey) -> Tamper:
    """Someone with the key and another tool, who has taken the triggers away."""

    @contextmanager
    def opened() -> Iterator[RawConnection]:
        database = connect(kept, key.secret, key.salt, Mode.WRITE)
        configure(database, Mode.WRITE)
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        yield database
        for _, sql in triggers:
            database.execute(sql)
        database.close()

    return opened

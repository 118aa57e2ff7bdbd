"""A study file for use-cases: real SQLite, cheap key, a clock that stands where the test puts it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from workstation.clock import SetClock
from workstation.paths import resources
from workstation.record.entry import Author
from workstation.record.keys import new_key, new_ring
from workstation.record.study_file import StudyFile
from workstation.services.create_study import make_files
from workstation.services.roles import PRINCIPAL
from workstation.services.session import Session
from workstation.version import VERSION

SHANGHAI = timezone(timedelta(hours=8))


@pytest.fixture
def clock() -> SetClock:
    """The morning of 24 November 2026 in Shanghai."""
    return SetClock(datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI))


@pytest.fixture
def session(tmp_path: Path, clock: SetClock) -> Iterator[Session]:
    """An empty study, open as its principal investigator."""
    path = tmp_path / "study.kn5501"
    key = new_key()
    author = Author("Dr Test", PRINCIPAL, "ST-TEST", VERSION)
    make_files(path, key, new_ring(key, demo=True), author, clock, demo=True)
    file = StudyFile.open(path, key, author, clock.now())
    opened = Session(file, resources(), author.person, author.role, author.station, clock, demo=True)
    yield opened
    opened.close()

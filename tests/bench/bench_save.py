"""Saving a form of 100 items durably, against as many rows by one executemany and commit on the bare driver.

The floor writes the rows that the save writes, with the same columns: each item once for the journal and once for
the state. Everything else (reading, evaluating, hashing, triggers) is ours and counts against us.
"""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlcipher3 import dbapi2

from tests.bench.figures import Figure
from workstation.clock import SystemClock
from workstation.forms.answers import EMPTY, Answer, Answers
from workstation.paths import resources
from workstation.record.entry import Author
from workstation.record.key_ring import StudyKey
from workstation.record.keys import new_key, new_ring
from workstation.record.study_file import StudyFile
from workstation.services.create_study import make_files
from workstation.services.enrol import Enrolment, enrol
from workstation.services.record_form import FormEdit, save_form
from workstation.services.roles import PRINCIPAL
from workstation.services.session import Session
from workstation.version import VERSION

ITEMS = 100
ROUNDS = 40
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
)


def measure() -> dict[str, Figure]:
    """Medians of alternating saves, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, _as_beside_a_window():
        session, key = _session(Path(folder))
        bare = _bare(Path(folder) / "bare.db", key)
        ours, floor = [], []
        for number in range(ROUNDS):
            floor.append(_rows(bare, number))
            ours.append(_save(session, number))
        bare.close()
        session.close()
    value, least = median(ours[5:]) * 1000, median(floor[5:]) * 1000
    return {"save of a form of 100 items": Figure(value / least, 3, value, least, "ms")}


@contextmanager
def _as_beside_a_window() -> Iterator[None]:
    """Both sides as the worker of the window runs: garbage is collected by the window alone."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _session(folder: Path) -> tuple[Session, StudyKey]:
    path, clock, key = folder / "study.kn5501", SystemClock(), new_key()
    author = Author("Bench", PRINCIPAL, "ST-BENCH", VERSION)
    make_files(path, key, new_ring(key, demo=True), author, clock, demo=True)
    file = StudyFile.open(path, key, author, clock.now())
    session = Session(file, resources(), author.person, author.role, author.station, clock, demo=True)
    for number in range(ROUNDS):
        enrol(session, Enrolment(f"S-{number:03d}", "F", "1990-01-01", "2026-01-01"))
    return session, key


def _bare(path: Path, key: StudyKey) -> dbapi2.Connection:
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.secret.hex()}'\"")
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    connection.execute(
        "CREATE TABLE value (kind TEXT, subject TEXT, visit TEXT, form TEXT, item TEXT, value TEXT, entry INTEGER, "
        "PRIMARY KEY (kind, subject, visit, form, item)) STRICT, WITHOUT ROWID"
    )
    return connection


def _rows(connection: dbapi2.Connection, number: int) -> float:
    rows = [
        (kind, f"S-{number:03d}", "SCR", "bilag2004", str(item), '{"value":"0"}', number)
        for kind in ("change", "value")
        for item in range(ITEMS)
    ]
    began = perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO value VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")
    return perf_counter() - began


def _save(session: Session, number: int) -> float:
    form = session.study.forms["bilag2004"]
    items = [oid for oid in form.items if oid.isdigit()][: ITEMS - 3]
    by_path = {oid: Answer("0") for oid in items if form.items[oid].choices}
    by_path |= {oid: Answer("no") for oid in ("80", "85", "88", "89", "96", "97")}
    by_path |= {f"attribution_{oid}": Answer("Y") for oid in ("90", "91", "92", "93", "94", "82", "83", "84")}
    by_path |= {
        oid: Answer(value) for oid, value in (("78", "120"), ("79", "80"), ("90", "12.1"), ("91", "4.5"))
    }
    by_path |= {
        oid: Answer(value) for oid, value in (("92", "2.5"), ("93", "1.2"), ("94", "200"), ("86", "66"))
    }
    edit = FormEdit(f"S-{number:03d}", "SCR", "bilag2004", Answers(by_path), EMPTY)
    began = perf_counter()
    save_form(session, edit)
    return perf_counter() - began

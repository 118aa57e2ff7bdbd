"""The shape of the file: step by step, each recorded, none of a later release."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.record.conftest import AT, WANG, Tamper
from workstation.record import migrations, safeguards, shape
from workstation.record.database import Database, Migrations, over
from workstation.record.driver import Mode, configure, connect
from workstation.record.failures import NewerFile, OlderFile
from workstation.record.key_ring import StudyKey
from workstation.record.migrations import MIGRATIONS
from workstation.record.shape import FORMAT
from workstation.record.study_file import StudyFile

STEPS = {
    "journal": {"study", "entry", "change"},
    "state": {"value", "subject_entry"},
    "drafts": {"draft"},
    "overview cache": {"overview_cache"},
}


@pytest.fixture
def database() -> Database:
    return Database(memory=True, execute_plugins=False)


@pytest.mark.parametrize("step", STEPS)
def test_each_step_makes_its_tables_and_is_recorded(database: Database, step: str):
    MIGRATIONS.apply(database, stop_before=step)
    before = set(database.table_names()) - {"_sqlite_migrations"}
    following = [*STEPS, None][list(STEPS).index(step) + 1]
    MIGRATIONS.apply(database, stop_before=following)
    assert set(database.table_names()) - before - {"_sqlite_migrations"} == STEPS[step]
    assert [applied.name for applied in MIGRATIONS.applied(database)][-1] == step


def test_all_steps_are_tested():
    assert [step.name for step in MIGRATIONS.pending(Database(memory=True))] == list(STEPS)
    assert tuple(STEPS) == shape.STEPS


def test_a_step_that_fails_leaves_nothing(database: Database):
    steps = Migrations("study file")

    @steps(name="half")
    def half(db: Database) -> None:
        db.execute("CREATE TABLE one (id INTEGER)")
        db.execute("CREATE TABLE one (id INTEGER)")

    with pytest.raises(Exception, match="already exists"):
        steps.apply(database)
    assert "one" not in database.table_names()
    assert [step.name for step in steps.pending(database)] == ["half"]


def test_a_second_time_changes_nothing(database: Database):
    migrations.migrate(database)
    before = database.schema
    migrations.migrate(database)
    assert database.schema == before
    assert database.execute("PRAGMA user_version").fetchone()[0] == FORMAT
    assert database.execute("PRAGMA application_id").fetchone()[0] == shape.APPLICATION_ID


def test_an_older_file_is_brought_up_to_date(path: Path, key: StudyKey):
    old = connect(path, key.secret, key.salt, Mode.CREATE)
    configure(old, Mode.CREATE)
    MIGRATIONS.apply(over(old), stop_before="drafts")
    old.execute(
        "INSERT INTO study VALUES (1, ?, 2, ?, 'KN5501-SLE', 1, 0, '2026-01-01T00:00:00.000000Z')",
        [shape.APPLICATION_ID, key.study],
    )
    old.close()
    with pytest.raises(OlderFile, match="older version"):
        StudyFile.open_read_only(path, key)
    with StudyFile.open(path, key, WANG, AT) as file:
        assert file.drafts.of("Wang Min") == ()
        assert file.verify().ok
        assert file.info.format == 2
    with StudyFile.open_read_only(path, key) as reader:
        assert safeguards.missing(reader._connection) == ()


@pytest.mark.parametrize(
    "change",
    [
        f"PRAGMA user_version = {FORMAT + 1}",
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('study file', 'signatures', '')",
    ],
)
def test_a_newer_file_is_refused_and_left_alone(kept: Path, key: StudyKey, tamper: Tamper, change: str):
    with tamper() as database:
        database.execute(change)
    before = kept.read_bytes()
    with pytest.raises(NewerFile, match="newer version of this program") as refused:
        StudyFile.open(kept, key, WANG, AT)
    assert refused.value.advice is not None
    with pytest.raises(NewerFile):
        StudyFile.open_read_only(kept, key)
    assert kept.read_bytes() == before


def test_rebuilding_a_table_loses_its_safeguards_and_this_is_seen(kept: Path, key: StudyKey):
    """What sqlite-utils does for a changed column, without a word."""
    with StudyFile.open(kept, key, WANG, AT) as file:
        database = file._connection.database
        database.execute("PRAGMA foreign_keys = OFF")
        database.table("entry").transform(types={"reason": str})
        assert set(safeguards.missing(file._connection)) >= {
            "entry_no_update",
            "entry_no_delete",
            "entry_in_order",
        }
        safeguards.restore(file._connection)
        assert safeguards.missing(file._connection) == ()

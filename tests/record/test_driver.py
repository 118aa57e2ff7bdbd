"""The driver: the right one, everywhere, set as a clinical record needs it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
import sqlite_utils.utils

import workstation.record.driver
from workstation.record.database import over
from workstation.record.driver import Error, Mode, configure, connect
from workstation.record.key_ring import StudyKey

PACKAGE = Path(workstation.record.driver.__file__).parent
ROOT = PACKAGE.parents[1]


def test_sqlite_utils_uses_our_driver():
    """Otherwise it does not know our errors and leaves failed transactions open."""
    assert sqlite_utils.utils.OperationalError is sqlcipher3.dbapi2.OperationalError
    assert vars(sqlite_utils.utils)["sqlite3"] is sqlcipher3


def test_only_one_module_imports_a_driver():
    """Whoever imported sqlite-utils before the driver module would get the outdated SQLite of the system."""
    importers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("workstation", "ui")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in _imported(node)
        if name.partition(".")[0] in {"sqlite3", "sqlcipher3", "sqlite_utils", "pysqlite3"}
    }
    assert importers == {"workstation/record/driver.py", "workstation/record/database.py"}


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_opening_a_demo_loads_nothing_heavy():
    """Start-up is paid by every investigator every morning."""
    script = (
        "import sys, workstation.record.study_file, workstation.record.keys\n"
        "heavy = {'numpy', 'argon2', 'cryptography', 'asyncio'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
        "import numpy\n"
        "print(numpy.int8.__name__)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.split("\n")[:2] == ["[]", "int8"]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
    ],
)
def test_settings_of_a_writing_connection(tmp_path: Path, key: StudyKey, pragma: str, value: object):
    database = connect(tmp_path / "new", key.secret, key.salt, Mode.CREATE)
    configure(database, Mode.CREATE)
    assert database.execute(f"PRAGMA {pragma}").fetchone()[0] == value
    database.close()


def test_a_failed_statement_leaves_no_transaction_open(tmp_path: Path, key: StudyKey):
    database = connect(tmp_path / "new", key.secret, key.salt, Mode.CREATE)
    configure(database, Mode.CREATE)
    database.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")
    with pytest.raises(Error):
        list(over(database).query("INSERT INTO one VALUES (1), (1) RETURNING id"))
    assert not database.in_transaction
    database.close()


def test_a_wrong_key_is_quiet(tmp_path: Path, key: StudyKey, capfd: pytest.CaptureFixture[str]):
    """It is an answer to a person, not lines on the terminal."""
    database = connect(tmp_path / "new", key.secret, key.salt, Mode.CREATE)
    configure(database, Mode.CREATE)
    database.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")
    database.close()
    other = connect(tmp_path / "new", bytes(32), key.salt, Mode.WRITE)
    with pytest.raises(Error, match="not a database"):
        configure(other, Mode.WRITE)
    other.close()
    assert capfd.readouterr() == ("", "")

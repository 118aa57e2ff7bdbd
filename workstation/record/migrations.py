"""The shape of the file, as named steps that are recorded in it. A released step never changes."""

from __future__ import annotations

from workstation.record.database import Database, Migrations
from workstation.record.shape import APPLICATION_ID, FORMAT, PLACES, SET

MIGRATIONS = Migrations(SET)


@MIGRATIONS(name="journal")
def journal(db: Database) -> None:
    """The record: the study's identity, the entries, their changes."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(
        """CREATE TABLE study (
            id INTEGER PRIMARY KEY CHECK (id = 1), application_id INTEGER NOT NULL, format INTEGER NOT NULL,
            study TEXT NOT NULL, oid TEXT NOT NULL, version INTEGER NOT NULL,
            demo INTEGER NOT NULL CHECK (demo IN (0, 1)), created_utc TEXT NOT NULL
        ) STRICT"""
    )
    db.execute(
        """CREATE TABLE entry (
            number INTEGER PRIMARY KEY, station TEXT NOT NULL, station_sequence INTEGER NOT NULL,
            at_utc TEXT NOT NULL, offset_minutes INTEGER NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL,
            application_version TEXT NOT NULL, act TEXT NOT NULL, reason TEXT NOT NULL,
            clock_set_back INTEGER NOT NULL CHECK (clock_set_back IN (0, 1)),
            previous_hash TEXT NOT NULL, hash TEXT NOT NULL, UNIQUE (station, station_sequence)
        ) STRICT"""
    )
    # Entry and place in one number: changes are only ever appended, which SQLite does cheapest by row number.
    db.execute(
        f"""CREATE TABLE change (
            id INTEGER PRIMARY KEY,
            entry INTEGER GENERATED ALWAYS AS (id / {PLACES}),
            place INTEGER GENERATED ALWAYS AS (id % {PLACES}),
            subject TEXT NOT NULL, visit TEXT NOT NULL, form TEXT NOT NULL, item TEXT NOT NULL,
            old TEXT, new TEXT
        ) STRICT"""
    )


@MIGRATIONS(name="state")
def state(db: Database) -> None:
    """Projections of the journal: the values that hold now, and which entries speak of which subject."""
    db.execute(
        """CREATE TABLE value (
            subject TEXT NOT NULL, visit TEXT NOT NULL, form TEXT NOT NULL, item TEXT NOT NULL,
            value TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (subject, visit, form, item)
        ) STRICT, WITHOUT ROWID"""
    )
    db.execute(
        """CREATE TABLE subject_entry (
            subject TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (subject, entry)
        ) STRICT, WITHOUT ROWID"""
    )


@MIGRATIONS(name="drafts")
def drafts(db: Database) -> None:
    """What is typed and not yet saved; no part of the record."""
    db.execute(
        """CREATE TABLE draft (
            person TEXT NOT NULL, subject TEXT NOT NULL, visit TEXT NOT NULL, form TEXT NOT NULL,
            cells TEXT NOT NULL, cursor TEXT NOT NULL, base_entry INTEGER NOT NULL, saved_at TEXT NOT NULL,
            PRIMARY KEY (person, subject, visit, form)
        ) STRICT, WITHOUT ROWID"""
    )


@MIGRATIONS(name="overview cache")
def overview_cache(db: Database) -> None:
    """A cache: rows of the patient list as they were computed. May be emptied at any time."""
    db.execute(
        """CREATE TABLE overview_cache (
            subject TEXT PRIMARY KEY, as_of TEXT NOT NULL, last_entry INTEGER NOT NULL, row TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


def migrate(db: Database) -> None:
    """Take every step that the file has not had, each whole or not at all."""
    MIGRATIONS.apply(db)
    db.execute(f"PRAGMA user_version = {FORMAT}")

"""An entry of the journal: one act of one person, sealed by a hash that covers it and the entry before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from workstation.canonical import canonical, digest
from workstation.record.cells import Change


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts, in which role, on which station, with which version of the program (trial facts, R2)."""

    person: str
    role: str
    station: str
    application_version: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of the journal: number, hash, time (UTC, as stored). Number 0: there is none yet."""

    number: int
    hash: str
    at_utc: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act.

    ``number`` counts the entries of the file from 1, ``station_sequence`` those of the station. ``at_utc`` is
    ISO with microseconds and Z; ``offset_minutes`` is how far local time was ahead of it. ``act`` is a stable
    code. ``clock_set_back``: the entry before this one claims a later time.
    """

    number: int
    station: str
    station_sequence: int
    at_utc: str
    offset_minutes: int
    person: str
    role: str
    application_version: str
    act: str
    reason: str
    clock_set_back: bool
    previous_hash: str
    hash: str
    changes: tuple[Change, ...]

    @property
    def at(self) -> datetime:
        """When, in the local time of the station."""
        moment = datetime.fromisoformat(self.at_utc)
        return moment.astimezone(timezone(timedelta(minutes=self.offset_minutes)))


def seal(entry: Entry) -> str:
    """The hash that this entry has to carry: sha256 of the hash before it and its canonical JSON.

    Raises:
        UnicodeEncodeError: a text holds half a character (a lone surrogate), which nothing can store.
    """
    content = {
        "number": entry.number,
        "station": entry.station,
        "station_sequence": entry.station_sequence,
        "at_utc": entry.at_utc,
        "offset_minutes": entry.offset_minutes,
        "person": entry.person,
        "role": entry.role,
        "application_version": entry.application_version,
        "act": entry.act,
        "reason": entry.reason,
        "clock_set_back": bool(entry.clock_set_back),
        "changes": entry.changes,
    }
    return digest(entry.previous_hash + canonical(content))


def utc_text(at: datetime) -> str:
    """A moment as it is stored: UTC, always with microseconds, so that texts sort as moments do.

    Raises:
        ValueError: the moment does not know its offset.
    """
    if at.tzinfo is None:
        raise ValueError("a moment without an offset from UTC cannot be recorded")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def offset_minutes(at: datetime) -> int:
    """How many minutes local time is ahead of UTC."""
    return int((at.utcoffset() or timedelta()).total_seconds() // 60)

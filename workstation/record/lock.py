"""One writer at a time, across windows and processes; and who it is, for the second one who comes."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from workstation.canonical import canonical
from workstation.messages import EnvironmentFailure, Sentence
from workstation.record import durable
from workstation.record.failures import told

PATIENCE = 0.3
"""Seconds that an opening waits: a reader that closes has the lock for a moment."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a study open for writing, on which station, since when."""

    person: str
    station: str
    since: datetime


class FileInUse(EnvironmentFailure):
    """Somebody else has the study open for writing; ``holder`` is None where they could not leave a name."""

    def __init__(self, path: Path, holder: Holder | None) -> None:
        advice = Sentence("Close it there, or open it here read-only.")
        if holder is None:
            super().__init__(
                Sentence("{file} is already open in another window.", {"file": path.name}), advice
            )
        else:
            words = {
                "file": path.name,
                "person": holder.person,
                "station": holder.station,
                "since": holder.since,
            }
            super().__init__(
                Sentence("{file} is already open: {person} at {station}, since {since}.", words), advice
            )
        self.holder = holder


class WriteLock:
    """The right to write a study file. The system takes it back when the process ends, however it ends."""

    def __init__(self, path: Path, holder: Holder | None, *, patience: float = PATIENCE) -> None:
        """Take it, with a name for the next one, or without one for a moment's work.

        Raises:
            FileInUse: somebody else has it.
            EnvironmentFailure: the folder cannot be written.
        """
        self._name = path.with_name(path.name + ".open")
        # Not bound to a thread: a file may be opened by one that ends before the program does.
        self._lock = FileLock(path.with_name(path.name + ".lock"), timeout=patience, thread_local=False)
        with told(path):
            try:
                self._lock.acquire()
            except Timeout as error:
                raise FileInUse(path, _holder(self._name)) from error
        # The lock holds without a name: a full disk keeps nobody from opening the study.
        with suppress(EnvironmentFailure):
            if holder is not None:
                durable.write(self._name, _text(holder))

    def release(self) -> None:
        """Give it back."""
        with suppress(OSError):
            self._name.unlink(missing_ok=True)
        self._lock.release()


def _text(holder: Holder) -> bytes:
    data = {"person": holder.person, "station": holder.station, "since": holder.since.isoformat()}
    return canonical(data).encode("utf-8", "surrogatepass")


def _holder(path: Path) -> Holder | None:
    # A name that is not there or not readable is only a less helpful sentence.
    with suppress(OSError, ValueError, KeyError, TypeError):
        data = json.loads(path.read_bytes())
        return Holder(str(data["person"]), str(data["station"]), datetime.fromisoformat(data["since"]))
    return None

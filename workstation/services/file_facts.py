"""What is known of the open study file without checking it: where it lies, how long its journal is, how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workstation.services.session import Session


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The journal of an open file; ``last_at`` is the moment of its last entry in local time, ``now`` the clock's."""

    path: Path
    entries: int
    head: str
    last_at: datetime | None
    now: datetime

    @property
    def clock_behind(self) -> bool:
        """Whether the last entry claims a later time than the clock of this machine: one of the two is wrong."""
        return self.last_at is not None and self.last_at > self.now


def file_facts(session: Session) -> FileFacts:
    """The facts of the open file, in no time however large it is."""
    head, now = session.file.journal.head(), session.now()
    last_at = datetime.fromisoformat(head.at_utc).astimezone(now.tzinfo) if head.at_utc else None
    return FileFacts(session.path, head.number, head.hash, last_at, now)

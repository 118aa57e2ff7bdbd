"""The only place where the program asks what time it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol


class Clock(Protocol):
    """Something that knows the time."""

    def now(self) -> datetime:
        """The moment, aware, in the local offset of this machine."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The moment, aware, in the local offset of this machine."""
        return datetime.now(UTC).astimezone()


@dataclass
class SetClock:
    """A clock that is set by hand: for tests, and for a demo study whose entries lie in the past."""

    moment: datetime = field(
        default_factory=lambda: datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=8)))
    )

    def now(self) -> datetime:
        """The moment to which it was set."""
        return self.moment


def today(clock: Clock) -> date:
    """The calendar day where the clock stands."""
    return clock.now().date()

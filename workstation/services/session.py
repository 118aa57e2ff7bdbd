"""An open study and the person who works in it: what every use-case is given first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.clock import Clock
from workstation.messages import Refusal, Sentence
from workstation.record.entry import Author
from workstation.record.study_file import StudyFile
from workstation.version import VERSION

if TYPE_CHECKING:
    from workstation.definition.study import Study


@dataclass
class Session:
    """Made by ``workstation.services.open_study`` alone; it belongs to the thread that opened the file."""

    file: StudyFile
    resources: Path
    person: str
    role: str
    station: str
    clock: Clock
    demo: bool
    shelf: dict[str, object] = field(default_factory=dict)
    """Patients as they were read last, by code; whoever takes one looks whether it still holds."""

    @cached_property
    def study(self) -> Study:
        """The definitions in force, with the settings of this study; read when first asked for."""
        # Read when first asked for: the list of patients can be shown without, and reading takes longer than it.
        from workstation.services.release import load_release, with_settings

        return with_settings(load_release(self.resources), self.file.state.settings())

    def forget_study(self) -> None:
        """A setting was changed: the definitions, and whatever was concluded by them, are worked out anew."""
        self.__dict__.pop("study", None)
        self.shelf.clear()
        self.file.overview_cache.clear()

    @property
    def author(self) -> Author:
        """Who acts now."""
        return Author(self.person, self.role, self.station, VERSION)

    @property
    def path(self) -> Path:
        """The study file."""
        return self.file.path

    @property
    def read_only(self) -> bool:
        """Whether nothing can be entered."""
        return self.file.read_only

    def now(self) -> datetime:
        """The moment, by the clock of the session."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """The calendar day, by the clock of the session."""
        return self.clock.now().date()

    def must_write(self) -> None:
        """Refuse an act that enters something when the study is open for reading only.

        Raises:
            Refusal: the study is read-only.
        """
        if self.read_only:
            raise Refusal(Sentence("The study is open for reading only; nothing can be entered."))

    def close(self) -> None:
        """Close the file."""
        self.file.close()

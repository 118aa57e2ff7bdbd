"""What the program remembers for this user of this machine: language, recent studies, the place of the
window.

Nothing of a patient. A file that cannot be read counts as none: settings are a comfort, never a reason not
to start.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from workstation.i18n import Language

MOST_RECENT = 12
_FILE = "settings.json"


@dataclass(frozen=True, slots=True)
class RecentStudy:
    """A study that was opened: where it lies, when it was opened last (as shown), and what it said about
    itself.
    """

    path: str
    opened: str
    demo: bool = False

    @property
    def missing(self) -> bool:
        """Whether the file is not there now."""
        return not Path(self.path).exists()


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings. Immutable; :class:`SettingsFile` keeps the ones in force.

    ``geometry`` is Qt's, in hexadecimal.
    """

    language: Language | None = None
    geometry: str = ""
    recent: tuple[RecentStudy, ...] = field(default=())

    def with_opened(self, study: RecentStudy) -> Settings:
        """These settings after a study was opened: it is the first of the recent ones."""
        others = tuple(known for known in self.recent if known.path != study.path)
        return replace(self, recent=(study, *others)[:MOST_RECENT])

    def without(self, path: str) -> Settings:
        """These settings with one study taken off the list; the study itself is not touched."""
        return replace(self, recent=tuple(known for known in self.recent if known.path != path))


class SettingsFile:
    """The settings in force and the file in which they are kept."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self.now = _read(self._path)

    def change(self, how: Callable[[Settings], Settings]) -> None:
        """Change the settings in force and keep them; a folder that cannot be written loses them at the end."""
        changed = how(self.now)
        if changed == self.now:
            return
        self.now = changed
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = self._path.with_suffix(".new")
            unfinished.write_text(json.dumps(asdict(changed), ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(unfinished, self._path)
        except OSError:
            return


def _read(path: Path) -> Settings:
    try:
        return _settings(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, AttributeError):
        return Settings()


def _settings(data: dict[str, Any]) -> Settings:
    language = data.get("language")
    return Settings(
        language=None if language is None else Language(language),
        geometry=str(data.get("geometry", "")),
        recent=tuple(RecentStudy(**known) for known in data.get("recent", ()))[:MOST_RECENT],
    )

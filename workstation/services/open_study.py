"""The one place where a study file is opened and a person becomes known. Signing in is opening."""

from __future__ import annotations

from pathlib import Path

from workstation.clock import Clock, SystemClock
from workstation.messages import Refusal, Sentence
from workstation.paths import resources, user_folder
from workstation.record import key_ring, opening
from workstation.record.entry import Author
from workstation.record.failures import ReadOnlyPlace
from workstation.record.key_ring import StudyKey
from workstation.record.lock import FileInUse
from workstation.record.study_file import StudyFile
from workstation.services.roles import DEMO_PERSON, DEMO_STATION
from workstation.services.session import Session
from workstation.services.station import station_id
from workstation.version import VERSION


def opens_by_itself(path: Path) -> bool:
    """Whether the file is a demo, which needs no passphrase.

    Raises:
        EnvironmentFailure: it is seen to be no study, or its keys cannot be read.
    """
    # First, because keys are looked for in vain beside a file that is not there or none of ours.
    opening.look_at(path)
    return key_ring.read(path).demo


def people_with_access(path: Path) -> tuple[str, ...]:
    """Names of those who can open a study with a passphrase, in the order in which they were added.

    Raises:
        EnvironmentFailure: its keys cannot be read.
    """
    return tuple(key_ring.read(path).persons)


def open_study(
    path: Path,
    *,
    person: str = "",
    passphrase: str = "",
    read_only: bool = False,
    clock: Clock | None = None,
) -> Session:
    """Open a study as a person. Without a name: the only person, or the first principal investigator.

    Raises:
        Refusal: the person is not known or the passphrase is wrong.
        FileInUse: somebody else has it open for writing; ``read_only`` is still possible.
        EnvironmentFailure: missing, foreign, newer, damaged, or not to be written.
    """
    clock = clock or SystemClock()
    opening.look_at(path)
    ring = key_ring.read(path)
    if ring.demo_key is not None:
        return _opened(path, ring.demo_key, person or DEMO_PERSON, DEMO_STATION, read_only, clock, demo=True)
    name = person or _only(tuple(ring.persons))
    # A demo opens by itself, and should not wait for what derives keys.
    from workstation.record.keys import unwrap

    key = unwrap(ring, name, passphrase)
    return _opened(path, key, name, station_id(user_folder()), read_only, clock, demo=False)


def _only(names: tuple[str, ...]) -> str:
    if not names:
        raise Refusal(Sentence("Nobody can open this study with a passphrase."))
    return names[0]


def _opened(
    path: Path, key: StudyKey, person: str, station: str, read_only: bool, clock: Clock, *, demo: bool
) -> Session:
    if read_only:
        file = StudyFile.open_read_only(path, key)
    else:
        file = StudyFile.open(path, key, Author(person, "", station, VERSION), clock.now())
    role = file.state.persons().get(person, {}).get("role", "")
    return Session(file, resources(), person, str(role), station, clock, demo)


def read_only_would_do(error: Exception) -> bool:
    """Whether what failed can still be opened to be read: somebody else writes, or the folder may not be written."""
    return isinstance(error, FileInUse | ReadOnlyPlace)

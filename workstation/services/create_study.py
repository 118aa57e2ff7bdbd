"""A new, empty study: the file, its keys, one person, and a recovery code that is shown once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workstation.clock import Clock
from workstation.paths import resources, user_folder
from workstation.record import key_ring
from workstation.record.entry import Author
from workstation.record.key_ring import KeyRing, StudyKey
from workstation.record.keys import new_key, new_ring, with_person, with_recovered, with_recovery
from workstation.record.lock import Holder, WriteLock
from workstation.record.study_file import NewStudy, StudyFile
from workstation.services.people import check_person, person_change
from workstation.services.release import load_release
from workstation.services.roles import PRINCIPAL
from workstation.services.station import station_id
from workstation.version import VERSION


@dataclass(frozen=True, slots=True)
class Created:
    """A new study and the code that opens it when every passphrase is lost."""

    path: Path
    person: str
    recovery_code: str


def create_study(path: Path, person: str, role: str, passphrase: str, clock: Clock) -> Created:
    """Make an empty study with one person.

    Raises:
        Refusal: name, role or passphrase will not do.
        EnvironmentFailure: there is a file of this name, or it could not be written.
    """
    check_person(person, role, passphrase)
    key = new_key()
    ring, code = with_recovery(with_person(new_ring(key, demo=False), person, passphrase, key), key)
    make_files(path, key, ring, Author(person, role, station_id(user_folder()), VERSION), clock, demo=False)
    return Created(path, person, code)


def make_files(path: Path, key: StudyKey, ring: KeyRing, author: Author, clock: Clock, *, demo: bool) -> None:
    """Write keys and file of a new study with its first entry; without the file the keys go too.

    Raises:
        EnvironmentFailure: it could not be written; nothing is left.
    """
    study = load_release(resources())
    key_ring.write_new(path, ring)
    made = False
    try:
        with StudyFile.create(
            path, key, NewStudy(study.oid, study.version, demo), author, clock.now()
        ) as file:
            made = True
            with file.unit_of_work(author, clock.now()) as unit:
                unit.record("create study", [person_change(author.person, author.role)])
    except BaseException:
        # A file without its keys could never be opened again, and one without its first entry has no author.
        key_ring.key_path(path).unlink(missing_ok=True)
        if made:
            path.unlink(missing_ok=True)
        raise


def re_enter(path: Path, recovery_code: str, person: str, new_passphrase: str, clock: Clock) -> None:
    """Give a person who lost the passphrase a new one, by the recovery code.

    Raises:
        Refusal: the code is wrong, the person is not known, or the passphrase will not do.
        FileInUse: somebody has the study open for writing.
    """
    check_person(person, PRINCIPAL, new_passphrase)
    holder = Holder(person, station_id(user_folder()), clock.now())
    lock = WriteLock(path, holder)
    try:
        key_ring.write(path, with_recovered(key_ring.read(path), person, recovery_code, new_passphrase))
    finally:
        lock.release()

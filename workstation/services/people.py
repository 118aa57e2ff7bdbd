"""The people of a study: their roles, and who can open it."""

from __future__ import annotations

from dataclasses import dataclass

from workstation.canonical import canonical
from workstation.messages import Refusal, Sentence
from workstation.record import key_ring
from workstation.record.cells import PERSON, Change
from workstation.record.keys import with_passphrase, with_person
from workstation.services.roles import ROLES
from workstation.services.session import Session

LEAST_PASSPHRASE = 10
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works in the study."""

    name: str
    role: str


def people(session: Session) -> tuple[Person, ...]:
    """Everybody recorded in the study, by name."""
    return tuple(
        Person(name, str(data.get("role", ""))) for name, data in session.file.state.persons().items()
    )


def check_person(name: str, role: str, passphrase: str) -> None:
    """Refuse a name, role or passphrase that will not do.

    Raises:
        Refusal: with what to change.
    """
    if not name.strip() or len(name) > _LONGEST_NAME or name != name.strip() or name.startswith("@"):
        raise Refusal(Sentence("A name has 1 to {most} characters.", {"most": _LONGEST_NAME}))
    if role not in ROLES:
        raise Refusal(Sentence("There is no role “{role}”.", {"role": role}))
    if len(passphrase) < LEAST_PASSPHRASE:
        raise Refusal(Sentence("A passphrase has at least {least} characters.", {"least": LEAST_PASSPHRASE}))


def person_change(name: str, role: str) -> Change:
    """The change that records a new person."""
    return Change("", "", PERSON, name, None, canonical({"role": role}))


def add_person(session: Session, name: str, role: str, passphrase: str) -> None:
    """Add somebody who can open the study from now on.

    Raises:
        Refusal: the name is taken, something will not do.
    """
    session.must_write()
    check_person(name, role, passphrase)
    if name in session.file.state.persons():
        raise Refusal(Sentence("{name} is already known in this study.", {"name": name}))
    ring = key_ring.read(session.path)
    changed = with_person(ring, name, passphrase, session.file.key)
    with session.file.unit_of_work(session.author, session.now()) as unit:
        unit.record("add person", [person_change(name, role)])
        key_ring.write(session.path, changed)


def change_passphrase(session: Session, old: str, new: str) -> None:
    """Another passphrase for the person of the session.

    Raises:
        Refusal: the old one is wrong or the new one will not do.
    """
    session.must_write()
    check_person(session.person, session.role, new)
    key_ring.write(session.path, with_passphrase(key_ring.read(session.path), session.person, old, new))

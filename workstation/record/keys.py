"""Who can open a study, and with what: people with their passphrases, and one recovery code.

Nothing here writes a file; every act gives a new :class:`KeyRing` (``workstation.record.key_ring`` keeps it).
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from uuid import uuid4

from workstation.canonical import canonical
from workstation.messages import EnvironmentFailure, Refusal, Sentence
from workstation.record import recovery_code
from workstation.record.key_ring import COSTS, FORMAT, Cost, KeyRing, StudyKey, WrappedKey

COST = COSTS[FORMAT]


class WrongPassphrase(Refusal):
    """The passphrase does not open the study for this person."""

    def __init__(self, person: str) -> None:
        super().__init__(
            Sentence(
                "This is not the passphrase of {person}. Look at the keyboard language and try again.",
                {"person": person},
            )
        )


class WrongRecoveryCode(Refusal):
    """The code is not the one that was printed for this study."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("This is not the recovery code of this study. It has five groups of five characters.")
        )


class NoRecoveryCode(Refusal):
    """No code was ever made."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "This study has no recovery code. Somebody who can open it has to give you a new passphrase."
            )
        )


class UnknownPerson(Refusal):
    """Nobody of this name can open the study."""

    def __init__(self, person: str, known: tuple[str, ...]) -> None:
        super().__init__(
            Sentence(
                "{person} cannot open this study. People who can: {known}.",
                {"person": person, "known": known},
            )
        )


class AlreadyKnown(Refusal):
    """Somebody of this name can open the study already."""

    def __init__(self, person: str) -> None:
        super().__init__(
            Sentence(
                "There is already a person called {person}. Give the new one a name that tells them apart.",
                {"person": person},
            )
        )


class Blank(Refusal):
    """A name or a passphrase is empty."""

    def __init__(self) -> None:
        super().__init__(Sentence("A name and a passphrase are needed; neither may be empty."))


class DamagedKey(EnvironmentFailure):
    """A wrapped key does not open, and the file of keys is not as it was written: no passphrase will help."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "The .keys file of this study was damaged or edited, and this person's key does not open."
            ),
            Sentence("Take the .keys file from a backup of this study. The study itself is not affected."),
        )


def new_key() -> StudyKey:
    """The key of a new study, with its identity."""
    return StudyKey(str(uuid4()), secrets.token_bytes(32))


def new_ring(key: StudyKey, *, demo: bool) -> KeyRing:
    """Keys of a new study; nobody can open it yet, unless it is a demo, which keeps its key in clear."""
    return KeyRing(key.study, demo_key=key if demo else None)


def with_person(ring: KeyRing, person: str, passphrase: str, key: StudyKey, *, cost: Cost = COST) -> KeyRing:
    """A new person who can open the study.

    Raises:
        AlreadyKnown, Blank: the name or the passphrase will not do.
    """
    if person in ring.persons:
        raise AlreadyKnown(person)
    return _with(ring, person, passphrase, key, cost)


def without_person(ring: KeyRing, person: str) -> KeyRing:
    """The person can no longer open the study with a passphrase.

    Raises:
        UnknownPerson: nobody of this name could.
    """
    _of(ring, person)
    return replace(ring, persons={name: key for name, key in ring.persons.items() if name != person})


def unwrap(ring: KeyRing, person: str, passphrase: str) -> StudyKey:
    """The study key, by the passphrase of a person. Takes as long as guessing is meant to cost.

    Raises:
        UnknownPerson, WrongPassphrase: they do not open it.
        DamagedKey: no passphrase can.
    """
    secret = _unwrapped(_of(ring, person), passphrase, _bound(ring, person))
    if secret is None:
        raise WrongPassphrase(person) if ring.intact else DamagedKey
    return StudyKey(ring.study, secret)


def with_passphrase(ring: KeyRing, person: str, old: str, new: str, *, cost: Cost = COST) -> KeyRing:
    """Another passphrase for a person. The study file itself stays as it is.

    Raises:
        UnknownPerson, WrongPassphrase, Blank, DamagedKey: as for :func:`unwrap` and :func:`with_person`.
    """
    return _with(ring, person, new, unwrap(ring, person, old), cost)


def with_recovery(ring: KeyRing, key: StudyKey, *, cost: Cost = COST) -> tuple[KeyRing, str]:
    """A new recovery code, to be shown once; an older one no longer works."""
    code = recovery_code.make()
    wrapped = _wrapped(key, recovery_code.plain(code), _bound(ring, None), cost)
    return replace(ring, recovery=wrapped), code


def unwrap_recovery(ring: KeyRing, code: str) -> StudyKey:
    """The study key, by the recovery code.

    Raises:
        NoRecoveryCode, WrongRecoveryCode: it does not open.
        DamagedKey: no code can.
    """
    if ring.recovery is None:
        raise NoRecoveryCode
    secret = _unwrapped(ring.recovery, recovery_code.plain(code), _bound(ring, None))
    if secret is None:
        raise WrongRecoveryCode if ring.intact else DamagedKey
    return StudyKey(ring.study, secret)


def with_recovered(ring: KeyRing, person: str, code: str, passphrase: str, *, cost: Cost = COST) -> KeyRing:
    """A new passphrase for a known person who has lost theirs, by the recovery code.

    Raises:
        UnknownPerson, NoRecoveryCode, WrongRecoveryCode, Blank, DamagedKey: it cannot be done.
    """
    _of(ring, person)
    return _with(ring, person, passphrase, unwrap_recovery(ring, code), cost)


def _of(ring: KeyRing, person: str) -> WrappedKey:
    if person not in ring.persons:
        raise UnknownPerson(person, tuple(ring.persons))
    return ring.persons[person]


def _with(ring: KeyRing, person: str, passphrase: str, key: StudyKey, cost: Cost) -> KeyRing:
    if not person.strip() or not passphrase.strip():
        raise Blank
    wrapped = _wrapped(key, passphrase, _bound(ring, person), cost)
    return replace(ring, persons={**ring.persons, person: wrapped})


def _bound(ring: KeyRing, person: str | None) -> bytes:
    return canonical([FORMAT, ring.study, person]).encode("utf-8", "surrogatepass")


# The two imports inside functions: argon2 and cryptography cost a tenth of the start of a demo, which needs
# neither.


def _wrapped(key: StudyKey, passphrase: str, bound_to: bytes, cost: Cost) -> WrappedKey:
    from workstation.record import wrapping

    return wrapping.wrap(key.secret, passphrase, bound_to, cost)


def _unwrapped(wrapped: WrappedKey, passphrase: str, bound_to: bytes) -> bytes | None:
    from workstation.record import wrapping

    return wrapping.unwrap(wrapped, passphrase, bound_to)

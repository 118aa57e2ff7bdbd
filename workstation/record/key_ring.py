"""The file of keys beside a study: its format, how it is read and written. No passphrase is handled here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from workstation.canonical import canonical
from workstation.messages import EnvironmentFailure, Sentence
from workstation.record import durable
from workstation.record.failures import AlreadyThere, NewerFile, told

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of a passphrase costs (argon2id): passes over a memory of this size, in many lanes."""

    passes: int
    memory_kib: int
    lanes: int


COSTS: Mapping[int, Cost] = {1: Cost(passes=3, memory_kib=65_536, lanes=4)}
"""The cost of new wrappings by format of the file: about 0.1 s on a laptop."""
_DEAREST = Cost(passes=64, memory_kib=4_194_304, lanes=64)


@dataclass(frozen=True, slots=True)
class StudyKey:
    """What opens one study: its identity (a UUID) and 32 random bytes."""

    study: str
    secret: bytes = field(repr=False)

    @property
    def salt(self) -> bytes:
        """The identity as the 16 bytes that stand unencrypted at the start of the study file.

        So a file and keys that do not belong together are known as such although nothing can be decrypted.
        """
        return UUID(self.study).bytes


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A study key sealed by a passphrase."""

    salt: bytes
    cost: Cost
    nonce: bytes
    sealed: bytes


@dataclass(frozen=True)
class KeyRing:
    """The wrapped keys of one study. Immutable: the acts of ``workstation.record.keys`` give a new one.

    ``demo_key`` is the key in clear: only a demo has one. ``intact``: the file was as this program wrote it.
    """

    study: str
    persons: Mapping[str, WrappedKey] = field(default_factory=dict)
    recovery: WrappedKey | None = None
    demo_key: StudyKey | None = None
    intact: bool = True

    @property
    def demo(self) -> bool:
        """Whether the study opens by itself."""
        return self.demo_key is not None


class KeysMissing(EnvironmentFailure):
    """There is a study without its keys."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Sentence("The keys of the study, {file}, are not beside it.", {"file": path.name}),
            Sentence("The two belong together: copy the .keys file from where the study came from to here."),
        )


class KeysDamaged(EnvironmentFailure):
    """The file of keys cannot be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Sentence("The keys of the study, {file}, are damaged.", {"file": path.name}),
            Sentence("Take the .keys file from a backup of this study. The study itself is not affected."),
        )


def key_path(study: Path) -> Path:
    """Where the keys of a study file lie."""
    return study.with_name(study.name + ".keys")


def read(study: Path) -> KeyRing:
    """The keys of a study file.

    Raises:
        KeysMissing, KeysDamaged, NewerFile: they are not there, not readable, or of a later release.
        EnvironmentFailure: the machine does not let us read them.
    """
    path = key_path(study)
    with told(path):
        if not path.exists():
            raise KeysMissing(path)
        raw = path.read_bytes()
    try:
        data = json.loads(raw)
        if data["format"] > FORMAT:
            raise NewerFile(path)
        return _ring(data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KeysDamaged(path) from error


def write(study: Path, ring: KeyRing) -> None:
    """Keep the keys beside the study file, in place of older ones. The caller has the study open to write.

    Raises:
        EnvironmentFailure: they could not be written; the older ones are untouched.
    """
    content = _content(ring)
    text = json.dumps({**content, "checksum": _checksum(content)}, ensure_ascii=False, indent=1)
    durable.write(key_path(study), text.encode("utf-8", "surrogatepass") + b"\n")


def write_new(study: Path, ring: KeyRing) -> None:
    """Keep the keys of a new study.

    Raises:
        AlreadyThere: there are keys of this name.
        EnvironmentFailure: they could not be written.
    """
    if key_path(study).exists():
        raise AlreadyThere(key_path(study))
    write(study, ring)


def _content(ring: KeyRing) -> dict[str, object]:
    content: dict[str, object] = {"format": FORMAT, "study": ring.study, "demo": ring.demo}
    content["persons"] = {name: _wrapped_data(wrapped) for name, wrapped in ring.persons.items()}
    if ring.recovery is not None:
        content["recovery"] = _wrapped_data(ring.recovery)
    if ring.demo_key is not None:
        content["key"] = ring.demo_key.secret.hex()
    return content


def _checksum(content: Mapping[str, object]) -> str:
    return sha256(canonical(content).encode("utf-8", "surrogatepass")).hexdigest()


def _ring(data: dict[str, Any]) -> KeyRing:
    checksum = data.pop("checksum", "")
    study = str(UUID(data["study"]))
    demo = data["demo"] is True
    return KeyRing(
        study=study,
        persons={name: _wrapped(part) for name, part in data["persons"].items()},
        recovery=_wrapped(data["recovery"]) if "recovery" in data else None,
        demo_key=StudyKey(study, _bytes(data["key"], 32)) if demo else None,
        intact=checksum == _checksum(data),
    )


def _wrapped_data(wrapped: WrappedKey) -> dict[str, object]:
    cost = wrapped.cost
    return {
        "salt": wrapped.salt.hex(),
        "argon2id": {"passes": cost.passes, "memory_kib": cost.memory_kib, "lanes": cost.lanes},
        "nonce": wrapped.nonce.hex(),
        "key": wrapped.sealed.hex(),
    }


def _wrapped(data: dict[str, Any]) -> WrappedKey:
    asked = data["argon2id"]
    lanes = _within(asked["lanes"], 1, _DEAREST.lanes)
    cost = Cost(
        passes=_within(asked["passes"], 1, _DEAREST.passes),
        memory_kib=_within(asked["memory_kib"], 8 * lanes, _DEAREST.memory_kib),
        lanes=lanes,
    )
    return WrappedKey(_bytes(data["salt"], 16), cost, _bytes(data["nonce"], 12), _bytes(data["key"], 48))


def _within(asked: object, least: int, most: int) -> int:
    # A damaged or hostile file must not make us ask for all memory of the machine.
    if not isinstance(asked, int) or not least <= asked <= most:
        raise ValueError("no cost of argon2id")
    return asked


def _bytes(text: str, length: int) -> bytes:
    value = bytes.fromhex(text)
    if len(value) != length:
        raise ValueError("a key has another length")
    return value

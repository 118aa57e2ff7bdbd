"""One part of an endpoint: whether it holds, why, and which answers are missing to tell (scoring sheet 0)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workstation.messages import Sentence
from workstation.scoring.result import all_of


@dataclass(frozen=True, slots=True)
class Criterion:
    """``met`` is None where it cannot be told; then ``missing`` names the answers that would decide it.

    Names of what is missing: ``sledai.<descriptor>``, ``previous.<descriptor>``, ``bilag.<system>``,
    ``baseline.<index>``, and the name of any other answer as the endpoint takes it.
    """

    key: str
    met: bool | None
    because: Sentence
    missing: tuple[str, ...] = ()


def joined(criteria: Iterable[Criterion]) -> bool | None:
    """Whether all hold: one that fails decides, else one that is open leaves it open."""
    return all_of(*(criterion.met for criterion in criteria))


def missing_of(criteria: Iterable[Criterion]) -> tuple[str, ...]:
    """What is missing, each once, while the endpoint cannot be told; empty once it can."""
    known = tuple(criteria)
    if joined(known) is not None:
        return ()
    return tuple(dict.fromkeys(name for criterion in known for name in criterion.missing))

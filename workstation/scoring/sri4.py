"""SRI-4: response against baseline in SLEDAI-2K, BILAG-2004 and PGA together (scoring sheet 5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from workstation.messages import Sentence
from workstation.scoring.bilag import new_a, new_b
from workstation.scoring.bilag_items import System
from workstation.scoring.bilag_result import Grade
from workstation.scoring.criterion import Criterion, joined
from workstation.scoring.pga import checked_pga, worsened
from workstation.scoring.quantity import EXACT, signed

FALL = 4
"""Points by which SLEDAI-2K has to fall."""
_MOST_NEW_B = 1


class Event(StrEnum):
    """What makes a subject a non-responder whatever the scores (scoring sheet 5, first line of the rules)."""

    TREATMENT_FAILURE = "treatment_failure"
    RESCUE_MEDICATION = "rescue_medication"
    DISCONTINUED = "discontinued"
    DEATH = "death"


class Status(StrEnum):
    """How the answer came about."""

    OBSERVED = "observed"
    IMPUTED = "imputed"
    """Something is missing that could decide: counted as no response (NRI)."""
    INTERCURRENT = "intercurrent"


@dataclass(frozen=True, slots=True)
class Activity:
    """The three indices of one visit. A grade is None where the system is missing or not evaluable (unless it is A).

    ``at_least`` is the partial sum of SLEDAI-2K where ``sledai`` is None because descriptors are missing.
    """

    sledai: int | None
    pga: Decimal | None
    bilag: Mapping[System, Grade | None] = field(default_factory=dict)
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Sri4:
    """The response at one visit. ``attainable`` is False where the baseline leaves no room for a fall of 4."""

    responder: bool
    status: Status
    sledai: Criterion
    bilag: Criterion
    pga: Criterion
    new_a: tuple[System, ...]
    new_b: tuple[System, ...]
    attainable: bool | None
    events: tuple[Event, ...] = ()

    @property
    def components(self) -> tuple[Criterion, Criterion, Criterion]:
        """The three, in the order of the sheet."""
        return self.sledai, self.bilag, self.pga

    @property
    def met(self) -> bool | None:
        """Response in three states: None where it was imputed."""
        return None if self.status is Status.IMPUTED else self.responder


def sri4(baseline: Activity, visit: Activity, events: Collection[Event] = ()) -> Sri4:
    """The response at a visit against baseline.

    Raises:
        ScoringError: a PGA outside 0-3.
    """
    new_as, new_bs, bilag = _bilag(baseline.bilag, visit.bilag)
    components = _sledai(baseline, visit), bilag, _pga(baseline.pga, visit.pga)
    met = joined(components)
    status = Status.INTERCURRENT if events else Status.IMPUTED if met is None else Status.OBSERVED
    return Sri4(
        responder=met is True and not events,
        status=status,
        sledai=components[0],
        bilag=bilag,
        pga=components[2],
        new_a=new_as,
        new_b=new_bs,
        attainable=None if baseline.sledai is None else baseline.sledai >= FALL,
        events=tuple(event for event in Event if event in events),
    )


def _sledai(baseline: Activity, visit: Activity) -> Criterion:
    was, now = baseline.sledai, visit.sledai
    if was is None:
        text = "SLEDAI-2K of the baseline is not known."
        return Criterion("sledai", None, Sentence(text), ("baseline.sledai",))
    values: dict[str, object] = {"was": was, "fall": FALL}
    if was < FALL:
        text = "SLEDAI-2K was {was} at baseline: it cannot fall by {fall}."
        return Criterion("sledai", False, Sentence(text, values))
    if now is not None:
        values |= {"now": now, "change": signed(Decimal(now - was))}
        text = "SLEDAI-2K {was} → {now} ({change}); a fall of {fall} or more is asked."
        return Criterion("sledai", was - now >= FALL, Sentence(text, values))
    values["now"] = visit.at_least
    if visit.at_least > was - FALL:
        text = "SLEDAI-2K {was} → at least {now}: a fall of {fall} is not possible any more."
        return Criterion("sledai", False, Sentence(text, values))
    text = "SLEDAI-2K {was} → at least {now}, and descriptors are missing."
    return Criterion("sledai", None, Sentence(text, values), ("sledai",))


def _pga(was: Decimal | None, now: Decimal | None) -> Criterion:
    for value in (was, now):
        if value is not None:
            checked_pga(value)
    if was is None or now is None:
        missing = "baseline.pga" if was is None else "pga"
        text = "PGA of the baseline is not known." if was is None else "PGA is not recorded."
        return Criterion("pga", None, Sentence(text), (missing,))
    values = {"was": was, "now": now, "change": signed(EXACT.subtract(now, was))}
    text = "PGA {was} → {now} ({change}); less than +0.3 is asked."
    return Criterion("pga", not worsened(was, now), Sentence(text, values))


def _bilag(
    was: Mapping[System, Grade | None], now: Mapping[System, Grade | None]
) -> tuple[tuple[System, ...], tuple[System, ...], Criterion]:
    """Systems with a sure new A, a sure new B, and whether no A and at most one B is new."""
    changes = {system: _change(was.get(system), now.get(system)) for system in System}
    sure_a = _where(changes, "A")
    sure_b = _where(changes, "B")
    maybe_a, maybe_b = _where(changes, "A?"), _where(changes, "B?")
    values: dict[str, object] = {"a": sure_a, "b": sure_b}
    if sure_a or len(sure_b) > _MOST_NEW_B:
        text = "New BILAG A: {a}; new B: {b}." if sure_a and sure_b else _failed_by(sure_a)
        return sure_a, sure_b, Criterion("bilag", False, Sentence(text, values))
    if maybe_a or len(sure_b) + len(maybe_b) > _MOST_NEW_B:
        values["open"] = maybe_a + maybe_b
        missing = tuple(
            f"baseline.bilag.{system}" if was.get(system) is None else f"bilag.{system}"
            for system in maybe_a + maybe_b
        )
        text = "BILAG cannot be told for {open}: it could be newly active."
        return sure_a, sure_b, Criterion("bilag", None, Sentence(text, values), missing)
    text = "No new BILAG A and one new B: {b}." if sure_b else "No new BILAG A and no new B."
    return sure_a, sure_b, Criterion("bilag", True, Sentence(text, values))


def _failed_by(sure_a: tuple[System, ...]) -> str:
    return "New BILAG A: {a}." if sure_a else "More than one new BILAG B: {b}."


def _where(changes: Mapping[System, str | None], change: str) -> tuple[System, ...]:
    return tuple(system for system, found in changes.items() if found == change)


def _change(was: Grade | None, now: Grade | None) -> str | None:
    """New A or B, sure or (with ``?``) possible; None where nothing new is possible (scoring sheet 5)."""
    if was is Grade.A or now in (Grade.C, Grade.D, Grade.E):
        return None
    if now is None:
        return "A?"
    if was is None:
        return "A?" if now is Grade.A else "B?"
    return "A" if new_a(now, was) else "B" if new_b(now, was) else None

"""LLDAS, the low disease activity state: five criteria at one visit (scoring sheet 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from workstation.messages import Sentence
from workstation.scoring import sledai2k
from workstation.scoring.criterion import Criterion, joined
from workstation.scoring.errors import check_name
from workstation.scoring.pga import checked_pga
from workstation.scoring.quantity import checked
from workstation.scoring.result import all_of, negate

MOST_POINTS = 4
MOST_PGA = Decimal(1)
MOST_PREDNISONE_MG = Decimal("7.5")
EXCLUDED = (
    "urinary_casts", "hematuria", "proteinuria", "pyuria",
    "seizure", "psychosis", "organic_brain_syndrome", "visual_disturbance", "cranial_nerve_disorder",
    "lupus_headache", "cerebrovascular_accident",
    "vasculitis", "pleurisy", "pericarditis", "fever",
)  # fmt: skip
"""Descriptors of kidney, nerves, vessels, heart, lung and fever: none may be present, whatever the total."""
BEYOND = ("haemolytic_anaemia", "gi_activity")
"""What is asked for this state and is no descriptor of the index."""
_CLINICAL = tuple(each.key for each in sledai2k.DESCRIPTORS if each.clinical)


class Scope(StrEnum):
    """What counts as new activity (scoring sheet 6, criterion 2; sheet 11)."""

    ALL = "all"
    CLINICAL = "clinical"
    ASSESSOR = "assessor"
    """Only what the assessor answered."""


@dataclass(frozen=True, slots=True)
class State:
    """Descriptors and the two questions beyond them at one assessment; None: not asked."""

    items: Mapping[str, bool | None]
    haemolytic_anaemia: bool | None = None
    gi_activity: bool | None = None

    def value(self, key: str) -> bool | None:
        """The answer to a descriptor or to one of :data:`BEYOND`."""
        beyond = {"haemolytic_anaemia": self.haemolytic_anaemia, "gi_activity": self.gi_activity}
        return beyond[key] if key in beyond else self.items.get(key)


@dataclass(frozen=True, slots=True)
class Treatment:
    """What criteria 4 and 5 ask. ``product_exempt`` False: the study product fails whoever was given it."""

    prednisone_mg: Decimal | None
    maintenance_ok: bool | None
    other_investigational: bool = False
    product_exempt: bool = True


@dataclass(frozen=True, slots=True)
class Lldas:
    """The state at one visit; ``attained`` None cannot be told and does not count as attained in a rate."""

    criteria: tuple[Criterion, ...]

    @property
    def attained(self) -> bool | None:
        """Whether all five hold."""
        return joined(self.criteria)


def lldas(
    now: State,
    previous: State | None,
    pga: Decimal | None,
    treatment: Treatment,
    new_features: bool | None = None,
    scope: Scope = Scope.ALL,
) -> Lldas:
    """The state at a visit.

    Args:
        now: what is present at the visit.
        previous: what was present at the assessment before, None if there was none.
        pga: of the visit.
        treatment: of the visit.
        new_features: what the assessor said about new activity; it stands above the comparison.
        scope: which descriptors the comparison looks at.

    Raises:
        ScoringError: a PGA or dose that cannot be, an unknown descriptor.
    """
    for key in previous.items if previous is not None else ():
        check_name("previous", key, sledai2k.KEYS)
    return Lldas(
        (
            _quiet(now),
            _nothing_new(now, previous, new_features, scope),
            _pga(pga),
            _prednisone(treatment.prednisone_mg),
            _maintenance(treatment),
        )
    )


def _quiet(now: State) -> Criterion:
    index = sledai2k.score(now.items)
    active = tuple(key for key in (*EXCLUDED, *BEYOND) if now.value(key))
    asked = tuple(key for key in BEYOND if now.value(key) is None)
    missing = (*(f"sledai.{key}" for key in index.missing), *asked)
    values: dict[str, object] = {"points": index.partial_total, "most": MOST_POINTS, "active": active}
    if active:
        return Criterion("1", False, Sentence("Active: {active}.", values))
    if index.partial_total > MOST_POINTS:
        text = "SLEDAI-2K {points} is above {most}."
        if missing:
            text = "SLEDAI-2K is at least {points}, above {most}."
        return Criterion("1", False, Sentence(text, values))
    if missing:
        text = "SLEDAI-2K {points} so far, and answers are missing."
        return Criterion("1", None, Sentence(text, values), missing)
    text = "SLEDAI-2K {points}, at most {most}, and no organ that must be quiet is active."
    return Criterion("1", True, Sentence(text, values))


def _nothing_new(now: State, previous: State | None, said: bool | None, scope: Scope) -> Criterion:
    if said is not None:
        text = "The assessor says that there is new activity." if said else "The assessor says: nothing new."
        return Criterion("2", not said, Sentence(text))
    if scope is Scope.ASSESSOR:
        text = "The assessor has not said whether there is new activity."
        return Criterion("2", None, Sentence(text), ("new_features",))
    if previous is None:
        text = "There is no earlier assessment to compare with."
        return Criterion("2", None, Sentence(text), ("previous",))
    looked_at = (*(_CLINICAL if scope is Scope.CLINICAL else sledai2k.KEYS), *BEYOND)
    new = {key: all_of(now.value(key), negate(previous.value(key))) for key in looked_at}
    sure = tuple(key for key, found in new.items() if found)
    if sure:
        return Criterion("2", False, Sentence("New since the assessment before: {new}.", {"new": sure}))
    unsure = tuple(key for key, found in new.items() if found is None)
    if unsure:
        missing = tuple(_asked(key, now) for key in unsure)
        text = "It cannot be told whether this is new: {unsure}."
        return Criterion("2", None, Sentence(text, {"unsure": unsure}), missing)
    return Criterion("2", True, Sentence("Nothing is new since the assessment before."))


def _asked(key: str, now: State) -> str:
    if now.value(key) is not None:
        return f"previous.{key}"
    return key if key in BEYOND else f"sledai.{key}"


def _pga(pga: Decimal | None) -> Criterion:
    if pga is None:
        return Criterion("3", None, Sentence("PGA is not recorded."), ("pga",))
    values = {"pga": checked_pga(pga), "most": MOST_PGA}
    text = "PGA {pga}, at most {most}." if pga <= MOST_PGA else "PGA {pga} is above {most}."
    return Criterion("3", pga <= MOST_PGA, Sentence(text, values))


def _prednisone(mg: Decimal | None) -> Criterion:
    if mg is None:
        return Criterion("4", None, Sentence("The prednisone dose cannot be told."), ("prednisone_mg_day",))
    values = {"mg": checked("prednisone_mg_day", mg, 0), "most": MOST_PREDNISONE_MG}
    met = mg <= MOST_PREDNISONE_MG
    text = (
        "Prednisone {mg} mg a day, at most {most} mg."
        if met
        else "Prednisone {mg} mg a day, above {most} mg."
    )
    return Criterion("4", met, Sentence(text, values))


def _maintenance(treatment: Treatment) -> Criterion:
    if treatment.other_investigational:
        return Criterion("5", False, Sentence("An investigational drug is taken."))
    if not treatment.product_exempt:
        return Criterion("5", False, Sentence("The study product is an investigational drug."))
    if treatment.maintenance_ok is None:
        text = "It is not answered whether background drugs are at maintenance doses."
        return Criterion("5", None, Sentence(text), ("maintenance_therapy_ok",))
    text = (
        "Background drugs are at tolerated maintenance doses."
        if treatment.maintenance_ok
        else "Background drugs are not at tolerated maintenance doses."
    )
    return Criterion("5", treatment.maintenance_ok, Sentence(text))

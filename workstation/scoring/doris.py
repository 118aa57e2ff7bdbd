"""DORIS remission of 2021, and the two variants off treatment of the framework of 2017 (scoring sheet 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from workstation.messages import Sentence
from workstation.scoring import sledai2k
from workstation.scoring.criterion import Criterion, joined
from workstation.scoring.pga import checked_pga
from workstation.scoring.quantity import checked
from workstation.scoring.result import all_of, negate

PGA_BELOW = Decimal("0.5")
PREDNISONE_MG = Decimal(5)
_SEROLOGY = tuple(each.key for each in sledai2k.DESCRIPTORS if not each.clinical)


class SteroidRule(StrEnum):
    """How the sources print the limit of the dose (scoring sheet 7, 11)."""

    AT_MOST_5 = "le5"
    BELOW_5 = "lt5"


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is taken at the visit; None: not known."""

    prednisone_mg: Decimal | None
    stable: bool | None
    on_immunosuppressant: bool | None
    on_biologic: bool | None


@dataclass(frozen=True, slots=True)
class Doris:
    """Remission at one visit. The off-treatment variants are secondary outputs; antimalarials are allowed in all."""

    criteria: tuple[Criterion, ...]
    off_treatment: bool | None
    complete_off_treatment: bool | None

    @property
    def remission(self) -> bool | None:
        """Whether all parts of the definition of 2021 hold."""
        return joined(self.criteria)


def doris(
    items: Mapping[str, bool | None],
    pga: Decimal | None,
    treatment: Treatment,
    rule: SteroidRule = SteroidRule.AT_MOST_5,
) -> Doris:
    """Remission at a visit; serology does not matter, but for the complete variant off treatment.

    Raises:
        ScoringError: a PGA or dose that cannot be, an unknown descriptor.
    """
    criteria = (
        _clinical(items),
        _pga(pga),
        _prednisone(treatment.prednisone_mg, rule),
        _stable(treatment.stable),
    )
    mg = treatment.prednisone_mg
    off = all_of(
        joined(criteria),
        None if mg is None else mg == 0,
        negate(treatment.on_immunosuppressant),
        negate(treatment.on_biologic),
    )
    return Doris(criteria, off, all_of(off, *(negate(items.get(key)) for key in _SEROLOGY)))


def _clinical(items: Mapping[str, bool | None]) -> Criterion:
    index = sledai2k.score(items)
    present = tuple(key for key in index.present if key not in _SEROLOGY)
    missing = tuple(f"sledai.{key}" for key in index.missing if key not in _SEROLOGY)
    if present:
        text = "Clinical SLEDAI-2K is not 0: {present}."
        return Criterion("clinical_sledai", False, Sentence(text, {"present": present}))
    if missing:
        text = "Clinical SLEDAI-2K: answers are missing."
        return Criterion("clinical_sledai", None, Sentence(text), missing)
    return Criterion("clinical_sledai", True, Sentence("Clinical SLEDAI-2K is 0."))


def _pga(pga: Decimal | None) -> Criterion:
    if pga is None:
        return Criterion("pga", None, Sentence("PGA is not recorded."), ("pga",))
    values = {"pga": checked_pga(pga), "limit": PGA_BELOW}
    met = pga < PGA_BELOW
    text = "PGA {pga}, below {limit}." if met else "PGA {pga} is not below {limit}."
    return Criterion("pga", met, Sentence(text, values))


def _prednisone(mg: Decimal | None, rule: SteroidRule) -> Criterion:
    if mg is None:
        text = "The prednisone dose cannot be told."
        return Criterion("prednisone", None, Sentence(text), ("prednisone_mg_day",))
    values = {"mg": checked("prednisone_mg_day", mg, 0), "limit": PREDNISONE_MG}
    if rule is SteroidRule.AT_MOST_5:
        met = mg <= PREDNISONE_MG
        text = (
            "Prednisone {mg} mg a day, at most {limit} mg."
            if met
            else "Prednisone {mg} mg a day, above {limit} mg."
        )
    else:
        met = mg < PREDNISONE_MG
        text = (
            "Prednisone {mg} mg a day, below {limit} mg."
            if met
            else "Prednisone {mg} mg a day, not below {limit} mg."
        )
    return Criterion("prednisone", met, Sentence(text, values))


def _stable(stable: bool | None) -> Criterion:
    if stable is None:
        text = "It is not answered whether background treatment is stable."
        return Criterion("therapy", None, Sentence(text), ("therapy_stable",))
    text = "Background treatment is stable." if stable else "Background treatment is not stable."
    return Criterion("therapy", stable, Sentence(text))

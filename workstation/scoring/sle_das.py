"""SLE-DAS of 2019, a weighted continuous index (scoring sheet 9.4; its coefficients are unverified)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from types import MappingProxyType

from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError, check_name
from workstation.scoring.quantity import ARITHMETIC, checked

_CONSTANT = Decimal("0.366")
WEIGHTS: Mapping[str, Decimal] = MappingProxyType(
    {
        "arthritis": Decimal("3.132"),
        "mucocutaneous_vasculitis": Decimal("4.408"),
        "localised_rash": Decimal("3.138"),
        "generalised_rash": Decimal("3.887"),
        "alopecia": Decimal("0.973"),
        "mucosal_ulcers": Decimal("2.769"),
        "hypocomplementaemia": Decimal("0.754"),
        "increased_anti_dsdna": Decimal("0.956"),
        "neuropsychiatric": Decimal(18),
        "systemic_vasculitis": Decimal(18),
        "cardiac_pulmonary": Decimal(18),
        "myositis": Decimal(9),
        "serositis": Decimal(6),
        "haemolytic_anaemia": Decimal(9),
    }
)
"""Points of what is present."""
_SWOLLEN = "swollen_joints_28"
NUMBERS = (_SWOLLEN, "proteinuria_mg", "platelets", "leucocytes")
_PER_SWOLLEN_JOINT = Decimal("0.454")
_JOINTS = 28
MEANINGFUL_CHANGE = Decimal("1.72")


class Band(StrEnum):
    """Bands of the score."""

    REMISSION = "remission"
    MILD = "mild"
    MODERATE_SEVERE = "moderate/severe"


@dataclass(frozen=True, slots=True)
class SleDas:
    """The score, unrounded; None with its band where an answer is missing."""

    score: Decimal | None
    band: Band | None
    missing: tuple[str, ...] = ()


def sle_das(flags: Mapping[str, bool | None], numbers: Mapping[str, Decimal | None]) -> SleDas:
    """The score of what is present and of the four measured values.

    Args:
        flags: by the keys of :data:`WEIGHTS`; None or no key: not known.
        numbers: by :data:`NUMBERS`: joints 0-28, protein in mg/g or mg/24 h, counts in 10^9/L.

    Raises:
        ScoringError: an unknown key, a value that cannot be true, a count of 0 (it has no logarithm).
    """
    _check(flags, numbers)
    missing = (
        *(key for key in WEIGHTS if flags.get(key) is None),
        *(key for key in NUMBERS if numbers.get(key) is None),
    )
    if missing:
        return SleDas(None, None, missing)
    joints, protein, platelets, leucocytes = (Decimal(numbers[key] or 0) for key in NUMBERS)
    with localcontext(ARITHMETIC):
        total = _CONSTANT + sum(points for key, points in WEIGHTS.items() if flags[key])
        total += _PER_SWOLLEN_JOINT * joints
        if protein > 500:
            total += Decimal("-17.584") + Decimal("3.811") * protein.ln()
        if platelets < 100:
            total += Decimal("26.105") - Decimal("5.577") * platelets.ln()
        if leucocytes < 3:
            total += Decimal("6.118") - Decimal("5.058") * leucocytes.ln()
    return SleDas(total, band(total))


def band(score: Decimal) -> Band:
    """Up to 2.08 remission, up to 7.64 mild, above it moderate or severe."""
    if score <= Decimal("2.08"):
        return Band.REMISSION
    return Band.MILD if score <= Decimal("7.64") else Band.MODERATE_SEVERE


def _check(flags: Mapping[str, bool | None], numbers: Mapping[str, Decimal | None]) -> None:
    for key in flags:
        check_name("flags", key, WEIGHTS)
    for key, value in numbers.items():
        check_name("numbers", key, NUMBERS)
        if value is None:
            continue
        checked(key, value, 0, _JOINTS if key == _SWOLLEN else None)
        if key == _SWOLLEN and value != value.to_integral_value():
            raise ScoringError(Sentence("{name}: joints are counted in whole numbers.", {"name": key}))
        if key in ("platelets", "leucocytes") and value == 0:
            raise ScoringError(Sentence("{name} cannot be 0: the score takes its logarithm.", {"name": key}))

"""Body surface area and the doses taken from it (scoring sheet 9.1, trial sheet 4.1).

The formula belongs to every dose: record it, and never mix formulas within a patient.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from functools import partial
from types import MappingProxyType

from workstation.scoring.errors import check_name
from workstation.scoring.quantity import ARITHMETIC, checked

# What cannot be true of a person: metres for centimetres, grams for kilograms, the two fields swapped.
_HEIGHT_CM = (30, 300)
_WEIGHT_KG = (1, 700)


def _power_law(a: str, h: str, w: str, height: Decimal, weight: Decimal) -> Decimal:
    return Decimal(a) * height ** Decimal(h) * weight ** Decimal(w)


def _mosteller(height: Decimal, weight: Decimal) -> Decimal:
    return (height * weight / 3600).sqrt()


def _stevenson(height: Decimal, weight: Decimal) -> Decimal:
    return Decimal("0.0061") * height + Decimal("0.0128") * weight - Decimal("0.1529")


FORMULAS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = MappingProxyType(
    {
        "mosteller": _mosteller,
        "dubois": partial(_power_law, "0.007184", "0.725", "0.425"),
        "haycock": partial(_power_law, "0.024265", "0.3964", "0.5378"),
        "gehan_george": partial(_power_law, "0.0235", "0.42246", "0.51456"),
        "fujimoto": partial(_power_law, "0.008883", "0.663", "0.444"),
        "stevenson": _stevenson,
    }
)


def body_surface(height_cm: Decimal, weight_kg: Decimal, formula: str = "mosteller") -> Decimal:
    """Return the surface in m2, not rounded (28 digits), by one of :data:`FORMULAS`.

    An unknown formula and a height or weight that cannot be true are a ScoringError.
    """
    check_name("formula", formula, FORMULAS)
    height = checked("height_cm", height_cm, *_HEIGHT_CM)
    weight = checked("weight_kg", weight_kg, *_WEIGHT_KG)
    with localcontext(ARITHMETIC):
        return FORMULAS[formula](height, weight)


def dose(mg_per_m2: Decimal, surface_m2: Decimal) -> Decimal:
    """Return the dose in mg, not rounded and not capped (trial sheet 4.1)."""
    return ARITHMETIC.multiply(checked("mg_per_m2", mg_per_m2, 0), checked("surface_m2", surface_m2, 0))

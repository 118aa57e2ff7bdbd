"""Kidney function and the fludarabine dose that it allows (scoring sheet 9.2 and 9.3, trial sheet 4.2).

Creatinine in umol/L, age in years, sex "F" or "M". One equation per patient, stored with the value.
Inputs that cannot be true are a ScoringError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from types import MappingProxyType

from workstation.scoring.errors import check_name
from workstation.scoring.quantity import ARITHMETIC, as_decimal, checked

UMOL_L_PER_MG_DL = Decimal("88.4")
BUN_MG_DL_PER_MMOL_L = Decimal("2.8")
SEXES = ("F", "M")
FULL_FLUDARABINE_MG_M2 = Decimal(25)

# A creatinine below 10 umol/L is one typed in mg/dL.
_CREATININE_UMOL_L = (10, 5000)
_AGE = (1, 120)
_WEIGHT_KG = (1, 700)
_UREA_MMOL_L = (Decimal("0.1"), 200)
_ALBUMIN_G_L = (1, 100)


def ckdepi2021(creatinine_umol_l: Decimal, age: Decimal, sex: str) -> Decimal:
    """Return GFR in mL/min/1.73 m2 by CKD-EPI 2021 (scoring sheet 9.2), not rounded."""
    years = checked("age", age, *_AGE)
    kappa, alpha = (
        (Decimal("0.7"), Decimal("-0.241")) if _female(sex) else (Decimal("0.9"), Decimal("-0.302"))
    )
    with localcontext(ARITHMETIC):
        ratio = _creatinine_mg_dl(creatinine_umol_l) / kappa
        one = Decimal(1)
        gfr = (
            142 * min(ratio, one) ** alpha * max(ratio, one) ** Decimal("-1.200") * Decimal("0.9938") ** years
        )
        return gfr * _factor(_female(sex), "1.012")


def mdrd4(creatinine_umol_l: Decimal, age: Decimal, sex: str) -> Decimal:
    """Return GFR in mL/min/1.73 m2 by the four-variable MDRD (scoring sheet 9.2), no factor for ancestry."""
    years = checked("age", age, *_AGE)
    with localcontext(ARITHMETIC):
        gfr = 175 * _creatinine_mg_dl(creatinine_umol_l) ** Decimal("-1.154") * years ** Decimal("-0.203")
        return gfr * _factor(_female(sex), "0.742")


def mdrd6(
    creatinine_umol_l: Decimal,
    age: Decimal,
    sex: str,
    urea_mmol_l: Decimal,
    albumin_g_l: Decimal,
    african_ancestry: bool = False,
) -> Decimal:
    """Return GFR in mL/min/1.73 m2 by the six-variable MDRD of the BILAG form (scoring sheet 9.2).

    Urea (not urea nitrogen) in mmol/L and albumin in g/L; the equation's BUN and g/dL are made here.
    """
    years = checked("age", age, *_AGE)
    urea = checked("urea_mmol_l", urea_mmol_l, *_UREA_MMOL_L)
    albumin = checked("albumin_g_l", albumin_g_l, *_ALBUMIN_G_L)
    with localcontext(ARITHMETIC):
        gfr = 170 * _creatinine_mg_dl(creatinine_umol_l) ** Decimal("-0.999") * years ** Decimal("-0.176")
        gfr *= (urea * BUN_MG_DL_PER_MMOL_L) ** Decimal("-0.170") * (albumin / 10) ** Decimal("0.318")
        return gfr * _factor(_female(sex), "0.762") * _factor(african_ancestry, "1.18")


def cockcroft_gault(creatinine_umol_l: Decimal, age: Decimal, sex: str, weight_kg: Decimal) -> Decimal:
    """Return creatinine clearance in mL/min, not normalised to surface (scoring sheet 9.2).

    Computed as a fraction, because the fludarabine bands begin at round numbers.
    """
    years = Fraction(checked("age", age, *_AGE))
    weight = Fraction(checked("weight_kg", weight_kg, *_WEIGHT_KG))
    creatinine = Fraction(checked("creatinine_umol_l", creatinine_umol_l, *_CREATININE_UMOL_L))
    clearance = (140 - years) * weight * Fraction(UMOL_L_PER_MG_DL) / (72 * creatinine)
    return as_decimal(clearance * Fraction(_factor(_female(sex), "0.85")))


def _creatinine_mg_dl(creatinine_umol_l: Decimal) -> Decimal:
    return checked("creatinine_umol_l", creatinine_umol_l, *_CREATININE_UMOL_L) / UMOL_L_PER_MG_DL


def _female(sex: str) -> bool:
    check_name("sex", sex, SEXES)
    return sex == "F"


def _factor(applies: bool, factor: str) -> Decimal:
    return Decimal(factor) if applies else Decimal(1)


def fludarabine_mg_m2(
    clearance: Decimal, label: str, planned: Decimal = FULL_FLUDARABINE_MG_M2
) -> Decimal | None:
    """Return the daily intravenous mg/m2 that a label allows, or None: do not give (scoring sheet 9.3).

    ``us_2010`` reads ``clearance`` as Cockcroft-Gault mL/min and never proposes more than is planned;
    ``older`` reads mL/min/1.73 m2 and takes 20 % off the planned dose. The protocol's own rule prevails.
    """
    check_name("label", label, FLUDARABINE_LABELS)
    return FLUDARABINE_LABELS[label](checked("clearance", clearance, 0), checked("planned_mg_m2", planned, 0))


def _us_2010(clearance: Decimal, planned: Decimal) -> Decimal | None:
    for least, allowed in ((80, 25), (50, 20), (30, 15)):
        if clearance >= least:
            return min(planned, Decimal(allowed))
    return None


def _older(clearance: Decimal, planned: Decimal) -> Decimal | None:
    if clearance < 30:
        return None
    return planned if clearance > 70 else ARITHMETIC.multiply(planned, Decimal("0.8"))


FLUDARABINE_LABELS: Mapping[str, Callable[[Decimal, Decimal], Decimal | None]] = MappingProxyType(
    {"us_2010": _us_2010, "older": _older}
)

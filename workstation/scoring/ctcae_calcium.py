"""Calcium as CTCAE grades it: corrected for albumin, or ionised (safety facts 3.3, rows 16 and 17)."""

from __future__ import annotations

from decimal import Decimal

from workstation.scoring.quantity import EXACT, checked

_NORMAL_ALBUMIN_G_L = Decimal(40)
_PER_GRAM = Decimal("0.02")


def corrected_calcium(total_mmol_l: Decimal, albumin_g_l: Decimal) -> Decimal:
    """Total calcium in mmol/L with 0.02 mmol/L more for each g/L of albumin below 40, unrounded (usual practice).

    Raises:
        ScoringError: a negative or impossible number.
    """
    total = checked("calcium", total_mmol_l, 0)
    lacking = EXACT.subtract(_NORMAL_ALBUMIN_G_L, checked("albumin", albumin_g_l, 0))
    return EXACT.add(total, EXACT.multiply(_PER_GRAM, lacking))

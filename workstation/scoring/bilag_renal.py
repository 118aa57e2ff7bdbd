"""The renal grade of BILAG-2004: levels, and changes against the last value of the same analyte (scoring sheet 2.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from workstation.messages import Sentence
from workstation.scoring.bilag_items import Answers
from workstation.scoring.bilag_result import NOTHING, Grade, Met
from workstation.scoring.quantity import EXACT

SYSTOLIC, DIASTOLIC, ACCELERATED = 78, 79, 80
DIPSTICK, ACR, PCR, PROTEIN_24H = 81, 82, 83, 84
NEPHROTIC, CREATININE, GFR, SEDIMENT, BIOPSY = 85, 86, 87, 88, 89
QUANTITIES = (PROTEIN_24H, PCR, ACR)
# Above which an amount is heavy (A1), from which it is moderate (B2), above which it is there at all (C1).
_HEAVY = {PROTEIN_24H: Decimal(1), PCR: Decimal(100), ACR: Decimal(100)}
_MODERATE = {PROTEIN_24H: Decimal("0.5"), PCR: Decimal(50), ACR: Decimal(50)}
_SLIGHT = {PROTEIN_24H: Decimal("0.25"), PCR: Decimal(25), ACR: Decimal(25)}
_MOST_PLUSES = 4
_FEATURES = {
    "A1": Sentence("heavy proteinuria"),
    "A2": Sentence("accelerated hypertension"),
    "A3": Sentence("worse renal function"),
    "A4": Sentence("active sediment"),
    "A5": Sentence("active nephritis"),
    "A6": Sentence("nephrotic syndrome"),
}


class FirstVisit(StrEnum):
    """What a rise means before there is an earlier assessment (scoring sheet 2.6, 11)."""

    STRICT = "strict"
    """A rise or fall that cannot be shown is not met."""
    LEGACY = "legacy"
    """Without any earlier assessment, a high level stands for a rise."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The latest earlier value of each analyte, whenever it was measured.

    ``held``: there was an earlier assessment, also if none of these was measured at it.
    """

    values: Mapping[int, Decimal]
    policy: FirstVisit = FirstVisit.STRICT
    held: bool = False

    @property
    def legacy(self) -> bool:
        """Whether a level stands for a rise here."""
        return self.policy is FirstVisit.LEGACY and not self.values and not self.held


@dataclass(frozen=True, slots=True)
class _Renal:
    """Today's usable answers beside the earlier values. ``measured``: items that have a value, usable or not."""

    answers: Answers
    measured: frozenset[int]
    earlier: Earlier

    def value(self, number: int) -> Decimal | None:
        answer = self.answers.get(number)
        return None if answer is None else Decimal(answer)

    def yes(self, number: int) -> bool:
        return self.answers.get(number) is True

    def share(self, number: int, percent: int) -> Decimal | None:
        """So many percent of the earlier value, exactly."""
        before = self.earlier.values.get(number)
        return (
            None if before is None else EXACT.divide(EXACT.multiply(before, Decimal(percent)), Decimal(100))
        )

    def not_fallen(self, number: int) -> bool:
        """Not fallen by 25 % or more; exactly 25 % is a fall, and without an earlier value none is shown."""
        value, limit = self.value(number), self.share(number, 75)
        return value is not None and (limit is None or value > limit)

    @property
    def pluses(self) -> Decimal | None:
        """The dipstick, which counts only where nothing better was measured, marked or not."""
        if self.measured.intersection(QUANTITIES):
            return None
        value = self.value(DIPSTICK)
        return None if value is None else min(value, Decimal(_MOST_PLUSES))

    def pluses_risen(self, levels: int) -> bool:
        before, now = self.earlier.values.get(DIPSTICK), self.pluses
        if now is None:
            return False
        if before is None:
            return self.earlier.legacy and now >= 2
        return EXACT.subtract(now, min(before, Decimal(_MOST_PLUSES))) >= levels


def renal(answers: Answers, measured: frozenset[int], earlier: Earlier) -> Met:
    """The renal grade.

    Args:
        answers: what is due to lupus, by item.
        measured: the items that have an answer at all, also one that is not due to lupus.
        earlier: what was measured before.
    """
    kidney = _Renal(answers, measured, earlier)
    features = {
        "A1": _heavy(kidney),
        "A2": (ACCELERATED,) if kidney.yes(ACCELERATED) else (),
        "A3": _worse_function(kidney),
        "A4": (SEDIMENT,) if kidney.yes(SEDIMENT) else (),
        "A5": (BIOPSY,) if kidney.yes(BIOPSY) else (),
        "A6": (NEPHROTIC,) if kidney.yes(NEPHROTIC) else (),
    }
    met = {name: items for name, items in features.items() if items}
    deciding = tuple(number for items in met.values() for number in items)
    values = {"features": tuple(_FEATURES[name] for name in met)}
    if len(met) >= 2 and met.keys() & {"A1", "A4", "A5"}:
        text = "Two or more renal features, one of them proteinuria, sediment or biopsy: {features}."
        return Met(Grade.A, Sentence(text, values), deciding)
    if met:
        text = "Renal features that do not make an A together: {features}."
        return Met(Grade.B, Sentence(text, values), deciding)
    return _moderate(kidney) or _slight(kidney) or NOTHING


def _heavy(kidney: _Renal) -> tuple[int, ...]:
    """A1: heavy proteinuria that has not improved; any one measure is enough."""
    found = tuple(
        number
        for number in QUANTITIES
        if (value := kidney.value(number)) is not None
        and value > _HEAVY[number]
        and kidney.not_fallen(number)
    )
    return found or ((DIPSTICK,) if kidney.pluses_risen(2) else ())


def _worse_function(kidney: _Renal) -> tuple[int, ...]:
    """A3: creatinine above 130 and 130 % of before, or GFR below 80 and 67 %, or newly below 50."""
    creatinine, gfr = kidney.value(CREATININE), kidney.value(GFR)
    found = []
    if creatinine is not None and creatinine > 130:
        limit = kidney.share(CREATININE, 130)
        if creatinine > limit if limit is not None else kidney.earlier.legacy:
            found.append(CREATININE)
    if gfr is not None:
        limit, before = kidney.share(GFR, 67), kidney.earlier.values.get(GFR)
        fallen = gfr < 80 and (gfr < limit if limit is not None else kidney.earlier.legacy)
        if fallen or (gfr < 50 and (before is None or before > 50)):
            found.append(GFR)
    return tuple(found)


def _moderate(kidney: _Renal) -> Met | None:
    """B2 proteinuria, B3 creatinine."""
    found = [
        number
        for number in QUANTITIES
        if (value := kidney.value(number)) is not None
        and value >= _MODERATE[number]
        and kidney.not_fallen(number)
    ]
    pluses = kidney.pluses
    if pluses is not None and pluses >= 2 and kidney.pluses_risen(1):
        found.append(DIPSTICK)
    if found:
        return Met(Grade.B, Sentence("Proteinuria that has not improved."), tuple(found))
    creatinine = kidney.value(CREATININE)
    low, high = kidney.share(CREATININE, 115), kidney.share(CREATININE, 130)
    if (
        creatinine is None
        or low is None
        or high is None
        or not (creatinine > 130 and low <= creatinine <= high)
    ):
        return None
    text = "Creatinine above 130 µmol/L and 115 to 130 % of the earlier one."
    return Met(Grade.B, Sentence(text), (CREATININE,))


def _slight(kidney: _Renal) -> Met | None:
    """C1 any proteinuria, whatever its change; C2 blood pressure that is high and has risen, both of them."""
    found = [
        number
        for number in QUANTITIES
        if (value := kidney.value(number)) is not None and value > _SLIGHT[number]
    ]
    pluses = kidney.pluses
    if pluses is not None and pluses >= 1:
        found.append(DIPSTICK)
    if found:
        return Met(Grade.C, Sentence("Proteinuria."), tuple(found))
    if _risen(kidney, SYSTOLIC, 140, 30) and _risen(kidney, DIASTOLIC, 90, 15):
        text = "Blood pressure above 140/90 mmHg and risen by 30/15 or more."
        return Met(Grade.C, Sentence(text), (SYSTOLIC, DIASTOLIC))
    return None


def _risen(kidney: _Renal, number: int, above: int, by: int) -> bool:
    value, before = kidney.value(number), kidney.earlier.values.get(number)
    if value is None or before is None:
        return False
    return value > above and EXACT.subtract(value, before) >= by

"""The renal grade of BILAG-2004: levels, and changes against the last value of the same analyte (scoring sheet 2.6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

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
_MOST_PLUSES = Decimal(4)
_FEATURES = {
    "A1": Sentence("heavy proteinuria"),
    "A2": Sentence("accelerated hypertension"),
    "A3": Sentence("worse renal function"),
    "A4": Sentence("active sediment"),
    "A5": Sentence("active nephritis"),
    "A6": Sentence("nephrotic syndrome"),
}
_ONE_OF_THEM = frozenset({"A1", "A4", "A5"})


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


_Amounts = Sequence[tuple[int, Decimal]]


class _Renal(NamedTuple):
    """Today's usable answers beside the earlier values. ``measured``: items that have a value, usable or not."""

    answers: Answers
    measured: Collection[int]
    earlier: Earlier

    def value(self, number: int) -> Decimal | None:
        answer = self.answers.get(number)
        return None if answer is None else Decimal(answer)

    def yes(self, number: int) -> bool:
        return self.answers.get(number) is True

    def share(self, number: int, percent: int) -> Decimal | None:
        """So many percent of the earlier value, exactly."""
        before = self.earlier.values.get(number)
        return None if before is None else EXACT.multiply(before, percent).scaleb(-2, EXACT)

    def not_fallen(self, number: int, value: Decimal) -> bool:
        """Not fallen by 25 % or more; exactly 25 % is a fall, and without an earlier value none is shown."""
        limit = self.share(number, 75)
        return limit is None or value > limit

    @property
    def amounts(self) -> _Amounts:
        """The measured amounts of protein."""
        return [(number, Decimal(self.answers[number])) for number in QUANTITIES if number in self.answers]

    def gfr_fallen(self, gfr: Decimal) -> bool:
        if not gfr < 80:
            return False
        limit = self.share(GFR, 67)
        return gfr < limit if limit is not None else self.earlier.legacy

    @property
    def pluses(self) -> Decimal | None:
        """The dipstick, which counts only where nothing better was measured, marked or not."""
        for number in QUANTITIES:
            if number in self.measured:
                return None
        value = self.value(DIPSTICK)
        return None if value is None else min(value, _MOST_PLUSES)

    def pluses_risen(self, levels: int) -> bool:
        now = self.pluses
        if now is None:
            return False
        before = self.earlier.values.get(DIPSTICK)
        if before is None:
            return self.earlier.legacy and now >= 2
        return EXACT.subtract(now, min(before, _MOST_PLUSES)) >= levels


def renal(answers: Answers, measured: Collection[int], earlier: Earlier) -> Met:
    """The renal grade.

    Args:
        answers: what is due to lupus, by item.
        measured: the items that have an answer at all, also one that is not due to lupus.
        earlier: what was measured before.
    """
    kidney = _Renal(answers, measured, earlier)
    amounts = kidney.amounts
    features = {
        "A1": _heavy(kidney, amounts),
        "A2": (ACCELERATED,) if kidney.yes(ACCELERATED) else (),
        "A3": _worse_function(kidney),
        "A4": (SEDIMENT,) if kidney.yes(SEDIMENT) else (),
        "A5": (BIOPSY,) if kidney.yes(BIOPSY) else (),
        "A6": (NEPHROTIC,) if kidney.yes(NEPHROTIC) else (),
    }
    met = [name for name, items in features.items() if items]
    if not met:
        return _moderate(kidney, amounts) or _slight(kidney, amounts) or NOTHING
    deciding = tuple([number for name in met for number in features[name]])
    values = {"features": tuple([_FEATURES[name] for name in met])}
    if len(met) >= 2 and not _ONE_OF_THEM.isdisjoint(met):
        text = "Two or more renal features, one of them proteinuria, sediment or biopsy: {features}."
        return Met(Grade.A, Sentence(text, values), deciding)
    text = "Renal features that do not make an A together: {features}."
    return Met(Grade.B, Sentence(text, values), deciding)


def _heavy(kidney: _Renal, amounts: _Amounts) -> tuple[int, ...]:
    """A1: heavy proteinuria that has not improved; any one measure is enough."""
    found = [
        number for number, value in amounts if value > _HEAVY[number] and kidney.not_fallen(number, value)
    ]
    return tuple(found) if found else (DIPSTICK,) if kidney.pluses_risen(2) else ()


def _worse_function(kidney: _Renal) -> tuple[int, ...]:
    """A3: creatinine above 130 and 130 % of before, or GFR below 80 and 67 %, or newly below 50."""
    creatinine, gfr = kidney.value(CREATININE), kidney.value(GFR)
    found = []
    if creatinine is not None and creatinine > 130:
        limit = kidney.share(CREATININE, 130)
        if creatinine > limit if limit is not None else kidney.earlier.legacy:
            found.append(CREATININE)
    if gfr is not None:
        before = kidney.earlier.values.get(GFR)
        if kidney.gfr_fallen(gfr) or (gfr < 50 and (before is None or before > 50)):
            found.append(GFR)
    return tuple(found)


def _moderate(kidney: _Renal, amounts: _Amounts) -> Met | None:
    """B2 proteinuria, B3 creatinine."""
    found = [
        number for number, value in amounts if value >= _MODERATE[number] and kidney.not_fallen(number, value)
    ]
    pluses = kidney.pluses
    if pluses is not None and pluses >= 2 and kidney.pluses_risen(1):
        found.append(DIPSTICK)
    if found:
        return Met(Grade.B, Sentence("Proteinuria that has not improved."), tuple(found))
    creatinine = kidney.value(CREATININE)
    if creatinine is None or not creatinine > 130:
        return None
    # More than 130 % of the earlier one is a feature of A, and then none of this is asked.
    low = kidney.share(CREATININE, 115)
    if low is None or creatinine < low:
        return None
    text = "Creatinine above 130 µmol/L and 115 to 130 % of the earlier one."
    return Met(Grade.B, Sentence(text), (CREATININE,))


def _slight(kidney: _Renal, amounts: _Amounts) -> Met | None:
    """C1 any proteinuria, whatever its change; C2 blood pressure that is high and has risen, both of them."""
    found = [number for number, value in amounts if value > _SLIGHT[number]]
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

"""The haematological grade of BILAG-2004 from today's counts alone (scoring sheet 2.7).

The thresholds are marked K there: reconstructed, not confirmed against the licensed document.
"""

from __future__ import annotations

from decimal import Decimal

from workstation.messages import Sentence
from workstation.scoring.bilag_items import TTP, Answers
from workstation.scoring.bilag_result import NOTHING, Grade, Met

HAEMOGLOBIN, WHITE_CELLS, NEUTROPHILS, LYMPHOCYTES, PLATELETS = 90, 91, 92, 93, 94
HAEMOLYSIS, COOMBS = 96, 97
_ACTIVE = (2, 3, 4)
_Band = tuple[int, Decimal, Decimal]
"""An item with a half-open band of its values: from the first, short of the second."""
_ANY_LOW = Decimal("-Infinity")
_HAEMOGLOBIN_BELOW_8 = (HAEMOGLOBIN, _ANY_LOW, Decimal(8))
_HAEMOGLOBIN_8_TO_10 = (HAEMOGLOBIN, Decimal(8), Decimal(10))
_HAEMOGLOBIN_8_TO_11 = (HAEMOGLOBIN, Decimal(8), Decimal(11))
_SEVERE: tuple[_Band, ...] = ((PLATELETS, _ANY_LOW, Decimal(25)),)
_MODERATE: tuple[_Band, ...] = (
    (WHITE_CELLS, _ANY_LOW, Decimal(1)),
    (NEUTROPHILS, _ANY_LOW, Decimal("0.5")),
    (PLATELETS, Decimal(25), Decimal(50)),
)
_MILD: tuple[_Band, ...] = (
    (WHITE_CELLS, Decimal(1), Decimal(4)),
    (NEUTROPHILS, Decimal("0.5"), Decimal(2)),
    (LYMPHOCYTES, _ANY_LOW, Decimal(1)),
    (PLATELETS, Decimal(50), Decimal(150)),
)


def haematological(answers: Answers) -> Met:
    """The haematological grade from what is due to lupus; haemoglobin is in g/dL, cells in 10^9/L."""
    for grade, features in ((Grade.A, _severe), (Grade.B, _moderate), (Grade.C, _mild)):
        deciding = features(answers)
        if deciding:
            values = {"items": tuple(str(number) for number in deciding), "grade": grade}
            return Met(grade, Sentence("Grade {grade} by item {items}.", values), deciding)
    return NOTHING


def _severe(answers: Answers) -> tuple[int, ...]:
    found = [TTP] if answers.get(TTP) in _ACTIVE else []
    if answers.get(HAEMOLYSIS) is True and _within(answers, _HAEMOGLOBIN_BELOW_8):
        found += [HAEMOLYSIS, HAEMOGLOBIN]
    return (*found, *_low(answers, _SEVERE))


def _moderate(answers: Answers) -> tuple[int, ...]:
    found = [TTP] if answers.get(TTP) == 1 else []
    if answers.get(HAEMOLYSIS) is True:
        if _within(answers, _HAEMOGLOBIN_8_TO_10):
            found += [HAEMOLYSIS, HAEMOGLOBIN]
    elif _within(answers, _HAEMOGLOBIN_BELOW_8):
        found.append(HAEMOGLOBIN)
    return (*found, *_low(answers, _MODERATE))


def _mild(answers: Answers) -> tuple[int, ...]:
    found = []
    if answers.get(HAEMOLYSIS) is True:
        # With any haemoglobin, also one that cannot be used (scoring sheet 2.7).
        found.append(HAEMOLYSIS)
    elif _within(answers, _HAEMOGLOBIN_8_TO_11):
        found.append(HAEMOGLOBIN)
    if answers.get(COOMBS) is True:
        found.append(COOMBS)
    return (*found, *_low(answers, _MILD))


def _low(answers: Answers, bands: tuple[_Band, ...]) -> list[int]:
    return [band[0] for band in bands if _within(answers, band)]


def _within(answers: Answers, band: _Band) -> bool:
    number, lowest, below = band
    answer = answers.get(number)
    return answer is not None and lowest <= answer < below

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


def haematological(answers: Answers) -> Met:
    """The haematological grade from what is due to lupus; haemoglobin is in g/dL, cells in 10^9/L."""
    for grade, features in ((Grade.A, _severe), (Grade.B, _moderate), (Grade.C, _mild)):
        deciding = features(answers)
        if deciding:
            values = {"items": tuple(str(number) for number in deciding), "grade": grade}
            return Met(grade, Sentence("Grade {grade} by item {items}.", values), deciding)
    return NOTHING


def _severe(answers: Answers) -> tuple[int, ...]:
    found = [TTP] if answers.get(TTP, 0) in _ACTIVE else []
    if answers.get(HAEMOLYSIS) is True and _within(answers, HAEMOGLOBIN, None, "8"):
        found += [HAEMOLYSIS, HAEMOGLOBIN]
    return (*found, *_low(answers, (PLATELETS, None, "25")))


def _moderate(answers: Answers) -> tuple[int, ...]:
    found = [TTP] if answers.get(TTP, 0) == 1 else []
    if answers.get(HAEMOLYSIS) is True:
        if _within(answers, HAEMOGLOBIN, "8", "10"):
            found += [HAEMOLYSIS, HAEMOGLOBIN]
    elif _within(answers, HAEMOGLOBIN, None, "8"):
        found.append(HAEMOGLOBIN)
    bands = ((WHITE_CELLS, None, "1"), (NEUTROPHILS, None, "0.5"), (PLATELETS, "25", "50"))
    return (*found, *_low(answers, *bands))


def _mild(answers: Answers) -> tuple[int, ...]:
    found = []
    if answers.get(HAEMOLYSIS) is True:
        # With any haemoglobin, also one that cannot be used (scoring sheet 2.7).
        found.append(HAEMOLYSIS)
    elif _within(answers, HAEMOGLOBIN, "8", "11"):
        found.append(HAEMOGLOBIN)
    if answers.get(COOMBS) is True:
        found.append(COOMBS)
    bands = (
        (WHITE_CELLS, "1", "4"),
        (NEUTROPHILS, "0.5", "2"),
        (LYMPHOCYTES, None, "1"),
        (PLATELETS, "50", "150"),
    )
    return (*found, *_low(answers, *bands))


def _low(answers: Answers, *bands: tuple[int, str | None, str]) -> tuple[int, ...]:
    return tuple(number for number, lowest, below in bands if _within(answers, number, lowest, below))


def _within(answers: Answers, number: int, lowest: str | None, below: str) -> bool:
    """Whether a value lies in the half-open band: from ``lowest``, short of ``below``."""
    answer = answers.get(number)
    if answer is None:
        return False
    return (lowest is None or Decimal(lowest) <= answer) and answer < Decimal(below)

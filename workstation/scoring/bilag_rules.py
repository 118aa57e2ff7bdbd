"""What a system of BILAG-2004 needs for each grade, in one sentence each: for "why this and not the next"."""

from __future__ import annotations

from collections.abc import Mapping

from workstation.messages import Sentence
from workstation.scoring.bilag_items import System
from workstation.scoring.bilag_result import Grade

_TIERS: Mapping[Grade, Sentence] = {
    Grade.A: Sentence("A needs a severe feature (tier A) at 2, 3 or 4."),
    Grade.B: Sentence("B needs a tier A feature at 1, or a tier B feature at 2, 3 or 4."),
    Grade.C: Sentence("C needs a tier B feature at 1, or a tier C feature at 1 to 4."),
}
_CONSTITUTIONAL: Mapping[Grade, Sentence] = {
    Grade.A: Sentence("A needs pyrexia at 2, 3 or 4 and two of the other three at 2, 3 or 4."),
    Grade.B: Sentence("B needs pyrexia at 2, 3 or 4, or two of the other three at 2, 3 or 4."),
    Grade.C: Sentence("C needs pyrexia at 1, or any of the others above 0."),
}
_RENAL: Mapping[Grade, Sentence] = {
    Grade.A: Sentence(
        "A needs two of these, one of them proteinuria, sediment or biopsy: heavy proteinuria not fallen by 25 %, "
        "accelerated hypertension, clearly worse function, active sediment, active nephritis, nephrotic syndrome."
    ),
    Grade.B: Sentence(
        "B needs one feature of A, or 0.5 g a day or 50 mg/mmol of protein not fallen by 25 %, or creatinine above "
        "130 µmol/L and 115 to 130 % of before."
    ),
    Grade.C: Sentence(
        "C needs protein above 0.25 g a day or 25 mg/mmol or 1+, or pressure above 140/90 mmHg risen by 30/15."
    ),
}
_HAEMATOLOGICAL: Mapping[Grade, Sentence] = {
    Grade.A: Sentence("A needs active TTP, haemolysis with haemoglobin below 8 g/dL, or platelets below 25."),
    Grade.B: Sentence(
        "B needs TTP improving, haemolysis with haemoglobin below 10 g/dL, haemoglobin below 8 g/dL, white cells "
        "below 1.0, neutrophils below 0.5, or platelets below 50."
    ),
    Grade.C: Sentence(
        "C needs haemolysis, haemoglobin below 11 g/dL, white cells below 4.0, neutrophils below 2.0, lymphocytes "
        "below 1.0, platelets below 150, or an isolated positive Coombs test."
    ),
}
_OWN: Mapping[System, Mapping[Grade, Sentence]] = {
    System.CONSTITUTIONAL: _CONSTITUTIONAL,
    System.RENAL: _RENAL,
    System.HAEMATOLOGICAL: _HAEMATOLOGICAL,
}
_WORSE: Mapping[Grade | None, Grade] = {Grade.B: Grade.A, Grade.C: Grade.B}
"""The next worse grade; C for the others and for none."""


def needed(system: System, grade: Grade | None) -> Sentence | None:
    """What the next worse grade would need; None above A. No grade counts as not active."""
    if grade is Grade.A:
        return None
    return _OWN.get(system, _TIERS)[_WORSE.get(grade, Grade.C)]

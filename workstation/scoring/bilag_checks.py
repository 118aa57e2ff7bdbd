"""Answers of BILAG-2004 that contradict each other or the assessment before; a warning never changes a grade.

Scoring sheet 2.12, in its order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workstation.messages import Sentence
from workstation.scoring.bilag_haematological import (
    COOMBS,
    HAEMOGLOBIN,
    HAEMOLYSIS,
    LYMPHOCYTES,
    NEUTROPHILS,
    WHITE_CELLS,
)
from workstation.scoring.bilag_items import ITEMS, Answer, Answers, Kind
from workstation.scoring.bilag_renal import ACCELERATED, BIOPSY, CREATININE, DIASTOLIC, PROTEIN_24H, SYSTOLIC
from workstation.scoring.quantity import EXACT

_PRESENT = (2, 3, 4)
_NEW = 4
_WEEKS_4, _WEEKS_8, _MONTHS_2 = 28, 56, 60
_PAIR = Decimal("1.05")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something to look at again: ``items`` are what it is about."""

    code: str
    items: tuple[int, ...]
    sentence: Sentence


def contradictions(now: Answers, before: Answers, days: int | None) -> tuple[Contradiction, ...]:
    """Everything in two assessments that contradicts itself.

    Args:
        now: what was answered at this assessment.
        before: what was answered at the one before; empty if there was none.
        days: days between them; None if that is not known, and then nothing is said about periods.
    """
    found = [*_periods(now, before, days), *_definitions(now, before, days), *_units(now)]
    return tuple(found)


_Period = tuple[str, Callable[[Answer, Answer], bool], Callable[[int], bool], Sentence]
_PERIODS: tuple[_Period, ...] = (
    (
        "NEW_BUT_PRESENT",
        lambda now, then: now == 4 and then in _PRESENT,
        lambda days: days <= _WEEKS_8,
        Sentence("Coded new, but it was present at the assessment before."),
    ),
    (
        "SAME_BUT_ABSENT",
        lambda now, then: now == 2 and then == 0,
        lambda days: days <= _WEEKS_4,
        Sentence("Coded the same, but it was absent at the assessment before, at most 4 weeks ago."),
    ),
    (
        "WORSE_BUT_ABSENT",
        lambda now, then: now == 3 and then == 0,
        lambda days: days <= _WEEKS_4,
        Sentence("Coded worse, but it was absent at the assessment before: that is new."),
    ),
    (
        "ABSENT_BUT_RECENT",
        lambda now, then: now == 0 and then in _PRESENT,
        lambda days: days < _WEEKS_4,
        Sentence("Coded absent, but it was present less than 4 weeks ago: then it is at least improving."),
    ),
)


def _periods(now: Answers, before: Answers, days: int | None) -> Iterator[Contradiction]:
    if days is None:
        return
    changed = [
        (number, answer, before[number])
        for number, answer in sorted(now.items())
        if number in before and (before[number] != answer or answer == _NEW)
        if ITEMS[number].kind is Kind.ORDINAL
    ]
    for code, contradicts, near, sentence in _PERIODS:
        for number, answer, then in changed:
            if near(days) and contradicts(answer, then):
                yield Contradiction(code, (number,), sentence)


def _definitions(now: Answers, before: Answers, days: int | None) -> Iterator[Contradiction]:
    if now.get(HAEMOLYSIS) is True and now.get(COOMBS) is True:
        text = "An isolated positive Coombs test excludes haemolysis; both cannot be yes."
        yield Contradiction("COOMBS_NOT_ISOLATED", (HAEMOLYSIS, COOMBS), Sentence(text))
    recent = days is not None and days < _MONTHS_2
    if recent and now.get(BIOPSY) is False and before.get(BIOPSY) is True:
        text = "The biopsy that showed active nephritis is probably still within 3 months."
        yield Contradiction("NEPHRITIS_DROPPED", (BIOPSY,), Sentence(text))
    systolic, diastolic = now.get(SYSTOLIC), now.get(DIASTOLIC)
    measured = systolic is not None and diastolic is not None
    if now.get(ACCELERATED) is True and measured and systolic <= 170 and diastolic <= 110:  # type: ignore[operator]
        text = "Accelerated hypertension is above 170/110 mmHg; the pressure recorded is not."
        yield Contradiction("ACCELERATED_HTN_BUT_BP_LOW", (ACCELERATED, SYSTOLIC, DIASTOLIC), Sentence(text))
    cells = [now.get(number) for number in (NEUTROPHILS, LYMPHOCYTES, WHITE_CELLS)]
    if all(count is not None for count in cells):
        neutrophils, lymphocytes, white = (Decimal(count) for count in cells if count is not None)
        if EXACT.add(neutrophils, lymphocytes) > EXACT.multiply(_PAIR, white):
            text = "Neutrophils and lymphocytes together are more than all white cells."
            yield Contradiction(
                "DIFFERENTIAL_EXCEEDS_WCC", (NEUTROPHILS, LYMPHOCYTES, WHITE_CELLS), Sentence(text)
            )


_UNITS: tuple[tuple[str, int, Callable[[Answer], bool], Sentence], ...] = (
    ("UNIT_HB", HAEMOGLOBIN, lambda value: value > 25, Sentence("More than 25 g/dL: is this g/L?")),
    (
        "UNIT_CREATININE",
        CREATININE,
        lambda value: value < 20,
        Sentence("Below 20 µmol/L: is this mg/dL?"),
    ),
    (
        "UNIT_PROTEIN_24H",
        PROTEIN_24H,
        lambda value: value > 40,
        Sentence("More than 40 g a day: is this mg?"),
    ),
)


def _units(now: Mapping[int, Answer]) -> Iterator[Contradiction]:
    for code, number, suspicious, sentence in _UNITS:
        answer = now.get(number)
        if answer is not None and suspicious(answer):
            yield Contradiction(code, (number,), sentence)

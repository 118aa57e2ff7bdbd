"""Warnings of scoring sheet 2.12, on both sides of their limits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workstation.scoring.bilag_checks import contradictions
from workstation.scoring.bilag_items import Answer


def codes(
    now: dict[int, Answer], before: dict[int, Answer] | None = None, days: int | None = 28
) -> list[str]:
    return [found.code for found in contradictions(now, before or {}, days)]


@pytest.mark.rule(
    "2.12 NEW_BUT_PRESENT",
    "2.12 SAME_BUT_ABSENT",
    "2.12 WORSE_BUT_ABSENT",
    "2.12 ABSENT_BUT_RECENT",
    "2.12 not a warning",
)
@pytest.mark.parametrize(
    ("now", "before", "days", "expected"),
    [
        (4, 2, 56, ["NEW_BUT_PRESENT"]),
        (4, 4, 10, ["NEW_BUT_PRESENT"]),
        (4, 2, 57, []),
        (4, 1, 28, []),
        (2, 0, 28, ["SAME_BUT_ABSENT"]),
        (2, 0, 29, []),
        (3, 0, 28, ["WORSE_BUT_ABSENT"]),
        (3, 0, 29, []),
        (0, 3, 27, ["ABSENT_BUT_RECENT"]),
        (0, 3, 28, []),
        (0, 1, 10, []),
        (1, 0, 10, []),
        (4, 2, None, []),
    ],
)
def test_periods(now: int, before: int, days: int | None, expected: list[str]) -> None:
    assert codes({5: now}, {5: before}, days) == expected


def test_a_feature_that_was_not_assessed_before_contradicts_nothing() -> None:
    assert codes({5: 4}, {6: 2}) == []


@pytest.mark.rule(
    "2.12 COOMBS_NOT_ISOLATED",
    "2.12 NEPHRITIS_DROPPED",
    "2.12 ACCELERATED_HTN_BUT_BP_LOW",
    "2.12 DIFFERENTIAL_EXCEEDS_WCC",
    "2.12 UNIT_HB",
    "2.12 UNIT_CREATININE",
    "2.12 UNIT_PROTEIN_24H",
)
@pytest.mark.parametrize(
    ("now", "before", "days", "expected"),
    [
        ({96: True, 97: True}, {}, None, ["COOMBS_NOT_ISOLATED"]),
        ({96: True, 97: False}, {}, None, []),
        ({89: False}, {89: True}, 59, ["NEPHRITIS_DROPPED"]),
        ({89: False}, {89: True}, 60, []),
        ({80: True, 78: Decimal(170), 79: Decimal(110)}, {}, None, ["ACCELERATED_HTN_BUT_BP_LOW"]),
        ({80: True, 78: Decimal(171), 79: Decimal(110)}, {}, None, []),
        ({80: True, 78: Decimal(170), 79: Decimal(111)}, {}, None, []),
        ({80: True, 78: Decimal(150)}, {}, None, []),
        ({92: Decimal(3), 93: Decimal("1.3"), 91: Decimal(4)}, {}, None, ["DIFFERENTIAL_EXCEEDS_WCC"]),
        ({92: Decimal(3), 93: Decimal("1.2"), 91: Decimal(4)}, {}, None, []),
        ({90: Decimal("25.1")}, {}, None, ["UNIT_HB"]),
        ({90: Decimal(25)}, {}, None, []),
        ({86: Decimal("19.9")}, {}, None, ["UNIT_CREATININE"]),
        ({86: Decimal(20)}, {}, None, []),
        ({84: Decimal("40.1")}, {}, None, ["UNIT_PROTEIN_24H"]),
        ({84: Decimal(40)}, {}, None, []),
    ],
)
def test_definitions_and_units(now, before, days, expected: list[str]) -> None:
    assert codes(now, before, days) == expected


@pytest.mark.parametrize(
    ("now", "before", "items", "begins"),
    [
        ({5: 4}, {5: 2}, (5,), "Coded new, "),
        ({6: 2}, {6: 0}, (6,), "Coded the same, "),
        ({96: True, 97: True}, {}, (96, 97), "An isolated positive Coombs test "),
        ({89: False}, {89: True}, (89,), "The biopsy "),
        ({80: True, 78: Decimal(120), 79: Decimal(80)}, {}, (80, 78, 79), "Accelerated hypertension "),
        ({92: Decimal(9), 93: Decimal(1), 91: Decimal(4)}, {}, (92, 93, 91), "Neutrophils and lymphocytes "),
        ({90: Decimal(92)}, {}, (90,), "More than 25 g/dL"),
    ],
)
def test_a_warning_names_its_items_and_says_what_is_wrong(now, before, items, begins: str) -> None:
    (found,) = contradictions(now, before, 28)
    assert found.items == items
    assert found.sentence.text.startswith(begins)


def test_every_item_is_compared_with_itself_alone() -> None:
    """That another item was coded alike says nothing about this one."""
    assert codes({5: 2}, {5: 0, 2: 2}) == ["SAME_BUT_ABSENT"]
    assert codes({5: 4, 6: 3, 7: 0}, {5: 3, 6: 0, 7: 4}, 20) == [
        "NEW_BUT_PRESENT",
        "WORSE_BUT_ABSENT",
        "ABSENT_BUT_RECENT",
    ]

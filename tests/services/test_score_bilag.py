"""Lines of the kinds ``bilag.*`` (headless commands)."""

from __future__ import annotations

from typing import Any

import pytest

from workstation.scoring.bilag_items import System
from workstation.services.score_lines import score_line


def answered(kind: str, **given: Any) -> dict[str, Any]:
    answer = score_line({"id": 1, "kind": f"bilag.{kind}", "input": given})
    assert "error" not in answer, answer
    return answer["output"]  # type: ignore[return-value]


def refused(kind: str, **given: Any) -> str:
    return str(score_line({"id": 1, "kind": f"bilag.{kind}", "input": given})["error"])


RENAL = {"78": 120, "79": 80, "80": "No", "85": "No", "86": 70, "87": 90, "88": "Yes", "89": "No"}


def test_a_system_with_its_rule() -> None:
    assert answered(
        "system",
        system="renal",
        items={**RENAL, "84": 1.6, "82": "ND", "83": None},
        previous_involvement=True,
        context={"previous": {"84": 1.9}},
    ) == {
        "grade": "A",
        "evaluable": True,
        "upper_bound": "A",
        "missing": [],
        "score": 12,
        "rule": "Two or more renal features, one of them proteinuria, sediment or biopsy: "
        "heavy proteinuria, active sediment.",
    }


def test_a_value_that_is_not_of_lupus_is_left_out_and_not_missing() -> None:
    given = {**RENAL, "88": "No", "84": 2}
    without = answered(
        "system", system="renal", items=given, attribution={"84": "N"}, previous_involvement=False
    )
    assert (without["grade"], without["evaluable"], without["score"]) == ("E", True, 0)


def test_what_is_missing_is_named_with_what_it_could_make() -> None:
    found = answered("system", system="renal", items={"81": 3}, previous_involvement=None)
    assert (found["grade"], found["evaluable"], found["upper_bound"]) == ("C", False, "A")
    assert found["missing"] == ["78", "79", "80", "85", "86", "87", "88", "89"]


def test_an_earlier_assessment_without_the_value_leaves_legacy_like_the_wording() -> None:
    def grade(previous: dict[str, Any]) -> object:
        context = {"previous": previous, "first_visit_policy": "legacy"}
        return answered("system", system="renal", items={**RENAL, "88": "No", "81": 3}, context=context)[
            "grade"
        ]

    assert grade({}) == "B"
    assert grade({"88": "No"}) == "C"


def test_a_whole_assessment() -> None:
    found = answered("assessment", items={"5": 4, "6": 2, "30": 2})
    assert found["grades"]["mucocutaneous"] == "A"
    assert found["grades"]["renal"] is None
    assert (found["evaluable"], found["total"], found["overall"]) == (False, None, "A")
    assert (found["count_A"], found["count_B"]) == (1, 1)


NINE = [system.value for system in System]


def test_numeric_and_entry() -> None:
    grades: dict[str, str | None] = dict.fromkeys(NINE, "D")
    grades |= {"renal": "B", "haematological": "B", "ophthalmic": "C"}
    assert answered("numeric", grades=grades) == {"total": 17}
    assert answered("entry", grades=grades) == {"eligible": True}
    assert answered("numeric", grades={**grades, "ophthalmic": None}) == {"total": None}


def test_checks() -> None:
    found = answered("checks", current={"5": 4, "96": "Yes", "97": "Yes"}, previous={"5": 3}, days_between=30)
    assert found == {"warnings": ["NEW_BUT_PRESENT:5", "COOMBS_NOT_ISOLATED"]}
    assert answered("checks", current={"5": 4}, previous={"5": 3}, days_between=None) == {"warnings": []}


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("system", {"system": "kidney", "items": {}}, "nearest name"),
        ("system", {"system": "renal", "items": {"80": 1}}, "80 is answered by yes or no."),
        ("system", {"system": "renal", "items": {"5": 5}}, "5 is answered by a code from 0 to 4."),
        ("system", {"system": "renal", "items": {"98": 5}}, "there is no “98”"),
        ("system", {"system": "renal", "items": {}, "attribution": {"84": "maybe"}}, "nearest name"),
        ("system", {"system": "renal", "items": {}, "context": {"before": {}}}, "nearest name"),
        ("system", {"system": "renal", "items": {}, "previous_involvement": "yes"}, "true or false"),
        ("numeric", {"grades": {"renal": "F"}}, "nearest name"),
        ("checks", {"current": {}, "days_between": 1.5}, "whole number"),
    ],
)
def test_a_line_that_cannot_be_scored_says_why(kind: str, given: dict[str, Any], said: str) -> None:
    assert said in refused(kind, **given)

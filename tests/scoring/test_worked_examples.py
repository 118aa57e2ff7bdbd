"""Worked examples 12 to 17 of the scoring sheet, section 10, through the lines that a statistician would write.

Examples 1 to 11 stand in tests/scoring/test_bilag.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from workstation.scoring.bilag_items import System
from workstation.scoring.sledai2k import KEYS
from workstation.services.score_lines import score_line


def answered(kind: str, **given: Any) -> Any:
    answer = score_line({"id": 1, "kind": kind, "input": given})
    assert "error" not in answer, answer
    return answer["output"]


def items(*present: str) -> dict[str, bool]:
    return {key: key in present for key in KEYS}


@pytest.mark.rule("10 example 12")
def test_12_sledai() -> None:
    present = ("arthritis", "rash", "proteinuria", "low_complement", "increased_dna_binding")
    found = answered("sledai.score", items=items(*present))
    assert (found["total"], found["clinical"], found["missing"]) == (14, 10, [])


BEFORE: dict[str, str | None] = {
    **dict.fromkeys((system.value for system in System), "D"),
    "mucocutaneous": "A",
    "renal": "B",
    "haematological": "C",
}
NOW = BEFORE | {"mucocutaneous": "B", "haematological": "B"}


def response(pga: float = 2.0, **said: str | None) -> Any:
    return answered(
        "sri4",
        baseline={"sledai": 12, "pga": 1.8, "bilag": BEFORE},
        visit={"sledai": 8, "pga": pga, "bilag": NOW | said},
    )


class TestExample13:
    @pytest.mark.rule("10 example 13")
    def test_a_response_with_one_new_b(self) -> None:
        found = response()
        assert (found["responder"], found["status"]) == (True, "observed")
        assert found["components"] == {"sledai": True, "bilag": True, "pga": True}
        assert (found["new_A"], found["new_B"], found["attainable"]) == ([], ["haematological"], True)

    @pytest.mark.rule("10 example 13")
    def test_pga_risen_by_three_tenths_is_no_response(self) -> None:
        found = response(pga=2.1)
        assert (found["responder"], found["components"]["pga"]) == (False, False)

    @pytest.mark.rule("10 example 13")
    def test_a_new_a_is_no_response(self) -> None:
        found = response(haematological="A")
        assert (found["responder"], found["components"]["bilag"]) == (False, False)
        assert (found["new_A"], found["new_B"]) == (["haematological"], [])


class TestExample14:
    @pytest.mark.rule("10 example 14")
    def test_a_missing_grade_after_d_could_be_a_and_is_imputed(self) -> None:
        found = response(musculoskeletal=None)
        assert (found["responder"], found["status"]) == (False, "imputed")
        assert found["components"] == {"sledai": True, "bilag": None, "pga": True}

    @pytest.mark.rule("10 example 14")
    def test_a_missing_grade_after_a_is_decidable(self) -> None:
        found = response(mucocutaneous=None)
        assert (found["responder"], found["status"]) == (True, "observed")


def low_activity(present: tuple[str, ...], before: tuple[str, ...]) -> Any:
    return answered(
        "lldas",
        sledai_items=items(*present),
        previous_sledai_items=items(*before),
        haemolytic_anaemia=False,
        gi_activity=False,
        pga=1.0,
        prednisone_mg_day=7.5,
        maintenance_therapy_ok=True,
    )


class TestExample15:
    @pytest.mark.rule("10 example 15")
    def test_myositis_as_last_time_is_attained(self) -> None:
        assert low_activity(("myositis",), ("myositis",))["lldas"] is True

    @pytest.mark.rule("10 example 15")
    def test_pyuria_is_the_kidney_and_not_attained(self) -> None:
        found = low_activity(("pyuria",), ("pyuria",))
        assert (found["lldas"], found["criteria"]["1"], found["criteria"]["2"]) == (False, False, True)

    @pytest.mark.rule("10 example 15")
    def test_alopecia_that_was_absent_is_new_and_not_attained(self) -> None:
        found = low_activity(("alopecia",), ())
        assert (found["lldas"], found["criteria"]["1"], found["criteria"]["2"]) == (False, True, False)


def remission(pga: float) -> Any:
    return answered(
        "doris",
        sledai_items=items("low_complement"),
        pga=pga,
        prednisone_mg_day=5,
        therapy_stable=True,
        on_immunosuppressant=True,
        on_biologic=False,
    )


class TestExample16:
    @pytest.mark.rule("10 example 16")
    def test_remission_but_not_off_treatment(self) -> None:
        found = remission(0.4)
        assert (found["remission"], found["off_treatment"]) == (True, False)

    @pytest.mark.rule("10 example 16")
    def test_pga_of_one_half_is_none(self) -> None:
        assert remission(0.5)["remission"] is False


@pytest.mark.rule("10 example 17")
def test_17_fludarabine() -> None:
    clearance = answered(
        "egfr", formula="cockcroft_gault", creatinine_umol_l=90, age=45, sex="F", weight_kg=58
    )["value"]
    assert clearance == pytest.approx(63.9, abs=0.05)
    per_surface = answered("fludarabine", clearance=clearance, label="us_2010")["mg_m2"]
    assert per_surface == 20
    surface = answered("bsa", height_cm=160, weight_kg=58, formula="mosteller")["m2"]
    assert surface == pytest.approx(1.606, abs=0.0005)
    assert per_surface * surface == pytest.approx(32.1, abs=0.05)

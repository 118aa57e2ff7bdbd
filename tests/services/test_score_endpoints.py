"""Lines of the kinds sri4, lldas, doris, sledas and sfi (headless commands): what they take, answer and refuse."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.scoring.bilag_items import System
from workstation.scoring.selena_flare import FLAGS
from workstation.scoring.sle_das import WEIGHTS
from workstation.scoring.sledai2k import KEYS
from workstation.services.score_lines import score_line, score_lines

GRADES: dict[str, str | None] = {system.value: "D" for system in System}
ABSENT: dict[str, bool | None] = dict.fromkeys(KEYS, False)
LLDAS: dict[str, Any] = {
    "sledai_items": ABSENT,
    "previous_sledai_items": ABSENT,
    "haemolytic_anaemia": False,
    "gi_activity": False,
    "pga": 1.0,
    "prednisone_mg_day": 7.5,
    "maintenance_therapy_ok": True,
}
DORIS: dict[str, Any] = {
    "sledai_items": ABSENT,
    "pga": 0.4,
    "prednisone_mg_day": 5,
    "therapy_stable": True,
    "on_immunosuppressant": False,
    "on_biologic": False,
}
SLEDAS: dict[str, Any] = {
    **dict.fromkeys(WEIGHTS, False),
    "swollen_joints_28": 0,
    "proteinuria_mg": 100,
    "platelets": 250,
    "leucocytes": 6,
}
SFI: dict[str, Any] = {
    **dict.fromkeys(FLAGS, False),
    "sledai_before": 4,
    "sledai_now": 4,
    "pga_before": 1.0,
    "pga_now": 1.0,
}


def activity(sledai: object = 8, pga: object = 1.0, **said: str | None) -> dict[str, Any]:
    return {"sledai": sledai, "pga": pga, "bilag": GRADES | said}


def sri4(**given_: Any) -> dict[str, Any]:
    return {"baseline": activity(12, 1.8), "visit": activity(), **given_}


def answered(kind: str, given_: dict[str, Any]) -> dict[str, Any]:
    """The output of a line that has been through JSON, as the command reads and writes it."""
    line = json.dumps({"id": 1, "kind": kind, "input": given_})
    answer: dict[str, Any] = json.loads(next(score_lines([line])))
    assert "error" not in answer, answer
    output: dict[str, Any] = answer["output"]
    return output


def refused(kind: str, given_: dict[str, Any]) -> str:
    answer = score_line({"id": 1, "kind": kind, "input": given_})
    assert answer.keys() == {"id", "error"}, answer
    return str(answer["error"])


def without(given_: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in given_.items() if name != key}


class TestSri4:
    def test_a_response_with_all_its_fields(self) -> None:
        assert answered("sri4", sri4()) == {
            "responder": True,
            "status": "observed",
            "components": {"sledai": True, "bilag": True, "pga": True},
            "new_A": [],
            "new_B": [],
            "attainable": True,
        }

    def test_new_grades_are_named_by_system(self) -> None:
        found = answered("sri4", sri4(visit=activity(renal="A", ophthalmic="B")))
        assert (found["new_A"], found["new_B"]) == (["renal"], ["ophthalmic"])
        assert found["components"] == {"sledai": True, "bilag": False, "pga": True}

    def test_null_and_no_key_are_missing(self) -> None:
        for visit in ({"sledai": None, "pga": None, "bilag": None}, {}):
            found = answered("sri4", sri4(visit=visit))
            assert found["components"] == {"sledai": None, "bilag": None, "pga": None}
            assert (found["responder"], found["status"]) == (False, "imputed")
        assert answered("sri4", {"baseline": {}, "visit": activity()})["attainable"] is None

    def test_a_null_grade_is_missing(self) -> None:
        assert answered("sri4", sri4(visit=activity(renal=None)))["components"]["bilag"] is None

    @pytest.mark.parametrize("event", ["treatment_failure", "rescue_medication", "discontinued", "death"])
    def test_an_event_that_happened_is_no_response(self, event: str) -> None:
        found = answered("sri4", sri4(events={event: True}))
        assert (found["responder"], found["status"]) == (False, "intercurrent")

    def test_an_event_that_did_not_happen_or_is_not_known_changes_nothing(self) -> None:
        for events in ({"death": False}, {"death": None, "discontinued": False}, {}, None):
            assert answered("sri4", sri4(events=events))["status"] == "observed"

    def test_an_index_below_4_at_baseline_is_not_attainable(self) -> None:
        found = answered("sri4", sri4(baseline=activity(3)))
        assert (found["attainable"], found["status"], found["responder"]) == (False, "observed", False)

    def test_pga_is_read_exactly_as_written(self) -> None:
        given_ = sri4(baseline=activity(12, 1.5), visit=activity(8, 1.8))
        line = json.dumps({"id": 1, "kind": "sri4", "input": given_})
        assert json.loads(next(score_lines([line])))["output"]["components"]["pga"] is False
        line = line.replace("1.8,", "1.79999999999999999999999999999999999,")
        assert json.loads(next(score_lines([line])))["output"]["components"]["pga"] is True

    @pytest.mark.parametrize(
        ("given_", "said"),
        [
            ({"baseline": None}, "baseline must be an object."),
            ({"visit": 8}, "visit must be an object."),
            ({"visit": {"sledi": 8}}, "visit: there is no “sledi”; the nearest name is “sledai”."),
            ({"visit": activity(106)}, "sledai lies between 0 and 105."),
            ({"visit": activity(-1)}, "sledai lies between 0 and 105."),
            ({"visit": activity(8.5)}, "sledai must be a whole number."),
            ({"visit": activity("8")}, "sledai must be a number."),
            ({"visit": activity(8, 3.1)}, "pga cannot be 3.1: it is at most 3."),
            ({"baseline": activity(12, 7)}, "pga cannot be 7: it is at most 3."),
            ({"visit": activity(renal="F")}, "renal: there is no “F”"),
            ({"visit": activity(renal=1)}, "renal must be a text."),  # type: ignore[arg-type]
            ({"visit": activity(kidney="A")}, "bilag: there is no “kidney”"),
            ({"visit": {"bilag": ["A"]}}, "bilag must be an object."),
            ({"events": {"relapse": True}}, "events: there is no “relapse”"),
            ({"events": {"death": "2026-03-01"}}, "death must be true or false."),
            ({"events": ["death"]}, "events must be an object."),
            ({"visits": {}}, "input: there is no “visits”"),
        ],
    )
    def test_bad_input_is_a_plain_error(self, given_: dict[str, Any], said: str) -> None:
        assert said in refused("sri4", sri4(**given_))

    @pytest.mark.parametrize("key", ["baseline", "visit"])
    def test_baseline_and_visit_have_to_be_there(self, key: str) -> None:
        assert refused("sri4", without(sri4(), key)) == f"{key} is missing."


class TestLldas:
    def test_attained_with_all_its_fields(self) -> None:
        assert answered("lldas", LLDAS) == {
            "lldas": True,
            "criteria": {"1": True, "2": True, "3": True, "4": True, "5": True},
        }

    @pytest.mark.parametrize(
        ("key", "criteria"),
        [
            ("previous_sledai_items", "2"),
            ("haemolytic_anaemia", "12"),
            ("gi_activity", "12"),
            ("pga", "3"),
            ("prednisone_mg_day", "4"),
            ("maintenance_therapy_ok", "5"),
        ],
    )
    def test_null_leaves_its_criterion_open(self, key: str, criteria: str) -> None:
        found = answered("lldas", LLDAS | {key: None})
        expected = {str(number): None if str(number) in criteria else True for number in range(1, 6)}
        assert (found["lldas"], found["criteria"]) == (None, expected)

    def test_what_was_recorded_of_haemolysis_and_gut_before_is_compared(self) -> None:
        for key in ("haemolytic_anaemia", "gi_activity"):
            now = LLDAS | {key: True}
            assert answered("lldas", now | {f"previous_{key}": False})["criteria"]["2"] is False
            assert answered("lldas", now | {f"previous_{key}": True})["criteria"]["2"] is True
            assert answered("lldas", now)["criteria"]["2"] is None

    def test_the_assessor_overrides_the_comparison(self) -> None:
        assert answered("lldas", LLDAS | {"new_features": True})["criteria"]["2"] is False
        first = LLDAS | {"previous_sledai_items": None, "new_features": False}
        assert answered("lldas", first)["criteria"]["2"] is True

    def test_the_scope_takes_serology_out(self) -> None:
        now = LLDAS | {"sledai_items": ABSENT | {"increased_dna_binding": True}}
        assert answered("lldas", now)["lldas"] is False
        assert answered("lldas", now | {"new_feature_scope": "all"})["lldas"] is False
        assert answered("lldas", now | {"new_feature_scope": None})["lldas"] is False
        assert answered("lldas", now | {"new_feature_scope": "clinical"})["lldas"] is True

    @pytest.mark.parametrize(
        ("given_", "expected"),
        [
            ({"investigational_drug": True}, False),
            ({"investigational_drug": False}, True),
            ({"investigational_drug": None}, True),
            ({"study_product_exempt": False}, False),
            ({"study_product_exempt": True}, True),
            ({"study_product_exempt": None}, True),
        ],
    )
    def test_another_investigational_drug_fails_and_the_study_product_where_it_is_not_exempt(
        self, given_: dict[str, Any], expected: bool
    ) -> None:
        assert answered("lldas", LLDAS | given_)["criteria"]["5"] is expected

    @pytest.mark.parametrize(
        ("given_", "said"),
        [
            ({"sledai_items": None}, "sledai_items must be an object."),
            ({"sledai_items": ABSENT | {"haematuria": True}}, "the nearest name is “hematuria”."),
            ({"sledai_items": {"fever": 1}}, "fever must be true or false."),
            ({"previous_sledai_items": ABSENT | {"haematuria": True}}, "the nearest name is “hematuria”."),
            ({"previous_sledai_items": [1]}, "previous_sledai_items must be an object."),
            ({"pga": 1.1e1}, "pga cannot be 11.0: it is at most 3."),
            ({"pga": True}, "pga must be a number."),
            ({"prednisone_mg_day": -1}, "prednisone_mg_day cannot be -1: it is at least 0."),
            ({"prednisone_mg_day": "5 mg"}, "prednisone_mg_day must be a number."),
            ({"maintenance_therapy_ok": "yes"}, "maintenance_therapy_ok must be true or false."),
            ({"gi_activity": 0}, "gi_activity must be true or false."),
            ({"new_features": "no"}, "new_features must be true or false."),
            ({"new_feature_scope": "serology"}, "new_feature_scope: there is no “serology”"),
            ({"new_feature_scope": "assessor"}, "new_feature_scope: there is no “assessor”"),
            ({"new_feature_scope": True}, "new_feature_scope must be a text."),
            ({"investigational": True}, "input: there is no “investigational”"),
        ],
    )
    def test_bad_input_is_a_plain_error(self, given_: dict[str, Any], said: str) -> None:
        assert said in refused("lldas", LLDAS | given_)

    def test_an_unknown_descriptor_of_last_time_is_refused_also_where_the_assessor_decides(self) -> None:
        wrong = {"previous_sledai_items": {"haematuria": True}, "new_features": False}
        assert "hematuria" in refused("lldas", LLDAS | wrong)

    @pytest.mark.parametrize("key", LLDAS)
    def test_every_question_has_to_be_there(self, key: str) -> None:
        assert refused("lldas", without(LLDAS, key)) == f"{key} is missing."


class TestDoris:
    def test_remission_with_all_its_fields(self) -> None:
        assert answered("doris", DORIS) == {
            "remission": True,
            "off_treatment": False,
            "complete_off_treatment": False,
            "criteria": {"clinical_sledai": True, "pga": True, "prednisone": True, "therapy": True},
        }

    def test_off_treatment(self) -> None:
        found = answered("doris", DORIS | {"prednisone_mg_day": 0})
        assert (found["off_treatment"], found["complete_off_treatment"]) == (True, True)

    @pytest.mark.parametrize(("rule", "expected"), [("le5", True), ("lt5", False), (None, True)])
    def test_the_rule_of_the_dose(self, rule: str | None, expected: bool) -> None:
        assert answered("doris", DORIS | {"gc_rule": rule})["remission"] is expected

    @pytest.mark.parametrize(
        ("key", "criterion"),
        [("pga", "pga"), ("prednisone_mg_day", "prednisone"), ("therapy_stable", "therapy")],
    )
    def test_null_leaves_its_part_open(self, key: str, criterion: str) -> None:
        found = answered("doris", DORIS | {key: None})
        assert (found["remission"], found["criteria"][criterion]) == (None, None)

    def test_null_for_a_drug_leaves_the_variants_open(self) -> None:
        given_ = DORIS | {"prednisone_mg_day": 0}
        for key in ("on_immunosuppressant", "on_biologic"):
            found = answered("doris", given_ | {key: None})
            assert (found["remission"], found["off_treatment"]) == (True, None)

    @pytest.mark.parametrize(
        ("given_", "said"),
        [
            ({"sledai_items": {"haematuria": True}}, "the nearest name is “hematuria”."),
            ({"sledai_items": None}, "sledai_items must be an object."),
            ({"pga": -0.1}, "pga cannot be -0.1: it is at least 0."),
            ({"prednisone_mg_day": float("inf")}, "prednisone_mg_day must be a finite number."),
            ({"therapy_stable": "stable"}, "therapy_stable must be true or false."),
            ({"on_biologic": 1}, "on_biologic must be true or false."),
            ({"gc_rule": "<5"}, "gc_rule: there is no “<5”"),
            ({"gc_rule": 5}, "gc_rule must be a text."),
        ],
    )
    def test_bad_input_is_a_plain_error(self, given_: dict[str, Any], said: str) -> None:
        assert said in refused("doris", DORIS | given_)

    @pytest.mark.parametrize("key", DORIS)
    def test_every_question_has_to_be_there(self, key: str) -> None:
        assert refused("doris", without(DORIS, key)) == f"{key} is missing."


class TestSledas:
    def test_a_score_with_its_band(self) -> None:
        assert answered("sledas", SLEDAS) == {"score": 0.366, "band": "remission"}
        active = SLEDAS | {"arthritis": True, "swollen_joints_28": 4}
        assert answered("sledas", active) == {"score": 5.314, "band": "mild"}
        assert answered("sledas", active | {"myositis": True}) == {"score": 14.314, "band": "moderate/severe"}

    @pytest.mark.parametrize("key", SLEDAS)
    def test_null_is_not_known_and_leaves_the_score_open(self, key: str) -> None:
        assert answered("sledas", SLEDAS | {key: None}) == {"score": None, "band": None}

    @pytest.mark.parametrize("key", WEIGHTS)
    def test_a_feature_that_is_not_said_is_not_absent(self, key: str) -> None:
        assert answered("sledas", without(SLEDAS, key)) == {"score": None, "band": None}

    @pytest.mark.parametrize(
        ("given_", "said"),
        [
            ({"arthritis": "yes"}, "arthritis must be true or false."),
            ({"swollen_joints_28": 29}, "swollen_joints_28 cannot be 29: it is at most 28."),
            ({"swollen_joints_28": 1.5}, "swollen_joints_28: joints are counted in whole numbers."),
            ({"platelets": 0}, "platelets cannot be 0: the score takes its logarithm."),
            ({"leucocytes": -1}, "leucocytes cannot be -1: it is at least 0."),
            ({"proteinuria_mg": "500"}, "proteinuria_mg must be a number."),
            ({"leukocytes": 3}, "input: there is no “leukocytes”"),
        ],
    )
    def test_bad_input_is_a_plain_error(self, given_: dict[str, Any], said: str) -> None:
        assert said in refused("sledas", SLEDAS | given_)


class TestSfi:
    @pytest.mark.parametrize(
        ("given_", "expected"),
        [
            ({}, "none"),
            ({"sledai_now": 7}, "mild-moderate"),
            ({"pga_now": 2.0}, "mild-moderate"),
            ({"pred_mg_kg_before": 0.1, "pred_mg_kg_now": 0.2}, "mild-moderate"),
            ({"new_nsaid_or_antimalarial": True}, "mild-moderate"),
            ({"sledai_now": 13}, "severe"),
            ({"pga_now": 2.6}, "severe"),
            ({"pred_mg_kg_before": 0.1, "pred_mg_kg_now": 0.6}, "severe"),
            ({"hospitalised_for_sle": True}, "severe"),
        ],
    )
    def test_a_flare(self, given_: dict[str, Any], expected: str) -> None:
        assert answered("sfi", SFI | given_) == {"flare": expected}

    @pytest.mark.parametrize("key", ["sledai_before", "pga_now", *FLAGS])
    def test_null_leaves_it_open(self, key: str) -> None:
        assert answered("sfi", SFI | {key: None}) == {"flare": None}

    @pytest.mark.parametrize("key", FLAGS)
    def test_a_flag_that_is_not_said_is_not_no(self, key: str) -> None:
        assert answered("sfi", without(SFI, key)) == {"flare": None}

    def test_a_dose_on_neither_side_says_nothing_and_on_one_side_leaves_it_open(self) -> None:
        neither = SFI | {"pred_mg_kg_before": None, "pred_mg_kg_now": None}
        assert answered("sfi", neither) == {"flare": "none"}
        for key in ("pred_mg_kg_before", "pred_mg_kg_now"):
            assert answered("sfi", SFI | {key: 0.1}) == {"flare": None}

    @pytest.mark.parametrize(
        ("given_", "said"),
        [
            ({"sledai_before": 106}, "sledai_before lies between 0 and 105."),
            ({"sledai_now": 4.5}, "sledai_now must be a whole number."),
            ({"pga_before": 4}, "pga_before cannot be 4: it is at most 3."),
            ({"pga_now": -1}, "pga_now cannot be -1: it is at least 0."),
            ({"pred_mg_kg_now": -1}, "pred_mg_kg_now cannot be -1: it is at least 0."),
            ({"severe_feature": "yes"}, "severe_feature must be true or false."),
            ({"hospitalized_for_sle": True}, "the nearest name is “hospitalised_for_sle”."),
        ],
    )
    def test_bad_input_is_a_plain_error(self, given_: dict[str, Any], said: str) -> None:
        assert said in refused("sfi", SFI | given_)

    @pytest.mark.parametrize("key", ["sledai_before", "sledai_now", "pga_before", "pga_now"])
    def test_the_indices_have_to_be_there(self, key: str) -> None:
        assert refused("sfi", without(SFI, key)) == f"{key} is missing."


@settings(max_examples=50)
@given(
    st.sampled_from([("sri4", sri4()), ("lldas", LLDAS), ("doris", DORIS), ("sledas", SLEDAS), ("sfi", SFI)]),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_keys_does_not_matter(
    case: tuple[str, dict[str, Any]], chance: random.Random
) -> None:
    kind, given_ = case

    def shuffled(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: shuffled(each) for key, each in chance.sample(list(value.items()), len(value))}

    assert answered(kind, shuffled(given_)) == answered(kind, given_)


def test_flags_of_sle_das_may_be_0_and_1_as_the_index_prints_them() -> None:
    quiet = {"swollen_joints_28": 0, "proteinuria_mg": 0, "platelets": 200, "leucocytes": 5}
    said = quiet | dict.fromkeys(WEIGHTS, 0) | {"myositis": 1}
    answer = score_line({"id": 1, "kind": "sledas", "input": said})
    assert answer["output"] == {"score": 9.366, "band": "moderate/severe"}
    refused = score_line({"id": 1, "kind": "sledas", "input": said | {"myositis": 2}})
    assert refused["error"] == "myositis must be true or false."

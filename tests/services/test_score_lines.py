"""Scoring JSON lines without a study, as the headless command does."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.scoring.sledai2k import KEYS
from workstation.services.score_lines import KINDS, score_line, score_lines


def output(kind, given_input):
    """The output of one line that has been through JSON, as the command writes it."""
    line = json.dumps({"id": "x", "kind": kind, "input": given_input})
    answer = json.loads(next(score_lines([line])))
    assert answer.keys() == {"id", "output"}, answer
    return answer["output"]


def error(kind, given_input):
    answer = score_line({"id": "x", "kind": kind, "input": given_input})
    assert answer.keys() == {"id", "error"}, answer
    return answer["error"]


def test_sledai_score():
    items = dict.fromkeys(KEYS, False) | {"arthritis": True, "low_complement": True, "fever": None}
    assert output("sledai.score", {"items": items}) == {
        "total": None,
        "clinical": None,
        "partial_total": 6,
        "missing": ["fever"],
        "evaluable": False,
    }


def test_sledai_derive_answers_only_what_could_be_decided():
    measurements = {"temperature_c": 38.0, "wbc": 0.6, "platelets": None, "upcr_mg_per_mmol": 57, "c3": 0.5}
    given_input = {"measurements": measurements, "variant": "SLEDAI-2K", "excluded": ["leukopenia"]}
    assert output("sledai.derive", given_input) == {
        "items": {"proteinuria": True, "fever": False, "leukopenia": False}
    }


def test_sledai_derive_of_selena():
    given_input = {
        "measurements": {"protein_g_24h": 3, "previous_protein_g_24h": 3, "active_joints": 2},
        "variant": "SELENA",
        "excluded": [],
    }
    assert output("sledai.derive", given_input) == {"items": {"arthritis": False, "proteinuria": False}}


def test_sledai_derive_takes_variant_and_exclusions_as_default_when_not_given():
    assert output("sledai.derive", {"measurements": {"active_joints": 2}}) == {"items": {"arthritis": True}}


@pytest.mark.parametrize(
    ("kind", "given_input", "expected"),
    [
        ("pga.category", {"pga": 0}, {"category": "none"}),
        ("pga.category", {"pga": 0.4}, {"category": "below mild"}),
        ("pga.worsened", {"baseline": 1.8, "visit": 2.1}, {"worsened": True}),
        ("pga.worsened", {"baseline": 1.8, "visit": 2.09}, {"worsened": False}),
        ("pga.vas", {"mm": 50, "length_mm": 100}, {"pga": 1.5}),
        ("gc", {"doses": [{"drug": "methylprednisolone", "mg_per_day": 6}]}, {"prednisone_mg_day": 7.5}),
        ("gc", {"doses": [{"drug": "methylprednisolone", "mg_per_day": 32}]}, {"prednisone_mg_day": 40}),
        ("gc", {"doses": []}, {"prednisone_mg_day": 0}),
        ("gc", {"doses": [], "overrides": None}, {"prednisone_mg_day": 0}),
        (
            "gc",
            {
                "doses": [
                    {"drug": "deflazacort", "mg_per_day": 7.5},
                    {"drug": "prednisone", "mg_per_day": 2.5},
                ],
                "overrides": {"deflazacort": 7.5},
            },
            {"prednisone_mg_day": 7.5},
        ),
        ("bsa", {"height_cm": 180, "weight_kg": 80, "formula": "mosteller"}, {"m2": 2}),
        ("bsa", {"height_cm": 165, "weight_kg": 58, "formula": "stevenson"}, {"m2": 1.596}),
        ("fludarabine", {"clearance": 63.9, "label": "us_2010"}, {"mg_m2": 20}),
        ("fludarabine", {"clearance": 29.99, "label": "us_2010"}, {"mg_m2": None}),
        ("fludarabine", {"clearance": 50, "label": "older", "planned_mg_m2": 30}, {"mg_m2": 24}),
    ],
)
def test_exact_answers(kind, given_input, expected):
    assert output(kind, given_input) == expected


PERSON = {"creatinine_umol_l": 90, "age": 45, "sex": "F"}
MDRD_6 = 170 * (90 / 88.4) ** -0.999 * 45**-0.176 * (6 * 2.8) ** -0.170 * 4**0.318 * 0.762


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"formula": "cockcroft_gault", "weight_kg": 58}, 95 * 58 * 88.4 * 0.85 / (72 * 90)),
        ({"formula": "ckdepi2021"}, 142 * (90 / 88.4 / 0.7) ** -1.2 * 0.9938**45 * 1.012),
        ({"formula": "mdrd4"}, 175 * (90 / 88.4) ** -1.154 * 45**-0.203 * 0.742),
        ({"formula": "mdrd6", "urea_mmol_l": 6, "albumin_g_l": 40, "african_ancestry": False}, MDRD_6),
        ({"formula": "mdrd6", "urea_mmol_l": 6, "albumin_g_l": 40, "african_ancestry": True}, MDRD_6 * 1.18),
    ],
)
def test_kidney_function(extra, expected):
    assert output("egfr", PERSON | extra)["value"] == pytest.approx(expected, rel=1e-12)


def test_numbers_are_not_rounded():
    surface = output("bsa", {"height_cm": 165, "weight_kg": 58, "formula": "mosteller"})["m2"]
    assert surface == pytest.approx((165 * 58 / 3600) ** 0.5, rel=1e-15)


@pytest.mark.parametrize(
    ("kind", "given_input", "named"),
    [
        ("pga.categorie", {"pga": 1}, "pga.category"),
        (None, {"pga": 1}, "kind"),
        ("pga.category", None, "input"),
        ("pga.category", [1], "input"),
        ("pga.category", {}, "pga is missing"),
        ("pga.category", {"pga": None}, "pga is missing"),
        ("pga.category", {"pga": 1, "pgas": 1}, "pgas"),
        ("pga.category", {"pga": True}, "pga must be a number"),
        ("pga.category", {"pga": "1"}, "pga must be a number"),
        ("pga.category", {"pga": float("nan")}, "finite"),
        ("pga.category", {"pga": 7}, "at most 3"),
        ("sledai.score", {"items": {"haematuria": True}}, "hematuria"),
        ("sledai.score", {"items": {"hematuria": 1}}, "hematuria must be true or false"),
        ("sledai.score", {"items": [True]}, "items"),
        ("sledai.derive", {"measurements": {"wbc": True}}, "wbc"),
        ("sledai.derive", {"measurements": {"wcc": 3}}, "wcc"),
        ("sledai.derive", {"measurements": {}, "variant": "selena"}, "SELENA"),
        ("sledai.derive", {"measurements": {}, "excluded": "fever"}, "excluded must be a list"),
        ("sledai.derive", {"measurements": {}, "excluded": [1]}, "excluded must be a text"),
        ("gc", {"doses": {"drug": "prednisone"}}, "doses must be a list"),
        ("gc", {"doses": ["prednisone"]}, "doses must be an object"),
        ("gc", {"doses": [{"drug": "prednison", "mg_per_day": 5}]}, "prednisone"),
        ("gc", {"doses": [{"drug": "prednisone"}]}, "mg_per_day is missing"),
        ("gc", {"doses": [{"drug": "prednisone", "mg": 5}]}, "mg_per_day"),
        ("gc", {"doses": [], "overrides": {"prednisone": 4}}, "overrides"),
        ("bsa", {"height_cm": 165, "weight_kg": 58, "formula": "boyd"}, "formula"),
        ("egfr", PERSON | {"formula": "cockcroft_gault"}, "weight_kg is missing"),
        ("egfr", PERSON | {"formula": "mdrd6", "urea_mmol_l": 6}, "albumin_g_l is missing"),
        (
            "egfr",
            PERSON | {"formula": "mdrd6", "urea_mmol_l": 6, "albumin_g_l": 40, "african_ancestry": 1},
            "african_ancestry must be true or false",
        ),
        ("egfr", PERSON | {"formula": "ckdepi"}, "ckdepi2021"),
        ("egfr", PERSON | {"formula": "mdrd4", "sex": "W"}, "sex"),
        ("fludarabine", {"clearance": 60, "label": "us"}, "us_2010"),
    ],
)
def test_what_cannot_be_scored_says_why(kind, given_input, named):
    assert named in error(kind, given_input)


def test_the_run_goes_on_after_every_kind_of_fault():
    lines = [
        '{"id": 1, "kind": "pga.category", "input": {"pga": NaN}}\n',
        '{"id": 2, "kind": "pga.category", "input": {"pga": -Infinity}}\n',
        '{"id": 3, "kind": "pga.category", "input": {"pga": 1e400}}\n',
        '{"id": 4, "kind": "pga.category", "input": {"pga": 1e99999999999999999999}}\n',
        '{"id": 5, "kind": "pga.category", "input": {"pga": 1e-999999999}}\n',
        '{"id": 6, "kind": "pga.category", "input": {"pga": ' + "9" * 5000 + "}}\n",
        "[" * 100_000 + "\n",
        "not JSON\n",
        "[1]\n",
        '{"id": {"a": 1}, "kind": "pga.category", "input": {"pga": 1}}\n',
        "\n",
        '{"id": "last", "kind": "pga.category", "input": {"pga": 1.00}}\n',
    ]
    answers = [json.loads(each) for each in score_lines(lines)]
    assert [each["id"] for each in answers] == [1, 2, 3, 4, 5, None, None, None, None, None, "last"]
    assert all(each.keys() == {"id", "error"} for each in answers[:-1])
    assert answers[-1]["output"] == {"category": "mild"}


def test_numbers_are_read_exactly_as_written():
    line = '{"id": 1, "kind": "pga.worsened", "input": {"baseline": 1.8, "visit": 2.09999999999999999999999}}'
    assert json.loads(next(score_lines([line])))["output"] == {"worsened": False}
    assert score_line(
        {"id": 1, "kind": "pga.worsened", "input": {"baseline": 1.5, "visit": Decimal("1.8")}}
    ) == {"id": 1, "output": {"worsened": True}}


def test_keys_beside_id_kind_and_input_are_ignored_and_a_missing_id_is_null():
    answer = score_line({"kind": "pga.category", "input": {"pga": 1}, "expected": {"category": "mild"}})
    assert answer == {"id": None, "output": {"category": "mild"}}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
names = [name for kind in KINDS.values() for name in (*kind.required, *kind.optional)]


@settings(max_examples=50)
@given(
    st.sampled_from(sorted(KINDS)) | json_values,
    st.dictionaries(st.sampled_from(names), json_values, max_size=6) | json_values,
)
def test_no_input_stops_the_run(kind, given_input):
    line = json.dumps({"id": 1, "kind": kind, "input": given_input})
    answer = json.loads(next(score_lines([line])))
    assert answer["id"] == 1
    assert len(answer) == 2


def test_a_file_may_begin_with_a_byte_order_mark():
    line = json.dumps({"id": 1, "kind": "pga.category", "input": {"pga": 0}})
    expected = list(score_lines([line]))
    assert list(score_lines(["\ufeff" + line])) == expected
    assert list(score_lines(["\ufeff\n", line])) == expected


@pytest.mark.parametrize("identifier", [True, False, 1.5, ["x"], {}])
def test_an_id_of_another_kind_is_refused_in_a_sentence(identifier):
    answer = score_line({"id": identifier, "kind": "pga.category", "input": {"pga": 0}})
    assert answer == {"id": None, "error": "id must be a text or a whole number."}

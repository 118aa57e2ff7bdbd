"""SLEDAI-2K: descriptors, totals and proposals from measurements (scoring sheet 3)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.messages import Sentence
from workstation.scoring.errors import ScoringError
from workstation.scoring.measurement import Measurement
from workstation.scoring.sledai2k import (
    DESCRIPTORS,
    KEYS,
    SledaiSettings,
    UpcrRule,
    Variant,
    derive,
    score,
)

SELENA = SledaiSettings(variant=Variant.SELENA)
DERIVABLE = {
    "arthritis", "hematuria", "proteinuria", "pyuria", "low_complement", "increased_dna_binding", "fever",
    "thrombocytopenia", "leukopenia",
}  # fmt: skip


def measured(**values):
    """Measurements from texts such as "0.5", "<0.5" or None."""
    return {
        key: None
        if text is None
        else Measurement(Decimal(text.lstrip("<>")), text[: len(text) - len(text.lstrip("<>"))])
        for key, text in values.items()
    }


def present(key, settings=None, excluded=(), **values):
    return derive(measured(**values), settings or SledaiSettings(), excluded)[key].present


def scored(*keys, missing=()):
    return score({key: None if key in missing else key in keys for key in KEYS})


# Totals (3.1, 3.3)


@pytest.mark.rule("3.1 weights")
def test_24_descriptors_sum_to_105_and_the_clinical_ones_to_101():
    assert len(DESCRIPTORS) == len(set(KEYS)) == 24
    assert sum(each.weight for each in DESCRIPTORS) == 105
    assert sum(each.weight for each in DESCRIPTORS if each.clinical) == 101
    weights = [each.weight for each in DESCRIPTORS]
    assert [weights.count(weight) for weight in (8, 4, 2, 1)] == [8, 6, 7, 3]


WEIGHTS = {
    8: "seizure psychosis organic_brain_syndrome visual_disturbance cranial_nerve_disorder lupus_headache "
    "cerebrovascular_accident vasculitis",
    4: "arthritis myositis urinary_casts hematuria proteinuria pyuria",
    2: "rash alopecia mucosal_ulcers pleurisy pericarditis low_complement increased_dna_binding",
    1: "fever thrombocytopenia leukopenia",
}


@pytest.mark.rule("3.1 weights")
@pytest.mark.parametrize(("weight", "keys"), WEIGHTS.items())
def test_each_descriptor_adds_its_weight(weight, keys):
    for key in keys.split():
        assert scored(key).total == weight
        assert scored(key).clinical == (0 if key in ("low_complement", "increased_dna_binding") else weight)


@pytest.mark.rule("3.3 clinical SLEDAI")
def test_serology_is_what_is_not_clinical():
    assert [each.key for each in DESCRIPTORS if not each.clinical] == [
        "low_complement",
        "increased_dna_binding",
    ]


@pytest.mark.rule("3.3 total", "3.3 clinical SLEDAI")
def test_everything_present_and_everything_absent():
    full, quiet = scored(*KEYS), scored()
    assert (full.total, full.clinical) == (105, 101)
    assert (quiet.total, quiet.clinical, quiet.partial_total, quiet.evaluable) == (0, 0, 0, True)


@pytest.mark.rule("10 example 12")
def test_worked_example_12():
    found = scored("arthritis", "rash", "proteinuria", "low_complement", "increased_dna_binding")
    assert (found.total, found.clinical) == (14, 10)
    assert found.present == ("arthritis", "proteinuria", "rash", "low_complement", "increased_dna_binding")


def test_worked_example_15_single_descriptors():
    assert scored("myositis").total == scored("pyuria").total == 4
    assert scored("alopecia").total == 2


def test_worked_example_16_low_complement_is_not_clinical():
    assert (scored("low_complement").total, scored("low_complement").clinical) == (2, 0)


@pytest.mark.rule("3.3 missing descriptor")
def test_a_missing_clinical_descriptor_leaves_both_totals_missing_and_a_lower_bound():
    found = scored("arthritis", "low_complement", missing=("fever",))
    assert (found.total, found.clinical, found.partial_total) == (None, None, 6)
    assert (found.missing, found.evaluable) == (("fever",), False)


@pytest.mark.rule("3.3 missing descriptor")
def test_missing_serology_leaves_the_clinical_total():
    found = scored("arthritis", missing=("increased_dna_binding",))
    assert (found.total, found.clinical) == (None, 4)


@pytest.mark.rule("0 a blank is no absence")
def test_no_key_is_missing_as_null_is():
    assert score({}).missing == KEYS
    assert score(dict.fromkeys(KEYS[1:], False)).missing == KEYS[:1]


def test_an_unknown_descriptor_is_answered_with_the_nearest():
    with pytest.raises(ScoringError, match=r"haematuria.*hematuria"):
        score({"haematuria": True})


# Proposals (3.1)


@pytest.mark.rule(
    "3.1 fever",
    "3.1 thrombocytopenia",
    "3.1 leukopenia",
    "3.1 hematuria",
    "3.1 pyuria",
    "3.1 proteinuria",
    "3.1 arthritis",
    "3.1 pyrexia is not fever",
    "3.1 spot urine",
)
@pytest.mark.parametrize(
    ("key", "measurement", "value", "expected"),
    [
        ("fever", "temperature_c", "38.0", False),
        ("fever", "temperature_c", "38.1", True),
        ("fever", "temperature_c", "37.6", False),
        ("thrombocytopenia", "platelets", "100", False),
        ("thrombocytopenia", "platelets", "99.9", True),
        ("leukopenia", "wbc", "3.0", False),
        ("leukopenia", "wbc", "2.99", True),
        ("hematuria", "rbc_per_hpf", "5", False),
        ("hematuria", "rbc_per_hpf", "6", True),
        ("pyuria", "wbc_per_hpf", "5", False),
        ("pyuria", "wbc_per_hpf", "5.5", True),
        ("proteinuria", "protein_g_24h", "0.5", False),
        ("proteinuria", "protein_g_24h", "0.51", True),
        ("proteinuria", "upcr_g_per_g", "0.5", False),
        ("proteinuria", "upcr_g_per_g", "0.501", True),
        ("proteinuria", "upcr_mg_per_g", "500", False),
        ("proteinuria", "upcr_mg_per_g", "501", True),
        ("proteinuria", "upcr_mg_per_mmol", "56", False),
        ("proteinuria", "upcr_mg_per_mmol", "56.56", False),
        ("proteinuria", "upcr_mg_per_mmol", "56.5601", True),
        ("proteinuria", "upcr_mg_per_mmol", "57", True),
        ("arthritis", "active_joints", "1", False),
        ("arthritis", "active_joints", "2", True),
        ("leukopenia", "wbc", "<3.0", True),
        ("leukopenia", "wbc", "<4.0", None),
        ("thrombocytopenia", "platelets", ">100", False),
        ("proteinuria", "protein_g_24h", "<0.15", False),
        ("proteinuria", "protein_g_24h", "<1.0", None),
        ("proteinuria", "upcr_mg_per_mmol", ">300", True),
    ],
)
def test_every_limit_and_its_boundary(key, measurement, value, expected):
    assert present(key, **{measurement: value}) is expected


@pytest.mark.parametrize("key", sorted(DERIVABLE))
def test_what_was_not_measured_cannot_be_told(key):
    found = derive({})
    assert found[key].present is None
    assert found[key].because.text
    assert set(found) == DERIVABLE


def test_none_is_not_measured():
    assert present("fever", temperature_c=None) is None


def test_the_reason_names_value_and_limit_in_their_unit():
    because = derive(measured(temperature_c="38.4"))["fever"].because
    assert because.text == "{measurement}: {value} is above {limit}."
    assert (because.values["value"], because.values["limit"]) == ("38.4 °C", "38.0 °C")


@pytest.mark.rule("3.1 increased_dna_binding")
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"anti_dsdna": "100", "anti_dsdna_uln": "100"}, False),
        ({"anti_dsdna": "100.1", "anti_dsdna_uln": "100"}, True),
        ({"anti_dsdna": ">800", "anti_dsdna_uln": "100"}, True),
        ({"anti_dsdna": "<10", "anti_dsdna_uln": "100"}, False),
        ({"anti_dsdna": "400"}, None),
        ({"anti_dsdna_uln": "100"}, None),
    ],
)
def test_dna_binding_is_judged_by_the_upper_limit_of_the_laboratory(values, expected):
    assert present("increased_dna_binding", **values) is expected


LOW_C3 = {"c3": "0.78", "c3_lln": "0.79"}
FINE_C3 = {"c3": "0.79", "c3_lln": "0.79"}
LOW_C4 = {"c4": "0.15", "c4_lln": "0.16"}
FINE_C4 = {"c4": "0.16", "c4_lln": "0.16"}
LOW_CH50 = {"ch50": "49", "ch50_lln": "50"}
FINE_CH50 = {"ch50": "50", "ch50_lln": "50"}


@pytest.mark.rule("3.1 low_complement")
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (LOW_C3, True),
        (LOW_C4, True),
        (LOW_CH50, True),
        (FINE_C3 | LOW_C4, True),
        (FINE_C3 | FINE_C4 | LOW_CH50, True),
        (FINE_C3 | FINE_C4, False),
        (FINE_C3 | FINE_C4 | FINE_CH50, False),
        (FINE_C3, None),
        (FINE_C4, None),
        (FINE_CH50, None),
        (FINE_C3 | FINE_CH50, None),
        (FINE_C3 | {"c4": "0.2"}, None),
        (LOW_C3 | {"c4": "0.2"}, True),
        (FINE_C3 | FINE_C4 | {"ch50": "60"}, None),
        (FINE_C3 | FINE_C4 | {"ch50_lln": "50"}, False),
        (FINE_C3 | {"c4": "<0.20", "c4_lln": "0.16"}, None),
    ],
)
def test_any_low_complement_is_enough_and_absence_needs_c3_and_c4(values, expected):
    assert present("low_complement", **values) is expected


def test_the_reason_names_the_complement_that_is_open():
    because = derive(measured(**FINE_C3))["low_complement"].because
    assert because.values["measurement"] == Sentence("Complement C4")
    because = derive(measured(**FINE_C3, c4="0.2"))["low_complement"].because
    assert because.text == "{measurement} has no limit of normal beside it."


@pytest.mark.rule("3.1 spot urine")
def test_a_24_hour_collection_outranks_the_ratio():
    assert present("proteinuria", protein_g_24h="0.4", upcr_mg_per_mmol="90") is False
    assert present("proteinuria", protein_g_24h="0.6", upcr_mg_per_mmol="20") is True


def test_ratios_in_several_units_must_agree():
    assert present("proteinuria", upcr_g_per_g="0.6", upcr_mg_per_mmol="68") is True
    assert present("proteinuria", upcr_g_per_g="<0.6", upcr_mg_per_mmol="40") is False
    assert present("proteinuria", upcr_g_per_g="<0.6") is None
    assert present("proteinuria", upcr_g_per_g="0.4", upcr_mg_per_mmol="60") is None


@pytest.mark.rule("3.1 proteinuria is a level")
def test_a_stable_heavy_proteinuria_counts_in_2k():
    assert present("proteinuria", protein_g_24h="3", previous_protein_g_24h="3") is True


# Exclusions (3.1, 3.3)


@pytest.mark.rule("3.1 exclusions")
def test_a_cause_other_than_lupus_makes_a_descriptor_absent():
    assert present("leukopenia", wbc="0.6", excluded=("leukopenia",)) is False
    assert present("thrombocytopenia", platelets="40", excluded=("leukopenia",)) is True


def test_an_excluded_descriptor_is_absent_even_where_nothing_measures_it():
    found = derive({}, excluded=("seizure", "fever"))
    assert found["fever"].because == Sentence("A cause other than lupus explains it.")
    assert [key for key, each in found.items() if each.present is False] == ["seizure", "fever"]


def test_an_unknown_exclusion_is_refused():
    with pytest.raises(ScoringError, match=r"leucopenia.*leukopenia"):
        derive({}, excluded=("leucopenia",))


@pytest.mark.parametrize(
    ("named", "work", "given_"),
    [
        ("items", score, ({"haematuria": True},)),
        ("measurements", derive, ({"plateletts": None},)),
        ("excluded", derive, ({}, SledaiSettings(), ("leucopenia",))),
    ],
)
def test_the_refusal_says_where_the_unknown_name_stands(named, work, given_):
    with pytest.raises(ScoringError, match=f"^{named}: there is no "):
        work(*given_)


# What sources dispute (11)


@pytest.mark.rule("11 arthritis", "3.4 SELENA joints")
@pytest.mark.parametrize(("joints", "expected"), [("2", False), ("3", True)])
@pytest.mark.parametrize("settings", [SledaiSettings(arthritis_joints=3), SELENA])
def test_arthritis_may_ask_for_more_than_two_joints(settings, joints, expected):
    assert present("arthritis", settings, active_joints=joints) is expected


@pytest.mark.rule("11 UPCR for SLEDAI")
@pytest.mark.parametrize(("ratio", "expected"), [("50", False), ("50.1", True), ("56", True)])
def test_the_shortcut_takes_50_mg_per_mmol_for_half_a_gram(ratio, expected):
    shortcut = SledaiSettings(upcr_rule=UpcrRule.SHORTCUT)
    assert present("proteinuria", shortcut, upcr_mg_per_mmol=ratio) is expected


@pytest.mark.rule("11 haematuria and pyuria")
@pytest.mark.parametrize(
    ("red_cells", "protein", "expected"),
    [
        ("20", "0.6", True),
        ("20", "0.4", False),
        ("20", None, None),
        ("2", "0.6", False),
        ("2", None, False),
        (None, "0.4", False),
        (None, "0.6", None),
    ],
)
def test_cells_may_count_only_with_proteinuria(red_cells, protein, expected):
    together = SledaiSettings(cells_only_with_proteinuria=True)
    found = derive(measured(rbc_per_hpf=red_cells, wbc_per_hpf=red_cells, protein_g_24h=protein), together)
    assert (found["hematuria"].present, found["pyuria"].present) == (expected, expected)


@pytest.mark.rule("3.1 cells count alone")
def test_by_default_cells_count_alone():
    assert present("hematuria", rbc_per_hpf="20", protein_g_24h="0.1") is True


@pytest.mark.rule("3.2 window", "11 SLEDAI window")
def test_the_defaults_are_those_of_the_sheet():
    defaults = SledaiSettings()
    assert (defaults.variant, defaults.window_days, defaults.arthritis_joints) == ("SLEDAI-2K", 30, 2)
    assert (defaults.upcr_rule, defaults.cells_only_with_proteinuria) == (UpcrRule.CONVERTED, False)


# SELENA (3.4)


@pytest.mark.rule("3.4 SELENA proteinuria")
@pytest.mark.parametrize(
    ("now", "previous", "expected"),
    [
        ("3", "3", False),
        ("3", "2.5", False),
        ("3.01", "2.5", True),
        ("0.6", "0.2", True),
        ("0.6", "0.5", True),
        ("0.6", "0.55", False),
        ("0.5", "0", False),
        ("0.5", None, False),
        ("3", None, None),
        ("0.6", "<0.15", True),
        ("3", "<1.0", True),
        ("1.2", "<1.0", None),
        ("3", ">2.5", False),
        ("3", ">2.4", None),
        (">3.5", "3", True),
        (">3.4", "3", None),
        ("3", ">0.4", None),
    ],
)
def test_selena_counts_protein_only_when_new_or_risen_by_more_than_half_a_gram(now, previous, expected):
    assert present("proteinuria", SELENA, protein_g_24h=now, previous_protein_g_24h=previous) is expected


@pytest.mark.parametrize(("previous", "expected"), [("0.3", True), ("2", None), (None, None)])
def test_selena_with_a_spot_ratio_can_tell_new_but_not_a_rise(previous, expected):
    assert present("proteinuria", SELENA, upcr_g_per_g="0.9", previous_protein_g_24h=previous) is expected


# What cannot be true


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"temperature": "38"}, "temperature_c"),
        ({"wbc": "-1"}, "wbc"),
        ({"active_joints": "2.5"}, "active_joints"),
        ({"c3_lln": "<0.79"}, "c3_lln"),
    ],
)
def test_a_measurement_that_cannot_be_true_is_refused(values, named):
    with pytest.raises(ScoringError, match=named):
        derive(measured(**values))


def test_a_wrong_measurement_is_found_after_one_that_was_not_taken():
    with pytest.raises(ScoringError, match=r"^wbc"):
        derive({"platelets": None, "wbc": Measurement(Decimal(-1))})


def said(key, settings=None, **values):
    """The reason with its values in their places."""
    because = derive(measured(**values), settings or SledaiSettings())[key].because
    shown = {name: each.text if isinstance(each, Sentence) else each for name, each in because.values.items()}
    return because.text.format_map(shown)


def test_the_reason_of_selena_names_the_earlier_protein():
    assert said("proteinuria", SELENA, protein_g_24h="3", previous_protein_g_24h="3") == (
        "Urine protein is neither new nor more than 0.5 g above the earlier 3 g."
    )
    assert said("proteinuria", SELENA, protein_g_24h="3", previous_protein_g_24h="0.2") == (
        "Urine protein is new or more than 0.5 g above the earlier 0.2 g."
    )
    assert "Earlier 24-hour urine protein" in said("proteinuria", SELENA, protein_g_24h="3")


def test_the_reason_of_cells_without_protein_names_the_protein():
    together = SledaiSettings(cells_only_with_proteinuria=True)
    assert said("hematuria", together, rbc_per_hpf="20", protein_g_24h="0.4").startswith(
        "Cells in urine count only together with proteinuria. "
    )


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        ("fever", {"temperature_c": "38.4"}, "Temperature: 38.4 °C is above 38.0 °C."),
        ("fever", {"temperature_c": "37"}, "Temperature: 37 °C is not above 38.0 °C."),
        ("thrombocytopenia", {"platelets": "80"}, "Platelets: 80 ×10⁹/L is below 100 ×10⁹/L."),
        ("thrombocytopenia", {"platelets": "100"}, "Platelets: 100 ×10⁹/L is not below 100 ×10⁹/L."),
        (
            "leukopenia",
            {"wbc": "<4"},
            "White cells: < 4 ×10⁹/L leaves open on which side of 3.0 ×10⁹/L it lies.",
        ),
        ("hematuria", {"rbc_per_hpf": "6"}, "Red cells in urine: 6 /hpf is above 5 /hpf."),
        ("pyuria", {"wbc_per_hpf": "5"}, "White cells in urine: 5 /hpf is not above 5 /hpf."),
        ("arthritis", {"active_joints": "2"}, "Active joints: 2 reaches 2."),
        ("arthritis", {"active_joints": "1"}, "Active joints: 1 does not reach 2."),
        ("proteinuria", {"protein_g_24h": "1"}, "24-hour urine protein: 1 g is above 0.5 g."),
        ("proteinuria", {"upcr_g_per_g": "1"}, "Urine protein/creatinine ratio: 1 g/g is above 0.5 g/g."),
        (
            "proteinuria",
            {"upcr_mg_per_g": "1"},
            "Urine protein/creatinine ratio: 1 mg/g is not above 500 mg/g.",
        ),
        (
            "proteinuria",
            {"upcr_mg_per_mmol": "60"},
            "Urine protein/creatinine ratio: 60 mg/mmol is above 56.56 mg/mmol.",
        ),
        ("low_complement", {"c3": "0.5", "c3_lln": "0.8"}, "Complement C3: 0.5 is below 0.8."),
        ("low_complement", FINE_C3 | FINE_C4, "No complement value is below its lower limit of normal."),
        (
            "proteinuria",
            {"upcr_g_per_g": "0.4", "upcr_mg_per_mmol": "60"},
            "The urine protein/creatinine ratios contradict each other.",
        ),
    ],
)
def test_each_reason_says_on_which_side_of_its_limit_the_value_lies(key, values, expected):
    assert said(key, **values) == expected


def test_settings_are_named_as_the_study_writes_them():
    assert [each.value for each in UpcrRule] == ["113.12 mg/mmol per g/g", "50 mg/mmol"]
    assert [each.value for each in Variant] == ["SLEDAI-2K", "SELENA"]


def test_the_reason_names_a_result_without_its_limit_of_normal():
    assert said("increased_dna_binding", anti_dsdna="400") == "Anti-dsDNA has no limit of normal beside it."
    assert said("increased_dna_binding") == "Anti-dsDNA is not recorded."


# Invariants

answers = st.sampled_from([True, False, None])


@given(st.dictionaries(st.sampled_from(KEYS), answers))
def test_the_partial_total_is_a_lower_bound_for_every_completion(items):
    found = score(items)
    full = score({key: items.get(key) is not False for key in KEYS})
    least = score({key: items.get(key) is True for key in KEYS})
    assert found.partial_total == least.total == least.partial_total <= full.partial_total
    assert found.evaluable is (not found.missing)
    assert found.total == (found.partial_total if found.evaluable else None)


@given(st.fixed_dictionaries({key: st.booleans() for key in KEYS}))
def test_the_clinical_total_never_exceeds_the_total(items):
    found = score(items)
    assert found.total is not None
    assert found.clinical is not None
    assert 0 <= found.clinical <= found.total <= 105


@given(st.dictionaries(st.sampled_from(KEYS), answers), st.randoms(use_true_random=False))
def test_the_order_of_the_descriptors_does_not_matter(items, chance):
    assert score(dict(chance.sample(list(items.items()), len(items)))) == score(items)


values_by_key = st.fixed_dictionaries(
    {},
    optional={
        "temperature_c": st.integers(350, 420).map(lambda number: Decimal(number) / 10),
        "wbc": st.integers(0, 100).map(lambda number: Decimal(number) / 10),
        "platelets": st.integers(0, 300).map(Decimal),
        "c3": st.integers(0, 200).map(lambda number: Decimal(number) / 100),
        "c3_lln": st.just(Decimal("0.79")),
        "c4": st.integers(0, 50).map(lambda number: Decimal(number) / 100),
        "c4_lln": st.just(Decimal("0.16")),
    },
)


@given(values_by_key, st.sampled_from(["temperature_c", "wbc", "platelets", "c3", "c4"]))
def test_taking_a_measurement_away_never_makes_an_absence(values, removed):
    before = derive({key: Measurement(each) for key, each in values.items()})
    after = derive({key: Measurement(each) for key, each in values.items() if key != removed})
    for key, each in after.items():
        assert each.present in (None, before[key].present)

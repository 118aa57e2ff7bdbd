"""The clinical forms of the first release, held against the forms catalogue and the scoring sheet."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workstation.definition.expression import Value, parse

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "forms"


def words(text: str) -> list[str]:
    """The words of a text in their order."""
    return text.split()


FORMS = words("""
    visit consent eligibility demography history medication_history vital_signs ecg_echo pregnancy_test
    sledai2k
    bilag2004 pga visit_assessment disposition deviation pregnancy_report
""")
LOGS = {"disposition", "deviation", "pregnancy_report"}

# Scoring sheet, 3.1.
DESCRIPTORS = words("""
    seizure psychosis organic_brain_syndrome visual_disturbance cranial_nerve_disorder lupus_headache
    cerebrovascular_accident vasculitis arthritis myositis urinary_casts hematuria proteinuria pyuria rash
    alopecia mucosal_ulcers pleurisy pericarditis low_complement increased_dna_binding fever thrombocytopenia
    leukopenia
""")
PROPOSED = words("""
    fever thrombocytopenia leukopenia hematuria pyuria proteinuria low_complement increased_dna_binding
    arthritis
""")
# Scoring sheet, 2.2.
_SYSTEMS = words("""
    constitutional mucocutaneous neuropsychiatric musculoskeletal cardiorespiratory gastrointestinal
    ophthalmic renal haematological
""")
_FIRST = (1, 5, 19, 39, 44, 56, 65, 78, 90, 98)
SYSTEMS = {
    system: range(first, beyond) for system, first, beyond in zip(_SYSTEMS, _FIRST, _FIRST[1:], strict=False)
}
YES_NO = {80, 85, 88, 89, 96, 97}
VALUES = {78, 79, 81, 82, 83, 84, 86, 87, 90, 91, 92, 93, 94}
# Forms catalogue, 1.2 and 2: facts of the context, settings, and items of forms that are written elsewhere.
FACTS = set(
    words("""
        subject.sex subject.age subject.birth_date subject.consent subject.childbearing visit.oid visit.kind
        visit.day visit.date visit.endpoint visit.screening days_since_ld settings.exclusion_template
        settings.attribution.default settings.attribution.weeks_after_ld settings.echo.validity_days
        settings.laboratory.visit_days urine.dipstick_protein urine.egfr
        vital_signs.systolic vital_signs.diastolic chemistry.creatinine
        settings.screening.validity_days haematology.haemoglobin haematology.wbc haematology.neutrophils
        haematology.lymphocytes haematology.platelets urine.uacr urine.upcr urine.protein_24h
    """)
)
# Forms catalogue, 2: every key of the forms of this file, BILAG-2004 and SLEDAI-2K apart.
CATALOGUE = {
    "visit": "date",
    "consent": "version signed reason copy_given sensitive_data biobank genetic long_term",
    "eligibility": """
        i1_age_consent i2_acr1997 i3_contraception i4_sledai i5_bilag i6_serology i7_counts i8_lvef
        i9_background e1_allergy e2_infection e3_immunodeficiency e4_marrow_failure
        e5_severe_nephritis_or_crisis e6_active_cns e7_pregnancy_lactation e8_active_virus_tb
        e9_iga_deficiency e10_skin_confounder e11_prior_cell_gene_cd19
        e12_recent_vaccine_surgery_apheresis_trial e13_transplant e14_investigator decision
        decision_reason decided""",
    "demography": "sex birth_date ethnic_group african_ancestry childbearing cohort planned_infusion",
    "history": """
        diagnosed first_symptom acr1997 biopsy_date isn_class activity_index aps allergy transfusion
        zoster hbv tb malignancy conditions/term conditions/start conditions/ongoing""",
    "medication_history": """
        rows/drug rows/class rows/highest_dose rows/start rows/end rows/stop_reason
        last_b_cell_therapy""",
    "vital_signs": """
        temperature_c site systolic diastolic position pulse resp_rate spo2 oxygen ecog weight_kg
        height_cm""",
    "ecg_echo": """
        ecg_done rhythm heart_rate qtc qt_formula echo_date lvef pericardial_effusion pasp_mmhg
        chest_ct""",
    "pregnancy_test": "kind result",
    "pga": "pga",
    "visit_assessment": """
        contact not_held_reason text plan flare reviewed sdi treatment_failure
        treatment_failure_date rescue_medication rescue_medication_date""",
    "disposition": """
        status criterion detail treatment_stopped discontinued last_contact replaced_by death cause
        autopsy related""",
    "deviation": """
        rows/kind rows/visit rows/planned rows/actual rows/reason rows/category rows/effect
        rows/action rows/reported""",
    "pregnancy_report": """
        rows/of rows/aware rows/test_date rows/last_period rows/due_date rows/exposures rows/outcome
        rows/outcome_date rows/child_weight_g rows/anomaly""",
}
# Forms catalogue, 2 and 3: unit, soft limits, hard limits.
LIMITS = {
    ("vital_signs", "temperature_c"): ("°C", ["35.5", "37.5"], ["30", "43"]),
    ("vital_signs", "systolic"): ("mmHg", ["90", "140"], ["50", "260"]),
    ("vital_signs", "diastolic"): ("mmHg", ["50", "90"], ["20", "160"]),
    ("vital_signs", "pulse"): ("/min", ["50", "110"], ["20", "250"]),
    ("vital_signs", "resp_rate"): ("/min", ["10", "24"], ["4", "70"]),
    ("vital_signs", "spo2"): ("%", ["94", "100"], ["50", "100"]),
    ("vital_signs", "weight_kg"): ("kg", None, ["25", "200"]),
    ("vital_signs", "height_cm"): ("cm", ["140", "190"], ["120", "220"]),
    ("ecg_echo", "qtc"): ("ms", ["350", "480"], ["200", "800"]),
    ("ecg_echo", "lvef"): ("%", ["50", "75"], ["5", "90"]),
    ("pga", "pga"): (None, None, ["0", "3"]),
    ("sledai2k", "active_joints"): (None, None, ["0", "66"]),
    ("sledai2k", "swollen_joints_28"): (None, None, ["0", "28"]),
    ("history", "activity_index"): (None, None, ["0", "24"]),
    ("visit_assessment", "sdi"): (None, None, ["0", "47"]),
    ("bilag2004", "78"): ("mmHg", ["90", "140"], ["50", "260"]),
    ("bilag2004", "79"): ("mmHg", ["50", "90"], ["20", "160"]),
    ("bilag2004", "81"): (None, ["0", "3"], ["0", "4"]),
    ("bilag2004", "82"): ("mg/mmol", ["0", "300"], ["0", "5000"]),
    ("bilag2004", "83"): ("mg/mmol", ["0", "400"], ["0", "5000"]),
    ("bilag2004", "84"): ("g", ["0", "6"], ["0", "60"]),
    ("bilag2004", "86"): ("umol/L", ["30", "200"], ["10", "2000"]),
    ("bilag2004", "87"): ("mL/min/1.73m2", ["30", "140"], ["1", "250"]),
    ("bilag2004", "90"): ("g/dL", ["6", "18"], ["2", "25"]),
    ("bilag2004", "91"): ("10^9/L", ["1", "15"], ["0", "300"]),
    ("bilag2004", "92"): ("10^9/L", ["0.5", "10"], ["0", "200"]),
    ("bilag2004", "93"): ("10^9/L", ["0.2", "5"], ["0", "200"]),
    ("bilag2004", "94"): ("10^9/L", ["50", "450"], ["0", "2000"]),
}
# One reading in another unit and what it is in the first one (forms catalogue, 2 and 3; scoring sheet, 2.10).
READINGS = [
    ("vital_signs", "temperature_c", "°F", "98.6", "37"),
    ("vital_signs", "systolic", "kPa", "16", "120.00992"),
    ("vital_signs", "weight_kg", "jin", "116", "58"),
    ("vital_signs", "weight_kg", "lb", "100", "45.359237"),
    ("vital_signs", "height_cm", "m", "1.65", "165"),
    ("ecg_echo", "qtc", "s", "0.42", "420"),
    ("ecg_echo", "lvef", "fraction", "0.62", "62"),
    ("pga", "pga", "mm", "40", "1.2"),
    ("bilag2004", "83", "g/g", "0.5", "56.56"),
    ("bilag2004", "82", "mg/g", "884", "99.99808"),
    ("bilag2004", "84", "mg", "1600", "1.6"),
    ("bilag2004", "86", "mg/dL", "1.5", "132.6"),
    ("bilag2004", "90", "g/L", "102", "10.2"),
    ("bilag2004", "91", "/uL", "3400", "3.4"),
]

CHINESE = re.compile("[\N{CJK UNIFIED IDEOGRAPH-4E00}-\N{CJK UNIFIED IDEOGRAPH-9FFF}]")
Table = dict[str, Any]


def load(form: str) -> Table:
    return tomllib.loads((FOLDER / f"{form}.v1.toml").read_text(encoding="utf-8"))


LOADED = {form: load(form) for form in FORMS}


def rows(form: str) -> Iterator[tuple[str, Table, Table]]:
    """Path, item and group of every item of a form; the path as the catalogue prints it."""
    for group in LOADED[form]["group"]:
        for item in group["item"]:
            path = f"{group['oid']}/{item['oid']}" if group.get("repeating") else item["oid"]
            yield path, item, group


def items(form: str) -> dict[str, Table]:
    return {path: item for path, item, _ in rows(form)}


def choices(form: str, item: Table) -> list[str]:
    listed = LOADED[form]["list"][item["list"]] if "list" in item else item.get("choices", [])
    return [choice["code"] for choice in listed]


def wordings(value: object, place: str) -> Iterator[tuple[str, Table]]:
    """Every wording of a definition with its place."""
    if isinstance(value, dict):
        if "en" in value or "zh" in value:
            yield place, value
            return
        name = value.get("oid") or value.get("code") or ""
        for key, part in value.items():
            yield from wordings(part, f"{place}.{name}.{key}")
    elif isinstance(value, list):
        for part in value:
            yield from wordings(part, place)


def conditions(form: str) -> Iterator[tuple[str, str, str]]:
    """Place, text and repeating group of every condition."""
    for group in LOADED[form]["group"]:
        row = group["oid"] if group.get("repeating") else ""
        for table in (group, *group["item"]):
            for key in ("relevant_if", "required_if"):
                if key in table:
                    yield f"{table['oid']}.{key}", table[key], row
    for check in LOADED[form].get("check", []):
        yield check["code"], check["fails_if"], check.get("group", "")


@pytest.mark.parametrize("form", FORMS)
def test_a_file_says_which_form_it_is(form: str) -> None:
    table = LOADED[form]
    assert (table["oid"], table["version"]) == (form, 1)
    assert table["scope"] == ("subject" if form in LOGS else "visit")
    assert len(table["short"]["en"]) <= 12


@pytest.mark.parametrize("form", FORMS)
def test_every_wording_stands_in_both_languages(form: str) -> None:
    for place, wording in wordings(LOADED[form], form):
        assert set(wording) == {"en", "zh"}, place
        assert wording["en"].strip(), place
        named_alike = place.endswith(".short") and wording["zh"] == wording["en"]
        assert named_alike or CHINESE.search(wording["zh"]), f"{place}: {wording['zh']}"
        assert not CHINESE.search(wording["en"]), place


@pytest.mark.parametrize("form", FORMS)
def test_every_condition_names_only_what_there_is(form: str) -> None:
    outside = {path for path in items(form) if "/" not in path} | {"date"}
    elsewhere = {f"{other}.{path}" for other in FORMS for path in items(other) if "/" not in path}
    known = outside | elsewhere | FACTS | {f"previous.{name}" for name in outside}
    for place, text, row in conditions(form):
        own = {path.partition("/")[2] for path in items(form) if row and path.startswith(f"{row}/")}
        assert parse(text).names <= known | own, place


@pytest.mark.parametrize("form", FORMS)
def test_keys_codes_and_checks_are_unique(form: str) -> None:
    paths = [path for path, _, _ in rows(form)]
    assert len(paths) == len(set(paths))
    for path, item in items(form).items():
        codes = choices(form, item)
        assert len(codes) == len(set(codes)), path
        assert bool(codes) == (item["type"] in ("ch", "multi", "ord")), path
    checks = [check["code"] for check in LOADED[form].get("check", [])]
    assert len(checks) == len(set(checks))


def inside(inner: list[str], outer: list[str]) -> bool:
    low = not outer[0] or (bool(inner[0]) and Decimal(inner[0]) >= Decimal(outer[0]))
    high = not outer[1] or (bool(inner[1]) and Decimal(inner[1]) <= Decimal(outer[1]))
    return low and high


@pytest.mark.parametrize("form", FORMS)
def test_limits_are_ordered_and_hard_ones_hold_the_soft(form: str) -> None:
    for path, item in items(form).items():
        for kind in ("soft", "hard"):
            if all(item.get(kind, [""])):
                assert Decimal(item[kind][0]) < Decimal(item[kind][1]), path
        if "soft" in item and "hard" in item:
            assert inside(item["soft"], item["hard"]), path


@pytest.mark.parametrize(("form", "path"), LIMITS)
def test_units_and_limits_are_those_of_the_catalogue(form: str, path: str) -> None:
    item = items(form)[path]
    assert (item.get("unit"), item.get("soft"), item.get("hard")) == LIMITS[form, path]


@pytest.mark.parametrize(("form", "path", "unit", "reading", "value"), READINGS)
def test_another_unit_is_converted_exactly(form: str, path: str, unit: str, reading: str, value: str) -> None:
    by = next(other for other in items(form)[path]["units"] if other["unit"] == unit)
    parts = {
        key: Decimal(by.get(key, start)) for key, start in (("subtract", 0), ("multiply", 1), ("divide", 1))
    }
    assert (Decimal(reading) - parts["subtract"]) * parts["multiply"] / parts["divide"] == Decimal(value)


@pytest.mark.parametrize("form", CATALOGUE)
def test_every_item_of_the_catalogue_is_there(form: str) -> None:
    assert set(words(CATALOGUE[form])) <= set(items(form))


def criteria() -> list[str]:
    return [path for path in items("eligibility") if re.match(r"[ie]\d+_", path) and "_evidence" not in path]


def test_a_criterion_is_met_or_not_and_carries_its_evidence() -> None:
    form = items("eligibility")
    assert len(criteria()) == 23
    for path in criteria():
        assert choices("eligibility", form[path]) == ["met", "not_met"]
        assert form[path]["codes"] == ["NA", "UK"]
        assert form[f"{path}_evidence"]["type"] == "text"


def test_the_exclusion_criteria_that_nobody_knows_are_off_until_the_study_switches_them_on() -> None:
    switch = "settings.exclusion_template"
    off = [path for path, _, group in rows("eligibility") if group.get("relevant_if") == switch]
    template = [path for path in criteria() if path in off]
    assert template == criteria()[-11:]
    assert template[0].startswith("e4_")
    assert {items("eligibility")[path]["relevant_if"] for path in template} == {switch}


def test_previous_involvement_is_asked_for_nine_systems() -> None:
    form = items("history")
    for asked in (f"previous_involvement_{system}" for system in SYSTEMS):
        assert (form[asked]["type"], form[asked]["codes"]) == ("yn", ["UK"])
        assert {f"{asked}_basis", f"{asked}_first_year"} <= form.keys()


def test_partial_dates_are_accepted_where_history_is_vague() -> None:
    vague = ("diagnosed", "first_symptom", "biopsy_date", "conditions/start")
    assert all(items("history")[path].get("partial") for path in vague)


def test_sledai_has_its_24_descriptors_in_order_and_proposes_nine() -> None:
    form = items("sledai2k")
    group = next(group for group in LOADED["sledai2k"]["group"] if group["oid"] == "descriptors")
    assert [item["oid"] for item in group["item"]] == DESCRIPTORS
    assert group["rest_absent"]
    for key in DESCRIPTORS:
        assert (form[key]["type"], form[key]["required"], form[key]["codes"]) == ("yn", "R", ["ND"])
        assert form[key].get("computed", False) == (key in PROPOSED), key


def test_sledai_weights_in_the_guides_add_up_to_105() -> None:
    form = items("sledai2k")
    weights = [int(re.match(r"Weight (\d)\.", form[key]["help"]["en"])[1]) for key in DESCRIPTORS]  # type: ignore[index]
    chinese = [int(form[key]["help"]["zh"][0]) for key in DESCRIPTORS]
    assert weights == chinese
    assert Counter(weights) == {8: 8, 4: 6, 2: 7, 1: 3}


def test_joints_are_counted_before_arthritis_is_answered() -> None:
    order = list(items("sledai2k"))
    assert order.index("active_joints") < order.index("seizure")


def test_every_excluded_descriptor_gets_a_cause() -> None:
    form = items("sledai2k")
    assert choices("sledai2k", form["sledai_excluded"]) == DESCRIPTORS
    named = {path.removeprefix("excluded_cause_") for path in form if path.startswith("excluded_cause_")} - {
        "other"
    }
    assert {"leukopenia", "thrombocytopenia"} <= named
    others = re.findall(r"'(\w+)' in sledai_excluded", form["excluded_cause_other"]["relevant_if"])
    assert sorted([*named, *others]) == sorted(DESCRIPTORS)
    causes = words("lymphodepletion drug infection menstruation other")
    for key in named:
        assert choices("sledai2k", form[f"excluded_cause_{key}"]) == causes


def test_bilag_has_its_97_items_by_printed_number_in_nine_systems() -> None:
    printed = {
        group["oid"]: [item["number"] for item in group["item"] if "number" in item]
        for group in LOADED["bilag2004"]["group"]
    }
    assert printed == {system: list(numbers) for system, numbers in SYSTEMS.items()}
    assert [len(numbers) for numbers in printed.values()] == [4, 14, 20, 5, 12, 9, 13, 12, 8]
    assert all(item["oid"] == str(item["number"]) for item in items("bilag2004").values() if "number" in item)


def test_bilag_items_are_of_their_kind_and_can_be_not_done() -> None:
    form = items("bilag2004")
    for number in range(1, 98):
        item = form[str(number)]
        kind = "yn" if number in YES_NO else "num" if number in VALUES else "ord"
        assert (item["type"], item["codes"]) == (kind, ["ND"]), number
        assert item.get("computed", False) == (number in VALUES), number
        assert set(item["help"]) == {"en", "zh"}, number
        if kind == "ord":
            assert choices("bilag2004", item) == ["0", "1", "2", "3", "4"]


def test_bilag_guides_differ_from_item_to_item() -> None:
    for language in ("en", "zh"):
        guides = Counter(item["help"][language] for item in items("bilag2004").values() if "number" in item)
        assert [guide for guide, times in guides.items() if times > 1] == []


def test_bilag_codes_explain_themselves() -> None:
    codes = LOADED["bilag2004"]["list"]["activity"]
    assert [code["label"]["zh"] for code in codes] == ["无", "好转", "不变", "加重", "新发"]
    assert all(code["help"]["en"] and code["help"]["zh"] for code in codes)


@pytest.mark.rule("2.1 attribution")
def test_every_bilag_value_is_attributed() -> None:
    form = items("bilag2004")
    attributed = {path for path in form if path.startswith("attribution_")}
    assert attributed == {f"attribution_{number}" for number in VALUES}
    assert all(choices("bilag2004", form[path]) == ["Y", "N"] for path in attributed)
    asked = {path: str(form[path]["required_if"]) for path in attributed if form[path]["required"] == "c"}
    assert set(asked) == attributed
    assert all("settings.attribution.default == 'force_answer'" in condition for condition in asked.values())
    by_default = {path for path, condition in asked.items() if "days_since_ld" in condition}
    assert by_default == {f"attribution_{number}" for number in range(90, 95)}


def test_common_features_are_shown_first_and_rare_ones_on_demand() -> None:
    for group in LOADED["bilag2004"]["group"]:
        shown = [item["number"] for item in group["item"] if "number" in item and item.get("common", True)]
        assert shown, group["oid"]
    rare = {int(path) for path, item in items("bilag2004").items() if not item.get("common", True)}
    assert rare & set(SYSTEMS["mucocutaneous"]) == {8, 12, 17, 18}
    assert not rare & (YES_NO | VALUES)


def value_of(text: str, facts: Mapping[str, Value]) -> Value:
    """What a condition gives under some facts."""
    return parse(text)(lambda name: facts.get(name))


def check_of(form: str, code: str) -> Table:
    return next(check for check in LOADED[form]["check"] if check["code"] == code)


def test_pressure_cannot_be_the_wrong_way_round() -> None:
    check = check_of("vital_signs", "PRESSURE_ORDER")
    assert check["hard"]
    assert value_of(check["fails_if"], {"systolic": Decimal(80), "diastolic": Decimal(80)}) is True
    assert value_of(check["fails_if"], {"systolic": Decimal(128), "diastolic": Decimal(82)}) is False
    assert value_of(check["fails_if"], {"systolic": Decimal(128)}) is None


def test_eligible_cannot_stand_against_a_criterion() -> None:
    fails = check_of("eligibility", "ELIGIBLE_AGAINST_CRITERION")["fails_if"]
    well = {path: "met" if path[0] == "i" else "not_met" for path in criteria()}
    assert value_of(fails, {"decision": "yes", **well}) is False
    for path, answer in well.items():
        ill = "not_met" if answer == "met" else "met"
        assert value_of(fails, {"decision": "yes", path: ill}) is True, path
        assert value_of(fails, {"decision": "no", path: ill}) is False, path


@pytest.mark.rule("3.3 after lymphodepletion")
def test_a_low_count_after_lymphodepletion_asks_for_its_cause() -> None:
    required = items("sledai2k")["sledai_excluded"]["required_if"]
    low = {"settings.attribution.weeks_after_ld": Decimal(8), "haematology.wbc": Decimal("2.9")}
    normal = {**low, "haematology.wbc": Decimal("3.0"), "haematology.platelets": Decimal(100)}
    assert value_of(required, {**low, "days_since_ld": Decimal(56)}) is True
    assert value_of(required, {**low, "days_since_ld": Decimal(57)}) is False
    assert value_of(required, low) is None
    assert value_of(required, {**normal, "days_since_ld": Decimal(10)}) is False


@pytest.mark.parametrize(
    ("measured", "item"), [("urine.uacr", "82"), ("urine.upcr", "83"), ("urine.protein_24h", "84")]
)
def test_a_measured_protein_is_asked_for_and_the_dipstick_only_without_one(measured: str, item: str) -> None:
    dipstick, own = (items("bilag2004")[number]["required_if"] for number in ("81", item))
    facts = {measured: Decimal(12)}
    assert (value_of(dipstick, {}), value_of(own, {})) == (True, False)
    assert (value_of(dipstick, facts), value_of(own, facts)) == (False, True)

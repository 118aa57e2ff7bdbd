"""Laboratory items of the release: units exact, limits, star items, guards (forms catalogue, sections 2 to 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from workstation.definition.form import Form, Item, Limits, Requirement, Unresolved
from workstation.definition.study import Study
from workstation.forms.answers import EMPTY, Answer, Answers
from workstation.forms.context import Context
from workstation.forms.evaluate import evaluate
from workstation.forms.state import FormState, Typed
from workstation.forms.values import Unreadable, in_first_unit, parse

# Item, a value in another unit, the same in the first unit.
UNITS = [
    ("haemoglobin", "10.4", "g/dL", "104"),
    ("haemoglobin", "6.206", "mmol/L", "100"),
    ("wbc", "3.4", "×10⁹/L", "3.4"),
    ("wbc", "3.4", "10*9/L", "3.4"),
    ("wbc", "3.4", "G/L", "3.4"),
    ("wbc", "3.4", "K/uL", "3.4"),
    ("neutrophils", "1830", "/µL", "1.83"),
    ("reticulocytes", "0.05", "10^12/L", "50"),
    ("creatinine", "1", "mg/dL", "88.4"),
    ("creatinine", "62", "μmol/L", "62"),
    ("creatinine", "62", "µmol/L", "62"),
    ("urea", "6.006", "mg/dL urea", "1"),
    ("urea", "2.8", "mg/dL BUN", "1"),
    ("urate", "1", "mg/dL", "59.48"),
    ("bilirubin", "1", "mg/dL", "17.1"),
    ("alt", "0.5", "ukat/L", "30"),
    ("calcium", "9.2", "mg/dL", "2.3"),
    ("magnesium", "2.43", "mg/dL", "1"),
    ("phosphate", "3.1", "mg/dL", "1"),
    ("glucose", "90", "mg/dL", "5"),
    ("triglycerides", "88.57", "mg/dL", "1"),
    ("cholesterol", "38.67", "mg/dL", "1"),
    ("lactate", "9.01", "mg/dL", "1"),
    ("troponin", "0.02", "ng/mL", "20"),
    ("fibrinogen", "250", "mg/dL", "2.5"),
    ("d_dimer", "500", "ng/mL", "0.5"),
    ("d_dimer", "0.3", "mg/L DDU", "0.6"),
    ("dipstick_protein", "2", "+", "2"),
    ("upcr", "0.5", "g/g", "56.56"),
    ("upcr", "500", "mg/g", "56.56"),
    ("uacr", "30", "mg/g", "3.3936"),
    ("protein_24h", "850", "mg", "0.85"),
    ("egfr", "1.5", "mL/s", "90"),
    ("c3", "79", "mg/dL", "0.79"),
    ("c4", "16", "mg/dL", "0.16"),
    ("c4", "160", "mg/L", "0.16"),
    ("anti_dsdna", "120", "kIU/L", "120"),
    ("igg", "1120", "mg/dL", "11.2"),
    ("cd19_b_cells", "0.158", "10^9/L", "158"),
    ("crp", "0.8", "mg/dL", "8"),
    ("ferritin", "180", "ng/mL", "180"),
]
REFUSED = [
    ("anti_dsdna", "AU/mL"),
    ("anti_dsdna", "RU/mL"),
    ("anti_dsdna", "U/mL"),
    ("urea", "mg/dL"),
    ("urine_rbc", "/uL"),
]
# Catalogue, section 3: the starred items of a form.
STARRED = {
    "haematology": {"haemoglobin", "wbc", "neutrophils", "lymphocytes", "platelets"},
    "chemistry": {"creatinine", "urea", "bilirubin", "alt", "ast", "albumin", "sodium", "potassium"},
    "coagulation": {"inr", "aptt", "fibrinogen", "d_dimer"},
    "urine": {"dipstick_protein", "urine_rbc", "urine_wbc", "upcr"},
    "immunology": {"c3", "c4", "anti_dsdna"},
    "b_cells_immunoglobulins": {"cd19_b_cells", "igg", "iga", "igm"},
    "inflammation": {"crp", "ferritin"},
}


@pytest.fixture(scope="module")
def results(released: Study) -> Mapping[str, Item]:
    """Laboratory results outside rows, by key."""
    return {oid: item for form in released.forms.values() for oid, item in form.items.items() if item.result}


@pytest.mark.parametrize(("key", "value", "unit", "first"), UNITS)
def test_units_are_converted_exactly(
    results: Mapping[str, Item], key: str, value: str, unit: str, first: str
) -> None:
    assert in_first_unit(results[key], value, unit) == Decimal(first)


@pytest.mark.parametrize(("key", "unit"), REFUSED)
def test_what_cannot_be_converted_is_refused(results: Mapping[str, Item], key: str, unit: str) -> None:
    with pytest.raises(Unreadable):
        parse(results[key], f"5 {unit}")


def test_a_dipstick_may_be_typed_as_it_is_printed(results: Mapping[str, Item]) -> None:
    assert parse(results["dipstick_protein"], "2+") == parse(results["dipstick_protein"], "2")


@pytest.mark.parametrize("form", STARRED)
def test_starred_items_are_required(released: Study, form: str) -> None:
    required = {
        item.oid
        for item in released.forms[form].items.values()
        if item.result and item.required is Requirement.REQUIRED
    }
    assert required == STARRED[form]


def test_week_12_has_24_starred_results() -> None:
    """Catalogue, 1.2: the core of week 12."""
    forms = ("haematology", "chemistry", "urine", "immunology", "b_cells_immunoglobulins")
    assert sum(len(STARRED[form]) for form in forms) == 24


def test_limits(results: Mapping[str, Item]) -> None:
    haemoglobin, c4 = results["haemoglobin"], results["c4"]
    assert (haemoglobin.soft, haemoglobin.hard) == (
        Limits(Decimal(60), Decimal(180)),
        Limits(Decimal(20), Decimal(250)),
    )
    assert (c4.soft, c4.hard, c4.decimals) == (
        Limits(Decimal("0.02"), Decimal("0.6")),
        Limits(Decimal(0), Decimal(2)),
        2,
    )
    assert results["anti_dsdna"].hard == Limits(Decimal(0), Decimal(20000))


def test_every_laboratory_form_says_when_and_where_it_was_sampled(released: Study) -> None:
    laboratories = [form for form in released.forms.values() if form.laboratory]
    assert {form.oid for form in laboratories} >= {*STARRED, "virology", "car_persistence", "cytokines"}
    for form in laboratories:
        assert [item.oid for item in form.groups[0].items] == ["sampled", "laboratory", "fasting"], form.oid


def limits_of(released: Study, key: str, sex: str, age: int) -> tuple[Decimal | None, Decimal | None]:
    """The default limits of an item for somebody."""
    found = [
        one
        for one in released.ranges
        if one.item == key
        and one.sex == sex
        and one.age_from <= age <= one.age_to
        and one.laboratory == "default"
    ]
    assert len(found) == 1
    return found[0].lln, found[0].uln


@pytest.mark.parametrize(
    ("key", "sex", "age", "lln", "uln"),
    [
        ("haemoglobin", "F", 30, "115", "150"),
        ("haemoglobin", "M", 30, "130", "175"),
        ("creatinine", "F", 59, "41", "73"),
        ("creatinine", "F", 60, "41", "81"),
        ("urea", "M", 65, "3.6", "9.5"),
        ("alp", "F", 49, "35", "100"),
        ("alp", "F", 50, "50", "135"),
        ("alp", "M", 50, "45", "125"),
        ("c3", "F", 30, "0.79", "1.52"),
        ("esr", "M", 30, "0", "15"),
        ("lvef", "F", 30, "55", "75"),
    ],
)
def test_default_reference_limits(released: Study, key: str, sex: str, age: int, lln: str, uln: str) -> None:
    assert limits_of(released, key, sex, age) == (Decimal(lln), Decimal(uln))


def test_limits_of_one_side(released: Study) -> None:
    assert limits_of(released, "bilirubin", "M", 30) == (None, Decimal(26))
    assert limits_of(released, "egfr", "F", 30) == (Decimal(90), None)


def test_limits_that_belong_to_an_assay_are_marked(released: Study) -> None:
    marked = {one.item for one in released.ranges if one.assay}
    assert marked == {"anti_dsdna", "ch50", "d_dimer", "troponin", "il6"}


def filled(form: Form, values: Mapping[str, str], facts: Mapping[str, Typed] | None = None) -> FormState:
    """A form with some answers."""
    answers: Answers = EMPTY
    for path, value in values.items():
        answers = answers.with_answer(path, Answer(value=value))
    return evaluate(form, answers, Context(facts=facts or {}))


# Form, answers, the guard that fires; and the same with one change that keeps it silent.
GUARDS = [
    (
        "haematology",
        {"wbc": "3", "neutrophils": "2", "lymphocytes": "1.2"},
        "DIFFERENTIAL_EXCEEDS_WCC",
        {"wbc": "3.1"},
    ),
    ("immunology", {"c3": "0.2", "c4": "0.8"}, "C4_ABOVE_C3", {"c3": "0.9"}),
    ("urine", {"upcr": "1.2", "dipstick_protein": "3"}, "UPCR_UNIT_DIPSTICK", {"upcr": "136"}),
    ("urine", {"upcr": "136", "protein_24h": "6"}, "UPCR_UNIT_24H", {"protein_24h": "1.3"}),
    ("urine", {"upcr": "30", "uacr": "40"}, "UACR_ABOVE_UPCR", {"uacr": "20"}),
    ("urine", {"casts": "none,hyaline"}, "CASTS_NONE_AND_SOME", {"casts": "hyaline"}),
    ("coagulation", {"inr": "12", "pt": "6"}, "INR_PT_SWAPPED", {"inr": "1.1"}),
    ("chemistry", {"bilirubin": "8", "bilirubin_direct": "12"}, "DIRECT_ABOVE_TOTAL", {"bilirubin": "14"}),
    (
        "b_cells_immunoglobulins",
        {"cd3": "400", "cd4": "300", "cd8": "300"},
        "CD4_CD8_ABOVE_CD3",
        {"cd3": "600"},
    ),
    ("b_cells_immunoglobulins", {"cd19_b_cells": "0.15"}, "UNIT_CD19_B_CELLS", {"cd19_b_cells": "0"}),
    ("virology", {"anti_hbc": "pos"}, "HBSAG_WITHOUT_DNA", {"hbv_dna": "20"}),
]


@pytest.mark.parametrize(("form", "answers", "code", "change"), GUARDS)
def test_guards(
    released: Study, form: str, answers: Mapping[str, str], code: str, change: Mapping[str, str]
) -> None:
    definition = released.forms[form]
    assert code in {finding.code for finding in filled(definition, answers).findings}
    assert code not in {finding.code for finding in filled(definition, {**answers, **change}).findings}


def test_serology_is_required_at_screening_only(released: Study) -> None:
    form = released.forms["immunology"]
    assert "ana_titre" in filled(form, {}, {"visit.screening": True}).missing
    assert "ana_titre" not in filled(form, {}, {"visit.screening": False}).missing


def test_menstruation_is_asked_of_women(released: Study) -> None:
    form = released.forms["urine"]
    assert "menstruation" in filled(form, {}, {"subject.sex": "F"}).missing
    assert not filled(form, {}, {"subject.sex": "M"}).items["menstruation"].relevant


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("neg", "0"), ("Negative", "0"), ("NEG", "0"), ("-", "0"), ("(-)", "0"), ("−", "0"), ("阴性", "0"),
        ("阴性(-)", "0"), ("trace", "0"), ("Tr", "0"), ("±", "0"), ("+/-", "0"), ("微量", "0"), ("+", "1"),
        ("阳性(+)", "1"), ("1+", "1"), ("++", "2"), ("2+", "2"), ("+++", "3"), ("4+", "4"), ("3", "3"),
    ],
)  # fmt: skip
def test_a_dipstick_is_read_as_laboratories_print_it(released: Study, text: str, level: str) -> None:
    assert parse(released.forms["urine"].items["dipstick_protein"], text).value == level


def test_words_belong_to_numbers_and_to_a_number(
    small: Mapping[str, str], faults_of: Callable[[Mapping[str, str]], tuple[Unresolved, ...]]
) -> None:
    def with_words(words: str) -> list[str]:
        form = small["forms/vitals.v1.toml"].replace("decimals = 1\n", f"decimals = 1\nwords = {words}\n")
        return [fault.sentence for fault in faults_of({**small, "forms/vitals.v1.toml": form})]

    assert with_words("['neg']") == ["A table with keys is expected here."]
    assert len(with_words('{ "none" = ["neg"] }')) == 1

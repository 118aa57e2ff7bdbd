"""The released study against its sources: visits and their forms, regimen, settings (trial facts; catalogue 1)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from workstation.definition.form import Form, ItemType, Scope
from workstation.definition.study import Status, Study, VisitDefinition, VisitKind

# Forms catalogue 1.2, in the order of its columns.
HEADER = "SCR BL LD1 LD2 LD3 R INF1 D1 D3 INF2 D10 INF3 D17 D21 D28 D42 W8 W12 W16 W20 W24 W36 W52 UNS EW"
ROWS = {
    "visit": "R R R R R R R R R R R R R R R R R R R R R R R R R",
    "vital_signs": "R R R R R R R R R R R R R R R R R R R R R R R R R",
    "consent": "R · · · · · · · · · · · · · · · · · · · · · · c ·",
    "eligibility": "R c · · · · · · · · · · · · · · · · · · · · · · ·",
    "haematology": "R R R o o R R R R R R R R R R R R R R R R R R o R",
    "coagulation": "R R · · · · R o R R o R o o R o o o · · o o o c o",
    "virology": "R · · · · · · · · o · o · o c · c c c c c c c o o",
    "car_persistence": "· R · · · · R R R R R R R R R R R R c c c c c o o",
    "ecg_echo": "R o R · · · o · · · · · · · o · · o · · o · R o o",
    "pregnancy_test": "c · c · · · c · · · · · · · c · · c · · c c c · c",
    "sledai2k": "R R · · · · · · · · · o · o R o R R o o R R R o R",
    "lymphodepletion": "· · R R R · · · · · · · · · · · · · · · · · · · ·",
    "go_no_go": "· · R o o · R · · R · R · · · · · · · · · · · · ·",
    "crs_icans_strip": "· o · · · · R R R R R R R R R o · · · · · · · c ·",
    "background_drugs": "R R R o o o R o o R o R o o R o R R o o R R R o R",
    "background_treatment": "R R R o o o R o o R o R o o R o R R o o R R R o R",
    "infection": "o o R R R R R R R R R R R R R R R R R R R R R R R",
    "disposition": "c c · · · · · · · · · · · · · · · · · · · · R · R",
}
# Code: ideal day, earliest, latest (forms catalogue 1.1); infusions as offsets from their ideal day.
WINDOWS = {
    "SCR": (None, -28, -6),
    "BL": (-6, -7, -6),
    "LD1": (-5, -5, -5),
    "LD3": (-3, -3, -3),
    "R": (-1, -2, -1),
    "INF1": (None, 0, 3),
    "INF2": (None, -1, 1),
    "D10": (10, 9, 11),
    "D21": (21, 19, 23),
    "D28": (28, 28, 30),
    "W8": (56, 53, 59),
    "W12": (84, 77, 91),
    "W20": (140, 133, 147),
    "W52": (364, 350, 378),
    "UNS": (None, None, None),
}


def marks(visit: VisitDefinition) -> dict[str, str]:
    """The mark of each form at a visit."""
    return {plan.form: plan.requirement.value for plan in visit.forms}


@pytest.mark.parametrize("form", ROWS)
def test_forms_at_visits(released: Study, form: str) -> None:
    found = [marks(released.visit_by_oid[visit]).get(form, "·") for visit in HEADER.split()]
    assert found == ROWS[form].split()


def test_the_visit_itself_comes_first_everywhere(released: Study) -> None:
    assert {visit.forms[0].form for visit in released.visits} == {"visit"}


def test_day_7_of_the_short_schedule_has_the_forms_of_day_3(released: Study) -> None:
    third, seventh = released.visit_by_oid["D3"], released.visit_by_oid["D7"]
    assert marks(seventh) == marks(third)
    assert (third.intervals, seventh.intervals) == ((7,), (3,))
    assert (seventh.day, seventh.earliest, seventh.latest) == (7, 7, 8)


def test_every_conditional_form_has_its_condition_and_no_other(released: Study) -> None:
    for visit in released.visits:
        for plan in visit.forms:
            assert (plan.condition is not None) == (plan.requirement.value == "c"), (visit.oid, plan.form)


@pytest.mark.parametrize("visit", WINDOWS)
def test_windows(released: Study, visit: str) -> None:
    definition = released.visit_by_oid[visit]
    assert (definition.day, definition.earliest, definition.latest) == WINDOWS[visit]


def test_infusions_follow_the_interval(released: Study) -> None:
    infusions = [visit for visit in released.visits if visit.kind is VisitKind.INFUSION]
    assert len(infusions) == released.infusions == 3
    assert [(visit.relative, visit.interval_index) for visit in infusions] == [
        (True, 0),
        (True, 1),
        (True, 2),
    ]


def test_endpoints_optional_and_repeating_visits(released: Study) -> None:
    assert {v.oid for v in released.visits if v.kind is VisitKind.ENDPOINT} == {"W12", "W24", "W36", "W52"}
    assert {v.oid for v in released.visits if v.optional} == {"W16", "W20"}
    assert {v.oid for v in released.visits if v.repeating} == {"UNS"}
    assert {v.oid: v.setting for v in released.visits if v.setting} == {"D42": "visits.d42"}
    assert released.setting("visits.d42") is False


def test_regimen_and_path(released: Study) -> None:
    assert {drug.oid: drug.mg_per_m2 for drug in released.drugs} == {
        "fludarabine": Decimal(25),
        "cyclophosphamide": Decimal(300),
    }
    assert {drug.visits for drug in released.drugs} == {("LD1", "LD2", "LD3")}
    path = [cohort.oid for cohort in released.cohorts.values() if cohort.on_path]
    assert path == ["DL1-7d", "DL2-7d", "DL3-7d", "DL3-3d"]
    assert {cohort.oid for cohort in released.cohorts.values() if not cohort.on_path} == {"DL1-3d", "DL2-3d"}
    cells = {level.oid: level.cells_e9 for level in released.dose_levels.values()}
    assert (cells["DL1"], cells["DL2"], cells["DL3"]) == (Decimal("0.75"), Decimal("1.5"), Decimal(3))


def test_only_what_the_public_record_says_is_called_verified(released: Study) -> None:
    levels = released.dose_levels
    assert [levels[oid].status for oid in ("DL1", "DL2", "DL3")] == [
        Status.VERIFIED,
        Status.PLACEHOLDER,
        Status.PLACEHOLDER,
    ]
    verified = {key for key, setting in released.settings.items() if setting.status is Status.VERIFIED}
    assert "dlt.window_days" in verified
    assert not verified & {"visits.d42", "bsa.formula", "sledai.window_days", "dlt.anchor"}
    assert released.facts["registry_number"].value == "NCT06010472"
    assert released.facts["planned_size"].value == 36
    assert all(fact.source for fact in released.facts.values())
    assert all(setting.source for setting in released.settings.values())


# Scoring sheet 11: topic, default, alternative.
DECISIONS = {
    "baseline.rule": "last_complete_before_conditioning",
    "bilag.first_visit_policy": "strict",
    "bilag.previous_value": "latest_of_analyte",
    "gfr.equation": "ckdepi2021",
    "attribution.default": "yes_with_prompt",
    "bilag.not_evaluable": "provisional",
    "sledai.window_days": 30,
    "sledai.arthritis_joints": 2,
    "sledai.upcr_rule": "113.12 mg/mmol per g/g",
    "sledai.cells_only_with_proteinuria": False,
    "sri4.intercurrent": "failure_rescue_discontinuation_death",
    "lldas.new_activity": "all",
    "lldas.study_product": "exempt",
    "doris.steroid_rule": "le5",
    "glucocorticoid.betamethasone_mg": Decimal("0.6"),
    "glucocorticoid.deflazacort_mg": 6,
}


@pytest.mark.parametrize("key", DECISIONS)
def test_decisions_of_scoring_have_their_default_and_an_alternative(released: Study, key: str) -> None:
    setting = released.settings[key]
    assert setting.value == DECISIONS[key]
    assert isinstance(setting.value, bool) or len(setting.choices) >= 2


def test_logs_are_shared_by_all_visits(released: Study) -> None:
    logs = {form.oid for form in released.forms.values() if form.scope is Scope.SUBJECT}
    assert logs >= {
        "glucocorticoids",
        "background_drugs",
        "concomitant_medication",
        "adverse_event",
        "infection",
        "disposition",
    }
    assert "background_treatment" not in logs


def test_tab_labels_are_short(released: Study) -> None:
    assert {form.oid for form in released.forms.values() if len(form.short.en) > 12} == set()


def test_nothing_calculated_is_required(released: Study) -> None:
    def items(form: Form) -> Mapping[str, str]:
        return {
            item.oid: item.required.value
            for group in form.groups
            for item in group.items
            if item.type is ItemType.CALCULATED
        }

    assert {mark for form in released.forms.values() for mark in items(form).values()} == {"o"}

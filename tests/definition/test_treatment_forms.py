"""Treatment and safety forms of the release as they behave when they are filled (forms catalogue, section 2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from workstation.definition.form import Requirement
from workstation.definition.study import Study
from workstation.forms.answers import EMPTY, Answer
from workstation.forms.context import Context
from workstation.forms.evaluate import evaluate
from workstation.forms.state import FormState, Severity, Typed

SETTINGS: Mapping[str, Typed] = {
    "settings.product.thaw_warn_minutes": Decimal(30),
    "settings.product.thaw_stop_minutes": Decimal(60),
    "settings.product.viability_min_percent": Decimal(70),
    "settings.infusion.vitals_late_minutes": Decimal(10),
    "settings.ld.given_deviation_percent": Decimal(5),
    "visit.date": date(2026, 2, 14),
    "subject.consent": date(2026, 1, 26),
}


def filled(
    study: Study, form: str, values: Mapping[str, str], facts: Mapping[str, Typed] | None = None
) -> FormState:
    """A form of the release with some answers."""
    answers = EMPTY
    for path, value in values.items():
        answers = answers.with_answer(path, Answer(value=value))
    return evaluate(study.forms[form], answers, Context(facts={**SETTINGS, **(facts or {})}))


def codes(state: FormState, severity: Severity | None = None) -> set[str]:
    """The codes of what was found."""
    return {finding.code for finding in state.findings if severity in (None, finding.severity)}


def in_row(values: Mapping[str, str], group: str = "rows") -> dict[str, str]:
    """Answers of the first row of a group."""
    return {f"{group}/1/{name}": value for name, value in values.items()}


STEROID = {
    "drug": "prednisone",
    "mg_per_day": "20",
    "route": "oral",
    "start": "2026-01-12",
    "kind": "maintenance",
}
DRUG = {"drug": "mycophenolate_mofetil", "dose": "1500", "unit": "mg", "frequency": "daily", "change": "same"}
EVENT = {
    "term": "Fever",
    "start": "2026-02-14",
    "grade": "1",
    "serious": "no",
    "outcome": "recovered",
    "end": "2026-02-15",
}
INFUSION = {"given": "yes", "start": "2026-02-14T10:00", "end": "2026-02-14T10:30"}

# Form, sound answers of a row, a change, what is then found.
ROWS = [
    ("glucocorticoids", STEROID, {"mg_per_day": "80"}, "HIGH_DOSE"),
    ("glucocorticoids", STEROID, {"drug": "dexamethasone", "mg_per_day": "9.75"}, "HIGH_DOSE"),
    ("glucocorticoids", STEROID, {"mg_per_day": "2500"}, "IMPOSSIBLE"),
    ("glucocorticoids", STEROID, {"end": "2026-01-11"}, "END_BEFORE_START"),
    ("glucocorticoids", STEROID, {"mg": "20", "pattern": "alternate"}, "PATTERN_ALTERNATE"),
    ("glucocorticoids", STEROID, {"kind": "rescue"}, "INTERCURRENT_QUESTION"),
    ("background_drugs", DRUG, {"dose": "7000"}, "ABOVE_TWICE_LIMIT"),
    ("background_drugs", DRUG, {"dose": "1.5"}, "GRAMS_AS_MG"),
    ("background_drugs", DRUG, {"drug": "methotrexate", "dose": "15"}, "METHOTREXATE_DAILY"),
    ("background_drugs", DRUG, {"change": "stop"}, "STOP_WITHOUT_END"),
    ("concomitant_medication", {"class": "transfusion"}, {"irradiated": "no"}, "NOT_IRRADIATED"),
    ("concomitant_medication", {"class": "antiviral"}, {"class": "vaccine_live"}, "LIVE_VACCINE"),
    ("adverse_event", EVENT, {"end": "2026-02-13"}, "END_BEFORE_START"),
    ("adverse_event", EVENT, {"end": ""}, "RESOLVED_WITHOUT_END"),
    ("adverse_event", EVENT, {"start": "2026-01-20"}, "ONSET_BEFORE_CONSENT"),
    ("adverse_event", EVENT, {"outcome": "fatal"}, "FATAL_NOT_GRADE_5"),
    ("adverse_event", EVENT, {"grade": "5"}, "GRADE_5_NOT_SERIOUS"),
    ("adverse_event", EVENT, {"serious": "yes", "criteria": "hospitalisation"}, "HOSPITAL_WITHOUT_DATES"),
    ("adverse_event", EVENT, {"dlt": "yes"}, "DLT_BELOW_GRADE_3"),
    ("adverse_event", EVENT, {"grade": "6"}, "NOT_A_CHOICE"),
    ("crs_icans_strip", {"oxygen": "low_flow", "flow_l_min": "2"}, {"flow_l_min": "8"}, "FLOW_NOT_LOW"),
    ("crs_icans_strip", {"systolic": "120", "diastolic": "80"}, {"systolic": "70"}, "PRESSURE_ORDER"),
]


@pytest.mark.parametrize(("form", "sound", "change", "code"), ROWS)
def test_rules_of_rows(
    released: Study, form: str, sound: Mapping[str, str], change: Mapping[str, str], code: str
) -> None:
    assert codes(filled(released, form, in_row(sound))) == set()
    assert code in codes(filled(released, form, in_row({**sound, **change})))


def test_a_pulse_may_be_high(released: Study) -> None:
    pulse = {**STEROID, "drug": "methylprednisolone", "mg_per_day": "500", "route": "iv", "kind": "pulse"}
    assert codes(filled(released, "glucocorticoids", in_row(pulse))) == set()


def test_the_five_flags_of_background_treatment(released: Study) -> None:
    form = released.forms["background_treatment"]
    assert [item.oid for item in form.groups[0].items] == [
        "on_immunosuppressant",
        "on_biologic",
        "maintenance_therapy_ok",
        "therapy_stable",
        "investigational_drug",
    ]
    computed = {item.oid for item in form.groups[0].items if item.computed}
    assert computed == {item.oid for item in form.groups[0].items} - {"investigational_drug"}, (
        "asked, not told"
    )


def test_a_visit_held_without_cells_asks_only_why(released: Study) -> None:
    state = filled(released, "infusion", {"given": "no"})
    assert state.missing == ("not_given",)
    assert not state.items["cells_e9"].relevant
    assert "cells_e9" in filled(released, "infusion", {}).missing


@pytest.mark.parametrize(
    ("change", "code", "severity"),
    [
        ({"cells_e9": "0"}, "IMPOSSIBLE", Severity.HARD),
        ({"cells_e9": "21"}, "IMPOSSIBLE", Severity.HARD),
        ({"end": "2026-02-14T10:00"}, "END_NOT_AFTER_START", Severity.HARD),
        ({"end": "2026-02-14T12:30"}, "DURATION", Severity.WARNING),
        ({"expiry": "2026-02-13"}, "EXPIRED", Severity.HARD),
        ({"identity_1": "A", "identity_2": "A"}, "SAME_PERSON", Severity.HARD),
        ({"frozen": "yes", "thaw_end": "2026-02-14T09:20"}, "THAW_LATE", Severity.WARNING),
        ({"frozen": "yes", "thaw_end": "2026-02-14T08:50"}, "THAW_TOO_LATE", Severity.HARD),
        ({"frozen": "yes", "thaw_end": "2026-02-14T10:05"}, "START_BEFORE_THAW", Severity.HARD),
        ({"frozen": "yes", "post_thaw_viability_pct": "65"}, "VIABILITY_LOW", Severity.WARNING),
        ({"frozen": "yes", "excursion": "yes"}, "EXCURSION_STOPS", Severity.WARNING),
        ({"car_positive_pct": "101"}, "IMPOSSIBLE", Severity.HARD),
        ({"premedication/1/time": "2026-02-14T09:50"}, "PREMEDICATION_TIME", Severity.WARNING),
        ({"premedication/1/kind": "steroid"}, "PREMEDICATION_STEROID", Severity.WARNING),
        ({"vitals/1/due": "15", "vitals/1/time": "2026-02-14T10:26"}, "VITALS_LATE", Severity.WARNING),
    ],
)
def test_rules_of_the_infusion(
    released: Study, change: Mapping[str, str], code: str, severity: Severity
) -> None:
    assert codes(filled(released, "infusion", INFUSION)) == set()
    assert code in codes(filled(released, "infusion", {**INFUSION, **change}), severity)


def test_a_late_start_after_thaw_may_be_allowed_by_the_investigator(released: Study) -> None:
    late = {**INFUSION, "frozen": "yes", "thaw_end": "2026-02-14T08:50"}
    allowed = {**late, "thaw_override": "lift out of order", "thaw_override_by": "PI"}
    assert codes(filled(released, "infusion", allowed), Severity.HARD) == set()
    assert codes(filled(released, "infusion", allowed), Severity.WARNING) == {"THAW_LATE"}


@pytest.mark.parametrize(
    ("change", "code", "severity"),
    [
        ({"fludarabine_mg": "101"}, "IMPOSSIBLE", Severity.HARD),
        ({"fludarabine_mg": "43.5"}, "FLUDARABINE_DEVIATION", Severity.WARNING),
        ({"fludarabine_end": "2026-02-14T09:10"}, "FLUDARABINE_DURATION", Severity.WARNING),
        ({"fludarabine_end": "2026-02-14T08:59"}, "FLUDARABINE_END_BEFORE_START", Severity.HARD),
        ({"fludarabine_start": "2026-02-13T09:00"}, "FLUDARABINE_OTHER_DAY", Severity.WARNING),
        ({"checked_by": "A"}, "SAME_PERSON", Severity.HARD),
    ],
)
def test_rules_of_lymphodepletion(
    released: Study, change: Mapping[str, str], code: str, severity: Severity
) -> None:
    sound = {
        "prescribed_fludarabine_mg": "41",
        "fludarabine_mg": "41",
        "fludarabine_start": "2026-02-14T09:00",
        "fludarabine_end": "2026-02-14T09:30",
        "given_by": "A",
        "checked_by": "B",
    }
    assert codes(filled(released, "lymphodepletion", sound)) == set()
    assert code in codes(filled(released, "lymphodepletion", {**sound, **change}), severity)


@pytest.mark.parametrize(
    ("kind", "visit", "asked", "hidden"),
    [
        ("lymphodepletion", "LD1", {"eligibility_signed", "cardiac_in_date", "spo2"}, {"iv_antibiotic"}),
        (
            "infusion",
            "INF1",
            {"iv_antibiotic", "cardiac_in_date", "pregnancy_negative"},
            {"eligibility_signed"},
        ),
        ("infusion", "INF2", {"iv_antibiotic", "dlt_rule"}, {"cardiac_in_date", "pregnancy_negative"}),
    ],
)
def test_checks_before_each_step(
    released: Study, kind: str, visit: str, asked: set[str], hidden: set[str]
) -> None:
    missing = set(filled(released, "go_no_go", {}, {"visit.kind": kind, "visit.oid": visit}).missing)
    assert asked <= missing
    assert not hidden & missing


def test_a_failed_check_stops_without_a_reasoned_override(released: Study) -> None:
    facts: Mapping[str, Typed] = {"visit.kind": "infusion", "visit.oid": "INF2"}
    failed = {"spo2": "fail"}
    overridden = {**failed, "spo2_override": "chronic, stable", "spo2_override_by": "PI"}
    assert "SPO2_STOPS" in codes(filled(released, "go_no_go", failed, facts))
    assert "SPO2_STOPS" not in codes(filled(released, "go_no_go", overridden, facts))


def test_relatedness_is_asked_for_five_agents(released: Study) -> None:
    rows = released.forms["adverse_event"].row_items["rows"]
    agents = ("kn5501", "fludarabine", "cyclophosphamide", "procedure", "sle")
    levels = {tuple(choice.code for choice in rows[f"related_{agent}"].choices) for agent in agents}
    assert levels == {("definite", "probable", "possible", "unlikely", "unrelated")}
    assert {rows[f"related_{agent}"].required for agent in agents} == {Requirement.REQUIRED}


def test_an_other_cause_is_required_with_any_sign(released: Study) -> None:
    missing = filled(
        released, "crs_icans_strip", in_row({"ice_writing": "no", "consciousness": "spontaneous"})
    ).missing
    assert "rows/1/other_cause_considered" in missing

"""What the record offers to forms: everything that a form says is computed, and each row its own (catalogue, 2)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.trial.course import Course, answers, day, enrolled, infuse, study, treated
from workstation.definition.form import Form
from workstation.definition.study import Study
from workstation.forms.answers import Answer, Answers, State
from workstation.forms.context import Context
from workstation.forms.evaluate import evaluate
from workstation.forms.state import Proposal
from workstation.messages import Sentence
from workstation.trial.form_context import form_context
from workstation.trial.look_back import BILAG_SOURCES


def offers(
    course: Course, visit: str, form: str, on: int = 400, of: Study | None = None
) -> dict[str, str | None]:
    known = of or study()
    context = form_context(
        course.subject(), known, course.seen(day(on), known), visit, known.forms[form], None
    )
    return {path: proposal.value for path, proposal in context.proposals.items()}


def because(course: Course, visit: str, form: str, item: str, of: Study | None = None) -> Sentence:
    known = of or study()
    context = form_context(
        course.subject(), known, course.seen(day(400), known), visit, known.forms[form], None
    )
    proposal = context.proposals[item]
    assert isinstance(proposal.because, Sentence)
    return proposal.because


def promised(form: Form) -> set[str]:
    """Paths of what a form says is computed, row 1 standing for all rows."""
    found = {item.oid for item in form.items.values() if item.computed}
    return found | {
        f"{group}/1/{oid}"
        for group, items in form.row_items.items()
        for oid, item in items.items()
        if item.computed
    }


def full_course() -> Course:
    """A subject about whom the record can tell everything."""
    course = treated().visit("SCR", day(-20), demography={"sex": "F", "birth_date": "1990-05-04"})
    course.log("background_drugs", rows__1__drug="azathioprine", rows__1__start=day(-300).isoformat())
    course.log("adverse_event", rows__1__term="Fever", rows__1__start=day(1).isoformat())
    course.log("infection", rows__1__event="1").log("pregnancy_report", rows__1__of="patient")
    measured: dict[str, dict[str, object]] = {}
    for form, item, _ in BILAG_SOURCES.values():
        measured.setdefault(form, {})[item] = "1" if item == "dipstick_protein" else "60"
    strip: dict[str, object] = {"rows/1/temperature_c": "38.4"}
    return course.visit("INF2", day(7), crs_icans_strip=strip, **measured)


@pytest.mark.parametrize("form", sorted(study().forms))
def test_whatever_a_form_says_is_computed_is_offered(form: str) -> None:
    course, definition = full_course(), study().forms[form]
    visits = ("SCR", "LD1", "INF2")
    offered = {path for visit in visits for path in offers(course, visit, form)}
    assert promised(definition) <= offered


def test_rows_of_one_table_have_their_own_calculated_values() -> None:
    form = study().forms["adverse_event"]
    course = treated().log(
        "adverse_event",
        rows__1__term="Nausea", rows__1__start=day(-4).isoformat(),
        rows__2__term="Fever", rows__2__start=day(8).isoformat(),
    )  # fmt: skip
    subject, known = course.subject(), study()
    context = form_context(subject, known, course.seen(day(60)), "W8", form, None)
    state = evaluate(form, subject.log("adverse_event"), context)
    told = {
        row: [
            state.items[f"rows/{row}/{item}"].typed
            for item in ("infusion_no", "days_since_infusion", "period", "teae")
        ]
        for row in "12"
    }
    assert told == {"1": [None, None, "LD", "no"], "2": [Decimal(2), Decimal(1), "TREAT", "yes"]}


def test_a_proposal_for_one_row_says_nothing_about_another() -> None:
    form = study().forms["infusion"]
    group, items = next(iter(form.row_items.items()))
    item = next(oid for oid, each in items.items() if each.type.value == "num")
    typed = answers({f"{group}/1/{item}": "1", f"{group}/2/{item}": "2"})
    from_row = {f"{group}/1/{item}": Proposal("1", Sentence("told"))}
    state = evaluate(form, typed, Context(proposals=from_row))
    assert state.items[f"{group}/1/{item}"].proposal is not None
    assert state.items[f"{group}/2/{item}"].proposal is None


def test_an_event_between_the_days_of_infusions_counts_by_the_hour() -> None:
    course = treated().log(
        "adverse_event",
        rows__1__start=f"{day(7).isoformat()}T09:00", rows__2__start=f"{day(7).isoformat()}T11:00",
        rows__3__start=day(7).isoformat(),
    )  # fmt: skip
    found = offers(course, "INF2", "adverse_event")
    assert [found[f"rows/{row}/infusion_no"] for row in "123"] == ["1", "2", "2"]
    assert [found[f"rows/{row}/days_since_infusion"] for row in "123"] == ["7", "0", "0"]


def test_counts_at_the_onset_of_an_infection() -> None:
    course = treated().log("adverse_event", rows__7__start=day(40).isoformat())
    course.log("infection", rows__1__event="7", rows__2__specimen_date=day(60).isoformat(), rows__3__site="?")
    course.visit("D28", day(28), b_cells_immunoglobulins={"igg": "6.1"}, haematology={"neutrophils": "0.9"})
    course.visit("W8", day(56), haematology={"neutrophils": "2.4"})
    found = offers(course, "W8", "infection")
    assert (found["rows/1/igg_at_onset"], found["rows/1/neutrophils_at_onset"]) == ("6.1", "0.9")
    assert found["rows/2/neutrophils_at_onset"] == "2.4"
    assert found["rows/3/igg_at_onset"] is None


def test_a_pregnancy_is_told_its_exposures() -> None:
    course = treated(infusions=1).log(
        "pregnancy_report", rows__1__last_period=day(-1).isoformat(), rows__2__last_period="2026-01"
    )
    found = offers(course, "W8", "pregnancy_report")
    assert found["rows/1/exposures"] == (
        "LD1 2026-02-11 (-4 d); LD2 2026-02-12 (-3 d); LD3 2026-02-13 (-2 d); INF1 2026-02-16 (+1 d)"
    )
    assert found["rows/2/exposures"] == "LD1 2026-02-11; LD2 2026-02-12; LD3 2026-02-13; INF1 2026-02-16"
    untreated = enrolled().log("pregnancy_report", rows__1__of="patient")
    assert offers(untreated, "SCR", "pregnancy_report")["rows/1/exposures"] is None


ICE = (
    "year",
    "month",
    "city",
    "hospital",
    "object1",
    "object2",
    "object3",
    "command",
    "writing",
    "attention",
)


def test_each_check_of_the_strip_has_its_fever_ice_and_hours() -> None:
    rows: dict[str, object] = {f"rows/1/ice_{point}": point != "writing" for point in ICE}
    rows |= {f"rows/2/ice_{point}": True for point in ICE if point != "city"}
    rows |= {"rows/2/ice_city": Answer(state=State.NOT_DONE)}
    rows |= {"rows/1/temperature_c": "38.0", "rows/2/temperature_c": "37.9"}
    rows |= {"rows/1/time": f"{day(0).isoformat()}T16:32", "rows/2/time": f"{day(0).isoformat()}T08:00"}
    found = offers(treated().visit("INF1", day(0), crs_icans_strip=rows), "INF1", "crs_icans_strip")
    assert [found[f"rows/{row}/fever_38"] for row in "12"] == ["yes", "no"]
    assert [found[f"rows/{row}/ice"] for row in "12"] == ["9", None]
    assert [found[f"rows/{row}/hours_since_infusion"] for row in "12"] == ["6.5", None]


def test_vital_signs_show_the_body_surface() -> None:
    assert offers(enrolled(), "SCR", "vital_signs")["bsa_m2"] == "1.63"
    assert offers(enrolled(), "SCR", "vital_signs", of=study(bsa__decimals="3"))["bsa_m2"] == "1.630"
    without = enrolled().visit("SCR", day(-20), vital_signs={"height_cm": "165"})
    assert offers(without, "SCR", "vital_signs")["bsa_m2"] is None
    assert because(without, "SCR", "vital_signs", "bsa_m2").text == "Weight is not recorded."


@pytest.mark.parametrize(
    ("course", "until"),
    [
        (enrolled(), day(14 + 90)),
        (treated(infusions=1), day(14 + 90)),
        (infuse(treated(infusions=2), "INF3", day(16)), day(16 + 90)),
        (enrolled(planned=None), None),
    ],
)
def test_contraception_lasts_ninety_days_beyond_the_last_dose(course: Course, until: object) -> None:
    found = offers(course, "SCR", "eligibility", on=16)["contraception_until"]
    assert found == (None if until is None else str(until))


def test_infusions_that_will_not_come_prolong_nothing() -> None:
    course = treated(infusions=1).log("disposition", treatment_stopped=day(5).isoformat())
    assert offers(course, "SCR", "eligibility", on=20)["contraception_until"] == day(90).isoformat()


def background(**row: object) -> str | None:
    rows = {f"rows__1__{key}": value for key, value in row.items()}
    course = treated().log("background_drugs", rows__1__start=day(-300).isoformat(), **rows)
    return offers(course, "INF1", "background_treatment")["maintenance_therapy_ok"]


@pytest.mark.rule("6.5 maintenance doses")
@pytest.mark.parametrize(
    ("drug", "dose", "unit", "frequency", "fine"),
    [
        ("hydroxychloroquine", "400", "mg", "daily", "yes"),
        ("hydroxychloroquine", "401", "mg", "daily", "no"),
        ("mycophenolate_mofetil", "3", "g", "daily", "yes"),
        ("mycophenolate_mofetil", "3.1", "g", "daily", "no"),
        ("methotrexate", "30", "mg", "weekly", "yes"),
        ("methotrexate", "10", "mg", "daily", "no"),
        ("tacrolimus", "2", "mg", "daily", None),
        ("azathioprine", None, "mg", "daily", None),
        ("azathioprine", "1", "other", "daily", None),
    ],
)
def test_usual_maintenance_doses_of_lldas(
    drug: str, dose: str | None, unit: str, frequency: str, fine: str | None
) -> None:
    assert background(drug=drug, dose=dose, unit=unit, frequency=frequency) == fine


def eligibility(**forms: dict[str, object]) -> dict[str, str | None]:
    return offers(enrolled().visit("SCR", day(-20), **forms), "SCR", "eligibility")


@pytest.mark.parametrize(("result", "told"), [("pos", "met"), ("neg", None), ("indeterminate", None)])
def test_pregnancy_excludes_and_breast_feeding_is_asked(result: str, told: str | None) -> None:
    assert eligibility(pregnancy_test={"result": result})["e7_pregnancy_lactation"] == told


NEGATIVE: dict[str, object] = dict.fromkeys(("hbsag", "hcv_ab", "hiv", "syphilis", "tb_test"), "neg")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "not_met"),
        ({"hiv": "pos"}, "met"),
        ({"hbsag": "pos"}, "met"),
        ({"dna_positive": True}, "met"),
        ({"tb_test": "pos"}, None),
        ({"syphilis": "indeterminate"}, None),
        ({"hcv_ab": None}, None),
    ],
)
def test_active_infection_is_told_from_virology(changed: dict[str, object], told: str | None) -> None:
    assert eligibility(virology=NEGATIVE | changed)["e8_active_virus_tb"] == told


@pytest.mark.parametrize(
    ("iga", "lln", "told"),
    [("0.06", "0.82", "met"), ("0.82", "0.82", "not_met"), ("0.5", "0.82", None), ("2.0", "", None)],
)
def test_iga_deficiency_is_told_from_iga(iga: str, lln: str, told: str | None) -> None:
    found = eligibility(b_cells_immunoglobulins={"iga": Answer(iga, lln=lln)})
    assert found["e9_iga_deficiency"] == told


def test_an_empty_log_is_offered_nothing() -> None:
    form = study().forms["adverse_event"]
    context = form_context(treated().subject(), study(), treated().seen(day(60)), "W8", form, None)
    assert evaluate(form, Answers({}), context).findings == ()

"""The values of the demo follow descriptors, grades and events, whatever the seed (forms catalogue, 5.2 and 5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from workstation.definition.study import Study
from workstation.forms.answers import Answer, State
from workstation.paths import resources
from workstation.services.demo_study import demo_cases
from workstation.services.load_case import subject_of
from workstation.services.release import load_release
from workstation.trial.activity import disagreements
from workstation.trial.recorded import Recorded
from workstation.trial.subject import Subject, VisitRecord

AS_OF = date(2026, 6, 10)
LOW_COUNTS = {"90": "haemoglobin", "91": "wbc", "92": "neutrophils", "93": "lymphocytes", "94": "platelets"}


@pytest.fixture(scope="module")
def study() -> Study:
    return load_release(resources())


@pytest.fixture(scope="module", params=[1, 2, 20260610])
def subjects(request: pytest.FixtureRequest, study: Study) -> dict[str, Subject]:
    demo = demo_cases(study, AS_OF, request.param)
    return {case.oid: subject_of(case, study) for case in demo.subjects}


def visits_with(subjects: dict[str, Subject], form: str) -> Iterator[tuple[str, VisitRecord]]:
    for oid, subject in subjects.items():
        for visit in subject.visits:
            if visit.answers(form):
                yield oid, visit


def number(answer: Answer) -> Decimal:
    assert answer.state is State.VALUE
    return Decimal(answer.value)


def test_no_measured_value_speaks_against_a_descriptor(subjects, study):
    for oid, visit in visits_with(subjects, "sledai2k"):
        assert disagreements(Recorded(subjects[oid], study), visit) == {}, (oid, visit.key)


def test_complement_and_anti_dsdna_agree_with_their_limits(subjects):
    for oid, visit in visits_with(subjects, "immunology"):
        laboratory, index = visit.answers("immunology"), visit.answers("sledai2k")
        low = number(laboratory["c3"]) < Decimal(laboratory["c3"].lln)
        assert index["low_complement"].value == ("yes" if low else "no"), (oid, visit.key)
        assert low == (number(laboratory["c4"]) < Decimal(laboratory["c4"].lln))
        if (oid, visit.key) != ("S-007", "W24"):
            bound = number(laboratory["anti_dsdna"]) > Decimal(laboratory["anti_dsdna"].uln)
            assert index["increased_dna_binding"].value == ("yes" if bound else "no"), (oid, visit.key)


def test_urine_agrees_with_sediment_and_protein(subjects):
    for oid, visit in visits_with(subjects, "urine"):
        laboratory, index = visit.answers("urine"), visit.answers("sledai2k")
        if (oid, visit.key) in (("S-004", "W12"), ("S-007", "W24")):
            continue
        assert (number(laboratory["urine_rbc"]) > 5) == (index["hematuria"].value == "yes"), (oid, visit.key)
        assert number(laboratory["urine_wbc"]) <= 5
        assert ("red_cell" in laboratory["casts"].value) == (index["urinary_casts"].value == "yes")
        assert (number(laboratory["upcr"]) > Decimal("56.56")) == (index["proteinuria"].value == "yes")


def test_creatine_kinase_is_raised_while_there_is_myositis(subjects):
    ck = {
        v.key: v.answers("chemistry")["ck"] for _, v in visits_with({"S-007": subjects["S-007"]}, "chemistry")
    }
    assert [ck[visit].value for visit in ("SCR", "BL", "D28", "W8", "W12")] == [
        "980",
        "980",
        "420",
        "260",
        "180",
    ]


def test_nobody_has_fever_or_low_counts_where_activity_is_scored_before_treatment(subjects):
    for oid, visit in visits_with(subjects, "sledai2k"):
        assert Decimal("36.2") <= number(visit.answers("vital_signs")["temperature_c"]) <= Decimal("37.2"), (
            oid
        )
        if visit.key in ("SCR", "BL"):
            counts = visit.answers("haematology")
            assert number(counts["wbc"]) >= 3
            assert number(counts["platelets"]) >= 100


def test_low_counts_after_lymphodepletion_are_not_put_down_to_lupus(subjects):
    for oid, visit in visits_with(subjects, "bilag2004"):
        index, counts = visit.answers("bilag2004"), visit.answers("haematology")
        for item, key in LOW_COUNTS.items():
            if f"attribution_{item}" not in index:
                assert (oid, visit.key) == ("S-013", "SCR")
                continue
            low = number(counts[key]) < Decimal(counts[key].lln)
            expected = "N" if low and visit.key in ("D28", "W8") else "Y"
            assert index[f"attribution_{item}"].value == expected, (oid, visit.key, item)


def test_blood_involvement_is_grade_c_at_baseline_by_lymphocytes(subjects):
    for oid, visit in visits_with(subjects, "bilag2004"):
        if visit.key in ("SCR", "BL") and oid != "S-013":
            index = visit.answers("bilag2004")
            assert number(index["93"]) < 1
            assert number(index["91"]) >= 1
            assert number(index["92"]) >= Decimal("0.5")
            assert number(index["94"]) >= 50


def test_the_differential_never_exceeds_the_white_cells(subjects):
    for oid, visit in visits_with(subjects, "haematology"):
        counts = visit.answers("haematology")
        if counts["wbc"].state is State.VALUE:
            parts = number(counts["neutrophils"]) + number(counts["lymphocytes"])
            assert parts <= number(counts["wbc"]), (oid, visit.key)


def counts_by_day(subject: Subject, item: str) -> dict[int, Decimal]:
    first = subject.visit("INF1")
    assert first is not None
    assert first.date is not None
    found = {}
    for visit in subject.visits:
        answer = visit.answers("haematology").get(item)
        if visit.date is not None and answer is not None and answer.state is State.VALUE:
            found[(visit.date - first.date).days] = number(answer)
    return found


# CTCAE v5.0: who, count, first day, first day after, at least, below (safety sheet 3.3; forms catalogue 5.3).
GRADES = [
    ("S-001", "neutrophils", 3, 12, "0.5", "1.0"),
    ("S-010", "neutrophils", 3, 13, "0.5", "1.0"),
    ("S-011", "neutrophils", 3, 10, "0.5", "1.0"),
    ("S-011", "neutrophils", 10, 15, "0", "0.5"),
    ("S-004", "neutrophils", 3, 13, "1.0", "1.5"),
    ("S-002", "wbc", -1, 20, "2.0", "3.0"),
    ("S-004", "wbc", -1, 20, "2.0", "3.0"),
    ("S-010", "wbc", -1, 20, "1.0", "3.0"),
    ("S-007", "lymphocytes", -1, 9, "0", "0.2"),
    ("S-001", "haemoglobin", 3, 20, "80", "100"),
    ("S-003", "haemoglobin", -1, 40, "80", "100"),
]


@pytest.mark.parametrize(("oid", "item", "first", "after", "least", "below"), GRADES)
def test_counts_lie_in_the_grade_of_their_event(oid, item, first, after, least, below, subjects):
    during = {day: value for day, value in counts_by_day(subjects[oid], item).items() if first <= day < after}
    assert during
    assert all(Decimal(least) <= value < Decimal(below) for value in during.values()), during


def test_the_neutrophils_that_stop_s011_are_the_printed_ones(subjects):
    neutrophils = subjects["S-011"].visit("D10").answers("haematology")["neutrophils"]
    assert (neutrophils.value, neutrophils.significance) == ("0.42", "CS")


def test_cytokine_release_of_s007_shows_on_its_day(subjects):
    visit = subjects["S-007"].visit("D1")
    assert visit.answers("vital_signs")["temperature_c"].value == "38.4"
    assert visit.answers("cytokines")["rows/1/il6"].value == "260.0"
    assert visit.answers("inflammation")["crp"].value == "48.0"


@pytest.mark.parametrize("item", ["wbc", "neutrophils", "lymphocytes"])
def test_counts_without_an_event_have_no_grade_that_would_be_one(item, subjects):
    least = {"wbc": Decimal(3), "neutrophils": Decimal("1.5"), "lymphocytes": Decimal("0.2")}[item]
    for oid in ("S-002", "S-005", "S-006", "S-007"):
        after = [value for day, value in counts_by_day(subjects[oid], item).items() if day > 20]
        assert after
        assert min(after) >= least, oid


def test_the_liver_of_s006_takes_its_printed_course(subjects):
    alt = {
        v.key: v.answers("chemistry")["alt"]
        for _, v in visits_with({"S-006": subjects["S-006"]}, "chemistry")
    }
    printed = {
        "BL": 22,
        "INF2": 30,
        "D10": 228,
        "INF3": 262,
        "D17": 214,
        "UNS": 168,
        "D21": 118,
        "D28": 38,
        "W8": 28,
    }
    assert {visit: int(alt[visit].value) for visit in printed} == printed


def test_b_cells_vanish_in_responders_and_not_in_the_non_responder(subjects):
    lowest: dict[str, Decimal] = {}
    for oid, visit in visits_with(subjects, "b_cells_immunoglobulins"):
        cells = number(visit.answers("b_cells_immunoglobulins")["cd19_b_cells"])
        lowest[oid] = min(cells, lowest.get(oid, cells))
    assert all(
        lowest[oid] < 1 for oid in ("S-001", "S-002", "S-004", "S-005", "S-006", "S-007", "S-010", "S-011")
    )
    assert lowest["S-003"] == 4


def test_car_copies_below_the_limit_are_told_by_their_operator(subjects):
    for _, visit in visits_with(subjects, "car_persistence"):
        answers = visit.answers("car_persistence")
        for row in answers.rows("rows"):
            copies, limit = answers[f"rows/{row}/car_copies"], answers[f"rows/{row}/lloq"]
            assert number(copies) >= number(limit)
            assert (copies.operator == "<") == (copies.value == limit.value)

"""Lines of the kind ctcae.lab, as the headless command answers them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workstation.messages import EnvironmentFailure
from workstation.paths import resources
from workstation.services.release import load_ctcae, load_release
from workstation.services.score_lines import score_lines

POTASSIUM = "Hypokalemia"
ALT = "Alanine aminotransferase increased"


def answer(term, value, **others):
    """The answer to one line that has been through JSON, as the command writes it."""
    given = {"term": term, "value": value, **others}
    line = json.dumps({"id": "x", "kind": "ctcae.lab", "input": given})
    return json.loads(next(score_lines([line])))


def output(term, value, **others):
    answered = answer(term, value, **others)
    assert answered.keys() == {"id", "output"}, answered
    assert answered["output"].keys() == {"grade", "at_least", "missing", "ask"}
    return answered["output"]


def grade(term, value, **others):
    return output(term, value, **others)["grade"]


def test_the_value_alone_decides_whatever_the_lower_limit():
    told = output("Neutrophil count decreased", 0.7)
    assert told == {"grade": 3, "at_least": 3, "missing": [], "ask": None}


def test_a_limit_that_could_change_the_grade_is_named():
    told = output("Neutrophil count decreased", 1.7)
    assert told == {"grade": None, "at_least": 0, "missing": ["lln"], "ask": None}
    told = output("Creatinine increased", 120, uln=73)
    assert told == {"grade": None, "at_least": 2, "missing": ["baseline"], "ask": None}
    assert output(ALT, 300)["missing"] == ["uln", "baseline"]


def test_null_says_the_same_as_no_key():
    told = output("Neutrophil count decreased", 1.7, lln=None, unit=None, on_anticoagulant=None)
    assert told["missing"] == ["lln"]


def test_where_a_symptom_decides_it_is_the_lower_grade_and_the_question():
    told = output(POTASSIUM, 3.2, lln=3.5)
    assert told["grade"] == told["at_least"] == 1
    assert told["ask"].startswith("Does it cause symptoms, or is treatment indicated? If yes: grade 2.")
    assert "{" not in told["ask"]


@pytest.mark.parametrize(
    ("term", "value", "others", "expected"),
    [
        ("Anemia", 95, {}, 2),
        ("Anemia", 9.5, {"unit": "g/dL"}, 2),
        ("Anemia", 7.9, {"unit": "g/dl"}, 3),
        ("Platelet count decreased", 49, {"unit": "×10⁹/L"}, 3),
        ("Platelet count decreased", 49, {"unit": "10*9/L"}, 3),
        ("Platelet count decreased", 49000, {"unit": "/mm3"}, 3),
        ("Platelet count decreased", 49, {"unit": "10^3/µL"}, 3),
        ("Blood bilirubin increased", 64, {"unit": "µmol/L", "uln": 21, "baseline": 10}, 3),
        ("Blood bilirubin increased", 3.8, {"unit": "mg/dL", "uln": 1.2, "baseline": 0.6}, 3),
        ("Hypomagnesemia", 0.9, {"unit": "mg/dL", "lln": 1.8}, 2),
        ("Hypomagnesemia", 0.37, {"lln": 0.75}, 3),
        ("Hypercalcemia", 1.55, {"ionised": True, "uln": 1.32}, 2),
        ("Hypercalcemia", 2.95, {"ionised": False, "uln": 2.52}, 2),
        ("INR increased", 2.6, {"baseline": 2.4, "on_anticoagulant": True}, 1),
        ("INR increased", 2.6, {"baseline": 2.4}, 3),
        ("Proteinuria", 1.2, {}, 2),
        ("Proteinuria", 1.2, {"unit": "g/24 h"}, 2),
        ("Proteinuria", 3, {"unit": "0-4"}, 2),
        ("Weight loss", 12, {}, 2),
        ("Weight loss", 54, {"unit": "kg", "baseline": 60}, 2),
        ("Fever", 38.3, {}, 1),
        ("Fever", 102.3, {"unit": "degF"}, 2),
        ("Ejection fraction decreased", 35, {}, 3),
        ("Electrocardiogram QT corrected interval prolonged", 505, {}, 3),
        ("Chronic kidney disease", 45, {}, 2),
        ("Hypoxia", 50, {"unit": "mmHg"}, 3),
        ("Urine output decreased", 200, {"unit": "mL/24h"}, 4),
    ],
)
def test_units_and_measures(term, value, others, expected):
    assert grade(term, value, **others) == expected


def test_a_multiple_of_a_number_as_it_was_written():
    """2.5 times 0.1 is 0.25 and no binary neighbour of it."""
    assert grade("CPK increased", 0.25, uln=0.1) == 1
    assert grade("CPK increased", 0.2500001, uln=0.1) == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"term": "Anaemia", "value": 95}, "the nearest name is “Anemia”"),
        ({"term": "Anemia", "value": 95, "unit": "mg/dL"}, "mg/dL is no unit of Anemia"),
        ({"term": "Anemia", "value": 95, "unit": 5}, "unit must be a text"),
        ({"term": "Anemia", "value": "95"}, "value must be a number"),
        ({"term": "Anemia", "value": None}, "value is missing"),
        ({"term": "Anemia"}, "value is missing"),
        ({"term": "Anemia", "value": -1}, "value cannot be -1"),
        ({"term": "Anemia", "value": 95, "lln": "115"}, "lln must be a number"),
        ({"term": "Anemia", "value": 95, "ionised": True}, "Anemia is not graded on an ionised value"),
        ({"term": "Anemia", "value": 95, "on_anticoagulant": "no"}, "on_anticoagulant must be true or false"),
        ({"term": "Anemia", "value": 95, "sex": "F"}, "sex"),
    ],
)
def test_what_cannot_be_graded_says_why(given, words):
    line = json.dumps({"id": 1, "kind": "ctcae.lab", "input": given})
    told = json.loads(next(score_lines([line])))
    assert words in told["error"]


def test_the_release_is_read_once():
    assert load_ctcae(resources()) is load_ctcae(resources())


def test_a_release_that_is_not_there_says_so(tmp_path: Path):
    for load in (load_ctcae, load_release):
        folder = tmp_path / load.__name__
        (folder / "ctcae" / "ctcae-laboratory.v5.toml").mkdir(parents=True)
        (folder / "study" / "kn5501-sle.v1.toml").mkdir(parents=True)
        with pytest.raises(EnvironmentFailure, match="cannot be read"):
            load(folder)

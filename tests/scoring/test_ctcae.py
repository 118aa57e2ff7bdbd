"""CTCAE grades of measured values: every limit of safety facts 3.3 from both sides, in each of its units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.definition.ctcae import Case, LabTerm, Limit, Measure, Reference, Sign, Step, Worse
from workstation.definition.reader_ctcae import read_ctcae
from workstation.messages import Sentence
from workstation.scoring.ctcae import Graded, grade
from workstation.scoring.ctcae_calcium import corrected_calcium
from workstation.scoring.ctcae_reading import Reading
from workstation.scoring.errors import ScoringError
from workstation.scoring.measurement import Measurement

FILE = "ctcae/ctcae-laboratory.v5.toml"
TERMS = read_ctcae(
    FILE, (Path(__file__).resolve().parents[2] / "resources" / FILE).read_text(encoding="utf-8")
).terms

ALT = "Alanine aminotransferase increased"
QTC = "Electrocardiogram QT corrected interval prolonged"


def measure_of(term: str, key: str = "") -> Measure:
    measures = TERMS[term].measures
    return next(each for each in measures if each.key == key) if key else measures[0]


def graded(term: str, value: str, unit: str = "", key: str = "", **limits: str | None) -> Graded:
    """The grade of a value written with its operator, "< 0.1"."""
    operator = value[0] if value[0] in "<>" else ""
    measured = Measurement(Decimal(value.removeprefix(operator).strip()), operator)
    numbers = {name: None if text is None else Decimal(text) for name, text in limits.items()}
    return grade(TERMS[term], measure_of(term, key), reading(measured, numbers, unit))


def reading(
    value: Measurement, limits: Mapping[str, Decimal | None], unit: str = "", anticoagulant: bool = False
) -> Reading:
    """A value with its limits by name."""
    assert limits.keys() <= {"lln", "uln", "baseline"}
    lln, uln, baseline = (limits.get(name) for name in ("lln", "uln", "baseline"))
    return Reading(value, unit, lln, uln, baseline, anticoagulant)


def said(meant: object) -> str:
    """The English words of a reason."""
    if isinstance(meant, tuple):
        return ", ".join(said(part) for part in meant)
    if isinstance(meant, Sentence):
        return meant.text.format_map({name: said(value) for name, value in meant.values.items()})
    return str(meant)


# term, measure, unit, limits, then "value:grade" on both sides of every limit
BOUNDARIES = [
    # 1 to 10: blood counts
    ("Anemia", "", "g/L", {"lln": "115"}, "115:0 114.9:1 100:1 99.9:2 80:2 79.9:3"),
    ("Anemia", "", "g/dL", {"lln": "11.5"}, "11.5:0 11.4:1 10.0:1 9.9:2 8.0:2 7.9:3"),
    ("Anemia", "", "mmol/L", {"lln": "7.1"}, "7.1:0 7.0:1 6.2:1 6.1:2 4.9:2 4.8:3"),
    ("Hemoglobin increased", "", "g/L", {"uln": "150"}, "150:0 150.1:1 170:1 170.1:2 190:2 190.1:3"),
    ("Hemoglobin increased", "", "g/dL", {"uln": "15.0"}, "15.0:0 15.1:1 17.0:1 17.1:2 19.0:2 19.1:3"),
    (
        "White blood cell decreased",
        "",
        "10^9/L",
        {"lln": "3.5"},
        "3.5:0 3.49:1 3.0:1 2.99:2 2:2 1.99:3 1:3 .99:4",
    ),
    (
        "White blood cell decreased",
        "",
        "/uL",
        {"lln": "3500"},
        "3500:0 3499:1 3000:1 2999:2 2000:2 1999:3 1000:3 999:4",
    ),
    (
        "Neutrophil count decreased",
        "",
        "10^9/L",
        {"lln": "1.8"},
        "1.8:0 1.79:1 1.5:1 1.49:2 1:2 .99:3 .5:3 .49:4",
    ),
    (
        "Neutrophil count decreased",
        "",
        "/uL",
        {"lln": "1800"},
        "1800:0 1799:1 1500:1 1499:2 1000:2 999:3 500:3 499:4",
    ),
    (
        "Lymphocyte count decreased",
        "",
        "10^9/L",
        {"lln": "1.1"},
        "1.1:0 1.09:1 .8:1 .79:2 .5:2 .49:3 .2:3 .19:4",
    ),
    (
        "Lymphocyte count decreased",
        "",
        "/uL",
        {"lln": "1100"},
        "1100:0 1099:1 800:1 799:2 500:2 499:3 200:3 199:4",
    ),
    ("Lymphocyte count increased", "", "10^9/L", {}, "4:0 4.01:2 20:2 20.01:3"),
    ("Lymphocyte count increased", "", "/uL", {}, "4000:0 4001:2 20000:2 20001:3"),
    (
        "CD4 lymphocytes decreased",
        "",
        "10^9/L",
        {"lln": ".55"},
        ".55:0 .54:1 .5:1 .49:2 .2:2 .19:3 .05:3 .049:4",
    ),
    ("CD4 lymphocytes decreased", "", "/uL", {"lln": "550"}, "550:0 549:1 500:1 499:2 200:2 199:3 50:3 49:4"),
    (
        "Platelet count decreased",
        "",
        "10^9/L",
        {"lln": "125"},
        "125:0 124:1 75:1 74.9:2 50:2 49.9:3 25:3 24.9:4",
    ),
    (
        "Platelet count decreased",
        "",
        "K/uL",
        {"lln": "125"},
        "125:0 124:1 75:1 74.9:2 50:2 49.9:3 25:3 24.9:4",
    ),
    (
        "Platelet count decreased",
        "",
        "/uL",
        {"lln": "125000"},
        "125000:0 124999:1 75000:1 74999:2 50000:2 49999:3 25000:3 24999:4",
    ),
    ("Leukocytosis", "", "10^9/L", {}, "100:0 100.1:3"),
    ("Leukocytosis", "", "/uL", {}, "100000:0 100001:3"),
    ("Eosinophilia", "", "10^9/L", {"uln": "0.5", "baseline": "0.3"}, "0.5:0 0.51:1"),
    ("Eosinophilia", "", "10^9/L", {"uln": "0.5", "baseline": "0.8"}, "0.8:0 0.81:1"),
    # 11 to 30: chemistry
    ("Hypoalbuminemia", "", "g/L", {"lln": "40"}, "40:0 39.9:1 30:1 29.9:2 20:2 19.9:3"),
    ("Hypoalbuminemia", "", "g/dL", {"lln": "4.0"}, "4.0:0 3.9:1 3:1 2.9:2 2:2 1.9:3"),
    (
        "Hypernatremia",
        "",
        "mmol/L",
        {"uln": "147"},
        "147:0 147.1:1 150:1 150.1:2 155:2 155.1:3 160:3 160.1:4",
    ),
    ("Hypernatremia", "", "mEq/L", {"uln": "147"}, "147:0 148:1 150:1 151:2 155:2 156:3 160:3 161:4"),
    (
        "Hyponatremia",
        "",
        "mmol/L",
        {"lln": "137"},
        "137:0 136:1 130:1 129.9:2 129:2 125:2 124.9:3 124:3 120:3 119:4",
    ),
    ("Hyponatremia", "", "mEq/L", {"lln": "137"}, "137:0 136:1 130:1 129:2 125:2 124:3 120:3 119:4"),
    ("Hyperkalemia", "", "mmol/L", {"uln": "5.3"}, "5.3:0 5.31:1 5.5:1 5.51:2 6.0:2 6.01:3 7.0:3 7.01:4"),
    ("Hyperkalemia", "", "mEq/L", {"uln": "5.3"}, "5.3:0 5.31:1 5.5:1 5.51:2 6.0:2 6.01:3 7.0:3 7.01:4"),
    ("Hypokalemia", "", "mmol/L", {"lln": "3.5"}, "3.5:0 3.49:1 3.0:1 2.99:3 2.5:3 2.49:4"),
    ("Hypokalemia", "", "mEq/L", {"lln": "3.5"}, "3.5:0 3.49:1 3.0:1 2.99:3 2.5:3 2.49:4"),
    ("Hypercalcemia", "", "mmol/L", {"uln": "2.52"}, "2.52:0 2.53:1 2.9:1 2.91:2 3.1:2 3.11:3 3.4:3 3.41:4"),
    (
        "Hypercalcemia",
        "",
        "mg/dL",
        {"uln": "10.1"},
        "10.1:0 10.2:1 11.5:1 11.6:2 12.5:2 12.6:3 13.5:3 13.6:4",
    ),
    (
        "Hypercalcemia",
        "ionised",
        "mmol/L",
        {"uln": "1.32"},
        "1.32:0 1.33:1 1.5:1 1.51:2 1.6:2 1.61:3 1.8:3 1.81:4",
    ),
    (
        "Hypercalcemia",
        "ionised",
        "mg/dL",
        {"uln": "5.28"},
        "5.28:0 5.3:1 6:1 6.01:2 6.4:2 6.41:3 7.2:3 7.21:4",
    ),
    ("Hypocalcemia", "", "mmol/L", {"lln": "2.11"}, "2.11:0 2.1:1 2:1 1.99:2 1.75:2 1.74:3 1.5:3 1.49:4"),
    ("Hypocalcemia", "", "mg/dL", {"lln": "8.4"}, "8.4:0 8.3:1 8.0:1 7.9:2 7.0:2 6.9:3 6.0:3 5.9:4"),
    ("Hypocalcemia", "ionised", "mmol/L", {"lln": "1.12"}, "1.12:0 1.11:1 1:1 .99:2 .9:2 .89:3 .8:3 .79:4"),
    ("Hypocalcemia", "ionised", "mg/dL", {"lln": "4.5"}, "4.5:0 4.4:1 4:1 3.99:2 3.6:2 3.59:3 3.2:3 3.19:4"),
    ("Hypermagnesemia", "", "mmol/L", {"uln": "1.02"}, "1.02:0 1.03:1 1.23:1 1.24:3 3.30:3 3.31:4"),
    ("Hypermagnesemia", "", "mg/dL", {"uln": "2.5"}, "2.5:0 2.6:1 3.0:1 3.1:3 8.0:3 8.1:4"),
    ("Hypomagnesemia", "", "mmol/L", {"lln": "0.75"}, "0.75:0 .74:1 .5:1 .49:2 .4:2 .39:3 .3:3 .29:4"),
    ("Hypomagnesemia", "", "mg/dL", {"lln": "1.8"}, "1.8:0 1.7:1 1.2:1 1.1:2 0.9:2 0.8:3 0.7:3 0.6:4"),
    ("Hypophosphatemia", "", "mmol/L", {"lln": "0.85"}, "0.85:0 0.84:1"),
    ("Hypophosphatemia", "", "mg/dL", {"lln": "2.6"}, "2.6:0 2.5:1"),
    ("Hyperphosphatemia", "", "mmol/L", {"uln": "1.51"}, "1.51:0 1.52:1"),
    ("Hyperphosphatemia", "", "mg/dL", {"uln": "4.7"}, "4.7:0 4.8:1"),
    ("Hypoglycemia", "", "mmol/L", {"lln": "3.9"}, "3.9:0 3.8:1 3.0:1 2.9:2 2.2:2 2.1:3 1.7:3 1.6:4"),
    ("Hypoglycemia", "", "mg/dL", {"lln": "70"}, "70:0 69:1 55:1 54:2 40:2 39:3 30:3 29:4"),
    ("Hyperglycemia", "", "mmol/L", {"uln": "6.1", "baseline": "5.0"}, "6.1:0 6.2:1"),
    ("Hyperglycemia", "", "mg/dL", {"uln": "110", "baseline": "120"}, "120:0 121:1"),
    ("Hypertriglyceridemia", "", "mmol/L", {}, "1.7:0 1.71:1 3.42:1 3.43:2 5.7:2 5.71:3 11.4:3 11.41:4"),
    ("Hypertriglyceridemia", "", "mg/dL", {}, "149:0 150:1 300:1 301:2 500:2 501:3 1000:3 1001:4"),
    (
        "Cholesterol high",
        "",
        "mmol/L",
        {"uln": "5.18"},
        "5.18:0 5.19:1 7.75:1 7.76:2 10.34:2 10.35:3 12.92:3 12.93:4",
    ),
    ("Cholesterol high", "", "mg/dL", {"uln": "200"}, "200:0 201:1 300:1 301:2 400:2 401:3 500:3 501:4"),
    ("Hyperuricemia", "", "umol/L", {"uln": "357"}, "357:0 358:1"),
    ("Hyperuricemia", "", "mg/dL", {"uln": "6.0"}, "6.0:0 6.1:1"),
    ("Acidosis", "", "pH", {"lln": "7.35"}, "7.35:0 7.34:1 7.3:1 7.29:3"),
    ("Alkalosis", "", "pH", {"uln": "7.45"}, "7.45:0 7.46:1 7.5:1 7.51:3"),
    ("Blood bicarbonate decreased", "", "mmol/L", {"lln": "22"}, "22:0 21.9:1 5:1"),
    ("Blood bicarbonate decreased", "", "mEq/L", {"lln": "22"}, "22:0 21.9:1 5:1"),
    ("Haptoglobin decreased", "", "g/L", {"lln": "0.3"}, "0.3:0 0.29:1 0:1"),
    ("Haptoglobin decreased", "", "mg/dL", {"lln": "30"}, "30:0 29:1 0:1"),
    # 31 to 36: multiples of ULN
    ("CPK increased", "", "U/L", {"uln": "200"}, "200:0 201:1 500:1 501:2 1000:2 1001:3 2000:3 2001:4"),
    ("CPK increased", "", "ukat/L", {"uln": "3.3"}, "3.3:0 3.31:1 8.25:1 8.26:2 16.5:2 16.6:3 33:3 33.1:4"),
    ("Lipase increased", "", "U/L", {"uln": "60"}, "60:0 61:1 90:1 91:2 120:2 121:2 300:2 301:3"),
    ("Serum amylase increased", "", "U/L", {"uln": "110"}, "110:0 111:1 165:1 166:2 220:2 221:2 550:2 551:3"),
    (
        "Activated partial thromboplastin time prolonged",
        "",
        "s",
        {"uln": "37"},
        "37:0 37.1:1 55.5:1 55.6:2 92.5:2 92.6:3",
    ),
    ("Blood lactate dehydrogenase increased", "", "U/L", {"uln": "250"}, "250:0 251:1 9999:1"),
    ("Cardiac troponin I increased", "", "ng/L", {"uln": "26.2"}, "26.2:0 26.3:1 9999:1"),
    ("Cardiac troponin T increased", "", "ng/mL", {"uln": "0.014"}, "0.014:0 0.015:1 9:1"),
    # 37 to 44: by the baseline
    (ALT, "", "U/L", {"uln": "40", "baseline": "40"}, "40:0 41:1 120:1 121:2 200:2 201:3 800:3 801:4"),
    (ALT, "", "U/L", {"uln": "40", "baseline": "41"}, "41:0 61:0 61.5:1 123:1 124:2 205:2 206:3 820:3 821:4"),
    (
        "Aspartate aminotransferase increased",
        "",
        "U/L",
        {"uln": "35", "baseline": "20"},
        "35:0 36:1 105:1 106:2 175:2 176:3 700:3 701:4",
    ),
    (
        "Aspartate aminotransferase increased",
        "",
        "U/L",
        {"uln": "35", "baseline": "60"},
        "89:0 90:1 180:1 181:2 300:2 301:3 1200:3 1201:4",
    ),
    (
        "Alkaline phosphatase increased",
        "",
        "U/L",
        {"uln": "100", "baseline": "80"},
        "100:0 101:1 250:1 251:2 500:2 501:3 2000:3 2001:4",
    ),
    (
        "Alkaline phosphatase increased",
        "",
        "U/L",
        {"uln": "100", "baseline": "120"},
        "239:0 240:1 300:1 301:2 600:2 601:3 2400:3 2401:4",
    ),
    (
        "GGT increased",
        "",
        "U/L",
        {"uln": "45", "baseline": "30"},
        "45:0 46:1 112.5:1 113:2 225:2 226:3 900:3 901:4",
    ),
    (
        "GGT increased",
        "",
        "U/L",
        {"uln": "45", "baseline": "50"},
        "99:0 100:1 125:1 126:2 250:2 251:3 1000:3 1001:4",
    ),
    (
        "Blood bilirubin increased",
        "",
        "umol/L",
        {"uln": "21", "baseline": "10"},
        "21:0 21.1:1 31.5:1 31.6:2 63:2 63.1:3 210:3 210.1:4",
    ),
    (
        "Blood bilirubin increased",
        "",
        "mg/dL",
        {"uln": "1.2", "baseline": "2.0"},
        "2.0:0 2.1:1 3.0:1 3.1:2 6.0:2 6.1:3 20:3 20.1:4",
    ),
    (
        "Creatinine increased",
        "",
        "umol/L",
        {"uln": "73", "baseline": "73"},
        "73:0 74:1 109.5:1 110:2 219:2 220:3 438:3 439:4",
    ),
    (
        "Creatinine increased",
        "",
        "umol/L",
        {"uln": "73", "baseline": "40"},
        "60:0 61:2 120:2 121:3 438:3 439:4",
    ),
    (
        "Creatinine increased",
        "",
        "mg/dL",
        {"uln": "0.8", "baseline": "2"},
        "0.8:0 0.9:1 1.2:1 1.3:2 2.4:2 2.5:3 4.9:4",
    ),
    (
        "Fibrinogen decreased",
        "",
        "g/L",
        {"lln": "4", "baseline": "5"},
        "4:0 3.99:1 3:1 2.99:2 2:2 1.99:3 1:3 .99:4",
    ),
    (
        "Fibrinogen decreased",
        "",
        "g/L",
        {"lln": "2", "baseline": "1.6"},
        "1.6:0 1.59:1 1.21:1 1.2:2 .81:2 .8:3 .5:3 .49:4",
    ),
    ("Fibrinogen decreased", "", "g/L", {"lln": "3", "baseline": "2.8"}, "2.8:0 0.71:3 0.70:4"),
    (
        "Fibrinogen decreased",
        "",
        "mg/dL",
        {"lln": "180", "baseline": "200"},
        "180:0 179:1 135:1 134:2 90:2 89:3 50:3 49:4",
    ),
    ("INR increased", "", "1", {}, "1.2:0 1.21:1 1.5:1 1.51:2 2.5:2 2.51:3"),
    # 45 to 63
    ("Fever", "", "°C", {}, "37.9:0 38.0:1 39.0:1 39.1:2 40.0:2 40.1:3"),
    ("Fever", "", "°F", {}, "100.3:0 100.4:1 102.2:1 102.3:2 104.0:2 104.1:3"),
    ("Hypertension", "systolic", "mmHg", {}, "119:0 120:1 139:1 140:2 159:2 160:3"),
    ("Hypertension", "diastolic", "mmHg", {}, "79:0 80:1 89:1 90:2 99:2 100:3"),
    ("Hypoxia", "", "%", {}, "88:0 87.9:2"),
    ("Hypoxia", "arterial_oxygen", "mmHg", {}, "55.1:0 55:3"),
    ("Hypoxia", "arterial_oxygen", "kPa", {}, "7.34:0 7.33:3"),
    (QTC, "", "ms", {"baseline": "430"}, "449:0 450:1 480:1 480.1:2 481:2 490:2 490.1:3"),
    (QTC, "", "ms", {"baseline": "470"}, "500:2 500.1:3 501:3"),
    (QTC, "", "s", {"baseline": "0.470"}, "0.449:0 0.450:1 0.480:1 0.481:2 0.500:2 0.501:3"),
    (QTC, "", "ms", {"baseline": "380"}, "440:0 441:3"),
    ("Ejection fraction decreased", "", "%", {"baseline": "50"}, "51:0 50:2 40:2 39.9:3 39:3 20:3 19.9:4"),
    ("Ejection fraction decreased", "", "%", {"baseline": "75"}, "66:0 65:2 56:2 55:3"),
    (
        "Ejection fraction decreased",
        "",
        "fraction",
        {"baseline": "0.50"},
        "0.51:0 0.50:2 0.40:2 0.39:3 0.20:3 0.19:4",
    ),
    ("Proteinuria", "", "g", {"uln": "0.15"}, "0.14:0 0.15:1 0.99:1 1.0:2 3.49:2 3.5:3"),
    ("Proteinuria", "", "mg", {"uln": "150"}, "149:0 150:1 999:1 1000:2 3499:2 3500:3"),
    ("Proteinuria", "dipstick", "0-4", {}, "0:0 1:1 2:2 3:2 4:3"),
    (
        "Chronic kidney disease",
        "",
        "mL/min/1.73m2",
        {"lln": "90"},
        "90:0 89:1 60:1 59.9:2 30:2 29.9:3 15:3 14.9:4",
    ),
    ("Chronic kidney disease", "", "mL/s", {"lln": "1.5"}, "1.5:0 1.49:1 1.0:1 .99:2 .5:2 .49:3 .25:3 .24:4"),
    ("Urine output decreased", "urine_8h", "mL/8h", {}, "80:0 79:3"),
    ("Urine output decreased", "urine_24h", "mL/24h", {}, "240:0 239:4"),
    ("Febrile neutropenia", "", "10^9/L", {}, "1.0:0 0.99:0"),
    ("Weight loss", "", "%", {}, "4.9:0 5:1 9.9:1 10:2 19.9:2 20:3"),
    ("Weight loss", "weight", "kg", {"baseline": "60"}, "57.1:0 57:1 54.1:1 54:2 48.1:2 48:3"),
    ("Weight loss", "weight", "jin", {"baseline": "120"}, "114.1:0 114:1 108.1:1 108:2 96.1:2 96:3"),
    ("Diarrhea", "", "/d", {"baseline": "2"}, "2:0 3:1 5:1 6:2 8:2 9:3"),
    ("Rash maculo-papular", "", "%", {}, "0:0 1:1 9.9:1 10:2 30:2 31:2"),
]


@pytest.mark.parametrize(("term", "key", "unit", "limits", "expected"), BOUNDARIES)
def test_both_sides_of_every_limit(
    term: str, key: str, unit: str, limits: dict[str, str], expected: str
) -> None:
    for pair in expected.split():
        value, number = pair.split(":")
        result = graded(term, value, unit, key, **limits)
        assert (value, result.grade, result.at_least) == (value, int(number), int(number))
        assert result.missing == ()


def test_every_term_and_every_measure_has_its_limits_tested() -> None:
    tested = {(term, measure_of(term, key).key) for term, key, *_ in BOUNDARIES}
    assert tested == {(term.name, measure.key) for term in TERMS.values() for measure in term.measures}


def test_the_two_sets_of_units_are_not_exactly_equal() -> None:
    """0.9 mg/dL of magnesium is 0.370 mmol/L: grade 2 as printed in mg/dL, grade 3 in mmol/L."""
    assert graded("Hypomagnesemia", "0.9", "mg/dL", lln="1.8").grade == 2
    assert graded("Hypomagnesemia", "0.370", "mmol/L", lln="0.75").grade == 3


@pytest.mark.parametrize("tenths", range(1, 100))
def test_a_multiple_is_never_rounded(tenths: int) -> None:
    """1.1 x 3 is 3.3, and 3.3 does not exceed it, whatever binary numbers say."""
    uln = Decimal(tenths) / 10
    at = graded("CPK increased", str(uln * Decimal("2.5")), uln=str(uln))
    assert at.grade == 1
    above = graded("CPK increased", str(uln * Decimal("2.5") + Decimal("1E-20")), uln=str(uln))
    assert above.grade == 2


# A limit or baseline that is not known


@pytest.mark.parametrize(
    ("term", "value", "limits", "grade_", "at_least", "missing"),
    [
        ("Anemia", "95", {}, 2, 2, ()),
        ("Anemia", "75", {}, 3, 3, ()),
        ("Anemia", "100", {}, None, 0, ("lln",)),
        ("Anemia", "140", {}, None, 0, ("lln",)),
        ("Hypokalemia", "2.9", {}, 3, 3, ()),
        ("Hypokalemia", "3.2", {}, None, 0, ("lln",)),
        ("Hyperkalemia", "5.5", {}, None, 0, ("uln",)),
        ("Hyperkalemia", "5.6", {}, 2, 2, ()),
        ("Hemoglobin increased", "200", {}, None, 0, ("uln",)),
        ("Hypertriglyceridemia", "1.5", {}, 0, 0, ()),
        ("Lymphocyte count increased", "3", {}, 0, 0, ()),
        ("Eosinophilia", "0.6", {"uln": "0.5"}, None, 0, ("baseline",)),
        ("Eosinophilia", "0.6", {"baseline": "0.5"}, None, 0, ("uln",)),
        ("Eosinophilia", "0.5", {"uln": "0.5"}, 0, 0, ()),
        ("Eosinophilia", "0.5", {"baseline": "0.5"}, 0, 0, ()),
        ("Eosinophilia", "0.6", {}, None, 0, ("uln", "baseline")),
        ("CPK increased", "5000", {}, None, 0, ("uln",)),
        # an abnormal baseline could be as high as the value itself
        (ALT, "900", {"uln": "40"}, None, 0, ("baseline",)),
        # normal whatever the baseline was
        (ALT, "40", {"uln": "40"}, 0, 0, ()),
        # not above the baseline, so neither above a ULN beyond it nor a multiple of it
        (ALT, "60", {"baseline": "60"}, 0, 0, ()),
        (ALT, "61", {"baseline": "60"}, None, 0, ("uln",)),
        (ALT, "60", {}, None, 0, ("uln", "baseline")),
        # grade 1 of a normal baseline, 0 of an abnormal one: short of twice what lies above 100
        ("Alkaline phosphatase increased", "150", {"uln": "100"}, None, 0, ("baseline",)),
        ("Fibrinogen decreased", "2.0", {"lln": "2.0"}, 0, 0, ()),
        ("Fibrinogen decreased", "1.9", {"lln": "2.0"}, None, 0, ("baseline",)),
        ("Fibrinogen decreased", "1.9", {"baseline": "1.9"}, 0, 0, ()),
        ("Fibrinogen decreased", "1.8", {"baseline": "1.9"}, None, 0, ("lln",)),
        ("Fibrinogen decreased", "0.49", {}, 4, 4, ()),
        ("Fibrinogen decreased", "0.5", {}, None, 0, ("lln", "baseline")),
        ("Creatinine increased", "60", {"uln": "73"}, None, 0, ("baseline",)),
        ("Creatinine increased", "110", {"uln": "73"}, None, 2, ("baseline",)),
        ("Creatinine increased", "220", {"uln": "73"}, 3, 3, ()),
        ("Creatinine increased", "439", {"uln": "73"}, 4, 4, ()),
        ("Creatinine increased", "61", {"baseline": "40"}, None, 2, ("uln",)),
        ("Creatinine increased", "121", {"baseline": "40"}, None, 3, ("uln",)),
        ("Creatinine increased", "121", {}, None, 0, ("uln", "baseline")),
        (QTC, "440", {}, None, 0, ("baseline",)),
        (QTC, "485", {}, None, 2, ("baseline",)),
        (QTC, "501", {}, 3, 3, ()),
        ("Ejection fraction decreased", "60", {}, None, 0, ("baseline",)),
        ("Ejection fraction decreased", "45", {}, None, 2, ("baseline",)),
        ("Ejection fraction decreased", "35", {}, 3, 3, ()),
        ("Ejection fraction decreased", "19", {}, 4, 4, ()),
        ("Proteinuria", "0.8", {}, None, 0, ("uln",)),
        ("Proteinuria", "1.0", {}, 2, 2, ()),
        ("Chronic kidney disease", "75", {}, None, 0, ("lln",)),
        ("Chronic kidney disease", "59", {}, 2, 2, ()),
        ("Diarrhea", "5", {}, None, 0, ("baseline",)),
    ],
)
def test_what_is_missing_leaves_open_only_what_it_could_change(
    term: str,
    value: str,
    limits: dict[str, str],
    grade_: int | None,
    at_least: int,
    missing: tuple[str, ...],
) -> None:
    result = graded(term, value, **limits)
    assert (result.grade, result.at_least, result.missing) == (grade_, at_least, missing)
    assert result.term == term


def test_a_baseline_at_its_limit_is_normal() -> None:
    """1.5 is not below 0.75 x 2.0 of LLN; of an abnormal baseline of 2.0 it would have fallen by 25 %."""
    assert graded("Fibrinogen decreased", "1.5", lln="2.0", baseline="2.0").grade == 1
    # 150 is above a ULN of 100; of an abnormal baseline of 100 only 200 would be grade 1.
    assert graded("Alkaline phosphatase increased", "150", uln="100", baseline="100").grade == 1


def rising(*steps: Step) -> tuple[LabTerm, Measure]:
    """A term by steps of its own: what could be printed in a later version."""
    measure = Measure("", Worse.HIGHER, "U/L", (), (), steps)
    return replace(TERMS["CPK increased"], measures=(measure,)), measure


def test_a_limit_that_could_only_give_the_proved_grade_again_is_not_missed() -> None:
    term, measure = rising(
        Step(2, (Limit(Sign.ABOVE, Decimal(10)),)),
        Step(2, (Limit(Sign.ABOVE, of=Reference.BASELINE, times=Decimal("1.5")),)),
        Step(3, (Limit(Sign.ABOVE, of=Reference.ULN, times=Decimal(3)),)),
    )
    result = grade(term, measure, Reading(Measurement(Decimal(20))))
    assert (result.grade, result.at_least, result.missing) == (None, 2, (Reference.ULN,))


def test_the_kind_of_baseline_is_missed_beside_every_other_limit() -> None:
    term, measure = rising(
        Step(1, (Limit(Sign.ABOVE, of=Reference.ULN),), Case.NORMAL_BASELINE),
        Step(1, (Limit(Sign.ABOVE, of=Reference.BASELINE),), Case.ABNORMAL_BASELINE),
        Step(2, (Limit(Sign.ABOVE, of=Reference.LLN, times=Decimal(10)),)),
    )
    result = grade(term, measure, Reading(Measurement(Decimal(20))))
    assert (result.grade, result.at_least, result.missing) == (None, 0, tuple(Reference))


@pytest.mark.parametrize(
    ("value", "baseline", "on", "expected"),
    [
        ("2.4", "2.4", True, 0),
        ("2.5", "2.4", True, 1),
        ("3.6", "2.4", True, 1),
        ("3.7", "2.4", True, 2),
        ("6.0", "2.4", True, 2),
        ("6.1", "2.4", True, 3),
        ("2.4", "2.4", False, 2),
        ("1.2", "0.9", False, 0),
        ("2.6", None, False, 3),
        ("2.6", None, True, None),
    ],
)
def test_inr_on_an_anticoagulant_goes_by_the_baseline(
    value: str, baseline: str | None, on: bool, expected: int | None
) -> None:
    limits = {"baseline": None if baseline is None else Decimal(baseline)}
    measured = reading(Measurement(Decimal(value)), limits, anticoagulant=on)
    result = grade(TERMS["INR increased"], measure_of("INR increased"), measured)
    assert result.grade == expected
    assert result.missing == (() if expected is not None else (Reference.BASELINE,))


# What a person has to answer


@pytest.mark.parametrize(
    ("term", "value", "key", "limits", "expected"),
    [
        # term, value, then each question as grade that yes gives and whether the grade stands without it
        ("Hypokalemia", "3.2", "", {"lln": "3.5"}, [(2, True), (3, False)]),
        ("Hypokalemia", "2.8", "", {"lln": "3.5"}, []),
        ("Hyponatremia", "127", "", {"lln": "137"}, [(3, True)]),
        ("Hyponatremia", "130", "", {"lln": "137"}, []),
        ("Hyponatremia", "124", "", {"lln": "137"}, []),
        ("Lipase increased", "100", "", {"uln": "60"}, []),
        ("Lipase increased", "121", "", {"uln": "60"}, [(3, True)]),
        ("Lipase increased", "301", "", {"uln": "60"}, [(4, True)]),
        ("Serum amylase increased", "221", "", {"uln": "110"}, [(3, True)]),
        ("Hypoxia", "87", "saturation", {}, [(3, True), (4, False)]),
        ("Hypoxia", "55", "arterial_oxygen", {}, [(4, False)]),
        ("Anemia", "95", "", {}, [(3, False), (4, False)]),
        ("Anemia", "75", "", {}, [(4, False)]),
        ("Anemia", "140", "", {"lln": "115"}, []),
        ("Hyperkalemia", "5.4", "", {"uln": "5.3"}, [(2, False), (3, False)]),
        ("Hyperkalemia", "5.6", "", {"uln": "5.3"}, [(3, False)]),
        ("Hyperkalemia", "6.1", "", {"uln": "5.3"}, []),
        ("Hypernatremia", "148", "", {"uln": "147"}, [(2, False), (3, False)]),
        ("Hypercalcemia", "2.6", "", {"uln": "2.52"}, [(2, False), (3, False)]),
        ("Hypocalcemia", "1.05", "ionised", {"lln": "1.12"}, [(2, False), (3, False)]),
        ("INR increased", "1.3", "", {}, [(3, False)]),
        ("Activated partial thromboplastin time prolonged", "40", "", {"uln": "37"}, [(3, False)]),
        ("Eosinophilia", "0.6", "", {"uln": "0.5", "baseline": "0.4"}, [(3, False)]),
        ("Leukocytosis", "120", "", {}, [(4, False)]),
        ("Hypophosphatemia", "0.5", "", {"lln": "0.85"}, [(2, True), (3, True), (4, True)]),
        ("Hyperuricemia", "500", "", {"uln": "357"}, [(3, True), (4, False)]),
        ("Cardiac troponin I increased", "30", "", {"uln": "26.2"}, [(3, True)]),
        ("Fever", "40.1", "", {}, [(4, True)]),
        ("Fever", "40.0", "", {}, []),
        ("Febrile neutropenia", "0.9", "", {}, [(3, True)]),
        ("Febrile neutropenia", "1.0", "", {}, []),
        ("Rash maculo-papular", "31", "", {}, [(3, True)]),
        ("Rash maculo-papular", "30", "", {}, []),
        ("Chronic kidney disease", "95", "", {"lln": "90"}, [(1, False)]),
        ("Chronic kidney disease", "50", "", {"lln": "90"}, [(4, False)]),
        # without the lower limit nothing is proved, so nothing is asked yet
        ("Hypokalemia", "3.2", "", {}, []),
        ("Blood bicarbonate decreased", "18", "", {"lln": "22"}, []),
    ],
)
def test_questions_that_can_raise_the_grade(
    term: str, value: str, key: str, limits: dict[str, str], expected: list[tuple[int, bool]]
) -> None:
    result = graded(term, value, key=key, **limits)
    assert [(ask.grade, ask.decides) for ask in result.asks] == expected
    assert result.stands is (result.grade is not None and not any(decides for _, decides in expected))


# Values that are known only as below or above


def test_a_value_below_what_can_be_measured() -> None:
    assert graded("Neutrophil count decreased", "< 0.1", lln="1.8").grade == 4
    result = graded("Neutrophil count decreased", "< 0.8", lln="1.8")
    assert (result.grade, result.at_least, result.missing) == (None, 3, ())
    assert (
        said(result.because)
        == "At least grade 3: < 0.8 10^9/L < 1.0 10^9/L. It may lie beyond the next limit."
    )
    result = graded("Neutrophil count decreased", "> 0.1", lln="1.8")
    assert (result.grade, result.at_least, result.missing) == (None, 0, ())
    assert said(result.because) == "The grade cannot be told: > 0.1 10^9/L may lie on either side of a limit."


def test_a_question_is_asked_where_the_value_may_call_for_it() -> None:
    assert [ask.grade for ask in graded("Febrile neutropenia", "< 1.5").asks] == [3]


def test_at_most_and_at_least_leave_open_what_an_operator_leaves_open() -> None:
    assert graded("Hypoxia", "< 60", key="arterial_oxygen").grade is None
    assert graded("Hypoxia", "> 55", key="arterial_oxygen").grade == 0
    assert graded("Fever", "> 38", key="").at_least == 1


# Why


@pytest.mark.parametrize(
    ("term", "value", "more", "words"),
    [
        ("Anemia", "95", {"lln": "115"}, "Grade 2: 95 g/L < 100 g/L."),
        ("Anemia", "9.5", {"unit": "g/dL"}, "Grade 2: 9.5 g/dL < 10.0 g/dL."),
        ("Anemia", "110", {"lln": "115"}, "Grade 1: 110 g/L < LLN 115 g/L."),
        ("Anemia", "11.0", {"unit": "g/dL", "lln": "11.5"}, "Grade 1: 11.0 g/dL < LLN 11.5 g/dL."),
        ("Anemia", "120", {"lln": "115"}, "Grade 0: 120 g/L passes no limit."),
        ("Anemia", "110", {}, "The grade of 110 g/L cannot be told without LLN."),
        ("CPK increased", "501", {"uln": "200"}, "Grade 2: 501 U/L > 2.5 × ULN 200 U/L."),
        ("Hemoglobin increased", "171", {"uln": "150"}, "Grade 2: 171 g/L > ULN 150 g/L +20 g/L."),
        (
            "Hemoglobin increased",
            "17.1",
            {"unit": "g/dL", "uln": "15.0"},
            "Grade 2: 17.1 g/dL > ULN 15.0 g/dL +20 g/L.",
        ),
        (QTC, "495", {"baseline": "430"}, "Grade 3: 495 ms > baseline value 430 ms +60 ms."),
        (
            "Ejection fraction decreased",
            "64",
            {"baseline": "75"},
            "Grade 2: 64 % ≤ baseline value 75 % −10 %.",
        ),
        ("INR increased", "1.3", {}, "Grade 1: 1.3 > 1.2."),
        ("Acidosis", "7.29", {}, "Grade 3: 7.29 < 7.3."),
        ("Proteinuria", "2", {"key": "dipstick"}, "Grade 2: 2 ≥ 2."),
        ("Fever", "38.0", {}, "Grade 1: 38.0 °C ≥ 38.0 °C."),
        ("Fever", "101", {"unit": "°F"}, "Grade 1: 101 °F ≥ 38.0 °C."),
        (
            "Eosinophilia",
            "0.6",
            {"uln": "0.5", "baseline": "0.4"},
            "Grade 1: 0.6 10^9/L > ULN 0.5 10^9/L, > baseline value 0.4 10^9/L.",
        ),
        (
            "Eosinophilia",
            "0.6",
            {"uln": "0.5", "baseline": "0"},
            "Grade 1: 0.6 10^9/L > ULN 0.5 10^9/L, > baseline value 0 10^9/L.",
        ),
        (
            "Creatinine increased",
            "110",
            {"uln": "73"},
            "At least grade 2: 110 umol/L > 1.5 × ULN 73 umol/L. More cannot be told without baseline value.",
        ),
    ],
)
def test_the_reason_names_value_sign_and_limit(
    term: str, value: str, more: dict[str, str], words: str
) -> None:
    assert said(graded(term, value, **more).because) == words


# What is refused


@pytest.mark.parametrize(
    ("unit", "value", "limits", "words"),
    [
        ("mg/dl", "95", {}, "^unit: there is no “mg/dl”"),
        ("g/L", "-1", {}, "^value cannot be -1: it is at least 0"),
        ("g/L", "95", {"lln": "-1"}, "^lln cannot be -1"),
        ("g/L", "95", {"lln": "160", "uln": "150"}, "160 is above the upper one, 150"),
        ("g/L", "95", {"lln": "NaN"}, "finite"),
    ],
)
def test_what_cannot_be_is_refused(unit: str, value: str, limits: dict[str, str], words: str) -> None:
    with pytest.raises(ScoringError, match=words):
        graded("Anemia", value, unit, **limits)


def test_the_two_reference_limits_may_be_the_same() -> None:
    assert graded("Anemia", "95", lln="150", uln="150").grade == 2


def test_a_limit_of_0_has_no_multiples() -> None:
    with pytest.raises(ScoringError, match="uln cannot be 0"):
        graded("CPK increased", "5", uln="0")
    assert graded("Eosinophilia", "0.6", uln="0.5", baseline="0").grade == 1


@pytest.mark.parametrize(
    ("total", "albumin", "expected"), [("2.0", "40", "2.00"), ("2.0", "25", "2.30"), ("2.4", "45", "2.30")]
)
def test_calcium_is_corrected_for_albumin(total: str, albumin: str, expected: str) -> None:
    assert corrected_calcium(Decimal(total), Decimal(albumin)) == Decimal(expected)


def test_calcium_cannot_be_corrected_for_what_cannot_be() -> None:
    with pytest.raises(ScoringError):
        corrected_calcium(Decimal(2), Decimal(-1))


# Properties

PAIRS = [(term.name, measure.key) for term in TERMS.values() for measure in term.measures]
amounts = st.decimals(min_value=0, max_value=3000, places=3)
limits_ = st.none() | st.decimals(min_value=Decimal("0.001"), max_value=300, places=3)


@st.composite
def readings(draw: st.DrawFn) -> dict[str, Decimal | None]:
    lln, uln = draw(limits_), draw(limits_)
    if lln is not None and uln is not None and lln > uln:
        lln, uln = uln, lln
    return {"lln": lln, "uln": uln, "baseline": draw(limits_)}


@given(st.sampled_from(PAIRS), amounts, amounts, readings(), st.booleans())
def test_a_worse_value_never_gets_a_lower_grade(
    pair: tuple[str, str],
    one: Decimal,
    other: Decimal,
    limits: dict[str, Decimal | None],
    anticoagulant: bool,
) -> None:
    term, measure = TERMS[pair[0]], measure_of(*pair)
    better, worse = sorted((one, other), reverse=measure.worse is Worse.LOWER)
    mild = grade(term, measure, reading(Measurement(better), limits, anticoagulant=anticoagulant))
    bad = grade(term, measure, reading(Measurement(worse), limits, anticoagulant=anticoagulant))
    assert mild.at_least <= bad.at_least
    if mild.grade is not None and bad.grade is not None:
        assert mild.grade <= bad.grade


@given(st.sampled_from(PAIRS), amounts, readings())
def test_only_grades_that_exist_are_given_and_asked_for(
    pair: tuple[str, str], value: Decimal, limits: dict[str, Decimal | None]
) -> None:
    term = TERMS[pair[0]]
    result = grade(term, measure_of(*pair), reading(Measurement(value), limits))
    assert result.at_least in (0, *term.grades)
    assert (result.grade is None) or result.grade == result.at_least
    assert {ask.grade for ask in result.asks} <= set(term.grades)
    assert all(ask.grade > result.at_least for ask in result.asks)
    assert all(limits[reference.value] is None for reference in result.missing)
    assert (result.missing == ()) is (result.grade is not None)


@given(st.sampled_from(PAIRS), amounts, readings(), readings())
def test_what_is_learnt_later_never_contradicts(
    pair: tuple[str, str],
    value: Decimal,
    limits: dict[str, Decimal | None],
    learnt: dict[str, Decimal | None],
) -> None:
    """A grade told without a limit is the grade with it, and what was proved stays proved."""
    term, measure = TERMS[pair[0]], measure_of(*pair)
    more = {name: learnt[name] if known is None else known for name, known in limits.items()}
    if more["lln"] is not None and more["uln"] is not None and more["lln"] > more["uln"]:
        return
    before = grade(term, measure, reading(Measurement(value), limits))
    after = grade(term, measure, reading(Measurement(value), more))
    assert before.at_least <= after.at_least
    if before.grade is not None:
        assert after.grade == before.grade


CONVERTED = [
    (term.name, measure.key, by.unit)
    for term in TERMS.values()
    for measure in term.measures
    for by in measure.units
    if not any(by.unit in limit.printed for step in measure.steps for limit in step.limits)
]


@given(st.sampled_from(CONVERTED), amounts, readings())
def test_a_converted_value_has_the_grade_of_the_first_unit(
    which: tuple[str, str, str], parts: Decimal, limits: dict[str, Decimal | None]
) -> None:
    """Drawn so that the value has an end in both units: x in the first, (x * divide) / multiply + subtract."""
    term, measure = TERMS[which[0]], measure_of(which[0], which[1])
    by = next(each for each in measure.units if each.unit == which[2])

    def first(number: Decimal) -> Decimal:
        return number * by.multiply

    def reported(number: Decimal) -> Decimal:
        return number * by.divide + by.subtract

    known = {name: number for name, number in limits.items() if number is not None}
    here = reading(Measurement(first(parts)), {name: first(number) for name, number in known.items()})
    there = reading(
        Measurement(reported(parts)), {name: reported(number) for name, number in known.items()}, by.unit
    )
    one, other = grade(term, measure, here), grade(term, measure, there)
    assert (one.grade, one.at_least, one.missing) == (other.grade, other.at_least, other.missing)

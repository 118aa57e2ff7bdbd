"""The terms of CTCAE as data: the released ones are sound, and every fault is told with its place, all at once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.definition.conftest import RESOURCES
from workstation.definition.ctcae import Case, Ctcae, Reference, Sign, Worse
from workstation.definition.faults import DefinitionFaults
from workstation.definition.form import Item, Unresolved
from workstation.definition.reader_ctcae import read_ctcae
from workstation.definition.study import Status, Study
from workstation.forms.units import conversion, unit_name

FILE = "ctcae/ctcae-laboratory.v5.toml"
SMALL_FILE = "ctcae/small.v1.toml"
SMALL = """
oid = "small"
version = 1
title = { en = "Small", zh = "小" }

[soc]
blood = { en = "Blood", zh = "血液" }

[question]
transfusion = { en = "Is a transfusion indicated?", zh = "是否有输血指征？" }

[[units]]
key = "haemoglobin"
unit = "g/L"
unit_spellings = ["g/l"]
units = [{ unit = "g/dL", multiply = "10" }]

[[term]]
name = "Anemia"
zh = "贫血"
soc = "blood"
row = 1
grades = [1, 2, 3]
status = "verified"

[[term.measure]]
key = "haemoglobin"
item = "haemoglobin"
units = "haemoglobin"
worse = "lower"
step = [
    { grade = 1, when = "< LLN" },
    { grade = 2, when = "< 100", printed = { "g/dL" = "10.0" } },
    { grade = 3, when = "< 80", printed = { "g/dL" = "8.0" } },
]
raises = [{ ask = "transfusion", grade = 3, decides = true, from = 2 }]
"""


def faults(text: str, file: str = SMALL_FILE) -> tuple[Unresolved, ...]:
    with pytest.raises(DefinitionFaults) as caught:
        read_ctcae(file, text)
    return caught.value.faults


@pytest.fixture(scope="module")
def ctcae() -> Ctcae:
    return read_ctcae(FILE, (RESOURCES / FILE).read_text(encoding="utf-8"))


def test_a_sound_term_is_read_whole() -> None:
    ctcae = read_ctcae(SMALL_FILE, SMALL)
    assert (ctcae.oid, ctcae.version, ctcae.title.zh) == ("small", 1, "小")
    term = ctcae.terms["Anemia"]
    assert (term.label.en, term.label.zh, term.soc.zh, term.row) == ("Anemia", "贫血", "血液", 1)
    assert (term.grades, term.status, term.note) == ((1, 2, 3), Status.VERIFIED, "")
    (measure,) = term.measures
    assert (measure.worse, measure.unit_names) == (Worse.LOWER, ("g/L", "g/dL"))
    assert [step.grade for step in measure.steps] == [1, 2, 3]
    assert measure.steps[0].limits[0].of is Reference.LLN
    assert measure.steps[1].limits[0].plus == 100
    assert measure.steps[1].limits[0].printed == {"g/dL": Decimal("10.0")}
    (ask,) = measure.raises
    assert (ask.grade, ask.decides, ask.from_grade) == (3, True, 2)
    assert ctcae.by_item == {"haemoglobin": ((term, measure),)}


@pytest.mark.parametrize(
    ("written", "sign", "times", "of", "plus"),
    [
        ("<= 0.75 x baseline", Sign.AT_MOST, "0.75", Reference.BASELINE, "0"),
        ("<= baseline - 10", Sign.AT_MOST, "1", Reference.BASELINE, "-10"),
        ("< 2 x LLN + 0.5", Sign.BELOW, "2", Reference.LLN, "0.5"),
    ],
)
def test_a_limit_reads_as_the_tables_print_it(
    written: str, sign: Sign, times: str, of: Reference, plus: str
) -> None:
    ctcae = read_ctcae(SMALL_FILE, SMALL.replace('when = "< LLN"', f'when = "{written}"'))
    limit = ctcae.terms["Anemia"].measures[0].steps[0].limits[0]
    assert (limit.sign, limit.times, limit.of, limit.plus) == (sign, Decimal(times), of, Decimal(plus))


def test_several_limits_and_a_case() -> None:
    text = SMALL.replace('when = "< LLN"', 'case = "abnormal baseline", when = "< LLN and < baseline"')
    step = read_ctcae(SMALL_FILE, text).terms["Anemia"].measures[0].steps[0]
    assert step.case is Case.ABNORMAL_BASELINE
    assert [limit.of for limit in step.limits] == [Reference.LLN, Reference.BASELINE]


MEASURE = "term Anemia, measure haemoglobin"

# what stands there, what is put there, place of the fault, part of its sentence, nearest name
CASES = [
    ("version = 1", 'version = "1"', "key version", "whole number", ""),
    ("version = 1", "version = 2", "", "has another name", "ctcae/small.v2.toml"),
    ('title = { en = "Small", zh = "小" }', "", "key title", "title is missing", ""),
    ("[soc]", "[sco]", "key sco", "sco is not known", "soc"),
    ('zh = "血液"', 'zh = ""', "soc, key blood", "lacks the language zh", ""),
    ('soc = "blood"', 'soc = "blod"', "term Anemia, key soc", "blod is not known", "blood"),
    ('soc = "blood"', "", "term Anemia, key soc", "soc is missing", ""),
    ('status = "verified"', 'status = "sure"', "term Anemia, key status", "sure is not one of", ""),
    ("grades = [1, 2, 3]", "grades = [1, 3, 2]", "term Anemia, key grades", "mildest first", ""),
    ("grades = [1, 2, 3]", "grades = [1, 2, 3, 5]", "term Anemia, key grades", "from 1 to 4", ""),
    ("grades = [1, 2, 3]", "grades = [1, 2]", MEASURE, "grade 3 does not exist", ""),
    (
        'unit_spellings = ["g/l"]',
        'unit_spellings = ["g/L"]',
        "units haemoglobin, key units",
        "stands twice",
        "",
    ),
    ('unit = "g/L"', "", "units haemoglobin, key unit", "unit is missing", ""),
    ('multiply = "10"', 'multiply = "0"', "units haemoglobin, unit g/dL, key multiply", "above 0", ""),
    ('units = "haemoglobin"', 'units = "hemoglobin"', f"{MEASURE}, key units", "not known", "haemoglobin"),
    ('worse = "lower"', 'worse = "low"', f"{MEASURE}, key worse", "low is not one of", "lower"),
    ('worse = "lower"', 'worse = "higher"', MEASURE, "The sign < does not fit", ""),
    ('"< LLN"', '"<LLN"', f"{MEASURE}, step <LLN, key when", "A limit is expected", ""),
    ('"< LLN"', '"< LLN or < ULN"', f"{MEASURE}, step < LLN or < ULN, key when", "A limit is expected", ""),
    ('{ grade = 1, when = "< LLN" }', "{ grade = 1 }", f"{MEASURE}, step 1, key when", "when is missing", ""),
    ('"g/dL" = "10.0"', '"g/dl" = "10.0"', MEASURE, "g/dl is no unit of", "g/dL"),
    ('"g/dL" = "10.0"', '"g/dL" = 10.0', f"{MEASURE}, step < 100, key printed", "in quotes", ""),
    (', printed = { "g/dL" = "10.0" }', "", MEASURE, "for all fixed limits or none", ""),
    (
        ', printed = { "g/dL" = "10.0" }',
        ", printed = 10",
        f"{MEASURE}, step < 100, key printed",
        "A table",
        "",
    ),
    ('"g/dL" = "10.0"', '"g/dL" = "7.0"', MEASURE, "The limits in g/dL must get worse", ""),
    ('"< 100"', '"< 70"', MEASURE, "The limits must get worse with the grade", ""),
    ('when = "< 100"', 'when = "< ULN"', f"{MEASURE}, step < ULN, key printed", "Only a fixed limit", ""),
    ("{ grade = 1,", "{ grade = 3,", MEASURE, "from mild to severe", ""),
    ("{ grade = 1,", "{ grade = 0,", MEASURE, "grade 0 does not exist", ""),
    (
        'ask = "transfusion"',
        'ask = "transfusions"',
        f"{MEASURE}, question transfusions, key ask",
        "not",
        "transfusion",
    ),
    ("grade = 3, decides", "grade = 4, decides", MEASURE, "grade 4 does not exist", ""),
    (
        'ask = "transfusion", grade = 3',
        'ask = "transfusion"',
        f"{MEASURE}, question transfusion, key grade",
        "missing",
        "",
    ),
    (
        'when = "< 80"',
        'when = "< 80", asks = [{ ask = "transfusion", grade = 3 }]',
        MEASURE,
        "can only raise the grade 3",
        "",
    ),
    ("oid = ", "oid == ", "line 2, column 6", "This is not TOML", ""),
]


@pytest.mark.parametrize(("old", "new", "place", "words", "near"), CASES)
def test_a_fault_is_told_with_its_place_and_the_nearest_name(
    old: str, new: str, place: str, words: str, near: str
) -> None:
    assert old in SMALL
    found = faults(SMALL.replace(old, new, 1))
    told = [(each.place, each.sentence.format_map(dict(each.detail)), each.near) for each in found]
    assert [
        (at, close)
        for at, sentence, close in told
        if at == place and words in sentence and near in ("", close)
    ], told


@pytest.mark.parametrize(
    ("again", "place", "words"),
    [
        (SMALL[SMALL.index("[[term]]") :], "term Anemia", "The term stands twice"),
        (
            SMALL[SMALL.index("[[term.measure]]") :],
            "term Anemia, measure haemoglobin",
            "The measure stands twice",
        ),
    ],
)
def test_what_stands_twice_is_told(again: str, place: str, words: str) -> None:
    assert [(each.place, words in each.sentence) for each in faults(SMALL + again)] == [(place, True)]


def test_a_measure_without_steps_grades_nothing() -> None:
    start, end = SMALL.index("step = ["), SMALL.index("raises")
    (fault,) = faults(SMALL[:start] + "step = []\n" + SMALL[end:])
    assert "needs a step" in fault.sentence


def test_all_faults_are_told_at_once() -> None:
    broken = (
        SMALL.replace('"< LLN"', '"<LLN"')
        .replace('worse = "lower"', 'worse = "low"')
        .replace('soc = "blood"', "")
    )
    assert len(faults(broken)) == 3


# The released terms


def test_the_released_file_says_its_version(ctcae: Ctcae) -> None:
    assert (ctcae.oid, ctcae.version) == ("ctcae-laboratory", 5)


def test_rows_of_the_sheet_that_are_a_number_are_there(ctcae: Ctcae) -> None:
    """Safety facts 3.3: rows 1 to 44, and of the others those that a number grades; troponin I and T share one."""
    bedside = {45, 47, 48, 49, 50, 51, 52, 54, 55, 56, 62, 63}
    assert {term.row for term in ctcae.terms.values()} == set(range(1, 45)) | bedside
    assert len(ctcae.terms) == len(set(range(1, 45)) | bedside) + 1


@pytest.mark.parametrize(
    ("term", "grades"),
    [
        ("Hemoglobin increased", (1, 2, 3)),
        ("Lymphocyte count increased", (2, 3)),
        ("Leukocytosis", (3, 4)),
        ("Eosinophilia", (1, 3)),
        ("Hypermagnesemia", (1, 3, 4)),
        ("Hyperuricemia", (1, 3, 4)),
        ("Acidosis", (1, 3, 4)),
        ("Alkalosis", (1, 3, 4)),
        ("Blood bicarbonate decreased", (1,)),
        ("Haptoglobin decreased", (1,)),
        ("Activated partial thromboplastin time prolonged", (1, 2, 3)),
        ("Blood lactate dehydrogenase increased", (1,)),
        ("Cardiac troponin I increased", (1, 3)),
        ("INR increased", (1, 2, 3)),
        ("Hypoxia", (2, 3, 4)),
        ("Ejection fraction decreased", (2, 3, 4)),
        ("Proteinuria", (1, 2, 3)),
        ("Febrile neutropenia", (3, 4)),
        ("Weight loss", (1, 2, 3)),
    ],
)
def test_a_dash_in_the_sheet_is_a_grade_that_does_not_exist(
    ctcae: Ctcae, term: str, grades: tuple[int, ...]
) -> None:
    assert ctcae.terms[term].grades == grades


def test_a_term_that_is_read_in_one_way_of_several_says_so(ctcae: Ctcae) -> None:
    assert all(bool(term.note) is (term.status is Status.DEFAULT) for term in ctcae.terms.values())


def items(study: Study) -> dict[str, Item]:
    return {item.oid: item for form in study.forms.values() for item in form.items.values()}


def test_a_measure_knows_every_unit_of_its_form_item_and_converts_alike(
    ctcae: Ctcae, released: Study
) -> None:
    known = items(released)
    for name, pairs in ctcae.by_item.items():
        for _, measure in pairs:
            for unit in (known[name].unit, *(by.unit for by in known[name].units)):
                here, there = conversion(measure, unit), conversion(known[name], unit)
                assert here is not None, (name, unit)
                assert there is not None
                if measure.unit == known[name].unit:
                    assert unit_name(measure, here) == unit_name(known[name], there) == unit
                    assert (here.subtract, here.multiply, here.divide) == (
                        there.subtract,
                        there.multiply,
                        there.divide,
                    )

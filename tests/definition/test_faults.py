"""Every kind of fault is told with file, place, sentence and the nearest right name; all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from workstation.definition.faults import DefinitionFaults
from workstation.definition.form import Unresolved
from workstation.definition.reader import read

FaultsOf = Callable[[Mapping[str, str]], tuple[Unresolved, ...]]
FORM, STUDY, RANGES = "forms/vitals.v1.toml", "study/small.v1.toml", "study/reference-ranges.v1.toml"
TEMPERATURE = "group signs, item temperature_c"

# file, what stands there, what is put there, place of the fault, part of its sentence, nearest name
CASES = [
    (FORM, "soft = [", "sfot = [", f"{TEMPERATURE}, key sfot", "key sfot is not known", "soft"),
    (FORM, 'type = "num"', 'type = "nun"', f"{TEMPERATURE}, key type", "nun is not one of", "num"),
    (FORM, "decimals = 1", 'decimals = "1"', f"{TEMPERATURE}, key decimals", "whole number", ""),
    (FORM, "decimals = 1", "decimals = -1", f"{TEMPERATURE}, key decimals", "not be negative", ""),
    (FORM, 'required = "R"', 'required = "X"', f"{TEMPERATURE}, key required", "X is not one of", ""),
    (FORM, '["35.5", "37.5"]', "[35.5, 37.5]", f"{TEMPERATURE}, key soft", "in quotes", ""),
    (FORM, '["35.5", "37.5"]', '["37.5", "35.5"]', f"{TEMPERATURE}, key soft", "above the upper", ""),
    (FORM, '["35.5", "37.5"]', '["20", "37.5"]', f"{TEMPERATURE}, key soft", "beyond the hard", ""),
    (FORM, '["35.5", "37.5"]', '["35,5", "37.5"]', f"{TEMPERATURE}, key soft", "35,5 is not a number", ""),
    (FORM, '["35.5", "37.5"]', '["NaN", "37.5"]', f"{TEMPERATURE}, key soft", "exact number", ""),
    (FORM, 'divide = "1.8"', 'divide = "0"', f"{TEMPERATURE}, unit °F, key divide", "above 0", ""),
    (FORM, 'unit = "°F"', 'unit = "°C"', f"{TEMPERATURE}, key units", "°C stands twice", ""),
    (FORM, 'zh = "体温"', 'zh = ""', f"{TEMPERATURE}, key label", "lacks the language zh", ""),
    (FORM, 'en = "Temperature", ', "", f"{TEMPERATURE}, key label", "lacks the language en", ""),
    (FORM, 'zh = "体温"', 'zh = "体温", fr = "x"', f"{TEMPERATURE}, key label", "language fr", ""),
    (FORM, 'oid = "feverish"', 'oid = "temperature_c"', "", "item temperature_c stands twice", ""),
    (FORM, 'oid = "feverish"', 'oid = "fever/ish"', "group signs, item fever/ish, key oid", "is no key", ""),
    (FORM, 'oid = "rows"', 'oid = "signs"', "", "group signs stands twice", ""),
    (FORM, 'code = "mask"', 'code = "air"', "group rows, item oxygen, choice air", "air stands twice", ""),
    (FORM, 'code = "mask"', 'code = "a,b"', "group rows, item oxygen, choice a,b, key code", "no comma", ""),
    (
        FORM,
        "temperature_c > 38",
        "temprature_c > 38",
        "group signs, item feverish, key required_if",
        "name temprature_c is not known",
        "temperature_c",
    ),
    (
        FORM,
        "temperature_c > 38",
        "visit.dya > 38",
        "group signs, item feverish, key required_if",
        "name visit.dya is not known",
        "visit.day",
    ),
    (
        FORM,
        "temperature_c > 38",
        "lambda: 1",
        "group signs, item feverish, key required_if",
        "Lambda is not allowed",
        "",
    ),
    (
        FORM,
        "oxygen == 'mask'",
        "oxygen == 'maks'",
        "check MASK_WITHOUT_FEVER, key fails_if",
        "never has the code maks",
        "mask",
    ),
    (
        FORM,
        "feverish == 'no'",
        "feverish in ('no', 'maybe')",
        "check MASK_WITHOUT_FEVER, key fails_if",
        "never has the code maybe",
        "",
    ),
    (
        FORM,
        'group = "rows"',
        'group = "row"',
        "check MASK_WITHOUT_FEVER, key group",
        "no repeating group",
        "rows",
    ),
    (FORM, 'item = "oxygen"', 'item = "oxigen"', "check MASK_WITHOUT_FEVER, key item", "oxigen", "oxygen"),
    (
        FORM,
        'required_if = "temperature_c > 38"',
        "",
        "group signs, item feverish, key required_if",
        "missing",
        "",
    ),
    (FORM, 'type = "ch"', 'type = "text"', "group rows, item oxygen, key choices", "has no choices", ""),
    (FORM, 'oid = "vitals"', 'oid = "vital"', "", "has another name", "forms/vital.v1.toml"),
    (FORM, "result = true", 'codes = ["NDD"]', f"{TEMPERATURE}, key codes", "NDD is not one of", "ND"),
    (STUDY, 'forms = ["vitals"]', 'forms = ["vitalz"]', "forms, visit SCR, key forms", "vitalz", "vitals"),
    (STUDY, 'marks = "R c"', 'marks = "R x"', "forms, row vitals, key marks", "x is not one of", ""),
    (STUDY, 'marks = "R c"', 'marks = "R"', "forms, row vitals, key marks", "1 marks for 2 visits", ""),
    (STUDY, '["SCR", "D1"]', '["SCR", "D2"]', "forms, key visits", "D2 is not in the schedule", ""),
    (STUDY, '["SCR", "D1"]', '["D1", "SCR"]', "forms, key visits", "order of the schedule", ""),
    (STUDY, "c = \"vitals.feverish == 'yes'\"", "", "forms, row vitals, key c_at", "for D1 is missing", ""),
    (
        STUDY,
        "vitals.feverish ==",
        "vitals.fevrish ==",
        "forms, visit D1, form vitals",
        "vitals.fevrish is not known",
        "vitals.feverish",
    ),
    (
        STUDY,
        'dose_level = "DL1"',
        'dose_level = "DL"',
        "cohort DL1-7d, key dose_level",
        "DL is not known",
        "DL1",
    ),
    (STUDY, 'visits = ["D1"]', 'visits = ["D11"]', "drug fludarabine, key visits", "D11 is not known", "D1"),
    (
        STUDY,
        'value = "mosteller"',
        'value = "mostellar"',
        "setting bsa.formula, key value",
        "mostellar is not known",
        "mosteller",
    ),
    (
        STUDY,
        'setting = "visits.late"',
        'setting = "visits.lat"',
        "visit D1, key setting",
        "visits.lat",
        "visits.late",
    ),
    (STUDY, 'kind = "follow_up"', 'kind = "followup"', "visit D1, key kind", "followup is not", "follow_up"),
    (STUDY, "latest = 2", "latest = 0", "visit D1", "not in order", ""),
    (STUDY, 'cells_e9 = "0.75"', "cells_e9 = 0.75", "dose_level DL1, key cells_e9", "in quotes", ""),
    (STUDY, 'status = "verified"', 'status = "verfied"', "fact sponsor, key status", "verfied", "verified"),
    (STUDY, 'key = "bsa.formula"', 'key = "visits.late"', "setting visits.late", "stands twice", ""),
    (
        RANGES,
        'unit = "°F"',
        'unit = "K"',
        "laboratory default, row temperature_c, key unit",
        "K is no unit",
        "",
    ),
    (
        RANGES,
        'item = "temperature_c"',
        'item = "temperatur"',
        "laboratory default, row temperatur, key item",
        "no laboratory result",
        "temperature_c",
    ),
    (
        RANGES,
        '["97.7", "99.5"]',
        '["99.5", "97.7"]',
        "laboratory default, row temperature_c, key f",
        "above",
        "",
    ),
    (
        RANGES,
        'source = "M"',
        'source = "M", both = ["1", "2"]',
        "laboratory default, row temperature_c",
        "for f",
        "",
    ),
]


@pytest.mark.parametrize(("file", "right", "wrong", "place", "part", "near"), CASES)
def test_one_fault(
    small: Mapping[str, str],
    faults_of: FaultsOf,
    file: str,
    right: str,
    wrong: str,
    place: str,
    part: str,
    near: str,
) -> None:
    assert right in small[file]
    faults = faults_of({**small, file: small[file].replace(right, wrong, 1)})
    told = [fault for fault in faults if fault.file == file and fault.place == place]
    said = [fault for fault in told if part in fault.sentence.format_map(fault.detail)]
    assert said, [(fault.place, fault.sentence.format_map(fault.detail)) for fault in faults]
    assert said[0].near == near


def test_a_syntax_error_is_told_with_its_line(small: Mapping[str, str], faults_of: FaultsOf) -> None:
    broken = small[FORM].replace('type = "num"', "type = num", 1)
    line = broken[: broken.index("type = num")].count("\n") + 1
    faults = faults_of({**small, FORM: broken})
    told = next(fault for fault in faults if fault.file == FORM)
    assert told.place.startswith(f"line {line}, column ")
    assert told.sentence.startswith("This is not TOML")


def test_faults_of_all_files_are_told_at_once(small: Mapping[str, str], faults_of: FaultsOf) -> None:
    texts = {
        FORM: small[FORM].replace("soft =", "sfot =").replace('zh = "体温"', 'zh = ""'),
        STUDY: small[STUDY].replace('dose_level = "DL1"', 'dose_level = "DL"'),
        RANGES: small[RANGES].replace('unit = "°F"', 'unit = "K"'),
    }
    faults = faults_of(texts)
    assert [fault.file for fault in faults].count(FORM) >= 2
    assert {fault.file for fault in faults} == {FORM, STUDY, RANGES}


def test_the_message_names_file_place_and_nearest_name(small: Mapping[str, str]) -> None:
    with pytest.raises(DefinitionFaults) as caught:
        read({**small, FORM: small[FORM].replace("soft =", "sfot =")})
    message = f"{FORM} ({TEMPERATURE}, key sfot): The key sfot is not known here. Did you mean soft?"
    assert message in str(caught.value).split("\n")


def test_a_missing_study_and_a_foreign_file_are_told(small: Mapping[str, str], faults_of: FaultsOf) -> None:
    assert [fault.sentence for fault in faults_of({})] == ["There is no study that can be read."]
    faults = faults_of({**small, "notes.toml": "a = 1"})
    assert [fault.file for fault in faults] == ["notes.toml"]


def test_two_studies_are_one_too_many(small: Mapping[str, str], faults_of: FaultsOf) -> None:
    other = small[STUDY].replace('oid = "small"', 'oid = "other"')
    faults = faults_of({**small, "study/other.v1.toml": other})
    assert [fault.file for fault in faults] == ["study/other.v1.toml"]

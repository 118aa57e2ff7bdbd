"""What a visit sheet says, as text: every value as recorded or derived, and nothing that is not."""

from __future__ import annotations

import pytest

from tests.reports.sample import (
    CHINESE,
    ENGLISH,
    answers,
    day,
    provenance,
    record,
    rows,
    scored,
    study,
    treated,
    vitals,
)
from workstation.forms.answers import Answer
from workstation.messages import Refusal
from workstation.reports.document import as_text
from workstation.reports.visit_sheet import visit_sheet
from workstation.trial.assess import assess
from workstation.trial.subject import LOGS, Subject


def sheet(key: str, subject: Subject | None = None, as_of: int = 31, language=ENGLISH, **more) -> list[str]:
    """The lines of a sheet."""
    subject, when = subject or treated(), day(as_of)
    assessment = assess(subject, study(), when)
    return as_text(visit_sheet(subject, assessment, study(), key, provenance(when, **more)), language).split(
        "\n"
    )


def section(lines: list[str], title: str) -> list[str]:
    """The lines under a heading; empty if the heading is not there."""
    found, inside = [], False
    for each in lines:
        if each.startswith("## "):
            inside = each == f"## {title}"
        elif inside:
            found.append(each)
    return found


def test_the_header_says_whose_sheet_it_is_and_how_the_date_lies():
    assert sheet("D28")[1:8] == [
        "SAMPLE-1 · NCT00000000 · Sample Hospital",
        "Subject: S-007 / female · 40 years",
        "Visit: Day 28 / window 2026-03-30 – 04-01",
        "Date: 2026-04-02 / 1 day late",
        "Study day: Day 31 / day 0 2026-03-02",
        "Cohort: DL2-7d / 3 × 1.5×10⁹ every 7 days",
        "Lymphodepletion: 3 of 3 days / Fludarabine 3 × 41 mg · Cyclophosphamide 489 + 489 + 430 mg",
    ]


def test_an_incomplete_sledai_never_looks_complete():
    lines = sheet("D28")
    assert "SLEDAI-2K | ≥ 6 | 2 items not done · clinical: cannot tell" in section(lines, "Scores")
    assert section(lines, "SLEDAI-2K ≥ 6, 2 items not done") == [
        "Proteinuria | 4",
        "Rash | 2",
        "Urinary casts | not done",
        "Pyuria | not done",
    ]


def test_a_complete_sledai_shows_clinical_part_and_change_from_baseline():
    later = record(treated(), "W12", day(84), sledai2k=scored("rash"), pga=answers(pga="0.4"))
    lines = section(sheet("W12", later, as_of=84), "Scores")
    assert "SLEDAI-2K | 2 | clinical 2 · from baseline −10 (12)" in lines
    assert "PGA | 0.4 | below mild · from baseline −1.7 (2.1)" in lines


def test_the_baseline_is_called_so_and_screening_is_not_compared_with_it():
    assert "SLEDAI-2K | 12 | clinical 10 · this is the baseline" in section(sheet("BL"), "Scores")
    assert "SLEDAI-2K | 12 | clinical 10" in section(sheet("SCR"), "Scores")


def test_no_descriptor_present_is_said():
    clear = record(treated(), "W12", day(84), sledai2k=scored())
    assert section(sheet("W12", clear, as_of=84), "SLEDAI-2K 0") == ["No descriptor is present. | "]


def test_the_trend_goes_up_to_the_visit_and_marks_a_lower_bound():
    lines = section(sheet("D28"), "Scores")
    assert "SLEDAI-2K = -20: 12, -7: 12, 31: ≥ 6" in lines
    assert "PGA = -20: 2.2, -7: 2.1, 31: 0.8" in lines
    assert "infusion = 0, 7, 14" in lines
    assert "SLEDAI-2K = -20: 12, -7: 12" in section(sheet("INF1"), "Scores")


def test_one_score_alone_is_no_trend():
    assert not any(each.startswith("SLEDAI-2K = ") for each in sheet("SCR"))


def test_prednisone_rests_on_what_was_taken():
    assert (
        "Prednisone-equivalent | 7.5 mg/d | Mean prednisone-equivalent from 2026-03-26 to 2026-04-01: 7.5 mg/day."
        in section(sheet("D28"), "Scores")
    )


def test_results_stand_as_reported_with_the_converted_value_limits_and_flag():
    assert section(sheet("D28"), "Laboratory") == [
        "[Haematology · 2026-04-02 08:10 · Sample Hospital]",
        "Haemoglobin | 10.8 | g/dL = 108 g/L | 115–150 g/L | L",
        "White cells | 3.1 | ×10⁹/L | 3.5–9.5 | L",
        "Neutrophils | < 0.5 | ×10⁹/L | 1.8–6.3 | L",
        "Platelets |  | not done (clotted)",
        "[Urine]",
        "Protein/creatinine | 0.71 | g/g = 80.3 mg/mmol | ≤ 15 mg/mmol | H",
        "L below, H above the reference limits beside it; = the same value in the study's unit",
    ]


def test_a_small_converted_value_is_never_rounded_to_nothing():
    tiny = record(treated(), "D28", None, urine=answers(upcr=Answer("0.0003", unit="g/g")))
    assert "Protein/creatinine | 0.0003 | g/g = 0.03 mg/mmol | ≤ 15 mg/mmol | " in section(
        sheet("D28", tiny), "Laboratory"
    )


def test_irrelevant_items_are_not_printed():
    hidden = record(treated(), "D28", None, vital_signs=answers(temperature_c="36.7", lmp="14"))
    assert section(sheet("D28", hidden), "Vital signs") == ["Temperature 36.7 °C"]
    shown = record(treated(), "D28", None, vital_signs=answers(temperature_c="40.5", lmp="14"))
    assert section(sheet("D28", shown), "Vital signs") == ["Temperature 40.5 °C | Hidden 14 d"]


def test_both_pressures_stand_in_one():
    assert section(sheet("D28"), "Vital signs") == [
        "Blood pressure 118/74 mmHg | Temperature 36.7 °C | Weight 58.0 kg | Height 165 cm"
    ]


def test_lymphodepletion_shows_planned_prescribed_given_and_deviation():
    lines = section(sheet("LD3"), "Lymphodepletion")
    assert lines[:3] == [
        "Fludarabine | planned 40.8 mg | prescribed 41 mg | given 41 mg | ±0 %",
        "Cyclophosphamide | planned 489.1 mg | prescribed 489 mg | given 430 mg | deviates, −12.1 %",
        "Body surface 1.63 m² | Height 165 cm | Weight 58 kg (2026-02-25)",
    ]
    assert lines[-1] == "Fludarabine start 2026-02-27 09:10"


def test_a_dose_that_was_not_recorded_is_said():
    subject = record(Subject("S-1", (), {}), "LD1", day(-5), vital_signs=vitals())
    lines = section(sheet("LD1", subject), "Lymphodepletion")
    assert lines[0] == "Fludarabine | planned 40.8 mg |  | amount given not recorded | "


def test_an_infusion_shows_target_and_actual_lot_start_and_end():
    assert section(sheet("INF2"), "Infusion 2") == [
        "CAR-NK cells | target 1.5 ×10⁹ | given 1.48 ×10⁹ | −1.3 %",
        "Lot L02 | Start 2026-03-09 10:02 | End 2026-03-09 10:31",
    ]


def test_an_infusion_visit_without_cells_says_why():
    held = record(treated(), "INF3", None, infusion=answers(given="no", not_given="product"))
    assert section(sheet("INF3", held), "Infusion 3") == ["held without cells product | target 1.5 ×10⁹"]


def test_treatment_is_what_runs_on_the_day():
    assert section(sheet("INF2"), "Treatment on this day") == [
        "[Glucocorticoids]",
        "Prednisone | 15 mg/d | 2026-01-01 – 2026-03-16",
        "[Background treatment]",
        "Hydroxychloroquine | 400 mg/day | since 2025-02-01",
    ]


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        ("LD3", ["Nausea | G1 | D−5 – D−3 | "]),
        ("INF2", []),
        ("INF3", ["Fatigue | G2 | D8 → | possible"]),
        ("D28", ["Fatigue | G2 | D8 → | possible", "Lung infection serious | G3 | D20 – D29 | "]),
        ("BL", []),
    ],
)
def test_events_stand_where_they_began_went_on_or_ended(visit, expected):
    assert section(sheet(visit), "Adverse events") == expected


def test_without_day_0_events_show_calendar_days():
    early = record(Subject("S-1", (), {}), "SCR", day(-20), vital_signs=vitals())
    early = record(early, "", None, adverse_event=treated().log("adverse_event"))
    assert section(sheet("SCR", early, as_of=31), "Adverse events") == []
    late = record(early, "UNS", day(31), vital_signs=vitals())
    assert "Fatigue | G2 | 2026-03-10 → | possible" in section(sheet("UNS", late), "Adverse events")


def test_what_is_missing_is_listed_by_form():
    subject = record(Subject("S-1", (), {}), "SCR", day(-20), vital_signs=answers(temperature_c="36.7"))
    assert section(sheet("SCR", subject), "Open at this visit") == [
        "Not recorded | Haematology · Urine · SLEDAI-2K · PGA",
        "Vital signs | missing: Systolic pressure · Diastolic pressure · Weight",
    ]


def test_an_empty_visit_prints_what_it_asks_for_and_no_score():
    lines = sheet("W12")
    assert "Date: not recorded" in lines
    assert "SLEDAI-2K | not recorded | " in lines
    assert section(lines, "Open at this visit") == [
        "Not recorded | Vital signs · Haematology · Urine · SLEDAI-2K · PGA · Assessment"
    ]
    assert section(lines, "Laboratory") == []


def test_the_next_visit_has_its_window_and_a_held_one_its_date():
    assert section(sheet("D28"), "Next visit")[0] == "Week 12 · due 2026-05-25 · window 2026-05-18 – 06-01"
    assert section(sheet("INF2"), "Next visit")[0] == (
        "Infusion 3 · due 2026-03-16 · window 2026-03-15 – 03-17 · held 2026-03-16"
    )


def test_what_is_dated_after_the_day_of_the_sheet_is_not_seen():
    lines = sheet("BL", as_of=-7)
    assert "Lymphodepletion: not given" in lines
    assert section(lines, "Next visit")[0] == "Lymphodepletion 1 · due 2026-02-25 · window 2026-02-25"


def test_the_sheet_names_the_last_entry_and_the_day_it_stands_for():
    lines = sheet("D28")
    assert lines[-4] == (
        "Last entry of this subject: 4182 · 王㛃 (Wang) · Sub-investigator · 2026-04-02 10:41:18 +08:00 · "
        "sha256 7f3c91ab04de1122 · the sheet stands for 2026-04-02 · KN5501 Workstation 0.1.0"
    )
    assert lines[-3:] == [
        "Investigator: Name | Signature | Date",
        "Countersigned: Name | Signature | Date",
        "SAMPLE-1 · S-007 · Day 28 · as of 2026-04-02 | entry 4182 · sha256 7f3c91ab04de1122",
    ]


def test_only_a_demo_is_marked():
    assert sheet("D28", demo=True)[0] == "[DEMO 演示 · 合成数据]"
    assert sheet("D28")[0] == "Visit summary"


def test_clinical_words_are_chinese_in_chinese():
    lines = sheet("D28", language=CHINESE)
    assert "血红蛋白 | 10.8 | g/dL = 108 g/L | 115–150 g/L | L" in lines
    assert "皮疹 | 2" in lines


def test_repeated_visits_are_told_apart():
    again = record(treated(), "UNS#2", day(40), vital_signs=vitals())
    lines = sheet("UNS#2", again, as_of=40)
    assert "Visit: Unscheduled 2" in lines
    assert "Date: 2026-04-11 / no window applies" in lines
    assert section(lines, "Next visit")[0].startswith("Week 12 · due 2026-05-25")


def test_a_visit_that_the_study_does_not_have_is_refused():
    with pytest.raises(Refusal, match="no visit W99"):
        sheet("W99")


def test_a_dose_says_how_often_it_is_taken():
    logs = {
        "background_drugs": rows(
            {
                "drug": "hydroxychloroquine",
                "dose": "200",
                "unit": "mg",
                "frequency": "daily",
                "start": "2025-02-01",
            },
            {
                "drug": "methotrexate",
                "dose": "15",
                "unit": "mg",
                "frequency": "weekly",
                "start": "2025-02-01",
            },
        )
    }
    lines = section(sheet("D28", record(treated(), LOGS, None, **logs)), "Treatment on this day")
    assert any("200 mg a day" in each for each in lines)
    assert any("15 mg a week" in each for each in lines)


def test_cells_without_a_number_are_said_plainly():
    blank = record(treated(), "INF3", None, infusion=answers(lot="L03"))
    assert section(sheet("INF3", blank), "Infusion 3")[0] == (
        "CAR-NK cells | target 1.5 ×10⁹ | amount given not recorded | "
    )

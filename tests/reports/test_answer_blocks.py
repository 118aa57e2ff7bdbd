"""Answers of forms without a layout of their own: nothing is lost, kin stand together, rows become tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.reports.sample import ENGLISH, answers, day, form, item, number
from workstation.definition.form import Choice, Form, Group, ItemType
from workstation.forms.answers import Answer, Answers, State
from workstation.forms.evaluate import evaluate
from workstation.forms.state import ItemState
from workstation.messages import Text
from workstation.paths import resources
from workstation.reports.answer_blocks import answer_blocks, wide_sections
from workstation.reports.document import Document, Section, as_text, line
from workstation.reports.wording import answer_line
from workstation.services.release import load_release

PASS_OR_FAIL = (Choice("pass", Text("Pass", "通过")), Choice("fail", Text("Fail", "未通过")))


def everything(_: object) -> bool:
    """Leave nothing out."""
    return True


def said(*sections: Section) -> list[str]:
    """What sections say, without the frame of a document."""
    document = Document("T", (), (), sections, (), (), (line("l"), line("m")))
    return as_text(document, ENGLISH).split("\n")[2:-1]


def blocks_of(definition: Form, given: Answers) -> list[str]:
    """What a form says in a column of the page."""
    return said(Section("F", answer_blocks(evaluate(definition, given), everything, day(0))))[1:]


def wide_of(definition: Form, given: Answers) -> list[str]:
    """What a form says over the width of the page."""
    return said(*wide_sections(evaluate(definition, given), everything, day(0)))


def test_short_answers_stand_side_by_side_and_long_text_below():
    definition = form(
        "echo",
        "Echo",
        "超声",
        number("lvef", "LVEF", "射血分数", "%"),
        item("report", "Report", "报告", ItemType.TEXT),
        item("done", "Done", "已做", ItemType.YES_NO),
    )
    report = "No effusion; normal wall motion, normal valves, no thrombus."
    assert blocks_of(definition, answers(lvef="64", report=report, done="yes")) == [
        "LVEF 64 % | Done Yes",
        f"Report {report}",
    ]


def test_blank_answers_are_not_printed_and_not_done_says_why():
    definition = form(
        "echo", "Echo", "超声", number("lvef", "LVEF", "射血分数", "%"), number("pasp", "PASP", "肺动脉压")
    )
    lost = answers(lvef=Answer(state=State.NOT_DONE, reason="no machine"))
    assert blocks_of(definition, lost) == ["LVEF not done (no machine)"]


def go_no_go() -> Form:
    """Two checks, each with its value, person and time."""
    checks = [("spo2", "SpO2"), ("fever", "No fever")]
    return form(
        "go",
        "Go",
        "核查",
        *(
            each
            for oid, label in checks
            for each in (
                item(oid, label, label, ItemType.CHOICE, choices=PASS_OR_FAIL),
                item(f"{oid}_value", f"{label}: value", f"{label}：数值", ItemType.TEXT),
                item(f"{oid}_who", f"{label}: checked by", f"{label}：核查人", ItemType.PERSON),
                item(f"{oid}_when", f"{label}: checked at", f"{label}：核查时间", ItemType.DATETIME),
            )
        ),
    )


def test_checks_stand_with_their_followers_and_what_all_share_is_said_once():
    given = answers(
        spo2="pass",
        spo2_value="98 %",
        spo2_who="Nurse A",
        spo2_when="2026-03-02T08:45",
        fever="fail",
        fever_value="38.2",
        fever_who="Nurse A",
        fever_when="2026-03-03T09:00",
    )
    assert blocks_of(go_no_go(), given) == []
    assert wide_of(go_no_go(), given) == [
        "## Go",
        "[checked by Nurse A]",
        "SpO2 | Pass | value 98 % · checked at 08:45",
        "No fever | Fail | value 38.2 · checked at 03-03 09:00",
    ]


def rows(*lines: dict[str, str]) -> Answers:
    """Rows of a repeating group."""
    found = {
        f"rows/{n}/{key}": Answer(value) for n, each in enumerate(lines, 1) for key, value in each.items()
    }
    return Answers(found)


def test_rows_of_few_items_stay_in_the_column():
    bags = form(
        "bags",
        "Bags",
        "袋",
        rows=(item("bag", "Bag", "袋", ItemType.TEXT), number("cells", "Cells", "细胞", "10^9")),
    )
    assert blocks_of(bags, rows({"bag": "A", "cells": "0.37"}, {"bag": "B"})) == [
        "[Bags]",
        "A | 0.37",
        "B | ",
    ]


def test_rows_of_many_items_become_a_table_with_a_head():
    named = [number(key, key.title(), key, "u") for key in ("pulse", "systolic", "diastolic", "spo2")]
    time = item("time", "Time", "时间", ItemType.DATETIME)
    vitals = form("vitals", "Vitals", "体征", rows=(time, *named))
    given = rows(
        {"time": "2026-03-02T09:50", "pulse": "75", "systolic": "115", "diastolic": "70", "spo2": "98"}
    )
    assert wide_of(vitals, given) == [
        "## Vitals",
        "[Time | Pulse u | Systolic u | Diastolic u | Spo2 u]",
        "09:50 | 75 | 115 | 70 | 98",
    ]


def test_coded_answers_of_very_many_items_are_grouped_by_what_was_answered():
    time = item("time", "Time", "时间", ItemType.DATETIME)
    asked = [item(f"ice{n}", f"ICE {n}", f"ICE {n}", ItemType.YES_NO) for n in range(1, 12)]
    strip = form("strip", "Strip", "记录", rows=(time, *asked))
    given = rows({"time": "2026-03-02T08:30", **{f"ice{n}": "no" if n == 3 else "yes" for n in range(1, 12)}})
    assert wide_of(strip, given)[-1] == (
        "08:30 | ICE 1, ICE 2, ICE 4, ICE 5, ICE 6, ICE 7, ICE 8, ICE 9, ICE 10, ICE 11: Yes · ICE 3: No"
    )


def test_questions_of_one_kind_that_are_answered_alike_are_named_once():
    time = item("time", "Time", "时间", ItemType.DATETIME)
    asked = [item(f"ice{n}", f"ICE: word {n}", f"ICE：词{n}", ItemType.YES_NO) for n in range(1, 11)]
    other = item("seizure", "Seizure", "癫痫", ItemType.YES_NO)
    strip = form("strip", "Strip", "记录", rows=(time, *asked, other))
    values = {f"ice{n}": "no" if n == 10 else "yes" for n in range(1, 11)}
    given = rows({"time": "2026-03-02T08:30", "seizure": "no"} | values)
    assert wide_of(strip, given)[-1] == "08:30 | ICE (9 questions): Yes · ICE: word 10, Seizure: No"


def test_an_irrelevant_answer_that_is_kept_is_not_printed():
    definition = form("echo", "Echo", "超声", number("lvef", "LVEF", "射血分数", "%"))
    hidden = replace(definition, groups=(Group("g", Text("g", "g"), definition.groups[0].items),))
    state = evaluate(hidden, answers(lvef="64"))
    stale = replace(state, items={path: each._replace(relevant=False) for path, each in state.items.items()})
    assert answer_blocks(stale, everything, day(0)) == ()


def calculated(form: str, oid: str, typed: Decimal | str) -> ItemState:
    """A calculated item of the release with its value."""
    definition = load_release(resources()).forms[form]
    item = definition.items.get(oid) or definition.row_items["rows"][oid]
    return ItemState(oid, item, True, False, Answer(), typed, missing=False)


def test_a_calculated_number_is_printed_to_its_decimals_with_its_unit():
    words = [span.phrase for span in answer_line(calculated("vital_signs", "bsa_m2", Decimal("1.6304")))]
    assert words == ["1.63 m²"]


def test_a_calculated_code_is_printed_in_words():
    [span] = answer_line(calculated("adverse_event", "teae", "yes"))
    assert span.phrase == Text("Yes", "是")
    [span] = answer_line(calculated("adverse_event", "period", "TREAT"))
    assert span.phrase == Text("Treatment", "治疗期")

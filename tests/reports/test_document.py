"""A document as text: what it says in one language and in two."""

from __future__ import annotations

from decimal import Decimal

from tests.reports.sample import BOTH, CHINESE, ENGLISH
from workstation.messages import Sentence, Text
from workstation.reports.document import (
    Chart,
    Column,
    Curve,
    Document,
    Grid,
    HeaderCell,
    Paragraph,
    Point,
    Row,
    Section,
    Series,
    SignatureLine,
    Table,
    as_text,
    line,
    muted,
    say,
    strong,
)

RASH = Text("Rash", "皮疹")


def test_recorded_words_are_never_translated():
    assert say("Fever", CHINESE) == "Fever"


def test_a_definitions_words_follow_the_language():
    assert say(RASH, ENGLISH) == "Rash"
    assert say(RASH, CHINESE) == "皮疹"
    assert say(RASH, BOTH) == "Rash 皮疹"


def test_in_two_languages_what_reads_the_same_is_said_once():
    assert say(Text("C3", "C3"), BOTH) == "C3"
    assert say(Text("BILAG-2004", "BILAG-2004（评估组指数）"), BOTH) == "BILAG-2004（评估组指数）"


def test_long_words_of_two_languages_stand_below_each_other():
    text = Text("Effective contraception until ninety days after the last dose", "有效避孕至末次给药后90天")
    assert say(text, BOTH) == f"{text.en}\n{text.zh}"


def test_a_document_reads_in_the_order_of_the_paper():
    chart = Chart(
        Sentence("By study day"),
        (
            Series(
                "SLEDAI-2K",
                Curve.SLEDAI,
                (Point(-7, Decimal(12), "12"), Point(28, Decimal(6), "≥ 6", False)),
                Decimal(12),
            ),
        ),
        (0, 7),
        Sentence("infusion"),
    )
    table = Table(
        (Column(), Column(stretch=True)),
        (Row((line("Urine"),), group=True), Row((line(RASH), (strong("2"),)))),
        "a note",
    )
    document = Document(
        title=Text("Visit summary", "访视小结"),
        subtitle=line("SAMPLE-1"),
        header=(
            HeaderCell("Subject", (strong("S-007"),), (muted("female"),)),
            HeaderCell("Visit", line("D28")),
        ),
        sections=(
            Section("Scores", (table,), aside=chart),
            Section("Vitals", (Grid((line("T 36.7"), line("P 80")), 2), Paragraph(line("quiet")))),
        ),
        signatures=(SignatureLine("Investigator", ("Name", "Date")),),
        running=line("S-007"),
        footer=(line("left"), line("middle")),
        closing=line("closing words"),
        mark="DEMO",
    )
    assert as_text(document, ENGLISH).split("\n") == [
        "[DEMO]",
        "Visit summary",
        "SAMPLE-1",
        "Subject: S-007 / female",
        "Visit: D28",
        "## Scores",
        "[Urine]",
        "Rash | 2",
        "a note",
        "(By study day)",
        "SLEDAI-2K = -7: 12, 28: ≥ 6",
        "infusion = 0, 7",
        "## Vitals",
        "T 36.7 | P 80",
        "quiet",
        "closing words",
        "Investigator: Name | Date",
        "left | middle",
    ]

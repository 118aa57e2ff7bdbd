"""The sheet on paper: same data same bytes, whole rows, headings with their rows, Chinese that can be copied."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.sample import BOTH, ENGLISH, TRANSLATORS, answers, day, provenance, record, study, treated
from workstation.messages import Text
from workstation.reports.document import (
    Align,
    Column,
    Document,
    Grid,
    Paragraph,
    Place,
    Row,
    Section,
    Table,
    line,
    strong,
)
from workstation.reports.pdf import Layout, lay_out, render, speakers
from workstation.reports.pdf_marks import LineMark, Mark, TextMark
from workstation.reports.pdf_style import BOTTOM, HEADING, PAGE_HEIGHT, PAGE_WIDTH
from workstation.reports.visit_sheet import visit_sheet
from workstation.trial.assess import assess

NOTE = "患者一般情况可，皮疹较前消退，未见新发皮损（躯干、四肢）；关节无肿痛。"


def sheet(key: str = "D28", note: str = "", **more) -> Document:
    """The document of a visit of the sample subject."""
    subject = record(treated(), key, None, visit_assessment=answers(text=note)) if note else treated()
    return visit_sheet(subject, assess(subject, study(), day(31)), study(), key, provenance(**more))


def plain(*sections: Section, **more) -> Document:
    """A document of nothing but sections."""
    return Document(
        "Title", line("subtitle"), (), sections, (), line("running"), (line("left"), line("middle")), **more
    )


def page_texts(pdf: bytes) -> list[str]:
    """What a reader can copy from each page."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def words_of(marks: tuple[Mark, ...]) -> list[str]:
    """The texts of one page."""
    return [mark.text for mark in marks if isinstance(mark, TextMark)]


@pytest.mark.parametrize("language", ["en", "zh", "both"])
def test_the_same_data_give_the_same_bytes(language):
    assert render(sheet(), language, TRANSLATORS) == render(sheet(), language, TRANSLATORS)


@pytest.mark.parametrize(
    "other", [{"entry_number": 4183}, {"entry_hash": "0" * 64}, {"as_of": day(32)}, {"demo": True}]
)
def test_other_data_give_other_bytes(other):
    assert render(sheet(), "en", TRANSLATORS) != render(sheet(**other), "en", TRANSLATORS)


def test_there_is_no_font_but_the_embedded_one_and_no_time():
    pdf = render(sheet(), "both", TRANSLATORS)
    assert b"Helvetica" not in pdf
    assert set(re.findall(rb"/BaseFont /[A-Z]+\+([\w-]+)", pdf)) == {
        b"NotoSansSC-Regular",
        b"NotoSansSC-Bold",
    }
    assert set(re.findall(rb"/(?:CreationDate|ModDate) \(([^)]*)\)", pdf)) == {b"D:20000101000000+00'00'"}


def test_the_file_knows_what_it_is():
    document = pypdfium2.PdfDocument(render(sheet(), "en", TRANSLATORS))
    known = document.get_metadata_dict()
    document.close()
    assert (known["Title"], known["Author"]) == ("Visit summary", "王㛃 (Wang)")
    assert known["Subject"] == "SAMPLE-1 S-007 D28 2026-04-02"


def test_chinese_can_be_copied_from_the_paper():
    text = "".join(page_texts(render(sheet(), "both", TRANSLATORS)))
    for words in ("第28天访视", "血红蛋白", "皮疹消退，无新发皮损。", "王㛃", "次要研究者"):
        assert words in text


def test_characters_beyond_the_first_plane_can_be_copied():
    assert (
        "王𬭎" in page_texts(render(plain(Section("Name", (Paragraph(line("王𬭎")),))), "en", TRANSLATORS))[0]
    )


def test_every_page_says_which_of_how_many_and_carries_the_mark():
    pages = page_texts(render(sheet(note=NOTE * 300, demo=True), "en", TRANSLATORS))
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in text
        assert "DEMO 演示 · 合成数据" in text
        assert "7f3c91ab04de1122" in text
    assert not any("DEMO" in text for text in page_texts(render(sheet(), "en", TRANSLATORS)))


def test_a_note_of_ten_thousand_characters_flows_over_the_pages_whole():
    note = (NOTE * 300)[:10_000]
    layout = lay_out(sheet(note=note), ENGLISH)
    printed = "".join(text for marks in layout.pages for text in words_of(marks))
    assert sum(printed.count(letter) for letter in "皮疹关节") == sum(
        note.count(letter) for letter in "皮疹关节"
    )
    assert "Assessment (continued)" in words_of(layout.pages[1])


def test_what_the_typeface_lacks_is_reported_and_visible():
    layout = lay_out(sheet(note="患者𠮷，皮疹消退。"), ENGLISH)
    assert layout.missing == ("U+20BB7",)
    assert "患者[U+20BB7]，皮疹消退。" in [text for marks in layout.pages for text in words_of(marks)]


def long_table(rows: int, place: Place = Place.WIDE) -> Section:
    """Rows whose three cells wrap to two lines each, numbered in every line."""
    cells = [tuple(line(f"r{row}c{column} " * 9) for column in range(3)) for row in range(rows)]
    return Section("Long", (Table((Column(stretch=True),) * 3, tuple(Row(each) for each in cells)),), place)


@pytest.mark.parametrize("place", list(Place))
def test_no_row_is_split_between_pages(place):
    layout = lay_out(plain(long_table(120, place)), ENGLISH)
    assert len(layout.pages) > 1
    for row in range(120):
        pages = [
            n for n, marks in enumerate(layout.pages) if any(f"r{row}c" in text for text in words_of(marks))
        ]
        assert len(pages) == 1, row


def body_words(marks: tuple[Mark, ...]) -> list[TextMark]:
    """Words above the footer, from the top down."""
    found = [mark for mark in marks if isinstance(mark, TextMark) and mark.y > BOTTOM]
    return sorted(found, key=lambda mark: -mark.y)


@given(st.lists(st.integers(1, 9), min_size=20, max_size=40), st.integers(0, 2))
@settings(max_examples=25)
def test_no_heading_stands_alone_at_the_foot_of_a_page(sizes, shift):
    places = list(Place)
    sections = [
        Section(
            f"H{number}",
            (Table((Column(stretch=True),), tuple(Row((line("row"),)) for _ in range(size))),),
            places[(number + shift) % 3],
        )
        for number, size in enumerate(sizes)
    ]
    for marks in lay_out(plain(*sections), ENGLISH).pages:
        words = body_words(marks)
        headings = [mark for mark in words if mark.font == HEADING.font and mark.size == HEADING.size]
        for heading in headings:
            assert any(
                mark.text == "row" and abs(mark.x - heading.x) < 10 and mark.y < heading.y for mark in words
            )


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12), st.integers(0, 2000))
@settings(max_examples=25)
def test_nothing_is_painted_outside_the_page_or_over_the_footer(sizes, note):
    sections = [
        Section(
            "Table",
            (
                Table(
                    (Column(), Column(stretch=True)),
                    tuple(Row((line("a"), line("b" * 50))) for _ in range(size)),
                ),
            ),
        )
        for size in sizes
    ]
    layout = lay_out(
        plain(*sections, Section("Note", (Paragraph(line(NOTE * (note // 30) or "-"), boxed=True),))), BOTH
    )
    for marks in layout.pages:
        for mark in marks:
            if isinstance(mark, TextMark):
                assert 0 < mark.x < PAGE_WIDTH
                assert mark.y < PAGE_HEIGHT
                assert mark.y > BOTTOM or mark.text in {"left", "middle"} or mark.text.startswith("page ")
            elif isinstance(mark, LineMark):
                assert mark.y >= BOTTOM - 0.01


def signature_page(layout: Layout) -> int:
    """The page on which the signatures stand."""
    return next(n for n, marks in enumerate(layout.pages) if "Countersigned" in words_of(marks))


@pytest.mark.parametrize("characters", range(0, 3000, 250))
def test_signatures_stand_on_the_last_page_and_never_alone(characters):
    layout = lay_out(sheet(note=(NOTE * 100)[: characters or 1]), ENGLISH)
    assert signature_page(layout) == len(layout.pages) - 1
    assert "Next visit" in words_of(layout.pages[-1])


def test_long_cells_of_a_grid_take_several_columns():
    grid = Grid(
        (line("short"), line("a rather long cell that needs more room than a third of it"), line("end")), 3
    )
    (marks,) = lay_out(plain(Section("Grid", (grid,))), ENGLISH).pages
    short, long, end = (
        next(m for m in marks if isinstance(m, TextMark) and m.text.startswith(w))
        for w in ("short", "a rather", "end")
    )
    assert short.y == long.y > end.y


def test_a_row_longer_than_a_page_is_cut_between_lines_and_loses_nothing():
    table = Table((Column(), Column(stretch=True)), (Row((line("Narrative"), line(NOTE * 400))),))
    layout = lay_out(plain(Section("Long row", (table,))), ENGLISH)
    printed = "".join(text for marks in layout.pages for text in words_of(marks))
    assert printed.count("疹") == 400
    assert len(layout.pages) > 2


def test_the_head_of_a_table_is_said_again_on_each_page():
    rows = tuple(Row((line(f"{number} min"), line("36.7"))) for number in range(120))
    table = Table((Column(stretch=True),) * 2, rows, head=(line("Due"), line("Temperature")))
    pages = lay_out(plain(Section("Vital signs", (table,))), ENGLISH).pages
    assert len(pages) > 1
    for marks in pages:
        words = words_of(marks)
        assert words.count("Due") == 1
        assert words.index("Due") < next(place for place, word in enumerate(words) if word.endswith("min"))


def test_the_last_of_too_few_cells_takes_the_rest_of_the_row():
    words = "an answer in words that is much wider than any number"
    rows = (Row((line("Haemoglobin"), line("118"), line("g/L"))), Row((line("Method"), line(words))))
    table = Table((Column(), Column(Align.RIGHT), Column(stretch=True)), rows)
    (marks,) = lay_out(plain(Section("Laboratory", (table,))), ENGLISH).pages
    placed = {mark.text: mark for mark in marks if isinstance(mark, TextMark)}
    assert placed["Method"].x < placed[words].x <= placed["118"].x < placed["g/L"].x


def test_a_narrow_table_cuts_no_word_while_another_column_can_give_way():
    dates = "2024-07-10 – 2026-10-05 and on as long as it is tolerated"
    row = Row((line("Hydroxychloroquine"), line(dates)))
    table = Table((Column(stretch=True), Column(wrap=True)), (row,))
    (marks,) = lay_out(plain(Section("Treatment", (table,), Place.RIGHT)), ENGLISH).pages
    assert "Hydroxychloroquine" in words_of(marks)


def test_both_languages_stand_in_one_label():
    layout = lay_out(plain(Section(Text("Vital signs", "生命体征"), (Paragraph((strong("36.7"),)),))), BOTH)
    assert "Vital signs 生命体征" in words_of(layout.pages[0])


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="fr"):
        speakers("fr", TRANSLATORS)

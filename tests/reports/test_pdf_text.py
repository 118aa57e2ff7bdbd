"""Setting mixed Chinese and Latin text: nothing lost, nothing too wide, no closing mark at the head of a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.reports.pdf_marks import TextMark
from workstation.reports.pdf_style import BODY, BOLD, HEADING, REGULAR
from workstation.reports.pdf_text import lacking, line_marks, printable, runs_width, text_width, wrap

WORDS = st.text("皮疹消退无新发，。；：）（“”abc xyz 0.71 g/g,.()", min_size=1, max_size=120)


def set_lines(text: str, width: float) -> list[str]:
    """The words of each line."""
    return ["".join(piece for _, piece, _ in line) for line in wrap(((text, BODY),), width)]


def test_latin_breaks_at_spaces():
    width = text_width("no new lesions", BODY) + 1
    assert set_lines("Rash fading, no new lesions today", width) == [
        "Rash fading,",
        "no new lesions",
        "today",
    ]


def test_chinese_breaks_between_characters():
    assert set_lines("皮疹较前消退未见新发皮损", BODY.size * 5) == ["皮疹较前消", "退未见新发", "皮损"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("皮疹已消退，无新发", ["皮疹已消", "退，无新", "发"]),
        ("关节（手）肿痛", ["关节", "（手）肿", "痛"]),
        ("尿蛋白为0.71 g/g。", ["尿蛋白为", "0.71", "g/g。"]),
    ],
)
def test_marks_stay_with_their_words(text, expected):
    assert set_lines(text, BODY.size * 4.2) == expected


def test_a_word_wider_than_the_line_is_cut():
    lines = set_lines("sha256 " + "0123456789abcdef" * 4, 100)
    assert "".join(lines) == "sha256" + "0123456789abcdef" * 4
    assert all(text_width(line, BODY) <= 100 for line in lines)


def test_line_breaks_of_a_note_are_kept():
    assert set_lines("Day 1: fever.\n\nDay 2: none.", 500) == ["Day 1: fever.", "", "Day 2: none."]


@given(WORDS, st.floats(60, 300))
def test_nothing_is_lost_and_nothing_is_too_wide(text, width):
    lines = wrap(((text, BODY),), width)
    assert "".join(piece for line in lines for _, piece, _ in line).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert (
            max((left + text_width(piece, style) for left, piece, style in line), default=0) <= width + 0.02
        )


def test_a_long_compound_breaks_after_its_hyphen_and_a_date_never():
    width = text_width("Sulfamethoxazole-tri", BODY)
    assert set_lines("Sulfamethoxazole-trimethoprim", width) == ["Sulfamethoxazole-", "trimethoprim"]
    assert set_lines("since 2026-04-16", text_width("since 2026-04-1", BODY)) == ["since", "2026-04-16"]


CLAUSES = st.tuples(
    st.sampled_from(["皮疹消退", "关节（手）", "Urine 0.71 g/g", "abc"]), st.sampled_from("，。；？")
)


@given(st.lists(CLAUSES, min_size=1, max_size=20), st.floats(60, 200))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(clauses, width):
    for line in set_lines("".join(word + mark for word, mark in clauses), width):
        assert line[0] not in "，。；？）"
        assert line[-1] != "（"


def test_a_parting_dot_begins_no_line():
    runs = tuple((word, BODY) for word in ("Potassium", "·", "Sodium", "·", "Albumin"))
    for width, expected in (
        ("Potassium ·", [["Potassium"], ["Sodium", "·"], ["Albumin"]]),
        ("Potassium · ", [["Potassium", "·"], ["Sodium", "·"], ["Albumin"]]),
    ):
        lines = [[piece for _, piece, _ in line] for line in wrap(runs, text_width(width, BODY) + 0.1)]
        assert lines == expected


def test_a_short_run_stays_whole_where_it_can():
    runs = (("Haemoglobin", BODY), ("血红蛋白", BODY))
    lines = [[piece for _, piece, _ in line] for line in wrap(runs, text_width("Haemoglobin 血红", BODY))]
    assert lines == [["Haemoglobin"], ["血红蛋白"]]


def test_a_character_that_no_font_has_is_shown_as_its_code_point():
    assert printable("王𠮷") == "王[U+20BB7]"
    assert lacking("王𠮷 𠮷") == ("U+20BB7",)


def test_rare_characters_of_names_are_set():
    assert printable("喆玥镕翀䶮㛃𬭎") == "喆玥镕翀䶮㛃𬭎"
    assert lacking("喆玥镕翀䶮㛃𬭎") == ()


def test_what_cannot_be_seen_leaves_no_gap():
    assert printable("a\r\nb\u200bc\ufeff") == "a\nbc"


def marks_of(text: str, style=BODY) -> list[TextMark]:
    """The marks of one line at the origin."""
    return [mark for mark in line_marks(wrap(((text, style),), 500)[0], 0, 0) if isinstance(mark, TextMark)]


def test_raised_and_lowered_figures_are_set_as_small_ones():
    base, power, unit = marks_of("×10⁹/L")
    assert (base.text, power.text, unit.text) == ("×10", "9", "/L")
    assert power.y > base.y == unit.y
    assert power.size < base.size
    assert unit.x == pytest.approx(text_width("×10⁹", BODY))
    assert marks_of("SpO₂")[1].y < 0


def test_a_rare_character_in_bold_is_borrowed_from_regular():
    plain, rare = marks_of("王𬭎", HEADING)
    assert (plain.font, rare.font) == (BOLD, REGULAR)
    assert runs_width((("王𬭎", HEADING),)) == pytest.approx(2 * HEADING.size)

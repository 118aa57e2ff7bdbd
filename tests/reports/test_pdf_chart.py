"""The trend as lines and words: whole study days, hollow lower bounds that no line joins."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.sample import ENGLISH
from workstation.messages import Text
from workstation.reports.document import Chart, Curve, Point, Series
from workstation.reports.pdf_chart import chart_marks, code_mark
from workstation.reports.pdf_marks import CurveMark, DotMark, LineMark, Mark, TextMark
from workstation.reports.pdf_style import INFUSION, SMALL, WHITE

SLEDAI = Series(
    "SLEDAI-2K",
    Curve.SLEDAI,
    (
        Point(-20, Decimal(16), "16"),
        Point(-7, Decimal(14), "14"),
        Point(28, Decimal(6), "≥ 6", certain=False),
        Point(84, Decimal(4), "4"),
    ),
    Decimal(16),
)


def drawn(*series: Series, marks: tuple[int, ...] = ()) -> list[Mark]:
    """The marks of a chart of 200 by 88 points at the origin."""
    return chart_marks(
        Chart("By study day", series, marks, Text("infusion", "回输")), 0, 88, 200, 88, ENGLISH
    )


def words(marks: list[Mark]) -> list[str]:
    """What is written in the chart."""
    return [mark.text for mark in marks if isinstance(mark, TextMark)]


def test_values_are_written_beside_their_points():
    assert {"16", "14", "≥ 6", "4"} <= set(words(drawn(SLEDAI)))


def test_a_lower_bound_is_hollow_and_joined_to_nothing():
    marks = drawn(SLEDAI)
    points = [mark for mark in marks if isinstance(mark, DotMark) and mark.radius > 1.7]
    assert [point.fill == WHITE for point in points] == [False, False, True, False]
    curves = [mark for mark in marks if isinstance(mark, CurveMark)]
    assert len(curves) == 1
    assert curves[0].points == ((points[0].x, points[0].y), (points[1].x, points[1].y))


def test_infusions_are_dashed_lines_on_their_days():
    marks = drawn(SLEDAI, marks=(0, 7))
    dashed = [mark for mark in marks if isinstance(mark, LineMark) and mark.dash and mark.colour == INFUSION]
    assert len([mark for mark in dashed if mark.to_y - mark.y > 20]) == 2
    assert "infusion" in words(marks)


@given(st.lists(st.integers(-28, 378), min_size=2, max_size=12, unique=True))
def test_the_axis_counts_whole_days_inside_the_frame(days):
    points = tuple(Point(each, Decimal(3), "x") for each in sorted(days))
    marks = drawn(Series("S", Curve.SLEDAI, points, Decimal(12)))
    labels = [mark for mark in marks if isinstance(mark, TextMark) and mark.y < 5]
    assert labels
    assert all(int(mark.text.replace("−", "-")) in range(min(days), max(days) + 2) for mark in labels)
    assert all(0 <= mark.x <= 200 - SMALL.size for mark in marks if isinstance(mark, TextMark))


def test_two_series_have_bands_of_their_own():
    pga = Series("PGA", Curve.PGA, (Point(-20, Decimal(3), "3"), Point(84, Decimal(0), "0")), Decimal(3))
    marks = drawn(SLEDAI, pga)
    heights = {label: mark.y for mark in marks if isinstance(mark, TextMark) for label in [mark.text]}
    assert heights["4"] > heights["3"] > heights["0"]


def test_a_chart_without_points_is_an_empty_frame():
    assert "By study day" in words(drawn())


def test_the_square_code_is_one_path_that_depends_on_its_content():
    first, second = code_mark("S-007|D28|4182", 0, 46.5, 46.5), code_mark("S-007|D28|4183", 0, 46.5, 46.5)
    assert first != second
    assert first.height == pytest.approx(46.5 / 21)
    assert all(
        left >= 0 and left + width <= 46.5 + 1e-9 and foot >= -1e-9 for left, foot, width in first.stripes
    )

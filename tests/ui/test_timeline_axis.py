"""The day axis: every pixel is a day and back, whatever the view; its numbers leave room for each other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.widgets.day_axis import DayAxis, study_scale
from ui.widgets.timeline_paint import tick_words
from workstation.i18n import Language, Translator
from workstation.paths import resources

DAYS = st.floats(-400, 900, allow_nan=False)


@st.composite
def axes(draw) -> DayAxis:
    scale = study_scale(draw(st.integers(-90, -28)), draw(st.integers(378, 700)))
    axis = DayAxis(scale, 118.0, draw(st.floats(400, 3000)))
    zoomed = axis.zoomed(draw(st.floats(1, 200)), draw(st.floats(118, 400)))
    return zoomed.panned(draw(st.floats(-4000, 4000)))


@given(axes(), DAYS, DAYS)
def test_a_later_day_lies_further_right(axis: DayAxis, one: float, other: float) -> None:
    earlier, later = sorted((one, other))
    if later - earlier > 1e-6:
        assert axis.x(earlier) < axis.x(later)


@given(axes(), DAYS)
def test_a_pixel_leads_back_to_its_day(axis: DayAxis, day: float) -> None:
    assert axis.day_at(axis.x(day)) == pytest.approx(day, abs=1e-6)


@given(axes(), st.floats(118, 400), st.floats(0.2, 5))
def test_zooming_keeps_the_day_under_the_pointer_while_the_view_lies_inside(axis, x, factor) -> None:
    zoomed = axis.zoomed(factor, x)
    assert 0 <= zoomed.view.low < zoomed.view.high <= 1 + 1e-9
    if zoomed.view.low > 0 and zoomed.view.high < 1 and zoomed.view.span > 0.005:
        assert zoomed.day_at(x) == pytest.approx(axis.day_at(x), abs=1e-5)


@given(axes(), st.floats(-1e6, 1e6))
def test_panning_never_leaves_the_axis(axis: DayAxis, pixels: float) -> None:
    moved = axis.panned(pixels)
    assert moved.view.low >= 0
    assert moved.view.high <= 1 + 1e-9
    assert moved.view.span == pytest.approx(axis.view.span)


@given(axes(), st.floats(12, 80))
def test_numbers_of_the_axis_leave_the_gap_that_is_asked_for(axis: DayAxis, gap: float) -> None:
    days = axis.ticks(gap)
    assert all(axis.x(after) - axis.x(before) >= gap for before, after in pairwise(days))
    assert list(days) == sorted(days)


@pytest.mark.parametrize(
    ("language", "weeks"),
    [(Language.ENGLISH, "W8 W12 W24 W36 W52"), (Language.CHINESE, "8周 12周 24周 36周 52周")],
)
def test_the_smallest_window_numbers_the_landmarks(language: Language, weeks: str) -> None:
    axis, say = DayAxis(study_scale(), 118, 1052), Translator(language, resources() / "locale")
    found = [tick_words(day) for day in axis.ticks(26)]
    shown = [words if isinstance(words, str) else say(words) for words in found]
    assert shown == ["−28", "−7", "0", "7", "14", "21", "28", *weeks.split()]


def test_conditioning_is_wide_and_the_second_half_of_the_year_narrow() -> None:
    axis = DayAxis(study_scale(), 118, 1052)

    def width(day: int) -> float:
        return axis.x(day + 1) - axis.x(day)

    assert width(-5) > width(3) > width(40) > width(200)
    assert axis.x(28) - axis.x(0) > axis.x(0) - axis.x(-7)


def test_zoomed_in_every_day_has_its_number() -> None:
    axis = DayAxis(study_scale(), 118, 1052).zoomed(12, 400)
    first, last = axis.day_at(118), axis.day_at(1052)
    inside = [day for day in axis.ticks(26) if first + 1 < day < last - 1]
    assert inside == list(range(inside[0], inside[-1] + 1))


def test_a_record_that_begins_before_screening_makes_the_axis_longer() -> None:
    axis = DayAxis(study_scale(first=-60), 118, 1052)
    assert axis.x(-60) == pytest.approx(118)
    assert axis.shows(-60)

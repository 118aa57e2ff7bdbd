"""Labels and bars of the timeline never lie on each other, and what matters most keeps its place."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from ui.view_models.timeline_values import EventBar, Timeline
from ui.widgets.day_axis import DayAxis, View, study_scale
from ui.widgets.timeline_layout import LABEL_GAP, LabelWish, Lane, lay_out, pack_events, place_labels

AXIS = DayAxis(study_scale(), 118, 1052)
DAY_0 = date(2026, 1, 1)

wishes = st.lists(st.builds(LabelWish, st.floats(0, 1000), st.floats(5, 60), st.integers(0, 4)), max_size=40)


def bar(start: int, end: int, grade: int = 1, term: str = "Nausea", ongoing: bool = False) -> EventBar:
    first, last = DAY_0 + timedelta(days=start), DAY_0 + timedelta(days=end)
    return EventBar(str(start), term, grade, start, end, first, None if ongoing else last, ongoing, False)


events = st.lists(
    st.builds(
        lambda start, length, grade, term: bar(start, start + length, grade, term),
        st.integers(-28, 370),
        st.integers(0, 90),
        st.integers(1, 5),
        st.text("abcdefgh ", min_size=1, max_size=30),
    ),
    max_size=60,
)


@given(wishes)
def test_labels_never_overlap(asked: list[LabelWish]) -> None:
    rows = place_labels(asked)
    placed = [(wish, row) for wish, row in zip(asked, rows, strict=True) if row is not None]
    for (one, row), (other, other_row) in combinations(placed, 2):
        if row == other_row:
            assert abs(one.middle - other.middle) >= (one.width + other.width) / 2 + LABEL_GAP - 1e-6


@given(wishes.filter(bool))
def test_the_most_important_label_is_always_shown(asked: list[LabelWish]) -> None:
    best = min(range(len(asked)), key=lambda at: (asked[at].rank, asked[at].middle))
    assert place_labels(asked)[best] == 0


def test_a_crowded_label_goes_below_and_the_third_is_left_out() -> None:
    crowd = [LabelWish(100, 30, 1), LabelWish(105, 30, 2), LabelWish(110, 30, 3), LabelWish(300, 30, 9)]
    assert place_labels(crowd) == (0, 1, None, 0)


@given(events, st.integers(1, 6))
def test_bars_and_their_names_never_overlap(asked: list[EventBar], rows: int) -> None:
    width = 5.0
    placed = pack_events(asked, AXIS, lambda event: width * len(event.term), rows)
    spans = [
        (
            each.row,
            each.left,
            each.right if each.label_left is None else each.label_left + width * len(each.event.term),
        )
        for each in placed
    ]
    for (row, left, right), (other_row, other_left, other_right) in combinations(spans, 2):
        assert row != other_row or right <= other_left or other_right <= left
    assert all(0 <= row < rows for row, _, _ in spans)


def test_where_rows_are_few_the_worst_events_keep_theirs() -> None:
    asked = [bar(0, 20, 4), bar(0, 20, 3), bar(0, 20, 1)]
    placed = pack_events(asked, AXIS, lambda _: 40, rows=2)
    assert [each.event.grade for each in placed] == [4, 3]


def test_an_ongoing_event_ends_at_today_and_a_finished_one_covers_its_last_day() -> None:
    ongoing, finished = (
        pack_events([bar(3, 7, ongoing=going)], AXIS, lambda _: 40, rows=1)[0] for going in (True, False)
    )
    assert ongoing.right == AXIS.x(7)
    assert finished.right == AXIS.x(8)


def timeline(*bars: EventBar) -> Timeline:
    return Timeline("S-1", DAY_0, True, 7, -28, 378, events=bars)


def test_lanes_fill_the_height_in_order() -> None:
    layout = lay_out(timeline(bar(0, 3)), 1070, 345, lambda _: 40, View())
    assert [box.lane for box in layout.lanes] == list(Lane)
    assert all(one.bottom == other.top for one, other in zip(layout.lanes, layout.lanes[1:], strict=False))
    assert 345 - 26 <= layout.axis_top <= 345 - 22


def test_without_adverse_events_their_lane_gives_its_room_away() -> None:
    layout = lay_out(timeline(), 1070, 345, lambda _: 40, View())
    assert layout.box(Lane.EVENTS) is None
    assert layout.axis_top > 345 - 26


def test_a_higher_window_shows_more_rows_of_events() -> None:
    crowd = [bar(day, day + 30) for day in range(40)]
    low = lay_out(timeline(*crowd), 1070, 345, lambda _: 40, View())
    high = lay_out(timeline(*crowd), 1070, 800, lambda _: 40, View())
    assert len(low.bars) < len(high.bars)
    assert low.hidden_events == len(crowd) - len(low.bars) > 0

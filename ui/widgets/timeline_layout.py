"""Where everything on the timeline stands: lanes, labels that never overlap, bars packed into rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ui.view_models.timeline_values import EventBar, Timeline, VisitMark
from ui.widgets.day_axis import DayAxis, View, study_scale
from workstation.definition.study import VisitKind
from workstation.trial.visit_state import VisitState

LABEL_COLUMN = 118.0
RIGHT_MARGIN = 18.0
TOP = 8.0
AXIS_HEIGHT = 24.0
EVENT_ROW = 18.0
EVENT_BAR = 14.0
LABEL_GAP = 4.0
LABEL_ROWS = 2
SHORTEST_BAR = 12.0

NameWidth = Callable[[EventBar], float]


class Lane(StrEnum):
    """A lane of the timeline, from the top."""

    VISITS = "visits"
    DEPLETION = "depletion"
    INFUSIONS = "infusions"
    EVENTS = "events"
    STEROID = "steroid"
    SCORES = "scores"
    CELLS = "cells"


# Least height in pixels, and the share of what is left over.
_HEIGHTS = {
    Lane.VISITS: (58.0, 0.0),
    Lane.DEPLETION: (28.0, 0.0),
    Lane.INFUSIONS: (26.0, 0.0),
    Lane.EVENTS: (2 * EVENT_ROW + 6.0, 3.0),
    Lane.STEROID: (36.0, 1.0),
    Lane.SCORES: (44.0, 2.0),
    Lane.CELLS: (34.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class LaneBox:
    """The strip of one lane."""

    lane: Lane
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """Its height in pixels."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Its middle line."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class LabelWish:
    """A label that wants to stand centred at ``middle``; a lower ``rank`` chooses first."""

    middle: float
    width: float
    rank: int


@dataclass(frozen=True, slots=True)
class PlacedBar:
    """An event in its row; ``label_left`` None: no room for its name, which its tooltip tells."""

    event: EventBar
    row: int
    left: float
    right: float
    label_left: float | None


@dataclass(frozen=True)
class Layout:
    """Places of one size of the timeline."""

    width: float
    height: float
    axis: DayAxis
    lanes: tuple[LaneBox, ...]
    axis_top: float
    bars: tuple[PlacedBar, ...]
    hidden_events: int

    def box(self, lane: Lane) -> LaneBox | None:
        """The strip of a lane, if it is shown."""
        return next((box for box in self.lanes if box.lane is lane), None)


def lay_out(timeline: Timeline, width: float, height: float, name_width: NameWidth, view: View) -> Layout:
    """Place everything but the labels of visits, which depend on the one that is chosen."""
    axis = DayAxis(study_scale(timeline.first, timeline.last), LABEL_COLUMN, width - RIGHT_MARGIN, view)
    lanes = _lanes(timeline, height)
    events = next((box for box in lanes if box.lane is Lane.EVENTS), None)
    rows = 0 if events is None else max(1, int((events.height - 4) // EVENT_ROW))
    bars = pack_events(timeline.events, axis, name_width, rows)
    return Layout(
        width=width,
        height=height,
        axis=axis,
        lanes=lanes,
        axis_top=lanes[-1].bottom,
        bars=bars,
        hidden_events=len(timeline.events) - len(bars),
    )


def _lanes(timeline: Timeline, height: float) -> tuple[LaneBox, ...]:
    shown = [lane for lane in Lane if lane is not Lane.EVENTS or timeline.events]
    least = sum(_HEIGHTS[lane][0] for lane in shown)
    shares = sum(_HEIGHTS[lane][1] for lane in shown)
    spare = max(0.0, height - TOP - AXIS_HEIGHT - least)
    boxes, top = [], TOP
    for lane in shown:
        low, share = _HEIGHTS[lane]
        bottom = top + low + spare * share / shares
        boxes.append(LaneBox(lane, top, bottom))
        top = bottom
    return tuple(boxes)


def place_labels(wishes: Sequence[LabelWish], rows: int = LABEL_ROWS) -> tuple[int | None, ...]:
    """The row of each label, 0 before 1, so that none overlaps another; None: there is no room for it."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    placed: list[int | None] = [None] * len(wishes)
    for at in sorted(range(len(wishes)), key=lambda index: (wishes[index].rank, wishes[index].middle)):
        wish = wishes[at]
        span = (wish.middle - wish.width / 2, wish.middle + wish.width / 2)
        placed[at] = _free_row(taken, span)
    return tuple(placed)


def _free_row(taken: list[list[tuple[float, float]]], span: tuple[float, float]) -> int | None:
    for row, spans in enumerate(taken):
        if all(span[1] + LABEL_GAP <= left or span[0] >= right + LABEL_GAP for left, right in spans):
            spans.append(span)
            return row
    return None


_URGENT = frozenset({VisitState.DUE, VisitState.OVERDUE, VisitState.OPEN})
_LANDMARKS = frozenset(
    {VisitKind.INFUSION, VisitKind.ENDPOINT, VisitKind.LYMPHODEPLETION, VisitKind.BASELINE}
)


def visit_rank(mark: VisitMark, chosen: str | None) -> int:
    """Who keeps its label where there is little room: the chosen visit, what is due, then landmarks."""
    if mark.key == chosen:
        return 0
    if mark.today or mark.state in _URGENT:
        return 1
    if mark.kind in _LANDMARKS:
        return 2
    return 4 if mark.optional else 3


def pack_events(
    events: Sequence[EventBar], axis: DayAxis, name_width: NameWidth, rows: int
) -> tuple[PlacedBar, ...]:
    """Bars in rows without overlap, in the order given (worst first); what finds no row is left out.

    A bar takes its name along where a row has room for both, else it stands without.
    """
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    placed = []
    for event in events:
        left, right = bar_span(event, axis)
        named = right + LABEL_GAP + name_width(event)
        row = _free_row(taken, (left, named)) if named < axis.right + RIGHT_MARGIN - 8 else None
        label = None if row is None else right + LABEL_GAP
        if row is None:
            row = _free_row(taken, (left, right))
        if row is not None:
            placed.append(PlacedBar(event, row, left, right, label))
    return tuple(placed)


def bar_span(event: EventBar, axis: DayAxis) -> tuple[float, float]:
    """Left and right of a bar inside the view; its last day is covered whole, its digit always fits."""
    left = max(axis.x(event.start), axis.left)
    right = min(axis.x(event.end if event.ongoing else event.end + 1), axis.right)
    return left, max(right, left + SHORTEST_BAR)

"""The piecewise axis of study days: conditioning and infusion weeks wide, the second half of the year narrow.

A day lies at a place from 0 to 1 on the whole axis; a view is the part of it that is shown between two
pixels. Both steps are strictly monotone, so every pixel is a day and back. Outside its ends the axis goes on
as it ended.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

SCREENING_START = -28
CONDITIONING_START = -7
INFUSIONS_END = 31
HALF_YEAR_START = 84
STUDY_END = 378

# Pixels that a day gets, relative to each other: a label must fit between two days of lymphodepletion, two
# weeks of follow-up lie close. Chosen so that the smallest ward laptop shows every planned visit apart.
_WEIGHTS = (
    (SCREENING_START, 3.2),
    (CONDITIONING_START, 25.0),
    (0, 13.8),
    (INFUSIONS_END, 1.6),
    (HALF_YEAR_START, 0.6),
)

_CLOSEST_VIEW = 0.004
_TICK_LEVELS: tuple[tuple[int, ...], ...] = (
    (0,),
    (28, 84, 168, 252, 364),
    (7, 14, 56, -28, -7),
    (21, -14, 112, 140),
)
_TICK_STEPS = (28, 14, 7, 2, 1)
# Single days are numbered only where there is ample room: a week is what the eye counts.
_ROOM_FOR_DAYS = 2.0


@dataclass(frozen=True, slots=True)
class View:
    """The shown part of the axis, ``low`` < ``high``, both on the axis from 0 to 1."""

    low: float = 0.0
    high: float = 1.0

    @property
    def span(self) -> float:
        """How much of the axis is shown."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to places on the axis: ``days`` and ``places`` rise strictly, from 0 to 1 in places."""

    days: tuple[float, ...]
    places: tuple[float, ...]

    def place(self, day: float) -> float:
        """The place of a day; beyond the ends the first or last slope goes on."""
        return _along(self.days, self.places, day)

    def day(self, place: float) -> float:
        """The day at a place; the inverse of :meth:`place`."""
        return _along(self.places, self.days, place)


def study_scale(first: float = SCREENING_START, last: float = STUDY_END) -> Scale:
    """The scale of the trial, made longer where a record begins before screening or ends after the study."""
    start = min(float(first), float(SCREENING_START))
    end = max(float(last), float(STUDY_END))
    knots = [(start, _WEIGHTS[0][1]), *((float(day), weight) for day, weight in _WEIGHTS[1:])]
    ends = [*(day for day, _ in knots[1:]), end]
    widths = [(stop - day) * weight for (day, weight), stop in zip(knots, ends, strict=True)]
    total = sum(widths)
    places = (0.0, *(width / total for width in accumulate(widths)))
    return Scale((*(day for day, _ in knots), end), (*places[:-1], 1.0))


def _along(xs: Sequence[float], ys: Sequence[float], x: float) -> float:
    at = min(max(bisect_right(xs, x) - 1, 0), len(xs) - 2)
    share = (x - xs[at]) / (xs[at + 1] - xs[at])
    return ys[at] + share * (ys[at + 1] - ys[at])


@dataclass(frozen=True, slots=True)
class DayAxis:
    """Study days to pixels and back, for the part of the axis in ``view`` between ``left`` and ``right``."""

    scale: Scale
    left: float
    right: float
    view: View = View()

    def x(self, day: float) -> float:
        """The pixel of a day (its beginning)."""
        share = (self.scale.place(day) - self.view.low) / self.view.span
        return self.left + share * (self.right - self.left)

    def day_at(self, x: float) -> float:
        """The day at a pixel, with its fraction; the inverse of :meth:`x`."""
        share = (x - self.left) / (self.right - self.left)
        return self.scale.day(self.view.low + share * self.view.span)

    def shows(self, day: float) -> bool:
        """Whether the day lies in the view."""
        return self.view.low - 1e-9 <= self.scale.place(day) <= self.view.high + 1e-9

    def zoomed(self, factor: float, x: float) -> DayAxis:
        """The axis with ``factor`` times as many pixels a day, the day under ``x`` staying where it is."""
        share = (x - self.left) / (self.right - self.left)
        fixed = self.view.low + share * self.view.span
        span = min(1.0, max(_CLOSEST_VIEW, self.view.span / factor))
        return replace(self, view=_inside(fixed - share * span, span))

    def panned(self, pixels: float) -> DayAxis:
        """The axis moved by so many pixels to the right, as far as there is something to see."""
        shift = pixels / (self.right - self.left) * self.view.span
        return replace(self, view=_inside(self.view.low - shift, self.view.span))

    def resized(self, left: float, right: float) -> DayAxis:
        """The same view between other pixels."""
        return replace(self, left=left, right=right)

    def ticks(self, gap: float) -> tuple[int, ...]:
        """Days worth a number, at least ``gap`` pixels apart: anchors and endpoints before round days."""
        chosen: list[tuple[float, int]] = []
        for day in self._candidates(gap):
            x = self.x(day)
            if all(abs(x - other) >= gap for other, _ in chosen):
                chosen.append((x, day))
        return tuple(day for _, day in sorted(chosen))

    def _candidates(self, gap: float) -> list[int]:
        days = [day for level in _TICK_LEVELS for day in level if self.shows(day)]
        for step in _TICK_STEPS:
            room = gap if step >= 7 else _ROOM_FOR_DAYS * gap
            if self._widest(step) >= room:
                days += self._round_days(step, room)
        return days

    def _round_days(self, step: int, room: float) -> list[int]:
        """Multiples of ``step`` whose neighbours would find room too, so that no row of numbers has holes."""
        first, last = self.scale.day(self.view.low), self.scale.day(self.view.high)
        days = range(_up(first, step) - step, int(last) + step + 1, step)
        xs = [self.x(day) for day in days]
        gaps = [after - before >= room for before, after in pairwise(xs)]
        return [day for day, before, after in zip(days[1:], gaps, gaps[1:], strict=False) if before and after]

    def _widest(self, step: int) -> float:
        """How many pixels ``step`` days get where the axis is widest."""
        days, places = self.scale.days, self.scale.places
        slopes = ((b - a) / (v - u) for (a, b), (u, v) in zip(pairwise(places), pairwise(days), strict=True))
        return max(slopes) * step / self.view.span * (self.right - self.left)


def _inside(low: float, span: float) -> View:
    low = min(max(0.0, low), 1.0 - span)
    return View(low, low + span)


def _up(day: float, step: int) -> int:
    """The first multiple of ``step`` that is not before ``day``."""
    return -int(-day // step) * step

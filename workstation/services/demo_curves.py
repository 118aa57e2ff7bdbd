"""Courses of laboratory values over the visits, and the place of each patient in a range (forms catalogue, 5.3)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from random import Random
from typing import Any

Point = tuple[float, float]
_GOLDEN = 0.6180339887498949
_PLASTIC = 0.7548776662466927
_MOST_SPREADS = 2.5


@dataclass(frozen=True)
class Curve:
    """A line through (low, high) at some days.

    ``by_visit`` are the printed points, ``below`` the visits at which the value lies below the assay's limit.
    """

    by_visit: Mapping[str, Point]
    days: tuple[int, ...]
    points: tuple[Point, ...]
    below: frozenset[str]

    def at(self, visit: str, day: int) -> Point:
        """Low and high at a visit, between the printed points on the line through its neighbours."""
        if visit in self.by_visit:
            return self.by_visit[visit]
        after = bisect_right(self.days, day)
        if after == 0:
            return self.points[0]
        if after == len(self.days):
            return self.points[-1]
        (low, high), (next_low, next_high) = self.points[after - 1], self.points[after]
        share = (day - self.days[after - 1]) / (self.days[after] - self.days[after - 1])
        return low + (next_low - low) * share, high + (next_high - high) * share


@dataclass(frozen=True)
class Curves:
    """All courses, the ranges of baselines, results without a course, and what one patient's course brings."""

    curves: Mapping[str, Curve]
    baseline: Mapping[str, Point]
    quiet: Mapping[str, Mapping[str, tuple[float, float]]]
    special: Mapping[str, Mapping[str, Mapping[str, float]]]


def read_curves(raw: Mapping[str, Any]) -> Curves:
    """The courses of their file."""
    columns, days = tuple(raw["columns"]), tuple(raw["days"])
    return Curves(
        curves={name: _curve(text, columns, days) for name, text in raw["curve"].items()},
        baseline={name: _point(text) for name, text in raw["baseline"].items()},
        quiet={
            form: {item: (float(women), float(men)) for item, (women, men) in items.items()}
            for form, items in raw["quiet"].items()
        },
        special={
            subject: {
                item: {visit: float(value) for visit, value in at.items()} for item, at in items.items()
            }
            for subject, items in raw["special"].items()
        },
    )


def _curve(text: str, columns: tuple[str, ...], days: tuple[int, ...]) -> Curve:
    cells = tuple(zip(columns, days, text.split(), strict=True))
    printed = [(visit, day, _point(cell)) for visit, day, cell in cells if cell not in ("-", "<")]
    return Curve(
        by_visit={visit: point for visit, _, point in printed},
        days=tuple(day for _, day, _ in printed),
        points=tuple(point for _, _, point in printed),
        below=frozenset(visit for visit, _, cell in cells if cell == "<"),
    )


def _point(text: str) -> Point:
    low, _, high = text.partition("-")
    return float(low), float(high or low)


def place(point: Point, number: int, item: str) -> float:
    """The place of a patient in a range: always the same, spread evenly over the patients, no chance in it."""
    low, high = point
    if low == high:
        return low
    share = (number * _GOLDEN + sum(map(ord, item)) * _PLASTIC) % 1
    return low + (high - low) * share


def noisy(value: float, noise: Random, spread: float = 0.1) -> float:
    """A value with log-normal noise, cut where nobody would believe it."""
    step = noise.gauss(0.0, spread)
    most = _MOST_SPREADS * spread
    return value * exp(max(-most, min(most, step)))

"""Marks: everything that is painted on a page, as plain tuples in points from the lower left.

The layout makes marks, the canvas paints them; a test or a measurement can read or replay them.
"""

from __future__ import annotations

from typing import NamedTuple

from workstation.reports.pdf_style import Colour


class TextMark(NamedTuple):
    """Words on a baseline."""

    x: float
    y: float
    font: str
    size: float
    colour: Colour
    text: str


class LineMark(NamedTuple):
    """A straight line from the first point to the second."""

    x: float
    y: float
    to_x: float
    to_y: float
    colour: Colour
    width: float = 0.5
    dash: tuple[float, ...] = ()


class BoxMark(NamedTuple):
    """A frame, filled or not; the point is its lower left corner."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour
    fill: Colour | None = None
    radius: float = 0.0


class CurveMark(NamedTuple):
    """Points joined by straight lines."""

    points: tuple[tuple[float, float], ...]
    colour: Colour
    width: float = 1.2


class DotMark(NamedTuple):
    """A point of a chart."""

    x: float
    y: float
    radius: float
    colour: Colour
    fill: Colour


class CellsMark(NamedTuple):
    """Filled stripes of one height as one path: left, foot and width of each (a square code)."""

    stripes: tuple[tuple[float, float, float], ...]
    height: float
    colour: Colour


Mark = TextMark | LineMark | BoxMark | CurveMark | DotMark | CellsMark

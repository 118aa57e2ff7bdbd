"""Drawings: charts over study days and the square code, as lines, words and cells, never as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from workstation.i18n import Translator, signed_day
from workstation.reports.document import Chart, Curve, Point, Series, say
from workstation.reports.pdf_marks import BoxMark, CellsMark, CurveMark, DotMark, LineMark, Mark
from workstation.reports.pdf_style import (
    ACCENT,
    INFUSION,
    MUTED,
    PGA,
    RULE,
    SMALL,
    TEXT,
    WHITE,
    Colour,
    Style,
)
from workstation.reports.pdf_text import line_marks, printable, text_width, wrap

CHART_HEIGHT = 88.0
_INSET = 14.0
_FOOT = 12.0
_HEAD = 25.0
_DASH = (1.5, 1.5)
_COLOURS = {Curve.SLEDAI: ACCENT, Curve.PGA: PGA}
_STEPS = (1, 2, 5, 7, 14, 28, 56, 84, 112, 168)
# All eight patterns of a square code are equally valid; choosing the prettiest costs five times the encoding.
_PATTERN = 2

_Stripe = tuple[int, int, int]


def chart_marks(
    chart: Chart, x: float, top: float, width: float, height: float, translators: Sequence[Translator]
) -> list[Mark]:
    """The marks of a chart in a frame whose upper left corner is given; each series has a band of its own."""
    marks: list[Mark] = [BoxMark(x, top - height, width, height, RULE)]
    marks.extend(_legend(chart, x + 5, top - 9, translators))
    days = [point.day for series in chart.series for point in series.points] + list(chart.marks)
    if not days:
        return marks
    scale = _Scale(x + _INSET, width - 2 * _INSET, min(days), max(days))
    foot, ceiling = top - height + _FOOT, top - _HEAD
    marks.extend(_axis(scale, foot))
    for day in chart.marks:
        across = scale.across(day)
        marks.append(LineMark(across, foot, across, ceiling + 6, INFUSION, 0.7, _DASH))
    for series, (low, high) in zip(chart.series, _bands(len(chart.series), foot, ceiling), strict=True):
        marks.extend(_series_marks(series, scale, low, high))
    return marks


class _Scale:
    """Where days lie across the frame; always whole days, from the first to the last."""

    def __init__(self, left: float, width: float, first: int, last: int) -> None:
        self.left, self.width = left, width
        self.first, self.last = first, max(last, first + 1)

    def across(self, day: int) -> float:
        """The place of a day."""
        return self.left + self.width * (day - self.first) / (self.last - self.first)


def _bands(count: int, foot: float, ceiling: float) -> list[tuple[float, float]]:
    """Foot and top of each series' band, the first one on top and the largest."""
    if count < 2:
        return [(foot, ceiling)] * count
    middle = foot + (ceiling - foot) * 0.36
    return [(middle + 9, ceiling), (foot, middle - 3)]


def _legend(chart: Chart, x: float, baseline: float, translators: Sequence[Translator]) -> list[Mark]:
    marks: list[Mark] = []
    for series in chart.series:
        words, style = say(series.label, translators), _coloured(_COLOURS[series.curve])
        marks.append(DotMark(x + 2, baseline + 2.2, 1.6, style.colour, style.colour))
        marks.extend(_words(words, x + 6, baseline, style))
        x += text_width(printable(words), style) + 14
    if chart.marks:
        words, style = say(chart.marks_label, translators), _coloured(INFUSION)
        marks.append(LineMark(x + 2, baseline - 1, x + 2, baseline + 6, INFUSION, 0.7, _DASH))
        marks.extend(_words(words, x + 6, baseline, style))
        x += text_width(printable(words), style) + 14
    return [*marks, *_words(say(chart.title, translators), x, baseline, SMALL)]


def _axis(scale: _Scale, foot: float) -> list[Mark]:
    marks: list[Mark] = [LineMark(scale.left - 5, foot, scale.left + scale.width + 5, foot, MUTED, 0.6)]
    span = scale.last - scale.first
    step = next((step for step in _STEPS if span / step <= 7), _STEPS[-1])
    for day in range(-(-scale.first // step) * step, scale.last + 1, step):
        across = scale.across(day)
        words = signed_day(day)
        marks.append(LineMark(across, foot, across, foot - 2, MUTED, 0.6))
        marks.extend(_words(words, across - text_width(words, SMALL) / 2, foot - 9, SMALL))
    return marks


def _series_marks(series: Series, scale: _Scale, foot: float, ceiling: float) -> list[Mark]:
    colour = _COLOURS[series.curve]
    style = _coloured(colour)
    places = [(scale.across(point.day), _height(point, series, foot, ceiling)) for point in series.points]
    marks: list[Mark] = []
    for (before, start), (after, end) in pairwise(zip(series.points, places, strict=True)):
        if before.certain and after.certain:
            marks.append(CurveMark((start, end), colour))
    free = scale.left - scale.width
    for point, (x, y) in zip(series.points, places, strict=True):
        marks.append(DotMark(x, y, 1.9, colour, colour if point.certain else WHITE))
        words = printable(point.label)
        width = text_width(words, style)
        if x - width / 2 > free or point is series.points[-1]:
            marks.extend(_words(words, x - width / 2, y + 4, style))
            free = x + width / 2 + 1
    return marks


def _height(point: Point, series: Series, foot: float, ceiling: float) -> float:
    """The height of a value on its own axis, whose foot is 0."""
    share = min(float(point.value) / float(series.top), 1.0)
    return foot + (ceiling - foot) * share


def _words(words: str, x: float, baseline: float, style: Style) -> list[Mark]:
    return line_marks(wrap(((printable(words), style),), 1000.0)[0], x, baseline)


def _coloured(colour: Colour) -> Style:
    return Style(SMALL.font, SMALL.size, SMALL.leading, colour)


@lru_cache(maxsize=256)
def _stripes(content: str) -> tuple[int, tuple[_Stripe, ...]]:
    """The number of cells along a side, and the dark cells joined along each row: column, row, length."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(content)
    code.version = code.calculate_version()
    code.makeImpl(False, _PATTERN)
    stripes: list[_Stripe] = []
    for place, cells in enumerate(code.modules):
        begun = None
        for column, dark in enumerate([*cells, False]):
            if dark and begun is None:
                begun = column
            elif not dark and begun is not None:
                stripes.append((begun, place, column - begun))
                begun = None
    return code.getModuleCount(), tuple(stripes)


def code_mark(content: str, x: float, top: float, size: float) -> CellsMark:
    """The code as one path; ``x`` and ``top`` are its upper left corner."""
    count, stripes = _stripes(content)
    cell = size / count
    placed = tuple((x + left * cell, top - (row + 1) * cell, length * cell) for left, row, length in stripes)
    return CellsMark(placed, cell, TEXT)

"""From blocks of a document to pieces of paper: each piece has a height and can paint itself at a place.

A piece is never split. Pieces that must not be parted from the next (a heading from its first row, the last
two lines of a paragraph from each other) say so with ``keep``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from workstation.i18n import Translator
from workstation.messages import Sentence
from workstation.reports.document import (
    Align,
    Block,
    Chart,
    Column,
    Grid,
    Line,
    Paragraph,
    Phrase,
    Row,
    Section,
    Table,
    Tone,
    say,
)
from workstation.reports.pdf_chart import CHART_HEIGHT, chart_marks
from workstation.reports.pdf_marks import BoxMark, LineMark, Mark
from workstation.reports.pdf_style import (
    ACCENT,
    ASIDE_SHARE,
    BODY,
    CELL_GAP,
    CELL_INSET,
    CONTINUED,
    GROUP,
    GUTTER,
    HAIRLINE,
    HEADING,
    INFUSION,
    ROW_PADDING,
    RULE,
    SECTION_GAP,
    SMALL,
    TONES,
    Style,
)
from workstation.reports.pdf_text import Run, Setting, line_marks, printable, runs_width, wrap

Paint = Callable[[float, float], list[Mark]]
"""Paints a piece whose upper left corner is at the two numbers."""
Translators = Sequence[Translator]

_ASCENT = 0.80
_MOST_LINES = 24
_LEAST_COLUMN = 44.0
_CONTINUED_WORD = Sentence("(continued)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that stays whole. ``before`` is space above it, dropped at the top of a page.

    ``again`` heads the new page if a page ends just before this piece.
    """

    height: float
    paint: Paint
    keep: bool = False
    before: float = 0.0
    again: Piece | None = None


def runs(spans: Line, translators: Translators, styles: dict[Tone, Style] = TONES) -> tuple[Run, ...]:
    """The spans of a line in words and type; spans without words are left out."""
    said = ((say(span.phrase, translators), styles[span.tone]) for span in spans)
    return tuple((printable(words), style) for words, style in said if words)


def phrase_runs(phrase: Phrase, style: Style, translators: Translators) -> tuple[Run, ...]:
    """One phrase in one type."""
    words = say(phrase, translators)
    return ((printable(words), style),) if words else ()


def setting_marks(setting: Setting, x: float, top: float, style: Style) -> list[Mark]:
    """The marks of wrapped lines below ``top``."""
    marks: list[Mark] = []
    baseline = top - style.size * _ASCENT - (style.leading - style.size) / 2
    for fragments in setting:
        marks.extend(line_marks(fragments, x, baseline))
        baseline -= style.leading
    return marks


def section_pieces(section: Section, width: float, translators: Translators) -> list[Piece]:
    """A heading and its blocks."""
    heading = _heading(section.title, width, translators)
    again = _continued(section.title, width, translators)
    body: list[Piece] = []
    inner = width if section.aside is None else width * (1 - ASIDE_SHARE) - GUTTER
    for block in section.blocks:
        body.extend(_block_pieces(block, inner, translators))
    if section.aside is not None:
        body = _beside(body, section.aside, inner, width, translators)
    return [heading, *(replace(piece, again=again) for piece in body)]


def _beside(
    body: list[Piece], chart: Chart, inner: float, width: float, translators: Translators
) -> list[Piece]:
    """One piece with the blocks at the left and the chart at the right."""
    height = max(sum(piece.height + piece.before for piece in body), CHART_HEIGHT)

    def paint(x: float, top: float) -> list[Mark]:
        marks: list[Mark] = []
        below = top
        for piece in body:
            below -= piece.before
            marks.extend(piece.paint(x, below))
            below -= piece.height
        left = x + inner + GUTTER
        marks.extend(chart_marks(chart, left, top - 3, width - inner - GUTTER, height - 3, translators))
        return marks

    return [Piece(height, paint)]


def _heading(title: Phrase, width: float, translators: Translators) -> Piece:
    setting = wrap(phrase_runs(title, HEADING, translators), width)
    text_height = len(setting) * HEADING.leading
    height = text_height + 2.5 + ROW_PADDING

    def paint(x: float, top: float) -> list[Mark]:
        y = top - text_height - 2.5
        return [*setting_marks(setting, x, top, HEADING), LineMark(x, y, x + width, y, INFUSION, 0.8)]

    return Piece(height, paint, keep=True, before=SECTION_GAP)


def _continued(title: Phrase, width: float, translators: Translators) -> Piece:
    words = (
        *phrase_runs(title, CONTINUED, translators),
        *phrase_runs(_CONTINUED_WORD, CONTINUED, translators),
    )
    setting = wrap(words, width)
    text_height = len(setting) * CONTINUED.leading

    def paint(x: float, top: float) -> list[Mark]:
        y = top - text_height - 2
        return [*setting_marks(setting, x, top, CONTINUED), LineMark(x, y, x + width, y, ACCENT, HAIRLINE)]

    return Piece(text_height + 2 + ROW_PADDING, paint, keep=True)


def _block_pieces(block: Block, width: float, translators: Translators) -> list[Piece]:
    if isinstance(block, Table):
        return _table_pieces(block, width, translators)
    if isinstance(block, Grid):
        return _grid_pieces(block, width, translators)
    if isinstance(block, Paragraph):
        return _paragraph_pieces(block, width, translators)
    return [Piece(CHART_HEIGHT, lambda x, top: chart_marks(block, x, top, width, CHART_HEIGHT, translators))]


def _table_pieces(table: Table, width: float, translators: Translators) -> list[Piece]:
    words = [tuple(runs(cell, translators) for cell in row.cells) for row in table.rows]
    widths = _column_widths(table, words, width)
    pieces: list[Piece] = []
    for row, cells in zip(table.rows, words, strict=True):
        if row.group:
            pieces.append(_group_piece(row, width, translators))
        else:
            settings = [wrap(cell, room) for cell, room in zip(cells, widths, strict=True)]
            pieces.extend(_row_pieces(settings, table.columns, widths, width))
    _keep_last_two(pieces)
    if table.note:
        pieces.extend(_note_pieces(table.note, width, translators))
    return pieces


def _column_widths(table: Table, words: Sequence[tuple[tuple[Run, ...], ...]], width: float) -> list[float]:
    """The widest cell of each column; what is left goes to the columns that stretch, in equal parts."""
    columns = table.columns
    natural = [0.0] * len(columns)
    for row, cells in zip(table.rows, words, strict=True):
        if not row.group:
            for place, cell in enumerate(cells):
                natural[place] = max(natural[place], runs_width(cell))
    room = width - 2 * CELL_INSET - CELL_GAP * (len(columns) - 1)
    stretching = [place for place, column in enumerate(columns) if column.stretch]
    spare = room - sum(natural)
    if spare >= 0:
        share = spare / max(len(stretching), 1)
        return [width + share if place in stretching else width for place, width in enumerate(natural)]
    flexible = [place for place, column in enumerate(columns) if column.stretch or column.wrap]
    narrowed = _narrowed(natural, flexible, -spare)
    return _narrowed(narrowed, list(range(len(columns))), sum(narrowed) - room)


def _narrowed(widths: list[float], places: list[int], over: float) -> list[float]:
    """Take ``over`` from the widest of some columns, evening them out, none below what a word needs."""
    free = sorted(places, key=lambda place: widths[place], reverse=True)
    found = list(widths)
    for count in range(1, len(free) + 1):
        if over <= 0:
            break
        chosen = free[:count]
        floor = max(found[free[count]] if count < len(free) else 0.0, _LEAST_COLUMN)
        taken = min(over, sum(max(found[place] - floor, 0.0) for place in chosen))
        level = found[chosen[0]]
        if level > floor:
            drop = taken / count
            for place in chosen:
                found[place] -= drop
            over -= taken
    return found


def _row_pieces(
    settings: list[Setting], columns: tuple[Column, ...], widths: list[float], width: float
) -> list[Piece]:
    """One piece; only a row that is longer than a page could bear is cut, between its lines."""
    lines = max(len(setting) for setting in settings)
    if lines <= _MOST_LINES:
        return [_row_piece(settings, columns, widths, width, lines, ruled=True)]
    parts = [[setting[place : place + 1] for setting in settings] for place in range(lines)]
    pieces = [_row_piece(part, columns, widths, width, 1, ruled=False) for part in parts[:-1]]
    pieces.append(_row_piece(parts[-1], columns, widths, width, 1, ruled=True))
    _keep_last_two(pieces)
    return pieces


def _row_piece(
    settings: list[Setting],
    columns: tuple[Column, ...],
    widths: list[float],
    width: float,
    lines: int,
    ruled: bool,
) -> Piece:
    padding = ROW_PADDING if ruled else 0.0
    height = lines * BODY.leading + padding

    def paint(x: float, top: float) -> list[Mark]:
        marks: list[Mark] = []
        left = x + CELL_INSET
        for setting, column, room in zip(settings, columns, widths, strict=True):
            if column.align is Align.RIGHT:
                marks.extend(_right_marks(setting, left + room, top - padding / 2))
            else:
                marks.extend(setting_marks(setting, left, top - padding / 2, BODY))
            left += room + CELL_GAP
        if ruled:
            marks.append(LineMark(x, top - height, x + width, top - height, RULE, HAIRLINE))
        return marks

    return Piece(height, paint)


def _right_marks(setting: Setting, right: float, top: float) -> list[Mark]:
    marks: list[Mark] = []
    for place, fragments in enumerate(setting):
        end = max((left + runs_width(((text, style),)) for left, text, style in fragments), default=0.0)
        marks.extend(setting_marks((fragments,), right - end, top - place * BODY.leading, BODY))
    return marks


def _group_piece(row: Row, width: float, translators: Translators) -> Piece:
    words = tuple((text, GROUP) for text, _ in runs(row.cells[0], translators))
    setting = wrap(words, width - 2 * CELL_INSET)
    height = len(setting) * GROUP.leading + ROW_PADDING + 1.5

    def paint(x: float, top: float) -> list[Mark]:
        marks = setting_marks(setting, x + CELL_INSET, top - 2.5, GROUP)
        marks.append(LineMark(x, top - height, x + width, top - height, RULE, HAIRLINE))
        return marks

    return Piece(height, paint, keep=True)


def _note_pieces(note: Phrase, width: float, translators: Translators) -> list[Piece]:
    setting = wrap(phrase_runs(note, SMALL, translators), width - CELL_INSET)
    height = len(setting) * SMALL.leading + 1
    return [Piece(height, lambda x, top: setting_marks(setting, x + CELL_INSET, top - 1, SMALL))]


def _grid_pieces(grid: Grid, width: float, translators: Translators) -> list[Piece]:
    words = [runs(cell, translators) for cell in grid.cells]
    count = _grid_columns(grid, words, width)
    room = _grid_room(width, count)
    pieces: list[Piece] = []
    for line in _grid_lines(words, count, room):
        widths = [span * room + (span - 1) * CELL_GAP for _, span in line]
        settings = [wrap(cell, across) for (cell, _), across in zip(line, widths, strict=True)]
        pieces.extend(_row_pieces(settings, (Column(),) * len(line), widths, width))
    _keep_last_two(pieces)
    return pieces


def _grid_columns(grid: Grid, words: list[tuple[Run, ...]], width: float) -> int:
    """As many columns as the grid wants, fewer where not even two cells of three would fit into one."""
    for count in range(grid.columns, 1, -1):
        room = _grid_room(width, count)
        if sum(runs_width(cell) <= room for cell in words) * 3 >= len(words) * 2:
            return count
    return 1


def _grid_room(width: float, count: int) -> float:
    return (width - 2 * CELL_INSET - CELL_GAP * (count - 1)) / count


def _grid_lines(
    words: list[tuple[Run, ...]], count: int, room: float
) -> Iterator[list[tuple[tuple[Run, ...], int]]]:
    """The cells of each line with the number of columns that each takes."""
    line: list[tuple[tuple[Run, ...], int]] = []
    taken = 0
    for cell in words:
        span = min(count, max(1, ceil((runs_width(cell) + CELL_GAP - 0.01) / (room + CELL_GAP))))
        if taken + span > count:
            yield line
            line, taken = [], 0
        line.append((cell, span))
        taken += span
    if line:
        yield line


def _paragraph_pieces(paragraph: Paragraph, width: float, translators: Translators) -> list[Piece]:
    inset = 6.0 if paragraph.boxed else CELL_INSET
    setting = wrap(runs(paragraph.spans, translators), width - 2 * inset)
    last = len(setting) - 1
    pieces = [
        _text_piece(fragments, inset, width, paragraph.boxed, place == 0, place == last)
        for place, fragments in enumerate(setting)
    ]
    if len(pieces) > 1:
        pieces[0] = replace(pieces[0], keep=True)
    _keep_last_two(pieces)
    return pieces


def _text_piece(
    fragments: tuple[tuple[float, str, Style], ...],
    inset: float,
    width: float,
    boxed: bool,
    first: bool,
    last: bool,
) -> Piece:
    above = 4.0 if boxed and first else 0.0
    below = 5.0 if boxed and last else 0.0
    height = BODY.leading + above + below

    def paint(x: float, top: float) -> list[Mark]:
        marks = setting_marks((fragments,), x + inset, top - above, BODY)
        if boxed:
            marks.extend(_frame(x, top, width, height, first, last))
        return marks

    return Piece(height, paint)


def _frame(x: float, top: float, width: float, height: float, first: bool, last: bool) -> list[Mark]:
    """The part of a frame beside one line, so that the frame goes on over pages."""
    foot = top - height
    if first and last:
        return [BoxMark(x, foot, width, height, RULE)]
    marks: list[Mark] = [LineMark(x, top, x, foot, RULE), LineMark(x + width, top, x + width, foot, RULE)]
    if first:
        marks.append(LineMark(x, top, x + width, top, RULE))
    if last:
        marks.append(LineMark(x, foot, x + width, foot, RULE))
    return marks


def _keep_last_two(pieces: list[Piece]) -> None:
    if len(pieces) > 1:
        pieces[-2] = replace(pieces[-2], keep=True)

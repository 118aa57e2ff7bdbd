"""Tables and grids: measured columns, rows that are never split, cells side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from workstation.reports.document import Align, Column, Grid, Phrase, Row, Table
from workstation.reports.pdf_marks import LineMark, Mark
from workstation.reports.pdf_pieces import Piece, Translators, keep_last_two, phrase_runs, runs, setting_marks
from workstation.reports.pdf_style import (
    BODY,
    CELL_GAP,
    CELL_INSET,
    GROUP,
    HAIRLINE,
    MUTED,
    ROW_PADDING,
    RULE,
    SMALL,
)
from workstation.reports.pdf_text import Run, Setting, runs_width, widest_word, wrap

_MOST_LINES = 24
_LEAST_COLUMN = 20.0
_WIDEST_WORD = 110.0
_STEP = 2.0


def table_pieces(table: Table, width: float, translators: Translators) -> list[Piece]:
    """The rows of a table, and its note."""
    words = [tuple(runs(cell, translators) for cell in row.cells) for row in table.rows]
    heads = [tuple((text, SMALL) for text, _ in runs(cell, translators)) for cell in table.head]
    widths = _column_widths(table, words, width, heads)
    head = _head_piece(heads, widths, width) if heads else None
    pieces: list[Piece] = [] if head is None else [head]
    for row, cells in zip(table.rows, words, strict=True):
        if row.group:
            pieces.append(_group_piece(row, width, translators))
        else:
            rooms = _rooms(widths, len(cells))
            settings = [wrap(cell, room) for cell, room in zip(cells, rooms, strict=True)]
            pieces.extend(_row_pieces(settings, _columns_of(table, len(cells)), rooms, width))
    keep_last_two(pieces)
    if head is not None:
        pieces[1:] = [replace(piece, again=head) for piece in pieces[1:]]
    if table.note and pieces:
        pieces[-1] = replace(pieces[-1], keep=True)
        pieces.extend(_note_pieces(table.note, width, translators))
    return pieces


def _head_piece(heads: Sequence[tuple[Run, ...]], widths: list[float], width: float) -> Piece:
    """The labels of the columns in small type, at the foot of their cells."""
    settings = [wrap(cell, room) for cell, room in zip(heads, widths, strict=True)]
    lines = max(len(setting) for setting in settings)
    height = lines * SMALL.leading + ROW_PADDING

    def paint(x: float, top: float) -> list[Mark]:
        marks: list[Mark] = []
        left = x + CELL_INSET
        for setting, room in zip(settings, widths, strict=True):
            below = top - (lines - len(setting)) * SMALL.leading - ROW_PADDING / 2
            marks.extend(setting_marks(setting, left, below, SMALL))
            left += room + CELL_GAP
        marks.append(LineMark(x, top - height, x + width, top - height, MUTED, HAIRLINE))
        return marks

    return Piece(height, paint, keep=True)


def _column_widths(
    table: Table, words: Sequence[tuple[tuple[Run, ...], ...]], width: float, heads: Sequence[tuple[Run, ...]]
) -> list[float]:
    """The widest cell of each column; what is left goes to the columns that stretch, in equal parts."""
    columns = table.columns
    cells = [
        _own_cells(cells, len(columns)) for row, cells in zip(table.rows, words, strict=True) if not row.group
    ]
    natural = [max((runs_width(each[place]) for each in cells), default=0.0) for place in range(len(columns))]
    natural = (
        [max(width, widest_word(head)) for width, head in zip(natural, heads, strict=True)]
        if heads
        else natural
    )
    room = width - 2 * CELL_INSET - CELL_GAP * (len(columns) - 1)
    stretching = [place for place, column in enumerate(columns) if column.stretch]
    spare = room - sum(natural)
    if spare >= 0:
        share = spare / max(len(stretching), 1)
        return [width + share if place in stretching else width for place, width in enumerate(natural)]
    flexible = [place for place, column in enumerate(columns) if column.stretch or column.wrap]
    least = [max((widest_word(each[place]) for each in cells), default=0.0) for place in range(len(columns))]
    narrowed = _narrowed(natural, flexible, -spare, [min(width, _WIDEST_WORD) for width in least])
    return _narrowed(
        narrowed, list(range(len(columns))), sum(narrowed) - room, [_LEAST_COLUMN] * len(columns)
    )


def _own_cells(cells: tuple[tuple[Run, ...], ...], count: int) -> tuple[tuple[Run, ...], ...]:
    """The cells that stand in one column; one that takes several does not widen any of them."""
    return cells if len(cells) == count else (*cells[:-1], *((),) * (count - len(cells) + 1))


def _rooms(widths: list[float], cells: int) -> list[float]:
    """The widths of the cells of a row, the last one as wide as the columns that it takes."""
    rest = widths[cells - 1 :]
    return [*widths[: cells - 1], sum(rest) + CELL_GAP * (len(rest) - 1)]


def _columns_of(table: Table, cells: int) -> tuple[Column, ...]:
    """The columns of the cells of a row; one that takes several stands at their left."""
    return table.columns if cells == len(table.columns) else (*table.columns[: cells - 1], Column())


def _narrowed(widths: list[float], places: list[int], over: float, least: list[float]) -> list[float]:
    """Take ``over`` from the widest of some columns, a little at a time, none below what it needs."""
    found = list(widths)
    while over > _STEP / 2:
        free = [place for place in places if found[place] - _STEP >= least[place]]
        if not free:
            break
        widest = max(free, key=lambda place: found[place])
        found[widest] -= _STEP
        over -= _STEP
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
    keep_last_two(pieces)
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


def grid_pieces(grid: Grid, width: float, translators: Translators) -> list[Piece]:
    """The lines of a grid; a cell that is too long for one column takes several."""
    words = [runs(cell, translators) for cell in grid.cells]
    count = _grid_columns(grid, words, width)
    room = _grid_room(width, count)
    pieces: list[Piece] = []
    for line in _grid_lines(words, count, room):
        widths = [span * room + (span - 1) * CELL_GAP for _, span in line]
        settings = [wrap(cell, across) for (cell, _), across in zip(line, widths, strict=True)]
        pieces.extend(_row_pieces(settings, (Column(),) * len(line), widths, width))
    keep_last_two(pieces)
    return pieces


def _grid_columns(grid: Grid, words: list[tuple[Run, ...]], width: float) -> int:
    """As many columns as the grid wants, fewer where not even every other cell would fit into one."""
    for count in range(grid.columns, 1, -1):
        room = _grid_room(width, count)
        if sum(runs_width(cell) <= room for cell in words) * 2 >= len(words):
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

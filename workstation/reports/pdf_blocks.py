"""From the sections of a document to pieces of paper."""

from __future__ import annotations

from dataclasses import replace

from workstation.messages import Sentence
from workstation.reports.document import Block, Chart, Grid, Paragraph, Phrase, Section, Table
from workstation.reports.pdf_chart import CHART_HEIGHT, chart_marks
from workstation.reports.pdf_marks import BoxMark, LineMark, Mark
from workstation.reports.pdf_pieces import Piece, Translators, keep_last_two, phrase_runs, runs, setting_marks
from workstation.reports.pdf_style import (
    ACCENT,
    ASIDE_SHARE,
    BODY,
    CELL_INSET,
    CONTINUED,
    GUTTER,
    HAIRLINE,
    HEADING,
    INFUSION,
    ROW_PADDING,
    RULE,
    SECTION_GAP,
    Style,
)
from workstation.reports.pdf_tables import grid_pieces, table_pieces
from workstation.reports.pdf_text import wrap

_CONTINUED_WORD = Sentence("(continued)")
_HIGHEST_BESIDE = 300.0


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
    return [heading, *(replace(piece, again=_stacked(again, piece.again)) for piece in body)]


def _stacked(upper: Piece, lower: Piece | None) -> Piece:
    """Two pieces as one, the heading of a section above that of a table."""
    if lower is None:
        return upper

    def paint(x: float, top: float) -> list[Mark]:
        return [*upper.paint(x, top), *lower.paint(x, top - upper.height)]

    return Piece(upper.height + lower.height, paint, keep=True)


def _beside(
    body: list[Piece], chart: Chart, inner: float, width: float, translators: Translators
) -> list[Piece]:
    """One piece with the blocks at the left and the chart at the right; below them where they are long."""
    height = max(sum(piece.height + piece.before for piece in body), CHART_HEIGHT)
    if height > _HIGHEST_BESIDE:
        return [*body, *_block_pieces(chart, width, translators)]

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
        return table_pieces(block, width, translators)
    if isinstance(block, Grid):
        return grid_pieces(block, width, translators)
    if isinstance(block, Paragraph):
        return _paragraph_pieces(block, width, translators)
    return [Piece(CHART_HEIGHT, lambda x, top: chart_marks(block, x, top, width, CHART_HEIGHT, translators))]


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
    keep_last_two(pieces)
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

"""From pieces to pages: columns that flow on, headings that stay with their rows, signatures never alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from workstation.reports.document import Document, Place, Section
from workstation.reports.pdf_blocks import section_pieces
from workstation.reports.pdf_marks import Mark
from workstation.reports.pdf_pieces import Piece, Translators
from workstation.reports.pdf_style import BOTTOM, GUTTER, LEFT_SHARE, MARGIN, RUNNING_TOP, WIDTH

_LEFT_WIDTH = (WIDTH - GUTTER) * LEFT_SHARE
_RIGHT_WIDTH = WIDTH - GUTTER - _LEFT_WIDTH


@dataclass(frozen=True, slots=True, order=True)
class _Cursor:
    """A place in reading order: the page, and the depth on it (negative height, so that later is greater)."""

    page: int
    depth: float

    @property
    def top(self) -> float:
        """The height above the foot of the paper."""
        return -self.depth


class _Flow:
    """Puts pieces on pages; a page is made when something comes to stand on it."""

    def __init__(self, first_top: float) -> None:
        self._first_top = first_top
        self.pages: list[list[Mark]] = [[]]

    def begin(self) -> _Cursor:
        """Below the header of the first page."""
        return _Cursor(0, -self._first_top)

    def column(self, pieces: list[Piece], x: float, cursor: _Cursor) -> _Cursor:
        """Set pieces below each other, on as many pages as they need."""
        for chunk in _chunks(pieces):
            if not self._fits(chunk, cursor):
                cursor = self._next_page(chunk[0], x, cursor)
            for place, piece in enumerate(chunk):
                if place and cursor.top - piece.before - piece.height < BOTTOM:
                    cursor = self._next_page(piece, x, cursor)
                cursor = self._put(piece, x, cursor)
        return cursor

    def reserve(self, height: float, cursor: _Cursor) -> _Cursor:
        """Where ``height`` can stand whole: here, or at the top of the next page."""
        if cursor.top - height >= BOTTOM or self._at_top(cursor):
            return cursor
        return self._turn(cursor)

    def _fits(self, chunk: list[Piece], cursor: _Cursor) -> bool:
        if self._at_top(cursor):
            return True
        return cursor.top - sum(piece.before + piece.height for piece in chunk) >= BOTTOM

    def _at_top(self, cursor: _Cursor) -> bool:
        return cursor.top >= (RUNNING_TOP if cursor.page else self._first_top)

    def _turn(self, cursor: _Cursor) -> _Cursor:
        if cursor.page + 1 == len(self.pages):
            self.pages.append([])
        return _Cursor(cursor.page + 1, -RUNNING_TOP)

    def _next_page(self, piece: Piece, x: float, cursor: _Cursor) -> _Cursor:
        turned = self._turn(cursor)
        return turned if piece.again is None else self._put(piece.again, x, turned)

    def _put(self, piece: Piece, x: float, cursor: _Cursor) -> _Cursor:
        top = cursor.top if self._at_top(cursor) else cursor.top - piece.before
        self.pages[cursor.page].extend(piece.paint(x, top))
        return _Cursor(cursor.page, -(top - piece.height))


def _chunks(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Pieces that may not be parted, together."""
    chunk: list[Piece] = []
    for piece in pieces:
        chunk.append(piece)
        if not piece.keep:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def body_pages(
    document: Document, first_top: float, closing: float, translators: Translators
) -> list[list[Mark]]:
    """The sections on pages, with room for ``closing`` (the signatures) below the last one.

    The last section moves to the next page with the signatures, so that these never stand alone.
    """
    flow = _Flow(first_top)
    cursor = flow.begin()
    bands = [
        (wide, list(band))
        for wide, band in groupby(document.sections, lambda section: section.place is Place.WIDE)
    ]
    for place, (wide, sections) in enumerate(bands):
        if not wide:
            cursor = _two_columns(flow, sections, cursor, translators)
            continue
        last = place == len(bands) - 1
        for section in sections[: -1 if last else None]:
            cursor = flow.column(section_pieces(section, WIDTH, translators), MARGIN, cursor)
        if last:
            cursor = _with_closing(flow, sections[-1], closing, cursor, translators)
    flow.reserve(closing, cursor)
    return flow.pages


def _with_closing(
    flow: _Flow, section: Section, closing: float, cursor: _Cursor, translators: Translators
) -> _Cursor:
    pieces = section_pieces(section, WIDTH, translators)
    height = sum(piece.before + piece.height for piece in pieces)
    if height < (RUNNING_TOP - BOTTOM) / 3:
        cursor = flow.reserve(height + closing, cursor)
    return flow.column(pieces, MARGIN, cursor)


def _two_columns(flow: _Flow, sections: list[Section], cursor: _Cursor, translators: Translators) -> _Cursor:
    left, right = (
        [section for section in sections if section.place is place] for place in (Place.LEFT, Place.RIGHT)
    )
    set_left = [section_pieces(section, _LEFT_WIDTH, translators) for section in left]
    set_right = [section_pieces(section, _RIGHT_WIDTH, translators) for section in right]
    while len(right) > 1 and _height(set_left) + _height(set_right[-1:]) < _height(set_right):
        left.append(right.pop())
        set_right.pop()
        set_left.append(section_pieces(left[-1], _LEFT_WIDTH, translators))
    while len(left) > 1 and _height(set_right) + _height(set_left[-1:]) < _height(set_left):
        right.append(left.pop())
        set_left.pop()
        set_right.append(section_pieces(right[-1], _RIGHT_WIDTH, translators))
    ends = [
        flow.column([piece for pieces in side for piece in pieces], x, cursor)
        for side, x in ((set_left, MARGIN), (set_right, MARGIN + _LEFT_WIDTH + GUTTER))
    ]
    return max(ends)


def _height(sections: list[list[Piece]]) -> float:
    return sum(piece.before + piece.height for pieces in sections for piece in pieces)

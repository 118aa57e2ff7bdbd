"""Measuring, wrapping and setting of mixed Chinese and Latin text.

A line is broken between Chinese characters, but never before a closing mark or after an opening one, and
between Latin words at spaces and after the hyphen of a long compound. A character that the typeface lacks is set
as its code point: ``[U+20BB7]``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from workstation.reports.document import DOT
from workstation.reports.pdf_marks import Mark, TextMark
from workstation.reports.pdf_style import (
    LOWERED,
    LOWERED_BY,
    RAISED_BY,
    REGULAR,
    SHIFTED,
    SHIFTED_SIZE,
    Face,
    Style,
    faces,
)

Run = tuple[str, Style]
"""Words of one style, made printable."""
Fragment = tuple[float, str, Style]
"""A piece of a set line: its distance from the left edge, its words and their style."""
Setting = tuple[tuple[Fragment, ...], ...]
"""Wrapped text: lines of fragments."""

_OPENING = "(\\[{（［｛《〈「『【〔〖“‘"
_CLOSING = ")\\]}）］｝》〉」』】〕〗”’，。、；：？！,.;:?!%％‰℃°…—～·"
_WIDE = "\u2e80-\u30ff\u3100-\u312f\u31a0-\u31bf\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_HYPHEN = "(?<=[A-Za-z]{3})-(?=[A-Za-z]{3})"
_LATIN = rf"(?:(?!{_HYPHEN})[^\s{_WIDE}{_OPENING}])+(?:{_HYPHEN})?"
_TOKEN = re.compile(
    rf"\n|[^\S\n]+|[{_OPENING}]*(?:(?![{_OPENING}{_CLOSING}])[{_WIDE}]|{_LATIN})[{_CLOSING}]*"
    rf"|[{_OPENING}]+[{_CLOSING}]*|[{_CLOSING}]+|-"
)
_OWN, _BORROWED, _HIGH, _LOW = "own", "borrowed", "high", "low"
_RISES = {_OWN: 0.0, _BORROWED: 0.0, _HIGH: RAISED_BY, _LOW: LOWERED_BY}
_SHORT_RUN = 130.0
_UNSEEN = re.compile("[\r\ufeff\u200b-\u200f\u2028\u2029]")


@lru_cache(maxsize=16384)
def printable(text: str) -> str:
    """The text with nothing in it that would leave a blank: unknown characters become their code point."""
    if text.isascii() and text.isprintable():
        return text
    known = faces()[REGULAR].known
    cleaned = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\t", "    "))
    return "".join(
        letter
        if ord(letter) in known or letter == "\n" or ord(letter) in SHIFTED
        else f"[U+{ord(letter):04X}]"
        for letter in cleaned
    )


@lru_cache(maxsize=4096)
def lacking(text: str) -> tuple[str, ...]:
    """The code points of the characters that :func:`printable` had to replace, each once."""
    if text.isascii() and text.isprintable():
        return ()
    known = faces()[REGULAR].known
    cleaned = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\t", "    "))
    lacked = dict.fromkeys(
        code for code in map(ord, cleaned) if code not in known and code not in SHIFTED and code != 10
    )
    return tuple(f"U+{code:04X}" for code in lacked)


def text_width(text: str, style: Style) -> float:
    """The width of printable text on one line."""
    return _thousandths(text, style.font) * style.size / 1000


@lru_cache(maxsize=32768)
def _thousandths(text: str, font: str) -> float:
    face = faces()[font]
    widths, known, fallback = face.widths, face.known, face.fallback or face
    total = 0.0
    for code in map(ord, text):
        if code in known:
            total += widths[code]
        elif code in SHIFTED:
            total += widths[SHIFTED[code]] * SHIFTED_SIZE
        else:
            total += fallback.widths.get(code, 0.0)
    return total


def runs_width(runs: Sequence[Run]) -> float:
    """The width of runs on one line, a space between them."""
    if not runs:
        return 0.0
    return sum(text_width(text, style) for text, style in runs) + sum(
        text_width(" ", style) for _, style in runs[1:]
    )


def widest_word(runs: Sequence[Run]) -> float:
    """The width below which a word would have to be cut."""
    return max(
        (text_width(word, style) for text, style in runs for word in _TOKEN.findall(text)), default=0.0
    )


def wrap(runs: Sequence[Run], width: float) -> Setting:
    """Set runs into lines of at most ``width``; a line break in the text is kept."""
    if runs_width(runs) <= width and not any("\n" in text for text, _ in runs):
        return (_one_line(runs),)
    setter = _Setter(width)
    for text, style in runs:
        setter.add(text, style)
    return setter.finish()


def _one_line(runs: Sequence[Run]) -> tuple[Fragment, ...]:
    """Runs that fit; neighbours of one style become one fragment."""
    placed: list[Fragment] = []
    x = 0.0
    for text, style in runs:
        if placed and placed[-1][2] is style:
            left, before, _ = placed.pop()
            placed.append((left, f"{before} {text}", style))
        else:
            placed.append((x, text, style))
        x += text_width(text, style) + text_width(" ", style)
    return tuple(placed)


class _Setter:
    """Fills lines from left to right; knows the run it is in only by what is not yet on a line."""

    def __init__(self, width: float) -> None:
        self._width = width
        self._lines: list[tuple[Fragment, ...]] = []
        self._line: list[Fragment] = []
        self._x = 0.0

    def add(self, text: str, style: Style) -> None:
        """Set one run behind what is there; a short run stays whole, a parting dot begins no line."""
        if text == DOT and self._x + text_width(f" {DOT} ", style) > self._width:
            return
        if self._x > 0:
            self._x += text_width(" ", style)
            if self._belongs_on_next_line(text, style):
                self._break()
        begun, left = 0, self._x
        for found in _TOKEN.finditer(text):
            token = found.group()
            if token == "\n":
                self._put(text[begun : found.start()], left, style)
                self._break()
                begun, left = found.end(), 0.0
                continue
            width = _thousandths(token, style.font) * style.size / 1000
            if token.isspace():
                if self._x > 0:
                    self._x += width
                elif begun == found.start():
                    begun = found.end()
                continue
            if self._x + width > self._width + 0.01 and self._x > 0:
                self._put(text[begun : found.start()], left, style)
                self._break()
                begun, left = found.start(), 0.0
            if width > self._width:
                begun = self._split(text, found.start(), found.end(), style)
                left = 0.0
                width = text_width(text[begun : found.end()], style)
                self._x = 0.0
            self._x += width
        self._put(text[begun:], left, style)

    def _belongs_on_next_line(self, text: str, style: Style) -> bool:
        if "\n" in text or self._x < self._width / 4:
            return False
        width = text_width(text, style)
        return self._width < self._x + width and width <= min(self._width, _SHORT_RUN)

    def finish(self) -> Setting:
        """The lines; at least one, which may be empty."""
        if self._line or not self._lines:
            self._break()
        return tuple(self._lines)

    def _put(self, text: str, left: float, style: Style) -> None:
        shown = text.rstrip()
        if shown:
            self._line.append((left, shown, style))

    def _break(self) -> None:
        self._lines.append(tuple(self._line))
        self._line = []
        self._x = 0.0

    def _split(self, text: str, start: int, end: int, style: Style) -> int:
        """Cut a word that is wider than a line; gives where its last piece begins."""
        x = 0.0
        for place in range(start, end):
            width = text_width(text[place], style)
            if x + width > self._width and place > start:
                self._put(text[start:place], 0.0, style)
                self._break()
                start, x = place, 0.0
            x += width
        return start


def line_marks(fragments: Sequence[Fragment], x: float, baseline: float) -> list[Mark]:
    """The marks of one set line whose left edge is ``x``."""
    marks: list[Mark] = []
    all_faces = faces()
    for left, text, style in fragments:
        if _whole(text, style.font):
            marks.append(TextMark(x + left, baseline, style.font, style.size, style.colour, text))
        else:
            marks.extend(_pieces(text, style, x + left, baseline, all_faces[style.font]))
    return marks


@lru_cache(maxsize=16384)
def _whole(text: str, font: str) -> bool:
    return text.isascii() or faces()[font].known.issuperset(map(ord, text))


def _pieces(text: str, style: Style, x: float, baseline: float, face: Face) -> list[Mark]:
    """Marks of a text that one font cannot set: shifted figures, and bold characters only regular has."""
    marks: list[Mark] = []
    for kind, letters in groupby(text, lambda letter: _kind(letter, face)):
        piece = "".join(letters)
        size = style.size if kind in (_OWN, _BORROWED) else style.size * SHIFTED_SIZE
        font = REGULAR if kind is _BORROWED else style.font
        shown = piece if kind in (_OWN, _BORROWED) else piece.translate(SHIFTED)
        marks.append(TextMark(x, baseline + _RISES[kind] * style.size, font, size, style.colour, shown))
        x += text_width(piece, style)
    return marks


def _kind(letter: str, face: Face) -> str:
    code = ord(letter)
    if code in face.known:
        return _OWN
    if code in LOWERED:
        return _LOW
    return _HIGH if code in SHIFTED else _BORROWED

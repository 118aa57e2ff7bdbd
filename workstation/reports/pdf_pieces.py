"""Pieces of paper: something that has a height, stays whole, and can paint itself at a place.

Pieces that must not be parted from the next (a heading from its first row, the last two lines of a paragraph from
each other) say so with ``keep``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from workstation.i18n import Translator
from workstation.reports.document import Line, Phrase, Tone, say_parts
from workstation.reports.pdf_marks import Mark
from workstation.reports.pdf_style import TONES, Style
from workstation.reports.pdf_text import Run, Setting, line_marks, printable

Paint = Callable[[float, float], list[Mark]]
"""Paints a piece whose upper left corner is at the two numbers."""
Translators = Sequence[Translator]

_ASCENT = 0.80


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
    return tuple(run for span in spans for run in phrase_runs(span.phrase, styles[span.tone], translators))


def phrase_runs(phrase: Phrase, style: Style, translators: Translators) -> tuple[Run, ...]:
    """One phrase in one type, a run for each language."""
    return tuple((printable(words), style) for words in say_parts(phrase, translators) if words)


def setting_marks(setting: Setting, x: float, top: float, style: Style) -> list[Mark]:
    """The marks of wrapped lines below ``top``."""
    marks: list[Mark] = []
    baseline = top - style.size * _ASCENT - (style.leading - style.size) / 2
    for fragments in setting:
        marks.extend(line_marks(fragments, x, baseline))
        baseline -= style.leading
    return marks


def keep_last_two(pieces: list[Piece]) -> None:
    """Let the last piece never stand alone at the top of a page."""
    if len(pieces) > 1:
        pieces[-2] = replace(pieces[-2], keep=True)

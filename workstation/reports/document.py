"""A document as plain values: what is on the paper and in which order, before anybody measures it.

Nothing here knows a place on a page, a typeface or a language. Words are a :data:`Phrase`: a ``str`` is data
as it was recorded and reads the same in every language, a ``Text`` is a definition's wording, a ``Sentence``
the program's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from workstation.i18n import Translator
from workstation.messages import Sentence, Text

Phrase = str | Text | Sentence

LONG = 48
"""From this many characters on, the two languages of one phrase stand below each other, not side by side."""


DOT = "·"
"""Parts what stands on one line; dropped where a line would begin with it."""


class Tone(StrEnum):
    """How a span is meant; never the only carrier of its meaning."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"
    GOOD = "good"
    WARNING = "warning"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one tone."""

    phrase: Phrase
    tone: Tone = Tone.PLAIN


Line = tuple[Span, ...]
"""Spans that follow each other, a space between them."""


def line(*phrases: Phrase) -> Line:
    """A line in the plain tone; empty phrases are left out."""
    return tuple(Span(phrase) for phrase in phrases if phrase != "")


def strong(phrase: Phrase) -> Span:
    """A span that is read first."""
    return Span(phrase, Tone.STRONG)


def muted(phrase: Phrase) -> Span:
    """A span that stands back."""
    return Span(phrase, Tone.MUTED)


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One box of the strip that says whose document this is."""

    label: Phrase
    value: Line
    note: Line = ()


class Align(StrEnum):
    """To which side of its column a cell stands."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. A ``wrap`` column may be narrower than its words, a ``stretch`` one wider too."""

    align: Align = Align.LEFT
    stretch: bool = False
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is never split. If it has fewer cells than columns, the last one takes the rest of the width.

    A ``group`` row has one cell, as wide as the table, and heads the next.
    """

    cells: tuple[Line, ...]
    group: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. Without a ``head`` every cell says what it is; a head is said again on each page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Phrase = ""
    head: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """Short cells side by side in at most so many columns, filled row by row; a long cell takes several."""

    cells: tuple[Line, ...]
    columns: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; line breaks in it are kept. ``boxed`` draws a frame around it."""

    spans: Line
    boxed: bool = False


class Curve(StrEnum):
    """What a series shows; the writer gives each its colour and its mark."""

    SLEDAI = "sledai"
    PGA = "pga"


@dataclass(frozen=True, slots=True)
class Point:
    """One value on a whole day. ``certain`` False: a lower bound, drawn hollow and joined to nothing."""

    day: int
    value: Decimal
    label: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """Points in order of day; ``top`` is the value at the top of its axis, whose foot is 0."""

    label: Phrase
    curve: Curve
    points: tuple[Point, ...]
    top: Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """Series over study days; ``marks`` are days with a vertical line (infusions)."""

    title: Phrase
    series: tuple[Series, ...]
    marks: tuple[int, ...] = ()
    marks_label: Phrase = ""


Block = Table | Grid | Paragraph | Chart


class Place(StrEnum):
    """Where a section stands; neighbouring LEFT and RIGHT sections share the height of the page.

    The last sections of one side may move to the foot of the other where that shortens the page.
    """

    WIDE = "wide"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; ``aside`` is a chart beside the blocks."""

    title: Phrase
    blocks: tuple[Block, ...]
    place: Place = Place.WIDE
    aside: Chart | None = None


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A place to sign by hand: whose, and what is written on each rule; or what is said of a signature in the record.

    ``said`` are paragraphs below the title.
    """

    title: Phrase
    rules: tuple[Phrase, ...]
    said: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """Everything on the paper, in the order of reading.

    ``mark`` stands on every page (demo); ``code`` is what the square code holds; ``footer`` stands on every
    page at the left and in the middle, beside the page number. ``running`` heads the pages after the first,
    ``closing`` stands in small type above the signatures; ``author`` and ``subject`` are properties of the file.
    """

    title: Phrase
    subtitle: Line
    header: tuple[HeaderCell, ...]
    sections: tuple[Section, ...]
    signatures: tuple[SignatureLine, ...]
    running: Line
    footer: tuple[Line, Line]
    closing: Line = ()
    mark: Phrase = ""
    code: str = ""
    author: str = ""
    subject: str = ""


def say(phrase: Phrase, translators: Sequence[Translator]) -> str:
    """The words of a phrase, in one language or in two; said once where the second says the first."""
    return " ".join(say_parts(phrase, translators))


def say_parts(phrase: Phrase, translators: Sequence[Translator]) -> tuple[str, ...]:
    """The words of a phrase, one part for each language; long ones are one part, below each other."""
    if isinstance(phrase, str):
        return (phrase,)
    said = tuple(translator(phrase) for translator in translators)
    if len(said) == 1 or said[1].startswith(said[0]):
        return said[-1:]
    return ("\n".join(said),) if len(said[0]) >= LONG else said


def say_line(spans: Line, translators: Sequence[Translator]) -> str:
    """The words of a line without their tones."""
    return " ".join(said for span in spans if (said := say(span.phrase, translators)))


def as_text(document: Document, translators: Sequence[Translator]) -> str:
    """The document as lines of text: what is on the paper, in its order, without its look."""
    return "\n".join(_document_lines(document, translators))


def _document_lines(document: Document, translators: Sequence[Translator]) -> Iterator[str]:
    if document.mark:
        yield f"[{say(document.mark, translators)}]"
    yield say(document.title, translators)
    yield say_line(document.subtitle, translators)
    for cell in document.header:
        words = (say_line(part, translators) for part in (cell.value, cell.note))
        yield f"{say(cell.label, translators)}: {' / '.join(word for word in words if word)}"
    for section in document.sections:
        yield f"## {say(section.title, translators)}"
        for block in section.blocks:
            yield from _block_lines(block, translators)
        if section.aside is not None:
            yield from _block_lines(section.aside, translators)
    if document.closing:
        yield say_line(document.closing, translators)
    for signature in document.signatures:
        rules = " | ".join(say(rule, translators) for rule in signature.rules)
        yield f"{say(signature.title, translators)}: {rules}"
    yield " | ".join(say_line(part, translators) for part in document.footer)


def _block_lines(block: Block, translators: Sequence[Translator]) -> Iterator[str]:
    if isinstance(block, Table):
        if block.head:
            yield f"[{' | '.join(say_line(cell, translators) for cell in block.head)}]"
        for row in block.rows:
            cells = " | ".join(say_line(cell, translators) for cell in row.cells)
            yield f"[{cells}]" if row.group else cells
        if block.note:
            yield say(block.note, translators)
    elif isinstance(block, Grid):
        yield " | ".join(say_line(cell, translators) for cell in block.cells)
    elif isinstance(block, Paragraph):
        yield say_line(block.spans, translators)
    else:
        yield from _chart_lines(block, translators)


def _chart_lines(chart: Chart, translators: Sequence[Translator]) -> Iterator[str]:
    yield f"({say(chart.title, translators)})"
    for series in chart.series:
        points = ", ".join(f"{point.day}: {point.label}" for point in series.points)
        yield f"{say(series.label, translators)} = {points}"
    if chart.marks:
        yield f"{say(chart.marks_label, translators)} = {', '.join(str(day) for day in chart.marks)}"

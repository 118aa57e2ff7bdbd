"""A document on paper: laid out to marks, the marks painted into a PDF.

The same document gives the same bytes: no time of printing, no random identifier, one embedded typeface.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from workstation.i18n import Language, Translator
from workstation.reports.document import Document, as_text, say
from workstation.reports.pdf_frame import closing_height, closing_marks, footer, head, running_head
from workstation.reports.pdf_marks import BoxMark, CellsMark, CurveMark, DotMark, LineMark, Mark, TextMark
from workstation.reports.pdf_pages import body_pages
from workstation.reports.pdf_style import BOTTOM, PAGE_HEIGHT, PAGE_WIDTH, REGULAR, Colour, faces
from workstation.reports.pdf_text import lacking


class PaperLanguage(StrEnum):
    """In which language a paper speaks; both puts the two side by side."""

    ENGLISH = "en"
    CHINESE = "zh"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Layout:
    """A document laid out: the marks of each page, the file's properties, and characters the typeface lacks.

    ``missing`` are code points (``U+20BB7``); on the paper they are visible in the place of the character.
    """

    pages: tuple[tuple[Mark, ...], ...]
    title: str
    author: str
    subject: str
    missing: tuple[str, ...]


def speakers(language: str, translators: Mapping[Language, Translator]) -> tuple[Translator, ...]:
    """Who speaks on a paper in ``en``, ``zh`` or ``both``, in this order.

    Raises:
        ValueError: ``language`` is none of these.
    """
    chosen = PaperLanguage(language)
    if chosen is PaperLanguage.BOTH:
        return translators[Language.ENGLISH], translators[Language.CHINESE]
    return (translators[Language(chosen.value)],)


def render(document: Document, language: str, translators: Mapping[Language, Translator]) -> bytes:
    """The document as a PDF in ``en``, ``zh`` or ``both``; equal documents give equal bytes."""
    return write(lay_out(document, speakers(language, translators)))


def lay_out(document: Document, translators: Sequence[Translator]) -> Layout:
    """Where everything stands, page by page."""
    faces()
    first, top = head(document, translators)
    pages = body_pages(document, top, closing_height(document, translators), translators)
    count = len(pages)
    for place, marks in enumerate(pages):
        marks[:0] = running_head(document, translators) if place else first
        if place == count - 1:
            marks.extend(closing_marks(document, BOTTOM, translators))
        marks.extend(footer(document, place + 1, count, translators))
    return Layout(
        pages=tuple(tuple(marks) for marks in pages),
        title=say(document.title, translators),
        author=document.author,
        subject=document.subject,
        missing=lacking(as_text(document, translators)),
    )


def new_canvas(target: BytesIO, layout: Layout) -> Canvas:
    """An empty A4 canvas that refers to no font but the embedded one and holds no time."""
    canvas = Canvas(target, (PAGE_WIDTH, PAGE_HEIGHT), invariant=1, initialFontName=REGULAR)
    canvas.setTitle(layout.title)
    canvas.setAuthor(layout.author)
    canvas.setSubject(layout.subject)
    canvas.setCreator("KN5501 Workstation")
    return canvas


def write(layout: Layout) -> bytes:
    """The marks as a PDF."""
    target = BytesIO()
    canvas = new_canvas(target, layout)
    for marks in layout.pages:
        paint(marks, canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def paint(marks: Iterable[Mark], canvas: Canvas) -> None:
    """Paint the marks of one page; the state of the canvas is only touched where it changes."""
    painter = _Painter(canvas)
    for mark in marks:
        if isinstance(mark, TextMark):
            painter.text(mark)
        elif isinstance(mark, LineMark):
            painter.line(mark)
        elif isinstance(mark, BoxMark):
            painter.box(mark)
        elif isinstance(mark, CurveMark):
            painter.curve(mark)
        elif isinstance(mark, DotMark):
            painter.dot(mark)
        else:
            painter.cells(mark)


class _Painter:
    """One method for each kind of mark."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._font: tuple[str, float] | None = None
        self._fill: Colour | None = None
        self._stroke: tuple[Colour, float, tuple[float, ...]] | None = None

    def text(self, mark: TextMark) -> None:
        if self._font != (mark.font, mark.size):
            self._font = (mark.font, mark.size)
            self._canvas.setFont(mark.font, mark.size)
        self._fill_with(mark.colour)
        self._canvas.drawString(mark.x, mark.y, mark.text)

    def line(self, mark: LineMark) -> None:
        self._stroke_with(mark.colour, mark.width, mark.dash)
        self._canvas.line(mark.x, mark.y, mark.to_x, mark.to_y)

    def box(self, mark: BoxMark) -> None:
        self._stroke_with(mark.colour, 0.5, ())
        filled = mark.fill is not None
        if mark.fill is not None:
            self._fill_with(mark.fill)
        if mark.radius:
            self._canvas.roundRect(
                mark.x, mark.y, mark.width, mark.height, mark.radius, stroke=1, fill=int(filled)
            )
        else:
            self._canvas.rect(mark.x, mark.y, mark.width, mark.height, stroke=1, fill=int(filled))

    def curve(self, mark: CurveMark) -> None:
        self._stroke_with(mark.colour, mark.width, ())
        path = self._canvas.beginPath()
        path.moveTo(*mark.points[0])
        for point in mark.points[1:]:
            path.lineTo(*point)
        self._canvas.drawPath(path, stroke=1, fill=0)

    def dot(self, mark: DotMark) -> None:
        self._stroke_with(mark.colour, 1.0, ())
        self._fill_with(mark.fill)
        self._canvas.circle(mark.x, mark.y, mark.radius, stroke=1, fill=1)

    def cells(self, mark: CellsMark) -> None:
        self._fill_with(mark.colour)
        path = self._canvas.beginPath()
        for left, foot, width in mark.stripes:
            path.rect(left, foot, width, mark.height)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def _fill_with(self, colour: Colour) -> None:
        if self._fill != colour:
            self._fill = colour
            self._canvas.setFillColorRGB(*colour)

    def _stroke_with(self, colour: Colour, width: float, dash: tuple[float, ...]) -> None:
        if self._stroke != (colour, width, dash):
            self._stroke = (colour, width, dash)
            self._canvas.setStrokeColorRGB(*colour)
            self._canvas.setLineWidth(width)
            self._canvas.setDash(list(dash))

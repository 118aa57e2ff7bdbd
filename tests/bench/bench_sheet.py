"""One visit sheet, from stored data to the PDF, against the same marks on a bare canvas."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from io import BytesIO
from statistics import median
from time import perf_counter

from reportlab.pdfgen.canvas import Canvas

from tests.bench.figures import Figure
from tests.reports.sample import BOTH, TRANSLATORS, day, provenance, treated
from workstation.paths import resources
from workstation.reports.document import Document
from workstation.reports.pdf import Layout, lay_out, render
from workstation.reports.pdf_marks import BoxMark, CellsMark, CurveMark, DotMark, LineMark, Mark, TextMark
from workstation.reports.pdf_style import PAGE_HEIGHT, PAGE_WIDTH, REGULAR
from workstation.reports.visit_sheet import visit_sheet
from workstation.services.release import load_release
from workstation.trial.assess import assess

AIM = 2.0
ROUNDS = 15
VISIT = "D28"


def measure() -> dict[str, Figure]:
    """Median of interleaved rounds in one process, in milliseconds; fonts and definitions are loaded before.

    From the subject as recorded: assessment, document, layout, bytes. Each round prints another entry, so that
    its square code is new.
    """
    study, subject = load_release(resources()), treated()

    def sheet(entry: int) -> Document:
        assessment = assess(subject, study, day(31))
        return visit_sheet(subject, assessment, study, VISIT, provenance(entry_number=entry))

    def printed(entry: int) -> bytes:
        return render(sheet(entry), "both", TRANSLATORS)

    replay(lay_out(sheet(0), BOTH))
    values, floors = [], []
    for entry in range(1, ROUNDS + 1):
        values.append(_milliseconds(partial(printed, entry)))
        floors.append(_milliseconds(partial(replay, lay_out(sheet(entry), BOTH))))
    value, floor = median(values), median(floors)
    return {"one visit sheet": Figure(value / floor, AIM, value, floor, "ms")}


def _milliseconds(work: Callable[[], object]) -> float:
    gc.collect()
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1000


def replay(layout: Layout) -> bytes:
    """The recorded marks on a new canvas, by plain calls; font and colour are set only where they change."""
    target = BytesIO()
    canvas = Canvas(target, (PAGE_WIDTH, PAGE_HEIGHT), invariant=1, initialFontName=REGULAR)
    for page in layout.pages:
        state: dict[str, object] = {}
        for mark in page:
            _draw(canvas, mark, state)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw(canvas: Canvas, mark: Mark, state: dict[str, object]) -> None:
    if isinstance(mark, TextMark):
        if state.get("font") != (mark.font, mark.size):
            state["font"] = (mark.font, mark.size)
            canvas.setFont(mark.font, mark.size)
        _fill(canvas, mark.colour, state)
        canvas.drawString(mark.x, mark.y, mark.text)
    elif isinstance(mark, LineMark):
        _stroke(canvas, mark.colour, mark.width, state)
        canvas.setDash(list(mark.dash)) if mark.dash else None
        canvas.line(mark.x, mark.y, mark.to_x, mark.to_y)
        canvas.setDash() if mark.dash else None
    elif isinstance(mark, BoxMark):
        _stroke(canvas, mark.colour, 0.5, state)
        canvas.rect(mark.x, mark.y, mark.width, mark.height)
    elif isinstance(mark, DotMark):
        _fill(canvas, mark.fill, state)
        canvas.circle(mark.x, mark.y, mark.radius, fill=1)
    else:
        _draw_path(canvas, mark, state)


def _draw_path(canvas: Canvas, mark: CurveMark | CellsMark, state: dict[str, object]) -> None:
    path = canvas.beginPath()
    if isinstance(mark, CellsMark):
        _fill(canvas, mark.colour, state)
        for left, foot, width in mark.stripes:
            path.rect(left, foot, width, mark.height)
        canvas.drawPath(path, stroke=0, fill=1)
        return
    _stroke(canvas, mark.colour, mark.width, state)
    path.moveTo(*mark.points[0])
    for point in mark.points[1:]:
        path.lineTo(*point)
    canvas.drawPath(path)


def _fill(canvas: Canvas, colour: tuple[float, float, float], state: dict[str, object]) -> None:
    if state.get("fill") != colour:
        state["fill"] = colour
        canvas.setFillColorRGB(*colour)


def _stroke(
    canvas: Canvas, colour: tuple[float, float, float], width: float, state: dict[str, object]
) -> None:
    if state.get("stroke") != (colour, width):
        state["stroke"] = (colour, width)
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(width)

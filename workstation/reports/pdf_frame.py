"""What frames the body of a sheet: title, header strip, running head, signatures and footer."""

from __future__ import annotations

from workstation.messages import Sentence
from workstation.reports.document import Document, HeaderCell, SignatureLine, Tone, say
from workstation.reports.pdf_chart import code_mark
from workstation.reports.pdf_marks import BoxMark, LineMark, Mark
from workstation.reports.pdf_pieces import Translators, phrase_runs, runs, setting_marks
from workstation.reports.pdf_style import (
    CODE_SIZE,
    FOOTER,
    HEADER_TONES,
    MARGIN,
    MARK,
    MUTED,
    PAGE_WIDTH,
    RULE,
    SECTION_GAP,
    SMALL,
    SMALL_TONES,
    SUBTITLE,
    TITLE,
    TOP,
    WHITE,
    WIDTH,
)
from workstation.reports.pdf_text import Run, Setting, printable, runs_width, text_width, wrap

_RIGHT = PAGE_WIDTH - MARGIN
_INSET = 4.0
_SIGNATURE_HEIGHT = 54.0
_WRITING_HEIGHT = 30.0
_CLOSING_GAP = 10.0
_PAGE_OF = Sentence("page {page} of {pages}")


def head(document: Document, translators: Translators) -> tuple[list[Mark], float]:
    """Title, square code and header strip of the first page, and the height at which the body begins."""
    marks: list[Mark] = []
    side = CODE_SIZE + 12 if document.code else 0.0
    room = WIDTH - side
    if document.code:
        marks.append(code_mark(document.code, _RIGHT - CODE_SIZE, TOP, CODE_SIZE))
    if document.mark:
        tag = _mark_marks(document, _RIGHT - side, TOP, translators)
        marks.extend(tag)
        room -= _mark_width(document, translators) + 10
    top = TOP
    for words, style in (
        (phrase_runs(document.title, TITLE, translators), TITLE),
        (tuple((text, SUBTITLE) for text, _ in runs(document.subtitle, translators)), SUBTITLE),
    ):
        setting = wrap(words, room)
        marks.extend(setting_marks(setting, MARGIN, top, style))
        top -= len(setting) * style.leading
    top = min(top - 6, TOP - CODE_SIZE - 7) if document.code else top - 8
    strip, height = _strip(document.header, top, translators)
    return [*marks, *strip], top - height - SECTION_GAP


def _mark_width(document: Document, translators: Translators) -> float:
    return text_width(printable(say(document.mark, translators)), MARK) + 12


def _mark_marks(document: Document, right: float, top: float, translators: Translators) -> list[Mark]:
    """The mark in a frame, at the right."""
    width = _mark_width(document, translators)
    setting = wrap(phrase_runs(document.mark, MARK, translators), width)
    frame = BoxMark(right - width, top - 14, width, 14, MARK.colour, WHITE, 3.0)
    return [frame, *setting_marks(setting, right - width + 6, top - 2, MARK)]


def _strip(cells: tuple[HeaderCell, ...], top: float, translators: Translators) -> tuple[list[Mark], float]:
    """The boxes that say whose sheet this is, side by side, as high as the highest."""
    words = [_cell_words(cell, translators) for cell in cells]
    widths = _strip_widths([max(runs_width(part) for part in parts) for parts in words])
    settings = [
        tuple(wrap(part, width - 2 * _INSET) if part else () for part in parts)
        for parts, width in zip(words, widths, strict=True)
    ]
    height = max((_cell_height(parts) for parts in settings), default=0.0)
    marks: list[Mark] = [BoxMark(MARGIN, top - height, WIDTH, height, RULE)] if cells else []
    x = MARGIN
    for place, (parts, width) in enumerate(zip(settings, widths, strict=True)):
        if place:
            marks.append(LineMark(x, top, x, top - height, RULE))
        below = top - 3
        for part, style in zip(parts, _CELL_STYLES, strict=True):
            marks.extend(setting_marks(part, x + _INSET, below, style))
            below -= len(part) * style.leading
        x += width
    return marks, height


_CELL_STYLES = (SMALL, HEADER_TONES[Tone.STRONG], SMALL)


def _cell_words(cell: HeaderCell, translators: Translators) -> tuple[tuple[Run, ...], ...]:
    note = tuple((text, SMALL) for text, _ in runs(cell.note, translators))
    return phrase_runs(cell.label, SMALL, translators), runs(cell.value, translators, HEADER_TONES), note


def _cell_height(parts: tuple[Setting, ...]) -> float:
    return sum(len(part) * style.leading for part, style in zip(parts, _CELL_STYLES, strict=True)) + 7


def _strip_widths(natural: list[float]) -> list[float]:
    """Widths that fill the strip: spare room in equal parts, a lack taken from the widest first."""
    wanted = [width + 2 * _INSET + 2 for width in natural]
    spare = WIDTH - sum(wanted)
    if spare >= 0:
        return [width + spare / len(wanted) for width in wanted]
    ceiling = max(wanted)
    while sum(min(width, ceiling) for width in wanted) > WIDTH:
        ceiling -= 1.0
    fitted = [min(width, ceiling) for width in wanted]
    return [width + (WIDTH - sum(fitted)) / len(fitted) for width in fitted]


def running_head(document: Document, translators: Translators) -> list[Mark]:
    """The line on top of a page after the first."""
    words = tuple((text, SUBTITLE) for text, _ in runs(document.running, translators))
    room = WIDTH - (_mark_width(document, translators) + 10 if document.mark else 0)
    marks = setting_marks(wrap(words, room)[:1], MARGIN, TOP + 2, SUBTITLE)
    if document.mark:
        marks.extend(_mark_marks(document, _RIGHT, TOP + 3, translators))
    return [*marks, LineMark(MARGIN, TOP - 13, _RIGHT, TOP - 13, RULE)]


def closing_height(document: Document, translators: Translators) -> float:
    """The room that the closing words and the signatures ask for."""
    boxes = _signature_height(document, translators)
    return boxes + len(_closing_words(document, translators)) * SMALL.leading + _CLOSING_GAP


def closing_marks(document: Document, foot: float, translators: Translators) -> list[Mark]:
    """The closing words, and below them boxes side by side with rules to write on."""
    words = _closing_words(document, translators)
    height = _signature_height(document, translators)
    top = foot + height
    marks = setting_marks(words, MARGIN, top + len(words) * SMALL.leading + 2, SMALL)
    if not document.signatures:
        return marks
    marks.append(BoxMark(MARGIN, foot, WIDTH, height, RULE))
    width = WIDTH / len(document.signatures)
    for place, signature in enumerate(document.signatures):
        x = MARGIN + place * width
        if place:
            marks.append(LineMark(x, foot, x, top, RULE))
        title = wrap(phrase_runs(signature.title, SMALL, translators), width - 2 * _INSET)
        marks.extend(setting_marks(title, x + _INSET, top - 3, SMALL))
        said = _said(signature, width - 2 * _INSET, translators)
        marks.extend(setting_marks(said, x + _INSET, top - 3 - SMALL.leading, SMALL))
        marks.extend(_rules(signature, x + _INSET, foot, width - 2 * _INSET, translators))
    return marks


def _closing_words(document: Document, translators: Translators) -> Setting:
    words = tuple((text, SMALL) for text, _ in runs(document.closing, translators))
    return wrap(words, WIDTH) if words else ()


def _signature_height(document: Document, translators: Translators) -> float:
    """The boxes are as high as the longest of what is said in one, with room to write where it has rules."""
    if not document.signatures:
        return 0.0
    width = WIDTH / len(document.signatures) - 2 * _INSET
    needed = (
        (1 + len(_said(each, width, translators))) * SMALL.leading
        + (_WRITING_HEIGHT if each.rules else _INSET + 2)
        for each in document.signatures
    )
    return max(_SIGNATURE_HEIGHT, *needed)


def _said(signature: SignatureLine, width: float, translators: Translators) -> Setting:
    """What is said of a signature, each paragraph on a line of its own."""
    return tuple(
        set_line
        for paragraph in signature.said
        for set_line in wrap(runs(paragraph, translators, SMALL_TONES), width)
    )


def _rules(
    signature: SignatureLine, x: float, foot: float, width: float, translators: Translators
) -> list[Mark]:
    marks: list[Mark] = []
    if not signature.rules:
        return marks
    gap = 8.0
    room = (width - gap * (len(signature.rules) - 1)) / len(signature.rules)
    for place, rule in enumerate(signature.rules):
        left = x + place * (room + gap)
        marks.append(LineMark(left, foot + 14, left + room, foot + 14, MUTED))
        setting = wrap(phrase_runs(rule, SMALL, translators), room)
        marks.extend(setting_marks(setting[:1], left, foot + 12.5, SMALL))
    return marks


def footer(document: Document, page: int, pages: int, translators: Translators) -> list[Mark]:
    """Whose page this is, what it rests on, and which page of how many."""
    left, middle = (tuple((text, SMALL) for text, _ in runs(part, translators)) for part in document.footer)
    numbers = Sentence(_PAGE_OF.text, {"page": page, "pages": pages})
    right = phrase_runs(numbers, SMALL, translators)
    widths = [runs_width(part) for part in (left, middle, right)]
    y = FOOTER + SMALL.leading
    marks: list[Mark] = setting_marks(wrap(right, WIDTH), _RIGHT - widths[2], y, SMALL)
    centre = (PAGE_WIDTH - widths[1]) / 2
    if widths[0] + 10 <= centre - MARGIN and centre + widths[1] + 10 <= _RIGHT - widths[2]:
        return [
            *marks,
            *setting_marks(wrap(left, WIDTH), MARGIN, y, SMALL),
            *setting_marks(wrap(middle, WIDTH), centre, y, SMALL),
        ]
    upper = wrap(left, WIDTH - widths[2] - 10)
    marks.extend(setting_marks(upper, MARGIN, y, SMALL))
    return [*marks, *setting_marks(wrap(middle, WIDTH), MARGIN, y - len(upper) * SMALL.leading, SMALL)]

"""How paper looks: sizes, colours and the embedded typeface. Lengths are points, 72 to the inch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from workstation.paths import resources
from workstation.reports.document import Tone

Colour = tuple[float, float, float]

REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"

PAGE_WIDTH = 595.28
PAGE_HEIGHT = 841.89
MARGIN = 34.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
TOP = PAGE_HEIGHT - 32.0
RUNNING_TOP = TOP - 20.0
BOTTOM = 50.0
FOOTER = 32.0
GUTTER = 14.0
LEFT_SHARE = 0.54
ASIDE_SHARE = 0.36
ROW_PADDING = 2.6
CELL_GAP = 6.0
CELL_INSET = 3.0
SECTION_GAP = 11.0
HAIRLINE = 0.5
CODE_SIZE = 46.5

# Figures that the typeface lacks are set as small figures, raised or lowered (technology notes, section 4.1).
RAISED = {
    ord(shifted): ord(plain) for shifted, plain in zip("⁰⁴⁵⁶⁷⁸⁹⁺⁻", "0456789+\N{MINUS SIGN}", strict=True)
}
LOWERED = {ord(shifted): ord(plain) for shifted, plain in zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)}
SHIFTED = RAISED | LOWERED
SHIFTED_SIZE = 0.62
RAISED_BY = 0.34
LOWERED_BY = -0.12

_BEYOND_FIRST_PLANE = re.compile("<([0-9A-F]{5,6})>")


def hex_colour(value: str) -> Colour:
    """A colour written ``#RRGGBB``."""
    return (int(value[1:3], 16) / 255, int(value[3:5], 16) / 255, int(value[5:7], 16) / 255)


TEXT = hex_colour("#17212E")
MUTED = hex_colour("#5C6B7C")
RULE = hex_colour("#DCE2EA")
ACCENT = hex_colour("#1C5FB8")
GOOD = hex_colour("#2B7A5A")
WARNING = hex_colour("#8A5200")
ALERT = hex_colour("#B3261E")
INFUSION = hex_colour("#0F8B8D")
PGA = hex_colour("#A33C7C")
WHITE = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Style:
    """Type of one span; ``leading`` is the distance of its lines."""

    font: str
    size: float
    leading: float
    colour: Colour


BODY = Style(REGULAR, 8.6, 11.4, TEXT)
SMALL = Style(REGULAR, 6.5, 8.6, MUTED)
HEADING = Style(BOLD, 9.4, 12.0, ACCENT)
CONTINUED = Style(REGULAR, 8.0, 11.0, ACCENT)
TITLE = Style(BOLD, 14.0, 18.0, TEXT)
SUBTITLE = Style(REGULAR, 8.6, 11.4, MUTED)
HEADER_VALUE = Style(BOLD, 9.8, 12.6, TEXT)
MARK = Style(BOLD, 8.0, 10.0, ALERT)
GROUP = Style(REGULAR, 7.4, 9.8, MUTED)

TONES = {
    Tone.PLAIN: BODY,
    Tone.STRONG: Style(BOLD, BODY.size, BODY.leading, TEXT),
    Tone.MUTED: Style(REGULAR, BODY.size, BODY.leading, MUTED),
    Tone.GOOD: Style(BOLD, BODY.size, BODY.leading, GOOD),
    Tone.WARNING: Style(BOLD, BODY.size, BODY.leading, WARNING),
    Tone.ALERT: Style(BOLD, BODY.size, BODY.leading, ALERT),
}
SMALL_TONES: dict[Tone, Style] = {
    tone: Style(style.font, SMALL.size, SMALL.leading, style.colour) for tone, style in TONES.items()
}
"""The same tones in small type, for what is said of a signature."""
HEADER_TONES = {
    **TONES,
    Tone.STRONG: HEADER_VALUE,
    Tone.PLAIN: Style(REGULAR, 8.2, 12.6, TEXT),
    Tone.MUTED: Style(REGULAR, 7.2, 10.0, MUTED),
}


@dataclass(frozen=True)
class Face:
    """Measures of one embedded font, in thousandths of its size."""

    widths: dict[int, float]
    known: frozenset[int]
    fallback: Face | None = None


class _EmbeddedFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """Lets readers of the file copy and find characters beyond U+FFFF, which reportlab writes as five digits."""

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Add the font to a document, with surrogate pairs in the table from glyphs to characters."""
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = _BEYOND_FIRST_PLANE.sub(_surrogates, stream.content)


def _surrogates(found: re.Match[str]) -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>"


@cache
def faces() -> dict[str, Face]:
    """Embed the two fonts, once in a process, and give their measures by name.

    The bold one holds fewer characters; what it lacks is set in the regular one.
    """
    folder = resources() / "fonts"
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(_EmbeddedFont(name, str(folder / f"{name}.ttf")))
    regular = _measured(REGULAR, None)
    return {REGULAR: regular, BOLD: _measured(BOLD, regular)}


def _measured(name: str, fallback: Face | None) -> Face:
    face = pdfmetrics.getFont(name).face
    return Face(face.charWidths, frozenset(face.charToGlyph), fallback)

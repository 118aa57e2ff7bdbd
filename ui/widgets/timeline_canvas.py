"""What every lane draws with: the painter, the colours, the language, and text that knows its width."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.appearance import Tokens, colour, font
from ui.view_models.timeline_values import Timeline
from ui.widgets.timeline_layout import Layout
from workstation.i18n import Translator

LABEL_SIZE = 12
NUMBER_SIZE = 11

_DARK_INK = "#17212E"
_LIGHT_INK = "#FFFFFF"


@dataclass(frozen=True)
class Face:
    """A font with its measures, made once: both cost more than the text that they draw."""

    font: QFont
    metrics: QFontMetricsF
    _widths: dict[str, float] = field(default_factory=dict)

    def width(self, text: str) -> float:
        """The width of a text in pixels; the same few words are measured again and again."""
        width = self._widths.get(text)
        if width is None:
            width = self._widths[text] = self.metrics.horizontalAdvance(text)
        return width


def face(size: int, bold: bool = False) -> Face:
    """A face of the program's typeface."""
    made = font(size, bold)
    return Face(made, QFontMetricsF(made))


@dataclass(frozen=True)
class Faces:
    """The faces of the timeline."""

    label: Face = field(default_factory=lambda: face(LABEL_SIZE))
    strong: Face = field(default_factory=lambda: face(LABEL_SIZE, bold=True))
    number: Face = field(default_factory=lambda: face(NUMBER_SIZE))


@dataclass(frozen=True)
class Canvas:
    """One drawing of one timeline."""

    painter: QPainter
    timeline: Timeline
    layout: Layout
    say: Translator
    tokens: Tokens
    faces: Faces

    def x(self, day: float) -> float:
        """The pixel of a study day."""
        return self.layout.axis.x(day)

    @cached_property
    def today_x(self) -> float | None:
        """The pixel of the line of today; None: it is not in the view, or days have no number yet."""
        if not self.timeline.anchored or not self.layout.axis.shows(self.timeline.today):
            return None
        return round(self.x(self.timeline.today)) + 0.5

    @cached_property
    def ground(self) -> str:
        """The colour under the line of today."""
        dlt = self.timeline.dlt
        inside = dlt is not None and dlt.first <= self.timeline.today <= dlt.last
        return self.tokens.infusion_ground if inside else self.tokens.surface

    def text(self, x: float, baseline: float, words: str, ink: str, drawn: Face | None = None) -> None:
        """Text that begins at ``x``; the line of today makes way for it."""
        used = drawn or self.faces.label
        today = self.today_x
        if today is not None and x - 2 < today < x + used.width(words) + 2:
            self.fill(
                QRectF(today - 2.5, baseline - used.metrics.ascent() * 0.8, 5, used.metrics.height() * 0.72),
                self.ground,
            )
        self.label(x, baseline, words, ink, used)

    def label(self, x: float, baseline: float, words: str, ink: str, used: Face) -> None:
        """Text on a mark or bar of its own."""
        self.painter.setFont(used.font)
        self.painter.setPen(colour(ink))
        self.painter.drawText(QPointF(x, baseline), words)

    def centred(self, x: float, baseline: float, words: str, ink: str, drawn: Face | None = None) -> None:
        """Text around ``x``."""
        used = drawn or self.faces.label
        self.text(x - used.width(words) / 2, baseline, words, ink, used)

    def ending(self, x: float, baseline: float, words: str, ink: str, drawn: Face | None = None) -> None:
        """Text that ends at ``x``."""
        used = drawn or self.faces.label
        self.text(x - used.width(words), baseline, words, ink, used)

    def line(self, start: QPointF, end: QPointF, ink: str, width: float = 1.0, dashes: Dashes = None) -> None:
        """A straight line."""
        self.painter.setPen(pen(ink, width, dashes))
        self.painter.drawLine(start, end)

    def level(self, y: float, left: float, right: float, ink: str, dashes: Dashes = None) -> None:
        """A horizontal hairline on whole pixels, which needs no smoothing and is drawn much faster without."""
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.painter.setPen(pen(ink, 1.0, dashes))
        self.painter.drawLine(QPointF(left, round(y)), QPointF(right, round(y)))
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def fill(self, rect: QRectF, ink: str, radius: float = 0.0, alpha: int = 255) -> None:
        """A filled rectangle without a border."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour(ink, alpha))
        if radius:
            self.painter.drawRoundedRect(rect, radius, radius)
        else:
            self.painter.drawRect(rect)


Dashes = tuple[float, ...] | None


def pen(ink: str, width: float = 1.0, dashes: Dashes = None) -> QPen:
    """A pen with round ends; ``dashes`` are lengths of dash and gap in units of its width."""
    made = QPen(colour(ink), width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap if dashes else Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashes:
        made.setDashPattern(dashes)
    return made


def ink_on(ground: str) -> str:
    """Black or white, whichever is read better on a colour (relative luminance of WCAG 2)."""
    light = _luminance(QColor(ground))
    against_white = 1.05 / (light + 0.05)
    against_dark = (light + 0.05) / (_luminance(QColor(_DARK_INK)) + 0.05)
    return _LIGHT_INK if against_white > against_dark else _DARK_INK


def _luminance(shade: QColor) -> float:
    red, green, blue = (_linear(part) for part in (shade.redF(), shade.greenF(), shade.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

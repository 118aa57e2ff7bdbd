"""How cards are laid out in columns and painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ui.appearance import SIZE, Tokens, colour, font
from ui.widgets.cards import PADDING, paint_card
from ui.widgets.panel_values import (
    Card,
    Figure,
    GradeLine,
    Jump,
    Mark,
    Note,
    Pair,
    Part,
    Ruler,
    Tone,
    Verdict3,
)
from workstation.i18n import Translator
from workstation.messages import Text

GAP = 10.0
COLUMN = 196.0
SMALL = 12
BIG = 20
LINE = 20.0
RULER = 46.0
PGA_TOP = Decimal(3)
SIGN_ROOM = 17.0
GRADE_LINE = 23.0
BADGE = 19.0
LETTER_INK = "#17212E"
"""Dark on the colours of B to E, in either appearance."""
VERDICTS = {
    True: Text("met", "达到"),
    False: Text("not met", "未达到"),
    None: Text("cannot tell", "无法判定"),
}
"""Of an endpoint; a criterion of eligibility is met in other words of Chinese."""

_SIGNS: dict[Mark, str] = {"": "", "met": "✓", "not met": "✕", "cannot tell": "?", "warn": "!"}
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True)
class PanelFaces:
    """Fonts of the cards with their measures."""

    title: QFont = field(default_factory=lambda: font(SIZE, bold=True))
    body: QFont = field(default_factory=lambda: font(SMALL))
    strong: QFont = field(default_factory=lambda: font(SMALL, bold=True))
    big: QFont = field(default_factory=lambda: font(BIG, bold=True))
    measures: dict[str, QFontMetricsF] = field(default_factory=dict)

    def metrics(self, drawn: QFont) -> QFontMetricsF:
        """The measures of a font, made once."""
        key = drawn.key()
        if key not in self.measures:
            self.measures[key] = QFontMetricsF(drawn)
        return self.measures[key]


@dataclass(frozen=True)
class PlacedPart:
    """One part with its words said and its place inside the panel."""

    part: Part
    rect: QRectF
    words: str
    value: str


@dataclass(frozen=True)
class PlacedCard:
    """One card in pixels."""

    card: Card
    rect: QRectF
    title: str
    aside: str
    parts: tuple[PlacedPart, ...]


def place_cards(
    cards: Sequence[Card],
    width: float,
    say: Translator,
    faces: PanelFaces,
    before: Sequence[PlacedCard] = (),
) -> tuple[PlacedCard, ...]:
    """Put cards into as many columns as there is room for, each into the shortest column.

    A card that stood ``before`` in this width and language, where it stands now, is taken over as it was.
    """
    columns = max(1, int((width + GAP) // (COLUMN + GAP)))
    each = (width - GAP * (columns - 1)) / columns
    bottoms = [0.0] * columns
    placed = []
    for place, card in enumerate(cards):
        column = bottoms.index(min(bottoms))
        left, top = column * (each + GAP), bottoms[column]
        made = before[place] if place < len(before) else None
        if made is None or made.rect.topLeft() != QPointF(left, top) or made.card != card:
            made = _place(card, left, top, each, say, faces)
        bottoms[column] = made.rect.bottom() + GAP
        placed.append(made)
    return tuple(placed)


def _place(
    card: Card, left: float, top: float, width: float, say: Translator, faces: PanelFaces
) -> PlacedCard:
    inner, y = width - 2 * PADDING, top + PADDING + LINE
    parts = []
    for part in card.parts:
        words, value = _said(part, say)
        height = _height(part, words, value, inner, faces)
        parts.append(PlacedPart(part, QRectF(left + PADDING, y, inner, height), words, value))
        y += height
    rect = QRectF(left, top, width, y + PADDING - 2 - top)
    return PlacedCard(
        card, rect, say(card.title), "" if card.aside is None else say(card.aside), tuple(parts)
    )


def _said(part: Part, say: Translator) -> tuple[str, str]:
    match part:
        case Figure():
            return ("" if part.beside is None else say(part.beside)), say(part.value)
        case Pair():
            return say(part.name), say(part.value)
        case Note() | Jump():
            return say(part.words), ""
        case GradeLine():
            return say(part.name), "" if part.beside is None else say(part.beside)
        case Verdict3():
            return say(part.name), say(VERDICTS[part.met])
        case Ruler():
            return "", ""


def _height(part: Part, words: str, value: str, width: float, faces: PanelFaces) -> float:
    match part:
        case Figure():
            return 28.0
        case Ruler():
            return RULER
        case GradeLine():
            return GRADE_LINE
        case Verdict3():
            return LINE + 3
        case Pair():
            room = width - faces.metrics(faces.strong).horizontalAdvance(value) - 8
            return max(LINE, _wrapped(words, room, faces) + 3)
        case Note():
            return max(LINE, _wrapped(words, width - (SIGN_ROOM if part.mark else 0), faces) + 4)
        case Jump():
            return max(LINE, _wrapped(words, width - SIGN_ROOM, faces) + 4)


def _wrapped(words: str, width: float, faces: PanelFaces) -> float:
    metrics = faces.metrics(faces.body)
    if metrics.horizontalAdvance(words) <= width:
        return metrics.height()
    return metrics.boundingRect(QRectF(0, 0, width, 4000), int(_WRAP), words).height()


def paint_panel(
    painter: QPainter,
    cards: Sequence[PlacedCard],
    tokens: Tokens,
    faces: PanelFaces,
    hot: PlacedPart | None,
) -> None:
    """Paint every card; ``hot`` is the jump under the pointer or the keys."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for card in cards:
        paint_card(painter, card.rect, tokens)
        _title(painter, card, tokens, faces)
        for part in card.parts:
            _PAINTERS[type(part.part)](_Ink(painter, tokens, faces, part is hot), part)


def _title(painter: QPainter, card: PlacedCard, tokens: Tokens, faces: PanelFaces) -> None:
    left, baseline = card.rect.left() + PADDING, card.rect.top() + PADDING + 11
    room = card.rect.width() - 2 * PADDING
    aside = faces.metrics(faces.body).horizontalAdvance(card.aside) + 8 if card.aside else 0
    title = faces.metrics(faces.title).elidedText(card.title, Qt.TextElideMode.ElideRight, room - aside)
    painter.setFont(faces.title)
    painter.setPen(colour(tokens.text))
    painter.drawText(QPointF(left, baseline), title)
    if card.aside:
        painter.setFont(faces.body)
        painter.setPen(colour(tokens.muted))
        painter.drawText(QPointF(card.rect.right() - PADDING - aside + 8, baseline), card.aside)


@dataclass(frozen=True)
class _Ink:
    """What a part is painted with."""

    painter: QPainter
    tokens: Tokens
    faces: PanelFaces
    hot: bool

    def tone(self, tone: Tone) -> str:
        """The text colour of a tone."""
        tokens = self.tokens
        return {
            "plain": tokens.text,
            "muted": tokens.muted,
            "good": tokens.done,
            "bad": tokens.overdue,
            "warn": tokens.due_text,
        }[tone]

    def write(self, rect: QRectF, words: str, ink: str, drawn: QFont | None = None) -> None:
        """Wrapped words inside a rectangle."""
        self.painter.setFont(drawn or self.faces.body)
        self.painter.setPen(colour(ink))
        self.painter.drawText(rect, int(_WRAP), words)

    def at(self, x: float, baseline: float, words: str, ink: str, drawn: QFont) -> None:
        """One line at a baseline."""
        self.painter.setFont(drawn)
        self.painter.setPen(colour(ink))
        self.painter.drawText(QPointF(x, baseline), words)


def _figure(ink: _Ink, placed: PlacedPart) -> None:
    assert isinstance(placed.part, Figure)
    baseline = placed.rect.top() + 20
    ink.at(placed.rect.left(), baseline, placed.value, ink.tone(placed.part.tone), ink.faces.big)
    if placed.words:
        left = placed.rect.left() + ink.faces.metrics(ink.faces.big).horizontalAdvance(placed.value) + 8
        room = placed.rect.right() - left
        words = ink.faces.metrics(ink.faces.body).elidedText(placed.words, Qt.TextElideMode.ElideRight, room)
        ink.at(left, baseline, words, ink.tokens.muted, ink.faces.body)


def _pair(ink: _Ink, placed: PlacedPart) -> None:
    assert isinstance(placed.part, Pair)
    drawn = ink.faces.body if placed.part.tone == "muted" else ink.faces.strong
    width = ink.faces.metrics(drawn).horizontalAdvance(placed.value)
    quiet = ink.tokens.muted if placed.part.tone == "muted" else ink.tokens.text
    ink.write(placed.rect.adjusted(0, 2, -width - 8, 4), placed.words, quiet)
    baseline = placed.rect.top() + 15
    ink.at(placed.rect.right() - width, baseline, placed.value, ink.tone(placed.part.tone), drawn)


def _note(ink: _Ink, placed: PlacedPart) -> None:
    assert isinstance(placed.part, Note)
    sign = _SIGNS[placed.part.mark]
    if sign:
        ink.at(placed.rect.left(), placed.rect.top() + 15, sign, ink.tone(placed.part.tone), ink.faces.strong)
    shift = SIGN_ROOM if sign else 0
    ink.write(placed.rect.adjusted(shift, 2, 0, 4), placed.words, ink.tone(placed.part.tone))


def _jump(ink: _Ink, placed: PlacedPart) -> None:
    if ink.hot:
        ink.painter.setPen(Qt.PenStyle.NoPen)
        ink.painter.setBrush(colour(ink.tokens.accent_ground))
        ink.painter.drawRoundedRect(placed.rect.adjusted(-4, 0, 4, 1), 4, 4)
    ink.at(placed.rect.left(), placed.rect.top() + 15, "→", ink.tokens.accent, ink.faces.strong)
    ink.write(placed.rect.adjusted(SIGN_ROOM, 2, 0, 4), placed.words, ink.tokens.accent)


def _ruler(ink: _Ink, placed: PlacedPart) -> None:
    ruler = placed.part
    assert isinstance(ruler, Ruler)
    line = placed.rect.top() + 20
    ink.painter.setPen(QPen(colour(ink.tokens.planned), 1.4))
    ink.painter.drawLine(
        QPointF(_on_ruler(placed, Decimal(0)), line), QPointF(_on_ruler(placed, PGA_TOP), line)
    )
    for mark in range(4):
        x = _on_ruler(placed, Decimal(mark))
        ink.painter.setPen(QPen(colour(ink.tokens.planned), 1.2))
        ink.painter.drawLine(QPointF(x, line - 3), QPointF(x, line + 3))
        half = ink.faces.metrics(ink.faces.body).horizontalAdvance(str(mark)) / 2
        ink.at(x - half, line + 17, str(mark), ink.tokens.muted, ink.faces.body)
    if ruler.limit is not None and ruler.limit <= PGA_TOP:
        x = _on_ruler(placed, ruler.limit)
        ink.painter.setPen(QPen(colour(ink.tokens.overdue), 1.6))
        ink.painter.drawLine(QPointF(x, line - 11), QPointF(x, line + 5))
        ink.at(x + 3, line - 5, "+0.3", ink.tokens.overdue, ink.faces.body)
    _needles(ink, placed, ruler, line)


def _needles(ink: _Ink, placed: PlacedPart, ruler: Ruler, line: float) -> None:
    """Baseline a hollow square, last visit a hollow circle, now a filled triangle on the line."""
    painter, tokens = ink.painter, ink.tokens
    painter.setPen(QPen(colour(tokens.pga), 1.5))
    painter.setBrush(colour(tokens.surface))
    if ruler.baseline is not None:
        x = _on_ruler(placed, ruler.baseline)
        painter.drawRect(QRectF(x - 3.5, line - 3.5, 7, 7))
    if ruler.last is not None:
        painter.drawEllipse(QPointF(_on_ruler(placed, ruler.last), line), 3.2, 3.2)
    if ruler.now is not None:
        x = _on_ruler(placed, ruler.now)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tokens.pga))
        painter.drawPolygon(
            QPolygonF([QPointF(x, line - 1), QPointF(x - 5, line - 11), QPointF(x + 5, line - 11)])
        )


def _on_ruler(placed: PlacedPart, value: Decimal) -> float:
    left, right = placed.rect.left() + 6, placed.rect.right() - 6
    return left + float(min(max(value, Decimal(0)), PGA_TOP) / PGA_TOP) * (right - left)


def _grade(ink: _Ink, placed: PlacedPart) -> None:
    """The letter on its colour, the system, and what it was or could be; a provisional letter has a dashed edge."""
    part, painter = placed.part, ink.painter
    assert isinstance(part, GradeLine)
    if ink.hot:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(ink.tokens.accent_ground))
        painter.drawRoundedRect(placed.rect.adjusted(-4, 0, 4, 0), 4, 4)
    badge = QRectF(placed.rect.left(), placed.rect.top() + 1.5, BADGE, BADGE)
    paint_badge(painter, badge, part.letter, ink.tokens, ink.faces, sure=part.sure)
    left, baseline = badge.right() + 8, placed.rect.top() + 15.5
    width = ink.faces.metrics(ink.faces.body).horizontalAdvance(placed.value) if placed.value else 0.0
    room = placed.rect.right() - left - (width + 6 if width else 0)
    name = ink.faces.metrics(ink.faces.body).elidedText(placed.words, Qt.TextElideMode.ElideRight, room)
    ink.at(left, baseline, name, ink.tokens.text, ink.faces.body)
    quiet = ink.tokens.muted if part.sure else ink.tokens.due_text
    ink.at(placed.rect.right() - width, baseline, placed.value, quiet, ink.faces.body)


def paint_badge(
    painter: QPainter, rect: QRectF, letter: str, tokens: Tokens, faces: PanelFaces, *, sure: bool
) -> None:
    """The letter of a BILAG grade on its colour; an unknown one is a question mark on nothing."""
    place = "ABCDE".find(letter) if letter else -1
    painter.setBrush(colour(tokens.bilag[place]) if place >= 0 else Qt.BrushStyle.NoBrush)
    edge = QPen(colour(tokens.due_text), 1.2, Qt.PenStyle.DashLine)
    painter.setPen(Qt.PenStyle.NoPen if sure else edge)
    painter.drawRoundedRect(rect, 4, 4)
    shown = letter or "?"
    drawn = faces.strong
    half = faces.metrics(drawn).horizontalAdvance(shown) / 2
    ink = tokens.text if place < 0 else "#FFFFFF" if place == 0 else LETTER_INK
    painter.setFont(drawn)
    painter.setPen(colour(ink))
    painter.drawText(QPointF(rect.center().x() - half, rect.center().y() + 4.5), shown)


def _verdict(ink: _Ink, placed: PlacedPart) -> None:
    part = placed.part
    assert isinstance(part, Verdict3)
    tone = {True: ink.tokens.done, False: ink.tokens.overdue, None: ink.tokens.due_text}[part.met]
    baseline = placed.rect.top() + 17
    ink.at(placed.rect.left(), baseline, f"{placed.words} {placed.value}", tone, ink.faces.title)


_PAINTERS = {
    Figure: _figure,
    Pair: _pair,
    Note: _note,
    Jump: _jump,
    Ruler: _ruler,
    GradeLine: _grade,
    Verdict3: _verdict,
}

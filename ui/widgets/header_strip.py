"""The strip above the timeline: the patient's code and today's facts, with room for buttons at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QWidget

from ui.appearance import LIGHT, SIZE, Tokens, colour, font
from ui.view_models.timeline_header import UNKNOWN, HeaderFact
from ui.words import Words

CODE_SIZE = 18
GAP = 20.0
HEIGHT = 36


@dataclass(frozen=True, slots=True)
class _Placed:
    """A fact in pixels: where it stands, its words, and what its tooltip says."""

    left: float
    label: str
    value: str
    right: float
    why: str


class _Facts(QWidget):
    """Paints code and facts; what does not fit gives way from the end, and the tooltip of the dots tells it."""

    def __init__(self, words: Words, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self.tokens = tokens
        self._subject = ""
        self._facts: tuple[HeaderFact, ...] = ()
        self._code = font(CODE_SIZE, bold=True)
        self._label = font(SIZE)
        self._value = font(SIZE, bold=True)
        self._measures = tuple(QFontMetricsF(each) for each in (self._code, self._label, self._value))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(80)

    def sizeHint(self) -> QSize:
        """As much as there is."""
        return QSize(600, HEIGHT)

    def show_facts(self, subject: str, facts: tuple[HeaderFact, ...]) -> None:
        """Show these facts."""
        self._subject, self._facts = subject, facts
        spoken = [f"{label} {value}".strip() for label, value in map(self._said, facts)]
        self.setAccessibleName(", ".join([subject, *spoken]))
        self.update()

    def _said(self, fact: HeaderFact) -> tuple[str, str]:
        return ("" if fact.label is None else self._words(fact.label)), self._words(fact.value)

    def placed(self) -> tuple[list[_Placed], list[HeaderFact]]:
        """The facts that fit, and those that do not."""
        code, label_width, value_width = (each.horizontalAdvance for each in self._measures)
        left = code(self._subject) + GAP
        shown: list[_Placed] = []
        for number, fact in enumerate(self._facts):
            label, value = self._said(fact)
            width = value_width(value) + (label_width(label) + 5 if label else 0)
            reserve = 16 if number + 1 < len(self._facts) else 0
            if left + width + reserve > self.width():
                return shown, list(self._facts[number:])
            why = self._words(fact.why) if fact.why is not None else ""
            shown.append(_Placed(left, label, value, left + width, why))
            left += width + GAP
        return shown, []

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw code and facts on one baseline."""
        del event
        painter = QPainter(self)
        baseline = HEIGHT / 2 + 6.5
        room = max(float(self.width()), 0.0)
        code = self._measures[0].elidedText(self._subject, Qt.TextElideMode.ElideRight, room)
        painter.setFont(self._code)
        painter.setPen(colour(self.tokens.text))
        painter.drawText(QPointF(0, baseline), code)
        shown, rest = self.placed()
        for fact in shown:
            self._draw(painter, fact, baseline)
        if rest:
            left = shown[-1].right + 6 if shown else self._measures[0].horizontalAdvance(code) + 6
            painter.setPen(colour(self.tokens.muted))
            painter.drawText(QPointF(left, baseline), "…")
        painter.end()

    def _draw(self, painter: QPainter, fact: _Placed, baseline: float) -> None:
        left = fact.left
        if fact.label:
            painter.setFont(self._label)
            painter.setPen(colour(self.tokens.muted))
            painter.drawText(QPointF(left, baseline), fact.label)
            left += self._measures[1].horizontalAdvance(fact.label) + 5
        painter.setFont(self._value)
        painter.setPen(colour(self.tokens.muted if fact.value == UNKNOWN else self.tokens.text))
        painter.drawText(QPointF(left, baseline), fact.value)

    def tip_at(self, x: float) -> str:
        """What is told about the fact at ``x``: what it rests on, or everything that found no room."""
        shown, rest = self.placed()
        for fact in shown:
            if fact.left - 4 <= x <= fact.right + 4:
                return fact.why
        if rest and shown and x > shown[-1].right:
            return "\n".join(" ".join(part for part in self._said(fact) if part) for fact in rest)
        return ""

    def event(self, event: QEvent) -> bool:
        """Answer the question for a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            words = self.tip_at(event.pos().x())
            QToolTip.showText(event.globalPos(), words, self) if words else QToolTip.hideText()
            return True
        return super().event(event)


class HeaderStrip(QWidget):
    """Code and facts of a patient. Buttons stand at the right: :meth:`add_button`."""

    def __init__(self, words: Words, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject = ""
        self._shown: tuple[HeaderFact, ...] = ()
        self.facts = _Facts(words, tokens, self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 2, 0, 2)
        self._row.setSpacing(8)
        self._row.addWidget(self.facts, 1)
        words.changed.connect(self._renew)

    def show_patient(self, subject: str, facts: tuple[HeaderFact, ...]) -> None:
        """Show a patient; the facts come from ``ui.view_models.timeline_header``."""
        if (subject, facts) != (self._subject, self._shown):
            # Asked at every key, and few keys change a fact of the header.
            self._subject, self._shown = subject, facts
            self._renew()

    def add_button(self, button: QWidget) -> None:
        """Put a button at the right."""
        self._row.addWidget(button)

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self.facts.tokens = tokens
        self.facts.update()

    def _renew(self) -> None:
        self.facts.show_facts(self._subject, self._shown)

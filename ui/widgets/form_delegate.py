"""Paints one line of a form from its zones: a painter per kind of zone, colours from the tokens, nothing measured."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.appearance import Tokens, colour
from ui.widgets.form_layout import Area, FormLayout, Zone
from ui.widgets.form_lines import Kind, Line
from ui.widgets.form_model import LINE
from ui.widgets.form_offering import Mode
from ui.widgets.form_options import CHOSEN
from ui.widgets.form_stops import Part, Stop
from ui.widgets.form_text import Face
from workstation.definition.form import ItemType
from workstation.forms.answers import State
from workstation.forms.state import ItemState, Severity

_RADIUS = 4
_RIGHT_ALIGNED = frozenset({ItemType.NUMBER, ItemType.INTEGER, ItemType.CALCULATED})
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_RIGHT = Qt.AlignmentFlag.AlignRight


class FormDelegate(QStyledItemDelegate):
    """Paints lines. ``stop`` and ``hovered`` (a line number) are set by the view before it repaints."""

    def __init__(self, layout: FormLayout, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._layout = layout
        self._setter = layout.setter
        self.stop: Stop | None = None
        self.stop_row = -1
        self.hovered = -1
        self.focused = False
        self.set_tokens(tokens)
        self._painters: dict[Area, Callable[[QPainter, Zone, Line], None]] = {
            Area.TITLE: self._title,
            Area.COUNT: self._muted,
            Area.BUTTON: self._button,
            Area.NUMBER: self._muted,
            Area.LABEL: self._label,
            Area.REQUIRED: self._required,
            Area.LAST: self._muted,
            Area.SEGMENT: self._segment,
            Area.SIGNIFICANCE: self._segment,
            Area.FIELD: self._field,
            Area.UNIT: self._muted,
            Area.LIMITS: self._limits,
            Area.FLAG: self._flag,
            Area.ASIDE: self._muted,
            Area.NOTE: self._note,
            Area.REASON: self._reason,
            Area.REMOVE: self._remove,
            Area.COLUMN: self._small,
            Area.LINK: self._link,
        }

    def turn_to(self, layout: FormLayout) -> None:
        """Paint another form from now on."""
        self._layout, self._setter = layout, layout.setter
        self.stop, self.stop_row, self.hovered = None, -1, -1

    def set_tokens(self, tokens: Tokens) -> None:
        """Paint in other colours from now on."""
        self._tokens = tokens
        self._colours = {
            name: colour(value) for name, value in vars(tokens).items() if isinstance(value, str)
        }
        self._pens = {name: QPen(made) for name, made in self._colours.items()}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the line of ``index``."""
        line: Line = index.data(LINE)
        rect: QRect = option.rect
        row = index.row()
        here = self.stop if row == self.stop_row else None
        painter.save()
        painter.translate(rect.topLeft())
        self._ground(
            painter, QRect(0, 0, rect.width(), rect.height()), line, here is not None, row == self.hovered
        )
        zones = self._layout.zones(line, here, row == self.hovered)
        for zone in zones:
            self._painters[zone.area](painter, zone, line)
        if here is not None and self.focused:
            self._focus(painter, zones, here)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, line: Line, current: bool, hovered: bool) -> None:
        lined = line.kind in (Kind.ITEM, Kind.ROW)
        tinted = (current and line.kind is not Kind.NOTE) or (hovered and lined)
        painter.fillRect(rect, self._colours["row" if tinted else "surface"])
        if lined:
            self._pen(painter, "line")
            painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())

    def _pen(self, painter: QPainter, token: str, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        if style is Qt.PenStyle.SolidLine:
            painter.setPen(self._pens[token])
        else:
            painter.setPen(QPen(self._colours[token], 1, style))

    def _state(self, zone: Zone) -> ItemState | None:
        return self._layout.editor.state.items.get(zone.path)

    # words

    def _title(self, painter: QPainter, zone: Zone, line: Line) -> None:
        self._pen(painter, "text")
        self._setter.draw(painter, zone.rect, zone.text, Face.BOLD if zone.code == "small" else Face.TITLE)

    def _muted(self, painter: QPainter, zone: Zone, line: Line) -> None:
        self._pen(painter, "muted")
        self._setter.draw(painter, zone.rect, zone.text)

    def _small(self, painter: QPainter, zone: Zone, line: Line) -> None:
        self._pen(painter, "muted")
        self._setter.draw(painter, zone.rect, zone.text, Face.SMALL)

    def _label(self, painter: QPainter, zone: Zone, line: Line) -> None:
        if line.kind is Kind.WHY:
            self._pen(painter, "due_text" if zone.on else "muted")
            self._setter.draw(painter, zone.rect, zone.text, Face.SMALL)
            return
        state = self._state(zone)
        self._pen(painter, "muted" if state is not None and state.stale else "text")
        laid = self._setter.laid(zone.text, zone.rect.width(), Face.BODY, 6)
        top = (31 - self._setter.line_height()) // 2
        self._setter.draw_block(painter, zone.rect.adjusted(0, top, 0, 0), laid)

    def _required(self, painter: QPainter, zone: Zone, line: Line) -> None:
        self._muted(painter, zone, line)
        if zone.on:
            painter.fillRect(QRect(0, 4, 3, 23), self._colours["due"])

    def _flag(self, painter: QPainter, zone: Zone, line: Line) -> None:
        self._pen(painter, "overdue")
        self._setter.draw(painter, zone.rect, zone.text, Face.BOLD)

    def _note(self, painter: QPainter, zone: Zone, line: Line) -> None:
        hard = zone.code == Severity.HARD.value
        self._rounded(painter, zone.rect, self._colours["overdue_ground" if hard else "due_ground"])
        self._pen(painter, "overdue" if hard else "due_text")
        inner = zone.rect.adjusted(8, 5, -8, -5)
        self._setter.draw_block(painter, inner, self._setter.laid(zone.text, inner.width(), Face.SMALL))

    # what can be chosen

    def _segment(self, painter: QPainter, zone: Zone, line: Line) -> None:
        rect = zone.rect.adjusted(0, 0, -1, -1)
        state = self._state(zone)
        stale = state is not None and state.stale
        if zone.on:
            painter.fillRect(zone.rect, self._colours["muted" if stale else "accent"])
            self._pen(painter, "on_accent")
        else:
            painter.fillRect(rect, self._colours["surface"])
            self._pen(painter, "line")
            painter.drawRect(rect)
            if zone.proposed:
                self._pen(painter, "accent", Qt.PenStyle.DashLine)
                painter.drawRect(rect.adjusted(1, 1, -1, -1))
            self._pen(painter, "text" if zone.state is State.VALUE else "muted")
        face = Face.SMALL if line.kind is Kind.WHY or zone.area is Area.SIGNIFICANCE else Face.BODY
        self._setter.draw(painter, zone.rect, zone.text, face, _CENTRE)
        if zone.on and stale:
            self._strike(painter, zone.rect.adjusted(4, 0, 0, 0), zone.rect.width() - 9, "on_accent")

    def _field(self, painter: QPainter, zone: Zone, line: Line) -> None:
        state = self._state(zone)
        assert state is not None
        calculated = state.item.type is ItemType.CALCULATED
        refused = self._refused(state)
        if not calculated:
            self._box(painter, zone.rect, "overdue" if refused else "line")
        if zone.on and not refused:
            painter.fillRect(
                QRect(zone.rect.left(), zone.rect.top() + 2, 3, zone.rect.height() - 4), self._colours["due"]
            )
        inner = zone.rect.adjusted(0 if calculated else 7, 0, -7, 0)
        if self._lists(state):
            self._chevron(painter, QPoint(zone.rect.right() - 11, zone.rect.center().y()), "muted")
            inner.setRight(zone.rect.right() - 20)
        self._pen(painter, self._value_token(state, zone, refused))
        if self._layout.offering.mode(state) is Mode.LONG_TEXT:
            self._long_text(painter, inner, zone.text)
            return
        right = state.item.type in _RIGHT_ALIGNED and state.answer.state is State.VALUE and not calculated
        face = Face.ITALIC if zone.proposed or state.answer.state is not State.VALUE else Face.BODY
        self._setter.draw(
            painter, inner, zone.text, Face.BOLD if calculated else face, _RIGHT if right else None
        )
        if state.stale:
            wide = min(self._setter.width(zone.text), inner.width())
            self._strike(painter, inner.adjusted(inner.width() - wide if right else 0, 0, 0, 0), wide)

    def _lists(self, state: ItemState) -> bool:
        return state.item.type in CHOSEN

    def _refused(self, state: ItemState) -> bool:
        unread = self._layout.editor.pending(state.path) is not None
        return unread or any(finding.severity is Severity.HARD for finding in state.findings)

    def _value_token(self, state: ItemState, zone: Zone, refused: bool) -> str:
        if refused:
            return "overdue"
        muted = zone.proposed or state.stale or state.answer.state is not State.VALUE
        return "muted" if muted else "text"

    def _long_text(self, painter: QPainter, inner: QRect, text: str) -> None:
        # The same wrapping as the height was measured with, so that the last line is never cut in half.
        laid = self._setter.laid(text[:4000], inner.width(), Face.BODY, 8)
        self._setter.draw_block(painter, inner.adjusted(0, 3, 0, 0), laid)

    def _limits(self, painter: QPainter, zone: Zone, line: Line) -> None:
        state = self._state(zone)
        if state is not None and self._layout.editor.pending_limits(zone.path) is not None:
            self._pen(painter, "overdue")
        else:
            self._pen(painter, "muted")
        reported = state is not None and state.range is not None and state.range.source == "reported"
        self._setter.draw(painter, zone.rect, zone.text)
        if reported:
            wide = min(self._setter.width(zone.text), zone.rect.width())
            self._pen(painter, "muted", Qt.PenStyle.DotLine)
            painter.drawLine(
                zone.rect.left(), zone.rect.bottom() - 2, zone.rect.left() + wide, zone.rect.bottom() - 2
            )

    def _reason(self, painter: QPainter, zone: Zone, line: Line) -> None:
        self._box(painter, zone.rect, "line")
        self._pen(painter, "text")
        self._setter.draw(painter, zone.rect.adjusted(7, 0, -7, 0), zone.text)

    # what can be done

    def _button(self, painter: QPainter, zone: Zone, line: Line) -> None:
        self._box(painter, zone.rect, "line", 6)
        self._pen(painter, "text")
        inner = zone.rect.adjusted(10, 0, -10, 0)
        self._setter.draw(painter, inner, zone.text)
        self._pen(painter, "muted")
        self._setter.draw(painter, inner, zone.code, Face.SMALL, _RIGHT)

    def _link(self, painter: QPainter, zone: Zone, line: Line) -> None:
        self._pen(painter, "accent")
        mark = zone.rect.left() + 5
        middle = zone.rect.center().y()
        if line.kind is Kind.FOLD:
            self._chevron(painter, QPoint(mark, middle + 1), "accent", zone.on)
        else:
            painter.drawLine(mark - 4, middle, mark + 4, middle)
            painter.drawLine(mark, middle - 4, mark, middle + 4)
        words = zone.rect.adjusted(18, 0, 0, 0)
        self._pen(painter, "accent")
        self._setter.draw(painter, words, zone.text)
        self._pen(painter, "muted")
        key = words.adjusted(self._setter.width(zone.text) + 12, 0, 0, 0)
        self._setter.draw(painter, key, zone.code, Face.SMALL)

    def _remove(self, painter: QPainter, zone: Zone, line: Line) -> None:
        self._pen(painter, "muted")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = zone.rect.center()
        for turn in (1, -1):
            painter.drawLine(centre + QPoint(-4, -4 * turn), centre + QPoint(4, 4 * turn))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # shapes

    def _rounded(self, painter: QPainter, rect: QRect, ground: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _box(self, painter: QPainter, rect: QRect, token: str, radius: int = _RADIUS) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._pen(painter, token)
        painter.setBrush(self._colours["surface"])
        painter.drawRoundedRect(rect.adjusted(0, 0, -1, -1), radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _chevron(self, painter: QPainter, at: QPoint, token: str, up: bool = False) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colours[token], 1.4))
        rise = -2 if up else 2
        painter.drawPolyline([at + QPoint(-4, -rise), at + QPoint(0, rise), at + QPoint(4, -rise)])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _strike(self, painter: QPainter, rect: QRect, wide: int, token: str = "muted") -> None:
        self._pen(painter, token)
        painter.drawLine(rect.left(), rect.center().y() + 1, rect.left() + wide, rect.center().y() + 1)

    def _focus(self, painter: QPainter, zones: list[Zone], stop: Stop) -> None:
        rect = focus_rect(zones, stop)
        if rect.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colours["accent"], 2))
        painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def focus_rect(zones: list[Zone], stop: Stop) -> QRect:
    """What the focus frame goes round: the field, or all segments of the item."""
    wanted = {
        Part.VALUE: (Area.FIELD,),
        Part.LIMITS: (Area.LIMITS,),
        Part.REASON: (Area.REASON,),
        Part.ADD: (Area.LINK,),
        Part.FOLD: (Area.LINK,),
    }[stop.part]
    rect = QRect()
    for zone in zones:
        if zone.area in wanted and zone.path in (stop.path, ""):
            return zone.rect.adjusted(-1, -1, 0, 0)
    for zone in zones:
        if zone.area is Area.SEGMENT and zone.path == stop.path:
            rect = rect.united(zone.rect)
    return rect.adjusted(-2, -2, 1, 1) if not rect.isNull() else rect

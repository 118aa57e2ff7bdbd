"""A chart of one number over the study days, with its reference band; assay limits are drawn hollow."""

from __future__ import annotations

import pyqtgraph
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.appearance import LIGHT, Tokens, colour, font
from ui.view_models.item_course import ItemCourse
from ui.widgets.form_units import for_eye
from ui.widgets.timeline_layout import LabelWish, place_labels
from ui.words import Words

_BAND_ALPHA = 28


class CoursePlot(QWidget):
    """Zoom and pan with the mouse; the values stand beside their points."""

    def __init__(self, words: Words, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._tokens = tokens
        self.plot = pyqtgraph.PlotWidget(self, background=QColor(tokens.surface))
        self.plot.setMenuEnabled(False)
        self.plot.showGrid(x=False, y=True, alpha=0.15)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setTickFont(font(12))
            axis.setPen(pyqtgraph.mkPen(tokens.line))
            axis.setTextPen(pyqtgraph.mkPen(tokens.muted))
        # Labels wider than the axis would vanish on the first paint.
        self.plot.getAxis("left").setWidth(64)
        self._labels: list[tuple[float, pyqtgraph.TextItem]] = []
        self.plot.getViewBox().sigXRangeChanged.connect(self._thin_out)
        self.plot.getViewBox().sigResized.connect(self._thin_out)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)

    def show_course(self, course: ItemCourse) -> None:
        """Draw a course."""
        self.plot.clear()
        self._labels.clear()
        self._band(course)
        days = [point.day for point in course.points]
        values = [float(point.value) for point in course.points]
        ink = self._tokens.accent
        brushes = [pyqtgraph.mkBrush(self._tokens.surface if p.operator else ink) for p in course.points]
        self.plot.plot(
            days, values, pen=pyqtgraph.mkPen(ink, width=2), symbol="o", symbolSize=8, symbolBrush=brushes,
            symbolPen=pyqtgraph.mkPen(ink, width=1.5), antialias=True,
        )  # fmt: skip
        for point in course.points:
            self._value(point.day, float(point.value), f"{point.operator}{point.value}")
        unit = f" ({for_eye(course.unit)})" if course.unit else ""
        self.plot.setLabel("left", self._words(course.label) + unit, color=self._tokens.muted)
        below = self._words("study day") if course.anchored else self._words("days since the first visit")
        self.plot.setLabel("bottom", below, color=self._tokens.muted)
        self._thin_out()

    def _thin_out(self, *_told: object) -> None:
        """Keep the numbers for which there is room at this zoom, the latest first."""
        view = self.plot.getViewBox()
        wishes = [
            LabelWish(
                view.mapFromView(QPointF(day, 0)).x(),
                label.boundingRect().width() + 4,
                len(self._labels) - place,
            )
            for place, (day, label) in enumerate(self._labels)
        ]
        for (_, label), row in zip(self._labels, place_labels(wishes, 1), strict=True):
            label.setVisible(row is not None)

    def _band(self, course: ItemCourse) -> None:
        if course.lln is None and course.uln is None:
            return
        low = float(course.lln) if course.lln is not None else 0.0
        if course.uln is not None:
            region = pyqtgraph.LinearRegionItem(
                (low, float(course.uln)), orientation="horizontal", movable=False,
                brush=pyqtgraph.mkBrush(colour(self._tokens.done, _BAND_ALPHA)), pen=pyqtgraph.mkPen(None),
            )  # fmt: skip
            self.plot.addItem(region)
            return
        line = pyqtgraph.InfiniteLine(
            low, angle=0, pen=pyqtgraph.mkPen(self._tokens.done, style=Qt.PenStyle.DashLine)
        )
        self.plot.addItem(line)

    def _value(self, x: float, y: float, words: str) -> None:
        text = pyqtgraph.TextItem(words, color=self._tokens.text, anchor=(0.5, 1.2))
        text.setFont(font(11))
        self.plot.addItem(text)
        text.setPos(x, y)
        self._labels.append((x, text))

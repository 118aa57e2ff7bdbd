"""The timeline drawn with a QPainter into any rectangle: a window, a picture or a page.

``draw_course`` draws what changes only with the data and is worth keeping in a pixmap; ``draw_visits`` (in
``timeline_marks``) draws the lane that follows the hand. ``draw`` does both.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.appearance import Tokens
from ui.view_models.timeline_values import Timeline
from ui.widgets.day_axis import View
from ui.widgets.timeline_canvas import Canvas, Faces
from ui.widgets.timeline_curves import draw_cells, draw_scores, draw_steroid
from ui.widgets.timeline_lanes import draw_depletion, draw_events, draw_infusions, named_width
from ui.widgets.timeline_layout import LABEL_COLUMN, Lane, LaneBox, lay_out, place_labels
from ui.widgets.timeline_layout import LabelWish as Wish
from ui.widgets.timeline_marks import Emphasis, draw_visits
from workstation.i18n import Translator, signed_day
from workstation.messages import Sentence
from workstation.trial.dlt_window import DltWindow

TICK_GAP = 26.0
FIRST_WEEK_TICK = 56

_LANES = {
    Lane.DEPLETION: draw_depletion,
    Lane.INFUSIONS: draw_infusions,
    Lane.EVENTS: draw_events,
    Lane.STEROID: draw_steroid,
    Lane.SCORES: draw_scores,
    Lane.CELLS: draw_cells,
}


def draw(
    painter: QPainter,
    rect: QRectF,
    timeline: Timeline,
    say: Translator,
    tokens: Tokens,
    emphasis: Emphasis | None = None,
) -> None:
    """Draw the whole timeline into ``rect`` of any device; fonts are in units of the painter."""
    faces = Faces()
    layout = lay_out(
        timeline, rect.width(), rect.height(), lambda event: named_width(event, say, faces), View()
    )
    painter.save()
    painter.translate(rect.topLeft())
    canvas = Canvas(painter, timeline, layout, say, tokens, faces)
    draw_course(canvas)
    draw_visits(canvas, emphasis or Emphasis())
    painter.restore()


def draw_course(canvas: Canvas) -> None:
    """Everything except the visits."""
    canvas.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if canvas.timeline.dlt is not None:
        _dlt_ground(canvas, canvas.timeline.dlt)
    for box in canvas.layout.lanes:
        _rule(canvas, box.bottom)
    _today(canvas)
    _ticks(canvas)
    canvas.painter.save()
    canvas.painter.setClipRect(QRectF(0, 0, canvas.layout.width, canvas.layout.height))
    for box in canvas.layout.lanes:
        paint = _LANES.get(box.lane)
        if paint is not None:
            paint(canvas, box)
    canvas.painter.restore()
    _lane_label(canvas, canvas.layout.lanes[0])
    _note(canvas)


def _rule(canvas: Canvas, y: float) -> None:
    canvas.level(y, 12, canvas.layout.width - 12, canvas.tokens.line)


def _lane_label(canvas: Canvas, box: LaneBox) -> None:
    canvas.text(12, box.middle + 6, canvas.say("Visits"), canvas.tokens.muted)


def _dlt_ground(canvas: Canvas, dlt: DltWindow) -> None:
    axis = canvas.layout.axis
    left, right = max(axis.left, canvas.x(dlt.first)), min(axis.right, canvas.x(dlt.last))
    if left >= right:
        return
    top = canvas.layout.lanes[0].top - 4
    canvas.fill(QRectF(left, top, right - left, canvas.layout.axis_top - top), canvas.tokens.infusion_ground)
    words = _dlt_words(canvas, dlt)
    canvas.text(left + 6, top + 12, words, canvas.tokens.infusion, canvas.faces.number)


def _dlt_words(canvas: Canvas, dlt: DltWindow) -> str:
    if dlt.left is not None:
        return canvas.say("DLT window, {days} d: {left} d left", days=dlt.last, left=dlt.left)
    if dlt.over:
        return canvas.say("DLT window, {days} d: closed", days=dlt.last)
    return canvas.say("DLT window, {days} d", days=dlt.last)


def _ticks(canvas: Canvas) -> None:
    baseline = canvas.layout.axis_top + 16
    if not canvas.timeline.anchored:
        _dates(canvas, baseline)
        return
    today = canvas.today_x
    reserved = canvas.faces.strong.width(canvas.say("today")) / 2 + 4
    for day in canvas.layout.axis.ticks(TICK_GAP):
        x = canvas.x(day)
        meant = tick_words(day)
        words = meant if isinstance(meant, str) else canvas.say(meant)
        half = canvas.faces.number.width(words) / 2
        if today is None or abs(x - today) > reserved + half:
            canvas.centred(x, baseline, words, canvas.tokens.muted, canvas.faces.number)


def tick_words(day: int) -> Sentence | str:
    """A day of the axis: weeks where only whole weeks are meant, else the day with a true minus sign."""
    if day >= FIRST_WEEK_TICK and day % 7 == 0:
        return Sentence("W{week}", {"week": day // 7})
    return signed_day(day)


def _dates(canvas: Canvas, baseline: float) -> None:
    """Calendar days under the visits, while study days have no number yet."""
    marks = canvas.timeline.visits
    words = [canvas.say.date(mark.when) for mark in marks]
    wishes = [
        Wish(canvas.x(mark.day), canvas.faces.number.width(text), -mark.day)
        for mark, text in zip(marks, words, strict=True)
    ]
    for wish, row, text in zip(wishes, place_labels(wishes, 1), words, strict=True):
        if row is not None:
            canvas.centred(wish.middle, baseline, text, canvas.tokens.muted, canvas.faces.number)


def _today(canvas: Canvas) -> None:
    x = canvas.today_x
    if x is None:
        return
    top, bottom = canvas.layout.lanes[0].top - 2, canvas.layout.axis_top + 4
    canvas.line(QPointF(x, top), QPointF(x, bottom), canvas.tokens.accent, 1.4)
    words, faces = canvas.say("today"), canvas.faces
    left = x - faces.strong.width(words) / 2
    canvas.label(left, canvas.layout.axis_top + 16, words, canvas.tokens.accent, faces.strong)


def _note(canvas: Canvas) -> None:
    if canvas.timeline.note is None:
        return
    box = canvas.layout.lanes[0]
    left = LABEL_COLUMN + 150
    room = QRectF(left, box.top, canvas.layout.axis.right - left, box.height)
    canvas.painter.setFont(canvas.faces.label.font)
    canvas.painter.setPen(canvas.tokens.muted)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
    canvas.painter.drawText(room, int(flags), canvas.say(canvas.timeline.note))

"""The timeline under the hands: clicks, keys, tooltips, languages, and what is painted anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from tests.ui import timeline_samples as samples
from ui.appearance import DARK, LIGHT, load_fonts
from ui.view_models.timeline import timeline_of
from ui.view_models.timeline_values import Timeline
from ui.widgets import timeline_paint
from ui.widgets.timeline import TimelineView
from ui.widgets.timeline_canvas import ink_on
from ui.widgets.timeline_marks import MARK_Y
from ui.words import Words
from workstation.i18n import Language

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def words(qapp) -> Words:
    load_fonts(ROOT / "resources" / "fonts")
    return Words(Language.ENGLISH, ROOT / "resources" / "locale")


def sample(missing: tuple[str, ...] = ()) -> Timeline:
    assessment = samples.assessment(missing=missing)
    assert assessment.anchor is not None
    return timeline_of(samples.subject(assessment.anchor, 21), assessment, samples.study())


@pytest.fixture
def view(qtbot, words) -> TimelineView:
    made = TimelineView(words, LIGHT)
    qtbot.addWidget(made)
    made.resize(1070, 345)
    made.show_timeline(sample(), chosen="D21")
    made.show()
    return made


def place(view: TimelineView, key: str) -> QPoint:
    x = view.x_of(key)
    assert x is not None
    return QPoint(round(x), round(8 + MARK_Y))


def test_a_click_on_a_visit_opens_it(qtbot, view) -> None:
    with qtbot.waitSignal(view.visit_chosen) as signal:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place(view, "INF2"))
    assert signal.args == ["INF2"]
    assert view.chosen == "INF2"


def test_a_click_beside_every_visit_opens_nothing(qtbot, view) -> None:
    with qtbot.assertNotEmitted(view.visit_chosen):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place(view, "D21") + QPoint(40, 0))
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(30, 200))
        qtbot.mouseClick(view, Qt.MouseButton.RightButton, pos=place(view, "INF2"))
    assert view.chosen == "D21"


def test_the_arrows_move_between_visits_and_enter_opens(qtbot, view) -> None:
    with qtbot.assertNotEmitted(view.visit_chosen):
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Left):
            qtbot.keyClick(view, key)
    assert (view.cursor_visit, view.chosen) == ("INF3", "D21")
    with qtbot.waitSignal(view.visit_chosen) as signal:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert signal.args == ["INF3"]


def test_home_and_end_reach_the_ends_and_go_no_further(qtbot, view) -> None:
    for key, reached in ((Qt.Key.Key_Home, "SCR"), (Qt.Key.Key_Left, "SCR"), (Qt.Key.Key_End, "W52")):
        qtbot.keyClick(view, key)
        assert view.cursor_visit == reached


def test_choosing_from_outside_announces_nothing(qtbot, view) -> None:
    with qtbot.assertNotEmitted(view.visit_chosen):
        view.choose("BL")
    assert view.chosen == "BL"


def test_the_tooltip_of_a_visit_tells_date_day_window_and_state(view) -> None:
    at = place(view, "D10")
    assert view.tip_at(at.x(), at.y()).splitlines() == [
        "Visit D10",
        "Day 12 · 2026-11-13",
        "Window 2026-11-10 to 2026-11-12",
        "Done, after its window",
    ]


def test_every_lane_answers_the_pointer(view) -> None:
    def told(key: str, y: float):
        x = view.x_of(key)
        assert x is not None
        return view.tip_at(x, y)

    assert "Fludarabine: 33 mg given, 33 mg prescribed, 41 mg planned" in told("LD3", 80)
    assert "1.48 of 1.5 ×10⁹ cells given" in told("INF1", 106)
    assert told("D1", 131).splitlines()[:2] == ["Lymphocyte count decreased", "Grade 4 · serious"]
    assert "Prednisone-equivalent 15 mg a day" in told("D3", 205)
    assert told("D21", 255).splitlines()[1:] == ["SLEDAI-2K 6", "PGA 0.8"]
    assert "<1 /µL" in told("INF3", 300)
    assert view.tip_at(40, 80) == ""


def test_an_incomplete_score_says_so_in_its_tooltip(view) -> None:
    view.show_timeline(sample(missing=("hematuria", "pyuria")))
    x = view.x_of("D21")
    assert x is not None
    assert "SLEDAI-2K ≥ 6 · 2 not done" in view.tip_at(x, 255)


@pytest.fixture
def drawings(monkeypatch) -> list[str]:
    """What was drawn, in order; the drawing goes on as ever."""
    drawn: list[str] = []

    def spied(name: str, original):
        def spy(*args):
            drawn.append(name)
            return original(*args)

        return spy

    for module, name in (("ui.widgets.timeline", "draw_course"), ("ui.widgets.timeline", "draw_visits")):
        original = getattr(timeline_paint, name)
        monkeypatch.setattr(f"{module}.{name}", spied(name, original))
    return drawn


def test_the_course_is_drawn_once_however_often_the_hand_moves(qtbot, view, drawings) -> None:
    view.show_timeline(sample(), chosen="D21")
    view.grab()
    drawings.clear()
    for key in ("INF2", "INF3", "BL"):
        qtbot.mouseMove(view, place(view, key))
        view.choose(key)
        view.grab()
    assert drawings.count("draw_course") == 0
    assert drawings.count("draw_visits") >= 3


def test_another_language_draws_everything_anew(view, words, drawings) -> None:
    view.show_timeline(sample())
    before = view.grab().toImage()
    drawings.clear()
    words.switch(Language.CHINESE)
    assert view.grab().toImage() != before
    assert drawings.count("draw_course") == 1
    at = place(view, "D10")
    assert view.tip_at(at.x(), at.y()).splitlines()[0] == "第10天访视"


def test_the_dark_appearance_stands_on_a_dark_ground(view) -> None:
    view.set_tokens(DARK)
    assert view.grab().toImage().pixelColor(500, 340).lightness() < 60


def test_the_chosen_visit_is_larger_and_in_the_accent_colour(view) -> None:
    at = place(view, "INF2")
    edge = at + QPoint(-8, 0)
    assert view.grab().toImage().pixelColor(edge) != QColor(LIGHT.accent)
    view.choose("INF2")
    assert view.grab().toImage().pixelColor(edge) == QColor(LIGHT.accent)


def test_the_same_code_draws_into_a_picture_at_any_place(words) -> None:
    picture = QImage(1200, 500, QImage.Format.Format_RGB32)
    picture.fill(QColor(LIGHT.surface))
    painter = QPainter(picture)
    timeline_paint.draw(painter, QRectF(100, 100, 1070, 345), sample(), words.translator, LIGHT)
    painter.end()
    blank = QColor(LIGHT.surface).rgb()
    inked = [(x, y) for x in range(0, 1200, 3) for y in range(0, 500, 3) if picture.pixel(x, y) != blank]
    assert inked
    assert min(x for x, _ in inked) >= 100
    assert min(y for _, y in inked) >= 100


def test_nothing_to_show_is_an_empty_card(view) -> None:
    view.show_timeline(None)
    assert view.tip_at(300, 40) == ""
    assert view.grab().toImage().pixelColor(500, 200) == QColor(LIGHT.surface)


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_the_digit_of_every_grade_is_read_on_its_colour(tokens) -> None:
    for ground in tokens.grade:
        assert contrast(ink_on(ground), ground) >= 4.5


def contrast(one: str, other: str):
    """The contrast ratio of WCAG 2."""

    def luminance(code: str):
        shade = QColor(code)
        parts = (shade.redF(), shade.greenF(), shade.blueF())
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)

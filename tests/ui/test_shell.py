"""The window: its pages and keys, its bars, and what it says to a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel

from tests.ui.shell_samples import SamplePage, surroundings
from ui import actions
from ui.actions import ACTIONS, MENU, Situation
from ui.appearance import DARK
from ui.errors import Notice
from ui.main_window import SMALLEST, MainWindow
from ui.pages.page import Room
from ui.widgets.status_bar import JournalState, Typing, Unsaved
from ui.widgets.top_bar import Identity
from workstation.i18n import Language
from workstation.messages import Sentence, Text
from workstation.record.failures import DiskFull, FileMissing

IDENTITY = Identity(
    name="KN5501-SLE",
    facts=("NCT06010472", Text("Changhai Hospital, Shanghai", "上海长海医院")),
    person="Zhao Min",
    role=Text("Sub-investigator", "次要研究者"),
    demo=True,
)


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def window(qtbot, log) -> Iterator[MainWindow]:
    around = surroundings()
    made = MainWindow(around)
    qtbot.addWidget(made)
    rooms = [Room(name, partial(SamplePage, name, log)) for name in ("Patients", "Study")]
    made.show_rooms(rooms, IDENTITY)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    log.clear()
    yield made
    assert around.operations.shut_down(5)


def page(window: MainWindow, place: int = 0) -> SamplePage:
    found = window.page(place)
    assert isinstance(found, SamplePage)
    return found


def test_a_page_is_made_when_it_is_first_entered(window, log):
    assert window.page(1) is None
    window.go_to(1)
    assert log == ["leave Patients", "enter Study"]
    assert window.current is window.page(1)


def test_pages_are_reached_by_keys_and_by_the_rail(window, qtbot, log):
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert log[-1] == "enter Study"
    assert window.rail is not None
    assert window.rail.place == 1
    qtbot.keyClick(window.rail, Qt.Key.Key_Up)
    assert log[-1] == "enter Patients"
    assert window.rail.place == 0


def test_a_page_that_cannot_be_left_stays(window):
    page(window).may_leave = False
    assert not window.go_to(1)
    assert window.current is window.page(0)
    assert window.rail is not None
    assert window.rail.place == 0


def test_only_pages_that_exist_are_shown(window):
    assert not window.go_to(2)
    assert not window.go_to(-1)


def test_the_language_changes_everywhere_at_once(window, qtbot, log):
    assert "Changhai Hospital" in window.top.facts.text()
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.top.facts.text() == "NCT06010472 · 上海长海医院"
    assert window.top.role.text() == " · 次要研究者"
    assert window.top.language.text() == "中文 / EN"
    assert log == ["say Patients"]
    qtbot.mouseClick(window.top.language, Qt.MouseButton.LeftButton)
    assert window.top.role.text() == " · Sub-investigator"


def test_a_demo_says_so_on_every_page_and_in_the_title(window):
    for place in range(2):
        window.go_to(place)
        assert window.top.demo.isVisible()
        assert "DEMO" in window.top.demo.text()
    assert "DEMO" in window.windowTitle()


def test_a_real_study_shows_no_mark_of_a_demo(window):
    window.show_identity(Identity("KN5501-SLE", person="Zhao Min", read_only=True))
    assert not window.top.demo.isVisible()
    assert window.top.read_only.isVisible()
    assert "DEMO" not in window.windowTitle()


def test_what_the_page_offers_decides_what_can_be_done(window, qtbot):
    saved: list[str] = []
    act = window.acts.of(actions.SAVE)
    assert not act.isEnabled()
    page(window).offered = {"save": lambda: saved.append("form")}
    page(window).offers_changed.emit()
    assert act.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert saved == ["form"]


@pytest.mark.parametrize(
    ("situation", "can"),
    [
        (Situation(), {"new_study", "open", "language", "full_screen", "about", "quit"}),
        (
            Situation(study_open=True, read_only=True),
            {"new_study", "open", "language", "full_screen", "about", "quit", "patients", "study", "verify"}
            | {"close_study", "today", "palette"},
        ),
        (
            Situation(study_open=True, offered={"save": lambda: None}),
            {action.key for action in ACTIONS} - {"find", "print", "explain", "sign"},
        ),
    ],
)
def test_when_an_act_can_be_done(situation, can):
    assert {action.key for action in ACTIONS if situation.allows(action)} == can


def test_no_two_acts_share_a_key():
    keys = [action.keys for action in ACTIONS if action.keys]
    assert len(keys) == len(set(keys))
    assert len({action.key for group in MENU for action in group}) == len(ACTIONS)


def test_the_appearance_reaches_every_page(window, log):
    window._around.look.switch(DARK)
    assert log == ["dark"]


def test_the_window_fits_the_smallest_ward_laptop(window):
    assert SMALLEST[0] <= 1280
    assert SMALLEST[1] <= 700
    window.resize(1280, 700)
    assert (window.width(), window.height()) == (1280, 700)
    for label in window.top.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.width() >= label.sizeHint().width() - 1, label.text()


def test_full_screen_and_back(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()


def test_closing_lets_every_page_keep_what_it_has(window, log):
    told: list[str] = []
    window.closing.connect(lambda: told.append("closing"))
    window.go_to(1)
    log.clear()
    window.close()
    assert log == ["leave Patients", "leave Study"]
    assert told == ["closing"]


def test_the_first_paint_is_told_once(qtbot, log):
    around = surroundings()
    window = MainWindow(around)
    qtbot.addWidget(window)
    told: list[str] = []
    window.first_painted.connect(lambda: told.append("painted"))
    window.show()
    window.show_rooms([Room("Patients", lambda: SamplePage("Patients", log))], IDENTITY)
    qtbot.waitUntil(lambda: told == ["painted"])
    page(window).ready.emit()
    qtbot.wait(50)
    assert told == ["painted"]
    assert around.operations.shut_down(5)


def drop(window: MainWindow, name: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(name)])
    position, copy = QPoint(200, 200).toPointF(), Qt.DropAction.CopyAction
    event = QDropEvent(position, copy, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(event)


def test_a_study_file_can_be_let_fall_on_the_window(window):
    paths: list[Path] = []
    window.dropped.connect(paths.append)
    drop(window, "/somewhere/trial.kn5501")
    drop(window, "/somewhere/holiday.jpg")
    assert paths == [Path("/somewhere/trial.kn5501")]


def test_a_notice_stays_until_it_is_put_away(window, qtbot):
    full = Sentence("The disk is full.")
    window._around.errors.tell(full, Sentence("Free some space."))
    window._around.errors.tell(full, Sentence("Free some space."))
    [notice] = window.messages.notices
    message = window.messages.message()
    assert [label.text() for label in message.findChildren(QLabel)] == [
        "The disk is full.",
        "Free some space.",
    ]
    assert window.messages.isVisible()
    qtbot.mouseClick(message.dismiss, Qt.MouseButton.LeftButton)
    assert not window.messages.isVisible()
    assert notice.sentence == full


def test_a_notice_with_a_way_on_goes_when_it_is_taken(window, qtbot):
    tried: list[str] = []
    notice = Notice(Sentence("It is open elsewhere."), None, lambda: tried.append("read"), "Open read-only")
    window.messages.show_notice(notice)
    button = window.messages.message().way_on
    assert button.text() == "Open read-only"
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert tried == ["read"]
    assert window.messages.notices == ()


def test_no_more_than_three_notices_push_the_work_aside(window):
    for place in range(5):
        window._around.errors.tell(Sentence("Fault {place}", {"place": place}))
    assert [notice.sentence.values["place"] for notice in window.messages.notices] == [4, 3, 2]


def test_the_bar_below_says_what_is_saved_and_whether_the_journal_holds(window):
    status = window.status
    status.show_open("ST-4F21A0", read_only=False)
    assert status.saved.text() == "Everything is saved"
    status.show_saved(datetime(2026, 11, 22, 10, 32, 7, tzinfo=UTC))
    assert status.saved.text() == "Saved 10:32:07"
    status.show_journal(JournalState(4182))
    assert status.journal.text() == "Checking the journal · 4,182 entries"
    status.show_journal(JournalState(4182, intact=True))
    assert status.journal.text() == "Journal intact · 4,182 entries"
    status.show_journal(JournalState(4187, intact=True, checked=4182))
    assert status.journal.text() == "4,187 entries · checked to 4,182"
    status.show_journal(JournalState(4182, intact=False))
    assert "does not hold" in status.journal.text()
    assert status.station.text() == "Station ST-4F21A0"
    assert status.offline.isVisible()


@pytest.mark.parametrize(
    ("unsaved", "said", "kind"),
    [
        (Unsaved(Typing.DRAFT, 2), "Typed, kept as a draft, not saved", "warning"),
        (Unsaved(Typing.LOST), "Typed, not saved and not kept as a draft", "wrong"),
        (Unsaved(waiting=1), "1 draft not saved", "warning"),
        (Unsaved(waiting=3), "3 drafts not saved", "warning"),
        (Unsaved(), "Saved 10:32:07", "good"),
    ],
)
def test_the_bar_below_calls_saved_only_what_is(window, unsaved, said, kind):
    status = window.status
    status.show_open("ST-4F21A0", read_only=False)
    status.show_unsaved(Unsaved(Typing.DRAFT))
    status.show_saved(datetime(2026, 11, 22, 10, 32, 7, tzinfo=UTC))
    assert status.saved.text() == "Typed, kept as a draft, not saved"
    status.show_unsaved(unsaved)
    assert status.saved.text() == said
    assert status.dot.property("kind") == kind


def test_only_what_was_said_of_saving_goes_when_saving_works(window):
    errors = window._around.errors
    errors.take_of_saving(DiskFull(Path("trial.kn5501")))
    errors.take(FileMissing(Path("other.kn5501")))
    window.messages.saving_works()
    assert [notice.sentence for notice in window.messages.notices] == [
        FileMissing(Path("other.kn5501")).sentence
    ]


def test_short_work_is_not_worth_a_word(window, qtbot):
    window.status.show_work("Laying out the sheet…")
    window.status.show_work("")
    qtbot.wait(450)
    assert not window.status.working.isVisible()
    window.status.show_work("Laying out the sheet…")
    qtbot.waitUntil(window.status.working.isVisible)
    assert window.status.working.text() == "Laying out the sheet…"


def test_a_window_can_begin_in_chinese(qtbot, log):
    around = surroundings(Language.CHINESE)
    window = MainWindow(around)
    qtbot.addWidget(window)
    window.show_rooms([Room("Patients", lambda: SamplePage("Patients", log))], IDENTITY)
    assert window.top.facts.text().endswith("上海长海医院")
    assert around.operations.shut_down(5)

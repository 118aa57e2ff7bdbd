"""From the first page to an open study and back: recent studies, the demo, a new study, signing in, bad files."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from tests.ui.shell_samples import PASSPHRASE, PERSON, new_study, surroundings
from ui import __main__ as entry
from ui import bootstrap
from ui.actions import BEGIN_VISIT, ENROL
from ui.bootstrap import Program
from ui.dialogs.begin_visit import BeginVisit
from ui.dialogs.new_study import NewStudy
from ui.dialogs.passphrase import FIRST, SECOND
from ui.dialogs.sign_in import CODE, SignIn
from ui.dialogs.sign_in import PASSPHRASE as PASSPHRASE_FIELD
from ui.garbage import Garbage
from ui.pages.patients import PatientsPage
from ui.pages.start import StartPage
from ui.settings import MOST_RECENT, RecentStudy, Settings, SettingsFile
from ui.widgets.patient_list import PatientList
from workstation.clock import SetClock
from workstation.i18n import Language
from workstation.paths import demo_folder
from workstation.services.make_demo import make_demo
from workstation.services.open_study import open_study

Make = Callable[[Path | None], Program]
D = TypeVar("D", bound=QDialog)


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo"), patients=2)


@pytest.fixture
def make(qapp: QApplication, qtbot, tmp_path: Path) -> Iterator[Make]:
    made: list[Program] = []

    def start(file: Path | None) -> Program:
        around = surroundings()
        program = Program(qapp, around, SettingsFile(tmp_path / "settings"), Garbage(lambda: True))
        qtbot.addWidget(program.window)
        program.window.show()
        program.begin(file)
        made.append(program)
        qtbot.waitUntil(lambda: around.operations.pending == 0, timeout=20_000)
        return program

    yield start
    for program in made:
        program.window.close()
        assert program.around.operations.shut_down(10)


def settle(qtbot, program: Program) -> None:
    qtbot.waitUntil(lambda: program.around.operations.pending == 0, timeout=20_000)


def dialog_of(program: Program, kind: type[D]) -> D:
    [found] = [child for child in program.window.findChildren(kind) if child.isVisible()]
    return found


def is_open(program: Program) -> bool:
    """Whether a study is shown: the rail stands beside its pages alone."""
    return program.window.rail is not None


def typed(qtbot, widget, text: str) -> None:
    widget.clear()
    qtbot.keyClicks(widget, text)


# opening


def test_a_demo_opens_by_itself_and_says_so(make, demo, qtbot):
    program = make(demo)
    window = program.window
    assert window.top.demo.isVisible()
    # The list comes first; what the definitions say follows.
    qtbot.waitUntil(lambda: "NCT06010472" in window.top.facts.text(), timeout=10_000)
    assert window.rail is not None
    assert program.start_page is None


def test_the_first_painted_list_is_told(qapp, qtbot, demo, tmp_path):
    around = surroundings()
    program = Program(qapp, around, SettingsFile(tmp_path), Garbage(lambda: True))
    qtbot.addWidget(program.window)
    program.window.show()
    with qtbot.waitSignal(program.window.first_painted, timeout=10_000):
        program.begin(demo)
    [page] = program.window.findChildren(PatientList)
    assert page.model.rowCount() == 2
    assert around.operations.shut_down(10)


def test_the_journal_is_checked_beside_the_work(make, demo, qtbot):
    program = make(demo)
    qtbot.waitUntil(lambda: program.window.status.journal.text().startswith("Journal intact"), timeout=20_000)


def test_what_was_opened_stands_on_the_first_page_next_time(make, demo, qtbot):
    make(demo).close_study()
    page = make(None).start_page
    assert isinstance(page, StartPage)
    assert page.recent.count() == 1
    qtbot.keyClick(page.recent, Qt.Key.Key_Delete)
    assert page.recent.count() == 0
    assert page.empty.isVisible()
    assert demo.exists()


def test_enter_on_a_recent_study_opens_it(make, demo, qtbot):
    program = make(demo)
    program.close_study()
    settle(qtbot, program)
    assert program.start_page is not None
    assert not is_open(program)
    qtbot.keyClick(program.start_page.recent, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert is_open(program)


def test_the_very_first_start_makes_the_demo_and_opens_it(make, monkeypatch, qtbot):
    monkeypatch.setattr(bootstrap, "_make_demo", lambda: make_demo(demo_folder(), patients=1))
    program = make(None)
    settle(qtbot, program)
    qtbot.waitUntil(lambda: is_open(program), timeout=20_000)
    assert program.window.top.demo.isVisible()
    assert (demo_folder() / "demo.kn5501").exists()


def test_the_demo_does_not_come_over_a_study_that_is_just_being_made(qapp, monkeypatch, qtbot):
    go_on = threading.Event()

    def slowly() -> Path:
        go_on.wait(10)
        return make_demo(demo_folder(), patients=1)

    monkeypatch.setattr(bootstrap, "_make_demo", slowly)
    around = surroundings()
    program = Program(qapp, around, SettingsFile(demo_folder() / "settings"), Garbage(lambda: True))
    qtbot.addWidget(program.window)
    program.window.show()
    program.begin(None)
    program.new_study()
    go_on.set()
    settle(qtbot, program)
    assert not is_open(program)
    assert dialog_of(program, NewStudy).isVisible()
    assert program.start_page is not None
    assert program.start_page.demo.isEnabled()
    assert around.operations.shut_down(10)


def test_the_demo_can_be_asked_for_where_the_first_page_would_come(make, demo, monkeypatch, qtbot):
    monkeypatch.setattr(bootstrap, "_make_demo", lambda: make_demo(demo_folder(), patients=1))
    program = make(demo)
    program.close_study()
    settle(qtbot, program)
    program.begin(None, demo=True)
    qtbot.waitUntil(lambda: is_open(program), timeout=20_000)
    assert program._path == demo_folder() / "demo.kn5501"


def test_what_was_said_before_is_gone_once_a_study_opens(make, demo, tmp_path, qtbot):
    program = make(tmp_path / "gone.kn5501")
    assert len(program.window.messages.notices) == 1
    program.open(demo)
    settle(qtbot, program)
    assert is_open(program)
    assert program.window.messages.notices == ()


@pytest.mark.parametrize("text", ["Minutes of the ward round. " * 400, "查房记录。" * 900, "short"])
def test_a_text_file_is_no_study_and_nobody_is_sent_to_look_for_keys(make, tmp_path, text):
    path = tmp_path / "minutes.kn5501"
    path.write_text(text, encoding="utf-8")
    program = make(path)
    [notice] = program.window.messages.notices
    assert "is no study" in notice.sentence.text


def test_a_study_in_use_can_be_opened_read_only(make, demo, qtbot):
    other = open_study(demo)
    try:
        program = make(demo)
        [notice] = program.window.messages.notices
        assert "is already open" in notice.sentence.text
        button = program.window.messages.message().way_on
        assert button.text() == "Open read-only"
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: is_open(program), timeout=20_000)
        assert program.window.top.read_only.isVisible()
        assert not program.window.acts.of(ENROL).isEnabled()
    finally:
        other.close()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a spreadsheet", b"SQLite format 3\x00 but not ours"])
def test_a_foreign_file_is_refused_with_a_sentence_on_the_first_page(make, tmp_path, content):
    foreign = tmp_path / "table.kn5501"
    foreign.write_bytes(content)
    program = make(foreign)
    [notice] = program.window.messages.notices
    assert notice.advice is not None
    assert program.start_page is not None


def test_a_missing_file_is_a_sentence_and_a_study_that_is_open_stays_open(make, demo, tmp_path, qtbot):
    program = make(demo)
    program.open(tmp_path / "gone.kn5501")
    settle(qtbot, program)
    assert len(program.window.messages.notices) == 1
    assert is_open(program)


# signing in


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return new_study(tmp_path)


def test_a_wrong_passphrase_is_told_at_its_field_and_the_right_one_opens(make, study, qtbot):
    program = make(study)
    dialog = dialog_of(program, SignIn)
    assert dialog.person.code == PERSON
    typed(qtbot, dialog.passphrase, "wrong horse")
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert PERSON in dialog.fields.said(PASSPHRASE_FIELD)
    assert not is_open(program)
    typed(qtbot, dialog.passphrase, PASSPHRASE)
    assert dialog.fields.said(PASSPHRASE_FIELD) == ""
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert is_open(program)
    assert program.window.top.person.text() == PERSON
    assert program.window.top.role.text() == " · Principal investigator"
    assert not program.window.top.demo.isVisible()


def test_escape_while_it_opens_leaves_it_closed(make, study, qtbot):
    program = make(study)
    dialog = dialog_of(program, SignIn)
    typed(qtbot, dialog.passphrase, PASSPHRASE)
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settle(qtbot, program)
    qtbot.wait(50)
    assert not is_open(program)
    program.around.operations.shut_down(10)
    open_study(study, person=PERSON, passphrase=PASSPHRASE).close()


def test_in_use_is_told_in_the_dialog_with_who_and_the_way_on(make, study, qtbot):
    other = open_study(study, person=PERSON, passphrase=PASSPHRASE, clock=SetClock())
    try:
        program = make(study)
        dialog = dialog_of(program, SignIn)
        typed(qtbot, dialog.passphrase, PASSPHRASE)
        qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
        settle(qtbot, program)
        assert PERSON in dialog.box.sentence.text()
        assert "2026-01-01" in dialog.box.sentence.text()
        qtbot.mouseClick(dialog.read_only, Qt.MouseButton.LeftButton)
        settle(qtbot, program)
        assert program.window.top.read_only.isVisible()
    finally:
        other.close()


def test_a_lost_passphrase_is_replaced_by_the_recovery_code(make, tmp_path, qtbot):
    program = make(None)
    code = make_new_study(qtbot, program, tmp_path / "own.kn5501")
    program.close_study()
    settle(qtbot, program)
    program.open(tmp_path / "own.kn5501")
    settle(qtbot, program)
    dialog = dialog_of(program, SignIn)
    qtbot.mouseClick(dialog.recover, Qt.MouseButton.LeftButton)
    assert not dialog.passphrase.isVisible()
    for text, said in (("AAAAA-BBBBB-CCCCC-DDDDD-EEEEE", "recovery code"), (code.lower(), "")):
        typed(qtbot, dialog.code, text)
        for key in (FIRST, SECOND):
            typed(qtbot, dialog.fields.editor(key), "another horse battery")
        qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
        settle(qtbot, program)
        if said:
            assert said in dialog.fields.said(CODE)
    assert program.window.top.person.text() == "王芳"


# a new study


def make_new_study(qtbot, program: Program, path: Path) -> str:
    """Make a study with the dialog, by keys; gives the recovery code."""
    program.new_study()
    dialog = dialog_of(program, NewStudy)
    typed(qtbot, dialog.file, str(path))
    dialog.person.setText("王芳")
    for key in (FIRST, SECOND):
        typed(qtbot, dialog.fields.editor(key), "four words that differ")
    qtbot.keyClick(dialog.person, Qt.Key.Key_Return)
    settle(qtbot, program)
    code = dialog.code.text()
    assert len(code) == len("AAAAA-BBBBB-CCCCC-DDDDD-EEEEE")
    assert not dialog.go_on.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible(), "the code would be lost"
    qtbot.keyClick(dialog.written, Qt.Key.Key_Space)
    qtbot.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    return code


def test_a_new_study_is_made_its_code_shown_once_and_it_is_open(make, tmp_path, qtbot):
    program = make(None)
    make_new_study(qtbot, program, tmp_path / "own")
    assert (tmp_path / "own.kn5501").exists()
    assert program.window.top.person.text() == "王芳"
    assert is_open(program)


@pytest.mark.parametrize(
    ("first", "second", "field", "says"),
    [
        ("short", "short", FIRST, "At least"),
        ("four words that differ", "four words that difer", SECOND, "not the same"),
    ],
)
def test_a_passphrase_that_will_not_do_is_told_at_its_field(
    make, tmp_path, qtbot, first, second, field, says
):
    program = make(None)
    program.new_study()
    dialog = dialog_of(program, NewStudy)
    typed(qtbot, dialog.file, str(tmp_path / "own"))
    typed(qtbot, dialog.person, "Zhao Min")
    typed(qtbot, dialog.fields.editor(FIRST), first)
    typed(qtbot, dialog.fields.editor(SECOND), second)
    qtbot.keyClick(dialog.person, Qt.Key.Key_Return)
    assert says in dialog.fields.said(field)
    assert list(tmp_path.glob("own*")) == []
    dialog.reject()


def test_a_name_that_exists_is_never_written_over(make, study, qtbot):
    before = study.read_bytes()
    program = make(None)
    program.new_study()
    dialog = dialog_of(program, NewStudy)
    typed(qtbot, dialog.file, str(study))
    typed(qtbot, dialog.person, "Zhao Min")
    for key in (FIRST, SECOND):
        typed(qtbot, dialog.fields.editor(key), "four words that differ")
    qtbot.keyClick(dialog.person, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert "already" in dialog.box.sentence.text()
    assert study.read_bytes() == before
    dialog.reject()


# what is remembered


def test_settings_come_back_and_broken_ones_are_none(tmp_path: Path):
    kept = SettingsFile(tmp_path)
    recent = RecentStudy(str(tmp_path / "a.kn5501"), "2026-11-22 10:32", demo=True)
    kept.change(lambda _now: Settings(Language.CHINESE, "00ff", (recent,)))
    assert SettingsFile(tmp_path).now == Settings(Language.CHINESE, "00ff", (recent,))
    for broken in ("{", "[]", json.dumps({"language": "fr"}), json.dumps({"recent": [1]})):
        (tmp_path / "settings.json").write_text(broken, encoding="utf-8")
        assert SettingsFile(tmp_path).now == Settings()


def test_a_study_stands_in_the_list_once_and_the_list_has_an_end():
    settings = Settings()
    for place in range(MOST_RECENT + 3):
        settings = settings.with_opened(RecentStudy(f"/s/{place}", "now"))
    settings = settings.with_opened(RecentStudy("/s/7", "later"))
    paths = [study.path for study in settings.recent]
    assert paths[0] == "/s/7"
    assert len(paths) == len(set(paths)) == MOST_RECENT


def test_settings_that_cannot_be_written_stop_nobody(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    kept = SettingsFile(tmp_path / "file" / "folder")
    kept.change(lambda _now: Settings(Language.CHINESE))
    assert kept.now.language is Language.CHINESE


def test_the_language_is_remembered(make, tmp_path, demo):
    program = make(demo)
    program.around.words.switch(Language.CHINESE)
    assert SettingsFile(tmp_path / "settings").now.language is Language.CHINESE


@pytest.mark.parametrize(
    ("arguments", "file", "language"),
    [([], None, None), (["a.kn5501", "--language", "zh"], Path("a.kn5501"), "zh")],
)
def test_the_command_line(arguments, file, language):
    asked = entry.read_command_line(arguments)
    assert (asked.file, asked.language) == (file, language)


def test_an_unscheduled_visit_can_begin_from_the_menu(make, demo, qtbot, tmp_path):
    own = Path(shutil.copy(demo, tmp_path / "own.kn5501"))
    shutil.copy(demo.with_name(demo.name + ".keys"), own.with_name(own.name + ".keys"))
    program = make(own)
    page = program.window.room("Patients")
    assert isinstance(page, PatientsPage)
    qtbot.waitUntil(lambda: page.workplace is not None and page.desk.opened is not None, timeout=20_000)
    settle(qtbot, program)
    opened = page.desk.opened
    assert opened is not None
    program.window.acts.of(BEGIN_VISIT).trigger()
    dialog = dialog_of(program, BeginVisit)
    dialog.visit.choose("UNS")
    last = max(visit.date for visit in opened.subject.visits if visit.date is not None)
    typed(qtbot, dialog.date, last.isoformat())
    qtbot.keyClick(dialog.date, Qt.Key.Key_Return)
    settle(qtbot, program)
    qtbot.waitUntil(lambda: page.desk.visit == "UNS", timeout=10_000)
    assert page.desk.begun

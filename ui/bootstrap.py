"""The one place where the parts of the window are chosen and joined, and where a study is opened for it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFileDialog

from ui import actions
from ui.application import LastResort, QtSpeaker, follow_system, language_of_system, make_application
from ui.errors import Errors, Fault
from ui.garbage import Garbage
from ui.main_window import SUFFIX, MainWindow
from ui.operations import Changed, Operations
from ui.pages.page import Room
from ui.settings import RecentStudy, SettingsFile
from ui.surroundings import Surroundings
from ui.widgets.status_bar import JournalState
from ui.widgets.top_bar import Identity
from ui.words import Words
from workstation.clock import SystemClock
from workstation.i18n import Language
from workstation.messages import Sentence, Text
from workstation.paths import demo_folder, resources, user_folder

if TYPE_CHECKING:
    from ui.dialogs.new_study import NewStudy, NewStudyWish
    from ui.dialogs.sign_in import Credentials, SignIn
    from ui.pages.rooms import Rooms
    from ui.pages.start import StartPage
    from ui.pages.study import StudyPage
    from workstation.definition.study import Study
    from workstation.services.create_study import Created
    from workstation.services.file_facts import FileFacts
    from workstation.services.session import Session

# Imports inside functions here: what the first paint does not need is read when it is wanted, because it would take
# longer than all the rest of the start; and what opens a study is read by the worker, beside the window being built.

DEMO_FILE = "demo.kn5501"
_STUDY_PAGE = "Study"
_CHECK_AFTER_MS = 2_000
_SETTLE_AFTER_MS = 800
_SHOWN_AT_ONCE_S = 0.1
"""A study that opens within this time is there when the window appears; any other fills the window later."""
_RECENT_SHOWN = "%Y-%m-%d %H:%M"


class SignInFirst(Exception):  # noqa: N818 - an answer, not a fault
    """The study does not open by itself; these people can open it."""

    def __init__(self, people: tuple[str, ...]) -> None:
        super().__init__()
        self.people = people


def start(
    file: Path | None, language: Language | None, settings_folder: Path | None = None, *, demo: bool = False
) -> Program:
    """The program, joined; the study is being opened already. :meth:`Program.run` shows it.

    ``demo``: go to the demo study also where another page would come first.
    """
    kept = SettingsFile(settings_folder or user_folder())
    errors = Errors()
    operations = Operations(errors)
    # Nothing of a start is garbage: it begins to be collected once everything stands.
    garbage = Garbage(lambda: operations.calm, operations)
    application = make_application(["kn5501-workstation"], resources())
    words = Words(language or kept.now.language or language_of_system(), resources() / "locale")
    QtSpeaker(application, words)
    around = Surroundings(words, follow_system(application), operations, errors)
    program = Program(application, around, kept, garbage)
    program.begin(file, demo=demo)
    # Opening the study, then reading its list.
    for _ in range(2):
        operations.go_ahead(_SHOWN_AT_ONCE_S)
        operations.deliver()
    return program


class Program(QObject):
    """Opens and closes studies for the window and keeps what a person chose. ``shown`` after a study was opened."""

    shown = Signal()

    def __init__(
        self, application: QApplication, around: Surroundings, kept: SettingsFile, garbage: Garbage
    ) -> None:
        super().__init__()
        self.application, self.around, self._kept, self._garbage = application, around, kept, garbage
        self._clock = SystemClock()
        self._rooms: Rooms | None = None
        self._path: Path | None = None
        self._reporting = False
        self._asks = 0
        self._demo_asked = 0
        self._making_demo = False
        self.start_page: StartPage | None = None
        self.last_resort = LastResort(around.errors)
        self.window = MainWindow(around)
        self.window.place_as(kept.now.geometry)
        self._connect()

    def _connect(self) -> None:
        window, acts = self.window, self.window.acts
        window.closing.connect(self._keep_settings)
        window.dropped.connect(self.open)
        self.around.operations.leaving.connect(window.leave_pages)
        self.around.operations.saved.connect(lambda _moment: window.messages.saving_works())
        self.around.operations.changed.connect(self._follow_rules)
        self.around.words.changed.connect(self._keep_language)
        self.around.errors.faulted.connect(self._report)
        for action, do in (
            (actions.NEW_STUDY, self.new_study),
            (actions.OPEN, self.browse),
            (actions.CLOSE, self.close_study),
            (actions.ABOUT, self.about),
            (actions.QUIT, window.close),
            (actions.PALETTE, self.go_anywhere),
            (actions.ENROL, lambda: self._rooms.enrol() if self._rooms else None),
            (actions.BEGIN_VISIT, lambda: self._rooms.begin_visit() if self._rooms else None),
            (actions.ADD_PERSON, lambda: self._rooms.add_person() if self._rooms else None),
            (actions.VERIFY, lambda: self._rooms.verify() if self._rooms else None),
        ):
            acts.connect_to(action, do)

    def begin(self, file: Path | None, *, demo: bool = False) -> None:
        """Go to a study, or to the first page; on the very first start, or where it is asked for, to the demo."""
        if file is not None:
            self.open(file)
        elif not demo and self._kept.now.recent:
            self.show_start()
        else:
            self.open_demo()

    def run(self) -> int:
        """Show the window until it is closed, then finish what was begun."""
        self.last_resort.install()
        self.window.show()
        code = self.application.exec()
        self.around.operations.shut_down()
        self.last_resort.remove()
        return code

    # opening

    def open(self, path: Path, *, read_only: bool = False) -> None:
        """Open a study; ask who it is first, unless it is a demo."""
        self._asks += 1
        path = path.absolute()
        if path == self._path:
            return

        def opener() -> Session:
            from workstation.services.open_study import open_study, opens_by_itself, people_with_access

            if not opens_by_itself(path):
                raise SignInFirst(people_with_access(path))
            return open_study(path, read_only=read_only)

        self.around.operations.open(opener, self._opened, lambda error: self._not_opened(path, error))

    def _not_opened(self, path: Path, error: Exception) -> None:
        from workstation.services.open_study import read_only_would_do

        if self._path is None and self.start_page is None:
            self.show_start()
        if isinstance(error, SignInFirst):
            self._sign_in(path, error.people)
        elif read_only_would_do(error):
            self.around.errors.take(error, lambda: self.open(path, read_only=True), "Open read-only")
        else:
            self.around.errors.take(error)

    def _sign_in(self, path: Path, people: tuple[str, ...]) -> None:
        from ui.dialogs.sign_in import SignIn

        dialog = SignIn(self.around.words, path.name, people, self.window)
        dialog.entered.connect(lambda credentials: self._enter(path, credentials, dialog))
        dialog.open()

    def _enter(self, path: Path, credentials: Credentials, dialog: SignIn) -> None:
        def failed(error: Exception) -> None:
            from workstation.services.open_study import read_only_would_do

            if not dialog.show_failure(error, read_only_would_do=read_only_would_do(error)):
                self.around.errors.take(error)

        def done(session: Session) -> None:
            dialog.accept()
            self._opened(session)

        opening = self.around.operations.open(lambda: _opened_by(path, credentials), done, failed)
        dialog.rejected.connect(opening.cancel)

    def _opened(self, session: Session) -> None:
        from ui.pages.rooms import Rooms

        self._leave_rooms()
        self._path = session.path.absolute()
        rooms = Rooms(self.around, session.today, writable=not session.read_only, window=self.window)
        rooms.journal_told.connect(self.window.status.show_journal)
        rooms.unsaved_told.connect(self.window.status.show_unsaved)
        identity = identity_of(session)
        rooms.definitions_read.connect(lambda _study: self._settle())
        rooms.definitions_read.connect(lambda study: self.window.show_identity(with_facts(identity, study)))
        rooms.room_wanted.connect(self.window.go_to_room)
        self._rooms = rooms
        self.window.status.show_open(session.station, session.read_only)
        self.window.show_rooms(rooms.all(), identity, rooms.first)
        opened = self._clock.now().strftime(_RECENT_SHOWN)
        recent = RecentStudy(str(self._path), opened, session.demo)
        self._kept.change(lambda settings: settings.with_opened(recent))
        self.around.operations.run(_facts, self._show_facts)
        self.shown.emit()

    def _follow_rules(self, changed: Changed) -> None:
        """A rule of the study was changed: every page was made with the definitions from before, and is made anew."""
        if "settings" in changed.kinds and self._path is not None:
            self.window.leave_pages()
            self.around.operations.run(lambda session: session, self._show_again)

    def _show_again(self, session: Session) -> None:
        self._opened(session)
        self.window.go_to_room(_STUDY_PAGE)
        page = cast("StudyPage", self.window.room(_STUDY_PAGE))
        page.ready.connect(page.show_settings, Qt.ConnectionType.SingleShotConnection)

    def _show_facts(self, facts: FileFacts) -> None:
        status, rooms = self.window.status, self._rooms
        status.show_journal(JournalState(facts.entries))
        behind = Sentence(
            "The clock of this computer is behind the last entry ({moment})", {"moment": facts.last_at}
        )
        status.show_clock(behind if facts.clock_behind else None)
        if rooms is not None:
            QTimer.singleShot(_CHECK_AFTER_MS, rooms, lambda: rooms.verify(facts.entries))

    # the other ways to a study

    def show_start(self) -> None:
        """Show the first page."""
        from ui.pages.start import StartPage

        page = StartPage(self.around)
        self.start_page = page
        page.open_wanted.connect(self.open)
        page.forget_wanted.connect(self._forget)
        page.new_wanted.connect(self.new_study)
        page.browse_wanted.connect(self.browse)
        page.demo_wanted.connect(self.open_demo)
        page.show_recent(self._kept.now.recent)
        self.window.show_rooms([Room(page.title, lambda: page)], None)
        self._settle()

    def _forget(self, path: str) -> None:
        self._kept.change(lambda settings: settings.without(path))
        if self.start_page is not None:
            self.start_page.show_recent(self._kept.now.recent)

    def browse(self) -> None:
        """Choose a study file."""
        self._asks += 1
        chosen, _kind = QFileDialog.getOpenFileName(
            self.window, self.around.words("Open a study"), "", f"KN5501 (*{SUFFIX})"
        )
        if chosen:
            self.open(Path(chosen))

    def open_demo(self) -> None:
        """Open the demo study of this user; make it on first use."""
        path = demo_folder() / DEMO_FILE
        if path.exists() and not self._making_demo:
            self.open(path)
            return
        if self.start_page is None:
            self.show_start()
        if self.start_page is not None:
            self.start_page.show_work("Making the demo study, some seconds…")
        self._asks += 1
        self._demo_asked = self._asks
        if not self._making_demo:
            self._making_demo = True
            self.around.operations.run_beside(lambda _progress: _make_demo(), self._demo_made, self._no_demo)

    def _demo_made(self, path: Path) -> None:
        """Open the demo, unless another study was opened or asked for while it was being made."""
        self._making_demo = False
        if self._path is None and self._asks == self._demo_asked:
            self.open(path)
        elif self.start_page is not None:
            self.start_page.show_work("")

    def _no_demo(self, error: Exception) -> None:
        self._making_demo = False
        if self.start_page is not None:
            self.start_page.show_work("")
        self.around.errors.take(error, self.open_demo)

    def new_study(self) -> None:
        """Make a new study, then open it."""
        from ui.dialogs.new_study import NewStudy

        self._asks += 1
        dialog = NewStudy(self.around.words, Path.home(), self.window)
        dialog.wanted.connect(lambda wish: self._create(wish, dialog))
        dialog.finished_with.connect(self._open_new)
        dialog.open()

    def _create(self, wish: NewStudyWish, dialog: NewStudy) -> None:
        def failed(error: Exception) -> None:
            if not (dialog.isVisible() and dialog.show_failure(error)):
                self.around.errors.take(error)

        def done(created: Created) -> None:
            dialog.show_code(created.recovery_code)

        self.around.operations.run_beside(lambda _progress: _create(wish), done, failed)

    def _open_new(self, wish: NewStudyWish) -> None:
        from ui.dialogs.sign_in import Credentials

        credentials = Credentials(wish.person, wish.passphrase)
        self.around.operations.open(
            lambda: _opened_by(wish.path, credentials),
            self._opened,
            lambda error: self._not_opened(wish.path, error),
        )

    def close_study(self) -> None:
        """Close the study and go back to the first page."""
        self.around.operations.close_study()
        # At once, so that nothing can be typed into a page whose study is being closed.
        self._leave_rooms()
        self.show_start()

    def _leave_rooms(self) -> None:
        rooms, self._rooms, self._path, self.start_page = self._rooms, None, None, None
        # What is still said there was said of the study, or of the attempt, that is left.
        self.window.messages.clear()
        if rooms is not None:
            rooms.close()
            rooms.deleteLater()

    # what else belongs to the whole

    def go_anywhere(self) -> None:
        """Find a patient, a visit, a form or an act by typing, and go there or do it."""
        if self._rooms is not None:
            acts = self.window.acts
            able = [
                action
                for action in actions.ACTIONS
                if action is not actions.PALETTE and acts.of(action).isEnabled()
            ]
            self._rooms.go_anywhere(able, self._do)

    def _do(self, key: str) -> None:
        action = next(action for action in actions.ACTIONS if action.key == key)
        self.window.acts.of(action).trigger()

    def about(self) -> None:
        """What this program is."""
        from ui.dialogs.about import About

        About(self.around.words, resources(), self.window).open()

    def _report(self, fault: Fault) -> None:
        from ui.dialogs.fault_report import FaultReport

        if self._reporting:
            return
        self._reporting = True
        # The page may be what is at fault; its draft of two hundred milliseconds ago is in the file all the same.
        with suppress(Exception):
            self.window.leave_pages()
        dialog = FaultReport(self.around.words, fault, self.window)
        dialog.finished.connect(self._reported)
        dialog.open()

    def _reported(self) -> None:
        self._reporting = False

    def _settle(self) -> None:
        QTimer.singleShot(_SETTLE_AFTER_MS, self._garbage, self._garbage.begin)

    def _keep_language(self) -> None:
        language = self.around.words.language
        self._kept.change(lambda settings: replace(settings, language=language))

    def _keep_settings(self) -> None:
        geometry = self.window.geometry_kept
        self._kept.change(lambda settings: replace(settings, geometry=geometry))


def identity_of(session: Session) -> Identity:
    """What the bar at the top says about an open study, as far as it is known without its definitions."""
    from workstation.services.roles import ROLES

    return Identity(
        name=session.file.info.oid.upper(),
        person=session.person,
        role=ROLES.get(session.role),
        demo=session.demo,
        read_only=session.read_only,
    )


def with_facts(identity: Identity, study: Study) -> Identity:
    """The identity with what the definitions say."""
    shown = [study.facts[key].value for key in ("registry_number", "site") if key in study.facts]
    texts = tuple(value for value in shown if isinstance(value, str | Text))
    return replace(identity, name=study.short.en, facts=texts)


def _opened_by(path: Path, credentials: Credentials) -> Session:
    from workstation.services.create_study import re_enter
    from workstation.services.open_study import open_study

    person, passphrase = credentials.person, credentials.passphrase
    if credentials.recovery_code:
        re_enter(path, credentials.recovery_code, person, passphrase, SystemClock())
    return open_study(path, person=person, passphrase=passphrase, read_only=credentials.read_only)


def _facts(session: Session) -> FileFacts:
    from workstation.services.file_facts import file_facts

    return file_facts(session)


def _make_demo() -> Path:
    from workstation.services.make_demo import make_demo

    return make_demo(demo_folder())


def _create(wish: NewStudyWish) -> Created:
    from workstation.services.create_study import create_study

    return create_study(wish.path, wish.person, wish.role, wish.passphrase, SystemClock())

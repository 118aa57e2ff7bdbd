"""What a person does at the window: looks at it, types, clicks, and waits until it answers.

Nothing here calls a use-case or an editor: what is entered goes through keys and clicks on what is shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QThread, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from ui.actions import Action
from ui.bootstrap import Program
from ui.dialogs.change_reason import ChangeReason
from ui.dialogs.enrol import Enrol
from ui.dialogs.override_reason import OverrideReason
from ui.dialogs.sign_in import SignIn
from ui.pages.patients import PatientsPage
from ui.pages.workplace import Workplace
from ui.view_models.form_session import FormSession
from ui.widgets.form_layout import Area
from ui.widgets.form_lines import Kind
from ui.widgets.form_model import LINE
from ui.widgets.form_offering import Mode
from ui.widgets.form_view import FormView

D = TypeVar("D", bound=QDialog)
PATIENCE = 15.0
CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER, TAB, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape
DOWN, DELETE = Qt.Key.Key_Down, Qt.Key.Key_Delete
SAVE, UNDO, REDO = (Qt.Key.Key_S, CONTROL), (Qt.Key.Key_Z, CONTROL), (Qt.Key.Key_Y, CONTROL)
PASTE, ALL, LANGUAGE = (Qt.Key.Key_V, CONTROL), (Qt.Key.Key_A, CONTROL), (Qt.Key.Key_L, CONTROL)
Key = str | Qt.Key | tuple[Qt.Key, Qt.KeyboardModifier]


def pump() -> None:
    """Let the window do what it has to do, and let go of what it has put away, as a running event loop would."""
    QApplication.processEvents()
    if QThread.currentThread().loopLevel() == 0:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Hands:
    """The eyes and hands of the person at one window."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.window = program.window
        self.window.show()
        self.window.activateWindow()
        self.until(self.window.isActiveWindow, "the window comes to the front")

    # waiting

    def until(self, so: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Wait for something to become true; the worker needs the interpreter meanwhile."""
        end = time.monotonic() + seconds
        while not so():
            pump()
            assert time.monotonic() < end, f"waited in vain: {what}; {self.situation()}"
            time.sleep(0.001)

    def settle(self, least: float = 0.05) -> None:
        """Wait until the worker has nothing to do and nothing is about to begin."""
        end = time.monotonic() + PATIENCE
        quiet = time.monotonic() + least
        while self.program.around.operations.pending or time.monotonic() < quiet:
            if self.program.around.operations.pending:
                quiet = time.monotonic() + least
            pump()
            assert time.monotonic() < end, f"never at rest: {self.situation()}"
            time.sleep(0.001)

    def situation(self) -> str:
        """Where things stand, for the one who reads why a test failed."""
        focus, dialog = QApplication.focusWidget(), QApplication.activeModalWidget()
        return (
            f"focus {type(focus).__name__}, dialog {type(dialog).__name__}, notices {self.notices()}, "
            f"note {self.note()!r}"
        )

    # keys and clicks

    def keys(self, *typed: Key) -> None:
        """Type text and keys wherever the keyboard is at each of them."""
        for one in typed:
            if isinstance(one, str):
                for letter in one:
                    self._press(lambda at, letter=letter: QTest.keyClicks(at, letter))
            elif isinstance(one, tuple):
                self._press(lambda at, one=one: QTest.keyClick(at, *one))
            else:
                self._press(lambda at, one=one: QTest.keyClick(at, one))

    def _press(self, press: Callable[[QWidget], None]) -> None:
        if QApplication.activeWindow() is None:
            # No window manager gives the keyboard back to the window behind a dialog that has closed.
            self.window.activateWindow()
            self.until(QApplication.activeWindow, "a window is active")
        at = QApplication.focusWidget() or QApplication.activeWindow()
        assert at is not None
        press(at)
        pump()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget that is in sight and able."""
        assert widget.isVisible(), f"{widget} is not in sight; {self.situation()}"
        assert widget.isEnabled(), f"{widget} cannot be used now; {self.situation()}"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        pump()

    def press(self, within: QWidget, words: str) -> None:
        """Click the button that says so."""
        for button in within.findChildren(QPushButton):
            if button.isVisible() and button.text().startswith(words):
                self.click(button)
                return
        raise AssertionError(f"no button {words!r}; {self.situation()}")

    def act(self, action: Action) -> None:
        """Choose from the menu."""
        chosen = self.window.acts.of(action)
        assert chosen.isEnabled(), f"{action.key} cannot be chosen; {self.situation()}"
        chosen.trigger()
        pump()

    # dialogs

    def dialog(self, kind: type[D]) -> D:
        """The dialog that has opened, once it has the keyboard."""

        def there() -> bool:
            found = QApplication.activeModalWidget()
            return isinstance(found, kind) and found.isActiveWindow()

        self.until(there, f"{kind.__name__} opens")
        found = QApplication.activeModalWidget()
        assert isinstance(found, kind)
        return found

    def until_closed(self, dialog: QDialog) -> None:
        """Wait until a dialog has gone."""
        self.until(lambda: not isValid(dialog) or not dialog.isVisible(), f"{type(dialog).__name__} closes")

    def answering(self, kind: type[D], answer: Callable[[D], None], act: Callable[[], None]) -> None:
        """Do what brings up a dialog that is waited for, and answer it there; it must come."""
        asked: list[QDialog] = []
        began = time.monotonic()
        timer = QTimer()

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, kind) and dialog.isActiveWindow() and not asked:
                asked.append(dialog)
                timer.stop()
                try:
                    answer(dialog)
                finally:
                    if isValid(dialog) and dialog.isVisible():
                        dialog.reject()
            elif time.monotonic() > began + PATIENCE and isinstance(dialog, QDialog):
                dialog.reject()

        timer.timeout.connect(look)
        timer.start(5)
        act()
        timer.stop()
        assert asked, f"nobody was asked by {kind.__name__}; {self.situation()}"

    def sign_in(self, path: Path, passphrase: str) -> None:
        """Type the passphrase of a study that asks for it."""
        dialog = self.dialog(SignIn)
        self.keys(passphrase, ENTER)
        self.until_closed(dialog)
        self.until_open(path)

    # a study

    def until_open(self, path: Path) -> None:
        """Wait until a study is shown with all its patients."""
        self.until(lambda: self.program._path == path.absolute(), f"{path.name} is open")
        self.until(lambda: isinstance(self.window.current, PatientsPage), "the patients are shown")
        self.until(lambda: self.page.workplace is not None, "the workplace stands")
        self.settle()

    @property
    def page(self) -> PatientsPage:
        """The page of the patients."""
        page = self.window.current
        assert isinstance(page, PatientsPage), self.situation()
        return page

    @property
    def place(self) -> Workplace:
        """Where one patient is worked on."""
        place = self.page.workplace
        assert place is not None, self.situation()
        return place

    def enrol(self, *typed: Key) -> None:
        """Open the dialog by its keys and type through it."""
        self.keys((Qt.Key.Key_N, CONTROL))
        dialog = self.dialog(Enrol)
        self.until(dialog.subject.text, "a code is proposed")
        self.keys(*typed)
        self.until_closed(dialog)
        self.settle()

    def patient(self, code: str) -> None:
        """Find a patient by the keys of the list."""
        self.keys((Qt.Key.Key_F, CONTROL), code, DOWN)
        self.until(lambda: self.code == code, f"{code} is open")
        self.settle()
        self.page.patients.field.clear()
        self.settle()

    @property
    def code(self) -> str:
        """The patient on the desk."""
        opened = self.page.desk.opened
        return "" if opened is None else opened.subject.oid

    def visit(self, key: str) -> None:
        """Click a visit on the timeline."""
        x = self.place.timeline.x_of(key)
        assert x is not None, f"no visit {key} on the timeline"
        for y in range(2, self.place.timeline.height(), 3):
            if self.place.timeline._visit_at(x, y) is not None and (
                self.place.timeline._visit_at(x, y).key == key  # type: ignore[union-attr]
            ):
                self.click(self.place.timeline, QPoint(round(x), y))
                break
        else:
            raise AssertionError(f"{key} cannot be clicked on the timeline")
        self.until(lambda: self.page.desk.visit == key, f"{key} is open")
        self.settle()

    def begin(self, key: str, day: str) -> None:
        """Open a visit that has not begun and begin it."""
        self.visit(key)
        card = self.place.visit_card
        assert card.isVisible(), f"{key} has begun already"
        self.click(card.field)
        self.keys(day, ENTER)
        self.until(lambda: self.place.form is not None, f"{key} begins; {card.said.text()}")
        self.settle()

    # a form

    def form(self, oid: str) -> None:
        """Click a form in the list of the visit."""
        forms = self.place.forms
        place = forms.row_of(oid)
        assert place >= 0, f"no form {oid} at {self.page.desk.visit}"
        point = forms.row_rect(place).center().toPoint()
        self.place.forms_scroll.ensureVisible(point.x(), point.y())
        self.click(forms, point)
        self.until(lambda: self.session.place.form.oid == oid, f"{oid} opens")
        self.settle()

    @property
    def session(self) -> FormSession:
        """The form under edit."""
        session = self.page.desk.form
        assert session is not None, self.situation()
        return session

    @property
    def view(self) -> FormView:
        """The form on the screen."""
        view = self.place.form
        assert view is not None, self.situation()
        return view

    def at(self, item: str) -> None:
        """Put the cursor on an item with the mouse."""
        view = self.view
        self.click(view.viewport(), self._spot(item))
        if not (view.hasFocus() or view.inline.focused):
            # That one click is enough has a test of its own; the others go on as a person would.
            self.click(view.viewport(), self._spot(item))
        self.until(lambda: view.editor.cursor == item, f"the cursor is at {item}")

    def _spot(self, item: str) -> QPoint:
        """Where the question of an item stands, or its cell in a table, after it was scrolled into sight."""
        view = self.view
        for row in range(view.model().rowCount()):
            index = view.model().index(row, 0)
            line = index.data(LINE)
            if item in line.paths and line.kind in (Kind.ITEM, Kind.ROW):
                view.scrollTo(index)
                pump()
                area = Area.LABEL if line.kind is Kind.ITEM else Area.FIELD
                zones = view.layout_of.zones(line, None, hovered=True)
                spots = [zone.rect.center() for zone in zones if zone.area is area and zone.path in (item, "")]
                return view.visualRect(index).topLeft() + (spots[0] if spots else QPoint(12, 10))
        raise AssertionError(f"{item} is not on the screen of {view.editor.form.oid}")

    def fill(self, answers: Mapping[str, str]) -> None:
        """Answer items as each of them wants it: by a key, from its list, or typed."""
        for item, text in answers.items():
            self.at(item)
            state = self.view.editor.state.items[item]
            mode = self.view.layout_of.offering.mode(state)
            self.keys(text)
            if mode is Mode.LIST:
                self.keys(ENTER)

    def shown(self, item: str) -> str:
        """What stands in the field of an item."""
        return self.view.editor.text(item)

    def answer(self, item: str) -> str:
        """What the program understood of an item, with its unit; empty if nothing."""
        given = self.view.editor.answers.get(item)
        return "" if given is None else " ".join(part for part in (given.value, given.unit) if part)

    def sentences(self, item: str) -> str:
        """What is said about an item, in the language in force."""
        editor, words = self.view.editor, self.program.around.words
        pending = editor.pending(item)
        found = [words(finding.sentence) for finding in editor.state.findings if finding.path == item]
        return " ".join(([words(pending.sentence)] if pending else []) + found)

    def note(self) -> str:
        """The line under the title of the form."""
        page = self.window.current
        stands = isinstance(page, PatientsPage) and page.workplace is not None
        return self.place.head.note.text() if stands else ""

    def save(self) -> None:
        """Ctrl+S, and nobody asks anything."""
        session = self.session
        self.keys(SAVE)
        self.until(lambda: not session.editor.dirty or self.note().startswith("Not saved"), "the form is saved")
        assert not session.editor.dirty, self.note()
        self.settle()

    def save_with_reason(self, reason: str) -> ChangeReason | None:
        """Ctrl+S; a saved value changes, and the reason is typed."""
        session = self.session
        self.answering(ChangeReason, lambda _dialog: self.keys(reason, ENTER), lambda: self.keys(SAVE))
        self.until(lambda: not session.editor.dirty, "the form is saved")
        self.settle()
        return None

    def save_with_override(self, reason: str) -> None:
        """Ctrl+S before its time, with the reason why it is right all the same."""
        session = self.session
        self.answering(OverrideReason, lambda _dialog: self.keys(reason, ENTER), lambda: self.keys(SAVE))
        self.until(lambda: not session.editor.dirty, "the form is saved")
        self.settle()

    # what is shown around the form

    def notices(self) -> list[str]:
        """What the bar of messages says."""
        words = self.program.around.words
        return [words(notice.sentence) for notice in self.window.messages.notices]

    def panel(self) -> str:
        """All that the panel of scores says."""
        return self.place.panel.board.accessibleName() + " " + self.place.panel.board.accessibleDescription()

    def header(self) -> str:
        """All that the strip above the timeline says."""
        return self.place.header.facts.accessibleName()


def texts(within: QWidget) -> str:
    """Every word of every label in sight."""
    return " ".join(label.text() for label in within.findChildren(QLabel) if label.isVisible())


def study_files(path: Path) -> list[str]:
    """The files that lie beside a study, for the question whether anything was left."""
    return sorted(each.name for each in path.parent.iterdir())

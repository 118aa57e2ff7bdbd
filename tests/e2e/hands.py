"""What an investigator does: opens a study, finds a patient, begins a visit, fills a form, saves, reads the scores.

Nothing here calls a use-case or an editor: what is entered goes through keys and clicks on what is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt

from tests.e2e.window import CONTROL, DOWN, ENTER, AtWindow, Key, pump
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
from workstation.services.session import Session

T = TypeVar("T")
SAVE, UNDO, REDO = (Qt.Key.Key_S, CONTROL), (Qt.Key.Key_Z, CONTROL), (Qt.Key.Key_Y, CONTROL)
PASTE, ALL, LANGUAGE = (Qt.Key.Key_V, CONTROL), (Qt.Key.Key_A, CONTROL), (Qt.Key.Key_L, CONTROL)


class Hands(AtWindow):
    """The person at the page of the patients."""

    def situation(self) -> str:
        """Where things stand, for the one who reads why a test failed."""
        return f"{super().situation()}, note {self.note()!r}"

    # a study

    def sign_in(self, path: Path, passphrase: str) -> None:
        """Type the passphrase of a study that asks for it."""
        dialog = self.dialog(SignIn)
        self.keys(passphrase, ENTER)
        self.until_closed(dialog)
        self.until_open(path)

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
        self.until_shown(code)
        self.settle()
        self.page.patients.field.clear()
        self.settle()

    def until_shown(self, code: str) -> None:
        """Wait until a patient is on the desk."""
        self.until(lambda: self.code == code, f"{code} is open")

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
        # The keys are there already: who opens a visit to begin it types its date.
        assert self.program.window.focusWidget() is card.field, self.situation()
        # Off the screen nobody makes the window active again after a dialog.
        self.program.window.activateWindow()
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
                spots = [
                    zone.rect.center() for zone in zones if zone.area is area and zone.path in (item, "")
                ]
                return view.visualRect(index).topLeft() + (spots[0] if spots else QPoint(12, 10))
        raise AssertionError(f"{item} is not on the screen of {view.editor.form.oid}")

    def add_row(self, group: str) -> None:
        """Click *Add a row* under the table of a group."""
        view = self.view
        for row in range(view.model().rowCount()):
            index = view.model().index(row, 0)
            line = index.data(LINE)
            if line.kind is Kind.ADD and line.group == group:
                view.scrollTo(index)
                pump()
                link = next(zone for zone in view.layout_of.zones(line, None, True) if zone.area is Area.LINK)
                self.click(view.viewport(), view.visualRect(index).topLeft() + link.rect.center())
                return
        raise AssertionError(f"no row can be added to {group}")

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
        self.until(
            lambda: not session.editor.dirty or self.note().startswith("Not saved"), "the form is saved"
        )
        assert not session.editor.dirty, self.note()
        self.settle()

    def save_with_reason(self, reason: str) -> None:
        """Ctrl+S; a saved value changes, and the reason is typed."""
        session = self.session
        self.answering(ChangeReason, lambda _dialog: self.keys(reason, ENTER), lambda: self.keys(SAVE))
        self.until(lambda: not session.editor.dirty, "the form is saved")
        self.settle()

    def save_with_override(self, reason: str) -> None:
        """Ctrl+S before its time, with the reason why it is right all the same."""
        session = self.session
        self.answering(OverrideReason, lambda _dialog: self.keys(reason, ENTER), lambda: self.keys(SAVE))
        self.until(lambda: not session.editor.dirty, "the form is saved")
        self.settle()

    # what is shown around the form

    def ask(self, work: Callable[[Session], T]) -> T:
        """What the study file holds, read by the thread that owns it."""
        told: list[T] = []
        self.program.around.operations.run(work, told.append)
        self.until(lambda: told, "the study file answers")
        return told[0]

    def entries(self) -> int:
        """How many entries the journal has."""
        return self.ask(lambda session: session.file.journal.count())

    def panel(self) -> str:
        """All that the panel of scores says."""
        return self.place.panel.board.accessibleName() + " " + self.place.panel.board.accessibleDescription()

    def until_looked_for_corrections(self) -> None:
        """Wait until what is to be verified first was looked for in what is shown."""
        self.until(lambda: self.place.verify_first.knows(self.session.assessment), "it was looked for")

    def header(self) -> str:
        """All that the strip above the timeline says."""
        return self.place.header.facts.accessibleName()

"""The page of the patients: the list, which is shown at once, and beside it the workplace of the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from ui.appearance import Tokens
from ui.surroundings import Surroundings
from ui.view_models.patient_list import PatientRow, overview_line
from ui.widgets.patient_list import PatientList
from ui.widgets.status_bar import Typing, Unsaved
from workstation.services.overview import overview
from workstation.trial.overview import OverviewRow

if TYPE_CHECKING:
    from ui.pages.workplace import Workplace
    from ui.view_models.patient_desk import PatientDesk
    from workstation.definition.study import Study

_LIST_WIDTH = 206
_FURNISH_AFTER_MS = 15


class PatientsPage(QWidget):
    """Shows who is in the trial first; timeline, forms and definitions are read after that was painted."""

    ready = Signal()
    offers_changed = Signal()
    sheet_wanted = Signal(str, str)
    """(patient, visit) whose sheet a person wants to see."""
    enrol_wanted = Signal()
    unsaved_told = Signal(object)
    """An :class:`Unsaved`, whenever more or less of what was typed waits to be saved."""
    furnished = Signal(object)
    """The definitions of the study, once they were read and the workplace stands."""

    def __init__(
        self, around: Surroundings, today: date, writable: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._around = around
        self._today = today
        self._writable = writable
        self._rows: tuple[OverviewRow, ...] = ()
        self._lines: list[PatientRow] = []
        self._with_drafts: frozenset[str] = frozenset()
        self._wanted = ""
        self._wanted_place = ("", "", "")
        self._listed = self._furnishing = False
        self.workplace: Workplace | None = None
        self.patients = PatientList(around.words, around.look.tokens)
        self.patients.setFixedWidth(_LIST_WIDTH)
        self.patients.chosen.connect(self.open_patient)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.patients)
        self._row.addStretch(1)
        around.words.changed.connect(self.retranslate)

    # what the window asks

    @property
    def title(self) -> str:
        """The name of the page."""
        return "Patients"

    @property
    def widget(self) -> QWidget:
        """The page is its own widget."""
        return self

    @property
    def desk(self) -> PatientDesk:
        """The desk of the workplace.

        Raises:
            LookupError: it does not stand yet.
        """
        if self.workplace is None:
            raise LookupError("the workplace does not stand yet")
        return self.workplace.desk

    @property
    def offers(self) -> Mapping[str, Callable[[], None]]:
        """Finding a patient, and what the workplace offers."""
        found: Mapping[str, Callable[[], None]] = {"find": self.patients.focus_find}
        return found if self.workplace is None else {**found, **self.workplace.offers}

    def activate(self) -> None:
        """Show the list; the keys stand in the form, else in the list."""
        if self.workplace is None:
            self._around.operations.run(overview, self._show_first)
        else:
            self.desk.refresh()
        if self.workplace is None or not self.workplace.take_keys():
            self.patients.view.setFocus()

    def leave(self) -> bool:
        """Keep what is typed."""
        if self.workplace is not None:
            self.desk.leave()
        return True

    @property
    def rows(self) -> tuple[OverviewRow, ...]:
        """The list as last read."""
        return self._rows

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        if self._rows:
            self._show_rows(self._rows)

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self.patients.set_tokens(tokens)
        if self.workplace is not None:
            self.workplace.set_tokens(tokens)

    # showing

    def open_patient(self, subject: str) -> None:
        """Lay a patient on the desk, as soon as there is one."""
        self._wanted = subject
        if self.workplace is not None:
            self.desk.open_patient(subject)

    def open_place(self, subject: str, visit: str, form: str, item: str) -> None:
        """Lay a patient on the desk at a visit, form and item; the workplace may not stand yet."""
        self._wanted = subject
        self._wanted_place = (visit, form, item)
        if self.workplace is not None:
            self.workplace.open_place(subject, *self._take_place())

    def _take_place(self) -> tuple[str, str, str]:
        place, self._wanted_place = self._wanted_place, ("", "", "")
        return place

    def _show_first(self, rows: tuple[OverviewRow, ...]) -> None:
        if not isValid(self):
            return
        self._show_rows(rows)
        self._listed = True
        self.ready.emit()
        self._furnish_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """The list may have been there before the window was."""
        super().showEvent(event)
        self._furnish_soon()

    def _furnish_soon(self) -> None:
        """Read what the list does not need, once the list was painted."""
        if self._listed and self.isVisible() and not self._furnishing:
            self._furnishing = True
            QTimer.singleShot(_FURNISH_AFTER_MS, self, self._read_definitions)

    def _show_rows(self, rows: tuple[OverviewRow, ...]) -> None:
        self._rows = rows
        self._lines = [overview_line(row, self._today) for row in rows]
        self._show_lines()
        if self.workplace is not None:
            self.workplace.show_nobody(not rows)

    def _show_lines(self) -> None:
        drafts = self._with_drafts
        self.patients.set_rows(
            [replace(line, draft=True) if line.subject in drafts else line for line in self._lines]
        )

    def _tell_unsaved(self) -> None:
        desk = self.desk
        typing = Typing.SAVED
        if desk.form is not None and desk.typed:
            typing = Typing.LOST if desk.form.draft_lost else Typing.DRAFT
        self.unsaved_told.emit(Unsaved(typing, desk.waiting))
        if desk.with_drafts != self._with_drafts:
            self._with_drafts = desk.with_drafts
            self._show_lines()

    def _read_ahead(self, _told: object) -> None:
        self.desk.read_ahead(self.patients.in_sight)

    def _read_definitions(self) -> None:
        self._around.operations.run(lambda session: session.study, self._furnish)

    def _furnish(self, study: Study) -> None:
        if not isValid(self) or self.workplace is not None:
            return
        # What the list does not need takes longer to read than all the rest of the start.
        from ui.pages.workplace import Workplace
        from ui.view_models.patient_desk import PatientDesk

        desk = PatientDesk(self._around.operations, study, self._today, self, writable=self._writable)
        workplace = Workplace(self._around, desk, self._writable)
        self._row.takeAt(1)
        self._row.addWidget(workplace, 1)
        self.workplace = workplace
        workplace.show_nobody(not self._rows)
        workplace.enrol_wanted.connect(self.enrol_wanted)
        desk.rows_changed.connect(self._show_rows)
        desk.unsaved_changed.connect(self._tell_unsaved)
        desk.patient_changed.connect(lambda opened: self.patients.select(opened.subject.oid))
        desk.patient_changed.connect(self._read_ahead)
        self.patients.view.verticalScrollBar().valueChanged.connect(self._read_ahead)
        self.patients.pointed.connect(desk.read_next)
        workplace.offers_changed.connect(self.offers_changed)
        workplace.sheet_wanted.connect(self.sheet_wanted)
        workplace.whole_wanted.connect(lambda whole: self.patients.setVisible(not whole))
        self.furnished.emit(study)
        desk.start(self._wanted, self._rows)
        if self._wanted and any(self._wanted_place):
            workplace.open_place(self._wanted, *self._take_place())

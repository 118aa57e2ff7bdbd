"""The rooms of an open study, and the dialogs that they and the menu ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.operations import Progress, Task
from ui.pages.page import Page, Room
from ui.pages.patients import PatientsPage
from ui.surroundings import Surroundings
from ui.widgets.status_bar import JournalState
from workstation.messages import Sentence, Text
from workstation.services.file_facts import FileFacts, file_facts
from workstation.services.verify_study import JournalCheck, check_beside
from workstation.trial.subject import visit_code

if TYPE_CHECKING:
    from ui.actions import Action
    from ui.pages.study import StudyPage
    from ui.view_models.palette import Entry
    from ui.view_models.today_board import Place
    from workstation.definition.study import Study

# Imports inside functions here: pages and dialogs that the first paint does not show are read when they are entered.


class Rooms(QObject):
    """Makes the pages of a study and answers what they want. It lives as long as the study is open."""

    journal_told = Signal(object)
    """A :class:`JournalState`, whenever more is known about the journal."""
    unsaved_told = Signal(object)
    """An :class:`Unsaved`, whenever more or less of what was typed waits to be saved."""
    room_wanted = Signal(str)
    """The title of the room that a line of another one leads to."""
    definitions_read = Signal(object)
    """The definitions of the study, after the first page was shown."""

    def __init__(self, around: Surroundings, today: date, *, writable: bool, window: QWidget) -> None:
        super().__init__(window)
        self._around, self._today = around, today
        self._writable, self._window = writable, window
        self._entries = 0
        self._closed = False
        self._check: Task[JournalCheck] | None = None
        self._found: JournalCheck | None = None
        self._patients: PatientsPage | None = None
        self._study_page: StudyPage | None = None
        around.operations.changed.connect(self._count)

    def all(self) -> tuple[Room, ...]:
        """The rooms in the order of the rail."""
        return (
            Room("Today", self._make_today),
            Room(self.first, self._make_patients),
            Room("Study", self._make_study),
        )

    @property
    def first(self) -> str:
        """The room that is entered first: the list of patients is known at once, what the day asks for is not."""
        return "Patients"

    def _make_today(self) -> Page:
        from ui.pages.today import TodayPage

        page = TodayPage(self._around)
        page.opened.connect(self._go_to_place)
        page.handover_wanted.connect(self.show_handover)
        return page

    def _go_to_place(self, place: Place) -> None:
        """Lay the patient of a line on the desk, at its visit, form and item."""
        self.room_wanted.emit(self.first)
        if self._patients is not None:
            self._patients.open_place(place.subject, place.visit, place.form, place.item)

    def _make_patients(self) -> Page:
        page = PatientsPage(self._around, self._today, self._writable)
        page.sheet_wanted.connect(self.show_sheet)
        page.furnished.connect(self.definitions_read)
        page.unsaved_told.connect(self.unsaved_told)
        page.enrol_wanted.connect(self.enrol)
        self._patients = page
        return page

    def _make_study(self) -> Page:
        from ui.pages.study import StudyPage

        page = StudyPage(self._around, self._writable)
        page.add_person_wanted.connect(self.add_person)
        page.change_wanted.connect(self.change_setting)
        page.verify_wanted.connect(self.verify)
        self._study_page = page
        if self._found is not None:
            page.show_verification(self._found.faults, self._found.entries)
        return page

    # dialogs

    def enrol(self) -> None:
        """Enrol a patient, then lay the new one on the desk."""
        from ui.dialogs.enrol import Enrol

        dialog = Enrol(self._around, self._window)
        dialog.enrolled.connect(self._open_patient)
        dialog.open()

    def _open_patient(self, subject: str) -> None:
        if self._patients is not None:
            self._patients.open_patient(subject)

    def begin_visit(self) -> None:
        """Begin any visit of the patient on the desk, unscheduled ones too, then open it."""
        from ui.dialogs.begin_visit import BeginVisit, visits_to_begin

        if self._patients is None or self._patients.workplace is None:
            return
        desk = self._patients.desk
        if desk.opened is None:
            self._around.errors.tell(
                Sentence("No visit can begin: no patient is open."),
                Sentence("Enrol a patient first (Ctrl+N), or choose one in the list."),
            )
            return
        offers = visits_to_begin(desk.study, desk.opened.assessment)
        dialog = BeginVisit(self._around, desk.opened.subject.oid, offers, self._today, self._window)
        dialog.begun.connect(desk.open_patient)
        dialog.open()

    def show_sheet(self, subject: str, visit: str) -> None:
        """Show the sheet of a visit as it will be printed."""
        from ui.dialogs.sheet_preview import SheetPreview

        SheetPreview(self._around, subject, visit, self._window, self._named(visit)).open()

    def _named(self, visit: str) -> Text | None:
        """What a visit is called where there is little room."""
        known = (
            None if self._patients is None else self._patients.desk.study.visit_by_oid.get(visit_code(visit))
        )
        return None if known is None else known.short

    def go_anywhere(self, acts: Sequence[Action], do: Callable[[str], None]) -> None:
        """Find by typing: the patients, what belongs to the one on the desk, and what can be done now."""
        from ui.dialogs.palette import Palette
        from ui.view_models.palette import act_entries, desk_entries, patient_entries

        say, page = self._around.words.everywhere, self._patients
        entries: list[Entry] = []
        if page is not None and page.workplace is not None:
            entries += desk_entries(page.desk, say)
        if page is not None:
            entries += patient_entries(page.rows, say)
        entries += act_entries(acts, say)
        dialog = Palette(self._around.words, entries, self._window)
        dialog.chosen.connect(lambda entry: self._go_to_entry(entry, do))
        dialog.open()

    def _go_to_entry(self, entry: Entry, do: Callable[[str], None]) -> None:
        if entry.kind == "act":
            do(entry.key)
            return
        self.room_wanted.emit(self.first)
        if self._patients is None:
            return
        match entry.kind:
            case "patient":
                self._patients.open_patient(entry.who)
            case "visit":
                self._patients.open_place(entry.who, entry.key, "", "")
            case "form":
                self._patients.desk.open_form(entry.key)

    def show_handover(self) -> None:
        """Show the hand-over sheet of the shift as it will be printed."""
        from ui.dialogs.sheet_preview import HandoverPreview

        HandoverPreview(self._around, self._today, self._window).open()

    def add_person(self) -> None:
        """Give another person access."""
        from ui.dialogs.add_person import AddPerson

        AddPerson(self._around, self._window).open()

    def change_setting(self, study: Study) -> None:
        """Change a rule of the study."""
        from ui.dialogs.change_setting import ChangeSetting

        ChangeSetting(self._around, study, self._window).open()

    # the journal

    def verify(self, entries: int = 0) -> None:
        """Check the journal beside the work; a check that is under way goes on."""
        self._entries = entries or self._entries
        if self._check is not None:
            return
        self.journal_told.emit(JournalState(self._entries))
        self._around.operations.run(check_beside, self._start_check)

    def _count(self, _changed: object) -> None:
        """Something was entered: tell how long the journal is now; what was checked stays checked."""
        if not self._closed:
            self._around.operations.run(file_facts, self._counted)

    def _counted(self, facts: FileFacts) -> None:
        self._entries = facts.entries
        if self._closed or self._check is not None or self._found is None:
            return
        self.journal_told.emit(JournalState(facts.entries, not self._found.faults, self._found.entries))

    def _start_check(self, check: Callable[[Progress], JournalCheck]) -> None:
        if self._closed:
            return
        self._check = self._around.operations.run_beside(
            check, self._checked, self._not_checked, progressed=self._show_progress
        )

    def _show_progress(self, done: int, total: int) -> None:
        page = self._study_page
        if page is not None:
            page.show_progress(done, total)

    def _checked(self, found: JournalCheck) -> None:
        self._check, self._found = None, found
        # Entries may have been added beside the check.
        self._entries = max(self._entries, found.entries)
        self.journal_told.emit(JournalState(self._entries, not found.faults, found.entries))
        if self._study_page is not None:
            self._study_page.show_verification(found.faults, found.entries)
        if found.faults:
            self._around.errors.tell(
                Sentence("The journal of this study does not hold: {fault}", {"fault": found.faults[0]}),
                Sentence(
                    "Do not go on working with it. Keep the file as it is and open a backup of the study."
                ),
            )

    def _not_checked(self, error: Exception) -> None:
        self._check = None
        self._around.operations.fail(error)

    def close(self) -> None:
        """The study is closed: a check that is under way, or would begin now, is of no interest any more."""
        self._closed = True
        if self._check is not None:
            self._check.cancel()

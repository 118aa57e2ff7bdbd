"""Pictures of every page and dialog, in both languages, from the demo study: ``python -m ui.shots --to DIR``.

They are made off the screen at the size of the smallest ward laptop; a dialog lies over the page that it belongs to.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

# Before anything imports Qt: a picture needs no display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QDialog

from ui.appearance import DARK, colour
from ui.bootstrap import Program, start
from ui.dialogs.about import About
from ui.dialogs.add_person import AddPerson
from ui.dialogs.begin_visit import BeginVisit, visits_to_begin
from ui.dialogs.change_reason import ChangedValue, ChangeReason
from ui.dialogs.change_setting import ChangeSetting
from ui.dialogs.course import Course
from ui.dialogs.enrol import Enrol
from ui.dialogs.fault_report import FaultReport
from ui.dialogs.new_study import NewStudy
from ui.dialogs.override_reason import OverrideReason
from ui.dialogs.palette import Palette
from ui.dialogs.sheet_preview import HandoverPreview, SheetPreview
from ui.dialogs.sign_in import SignIn
from ui.dialogs.sign_visit import SignVisit
from ui.dialogs.since_signed import SinceSignedDialog
from ui.errors import fault_of
from ui.pages.patients import PatientsPage
from ui.pages.study import StudyPage
from ui.view_models.item_course import course_of
from ui.view_models.palette import desk_entries, patient_entries
from workstation.i18n import Language
from workstation.messages import EnvironmentFailure, Refusal, Sentence, Text
from workstation.paths import resources
from workstation.services.change_setting import with_setting
from workstation.services.make_demo import make_demo
from workstation.services.sign_visit import SigningFacts, SinceSigned, signing_facts
from workstation.trial.index_words import visit_words
from workstation.trial.rescoring import rescored
from workstation.trial.rule_set import rule_set_of

SIZE = (1366, 768)
_PATIENCE_SECONDS = 60.0
_SCRIM = 70

Shot = tuple[str, Callable[[], QPixmap]]


class Photographer:
    """Takes pictures of a program that shows the demo study."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._window = program.window
        self._around = program.around
        self._window.resize(*SIZE)
        self._window.show()
        self.settle()

    def settle(self, least_seconds: float = 0.1) -> None:
        """Let the program finish what it began, and what it will begin within some seconds."""
        begun = time.monotonic()
        quiet = begun + least_seconds
        while time.monotonic() < min(quiet, begun + _PATIENCE_SECONDS):
            waited = self._around.operations.pending
            self._program.application.processEvents()
            if waited or self._around.operations.pending:
                quiet = max(quiet, time.monotonic() + 0.1)
            time.sleep(0.01)

    def page(self) -> QPixmap:
        """The window as it is."""
        self.settle()
        return self._window.grab(QRect(QPoint(0, 0), self._window.size()))

    def dialog(self, dialog: QDialog) -> QPixmap:
        """A dialog over the window; it is closed afterwards."""
        dialog.open()
        self.settle()
        picture, top = self._window.grab(), dialog.grab()
        place = QPoint((SIZE[0] - top.width()) // 2, max((SIZE[1] - top.height()) // 2, 0))
        painter = QPainter(picture)
        painter.fillRect(picture.rect(), colour("#000000", _SCRIM))
        painter.drawPixmap(place, top)
        painter.setPen(colour(self._around.look.tokens.line))
        painter.drawRect(QRect(place, top.size()).adjusted(-1, -1, 0, 0))
        painter.end()
        dialog.done(0)
        return picture

    def _made(self, make: Callable[[], QDialog]) -> QPixmap:
        return self.dialog(make())

    # pages

    def shots(self) -> Iterator[Shot]:
        """Every picture by its name, in an order in which each finds the program as it needs it."""
        yield "1-patients-visit-to-begin", self.page
        for place, (subject, visit, form) in enumerate(_FORMS, start=2):
            yield f"{place}-patients-{form}", partial(self._form, subject, visit, form)
        yield "patients-all-visits", self._matrix
        yield "today", lambda: self._room("Today")
        yield "study", lambda: self._room("Study")
        yield "study-below", self._study_below
        yield "message-bar", self._message
        for name, make in self._dialogs():
            yield f"dialog-{name}", partial(self._made, make)
        yield "start", self._start
        yield "start-empty", self._start_empty

    def _form(self, subject: str, visit: str, form: str) -> QPixmap:
        page = self._patients()
        page.desk.open_patient(subject, visit, form)
        return self.page()

    def _patients(self) -> PatientsPage:
        self._window.go_to_room("Patients")
        page = self._window.room("Patients")
        assert isinstance(page, PatientsPage)
        return page

    def _matrix(self) -> QPixmap:
        page = self._patients()
        page.desk.open_patient("S-003", "W24", "bilag2004")
        self.settle()
        assert page.workplace is not None
        page.workplace.all_visits.button.setChecked(True)
        picture = self.page()
        page.workplace.all_visits.button.setChecked(False)
        return picture

    def _room(self, title: str) -> QPixmap:
        self._window.go_to_room(title)
        # Tables are laid out again once their rows have come.
        self.settle(0.5)
        return self.page()

    def _study_below(self) -> QPixmap:
        self._window.go_to_room("Study")
        self.settle()
        page = self._window.room("Study")
        assert isinstance(page, StudyPage)
        bar = page.area.verticalScrollBar()
        bar.setValue(bar.maximum() // 3)
        return self.page()

    def _message(self) -> QPixmap:
        self._patients()
        full = Sentence("The disk is full; nothing was written to {file}.", {"file": "demo.kn5501"})
        advice = Sentence("Free some space on the disk and save again. What you typed is still here.")
        self._around.errors.take(EnvironmentFailure(full, advice), lambda: None)
        picture = self.page()
        self._window.messages.clear()
        return picture

    def _start(self) -> QPixmap:
        self._program.close_study()
        return self.page()

    def _start_empty(self) -> QPixmap:
        page = self._program.start_page
        assert page is not None
        page.show_recent(())
        page.activate()
        return self.page()

    # dialogs

    def _dialogs(self) -> Iterator[tuple[str, Callable[[], QDialog]]]:
        words, window = self._around.words, self._window
        yield "enrol", lambda: Enrol(self._around, window)
        yield "enrol-refused", self._enrol_refused
        yield "begin-visit", self._begin_visit
        yield "change-reason", lambda: ChangeReason(words, _CHANGES, window)
        yield "override", lambda: OverrideReason(words, _GATE, window)
        yield "sheet", lambda: SheetPreview(self._around, *_SHEET, window)
        yield "palette", self._palette
        yield "handover", lambda: HandoverPreview(self._around, self._patients().desk.today, window)
        yield "course", self._course
        yield "sign-visit", lambda: self._sign("S-004", "W36")
        yield "sign-visit-open", lambda: self._sign("S-007", "W24")
        yield "since-signed", self._since_signed
        yield "change-setting", self._change_setting
        yield "add-person", lambda: AddPerson(self._around, window)
        yield "sign-in", lambda: SignIn(words, "kn5501-changhai.kn5501", _PEOPLE, window)
        yield "sign-in-wrong", lambda: self._sign_in_failed(_WRONG)
        yield "sign-in-in-use", lambda: self._sign_in_failed(_IN_USE)
        yield "sign-in-recovery", self._recovery
        yield "new-study", lambda: self._new_study("correct horse battery")
        yield "new-study-code", self._code
        yield "fault", self._fault
        yield "about", lambda: About(words, resources(), window)

    def _enrol_refused(self) -> QDialog:
        dialog = Enrol(self._around, self._window)
        dialog.open()
        self.settle()
        dialog.birth.setText("1991-02-30")
        dialog.consent.setText("12 May")
        dialog.finish()
        return dialog

    def _begin_visit(self) -> QDialog:
        desk = self._patients().desk
        desk.open_patient("S-002")
        self.settle()
        assert desk.opened is not None
        offers = visits_to_begin(desk.study, desk.opened.assessment)
        return BeginVisit(self._around, desk.opened.subject.oid, offers, desk.today, self._window)

    def _sign(self, subject: str, visit: str) -> QDialog:
        told: list[SigningFacts] = []
        self._around.operations.run(lambda session: signing_facts(session, subject, visit), told.append)
        self.settle()
        [facts] = told
        study = self._patients().desk.study
        return SignVisit(self._around, facts, visit_words(study, visit), self._window)

    def _since_signed(self) -> QDialog:
        desk = self._patients().desk
        desk.open_patient("S-001", "W24")
        self.settle()
        assert desk.opened is not None
        stricter = with_setting(desk.study, desk.study.settings["doris.steroid_rule"].with_text("lt5"))
        found = rescored(desk.opened.subject, desk.study, desk.opened.assessment, rule_set_of(stricter))
        at_visit = tuple(each for each in found if each.visit == "W24")
        since = SinceSigned(((desk.study.settings["doris.steroid_rule"], "lt5"),), at_visit, 1)
        return SinceSignedDialog(
            self._around.words, "S-001", visit_words(desk.study, "W24"), since, self._window
        )

    def _change_setting(self) -> QDialog:
        dialog = ChangeSetting(self._around, self._patients().desk.study, self._window)
        dialog.open()
        dialog.setting.choose("doris.steroid_rule")
        dialog.value.choose("lt5")
        dialog.show_effects.click()
        self.settle()
        return dialog

    def _palette(self) -> QDialog:
        desk, say = self._patients().desk, self._around.words.everywhere
        entries = (*desk_entries(desk, say), *patient_entries(desk.rows, say))
        dialog = Palette(self._around.words, entries, self._window)
        dialog.open()
        dialog.field.setText("24")
        return dialog

    def _course(self) -> QDialog:
        desk = self._patients().desk
        desk.open_patient("S-005", "W24", "haematology")
        self.settle()
        assert desk.opened is not None
        assert desk.form is not None
        form, ranges = desk.form.place.form, desk.form.editor.state.items[_COURSE_OF].range
        course = course_of(desk.opened.subject, desk.opened.assessment, form, _COURSE_OF, ranges)
        assert course is not None
        return Course(self._around, desk.opened.subject.oid, course, self._window)

    def _sign_in_failed(self, error: Exception) -> QDialog:
        dialog = SignIn(self._around.words, "kn5501-changhai.kn5501", _PEOPLE, self._window)
        dialog.passphrase.setText("something")
        dialog.show()
        dialog.show_failure(error, read_only_would_do=error is _IN_USE)
        return dialog

    def _recovery(self) -> QDialog:
        dialog = SignIn(self._around.words, "kn5501-changhai.kn5501", _PEOPLE, self._window)
        dialog.recover.click()
        return dialog

    def _new_study(self, passphrase: str) -> NewStudy:
        dialog = NewStudy(self._around.words, Path("Studies"), self._window)
        dialog.person.setText("Zhao Min")
        editor = dialog.fields.editor("passphrase")
        editor.setProperty("text", passphrase)
        return dialog

    def _code(self) -> QDialog:
        dialog = self._new_study("correct horse battery")
        dialog.show_code("7QK2M-9D4XA-PB3RT-W8NEC-5HV1Z")
        return dialog

    def _fault(self) -> QDialog:
        try:
            int("platelets")
        except ValueError as error:
            return FaultReport(self._around.words, fault_of(error), self._window)
        raise AssertionError("a word is no number")


_FORMS = (
    ("S-005", "W24", "sledai2k"),
    ("S-011", "D10", "haematology"),
    ("S-001", "LD1", "lymphodepletion"),
    ("S-007", "W24", "bilag2004"),
)
_COURSE_OF = "haemoglobin"
_SHEET = ("S-001", "W12")
_PEOPLE = ("Zhao Min", "Li Na", "王芳")
_GATE = Sentence("The infusion cannot be recorded: no lymphodepletion has been given.")
_WRONG = Refusal(
    Sentence(
        "This is not the passphrase of {person}. Look at the keyboard language and try again.",
        {"person": "Zhao Min"},
    )
)
_IN_USE = EnvironmentFailure(
    Sentence(
        "{file} is already open: {person} at {station}, since {since}.",
        {
            "file": "kn5501-changhai.kn5501",
            "person": "Li Na",
            "station": "ST-4F21A0",
            "since": "2026-11-24 08:12",
        },
    ),
    Sentence("Close it there, or open it here read-only."),
)
_CHANGES = (
    ChangedValue(Text("Platelets", "血小板"), "98 ×10⁹/L", "89 ×10⁹/L"),
    ChangedValue(Text("Arthritis", "关节炎"), Sentence("Yes"), Sentence("No")),
    ChangedValue(Text("Date and time of the sample", "采样时间"), "2026-11-20 08:05", ""),
)


def take(folder: Path, *, dark: bool = False) -> list[Path]:
    """Write every picture in both languages; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory() as scratch:
        demo = make_demo(Path(scratch) / "demo")
        program = start(demo, Language.ENGLISH, Path(scratch))
        if dark:
            program.around.look.switch(DARK)
        photographer = Photographer(program)
        for language in Language:
            program.around.words.switch(language)
            program.open(demo)
            # The journal is checked some seconds after a study was opened.
            photographer.settle(3.0)
            for name, shoot in photographer.shots():
                path = folder / f"{name}.{language.value}.png"
                shoot().save(str(path))
                written.append(path)
        program.window.close()
        program.around.operations.shut_down()
    return written


def main(arguments: Sequence[str]) -> int:
    """Take the pictures and print where they are."""
    parser = argparse.ArgumentParser(prog="python -m ui.shots", description=__doc__)
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="where the pictures go")
    parser.add_argument("--dark", action="store_true", help="in the dark appearance")
    asked = parser.parse_args(arguments)
    for path in take(asked.to, dark=asked.dark):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

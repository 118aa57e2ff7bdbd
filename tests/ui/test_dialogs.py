"""The dialogs, by keys, on a real study: each says what is wrong at its place and changes language while open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from tests.ui.shell_samples import PASSPHRASE, PERSON, Told, idle, new_study, opener, surroundings
from ui.dialogs import paper
from ui.dialogs.about import About
from ui.dialogs.add_person import NAME, AddPerson
from ui.dialogs.begin_visit import DATE, BeginVisit, VisitOffer, visits_to_begin
from ui.dialogs.change_reason import ChangedValue, ChangeReason, changed_value
from ui.dialogs.course import Course
from ui.dialogs.enrol import BIRTH, CONSENT, PLANNED, SEX, SUBJECT, Enrol
from ui.dialogs.fault_report import FaultReport
from ui.dialogs.override_reason import OverrideReason
from ui.dialogs.passphrase import FIRST, SECOND, Strength, strength
from ui.dialogs.sheet_preview import SheetPreview, render_pages
from ui.errors import Fault
from ui.surroundings import Surroundings
from ui.view_models.form_session import SavedChange
from ui.view_models.item_course import CoursePoint, ItemCourse
from workstation.clock import SetClock
from workstation.forms.answers import Answer, State
from workstation.i18n import Language
from workstation.messages import Sentence, Text
from workstation.paths import resources
from workstation.services.enrol import Enrolment, enrol
from workstation.services.people import people
from workstation.services.read_subject import open_subject
from workstation.services.release import load_release

SHANGHAI = timezone(timedelta(hours=8))


@dataclass
class Ward:
    """An open study with its worker, and a widget on which dialogs stand."""

    around: Surroundings
    home: QWidget
    path: Path

    def ask(self, qtbot, work):
        """The answer of a use-case."""
        told: list[object] = []
        self.around.operations.run(work, told.append)
        qtbot.waitUntil(idle(self.around.operations), timeout=10_000)
        [answer] = told
        return answer

    def settle(self, qtbot) -> None:
        """Let the worker finish."""
        qtbot.waitUntil(idle(self.around.operations), timeout=10_000)


@pytest.fixture
def ward(qapp, qtbot, tmp_path) -> Iterator[Ward]:
    around = surroundings()
    path = new_study(tmp_path)
    clock = SetClock(datetime(2026, 5, 12, 9, 30, tzinfo=SHANGHAI))
    home = QWidget()
    qtbot.addWidget(home)
    home.show()
    around.operations.open(opener(path, clock))
    made = Ward(around, home, path)
    made.settle(qtbot)
    yield made
    assert around.operations.shut_down(10)


D = TypeVar("D", bound=QDialog)


def type_over(qtbot, widget, text: str) -> None:
    widget.clear()
    qtbot.keyClicks(widget, text)


def shown(qtbot, dialog: D) -> D:
    dialog.open()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


# enrolling


def filled_enrol(qtbot, ward: Ward) -> Enrol:
    dialog = shown(qtbot, Enrol(ward.around, ward.home))
    ward.settle(qtbot)
    qtbot.keyClick(dialog.sex, Qt.Key.Key_F)
    type_over(qtbot, dialog.birth, "1991-04-02")
    type_over(qtbot, dialog.consent, "2026-05-11 10:20")
    return dialog


def test_enrolling_by_keys_proposes_the_next_code(ward, qtbot):
    told, changed = Told(), Told()
    ward.around.operations.changed.connect(changed.take)
    dialog = filled_enrol(qtbot, ward)
    dialog.enrolled.connect(told.take)
    assert dialog.subject.text() == "S-001"
    qtbot.keyClick(dialog.birth, Qt.Key.Key_Return)
    ward.settle(qtbot)
    assert told.kept == ["S-001"]
    assert changed.kept[0].subjects == {"S-001"}
    opened = ward.ask(qtbot, lambda session: open_subject(session, "S-001"))
    assert opened.assessment.sex == "F"
    assert opened.assessment.birth_date == date(1991, 4, 2)


def test_nothing_that_names_a_person_is_asked_for(ward, qtbot):
    dialog = shown(qtbot, Enrol(ward.around, ward.home))
    assert tuple(dialog.fields.keys()) == (SUBJECT, SEX, BIRTH, CONSENT, "cohort", PLANNED)


@pytest.mark.parametrize(
    ("field", "typed", "place", "says"),
    [
        (BIRTH, "1991-02-30", BIRTH, "does not exist"),
        (BIRTH, "", BIRTH, "needed"),
        (BIRTH, "last spring", BIRTH, "not a date"),
        (BIRTH, "2026-05-12", CONSENT, "before the date of birth"),
        (CONSENT, "2026-13-01", CONSENT, "does not exist"),
        (CONSENT, "2027-01-01", CONSENT, "not come yet"),
        (PLANNED, "soon", PLANNED, "not a date"),
        (PLANNED, "2020-01-01", PLANNED, "before consent"),
    ],
)
def test_what_cannot_be_true_is_told_at_its_field_and_nobody_is_enrolled(
    ward, qtbot, field, typed, place, says
):
    dialog = filled_enrol(qtbot, ward)
    type_over(qtbot, dialog.fields.editor(field), typed)
    qtbot.keyClick(dialog.birth, Qt.Key.Key_Return)
    ward.settle(qtbot)
    assert dialog.isVisible()
    assert says in dialog.fields.said(place)
    assert ward.ask(qtbot, lambda session: session.file.state.subjects()) == ()


def test_an_unusual_answer_is_asked_about_and_enrolled_at_the_second_press(ward, qtbot):
    dialog = filled_enrol(qtbot, ward)
    type_over(qtbot, dialog.planned, "2028-06-01")
    qtbot.keyClick(dialog.birth, Qt.Key.Key_Return)
    ward.settle(qtbot)
    assert "screening" in dialog.fields.said(PLANNED)
    assert "enrol again" in dialog.box.sentence.text()
    assert ward.ask(qtbot, lambda session: session.file.state.subjects()) == ()
    qtbot.keyClick(dialog.birth, Qt.Key.Key_Return)
    ward.settle(qtbot)
    assert ward.ask(qtbot, lambda session: session.file.state.subjects()) == ("S-001",)


def test_the_sex_is_asked_for(ward, qtbot):
    dialog = shown(qtbot, Enrol(ward.around, ward.home))
    ward.settle(qtbot)
    type_over(qtbot, dialog.birth, "1991-04-02")
    type_over(qtbot, dialog.consent, "2026-05-11")
    qtbot.keyClick(dialog.birth, Qt.Key.Key_Return)
    assert "sex" in dialog.fields.said(SEX).lower()


def test_a_code_that_is_taken_is_told_in_the_dialog(ward, qtbot):
    wish = Enrolment("S-001", "F", "1991-04-02", "2026-05-11")
    ward.ask(qtbot, lambda session: enrol(session, wish))
    dialog = filled_enrol(qtbot, ward)
    assert dialog.subject.text() == "S-002"
    type_over(qtbot, dialog.subject, "S-001")
    qtbot.keyClick(dialog.birth, Qt.Key.Key_Return)
    ward.settle(qtbot)
    assert "already" in dialog.box.sentence.text()


def test_the_language_changes_while_a_dialog_is_open(ward, qtbot):
    dialog = filled_enrol(qtbot, ward)
    assert dialog.cohort.itemText(1) == "Dose level 1, every 7 days"
    qtbot.keyClick(dialog, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: ward.around.words.language is Language.CHINESE)
    assert dialog.cohort.itemText(1) == "剂量水平1，每7天一次"
    assert dialog.birth.text() == "1991-04-02"


# beginning a visit

DAY = date(2026, 5, 12)
PLANNED_TODAY = VisitOffer("BL", Text("Baseline", "基线"), date(2026, 5, 11), date(2026, 5, 13))
UNSCHEDULED = VisitOffer("UNS", Text("Unscheduled visit", "计划外访视"))


def test_the_date_of_a_visit_never_defaults_to_now(ward, qtbot):
    dialog = shown(qtbot, BeginVisit(ward.around, "S-001", (UNSCHEDULED, PLANNED_TODAY), DAY, ward.home))
    assert dialog.visit.code == "BL"
    assert dialog.date.text() == ""
    qtbot.mouseClick(dialog.today, Qt.MouseButton.LeftButton)
    assert dialog.date.text() == "2026-05-12"
    dialog.visit.choose("UNS")
    assert not dialog.today.isVisible()


def test_beginning_a_visit_by_keys(ward, qtbot):
    ward.ask(qtbot, lambda session: enrol(session, Enrolment("S-001", "F", "1991-04-02", "2026-05-01")))
    opened = ward.ask(qtbot, lambda session: open_subject(session, "S-001"))
    offers = visits_to_begin(load_release(resources()), opened.assessment)
    assert "SCR" not in {offer.oid for offer in offers}
    assert {"BL", "UNS"} <= {offer.oid for offer in offers}
    told = Told()
    dialog = shown(qtbot, BeginVisit(ward.around, "S-001", offers, DAY, ward.home))
    dialog.begun.connect(told.take)
    dialog.visit.choose("UNS")
    for typed, begun in (
        ("2031-01-01", False),
        ("2026-05-31 08:00x", False),
        ("", False),
        ("2026-05-08", True),
    ):
        type_over(qtbot, dialog.date, typed)
        qtbot.keyClick(dialog.date, Qt.Key.Key_Return)
        ward.settle(qtbot)
        assert bool(told.kept) is begun
        if not begun:
            assert dialog.fields.said(DATE)
    assert told.kept == [("S-001", "UNS")]


# reasons

CHANGES = (ChangedValue(Text("Platelets", "血小板"), "98 10^9/L", "89 10^9/L"), ChangedValue("x", "", "1"))


def texts(dialog: QWidget) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


def test_a_reason_is_asked_once_for_all_changes(ward, qtbot):
    dialog = shown(qtbot, ChangeReason(ward.around.words, CHANGES, ward.home))
    said = texts(dialog)
    assert said.index("Platelets") < said.index("98 10^9/L") < said.index("89 10^9/L")
    assert "(nothing)" in said
    qtbot.keyClick(dialog.field.line, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.box.isVisible()
    qtbot.keyClicks(dialog.field.line, "Transcription error")
    assert not dialog.box.isVisible()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.field.line, Qt.Key.Key_Return)
    assert dialog.reason == "Transcription error"


def test_a_usual_reason_is_one_key_away_also_after_a_change_of_language(ward, qtbot):
    dialog = shown(qtbot, ChangeReason(ward.around.words, CHANGES, ward.home))
    ward.around.words.switch(Language.CHINESE)
    ward.around.words.switch(Language.ENGLISH)
    qtbot.keyClick(dialog, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    # A button that is pressed by a key shows for a moment that it is.
    qtbot.waitUntil(lambda: dialog.reason == "Source corrected")


def test_escape_goes_back_to_the_form(ward, qtbot):
    dialog = shown(qtbot, ChangeReason(ward.around.words, CHANGES, ward.home))
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("form", "path", "answer", "says"),
    [
        ("vital_signs", "temperature_c", Answer("37.2"), ("37.2 °C", "37.2 °C")),
        ("demography", "sex", Answer("F"), ("Female", "女")),
        ("sledai2k", "arthritis", Answer("yes"), ("Yes", "是")),
        ("sledai2k", "arthritis", Answer(state=State.NOT_DONE), ("ND", "未查")),
        ("sledai2k", "arthritis", Answer(), ("", "")),
    ],
)
def test_changes_are_told_in_the_words_of_the_form(ward, form, path, answer, says):
    definition = load_release(resources()).forms[form]
    said = changed_value(definition, SavedChange(path, answer, Answer()))
    words = ward.around.words
    item = definition.item_at(path)
    assert item is not None
    assert said.label == item.label
    english = words(said.old)
    words.switch(Language.CHINESE)
    assert (english, words(said.old)) == says


def test_a_gate_opens_only_with_a_reason(ward, qtbot):
    gate = Sentence("The infusion cannot be recorded: no lymphodepletion has been given.")
    dialog = shown(qtbot, OverrideReason(ward.around.words, gate, ward.home))
    assert dialog.gate.text() == gate.text
    for typed in ("", "ok"):
        type_over(qtbot, dialog.field.line, typed)
        qtbot.keyClick(dialog.field.line, Qt.Key.Key_Return)
        assert dialog.isVisible()
    dialog.field.line.setText("经委员会同意")  # an input method, not keys, writes Chinese
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.field.line, Qt.Key.Key_Return)
    assert dialog.reason == "经委员会同意"


# people


def test_a_person_who_is_added_is_known_and_can_open_the_study(ward, qtbot):
    dialog = shown(qtbot, AddPerson(ward.around, ward.home))
    changed = Told()
    ward.around.operations.changed.connect(changed.take)
    qtbot.keyClicks(dialog.name, "Li Na")
    dialog.role.choose("study_nurse")
    for key in (FIRST, SECOND):
        qtbot.keyClicks(dialog.fields.editor(key), "a passphrase of hers")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    ward.settle(qtbot)
    assert changed.kept[0].kinds == {"people"}
    known = ward.ask(qtbot, people)
    assert {(person.name, person.role) for person in known} >= {("Li Na", "study_nurse")}


def test_a_name_that_is_taken_or_missing_is_told(ward, qtbot):
    dialog = shown(qtbot, AddPerson(ward.around, ward.home))
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.fields.said(NAME) == "Type a name."
    dialog.name.setText(PERSON)
    for key in (FIRST, SECOND):
        qtbot.keyClicks(dialog.fields.editor(key), PASSPHRASE)
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    ward.settle(qtbot)
    assert PERSON in dialog.box.sentence.text()


@pytest.mark.parametrize(
    ("passphrase", "judged"),
    [
        ("", Strength.SHORT),
        ("123456789", Strength.SHORT),
        ("aaaaaaaaaaaaaaaaaaaa", Strength.WEAK),
        ("abababababababababab", Strength.WEAK),
        ("winter-2026", Strength.FAIR),
        ("correct horse battery", Strength.STRONG),
        ("床前明月光疑是地上霜", Strength.STRONG),
    ],
)
def test_how_good_a_passphrase_is(passphrase, judged):
    assert strength(passphrase) is judged


# paper


@pytest.fixture
def sheet(ward, qtbot) -> SheetPreview:
    ward.ask(qtbot, lambda session: enrol(session, Enrolment("S-001", "F", "1991-04-02", "2026-05-01")))
    dialog = shown(qtbot, SheetPreview(ward.around, "S-001", "SCR", ward.home))
    qtbot.waitUntil(lambda: dialog.page == 1, timeout=20_000)
    return dialog


def test_the_sheet_is_shown_as_it_will_be_printed(sheet, ward, qtbot, tmp_path):
    assert sheet.place.text().startswith("Page 1 of ")
    before = sheet.sheets.itemAt(0).widget().width()
    qtbot.keyClick(sheet, Qt.Key.Key_Plus)
    assert sheet.sheets.itemAt(0).widget().width() > before
    assert sheet.percent.text() == "125 %"
    sheet.save_to(tmp_path / "out.pdf")
    ward.settle(qtbot)
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
    assert "out.pdf" in sheet.box.sentence.text()


def test_a_folder_that_cannot_be_written_is_told_in_the_dialog(sheet, ward, qtbot, tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    sheet.save_to(tmp_path / "file" / "out.pdf")
    ward.settle(qtbot)
    assert "cannot be written" in sheet.box.sentence.text()


def test_the_language_of_the_paper_is_its_own(sheet, ward, qtbot):
    first = sheet._pdf
    sheet.language.choose("zh")
    qtbot.waitUntil(lambda: sheet._pdf != first, timeout=20_000)
    ward.settle(qtbot)
    assert ward.around.words.language is Language.ENGLISH


def test_a_visit_that_was_not_held_has_no_sheet(ward, qtbot):
    ward.ask(qtbot, lambda session: enrol(session, Enrolment("S-001", "F", "1991-04-02", "2026-05-01")))
    dialog = shown(qtbot, SheetPreview(ward.around, "S-001", "W12", ward.home))
    ward.settle(qtbot)
    assert "W12" in dialog.box.sentence.text()
    assert not dialog.save.isEnabled()


def test_pages_are_rendered_in_their_proportions_and_dark_on_white(sheet):
    pages = render_pages(sheet._pdf, 72, lambda _done, _total: None)
    for image in pages.images:
        assert abs(image.height() / image.width() - 297 / 210) < 0.01
        assert image.pixelColor(2, 2) == QColor("white")
        colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
        assert len(colours) > 2


def test_a_page_fills_the_paper_without_being_stretched():
    page, drawn = QImage(100, 141, QImage.Format.Format_RGB32), QImage(400, 800, QImage.Format.Format_RGB32)
    page.fill(QColor("red"))
    drawn.fill(QColor("white"))
    painter = QPainter(drawn)
    paper.paint_page(painter, page, drawn.rect())
    painter.end()
    assert drawn.pixelColor(399, 560) == QColor("red")
    assert drawn.pixelColor(200, 570) == QColor("white")


# the program itself


def test_the_report_of_a_fault_holds_no_data_until_a_person_adds_it(ward, qtbot):
    fault = Fault("ValueError", "ui/pages/patients.py:12 save", "platelets 98 of S-007")
    dialog = shown(qtbot, FaultReport(ward.around.words, fault, ward.home))
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert "ui/pages/patients.py:12 save" in QGuiApplication.clipboard().text()
    assert "S-007" not in QGuiApplication.clipboard().text()
    qtbot.keyClick(dialog.with_message, Qt.Key.Key_Space)
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert "S-007" in QGuiApplication.clipboard().text()


def test_the_program_names_the_licences_of_its_parts(ward, qtbot):
    dialog = shown(qtbot, About(ward.around.words, resources(), ward.home))
    licences = dialog.licences.toPlainText()
    assert "LGPL" in licences
    assert "SIL OPEN FONT LICENSE" in licences.upper()


def test_a_dialog_is_as_high_as_its_sentences_need(ward, qtbot):
    dialog = shown(qtbot, OverrideReason(ward.around.words, Sentence("Wait."), ward.home))
    QApplication.processEvents()
    low = dialog.height()
    dialog.box.show_sentence(Sentence("A sentence that is long enough to need more than one line. " * 4))
    sentence = dialog.box.sentence
    qtbot.waitUntil(lambda: sentence.height() >= sentence.heightForWidth(sentence.width()))
    assert dialog.height() > low
    dialog.box.hide()
    qtbot.waitUntil(lambda: dialog.height() == low)


COURSE = ItemCourse(
    label=Text("Haemoglobin", "血红蛋白"),
    unit="g/L",
    points=(CoursePoint(0, date(2026, 5, 1), "BL", Decimal(97), ""),),
    lln=Decimal(115),
    uln=Decimal(150),
    anchored=True,
)


def test_a_closed_dialog_hears_no_change_of_language(ward, qtbot):
    """What a dialog asked to hear must end with it, else a change of language much later fails."""
    for make in (
        lambda: FaultReport(ward.around.words, Fault("ValueError", "", ""), ward.home),
        lambda: ChangeReason(ward.around.words, CHANGES, ward.home),
        lambda: Enrol(ward.around, ward.home),
        lambda: Course(ward.around, "S-001", COURSE, ward.home),
    ):
        dialog = shown(qtbot, make())
        with qtbot.waitSignal(dialog.destroyed):
            dialog.reject()
    ward.around.words.switch(Language.CHINESE)

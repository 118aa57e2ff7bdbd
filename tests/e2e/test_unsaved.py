"""What was typed and not saved is never called saved, is found again, and belongs to who typed it."""

from __future__ import annotations

import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.e2e.hands import PASTE, SAVE, Hands
from tests.e2e.window import CONTROL, ENTER, TAB
from ui import actions
from ui.view_models.timeline_values import Timeline
from ui.widgets.form_layout import Area
from ui.widgets.form_lines import Kind
from workstation.clock import SystemClock
from workstation.services.create_study import create_study
from workstation.services.session import Session


@pytest.fixture
def hands(sit, ward: Path) -> Hands:
    """S-202 is open at day 28, with the cursor in a form."""
    hands: Hands = sit(ward)
    hands.until_open(ward)
    hands.patient("S-202")
    hands.visit("D28")
    hands.form("vital_signs")
    return hands


def shown_on(hands: Hands) -> Timeline:
    """What the timeline shows."""
    timeline = hands.place.timeline._timeline
    assert timeline is not None
    return timeline


def bar(hands: Hands) -> str:
    """What the bar at the bottom says of saving."""
    return hands.window.status.saved.text()


def test_typing_is_a_draft_until_it_is_saved(hands: Hands):
    """Amber while it is typed, a count once it was left, green when all of it is saved."""
    assert bar(hands) == "Everything is saved"
    hands.fill({"resp_rate": "17"})
    hands.settle(0.3)
    assert bar(hands) == "Typed, kept as a draft, not saved"
    hands.form("haematology")
    assert bar(hands) == "1 draft not saved"
    hands.form("vital_signs")
    hands.save()
    assert bar(hands).startswith("Saved ")


def test_a_draft_is_where_a_patient_opens_again(hands: Hands):
    """The row of the patient shows it, and coming back goes on in the form where typing stopped."""
    hands.fill({"resp_rate": "17"})
    hands.patient("S-201")
    rows = [str(hands.page.patients.model.index(row).data()) for row in range(3)]
    assert [row.endswith("· draft") for row in rows if row.startswith("S-202")] == [True]
    assert sum(row.endswith("· draft") for row in rows) == 1
    hands.patient("S-202")
    assert (hands.page.desk.visit, hands.session.place.form.oid) == ("D28", "vital_signs")
    assert hands.shown("resp_rate") == "17"


def test_a_draft_in_a_log_is_found_at_a_visit_that_shows_it(hands: Hands):
    """A log belongs to no visit; it is opened at one all the same."""
    hands.form("adverse_event")
    hands.add_row("rows")
    hands.keys("Nausea")
    hands.settle(0.3)
    hands.patient("S-201")
    hands.patient("S-202")
    assert hands.session.place.form.oid == "adverse_event"
    assert hands.session.editor.dirty


def test_what_could_not_even_be_kept_is_not_called_a_draft(hands: Hands):
    """With a full disk the bar says what is true, and green comes back with the first save."""
    hands.form("visit_assessment")
    hands.at("text")
    hands.settle()
    hands.ask(lambda session: most_pages(session, 1))
    QApplication.clipboard().setText("x" * 3_900)
    hands.keys(PASTE, SAVE)
    hands.until(hands.notices, "the bar of messages says something")
    hands.settle()
    assert bar(hands) == "Typed, not saved and not kept as a draft"
    hands.ask(lambda session: most_pages(session, 1_000_000))
    hands.save()
    assert bar(hands).startswith("Saved ")


def most_pages(session: Session, most: int) -> None:
    """Let the file grow to so many pages."""
    session.file._connection.database.execute(f"PRAGMA max_page_count = {most}").fetchone()


def test_a_patient_of_the_past_opens_at_screening(hands: Hands):
    """Enrolled from paper long after the infusion: nothing but screening has begun."""
    today = SystemClock().now().date()
    consent, infused = (today - timedelta(days=days) for days in (60, 40))
    typed = ("f", TAB, "1991-04-02", TAB, consent.isoformat(), TAB, "D", TAB, infused.isoformat(), ENTER)
    hands.enrol(*typed)
    assert hands.code == "S-203"
    assert hands.page.desk.visit == "SCR"
    hands.patient("S-201")
    hands.patient("S-203")
    assert hands.page.desk.visit == "SCR"


def test_the_journal_is_counted_after_a_save(hands: Hands):
    """It says how long it is now, and up to where it was checked."""
    status = hands.window.status
    hands.until(lambda: status.journal.text().startswith("Journal intact"), "the journal is checked")
    checked = hands.entries()
    hands.fill({"resp_rate": "17"})
    hands.save()
    now = hands.entries()
    assert now > checked
    assert status.journal.text() == f"{now:,} entries · checked to {checked:,}"


def test_a_visit_that_was_only_begun_is_not_done(sit, demo_of_today: Path, tmp_path: Path):
    """The timeline counts its open forms, and the list stays with it instead of going on to the next one."""
    path = tmp_path / "demo.kn5501"
    for end in ("", ".keys"):
        shutil.copy(demo_of_today.with_name(demo_of_today.name + end), path.with_name(path.name + end))
    hands = sit(path)
    hands.until_open(path)
    hands.patient("S-010")
    assert "W8 · 4 d overdue" in row_of(hands, "S-010")
    hands.begin("W8", SystemClock().now().date().isoformat())
    mark = shown_on(hands).visit("W8")
    assert mark is not None
    required = [form for form in hands.page.desk.forms if form.required and not form.begun]
    assert len(required) > 1
    assert mark.open_forms == len(required)
    assert row_of(hands, "S-010").endswith(f"W8 · {len(required)} forms open")


def row_of(hands: Hands, code: str) -> str:
    """What the list says of a patient."""
    model = hands.page.patients.model
    rows = [str(model.index(row).data()) for row in range(model.rowCount())]
    return next(row for row in rows if row.startswith(code))


def test_a_window_that_reads_changes_nothing_and_shows_no_draft(hands: Hands, sit, ward: Path):
    """Keys move the cursor; what another window left unsaved is not gone on with here."""
    hands.fill({"resp_rate": "17"})
    hands.settle(0.3)
    hands.leave()
    hands = sit()
    hands.program.open(ward, read_only=True)
    hands.until_open(ward)
    hands.patient("S-202")
    hands.visit("D28")
    hands.form("vital_signs")
    assert hands.note() == "This study is open for reading only."
    assert hands.shown("resp_rate") == ""
    shown = hands.shown("temperature_c")
    hands.at("temperature_c")
    hands.keys("41", Qt.Key.Key_Delete, SAVE)
    assert hands.view.inline.widget is None
    assert hands.shown("temperature_c") == shown
    assert not hands.session.editor.dirty
    hands.keys(Qt.Key.Key_Down)
    assert hands.view.editor.cursor != "temperature_c"
    for form in ("sledai2k", "concomitant_medication"):
        hands.form(form)
        zones = [zone for line in hands.view._lines.lines for zone in hands.view.layout_of.zones(line)]
        assert not {zone.area for zone in zones} & {Area.BUTTON, Area.REMOVE}
        assert all(line.kind is not Kind.ADD for line in hands.view._lines.lines)
        assert all(zone.on for zone in zones if zone.code == "ND")


def test_a_day_of_lymphodepletion_opens_at_the_doses_until_they_were_given(sit, demo_of_today: Path):
    """What was begun today and is not whole comes before the forms after it that were not begun."""
    hands = sit(demo_of_today)
    hands.until_open(demo_of_today)
    hands.patient("S-012")
    forms = {form.form.oid: form for form in hands.page.desk.forms}
    assert forms["lymphodepletion"].begun
    assert not forms["visit_assessment"].begun
    assert hands.session.place.form.oid == "lymphodepletion"


def test_a_study_without_patients_offers_the_first_step(sit, tmp_path: Path):
    """One card with a sentence and a button; a visit says why it cannot begin."""
    path = tmp_path / "new.kn5501"
    create_study(path, "Zhao Min", "principal_investigator", "correct horse battery", SystemClock())
    hands = sit(path)
    hands.sign_in(path, "correct horse battery")
    place = hands.place
    assert place.nobody.isVisible()
    assert place.nobody.enrol.isVisible()
    assert not place.splitter.isVisible()
    assert not place.sheet_button.isEnabled()
    hands.keys((Qt.Key.Key_B, CONTROL))
    assert hands.notices() == ["No visit can begin: no patient is open."]
    assert not hands.window.acts.of(actions.PRINT).isEnabled()
    hands.click(place.nobody.enrol)


def test_the_patients_in_sight_are_read_while_the_person_pauses(hands: Hands):
    """So that the next click finds them read."""
    seen = set(hands.page.patients.in_sight)
    assert {"S-201", "S-202"} <= seen
    hands.until(lambda: seen <= hands.ask(lambda session: set(session.shelf)), "all in sight are read")


def test_patients_are_read_ahead_while_the_journal_is_checked(hands: Hands):
    """A check of many thousand entries takes long and runs beside; it must not take the quick click away."""
    go_on = threading.Event()
    hands.ask(lambda session: session.shelf.clear())
    hands.program.around.operations.run_beside(lambda _progress: go_on.wait(60))
    try:
        hands.page.patients.pointed.emit("S-202")
        hands.until(lambda: hands.ask(lambda session: "S-202" in session.shelf), "it is read")
    finally:
        go_on.set()


def test_a_grade_and_the_endpoints_follow_a_key_and_what_hangs_on_one_answer_is_told_after_a_pause(
    hands: Hands,
):
    """BILAG-2004 of day 28: a digit changes the grade of its system before anything is saved."""
    hands.form("bilag2004")
    hands.at("5")
    hands.keys("4")
    assert "Why Mucocutaneous is A" in hands.panel()
    assert "SRI-4 cannot tell" in hands.panel()
    found = hands.place.verify_first
    session = hands.session
    hands.until(
        lambda: found.of(session.assessment) != () or found._for is session.assessment, "it was looked for"
    )


def test_all_visits_stand_side_by_side_and_lead_back(hands: Hands):
    """Ctrl+M shows them and hides them; a cell opens the answer behind it."""
    hands.keys((Qt.Key.Key_M, CONTROL))
    matrix = hands.place.all_visits.matrix
    assert matrix is not None
    assert matrix.isVisible()
    assert not hands.place.splitter.isVisible()
    hands.keys(Qt.Key.Key_Return)
    assert not matrix.isVisible()
    assert hands.place.splitter.isVisible()
    assert hands.session.place.form.oid == "sledai2k"
    hands.keys((Qt.Key.Key_M, CONTROL), (Qt.Key.Key_M, CONTROL))
    assert hands.place.splitter.isVisible()


def test_what_was_looked_for_beside_is_told_to_nobody_once_its_page_is_gone(hands: Hands):
    """The study is closed while it is looked for: no answer comes to a window that is not there."""
    hands.form("pga")
    hands.keys("4")
    found = hands.place.verify_first
    found._pause.stop()
    found._look()
    hands.program.close_study()
    hands.until(lambda: hands.program.around.operations.pending == 0, "everything is answered")

"""A first day in the window: a new study, a patient on the way through it, a sheet on paper, and the next morning.

The day is keyed from a paper chart, as every first day is: the patient was infused 86 days ago, and week 12 is today.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from tests.e2e.conftest import Sit
from tests.e2e.hands import SAVE, Hands
from tests.e2e.window import CONTROL, ENTER, TAB, texts
from ui import actions
from ui.dialogs.enrol import Enrol
from ui.dialogs.new_study import NewStudy
from ui.dialogs.override_reason import OverrideReason
from ui.dialogs.sheet_preview import SheetPreview
from ui.dialogs.sign_in import SignIn
from workstation.__main__ import main
from workstation.clock import SystemClock

PASSPHRASE = "seven wild geese"
TODAY = SystemClock().now().date()
DAY_0 = TODAY - timedelta(days=86)
VITALS = {
    "temperature_c": "98.1 °F",
    "systolic": "124",
    "diastolic": "78",
    "pulse": "72",
    "resp_rate": "16",
    "spo2": "98",
    "oxygen": "room",
    "ecog": "1",
    "weight_kg": "116 jin",
    "height_cm": "1.65 m",
}
INCLUSION = (
    "i1_age_consent",
    "i2_acr1997",
    "i3_contraception",
    "i4_sledai",
    "i5_bilag",
    "i6_serology",
    "i7_counts",
    "i8_lvef",
    "i9_background",
)
EXCLUSION = ("e1_allergy", "e2_infection", "e3_immunodeficiency")
SIGNED = {"given_by": "Nurse Chen", "checked_by": "Nurse Wu", "confirmed_by": "Dr Zhang"}


def on(day: int, time: str = "") -> str:
    """A day of the study as it is typed."""
    return f"{DAY_0 + timedelta(days=day)} {time}".strip()


def sledai(*present: int) -> str:
    """The keys of the 24 descriptors, of which some are present."""
    return "".join("y" if place in present else "n" for place in range(24))


def test_from_an_empty_machine_to_week_12_and_the_next_morning(sit, tmp_path: Path):
    """Everything that an investigator can do on the first day, in one go."""
    study = tmp_path / "长海 lupus.kn5501"
    hands = sit()
    hands.settle()
    new_study(hands, study)
    hands.enrol("f", TAB, "1991-04-02", TAB, on(-20), TAB, "D", TAB, on(0), ENTER)
    assert hands.code == "S-001"
    screening(hands)
    baseline(hands)
    lymphodepletion(hands)
    infusion(hands)
    follow_up(hands)
    assert timeline_tells(hands, "Lymphodepletion", "Infusion 1", "Week 12")
    pdf = printed(hands, tmp_path / "week 12.pdf")
    hands.form("pga")
    hands.until_looked_for_corrections()
    before = hands.panel(), hands.header(), hands.entries()
    hands.leave()

    assert pdf.startswith(b"%PDF-")
    hands = sit(study)
    dialog = hands.dialog(SignIn)
    hands.keys("seven tame ducks", ENTER)
    hands.until(lambda: "passphrase" in texts(dialog).lower(), "the wrong passphrase is told")
    hands.settle()
    hands.sign_in(study, PASSPHRASE)
    hands.visit("W12")
    hands.form("pga")
    assert hands.code == "S-001"
    hands.until_looked_for_corrections()
    assert (hands.panel(), hands.header(), hands.entries()) == before
    hands.visit("LD1")
    hands.form("lymphodepletion")
    assert hands.shown("fludarabine_mg") == "41"
    assert printed(hands, tmp_path / "LD1.pdf").startswith(b"%PDF-")
    hands.leave()
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    assert main(["verify", str(study), "--passphrase-file", str(secret)]) == 0


def new_study(hands: Hands, path: Path) -> None:
    """File, name, passphrase twice; the recovery code is shown and acknowledged; the study is open."""
    hands.keys((Qt.Key.Key_N, CONTROL | Qt.KeyboardModifier.ShiftModifier))
    dialog = hands.dialog(NewStudy)
    dialog.file.selectAll()
    dialog.file.setFocus()
    hands.keys(str(path), TAB, TAB, "Dr Zhang Wei", TAB, TAB, PASSPHRASE, TAB, TAB, PASSPHRASE, ENTER)
    hands.until(dialog.code_part.isVisible, f"the recovery code is shown; {texts(dialog)}")
    assert len(dialog.code.text().split("-")) == 5
    assert not dialog.go_on.isEnabled()
    hands.keys(" ", ENTER)
    hands.until_open(path)
    assert "Dr Zhang Wei" in texts(hands.window.top)
    assert "DEMO" not in texts(hands.window.top)
    assert hands.page.patients.model.rowCount() == 0


def screening(hands: Hands) -> None:
    """Units of the ward are typed behind the numbers and converted exactly."""
    hands.visit("SCR")
    hands.form("vital_signs")
    hands.fill(VITALS)
    assert hands.answer("weight_kg") == "116 jin"
    assert "Dosing BSA 1.63 m²" in hands.header()
    hands.save()
    hands.form("haematology")
    hands.fill({"sampled": on(-20), "haemoglobin": "10.4 g/dL", "lymphocytes": "800 /uL", "wbc": "3.9"})
    assert hands.answer("haemoglobin") == "10.4 g/dL"
    hands.save()


def baseline(hands: Hands) -> None:
    """SLEDAI-2K of 24 keys: arthritis, proteinuria, rash, alopecia, low complement, DNA binding."""
    hands.begin("BL", on(-6))
    hands.form("chemistry")
    hands.fill({"sampled": on(-6), "creatinine": "0.75 mg/dL"})
    hands.save()
    hands.form("sledai2k")
    hands.at("seizure")
    hands.keys(sledai(8, 12, 14, 15, 19, 20))
    assert "4 Arthritis" in hands.panel()
    hands.save()
    hands.form("pga")
    hands.fill({"pga": "70 mm"})
    assert "SLEDAI-2K 16" in hands.header()
    assert "PGA 2.1" in hands.header()
    hands.save()


def lymphodepletion(hands: Hands) -> None:
    """41 mg and 489 mg are planned; refused before eligibility is complete, given after it on three days."""
    hands.begin("LD1", on(-5))
    hands.form("lymphodepletion")
    rows = [hands.view.model().index(row, 0).data() for row in range(hands.view.model().rowCount())]
    assert "Fludarabine, planned, 41, mg" in rows
    assert "Cyclophosphamide, planned, 489, mg" in rows
    assert "41 mg Fludarabine, planned" in hands.panel()
    assert hands.note().startswith("Lymphodepletion cannot start: eligibility is not complete.")
    fill_doses(hands, -5)
    hands.answering(OverrideReason, lambda dialog: dialog.reject(), lambda: hands.keys(SAVE))
    assert hands.session.editor.dirty
    hands.visit("SCR")
    hands.form("eligibility")
    hands.fill(dict.fromkeys(INCLUSION, "1") | dict.fromkeys(EXCLUSION, "2"))
    hands.fill({"decision": "y", "decided": on(-6, "15:00")})
    hands.save()
    hands.visit("LD1")
    hands.form("lymphodepletion")
    assert hands.shown("fludarabine_mg") == "41"
    assert "cannot start" not in hands.note()
    hands.save_with_override("The go / no-go check is signed on paper")
    for day, visit in ((-4, "LD2"), (-3, "LD3")):
        hands.begin(visit, on(day))
        hands.form("lymphodepletion")
        fill_doses(hands, day)
        hands.save()


def fill_doses(hands: Hands, day: int) -> None:
    """The doses of one day as prescribed and given."""
    hands.fill(
        {
            "prescribed_fludarabine_mg": "41",
            "prescribed_cyclophosphamide_mg": "489",
            "fludarabine_mg": "41",
            "fludarabine_start": on(day, "09:00"),
            "fludarabine_end": on(day, "09:30"),
            "cyclophosphamide_mg": "0.489 g",
            "cyclophosphamide_start": on(day, "10:00"),
            "cyclophosphamide_end": on(day, "11:00"),
            **SIGNED,
        }
    )


def infusion(hands: Hands) -> None:
    """750 million cells of 0.75 × 10⁹ planned: the same number in another power of ten."""
    hands.begin("INF1", on(0, "10:00"))
    hands.form("infusion")
    hands.fill(
        {"given": "y", "lot": "L01", "donor_code": "D-7", "expiry": on(30), "identity_1": "Nurse Chen"}
    )
    hands.fill(
        {"identity_2": "Nurse Wu", "start": on(0, "10:02"), "end": on(0, "10:31"), "cells_e9": "750 10^6"}
    )
    assert hands.sentences("cells_e9") == ""
    hands.save_with_override("The go / no-go check is signed on paper")
    assert "Day 86" in hands.header()


def follow_up(hands: Hands) -> None:
    """Day 28 and week 12: the scores appear while they are typed, and the dose of prednisone in the strip."""
    for day, visit, present, pga, total in ((28, "D28", (14, 15), "1.2", 4), (86, "W12", (15,), "0.6", 2)):
        hands.begin(visit, on(day))
        hands.form("vital_signs")
        hands.fill({"temperature_c": VITALS["temperature_c"], "pulse": "72"})
        hands.save()
        hands.form("sledai2k")
        hands.at("seizure")
        hands.keys(sledai(*present))
        hands.save()
        hands.form("pga")
        hands.fill({"pga": pga})
        assert f"SLEDAI-2K {total}" in hands.header()
        assert f"PGA {pga}" in hands.header()
        hands.save()
    hands.form("glucocorticoids")
    hands.add_row("rows")
    row = "rows/1/"
    hands.fill(
        {row + "drug": "prednisone", row + "mg_per_day": "7.5", row + "route": "oral", row + "start": on(60)}
    )
    hands.fill({row + "kind": "maintenance"})
    hands.save()
    assert "Pred 7.5 mg" in hands.header()
    hands.form("visit_assessment")
    hands.fill({"text": "Well; no arthritis. 患者一般情况良好。"})
    hands.save()


def timeline_tells(hands: Hands, *words: str) -> bool:
    """Rest the mouse on the timeline everywhere: each of the words is told somewhere."""
    view = hands.place.timeline
    told = {view.tip_at(x, y) for x in range(0, view.width(), 6) for y in range(0, view.height(), 6)}
    missing = [word for word in words if not any(word in tip for tip in told)]
    assert not missing, f"the timeline does not tell {missing}: {sorted(told)}"
    return True


def printed(hands: Hands, path: Path) -> bytes:
    """Ctrl+P, look at the pages, save them as a file."""
    hands.keys((Qt.Key.Key_P, CONTROL))
    dialog = hands.dialog(SheetPreview)
    hands.until(lambda: dialog.page == 1, "the pages are shown")

    def choose(chooser: QFileDialog) -> None:
        name = chooser.findChild(QLineEdit)
        assert name is not None
        name.setText(str(path))
        hands.keys(ENTER)

    hands.answering(QFileDialog, choose, lambda: hands.press(dialog, "Save as"))
    hands.until(path.exists, f"{path.name} is written; {texts(dialog)}")
    hands.until(lambda: path.name in texts(dialog), "it is said where it was saved")
    hands.press(dialog, "Close")
    hands.until_closed(dialog)
    return path.read_bytes()


class TestOrderOfSteps:
    """No lymphodepletion before eligibility, no infusion before lymphodepletion, but for a reasoned override."""

    @pytest.fixture
    def hands(self, sit: Sit, ward: Path) -> Hands:
        """S-201 is screened; lymphodepletion is due."""
        hands = sit(ward)
        hands.until_open(ward)
        hands.patient("S-201")
        return hands

    def test_a_reasoned_override_gives_lymphodepletion(self, hands: Hands):
        """The reason stands in the journal beside what was given."""
        hands.begin("LD1", (TODAY - timedelta(days=4)).isoformat())
        hands.form("lymphodepletion")
        hands.fill({"fludarabine_mg": "41", "cyclophosphamide_mg": "489"})

        hands.save_with_override("Decided by the board, the form follows")

        last = hands.ask(lambda session: list(session.file.journal.entries())[-1])
        assert "Decided by the board" in last.reason
        assert "cannot start" not in hands.note()

    def test_an_override_wants_words(self, hands: Hands):
        """Three letters are no reason; nothing is saved."""
        entries = hands.entries()
        hands.begin("LD1", (TODAY - timedelta(days=4)).isoformat())
        hands.form("lymphodepletion")
        hands.fill({"fludarabine_mg": "41"})
        said: list[str] = []

        def try_it(dialog: OverrideReason) -> None:
            hands.keys("ok", ENTER)
            said.append(texts(dialog))
            dialog.reject()

        hands.answering(OverrideReason, try_it, lambda: hands.keys(SAVE))
        assert "Say in a few words" in said[0]
        assert hands.session.editor.dirty
        assert hands.entries() == entries + 1

    def test_no_infusion_before_lymphodepletion(self, hands: Hands):
        """The sentence stands above the form before anything is typed."""
        hands.begin("INF1", TODAY.isoformat())
        hands.form("infusion")
        assert hands.note().startswith("The infusion cannot be recorded: no lymphodepletion has been given. ")

    def test_the_reasons_of_the_gate_read_as_sentences(self, hands: Hands):
        """Plain words, not a list of sentences joined by commas."""
        hands.begin("LD1", (TODAY - timedelta(days=4)).isoformat())
        hands.form("lymphodepletion")
        assert "eligibility is not complete" in hands.note()
        assert ".," not in hands.note()


class TestEnrolment:
    """The dialog of a new patient, with the keys."""

    @pytest.mark.parametrize(
        ("birth", "consent", "field", "said"),
        [
            ("1991-02-30", "2026-01-05", "birth_date", "1991-02-30"),
            ("1991-04-02", "2026-02-30", "signed", "2026-02-30"),
            ("1991-04-02", "", "signed", "needed"),
            ("1991-04-02", "2999-01-01", "signed", ""),
        ],
    )
    def test_a_date_that_cannot_be(self, sit, ward: Path, birth: str, consent: str, field: str, said: str):
        """It stays in its field with a sentence below it, and nobody is enrolled."""
        hands = sit(ward)
        hands.until_open(ward)
        entries = hands.entries()
        dialog = enrolling(hands)
        hands.keys("f", TAB, birth, TAB, consent, ENTER)
        hands.until(lambda: dialog.fields.editor(field).property("kind") == "wrong", f"{field} is refused")
        hands.settle()
        assert said in dialog.fields.said(field)
        assert dialog.birth.text() == birth
        assert dialog.consent.text() == consent
        dialog.reject()
        assert hands.entries() == entries

    def test_a_patient_of_today_is_shown_with_screening_open(self, sit, ward: Path):
        """The code follows the highest; the list has the patient; the first form of screening waits."""
        hands = sit(ward)
        hands.until_open(ward)
        hands.enrol("m", TAB, "1991-04-02", TAB, TODAY.isoformat(), ENTER)
        assert hands.code == "S-203"
        assert hands.page.desk.visit == "SCR"
        assert hands.place.form is not None
        assert hands.page.patients.model.rowCount() == 4

    def test_a_patient_keyed_from_paper_is_shown_with_screening_open(self, sit, ward: Path):
        """Nothing but screening has begun, whatever the calendar says about the visits after it."""
        hands = sit(ward)
        hands.until_open(ward)
        hands.enrol("f", TAB, "1991-04-02", TAB, on(-20), TAB, "D", TAB, on(0), ENTER)
        assert hands.code == "S-203"
        assert hands.page.desk.visit == "SCR"


def enrolling(hands: Hands) -> Enrol:
    """The dialog, opened from the menu, with its code proposed and the keys in the next field."""
    hands.act(actions.ENROL)
    dialog = hands.dialog(Enrol)
    hands.until(dialog.subject.text, "a code is proposed")
    hands.until(dialog.sex.hasFocus, "the keys stand in the first blank field")
    return dialog

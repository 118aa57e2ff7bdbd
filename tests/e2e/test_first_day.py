"""A first day in the window: a new study, a patient on the way through it, a sheet on paper, and the next morning."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.e2e.hands import ENTER, TAB, Hands
from ui import actions
from ui.dialogs.new_study import NewStudy
from workstation.clock import SystemClock

PASSPHRASE = "seven wild geese over the river"
TODAY = SystemClock().now().date()
DAY_0 = TODAY - timedelta(days=86)


def on(day: int) -> str:
    """A day of the study as it is typed."""
    return (DAY_0 + timedelta(days=day)).isoformat()


def new_study(hands: Hands, path: Path) -> None:
    hands.act(actions.NEW_STUDY)
    dialog = hands.dialog(NewStudy)
    dialog.file.setText(str(path))
    hands.keys("Dr Zhang Wei", TAB, TAB, PASSPHRASE)
    hands.keys(TAB, TAB, PASSPHRASE, ENTER)
    hands.until(dialog.code_part.isVisible, "the recovery code is shown")
    print("CODE", dialog.code.text())
    hands.keys(" ", ENTER)
    hands.until_open(path)



VITALS = {"temperature_c": "36.6", "systolic": "124", "diastolic": "78", "pulse": "72", "resp_rate": "16", "spo2": "98", "oxygen": "room", "ecog": "1", "weight_kg": "58", "height_cm": "165"}

def test_x(sit, tmp_path, monkeypatch):
    # SCRATCHPATCH
    from ui.dialogs.dialog import Dialog
    from PySide6.QtCore import Qt
    old = Dialog.exec
    def ex(self):
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        return old(self)
    monkeypatch.setattr(Dialog, "exec", ex)
    hands = sit()
    hands.settle()
    new_study(hands, tmp_path / "w.kn5501")
    hands.enrol("f", TAB, "1991-04-02", TAB, on(-20), TAB, "D", TAB, on(0), ENTER)
    hands.visit("SCR")
    hands.form("vital_signs")
    hands.fill(VITALS)
    print({p: (a.value) for p, a in hands.view.editor.answers.items()})
    hands.save()
    print(hands.header())
    hands.form("chemistry")
    hands.fill({"sampled": on(-20), "creatinine": "0.75 mg/dL"})
    hands.save()
    hands.begin("BL", on(-6))
    hands.form("chemistry")
    hands.fill({"sampled": on(-6), "creatinine": "66"})
    hands.save()
    hands.form("sledai2k")
    print({p: hands.view.layout_of.offering.mode(i).value for p, i in hands.view.editor.state.items.items()})
    hands.at("seizure")
    hands.keys("nnnnnnnnynnnynyynnnyynnn")
    print({p: (a.value) for p, a in hands.view.editor.answers.items()})
    print("PANEL", hands.panel(), hands.header())
    hands.save()
    hands.form("pga")
    hands.fill({"pga": "2.1"})
    hands.save()
    hands.form("glucocorticoids")
    print({p: hands.view.layout_of.offering.mode(i).value for p, i in hands.view.editor.state.items.items()}, hands.view.stop)
    hands.begin("LD1", on(-5))
    hands.form("lymphodepletion")
    print(hands.note())
    print("PANEL", hands.panel())
    rows = lambda: [hands.view.model().index(r,0).data() for r in range(hands.view.model().rowCount())]
    print("LD", rows())
    hands.fill({"prescribed_fludarabine_mg": "41", "prescribed_cyclophosphamide_mg": "489", "confirmed_by": "Dr Zhang Wei", "fludarabine_mg": "41", "fludarabine_start": on(-5)+" 09:00", "fludarabine_end": on(-5)+" 09:30", "cyclophosphamide_mg": "489", "cyclophosphamide_start": on(-5)+" 10:00", "cyclophosphamide_end": on(-5)+" 11:00", "given_by": "Nurse Chen", "checked_by": "Nurse Wu"})
    asked = []
    from ui.dialogs.override_reason import OverrideReason
    from tests.e2e.hands import texts, SAVE
    hands.answering(OverrideReason, lambda d: (asked.append(texts(d)), d.reject()), lambda: hands.keys(SAVE))
    print(asked, hands.session.editor.dirty)
    hands.save_with_override("Decided by the board, form follows")
    print("NOTE", hands.note(), hands.header())
    hands.visit("SCR")
    hands.form("eligibility")
    print({p: hands.view.layout_of.offering.mode(i).value for p, i in hands.view.editor.state.items.items()})
    items = [p for p in hands.view.editor.state.items if p[0] in "ie" and p[1].isdigit() and not p.endswith("evidence") and hands.view.editor.state.items[p].relevant]
    print(items)
    hands.fill({p: ("2" if p[0]=="e" else "1") for p in items})
    print({p: (a.value) for p, a in hands.view.editor.answers.items()})
    hands.fill({"decision": "y", "decided": on(-6)+" 15:00"})
    hands.save()
    hands.begin("LD2", on(-4))
    hands.form("lymphodepletion")
    print("NOTE", hands.note(), hands.header())
    print("PANEL", hands.panel())
    hands.begin("INF1", on(0))
    hands.form("infusion")
    print("NOTE", hands.note(), hands.header())
    print("INF", rows())
    print("PANEL", hands.panel())
    assert 0

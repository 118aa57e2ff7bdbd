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


def test_x(sit, tmp_path):
    hands = sit()
    hands.settle()
    hands = hands
    new_study(hands, tmp_path / "w.kn5501")
    print("ACT", QApplication.activeWindow(), QApplication.focusWidget(), hands.window.focusWidget())
    hands.enrol("f", TAB, "1991-04-02", TAB, on(-20), TAB, "D", TAB, on(0), ENTER)
    print("PATH", hands.program._path, hands.window.windowTitle(), hands.window.top.demo.isVisible(), hands.page.desk.study is not None)
    print("AFTER ENROL", hands.code, hands.page.desk.visit, hands.header())
    hands.visit("SCR")
    print([l.oid for l in hands.place.forms._lines])
    hands.form("vital_signs")
    print({p: hands.view.layout_of.offering.mode(i).value for p, i in hands.view.editor.state.items.items()})
    hands.keys("36.6", ENTER, "arm", ENTER, "124", ENTER, "78", ENTER, "s", ENTER, "72", ENTER, "16", ENTER, "98", ENTER, "room", ENTER, "1", "58", ENTER, "165", ENTER)
    print({p: (a.value) for p, a in hands.view.editor.answers.items()})
    hands.save()
    print(hands.header())
    hands.form("haematology")
    hands.fill({"sampled": on(-20), "haemoglobin": "10.4 g/dL", "wbc": "3.9", "neutrophils": "2.6", "lymphocytes": "800 /uL", "platelets": "188"})
    print({p: (a.value, a.unit) for p, a in hands.view.editor.answers.items()}, [hands.sentences(p) for p in hands.view.editor.state.items])
    hands.save()
    hands.form("chemistry")
    hands.fill({"sampled": on(-20), "creatinine": "0.75 mg/dL"})
    print({p: (a.value, a.unit) for p, a in hands.view.editor.answers.items()}, [hands.sentences(p) for p in hands.view.editor.state.items])
    hands.save()
    hands.begin("BL", on(-6))
    print([l.oid for l in hands.place.forms._lines])
    hands.begin("LD1", on(-5))
    hands.form("lymphodepletion")
    st = hands.view.editor.state
    print({p: (i.calculated, ) for p,i in st.items.items() if hasattr(i,"calculated")})
    print([hands.view.model().index(r,0).data() for r in range(hands.view.model().rowCount())])
    print(hands.note())
    print("PANEL", hands.panel())
    assert 0

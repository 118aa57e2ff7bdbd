from PySide6.QtWidgets import QApplication
from tests.e2e.hands import *
def test_s(sit, demo_of_today):
    hands = sit(demo_of_today)
    hands.until_open(demo_of_today)
    d = hands.page.desk
    print(hands.code, d.visit, d.form and d.form.place.form.oid)
    hands.patient("S-001")
    print(hands.code, d.visit, d.form and d.form.place.form.oid)
    hands.form("vital_signs")
    hands.at("spo2")
    print("F", QApplication.focusWidget())
    hands.at("ecog")
    print("F", QApplication.focusWidget())
    hands.keys("2")
    print(hands.answer("ecog"))
    hands.at("pulse")
    print("F", QApplication.focusWidget())
    hands.at("spo2")
    hands.keys(ENTER, ENTER)
    print("F", QApplication.focusWidget(), hands.view.editor.cursor)
    assert 0

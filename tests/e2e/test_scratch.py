import time
from PySide6.QtWidgets import QApplication
from tests.e2e.hands import *
def test_s(sit, demo_of_today):
    hands = sit(demo_of_today)
    hands.until_open(demo_of_today)
    d = hands.page.desk
    t0=time.time(); n=0; v=0
    for row in d.rows:
        d.open_patient(row.subject)
        hands.until(lambda: hands.code == row.subject, "x")
        for visit in d.opened.subject.visits:
            if visit.key == "LOGS" or not visit.forms: continue
            d.open_visit(visit.key)
            pump(); v+=1
            if not d.begun: print("notbegun", row.subject, visit.key); continue
            for f in d.forms:
                d.open_form(f.form.oid)
                pump()
                n+=1
    print("WALK", time.time()-t0, n, v)
    assert 0

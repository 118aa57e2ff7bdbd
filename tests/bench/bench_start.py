"""From the start of the process to the first painted list of the demo, against a bare window of the same toolkit."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure
from workstation.services.make_demo import make_demo

ROUNDS = 9
ROOT = Path(__file__).resolve().parents[2]
_BARE = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        print(time.monotonic(), flush=True)
        QTimer.singleShot(0, application.quit)
application = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
application.exec()
"""


def measure() -> dict[str, Figure]:
    """Medians of alternating starts, in milliseconds; the demo needs no key derivation."""
    with tempfile.TemporaryDirectory() as folder:
        study = make_demo(Path(folder))
        ours = [sys.executable, "-m", "tests.bench.first_paint", str(study), str(Path(folder) / "settings")]
        bare = [sys.executable, "-c", _BARE]
        # The first start of a day computes the list; the others find it kept.
        _painted(ours)
        values, floors = [], []
        for _ in range(ROUNDS):
            floors.append(_painted(bare))
            values.append(_painted(ours))
    value, floor = median(values), median(floors)
    return {"process start to first painted list": Figure(value / floor, 2.5, value, floor, "ms")}


def _painted(command: list[str]) -> float:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    began = time.monotonic()
    ran = subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=120, check=True
    )
    return (float(ran.stdout.split()[0]) - began) * 1000

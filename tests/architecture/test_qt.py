"""The fault of PySide6 6.12 on Python 3.11: a short test run does not meet it, a shift at the ward does.

Each Qt call that returns nothing drops one reference to None; after some 5,700 the interpreter aborts.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import PySide6
from PySide6.QtGui import QTextDocument

ROOT = Path(__file__).resolve().parents[2]
CALLS = 1_000


def test_pyside_stays_below_the_version_that_aborts():
    assert tuple(map(int, PySide6.__version__.split(".")[:2])) < (6, 12)


def test_calls_that_return_nothing_keep_none_alive(qapp):
    document = QTextDocument()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        document.setModified(True)
    assert sys.getrefcount(None) > before - CALLS // 2


def test_what_needs_no_qt_is_read_before_qt():
    """Once Qt for Python is there it looks through the source of each module read after it: a tenth of the start."""
    shown = "import sys, ui.__main__; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", shown], cwd=ROOT, capture_output=True, text=True, check=True)
    order = done.stdout.split()
    assert order.index("workstation.services.open_study") < order.index("PySide6.QtCore")
    late = [name for name in order[order.index("PySide6.QtCore") :] if name.startswith("workstation.")]
    assert late == []

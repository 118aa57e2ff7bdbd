"""The fault of PySide6 6.12 on Python 3.11: a short test run does not meet it, a shift at the ward does.

Each Qt call that returns nothing drops one reference to None; after some 5,700 the interpreter aborts.
"""

from __future__ import annotations

import sys

import PySide6
from PySide6.QtGui import QTextDocument

CALLS = 1_000


def test_pyside_stays_below_the_version_that_aborts():
    assert tuple(map(int, PySide6.__version__.split(".")[:2])) < (6, 12)


def test_calls_that_return_nothing_keep_none_alive(qapp):
    document = QTextDocument()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        document.setModified(True)
    assert sys.getrefcount(None) > before - CALLS // 2

"""Garbage is collected in the thread of the window alone.

Python collects in whichever thread happens to allocate. A closed dialog is garbage in a circle, like most of what
holds a signal; collected by the worker it would be taken apart beside the window that owns it, and Qt answers that
with a crash, or by waiting for ever.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 500
_OLDEST = 2


class Garbage(QObject):
    """Collects now and then, in the thread that made it, what Python would collect by itself.

    Args:
        calm: whether the person pauses; a whole collection, which takes longer than a key may, waits for that.
    """

    def __init__(self, calm: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calm = calm
        self._clock = QTimer(self, interval=_LOOK_EVERY_MS)
        self._clock.timeout.connect(lambda: collect_what_is_due(whole=self._calm()))
        gc.disable()

    def begin(self) -> None:
        """Collect what becomes garbage from here on, and leave what is there now out of it: a key must not wait."""
        # What a study left behind that is closed was frozen when it was opened.
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._clock.start()


def collect_what_is_due(*, whole: bool) -> None:
    """Collect the generations that Python would have collected; the oldest only if ``whole``.

    Python counts for each generation what came into it since it was collected last.
    """
    due = [
        generation
        for generation, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
        if count > most and (whole or generation < _OLDEST)
    ]
    if due:
        gc.collect(due[-1])

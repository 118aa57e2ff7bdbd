"""A real window on a demo study for the measurements, and waiting in it without holding the worker up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from ui.bootstrap import Program, start
from ui.pages.patients import PatientsPage
from ui.pages.workplace import Workplace
from workstation.i18n import Language

SIZE = (1366, 768)
_PATIENCE_S = 60.0


@contextmanager
def opened(study: Path, settings: Path) -> Iterator[tuple[Program, Workplace]]:
    """The window with its workplace, settled."""
    program = start(study, Language.ENGLISH, settings)
    program.window.resize(*SIZE)
    program.window.show()
    try:
        until(lambda: workplace_of(program) is not None)
        workplace = workplace_of(program)
        assert workplace is not None
        until(lambda: workplace.desk.form is not None or workplace.desk.opened is not None)
        settle(1.2)
        yield program, workplace
    finally:
        program.window.close()
        program.around.operations.shut_down()


def workplace_of(program: Program) -> Workplace | None:
    """The workplace, once it stands."""
    page = program.window.current
    return page.workplace if isinstance(page, PatientsPage) else None


def until(true: Callable[[], bool]) -> None:
    """Let window and worker go on until something holds.

    Raises:
        TimeoutError: it never did.
    """
    end = time.perf_counter() + _PATIENCE_S
    while not true():
        QApplication.processEvents()
        # Without a pause the worker would not get a turn.
        time.sleep(0.0005)
        if time.perf_counter() > end:
            raise TimeoutError("the window did not get there")


def settle(seconds: float) -> None:
    """Let everything that waits come to rest."""
    end = time.perf_counter() + seconds
    until(lambda: time.perf_counter() > end)

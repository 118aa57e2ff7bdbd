"""A window of tests: the parts that every shell needs, small pages, and a real study file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.appearance import Tokens
from ui.errors import Errors
from ui.operations import Operations
from ui.style import Look
from ui.surroundings import Surroundings
from ui.words import Words
from workstation.clock import SetClock
from workstation.i18n import Language
from workstation.paths import resources
from workstation.services.create_study import create_study
from workstation.services.open_study import open_study
from workstation.services.session import Session

PERSON = "Zhao Min"
PASSPHRASE = "correct horse battery"


class SamplePage(QWidget):
    """A page that notes what the window asks of it."""

    ready = Signal()
    offers_changed = Signal()

    def __init__(self, title: str, log: list[str]) -> None:
        super().__init__()
        self._title, self._log = title, log
        self.may_leave = True
        self.offered: dict[str, Callable[[], None]] = {}
        QVBoxLayout(self).addWidget(QLabel(title))

    @property
    def title(self) -> str:
        return self._title

    @property
    def widget(self) -> QWidget:
        return self

    @property
    def offers(self) -> Mapping[str, Callable[[], None]]:
        return self.offered

    def activate(self) -> None:
        self._log.append(f"enter {self._title}")
        self.ready.emit()

    def leave(self) -> bool:
        self._log.append(f"leave {self._title}")
        return self.may_leave

    def retranslate(self) -> None:
        self._log.append(f"say {self._title}")

    def set_tokens(self, tokens: Tokens) -> None:
        self._log.append("dark" if tokens.dark else "light")


def surroundings(language: Language = Language.ENGLISH) -> Surroundings:
    """The parts that pages and dialogs work with, with a worker of their own."""
    errors = Errors()
    return Surroundings(Words(language, resources() / "locale"), Look(), Operations(errors), errors)


def new_study(folder: Path) -> Path:
    """An empty study with one principal investigator."""
    return create_study(
        folder / "study.kn5501", PERSON, "principal_investigator", PASSPHRASE, SetClock()
    ).path


def opener(path: Path, clock: SetClock) -> Callable[[], Session]:
    """Opens the study of :func:`new_study` in the worker."""
    return lambda: open_study(path, person=PERSON, passphrase=PASSPHRASE, clock=clock)


def idle(operations: Operations) -> Callable[[], bool]:
    """Whether the worker has nothing to do: for ``qtbot.waitUntil``."""
    return lambda: operations.pending == 0


class Told(QObject):
    """Keeps what a signal carried."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Any] = []

    def take(self, *values: object) -> None:
        self.kept.append(values[0] if len(values) == 1 else values)

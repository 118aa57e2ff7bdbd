"""Where every error ends: the environment's as a sentence with advice, our own as a report.

Anybody may hand an error over; one place shows it (the window's message bar, or the report of a fault). A
refusal belongs beside the field that caused it, and comes here only where there is no such place.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from workstation.messages import EnvironmentFailure, Refusal, Sentence

_LOG = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parent.parent
_FAULTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person must know: what is wrong, what to do, and one way on where there is one.

    ``way_on_words`` (a msgid) stands on its button. ``of_saving``: it tells that the study file could not be written
    or read, and is over once something could be saved.
    """

    sentence: Sentence
    advice: Sentence | None = None
    way_on: Callable[[], None] | None = None
    way_on_words: str = "Try again"
    of_saving: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the program: where it happened.

    ``message`` may hold what was typed and is given only on wish.
    """

    kind: str
    place: str
    message: str


def sentences_of(error: BaseException) -> tuple[Sentence, Sentence | None] | None:
    """What a person is told about a refusal or a failure of the environment; None for a fault of ours."""
    if isinstance(error, EnvironmentFailure):
        return error.sentence, error.advice
    if isinstance(error, Refusal):
        return error.sentence, None
    return None


def fault_of(error: BaseException) -> Fault:
    """The report of a fault: its class and the lines it came through, without any value of the data."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return Fault(type(error).__name__, "\n".join(lines), str(error))


def _short(filename: str) -> str:
    """A place in the program; the folders above it would name the user of the machine."""
    path = Path(filename)
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name


class Errors(QObject):
    """Takes errors and announces them by family: ``noticed`` a :class:`Notice`, ``faulted`` a
    :class:`Fault`.
    """

    noticed = Signal(object)
    faulted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: dict[str, int] = {}

    def take(
        self, error: BaseException, way_on: Callable[[], None] | None = None, words: str = "Try again"
    ) -> None:
        """Show an error that no place of its own could show."""
        told = sentences_of(error)
        if told is not None:
            self.noticed.emit(Notice(*told, way_on, words))
            return
        fault = fault_of(error)
        _LOG.error("%s\n%s", fault.kind, fault.place)
        if self._is_news(fault):
            self.faulted.emit(fault)

    def take_of_saving(self, error: BaseException) -> None:
        """Show an error of work on the open study; what the machine did to it is forgotten once saving works."""
        if isinstance(error, EnvironmentFailure):
            self.noticed.emit(Notice(error.sentence, error.advice, of_saving=True))
        else:
            self.take(error)

    def tell(self, sentence: Sentence, advice: Sentence | None = None) -> None:
        """Show a sentence in the same place."""
        self.noticed.emit(Notice(sentence, advice))

    def _is_news(self, fault: Fault) -> bool:
        # A fault in painting comes back with every frame: a person reads it a few times at most.
        seen = self._seen.get(fault.place, 0)
        self._seen[fault.place] = seen + 1
        return seen < _FAULTS_SHOWN

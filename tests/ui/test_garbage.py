"""What belongs to the window is taken apart in the thread of the window, whoever made the garbage."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import pytest
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.errors import Errors
from ui.garbage import Garbage, collect_what_is_due
from ui.operations import Operations, Progress
from workstation.messages import Refusal, Sentence
from workstation.services.session import Session


@dataclass
class Taken:
    """The threads in which something was taken apart."""

    threads: list[int] = field(default_factory=list)

    def watch(self, thing: object) -> None:
        weakref.finalize(thing, lambda: self.threads.append(threading.get_ident()))


@pytest.fixture
def collecting() -> Iterator[None]:
    """Python as it starts: it collects by itself."""
    was = gc.isenabled()
    gc.enable()
    yield
    gc.unfreeze()
    (gc.enable if was else gc.disable)()


@pytest.fixture
def operations(qapp) -> Iterator[Operations]:
    made = Operations(Errors())
    yield made
    assert made.shut_down(5)


class Circle(QWidget):
    """Held by nothing but itself once it is let go, as every closed dialog is."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def throw_away(taken: Taken) -> None:
    taken.watch(Circle())


class Page(QWidget):
    """Asks for something and may be left before the answer."""

    left = Signal()

    def show_answer(self, _answer: object) -> None:
        self.setWindowTitle("answer")

    def show_failure(self, _error: Exception) -> None:
        self.setWindowTitle("failure")


class NoSession:
    """As much of a session as is closed at the end."""

    def close(self) -> None:
        return


def work_hard(_progress: object) -> int:
    """Enough new lists at a time to make Python collect every generation."""
    return sum(len([[n] for n in range(20_000)]) for _ in range(40))


def test_the_worker_takes_no_widget_apart(collecting, operations, qtbot):
    Garbage(lambda: True, operations)
    taken = Taken()
    throw_away(taken)
    operations.run_beside(work_hard)
    qtbot.waitUntil(lambda: operations.pending == 0, timeout=20_000)
    gc.collect()
    assert taken.threads == [threading.get_ident()]


def test_the_window_takes_it_apart_before_long(collecting, operations, qtbot):
    garbage = Garbage(lambda: True, operations)
    garbage.begin()
    taken = Taken()
    throw_away(taken)
    kept = [[n] for n in range(20_000)]
    qtbot.waitUntil(lambda: bool(taken.threads), timeout=10_000)
    assert taken.threads == [threading.get_ident()]
    assert len(kept) == 20_000


def test_a_whole_collection_waits_until_the_person_pauses(monkeypatch):
    with monkeypatch.context() as asked:
        collected: list[int] = []
        asked.setattr(gc, "get_count", lambda: (900, 12, 12))
        asked.setattr(gc, "collect", collected.append)
        collect_what_is_due(whole=False)
        collect_what_is_due(whole=True)
        asked.setattr(gc, "get_count", lambda: (700, 10, 12))
        collect_what_is_due(whole=False)
    assert collected == [1, 2]


def test_what_a_closed_study_left_is_collected_when_the_next_stands(collecting, operations):
    garbage = Garbage(lambda: True, operations)
    taken = Taken()
    page = Circle()
    taken.watch(page)
    garbage.begin()
    del page
    gc.collect()
    assert taken.threads == []
    garbage.begin()
    assert taken.threads == [threading.get_ident()]


def fails(_session: object, _progress: object) -> None:
    raise Refusal(Sentence("No."))


def tells(_session: object, progress: Progress) -> None:
    progress(1, 1)


@pytest.mark.parametrize("work", [fails, tells])
def test_the_worker_is_never_the_last_to_hold_what_the_window_connected(operations, qtbot, work):
    """Dropped by the worker, a connection is undone there: Qt waits for the window, which waits for Python."""
    taken = Taken()
    operations.open(lambda: cast("Session", NoSession()))

    def ask() -> None:
        page = Page()
        taken.watch(page)
        task = operations.run_long(
            lambda session, progress: work(page.objectName(), progress), page.show_answer, page.show_failure
        )
        taken.watch(task)
        page.left.connect(task.cancel)

    for _ in range(50):
        ask()
        qtbot.waitUntil(lambda: operations.pending == 0, timeout=20_000)
        gc.collect(1)
    assert len(taken.threads) == 100
    assert set(taken.threads) == {threading.get_ident()}

"""The one door to a use-case: one worker, in turn, never blocking the window, orderly at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject

from ui.errors import Errors, Fault, Notice
from ui.operations import Changed, Operations, Outcome
from workstation.messages import EnvironmentFailure, Refusal, Sentence
from workstation.services.session import Session

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAVED = Changed(frozenset({"S-001"}), frozenset({"form"}))


@dataclass
class FakeSession:
    """As much of a session as the operations touch."""

    name: str = "a"
    threads: list[int] = field(default_factory=list)
    closed: bool = False

    def now(self) -> datetime:
        return NOON

    def close(self) -> None:
        self.closed = True
        self.threads.append(threading.get_ident())


@pytest.fixture
def errors() -> Errors:
    return Errors()


@pytest.fixture
def operations(qapp, errors: Errors) -> Iterator[Operations]:
    made = Operations(errors)
    yield made
    assert made.shut_down(5)


@pytest.fixture
def session(operations: Operations, qtbot) -> FakeSession:
    opened = FakeSession()
    operations.open(opening(opened))
    wait_idle(qtbot, operations)
    return opened


def opening(session: FakeSession, go_on: threading.Event | None = None) -> Callable[[], Session]:
    """Opens a study, where there is an event when the test says so."""

    def opener() -> FakeSession:
        assert go_on is None or go_on.wait(10)
        return session

    return cast("Callable[[], Session]", opener)


def wait_idle(qtbot, operations: Operations) -> None:
    qtbot.waitUntil(lambda: operations.pending == 0)


def test_the_work_runs_in_the_worker_and_its_answer_comes_to_the_window(operations, session, qtbot):
    seen: list[tuple[str, int, int]] = []
    operations.run(
        lambda given: (given.name, threading.get_ident()),
        lambda value: seen.append((*value, threading.get_ident())),
    )
    wait_idle(qtbot, operations)
    [(name, worked, delivered)] = seen
    assert name == "a"
    assert delivered == threading.get_ident() != worked


def test_one_worker_owns_the_file_from_opening_to_closing(operations, session, qtbot):
    threads: list[int] = []
    for _ in range(3):
        operations.run(lambda _given: threading.get_ident(), threads.append)
    operations.close_study()
    wait_idle(qtbot, operations)
    assert session.closed
    assert len({*threads, *session.threads}) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(fates=st.lists(st.sampled_from(["value", "refusal", "nothing"]), max_size=12))
def test_works_are_done_in_turn_and_each_is_answered_once(operations, session, qtbot, fates):
    done: list[int] = []
    answers: list[tuple[int, str]] = []

    def work(place: int, fate: str) -> str:
        done.append(place)
        if fate == "refusal":
            raise Refusal(Sentence("No."))
        return fate

    for place, fate in enumerate(fates):
        operations.run(
            lambda _given, place=place, fate=fate: work(place, fate),
            lambda value, place=place: answers.append((place, value)),
            lambda _error, place=place: answers.append((place, "refusal")),
        )
    wait_idle(qtbot, operations)
    assert done == list(range(len(fates)))
    assert answers == list(enumerate(fates))


def test_the_window_goes_on_while_the_worker_is_busy(operations, session, qtbot):
    go_on = threading.Event()
    operations.run(lambda _given: go_on.wait(5))
    counts: list[int] = []
    operations.pending_changed.connect(counts.append)
    operations.run(lambda _given: None)
    assert operations.pending == 2
    go_on.set()
    wait_idle(qtbot, operations)
    assert counts == [2, 1, 0]


def test_what_changed_is_announced_once_after_it_was_answered(operations, session, qtbot):
    told: list[object] = []
    operations.changed.connect(told.append)
    operations.saved.connect(told.append)
    operations.run(lambda _given: Outcome("entry 7", SAVED), told.append)
    wait_idle(qtbot, operations)
    assert told == [NOON, "entry 7", SAVED]


def test_a_work_that_changed_nothing_announces_nothing(operations, session, qtbot):
    told: list[object] = []
    operations.changed.connect(told.append)
    operations.saved.connect(told.append)
    operations.run(lambda _given: Outcome(None, None))
    operations.run(lambda _given: 1)
    wait_idle(qtbot, operations)
    assert told == []


def test_a_failure_goes_to_who_asked(operations, session, errors, qtbot):
    noticed: list[Notice] = []
    errors.noticed.connect(noticed.append)
    failed: list[Exception] = []

    def work(_given: object) -> None:
        raise EnvironmentFailure(Sentence("The disk is full."))

    operations.run(work, failed=failed.append)
    wait_idle(qtbot, operations)
    assert [str(error) for error in failed] == ["The disk is full."]
    assert noticed == []


def test_a_failure_that_nobody_takes_is_shown(operations, session, errors, qtbot, expect_log):
    expect_log("ui.errors", "ZeroDivisionError")
    noticed: list[Notice] = []
    faults: list[Fault] = []
    errors.noticed.connect(noticed.append)
    errors.faulted.connect(faults.append)

    def full(_given: object) -> None:
        raise EnvironmentFailure(Sentence("The disk is full."))

    operations.run(full)
    operations.run(lambda _given: 1 // 0)
    wait_idle(qtbot, operations)
    assert [notice.sentence.text for notice in noticed] == ["The disk is full."]
    assert [fault.kind for fault in faults] == ["ZeroDivisionError"]


def test_long_work_tells_how_far_it_is_and_can_be_cancelled(operations, session, qtbot):
    told: list[object] = []
    went_on = threading.Event()

    def work(_given, progress):
        progress(1, 3)
        assert went_on.wait(5)
        progress(2, 3)
        told.append("never reached")

    task = operations.run_long(work, told.append, told.append, progressed=lambda *far: told.append(far))
    qtbot.waitUntil(lambda: told == [(1, 3)])
    task.cancel()
    went_on.set()
    wait_idle(qtbot, operations)
    assert told == [(1, 3)]


def test_what_runs_beside_does_not_wait_for_the_file(operations, session, qtbot):
    go_on = threading.Event()
    told: list[str] = []
    operations.run(lambda _given: go_on.wait(5))
    operations.run_beside(lambda _progress: "sheet", told.append)
    qtbot.waitUntil(lambda: told == ["sheet"])
    go_on.set()
    wait_idle(qtbot, operations)


def test_an_answer_is_not_given_to_a_page_that_is_gone(operations, session, qtbot):
    class Page(QObject):
        def take(self, _value: object) -> None:
            raise AssertionError("the page is gone")

    page = Page()
    go_on = threading.Event()
    operations.run(lambda _given: go_on.wait(5), page.take)
    page.deleteLater()
    with qtbot.waitSignal(page.destroyed):
        pass
    go_on.set()
    wait_idle(qtbot, operations)


def test_what_is_handed_in_while_another_study_opens_belongs_to_the_old_one(operations, session, qtbot):
    """A draft that is typed while somebody signs in elsewhere must never be written into the other file."""
    other = FakeSession("b")
    slow = threading.Event()
    written: list[str] = []
    operations.leaving.connect(lambda: operations.run(lambda given: written.append(f"left {given.name}")))
    operations.open(opening(other, slow))
    operations.run(lambda given: written.append(f"typed {given.name}"))
    slow.set()
    wait_idle(qtbot, operations)
    operations.run(lambda given: written.append(f"after {given.name}"))
    wait_idle(qtbot, operations)
    assert written == ["typed a", "left a", "after b"]
    assert session.closed
    assert not other.closed


def test_a_study_that_cannot_be_opened_leaves_the_old_one_open(operations, session, qtbot):
    def refuse() -> FakeSession:
        raise Refusal(Sentence("This is not the passphrase."))

    operations.open(refuse, failed=lambda _error: None)
    names: list[str] = []
    operations.run(lambda given: given.name, names.append)
    wait_idle(qtbot, operations)
    assert names == ["a"]


def test_what_a_page_asks_after_its_study_was_closed_is_dropped(operations, session, errors, qtbot):
    told: list[object] = []
    errors.faulted.connect(told.append)
    operations.close_study()
    operations.run(lambda given: given.name, told.append, told.append)
    wait_idle(qtbot, operations)
    assert told == []


def test_a_study_whose_opening_was_cancelled_is_closed_again(operations, qtbot):
    late = FakeSession()
    begun, slow = threading.Event(), threading.Event()

    def opener() -> FakeSession:
        begun.set()
        assert slow.wait(5)
        return late

    task = operations.open(opener, lambda _session: pytest.fail("nobody waits any more"))
    assert begun.wait(5)
    task.cancel()
    slow.set()
    qtbot.waitUntil(lambda: late.closed)


def test_the_end_does_what_still_waits_and_closes_the_file(qapp, errors, qtbot):
    operations = Operations(errors)
    session = FakeSession()
    operations.open(opening(session))
    wait_idle(qtbot, operations)
    written: list[str] = []
    operations.run(lambda _given: written.append("draft"), lambda _value: written.append("delivered"))
    assert operations.shut_down(5)
    assert written == ["draft"]
    assert session.closed


def test_the_end_does_not_wait_for_ever(qapp, errors, qtbot):
    operations = Operations(errors)
    go_on = threading.Event()
    operations.run_beside(lambda _progress: None)
    operations.open(opening(FakeSession(), go_on))
    assert not operations.shut_down(0.05)
    go_on.set()
    assert operations.shut_down(5)


def test_the_end_stops_what_runs_beside(qapp, errors, qtbot):
    """Its thread would otherwise tell its end to a window that is gone."""
    operations = Operations(errors)
    begun = threading.Event()
    ended = threading.Event()

    def endless(progress: Callable[[int, int], None]) -> None:
        try:
            while True:
                begun.set()
                progress(1, 2)
        finally:
            ended.set()

    operations.run_beside(endless)
    assert begun.wait(5)
    assert operations.shut_down(5)
    assert ended.is_set()

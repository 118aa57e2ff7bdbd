"""The only way from the window to a use-case: one worker owns the study file, results come back to the
window.

Callers read as one sentence: ``operations.run(lambda session: overview(session), done=self._show)``. What
changed is announced once, by :attr:`Operations.changed`, and every page decides whether it cares.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from shiboken6 import isValid

from ui.errors import Errors

if TYPE_CHECKING:
    # Only for the types: the record behind a session takes a third of the start, and the worker imports it.
    from workstation.services.session import Session

T = TypeVar("T")
Progress = Callable[[int, int], None]
CLOSING_SECONDS = 20.0
_TOLD_EVERY_S = 0.05
_SPELL_S = 0.003
_REST = 3
"""How many times as long as it worked a long work rests."""
_CALM_S = 0.4
"""After what was asked last, a long work waits this long: who opens a patient or types goes on doing so."""


class Cancelled(Exception):  # noqa: N818 - a wish, not an error
    """A person did not want to wait any longer."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a use-case changed: codes of patients, and kinds such as "form", "visit", "subject", "people"."""

    subjects: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a mutating work may return: its value, and what it changed (None: nothing after all)."""

    value: T
    changed: Changed | None


def _undone() -> NoReturn:
    raise Cancelled


@dataclass(eq=False)
class _Job:
    """As much of a work as the worker holds, and what came of it.

    Whoever drops a thing last takes it apart. Nothing that was connected to a signal may be dropped by the worker:
    Qt would wait for the window, and the window for Python, for ever. So the worker knows no :class:`Task`, and what
    it was given to do is taken from here in the thread of the window once it is answered.
    """

    work: Callable[[], object] = _undone
    stop: threading.Event = field(default_factory=threading.Event)
    beside: bool = False
    result: object = None
    error: Exception | None = None
    moment: datetime | None = None

    def do(self) -> None:
        """Do it, in the worker; no failure gets away."""
        try:
            if self.stop.is_set():
                raise Cancelled
            self.result = self.work()
        except Exception as error:
            self.error = error

    def let_go(self) -> None:
        """Hold nothing of the window any more."""
        self.work, self.result, self.error = _undone, None, None


@dataclass(eq=False)
class Task(Generic[T]):
    """One work on its way, as the window knows it; :meth:`cancel` stops it where it tells its progress."""

    done: Callable[[T], None] | None = None
    failed: Callable[[Exception], None] | None = None
    label: str = ""
    progressed: Callable[[int, int], None] | None = None
    unwanted: Callable[[T], None] | None = None
    """What to do with a value that came after the work was cancelled."""
    stop: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the work to stop; nothing is told to ``done`` or ``failed`` then."""
        self.stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self.stop.is_set()


class Operations(QObject):
    """The worker and its queue. Everything here is called from the thread of the window.

    The window never waits for the worker, except at the end of the program, and then for a bounded time: a
    work that asked the window something would otherwise wait for a window that waits for it.
    """

    changed = Signal(object)
    """A :class:`Changed`, after a work that changed something."""
    saved = Signal(object)
    """The moment (datetime, by the clock of the session) at which a change was durable."""
    pending_changed = Signal(int)
    """How many works are waiting or running."""
    leaving = Signal()
    """The study that is open will be closed: whoever has something to keep hands it in now."""
    working = Signal(str)
    """The label (msgid) of the oldest work that has one; empty when there is none."""

    _finished = Signal(object)
    _advanced = Signal(object)

    def __init__(self, errors: Errors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errors = errors
        self._session: Session | None = None
        self._opened: list[Session] = []
        self._waiting: dict[_Job, Task[object]] = {}
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        # A queued connection: the signal is emitted by the worker, the slot runs in the thread of the window.
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._advanced.connect(self._advance, Qt.ConnectionType.QueuedConnection)
        self._asked = 0.0
        self._beside: list[tuple[_Job, threading.Thread]] = []
        self._worker = threading.Thread(target=self._serve, name="study file", daemon=True)
        self._worker.start()

    @property
    def pending(self) -> int:
        """How many works are waiting or running."""
        return len(self._waiting)

    @property
    def idle(self) -> bool:
        """Whether the worker has nothing to do; what runs beside it does not count."""
        return all(job.beside for job in self._waiting)

    @property
    def calm(self) -> bool:
        """Whether the person pauses: nothing was asked for a moment (typing asks too, for its draft)."""
        return time.monotonic() - self._asked >= _CALM_S

    def open(
        self,
        opener: Callable[[], Session],
        done: Callable[[Session], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        label: str = "Opening the study…",
    ) -> Task[Session]:
        """Open a study in the worker, in place of the one that is open.

        What a person does until the new study is delivered still belongs to the old one: only then does the worker
        change over, after :attr:`leaving` has let every page hand in what it has.
        """

        def work(_job: _Job) -> Session:
            session = opener()
            self._opened.append(session)
            return session

        def change_over(session: Session) -> None:
            self.leaving.emit()
            self._queue.put(lambda: self._take_over(session))
            if done is not None:
                done(session)

        def give_back(session: Session) -> None:
            self._queue.put(lambda: self._give_back(session))

        return self._start(work, Task(change_over, failed, label, unwanted=give_back))

    def close_study(self, done: Callable[[], None] | None = None) -> None:
        """Close the study after everything that waits has been done."""
        self.leaving.emit()
        self._start(
            lambda _job: self._close_session(), Task(None if done is None else lambda _nothing: done())
        )

    def run(
        self,
        work: Callable[[Session], T | Outcome[T]],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        label: str = "",
    ) -> Task[T]:
        """Run a use-case on the open study; once it was closed, nothing is done and nobody is told.

        Args:
            work: is given the session, in the worker; returns a value, or an :class:`Outcome` that says what
                changed.
            done: is given the value, in the thread of the window.
            failed: is given the exception there; without it, ``ui.errors`` shows it.
            label: what is being done, for the status bar, where it may take longer than a moment.
        """
        return self._start(lambda _job: work(self._current()), Task(done, failed, label))

    def run_long(
        self,
        work: Callable[[Session, Progress], T | Outcome[T]],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        label: str = "",
        progressed: Callable[[int, int], None] | None = None,
    ) -> Task[T]:
        """Like :meth:`run`, for a work that tells how far it is and can be cancelled there."""
        task = Task(done, failed, label, progressed)
        return self._start(lambda job: work(self._current(), self._progress(job)), task)

    def run_beside(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        label: str = "",
        progressed: Callable[[int, int], None] | None = None,
    ) -> Task[T]:
        """Run something long that does not touch the session, in a thread of its own, so that saving need
        not wait.
        """
        task = Task(done, failed, label, progressed)
        job = self._enter(lambda job: work(self._unhurried(job)), task)
        job.beside = True
        thread = threading.Thread(target=self._runner(job), name="beside the study file", daemon=True)
        self._beside = [(other, at) for other, at in self._beside if at.is_alive()]
        self._beside.append((job, thread))
        thread.start()
        return task

    def go_ahead(self, seconds: float) -> None:
        """Let the worker do what waits before the window goes on, but wait no longer than this.

        The two share one interpreter: beside a window that paints, a short work takes several times as long.
        """
        told = threading.Event()
        self._queue.put(told.set)
        told.wait(seconds)

    def deliver(self) -> None:
        """Deliver what the worker has done, without waiting for the turn of the event loop."""
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    def fail(self, error: Exception) -> None:
        """Hand a failure that a caller took and cannot answer to the one place where errors end."""
        self._errors.take_of_saving(error)

    def shut_down(self, seconds: float = CLOSING_SECONDS) -> bool:
        """Do what still waits (drafts above all), close the file, end the worker; False if that took too
        long.

        Nothing is delivered any more. The wait is bounded: a journal is whole at any moment, so that a
        program that hangs for ever would protect nothing.
        """
        for task in self._waiting.values():
            task.done = task.failed = task.progressed = task.unwanted = None
        self._queue.put(self._close_all)
        self._queue.put(None)
        end = time.monotonic() + seconds
        # A thread that told its end after this object is gone would take the window down with it.
        for job, _ in self._beside:
            job.stop.set()
        threads = [self._worker, *(thread for _, thread in self._beside)]
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _current(self) -> Session:
        if self._session is None:
            # Its page is going, and what it had to keep was handed in before (see leaving).
            raise Cancelled
        return self._session

    def _take_over(self, session: Session) -> None:
        self._opened.remove(session)
        self._close_session()
        self._session = session

    def _give_back(self, session: Session) -> None:
        self._opened.remove(session)
        session.close()

    def _close_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _close_all(self) -> None:
        self._close_session()
        while self._opened:
            self._opened.pop().close()

    def _progress(self, job: _Job) -> Progress:
        told = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal told
            if job.stop.is_set():
                raise Cancelled
            now = time.monotonic()
            # A journal has many entries and the window one thread: it hears of the last, and now and then before.
            if done >= total or now - told >= _TOLD_EVERY_S:
                told = now
                self._advanced.emit((job, done, total))

        return progress

    def _unhurried(self, job: _Job) -> Progress:
        """Progress that rests between short spells of work, and while the person does something: the interpreter
        belongs to the window first.
        """
        told, began = self._progress(job), time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal began
            told(done, total)
            worked = time.monotonic() - began
            if worked < _SPELL_S:
                return
            time.sleep(_REST * min(worked, _SPELL_S))
            while not self.calm and not job.stop.is_set():
                time.sleep(_CALM_S / 10)
            began = time.monotonic()

        return progress

    def _start(self, work: Callable[[_Job], object], task: Task[T]) -> Task[T]:
        self._asked = time.monotonic()
        self._queue.put(self._runner(self._enter(work, task)))
        return task

    def _enter(self, work: Callable[[_Job], object], task: Task[T]) -> _Job:
        job = _Job(stop=task.stop)
        job.work = lambda: work(job)
        self._waiting[job] = cast("Task[object]", task)
        self._tell_pending()
        return job

    def _runner(self, job: _Job) -> Callable[[], None]:
        def run() -> None:
            job.do()
            job.moment = self._moment(job.result)
            self._finished.emit(job)

        return run

    def _moment(self, result: object) -> datetime | None:
        durable = isinstance(result, Outcome) and result.changed is not None and self._session is not None
        return self._session.now() if durable and self._session is not None else None

    def _serve(self) -> None:
        while (run := self._queue.get()) is not None:
            run()

    def _advance(self, told: tuple[_Job, int, int]) -> None:
        job, done, total = told
        task = self._waiting.get(job)
        if task is not None and task.progressed is not None and not task.cancelled:
            task.progressed(done, total)

    def _deliver(self, job: _Job) -> None:
        task = self._waiting.pop(job)
        self._tell_pending()
        try:
            self._answer(task, job)
        finally:
            job.let_go()

    def _answer(self, task: Task[object], job: _Job) -> None:
        if job.error is not None:
            self._deliver_failure(task, job.error)
            return
        result, changed = job.result, None
        if isinstance(result, Outcome):
            result, changed = result.value, result.changed
        if task.cancelled and task.unwanted is not None:
            task.unwanted(result)
        if job.moment is not None:
            self.saved.emit(job.moment)
        if task.done is not None and not task.cancelled and _is_there(task.done):
            task.done(result)
        if changed is not None:
            self.changed.emit(changed)

    def _deliver_failure(self, task: Task[object], error: Exception) -> None:
        if isinstance(error, Cancelled) or task.cancelled:
            return
        if task.failed is not None and _is_there(task.failed):
            task.failed(error)
        else:
            self._errors.take_of_saving(error)

    def _tell_pending(self) -> None:
        self.pending_changed.emit(len(self._waiting))
        self.working.emit(next((task.label for task in self._waiting.values() if task.label), ""))


def _is_there(callback: Callable[..., object]) -> bool:
    """Whether the object that waits for an answer still exists: its page may be gone since it asked."""
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)

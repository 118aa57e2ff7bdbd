"""Which single corrections would flip an endpoint of the open visit: looked for beside, while the person pauses."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from ui.operations import Operations, Task
from ui.view_models.form_session import FormSession
from workstation.definition.study import Study
from workstation.trial.assessment import Assessment
from workstation.trial.corrections import Correction, corrections

_AFTER_MS = 700
_Found = tuple[Assessment, tuple[Correction, ...]]


class VerifyFirst(QObject):
    """Looks once typing has paused; what was found holds for one assessment and no other."""

    found = Signal()

    def __init__(self, operations: Operations, study: Study, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._study = study
        self._session: FormSession | None = None
        self._task: Task[_Found] | None = None
        self._for: Assessment | None = None
        self._corrections: tuple[Correction, ...] = ()
        self._pause = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._pause.timeout.connect(self._look)

    def of(self, assessment: Assessment) -> tuple[Correction, ...]:
        """What was found for this assessment; nothing while it is not known."""
        return self._corrections if assessment is self._for else ()

    def knows(self, assessment: Assessment) -> bool:
        """Whether it was looked for in this assessment, also if nothing was found."""
        return assessment is self._for

    def consider(self, session: FormSession | None) -> None:
        """The form that is open, after every key; what was under way for an older state is given up."""
        if session is not None and session is self._session and session.assessment is self._for:
            return
        self._session = session
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if session is None:
            self._pause.stop()
        else:
            self._pause.start()

    def _look(self) -> None:
        session = self._session
        if session is None:
            return
        assessment, subject, visit, study = session.assessment, session.subject, session.visit, self._study
        assessed = assessment.visit(visit)
        if assessed is None or assessed.endpoints is None:
            return
        # Answered to a method, so that nobody is told once the page is gone.
        self._task = self._operations.run_beside(
            lambda told: (assessment, corrections(subject, study, assessment, visit, told)), self._keep
        )

    def _keep(self, found: _Found) -> None:
        self._task = None
        self._for, self._corrections = found
        self.found.emit()

"""The desk: which patient lies on it, which visit is open, which form is under edit. Plain values and signals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from ui.operations import Changed, Operations, Outcome
from ui.view_models.form_session import FormSession
from workstation.definition.study import Study, VisitKind
from workstation.messages import Refusal
from workstation.services.begin_visit import begin_visit
from workstation.services.drafts import Draft, drafts
from workstation.services.overview import overview
from workstation.services.read_subject import Opened, open_subject
from workstation.services.session import Session
from workstation.trial.assessment import PlannedVisit
from workstation.trial.overview import OverviewRow
from workstation.trial.subject import LOGS
from workstation.trial.visit_forms import VisitForm, form_state, forms_of_visit
from workstation.trial.visit_state import VisitState

PGA = "pga"
"""The form of the physician's global assessment, and its item."""
_NOW = (VisitState.DUE, VisitState.OPEN)
_AT_ONCE_S = 0.03
"""A patient who is read within this time is shown in one painting with the list."""
_AHEAD_AFTER_MS = 12
"""Between two patients that are read ahead; the window is free meanwhile."""
_MARKS_AFTER_MS = 250


@dataclass(frozen=True, slots=True)
class FormMark:
    """How far a form is: required answers still missing, or how many warnings; ``draft`` if typing was left."""

    form: VisitForm
    missing: int
    warnings: int
    draft: bool

    @property
    def complete(self) -> bool:
        """Begun, and nothing required is missing."""
        return self.form.begun and not self.missing


class PatientDesk(QObject):
    """Follows a person's choices; knows no widget."""

    rows_changed = Signal(object)
    """The overview rows of all patients."""
    patient_changed = Signal(object)
    """:class:`Opened`, after another patient was opened or the same one was saved; None when there is none."""
    visit_changed = Signal(str)
    """The key of the visit that is open, begun or not."""
    forms_changed = Signal(object)
    """The :class:`FormMark` of every form of the visit."""
    form_changed = Signal(object)
    """The :class:`FormSession` under edit, None if the visit has not begun."""
    refused = Signal(object)
    unsaved_changed = Signal()
    """What was typed and waits to be saved has changed: :attr:`typed`, :attr:`waiting`, :attr:`with_drafts`."""

    def __init__(
        self,
        operations: Operations,
        study: Study,
        today: date,
        parent: QObject | None = None,
        *,
        writable: bool = True,
    ) -> None:
        super().__init__(parent)
        self._operations = operations
        self._writable = writable
        self.study = study
        self.today = today
        self.opened: Opened | None = None
        self.visit = ""
        self.form: FormSession | None = None
        self._rows: tuple[OverviewRow, ...] = ()
        self._drafts: dict[tuple[str, str, str], Draft] = {}
        self._wanted = ""
        self._wanted_visit = ""
        self._wanted_form = ""
        self._marked: tuple[tuple[str, int, str], tuple[FormMark, ...]] | None = None
        self._marks = QTimer(self, singleShot=True, interval=_MARKS_AFTER_MS)
        self._marks.timeout.connect(self._tell_marks)
        self._ahead: list[str] = []
        self._in_sight: frozenset[str] = frozenset()
        self._pause = QTimer(self, singleShot=True, interval=_AHEAD_AFTER_MS)
        self._pause.timeout.connect(self._read_next)
        operations.changed.connect(self._on_changed)

    # the list

    def refresh(self) -> None:
        """Read the list of patients anew."""
        self._operations.run(overview, self._on_rows)

    def _on_rows(self, rows: tuple[OverviewRow, ...]) -> None:
        self._rows = rows
        self.rows_changed.emit(rows)

    @property
    def rows(self) -> tuple[OverviewRow, ...]:
        """The list as last read."""
        return self._rows

    def _on_changed(self, changed: Changed) -> None:
        if changed.subjects or "subject" in changed.kinds:
            self.refresh()

    def start(self, wanted: str, rows: tuple[OverviewRow, ...]) -> None:
        """Begin with the rows that are shown already: with the patient who is wanted, else with the newest draft of
        this person, else with the patient who needs somebody first.
        """
        self._rows = rows
        if wanted:
            self.open_patient(wanted)
        if self._writable:
            self._operations.run(drafts, self._on_drafts)
        else:
            # What is being typed at another window under this name is not this person's to go on with.
            self.open_first()

    def _on_drafts(self, found: tuple[Draft, ...]) -> None:
        # The newest last, where every later one is put too.
        self._drafts = {(draft.subject, draft.visit, draft.form): draft for draft in reversed(found)}
        self.unsaved_changed.emit()
        if self._wanted:
            return
        if found:
            self.open_patient(found[0].subject, found[0].visit, found[0].form)
        else:
            self.open_first()

    @property
    def typed(self) -> bool:
        """Whether the form that is open holds something that is not saved."""
        return self.form is not None and self.form.editor.dirty

    @property
    def pga_answered(self) -> bool:
        """Whether the PGA of the visit on the desk has an answer, "not done" among them."""
        if self.form is not None and self.form.place.form.oid == PGA:
            return PGA in self.form.editor.answers  # the form has one item, of the same name
        return self.opened is not None and PGA in self.opened.subject.answers(self.visit, PGA)

    @property
    def held_back(self) -> str:
        """The visit whose total must not be read yet, because its PGA is still to be drawn; empty: none."""
        return "" if self.pga_answered else self.visit

    def typed_at(self, visit: str) -> bool:
        """Whether something of the patient on the desk is typed at a visit, or in a log, and not saved."""
        if self.opened is None:
            return False
        kept = (self._drafts.keys() - {self._open_key}) | ({self._open_key} if self.typed else set())
        return any(oid == self.opened.subject.oid and place in (visit, LOGS) for oid, place, _form in kept)

    @property
    def waiting(self) -> int:
        """How many drafts of this person wait in other forms than the one that is open."""
        return len(self._drafts.keys() - {self._open_key})

    @property
    def with_drafts(self) -> frozenset[str]:
        """The patients for whom something was typed and not saved."""
        elsewhere = {key[0] for key in self._drafts if key != self._open_key}
        return frozenset(elsewhere | ({self._open_key[0]} if self.typed else set()))

    @property
    def _open_key(self) -> tuple[str, str, str]:
        if self.form is None or self.opened is None:
            return "", "", ""
        return self.opened.subject.oid, self.form.place.place, self.form.place.form.oid

    # the patient

    def open_first(self) -> None:
        """Lay the patient on the desk who needs somebody first: overdue or due, else the first of the list."""
        if self._wanted or not self._rows:
            return
        waiting = [
            row for row in self._rows if row.overdue or row.next_state in (VisitState.DUE, VisitState.OPEN)
        ]
        self.open_patient((waiting or self._rows)[0].subject)

    def open_patient(self, subject: str, visit: str = "", form: str = "") -> None:
        """Lay a patient on the desk; ``visit`` and ``form`` say where to go, else where today asks for something."""
        if self.opened is not None and self.opened.subject.oid == subject and not visit:
            return
        self._leave_form()
        self._wanted, self._wanted_visit, self._wanted_form = subject, visit, form
        self._operations.run(lambda session: open_subject(session, subject), self._on_opened, self._on_failed)
        self._operations.go_ahead(_AT_ONCE_S)

    def read_ahead(self, subjects: Sequence[str]) -> None:
        """Read the patients whose lines are in sight while the person pauses: a click finds them read.

        Those who have just come into sight first: it is for them that somebody scrolled.
        """
        new = [subject for subject in subjects if subject not in self._in_sight]
        self._ahead = new + [subject for subject in subjects if subject in self._in_sight]
        self._in_sight = frozenset(subjects)
        self._pause.start()

    def read_next(self, subject: str) -> None:
        """Read this patient before all others: the mouse rests on the line."""
        self._ahead.insert(0, subject)
        self._pause.start()

    def _read_next(self) -> None:
        if not self._ahead:
            return
        if self._operations.idle:
            subject = self._ahead.pop(0)
            self._operations.run(lambda session: _read(session, subject), failed=lambda _error: None)
        self._pause.start()

    def _on_opened(self, opened: Opened) -> None:
        if opened.subject.oid != self._wanted:
            return
        same = self.opened is not None and self.opened.subject.oid == opened.subject.oid
        self.opened = opened
        wanted = self._wanted_visit or (self.visit if same else "") or self._visit_to_go_on(opened)
        self._wanted_visit = ""
        self.patient_changed.emit(opened)
        self._show_visit(wanted)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Refusal):
            self.refused.emit(error)
        else:
            self._operations.fail(error)

    def _visit_to_go_on(self, opened: Opened) -> str:
        """Where typing stopped last for this patient, else the visit that today asks for."""
        subject = opened.subject
        for oid, place, form in reversed(self._drafts):
            if oid != subject.oid:
                continue
            key = self._visit_with(opened, form) if place == LOGS else place
            if subject.visit(key) is not None:
                self._wanted_form = form
                return key
        return self.visit_for_today(opened)

    def _visit_with(self, opened: Opened, form: str) -> str:
        """The visit that shows a log: the one that today asks for if it does, else the last one that does."""
        held = [visit.key for visit in opened.subject.visits]
        for key in (self.visit_for_today(opened), *reversed(held)):
            if key in held and any(each.form.oid == form for each in self._forms_of(opened, key)):
                return key
        return ""

    def _forms_of(self, opened: Opened, key: str) -> tuple[VisitForm, ...]:
        return forms_of_visit(opened.subject, self.study, opened.assessment, key)

    def _screening(self, opened: Opened) -> str:
        """The screening visit while nothing after it has begun and forms of it are still to be filled."""
        for visit in opened.subject.visits:
            definition = self.study.visit_by_oid.get(visit.oid)
            if definition is None or definition.kind is not VisitKind.SCREENING:
                return ""
        for visit in opened.subject.visits:
            if any(form.required and not form.begun for form in self._forms_of(opened, visit.key)):
                return visit.key
        return ""

    def visit_for_today(self, opened: Opened) -> str:
        """The visit that today asks for: one begun today, screening while it is all there is, one in its window, else
        the last one held.
        """
        for visit in reversed(opened.subject.visits):
            if visit.date == self.today:
                return visit.key
        screening = self._screening(opened)
        if screening:
            return screening
        for planned in opened.assessment.schedule:
            if planned.state in _NOW and not planned.optional:
                return planned.key
        overdue = [planned for planned in opened.assessment.schedule if planned.state is VisitState.OVERDUE]
        if overdue and not opened.assessment.closed:
            return overdue[-1].key
        dated = [visit.key for visit in opened.subject.visits if visit.date is not None]
        if dated:
            return dated[-1]
        return opened.subject.visits[0].key if opened.subject.visits else self.study.visits[0].oid

    # the visit

    def open_visit(self, key: str, form: str = "") -> None:
        """Open a visit of the patient on the desk."""
        if self.opened is None or (key == self.visit and not form):
            return
        self._leave_form()
        self._wanted_form = form
        self._show_visit(key)

    def _show_visit(self, key: str) -> None:
        assert self.opened is not None
        if key == LOGS:
            key = self.visit_for_today(self.opened)
        self.visit = key
        self.visit_changed.emit(key)
        forms = self.forms
        if not self.begun or not forms:
            self.form = None
            self.forms_changed.emit(())
            self.form_changed.emit(None)
            return
        wanted = self._wanted_form
        self._wanted_form = ""
        if all(form.form.oid != wanted for form in forms):
            wanted = self._first_open(forms)
        self.forms_changed.emit(self._quick_marks(forms))
        self.open_form(wanted)
        self._marks.start()

    @property
    def begun(self) -> bool:
        """Whether the visit on the desk has begun."""
        visit = None if self.opened is None else self.opened.subject.visit(self.visit)
        return visit is not None and bool(visit.forms)

    @property
    def planned(self) -> PlannedVisit | None:
        """The visit on the desk as the schedule has it."""
        if self.opened is None:
            return None
        return next((each for each in self.opened.assessment.schedule if each.key == self.visit), None)

    @property
    def forms(self) -> tuple[VisitForm, ...]:
        """The forms of the visit on the desk."""
        if self.opened is None:
            return ()
        return self._forms_of(self.opened, self.visit)

    def _first_open(self, forms: tuple[VisitForm, ...]) -> str:
        kept = [key for key in self._drafts if self.opened is not None and key[0] == self.opened.subject.oid]
        for form in forms:
            if any(key[1:] == (form.place, form.form.oid) for key in kept):
                return form.form.oid
        plain = [form for form in forms if form.form.oid != "visit"]
        waiting = next((form for form in plain if form.required and self._waits(form)), None)
        return (waiting or (plain or forms)[0]).form.oid

    def _waits(self, form: VisitForm) -> bool:
        """Whether a form is still to be filled: not begun, or begun today and answers are missing.

        Later visits are looked back at; there, what was never begun is worth more than what was left blank.
        """
        if not form.begun:
            return True
        held = None if self.opened is None else self.opened.subject.visit(self.visit)
        return held is not None and held.date == self.today and self._mark(form).missing > 0

    def _quick_marks(self, forms: tuple[VisitForm, ...]) -> tuple[FormMark, ...]:
        """What can be told at once; how many answers are missing follows after the first paint."""
        return tuple(FormMark(form, 0 if form.begun else 1, 0, self._has_draft(form)) for form in forms)

    def _has_draft(self, form: VisitForm) -> bool:
        subject = "" if self.opened is None else self.opened.subject.oid
        return (subject, form.place, form.form.oid) in self._drafts

    def _tell_marks(self) -> None:
        if self.opened is None or not self.begun:
            return
        if self._marked is None or self._marked[0] != self._shown:
            self._marked = (self._shown, tuple(self._mark(form) for form in self.forms))
        # What is saved counts, so typing changes nothing but the mark of the draft.
        self.forms_changed.emit(
            tuple(replace(mark, draft=self._has_draft(mark.form)) for mark in self._marked[1])
        )

    @property
    def _shown(self) -> tuple[str, int, str]:
        assert self.opened is not None
        return self.opened.subject.oid, self.opened.entry_number, self.visit

    def _mark(self, form: VisitForm) -> FormMark:
        assert self.opened is not None
        state = form_state(
            self.opened.subject, self.study, self.opened.assessment, form, self.visit, self.today
        )
        return FormMark(form, len(state.missing), len(state.findings), self._has_draft(form))

    def begin_visit(self, visit: str, typed: str) -> None:
        """Begin a visit of the patient on the desk at a typed date, then open it."""
        assert self.opened is not None
        subject = self.opened.subject.oid

        def work(session: Session) -> Outcome[tuple[str, Opened]]:
            key = begin_visit(session, subject, visit, typed)
            changed = Changed(frozenset({subject}), frozenset({"visit"}))
            return Outcome((key, open_subject(session, subject)), changed)

        self._operations.run(work, self._on_begun, self._on_failed)

    def _on_begun(self, begun: tuple[str, Opened]) -> None:
        key, opened = begun
        self._wanted, self._wanted_visit = opened.subject.oid, key
        self._on_opened(opened)

    # the form

    def open_form(self, oid: str) -> None:
        """Open a form of the visit on the desk; a draft goes on where it stopped."""
        assert self.opened is not None
        place = next((form for form in self.forms if form.form.oid == oid), None)
        if place is None:
            return
        self._leave_form()
        draft = self._drafts.get((self.opened.subject.oid, place.place, oid))
        self.form = FormSession(
            self._operations,
            self.study,
            self.opened,
            self.visit,
            place,
            self.today,
            draft,
            writable=self._writable,
        )
        self.form.saved.connect(self._on_saved)
        self.form.refused.connect(self.refused)
        self.form.draft_kept.connect(self._marks.start)
        for told in (self.form.draft_kept, self.form.draft_failed, self.form.editor.dirty_changed):
            told.connect(self._tell_unsaved)
        self.form_changed.emit(self.form)
        self.unsaved_changed.emit()

    def _tell_unsaved(self, _dirty: bool = False) -> None:
        self.unsaved_changed.emit()

    def _leave_form(self) -> None:
        form, self.form = self.form, None
        if form is None or self.opened is None:
            return
        form.flush()
        key = (self.opened.subject.oid, form.place.place, form.place.form.oid)
        self._drafts.pop(key, None)
        if form.editor.dirty:
            self._drafts[key] = Draft(*key, form.editor.draft(), self.opened.entry_number)
        self.unsaved_changed.emit()

    def leave(self) -> None:
        """Keep what is typed, because the page or the program is left."""
        if self.form is not None:
            self.form.flush()

    def _on_saved(self, opened: Opened | None) -> None:
        if opened is None or self.form is None:
            return
        self.opened = opened
        self._drafts.pop((opened.subject.oid, self.form.place.place, self.form.place.form.oid), None)
        self.patient_changed.emit(opened)
        self._marks.start()

    def next_form(self, step: int) -> None:
        """Go to the form after (1) or before (−1) the one under edit."""
        if self.form is None:
            return
        oids = [form.form.oid for form in self.forms]
        here = oids.index(self.form.place.form.oid) if self.form.place.form.oid in oids else 0
        self.open_form(oids[(here + step) % len(oids)])


def _read(session: Session, subject: str) -> None:
    """Put a patient on the shelf of the session."""
    open_subject(session, subject)

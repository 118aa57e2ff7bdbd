"""The workplace of a patient: header, timeline, the forms of the open visit, and the scores that follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.appearance import Tokens
from ui.dialogs.change_reason import ask_reason
from ui.dialogs.override_reason import ask_override
from ui.pages.all_visits import AllVisits
from ui.pages.visit_signing import VisitSigning
from ui.surroundings import Surroundings
from ui.view_models.form_editor import FormEditor
from ui.view_models.form_session import FormSession
from ui.view_models.item_course import course_of, has_course
from ui.view_models.patient_desk import FormMark, PatientDesk
from ui.view_models.result_facts import EXPLAINED, ResultReader
from ui.view_models.timeline import timeline_of
from ui.view_models.timeline_header import header_facts
from ui.view_models.verify_first import VerifyFirst
from ui.widgets.cards import Card
from ui.widgets.form_head import FormHead
from ui.widgets.form_view import FormView
from ui.widgets.header_strip import HeaderStrip
from ui.widgets.item_help import ItemHelp
from ui.widgets.nobody import Nobody
from ui.widgets.panel_build import AtHand
from ui.widgets.panel_scores import ScorePanel
from ui.widgets.timeline import TimelineView
from ui.widgets.visit_card import VisitCard, VisitToBegin
from ui.widgets.visit_forms import FormLine, VisitForms
from workstation.forms.state import FormState
from workstation.messages import Refusal, Sentence, Text
from workstation.services.read_subject import Opened
from workstation.services.record_form import OrderRefused
from workstation.trial.assessment import Assessment
from workstation.trial.subject import visit_code

_FORMS_WIDTH = 150
_PANEL_WIDTH = 300


class Workplace(QWidget):
    """Joins the widgets to the desk. It decides nothing: the desk and the services do."""

    offers_changed = Signal()
    sheet_wanted = Signal(str, str)
    """(patient, visit) whose sheet a person wants to see."""
    enrol_wanted = Signal()
    whole_wanted = Signal(bool)
    """Whether the form wants the whole window."""

    def __init__(
        self, around: Surroundings, desk: PatientDesk, writable: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._around = around
        self._words = around.words
        self._tokens = around.look.tokens
        self._writable = writable
        self.desk = desk
        self._wanted_item = ("", "", "")
        """Patient, form and item that a line of another page led to, until the form is there."""
        self._build()
        self._arrange()
        self._connect()
        self.retranslate()

    # building

    def _build(self) -> None:
        words, tokens = self._words, self._tokens
        self._column = QVBoxLayout(self)
        self.header = HeaderStrip(words, tokens)
        self.sheet_button = QPushButton()
        self.sheet_button.setEnabled(False)
        self.all_visits = AllVisits(words, self.desk, self._column, self)
        self.all_visits.set_tokens(tokens)
        self.all_visits.shown.connect(self._give_way)
        self.all_visits.opened.connect(self._open_answer)
        self.header.add_button(self.all_visits.button)
        self.header.add_button(self.sheet_button)
        self.timeline = TimelineView(words, tokens)
        self.forms = VisitForms(words, tokens)
        self.head = FormHead(words, tokens)
        self.form: FormView | None = None
        self._view: FormView | None = None
        self.form_place = QStackedWidget()
        self.visit_card = VisitCard(words)
        self.blank = QWidget()
        self.help = ItemHelp(words, tokens)
        self.panel = ScorePanel(words, tokens)
        self.verify_first = VerifyFirst(self._around.operations, self.desk.study, self)
        self.verify_first.found.connect(self._show_found)
        self.results = ResultReader(self._around.operations, self.desk.study, self)
        self.form_card = Card(tokens)
        self.signing = VisitSigning(self._around, self.desk, self)
        self.forms_scroll = QScrollArea()
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.nobody = Nobody(words, tokens, self._writable)
        self.nobody.hide()

    def _arrange(self) -> None:
        right = self._column
        right.setContentsMargins(14, 8, 14, 10)
        right.setSpacing(6)
        right.addWidget(self.header)
        self.splitter.addWidget(self.timeline)
        self.splitter.addWidget(self._bottom())
        self.splitter.setChildrenCollapsible(True)
        self.splitter.setHandleWidth(9)
        self.splitter.setSizes([300, 340])
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        right.addWidget(self.splitter, 1)
        right.addWidget(self.nobody, 1)

    def _bottom(self) -> QWidget:
        bottom = QWidget()
        row = QHBoxLayout(bottom)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        body = self.form_card.body
        body.setContentsMargins(1, 4, 1, 4)  # the list would paint over the round corners
        body.setSpacing(0)
        inside = QHBoxLayout()
        inside.setSpacing(0)
        self.forms_scroll.setWidget(self.forms)
        self.forms_scroll.setWidgetResizable(True)
        self.forms_scroll.setFixedWidth(_FORMS_WIDTH)
        self.forms_scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.forms_scroll, 1)
        self.signing.strip.setFixedWidth(_FORMS_WIDTH)
        left.addWidget(self.signing.strip)
        inside.addLayout(left)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.head)
        self.form_place.addWidget(self.blank)
        self.form_place.addWidget(self.visit_card)
        column.addWidget(self.form_place, 1)
        column.addWidget(self.help)
        inside.addLayout(column, 1)
        body.addLayout(inside, 1)
        row.addWidget(self.form_card, 1)
        self.panel.setFixedWidth(_PANEL_WIDTH)
        row.addWidget(self.panel)
        return bottom

    def _connect(self) -> None:
        desk = self.desk
        desk.patient_changed.connect(self._show_patient)
        desk.visit_changed.connect(self._show_visit)
        desk.forms_changed.connect(self._show_forms)
        desk.form_changed.connect(self._show_form)
        desk.refused.connect(self._refuse)
        self.timeline.visit_chosen.connect(self._open_visit)
        self.forms.chosen.connect(desk.open_form)
        self.visit_card.begin.connect(self._begin)
        self.panel.jump.connect(self._jump)
        self.signing.jump.connect(self._jump)
        self.sheet_button.clicked.connect(self._want_sheet)
        self.nobody.enrol_wanted.connect(self.enrol_wanted)
        self.head.save_wanted.connect(self.save)
        self.head.whole_wanted.connect(self.toggle_whole)
        self._words.changed.connect(self.retranslate)
        for keys, act in (
            ("Ctrl+PgDown", lambda: desk.next_form(1)),
            ("Ctrl+PgUp", lambda: desk.next_form(-1)),
            ("F9", self.toggle_whole),
            ("F6", self.show_course),
            ("Ctrl+M", self.all_visits.button.toggle),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    @property
    def offers(self) -> Mapping[str, Callable[[], None]]:
        """Saving while a form is open, the sheet while the visit has begun."""
        offered: dict[str, Callable[[], None]] = {}
        if self.desk.form is not None and self._writable:
            offered["save"] = self.save
        if self.desk.begun:
            offered["print"] = self._want_sheet
        if self.form is not None:
            offered["explain"] = self.form.help
        if self.signing.possible:
            offered["sign"] = self.signing.sign
        return offered

    def take_keys(self) -> bool:
        """Put the keys into the form, or where a visit begins; False if neither is there."""
        if self.form is not None:
            self.form.setFocus()
            return True
        return self.desk.opened is not None and not self.desk.begun and self.visit_card.take_keys()

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.sheet_button.setText(self._words("Visit sheet") + "  ⌃P")
        self.sheet_button.setToolTip(
            self._words("Preview, print or save the summary of the open visit (Ctrl+P)")
        )

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self._tokens = tokens
        for part in (
            self.header,
            self.timeline,
            self.forms,
            self.head,
            self.panel,
            self.help,
            self.form_card,
            self.nobody,
        ):
            part.set_tokens(tokens)
        self.all_visits.set_tokens(tokens)
        if self._view is not None:
            self._view.set_tokens(tokens)

    # showing

    def show_nobody(self, nobody: bool) -> None:
        """Say in place of everything else that nobody is enrolled yet."""
        self.nobody.setVisible(nobody)
        for part in (self.header, self.splitter):
            part.setVisible(not nobody)

    def _show_patient(self, opened: Opened | None) -> None:
        if opened is None:
            return
        self.timeline.show_timeline(
            timeline_of(opened.subject, opened.assessment, self.desk.study), self.desk.visit
        )
        self._show_header(opened.assessment)
        self.all_visits.fill()

    def _show_header(self, assessment: Assessment) -> None:
        # A total that the panel holds back must not be read here either.
        facts = header_facts(assessment, self.desk.study, self.desk.held_back)
        self.header.show_patient(assessment.subject, facts)

    def _show_visit(self, key: str) -> None:
        self.timeline.choose(key)
        self.sheet_button.setEnabled(self.desk.begun)
        if not self.desk.begun:
            self._show_visit_card(key)
        self.offers_changed.emit()

    def _show_visit_card(self, key: str) -> None:
        opened, planned = self.desk.opened, self.desk.planned
        definition = self.desk.study.visit_by_oid.get(visit_code(key))
        if opened is None or definition is None:
            return
        self.visit_card.show_visit(
            VisitToBegin(
                key=key,
                title=definition.title,
                due=None if planned is None else planned.due,
                earliest=None if planned is None else planned.earliest,
                latest=None if planned is None else planned.latest,
                today=self.desk.today,
                writable=self._writable,
                closed=opened.assessment.closed,
            )
        )
        self.panel.show_visit(opened.assessment, key, self.desk.study)

    def _show_forms(self, marks: tuple[FormMark, ...]) -> None:
        self.forms.show_forms([_line(mark) for mark in marks])
        self.forms_scroll.setVisible(bool(marks))

    def _show_form(self, session: FormSession | None) -> None:
        self.form = None
        if session is None:
            self.verify_first.consider(None)
            self.head.clear()
            self.help.clear()
            self.form_place.setCurrentWidget(self.visit_card)
            self.take_keys()
            self.offers_changed.emit()
            return
        self.form = self._form_view(session.editor)
        self.form_place.setCurrentWidget(self.form)
        self.forms.select(session.place.form.oid)
        self._reveal_form(session.place.form.oid)
        self._head(session)
        session.assessed.connect(self._follow)
        # Methods, not closures over the session: a closure would hold the session by its own signal, for ever.
        session.saved.connect(self._head_again)
        session.editor.dirty_changed.connect(self._head_again)
        session.editor.cursor_moved.connect(self.help.show_path)
        session.editor.cursor_moved.connect(self._explain)
        self.help.show_form(session.editor)
        self._follow(session.assessment, session.editor.state)
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)
        if session.restored:
            self.form.inline.keep_text()
        self._go_to_wanted(session)
        self.offers_changed.emit()

    def _go_to_wanted(self, session: FormSession) -> None:
        """Put the cursor on the item that a line of another page led to."""
        subject, form, item = self._wanted_item
        self._wanted_item = ("", "", "")
        there = (session.opened.subject.oid, session.place.form.oid) == (subject, form)
        if there and item and self.form is not None:
            self.form.jump_to(item)

    def _form_view(self, editor: FormEditor) -> FormView:
        """The one view of forms, made with the first form; it shows this one now."""
        if self._view is None:
            self._view = FormView(editor, self._words, self._tokens)
            self._view.help_wanted.connect(self._pin_help)
            self.form_place.addWidget(self._view)
        else:
            self._view.show_form(editor)
        return self._view

    def _reveal_form(self, oid: str) -> None:
        place = self.forms.row_of(oid)
        if place >= 0:
            rect = self.forms.row_rect(place)
            self.forms_scroll.ensureVisible(0, int(rect.center().y()), 0, int(rect.height()))

    def _head_again(self, _told: object) -> None:
        session = self.desk.form
        if session is not None:
            self._head(session)

    def _head(self, session: FormSession) -> None:
        visit = self.desk.study.visit_by_oid.get(visit_code(session.visit))
        label = visit.short if visit is not None else Text(session.visit, session.visit)
        record = session.opened.subject.visit(session.visit)
        self.head.show_form(
            label,
            None if record is None else record.date,
            session.place.form,
            session.editor.state,
            session.editor.dirty,
            self._writable,
            session.restored and session.editor.dirty,
            _gate_sentence(session),
        )

    def _follow(self, assessment: Assessment, state: FormState) -> None:
        """After every key: panel, header and counts."""
        session = self.desk.form
        if session is None:
            return
        self.verify_first.consider(session)
        self._show_panel(assessment, state)
        self._show_header(assessment)
        self.head.show_progress(state)

    def _show_panel(self, assessment: Assessment, state: FormState) -> None:
        session = self.desk.form
        at_hand = AtHand(
            self.desk.pga_answered,
            "" if session is None else session.editor.cursor,
            self.verify_first.of(assessment),
            self.results.of(session),
        )
        self.panel.show_visit(assessment, self.desk.visit, self.desk.study, state, at_hand)

    def _show_found(self) -> None:
        session = self.desk.form
        if session is not None:
            self._show_panel(session.assessment, session.editor.state)

    def _explain(self, _path: str) -> None:
        """What is under the cursor is explained: the grade of its system, or what a result feeds."""
        session = self.desk.form
        if session is not None and session.place.form.oid in EXPLAINED:
            self._show_panel(session.assessment, session.editor.state)

    # all visits

    def _give_way(self, shown: bool) -> None:
        """All visits in place of timeline and form, or these again."""
        self.splitter.setVisible(not shown)
        if not shown:
            self.take_keys()

    def _open_answer(self, visit: str, form: str, item: str) -> None:
        self.all_visits.close()
        self.desk.open_visit(visit)
        self._jump(form, item)

    # acting

    def open_place(self, subject: str, visit: str, form: str, item: str) -> None:
        """Lay a patient on the desk at a visit and form; the keys go to the item once the form is there."""
        self._wanted_item = (subject, form, item)
        self.desk.open_patient(subject, visit, form)

    def _open_visit(self, key: str) -> None:
        self.desk.open_visit(key)
        # The click took the keys away, also where this visit was open already.
        self.take_keys()

    def _begin(self, typed: str) -> None:
        self.desk.begin_visit(visit_code(self.desk.visit), typed)

    def _jump(self, form: str, item: str) -> None:
        session = self.desk.form
        if session is None or session.place.form.oid != form:
            self.desk.open_form(form)
        if self.form is not None and item:
            self.form.jump_to(item)
            self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pin_help(self, path: str) -> None:
        self.help.pin(path)

    def _want_sheet(self) -> None:
        if self.desk.opened is not None and self.desk.begun:
            self.sheet_wanted.emit(self.desk.opened.subject.oid, self.desk.visit)

    def show_course(self) -> None:
        """Show the number under the cursor over all visits."""
        session, opened = self.desk.form, self.desk.opened
        if session is None or opened is None:
            return
        state = session.editor.state.items.get(session.editor.cursor)
        if state is None or not has_course(session.place.form, state.path):
            return
        course = course_of(opened.subject, opened.assessment, session.place.form, state.path, state.range)
        if course is None:
            return
        # Charts cost a third of a second to load, which no start and no form should pay.
        from ui.dialogs.course import Course

        Course(self._around, opened.subject.oid, course, self).open()

    def toggle_whole(self) -> None:
        """Give the form the whole window, or the timeline its place back."""
        whole = self.timeline.isVisible()
        self.timeline.setVisible(not whole)
        self.whole_wanted.emit(whole)

    def save(self, override: str = "") -> None:
        """Save the form; a changed saved value asks for a reason, a gate for an override."""
        session = self.desk.form
        if session is None or not self._writable:
            return
        stop = session.gate
        if stop is not None and stop.may_override and not override:
            override = ask_override(stop.sentence, self._around, self) or ""
            if not override:
                return
        changes = session.saved_changes
        reason = ""
        if changes and not session.editor.blocking:
            reason = ask_reason(session.place.form, changes, self._around, self) or ""
            if not reason:
                return
        session.save(reason, override)

    def _refuse(self, refusal: Refusal) -> None:
        if not self.desk.begun:
            self.visit_card.refuse(refusal.sentence)
            return
        if isinstance(refusal, OrderRefused) and not refusal.may_override:
            self.head.refuse(Sentence("Not saved: {reason}", {"reason": refusal.sentence}))
            return
        self.head.refuse(refusal.sentence)


def _line(mark: FormMark) -> FormLine:
    form = mark.form.form
    return FormLine(
        form.oid,
        form.short,
        form.title,
        mark.form.required,
        mark.form.begun,
        mark.missing,
        mark.warnings,
        mark.draft,
    )


def _gate_sentence(session: FormSession) -> Sentence | None:
    stop = session.gate
    return None if stop is None else stop.sentence

"""The page of the study: what is fixed and how surely, who works in it, and the file that holds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.appearance import Tokens
from ui.operations import Changed
from ui.pages import study_rows
from ui.style import mark
from ui.surroundings import Surroundings
from ui.widgets.cards import Card
from ui.widgets.plain_table import Cell, Meant, PlainTable, Row
from ui.widgets.spoken import Spoken
from workstation.definition.study import Study
from workstation.messages import Sentence
from workstation.services.drafts import drafts
from workstation.services.file_facts import FileFacts, file_facts
from workstation.services.people import Person, people
from workstation.services.session import Session

_SIDE_WIDTH = 390
_HASH_SHOWN = 16
_SETTINGS_BELOW = 400


@dataclass(frozen=True)
class StudyFacts:
    """Everything that the page shows, as read in one go."""

    study: Study
    people: tuple[Person, ...]
    file: FileFacts
    drafts: int


def read_facts(session: Session) -> StudyFacts:
    """Read what the page shows."""
    return StudyFacts(session.study, people(session), file_facts(session), len(drafts(session)))


class StudyPage(QWidget):
    """Cards in two columns; the wide one holds what the protocol fixes, the narrow one people and file."""

    ready = Signal()
    offers_changed = Signal()
    add_person_wanted = Signal()
    change_wanted = Signal(object)
    """The study one of whose rules a person wants to change."""
    verify_wanted = Signal()

    def __init__(self, around: Surroundings, writable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._around = around
        self._say = Spoken(around.words, self)
        self._cards: list[Card] = []
        self._tables: list[PlainTable] = []
        self.heading, self.subtitle = QLabel(), QLabel()
        mark(self.heading, "heading")
        mark(self.subtitle, "muted")
        self.subtitle.setWordWrap(True)
        self.facts = self._table((2, 7, 0))
        self.settings = self._table((5, 2, 3, 0), ("Rule", "In force", "Could be", ""))
        self.visits = self._table((0, 4, 2, 3, 0, 0), ("Visit", "Visit name", "Day", "Window", "Forms", ""))
        self.cohorts = self._table((0, 5, 3, 3, 0))
        self.people = self._table((1, 1))
        self.file = self._table((2, 5))
        self.add = QPushButton()
        self.change = QPushButton()
        self._study: Study | None = None
        self.verify = QPushButton()
        self.progress = QProgressBar()
        self.verified = QLabel()
        self._arrange(writable)
        around.operations.changed.connect(self._on_changed)

    def _table(self, weights: tuple[int, ...], head: tuple[Meant, ...] = ()) -> PlainTable:
        table = PlainTable(self._around.words, weights, head, self._around.look.tokens)
        self._tables.append(table)
        return table

    def _arrange(self, writable: bool) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(2)
        column.addWidget(self.heading)
        column.addWidget(self.subtitle)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(self._wide_column(writable), 1)
        row.addLayout(self._narrow_column(writable))
        column.addLayout(row)
        self.area = QScrollArea()
        self.area.setWidget(inside)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def _wide_column(self, writable: bool) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self._card("The trial", self.facts))
        column.addWidget(self._card("Schedule", self.visits))
        note = "Rules that the public record does not fix. What a change would do to every patient is shown before."
        column.addWidget(self._settings_card(note, writable))
        column.addStretch(1)
        return column

    def _settings_card(self, note: str, writable: bool) -> Card:
        card = self._card("Settings", self.settings, note)
        self._say(self.change.setText, "Change a rule…")
        self.change.clicked.connect(self._want_change)
        self.change.setEnabled(writable)
        # Above the table: nobody scrolls past a hundred rules to find it.
        card.body.insertWidget(2, self.change, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _want_change(self) -> None:
        if self._study is not None:
            self.change_wanted.emit(self._study)

    def _narrow_column(self, writable: bool) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self._file_card())
        card = self._card("People", self.people)
        self._say(self.add.setText, "Add a person…")
        self.add.clicked.connect(self.add_person_wanted)
        self.add.setEnabled(writable)
        card.body.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(card)
        column.addWidget(self._card("Cohorts", self.cohorts))
        column.addStretch(1)
        for card in self._cards[-3:]:
            card.setFixedWidth(_SIDE_WIDTH)
        return column

    def _card(self, title: str, table: PlainTable, note: str = "") -> Card:
        card = Card(self._around.look.tokens)
        card.body.setSpacing(4)
        for meant, kind in ((title, "strong"), (note, "small")):
            if meant:
                label = QLabel()
                label.setWordWrap(kind == "small")
                mark(label, kind)
                self._say(label.setText, meant)
                card.body.addWidget(label)
        card.body.addWidget(table)
        self._cards.append(card)
        return card

    def _file_card(self) -> Card:
        card = self._card("The study file", self.file)
        self._say(self.verify.setText, "Verify the journal")
        self.verify.clicked.connect(self.verify_wanted)
        mark(self.verified, "small")
        self.verified.setWordWrap(True)
        self.progress.setTextVisible(False)
        self.progress.hide()
        card.body.addWidget(self.progress)
        card.body.addWidget(self.verify, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(self.verified)
        return card

    # what the window asks

    @property
    def title(self) -> str:
        """The name of the page."""
        return "Study"

    @property
    def widget(self) -> QWidget:
        """The page is its own widget."""
        return self

    @property
    def offers(self) -> Mapping[str, Callable[[], None]]:
        """Nothing beyond what the window itself can do."""
        return {}

    def activate(self) -> None:
        """Read everything anew and put the keys where they scroll."""
        self.area.setFocus()
        self._around.operations.run(read_facts, self.show_facts)

    def leave(self) -> bool:
        """Nothing is kept here."""
        return True

    def retranslate(self) -> None:
        """Every word follows by itself."""

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        for card in self._cards:
            card.set_tokens(tokens)
        for table in self._tables:
            table.set_tokens(tokens)

    # showing

    def show_facts(self, facts: StudyFacts) -> None:
        """Show the study."""
        study = self._study = facts.study
        self._say(self.heading.setText, study.short)
        self._say(self.subtitle.setText, study.title)
        self.facts.set_rows([row for row in study_rows.fact_rows(study) if row[1].meant != study.title])
        self.settings.set_rows(study_rows.setting_rows(study))
        self.visits.set_rows(study_rows.visit_rows(study))
        self.cohorts.set_rows(study_rows.cohort_rows(study))
        self.people.set_rows(study_rows.people_rows(facts.people))
        self.file.set_rows(_file_rows(facts))
        self.ready.emit()

    def show_settings(self) -> None:
        """Go to the rules of the study."""
        self.area.ensureWidgetVisible(self.change, 0, _SETTINGS_BELOW)

    def show_progress(self, done: int, total: int) -> None:
        """How far the check of the journal is."""
        self.verify.setEnabled(False)
        self.progress.show()
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def show_verification(self, faults: tuple[Sentence, ...], entries: int) -> None:
        """What the check of the journal found."""
        self.verify.setEnabled(True)
        self.progress.hide()
        if not faults:
            mark(self.verified, "good")
            self._say(self.verified.setText, "All {entries} entries hold.", entries=f"{entries:,}")
            return
        mark(self.verified, "wrong")
        sentence = "{faults} Do not go on working with this file: keep it as it is and open a backup."
        self._say(self.verified.setText, sentence, faults=faults[:3])

    def _on_changed(self, changed: Changed) -> None:
        if self.isVisible() or "people" in changed.kinds:
            self._around.operations.run(read_facts, self.show_facts)


def _file_rows(facts: StudyFacts) -> list[Row]:
    file = facts.file
    last = "" if file.last_at is None else file.last_at.strftime("%Y-%m-%d %H:%M")
    rows = (
        ("File name", file.path.name),
        ("Folder", str(file.path.parent)),
        ("Entries", f"{file.entries:,}"),
        ("Last entry", last),
        ("Its hash", f"{file.head[:_HASH_SHOWN]}…"),
        ("Your open drafts", str(facts.drafts)),
    )
    return [(Cell(name, "muted"), Cell(study_rows.as_written(value))) for name, value in rows]

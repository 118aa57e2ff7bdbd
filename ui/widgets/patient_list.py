"""The list of patients: a field to find, and one painted line per patient, thousands as light as ten."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from ui.appearance import LIGHT, Tokens, colour
from ui.view_models.patient_list import PatientRow
from ui.widgets.patient_list_delegate import ROW_HEIGHT, PatientDelegate
from ui.widgets.patient_list_model import PatientListModel
from ui.words import Words


class PatientList(QWidget):
    """The list with its field. ``chosen`` carries the code of the patient that a person picks, ``pointed`` of the one
    whose line has come under the mouse.

    The arrows move through the list from the field too, and Enter in the field picks the first that matches.
    """

    chosen = Signal(str)
    pointed = Signal(str)

    def __init__(self, words: Words, tokens: Tokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._current: str | None = None
        self._announcing = True
        self.field = QLineEdit(self)
        self.view = QListView(self)
        self.model = PatientListModel(words, self)
        self._delegate = PatientDelegate(words, tokens, self.view)
        self._empty = QLabel(self)
        self._arrange()
        self._connect()
        self._say()
        self.set_tokens(tokens)

    def _arrange(self) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(self._delegate)
        self.view.setUniformItemSizes(True)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setMouseTracking(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.verticalScrollBar().setSingleStep(ROW_HEIGHT // 2)
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumHeight(29)
        self.field.installEventFilter(self)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self._empty)
        column.addWidget(self.view, 1)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._find)
        self.model.modelReset.connect(self._restore)
        selection = self.view.selectionModel()
        selection.currentChanged.connect(self._moved)
        self.view.entered.connect(self._hover)
        self.view.viewportEntered.connect(lambda: self._hover(QModelIndex()))
        self._words.changed.connect(self._say)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self.focus_find)

    @property
    def current(self) -> str | None:
        """The patient who is open, also while the list does not show the row."""
        return self._current

    @property
    def in_sight(self) -> tuple[str, ...]:
        """The patients whose lines are in sight."""
        first = max(self.view.indexAt(QPoint(4, 4)).row(), 0)
        last = min(first + self.view.height() // ROW_HEIGHT + 1, self.model.rowCount())
        rows = (self.model.subject_at(self.model.index(row)) for row in range(first, last))
        return tuple(subject for subject in rows if subject is not None)

    def set_rows(self, rows: Iterable[PatientRow]) -> None:
        """Show these patients; who is open stays open."""
        self.model.set_rows(rows)
        self._explain()

    def select(self, subject: str | None) -> None:
        """Mark a patient as open; nothing is announced."""
        self._current = subject
        self._restore()

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self._delegate.tokens = tokens
        # The ground of the view takes its palette from it. Its viewport is not asked for: Qt for Python makes all its
        # classes of widgets to find out what that is, which takes longer than the list.
        for widget in (self, self.field, self.view, self._empty):
            palette = widget.palette()
            palette.setColor(palette.ColorRole.Text, colour(tokens.text))
            palette.setColor(palette.ColorRole.PlaceholderText, colour(tokens.muted))
            palette.setColor(palette.ColorRole.Window, colour(tokens.surface))
            palette.setColor(palette.ColorRole.Base, colour(tokens.surface))
            palette.setColor(palette.ColorRole.WindowText, colour(tokens.muted))
            widget.setPalette(palette)
        self.setAutoFillBackground(True)
        self._repaint()

    def focus_find(self) -> None:
        """Put the hands on the field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down walk the list and Enter picks, while the hands stay in the field."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._walk(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick_first()
                return True
        if watched is self.field and event.type() is QEvent.Type.Enter:
            self._hover(QModelIndex())
        return super().eventFilter(watched, event)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the mouse any more."""
        super().leaveEvent(event)
        self._hover(QModelIndex())

    def _hover(self, index: QModelIndex) -> None:
        for row in (self._delegate.hovered.row(), index.row()):
            self.view.update(self.model.index(row))
        self._delegate.hovered = QPersistentModelIndex(index)
        subject = self.model.subject_at(index)
        if subject is not None:
            self.pointed.emit(subject)

    def _walk(self, by: int) -> None:
        at = self.view.currentIndex()
        place = at.row() + by if at.isValid() else 0
        if 0 <= place < self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(place))

    def _pick_first(self) -> None:
        if not self.view.currentIndex().isValid() and self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, wanted: str) -> None:
        self.model.find(wanted)
        self._explain()

    def _moved(self, now: QModelIndex) -> None:
        subject = self.model.subject_at(now)
        if subject is not None and subject != self._current:
            self._current = subject
            if self._announcing:
                self.chosen.emit(subject)

    def _restore(self) -> None:
        """Mark the open patient again after the rows have moved."""
        index = self.model.index_of(self._current)
        self._announcing = False
        if index.isValid():
            self.view.setCurrentIndex(index)
        else:
            self.view.clearSelection()
            self.view.setCurrentIndex(QModelIndex())
        self._announcing = True

    def _say(self) -> None:
        self.field.setPlaceholderText(self._words("Find (Ctrl+F)"))
        self.field.setAccessibleName(self._words("Find a patient"))
        self.view.setAccessibleName(self._words("Patients"))
        self._repaint()
        self._explain()

    def _repaint(self) -> None:
        for row in range(self.model.rowCount()):
            self.view.update(self.model.index(row))

    def _explain(self) -> None:
        """An empty list says why, and what will be there."""
        wanted = self.field.text().strip()
        if wanted:
            self._empty.setText(self._words("No patient matches “{text}”.", text=wanted[:40]))
        else:
            self._empty.setText(self._words("No patients yet. The first one appears here once enrolled."))
        self._empty.setVisible(self.model.rowCount() == 0)

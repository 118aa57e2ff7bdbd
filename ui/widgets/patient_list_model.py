"""The rows of the list of patients as Qt asks for them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt

from ui.view_models.patient_list import PatientRow, in_order, matching, search_text
from ui.words import Words

ROW_ROLE = int(Qt.ItemDataRole.UserRole)

AnyIndex = QModelIndex | QPersistentModelIndex


class PatientListModel(QStringListModel):
    """The rows that match what is typed, in order of code.

    A list view asks for the number of rows once per row. Qt itself keeps the list of codes, so that thousands of
    these questions never reach Python; what a row says is asked only for the few that are painted.
    """

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._rows: tuple[PatientRow, ...] = ()
        self._texts: list[str] = []
        self._shown: list[int] = []
        self._wanted = ""
        words.changed.connect(self._say_again)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row itself for the delegate; words for whoever reads the screen aloud."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row = self._rows[self._shown[index.row()]]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            draft = self._words("draft") if row.draft else ""
            parts = (row.subject, row.cohort, second_line(row, self._words), draft)
            return " · ".join(part for part in parts if part)
        return None

    def set_rows(self, rows: Iterable[PatientRow]) -> None:
        """Take other rows; unchanged ones keep their place, and a single changed one is repainted alone."""
        fresh = in_order(rows)
        if [row.subject for row in fresh] == [row.subject for row in self._rows]:
            self._update(fresh)
            return
        self._rows = fresh
        self._texts = [self._text(row) for row in fresh]
        self._show(matching(self._texts, self._wanted))

    def _update(self, fresh: tuple[PatientRow, ...]) -> None:
        changed = [place for place, row in enumerate(fresh) if row != self._rows[place]]
        self._rows = fresh
        for place in changed:
            self._texts[place] = self._text(fresh[place])
        shown = matching(self._texts, self._wanted) if self._wanted and changed else self._shown
        if shown != self._shown:
            self._show(shown)
            return
        for place in changed:
            at = bisect_left(self._shown, place)
            if at < len(self._shown) and self._shown[at] == place:
                self.dataChanged.emit(self.index(at), self.index(at))

    def _show(self, shown: list[int]) -> None:
        self._shown = shown
        self.setStringList([self._rows[place].subject for place in shown])

    def find(self, wanted: str) -> None:
        """Show only the rows that hold every word of ``wanted``."""
        if wanted != self._wanted:
            self._wanted = wanted
            self._show_matching()

    def _show_matching(self) -> None:
        shown = matching(self._texts, self._wanted)
        if shown != self._shown:
            self._show(shown)

    def _text(self, row: PatientRow) -> str:
        return search_text(row, self._words.everywhere)

    def _say_again(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def subject_at(self, index: AnyIndex) -> str | None:
        """The subject code of a row."""
        return self._rows[self._shown[index.row()]].subject if index.isValid() else None

    def index_of(self, subject: str | None) -> QModelIndex:
        """Where a patient stands now; invalid if not among the rows that match."""
        for number, place in enumerate(self._shown):
            if self._rows[place].subject == subject:
                return self.index(number)
        return QModelIndex()


def second_line(row: PatientRow, words: Words) -> str:
    """The line under the code: the next visit and how it stands."""
    return " · ".join(part for part in (words(row.next_label), words(row.status)) if part)

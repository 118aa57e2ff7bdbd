"""All visits of the patient side by side, in place of timeline and form: made when first asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.appearance import Tokens
from ui.view_models.index_matrix import matrix_of
from ui.view_models.patient_desk import PatientDesk
from ui.widgets.index_matrix import IndexMatrix
from ui.words import Words


class AllVisits(QObject):
    """The button that shows the matrix, and the matrix. ``opened`` carries visit, form and item of a click."""

    opened = Signal(str, str, str)
    shown = Signal(bool)

    def __init__(self, words: Words, desk: PatientDesk, place: QVBoxLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._words, self._desk, self._place = words, desk, place
        self.matrix: IndexMatrix | None = None
        self._tokens: Tokens | None = None
        self.button = QPushButton()
        self.button.setCheckable(True)
        self.button.toggled.connect(self._show)
        words.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the button in the language in force."""
        self.button.setText(self._words("All visits") + "  ⌃M")
        self.button.setToolTip(
            self._words("Grades, descriptors, PGA, steroid and endpoints of all visits side by side (Ctrl+M)")
        )

    def set_tokens(self, tokens: Tokens) -> None:
        """Change the appearance."""
        self._tokens = tokens
        if self.matrix is not None:
            self.matrix.set_tokens(tokens)

    def close(self) -> None:
        """Give timeline and form their place back."""
        self.button.setChecked(False)

    def _show(self, shown: bool) -> None:
        if shown and self.matrix is None:
            # Most days it is not asked for.
            self.matrix = IndexMatrix(self._words)
            if self._tokens is not None:
                self.matrix.set_tokens(self._tokens)
            self.matrix.opened.connect(self.opened)
            self._place.addWidget(self.matrix)
        self.shown.emit(shown)
        if self.matrix is not None:
            self.fill()
            self.matrix.setVisible(shown)
            if shown:
                self.matrix.setFocus(Qt.FocusReason.OtherFocusReason)

    def fill(self) -> None:
        """Show what is known now, while the matrix is shown."""
        opened, session = self._desk.opened, self._desk.form
        if self.matrix is None or opened is None or not self.button.isChecked():
            return
        # What is being typed counts here as it does in the panel.
        assessment = opened.assessment if session is None else session.assessment
        self.matrix.show_matrix(matrix_of(assessment, self._desk.study, self._desk.held_back))

"""What every dialog is made of: a heading with the language beside it, a body, one sentence, and the
buttons.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.errors import sentences_of
from ui.style import mark
from ui.widgets.spoken import Spoken
from ui.words import Words
from workstation.i18n import Language
from workstation.messages import Sentence, Text

T = TypeVar("T")
WIDTH = 520


class Dialog(QDialog):
    """A window-modal dialog; it is opened and tells its answer by signals, or waited for where one step needs it.

    While it works it stays alive and cannot be sent twice; what goes wrong is told inside it.
    """

    def __init__(
        self, words: Words, title: str | Sentence, parent: QWidget | None = None, width: int = WIDTH
    ) -> None:
        super().__init__(parent)
        self.stretches = False
        self.words = words
        self.say = Spoken(words, self)
        self.setModal(True)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(width)
        self.resize(width, 10)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.heading = QLabel()
        self.heading.setWordWrap(True)
        mark(self.heading, "heading")
        self.say(self.heading.setText, title)
        self.say(self.setWindowTitle, title)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self.box = MessageBox(words)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        self._primary: QPushButton | None = None
        self._arrange()

    def wait(self) -> bool:
        """Show it until it is answered; what was typed can be read from it after that. True if it was accepted."""
        # A dialog that deletes itself on closing would take the answer with it.
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        accepted = bool(self.exec())
        self.deleteLater()
        return accepted

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self._language_switch(), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addLayout(self.body, 1)
        column.addWidget(self.box)
        column.addWidget(self._busy)
        column.addLayout(self._buttons)

    def _language_switch(self) -> QPushButton:
        # The window behind cannot be reached while a dialog is open, and whoever signs in may read
        # only one language.
        switch = QPushButton("中文 / EN")
        switch.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        switch.setAutoDefault(False)
        switch.setShortcut("Ctrl+L")
        mark(switch, "flat")
        self.say(switch.setAccessibleName, "Change the language")
        switch.clicked.connect(self._switch_language)
        return switch

    def _switch_language(self) -> None:
        english = self.words.language is Language.ENGLISH
        self.words.switch(Language.CHINESE if english else Language.ENGLISH)

    def add_text(self, meant: str | Sentence | Text, kind: str = "muted") -> QLabel:
        """Add a paragraph to the body."""
        label = QLabel()
        label.setWordWrap(True)
        mark(label, kind)
        self.say(label.setText, meant)
        self.body.addWidget(label)
        return label

    def add_button(self, meant: str, *, primary: bool = False, left: bool = False) -> QPushButton:
        """Add a button to the row at the bottom; Enter presses the primary one."""
        button = QPushButton()
        button.setAutoDefault(False)
        self.say(button.setText, meant)
        if primary:
            button.setDefault(True)
            self._primary = button
        if left:
            self._buttons.insertWidget(0, button)
        else:
            self._buttons.addWidget(button)
        return button

    def add_cancel(self, meant: str = "Cancel") -> QPushButton:
        """Add the button that closes the dialog without doing anything; Escape does the same."""
        button = self.add_button(meant)
        button.clicked.connect(self.reject)
        return button

    def refuse(self, error: Exception) -> bool:
        """Tell inside the dialog why something was not done; False if it is a fault of the program."""
        told = sentences_of(error)
        if told is None:
            return False
        self.box.show_sentence(*told)
        return True

    def event(self, event: QEvent) -> bool:
        """Be as high as what is said needs: sentences come and go, and wrap in either language."""
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and not self.stretches:
            self.fit()
        return handled

    def fit(self) -> None:
        """Take the height that the contents need at this width."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            wanted = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else -1
            self.resize(self.width(), wanted if wanted > 0 else self.sizeHint().height())

    def while_open(self, do: Callable[[T], None]) -> Callable[[T], None]:
        """A callback that does nothing once the dialog is closed: an answer may come after a person has
        left.
        """

        def guarded(value: T) -> None:
            if isValid(self) and self.isVisible():
                do(value)

        return guarded

    def set_busy(self, busy: bool) -> None:
        """While it works nothing can be sent again; Escape still closes."""
        self._busy.setVisible(busy)
        if self._primary is not None:
            self._primary.setEnabled(not busy)


class MessageBox(QFrame):
    """A sentence and an advice in a tinted box; hidden when there is nothing to say."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._say = Spoken(words, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 9)
        column.setSpacing(2)
        self.sentence, self.advice = QLabel(), QLabel()
        for label in (self.sentence, self.advice):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        self.row = QHBoxLayout()
        column.addLayout(self.row)
        self.hide()

    def show_sentence(
        self, sentence: Sentence | Text | str, advice: Sentence | None = None, kind: str = "box_wrong"
    ) -> None:
        """Show it; the kind is ``box_wrong``, ``box_warning`` or ``box_plain``."""
        mark(self, kind)
        self._say(self.sentence.setText, sentence)
        self._say(self.advice.setText, advice or "")
        self.advice.setVisible(advice is not None)
        self.show()

    def add_way_on(self, meant: str) -> QPushButton:
        """A button below the sentence."""
        button = QPushButton()
        button.setAutoDefault(False)
        self._say(button.setText, meant)
        self.row.addWidget(button)
        self.row.addStretch(1)
        return button

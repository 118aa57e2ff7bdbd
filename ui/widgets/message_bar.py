"""What the program has to say to a person, in the window, until it is put away; no boxes that jump."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.errors import Notice
from ui.style import mark
from ui.widgets.spoken import Spoken
from ui.words import Words

MOST = 3


class Message(QFrame):
    """One notice with its advice and its buttons; ``closed`` when a person has put it away or took the way
    on.
    """

    closed = Signal()

    def __init__(self, notice: Notice, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        mark(self, "message_wrong")
        say = Spoken(words, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 7, 10, 7)
        row.setSpacing(10)
        row.addLayout(self._texts(say), 1)
        if notice.way_on is not None:
            self.way_on = self._button(say, notice.way_on_words, "")
            self.way_on.clicked.connect(self._go_on)
            row.addWidget(self.way_on)
        self.dismiss = self._button(say, "Dismiss", "flat")
        self.dismiss.clicked.connect(self.closed)
        row.addWidget(self.dismiss)

    def _texts(self, say: Spoken) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(1)
        for meant, kind in ((self.notice.sentence, "strong"), (self.notice.advice, "")):
            if meant is not None:
                label = QLabel()
                label.setWordWrap(True)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                mark(label, kind)
                say(label.setText, meant)
                column.addWidget(label)
        return column

    def _button(self, say: Spoken, meant: str, kind: str) -> QPushButton:
        button = QPushButton()
        mark(button, kind)
        say(button.setText, meant)
        return button

    def _go_on(self) -> None:
        self.closed.emit()
        if self.notice.way_on is not None:
            self.notice.way_on()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class MessageBar(QWidget):
    """The notices that were not put away yet, the newest first, at most three; a repeated one is not
    doubled.
    """

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._shown: list[Message] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is shown, the newest first."""
        return tuple(message.notice for message in self._shown)

    def show_notice(self, notice: Notice) -> None:
        """Show a notice until it is put away."""
        for message in self._shown:
            if message.notice.sentence == notice.sentence:
                self.put_away(message)
                break
        message = Message(notice, self._words, self)
        message.closed.connect(lambda: self.put_away(message))
        self._shown.insert(0, message)
        self._column.insertWidget(0, message)
        for old in self._shown[MOST:]:
            self.put_away(old)
        self.show()

    def put_away(self, message: Message) -> None:
        """Take one away."""
        if message in self._shown:
            self._shown.remove(message)
            self._column.removeWidget(message)
            message.hide()
            message.deleteLater()
        self.setVisible(bool(self._shown))

    def saving_works(self) -> None:
        """Take away what said that saving does not."""
        for message in list(self._shown):
            if message.notice.of_saving:
                self.put_away(message)

    def clear(self) -> None:
        """Take all away."""
        for message in list(self._shown):
            self.put_away(message)

    def message(self, place: int = 0) -> Message:
        """A notice as it is shown."""
        return self._shown[place]

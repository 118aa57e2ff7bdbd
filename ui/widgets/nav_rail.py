"""The rail at the left: the rooms of the program, by name; only those that work."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from ui.style import mark
from ui.widgets.spoken import Spoken
from ui.words import Words
from workstation.messages import Sentence

WIDTH = 62
_BUTTON_HEIGHT = 33


class NavRail(QWidget):
    """Names of pages, one chosen. ``chosen`` carries the place of the page that a person wants to see."""

    chosen = Signal(int)

    def __init__(self, words: Words, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        mark(self, "rail")
        say = Spoken(words, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 10, 6, 10)
        column.setSpacing(2)
        self._group = QButtonGroup(self)
        for place, title in enumerate(titles):
            button = QToolButton()
            button.setCheckable(True)
            button.setFixedSize(WIDTH - 13, _BUTTON_HEIGHT)
            mark(button, "rail")
            say(button.setText, title)
            say(button.setToolTip, "{page} (Alt+{place})", page=Sentence(title), place=place + 1)
            self._group.addButton(button, place)
            column.addWidget(button)
        column.addStretch(1)
        say(self.setAccessibleName, "Pages")
        self._group.idClicked.connect(self.chosen)

    def choose(self, place: int) -> None:
        """Mark the page that is shown; nothing is announced."""
        self._group.button(place).setChecked(True)

    @property
    def place(self) -> int:
        """The page that is marked."""
        return self._group.checkedId()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go to the page before or after."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        place = min(max(self.place + step, 0), len(self._group.buttons()) - 1)
        self._group.button(place).setFocus()
        self._group.button(place).click()

"""Fields of a dialog: a label, an editor, and below it the sentence when something is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ui.style import mark
from ui.widgets.spoken import Spoken
from ui.words import Words
from workstation.messages import Sentence, Text

Editor = QLineEdit | QComboBox | QPlainTextEdit
LABEL_WIDTH = 132
_BOX = 14.0


class Chooser(QComboBox):
    """One of several, by code; the words follow the language. ``blank`` adds a first line without a code."""

    def __init__(self, words: Words, choices: Mapping[str, Text | str], blank: str = "") -> None:
        super().__init__()
        self._say = Spoken(words, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_choices(choices, blank)

    def set_choices(self, choices: Mapping[str, Text | str], blank: str = "") -> None:
        """Take other choices; what was chosen stays so if it is among them."""
        chosen = self.code
        self.clear()
        lines = ([("", blank)] if blank else []) + list(choices.items())
        for place, (code, meant) in enumerate(lines):
            self.addItem("", code)
            self._say(_Line(self, place), meant)
        self.choose(chosen)

    @property
    def code(self) -> str:
        """The code that is chosen; empty if none is."""
        return str(self.currentData() or "")

    def choose(self, code: str) -> None:
        """Choose by code; an unknown one changes nothing."""
        place = self.findData(code)
        if place >= 0:
            self.setCurrentIndex(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style sheet draws the frame; the arrow is ours, because a style sheet only takes pictures."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().placeholderText().color(), 1.6))
        middle = QPointF(self.width() - 14.0, self.height() / 2 + 2)
        painter.drawPolyline(QPolygonF([middle + QPointF(-4, -4), middle, middle + QPointF(4, -4)]))
        painter.end()


class _Line:
    """Where the words of one choice go; equal places are one place."""

    def __init__(self, box: QComboBox, place: int) -> None:
        self._box, self._place = box, place

    def __call__(self, words: str) -> None:
        self._box.setItemText(self._place, words)

    def __hash__(self) -> int:
        return hash((id(self._box), self._place))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Line) and (self._box, self._place) == (other._box, other._place)


class Segments(QWidget):
    """One of very few, side by side. The arrows move, and the first letter of a word chooses it."""

    chosen = Signal(str)

    def __init__(self, words: Words, choices: Mapping[str, Text | str]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._codes: list[str] = list(choices)
        say = Spoken(words, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 4)
        row.setSpacing(0)
        for place, meant in enumerate(choices.values()):
            button = QPushButton()
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setMinimumWidth(76)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            mark(button, "choice")
            say(button.setText, meant)
            self._group.addButton(button, place)
            row.addWidget(button)
        row.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._group.idClicked.connect(lambda place: self.chosen.emit(self._codes[place]))

    @property
    def code(self) -> str:
        """The code that is chosen; empty if none is."""
        place = self._group.checkedId()
        return self._codes[place] if place >= 0 else ""

    def choose(self, code: str) -> None:
        """Choose by code."""
        self._group.button(self._codes.index(code)).click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, or choose by letter or by number."""
        typed = event.text().upper()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        starts = [code for code in self._codes if typed and code.upper().startswith(typed)]
        if step is not None:
            at = self._group.checkedId()
            self.choose(self._codes[min(max(at + step, 0), len(self._codes) - 1)])
        elif starts:
            self.choose(starts[0])
        elif typed.isdigit() and 1 <= int(typed) <= len(self._codes):
            self.choose(self._codes[int(typed) - 1])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line below says where the keys are."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            end = self._group.button(len(self._codes) - 1).geometry().right()
            painter.fillRect(QRectF(0, self.height() - 2, end + 1, 2), self.palette().accent())
            painter.end()


class Tick(QCheckBox):
    """A box to tick, drawn by us: a style sheet that frames it takes its mark away."""

    def __init__(self) -> None:
        super().__init__()
        mark(self, "tick")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style sheet draws words and focus; the box and its mark are ours."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        box = QRectF(4.5, (self.height() - _BOX) / 2, _BOX, _BOX)
        on = self.isChecked()
        painter.setPen(QPen(colours.accent().color() if on else colours.placeholderText().color(), 1.2))
        painter.setBrush(colours.accent() if on else colours.base())
        painter.drawRoundedRect(box, 3, 3)
        if on:
            painter.setPen(QPen(colours.highlightedText().color(), 1.8))
            corner = box.topLeft()
            points = [corner + QPointF(3, 7), corner + QPointF(6, 10), corner + QPointF(11, 4)]
            painter.drawPolyline(QPolygonF(points))
        painter.end()


class Passphrase(QLineEdit):
    """A passphrase: hidden while it is typed, no help from a spelling book."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText)

    def show_letters(self, shown: bool) -> None:
        """Show or hide what is typed."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


class Fields(QWidget):
    """The fields of a dialog, one below the other: label, editor, an optional note beside, a sentence below."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._say = Spoken(words, self)
        self._editors: dict[str, QWidget] = {}
        self._notes: dict[str, QLabel] = {}
        self._labels: dict[str, QLabel] = {}
        self._besides: dict[str, QWidget] = {}
        self._hints: dict[str, str] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)

    def add(
        self, key: str, label: str | Text, editor: QWidget, hint: str = "", beside: QWidget | None = None
    ) -> None:
        """Add a field; ``hint`` stands below it until something is wrong, ``beside`` at its right."""
        row = self._grid.rowCount()
        name, note = QLabel(), QLabel()
        mark(name, "muted")
        note.setWordWrap(True)
        name.setBuddy(editor)
        self._say(name.setText, label)
        self._say(editor.setAccessibleName, label)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(editor, row, 1)
        if beside is not None:
            self._grid.addWidget(beside, row, 2)
            self._besides[key] = beside
        self._grid.addWidget(note, row + 1, 1, 1, 2)
        self._grid.setRowMinimumHeight(row + 1, 7)
        self._editors[key], self._notes[key], self._labels[key] = editor, note, name
        self._hints[key] = hint
        self.accept(key)

    def editor(self, key: str) -> QWidget:
        """The editor of a field."""
        return self._editors[key]

    def keys(self) -> Sequence[str]:
        """The fields, from top to bottom."""
        return tuple(self._editors)

    def knows(self, key: str) -> bool:
        """Whether there is a field of this key."""
        return key in self._editors

    def refuse(self, key: str, sentence: Sentence | Text) -> None:
        """Say at a field what is wrong with it, and put the keys there."""
        self._put(key, "wrong", sentence)
        mark(self._editors[key], "wrong")
        self._editors[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, key: str, kind: str, sentence: Sentence | str) -> None:
        """Say something below a field, in the colour of its kind."""
        self._put(key, kind, sentence)

    def accept(self, key: str) -> None:
        """Nothing is wrong with the field (any more)."""
        self._put(key, "small", self._hints[key])
        mark(self._editors[key], "")

    def accept_all(self) -> None:
        """Nothing is wrong with any field."""
        for key in self._editors:
            self.accept(key)

    def said(self, key: str) -> str:
        """What stands below a field."""
        return self._notes[key].text()

    def set_shown(self, key: str, shown: bool) -> None:
        """Show or hide a whole field."""
        for widget in (self._editors[key], self._notes[key], self._labels[key]):
            widget.setVisible(shown)
        if key in self._besides:
            self._besides[key].setVisible(shown)
        if shown:
            self._notes[key].setVisible(bool(self._notes[key].text()))
        # An empty row would leave its gap behind.
        row = self._grid.indexOf(self._notes[key])
        self._grid.setRowMinimumHeight(self._grid.getItemPosition(row)[0], 7 if shown else 0)  # type: ignore[index]

    def _put(self, key: str, kind: str, meant: Sentence | Text | str) -> None:
        note = self._notes[key]
        mark(note, kind)
        self._say(note.setText, meant)
        note.setVisible(bool(note.text()))

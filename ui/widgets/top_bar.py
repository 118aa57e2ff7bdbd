"""The bar at the top: which study this is, who works in it, and whether it is a demo or can only be read."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from ui.style import mark
from ui.widgets.spoken import Spoken
from ui.words import Words
from workstation.i18n import Language
from workstation.messages import Text

HEIGHT = 40
PROGRAM = "KN5501 Workstation"
_LANGUAGES = {Language.ENGLISH: "EN / 中文", Language.CHINESE: "中文 / EN"}


@dataclass(frozen=True, slots=True)
class Identity:
    """What the bar says: the study's name, its number and site (when they are known), and who works in it."""

    name: str
    facts: tuple[str | Text, ...] = ()
    person: str = ""
    role: Text | None = None
    demo: bool = False
    read_only: bool = False


class TopBar(QWidget):
    """Shows an :class:`Identity`, or the name of the program alone.

    ``language_wanted`` asks for the other language.
    """

    language_wanted = Signal()

    def __init__(self, words: Words, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._identity: Identity | None = None
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        mark(self, "bar_top")
        self.name, self.facts = self._label("accent"), self._label("muted")
        self.demo, self.read_only = self._label("pill_warning"), self._label("pill_warning")
        self.person, self.role = self._label("strong"), self._label("muted")
        self.language = QPushButton()
        self.language.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        mark(self.language, "flat")
        self.language.clicked.connect(self.language_wanted)
        self.menu = QPushButton()
        self.menu.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu.setMenu(menu)
        self._arrange()
        say = Spoken(words, self)
        say(self.demo.setText, "DEMO · synthetic data")
        say(self.read_only.setText, "Read-only")
        say(self.menu.setText, "Menu")
        say(self.language.setAccessibleName, "Change the language")
        words.changed.connect(self._say)
        self._say()

    def _label(self, kind: str) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        mark(label, kind)
        return label

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(14)
        for widget in (self.name, self.facts, self.demo, self.read_only):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.language)
        who = QHBoxLayout()
        who.setSpacing(0)
        who.addWidget(self.person)
        who.addWidget(self.role)
        row.addLayout(who)
        row.addWidget(self.menu)

    def show_identity(self, identity: Identity | None) -> None:
        """Show a study, or none."""
        self._identity = identity
        self._say()

    def _say(self) -> None:
        shown = self._identity or Identity(self._words(PROGRAM))
        self.name.setText(shown.name)
        self.facts.setText(" · ".join(self._put(fact) for fact in shown.facts))
        self.facts.setVisible(bool(shown.facts))
        self.demo.setVisible(shown.demo)
        self.read_only.setVisible(shown.read_only)
        self.person.setText(shown.person)
        self.person.setVisible(bool(shown.person))
        self.role.setVisible(shown.role is not None)
        self.role.setText("" if shown.role is None else f" · {self._words(shown.role)}")
        self.language.setText(_LANGUAGES[self._words.language])

    def _put(self, fact: str | Text) -> str:
        return fact if isinstance(fact, str) else self._words(fact)

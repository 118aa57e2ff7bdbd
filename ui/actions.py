"""What a person can ask of the window as a whole: each act with its words, its keys, and when it can be
done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from ui.words import Words


class When(Enum):
    """What an act needs."""

    ALWAYS = "always"
    STUDY = "study"
    """A study is open."""
    WRITABLE = "writable"
    """A study is open and entries can be made."""
    PAGE = "page"
    """The page that is shown offers it now."""


@dataclass(frozen=True, slots=True)
class Action:
    """One act. ``bound``: whether the window listens for the keys, or a widget of the page does so itself."""

    key: str
    text: str
    keys: str = ""
    when: When = When.ALWAYS
    bound: bool = True


PALETTE = Action("palette", "Go to or do…", "Ctrl+K", When.STUDY)
FIND = Action("find", "Find a patient", "Ctrl+F", When.PAGE, bound=False)
SAVE = Action("save", "Save the form", "Ctrl+S", When.PAGE)
PRINT = Action("print", "Visit sheet…", "Ctrl+P", When.PAGE)
SIGN = Action("sign", "Sign the visit…", "Ctrl+Shift+S", When.PAGE)
EXPLAIN = Action("explain", "Explain the item in focus", "F1", When.PAGE, bound=False)
ENROL = Action("enrol", "Enrol a patient…", "Ctrl+N", When.WRITABLE)
BEGIN_VISIT = Action("begin_visit", "Begin a visit…", "Ctrl+B", When.WRITABLE)
TODAY = Action("today", "Today", "Alt+1", When.STUDY)
PATIENTS = Action("patients", "Patients", "Alt+2", When.STUDY)
STUDY = Action("study", "Study", "Alt+3", When.STUDY)
ADD_PERSON = Action("add_person", "Add a person…", "", When.WRITABLE)
VERIFY = Action("verify", "Verify the journal", "", When.STUDY)
NEW_STUDY = Action("new_study", "New study…", "Ctrl+Shift+N")
OPEN = Action("open", "Open a study…", "Ctrl+O")
CLOSE = Action("close_study", "Close the study", "Ctrl+W", When.STUDY)
LANGUAGE = Action("language", "中文 / English", "Ctrl+L")
FULL_SCREEN = Action("full_screen", "Full screen", "F11")
ABOUT = Action("about", "About this program")
QUIT = Action("quit", "Quit", "Ctrl+Q")

MENU: tuple[tuple[Action, ...], ...] = (
    (PALETTE, ENROL, BEGIN_VISIT, FIND, SAVE, SIGN, PRINT, EXPLAIN),
    (TODAY, PATIENTS, STUDY, ADD_PERSON, VERIFY),
    (NEW_STUDY, OPEN, CLOSE),
    (LANGUAGE, FULL_SCREEN, ABOUT, QUIT),
)
"""The acts as the menu groups them."""

ACTIONS = tuple(action for group in MENU for action in group)


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides which acts can be done now; ``offered`` are the acts that the page answers, by key."""

    study_open: bool = False
    read_only: bool = False
    offered: Mapping[str, Callable[[], None]] | None = None

    def allows(self, action: Action) -> bool:
        """Whether the act can be done."""
        match action.when:
            case When.ALWAYS:
                return True
            case When.STUDY:
                return self.study_open
            case When.WRITABLE:
                return self.study_open and not self.read_only
            case When.PAGE:
                return self.offered is not None and action.key in self.offered


class ActionSet(QObject):
    """The acts as Qt's, for keys and menus; ``connect`` says what each of them does."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._situation = Situation()
        self._made = {action.key: self._make(action) for action in ACTIONS}
        words.changed.connect(self._say)
        self._say()
        self.set_situation(self._situation)

    def _make(self, action: Action) -> QAction:
        made = QAction(self)
        made.setObjectName(action.key)
        if action.keys and action.bound:
            made.setShortcut(QKeySequence(action.keys))
            made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        return made

    def of(self, action: Action) -> QAction:
        """Qt's action for an act."""
        return self._made[action.key]

    def all(self) -> list[QAction]:
        """Every action, for the window that listens to their keys."""
        return list(self._made.values())

    def connect_to(self, action: Action, do: Callable[[], object]) -> None:
        """Say what an act does."""
        self._made[action.key].triggered.connect(lambda: do())

    def set_situation(self, situation: Situation) -> None:
        """Enable what can be done now."""
        self._situation = situation
        for action in ACTIONS:
            self._made[action.key].setEnabled(situation.allows(action))

    def offered(self, action: Action) -> Callable[[], None] | None:
        """What the page does for an act, if it answers it now."""
        return (self._situation.offered or {}).get(action.key)

    def _say(self) -> None:
        for action in ACTIONS:
            keys = f"\t{action.keys}" if action.keys and not action.bound else ""
            self._made[action.key].setText(self._words(action.text) + keys)

"""A person at a window: looks, types, clicks, answers dialogs, and waits until it answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QThread, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from ui.actions import Action
from ui.bootstrap import Program

D = TypeVar("D", bound=QDialog)
PATIENCE = 15.0
CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER, TAB, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Down
Key = str | Qt.Key | tuple[Qt.Key, Qt.KeyboardModifier]


def pump() -> None:
    """Let the window do what it has to do, and let go of what it has put away, as a running event loop would."""
    QApplication.processEvents()
    if QThread.currentThread().loopLevel() == 0:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class AtWindow:
    """The eyes and hands of the person at one window, whatever it shows."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.window = program.window
        self.gone = False
        self.window.show()
        self.window.activateWindow()
        self.until(QApplication.activeWindow, "the window, or what it asks first, comes to the front")

    def leave(self) -> None:
        """Close the window as its button does, and wait until the file is closed."""
        if self.gone:
            return
        self.gone = True
        self.window.close()
        assert self.program.around.operations.shut_down()
        self.window.deleteLater()
        pump()

    # waiting

    def until(self, so: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Wait for something to become true; the worker needs the interpreter meanwhile."""
        end = time.monotonic() + seconds
        while not so():
            pump()
            assert time.monotonic() < end, f"waited in vain: {what}; {self.situation()}"
            time.sleep(0.001)

    def settle(self, least: float = 0.05) -> None:
        """Wait until the worker has nothing to do and nothing is about to begin."""
        end = time.monotonic() + PATIENCE
        quiet = time.monotonic() + least
        while self.program.around.operations.pending or time.monotonic() < quiet:
            if self.program.around.operations.pending:
                quiet = time.monotonic() + least
            pump()
            assert time.monotonic() < end, f"never at rest: {self.situation()}"
            time.sleep(0.001)

    def situation(self) -> str:
        """Where things stand, for the one who reads why a test failed."""
        focus, dialog = QApplication.focusWidget(), QApplication.activeModalWidget()
        return f"focus {type(focus).__name__}, dialog {type(dialog).__name__}, notices {self.notices()}"

    # keys and clicks

    def keys(self, *typed: Key) -> None:
        """Type text and keys wherever the keyboard is at each of them."""
        for one in typed:
            if isinstance(one, str):
                for letter in one:
                    self._press(partial(_type, letter))
            elif isinstance(one, tuple):
                self._press(partial(_click_key, *one))
            else:
                self._press(partial(_click_key, one, Qt.KeyboardModifier.NoModifier))

    def _press(self, press: Callable[[QWidget], None]) -> None:
        if QApplication.activeWindow() is None:
            # No window manager gives the keyboard back to the window behind a dialog that has closed.
            self.window.activateWindow()
            self.until(QApplication.activeWindow, "a window is active")
        at = QApplication.focusWidget() or QApplication.activeWindow()
        assert at is not None
        press(at)
        pump()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget that is in sight and able."""
        assert widget.isVisible(), f"{widget} is not in sight; {self.situation()}"
        assert widget.isEnabled(), f"{widget} cannot be used now; {self.situation()}"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        pump()

    def press(self, within: QWidget, words: str) -> None:
        """Click the button that says so."""
        for button in within.findChildren(QPushButton):
            if button.isVisible() and button.text().startswith(words):
                self.click(button)
                return
        raise AssertionError(f"no button {words!r}; {self.situation()}")

    def act(self, action: Action) -> None:
        """Choose from the menu."""
        chosen = self.window.acts.of(action)
        assert chosen.isEnabled(), f"{action.key} cannot be chosen; {self.situation()}"
        chosen.trigger()
        pump()

    # dialogs

    def dialog(self, kind: type[D]) -> D:
        """The dialog that has opened, once it has the keyboard."""

        def there() -> bool:
            found = QApplication.activeModalWidget()
            return isinstance(found, kind) and found.isActiveWindow()

        self.until(there, f"{kind.__name__} opens")
        found = QApplication.activeModalWidget()
        assert isinstance(found, kind)
        return found

    def until_closed(self, dialog: QDialog) -> None:
        """Wait until a dialog has gone."""
        self.until(lambda: not isValid(dialog) or not dialog.isVisible(), f"{type(dialog).__name__} closes")

    def answering(self, kind: type[D], answer: Callable[[D], None], act: Callable[[], None]) -> None:
        """Do what brings up a dialog that is waited for, and answer it there; it must come."""
        asked: list[QDialog] = []
        began = time.monotonic()
        timer = QTimer()

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, kind) and dialog.isActiveWindow() and not asked:
                asked.append(dialog)
                timer.stop()
                try:
                    answer(dialog)
                finally:
                    if isValid(dialog) and dialog.isVisible():
                        dialog.reject()
            elif time.monotonic() > began + PATIENCE and isinstance(dialog, QDialog):
                dialog.reject()

        timer.timeout.connect(look)
        timer.start(5)
        act()
        timer.stop()
        assert asked, f"nobody was asked by {kind.__name__}; {self.situation()}"

    # what the window says

    def notices(self) -> list[str]:
        """What the bar of messages says."""
        words = self.program.around.words
        return [words(notice.sentence) for notice in self.window.messages.notices]


def _click_key(key: Qt.Key, modifiers: Qt.KeyboardModifier, at: QWidget) -> None:
    QTest.keyClick(at, key, modifiers)


def _type(letter: str, at: QWidget) -> None:
    """A key for what has one; everything else comes from an input method, as on any desk in Shanghai."""
    if letter.isascii():
        QTest.keyClicks(at, letter)
        return
    event = QInputMethodEvent()
    event.setCommitString(letter)
    QApplication.sendEvent(at, event)


def texts(within: QWidget) -> str:
    """Every word of every label in sight."""
    return " ".join(label.text() for label in within.findChildren(QLabel) if label.isVisible())

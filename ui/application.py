"""Qt's application: typeface, appearance, and the ends of every error that nobody took."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QObject,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from ui.appearance import font, load_fonts
from ui.errors import Errors
from ui.style import Look, dress, tokens_for
from ui.widgets.top_bar import PROGRAM
from ui.words import Words
from workstation.i18n import Language

_QT = logging.getLogger("qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
# A worker that holds the interpreter for its usual 5 ms would cost the window a third of a frame each time.
_SWITCH_SECONDS = 0.001


def make_application(arguments: list[str], resources: Path) -> QApplication:
    """The application with our typeface and a locale in which dates look the same on every machine."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    QLocale.setDefault(QLocale(QLocale.Language.C))
    application = QApplication(arguments)
    application.setApplicationName(PROGRAM)
    application.setStyle("Fusion")
    load_fonts(resources / "fonts")
    application.setFont(font())
    return application


def follow_system(application: QApplication) -> Look:
    """The look that the system asks for, now and whenever it changes."""
    hints = application.styleHints()
    look = Look(tokens_for(hints.colorScheme()), application)
    dress(application, look.tokens)
    look.changed.connect(lambda tokens: dress(application, tokens))
    hints.colorSchemeChanged.connect(lambda scheme: look.switch(tokens_for(scheme)))
    return look


def language_of_system() -> Language:
    """Chinese where the machine speaks it, else English."""
    chinese = QLocale.system().language() is QLocale.Language.Chinese
    return Language.CHINESE if chinese else Language.ENGLISH


class LastResort(QObject):
    """Hands what nobody caught to ``ui.errors``: exceptions in slots, in threads, and Qt's own complaints."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(errors)
        self._errors = errors

    def install(self) -> None:
        """From now on nothing ends in a terminal that nobody sees."""
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread
        qInstallMessageHandler(self._log)

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self._errors.take(error.with_traceback(trace))

    def _take_from_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self._take(told.exc_type, told.exc_value, told.exc_traceback)

    def _log(self, level: QtMsgType, context: QMessageLogContext, message: str) -> None:
        _QT.log(_LEVELS.get(level, logging.WARNING), "%s", message)


class QtSpeaker(QObject):
    """Qt's own words, such as those of its file dialog, in the language of the window."""

    def __init__(self, application: QApplication, words: Words) -> None:
        super().__init__(application)
        self._application, self._words = application, words
        self._translator: QTranslator | None = None
        words.changed.connect(self._speak)
        self._speak()

    def _speak(self) -> None:
        if self._translator is not None:
            self._application.removeTranslator(self._translator)
            self._translator = None
        if self._words.language is Language.CHINESE:
            self._translator = QTranslator(self)
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if self._translator.load("qtbase_zh_CN", folder):
                self._application.installTranslator(self._translator)

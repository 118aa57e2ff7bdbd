"""About the program: its version and the works of others that it is made with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLibraryInfo
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.dialogs.dialog import Dialog
from ui.words import Words
from workstation.messages import Sentence
from workstation.version import VERSION

_PARTS = (
    ("Qt {qt}, PySide6", "GNU LGPL v3"),
    ("Noto Sans SC", "SIL Open Font License 1.1"),
    ("SQLCipher, SQLite", "BSD, public domain"),
    ("ReportLab, pypdfium2, Pillow", "BSD, Apache 2.0, MIT-CMU"),
    ("sqlite-utils, filelock, argon2-cffi, cryptography", "Apache 2.0, MIT, BSD"),
)


class About(Dialog):
    """Says what this is and under which licences its parts come."""

    def __init__(self, words: Words, resources: Path, parent: QWidget | None = None) -> None:
        super().__init__(
            words, Sentence("KN5501 Workstation {version}", {"version": VERSION}), parent, width=620
        )
        self.add_text("An offline workstation for investigators of the KN5501 trial in lupus.", "")
        self.add_text(
            "It never connects to a network. A study is one encrypted file on this computer, and everything that "
            "is entered stays in its journal."
        )
        self.add_text(
            "It is made with the libraries below. Qt is used as shared libraries that you may replace by your own "
            "build of the same version."
        )
        self.licences = QPlainTextEdit(self._text(resources))
        self.licences.setReadOnly(True)
        self.licences.setMinimumHeight(230)
        self.say(self.licences.setAccessibleName, "Licences")
        self.body.addWidget(self.licences)
        self.add_button("Close", primary=True).clicked.connect(self.accept)

    def _text(self, resources: Path) -> str:
        qt = QLibraryInfo.version().toString()
        lines = [f"{name.format(qt=qt)}: {licence}" for name, licence in _PARTS]
        font = resources / "fonts" / "OFL.txt"
        if font.exists():
            lines += ["", "Noto Sans SC", "", font.read_text(encoding="utf-8")]
        return "\n".join(lines)

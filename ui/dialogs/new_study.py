"""A new study: where it lies, who begins it, and the recovery code that is shown once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs import paper
from ui.dialogs.dialog import Dialog
from ui.dialogs.passphrase import NewPassphrase
from ui.style import mark
from ui.widgets.fields import Chooser, Fields, Tick
from ui.words import Words
from workstation.messages import Sentence
from workstation.services.roles import ROLES

SUFFIX = ".kn5501"
FILE, PERSON, ROLE = "file", "person", "role"
_PAPER = "Recovery code of the study {study}\n\n{code}\n\nWhoever has this paper can open the study. Keep it in a safe."


@dataclass(frozen=True, slots=True)
class NewStudyWish:
    """What a new study is to be."""

    path: Path
    person: str
    role: str
    passphrase: str = field(repr=False)


class NewStudy(Dialog):
    """Two steps in one dialog. ``wanted`` carries a :class:`NewStudyWish`; who makes the study calls
    :meth:`show_code` or :meth:`show_failure`; ``finished_with`` carries the wish once the code is safe.
    """

    wanted = Signal(object)
    finished_with = Signal(object)

    def __init__(self, words: Words, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(words, "New study", parent, width=600)
        self._wish: NewStudyWish | None = None
        self._made = False
        self.intro = self.add_text(
            "A study is one encrypted file. Only the people named in it can open it, each with a passphrase."
        )
        self.fields = Fields(words)
        self.file, self.person = QLineEdit(str(folder / f"study{SUFFIX}")), QLineEdit()
        self.role = Chooser(words, ROLES)
        browse = QPushButton()
        browse.setAutoDefault(False)
        self.say(browse.setText, "Choose…")
        browse.clicked.connect(self._browse)
        self.fields.add(FILE, "File", self.file, beside=browse)
        self.fields.add(PERSON, "Your name", self.person, "As it shall stand beside every entry you make.")
        self.fields.add(ROLE, "Role", self.role)
        self.passphrase = NewPassphrase(self.fields, words)
        self.body.addWidget(self.fields)
        self.code_part = self._code_part()
        self.body.addWidget(self.code_part)
        self.body.addStretch(1)
        self.cancel = self.add_cancel()
        self.go_on = self.add_button("Create the study", primary=True)
        self.go_on.clicked.connect(self._go_on)
        self.person.setFocus()

    def _code_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        row = QHBoxLayout()
        self.code = QLabel()
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        mark(self.code, "code")
        self.copy, self.print_code = QPushButton(), QPushButton()
        for button, meant, do in ((self.copy, "Copy", self._copy), (self.print_code, "Print…", self._print)):
            button.setAutoDefault(False)
            self.say(button.setText, meant)
            button.clicked.connect(do)
            row.addWidget(button)
        self.print_code.setVisible(paper.can_print())
        row.addStretch(1)
        self.written = Tick()
        self.say(self.written.setText, "I have written it down, or printed it")
        self.written.toggled.connect(lambda on: self.go_on.setEnabled(on))
        column.addWidget(self.code)
        column.addLayout(row)
        column.addWidget(self.written)
        part.hide()
        return part

    def _browse(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.words("New study"), self.file.text(), f"KN5501 (*{SUFFIX})"
        )
        if chosen:
            self.file.setText(chosen)

    def _go_on(self) -> None:
        if self._made:
            self.finished_with.emit(self._wish)
            self.accept()
            return
        self.fields.accept_all()
        self.box.hide()
        wish = self._read()
        if wish is not None:
            self._wish = wish
            self.set_busy(True)
            self.wanted.emit(wish)

    def _read(self) -> NewStudyWish | None:
        name = self.file.text().strip()
        if not name:
            self.fields.refuse(FILE, Sentence("Say where the study shall lie."))
            return None
        if not self.person.text().strip():
            self.fields.refuse(PERSON, Sentence("Type your name."))
            return None
        passphrase = self.passphrase.read()
        if passphrase is None:
            return None
        path = Path(name if Path(name).suffix else name + SUFFIX)
        return NewStudyWish(path, self.person.text().strip(), self.role.code, passphrase)

    def show_failure(self, error: Exception) -> bool:
        """Say why the study was not made; False if it is a fault of the program."""
        self.set_busy(False)
        return self.refuse(error)

    def show_code(self, code: str) -> None:
        """The study is made: show the recovery code, once."""
        self._made = True
        self.set_busy(False)
        self.fields.hide()
        self.cancel.hide()
        self.code.setText(code)
        self.say(self.heading.setText, "The recovery code")
        self.say(
            self.intro.setText,
            "This code opens the study when every passphrase is lost. It is shown now and never again: write it "
            "down or print it, and keep it in a safe, not on this computer.",
        )
        self.say(self.go_on.setText, "Open the study")
        self.go_on.setEnabled(False)
        self.code_part.show()
        self.written.setFocus()

    def reject(self) -> None:
        """Once the study is made, the dialog closes only when the code is safe."""
        if not self._made:
            super().reject()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())
        self.say(self.copy.setText, "Copied")

    def _print(self) -> None:
        study = "" if self._wish is None else self._wish.path.name
        paper.print_text(self.words(_PAPER, study=study, code=self.code.text()), self)

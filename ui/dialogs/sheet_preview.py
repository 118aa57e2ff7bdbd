"""The sheet of a visit before it is printed: the pages as they will be, in the language of the paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs import paper
from ui.dialogs.dialog import Dialog
from ui.operations import Progress
from ui.style import mark
from ui.surroundings import Surroundings
from ui.widgets.fields import Segments
from workstation.i18n import Language
from workstation.messages import Sentence, Text
from workstation.services.handover import handover_pdf
from workstation.services.session import Session
from workstation.services.sheet import sheet_pdf, write_pdf

_POINTS_PER_INCH = 72
_SCREEN_DPI = 96
_ZOOMS = (50, 75, 100, 125, 150, 200)
_SHARPNESS = 2
"""Pages are rendered at twice the size of the screen, so that zooming in shows more and not larger dots."""


class PageImages(NamedTuple):
    """The pages of a PDF as pictures, with the resolution at which they were made."""

    images: tuple[QImage, ...]
    dpi: int


def render_pages(pdf: bytes, dpi: int, progress: Progress) -> PageImages:
    """Turn a PDF into pictures. It touches nothing of Qt's window, so that it may run beside it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        images = []
        for place in range(len(document)):
            progress(place, len(document))
            bitmap = document[place].render(
                scale=dpi / _POINTS_PER_INCH, rev_byteorder=True, prefer_bgrx=True
            )
            picture = QImage(
                bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888
            )
            # The buffer belongs to the document, which is closed below.
            images.append(picture.copy())
        return PageImages(tuple(images), dpi)
    finally:
        document.close()


class PaperPreview(Dialog):
    """Shows a sheet as it will be: it is printed or saved exactly as it is shown.

    ``make`` gives the PDF in a language ("en", "zh" or "both"), in the worker; ``file_name`` is proposed for saving.
    """

    def __init__(
        self,
        around: Surroundings,
        title: Sentence | str,
        make: Callable[[Session, str], bytes],
        file_name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(around.words, title, parent, width=860)
        self.stretches = True
        self._operations = around.operations
        self._make, self._file_name = make, file_name
        self._pdf = b""
        self._pages = PageImages((), _SCREEN_DPI)
        self._zoom = _ZOOMS.index(100)
        self.language = Segments(around.words, {"en": "English", "zh": "中文", "both": "Both"})
        self.place, self.percent = QLabel(), QLabel()
        self.sheets = QVBoxLayout()
        self.area = QScrollArea()
        self.body.addLayout(self._tools())
        self._build_sheets()
        self.resize(900, 700)
        self.add_cancel("Close")
        self.save = self.add_button("Save as…")
        self.print_out = self.add_button("Print…", primary=True)
        self.save.clicked.connect(self._save)
        self.print_out.clicked.connect(self._print)
        self._show_able()
        self.language.choose("zh" if around.words.language is Language.CHINESE else "both")
        self.language.chosen.connect(lambda _code: self._load())
        around.words.changed.connect(self._say_place)
        self._load()

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.language)
        mark(self.place, "muted")
        row.addWidget(self.place)
        for meant, step in (("Smaller", -1), ("Larger", 1)):
            button = QPushButton()
            button.setAutoDefault(False)
            self.say(button.setText, meant)
            button.clicked.connect(lambda _on=False, step=step: self.zoom_by(step))
            row.addWidget(button)
        mark(self.percent, "muted")
        row.addWidget(self.percent)
        return row

    def _build_sheets(self) -> None:
        inside = QWidget()
        inside.setLayout(self.sheets)
        self.sheets.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.sheets.setSpacing(14)
        self.area.setWidget(inside)
        self.area.setWidgetResizable(True)
        self.area.verticalScrollBar().valueChanged.connect(self._say_place)
        self.area.verticalScrollBar().rangeChanged.connect(self._say_place)
        self.body.addWidget(self.area, 1)

    def _load(self) -> None:
        make, language = self._make, self.language.code
        self.set_busy(True)
        self._operations.run(
            lambda session: make(session, language),
            self.while_open(self._render),
            self._failed,
            label="Laying out the sheet…",
        )

    def _render(self, pdf: bytes) -> None:
        self._pdf = pdf
        dpi = _SCREEN_DPI * _SHARPNESS
        self._operations.run_beside(
            lambda progress: render_pages(pdf, dpi, progress), self.while_open(self._show_pages), self._failed
        )

    def _show_pages(self, pages: PageImages) -> None:
        self._pages = pages
        self.set_busy(False)
        self._show_able()
        while (item := self.sheets.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for image in pages.images:
            label = QLabel()
            label.setFrameShape(QFrame.Shape.NoFrame)
            label.setScaledContents(True)
            label.setPixmap(QPixmap.fromImage(image))
            self.sheets.addWidget(label)
        self._resize_pages()

    def _resize_pages(self) -> None:
        for place, image in enumerate(self._pages.images):
            item = self.sheets.itemAt(place)
            widget = None if item is None else item.widget()
            if widget is not None:
                part = _ZOOMS[self._zoom] / 100 * _SCREEN_DPI / self._pages.dpi
                widget.setFixedSize(image.size() * part)
        self.percent.setText(f"{_ZOOMS[self._zoom]} %")
        self._say_place()

    def zoom_by(self, step: int) -> None:
        """Show the pages larger (1) or smaller (-1)."""
        self._zoom = min(max(self._zoom + step, 0), len(_ZOOMS) - 1)
        self._resize_pages()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom, the page keys turn."""
        bar = self.area.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_by(1)
            case Qt.Key.Key_Minus:
                self.zoom_by(-1)
            case Qt.Key.Key_PageDown:
                bar.setValue(bar.value() + bar.pageStep())
            case Qt.Key.Key_PageUp:
                bar.setValue(bar.value() - bar.pageStep())
            case _:
                super().keyPressEvent(event)

    @property
    def page(self) -> int:
        """The page in the middle of the view, from 1; 0 before there is one."""
        bar, count = self.area.verticalScrollBar(), len(self._pages.images)
        if not count:
            return 0
        whole = bar.maximum() + bar.pageStep()
        return min(int((bar.value() + bar.pageStep() / 2) / max(whole, 1) * count) + 1, count)

    def _say_place(self) -> None:
        count = len(self._pages.images)
        self.place.setText(self.words("Page {page} of {count}", page=self.page, count=count) if count else "")

    def _show_able(self) -> None:
        self.save.setEnabled(bool(self._pdf))
        self.print_out.setEnabled(bool(self._pages.images) and paper.can_print())
        self.say(self.print_out.setToolTip, "" if paper.can_print() else "This computer knows no printer.")

    def _save(self) -> None:
        words = self.words("Save as…")
        chosen, _kind = QFileDialog.getSaveFileName(self, words, self._file_name, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the PDF as it is shown."""
        pdf = self._pdf
        self._operations.run_beside(
            lambda _progress: write_pdf(path, pdf), lambda _nothing: self._tell_saved(path), self._failed
        )

    def _tell_saved(self, path: Path) -> None:
        self.while_open(self._say_saved)(Sentence("Saved as {path}.", {"path": str(path)}))

    def _say_saved(self, sentence: Sentence) -> None:
        self.box.show_sentence(sentence, kind="box_plain")

    def _print(self) -> None:
        pdf = self._pdf
        self._operations.run_beside(
            lambda progress: render_pages(pdf, paper.RESOLUTION, progress),
            self.while_open(self._send_to_printer),
            self._failed,
        )

    def _send_to_printer(self, pages: PageImages) -> None:
        paper.print_pages(pages.images, self)

    def _failed(self, error: Exception) -> None:
        self.while_open(self._show_failure)(error)

    def _show_failure(self, error: Exception) -> None:
        self.set_busy(False)
        if not self.refuse(error):
            self._operations.fail(error)


class SheetPreview(PaperPreview):
    """Shows the sheet of one visit."""

    def __init__(
        self,
        around: Surroundings,
        subject: str,
        visit: str,
        parent: QWidget | None = None,
        named: Text | None = None,
    ) -> None:
        values = {"subject": subject, "visit": visit if named is None else named}
        super().__init__(
            around,
            Sentence("Visit sheet · {subject} · {visit}", values),
            lambda session, language: sheet_pdf(session, subject, visit, language),
            f"{subject}_{visit.replace('#', '-')}.pdf",
            parent,
        )


class HandoverPreview(PaperPreview):
    """Shows what a shift hands over to the next one."""

    def __init__(self, around: Surroundings, today: date, parent: QWidget | None = None) -> None:
        title = Sentence("Hand-over sheet · {date}", {"date": today})
        super().__init__(around, title, handover_pdf, f"handover_{today}.pdf", parent)

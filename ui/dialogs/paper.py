"""Printing: pages that are ready as pictures, or a short text, onto a printer that a person chooses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

RESOLUTION = 300


def can_print() -> bool:
    """Whether this machine knows a printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def _chosen_printer(parent: QWidget) -> QPrinter | None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(RESOLUTION)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def print_pages(pages: Sequence[QImage], parent: QWidget) -> bool:
    """Print pictures, one a page; False if no printer was chosen or it did not start."""
    printer = _chosen_printer(parent)
    if printer is None:
        return False
    painter = QPainter()
    if not painter.begin(printer):
        return False
    for place, page in enumerate(pages):
        if place:
            printer.newPage()
        paint_page(painter, page, printer.pageLayout().fullRectPixels(printer.resolution()))
    return painter.end()


def paint_page(painter: QPainter, page: QImage, paper: QRect) -> None:
    """Put a picture of a whole sheet on the whole paper, in its proportions."""
    size = page.size().scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawImage(QRect(paper.topLeft(), size), page)


def print_text(text: str, parent: QWidget) -> bool:
    """Print a short text; False if no printer was chosen."""
    printer = _chosen_printer(parent)
    if printer is None:
        return False
    document = QTextDocument()
    document.setPlainText(text)
    document.print_(printer)
    return True

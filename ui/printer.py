"""From a PDF in memory to a printer that a person chose."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from ui.tasks import Report

DPI = 300
"""Fine enough for a 30 mm QR, small enough for cheap laser printers."""
POINTS_PER_INCH = 72


def ask_for_printer(parent: QWidget) -> QPrinter | None:
    """Let the person choose a printer; None if they would rather not."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)  # the document has its own margins
    return printer if QPrintDialog(printer, parent).exec() else None


def print_pages(pdf: bytes, printer: QPrinter, report: Report) -> int:
    """Print a document page by page and return the number of pages; runs on a pool thread."""
    document, buffer = QPdfDocument(), QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    count = document.pageCount()
    painter = QPainter(printer)
    try:
        for page in range(count):
            report(page, count)
            if page:
                printer.newPage()
            _paint(document, page, painter, printer)
    finally:
        painter.end()
        document.close()
    return count


def _paint(document: QPdfDocument, page: int, painter: QPainter, printer: QPrinter) -> None:
    size = document.pagePointSize(page)
    pixels = QSize(int(size.width() * DPI / POINTS_PER_INCH), int(size.height() * DPI / POINTS_PER_INCH))
    scale = printer.resolution() / POINTS_PER_INCH
    target = QRectF(0, 0, size.width() * scale, size.height() * scale)
    painter.drawImage(target, document.render(page, pixels))

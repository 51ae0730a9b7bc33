"""A document as it will be printed, with pages to turn and a size to choose; or why there is none."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from ui.layout import STRETCH, column, holder, panel, row
from ui.parts import button, empty_state, label, shortcut

STEP = 1.25


class Preview(QFrame):
    """Shows a PDF from memory."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._view = QPdfView(self)
        self._view.setDocument(self._document)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._page = label("", "muted")
        self._why = empty_state("printer", self.tr("打印预览"), "")
        self._stack = QStackedWidget()
        self._stack.addWidget(panel(column(self._why)))
        self._stack.addWidget(holder(column(self._bar(), self._view, spacing=6)))
        self.setLayout(column(self._stack))
        self._view.pageNavigator().currentPageChanged.connect(self._count)

    @property
    def pages(self) -> int:
        """How many pages are shown."""
        return self._document.pageCount() if self._stack.currentIndex() else 0

    def tell(self, why: str) -> None:
        """Show no document, but a sentence."""
        self._why.tell(why)
        self._stack.setCurrentIndex(0)

    def show_pdf(self, pdf: bytes) -> None:
        """Show a document from its first page."""
        self._document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        self._stack.setCurrentIndex(1)
        self._count()

    def turn(self, pages: int) -> None:
        """Go some pages on, or back."""
        navigator = self._view.pageNavigator()
        wanted = min(max(navigator.currentPage() + pages, 0), self._document.pageCount() - 1)
        navigator.jump(wanted, QPointF(), 0)
        self._count()

    def _bar(self) -> QWidget:
        shortcut(self, "Ctrl+PgDown", lambda: self.turn(1))
        shortcut(self, "Ctrl+PgUp", lambda: self.turn(-1))
        shortcut(self, "Ctrl++", lambda: self._zoom(STEP))
        shortcut(self, "Ctrl+-", lambda: self._zoom(1 / STEP))
        return holder(
            row(
                button("", lambda: self.turn(-1), role="quiet", sign="left", tip=self.tr("上一页 Ctrl+PgUp")),
                self._page,
                button(
                    "", lambda: self.turn(1), role="quiet", sign="right", tip=self.tr("下一页 Ctrl+PgDown")
                ),
                STRETCH,
                button(self.tr("整页"), lambda: self._fit(QPdfView.ZoomMode.FitInView), role="quiet"),
                button(self.tr("页宽"), lambda: self._fit(QPdfView.ZoomMode.FitToWidth), role="quiet"),
                button(self.tr("放大"), lambda: self._zoom(STEP), role="quiet", tip="Ctrl++"),
                button(self.tr("缩小"), lambda: self._zoom(1 / STEP), role="quiet", tip="Ctrl+-"),
                spacing=4,
            )
        )

    def _fit(self, mode: QPdfView.ZoomMode) -> None:
        self._view.setZoomMode(mode)

    def _zoom(self, factor: float) -> None:
        self._view.setZoomMode(QPdfView.ZoomMode.Custom)
        self._view.setZoomFactor(self._view.zoomFactor() * factor)

    def _count(self) -> None:
        now, total = self._view.pageNavigator().currentPage() + 1, self._document.pageCount()
        self._page.setText(self.tr("第 {page} 页，共 {total} 页").format(page=now, total=total))

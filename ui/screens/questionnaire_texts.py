"""Many lines of text to read in a dialog, such as what changed between two versions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from ui.layout import STRETCH, column, holder, row, scrolled
from ui.parts import button, label

WIDTH_PX, HEIGHT_PX = 760, 560


class TextsDialog(QDialog):
    """Shows lines; Esc leaves."""

    def __init__(self, title: str, lines: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(WIDTH_PX, HEIGHT_PX)
        shown = [label(f"· {line}", wrap=True) for line in lines] or [label(self.tr("没有变化。"), "muted")]
        close = button(self.tr("关闭"), self.accept)
        close.setDefault(True)
        whole = column(
            label(title, "title"), scrolled(holder(column(*shown, STRETCH, spacing=6))), row(STRETCH, close),
            margins=(24, 20, 24, 20),
        )  # fmt: skip
        whole.setStretch(1, 1)
        self.setLayout(whole)

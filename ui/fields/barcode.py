"""A code: scanned with a hand scanner that types, read from a picture, or typed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel

from ui.fields.shapes import beside
from ui.fields.typed import TypedField


class BarcodeField(TypedField):
    """The text of a code; kept exactly as it was read, apart from spaces at the ends."""

    def _build(self) -> None:
        super()._build()
        self._edit.setPlaceholderText(self.tr("用扫码枪扫，或输入"))
        self._edit.setMaximumWidth(360)
        self._button = beside(self, self.tr("从图片识别…"))
        self._button.clicked.connect(self._ask)
        self._told = QLabel(self)
        self._told.setProperty("role", "field-hint")
        self._line.insertWidget(1, self._button)
        self._line.insertWidget(2, self._told)

    def read(self, file: Path) -> None:
        """Take the code in a picture; without one, say so and change nothing."""
        from ui.scanning import CodeNotFound, code_in_picture

        try:
            text = code_in_picture(file)
        except (CodeNotFound, OSError):
            self._told.setText(self.tr("图片里没有认出码"))
            return
        self._told.clear()
        self._edit.setText(text)
        self.commit()

    def _ask(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("选择图片"), "", self.tr("图片 (*.jpg *.jpeg *.png *.bmp)")
        )
        if name:
            self.read(Path(name))

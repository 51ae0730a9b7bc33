"""A question answered by a picture: choose a file, see it small, take it away again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from ui.fields.base import CONTROL_PX, Field


class PictureField(Field):
    """A picture that is stored as an attachment; `chosen(key, file)` asks the owner to store it."""

    chosen = Signal(str, str)

    def _build(self) -> None:
        self._button = QPushButton(self.tr("选择照片…"), self)
        self._button.setFixedHeight(CONTROL_PX)
        self._button.clicked.connect(self._ask)
        self._name = QLabel(self)
        self._name.setProperty("role", "unit")
        self._remove = QPushButton(self.tr("移除"), self)
        self._remove.setFixedHeight(CONTROL_PX)
        self._remove.clicked.connect(lambda: self._emit(""))
        self._line.addWidget(self._button)
        self._line.addWidget(self._name, 1)
        self._line.addWidget(self._remove)

    @property
    def control(self) -> QPushButton:
        """The button."""
        return self._button

    def _show_value(self) -> None:
        self._name.setText(
            self.tr("已存 %s") % self.view.value[:24] if self.view.value else self.tr("没有照片")
        )
        self._remove.setVisible(bool(self.view.value))

    def _ask(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("选择照片"), "", self.tr("照片 (*.jpg *.jpeg *.png)")
        )
        if name:
            self.chosen.emit(self.view.key, str(Path(name)))

"""Questions answered by a file: choose it, see it small or by its size, open it, take it away again."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget

from ui.fields.base import CONTROL_PX, Field
from ui.fields.beside import PictureLabel
from ui.fields.pictures import is_safe, open_outside, pixmap, show_large, size_words

THUMB_PX: Final = (132, 88)
KINDS: Final = {
    ".mp3": "MP3", ".m4a": "M4A", ".wav": "WAV", ".amr": "AMR", ".ogg": "OGG", ".mp4": "MP4", ".mov": "MOV",
    ".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel", ".jpg": "JPG", ".png": "PNG",
}  # fmt: skip


class AttachedField(Field):
    """A file that is stored as an attachment; `chosen(key, file)` asks the owner to store it."""

    chosen = Signal(str, str)

    NAMES: ClassVar[str] = ""
    """What the system's choice of files shows."""

    def _build(self) -> None:
        self._given = ""
        self._seen = ""
        self._button = self._made_button(self.asks(), self._ask)
        self._picture = PictureLabel(self)
        self._picture.pressed.connect(self.open)
        self._picture.hide()
        self._name = QLabel(self)
        self._name.setProperty("role", "unit")
        self._name.setWordWrap(True)
        self._name.setMinimumWidth(80)
        self._open = self._made_button(self.tr("打开"), self.open)
        self._remove = self._made_button(self.tr("移除"), lambda: self._emit(""))
        for part in (self._button, self._picture):
            self._line.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._line.addWidget(self._name, 1)
        self._line.addWidget(self._open)
        self._line.addWidget(self._remove)

    @property
    def control(self) -> QPushButton:
        """The button."""
        return self._button

    def asks(self) -> str:
        """Return what the button says."""
        return QCoreApplication.translate("AttachedField", "选择文件…")

    def none_yet(self) -> str:
        """Return what stands there while nothing was chosen."""
        return QCoreApplication.translate("AttachedField", "没有文件")

    def open(self) -> None:
        """Show what is stored; files that would do something are never opened."""
        content = self.supply.stored(self.view.value) if self.view.value else None
        if content is not None:
            open_outside(self.view.value, content)

    def _own_stops(self) -> list[QWidget]:
        return [] if self.view.readonly else [self._button]

    def _show_value(self) -> None:
        value = self.view.value
        self._button.setVisible(not self.view.readonly)
        self._remove.setVisible(bool(value) and not self.view.readonly)
        if value == self._seen and value:
            return
        self._seen = value
        size = self.supply.sizes(value) if value else None
        self._open.setVisible(size is not None and is_safe(value))
        self._name.setText(self._told(value, size))
        self._show_content()

    def _show_content(self) -> None:
        """Show the content itself, where that can be seen."""

    def _told(self, value: str, size: int | None) -> str:
        if not value:
            return self.none_yet()
        suffix = Path(value).suffix.lower()
        kind = KINDS.get(suffix, suffix.removeprefix(".").upper())
        if size is None:
            return self.tr("已存(本机没有内容) %s") % kind
        given = Path(self._given).name
        named = given if given and len(given) < 40 else self.tr("已存")  # noqa: PLR2004 - one line
        return " · ".join(part for part in (named, kind, size_words(size)) if part)

    def _ask(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.asks(), "", self.NAMES)
        if name:
            self._given = name
            self.chosen.emit(self.view.key, str(Path(name)))

    def _made_button(self, text: str, slot: object) -> QPushButton:
        made = QPushButton(text, self)
        made.setFixedHeight(CONTROL_PX)
        made.clicked.connect(slot)
        return made


class PictureField(AttachedField):
    """A picture, seen small; a touch shows it large."""

    NAMES = "照片 (*.jpg *.jpeg *.png *.bmp *.gif *.webp)"

    def asks(self) -> str:
        """Return what the button says."""
        return self.tr("选择照片…")

    def none_yet(self) -> str:
        """Return what stands there while nothing was chosen."""
        return self.tr("没有照片")

    def open(self) -> None:
        """Show it large."""
        content = self.supply.stored(self.view.value) if self.view.value else None
        if content is not None:
            show_large(self, content, self.view.label)

    def _show_content(self) -> None:
        small = pixmap(self.supply.stored(self.view.value) if self.view.value else None, THUMB_PX)
        self._picture.setVisible(small is not None)
        if small is not None:
            self._picture.setPixmap(small)


class SoundField(AttachedField):
    """A sound that was recorded with something else."""

    NAMES = "录音 (*.mp3 *.m4a *.wav *.amr *.ogg *.aac *.flac *.3gp)"

    def asks(self) -> str:
        """Return what the button says."""
        return self.tr("选择录音…")

    def none_yet(self) -> str:
        """Return what stands there while nothing was chosen."""
        return self.tr("没有录音")


class FilmField(AttachedField):
    """A film that was taken with something else."""

    NAMES = "录像 (*.mp4 *.mov *.avi *.mkv *.webm *.3gp)"

    def asks(self) -> str:
        """Return what the button says."""
        return self.tr("选择录像…")

    def none_yet(self) -> str:
        """Return what stands there while nothing was chosen."""
        return self.tr("没有录像")

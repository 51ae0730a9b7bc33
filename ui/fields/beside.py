"""What stands with the words of a question: pictures, sounds and films of the form, and how to ask."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from forms.views import NO_MEDIA, Media
from ui.fields import words
from ui.fields.pictures import open_outside, pixmap, show_large
from ui.fields.supply import Files

INLINE_PX: Final = (360, 220)
"""The largest a picture beside a question gets: width and height."""


class PictureLabel(QLabel):
    """A picture that a touch shows large; `pressed()`."""

    pressed = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch."""
        self.pressed.emit()


class MediaStrip(QWidget):
    """Pictures, sounds and films that the form puts with a question."""

    def __init__(self, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self._shown = NO_MEDIA
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 2, 0, 4)
        self._layout.setSpacing(8)

    def present(self, media: Media) -> None:
        """Show these files; one that is not here is named, so that people know what is missing."""
        self.setVisible(bool(media))
        if media == self._shown:
            return
        self._shown = media
        while (item := self._layout.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        if media.image:
            self._layout.addWidget(self._picture(media))
        for name, word in ((media.audio, self.tr("▶ 听录音")), (media.video, self.tr("▶ 看录像"))):
            if name:
                self._layout.addWidget(self._player(name, word))
        self._layout.addStretch(1)

    def _picture(self, media: Media) -> QLabel:
        found = pixmap(self._files(media.image), INLINE_PX)
        if found is None:
            return self._missing(media.image)
        made = PictureLabel(self)
        made.setPixmap(found)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setToolTip(self.tr("点一下看大图"))
        made.setAccessibleName(media.image)
        made.pressed.connect(lambda: self._enlarge(media))
        return made

    def _player(self, name: str, word: str) -> QWidget:
        content = self._files(name)
        if content is None:
            return self._missing(name)
        made = QToolButton(self)
        made.setText(word)
        made.setToolTip(name)
        made.setProperty("role", "beside")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(lambda: open_outside(name, content))
        return made

    def _missing(self, name: str) -> QLabel:
        made = QLabel(self.tr("(缺文件 %s)") % name, self)
        made.setProperty("role", "field-hint")
        return made

    def _enlarge(self, media: Media) -> None:
        large = self._files(media.big_image) if media.big_image else None
        content = large if large is not None else self._files(media.image)
        if content is not None:
            show_large(self, content, media.big_image or media.image)


class Guidance(QWidget):
    """How to ask, folded into one line until somebody wants to read it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fold = QToolButton(self)
        self._fold.setProperty("role", "fold")
        self._fold.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._turn)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setOpenExternalLinks(True)
        self._text.setProperty("role", "guidance")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(2)
        layout.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._text)
        self._turn(opened=False)

    def present(self, text: str) -> None:
        """Show this text, "" for none."""
        self.setVisible(bool(text))
        is_rich = words.has_markup(text)
        self._text.setTextFormat(Qt.TextFormat.RichText if is_rich else Qt.TextFormat.PlainText)
        self._text.setText(words.rich(text) if is_rich else text)

    def _turn(self, opened: bool) -> None:  # noqa: FBT001 - a slot
        self._fold.setText(self.tr("怎么问 ▾") if opened else self.tr("怎么问 ▸"))
        self._text.setVisible(opened)

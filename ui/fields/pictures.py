"""Pictures from bytes, small and large; other files are opened with what the system has for them."""

from __future__ import annotations

import atexit
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PySide6.QtCore import QByteArray, QCoreApplication, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

LARGE_PX: Final = (1100, 640)
"""The largest a picture in a window gets."""
_UNSAFE: Final = frozenset(
    {
        ".exe",
        ".bat",
        ".cmd",
        ".com",
        ".js",
        ".vbs",
        ".scr",
        ".msi",
        ".sh",
        ".desktop",
        ".lnk",
        ".ps1",
        ".hta",
        ".jar",
    }
)
"""Files that would do something by being opened."""


def pixmap(content: bytes | None, most: tuple[int, int]) -> QPixmap | None:
    """Return a picture no larger than so many pixels; None for what is not here or is no picture."""
    if not content:
        return None
    return _vector(content, most) if _is_svg(content) else _raster(content, most)


def show_large(parent: QWidget, content: bytes, name: str) -> None:
    """Show a picture in a window of its own."""
    found = pixmap(content, LARGE_PX)
    if found is None:
        return
    dialog = QDialog(parent.window())
    dialog.setWindowTitle(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    picture = QLabel(dialog)
    picture.setPixmap(found)
    layout = QVBoxLayout(dialog)
    layout.addWidget(picture)
    dialog.open()


def is_safe(name: str) -> bool:
    """Whether a file may be handed to the system: one that holds something, not one that does something."""
    return Path(name).suffix.lower() not in _UNSAFE


def open_outside(name: str, content: bytes) -> bool:
    """Have the system open a file with whatever it has for it; whether it could.

    The file lies open on the disk until the program ends: only what a person asks for is written.
    """
    if not is_safe(name):
        return False
    target = Path(_outside().name) / Path(name).name
    target.write_bytes(content)
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))


@lru_cache(maxsize=1)
def _outside() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory(prefix="ruhu-")
    atexit.register(folder.cleanup)
    return folder


def _is_svg(content: bytes) -> bool:
    return b"<svg" in content[:4096]


def _vector(content: bytes, most: tuple[int, int]) -> QPixmap | None:
    renderer = QSvgRenderer(QByteArray(content))
    if not renderer.isValid():
        return None
    size = renderer.defaultSize().scaled(QSize(*most), Qt.AspectRatioMode.KeepAspectRatio)
    made = QPixmap(size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return made


def _raster(content: bytes, most: tuple[int, int]) -> QPixmap | None:
    image = QImage.fromData(content)
    if image.isNull():
        return None
    if image.width() > most[0] or image.height() > most[1]:
        image = image.scaled(
            QSize(*most), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    return QPixmap.fromImage(image)


def size_words(size: int) -> str:
    """Return a size for people."""
    if size < 1024:  # noqa: PLR2004 - a KB
        return QCoreApplication.translate("pictures", "%d 字节") % size
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024 / 1024:.1f} MB"

"""Line icons, tinted as needed, sharp on every screen."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

SIZES_PX = (16, 20, 24, 32, 48, 64, 96)


@lru_cache(maxsize=256)
def icon(name: str, colour: str) -> QIcon:
    """Return `resources/icons/<name>.svg` in a colour such as `#0b6450`.

    Raises:
        FileNotFoundError: There is no such icon.
    """
    drawing = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    made = QIcon()
    for size in SIZES_PX:
        made.addPixmap(_picture(renderer, size))
    return made


def _picture(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap

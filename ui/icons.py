"""Line icons, tinted as needed, sharp on every screen."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

SIZES_PX = (16, 20, 24, 32, 48)
"""Sizes of what stands beside words, also on screens of double density."""


@lru_cache(maxsize=256)
def icon(name: str, colour: str) -> QIcon:
    """Return `resources/icons/<name>.svg` in a colour such as `#0b6450`, for a button.

    Raises:
        FileNotFoundError: There is no such icon.
    """
    made = QIcon()
    for size in SIZES_PX:
        made.addPixmap(_drawn(name, colour, size))
    return made


@lru_cache(maxsize=256)
def picture(name: str, colour: str, size_px: int) -> QPixmap:
    """Return an icon as a picture of one size, for a label.

    Raises:
        FileNotFoundError: There is no such icon.
    """
    density = QGuiApplication.instance().devicePixelRatio()  # type: ignore[union-attr]  # there is one by now
    made = _drawn(name, colour, round(size_px * density))
    made.setDevicePixelRatio(density)
    return made


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    drawing = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))


def _drawn(name: str, colour: str, side_px: int) -> QPixmap:
    pixmap = QPixmap(side_px, side_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _renderer(name, colour).render(painter, QRectF(0, 0, side_px, side_px))
    painter.end()
    return pixmap

"""Windows that nobody sees: what Qt's offscreen platform says at each of them of itself is left out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication

LEFT_OUT: Final = frozenset(
    {
        "This plugin does not support raise()",
        "This plugin does not support grabbing the keyboard",
        "This plugin does not support propagateSizeHints()",
    }
)


@contextmanager
def quiet() -> Iterator[None]:
    """Leave out these messages inside the block, and only while the platform is offscreen."""
    qInstallMessageHandler(_tell)
    try:
        yield
    finally:
        qInstallMessageHandler(None)


def _tell(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Write every other message as Qt does."""
    if text not in LEFT_OUT or QGuiApplication.platformName() != "offscreen":
        sys.stderr.write(qFormatLogMessage(kind, context, text) + "\n")

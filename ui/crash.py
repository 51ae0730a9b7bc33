"""What happens when the program itself is wrong: one dialog, a report to copy, work goes on.

The report holds versions and places in the code, never the text of the error: it may hold an answer.
"""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from functools import partial
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ui.layout import STRETCH, column, row
from ui.parts import button, label

log = logging.getLogger(__name__)

WIDTH_PX = 520


class CrashDialog(QDialog):
    """Says that answers are saved, offers the report; never shows it unasked."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = report
        self.setWindowTitle(self.tr("程序出了问题"))
        self.setFixedWidth(WIDTH_PX)
        text = self.tr(
            "已保存的内容都在，正在填的一项也会保留。可以继续使用；如果同样的问题再次出现,"
            "请复制报告交给管理员。报告里没有农户的任何内容。"
        )
        self._told = label("", "muted")
        copy = button(self.tr("复制报告(&C)"), self._copy, sign="copy")
        go_on = button(self.tr("继续(&G)"), self.accept, role="primary")
        go_on.setDefault(True)
        title = label(self.tr("程序出了问题，内容没有丢"), "title")
        self.setLayout(
            column(
                title,
                label(text, wrap=True),
                6,
                row(copy, self._told, STRETCH, go_on),
                margins=(24, 20, 24, 20),
            )
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
        self._told.setText(self.tr("已复制"))


class Watch(QObject):
    """Takes what nobody else caught, from any thread, and shows it on the UI thread."""

    _caught = Signal(str)

    def __init__(self, version: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._version = version
        self._dialog: CrashDialog | None = None
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> Callable[[], None]:
        """Take over both hooks and return what gives them back."""
        before = sys.excepthook, threading.excepthook
        sys.excepthook = self.take
        threading.excepthook = lambda args: self.take(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )
        return partial(_restore, *before)

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log and tell; an interrupt from the keyboard ends the program as usual."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = report(self._version, kind, trace)
        log.error("bug %s", text.replace("\n", " | "))
        self._caught.emit(text)

    def _show(self, text: str) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            return  # one dialog is enough; the log has them all
        self._dialog = CrashDialog(text, QApplication.activeWindow())
        self._dialog.open()


def report(version: str, kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return versions and the way through the code."""
    steps = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    machine = f"{platform.system()} {platform.release()} {platform.machine()}"
    versions = f"ruhu {version}, Python {platform.python_version()}, Qt {qVersion()}, {machine}"
    return "\n".join([versions, f"{kind.__module__}.{kind.__qualname__}", *steps])


def _restore(hook: Callable[..., object], thread_hook: Callable[..., object]) -> None:
    sys.excepthook = hook
    threading.excepthook = thread_hook

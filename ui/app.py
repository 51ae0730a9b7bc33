"""Composition root of the desktop: makes everything once and hands each screen what it needs."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from datetime import date
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from ui import icons, theme
from ui.crash import Watch
from ui.screens.sign_in import SignIn
from ui.tasks import Tasks

if TYPE_CHECKING:
    from storage import Store
    from ui.main_window import MainWindow

VERSION = "0.1.0"
HOME_VARIABLE = "RUHU_HOME"
LOG_BYTES = 1_000_000


def default_folder() -> Path:
    """Return where the vault lies: `RUHU_HOME`, or the usual place for a person's data on this system."""
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home)
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Ruhu"
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "ruhu"


def make_application(argv: Sequence[str]) -> QApplication:
    """Make the application: Chinese, dressed."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    application = QApplication(list(argv))
    application.setApplicationName("Ruhu")
    application.setApplicationDisplayName("入户 Ruhu")
    application.setApplicationVersion(VERSION)
    translate(application)
    theme.dress(application)
    application.setWindowIcon(icons.icon("home", theme.COLOURS.accent))
    return application


def translate(application: QApplication) -> None:
    """Let Qt's own dialogs speak Chinese."""
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)


def keep_log(folder: Path) -> None:
    """Write warnings and bugs into a file beside the vault; it holds no names and no answers."""
    log = logging.getLogger()
    if not any(isinstance(one, RotatingFileHandler) for one in log.handlers):
        (folder / "log").mkdir(parents=True, exist_ok=True)
        file = folder / "log" / "ruhu.log"
        handler = RotatingFileHandler(file, maxBytes=LOG_BYTES, backupCount=3, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        handler.setLevel(logging.WARNING)
        log.addHandler(handler)


class Desktop:
    """The windows of one person at one laptop: sign-in first, then the main window."""

    def __init__(self, folder: Path, tasks: Tasks) -> None:
        self._folder, self._tasks = folder, tasks
        self.sign_in: SignIn | None = None
        self.window: MainWindow | None = None

    def start(self) -> None:
        """Show the sign-in; load the rest once it is painted."""
        screen = SignIn(self._folder, self._tasks)
        screen.opened.connect(self._enter)
        screen.painted.connect(screen.load, Qt.ConnectionType.QueuedConnection)
        screen.show()
        self.sign_in = screen

    def end(self) -> None:
        """Stop what is under way and close the file; nothing typed is lost."""
        self._tasks.finish()
        if self.sign_in is not None:
            self.sign_in.close()
        if self.window is not None:
            self.window.close()

    def _enter(self, store: Store) -> None:
        from ui.main_window import MainWindow

        keep_log(self._folder)
        self.window = MainWindow(store, self._tasks, self._folder, date.today)  # the laptop's own day
        self.window.locked.connect(self._lock)
        self.window.showMaximized()
        if self.sign_in is not None:
            self.sign_in.close()
            self.sign_in.deleteLater()
            self.sign_in = None

    def _lock(self) -> None:
        window, self.window = self.window, None
        self.start()
        if window is not None:
            window.close()
            window.deleteLater()


def run(argv: Sequence[str], folder: Path) -> int:
    """Open the desktop and return its exit status when the last window is closed."""
    application = make_application(argv)
    Watch(VERSION, application).install()
    tasks = Tasks(application)
    desktop = Desktop(folder, tasks)
    desktop.start()
    status = application.exec()
    desktop.end()
    return status

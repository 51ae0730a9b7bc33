"""The first window: make the vault, or show who you are; painted before anything heavy is loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from ui import icons, opening, wording
from ui.layout import STRETCH, centred, column, row, scrolled
from ui.opening import Opened
from ui.parts import label
from ui.screens.first_run import CodePage, FirstRun
from ui.screens.login import Login, Recover
from ui.tasks import Task, Tasks
from ui.theme import COLOURS, fills_its_background

SIZE_PX = (1100, 700)
FORM_WIDTH_PX = 500


class SignIn(QWidget):
    """Asks for a person and a password; emits `opened(Store)` once."""

    opened = Signal(object)
    painted = Signal()

    def __init__(self, folder: Path, tasks: Tasks) -> None:
        super().__init__()
        self._folder, self._tasks = folder, tasks
        self._opening: Opened | None = None
        self._is_painted = False
        self.first_run, self.login = FirstRun(), Login()
        self.recover, self.code_page = Recover(), CodePage()
        self._pages = QStackedWidget()
        for page in (self.first_run, self.login, self.recover, self.code_page):
            self._pages.addWidget(page)
        self._connect()
        self.setProperty("role", "page")
        fills_its_background(self)
        self.setWindowTitle(self.tr("入户 Ruhu"))
        self.resize(*SIZE_PX)
        form = scrolled(centred(self._pages, width=FORM_WIDTH_PX))
        self.setLayout(row(cover(self), form, spacing=0))
        self._turn_to(self.first_run if opening.is_first_run(folder) else self.login)

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._pages.currentWidget()

    def load(self) -> None:
        """List the people and load the rest of the program beside the typing; call it after painting."""
        if self.page is self.login:
            self._tasks.run(
                lambda _report: opening.people(self._folder),
                done=self.login.offer,
                failed=self.login.complain_of,
            )
        self._tasks.run(lambda _report: opening.warm_up(), failed=self._wait_for_it)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window can be seen, so that loading begins after that."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close what was opened but not handed over."""
        if self._opening is not None:
            self._opening.store.close()
            self._opening = None
        super().closeEvent(event)

    def _connect(self) -> None:
        self.first_run.committed.connect(self._make)
        self.login.committed.connect(self._sign_in)
        self.login.forgotten.connect(lambda: self._turn_to(self.recover))
        self.recover.committed.connect(self._recover)
        self.recover.given_up.connect(lambda: self._turn_to(self.login))
        self.code_page.confirmed.connect(self._hand_over)

    def _make(self, person: str, password: str, with_sample: bool) -> None:  # noqa: FBT001 - a signal's shape
        self._open(
            lambda: opening.make(self._folder, person, password, with_sample=with_sample), self.first_run
        )

    def _sign_in(self, person: str, password: str) -> None:
        self._open(lambda: opening.sign_in(self._folder, person, password), self.login)

    def _recover(self, code: str, password: str) -> None:
        person = self.login.person
        self._open(lambda: opening.recover(self._folder, person, code, password), self.recover)

    def _open(self, work: Callable[[], Opened], page: FirstRun | Login | Recover) -> Task:
        def complain(error: Exception) -> None:
            page.set_busy(busy=False)
            page.complain_of(error)

        page.set_busy(busy=True)
        return self._tasks.run(lambda _report: work(), done=self._take, failed=complain)

    def _take(self, opened: Opened) -> None:
        self._opening = opened
        if opened.recovery_code:
            self.code_page.present(opened.recovery_code)
            self._turn_to(self.code_page)
        else:
            self._hand_over()

    def _hand_over(self) -> None:
        opened, self._opening = self._opening, None
        if opened is not None:
            self.opened.emit(opened.store)

    def _turn_to(self, page: FirstRun | Login | Recover | CodePage) -> None:
        self._pages.setCurrentWidget(page)
        page.begin()

    @staticmethod
    def _wait_for_it(error: Exception) -> None:
        """Let the step that needs the missing part tell about it."""
        if not wording.is_known(error):
            raise error


def cover(screen: QWidget) -> QFrame:
    """Draw the dark half: what this program is and what it promises."""
    frame = QFrame()
    frame.setProperty("role", "cover")
    frame.setFixedWidth(400)
    sign = label("")
    sign.setPixmap(icons.picture("home", COLOURS.on_accent, 64))
    promises = (
        screen.tr("没有信号也能入户、登记、打印"),
        screen.tr("每填一项立即存好，不用点保存"),
        screen.tr("本机数据全部加密，丢了也看不到"),
    )
    lines = [row(_tick(), label(text, "brand-line"), STRETCH) for text in promises]
    name = label(screen.tr("入户 Ruhu"), "brand")
    what = label(screen.tr("农户精准识别入户调查"), "brand-line")
    frame.setLayout(column(sign, name, what, 28, *lines, STRETCH, margins=(40, 72, 32, 40)))
    return frame


def _tick() -> QWidget:
    sign = label("")
    sign.setPixmap(icons.picture("check", "#7fd0b0", 20))
    sign.setAlignment(Qt.AlignmentFlag.AlignTop)
    return sign

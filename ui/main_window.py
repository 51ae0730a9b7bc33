"""The window a person works in: the rail, one screen at a time, messages above, the quiet line below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from storage import Store, publishing, sample
from storage.publishing import Offered
from ui.layout import column, holder, row
from ui.messages import Messages
from ui.quiet_line import QuietLine, SyncState
from ui.rail import Place, Rail
from ui.screens.households import Households
from ui.screens.printing import Printing
from ui.screens.questionnaires import Questionnaires
from ui.screens.scan import Scan
from ui.screens.settings import Settings
from ui.screens.sync import Sync
from ui.screens.visits import Visits
from ui.sync_state import sync_state
from ui.tasks import Tasks

SMALLEST_PX = QSize(1180, 680)

Screen = TypeVar("Screen", bound=QWidget)


class MainWindow(QMainWindow):
    """Owns the screens and leads from one to the other; `locked()` when the person leaves the laptop.

    Every screen but the first is made when it is first wanted, so that the list is there at once.
    """

    locked = Signal()

    def __init__(self, store: Store, tasks: Tasks, folder: Path, today: Callable[[], date]) -> None:
        super().__init__()
        self._store, self._tasks, self._today = store, tasks, today
        self.messages = Messages()
        self.quiet_line = QuietLine(store.person)
        self._folder = folder
        self._stack = QStackedWidget()
        self._screens: dict[str, QWidget] = {}
        self.rail = Rail(self._places(), self._practice())
        self._lay_out()
        self._connect()
        self.go_to("households")
        self.announce_questionnaires()

    @property
    def place(self) -> str:
        """The name of the screen that is shown."""
        return next(name for name, screen in self._screens.items() if screen is self._stack.currentWidget())

    def go_to(self, name: str) -> None:
        """Show a screen: `households visits printing scan sync settings questionnaires`."""
        screen = getattr(self, name)
        self._turn_to(name, screen)
        screen.arrive()
        self.refresh_quiet_line()

    def survey(self, household_id: str) -> None:
        """Open the visit of a household."""
        self._turn_to("visits", self.visits)
        self.visits.open_visit(household_id)
        self.refresh_quiet_line()

    def show_household(self, household_id: str) -> None:
        """Open a household in the list."""
        self.go_to("households")
        self.households.show_household(household_id)

    def print_households(self, ids: tuple[str, ...]) -> None:
        """Go and print some households."""
        self.printing.choose(ids)
        self.go_to("printing")

    def refresh_quiet_line(self) -> None:
        """Say again what waits to be sent."""
        offline = "sync" in self._screens and self.sync.is_offline
        self._tasks.run(lambda _report: sync_state(self._store, offline=offline), done=self._tell_state)

    def _tell_state(self, state: SyncState) -> None:
        self.quiet_line.present(state, today=self._today())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is being typed, stop what is under way, close the file."""
        if "visits" in self._screens:
            self.visits.survey.leave_visit()
        self._tasks.finish()
        self._store.close()
        super().closeEvent(event)

    @cached_property
    def households(self) -> Households:
        """农户."""
        made = self._add("households", Households(self._store, self.messages, self._today))
        made.survey_wanted.connect(self.survey)
        made.print_wanted.connect(self.print_households)
        made.changed.connect(self.refresh_quiet_line)
        return made

    @cached_property
    def visits(self) -> Visits:
        """入户调查."""
        made = self._add("visits", Visits(self._store, self._tasks, self.messages))
        made.closed.connect(self.show_household)
        made.changed.connect(self.refresh_quiet_line)
        made.print_wanted.connect(lambda one: self.print_households((one,)))
        return made

    @cached_property
    def printing(self) -> Printing:
        """打印."""
        made = self._add("printing", Printing(self._store, self._tasks, self.messages, self._today))
        made.choosing_wanted.connect(lambda: self.go_to("households"))
        return made

    @cached_property
    def scan(self) -> Scan:
        """扫码."""
        made = self._add("scan", Scan(self._store, self._tasks, self.messages))
        made.household_wanted.connect(self.show_household)
        made.changed.connect(self.refresh_quiet_line)
        return made

    @cached_property
    def sync(self) -> Sync:
        """同步."""
        made = self._add("sync", Sync(self._store, self._tasks, self.messages, self._today))
        made.changed.connect(self.refresh_quiet_line)
        made.changed.connect(self.announce_questionnaires)
        return made

    @cached_property
    def settings(self) -> Settings:
        """设置."""
        made = self._add("settings", Settings(self._store, self._tasks, self.messages, self._folder))
        made.lock_wanted.connect(self.locked)
        made.questionnaires_wanted.connect(lambda: self.go_to("questionnaires"))
        return made

    @cached_property
    def questionnaires(self) -> Questionnaires:
        """设置 → 问卷."""
        made = self._add("questionnaires", Questionnaires(self._store, self._tasks, self.messages))
        made.left.connect(lambda: self.go_to("settings"))
        made.changed.connect(self.refresh_quiet_line)
        return made

    def announce_questionnaires(self) -> None:
        """Tell that a new version of a questionnaire has come; it is taken between visits."""
        self._tasks.run(lambda _report: publishing.waiting(self._store), done=self._tell_waiting)

    def _tell_waiting(self, waiting: Sequence[Offered]) -> None:
        if not waiting or self.place == "questionnaires":  # they stand there
            return
        newest = waiting[0]
        words = self.tr("问卷有新版：“{title}”版本 {version}。{note}").format(
            title=newest.title, version=newest.version, note=newest.note
        )
        self.messages.info(words, self.tr("去看看"), lambda: self.go_to("questionnaires"))

    def _add(self, name: str, screen: Screen) -> Screen:
        self._screens[name] = screen
        self._stack.addWidget(screen)
        return screen

    def _turn_to(self, name: str, screen: QWidget) -> None:
        if screen is not self._stack.currentWidget():
            self.messages.leave_behind()
        self.rail.show_place("settings" if name == "questionnaires" else name)
        self._stack.setCurrentWidget(screen)

    def _places(self) -> list[Place]:
        return [
            Place("households", self.tr("农户"), "people"),
            Place("visits", self.tr("入户调查"), "survey"),
            Place("printing", self.tr("打印"), "printer"),
            Place("scan", self.tr("扫码"), "scan"),
            Place("sync", self.tr("同步"), "sync"),
            Place("settings", self.tr("设置"), "gear"),
        ]

    def _practice(self) -> str:
        return self.tr("示例村，仅供练习") if sample.is_installed(self._store) else ""

    def _lay_out(self) -> None:
        bar = holder(column(self.messages, margins=(20, 10, 20, 0)))
        content = column(bar, self._stack, self.quiet_line, spacing=0)
        content.setStretch(1, 1)
        whole = row(self.rail, spacing=0)
        whole.addLayout(content, 1)
        self.setCentralWidget(holder(whole))
        self.setMinimumSize(SMALLEST_PX)
        self.setWindowTitle(self.tr("入户 Ruhu"))

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go_to)
        QShortcut(QKeySequence("Ctrl+L"), self).activated.connect(self.locked)

"""How long a committed answer takes on the survey screen, until it is on the disk and the screen at rest."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from ui.bench.filled import fill, fresh
from ui.bench.machine import spread

if TYPE_CHECKING:
    from storage import Store
    from ui.survey.screen import SurveyScreen

ANSWERS: Final = 600
FSYNCS: Final = 200
PAGE_BYTES: Final = 4096
WINDOW_PX: Final = (1366, 768)
TURNS: Final = {
    "address": ("村头12号", "村尾老榕树下3号"),
    "phone": ("13977000000", "13977000001"),
    "attribute": ("1", "2a"),
    "source": ("5", "1"),
    "booklet_size": ("6", "5"),
    "member/full_name": ("莫䶮", "莫大安"),
    "member/education": ("03", "04"),
    "member/labour": ("01", "02"),
    "member/health": ("01", "02"),
    "member/work_months": ("5", "6.5"),
    "member/monthly_pay": ("1200", "1350.50"),
    "house_area": ("70", "64.5"),
    "house_structure": ("earth_wood", "brick_wood"),
    "decoration": ("bare", "tile"),
    "graded_on": ("2015-10-01", "2015-10-02"),
    "appliances": ("tv", "tv fridge"),
    "paddy_mu": ("2.2", "3"),
    "pig_n": ("2", "4"),
    "water_minutes": ("10", "25"),
    "power": ("low", "normal"),
    "sales/sales_amount": ("2640", "3100"),
    "debt/balance": ("12000", "8000"),
    "compare/cmp_house": ("-1", "1"),
}
"""Questions of all kinds, each answered by turns in two ways; `repeat/question` means its first row."""


@dataclass
class Split:
    """Seconds spent in parts of the answers so far."""

    engine_s: list[float] = field(default_factory=list)
    save_s: list[float] = field(default_factory=list)


def measure(households: int) -> dict[str, Any]:
    """Answer 600 questions in an encrypted file that holds `households`, saved with `synchronous=FULL`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui import offscreen

    with offscreen.quiet():
        return _measured(households)


def _measured(households: int) -> dict[str, Any]:
    from ui.app import make_application

    application = make_application([])
    with tempfile.TemporaryDirectory() as name:
        store, _key = fresh(Path(name))
        with store:
            fill(store, households, visits=False)
            screen = _surveyed(store)
            with _watched() as split:
                whole = {key: _kind(screen, key) for key in _keys(screen)}
                for times in (split.engine_s, split.save_s):
                    times.clear()
                kinds, total_s = _answered(screen, whole)
            screen.leave_visit()
            screen.close()
        fsync_s = _fsyncs(Path(name))
    del application
    parts = zip(total_s, split.engine_s, split.save_s, strict=True)
    show_s = [whole_s - engine_s - save_s for whole_s, engine_s, save_s in parts]
    share = median(fsync_s) / median(split.save_s)
    return {
        "households": households,
        "whole": spread(total_s),
        "engine": spread(split.engine_s),
        "save": spread(split.save_s),
        "fsync_of_4_kib": spread(fsync_s),
        "fsync_share_of_save_percent": round(100 * share),
        "show": spread(show_s),
        "kinds_p50_ms": {kind: round(median(times) * 1000, 2) for kind, times in sorted(kinds.items())},
    }


def _surveyed(store: Store) -> SurveyScreen:
    """Open a visit to a new household and fill it in by keyboard, so that answers have consequences."""
    from PySide6.QtCore import Qt

    from storage import visits
    from ui.demo import story
    from ui.demo.hands import Hands
    from ui.demo.interviewer import Interviewer
    from ui.messages import Messages
    from ui.survey.screen import SurveyScreen
    from ui.tasks import Tasks

    for name, value in (("cut_line", "60"), ("poverty_line", "2855"), ("survey_date", "2015-11-15")):
        store.put_setting(name, value)
    group, _name, _count = store.groups()[0]
    household = visits.add_household(store, group[:12], group, story.HEAD)
    messages = Messages()
    screen = SurveyScreen(store, Tasks(messages), messages)
    messages.setParent(screen)
    screen.resize(*WINDOW_PX)
    screen.show()
    screen.open_visit(household.id)
    hands = Hands(Path())
    hands.enter("农敏", into=screen.begin.companion)
    hands.press(Qt.Key.Key_Return)
    Interviewer(hands, screen.pager, story.told({})).fill_in(screen.completion.isVisible)
    screen.show_pages()
    return screen


def _keys(screen: SurveyScreen) -> list[str]:
    """Return the keys of the questions that are answered by turns."""
    found = []
    for name in TURNS:
        repeat, _, question = name.rpartition("/")
        found.append(f"{_interview(screen).layout(repeat).children[0].key}.{question}" if repeat else name)
    return found


def _interview(screen: SurveyScreen) -> Any:
    if screen.desk is None:
        raise RuntimeError("no visit is open")
    return screen.desk.interview


def _kind(screen: SurveyScreen, key: str) -> str:
    return str(_interview(screen).view(key).kind)


def _answered(screen: SurveyScreen, whole: dict[str, str]) -> tuple[dict[str, list[float]], list[float]]:
    turns = {key: cycle(values) for key, values in zip(whole, TURNS.values(), strict=True)}
    kinds: dict[str, list[float]] = {}
    total_s: list[float] = []
    for number, key in zip(range(ANSWERS), cycle(whole), strict=False):
        del number
        took_s = _answer(screen, key, next(turns[key]))
        if took_s is not None:
            total_s.append(took_s)
            kinds.setdefault(whole[key], []).append(took_s)
    return kinds, total_s


def _answer(screen: SurveyScreen, key: str, value: str) -> float | None:
    """Answer one question through its widget; None if the answer stands already."""
    from PySide6.QtWidgets import QApplication

    screen.pager.go_to(key)
    for _ in range(3):  # what the change of page left to do is not part of the answer
        QApplication.processEvents()
    widget = screen.pager.body.field(key) if screen.pager.body is not None else None
    if widget is None:
        raise RuntimeError(f"{key} is not on the screen")
    if widget.view.value == value:
        return None
    begin = time.perf_counter()
    widget.committed.emit(key, value)
    QApplication.processEvents()
    return time.perf_counter() - begin


@contextmanager
def _watched() -> Iterator[Split]:
    """Time what the engine and what the file take, from outside."""
    from forms import Interview
    from storage.visits import OpenVisit

    split = Split()
    before = Interview.answer, OpenVisit.save
    setattr(Interview, "answer", _timed(Interview.answer, split.engine_s))  # noqa: B010 - a watch, no attribute
    setattr(OpenVisit, "save", _timed(OpenVisit.save, split.save_s))  # noqa: B010
    try:
        yield split
    finally:
        setattr(Interview, "answer", before[0])  # noqa: B010
        setattr(OpenVisit, "save", before[1])  # noqa: B010


def _timed(function: Callable[..., Any], times_s: list[float]) -> Callable[..., Any]:
    @wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        begin = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            times_s.append(time.perf_counter() - begin)

    return timed


def _fsyncs(folder: Path) -> list[float]:
    """Force one page after another onto the same disk, as the log of the database is."""
    times_s = []
    with (folder / "pages").open("wb", buffering=0) as file:
        for _ in range(FSYNCS):
            file.write(os.urandom(PAGE_BYTES))
            begin = time.perf_counter()
            os.fsync(file.fileno())
            times_s.append(time.perf_counter() - begin)
    return times_s

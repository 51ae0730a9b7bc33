"""The only threads and child processes of the desktop: work with progress, cancel and one outcome.

Work is a plain callable that gets `report(done, total)`. It runs on a pool thread (`Tasks.run`), or in a
child process when it computes for more than 50 ms (`Tasks.run_apart`), because threads share one
interpreter lock with the screen. Outcomes reach plain functions on the UI thread.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures import TimeoutError as StillRunning
from concurrent.futures.process import BrokenProcessPool
from enum import StrEnum
from functools import partial
from itertools import count
from queue import Empty
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, SignalInstance

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Event as ProcessEvent

Result = TypeVar("Result")
Report = Callable[[int, int], None]
"""`report(done, total)`, total 0 while unknown; raises `Cancelled` when the person has had enough."""

POLL_S = 0.05
HALT_S = 10.0
THREADS = 2


class Cancelled(Exception):
    """The person stopped the work."""


class Task(QObject):
    """Work under way, as the UI thread sees it; it never leaves that thread.

    Exactly one of `succeeded(result)`, `failed(exception)` and `cancelled()` comes, then `settled()`.
    """

    progressed = Signal(int, int)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    settled = Signal()

    def __init__(self, wish: Event) -> None:
        super().__init__()
        self._wish = wish

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._wish.set()


class Outcome(StrEnum):
    """What a job tells its task."""

    PROGRESSED = "progressed"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SETTLED = "settled"


class Tasks(QObject):
    """Runs work beside the screen."""

    _told = Signal(int, str, object)  # number of the task, outcome, value

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(THREADS)
        self._workshop = Workshop()
        self._numbers = count(1)
        self._under_way: dict[int, tuple[Task, Event]] = {}
        self._told.connect(self._hear)

    @property
    def busy(self) -> bool:
        """Whether any work is under way."""
        return bool(self._under_way)

    def run(
        self,
        work: Callable[[Report], Result],
        *,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
        settled: Callable[[], None] | None = None,
    ) -> Task:
        """Do work on a thread.

        Args:
            work: Gets `report` and returns the result; touches no widget.
            done: Gets the result, on the UI thread.
            failed: Gets the error, on the UI thread; without it the error is treated as a bug.
            progress: Gets `(done, total)`, on the UI thread.
            settled: Called last, however the work ended, on the UI thread.
        """
        wish = Event()
        task = Task(wish)
        task.succeeded.connect(done or _nothing)
        task.failed.connect(failed or _raise)
        if progress is not None:
            task.progressed.connect(progress)
        if settled is not None:
            task.settled.connect(settled)
        number = next(self._numbers)
        self._under_way[number] = task, wish
        self._start(_Job(work, number, wish, self._told))
        return task

    def run_apart(
        self,
        function: Callable[..., Result],
        *arguments: object,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
        settled: Callable[[], None] | None = None,
    ) -> Task:
        """Do work in a child process: `function(report, *arguments)`.

        Function and arguments travel there: a function of a module and plain values, never the store.
        """
        work = partial(self._do_apart, function, arguments)
        return self.run(work, done=done, failed=failed, progress=progress, settled=settled)

    def finish(self, timeout_ms: int = 2000) -> bool:
        """Cancel everything, wait for it, and tell whether nothing is left running."""
        for _task, wish in tuple(self._under_way.values()):
            wish.set()
        ended = self._pool.waitForDone(timeout_ms)
        self._workshop.close()
        self._under_way.clear()  # what they still had to tell has nobody left to hear it
        return ended

    def _start(self, job: _Job) -> None:
        self._pool.start(job)

    def _do_apart(
        self, function: Callable[..., Result], arguments: tuple[object, ...], report: Report
    ) -> Result:
        return self._workshop.do(function, arguments, report)

    def _hear(self, number: int, outcome: str, value: Any) -> None:
        """Pass on what a job told, on the thread this object lives on."""
        known = self._under_way.get(number)
        if known is None:
            return
        task, _wish = known
        if outcome == Outcome.PROGRESSED:
            task.progressed.emit(*value)
        elif outcome == Outcome.SUCCEEDED:
            task.succeeded.emit(value)
        elif outcome == Outcome.FAILED:
            task.failed.emit(value)
        elif outcome == Outcome.CANCELLED:
            task.cancelled.emit()
        else:
            del self._under_way[number]
            task.settled.emit()


class ImmediateTasks(Tasks):
    """Does all work at once, in the calling thread: for tests that are not about threads."""

    def _start(self, job: _Job) -> None:
        job.run()

    def _do_apart(
        self, function: Callable[..., Result], arguments: tuple[object, ...], report: Report
    ) -> Result:
        return function(report, *arguments)


class _Job(QRunnable):
    """Holds a plain callable and one bound signal of an object that outlives it.

    It must not hold the task: the last reference would then be dropped, and the QObject destroyed, on a
    pool thread.
    """

    def __init__(self, work: Callable[[Report], Any], number: int, wish: Event, told: SignalInstance) -> None:
        super().__init__()
        self._work, self._number, self._wish, self._told = work, number, wish, told

    def run(self) -> None:
        try:
            result = self._work(self._report)
        except Cancelled:
            self._tell(Outcome.CANCELLED)
        except Exception as error:  # noqa: BLE001 - one of the three places: it travels to `failed`
            self._tell(Outcome.FAILED, error)
        else:
            self._tell(Outcome.SUCCEEDED, result)
        self._tell(Outcome.SETTLED)

    def _report(self, done: int, total: int) -> None:
        if self._wish.is_set():
            raise Cancelled
        self._tell(Outcome.PROGRESSED, (done, total))

    def _tell(self, outcome: Outcome, value: object = None) -> None:
        self._told.emit(self._number, outcome.value, value)


class Workshop:
    """One child process that is started when first needed and kept for the next job."""

    def __init__(self) -> None:
        self._lock = Lock()  # one job at a time: they share the progress queue
        self._processes: ProcessPoolExecutor | None = None
        self._progress: Queue[tuple[int, int]] | None = None
        self._stop: ProcessEvent | None = None

    def do(self, function: Callable[..., Result], arguments: tuple[object, ...], report: Report) -> Result:
        """Run a function in the child and pass its progress on; blocks the calling thread.

        Raises:
            Cancelled: `report` said so; the child has stopped.
        """
        with self._lock:
            job = self._submit(function, arguments)
            try:
                return self._follow(job, report)
            except Cancelled:
                self._halt(job)
                raise
            except BrokenProcessPool:
                self.close()
                raise

    def close(self) -> None:
        """End the child process."""
        processes, self._processes = self._processes, None
        if processes is not None:
            if self._stop is not None:
                self._stop.set()
            processes.shutdown(wait=True, cancel_futures=True)
        if self._progress is not None:
            self._progress.close()
            self._progress = None

    def _halt(self, job: Future[Any]) -> None:
        """Stop the child's job at its next report, so that its progress is not taken for the next one's."""
        if self._stop is not None:
            self._stop.set()
        wait([job], timeout=HALT_S)

    def _submit(self, function: Callable[..., Result], arguments: tuple[object, ...]) -> Future[Result]:
        if self._processes is None:
            context = multiprocessing.get_context("spawn")
            self._progress, self._stop = context.Queue(), context.Event()
            self._processes = ProcessPoolExecutor(
                1, context, initializer=_take_tools, initargs=(self._progress, self._stop)
            )
        if self._stop is not None:
            self._stop.clear()
        return self._processes.submit(_do_in_child, function, arguments)

    def _follow(self, job: Future[Result], report: Report) -> Result:
        while True:
            try:
                return job.result(timeout=POLL_S)
            except StillRunning:
                self._pass_on(report)

    def _pass_on(self, report: Report) -> None:
        latest = (0, 0)
        while self._progress is not None:
            try:
                latest = self._progress.get_nowait()
            except Empty:
                break
        report(*latest)


class _Bench:
    """What the child process was given to report with; one per process."""

    progress: Queue[tuple[int, int]]
    stop: ProcessEvent
    told_at_s = 0.0


def _take_tools(progress: Queue[tuple[int, int]], stop: ProcessEvent) -> None:
    progress.cancel_join_thread()  # unread progress must not keep the child from ending
    _Bench.progress, _Bench.stop = progress, stop


def _do_in_child(function: Callable[..., Result], arguments: tuple[object, ...]) -> Result:
    return function(_report_from_child, *arguments)


def _report_from_child(done: int, total: int) -> None:
    if _Bench.stop.is_set():
        raise Cancelled
    now_s = time.monotonic()
    if now_s - _Bench.told_at_s >= POLL_S:  # nobody looks more often
        _Bench.told_at_s = now_s
        _Bench.progress.put((done, total))


def _nothing(_result: object) -> None:
    pass


def _raise(error: Exception) -> None:
    raise error

"""The only threads and child processes of the desktop: work with progress, cancel and one outcome.

Work is a plain callable that gets `report(done, total)`. It runs on a pool thread (`Tasks.run`), or in a
child process when it computes for more than 50 ms (`Tasks.run_apart`), because threads share one
interpreter lock with the screen. Outcomes reach plain functions on the UI thread.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures import TimeoutError as StillRunning
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from queue import Empty
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, SignalInstance

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Event

Result = TypeVar("Result")
Report = Callable[[int, int], None]
"""`report(done, total)`, total 0 while unknown; raises `Cancelled` when the person has had enough."""

POLL_S = 0.05
HALT_S = 10.0
THREADS = 2


class Cancelled(Exception):
    """The person stopped the work."""


class Task(QObject):
    """Work under way. Lives on the UI thread; emits there.

    Exactly one of `succeeded(result)`, `failed(exception)` and `cancelled()` comes, then `settled()`.
    """

    progressed = Signal(int, int)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    settled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_cancelled = False

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self.is_cancelled = True

    def report(self, done: int, total: int) -> None:
        """Tell how far the work is; called on the thread of the work."""
        if self.is_cancelled:
            raise Cancelled
        self.progressed.emit(done, total)


class Tasks(QObject):
    """Runs work beside the screen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(THREADS)
        self._workshop = Workshop()
        self._under_way: set[Task] = set()

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
    ) -> Task:
        """Do work on a thread.

        Args:
            work: Gets `report` and returns the result; touches no widget.
            done: Gets the result, on the UI thread.
            failed: Gets the error, on the UI thread; without it the error is treated as a bug.
            progress: Gets `(done, total)`, on the UI thread.
        """
        task = Task(self)
        task.succeeded.connect(done or _nothing)
        task.failed.connect(failed or _raise)
        if progress is not None:
            task.progressed.connect(progress)
        task.settled.connect(partial(self._forget, task))
        self._under_way.add(task)
        self._start(work, task)
        return task

    def run_apart(
        self,
        function: Callable[..., Result],
        *arguments: object,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Task:
        """Do work in a child process: `function(report, *arguments)`.

        Function and arguments travel there: a function of a module and plain values, never the store.
        """
        work = partial(self._workshop.do, function, arguments)
        return self.run(work, done=done, failed=failed, progress=progress)

    def finish(self, timeout_ms: int = 2000) -> bool:
        """Cancel everything, wait for it, and tell whether nothing is left running."""
        for task in tuple(self._under_way):
            task.cancel()
        ended = self._pool.waitForDone(timeout_ms)
        self._workshop.close()
        return ended

    def _start(self, work: Callable[[Report], Any], task: Task) -> None:
        self._pool.start(_Job(work, task.report, (task.succeeded, task.failed, task.cancelled, task.settled)))

    def _forget(self, task: Task) -> None:
        self._under_way.discard(task)
        task.deleteLater()


class ImmediateTasks(Tasks):
    """Does all work at once, in the calling thread: for tests that are not about threads."""

    def run_apart(
        self,
        function: Callable[..., Result],
        *arguments: object,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Task:
        """Do the work here instead of in a child process."""
        return self.run(
            lambda report: function(report, *arguments), done=done, failed=failed, progress=progress
        )

    def _start(self, work: Callable[[Report], Any], task: Task) -> None:
        _Job(work, task.report, (task.succeeded, task.failed, task.cancelled, task.settled)).run()


class _Job(QRunnable):
    """Holds a plain callable and bound signals; owns no QObject (those must die on the UI thread)."""

    def __init__(
        self,
        work: Callable[[Report], Any],
        report: Report,
        signals: tuple[SignalInstance, SignalInstance, SignalInstance, SignalInstance],
    ) -> None:
        super().__init__()
        self._work = work
        self._report = report
        self._succeeded, self._failed, self._cancelled, self._settled = signals

    def run(self) -> None:
        try:
            result = self._work(self._report)
        except Cancelled:
            self._cancelled.emit()
        except Exception as error:  # noqa: BLE001 - one of the three places: it travels to `failed`
            self._failed.emit(error)
        else:
            self._succeeded.emit(result)
        self._settled.emit()


class Workshop:
    """One child process that is started when first needed and kept for the next job."""

    def __init__(self) -> None:
        self._lock = Lock()  # one job at a time: they share the progress queue
        self._processes: ProcessPoolExecutor | None = None
        self._progress: Queue[tuple[int, int]] | None = None
        self._stop: Event | None = None

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


_tools: list[Any] = []  # of the child process: its progress queue and its stop event


def _take_tools(progress: Queue[tuple[int, int]], stop: Event) -> None:
    _tools[:] = [progress, stop]


def _do_in_child(function: Callable[..., Result], arguments: tuple[object, ...]) -> Result:
    return function(_report_from_child, *arguments)


def _report_from_child(done: int, total: int) -> None:
    progress, stop = _tools
    if stop.is_set():
        raise Cancelled
    progress.put((done, total))


def _nothing(_result: object) -> None:
    pass


def _raise(error: Exception) -> None:
    raise error

"""Work beside the screen."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.tasks import ImmediateTasks, Report, Tasks


@pytest.fixture
def pool(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    assert made.finish()
    qtbot.waitUntil(lambda: not made.busy)


def square_slowly(report: Report, number: int) -> int:
    """Runs in the child process."""
    report(1, 2)
    return number * number


def never_ends(report: Report) -> None:
    """Runs in the child process until it is cancelled."""
    while True:
        report(0, 0)


def test_work_runs_elsewhere_and_its_result_arrives_here(pool: Tasks, qtbot: QtBot) -> None:
    seen: list[threading.Thread] = []
    results: list[threading.Thread] = []
    pool.run(
        lambda _report: seen.append(threading.current_thread()),
        done=lambda _: results.append(threading.current_thread()),
    )

    qtbot.waitUntil(lambda: bool(results))
    assert seen != [threading.main_thread()]
    assert results == [threading.main_thread()]


def test_an_error_arrives_as_a_value(pool: Tasks, qtbot: QtBot) -> None:
    errors: list[Exception] = []

    def fail(_report: Report) -> None:
        raise OSError("no stick")

    pool.run(fail, failed=errors.append)

    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], OSError)


def test_progress_arrives_in_order(pool: Tasks, qtbot: QtBot) -> None:
    seen: list[tuple[int, int]] = []

    def work(report: Report) -> None:
        for done in range(3):
            report(done, 3)

    task = pool.run(work, progress=lambda done, total: seen.append((done, total)))
    with qtbot.waitSignal(task.settled):
        pass

    assert seen == [(0, 3), (1, 3), (2, 3)]


def test_cancelled_work_stops_and_gives_no_result(pool: Tasks, qtbot: QtBot) -> None:
    outcomes: list[str] = []

    def work(report: Report) -> None:
        while True:
            report(0, 0)

    task = pool.run(work, done=lambda _: outcomes.append("done"))
    task.cancelled.connect(lambda: outcomes.append("cancelled"))
    with qtbot.waitSignal(task.settled):
        task.cancel()

    assert outcomes == ["cancelled"]


def test_heavy_work_runs_in_a_child_process_and_can_be_cancelled(pool: Tasks, qtbot: QtBot) -> None:
    results: list[int] = []
    pool.run_apart(square_slowly, 7, done=results.append)
    qtbot.waitUntil(lambda: results == [49], timeout=15_000)

    endless = pool.run_apart(never_ends)
    with qtbot.waitSignal(endless.cancelled, timeout=15_000):
        endless.cancel()


def test_immediate_tasks_are_done_on_return(qtbot: QtBot) -> None:
    results: list[int] = []
    ImmediateTasks().run_apart(square_slowly, 3, done=results.append)

    assert results == [9]

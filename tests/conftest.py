"""What holds for every test: no screen, no network, and nothing left behind.

A test that means to log warnings says so with `@pytest.mark.expect_logs`.
"""

from __future__ import annotations

import os

os.environ.setdefault(
    "QT_QPA_PLATFORM", "offscreen"
)  # before anything imports Qt: without a screen it aborts

import gc
import ipaddress
import logging
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

THREADS_END_WITHIN_S = 2.0
# a busy machine is slow, not wrong: speed is measured by `bench`
hypothesis_settings.register_profile(
    "ruhu", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
hypothesis_settings.load_profile("ruhu")


class NetworkRefused(AssertionError):
    """A test reached for a machine other than this one."""


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """Refuse connections and name look-ups beyond this machine."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_beyond_loopback(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_beyond_loopback(address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_beyond_loopback((host,))
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


def _refuse_beyond_loopback(address: Any) -> None:
    """Raise NetworkRefused unless the address is a file or of this machine."""
    if not isinstance(address, tuple) or address[0] in {None, "", b"", "localhost", b"localhost"}:
        return
    host = address[0].decode() if isinstance(address[0], bytes) else str(address[0])
    try:
        is_here = ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        is_here = host == socket.gethostname()
    if not is_here:
        message = f"a test tried to reach {host}"
        raise NetworkRefused(message)


class _Warnings(logging.Handler):
    """Collects log records of WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_unexpected_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test during which a warning or an error was logged that it did not announce."""
    if request.node.get_closest_marker("expect_logs"):
        yield
        return
    handler = _Warnings()
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    root.removeHandler(handler)
    if handler.lines:
        pytest.fail("logged without @pytest.mark.expect_logs:\n" + "\n".join(handler.lines), pytrace=False)


@pytest.fixture(autouse=True)
def no_leftover_threads() -> Iterator[None]:
    """Fail a test that leaves a thread running; it has two seconds to end."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + THREADS_END_WITHIN_S
    for thread in _new_threads(before):
        thread.join(max(0.0, deadline - time.monotonic()))
    left = _new_threads(before)
    if left:
        pytest.fail(f"threads left running: {', '.join(thread.name for thread in left)}", pytrace=False)


def _new_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """List threads that were started since; threads of Qt that once ran Python are not ours to end."""
    dummies = threading._DummyThread
    return [
        t for t in threading.enumerate() if t not in before and not isinstance(t, dummies) and t.is_alive()
    ]


@pytest.fixture(autouse=True)
def no_leftover_windows() -> Iterator[None]:
    """Fail a test that leaves a window, an application-wide timer or a pool job; free where Qt is unused."""
    before = {_address(window) for window in _windows()}
    yield
    left = [window for window in _windows() if _address(window) not in before]
    if left:  # widgets in a reference cycle have nobody to blame
        del left
        gc.collect()
    names = [type(window).__name__ for window in _windows() if _address(window) not in before]
    names += _busy_parts_of_qt()
    if names:
        pytest.fail(f"left behind in Qt: {', '.join(names)}", pytrace=False)


def _application() -> Any:
    """Return the running QApplication without importing Qt for tests that do not use it."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets else None


def _windows() -> list[QWidget]:
    """List top-level widgets, after those that are to be deleted are deleted."""
    application = _application()
    if application is None:
        return []
    from PySide6.QtCore import QEvent

    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    windows: list[QWidget] = application.topLevelWidgets()
    return windows


def _address(window: QWidget) -> int:
    """Return where the C++ widget lies: its Python face may be made anew each time."""
    import shiboken6

    return int(shiboken6.getCppPointer(window)[0])


def _busy_parts_of_qt() -> list[str]:
    """List active timers of the application and jobs in its thread pool."""
    application = _application()
    if application is None:
        return []
    from PySide6.QtCore import QThreadPool, QTimer

    busy = ["active QTimer" for timer in application.findChildren(QTimer) if timer.isActive()]
    pool = QThreadPool.globalInstance()
    if not pool.waitForDone(int(THREADS_END_WITHIN_S * 1000)):
        busy.append(f"{pool.activeThreadCount()} pool jobs")
    return busy

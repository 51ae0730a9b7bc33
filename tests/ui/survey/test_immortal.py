"""PySide6 6.12.0 under Python 3.11 spends references to None; the program must outlive that."""

from __future__ import annotations

from PySide6.QtCore import QPoint

import ui  # noqa: F401 - importing it is what helps


def test_a_hundred_thousand_calls_that_return_nothing_do_no_harm() -> None:
    point = QPoint()

    for x in range(100_000):
        point.setX(x)

    assert point.x() == 99_999

"""Fields and the survey screen as a person gets them: with the program's fonts and style."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui import theme


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """Dress the application once."""
    theme.dress(qapp)
    return qapp

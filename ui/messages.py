"""One quiet bar that tells the person what happened; routine things never open a dialog."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton, QWidget

from ui import icons, wording
from ui.layout import row
from ui.theme import COLOURS, set_role

NEWS_MS = 8000
"""How long good news stays; warnings and errors stay until they are closed or replaced."""


class Weight(StrEnum):
    """How much a message matters; also its look in the style sheet."""

    NEWS = "news"
    NOTICE = "notice"
    DANGER = "danger"


SIGNS = {Weight.NEWS: "info", Weight.NOTICE: "warning", Weight.DANGER: "error"}
INKS = {Weight.NEWS: COLOURS.news, Weight.NOTICE: COLOURS.notice, Weight.DANGER: COLOURS.danger}


class Messages(QFrame):
    """The message bar: shows the latest message, with at most one thing to do about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weight = Weight.NEWS
        self._sign = QLabel()
        self._text = QLabel(wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._action = QPushButton()
        self._do: Callable[[], object] | None = None
        self._action.clicked.connect(self._take_action)
        self._close = QToolButton()
        self._close.setToolTip(self.tr("关闭"))
        self._close.setAccessibleName(self.tr("关闭消息"))
        self._close.setIcon(icons.icon("close", COLOURS.ink))
        self._close.clicked.connect(self.clear)
        self._timer = QTimer(self, singleShot=True, interval=NEWS_MS)
        self._timer.timeout.connect(self.clear)
        content = row(self._sign, self._text, self._action, self._close, margins=(14, 6, 8, 6))
        content.setStretch(1, 1)
        self.setLayout(content)
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says now, "" when it says nothing."""
        return self._text.text() if not self.isHidden() else ""

    def info(self, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Tell that something went well; it goes away by itself."""
        self._tell(Weight.NEWS, text, action, do)

    def warning(self, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Tell that something needs attention."""
        self._tell(Weight.NOTICE, text, action, do)

    def error(self, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Tell that something did not work: what happened, what was kept, what to do."""
        self._tell(Weight.DANGER, text, action, do)

    def fault(self, error: Exception) -> None:
        """Tell about an error of the world in words.

        Raises:
            Exception: The error itself, if it is none of the known ones: it is a bug then.
        """
        if not wording.is_known(error):
            raise error
        self.error(wording.sentence(error))

    def leave_behind(self) -> None:
        """Say no more what was only news, now that the person goes on to something else."""
        if self.weight is Weight.NEWS:
            self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self._timer.stop()
        self.hide()

    def _tell(self, weight: Weight, text: str, action: str, do: Callable[[], object] | None) -> None:
        self.weight = weight
        set_role(self, f"message-{weight}")
        self._sign.setPixmap(icons.picture(SIGNS[weight], INKS[weight], 22))
        self._text.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._do = do
        self._timer.stop()
        if weight is Weight.NEWS and not action:
            self._timer.start()
        self.show()

    def _take_action(self) -> None:
        do, self._do = self._do, None
        self.clear()
        if do is not None:
            do()

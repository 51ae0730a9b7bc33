"""The small pieces every screen is made of: headings, buttons, badges, empty states."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QProgressBar, QPushButton, QSizePolicy, QWidget

from ui import icons
from ui.layout import STRETCH, column, row
from ui.tasks import Task
from ui.theme import COLOURS, TOUCH_PX, set_role

ICON_PX = 20


def heading(text: str) -> QLabel:
    """Make the title of a screen."""
    return label(text, "heading")


def label(text: str, role: str = "body", *, wrap: bool = False) -> QLabel:
    """Make a text with a look of the style sheet; what it shows is plain text, never markup."""
    made = QLabel(text, wordWrap=wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    return made


def badge(text: str, role: str) -> QLabel:
    """Make a small coloured word; role is `good`, `notice`, `danger`, `news` or `quiet`."""
    made = label(text, f"badge-{role}")
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return made


def show_badge(made: QLabel, text: str, role: str) -> None:
    """Change word and colour of a badge."""
    made.setText(text)
    set_role(made, f"badge-{role}")


def button(
    text: str,
    slot: Callable[[], object] | None = None,
    *,
    role: str = "plain",
    sign: str = "",
    tip: str = "",
) -> QPushButton:
    """Make a button; role is `primary`, `plain`, `quiet` or `danger`, sign the name of an icon."""
    made = QPushButton(text)
    made.setProperty("role", role)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setMinimumHeight(TOUCH_PX)
    made.setAutoDefault(False)
    if sign:
        colour = COLOURS.on_accent if role in {"primary", "danger"} else COLOURS.accent
        made.setIcon(icons.icon(sign, colour))
        made.setIconSize(QSize(ICON_PX, ICON_PX))
    if tip:
        made.setToolTip(tip)
    if slot is not None:
        made.clicked.connect(lambda *_checked: slot())
    return made


def shortcut(parent: QWidget, keys: str, slot: Callable[[], object]) -> QShortcut:
    """Let keys such as `Ctrl+F` do something while the focus is on a screen or inside it."""
    made = QShortcut(QKeySequence(keys), parent)
    made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.activated.connect(lambda *_nothing: slot())
    return made


def line_edit(placeholder: str = "", *, secret: bool = False) -> QLineEdit:
    """Make a text field; secret ones show dots and take no input method."""
    made = QLineEdit(placeholderText=placeholder)
    made.setMinimumHeight(TOUCH_PX)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
        made.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
    return made


def rule() -> QFrame:
    """Make a thin line between two things."""
    line = QFrame(frameShape=QFrame.Shape.HLine)
    line.setProperty("role", "rule")
    line.setFixedHeight(1)
    return line


class EmptyState(QWidget):
    """Says why there is nothing here and what can be done about it."""

    def __init__(self, sign: str, title: str, text: str, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
        picture, words = QLabel(), label(title, "empty-title")
        picture.setPixmap(icons.picture(sign, COLOURS.line, 96))
        self._why = label(text, "muted", wrap=True)
        for one in (picture, words, self._why):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        actions = row(STRETCH, *buttons, STRETCH)
        self.setLayout(
            column(STRETCH, picture, words, self._why, 4, actions, STRETCH, margins=(24, 24, 24, 24))
        )

    def tell(self, why: str) -> None:
        """Give another reason."""
        self._why.setText(why)


def empty_state(sign: str, title: str, text: str, *buttons: QPushButton) -> EmptyState:
    """Make an empty state with what can be done about it."""
    return EmptyState(sign, title, text, buttons)


class Working(QFrame):
    """A progress bar with a cancel button for one task; hidden while nothing runs."""

    def __init__(self) -> None:
        super().__init__()
        self._task: Task | None = None
        self._what = label("")
        self._bar = QProgressBar(textVisible=False)
        self._cancel = button(self.tr("取消"), self._stop, role="quiet")
        self.setLayout(row(self._what, self._bar, self._cancel))
        self.hide()

    def follow(self, task: Task, what: str) -> None:
        """Show how a task gets on until it settles."""
        self._task = task
        self._what.setText(what)
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        task.progressed.connect(self._advance)
        task.settled.connect(self._end)
        self.show()

    def _advance(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        if self._task is not None:
            self._task.cancel()

    def _end(self) -> None:
        self._task = None
        self.hide()

"""The line at the foot of the window: what waits to be sent, when the last round was. Never an alarm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from ui import icons
from ui.layout import STRETCH, row
from ui.parts import label
from ui.theme import COLOURS


@dataclass(frozen=True, slots=True)
class SyncState:
    """What the quiet line tells.

    Attributes:
        waiting: Households with sealed changes that have no receipt.
        last_round: When the last round ended well, this laptop's clock; None if never.
        offline: Whether the last try met no network.
        enrolled: Whether this laptop knows its centre.
        others: Sealed changes without a receipt, those of households included; told where no household waits.
        refused: Why the centre did not take some changes, a code each; they stay here until a person decides.
    """

    waiting: int = 0
    last_round: datetime | None = None
    offline: bool = False
    enrolled: bool = False
    refused: tuple[str, ...] = ()
    others: int = 0


def sentence(state: SyncState, *, today: date) -> str:
    """Say it in one line, such as `12 户待上传，上次同步 09:40`."""
    parts = [_waiting(state), _last(state, today)]
    if state.refused:
        refused = QCoreApplication.translate("QuietLine", "{count} 条修改中心没有采用")
        parts.append(refused.format(count=len(state.refused)))
    if state.offline:
        parts.append(QCoreApplication.translate("QuietLine", "离线，不影响入户"))
    return QCoreApplication.translate("QuietLine", "，").join(part for part in parts if part)


def _waiting(state: SyncState) -> str:
    if state.waiting:
        return QCoreApplication.translate("QuietLine", "{count} 户待上传").format(count=state.waiting)
    if state.others:  # such as a questionnaire that was published here
        return QCoreApplication.translate("QuietLine", "{count} 条内容待上传").format(count=state.others)
    return QCoreApplication.translate("QuietLine", "没有待上传的内容")


def _last(state: SyncState, today: date) -> str:
    if state.last_round is None:
        return (
            QCoreApplication.translate("QuietLine", "还没有同步过")
            if state.enrolled
            else QCoreApplication.translate("QuietLine", "本机尚未登记到中心")
        )
    style = "%H:%M" if state.last_round.date() == today else "%Y-%m-%d %H:%M"
    return QCoreApplication.translate("QuietLine", "上次同步 {time}").format(
        time=state.last_round.strftime(style)
    )


class QuietLine(QFrame):
    """Shows the state of synchronisation and who works here."""

    def __init__(self, person: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "quiet-line")
        self._sign, self._text = QLabel(), label("")
        who = QLabel()
        who.setPixmap(icons.picture("user", COLOURS.muted, 16))
        self.setLayout(
            row(self._sign, self._text, STRETCH, who, label(person), spacing=8, margins=(16, 6, 16, 6))
        )
        self.present(SyncState(), today=date.min)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def present(self, state: SyncState, *, today: date) -> None:
        """Show another state."""
        name = "cloud" if not state.offline else "laptop"
        self._sign.setPixmap(icons.picture(name, COLOURS.muted, 18))
        self._text.setText(sentence(state, today=today))

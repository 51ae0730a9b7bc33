"""扫码: is this card genuine? Checked here without a network; a genuine one opens its household."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QLineEdit, QWidget

from storage import Store, cards
from ui import icons
from ui.dossier import short_number
from ui.layout import STRETCH, centred, column, holder, row
from ui.messages import Messages
from ui.parts import button, heading, label, shortcut
from ui.scanning import CodeNotFound, Finding, check, code_in_picture
from ui.screens.dialogs import RevokeCard
from ui.tasks import Report, Tasks
from ui.theme import COLOURS, TOUCH_PX, set_role

WIDTH_PX = 760
SIGN_PX = 64


class Scan(QWidget):
    """Takes a code by paste, by a wedge scanner (text + Enter) or from a picture file.

    Emits `household_wanted(household_id)` when the person opens the household of a genuine card, and
    `changed()` when a card was revoked.
    """

    household_wanted = Signal(str)
    changed = Signal()

    def __init__(self, store: Store, tasks: Tasks, messages: Messages) -> None:
        super().__init__()
        self._store, self._tasks, self._messages = store, tasks, messages
        self._text = ""
        self.code = QLineEdit()
        self.code.setPlaceholderText(self.tr("用扫码枪扫户卡，或把二维码文字粘贴到这里，按 Enter"))
        self.code.setMinimumHeight(TOUCH_PX + 8)
        self.code.setProperty("role", "search")
        self.code.setMaxLength(2000)
        self.code.returnPressed.connect(self._check)
        self.verdict = VerdictPanel()
        self.verdict.opened.connect(self.household_wanted)
        self.verdict.revoke_pressed.connect(self.revoke_card)
        picture = button(self.tr("选图片…(&I)"), self.choose_picture, sign="picture")
        shortcut(self, "Ctrl+O", self.choose_picture)
        words = self.tr("不需要网络。真卡可打开这一户；伪造或作废的卡不能打开。")
        line = row(self.code, picture)
        content = column(label(words, "muted"), line, 8, self.verdict, STRETCH)
        body = row(STRETCH, centred(holder(content), width=WIDTH_PX), STRETCH)
        body.setStretch(1, 1000)
        self.setLayout(column(heading(self.tr("扫码")), body, STRETCH, margins=(20, 16, 20, 16)))

    def arrive(self) -> None:
        """Be ready for the scanner."""
        self.verdict.present(None)
        self.code.clear()
        self.code.setFocus()

    def choose_picture(self) -> None:
        """Read the code from a picture file."""
        filters = self.tr("图片 (*.png *.jpg *.jpeg *.bmp *.webp *.tif *.tiff)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("选择有二维码的图片"), "", filters)
        if name:
            self.read_picture(Path(name))

    def read_picture(self, file: Path) -> None:
        """Find the code in a picture and check it."""
        self._tasks.run(lambda _report: code_in_picture(file), done=self._take, failed=self._complain)

    def revoke_card(self, finding: Finding) -> None:
        """作废 the card that was scanned, with a reason; then it is checked again."""
        household = self._store.get("household", finding.household_id)
        head = household.get("head_name") if household is not None else ""
        number = short_number(finding.card_no)
        dialog = RevokeCard(number, head, lambda reason: self._revoke(finding.card_no, reason), self)
        dialog.open()

    def _revoke(self, card_no: str, reason: str) -> None:
        cards.revoke(self._store, card_no, reason)
        self.changed.emit()
        self._take(self._text)

    def _check(self) -> None:
        text = self.code.text()
        if text.strip():
            self._take(text)

    def _take(self, text: str) -> None:
        self._text = text

        def work(_report: Report) -> Finding:
            return check(self._store, text)

        self._tasks.run(work, done=self._show, failed=self._complain)

    def _show(self, finding: Finding) -> None:
        self.verdict.present(finding)
        self.code.clear()  # ready for the next card
        if finding.household_id:
            self.verdict.open.setFocus()
        else:
            self.code.setFocus()

    def _complain(self, error: Exception) -> None:
        if isinstance(error, CodeNotFound):
            self.verdict.present(None)
            self._messages.warning(self.tr("图片里没有找到二维码。请拍正、拍清楚，或改用扫码枪。"))
        else:
            self._messages.fault(error)


class VerdictPanel(QFrame):
    """The answer in one big word, the reason below it.

    Emits `opened(household_id)` and `revoke_pressed(finding)`.
    """

    opened = Signal(str)
    revoke_pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._finding: Finding | None = None
        self.setMinimumHeight(300)
        self._sign = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._word, self._reason = label(""), label("", wrap=True)
        self._facts = label("", "muted", wrap=True)
        for one in (self._word, self._reason, self._facts):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.open = button(self.tr("打开这一户(&K)"), self._open, role="primary", sign="home")
        self.revoke = button(self.tr("作废此卡…(&Z)"), self._press_revoke)
        self.setLayout(
            column(
                STRETCH,
                self._sign,
                self._word,
                self._reason,
                self._facts,
                row(STRETCH, self.open, self.revoke, STRETCH),
                STRETCH,
                spacing=10,
                margins=(28, 20, 28, 20),
            )
        )
        self.present(None)

    @property
    def text(self) -> str:
        """Word and reason as they stand."""
        return f"{self._word.text()} {self._reason.text()}".strip()

    def present(self, finding: Finding | None) -> None:
        """Show what a check found, or that nothing was scanned yet."""
        self._finding = finding
        shown = finding or Finding("quiet", "scan", self.tr("等待扫码"), self.tr("扫到的结果会显示在这里"))
        ink = {"good": COLOURS.good, "danger": COLOURS.danger, "notice": COLOURS.notice}.get(
            shown.role, COLOURS.line
        )
        set_role(self, f"verdict-{shown.role}")
        set_role(self._word, f"word-{shown.role}")
        self._sign.setPixmap(icons.picture(shown.sign, ink, SIGN_PX))
        self._word.setText(shown.word)
        self._reason.setText(shown.reason)
        self._facts.setText(shown.facts)
        self._facts.setVisible(bool(shown.facts))
        self.open.setVisible(bool(shown.household_id))
        self.revoke.setVisible(bool(shown.card_no))

    def _open(self) -> None:
        if self._finding is not None and self._finding.household_id:
            self.opened.emit(self._finding.household_id)

    def _press_revoke(self) -> None:
        if self._finding is not None and self._finding.card_no:
            self.revoke_pressed.emit(self._finding)

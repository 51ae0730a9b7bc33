"""The versions of all questionnaires on this laptop, newest first, with what can be done with each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from storage.publishing import Offered
from ui.layout import STRETCH, column, empty, holder, panel, row, scrolled
from ui.parts import badge, button, label


class QuestionnaireList(QWidget):
    """Shows versions; its signals carry the `Offered` concerned.

    Signals:
        taken: To be used for new visits from now on.
        upgrade_wanted: Open visits are to go on with a newer version.
    """

    taken = Signal(object)
    preview_wanted = Signal(object)
    differences_wanted = Signal(object)
    upgrade_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._panels = QVBoxLayout()
        self._panels.setContentsMargins(0, 0, 8, 0)
        self._panels.setSpacing(14)
        self._open = label("", wrap=True)
        self.upgrade_button = button(
            self.tr("升级进行中的入户(&U)…"), self.upgrade_wanted.emit, sign="refresh"
        )
        line = row(self._open, self.upgrade_button)
        line.setStretch(0, 1)
        self._upgrades = panel(line)
        whole = column(self._upgrades, scrolled(holder(self._panels)), spacing=14)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def present(self, offered: Sequence[Offered], open_visits: int) -> None:
        """Show versions by questionnaire, those with news first; tell how many open visits may go on."""
        self._open.setText(
            self.tr("有 {count} 户入户还没完成，用的是旧版问卷，可以升级到在用的新版。").format(
                count=open_visits
            )
        )
        self._upgrades.setVisible(open_visits > 0)
        empty(self._panels)
        news = {one.name for one in offered if one.announced}
        by_name = sorted(offered, key=lambda one: (one.name not in news, one.name))
        for _name, versions in groupby(by_name, key=lambda one: one.name):
            self._panels.addWidget(self._panel(list(versions)))
        self._panels.addStretch(1)

    def _panel(self, versions: list[Offered]) -> QFrame:
        first = next((one for one in versions if one.in_use), versions[0])
        title = row(label(first.title or first.name, "section"), label(first.name, "muted"), STRETCH)
        used = any(one.in_use for one in versions)
        lines = (self._line(one, comparable=used) for one in versions)
        return panel(column(title, *lines, spacing=6))

    def _line(self, one: Offered, *, comparable: bool) -> QWidget:
        words = [self.tr("版本 {version}").format(version=one.version)]
        if one.published_at:
            words.append(self.tr("{day} 由{by}公布").format(day=one.published_at[:10], by=one.by or "县里"))
        else:
            words.append(self.tr("随程序"))
        state = self._state(one)
        name = label(" · ".join(words))
        notes = [label(words, role, wrap=True) for words, role in self._notes(one) if words]
        told = holder(column(name, *notes, spacing=0))
        buttons = [] if one.fault else [self._quiet(self.tr("预览"), self.preview_wanted, one)]
        if not one.in_use and not one.fault:
            differences = self._quiet(self.tr("看变化"), self.differences_wanted, one)
            take = button(self.tr("采用这一版"), lambda: self.taken.emit(one))
            take.setAccessibleName(
                self.tr("采用“{title}”版本 {version}").format(title=one.title, version=one.version)
            )
            buttons += [differences, take] if comparable else [take]
        line = row(state, told, *buttons)
        line.setStretch(1, 1)
        return holder(line)

    def _notes(self, one: Offered) -> tuple[tuple[str, str], ...]:
        return (one.note, "muted"), (one.fault, "wrong")

    def _quiet(self, text: str, wish: SignalInstance, one: Offered) -> QPushButton:
        return button(text, lambda: wish.emit(one), role="quiet")

    def _state(self, one: Offered) -> QWidget:
        if one.in_use:
            return badge(self.tr("在用"), "good")
        if one.fault:
            return badge(self.tr("不能用"), "danger")
        if one.announced:
            return badge(self.tr("新版"), "news")
        return badge(self.tr("备用"), "quiet")

"""The pane beside the list: one household with members, attempts and history, secrets masked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from ui import states
from ui.layout import STRETCH, caption, column, empty, grid, holder, panel, row, scrolled
from ui.parts import badge, button, empty_state, label, rule, show_badge

WIDTH_PX = 372


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member as shown: words, not codes; the ID masked."""

    name: str
    relation: str
    about: str
    id_masked: str
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that happened to a household."""

    when: str
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class CardLine:
    """A household card: 有效, 样卡 or 已作废; only a revoked one has a reason and cannot be revoked."""

    card_no: str
    number: str
    issued_on: str
    word: str
    role: str
    reason: str = ""
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that the pane shows."""

    household_id: str
    head_name: str
    state: str
    facts: Sequence[tuple[str, str]]
    members: Sequence[MemberLine]
    attempts: Sequence[EventLine]
    history: Sequence[EventLine]
    cards: Sequence[CardLine] = ()
    conflicts: int = 0


class HouseholdDetails(QFrame):
    """Shows a dossier; its buttons emit what is wanted, `revoke_pressed(card_no)` for one of its cards."""

    survey_pressed = Signal()
    attempt_pressed = Signal()
    print_pressed = Signal()
    revoke_pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH_PX)
        self._name, self._state = label("", "title"), badge("", "quiet")
        self._body = column(spacing=8, margins=(0, 0, 10, 0))
        self.survey = button(self.tr("入户调查 F2"), self.survey_pressed.emit, role="primary", sign="survey")
        self.attempt = button(self.tr("无人/拒访"), self.attempt_pressed.emit, sign="absent")
        self.print = button(self.tr("打印"), self.print_pressed.emit, sign="printer")
        content = column(
            row(self._name, self._state, STRETCH),
            scrolled(holder(self._body)),
            self.survey,
            row(self.attempt, self.print, spacing=8),
            spacing=10,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nobody())
        self._stack.addWidget(panel(content))
        self.setLayout(column(self._stack))

    def present(self, dossier: Dossier | None) -> None:
        """Show a household, or that none is chosen."""
        self._stack.setCurrentIndex(0 if dossier is None else 1)
        if dossier is None:
            return
        self._name.setText(dossier.head_name)
        show_badge(self._state, states.word(dossier.state), states.look(dossier.state).role)
        empty(self._body)
        for widget in self._sections(dossier):
            self._body.addWidget(widget)
        self._body.addStretch(1)

    def _sections(self, dossier: Dossier) -> Iterable[QWidget]:
        if dossier.conflicts:
            text = self.tr(
                "有 {count} 项两边填得不一样，两个值都留着。请在一台电脑上撤回完成，核对后重新完成"
            ).format(count=dossier.conflicts)
            yield badge(text, "notice")
        yield facts_grid(dossier.facts)
        yield rule()
        yield label(self.tr("家庭成员（{count}）").format(count=len(dossier.members)), "section")
        yield from self._members(dossier.members)
        if dossier.cards:
            yield rule()
            yield label(self.tr("户卡"), "section")
            yield from (self._card(line) for line in dossier.cards)
        if dossier.attempts:
            yield rule()
            yield label(self.tr("未访到记录"), "section")
            yield from (event(line) for line in dossier.attempts)
        yield rule()
        yield label(self.tr("历史"), "section")
        if not dossier.history:
            yield label(self.tr("还没有封存的修改"), "small")
        yield from (event(line) for line in dossier.history)

    def _members(self, members: Sequence[MemberLine]) -> Iterable[QWidget]:
        if not members:
            yield label(self.tr("还没有登记成员，入户时填写"), "small")
        for one in members:
            left = (badge(self.tr("已迁出"), "quiet"),) if one.has_left else ()
            top = row(label(one.name, "strong"), label(one.relation, "muted"), *left, STRETCH, spacing=8)
            lines = [top, row(label(one.about, "small"), STRETCH)]
            if one.id_masked:
                lines.append(row(label(one.id_masked, "small"), STRETCH))
            yield holder(column(*lines, spacing=0))

    def _card(self, line: CardLine) -> QWidget:
        top = row(label(line.number, "strong"), STRETCH, badge(line.word, line.role))
        day = label(self.tr("{day} 发卡").format(day=line.issued_on), "small")
        if line.is_revoked:
            why = label(self.tr("作废原因：{why}").format(why=line.reason), "small", wrap=True)
            return holder(column(top, day, why, spacing=0))
        revoke = button(self.tr("作废此卡…"), lambda: self.revoke_pressed.emit(line.card_no), role="quiet")
        revoke.setAccessibleName(self.tr("作废卡 {number}").format(number=line.number))
        return holder(column(top, row(day, STRETCH, revoke), spacing=0))

    def _nobody(self) -> QWidget:
        text = self.tr("在左边选一户，这里显示成员、走访和历史。\n上下键选择，F2 开始入户调查。")
        return panel(column(empty_state("people", self.tr("没有选中农户"), text)))


def facts_grid(facts: Sequence[tuple[str, str]]) -> QWidget:
    """Lay out captions and values in two columns."""
    rows = [(caption(name), label(value or "—", wrap=True)) for name, value in facts]
    made = grid(rows, spacing=6, stretch=(0, 1))
    made.setHorizontalSpacing(14)
    return holder(made)


def event(line: EventLine) -> QWidget:
    """Show one event: when and who on one line, what below."""
    top = row(label(line.when, "small"), label(line.who, "small"), STRETCH, spacing=10)
    return holder(column(top, label(line.what, wrap=True), spacing=0))

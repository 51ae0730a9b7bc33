"""What is wrong with a questionnaire, what is odd, what changed since the version in use; publishing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.layout import STRETCH, column, empty, holder, panel, row, scrolled
from ui.parts import badge, button, label, line_edit, shortcut
from ui.reviewing import Reviewed, Told
from ui.screens.dialogs import FormDialog


class ReviewPage(QWidget):
    """Shows one review.

    Signals:
        again_wanted: The file was mended and is to be looked through once more.
        preview_wanted: What was found is to be tried out.
    """

    again_wanted = Signal()
    preview_wanted = Signal()
    publish_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.found: Reviewed | None = None
        self._title, self._facts = label("", "title"), label("", "muted", wrap=True)
        self._verdict = QVBoxLayout()
        self._lists = QVBoxLayout()
        self._lists.setContentsMargins(0, 0, 8, 0)
        self._lists.setSpacing(14)
        self.again_button = button(self.tr("改好后重新检查(F5)"), self.again_wanted.emit, sign="refresh")
        self.preview_button = button(self.tr("预览(&V)"), self.preview_wanted.emit, sign="survey")
        self.publish_button = button(
            self.tr("公布这一版(&P)…"), self.publish_wanted.emit, role="primary", sign="megaphone"
        )
        shortcut(self, "F5", self.again_wanted.emit)
        head = row(holder(column(self._title, self._facts, spacing=2)), self._verdict)
        head.setStretch(0, 1)
        foot = row(self.again_button, STRETCH, self.preview_button, self.publish_button)
        whole = column(panel(head), scrolled(holder(self._lists)), foot, spacing=14)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def present(self, found: Reviewed) -> None:
        """Show what was found."""
        self.found = found
        self._title.setText(found.title if found.xform else found.source)
        self._facts.setText(self._described(found))
        empty(self._verdict)
        self._verdict.addWidget(self._badge(found))
        empty(self._lists)
        for part in self._parts(found):
            self._lists.addWidget(part)
        self._lists.addStretch(1)
        self.preview_button.setEnabled(bool(found.xform))
        self.publish_button.setEnabled(bool(found.xform))

    def _described(self, found: Reviewed) -> str:
        if not found.xform:
            return self.tr("改好、存盘，再按 F5，不用重新选择文件。")
        words = self.tr("文件 {source} · 表单 {name} · 版本 {version} · {count} 题")
        return words.format(
            source=found.source, name=found.name, version=found.version or "—", count=found.questions
        )

    def _badge(self, found: Reviewed) -> QWidget:
        if found.faults:
            return badge(self.tr("有 {count} 处错误，不能公布").format(count=len(found.faults)), "danger")
        if found.warnings:
            return badge(self.tr("可以公布，有 {count} 处提醒").format(count=len(found.warnings)), "notice")
        return badge(self.tr("没有错误，可以公布"), "good")

    def _parts(self, found: Reviewed) -> Iterable[QFrame]:
        if found.faults:
            yield self._told(self.tr("错误：改好才能用"), found.faults, "danger")
        if found.warnings:
            yield self._told(self.tr("提醒：可以用，建议看一看"), found.warnings, "notice")
        if found.left_out:
            yield _panel(self.tr("还有 {count} 处没有列出，先改上面的。").format(count=found.left_out), [])
        if found.xform:
            yield self._changes(found)

    def _told(self, title: str, told: Iterable[Told], role: str) -> QFrame:
        lines = []
        for one in told:
            place = badge(one.place or "—", role)
            place.setMinimumWidth(130)
            lines.append(holder(_line(place, one.sentence)))
        return _panel(title, lines)

    def _changes(self, found: Reviewed) -> QFrame:
        if not found.against:
            return _panel(self.tr("这是一份新的问卷，本机没有同名的在用版。"), [])
        title = self.tr("与在用版 {version} 相比").format(version=found.against)
        if not found.differences:
            return _panel(title, [label(self.tr("题目、选项和规则都没有变化。"), "muted")])
        return _panel(title, [label(f"· {line}", wrap=True) for line in found.differences])


class PublishDialog(FormDialog):
    """公布: calls `publish(note)`, which may raise a known fault."""

    def __init__(
        self, found: Reviewed, publish: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        words = self.tr(
            "“{title}”版本 {version}，{count} 题。公布后版本内容不能再改；各台电脑同步或导入 U 盘后会得到它，"
            "由调查员在两次入户之间采用。已经开始的入户不受影响。"
        )
        self._entitle(
            self.tr("公布问卷"),
            words.format(title=found.title, version=found.version, count=found.questions),
        )
        self._publish = publish
        self.note = line_edit(self.tr("如：住房一节加了饮水安全两题"))
        self.save.setText(self.tr("公布(&S)"))
        self._lay_out((self.tr("改了什么(&N)"), self.note))
        self.note.setFocus()

    def _commit(self) -> None:
        note = self.note.text().strip()
        if note:
            self._keep(lambda: self._publish(note))
        else:
            self.complain(self.tr("请写一句改了什么，调查员会看到。"), self.note)


def _line(place: QWidget, sentence: str) -> QVBoxLayout:
    words = label(sentence, wrap=True)
    line = row(place, words)
    line.setStretch(1, 1)
    return column(line)


def _panel(title: str, lines: Iterable[QWidget]) -> QFrame:
    return panel(column(label(title, "section"), *lines, spacing=8))

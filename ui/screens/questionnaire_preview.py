"""A questionnaire to be tried out as it will be asked; nothing that is typed is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final
from uuid import uuid4

from PySide6.QtWidgets import QDialog, QWidget

from forms import Changes, Interview, Questionnaire, external
from ui.fields.look import field_sheet
from ui.fields.supply import Supply
from ui.layout import STRETCH, column, row
from ui.parts import badge, button, label, shortcut
from ui.survey.languages import Languages
from ui.survey.pager import Pager
from ui.survey.source import Source

WIDTH_PX, HEIGHT_PX = 1180, 760
REMARK = "remark["
MOST_DIGITS: Final = 9
"""Steps that Ctrl and a digit lead to."""


class Preview(QDialog):
    """A working form: conditions, calculations and rules as in a visit, with an empty register."""

    def __init__(
        self,
        form: Questionnaire,
        files: Mapping[str, bytes],
        settings: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._form, self._files, self._settings = form, files, settings
        self.pager, self.languages = Pager(), Languages()
        self._language = ""
        self._problems = label("", "muted", wrap=True)
        self.setWindowTitle(self.tr("预览：{title}").format(title=form.title))
        self.setStyleSheet(field_sheet())
        self.resize(WIDTH_PX, HEIGHT_PX)
        head = row(
            badge(self.tr("预览，填写不保存"), "notice"), label(form.title, "title"), self._problems, STRETCH,
            self.languages, button(self.tr("重新开始"), self.begin, sign="refresh"),
            button(self.tr("关闭"), self.reject), margins=(16, 10, 16, 4),
        )  # fmt: skip
        self._connect()
        whole = column(head, self.pager.step_bar, self.pager, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.begin()

    def begin(self) -> None:
        """Begin with an empty form."""
        now = datetime.now().astimezone()
        settings = [{"name": name, "value": value} for name, value in self._settings.items()]
        outside = {**dict.fromkeys(self._form.external, ()), "settings": settings}
        self.interview = Interview(
            self._form, {}, today=now.date(), new_id=lambda: uuid4().hex, now=lambda: now, first_load=True,
            instances={**outside, **external.instances(self._form, self._files)}, language=self._language,
        )  # fmt: skip
        self.languages.present(self._form.languages, self.interview.language)
        self.pager.open(Source(self.interview, supply=Supply(files=self._files.get)))
        self._count()

    def _speak(self, language: str) -> None:
        self._language = language
        self.pager.settle()
        self.interview.speak(language)
        self.pager.redraw()

    def _answer(self, key: str, value: str) -> None:
        if key.startswith(REMARK):
            self._show(self.interview.explain(key, value))
        else:
            self._show(self.interview.answer(key, value or None))

    def _show(self, changes: Changes) -> None:
        self.pager.update_from(changes)
        self._count()

    def _count(self) -> None:
        open_ = sum(problem.blocks for problem in self.interview.problems())
        self._problems.setText(self.tr("还有 {count} 处没填或矛盾").format(count=open_) if open_ else "")

    def _connect(self) -> None:
        self.languages.chosen.connect(self._speak)
        self.pager.committed.connect(self._answer)
        self.pager.row_wanted.connect(lambda key: self._show(self.interview.add_row(key)))
        self.pager.row_unwanted.connect(lambda key: self._show(self.interview.remove_row(key)))
        for index in range(MOST_DIGITS):
            shortcut(self, f"Ctrl+{index + 1}", partial(self.pager.go_step, index))

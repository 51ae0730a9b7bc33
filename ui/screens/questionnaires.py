"""设置 → 问卷: which versions there are, a new one from Excel looked through, published, taken into use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from forms import Questionnaire, load
from forms.package import Package
from storage import Store, builtin, publishing, upgrading
from storage.errors import StorageFault
from storage.publishing import Offered
from ui.layout import STRETCH, column, row
from ui.messages import Messages
from ui.parts import Working, button, heading
from ui.reviewing import Reviewed, differences_between, look_through
from ui.screens.questionnaire_list import QuestionnaireList
from ui.screens.questionnaire_preview import Preview
from ui.screens.questionnaire_review import PublishDialog, ReviewPage
from ui.screens.questionnaire_texts import TextsDialog
from ui.screens.questionnaire_upgrade import UpgradeDialog
from ui.tasks import Tasks


class Questionnaires(QWidget):
    """`left()` to go back to the settings; `changed()` when another version is in use."""

    left = Signal()
    changed = Signal()

    def __init__(self, store: Store, tasks: Tasks, messages: Messages) -> None:
        super().__init__()
        self._store, self._tasks, self._messages = store, tasks, messages
        self._offered: tuple[Offered, ...] = ()
        self.source: Path | None = None
        self.list, self.review = QuestionnaireList(), ReviewPage()
        self.working = Working()
        self.choose_button = button(self.tr("选择问卷文件(&O)…"), self.choose, role="primary", sign="file")
        self.back_button = button(self.tr("返回"), self.go_back, sign="left")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.review)
        self._connect()
        head = row(self.back_button, heading(self.tr("问卷")), STRETCH, self.choose_button)
        whole = column(head, self.working, self.stack, spacing=14, margins=(20, 16, 20, 16))
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def arrive(self) -> None:
        """Show the versions there are now."""
        self.stack.setCurrentWidget(self.list)
        self.choose_button.setEnabled(False)  # what is chosen is compared with what is in use
        # a version that has just arrived is opened once, which takes up to a second
        task = self._tasks.run(
            lambda _report: _standing(self._store), done=self._show_list, failed=self._fail,
            settled=lambda: self.choose_button.setEnabled(True),
        )  # fmt: skip
        self.working.follow(task, self.tr("正在读取问卷…"))

    def go_back(self) -> None:
        """From a review to the list, from the list to the settings."""
        if self.stack.currentWidget() is self.review:
            self.arrive()
        else:
            self.left.emit()

    def choose(self) -> None:
        """Ask for a workbook or an XForm and look through it."""
        kinds = self.tr("问卷 (*.xlsx *.xlsm *.xls *.xml);;CSV 问卷 (survey.csv)")
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("选择问卷文件"), "", kinds)
        if chosen:
            self.look_through(Path(chosen))

    def look_through(self, source: Path) -> None:
        """Review a file in the background and show what was found."""
        self.source = source.parent if source.name == "survey.csv" else source
        task = self._tasks.run_apart(
            look_through, str(self.source), self._in_use(), done=self._show_review, failed=self._fail
        )
        self.working.follow(task, self.tr("正在检查 {name}…").format(name=self.source.name))

    def look_again(self) -> None:
        """Review the same file once more, after it was mended."""
        if self.source is not None:
            self.look_through(self.source)

    def publish(self) -> None:
        """Ask what is new about it, and publish."""
        found = self.review.found
        if found is None or not found.xform:
            return
        dialog = PublishDialog(found, self._publish, self)
        dialog.accepted.connect(self._published)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, one: Offered) -> None:
        """Take a version into use for the visits that begin from now on."""
        if not self._try(lambda: publishing.apply_version(self._store, one.name, one.version)):
            return
        self.arrive()
        self.changed.emit()
        words = self.tr("从现在起，新的入户用“{title}”版本 {version}。已经开始的入户不变。")
        if one.name != builtin.main_name(self._store):
            words = self.tr("开始入户时可以选“{title}”，新的入户用版本 {version}。已经开始的不变。")
        self._messages.info(words.format(title=one.title, version=one.version))

    def upgrade_visits(self) -> None:
        """Show the open visits that could go on with a newer version."""
        dialog = UpgradeDialog(self._store, self)
        dialog.upgraded.connect(self._tell_upgraded)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def preview(self, package: Package) -> None:
        """Open a form to be tried out, with its lists and pictures; nothing of it is kept."""
        task = self._tasks.run(
            lambda _report: load(package.xform),
            done=lambda form: self._open_preview(form, package.files),
            failed=self._fail,
        )
        self.working.follow(task, self.tr("正在打开预览…"))

    def _preview_reviewed(self) -> None:
        if self.review.found is not None:
            self.preview(_package(self.review.found))

    def _open_preview(self, form: Questionnaire, files: Mapping[str, bytes]) -> None:
        dialog = Preview(form, files, self._store.settings(), self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _preview_offered(self, one: Offered) -> None:
        kept = self._store.stored_questionnaire(one.name, one.version)
        if kept is not None:
            self.preview(Package(kept.xform, self._store.questionnaire_files(one.name, one.version)))

    def _compare_offered(self, one: Offered) -> None:
        kept, used = self._store.stored_questionnaire(one.name, one.version), self._in_use().get(one.name)
        if kept is None or used is None:
            return
        title = self.tr("“{title}”版本 {version} 与在用版的变化").format(title=one.title, version=one.version)
        task = self._tasks.run_apart(
            differences_between, used, kept.xform,
            done=lambda lines: self._show_lines(title, lines), failed=self._fail,
        )  # fmt: skip
        self.working.follow(task, self.tr("正在比较…"))

    def _show_lines(self, title: str, lines: Sequence[str]) -> None:
        dialog = TextsDialog(title, lines, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _publish(self, note: str) -> None:
        found = self.review.found
        if found is not None:
            publishing.publish(self._store, _package(found), note=note)

    def _published(self) -> None:
        found = self.review.found
        self.arrive()
        self.changed.emit()
        if found is not None:
            words = self.tr("已公布“{title}”版本 {version}，下次同步或导出 U 盘时发给各台电脑。")
            self._messages.info(words.format(title=found.title, version=found.version))

    def _show_review(self, found: Reviewed) -> None:
        self.review.present(found)
        self.stack.setCurrentWidget(self.review)

    def _tell_upgraded(self, count: int) -> None:
        self.arrive()
        self.changed.emit()
        self._messages.info(self.tr("已升级 {count} 户进行中的入户，原来的答案都在。").format(count=count))

    def _show_list(self, standing: tuple[tuple[Offered, ...], int]) -> None:
        self._offered, open_visits = standing
        self.list.present(self._offered, open_visits)

    def _in_use(self) -> dict[str, str]:
        """Return form name → XForm of the versions in use."""
        used = [(one.name, one.version) for one in self._offered if one.in_use]
        kept = (self._store.stored_questionnaire(*one) for one in used)
        return {one.name: one.xform for one in kept if one is not None}

    def _try(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except StorageFault as fault:
            self._messages.fault(fault)
            return False
        return True

    def _fail(self, error: Exception) -> None:
        self._messages.fault(error)

    def _connect(self) -> None:
        self.list.taken.connect(self.take)
        self.list.preview_wanted.connect(self._preview_offered)
        self.list.differences_wanted.connect(self._compare_offered)
        self.list.upgrade_wanted.connect(self.upgrade_visits)
        self.review.again_wanted.connect(self.look_again)
        self.review.preview_wanted.connect(self._preview_reviewed)
        self.review.publish_wanted.connect(self.publish)


def _standing(store: Store) -> tuple[tuple[Offered, ...], int]:
    """Return the versions, and how many open visits could go on with a newer one."""
    return publishing.offered(store), len(upgrading.upgradable(store))


def _package(found: Reviewed) -> Package:
    return Package(found.xform, found.files or {})

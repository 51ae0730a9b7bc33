"""打印: choose the paper and the households, look at it, send it to a printer or a PDF file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFileDialog, QRadioButton, QWidget

from storage import Store
from ui import papers, wording
from ui.layout import STRETCH, column, panel, row
from ui.messages import Messages
from ui.papers import Paper
from ui.parts import Working, button, heading, label, shortcut
from ui.preview import Preview
from ui.printer import ask_for_printer, print_pages
from ui.tasks import Report, Task, Tasks

OPTIONS_PX = 300
NAMES_SHOWN = 8


class Printing(QWidget):
    """Prints for the households that were chosen in the list; emits `choosing_wanted()` to go there."""

    choosing_wanted = Signal()

    def __init__(self, store: Store, tasks: Tasks, messages: Messages, today: Callable[[], date]) -> None:
        super().__init__()
        self._store, self._tasks, self._messages, self._today = store, tasks, messages, today
        self._ids: tuple[str, ...] = ()
        self._pdf = b""
        self._making: Task | None = None
        self.papers = QButtonGroup(self)
        self.chosen = label("", wrap=True)
        self.questionnaire = QComboBox()
        self.questionnaire.setAccessibleName(self.tr("哪一份问卷"))
        self.questionnaire.hide()
        self.preview, self.working = Preview(), Working()
        self.print_button = button(self.tr("打印(&P)…"), self.print, role="primary", sign="printer")
        self.save_button = button(self.tr("存为 PDF(&S)…"), self.save, sign="file")
        shortcut(self, "Ctrl+P", self.print)
        shortcut(self, "Ctrl+S", self.save)
        body = row(self._options(), spacing=16)
        body.addLayout(column(self.preview, self.working), 1)
        self.setLayout(column(heading(self.tr("打印")), body, spacing=14, margins=(20, 16, 20, 16)))
        self.papers.idToggled.connect(self._choose_paper)
        self.questionnaire.activated.connect(self._make)
        self._offer()

    @property
    def paper(self) -> Paper:
        """What is to be printed."""
        return list(Paper)[self.papers.checkedId()]

    @property
    def pdf(self) -> bytes:
        """The document that is shown, empty while there is none."""
        return self._pdf

    def choose(self, ids: tuple[str, ...], paper: Paper | None = None) -> None:
        """Set the households, and the paper if one is named; the preview is made on arrival."""
        self._ids = ids
        if paper is not None:
            self.papers.button(list(Paper).index(paper)).setChecked(True)

    def arrive(self) -> None:
        """Show what was chosen."""
        self.chosen.setText(self._names())
        self._offer_questionnaires()
        self._make()
        self.papers.button(self.papers.checkedId()).setFocus()

    def print(self) -> None:
        """Send the document to a printer that the person chooses."""
        if not self._pdf:
            return
        printer = ask_for_printer(self)
        if printer is not None:
            pdf = self._pdf
            task = self._tasks.run(
                lambda report: print_pages(pdf, printer, report),
                done=self._tell_printed,
                failed=self._complain,
            )
            self.working.follow(task, self.tr("正在打印"))

    def save(self) -> None:
        """Keep the document as a file that the person names."""
        if not self._pdf:
            return
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("存为 PDF"), papers.file_name(self.paper), "PDF (*.pdf)"
        )
        if name:
            self.save_to(Path(name))

    def save_to(self, file: Path) -> None:
        """Write the document to a file."""
        try:
            file.write_bytes(self._pdf)
        except OSError as error:
            self._messages.error(wording.sentence(error))
            return
        self._store.log("export", f"{self.paper} {len(self._ids)}", str(file.name))
        self._messages.info(self.tr("已存为 {file}").format(file=file))

    def _options(self) -> QWidget:
        words = papers.names()
        choices: list[QWidget] = []
        for n, paper in enumerate(Paper):
            choice = QRadioButton(words[paper])
            self.papers.addButton(choice, n)
            choices.append(choice)
        choices[0].setChecked(True)  # type: ignore[attr-defined] # a radio button, kept as a widget
        other = button(self.tr("去选农户(&H)"), self.choosing_wanted.emit, role="quiet", sign="people")
        content = column(
            label(self.tr("印什么"), "section"),
            *choices,
            self.questionnaire,
            8,
            label(self.tr("给哪些户"), "section"),
            self.chosen,
            row(other, STRETCH),
            STRETCH,
            self.print_button,
            self.save_button,
            spacing=6,
        )
        options = panel(content)
        options.setFixedWidth(OPTIONS_PX)
        return options

    def _names(self) -> str:
        if not self._ids:
            return self.tr("还没有选农户。在“农户”列表里选一户或多户，按 Ctrl+P。")
        found = (self._store.get("household", one) for one in self._ids[:NAMES_SHOWN])
        names = "、".join(one.get("head_name") for one in found if one is not None)
        if len(self._ids) > NAMES_SHOWN:
            return self.tr("{names} 等 {count} 户").format(names=names, count=len(self._ids))
        return self.tr("{names}（共 {count} 户）").format(names=names, count=len(self._ids))

    def _offer_questionnaires(self) -> None:
        """List the questionnaires for an empty form; what was chosen stays chosen."""
        chosen = self.questionnaire.currentData()
        self.questionnaire.clear()
        for name, title in papers.questionnaires(self._store).items():
            self.questionnaire.addItem(title or name, name)
        self.questionnaire.setCurrentIndex(max(self.questionnaire.findData(chosen), 0))
        self.questionnaire.setVisible(self.paper is Paper.FORM)

    def _choose_paper(self, _number: int, checked: bool) -> None:  # noqa: FBT001 - a signal's shape
        if checked:
            self.questionnaire.setVisible(self.paper is Paper.FORM)
        if checked and self.isVisible():  # otherwise `arrive` makes it
            self._make()

    def _make(self) -> None:
        """Compose on a thread, draw in the child process, then show."""
        if self._making is not None:
            self._making.cancel()
            self._making = None
        self._keep(b"")
        if not self._ids and self.paper not in papers.WITHOUT_HOUSEHOLD:
            self.preview.tell(self.tr("选好农户后，这里显示打印的样子。"))
            return
        paper, ids, day = self.paper, self._ids, self._today()
        form = str(self.questionnaire.currentData() or "") if paper is Paper.FORM else ""

        def compose(report: Report) -> papers.Job:
            return papers.compose(self._store, paper, ids, day, report, questionnaire=form)

        self._follow(self._tasks.run(compose, done=self._draw, failed=self._complain))

    def _draw(self, job: papers.Job) -> None:
        if job.skipped:
            text = self.tr("{count} 户还没有可打印的内容，已略过：{names}。")
            self._messages.warning(
                text.format(count=len(job.skipped), names="、".join(job.skipped[:NAMES_SHOWN]))
            )
        if not job.sheets:
            self.preview.tell(self.tr("没有可打印的内容。评估表、调查表要先做入户调查。"))
            return
        self._follow(self._tasks.run_apart(job.draw, *job.arguments, done=self._keep, failed=self._complain))

    def _follow(self, task: Task) -> None:
        self._making = task
        if self._tasks.busy:
            self.working.follow(task, self.tr("正在排版"))

    def _keep(self, pdf: bytes) -> None:
        self._pdf = pdf
        self._offer()
        if pdf:
            self.preview.show_pdf(pdf)

    def _offer(self) -> None:
        for one in (self.print_button, self.save_button):
            one.setEnabled(bool(self._pdf))

    def _tell_printed(self, pages: int) -> None:
        self._store.log("print", f"{self.paper} {len(self._ids)}", "")
        self._messages.info(self.tr("已送到打印机，共 {pages} 页。").format(pages=pages))

    def _complain(self, error: Exception) -> None:
        self.preview.tell(self.tr("没有排成版。"))
        self._messages.fault(error)

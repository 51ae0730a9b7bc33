"""Printing: what is chosen is drawn, shown and kept as a file."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from storage import Store, visits
from tests.ui.village import household_id, today
from ui.messages import Messages
from ui.papers import Paper
from ui.printer import print_pages
from ui.screens.printing import Printing
from ui.tasks import ImmediateTasks


@pytest.fixture
def screen(qtbot: QtBot, store: Store, tasks: ImmediateTasks, messages: Messages) -> Printing:
    made = Printing(store, tasks, messages, today)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_without_a_household_there_is_nothing_to_print(screen: Printing) -> None:
    screen.arrive()

    assert screen.pdf == b""
    assert not screen.print_button.isEnabled()


@pytest.mark.parametrize("paper", [Paper.CARD, Paper.PLATE])
def test_cards_of_the_chosen_households_are_shown(screen: Printing, paper: Paper, store: Store) -> None:
    screen.choose((household_id(2), household_id(3)), paper)
    screen.arrive()

    assert screen.preview.pages > 0
    assert len(store.find("card")) == 2
    assert "样卡" in text_of(screen.pdf).replace(" ", "")


def test_a_household_without_a_visit_has_no_sheet_and_is_named(screen: Printing, messages: Messages) -> None:
    screen.choose((household_id(0),), Paper.FILLED)
    screen.arrive()

    assert screen.pdf == b""
    assert "韦桂英" in messages.text


def test_the_document_is_kept_as_a_file_and_logged(
    screen: Printing, store: Store, messages: Messages, tmp_path: Path
) -> None:
    screen.choose((household_id(0),), Paper.PLATE)
    screen.arrive()
    screen.save_to(tmp_path / "plate.pdf")

    assert (tmp_path / "plate.pdf").read_bytes() == screen.pdf
    assert [line.action for line in store.logged()] == ["export"]
    assert "plate.pdf" in messages.text


def test_a_place_that_cannot_be_written_is_explained(
    screen: Printing, messages: Messages, tmp_path: Path
) -> None:
    screen.choose((household_id(0),), Paper.PLATE)
    screen.arrive()
    screen.save_to(tmp_path / "gone" / "plate.pdf")

    assert messages.text


def test_every_page_reaches_the_printer(screen: Printing, tmp_path: Path) -> None:
    screen.choose((household_id(0),), Paper.CARD)
    screen.arrive()
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFullPage(True)

    assert print_pages(screen.pdf, printer, lambda _done, _total: None) == screen.preview.pages
    assert len(pypdfium2.PdfDocument(tmp_path / "printed.pdf")) == screen.preview.pages


def test_an_empty_form_of_any_questionnaire_needs_no_household(screen: Printing) -> None:
    screen.choose((), Paper.FORM)
    screen.arrive()
    offered = [screen.questionnaire.itemData(n) for n in range(screen.questionnaire.count())]

    assert screen.questionnaire.isVisible()
    assert offered[0] == "guangxi-2015"
    assert "monitor-2021" in offered
    assert "家庭住址" in text_of(screen.pdf)


def test_the_questionnaire_is_asked_for_only_where_it_matters(screen: Printing) -> None:
    screen.choose((household_id(0),), Paper.CARD)
    screen.arrive()

    assert not screen.questionnaire.isVisible()


def test_a_visit_is_shown_on_the_sheet_that_any_questionnaire_has(screen: Printing, store: Store) -> None:
    household = household_id(1)
    visits.begin(store, household, today=today(), surveyors=("甲", "乙"))
    screen.choose((household,), Paper.SHEET)
    screen.arrive()

    assert "调查中(未完成)" in text_of(screen.pdf)

"""设置 → 问卷: a form is looked through, tried out, published, taken into use; open visits go on with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from forms.package import collect
from storage import Store, publishing, visits
from tests.forms.scenario import questionnaire
from tests.ui.village import TODAY
from ui.messages import Messages
from ui.screens.questionnaire_preview import Preview
from ui.screens.questionnaire_review import PublishDialog
from ui.screens.questionnaire_upgrade import UpgradeDialog
from ui.screens.questionnaires import Questionnaires
from ui.tasks import ImmediateTasks

SURVEY = """type,name,label,relevant,constraint
begin_group,house,住房,,
select_one yes,roof,屋顶漏雨吗,,
text,where,哪里漏,${roof} = 'y',
end_group,,,,
"""
CHOICES = "list_name,name,label\nyes,y,漏\nyes,n,不漏\n"


def folder(tmp_path: Path, version: str, *more: str) -> Path:
    """Write a small questionnaire; further rows stand at its end."""
    made = tmp_path / version
    made.mkdir()
    (made / "survey.csv").write_text(SURVEY + "".join(f"{row}\n" for row in more), "utf-8")
    (made / "choices.csv").write_text(CHOICES, "utf-8")
    (made / "settings.csv").write_text(
        f"form_id,version,form_title,default_language\nroofs,{version},屋顶调查,中文 (zh)\n", "utf-8"
    )
    return made


@pytest.fixture
def screen(qtbot: QtBot, store: Store, tasks: ImmediateTasks, messages: Messages) -> Questionnaires:
    made = Questionnaires(store, tasks, messages)
    qtbot.addWidget(made)
    made.show()
    made.arrive()
    return made


def words(widget: QWidget) -> str:
    """Return all that a widget says."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel))


def press(widget: QWidget, text: str) -> None:
    """Press the first button that says so."""
    buttons = widget.findChildren(QPushButton)
    found = next(
        one for one in buttons if text in one.text().replace("&", "") or text == one.accessibleName()
    )
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def publish(screen: Questionnaires, source: Path, note: str) -> None:
    """Look through a form and publish it."""
    screen.look_through(source)
    press(screen.review, "公布")
    dialog = screen.findChildren(PublishDialog)[-1]
    dialog.note.setText(note)
    QTest.keyClick(dialog.note, Qt.Key.Key_Return)
    assert dialog.complaint == ""


def test_every_fault_is_told_with_its_place_and_nothing_can_be_published(
    screen: Questionnaires, tmp_path: Path
) -> None:
    screen.look_through(folder(tmp_path, "1", "text,why,为什么,${rof} = 'y',"))

    assert "有 1 处错误，不能公布" in words(screen.review)
    assert "survey" in words(screen.review)
    assert "rof" in words(screen.review)
    assert not screen.review.publish_button.isEnabled()


def test_what_is_published_is_announced_and_taken_by_a_click(
    screen: Questionnaires, store: Store, tmp_path: Path, messages: Messages
) -> None:
    publish(screen, folder(tmp_path, "1"), "第一版")
    publishing.apply_version(store, "roofs", "1")
    publish(screen, folder(tmp_path, "2", "text,why,为什么,,"), "加了一题")

    assert [one.version for one in publishing.waiting(store)] == ["2"]
    assert "加了一题" in words(screen.list)
    press(screen.list, "采用“屋顶调查”版本 2")

    assert "新的入户用" in messages.text
    assert visits.questionnaire(store, "roofs").version == "2"


def test_the_changes_against_the_version_in_use_are_told(
    screen: Questionnaires, store: Store, tmp_path: Path
) -> None:
    publish(screen, folder(tmp_path, "1"), "第一版")
    publishing.apply_version(store, "roofs", "1")
    screen.arrive()

    screen.look_through(folder(tmp_path, "2", "text,why,为什么漏,,"))

    assert "与在用版 1 相比" in words(screen.review)
    assert "为什么漏" in words(screen.review)


def test_a_note_is_wanted_before_publishing(screen: Questionnaires, store: Store, tmp_path: Path) -> None:
    screen.look_through(folder(tmp_path, "1"))
    press(screen.review, "公布")
    dialog = screen.findChild(PublishDialog)
    assert dialog is not None

    QTest.keyClick(dialog.note, Qt.Key.Key_Return)

    assert "改了什么" in dialog.complaint
    assert not any(one.name == "roofs" for one in publishing.offered(store))


def test_a_preview_works_like_the_form_and_keeps_nothing(qtbot: QtBot, store: Store, tmp_path: Path) -> None:
    form = collect(folder(tmp_path, "1")).questionnaire
    preview = Preview(form, {}, store.settings())
    qtbot.addWidget(preview)
    preview.show()

    preview.pager.committed.emit("roof", "y")

    assert preview.interview.view("where").relevant
    assert store.find("visit") == ()
    preview.begin()
    assert preview.interview.view("roof").value == ""


def test_open_visits_go_on_with_a_newer_version_and_keep_their_answers(
    screen: Questionnaires, store: Store, tmp_path: Path, messages: Messages
) -> None:
    publish(screen, folder(tmp_path, "1"), "第一版")
    publishing.apply_version(store, "roofs", "1")
    household = store.find("household")[0].id
    visit = visits.begin(store, household, today=TODAY, surveyors=("甲", "乙"), questionnaire="roofs")
    visit.save(visit.interview.answer("roof", "n"))
    publish(screen, folder(tmp_path, "2", "text,why,为什么漏,,"), "加了一题")
    publishing.apply_version(store, "roofs", "2")
    screen.arrive()

    press(screen.list, "升级进行中的入户")
    dialog = screen.findChild(UpgradeDialog)
    assert dialog is not None
    assert "待问" in words(dialog)
    assert "· 为什么漏" in words(dialog)
    press(dialog, "升级勾选的")

    again = visits.resume(store, visit.id, today=TODAY).interview
    assert (again.questionnaire.version, again.view("roof").value) == ("2", "n")
    assert "已升级 1 户" in messages.text


def test_a_preview_speaks_every_language_of_the_form_and_goes_to_steps_by_digits(qtbot: QtBot) -> None:
    form = questionnaire("""
        | type        | name   | label::中文 | label::Cuengh |
        | begin_group | first  | 住房        | Ranz          |
        | text        | roof   | 屋顶        | Gwnzranz      |
        | end_group   |        |             |               |
        | begin_group | second | 土地        | Reihnaz       |
        | text        | field  | 水田        | Naz           |
        | end_group   |        |             |               |
    """)  # fmt: skip
    preview = Preview(form, {}, {})
    qtbot.addWidget(preview)
    with qtbot.waitActive(preview):
        preview.show()
        preview.activateWindow()

    preview.languages.chosen.emit("Cuengh")
    assert "Gwnzranz" in words(preview.pager)
    preview.begin()
    assert preview.interview.language == "Cuengh"
    QTest.keyClick(preview, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)

    assert preview.pager.step == 1
    assert "Naz" in words(preview.pager)


def test_a_form_with_one_language_offers_no_choice(qtbot: QtBot, tmp_path: Path) -> None:
    preview = Preview(collect(folder(tmp_path, "1")).questionnaire, {}, {})
    qtbot.addWidget(preview)
    preview.show()

    assert preview.languages.isHidden()


def test_a_published_form_is_tried_out_with_its_own_lists(
    screen: Questionnaires, store: Store, tmp_path: Path
) -> None:
    source = folder(tmp_path, "1", "select_one_from_file wells.csv,well,水井,,")
    (source / "wells.csv").write_text("name,label\nw1,村口老井\n", "utf-8")
    publishing.publish(store, collect(source).package)
    screen.arrive()

    (one,) = (each for each in publishing.offered(store) if each.name == "roofs")
    screen.list.preview_wanted.emit(one)

    (preview,) = screen.findChildren(Preview)
    assert [choice.label for choice in preview.interview.view("well").choices] == ["村口老井"]

"""The survey screen with questionnaires of every build: opened, filled by keys, finished."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from forms.package import Package
from storage import Store, builtin, publishing, upgrading
from tests.forms.scenario import xform
from tests.ui.survey.conftest import HOUSEHOLD
from tests.ui.survey.keys import enter, focused, press
from tests.ui.survey.test_screen import desk_of, here, kept, value
from ui.fields import Field
from ui.survey.begin import offers
from ui.survey.rows import RowHead, RowList
from ui.survey.screen import SurveyScreen

YES_NO = """
| list_name | name | label |
| yn | y | 是 |
| yn | n | 否 |
"""
DEEP = """
| type | name | label | required | relevant | appearance |
| note | hello | 您好 | | | |
| text | who | 谁回答 | yes | | |
| begin_group | family | 家庭 | | | |
| begin_group | house | 住房 | | | |
| select_one yn | own | 有房吗 | yes | | |
| begin_group | detail | 细目 | | ${own} = 'y' | |
| integer | rooms | 几间 | | | |
| end_group | | | | | |
| end_group | | | | | |
| begin_group | goods | 家电 | | | |
| trigger | read | 已读给户主听 | yes | | |
| end_group | | | | | |
| end_group | | | | | |
| begin_repeat | person | 成员 | | | |
| text | name | 姓名 | yes | | |
| begin_repeat | illness | 病 | | | |
| text | disease | 病名 | | | |
| end_repeat | | | | | |
| end_repeat | | | | | |
| text | last | 还有什么 | | | |
"""

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="60" height="40"/></svg>'
Begin = Callable[..., SurveyScreen]


@pytest.fixture
def begin(screen: SurveyScreen, store: Store) -> Begin:
    """Publish a questionnaire, take it into use, and begin a visit with it."""

    def begun(
        survey: str, choices: str = YES_NO, settings: str = "", files: dict[str, bytes] | None = None
    ) -> SurveyScreen:
        record = publishing.publish(store, Package(xform(survey, choices, "", settings), files or {}))
        publishing.apply_version(store, record.get("name"), record.get("version"))
        screen.open_visit(HOUSEHOLD)
        names = [screen.begin.forms.itemData(index) for index in range(screen.begin.forms.count())]
        screen.begin.forms.setCurrentIndex(names.index(record.get("name")))
        screen.begin.companion.setText("农敏")
        screen.begin.begin_button.click()
        QApplication.sendPostedEvents()
        return screen

    return begun


def titles(screen: SurveyScreen) -> list[str]:
    """Return the names of the steps."""
    assert screen.pager.route is not None
    return [step.title for step in screen.pager.route.steps]


def page(screen: SurveyScreen) -> list[str]:
    """Return the names of the questions that are to be seen on the page."""
    assert screen.pager.body is not None
    return [field.view.name for field in screen.pager.body.fields() if not field.isHidden()]


def many(count: int, more: str = "") -> str:
    """Write a form of so many questions on one page."""
    lines = "\n".join(f"| integer | q{n} | 第 {n} 题 | |" for n in range(count))
    return f"| type | name | label | relevant |\n{more}{lines}"


def test_the_countys_questionnaire_is_offered_first(screen: SurveyScreen, store: Store, begin: Begin) -> None:
    begin(DEEP)

    names = [name for name, _ in offers(store)]
    assert names[0] == builtin.main_name(store)
    assert "test" in names
    assert desk_of(screen).interview.questionnaire.name == "test"


def test_what_lies_outside_of_groups_is_a_step_of_its_own(begin: Begin) -> None:
    screen = begin(DEEP)

    assert titles(screen) == ["您好", "家庭", "成员", "还有什么"]
    assert page(screen) == ["hello", "who"]


@pytest.mark.parametrize("kind", ["select_one", "select_multiple"])
def test_a_select_whose_filter_leaves_nothing_says_so(begin: Begin, kind: str) -> None:
    survey = f"| text | who | 谁 | |\n| {kind} yn | x | 选 | ${{who}} = '甲' |"
    screen = begin(f"| type | name | label | choice_filter |\n{survey}")
    screen.go_to("x")
    before = focused().accessibleDescription()

    screen.go_to("who")
    enter(focused(), "甲")

    assert (before, focused().accessibleDescription()) == ("没有可选项", "")


@pytest.mark.parametrize(
    "label, words", [("成员", "+ 添加成员"), ("Household members", "+ 添加 Household members")]
)
def test_a_foreign_label_stands_apart_from_hanzi(begin: Begin, label: str, words: str) -> None:
    repeat = f"| begin_repeat | m | {label} |\n| text | name | 姓名 |\n| end_repeat | | |"
    screen = begin(f"| type | name | label |\n{repeat}")

    assert words in [each.text() for each in screen.findChildren(QPushButton)]


def test_a_form_of_loose_questions_is_one_page_under_its_title(begin: Begin) -> None:
    screen = begin(many(3))

    assert titles(screen) == ["测试"]
    assert screen.pager.step_bar.isHidden()
    assert page(screen) == ["q0", "q1", "q2"]


def test_groups_in_groups_are_headings_that_come_and_go(begin: Begin) -> None:
    screen = begin(DEEP)
    screen.go_to("own")
    assert screen.pager.body is not None
    assert page(screen) == ["own"]

    enter(focused(), "1")

    assert page(screen) == ["own", "rooms"]
    heading = next(each for each in screen.pager.body.findChildren(QLabel) if each.text() == "细目")
    assert not heading.isHidden()


def test_a_whole_form_is_answered_by_keys_to_the_end(begin: Begin, store: Store) -> None:
    """Nothing but keys: text, digits, space, rows in rows, Enter from page to page, 完成."""
    screen = begin(DEEP)
    enter(focused(), "配偶")
    for typed in ("", "", "1", "3", "", " "):
        if typed:
            QTest.keyClicks(focused(), typed)
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert here().view.name == "name"
    enter(focused(), "农秀兰")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert here().view.name == "disease"
    enter(focused(), "风湿")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    enter(focused(), "没有了")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert screen.stack.currentWidget() is screen.completion

    press(Qt.Key.Key_Return)

    assert desk_of(screen).state == "completed"
    body = store.get("visit", desk_of(screen).visit.id)
    assert body is not None
    answers = {key.rpartition(".")[2]: text for key, text in body.body.items() if key[0] != "@"}
    wanted = {
        "who": "配偶",
        "own": "y",
        "rooms": "3",
        "read": "OK",
        "name": "农秀兰",
        "disease": "风湿",
        "last": "没有了",
    }
    assert wanted.items() <= answers.items()


def test_a_finished_household_is_visited_again_with_another_questionnaire(begin: Begin, store: Store) -> None:
    screen = begin("| type | name | label |\n| text | a | 甲 |")
    first = desk_of(screen).visit.id
    screen.show_matters()
    press(Qt.Key.Key_Return)
    assert desk_of(screen).state == "completed"

    screen.completion.again_button.click()
    assert screen.stack.currentWidget() is screen.begin
    names = [screen.begin.forms.itemData(index) for index in range(screen.begin.forms.count())]
    screen.begin.forms.setCurrentIndex(names.index("monitor-2021"))
    enter(screen.begin.companion, "农敏")
    screen.begin.begin_button.click()

    visit = desk_of(screen).visit
    assert visit.interview.questionnaire.name == "monitor-2021"
    assert {each.id for each in store.find("visit", household=HOUSEHOLD)} == {first, visit.id}
    before = store.get("visit", first)
    assert before is not None
    assert before.get("@state") == "completed"


def test_rows_whose_number_follows_from_an_answer_cannot_be_added(begin: Begin) -> None:
    screen = begin("""
    | type | name | label | repeat_count |
    | integer | plots | 几块地 | |
    | begin_repeat | plot | 地块 | ${plots} |
    | decimal | mu | 亩 | |
    | end_repeat | | | |
    """)
    enter(focused(), "3")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)

    rows = screen.pager.findChild(RowList)
    assert rows is not None
    assert [type(stop) for stop in rows.stops()] == [RowHead] * 3
    assert rows._add.isHidden()


def test_many_steps_stand_in_the_list_on_the_left(begin: Begin) -> None:
    groups = "\n".join(
        f"| begin_group | g{n} | 第 {n} 部分 |\n| text | t{n} | 问 {n} |\n| end_group | | |"
        for n in range(12)
    )
    screen = begin(f"| type | name | label |\n{groups}")
    assert screen.pager.step_bar.isHidden()
    places = screen.pager.section_list
    assert [mark.title for mark in places.marks][:2] == ["第 0 部分", "第 1 部分"]

    QTest.mouseClick(places, Qt.MouseButton.LeftButton, pos=places.box(11).center())

    assert here().view.name == "t11"


def test_a_step_that_does_not_apply_is_left_out(begin: Begin) -> None:
    screen = begin("""
    | type | name | label | relevant |
    | select_one yn | farm | 种地吗 | |
    | begin_group | land | 土地 | ${farm} = 'y' |
    | decimal | mu | 几亩 | |
    | end_group | | | |
    | text | last | 最后 | |
    """)
    assert len(titles(screen)) == 2

    enter(focused(), "1")

    assert titles(screen)[1] == "土地"
    assert here().view.name == "farm"


def test_a_question_between_groups_that_does_not_apply_is_no_step(begin: Begin) -> None:
    screen = begin("""
    | type | name | label | relevant |
    | begin_group | first | 先问 | |
    | select_one yn | farm | 种地吗 | |
    | end_group | | | |
    | decimal | mu | 几亩 | ${farm} = 'y' |
    """)
    assert titles(screen) == ["先问"]

    enter(focused(), "1")
    assert titles(screen) == ["先问", "几亩"]

    enter(focused(), "2")
    assert titles(screen) == ["先问"]


def test_a_long_page_is_made_as_it_is_reached(begin: Begin, qtbot: QtBot) -> None:
    screen = begin(many(300))
    body = screen.pager.body
    assert body is not None
    assert sum(block.is_made for block in body.blocks) < 4

    screen.go_to("q170")
    assert here().view.name == "q170"
    for _ in range(25):
        press(Qt.Key.Key_Return)

    assert here().view.name == "q195"
    assert not all(block.is_made for block in body.blocks)
    bar = screen.pager.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: body.blocks[-1].is_made)


def test_what_is_scrolled_to_is_made(begin: Begin, qtbot: QtBot) -> None:
    screen = begin(many(300))
    body = screen.pager.body
    assert body is not None
    QApplication.processEvents()

    bar = screen.pager.area.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)

    qtbot.waitUntil(lambda: body.blocks[len(body.blocks) // 2].is_made)


LANGUAGES = """
| type | name | label::中文 (zh) | label::English (en) | hint::中文 (zh) | hint::English (en) |
| text | who | 谁回答 | Who answers | 全名 | full name |
| text | where | 在哪里 | Where | | |
"""


def test_another_language_is_spoken_at_once_and_the_focus_stays(begin: Begin, store: Store) -> None:
    screen = begin(LANGUAGES, settings="| default_language |\n| 中文 (zh) |")
    press(Qt.Key.Key_Return)
    assert (here().view.label, screen.head.languages.isHidden()) == ("在哪里", False)

    screen.head.languages.setCurrentIndex(1)
    screen.head.languages.activated.emit(1)

    assert here().view.label == "Where"
    assert store.local("language test") == desk_of(screen).interview.language == "English (en)"
    screen.open_visit(HOUSEHOLD)
    assert here().view.label == "Who answers"


def test_a_form_of_one_language_has_nothing_to_choose(begin: Begin) -> None:
    assert begin(many(2)).head.languages.isHidden()


def test_a_form_without_a_score_shows_how_far_it_is(begin: Begin) -> None:
    screen = begin("""
    | type | name | label | required | calculation | ruhu:figure | constraint | constraint_message |
    | integer | a | 一 | yes | | | . < 10 | 太多了 |
    | integer | b | 二 | yes | | | | |
    | calculate | sum | 合计 | | ${a} + ${b} | sum | | |
    """)
    assert screen.live.outlook.bar.accessibleName() == "必答 0 / 2 题"

    enter(focused(), "12")
    here().commit()

    assert screen.live.outlook.bar.accessibleName() == "必答 1 / 2 题"
    assert "太多了" in screen.live.outlook.problems.text()
    screen.recorder.answer("b", "3")
    assert "合计 <b>15</b>" in screen.live.outlook.figures.text()


def test_files_of_the_form_are_shown_with_its_questions(begin: Begin) -> None:
    begin("| type | name | label | media::image |\n| text | q | 问 | map.svg |", files={"map.svg": SVG})
    pictures = [each for each in here().findChildren(QLabel) if not each.pixmap().isNull()]

    assert len(pictures) == 1


def test_a_newer_version_marks_new_questions_and_keeps_old_answers(begin: Begin, store: Store) -> None:
    screen = begin("| type | name | label |\n| text | old | 旧题 |\n| text | stays | 不变 |")
    screen.recorder.answer("old", "旧答案")
    newer = "| type | name | label |\n| text | stays | 不变 |\n| text | fresh | 新题 |"
    record = publishing.publish(store, Package(xform(newer, YES_NO, "", "| version |\n| 2 |"), {}))
    publishing.apply_version(store, "test", record.get("version"))
    upgrading.upgrade(store, desk_of(screen).visit.id)

    screen.open_visit(HOUSEHOLD)

    assert screen.pager.body is not None
    fresh, stays = screen.pager.body.field("fresh"), screen.pager.body.field("stays")
    assert fresh is not None
    assert stays is not None
    assert "待问" in fresh._caption.text()
    assert "待问" not in stays._caption.text()
    assert [(each.label, each.display) for each in screen.pager.former.kept] == [("旧题", "旧答案")]
    assert not screen.pager.former.isHidden()


def test_a_file_that_was_chosen_is_stored_and_told(begin: Begin, store: Store, tmp_path: Path) -> None:
    store.attachments.folder = tmp_path / "attachments"
    file = tmp_path / "讲话.mp3"
    file.write_bytes(b"x" * 3000)
    screen = begin("| type | name | label |\n| audio | talk | 录音 |")
    field: Field = here()

    screen.recorder.attach("talk", str(file))

    assert kept(store, screen, "talk").endswith(".mp3")
    assert "3 KB" in field._name.text()  # type: ignore[attr-defined]
    assert value(screen, "talk")

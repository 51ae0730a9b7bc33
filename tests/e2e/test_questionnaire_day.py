"""A new version of a questionnaire: from the county's screen over a real centre into a visit that is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from forms.package import collect
from forms.paper import page
from storage import Store, publishing, sample, visit_papers, visits
from sync.client import round as sync_round
from sync.client.enrol import enrol
from tests.sync.processes import CentreProcess
from ui.demo.hands import Hands
from ui.demo.interviewer import Interviewer, Story
from ui.main_window import MainWindow
from ui.screens.questionnaire_review import PublishDialog
from ui.screens.questionnaire_upgrade import UpgradeDialog
from ui.tasks import Tasks

TODAY: Final = date(2015, 11, 15)
NOON: Final = datetime(2015, 11, 15, 12, 0)  # noqa: DTZ001 - a laptop's clock
COUNTY: Final = "459982"
ENTER: Final = Qt.Key.Key_Return
SURVEY: Final = """type,name,label,required,save_to
begin_group,house,住房,,
text,head,户主姓名,yes,household#head_name
text,roof,屋顶怎样,yes,
"""
NEW_ROW: Final = "text,water,饮水从哪里来,yes,\n"


def written(folder: Path, version: str, more: str = "") -> Path:
    """Write the small form as its author keeps it: a folder of CSV."""
    made = folder / f"roofs-{version}"
    made.mkdir()
    (made / "survey.csv").write_text(f"{SURVEY}{more}end_group,,,,\n", "utf-8")
    (made / "entities.csv").write_text("list_name,label\nhousehold,${head}\n", "utf-8")
    (made / "settings.csv").write_text(
        f"form_id,version,form_title,default_language\nroofs,{version},屋顶调查,中文 (zh)\n", "utf-8"
    )
    return made


class Laptop:
    """A store that has joined the centre, and the window a person works in."""

    def __init__(self, store: Store, folder: Path, hands: Hands) -> None:
        self.store, self.hands = store, hands
        self.window = MainWindow(store, Tasks(), folder, lambda: TODAY)
        self.window.resize(1366, 768)
        self.window.show()

    def sync(self) -> None:
        """Press 立即同步 and wait for the end of the round."""
        self.window.go_to("sync")
        screen = self.window.sync
        self.hands.wait(screen.now.isEnabled, "the button to sync")
        screen.last.clear()
        self.hands.click(screen.now)
        self.hands.wait(lambda: "同步完成" in screen.last.text(), "the end of the round")

    def state_of(self, visit: str) -> str:
        """The state of a visit as it is kept."""
        found = self.store.get("visit", visit)
        return found.get("@state") if found else ""

    def press(self, within: QWidget, text: str) -> None:
        """Press a button by its words, once it can be pressed."""
        found = self.hands.button(within, text)
        self.hands.wait(found.isEnabled, f"{text} to be possible")
        self.hands.click(found)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


@pytest.fixture
def centre(stack: ExitStack, tmp_path: Path) -> CentreProcess:
    made = stack.enter_context(CentreProcess(tmp_path / "centre"))
    made.start(COUNTY, COUNTY, f"{COUNTY}100201")
    return made


def joined(stack: ExitStack, centre: CentreProcess, place: int, person: str, tmp_path: Path) -> Store:
    """Make a vault and let it join; the first one has the sample village."""
    folder = tmp_path / f"laptop-{place}"
    folder.mkdir()
    store = stack.enter_context(Store.create(folder, bytes(32), person=person))
    if place == 0:
        sample.install(store)
    enrol(store, centre.ready["url"], centre.ready["codes"][place]["code"])
    return store


@pytest.mark.slow
def test_a_new_version_travels_from_the_countys_screen_into_an_open_visit(
    qtbot: QtBot, stack: ExitStack, centre: CentreProcess, tmp_path: Path
) -> None:
    hands = Hands(tmp_path)
    county_store = joined(stack, centre, 0, "黄丽", tmp_path)
    publishing.publish(county_store, collect(written(tmp_path, "1")).package, note="第一版")
    sync_round.run(county_store)
    field_store = joined(stack, centre, 2, "韦勇", tmp_path)
    sync_round.run(field_store)
    publishing.apply_version(field_store, "roofs", "1")
    finished, opened = worked_before(field_store)

    county = Laptop(county_store, tmp_path, hands)
    qtbot.addWidget(county.window)
    published_on_screen(county, written(tmp_path, "2", NEW_ROW))
    county.sync()

    field = Laptop(field_store, tmp_path, hands)
    qtbot.addWidget(field.window)
    field.sync()
    hands.wait(lambda: "问卷有新版" in field.window.messages.text, "the announcement")
    assert "版本 2" in field.window.messages.text
    assert "加了饮水" in field.window.messages.text
    taken_and_upgraded(field)
    answered_to_the_end(field, opened)
    field.sync()
    county.sync()

    there = county_store.get("visit", opened)
    assert there is not None
    assert [there.get(key) for key in ("@version", "@state", "roof", "water")] == [
        "2", "completed", "不漏", "村头水井",
    ]  # fmt: skip
    old = visits.resume(field_store, finished, today=TODAY)
    assert old.interview.questionnaire.version == "1"
    assert page.render(visit_papers.document(field_store, finished, today=TODAY)).startswith(b"%PDF")


def worked_before(store: Store) -> tuple[str, str]:
    """Finish one visit with the first version and begin another; return the ids of both."""
    first, second = (
        visits.begin(store, line.id, today=TODAY, surveyors=("韦勇", "农敏"), questionnaire="roofs")
        for line in store.households().lines[:2]
    )
    for visit in (first, second):
        visit.save(visit.interview.answer("roof", "不漏"))
    assert isinstance(visits.complete(store, first, at=NOON), visits.Completed)
    return first.id, second.id


def published_on_screen(county: Laptop, source: Path) -> None:
    """Go to 设置 → 问卷, choose the file in the dialog of files, read the changes, publish."""
    window, hands = county.window, county.hands
    window.go_to("settings")
    county.press(window.settings, "问卷版本")
    screen = window.questionnaires

    def choose(dialog: QWidget) -> None:
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(dialog, QFileDialog)
        assert line is not None
        hands.enter(str(source / "survey.csv"), into=line)
        hands.press(ENTER, on=line)

    hands.wait(screen.choose_button.isEnabled, "the versions in use")
    with hands.answering(choose):
        hands.click(screen.choose_button)
    hands.wait(lambda: hands.reads(screen.review, "版本 2"), "the review", 30)
    county.press(screen.review, "公布")
    dialog = hands.the(PublishDialog, window)
    hands.enter("加了饮水一题", into=dialog.note)
    hands.press(ENTER, on=dialog.note)
    hands.wait(lambda: "已公布" in window.messages.text, "the version to be published")


def taken_and_upgraded(field: Laptop) -> None:
    """Follow the announcement, take the version, let the open visit go on with it."""
    window, hands = field.window, field.hands
    field.press(window.messages, "去看看")
    field.press(window.questionnaires.list, "采用“屋顶调查”版本 2")
    hands.wait(lambda: "新的入户用" in window.messages.text, "the version to be taken")
    field.press(window.questionnaires.list, "升级进行中的入户")
    dialog = hands.the(UpgradeDialog, window)
    assert hands.reads(dialog, "饮水从哪里来")
    field.press(dialog, "升级勾选的")
    hands.wait(lambda: "已升级 1 户" in window.messages.text, "the visit to be upgraded")


def answered_to_the_end(field: Laptop, opened: str) -> None:
    """Open the visit that was begun, type what is 待问 where the screen leads, and finish it by Enter."""
    window, hands = field.window, field.hands
    visit = field.store.get("visit", opened)
    assert visit is not None
    hands.focus(window)  # the other laptop's window is on the same screen
    window.survey(visit.get("@household"))
    survey = window.visits.survey
    assert hands.reads(survey.pager, "待问")
    told = Story({"water": "村头水井"})
    Interviewer(hands, survey.pager, told).fill_in(survey.completion.isVisible)
    hands.press(ENTER, on=survey.completion.complete_button)
    hands.wait(lambda: field.state_of(opened) == "completed", "the visit to be finished")

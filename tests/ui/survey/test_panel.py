"""The live panel: where the household stands, in figures and as a picture."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from forms.views import Progress
from tests.cases.household import case
from tests.ui.survey.conftest import HOUSEHOLD
from tests.ui.survey.keys import enter
from tests.ui.survey.test_screen import desk_of, fill
from ui.fields import PictureField
from ui.survey.comparison import ceiling, strips
from ui.survey.marks import Light, light_of, money
from ui.survey.override import OverrideDialog
from ui.survey.saving import merged
from ui.survey.screen import SurveyScreen
from ui.survey.standing import Standing, standing_of

NAMES = ("得分", "分数线", "人均", "贫困线")


@pytest.mark.parametrize(
    "most, round_number", [("9100", "10000"), ("2000", "2000"), ("0", "1"), ("38", "50")]
)
def test_the_picture_ends_at_a_round_number(most: str, round_number: str) -> None:
    assert ceiling([Decimal(most)]) == Decimal(round_number)


@pytest.mark.parametrize(
    "progress, light",
    [
        (Progress(0, 0, 0), Light.OPTIONAL),
        (Progress(5, 0, 5), Light.UNTOUCHED),
        (Progress(5, 2, 3), Light.BEGUN),
        (Progress(5, 5, 1), Light.BEGUN),
        (Progress(5, 5, 0), Light.DONE),
    ],
)
def test_a_light_is_green_only_when_nothing_is_open(progress: Progress, light: Light) -> None:
    assert light_of(progress) is light


def test_money_is_rounded_half_up_and_only_for_show() -> None:
    assert [money("2172.005"), money("10860"), money("NaN-ish")] == ["2,172.01", "10,860.00", "NaN-ish"]


def test_patches_that_follow_one_another_become_one() -> None:
    first = {"a": (None, "1"), "b": ("x", "y")}
    then = {"a": ("1", "2"), "b": ("y", "x"), "c": (None, "3")}

    assert merged(first, then) == {"a": (None, "2"), "c": (None, "3")}


def test_the_household_stands_among_its_neighbours(visit: SurveyScreen) -> None:
    fill(visit, case("02")["facts"])
    standing = standing_of(visit._store, "45998210020101", HOUSEHOLD)

    score, income = strips(desk_of(visit).interview.score(), standing, NAMES)

    assert (len(score.others), score.own, score.line, score.rank) == (9, Decimal(38), Decimal(60), "2/10")
    assert (income.own, income.line, income.rank) == (Decimal(2172), Decimal(2855), "1/10")


def test_an_unrated_household_is_not_drawn(visit: SurveyScreen) -> None:
    score, income = strips(desk_of(visit).interview.score(), Standing(), NAMES)

    assert (score.own, score.rank, income.own) == (None, "", None)


def test_the_sheet_of_a_case_is_on_the_panel(visit: SurveyScreen) -> None:
    fill(visit, case("02")["facts"])
    live = visit.live

    assert "".join(item.option for item in live.items._items) == "CBBBBBCCBBDCCBBBBD"
    assert live.scheme.text() == "参考评分方案 REF-18x90-v1(非官方权重)"
    assert all(part in live.income.text() for part in ("10,860.00", "2,172.00", "低于 2855", "-7"))
    assert live.contradictions.isHidden()


def test_a_contradiction_is_told_and_leads_to_its_question(visit: SurveyScreen) -> None:
    fill(visit, case("02")["facts"])
    for row in desk_of(visit).interview.layout("compare").children:
        for aspect in ("cmp_house", "cmp_goods", "cmp_farm", "cmp_work"):
            visit.recorder.answer(f"{row.key}.{aspect}", "1")

    assert "R54" in visit.live.contradictions.text()
    visit.live.contradictions.linkActivated.emit("has_wage")
    assert visit.pager.step == 2


def test_pressing_an_item_asks_for_another_option(visit: SurveyScreen) -> None:
    fill(visit, case("02")["facts"])
    items = visit.live.items

    QTest.mouseClick(items, Qt.MouseButton.LeftButton, pos=items.row_box(1).center())

    dialog = visit.findChild(OverrideDialog)
    assert dialog is not None
    assert dialog.windowTitle().startswith("改选 S02")
    dialog.reject()


def test_choosing_what_the_facts_give_is_no_override(visit: SurveyScreen) -> None:
    fill(visit, case("02")["facts"])
    visit.recorder.override("S02", "D", "墙体已加固")
    visit.ask_override("S02")
    dialog = visit.findChild(OverrideDialog)
    assert dialog is not None
    dialog.options.button(1).click()
    dialog.accept_button.click()

    item = next(item for item in desk_of(visit).interview.score().items if item.item == "S02")
    assert (item.option, item.overridden) == ("B", False)


def test_steps_and_sections_can_be_touched(visit: SurveyScreen) -> None:
    bar, sections = visit.pager.step_bar, visit.pager.section_list

    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.box(1).center())
    QTest.mouseClick(sections, Qt.MouseButton.LeftButton, pos=sections.box(2).center())

    assert visit.pager.section is not None
    assert (visit.pager.step, visit.pager.section.title) == (1, "土地养殖")


def test_a_picture_is_asked_to_be_stored(visit: SurveyScreen, qtbot: QtBot) -> None:
    visit.go_to("photo_outside")
    assert visit.pager.body is not None
    field = visit.pager.body.field("photo_outside")
    assert isinstance(field, PictureField)

    field.present(replace(field.view, value="abc.jpg"))
    assert not field._remove.isHidden()


def test_a_typed_score_item_reason_is_kept_by_the_dialog(visit: SurveyScreen) -> None:
    fill(visit, case("02")["facts"])
    visit.ask_override("S03")
    dialog = visit.findChild(OverrideDialog)
    assert dialog is not None
    enter(dialog.reason, "abc")
    assert dialog.option == "B"
    dialog.reject()

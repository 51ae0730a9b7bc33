"""Fields: what is shown, what is handed over, and when."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from forms.views import Choice, FieldView, Kind, Level, Problem
from tests.ui.survey.keys import compose, enter
from ui.fields import FIELDS, Field, make
from ui.fields.choices import FinderField, OptionField
from ui.fields.finder import Finder, initials, matching
from ui.fields.options import OptionBar
from ui.fields.still import DisplayField
from ui.fields.typed import GeopointField, TypedField, date_from, number_from, time_from

HOUSES = tuple(Choice(f"0{n}", label) for n, label in enumerate(("钢混", "砖混", "土木"), start=1))
PEOPLES = tuple(
    Choice(f"{n:02}", label)
    for n, label in enumerate("汉族 蒙古族 回族 藏族 苗族 彝族 壮族 瑶族".split(), start=1)
)
VIEWS = {
    kind: FieldView("key", "name", kind, "标签", choices=HOUSES if kind.startswith("select") else ())
    for kind in Kind
}
VALUES = {
    Kind.TEXT: "韦䶮㛃𬀩",
    Kind.INTEGER: "12",
    Kind.DECIMAL: "12.50",
    Kind.DATE: "2015-11-15",
    Kind.TIME: "09:40:00",
    Kind.DATETIME: "2015-11-15T09:40:00",
    Kind.GEOPOINT: "23.8712 107.0456 0 0",
}


def shown(qtbot: QtBot, view: FieldView) -> tuple[Field, list[tuple[str, str]]]:
    """Show a field, with the answers it hands over."""
    field = make(view)
    qtbot.addWidget(field)
    told: list[tuple[str, str]] = []
    field.committed.connect(lambda key, value: told.append((key, value)))
    field.resize(760, 120)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.control.setFocus()
    return field, told


def told_by(field: Field) -> tuple[Problem, ...]:
    """Return the problems that a field tells of."""
    return field._problems.shown if field._problems else ()


def test_there_is_a_field_for_every_kind() -> None:
    assert set(FIELDS) == set(Kind)


@pytest.mark.parametrize("kind", VALUES)
def test_what_is_typed_comes_out_in_its_lexical_form(qtbot: QtBot, kind: Kind) -> None:
    field, told = shown(qtbot, VIEWS[kind])

    enter(field.control, VALUES[kind])
    QTest.keyClick(field.control, Qt.Key.Key_Return)

    assert told == [("key", VALUES[kind])]


@pytest.mark.parametrize("kind", VALUES)
def test_a_shown_value_is_not_handed_over_again(qtbot: QtBot, kind: Kind) -> None:
    field, told = shown(qtbot, replace(VIEWS[kind], value=VALUES[kind]))

    QTest.keyClick(field.control, Qt.Key.Key_Return)
    field.control.clearFocus()

    assert told == []


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.NOTE])
def test_a_calculated_question_only_shows_its_value(qtbot: QtBot, kind: Kind) -> None:
    field, _ = shown(qtbot, replace(VIEWS[kind], calculated=True, display="19.50", unit="㎡"))

    assert isinstance(field, DisplayField)
    assert field.control.text() == "19.50 ㎡"
    assert field.stops() == []


def test_text_being_composed_is_not_text_yet(qtbot: QtBot) -> None:
    """The timer that takes idle text stays silent until the input method commits."""
    field, told = shown(qtbot, VIEWS[Kind.TEXT])
    assert isinstance(field, TypedField)
    line = field.control
    enter(line, "韦")

    compose(line, "jian guo")
    line._idle.timeout.emit()
    assert told == []

    compose(line, "", "建国")
    line._idle.timeout.emit()
    assert told == [("key", "韦建国")]


def test_idle_text_is_handed_over_by_itself(qtbot: QtBot) -> None:
    field, told = shown(qtbot, VIEWS[Kind.TEXT])
    enter(field.control, "韦")

    qtbot.waitUntil(lambda: told == [("key", "韦")], timeout=2000)


def test_what_is_being_typed_survives_a_refresh(qtbot: QtBot) -> None:
    field, _ = shown(qtbot, VIEWS[Kind.TEXT])
    enter(field.control, "韦建")

    field.present(replace(field.view, problems=(Problem("R08", Level.HARD, ("key",), "缺"),)))

    assert isinstance(field.control, QLineEdit)
    assert field.control.text() == "韦建"


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("20151115", "2015-11-15"),
        ("2015.11.5", "2015-11-05"),
        ("2015年1月5日", "2015-01-05"),
        ("2015", "2015"),
        ("20150230", "20150230"),
        ("２０１５１１１５", "2015-11-15"),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, stored: str) -> None:
    assert date_from(typed) == stored


@pytest.mark.parametrize(
    "typed, stored",
    [("12。5", "12.5"), ("１２", "12"), ("12,000", "12000"), ("1 200", "1200"), ("3亩", "3亩")],
)
def test_numbers_are_read_as_input_methods_leave_them(typed: str, stored: str) -> None:
    assert number_from(typed) == stored


@pytest.mark.parametrize("typed, stored", [("940", "09:40:00"), ("9:40", "09:40:00"), ("近午", "近午")])
def test_times_are_read_as_people_type_them(typed: str, stored: str) -> None:
    assert time_from(typed) == stored


def test_a_place_may_be_typed_with_a_comma() -> None:
    assert GeopointField.lexical(None, "23.87,107.04") == "23.87 107.04 0 0"  # type: ignore[arg-type] # needs no self


def test_a_date_is_tidied_while_it_is_looked_at(qtbot: QtBot) -> None:
    field, _ = shown(qtbot, VIEWS[Kind.DATE])
    enter(field.control, "20151115")

    field.present(replace(field.view, value="2015-11-15"))

    assert isinstance(field.control, QLineEdit)
    assert field.control.text() == "2015-11-15"


def test_the_calendar_gives_a_day(qtbot: QtBot) -> None:
    field, told = shown(qtbot, replace(VIEWS[Kind.DATE], value="2015-11-15"))
    field._button.click()  # type: ignore[attr-defined]
    field._calendar.clicked.emit(field._calendar.selectedDate().addDays(1))  # type: ignore[attr-defined]

    assert told == [("key", "2015-11-16")]


def test_digits_choose_options(qtbot: QtBot) -> None:
    field, told = shown(qtbot, VIEWS[Kind.SELECT_ONE])

    enter(field.control, "2")

    assert isinstance(field, OptionField)
    assert told == [("key", "02")]


def test_arrows_and_space_choose_options(qtbot: QtBot) -> None:
    field, told = shown(qtbot, VIEWS[Kind.SELECT_ONE])

    QTest.keyClick(field.control, Qt.Key.Key_Right)
    QTest.keyClick(field.control, Qt.Key.Key_Space)

    assert told == [("key", "02")]


def test_a_finger_chooses_options(qtbot: QtBot) -> None:
    field, told = shown(qtbot, VIEWS[Kind.SELECT_ONE])
    assert isinstance(field.control, OptionBar)

    QTest.mouseClick(field.control, Qt.MouseButton.LeftButton, pos=field.control.box("03").center())

    assert told == [("key", "03")]


def test_a_choice_can_be_taken_back(qtbot: QtBot) -> None:
    field, told = shown(qtbot, replace(VIEWS[Kind.SELECT_ONE], value="01"))

    QTest.keyClick(field.control, Qt.Key.Key_Delete)

    assert told == [("key", "")]


def test_several_options_keep_the_order_of_the_list(qtbot: QtBot) -> None:
    field, told = shown(qtbot, replace(VIEWS[Kind.SELECT_MULTIPLE], value="03"))

    enter(field.control, "1")
    field.present(replace(field.view, value="01 03"))
    enter(field.control, "3")

    assert told == [("key", "01 03"), ("key", "01")]


def test_many_options_wrap_into_lines(qtbot: QtBot) -> None:
    field, _ = shown(qtbot, replace(VIEWS[Kind.SELECT_MULTIPLE], choices=PEOPLES))
    assert isinstance(field.control, OptionBar)

    assert field.control.heightForWidth(200) > field.control.heightForWidth(2000)
    assert field.control.childAt(QPoint(0, 0)) is None


@pytest.mark.parametrize("typed", ["壮", "zz", "07", "7", "壮族"])
def test_one_of_many_is_found_by_name_number_or_pinyin(qtbot: QtBot, typed: str) -> None:
    field, told = shown(qtbot, replace(VIEWS[Kind.SELECT_ONE], choices=PEOPLES))
    assert isinstance(field, FinderField)

    enter(field.control, typed)
    QTest.keyClick(field.control, Qt.Key.Key_Return)

    assert told == [("key", "07")]


def test_what_fits_no_option_changes_nothing(qtbot: QtBot) -> None:
    field, told = shown(qtbot, replace(VIEWS[Kind.SELECT_ONE], choices=PEOPLES, value="07"))
    assert isinstance(field.control, Finder)

    enter(field.control, "外星")
    field.commit()

    assert (told, field.control.text()) == ([], "壮族")


def test_initials_come_first_where_they_are_the_whole() -> None:
    assert initials("壮族") == "zz"
    assert matching(PEOPLES, "z")[0].label in {"藏族", "壮族"}


def test_sensitive_text_is_covered_until_the_keys_go_there(qtbot: QtBot) -> None:
    field, _ = shown(qtbot, replace(VIEWS[Kind.TEXT], value="459982197406120135", sensitive=True))
    assert isinstance(field.control, QLineEdit)

    assert field.control.echoMode() is QLineEdit.EchoMode.Normal
    field.control.clearFocus()
    assert field.control.echoMode() is QLineEdit.EchoMode.Password


def test_a_hidden_question_takes_no_keys(qtbot: QtBot) -> None:
    field, _ = shown(qtbot, VIEWS[Kind.TEXT])

    field.present(replace(field.view, relevant=False))

    assert field.isHidden()
    assert field.stops() == []


def test_a_missing_answer_is_told_only_once_it_is_asked_for(qtbot: QtBot) -> None:
    missing = Problem("required", Level.HARD, ("key",), "这一题还没有回答")
    field, _ = shown(qtbot, replace(VIEWS[Kind.TEXT], problems=(missing,)))
    assert told_by(field) == ()

    field.insist()

    assert told_by(field) == (missing,)


def test_a_soft_problem_is_explained_in_its_own_line(qtbot: QtBot) -> None:
    soft = Problem("R42", Level.SOFT, ("key",), "人均面积过大", remark_key="remark[R42]")
    field, told = shown(qtbot, replace(VIEWS[Kind.DECIMAL], value="900", problems=(soft,)))
    _, line = field.stops()

    enter(line, "合住三代")
    QTest.keyClick(line, Qt.Key.Key_Return)

    assert told == [("remark[R42]", "合住三代")]


def test_a_problem_of_two_fields_is_explained_at_the_first(qtbot: QtBot) -> None:
    soft = Problem("R42", Level.SOFT, ("other", "key"), "人均面积过大", remark_key="remark[R42]")
    field, _ = shown(qtbot, replace(VIEWS[Kind.DECIMAL], problems=(soft,)))

    assert field.stops() == [field.control]

"""Fields of the rarer kinds and appearances: by key, by finger, and what they hand over."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from forms.views import Bounds, Choice, FieldView, Kind, Media
from tests.ui.survey.keys import enter, focused
from tests.ui.survey.test_fields import PEOPLES, shown
from ui.fields import AttachedField, Field, PictureField, Supply, make
from ui.fields.barcode import BarcodeField
from ui.fields.beside import Guidance, PictureLabel
from ui.fields.choices import FinderField, NamesField, OptionField, SeveralFinderField
from ui.fields.options import OptionBar
from ui.fields.points import PointsField, points_in, value_of
from ui.fields.range import RangeField
from ui.fields.rank import RankField

FOUR = tuple(Choice(value, label) for value, label in zip("abcd", ("路", "水", "电", "房"), strict=True))
TENTHS = Bounds(Decimal("1.5"), Decimal("5.5"), Decimal("0.5"))
ONE_TO_FIVE = Bounds(Decimal(1), Decimal(5), Decimal(1))
ALT = Qt.KeyboardModifier.AltModifier
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="60" height="40"/></svg>'


def view(kind: Kind, appearance: str = "", value: str = "", **more: object) -> FieldView:
    """Describe a question."""
    return FieldView("key", "name", kind, "标签", value=value, appearance=appearance, **more)  # type: ignore[arg-type]


def test_a_range_is_empty_until_it_is_touched(qtbot: QtBot) -> None:
    field, told = shown(qtbot, view(Kind.RANGE, bounds=TENTHS))
    assert isinstance(field, RangeField)
    assert (field.control.text(), told) == ("", [])  # type: ignore[union-attr]

    QTest.keyClick(field.control, Qt.Key.Key_Up)
    field.present(replace(field.view, value="1.5"))
    QTest.keyClick(field.control, Qt.Key.Key_Up)

    assert told == [("key", "1.5"), ("key", "2.0")]


@pytest.mark.parametrize("appearance", ["", "vertical", "no-ticks"])
def test_a_finger_sets_a_range_on_its_scale(qtbot: QtBot, appearance: str) -> None:
    field, told = shown(qtbot, view(Kind.RANGE, appearance, bounds=TENTHS))
    assert isinstance(field, RangeField)
    assert field.scale is not None

    place = field.scale.place(Decimal(4)).toPoint()
    QTest.mouseClick(field.scale, Qt.MouseButton.LeftButton, pos=place + QPoint(2, 2))

    assert told == [("key", "4.0")]


def test_a_range_never_leaves_its_bounds_by_arrows(qtbot: QtBot) -> None:
    field, told = shown(qtbot, view(Kind.RANGE, "picker", "5.5", bounds=TENTHS))

    QTest.keyClick(field.control, Qt.Key.Key_Up)
    QTest.keyClick(field.control, Qt.Key.Key_Down)

    assert told == [("key", "5.0")]


def test_stars_are_given_by_digit_and_taken_back(qtbot: QtBot) -> None:
    field, told = shown(qtbot, view(Kind.RANGE, "rating", bounds=ONE_TO_FIVE))

    enter(field.control, "4")
    field.present(replace(field.view, value="4"))
    QTest.keyClick(field.control, Qt.Key.Key_Delete)

    assert told == [("key", "4"), ("key", "")]


def test_an_order_is_unanswered_until_it_is_confirmed(qtbot: QtBot) -> None:
    field, told = shown(qtbot, view(Kind.RANK, choices=FOUR))
    assert isinstance(field, RankField)
    QTest.keyClick(field.control, Qt.Key.Key_Down)
    assert told == []

    QTest.keyClick(field.control, Qt.Key.Key_Space)

    assert told == [("key", "a b c d")]


def test_alt_and_arrows_or_a_digit_put_an_option_elsewhere(qtbot: QtBot) -> None:
    field, told = shown(qtbot, view(Kind.RANK, choices=FOUR))

    QTest.keyClick(field.control, Qt.Key.Key_Down, ALT)
    field.present(replace(field.view, value="b a c d"))
    enter(field.control, "4")

    assert told == [("key", "b a c d"), ("key", "b c d a")]


def test_an_option_is_dragged_to_its_place(qtbot: QtBot) -> None:
    field, told = shown(qtbot, view(Kind.RANK, choices=FOUR))
    assert isinstance(field, RankField)
    order = field.control

    QTest.mousePress(order, Qt.MouseButton.LeftButton, pos=order.box(3).center())
    QTest.mouseMove(order, order.box(0).center())
    QTest.mouseRelease(order, Qt.MouseButton.LeftButton, pos=order.box(0).center())

    assert told == [("key", "d a b c")]


def test_something_is_confirmed_with_space_and_taken_back(qtbot: QtBot) -> None:
    field, told = shown(qtbot, view(Kind.TRIGGER))

    QTest.keyClick(field.control, Qt.Key.Key_Space)
    field.present(replace(field.view, value="OK"))
    QTest.keyClick(field.control, Qt.Key.Key_Space)

    assert told == [("key", "OK"), ("key", "")]


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("23.87 107.04", [("23.87", "107.04")]),
        ("23.87,107.04;23.88,107.05", [("23.87", "107.04"), ("23.88", "107.05")]),
        ("23.87 107.04 312 4.5\n23.88 107.05 0 0", [("23.87", "107.04"), ("23.88", "107.05")]),
        ("村口", []),
        ("91 200", []),
    ],
)
def test_points_are_read_as_people_paste_them(typed: str, stored: list[tuple[str, str]]) -> None:
    assert points_in(typed) == stored


def test_an_area_ends_where_it_began() -> None:
    corners = points_in("1 1; 1 2; 2 2")

    assert value_of(corners, closed=True) == "1 1 0 0; 1 2 0 0; 2 2 0 0; 1 1 0 0"
    assert value_of(corners[:2], closed=True) == "1 1 0 0; 1 2 0 0"


def test_enter_adds_a_point_and_goes_on_where_nothing_was_typed(qtbot: QtBot) -> None:
    field, told = shown(qtbot, view(Kind.GEOTRACE, value="23.87 107.04 0 0"))
    assert isinstance(field, PointsField)

    enter(field.control, "23.88 107.05")
    QTest.keyClick(field.control, Qt.Key.Key_Return)
    field.present(replace(field.view, value="23.87 107.04 0 0; 23.88 107.05 0 0"))
    field._list.setFocus()
    QTest.keyClick(field._list, Qt.Key.Key_Delete)

    assert told == [("key", "23.87 107.04 0 0; 23.88 107.05 0 0"), ("key", "23.87 107.04 0 0")]


@pytest.mark.parametrize(
    "appearance, typed, stored, told_as",
    [("month-year", "201511", "2015-11-01", "2015-11"), ("year", "2015", "2015-01-01", "2015")],
)
def test_a_month_or_year_is_kept_as_its_first_day(
    qtbot: QtBot, appearance: str, typed: str, stored: str, told_as: str
) -> None:
    field, told = shown(qtbot, view(Kind.DATE, appearance))
    enter(field.control, typed)
    QTest.keyClick(field.control, Qt.Key.Key_Return)
    field.present(replace(field.view, value=stored))

    assert told == [("key", stored)]
    assert field.control.text() == told_as  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "kind, typed, stored, told_as",
    [
        (Kind.TIME, "0940", "09:40:00", "09:40"),
        (Kind.DATETIME, "20151115 0940", "2015-11-15T09:40:00", "2015-11-15 09:40"),
        (Kind.GEOPOINT, "23.87,107.04", "23.87 107.04 0 0", "23.87 107.04"),
    ],
)
def test_what_was_typed_is_tidied_once_the_line_is_left(
    qtbot: QtBot, kind: Kind, typed: str, stored: str, told_as: str
) -> None:
    field, told = shown(qtbot, view(kind))
    field.committed.connect(lambda _, value: field.present(replace(field.view, value=value)))

    enter(field.control, typed)
    field.control.clearFocus()

    assert told == [("key", stored)]
    assert field.control.text() == told_as  # type: ignore[attr-defined]


def test_several_lines_of_text_are_typed_with_enter(qtbot: QtBot) -> None:
    field, told = shown(qtbot, view(Kind.TEXT, "multiline"))

    QTest.keyClicks(field.control, "a")
    QTest.keyClick(field.control, Qt.Key.Key_Return)
    QTest.keyClicks(field.control, "b")
    field.commit()

    assert told == [("key", "a\nb")]


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.BARCODE])
def test_masked_text_is_covered(qtbot: QtBot, kind: Kind) -> None:
    field, _ = shown(qtbot, view(kind, "masked", "1234", sensitive=True))
    field.control.clearFocus()

    assert field.control.echoMode() is field.control.EchoMode.Password  # type: ignore[attr-defined]


def test_a_code_is_read_from_a_picture(qtbot: QtBot, tmp_path: Path) -> None:
    import zxingcpp
    from PIL import Image

    code = zxingcpp.create_barcode("RUHU-42", zxingcpp.BarcodeFormat.QRCode)
    Image.fromarray(code.to_image(scale=4)).save(tmp_path / "code.png")
    field, told = shown(qtbot, view(Kind.BARCODE))
    assert isinstance(field, BarcodeField)

    field.read(tmp_path / "none.png")
    field.read(tmp_path / "code.png")

    assert told == [("key", "RUHU-42")]


@pytest.mark.parametrize(
    "appearance, many, expected",
    [
        ("", False, OptionField),
        ("", True, FinderField),
        ("minimal", False, FinderField),
        ("autocomplete", False, FinderField),
        ("columns-2", True, OptionField),
        ("quick", True, OptionField),
        ("likert", False, OptionField),
        ("map", False, FinderField),
        ("label", False, NamesField),
    ],
)
def test_the_appearance_decides_how_one_is_chosen(
    qtbot: QtBot, appearance: str, *, many: bool, expected: type[Field]
) -> None:
    field, _ = shown(qtbot, view(Kind.SELECT_ONE, appearance, choices=PEOPLES if many else FOUR))

    assert type(field) is expected


def test_options_stand_in_as_many_columns_as_are_wanted(qtbot: QtBot) -> None:
    field, _ = shown(qtbot, view(Kind.SELECT_ONE, "columns-2", choices=FOUR))
    assert isinstance(field.control, OptionBar)

    boxes = [field.control.box(choice.value) for choice in FOUR]
    assert [box.left() for box in boxes[:2]] == [box.left() for box in boxes[2:]]
    assert len({box.width() for box in boxes}) == 1


def test_a_long_option_wraps_instead_of_being_cut(qtbot: QtBot) -> None:
    long = Choice("x", "住房经鉴定为危险房屋，且家里没有其他安全住房，" * 4)
    field, _ = shown(qtbot, view(Kind.SELECT_ONE, choices=(*FOUR, long)))
    assert isinstance(field.control, OptionBar)

    assert field.control.box("x").height() > field.control.box("a").height()


def test_one_option_of_quick_goes_on_by_itself(qtbot: QtBot) -> None:
    field, told = shown(qtbot, view(Kind.SELECT_ONE, "quick", choices=FOUR))
    keys: list[int] = []
    field.keyPressEvent = lambda event: keys.append(event.key())  # type: ignore[method-assign]

    enter(field.control, "3")
    QApplication.processEvents()

    assert told == [("key", "c")]
    assert keys == [Qt.Key.Key_Return]


def test_several_of_many_are_found_one_after_the_other(qtbot: QtBot) -> None:
    field, told = shown(qtbot, view(Kind.SELECT_MULTIPLE, "minimal", "07", choices=PEOPLES))
    assert isinstance(field, SeveralFinderField)

    enter(field.control, "苗")
    field.commit()
    field.present(replace(field.view, value="05 07"))
    QApplication.processEvents()
    chosen = field._chosen
    QTest.mouseClick(chosen, Qt.MouseButton.LeftButton, pos=chosen.box("07").center())

    assert told == [("key", "05 07"), ("key", "05")]
    assert field.control.text() == ""


def test_a_place_is_told_behind_the_name_of_an_option(qtbot: QtBot) -> None:
    town = Choice("1", "甲镇", {"geometry": "23.9 107.1 0 0"})
    field, _ = shown(qtbot, view(Kind.SELECT_ONE, "map", "1", choices=(town,)))

    assert field.control.text() == "甲镇 (23.9 107.1)"  # type: ignore[attr-defined]


def test_options_show_their_pictures(qtbot: QtBot) -> None:
    pictured = tuple(replace(choice, media=Media(image=f"{choice.value}.svg")) for choice in FOUR)
    field = make(view(Kind.SELECT_ONE, choices=pictured), supply=Supply(files={"a.svg": SVG}.get))
    qtbot.addWidget(field)
    assert isinstance(field.control, OptionBar)

    field.control.resize(700, 200)
    assert field.control.box("a").height() > 80


def test_a_file_is_told_by_its_size_and_never_opened_if_it_could_do_something(qtbot: QtBot) -> None:
    stored = {"ab.mp3": b"x" * 2048, "cd.exe": b"MZ"}
    supply = Supply(stored=stored.get, sizes=lambda value: len(stored[value]))
    field = make(view(Kind.AUDIO, value="ab.mp3"), supply=supply)
    qtbot.addWidget(field)
    assert isinstance(field, AttachedField)
    assert "2 KB" in field._name.text()
    assert not field._open.isHidden()

    field.present(replace(field.view, value="cd.exe"))
    assert field._open.isHidden()


def test_a_stored_picture_is_seen_small(qtbot: QtBot) -> None:
    supply = Supply(stored={"ab.svg": SVG}.get, sizes=lambda _: len(SVG))
    field = make(view(Kind.IMAGE, value="ab.svg"), supply=supply)
    qtbot.addWidget(field)

    assert isinstance(field, PictureField)
    assert not field._picture.pixmap().isNull()
    assert field._picture.pixmap().toImage().pixelColor(5, 5).value() < 20


def test_pictures_of_a_question_are_shown_and_missing_ones_named(qtbot: QtBot) -> None:
    media = Media(image="map.svg", video="how.mp4")
    field = make(view(Kind.TEXT, media=media), supply=Supply(files={"map.svg": SVG}.get))
    qtbot.addWidget(field)

    picture = field.findChild(PictureLabel)
    assert picture is not None
    assert picture.pixmap().toImage().format() is not QImage.Format.Format_Invalid
    assert any("how.mp4" in each.text() for each in field.findChildren(QLabel))


def test_how_to_ask_is_folded_until_somebody_wants_it(qtbot: QtBot) -> None:
    field, _ = shown(qtbot, view(Kind.TEXT, guidance="先问**户主**。"))
    guidance = field.findChild(Guidance)
    assert guidance is not None
    assert guidance._text.isHidden()

    guidance._fold.click()

    assert not guidance._text.isHidden()
    assert "<b>户主</b>" in guidance._text.text()


def test_a_new_question_is_marked_until_it_is_answered(qtbot: QtBot) -> None:
    asked = view(Kind.TEXT)
    field = make(replace(asked, key="member[1].name"), supply=Supply(to_ask=frozenset({"name"})))
    qtbot.addWidget(field)
    assert "待问" in field._caption.text()

    field.present(replace(field.view, value="有"))

    assert "待问" not in field._caption.text()


def test_a_long_label_stands_above_its_answer(qtbot: QtBot) -> None:
    long = replace(view(Kind.TEXT), label="过去十二个月里，家里有没有人因为生病而花光了积蓄，或者借过钱？")
    field, _ = shown(qtbot, long)

    assert field._caption.geometry().bottom() < field.control.geometry().top()
    assert focused() is field.control

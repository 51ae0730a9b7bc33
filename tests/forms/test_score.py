"""The score sheet, whatever the scheme."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

from decimal import Decimal

import pytest

from forms import QuestionnaireFault
from tests.forms.scenario import scenario

SCHEME = """
    | name     | type           | calculation                                      | ruhu:score | ruhu:basis | ruhu:override | ruhu:reason | ruhu:veto | ruhu:figure | ruhu:format | ruhu:unit | label |
    | area     | decimal        |                                                  |            |            |               |             |           |             |             |           | 面积  |
    | size     | integer        |                                                  |            |            |               |             |           |             |             |           | 人口  |
    | each     | calculate      | ${area} div ${size}                              |            |            |               |             |           | area_each   | 0.00        | ㎡        | 人均面积 |
    | s1       | calculate      | if(${each} = '', '', if(${each} < 13, 'B', 'C')) | S1         | concat(${area}, '÷', ${size}) | |     |           |             |             |           | |
    | s1_more  | select_one S1  |                                                  |            |            | S1            |             |           |             |             |           | 改为 |
    | s1_why   | text           |                                                  |            |            |               | S1          |           |             |             |           | 理由 |
    | s2       | calculate      | if(${size} > 4, 'A', 'B')                        | S2         |            |               |             |           |             |             |           | 人口项 |
    | v1       | calculate      | ${area} > 200                                    |            | 'big'      |               |             | V1        |             |             |           | 大房 |
    | v7       | calculate      | ''                                               |            |            |               |             | V7        |             |             |           | |
"""
LISTS = """
    | list_name | name | label | points | item     |
    | S1        | A    | 无房  | 0      | 住房面积 |
    | S1        | B    | 偏小  | 2      |          |
    | S1        | C    | 较大  | 4.5    |          |
    | S2        | A    | 多    | 1      |          |
    | S2        | B    | 少    | 3      |          |
"""
SETTINGS = """
    | ruhu:scheme          |
    | 参考评分方案(非官方权重) |
"""


def test_points_follow_the_facts() -> None:
    sheet = (
        scenario(SCHEME, LISTS, settings=SETTINGS).answer("area", "64.99").answer("size", 5).interview.score()
    )

    assert sheet.scheme == "参考评分方案(非官方权重)"
    assert sheet.letters == "BA"
    assert sheet.total == Decimal(3)
    first, second = sheet.items
    assert (first.name, first.points, first.max_points, first.basis) == (
        "住房面积",
        Decimal(2),
        Decimal("4.5"),
        "64.99÷5",
    )
    assert second.name == "人口项"
    assert [option.label for option in first.options] == ["无房", "偏小", "较大"]


def test_thirteen_exactly_is_not_less_than_thirteen() -> None:
    form = scenario(SCHEME, LISTS).answer("size", 5)

    assert form.answer("area", "64.95").interview.score().letters[0] == "B"
    assert form.answer("area", "65.00").interview.score().letters[0] == "C"


def test_a_missing_fact_leaves_the_item_unrated_and_no_score() -> None:
    sheet = scenario(SCHEME, LISTS).answer("size", 2).interview.score()

    assert sheet.total is None
    assert (sheet.letters, sheet.unrated) == ("-B", ("S1",))
    assert sheet.items[0].points is None


def test_an_override_stands_with_its_reason() -> None:
    form = scenario(SCHEME, LISTS).answer("area", 60).answer("size", 5)

    changes = form.interview.override("S1", "A", "借住")

    assert dict(changes.patch) == {"s1_more": (None, "A"), "s1_why": (None, "借住")}
    item = form.interview.score().items[0]
    assert (item.option, item.derived, item.overridden, item.override_reason) == ("A", "B", True, "借住")
    assert form.interview.score().total == Decimal(1)


@pytest.mark.parametrize("option", ["", "B"])
def test_the_derived_option_takes_an_override_back(option: str) -> None:
    form = scenario(SCHEME, LISTS).answer("area", 60).answer("size", 5)
    form.interview.override("S1", "A", "借住")

    form.interview.override("S1", option, "")

    assert not form.interview.score().items[0].overridden
    assert form.kept("s1_why") == ""


def test_an_override_needs_a_reason_and_an_option_of_the_item() -> None:
    form = scenario(SCHEME, LISTS)
    for item, option, reason, error in (
        ("S1", "A", " ", ValueError),
        ("S1", "Z", "x", ValueError),
        ("S2", "A", "x", KeyError),
    ):
        with pytest.raises(error):
            form.interview.override(item, option, reason)


def test_an_override_without_reason_does_not_count() -> None:
    form = scenario(SCHEME, LISTS).answer("area", 60).answer("size", 5).answer("s1_more", "A")

    assert form.interview.score().letters == "BA"


def test_vetoes_are_proposed_or_left_to_people() -> None:
    form = scenario(SCHEME, LISTS).answer("area", 300)

    first, second = form.interview.score().vetoes
    assert (first.code, first.label, first.proposed, first.basis) == ("V1", "大房", True, "big")
    assert (second.code, second.label, second.proposed) == ("V7", "V7", None)
    assert (first.by_people, second.by_people) == (False, True)
    assert form.answer("area", 100).interview.score().vetoes[0].proposed is False


def test_figures_are_rounded_for_the_eye_only() -> None:
    figure = (
        scenario(SCHEME, LISTS).answer("area", 10).answer("size", 3).interview.score().figures["area_each"]
    )

    assert figure.value == "3.333333333333333333333333333333333"
    assert (figure.display, figure.unit, figure.label) == ("3.33", "㎡", "人均面积")
    assert scenario(SCHEME, LISTS).interview.score().figures["area_each"].display == ""


def test_a_form_that_scores_nothing_has_no_score() -> None:
    sheet = scenario("| name | type |\n| a | text |").interview.score()

    assert (sheet.items, sheet.total, sheet.letters) == ((), None, "")


PARTS = """
    | name  | type      | calculation                   | ruhu:score | ruhu:group | ruhu:figure | ruhu:basis            | label |
    | rooms | integer   |                               |            |            |             |                       | 间数  |
    | grain | integer   |                               |            |            |             |                       | 粮食  |
    | s1    | calculate | if(${rooms} = '', '', 'C')    | S1         | 看房       |             |                       |       |
    | s2    | calculate | if(${grain} = '', '', 'B')    | S2         | 看粮       |             |                       |       |
    | each  | calculate | ${grain} div 2                |            |            | each        | concat(${grain}, '÷2') | 人均 |
"""


def test_a_part_of_the_scheme_has_a_sum_as_soon_as_its_own_items_are_told() -> None:
    sheet = scenario(PARTS, LISTS).answer("rooms", 3).interview.score()

    assert [(part.name, part.points, part.max_points) for part in sheet.groups] == [
        ("看房", Decimal("4.5"), Decimal("4.5")),
        ("看粮", None, Decimal(3)),
    ]
    assert sheet.total is None
    assert scenario(SCHEME, LISTS).interview.score().groups == ()


def test_a_figure_tells_what_it_rests_on() -> None:
    form = scenario(PARTS, LISTS).answer("grain", 300)
    assert form.interview.score().figures["each"].basis == "300÷2"
    form.answer("grain", 301)
    assert form.interview.score().figures["each"].basis == "301÷2"


@pytest.mark.parametrize(
    "better, at_line, above", [("", True, False), ("high", True, False), ("low", True, True)]
)
def test_the_worse_end_of_a_score_comes_in_with_the_line_itself(
    better: str, at_line: bool, above: bool
) -> None:
    settings = f"| ruhu:better |\n| {better} |" if better else ""
    sheet = (
        scenario(SCHEME, LISTS, settings=settings).answer("area", "60").answer("size", 5).interview.score()
    )
    assert sheet.total == Decimal(3)
    assert (sheet.enters(Decimal(3)), sheet.enters(Decimal("2.99"))) == (at_line, above)


def test_an_unrated_household_comes_in_under_no_line() -> None:
    assert not scenario(SCHEME, LISTS).interview.score().enters(Decimal(100))


def test_a_score_is_better_at_one_of_its_ends() -> None:
    with pytest.raises(QuestionnaireFault, match="ruhu:better=left"):
        scenario(SCHEME, LISTS, settings="| ruhu:better |\n| left |")

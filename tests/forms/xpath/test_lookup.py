"""Looking a row up by a column gives what looking at every row gives."""

from __future__ import annotations

import pytest

from tests.forms.xpath.world import run, text, texts

ITEM = "instance('towns')/root/item"


@pytest.mark.parametrize(
    "predicate, count",
    [
        ("[kind = '1']", 33),
        ("['1' = kind]", 33),
        ("[kind = '1'][2]", 1),
        ("[kind = '1' and name = 'n1']", 1),
        ("[kind = '1'][name != 'n1']", 32),
        ("[name != 'n1' and kind = '1']", 32),
        ("[kind = '1' and position() < 10]", 3),
        ("[kind = '1' or name = 'n2']", 34),
        ("[kind = 1]", 33),
        ("[kind = /data/member[2]/age]", 0),
        ("[kind = /data/nothing]", 0),
        ("[name = concat('n', '5')]", 1),
        ("[name = name]", 100),
        ("[kind != '1']", 67),
        ("[position() = 3]", 1),
        ("[name = current()/name]", 0),
        ("[*='n5']", 1),
    ],
)
def test_rows_are_found(predicate: str, count: int) -> None:
    assert run(f"count({ITEM}{predicate})") == count


def test_a_short_list_is_searched_plainly() -> None:
    assert texts("/data/member[name = 'Bo']/age") == ["7"]


def test_the_value_may_come_from_another_row() -> None:
    assert text(f"{ITEM}[name = {ITEM}[kind = '2'][1]/name]/kind") == "2"

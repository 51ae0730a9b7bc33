"""Looking a row up by a column gives what looking at every row gives."""

from __future__ import annotations

import pytest

from forms import external
from forms.xpath.nodes import Element, Record, by_column, descendants, table
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


def test_a_flat_element_of_an_xml_list_is_a_row_like_those_of_a_table() -> None:
    raw = b"<root><item><name>a</name><kind>1</kind></item><item k='1'><name>b</name></item></root>"
    document = external.read("l.xml", raw)
    flat, other = document.child("root")[0].child("item")

    assert (type(flat), type(other)) == (Record, Element)
    assert [flat.cell("name"), other.cell("name"), flat.cell("none")] == ["a", "b", ""]
    assert [each.name for each in descendants(document)] == ["root", "item", "name", "kind", "item", "name"]


def test_a_cell_is_the_same_node_whenever_somebody_asks() -> None:
    document = table([{"name": "a"}])
    row = document.child("root")[0].child("item")[0]

    assert row.child("name")[0] is row.named["name"][0] is row.children[0]
    assert row.child("none") == []


def test_rows_with_different_columns_keep_their_own() -> None:
    rows = table([{"a": "1"}, {"b": "2", "a": "3"}, {"c": "4"}]).child("root")[0].child("item")

    assert [row.cells() for row in rows] == [{"a": "1"}, {"a": "3", "b": "2"}, {"c": "4"}]
    assert {text: len(found) for text, found in by_column(rows, "a").items()} == {"1": 1, "3": 1, "": 1}

"""Rows looked up, or compared, by a number: what an index gives is what looking at every row gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from forms.xpath.comparing import COMPARISONS
from forms.xpath.compile import compiled
from forms.xpath.context import Context
from forms.xpath.convert import number_from_text
from forms.xpath.nodes import Node, table
from tests.forms.xpath.world import StillWorld

TEXTS = st.sampled_from(["1", "01", "1.0", "2", "10", "-1", "x", "", " 1", "1e1", "１"])
CELLS = st.lists(TEXTS, min_size=40, max_size=60)
ITEM = "instance('list')/root/item"


class Integer(Node):
    """An answer to a question for numbers."""

    __slots__ = ()
    numeric = True


class Listed(StillWorld):
    """A world with a list of one column."""

    def __init__(self, cells: list[str]) -> None:
        super().__init__()
        self._instances["list"] = table({"kind": cell} for cell in cells)


def answered(texts: list[str], *, numeric: bool) -> Node:
    """Return a form with these answers."""
    document, data = Node(""), Node("data")
    document.append(data)
    data.parent = document
    for text in texts:
        data.append((Integer if numeric else Node)("n", data, text))
    return document


def found(predicate: str, cells: list[str], document: Node) -> list[str]:
    rows = compiled(f"{ITEM}[{predicate}]")(Context(Listed(cells), document))
    assert isinstance(rows, list)
    return [row.cell("kind") for row in rows]


@settings(max_examples=60, deadline=None)
@given(CELLS, st.lists(TEXTS, max_size=3), st.booleans(), st.sampled_from(list(COMPARISONS)))
def test_a_comparison_with_answers_is_what_comparing_each_row_gives(
    cells: list[str], answers: list[str], numeric: bool, operator: str
) -> None:
    document = answered(answers, numeric=numeric)
    nodes = document.child("data")[0].child("n")
    expected = [cell for cell in cells if COMPARISONS[operator]([Node("kind", None, cell)], nodes)]

    assert found(f"kind {operator} /data/n", cells, document) == expected
    assert found(f"boolean(1) and kind {operator} /data/n", cells, document) == expected


@settings(max_examples=40, deadline=None)
@given(CELLS, TEXTS)
def test_a_comparison_with_a_number_is_what_comparing_each_row_gives(cells: list[str], text: str) -> None:
    document = answered([text], numeric=False)
    number = number_from_text(text)
    same = [cell for cell in cells if number_from_text(cell) == number]

    assert found("kind = number(/data/n)", cells, document) == same
    assert found("not(kind != number(/data/n))", cells, document) == same
    assert found("kind = (1 = 1)", cells, document) == [cell for cell in cells if cell]


def test_several_answers_share_a_value_if_any_two_of_them_do() -> None:
    equal = COMPARISONS["="]
    ones: list[Node] = [Integer("n", None, "1"), Integer("n", None, "7")]
    texts: list[Node] = [Node("t", None, "01"), Node("t", None, "x")]
    others: list[Node] = [Integer("n", None, "3"), Integer("n", None, "7")]

    assert equal(ones, texts)
    assert equal(texts, ones)
    assert not equal(others, texts)

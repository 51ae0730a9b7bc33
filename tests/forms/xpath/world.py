"""A small tree and a world without clock or chance, to run expressions without a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType

from forms.xpath.compile import compiled
from forms.xpath.context import Context
from forms.xpath.convert import Value, to_string
from forms.xpath.nodes import Element, Node, by_column, table

VILLAGE = """
data
  name=Qing
  empty=
  member
    name=An
    age=41
  member
    name=Bo
    age=7
  member
    name=Cai
    age=
"""


class StillWorld:
    """Time stands at 2015-11-15 09:30 in China; ids count from 1."""

    today = date(2015, 11, 15)
    version = "7"
    language = ""
    properties: Mapping[str, str] = MappingProxyType({"deviceid": "collect:1"})

    def __init__(self) -> None:
        self._ids = 0
        rows = [{"name": f"n{number}", "kind": str(number % 3)} for number in range(100)]
        self._instances = {"towns": table(rows)}

    def now(self) -> datetime:
        """The moment."""
        return datetime(2015, 11, 15, 9, 30, tzinfo=timezone(timedelta(hours=8)))

    def new_id(self) -> str:
        """The next number."""
        self._ids += 1
        return f"{self._ids:032x}"

    def instance(self, name: str) -> Node | None:
        """The towns."""
        return self._instances.get(name)

    def itext(self, name: str) -> str:
        """The id in angle quotes."""
        return f"«{name}»"

    def index(self, rows: list[Node], column: str) -> Mapping[str, list[Node]]:
        """Rows by a column, made each time."""
        return by_column(rows, column)

    def choice_label(self, question: Node, value: str) -> str:
        """The question and the value."""
        return f"{question.name}:{value}"


def tree(text: str = VILLAGE) -> Element:
    """Build a document from an indented outline."""
    document = Element("")
    path: list[Element] = [document]
    for line in text.strip().splitlines():
        depth = (len(line) - len(line.lstrip())) // 2 + 1
        name, _, value = line.strip().partition("=")
        node = Element(name, path[depth - 1], value)
        path[depth - 1].append(node)
        path[depth:] = [node]
    return document


def at(document: Node, path: str) -> Node:
    """Return the first node of an absolute path."""
    found = compiled(path)(Context(StillWorld(), document))
    assert isinstance(found, list)
    return found[0]


def run(expression: str, where: str = "/data") -> Value:
    """Evaluate an expression in the village."""
    return compiled(expression)(Context(StillWorld(), at(tree(), where)))


def text(expression: str, where: str = "/data") -> str:
    """Evaluate an expression and write its value as `string()` does."""
    return to_string(run(expression, where))


def texts(expression: str, where: str = "/data") -> list[str]:
    """Evaluate a node-set and return the text of its nodes."""
    found = run(expression, where)
    assert isinstance(found, list)
    return [node.text for node in found]

"""Two older ways to take options from a file, of before `select_one_from_file`.

`search('file', …)` in an appearance: the options written into the question name columns, that of the value
and, as label, that of the words; those whose value is a number are offered as they are. `query` on an input
(`select_one_external`): all lists stand in one file, `itemsets.csv`, told apart by their column `list_name`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from forms.binds import Compiler
from forms.questionnaire import Control, Definition, Itemset
from forms.xml import Element

_START = "search("
_LIST = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
_TESTS = {
    "contains": "contains({column}, {sought})",
    "startswith": "starts-with({column}, {sought})",
    "endswith": "ends-with({column}, {sought})",
    "matches": "{column} = {sought}",
}
_SEARCHED, _FILTERED = 4, 6
"""Arguments: file, test, columns, sought text, and then column and value of a filter."""


@dataclass(frozen=True, slots=True)
class Search:
    """A call, taken apart; arguments as they are written, quotation marks included."""

    arguments: tuple[str, ...]
    appearance: str
    """What else stands in the appearance."""

    @property
    def file(self) -> str:
        """The name of the list."""
        return _unquoted(self.arguments[0])

    @property
    def nodes(self) -> str:
        """The rows it finds, as an expression."""
        return f"instance('{self.file}')/root/item{''.join(self._predicates())}"

    def _predicates(self) -> Iterator[str]:
        if len(self.arguments) >= _SEARCHED:
            test = _TESTS.get(_unquoted(self.arguments[1]).lower(), _TESTS["contains"])
            columns = (each.strip() for each in _unquoted(self.arguments[2]).split(","))
            found = (test.format(column=column, sought=self.arguments[3]) for column in columns)
            yield f"[{' or '.join(found)}]"
        if len(self.arguments) == _FILTERED:
            yield f"[{_unquoted(self.arguments[4])} = {self.arguments[5]}]"


def of(element: Element) -> Search | None:
    """Return the call in a control's appearance, None if there is none."""
    appearance = element.get("appearance", "")
    before, found, after = appearance.partition(_START)
    *arguments, rest = _split(after) if found else [""]
    if not (arguments and _unquoted(arguments[0])):
        return None
    return Search(tuple(arguments), " ".join(f"{before} {rest}".split()))


def _split(text: str) -> list[str]:
    """Return the arguments up to the closing bracket, and what comes behind it."""
    parts, start, depth, quote = [], 0, 1, ""
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        else:
            depth += (sign == "(") - (sign == ")")
            if (sign == "," and depth == 1) or not depth:
                parts.append(text[start:place].strip())
                start = place + 1
            if not depth:
                return [*parts, text[start:]]
    return [""]


def _unquoted(text: str) -> str:
    return text.strip("'\" ")


def queried(control: Control, element: Element, here: Definition, compiler: Compiler) -> Control:
    """Return the select that an input with a query is."""
    nodes = compiler.expression(element.get("query"), here, "choice_filter")
    if nodes is None:
        return control
    compiler.choices[here.index] = nodes.reads
    return replace(control, tag="select1", itemset=Itemset(nodes, "name", "label", translated=False))


def lists_of(query: str) -> list[str]:
    """Return the names of the lists that a query reads."""
    return _LIST.findall(query)


def applied(control: Control, search: Search, here: Definition, compiler: Compiler) -> Control:
    """Return a select that offers what a search finds."""
    nodes = compiler.expression(search.nodes, here, "appearance")
    columns = next((option for option in control.options if not option.value.isdecimal()), None)
    if nodes is None or columns is None:
        return control
    words = next(iter(columns.label.by_language.values()), ())
    label = "".join(map(str, words)).partition(",")[0].strip() or columns.value
    compiler.choices[here.index] = nodes.reads
    return replace(
        control,
        appearance=search.appearance,
        itemset=Itemset(nodes, columns.value, label, translated=False),
        options=tuple(option for option in control.options if option.value.isdecimal()),
    )

"""The grammar: precedence, paths, limits; and that nothing a person can type crashes it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.xpath.compile import compiled
from forms.xpath.context import Context
from forms.xpath.grammar import CHAIN_LIMIT, DEPTH_LIMIT, parse
from forms.xpath.tokens import LENGTH_LIMIT
from forms.xpath.tree import ExpressionError, walk
from tests.forms.xpath.world import StillWorld, text, texts, tree


@pytest.mark.parametrize(
    "expression, expected",
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("20 div 2 div 5", "2"),
        ("7 mod 4", "3"),
        ("-7 mod 4", "-3"),
        ("- - 3", "3"),
        ("-3 + 5", "2"),
        ("1 = 1 and 2 = 2 or 1 = 2", "true"),
        ("1 < 2 = true()", "true"),
        ("3 > 2 > 1", "false"),
        ("'a' != 'b'", "true"),
        (".5 + 5.", "5.5"),
        ('"it\'s"', "it's"),
        ("2 * 3", "6"),
        ("/data/member[1]/age * 2", "82"),
        ("/data/member[1]/age*2", "82"),
        ("div div div", "NaN"),
    ],
)
def test_operators_bind_as_the_specification_says(expression: str, expected: str) -> None:
    assert text(expression) == expected


@pytest.mark.parametrize(
    "expression, where, expected",
    [
        ("/data/member/name", "/data", ["An", "Bo", "Cai"]),
        ("../name", "/data/member[2]/age", ["Bo"]),
        ("../../name", "/data/member[2]/age", ["Qing"]),
        (".", "/data/name", ["Qing"]),
        ("./name", "/data/member[3]", ["Cai"]),
        ("//age", "/data", ["41", "7", ""]),
        ("/data//name", "/data", ["Qing", "An", "Bo", "Cai"]),
        (".//name", "/data/member", ["An"]),
        ("/data/member[age > 10]/name", "/data", ["An"]),
        ("/data/member[2]/name", "/data", ["Bo"]),
        ("/data/member[last()]/name", "/data", ["Cai"]),
        ("/data/member[age][1]/name", "/data", ["An"]),
        ("/data/member[name = current()/name]/age", "/data/member[2]", ["7"]),
        ("/data/*[1]", "/data", ["Qing"]),
        ("/data/member[1]/*", "/data", ["An", "41"]),
        ("/data/member/name | /data/name", "/data", ["Qing", "An", "Bo", "Cai"]),
        ("(/data/member)[2]/name", "/data", ["Bo"]),
        ("(/data/member/name)[2]", "/data", ["Bo"]),
        ("self::node()", "/data/name", ["Qing"]),
        ("self::member", "/data/name", []),
        ("child::member/child::name", "/data", ["An", "Bo", "Cai"]),
        ("parent::data/name", "/data/member", ["Qing"]),
        ("ancestor::data/name", "/data/member/age", ["Qing"]),
        ("ancestor-or-self::*/name", "/data/member", ["An", "Qing"]),
        ("descendant::age", "/data", ["41", "7", ""]),
        ("descendant-or-self::age", "/data/member[2]", ["7"]),
        ("following-sibling::member/name", "/data/member[2]", ["Cai"]),
        ("preceding-sibling::member/name", "/data/member[3]", ["Bo", "An"]),
        ("preceding-sibling::member[1]/name", "/data/member[3]", ["Bo"]),
        ("following::age", "/data/member[2]/name", ["7", ""]),
        ("preceding::name", "/data/member[2]/age", ["Bo", "An", "Qing"]),
        ("attribute::id", "/data", []),
        ("@*", "/data", []),
        ("/data/name/text()", "/data", ["Qing"]),
        ("/data/empty/text()", "/data", []),
        ("/", "/data", [""]),
        ("randomize(/data/member, 1)[1]/name", "/data", ["Bo"]),
    ],
)
def test_a_path_finds_its_nodes(expression: str, where: str, expected: list[str]) -> None:
    assert texts(expression, where) == expected


def test_a_prefix_in_a_path_is_no_part_of_the_name() -> None:
    assert texts("/data/orx:name") == ["Qing"]


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "1 +",
        "(1",
        "1)",
        "a b",
        "'open",
        "/data/member[",
        "/data/member]",
        "f(1,)",
        "sideways::a",
        "1 = = 2",
        "$x",
        "a::b::c",
        "/data/",
        "[1]",
        "|",
        "#",
        "..a",
        "text(1)",
        "@",
    ],
)
def test_what_makes_no_sense_is_a_fault_with_a_place(expression: str) -> None:
    with pytest.raises(ExpressionError, match="syntax"):
        parse(expression)


@pytest.mark.parametrize("opening, closing", [("(", ")"), ("not(", ")"), ("/a[", "]"), ("if(1,", ",2)")])
def test_nesting_is_limited_and_never_overflows_the_stack(opening: str, closing: str) -> None:
    deep = opening * 10_000 + "1" + closing * 10_000

    with pytest.raises(ExpressionError, match="too_deep"):
        parse(deep)


def test_nesting_up_to_the_limit_runs() -> None:
    depth = DEPTH_LIMIT - 1

    assert text("if(1, " * depth + "'in'" + ", 2)" * depth) == "in"


def test_long_chains_cost_no_depth() -> None:
    assert text(" + ".join(["1"] * 5_000)) == "5000"
    assert text(" and ".join(["1"] * 5_000)) == "true"
    assert text("-" * 5_000 + "1") == "1"


def test_comparisons_in_a_row_are_limited() -> None:
    with pytest.raises(ExpressionError, match="too_deep"):
        parse(" = ".join(["1"] * (CHAIN_LIMIT + 2)))


def test_length_is_limited() -> None:
    with pytest.raises(ExpressionError, match="too_long"):
        parse("1" * (LENGTH_LIMIT + 1))


def test_a_tree_can_be_walked() -> None:
    assert sum(1 for _ in walk(parse("a/b[c = 1] | f(-2 + 3, 'x') or 1 < 2"))) > 10


PIECES = st.sampled_from(
    [
        "/data",
        "/",
        "//",
        "name",
        "member",
        "age",
        "[",
        "]",
        "(",
        ")",
        "1",
        "2.5",
        "'x'",
        "+",
        "-",
        "*",
        " div ",
        " mod ",
        " and ",
        " or ",
        "=",
        "!=",
        "<",
        ">=",
        "|",
        ",",
        ".",
        "..",
        "@",
        "::",
        "ancestor::",
        "count(",
        "sum(",
        "if(",
        "current()",
        "position()",
        "last()",
        "not(",
        "text()",
        "node()",
        "instance('towns')",
        " ",
        "root/item",
    ]
)


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30))
def test_an_expression_is_read_and_run_or_refused_with_a_fault(expression: str) -> None:
    try:
        closure = compiled(expression)
    except ExpressionError:
        return
    closure(Context(StillWorld(), tree()))

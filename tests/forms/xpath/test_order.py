"""`randomize` gives the orders of other ODK tools; `sort-by` puts nodes and values in order."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.xpath.compile import compiled
from forms.xpath.context import Context
from forms.xpath.convert import Value
from tests.forms.xpath.world import StillWorld, text, tree


def shuffled(seed: str, letters: str = "ABCDEF") -> Value:
    document = tree("list\n" + "\n".join(f"  item={letter}" for letter in letters))
    return compiled(f"join('', randomize(/list/item, {seed}))")(Context(StillWorld(), document))


@pytest.mark.parametrize(
    "seed, expected",
    [
        ("42", "AFCBDE"),
        ("'42'", "AFCBDE"),
        ("-42", "EDAFBC"),
        ("1", "BFEACD"),
        ("1.1", "BFEACD"),
        ("11111111", "ACDBFE"),
        ("0", "CBEAFD"),
        ("0 div 0", "CBEAFD"),
        ("''", "CBEAFD"),
        ("1 div 0", "BFEACD"),
        ("-1 div 0", "ABFCDE"),
    ],
)
def test_a_seed_means_the_order_that_it_means_in_javarosa_and_web_forms(seed: str, expected: str) -> None:
    assert shuffled(seed) == expected


def test_a_text_is_a_seed_of_its_own_also_out_of_base64() -> None:
    hidden = base64.b64encode("第一户".encode()).decode()

    assert shuffled("'第一户'") == shuffled(f"base64-decode('{hidden}')")
    assert shuffled("'第一户'") != shuffled("'第二户'")


@given(st.integers(-(2**70), 2**70), st.text("abcdefgh", min_size=1, max_size=8))
def test_shuffling_loses_and_doubles_nothing(seed: int, letters: str) -> None:
    assert sorted(str(shuffled(str(seed), letters))) == sorted(letters)


def test_without_a_seed_the_order_is_chance_that_was_handed_in() -> None:
    assert text("count(randomize(/data/member))") == "3"


@given(st.lists(st.integers(0, 99), min_size=1, max_size=8))
def test_sorting_by_its_own_values_puts_numbers_in_order(numbers: list[int]) -> None:
    written = " ".join(map(str, numbers))

    assert text(f"sort-by('{written}', '{written}')") == " ".join(map(str, sorted(numbers)))

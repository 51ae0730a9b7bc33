"""Every known fault has words."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import storage.errors
import sync.errors
from ui import wording

FAULTS = [
    kind
    for module in (storage.errors, sync.errors)
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if issubclass(kind, Exception) and kind.__module__ == module.__name__
]


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: f"{kind.__module__}.{kind.__qualname__}")
def test_every_fault_has_its_own_sentence(kind: type[Exception]) -> None:
    assert f"{kind.__module__}.{kind.__qualname__}" in wording.SENTENCES


def test_no_sentence_is_left_for_a_fault_that_is_gone() -> None:
    ours = {f"{kind.__module__}.{kind.__qualname__}" for kind in FAULTS}
    named = {name for name in wording.SENTENCES if name.startswith(("storage.", "sync."))}

    assert named == ours


@pytest.mark.parametrize("text", wording.SENTENCES.values())
def test_a_sentence_says_what_happened_and_what_now(text: str) -> None:
    assert len(re.split("[，。；]", text.rstrip("。"))) > 1
    assert text.endswith("。")


def test_values_are_filled_in() -> None:
    error = storage.errors.NewerFile(Path("ruhu.db"), found=9, known=1)

    assert "版本 9" in wording.sentence(error)


def test_a_refusal_is_worded_by_its_code() -> None:
    assert "号段" in wording.sentence(storage.errors.Refused("no_serials"))
    assert "用过" in wording.sentence(sync.errors.Refused("code_used"))


def test_a_refusal_of_a_later_version_still_has_words() -> None:
    assert wording.sentence(sync.errors.Refused("something_new")).endswith("。")


def test_a_bug_is_not_a_known_fault() -> None:
    assert not wording.is_known(KeyError("x"))
    with pytest.raises(LookupError):
        wording.sentence(KeyError("x"))

"""All options that a question may ever offer, without an interview: for tables and for empty paper."""

from __future__ import annotations

from collections.abc import Iterator

from forms.questionnaire import Control, Itemset, Questionnaire, Text
from forms.views import Choice
from forms.xpath.grammar import parse
from forms.xpath.nodes import Node
from forms.xpath.tree import Call, ExpressionError, Literal, Path, Tree

GAP = "___"
"""Stands in a text where the answer to another question would."""


def words(text: Text, language: str) -> str:
    """Return a text with gaps where it would show answers."""
    return "".join(piece if isinstance(piece, str) else GAP for piece in text.pieces(language))


def whole(questionnaire: Questionnaire, index: int, language: str = "") -> tuple[Choice, ...]:
    """Return the options of a select in the order of their list, whatever filter it has.

    Args:
        questionnaire: As loaded; lists in files of their own are not in it.
        index: Of the question.
        language: One of the questionnaire's; "" for the one it shows.

    Returns:
        () for what is no select, and where the options come from a file or from other answers.
    """
    control = questionnaire.controls[index]
    language = language or questionnaire.language
    if control is None:
        return ()
    if control.itemset is None:
        return tuple(Choice(each.value, words(each.label, language)) for each in control.options)
    document = questionnaire.instances.get(list_name(control))
    return tuple(_choices(questionnaire, control.itemset, document, language)) if document else ()


def list_name(control: Control) -> str:
    """Return the name of the list that the options of a select come from, "" if it is no list."""
    if control.itemset is None:
        return ""
    try:
        return _instance_of(parse(control.itemset.nodes.source))
    except ExpressionError:
        return ""


def _instance_of(tree: Tree | None) -> str:
    if isinstance(tree, Path):
        return _instance_of(tree.start)
    if not isinstance(tree, Call) or not tree.arguments:
        return ""
    first = tree.arguments[0]
    if tree.name == "instance":
        return first.value if isinstance(first, Literal) else ""
    return _instance_of(first)  # randomize(instance(…), seed)


def _choices(
    questionnaire: Questionnaire, itemset: Itemset, document: Node, language: str
) -> Iterator[Choice]:
    for root in document.children:
        for row in root.children:
            label = _cell(row, itemset.label)
            text = questionnaire.translations.get(label) if itemset.translated else None
            yield Choice(_cell(row, itemset.value), words(text, language) if text is not None else label)


def _cell(row: Node, name: str) -> str:
    found = row.named.get(name)
    return found[0].text if found else ""

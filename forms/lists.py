"""Lists and words as they were written: whole, without filters and without an interview."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.questionnaire import Definition, Pieces, Questionnaire, Text
from forms.views import Choice
from forms.xpath.nodes import Node

_LIST = re.compile(r"instance\(\s*(['\"])(?P<name>[^'\"]+)\1\s*\)")


def list_of(questionnaire: Questionnaire, index: int) -> str:
    """Return the name of the list that a select takes its options from, "" if it has none by name."""
    control = questionnaire.controls[index]
    if control is None or control.itemset is None:
        return ""
    found = _LIST.search(control.itemset.nodes.source)
    return found["name"] if found else ""


def offered(questionnaire: Questionnaire, index: int) -> tuple[Choice, ...] | None:
    """Return every option that a select may ever offer; None if the form alone does not tell."""
    control = questionnaire.controls[index]
    if control is None:
        return None
    if control.itemset is None:
        options = [Choice(each.value, spoken(questionnaire, each.label)) for each in control.options]
        return tuple(options) or None
    name = list_of(questionnaire, index)
    if name not in questionnaire.instances or name in questionnaire.external:
        return None
    return tuple(_options(questionnaire, name, control.itemset.value))


def listed(questionnaire: Questionnaire, name: str) -> tuple[Choice, ...]:
    """Return the options of a choice list by its name."""
    return tuple(_options(questionnaire, name, "name"))


def _options(questionnaire: Questionnaire, name: str, value: str) -> Iterator[Choice]:
    for root in questionnaire.instances[name].children:
        for row in root.children:
            cells = {column: found[0].text for column, found in row.named.items()}
            words = questionnaire.translations.get(cells.get("itextId", ""))
            label = spoken(questionnaire, words) if words else cells.get("label", "")
            extra = {key: text for key, text in cells.items() if key not in (value, "label", "itextId")}
            yield Choice(cells.get(value, ""), label, extra)


def names(questionnaire: Questionnaire) -> Iterator[str]:
    """Yield the names of the lists that the form holds itself."""
    return (name for name, document in questionnaire.instances.items() if _is_list(document))


def _is_list(document: Node) -> bool:
    return any("name" in row.named for root in document.children for row in root.children)


def spoken(questionnaire: Questionnaire, text: Text) -> str:
    """Return words in the language that is shown, `${name}` where an answer is filled in."""
    return written(text.pieces(questionnaire.language))


def written(pieces: Pieces) -> str:
    """Return words with `${name}` for what is filled in."""
    return "".join(
        piece if isinstance(piece, str) else f"${{{piece.source.strip().rpartition('/')[2]}}}"
        for piece in pieces
    )


def label_of(form: Questionnaire, definition: Definition) -> str:
    """Return the label of a node, its name if it has none."""
    control = form.controls[definition.index]
    words = spoken(form, control.label) if control is not None else ""
    return words or form.binds[definition.index].extensions.get("label", "") or definition.name

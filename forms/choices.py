"""The options of a select as they stand, and their labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from forms.questionnaire import Control, Expression, Itemset, Questionnaire, Text
from forms.recompute import Recompute
from forms.state import Place
from forms.views import NO_MEDIA, Choice, Media
from forms.xpath.convert import to_string
from forms.xpath.nodes import Node, Record

_NO_NODES = Expression("", lambda _: [], ())


class Options:
    """Options by question; lists that no answer can change are made once."""

    def __init__(
        self, questionnaire: Questionnaire, recompute: Recompute, words: Callable[[Text, Place], str]
    ) -> None:
        self._questionnaire = questionnaire
        self._recompute = recompute
        self._words = words
        self._fixed: dict[int, tuple[Choice, ...]] = {}
        self._lists: dict[str, tuple[Choice, ...]] = {}
        self._rows: dict[tuple[str, str], dict[int, Choice]] = {}

    def of(self, place: Place) -> tuple[Choice, ...]:
        """Return the options of a question, () if it is no select."""
        index = place.definition.index
        control = self._questionnaire.controls[index]
        if control is None:
            return ()
        if index in self._fixed:
            return self._fixed[index]
        found = self._make(place, control)
        if _is_fixed(control):
            self._fixed[index] = found
        return found

    def _make(self, place: Place, control: Control) -> tuple[Choice, ...]:
        written = tuple(
            Choice(
                option.value,
                self._words(option.label, place),
                media=option.label.media_in(self._recompute.world.language),
            )
            for option in control.options
        )
        return written if control.itemset is None else (*written, *self._found(place, control.itemset))

    def _found(self, place: Place, itemset: Itemset) -> tuple[Choice, ...]:
        nodes = self._recompute.value(itemset.nodes, place)
        if not isinstance(nodes, list):
            return ()
        if itemset.translated:
            return tuple(self._choice(node, itemset) for node in nodes)
        return tuple(self._of_row(node, itemset) for node in nodes)

    def _of_row(self, node: Node, itemset: Itemset) -> Choice:
        """Return the option of a row; rows of long lists never change, and are looked at again and again."""
        if not isinstance(node, Record):
            return self._choice(node, itemset)
        made = self._rows.setdefault((itemset.value, itemset.label), {})
        found = made.get(id(node))
        if found is None:
            value, label = itemset.value, itemset.label
            found = Choice(node.cell(value), node.cell(label), _Others(node, (value, label)))
            made[id(node)] = found
        return found

    def _choice(self, node: Node, itemset: Itemset) -> Choice:
        extra = node.cells()
        extra.pop(itemset.value, None)
        extra.pop(itemset.label, None)
        words, media = self._label(node, itemset)
        return Choice(_cell(node, itemset.value), words, MappingProxyType(extra), media)

    def _label(self, node: Node, itemset: Itemset) -> tuple[str, Media]:
        text = _cell(node, itemset.label)
        translated = self._questionnaire.translations.get(text) if itemset.translated else None
        if translated is None:
            return text, NO_MEDIA
        language = self._recompute.world.language
        return self._words(translated, self._recompute.state.root), translated.media_in(language)

    def label(self, question: Node, value: str) -> str:
        """Return the label of one value (`jr:choice-name`), "" if there is no such option."""
        if not isinstance(question, Place):
            return ""
        return next((choice.label for choice in self.of(question) if choice.value == value), "")

    def forget(self) -> None:
        """Make all options anew, as after a change of language."""
        self._fixed.clear()
        self._lists.clear()
        self._rows.clear()

    def listed(self, name: str) -> tuple[Choice, ...]:
        """Return a whole choice list by its name."""
        if name not in self._lists:
            document = self._questionnaire.instances.get(name)
            rows = [row for root in document.children for row in root.children] if document else []
            self._lists[name] = tuple(map(self._listed, rows))
        return self._lists[name]

    def _listed(self, row: Node) -> Choice:
        translated = "itextId" in row.named
        known = Itemset(_NO_NODES, "name", "itextId" if translated else "label", translated)
        return self._choice(row, known)


class _Others(Mapping[str, str]):
    """The other columns of a row, read when somebody asks: few ask, and a list may have 40,000 rows."""

    __slots__ = ("_known", "_row")

    def __init__(self, row: Record, known: tuple[str, str]) -> None:
        self._row, self._known = row, known

    def __getitem__(self, name: str) -> str:
        return self._cells()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells())

    def __len__(self) -> int:
        return len(self._cells())

    def _cells(self) -> dict[str, str]:
        return {name: text for name, text in self._row.cells().items() if name not in self._known}


def _is_fixed(control: Control) -> bool:
    """Whether no answer can change the options or their labels."""
    if any(option.label.expressions() for option in control.options):
        return False
    return control.itemset is None or not (control.itemset.nodes.reads or control.itemset.words)


def _cell(node: Node, name: str) -> str:
    found = node.named.get(name)
    return to_string(found) if found else ""

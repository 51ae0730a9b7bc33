"""Which question of a newer version is which of the older one: by name, or by what it says it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forms.questionnaire import Definition, Questionnaire, Shape

WAS = "was"
"""`ruhu:was`: earlier names of a question, separated by spaces."""


def pairs(old: Questionnaire, new: Questionnaire) -> dict[Definition, Definition]:
    """Return the newer node of every older one that is still there, wherever it moved.

    A declared earlier name goes before an equal name, unless the older version knows the newer name too: then
    the declaration is of a still earlier version.
    """
    return _Matching(old, new).found


class _Matching:
    """Pairs under way; a group never becomes a question, nor the other way round."""

    def __init__(self, old: Questionnaire, new: Questionnaire) -> None:
        self.found: dict[Definition, Definition] = {old.root: new.root}
        self._taken: set[Definition] = {new.root}
        self._old = _by_name(old.definitions)
        self._new = [definition for definition in new.definitions if definition is not new.root]
        self._was = {
            definition: new.binds[definition.index].extensions.get(WAS, "").split()
            for definition in self._new
        }
        self._renamed()
        self._by_place()
        self._by_equal_name()

    def _free(self, name: str, shape: Shape) -> list[Definition]:
        named = self._old.get((name, shape == Shape.FIELD), [])
        return [definition for definition in named if definition not in self.found]

    def _renamed(self) -> None:
        """Follow declarations; a chain (`c` was `b`, `b` was `a`) is resolved from its end."""
        again = True
        while again:
            again = False
            for definition, names in self._was.items():
                if definition in self._taken or not names or self._free(definition.name, definition.shape):
                    continue
                earlier = next((old for name in names for old in self._free(name, definition.shape)), None)
                if earlier is not None:
                    self._pair(earlier, definition)
                    again = True

    def _by_place(self) -> None:
        """Names that are used several times are told apart by what they stand in."""
        for definition in self._new:
            if definition not in self._taken:
                here = next(
                    (
                        old
                        for old in self._free(definition.name, definition.shape)
                        if old.parent is not None and self.found.get(old.parent) is definition.parent
                    ),
                    None,
                )
                if here is not None:
                    self._pair(here, definition)

    def _by_equal_name(self) -> None:
        waiting = _by_name(definition for definition in self._new if definition not in self._taken)
        for (name, _), found in waiting.items():
            free = self._free(name, found[0].shape)
            if len(free) == 1 and len(found) == 1 and _internal(free[0]) == _internal(found[0]):
                self._pair(free[0], found[0])

    def _pair(self, old: Definition, new: Definition) -> None:
        self.found[old] = new
        self._taken.add(new)


def _by_name(definitions: Iterable[Definition]) -> Mapping[tuple[str, bool], list[Definition]]:
    found: dict[tuple[str, bool], list[Definition]] = {}
    for definition in definitions:
        found.setdefault((definition.name, definition.shape is Shape.FIELD), []).append(definition)
    return found


def _internal(definition: Definition) -> bool:
    return "/meta/" in f"{definition.path}/"

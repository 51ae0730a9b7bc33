"""What becomes of the answers of an open visit that goes on with a newer version: pure, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from forms.lists import label_of, offered
from forms.matching import pairs
from forms.questionnaire import Definition, Questionnaire, Shape
from forms.values import SELECTS, SEVERAL, VALUES, WHOLE
from forms.views import Choice, Kind
from forms.xpath.convert import number_from_text

_ROW_ID = re.compile(r"\[([0-9A-Za-z_-]+)\]")
_REMARK = "remark["


@dataclass(frozen=True, slots=True)
class Moved:
    """An answer, row or explanation that is kept under another key from now on.

    Attributes:
        display: The value as people read it, "" for a row, which has none.
    """

    old_key: str
    new_key: str
    label: str
    value: str
    display: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that the newer version has no place for: it stays under its key, and can be read."""

    key: str
    label: str
    display: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """An answer that the newer version asks for in another way; it stands, as a problem to be put right.

    Attributes:
        key: In the newer version.
        why: As in `Problem.code`: `type`, `choice` or `range`.
        kind: What the newer version asks for.
        display: The value as people read it in the older version.
    """

    key: str
    label: str
    value: str
    why: str
    kind: Kind
    display: str = ""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The dry run; applying it is putting `patch` into the record.

    Attributes:
        patch: Key → (old, new) value, None = not there, as in `Changes.patch`.
        kept: Answers of questions that are gone.
        unfit: Answers that are no longer of the type, or no longer offered.
        to_ask: `Definition.key` of questions that nobody was asked before (待问), in form order.
        to_ask_labels: What these ask, in the same order.
    """

    patch: Mapping[str, tuple[str | None, str | None]]
    moved: tuple[Moved, ...]
    kept: tuple[Kept, ...]
    unfit: tuple[Unfit, ...]
    to_ask: tuple[str, ...]
    to_ask_labels: tuple[str, ...] = ()


def upgrade(old: Questionnaire, new: Questionnaire, answers: Mapping[str, str]) -> Upgrade:
    """Work out where each answer belongs in a newer version.

    Args:
        old: The version that the answers were given to.
        new: The version they go over to; the same one gives an upgrade that changes nothing.
        answers: All that is kept, as `Interview.answers("*")`; keys that `old` does not know stay.
    """
    return _Upgrading(old, new, answers).outcome()


class _Upgrading:
    def __init__(self, old: Questionnaire, new: Questionnaire, answers: Mapping[str, str]) -> None:
        self._old, self._new, self._answers = old, new, answers
        self._pairs = {here: there for here, there in pairs(old, new).items() if there.shape is here.shape}
        self._at = {_pattern(definition): definition for definition in old.definitions}
        self._at_new = {_pattern(definition): definition for definition in new.definitions}
        self._keys = self._without_collisions(dict(self._new_keys()))
        self._lists: dict[Definition, tuple[Choice, ...] | None] = {}

    def outcome(self) -> Upgrade:
        to_ask = tuple(self._to_ask())
        return Upgrade(
            patch=MappingProxyType(self._patch()),
            moved=tuple(self._moved()),
            kept=tuple(self._kept()),
            unfit=tuple(self._unfit()),
            to_ask=tuple(definition.key for definition in to_ask),
            to_ask_labels=tuple(label_of(self._new, definition) for definition in to_ask),
        )

    def _new_keys(self) -> Iterator[tuple[str, str]]:
        """Yield (old key, new key) of all that has another key in the newer version."""
        for key in self._answers:
            there = self._remark(key) if key.startswith(_REMARK) else self._moved_key(key)
            if there is not None and there != key:
                yield key, there

    def _moved_key(self, key: str) -> str | None:
        """Return the key in the newer version; None if it has no place for it."""
        definition = self._definition(key)
        follower = self._follower(definition) if definition is not None else None
        if follower is None:
            return None
        if follower.shape is Shape.FIELD and not self._new.kept[follower.index]:
            return None
        return _filled(_pattern(follower), _ROW_ID.findall(key), row=key.endswith("]"))

    def _definition(self, key: str) -> Definition | None:
        found = self._at.get(_ROW_ID.sub("[]", key).removesuffix("[]"))
        if found is None or found.shape is Shape.GROUP:
            return None
        return found if (found.shape is Shape.REPEAT) == key.endswith("]") else None

    def _follower(self, definition: Definition) -> Definition | None:
        """Return the newer node, if its rows are the rows of the older one."""
        there = self._pairs.get(definition)
        if there is None or len(there.repeats) != len(definition.repeats):
            return None
        rows = zip(definition.repeats, there.repeats, strict=True)
        return there if all(self._pairs.get(a) is b for a, b in rows) else None

    def _remark(self, key: str) -> str | None:
        """Explanations follow their question (`remark[member[1].phone]`) or row (`remark[R41@member[1]]`)."""
        inner = key.removeprefix(_REMARK).removesuffix("]")
        code, at, row = inner.partition("@")
        there = self._moved_key(row if at else inner)
        if there is None:
            return None
        return f"{_REMARK}{code}@{there}]" if at else f"{_REMARK}{there}]"

    def _without_collisions(self, keys: dict[str, str]) -> dict[str, str]:
        """Leave in place what would be written over another answer; that may make others stay as well."""
        while True:
            targets: dict[str, str] = {}
            stay = {
                key
                for key, there in keys.items()
                if (there in self._answers and there not in keys) or targets.setdefault(there, key) != key
            }
            if not stay:
                return keys
            keys = {key: there for key, there in keys.items() if key not in stay}

    def _patch(self) -> dict[str, tuple[str | None, str | None]]:
        found: dict[str, tuple[str | None, str | None]] = {
            key: (self._answers[key], None) for key in self._keys
        }
        for key, there in self._keys.items():
            found[there] = (self._answers.get(there), self._answers[key])
        return {key: change for key, change in found.items() if change[0] != change[1]}

    def _moved(self) -> Iterator[Moved]:
        for key, there in self._keys.items():
            subject = there.removeprefix(_REMARK).removesuffix("]") if there.startswith(_REMARK) else there
            words = self._label(subject.rpartition("@")[2])
            yield Moved(key, there, words, self._answers[key], self._display(key))

    def _label(self, key: str) -> str:
        definition = self._at_new.get(_ROW_ID.sub("[]", key).removesuffix("[]"))
        return label_of(self._new, definition) if definition is not None else key

    def _kept(self) -> Iterator[Kept]:
        for key in self._answers:
            definition = self._definition(key)
            if (
                definition is None
                or definition.shape is not Shape.FIELD
                or not self._old.kept[definition.index]
            ):
                continue
            if self._moved_key(key) is None or self._stayed(key):
                yield Kept(key, label_of(self._old, definition), self._display(key))

    def _display(self, key: str) -> str:
        """Return an answer as people read it in the older version; "" for a row."""
        if key.endswith("]") and not key.startswith(_REMARK):
            return ""
        definition = self._definition(key)
        if definition is None:
            return self._answers[key]
        options = self._offered(self._old, definition) or ()
        return VALUES[self._old.kinds[definition.index]].display(self._answers[key], options)

    def _offered(self, form: Questionnaire, definition: Definition) -> tuple[Choice, ...] | None:
        """Return the options of a select, made once: many rows ask for the same ones."""
        if definition not in self._lists:
            self._lists[definition] = offered(form, definition.index)
        return self._lists[definition]

    def _stayed(self, key: str) -> bool:
        """Whether a key would have another one, but its place was taken."""
        there = self._moved_key(key)
        return there is not None and there != key and key not in self._keys

    def _unfit(self) -> Iterator[Unfit]:
        for before, key, value in self._after():
            definition = self._at_new.get(_ROW_ID.sub("[]", key))
            if definition is None or not value or not self._new.asked[definition.index]:
                continue
            why = unfitness(self._new, definition, value, self._offered(self._new, definition))
            if why:
                kind = self._new.kinds[definition.index]
                shown = self._display(before)
                yield Unfit(key, label_of(self._new, definition), value, why, kind, shown)

    def _after(self) -> Iterator[tuple[str, str, str]]:
        """Yield (key now, key then, value) of the answers as they will be, without explanations."""
        for key, value in self._answers.items():
            if not key.startswith(_REMARK):
                yield key, self._keys.get(key, key), value

    def _to_ask(self) -> Iterator[Definition]:
        answered = {_ROW_ID.sub("[]", key) for _, key, value in self._after() if value}
        before = {there for here, there in self._pairs.items() if self._was_asked(here)}
        for definition in self._new.definitions:
            if definition in before or not is_question(self._new, definition):
                continue
            if _pattern(definition) not in answered:
                yield definition

    def _was_asked(self, definition: Definition) -> bool:
        return self._old.asked[definition.index] and self._follower(definition) is not None


def is_question(form: Questionnaire, definition: Definition) -> bool:
    """Whether people are asked for it: no note, nothing that can never be typed."""
    readonly = form.binds[definition.index].readonly
    fixed = readonly is not None and readonly.source == "true()"
    return form.asked[definition.index] and form.kinds[definition.index] is not Kind.NOTE and not fixed


def unfitness(
    form: Questionnaire, definition: Definition, value: str, options: tuple[Choice, ...] | None
) -> str:
    """Return why a value is none for a question, as in `Problem.code`; "" if it fits.

    Args:
        form: The questionnaire.
        definition: The question.
        value: Lexical value.
        options: All that a select may offer, None if nobody can tell.
    """
    kind = form.kinds[definition.index]
    control = form.controls[definition.index]
    whole = kind is Kind.RANGE and form.binds[definition.index].type in WHOLE
    if not VALUES[Kind.INTEGER if whole else kind].valid(value):
        return "type"
    if kind in SELECTS:
        chosen = value.split() if kind in SEVERAL else [value]
        known = {choice.value for choice in options} if options is not None else set(chosen)
        return "" if known.issuperset(chosen) else "choice"
    if control is not None and control.bounds is not None:
        least, most = control.bounds.least, control.bounds.most
        return "" if least <= number_from_text(value) <= most else "range"
    return ""


def _pattern(definition: Definition) -> str:
    """Return the shape of a node's keys: `member[].full_name`; of a repeat, without the last brackets."""
    around = definition.repeats[:-1] if definition.shape is Shape.REPEAT else definition.repeats
    return "".join(f"{repeat.key}[]." for repeat in around) + definition.key


def _filled(pattern: str, ids: list[str], *, row: bool) -> str:
    """Put row ids back into a pattern."""
    parts = (f"{pattern}[]" if row else pattern).split("[]")
    return "".join(
        part + (f"[{row_id}]" if row_id else "") for part, row_id in zip(parts, [*ids, ""], strict=True)
    )

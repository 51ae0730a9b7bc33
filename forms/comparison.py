"""What differs between two versions of a questionnaire, question by question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from forms.lists import label_of, list_of, listed, names, offered, written
from forms.matching import pairs
from forms.questionnaire import Control, Definition, Expression, Questionnaire, Shape, Text
from forms.views import Choice

_STEP = re.compile(r"(?<![\w\"')\]])(?:current\(\)/)?(?:\.\./|/)(?:[\w.-]+/|\.\./)*([\w-]+)")
_PADDED = re.compile(r"(\() | (\))")
"""pyxform pads references with spaces."""
_QUOTED = re.compile(r"('[^']*'|\"[^\"]*\")")
_POINTS = "points"
_NAMED_IN = ("ref", "unit", "sensitive", "check", "record", "rows", "level", "format")
_SCORED = ("score", "override", "reason", "veto", "figure", "rule", "at", "message", "basis")


class Change(StrEnum):
    """What kind of difference it is."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    TYPE = "type"
    LABEL = "label"
    CHOICES = "choices"
    LOGIC = "logic"
    SCORE = "score"
    TEXT = "text"
    """The form's own words: title, scheme, languages."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        name: Of the question or group in the newer version; of a choice list; `settings`.
        was: Its name in the older version, "" where that is the same.
        label: For people: of the question; of a list, the option's label or value.
        old: What it said, "" where there was nothing.
        new: What it says, "" where there is nothing.
        aspect: What of it: `relevant`, `hint`, `points`, …; "" where the change says it.
    """

    change: Change
    name: str
    was: str = ""
    label: str = ""
    old: str = ""
    new: str = ""
    aspect: str = ""


def compare(old: Questionnaire, new: Questionnaire) -> tuple[Difference, ...]:
    """Return all differences: of the form, of questions in form order, those gone, of choice lists."""
    return tuple(_Comparison(old, new).differences())


class _Comparison:
    def __init__(self, old: Questionnaire, new: Questionnaire) -> None:
        self._old, self._new = old, new
        self._there = pairs(old, new)
        self._here = {there: here for here, there in self._there.items()}
        self._renamed = {here.name: there.name for here, there in self._there.items()}

    def differences(self) -> Iterator[Difference]:
        yield from self._settings()
        for definition in self._new.definitions:
            if _of_people(self._new, definition):
                yield from self._question(definition)
        for definition in self._old.definitions:
            if _of_people(self._old, definition) and definition not in self._there:
                label = label_of(self._old, definition)
                kind = sort_of(self._old, definition)
                yield Difference(Change.REMOVED, definition.name, label=label, old=kind)
        yield from self._lists()

    def _settings(self) -> Iterator[Difference]:
        for aspect in ("title", "name", "scheme"):
            was, now = getattr(self._old, aspect), getattr(self._new, aspect)
            if was != now:
                yield Difference(Change.TEXT, "settings", old=was, new=now, aspect=aspect)
        was, now = "、".join(self._old.languages), "、".join(self._new.languages)
        if was != now:
            yield Difference(Change.TEXT, "settings", old=was, new=now, aspect="languages")

    def _question(self, definition: Definition) -> Iterator[Difference]:
        label = label_of(self._new, definition)
        before = self._here.get(definition)
        if before is None:
            yield Difference(Change.ADDED, definition.name, label=label, new=sort_of(self._new, definition))
            return
        was = before.name if before.name != definition.name else ""
        for found in self._changed(before, definition):
            yield replace(found, name=definition.name, was=was, label=found.label or label)

    def _changed(self, before: Definition, definition: Definition) -> Iterator[Difference]:
        if before.name != definition.name:
            yield Difference(Change.RENAMED, "", old=before.name, new=definition.name)
        if before.parent is not None and self._there.get(before.parent) is not definition.parent:
            yield Difference(Change.MOVED, "", old=_home(self._old, before), new=_home(self._new, definition))
        was, now = sort_of(self._old, before), sort_of(self._new, definition)
        if was != now:
            yield Difference(Change.TYPE, "", old=was, new=now)
        yield from self._words(before, definition)
        yield from self._options(before, definition)
        yield from self._logic(before, definition)

    def _words(self, before: Definition, definition: Definition) -> Iterator[Difference]:
        was, now = _texts(self._old, before), _texts(self._new, definition)
        for aspect in was.keys() | now.keys():
            if was.get(aspect, "") != now.get(aspect, ""):
                yield Difference(
                    Change.LABEL, "", old=was.get(aspect, ""), new=now.get(aspect, ""), aspect=aspect
                )

    def _options(self, before: Definition, definition: Definition) -> Iterator[Difference]:
        """Options written into the question, or another list; what a list holds is told with the list."""
        was, now = list_of(self._old, before.index), list_of(self._new, definition.index)
        if was != now:
            yield Difference(Change.CHOICES, "", old=was, new=now, aspect="list")
        if not was and not now:
            earlier, later = (
                offered(self._old, before.index) or (),
                offered(self._new, definition.index) or (),
            )
            yield from _between(earlier, later)

    def _logic(self, before: Definition, definition: Definition) -> Iterator[Difference]:
        was = {name: self._renaming(text) for name, text in _rules(self._old, before).items()}
        now = _rules(self._new, definition)
        for aspect in dict.fromkeys((*was, *now)):
            if was.get(aspect, "") != now.get(aspect, ""):
                change = Change.SCORE if aspect in _SCORED else Change.LOGIC
                yield Difference(change, "", old=was.get(aspect, ""), new=now.get(aspect, ""), aspect=aspect)

    def _renaming(self, text: str) -> str:
        """Return an expression with the newer names: to be renamed is no other condition."""
        return re.sub(r"\$\{([^}]+)\}", lambda found: f"${{{self._renamed.get(found[1], found[1])}}}", text)

    def _lists(self) -> Iterator[Difference]:
        was, now = set(names(self._old)), set(names(self._new))
        for name in dict.fromkeys((*names(self._new), *names(self._old))):
            earlier = listed(self._old, name) if name in was else ()
            later = listed(self._new, name) if name in now else ()
            yield from (replace(found, name=name) for found in _between(earlier, later))


def _between(earlier: tuple[Choice, ...], later: tuple[Choice, ...]) -> Iterator[Difference]:
    """Compare options by value; their order counts only where nothing else differs."""
    was, now = {each.value: each for each in earlier}, {each.value: each for each in later}
    for value in dict.fromkeys((*now, *was)):
        yield from _option(value, was.get(value), now.get(value))
    if was.keys() == now.keys() and list(was) != list(now):
        yield Difference(Change.CHOICES, "", old="、".join(was), new="、".join(now), aspect="order")


def _option(value: str, was: Choice | None, now: Choice | None) -> Iterator[Difference]:
    if was is None or now is None:
        old, new = (was.label or value if was else ""), (now.label or value if now else "")
        yield Difference(Change.CHOICES, "", label=value, old=old, new=new, aspect="option")
        return
    if was.label != now.label:
        yield Difference(Change.CHOICES, "", label=value, old=was.label, new=now.label, aspect="label")
    for column in dict.fromkeys((*was.extra, *now.extra)):
        old, new = was.extra.get(column, ""), now.extra.get(column, "")
        if old != new:
            change = Change.SCORE if column == _POINTS else Change.CHOICES
            yield Difference(change, "", label=now.label or value, old=old, new=new, aspect=column)


def _of_people(form: Questionnaire, definition: Definition) -> bool:
    """Whether an author wrote it: not the form itself, and not what stands below its metadata."""
    return definition is not form.root and "/meta/" not in f"{definition.path}/"


def sort_of(form: Questionnaire, definition: Definition) -> str:
    """Return what a node is: a kind of question, `calculate`, `group` or `repeat`."""
    if definition.shape is not Shape.FIELD:
        return definition.shape.value
    return form.kinds[definition.index].value if form.controls[definition.index] else "calculate"


def _home(form: Questionnaire, definition: Definition) -> str:
    above = definition.parent
    return "" if above is None or above is form.root else label_of(form, above)


def _texts(form: Questionnaire, definition: Definition) -> Mapping[str, str]:
    """Return all words by what they are; those of other languages name theirs: `label (English)`."""
    control, bind = form.controls[definition.index], form.binds[definition.index]
    pieces: list[tuple[str, Text]] = [
        ("constraint_message", bind.constraint_message),
        ("required_message", bind.required_message),
    ]
    if control is not None:
        pieces = [("label", control.label), ("hint", control.hint), *pieces]
    found = {}
    for aspect, text in pieces:
        for language, words in text.by_language.items():
            found[_spoken_in(form, aspect, language)] = written(words)
        for language, words in text.guidance.items():
            found[_spoken_in(form, "guidance", language)] = written(words)
        for language, media in text.media.items():
            files = (media.image, media.big_image, media.audio, media.video)
            found[_spoken_in(form, f"{aspect}_media", language)] = "、".join(filter(None, files))
    return found


def _spoken_in(form: Questionnaire, aspect: str, language: str) -> str:
    return aspect if language in ("", form.language) else f"{aspect} ({language})"


def _rules(form: Questionnaire, definition: Definition) -> Mapping[str, str]:
    """Return expressions and settings of a node by the column they stand in; only what is there."""
    bind, control = form.binds[definition.index], form.controls[definition.index]
    expressions: dict[str, Expression | None] = {
        "relevant": bind.relevant,
        "required": bind.required,
        "readonly": bind.readonly,
        "constraint": bind.constraint,
        "calculation": bind.calculate,
    }
    found = {name: shown(each.source) for name, each in expressions.items() if each is not None}
    found["default"] = definition.default
    found["save_to"] = bind.save_to
    found.update(_of_control(control) if control is not None else {})
    found["trigger"] = "；".join(_actions(form, definition))
    for name in (*_NAMED_IN, *_SCORED):
        found[name] = shown(bind.extensions.get(name, ""))
    return {name: text for name, text in found.items() if text}


def _actions(form: Questionnaire, definition: Definition) -> Iterator[str]:
    """Yield the values that are set when something happens, with the question that it happens to."""
    for action in form.actions:
        if action.target is definition:
            by = f"${{{action.trigger.name}}} → " if action.trigger is not None else ""
            yield by + (shown(action.value.source) if action.value is not None else action.text)


def _of_control(control: Control) -> Mapping[str, str]:
    bounds = control.bounds
    return {
        "appearance": control.appearance,
        "repeat_count": shown(control.count.source) if control.count is not None else "",
        "choice_filter": _filter(control),
        "parameters": f"{bounds.least}–{bounds.most} / {bounds.step}" if bounds is not None else "",
    }


def _filter(control: Control) -> str:
    source = control.itemset.nodes.source if control.itemset is not None else ""
    return shown(source) if "[" in source else ""


def shown(source: str) -> str:
    """Return an expression as its author wrote it: `${name}` for a path, one space for many."""
    parts = _QUOTED.split(source)
    parts[::2] = [_STEP.sub(r"${\1}", part) for part in parts[::2]]
    return _PADDED.sub(r"\1\2", " ".join("".join(parts).split()))

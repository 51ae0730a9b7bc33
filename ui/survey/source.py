"""What a page shows, read from an interview; answers of a finished visit are only to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QCoreApplication

from forms import Interview
from forms.values import ATTACHED
from forms.views import FieldView, Kind, Node, NodeKind, Progress
from ui.fields.supply import NO_SUPPLY, Supply
from ui.fields.words import title

SUMMARY: Final = "summary"
"""The appearance of a question that stands in the one-line summary of its row."""
SUMMARY_FALLBACK: Final = 4
"""So many questions stand in the summary where the questionnaire marks none."""
UNFIT: Final = ATTACHED | {Kind.NOTE, Kind.GEOTRACE, Kind.GEOSHAPE, Kind.TRIGGER, Kind.RANK}
"""Kinds that say little in a line."""
BY_SCORE: Final = "ruhu-score"
"""The appearance of a group whose questions are asked from the score, not on a page."""
ONE_PAGE: Final = "field-list"
"""The appearance of a group whose questions stand together on one page."""
NOTHING: Final = Progress(0, 0, 0)
STEP_SIGNS: Final = 40
"""The most signs of a step's name."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the form: a group or repeat at the top, or the questions that lie between two of these."""

    key: str
    title: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One page of a step: a group below it, or the questions that lie between its groups."""

    key: str
    title: str
    nodes: tuple[Node, ...]

    @property
    def keys(self) -> Iterator[str]:
        """Keys of all questions on the page, in order."""
        places = (place for node in self.nodes for place in node.walk())
        return (place.key for place in places if place.kind is NodeKind.FIELD)


class Source:
    """The open interview as pages see it.

    Attributes:
        locked: The visit is finished: its answers are shown, those of other records (五议) still asked.
        supply: What fields get from outside.
    """

    def __init__(self, interview: Interview, *, locked: bool = False, supply: Supply = NO_SUPPLY) -> None:
        self.interview = interview
        self.locked = locked
        self.supply = supply

    def view(self, key: str) -> FieldView:
        """Return a question as it is to be shown now."""
        view = self.interview.view(key)
        return replace(view, readonly=True) if self.locked and not view.record else view

    def steps(self) -> tuple[Step, ...]:
        """Return the parts of the form that apply, in order; those without anything to show are left out."""
        form = self.interview.layout()
        runs = tuple(_runs(form.children))
        whole = form.label if len(runs) == 1 else ""
        made = (Step(run[0].key, whole or self._title(run), run) for run in runs)
        return tuple(step for step in made if any(self._is_asked(node) for node in step.nodes))

    def sections(self, step: Step) -> tuple[Section, ...]:
        """Cut a step into pages."""
        group = step.nodes[0]
        if group.kind is not NodeKind.GROUP or ONE_PAGE in group.appearance.split():
            return (Section(step.key, step.title, step.nodes),)
        runs = (run for run in _runs(group.children) if self._is_page(run))
        pages = [Section(run[0].key, self._title(run, step.title), run) for run in runs]
        if len(pages) == 1 and pages[0].nodes[0].kind is NodeKind.FIELD:
            return (replace(pages[0], nodes=step.nodes),)
        return tuple(pages)

    def loose(self) -> dict[tuple[str, ...], bool]:
        """Return the runs of questions that make a page by themselves, and whether any of each is asked."""
        form = self.interview.layout()
        above = (form, *(node for node in form.children if node.kind is NodeKind.GROUP))
        runs = (run for node in above for run in _runs(node.children) if run[0].kind is NodeKind.FIELD)
        found = (tuple(node.key for node in run) for run in runs)
        return {keys: self.is_any_asked(keys) for keys in found}

    def is_any_asked(self, keys: tuple[str, ...]) -> bool:
        """Whether any of these questions applies."""
        return any(self.interview.view(key).relevant for key in keys)

    def progress(self, part: Section | Step) -> Progress:
        """Return how far a page or step is."""
        found = [self._progress_of(node) for node in part.nodes]
        return Progress(*(sum(column) for column in zip(*map(_triple, found), strict=True)))

    def summary(self, row: Node) -> tuple[FieldView, ...]:
        """Return the questions that tell one row from another, in a line."""
        views = [self.interview.view(node.key) for node in _own_fields(row)]
        marked = [self._aged(view, row) for view in views if SUMMARY in view.appearance]
        fitting = [view for view in views if not view.sensitive and view.kind not in UNFIT]
        return tuple(marked or fitting[:SUMMARY_FALLBACK])

    def _title(self, run: tuple[Node, ...], otherwise: str = "") -> str:
        first = run[0]
        if first.kind is not NodeKind.FIELD:
            return title(first.label, 60) or otherwise or self._first_label(first)
        return otherwise or title(first.label, STEP_SIGNS)

    def _first_label(self, node: Node) -> str:
        """A group without a name is called by what it asks first."""
        labels = (title(place.label, STEP_SIGNS) for place in node.walk())
        return next((label for label in labels if label), node.name)

    def _aged(self, view: FieldView, row: Node) -> FieldView:
        """Tell the age instead of the day of birth, where the questionnaire works it out."""
        if view.name != "birth_date":
            return view
        try:
            age = self.interview.view(f"{row.key}.age")
        except KeyError:
            return view
        return replace(
            age,
            label=QCoreApplication.translate("Source", "年龄"),
            unit=QCoreApplication.translate("Source", "岁"),
        )

    def _progress_of(self, node: Node) -> Progress:
        if node.kind is not NodeKind.FIELD:
            return self.interview.progress(node.key)
        view = self.interview.view(node.key)
        if not view.relevant:
            return NOTHING
        blocking = sum(problem.blocks for problem in view.problems)
        return Progress(int(view.required), int(view.required and bool(view.value)), blocking)

    def _is_page(self, run: tuple[Node, ...]) -> bool:
        return any(self._is_asked(node) for node in run)

    def _is_asked(self, node: Node) -> bool:
        """Whether there is anything to see of a node now."""
        if node.kind is NodeKind.FIELD:
            return self.interview.view(node.key).relevant
        if not node.relevant or BY_SCORE in node.appearance:
            return False
        return node.kind is not NodeKind.GROUP or any(self._is_asked(child) for child in node.children)


def _runs(nodes: Iterable[Node]) -> Iterator[tuple[Node, ...]]:
    """Yield groups and repeats one by one, and questions between them together."""
    loose: list[Node] = []
    for node in nodes:
        if node.kind is NodeKind.FIELD:
            loose.append(node)
            continue
        if loose:
            yield tuple(loose)
            loose = []
        yield (node,)
    if loose:
        yield tuple(loose)


def _own_fields(row: Node) -> Iterator[Node]:
    """Yield the questions of a row, without those of rows inside it."""
    for node in row.children:
        if node.kind is NodeKind.FIELD:
            yield node
        elif node.kind is NodeKind.GROUP:
            yield from _own_fields(node)


def _triple(progress: Progress) -> tuple[int, int, int]:
    return progress.required, progress.answered, progress.blocking

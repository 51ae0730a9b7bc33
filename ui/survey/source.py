"""What a page shows, read from an interview; answers of a finished visit are only to be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QCoreApplication

from forms import Interview
from forms.views import FieldView, Kind, Node, NodeKind, Progress

SUMMARY: Final = "summary"
"""The appearance of a question that stands in the one-line summary of its row."""
SUMMARY_FALLBACK: Final = 4
"""So many questions stand in the summary where the questionnaire marks none."""
BY_SCORE: Final = "ruhu-score"
"""The appearance of a group whose questions are asked from the score, not on a page."""
NOTHING: Final = Progress(0, 0, 0)


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
    """

    def __init__(self, interview: Interview, *, locked: bool = False) -> None:
        self.interview = interview
        self.locked = locked

    def view(self, key: str) -> FieldView:
        """Return a question as it is to be shown now."""
        view = self.interview.view(key)
        return replace(view, readonly=True) if self.locked and not view.record else view

    def steps(self) -> tuple[Node, ...]:
        """Return the groups at the top of the form, those that apply."""
        return tuple(node for node in self.interview.layout().children if node.kind is NodeKind.GROUP)

    def sections(self, step: Node) -> tuple[Section, ...]:
        """Cut a step into pages."""
        pages: list[Section] = []
        loose: list[Node] = []
        for node in (*step.children, None):
            if node is not None and node.kind is NodeKind.FIELD:
                loose.append(node)
                continue
            if loose:
                pages.append(Section(loose[0].key, "", tuple(loose)))
                loose = []
            if node is not None and node.relevant and BY_SCORE not in node.appearance:
                pages.append(Section(node.key, node.label, (node,)))
        return tuple(replace(page, title=page.title or step.label) for page in pages if self._is_asked(page))

    def progress(self, section: Section) -> Progress:
        """Return how far a page is."""
        parts = [self._progress_of(node) for node in section.nodes]
        return Progress(*(sum(column) for column in zip(*map(_triple, parts), strict=True)))

    def summary(self, row: Node) -> tuple[FieldView, ...]:
        """Return the questions that tell one row from another, in a line."""
        fields = [node for node in row.walk() if node.kind is NodeKind.FIELD and "[" in node.key]
        views = [self.interview.view(node.key) for node in fields]
        marked = [self._aged(view, row) for view in views if SUMMARY in view.appearance]
        fitting = [view for view in views if not view.sensitive and view.kind not in {Kind.NOTE, Kind.IMAGE}]
        return tuple(marked or fitting[:SUMMARY_FALLBACK])

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

    def _is_asked(self, section: Section) -> bool:
        whole = any(node.kind is not NodeKind.FIELD for node in section.nodes)
        return whole or any(self.interview.view(node.key).relevant for node in section.nodes)


def _triple(progress: Progress) -> tuple[int, int, int]:
    return progress.required, progress.answered, progress.blocking

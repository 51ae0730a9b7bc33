"""Where one is in an interview: which step, which section of it, and where a question lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from unicodedata import east_asian_width

from forms.views import Changes
from ui.survey.marks import Light, light_of
from ui.survey.source import Section, Source, Step
from ui.survey.steps import Mark

LAST: Final = 10_000
"""Beyond the last section of any step."""
SETTLED: Final = frozenset({Light.DONE, Light.OPTIONAL})
BAR_STEPS: Final = 7
"""More steps than this do not stand side by side."""
BAR_SIGNS: Final = 72
"""Nor do steps whose names have more signs together; hanzi count twice."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list on the left: a step, or a section of the step one is at."""

    step: int
    section: int | None
    mark: Mark


class Route:
    """The steps of an interview with their sections; remembers the section where each step was left."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.steps: tuple[Step, ...] = source.steps()
        self.sections: tuple[Section, ...] = ()
        self.step = self.at = 0
        self._left_at: dict[str, int] = {}
        self._places: dict[str, tuple[int, int]] | None = None
        self._loose = source.loose()
        self._has_sections = any(len(source.sections(step)) > 1 for step in self.steps)
        self.go_step(0)

    @property
    def section(self) -> Section | None:
        """The section one is at, None in a form without any."""
        return self.sections[self.at] if self.sections else None

    @property
    def is_first(self) -> bool:
        """Whether nothing comes before this section."""
        return self.step == 0 and self.at == 0

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after this section."""
        return self.step + 1 >= len(self.steps) and self.at + 1 >= len(self.sections)

    @property
    def is_crowded(self) -> bool:
        """Whether the steps are too many, or their names too long, to stand side by side."""
        signs = sum(_width(step.title) for step in self.steps)
        return len(self.steps) > BAR_STEPS or signs > BAR_SIGNS

    @property
    def has_list(self) -> bool:
        """Whether there is anything to choose from on the left: sections, or the steps themselves."""
        return self.is_crowded or self._has_sections

    @property
    def following(self) -> tuple[str, str]:
        """Titles of the next section of this step, or of the next step; both "" at the end."""
        if self.at + 1 < len(self.sections):
            return self.sections[self.at + 1].title, ""
        return "", self.steps[self.step + 1].title if self.step + 1 < len(self.steps) else ""

    def go_step(self, index: int) -> None:
        """Go to a step, to the section where it was left."""
        self.step = index
        self.sections = self.source.sections(self.steps[index]) if self.steps else ()
        self.go_section(self._left_at.get(self.steps[index].key, 0) if self.steps else 0)

    def go_section(self, index: int) -> None:
        """Go to a section of this step."""
        self.at = min(max(index, 0), max(len(self.sections) - 1, 0))
        if self.steps:
            self._left_at[self.steps[self.step].key] = self.at

    def turn(self, by: int) -> bool:
        """Go on by one section (or back with -1), over the end of a step; False where there is none."""
        if 0 <= self.at + by < len(self.sections):
            self.go_section(self.at + by)
            return True
        if not 0 <= self.step + by < len(self.steps):
            return False
        self._left_at[self.steps[self.step + by].key] = 0 if by > 0 else LAST
        self.go_step(self.step + by)
        return True

    def go_to_unfinished(self) -> None:
        """Go to the first section that is not finished, to the first of all if there is none."""
        for index, step in enumerate(self.steps):
            for place, section in enumerate(self.source.sections(step)):
                if light_of(self.source.progress(section)) not in SETTLED:
                    self.go_step(index)
                    self.go_section(place)
                    return
        self.go_step(0)

    def is_outdated(self, changes: Changes) -> bool:
        """Whether steps or sections come or go with these changes."""
        shown = frozenset(changes.shown)
        return bool(changes.structure) or any(
            self.source.is_any_asked(keys) != asked
            for keys, asked in self._loose.items()
            if not shown.isdisjoint(keys)
        )

    def refit(self) -> bool:
        """Follow steps and sections as they come and go; whether the section shown is still there."""
        shown, step = self.section, self.steps[self.step].key if self.steps else ""
        self._places = None
        self._loose = self.source.loose()
        self.steps = self.source.steps()
        keys = [each.key for each in self.steps]
        self.step = keys.index(step) if step in keys else min(self.step, max(len(keys) - 1, 0))
        self.sections = self.source.sections(self.steps[self.step]) if self.steps else ()
        keys = [section.key for section in self.sections]
        stays = shown is not None and shown.key in keys
        self.go_section(keys.index(shown.key) if shown is not None and stays else self.at)
        return stays

    def place_of(self, key: str) -> tuple[int, int] | None:
        """Return step and section of a question, group or row; None if it is on no page."""
        if self._places is None:
            self._places = dict(self._all_places())
        return self._places.get(key)

    def path_of(self, key: str) -> str:
        """Return step and section of a question in words, "" if it is on no page."""
        place = self.place_of(key)
        if place is None:
            return ""
        step = self.steps[place[0]]
        title = self.source.sections(step)[place[1]].title
        return step.title if title == step.title else f"{step.title} · {title}"

    def step_marks(self) -> tuple[Mark, ...]:
        """Return the steps with how far they are."""
        return tuple(Mark(step.title, self.source.progress(step)) for step in self.steps)

    def section_marks(self) -> tuple[Mark, ...]:
        """Return the sections of this step with how far they are."""
        return tuple(Mark(section.title, self.source.progress(section)) for section in self.sections)

    def entries(self) -> tuple[Entry, ...]:
        """Return the lines of the list on the left: the sections of this step, below all steps if crowded."""
        sections = [Entry(self.step, at, mark) for at, mark in enumerate(self.section_marks())]
        if not self.is_crowded:
            return tuple(sections)
        found: list[Entry] = []
        for index, mark in enumerate(self.step_marks()):
            found.append(Entry(index, None, mark))
            if index == self.step and len(sections) > 1:
                found += [Entry(each.step, each.section, each.mark.inside()) for each in sections]
        return tuple(found)

    def entry_here(self, entries: tuple[Entry, ...]) -> int:
        """Return which of these lines one is at."""
        here = ((self.step, self.at), (self.step, None))
        places = [(entry.step, entry.section) for entry in entries]
        return next((places.index(place) for place in here if place in places), -1)

    def _all_places(self) -> Iterator[tuple[str, tuple[int, int]]]:
        for index, step in enumerate(self.steps):
            for place, section in enumerate(self.source.sections(step)):
                for top in section.nodes:
                    yield from ((node.key, (index, place)) for node in top.walk())


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)

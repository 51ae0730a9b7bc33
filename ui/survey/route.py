"""Where one is in an interview: which step, which section of it, and where a question lies."""

from __future__ import annotations

from typing import Final

from forms.views import Node
from ui.survey.marks import Light, light_of
from ui.survey.source import Section, Source
from ui.survey.steps import Mark

LAST: Final = 10_000
"""Beyond the last section of any step."""
SETTLED: Final = frozenset({Light.DONE, Light.OPTIONAL})


class Route:
    """The steps of an interview with their sections; remembers the section where each step was left."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.steps: tuple[Node, ...] = source.steps()
        self.sections: tuple[Section, ...] = ()
        self.step = self.at = 0
        self._left_at: dict[str, int] = {}
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
    def following(self) -> tuple[str, str]:
        """Titles of the next section of this step, or of the next step; both "" at the end."""
        if self.at + 1 < len(self.sections):
            return self.sections[self.at + 1].title, ""
        return "", self.steps[self.step + 1].label if self.step + 1 < len(self.steps) else ""

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

    def refit(self) -> bool:
        """Follow sections as they come and go; whether the one shown is still there."""
        shown = self.section
        self.steps = self.source.steps()
        self.sections = self.source.sections(self.steps[self.step])
        keys = [section.key for section in self.sections]
        stays = shown is not None and shown.key in keys
        self.go_section(keys.index(shown.key) if shown is not None and stays else self.at)
        return stays

    def place_of(self, key: str) -> tuple[int, int] | None:
        """Return step and section of a question, group or row; None if it is on no page."""
        for index, step in enumerate(self.steps):
            for place, section in enumerate(self.source.sections(step)):
                if any(node.key == key for top in section.nodes for node in top.walk()):
                    return index, place
        return None

    def path_of(self, key: str) -> str:
        """Return step and section of a question in words, "" if it is on no page."""
        place = self.place_of(key)
        if place is None:
            return ""
        step = self.steps[place[0]]
        title = self.source.sections(step)[place[1]].title
        return step.label if title == step.label else f"{step.label} · {title}"

    def step_marks(self) -> tuple[Mark, ...]:
        """Return the steps with how far they are."""
        return tuple(Mark(step.label, self.source.interview.progress(step.key)) for step in self.steps)

    def section_marks(self) -> tuple[Mark, ...]:
        """Return the sections of this step with how far they are."""
        return tuple(Mark(section.title, self.source.progress(section)) for section in self.sections)

"""How far a form is: counted once, and again only where something changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from forms.problems import Findings
from forms.questionnaire import Questionnaire, Shape
from forms.state import Place, within
from forms.views import Kind, Progress


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts what is required, answered and in the way; every place keeps its own count."""

    questionnaire: Questionnaire
    findings: Findings

    def of(self, place: Place) -> Progress:
        """Return how far a place is, with all below it."""
        if place.progress is None:
            is_field = place.definition.shape is Shape.FIELD
            place.progress = self._one(place) if is_field else self.sum(within(place))
        return place.progress

    def sum(self, places: Iterable[Place]) -> Progress:
        """Return how far some places are together."""
        required = answered = blocking = 0
        for place in places:
            progress = self.of(place)
            required += progress.required
            answered += progress.answered
            blocking += progress.blocking
        return Progress(required, answered, blocking)

    def _one(self, place: Place) -> Progress:
        index = place.definition.index
        asked = self.questionnaire.asked[index] and self.questionnaire.kinds[index] is not Kind.NOTE
        required = place.relevant and place.required and asked
        blocking = sum(problem.blocks and problem.at[0] == place.key for problem in self.findings.of(place))
        return Progress(int(required), int(required and bool(place.stored)), blocking)


def forget(place: Place) -> None:
    """Have a place and everything it lies in counted again."""
    above: object = place
    while isinstance(above, Place):
        above.progress = None
        above = above.parent

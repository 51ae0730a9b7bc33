"""What there is to see of an interview: views of questions, the layout, words with values in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forms.choices import Options
from forms.masking import is_sensitive
from forms.questionnaire import NO_EXTENSIONS, Definition, Expression, Pieces, Questionnaire, Shape, Text
from forms.recompute import Recompute
from forms.state import Place, Row, Rows
from forms.values import SELECTS, VALUES
from forms.views import NO_MEDIA, FieldView, Kind, Node, NodeKind, Problem
from forms.xpath.convert import to_string

FIXED_ROWS = "fixed-rows"
"""In the appearance of a repeat: its number of rows follows from answers, people cannot add or remove any."""


class Sight:
    """Turns places into the plain values that others see."""

    def __init__(self, questionnaire: Questionnaire, recompute: Recompute) -> None:
        self.questionnaire = questionnaire
        self._recompute = recompute
        self._options = Options(questionnaire, recompute, self.words)
        self.problems_of: Callable[[Place], tuple[Problem, ...]] = lambda _: ()

    @property
    def options(self) -> Options:
        """The options of selects."""
        return self._options

    def view(self, place: Place) -> FieldView:
        """Return a question as it stands; kept with its place until something changes."""
        if place.view is None:
            place.view = self._look(place)
        return place.view

    def _look(self, place: Place) -> FieldView:
        index = place.definition.index
        bind, control = self.questionnaire.binds[index], self.questionnaire.controls[index]
        kind = self.questionnaire.kinds[index]
        calculated = bind.calculate is not None and not self.questionnaire.asked[index]
        choices = self._options.of(place) if kind in SELECTS or kind is Kind.RANGE else ()
        more, language = bind.extensions, self._recompute.world.language
        return FieldView(
            key=place.key,
            name=place.definition.name,
            kind=kind,
            label=self.words(control.label, place) if control else more.get("label", ""),
            hint=self.words(control.hint, place) if control else "",
            value=place.stored,
            display=VALUES[kind].display(place.stored, choices) if place.stored else "",
            relevant=place.relevant,
            readonly=place.locked or calculated or kind is Kind.NOTE,
            required=place.required,
            calculated=calculated,
            sensitive=is_sensitive(self.questionnaire, index),
            unit=more.get("unit", ""),
            ref=more.get("ref", ""),
            appearance=control.appearance if control else "",
            record=self.questionnaire.records[index],
            choices=choices,
            problems=self.problems_of(place),
            guidance=self._joined(control.label.guidance_in(language), place)
            or self._joined(control.hint.guidance_in(language), place)
            if control
            else "",
            media=control.label.media_in(language) if control else NO_MEDIA,
            bounds=control.bounds if control else None,
            parameters=bind.parameters | control.parameters if control else NO_EXTENSIONS,
        )

    def words(self, text: Text, place: Place) -> str:
        """Return a text with the values of other questions in it."""
        return self._joined(text.pieces(self._recompute.world.language), place)

    def _joined(self, pieces: Pieces, place: Place) -> str:
        return "".join(
            to_string(self._recompute.value(piece, place)) if isinstance(piece, Expression) else piece
            for piece in pieces
        )

    def node(self, place: Place) -> Node:
        """Return a place and what is below it."""
        control = self.questionnaire.controls[place.definition.index]
        label = self.words(control.label, place) if control else ""
        appearance = control.appearance if control else ""
        kind = _node_kind(place)
        if kind is NodeKind.FORM:
            label = self.questionnaire.title
        children = tuple(self._children(place)) if kind is not NodeKind.FIELD else ()
        return Node(kind, place.key, place.definition.name, label, place.relevant, appearance, children)

    def _children(self, place: Place) -> Iterator[Node]:
        for definition in place.definition.children:
            if not self._is_shown(definition):
                continue
            if definition.shape is Shape.REPEAT:
                yield self.repeat_node(place.scope.repeats[definition.index])
            else:
                yield self.node(place.scope.members[definition.index])

    def _is_shown(self, definition: Definition) -> bool:
        return self.questionnaire.controls[definition.index] is not None or any(
            self._is_shown(child) for child in definition.children if definition.shape is not Shape.FIELD
        )

    def repeat_node(self, rows: Rows) -> Node:
        """Return a repeat with its rows."""
        control = self.questionnaire.controls[rows.definition.index]
        label = self.words(control.label, rows.ghost) if control else ""
        appearance = control.appearance if control else ""
        if control is not None and (control.fixed or control.count is not None):
            appearance = f"{appearance} {FIXED_ROWS}".strip()
        relevant = rows.ghost.relevant
        children = tuple(map(self.node, rows.active))
        return Node(NodeKind.REPEAT, rows.key, rows.definition.name, label, relevant, appearance, children)


def _node_kind(place: Place) -> NodeKind:
    if place.definition.shape is Shape.FIELD:
        return NodeKind.FIELD
    if isinstance(place, Row):
        return NodeKind.ROW if place.key else NodeKind.FORM
    return NodeKind.GROUP

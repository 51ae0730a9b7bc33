"""Answers ⇄ properties of the register (XLSForm `save_to`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forms.problems import holds
from forms.questionnaire import Definition, Entity, Questionnaire, Shape
from forms.state import Row, State
from forms.views import EntityWrite

HOUSEHOLD, MEMBER = "household", "member"
"""The lists that the register keeps; a form may have others of its own."""
_ORDER_DIGITS = 4


def writes(questionnaire: Questionnaire, state: State, ids: Mapping[str, str]) -> Iterator[EntityWrite]:
    """Yield what the answers say about each entity.

    A question that its own condition rules out says that there is nothing (who has no papers has no number);
    one in a group or row that does not apply was not asked and says nothing (who left keeps the schooling).
    """
    for entity in questionnaire.entities:
        for scope in _scopes(entity, state):
            if _wanted(entity, state, scope):
                named = _named(entity, state, scope) or scope.id or ids[entity.dataset]
                label = _text(entity.label, entity, state, scope)
                yield EntityWrite(entity.dataset, named, _properties(entity, state, scope), label)


def _scopes(entity: Entity, state: State) -> Iterator[Row]:
    """Yield the rows, or the form, that an entity applies to; a repeat without rows has none."""
    for place in state.instances_of(entity.container.index, state.root, 0):
        if place.relevant and (isinstance(place, Row) or place.definition.shape is not Shape.REPEAT):
            yield place.scope


def _named(entity: Entity, state: State, scope: Row) -> str:
    """Return the id that the form itself works out (`entity_id`)."""
    return _text(entity.id, entity, state, scope)


def _text(calculated: Definition | None, entity: Entity, state: State, scope: Row) -> str:
    if calculated is None:
        return ""
    found = state.instances_of(calculated.index, scope, len(entity.container.repeats))
    return next((place.text for place in found), "")


def _wanted(entity: Entity, state: State, scope: Row) -> bool:
    """Whether any of the conditions to create or update holds; without conditions, always."""
    depth = len(entity.container.repeats)
    conditions = [
        place for each in entity.conditions for place in state.instances_of(each.index, scope, depth)
    ]
    return not conditions or any(holds(place.stored or place.definition.default) for place in conditions)


def _properties(entity: Entity, state: State, scope: Row) -> dict[str, str]:
    depth = len(entity.container.repeats)
    found: dict[str, str] = {}
    for name, definition in entity.properties:
        for place in state.instances_of(definition.index, scope, depth):
            above = place.parent
            if place.relevant:
                found[name] = place.stored
            elif above is not None and above.relevant:
                found[name] = ""
    return found


def prefill(
    questionnaire: Questionnaire, household: Mapping[str, str], members: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Return the answers that a new visit starts with: the inverse of `save_to`.

    Args:
        questionnaire: Says which question takes which property; calculated ones take none.
        household: Properties of the household.
        members: Properties of its members by id, in their order; the id becomes the row's.
    """
    answers: dict[str, str] = {}
    for entity in questionnaire.entities:
        repeats = entity.container.repeats
        if entity.dataset == HOUSEHOLD and not repeats:
            answers.update(_taken(questionnaire, entity, household, ""))
        elif entity.dataset == MEMBER and len(repeats) == 1:
            for position, (row_id, properties) in enumerate(members.items(), 1):
                row = f"{repeats[0].key}[{row_id}]"
                answers[row] = f"{position:0{_ORDER_DIGITS}d}"
                answers.update(_taken(questionnaire, entity, properties, f"{row}."))
    return answers


def _taken(
    questionnaire: Questionnaire, entity: Entity, properties: Mapping[str, str], prefix: str
) -> Iterator[tuple[str, str]]:
    for name, definition in entity.properties:
        value = properties.get(name, "")
        if value and questionnaire.binds[definition.index].calculate is None:
            yield prefix + definition.key, value

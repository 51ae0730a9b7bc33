"""Reads the actions of a form: what sets a value, and at which events (ODK XForms, events and actions)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.binds import Compiler
from forms.faults import FaultCode
from forms.questionnaire import Action, Definition, Expression, Source
from forms.structure import Structure
from forms.xml import Element, children, local

_SOURCES = {
    "setvalue": Source.EXPRESSION,
    "setgeopoint": Source.POSITION,
    "recordaudio": Source.RECORDING,
}
_OLD_NAMES = {"xforms-ready": "odk-instance-first-load", "jr-insert": "odk-new-repeat"}
"""Events as forms of before 2020 call them."""
_PREDICATE = re.compile(r"\[[^\]]*\]")


def read(model: Element, body: Element, structure: Structure, compiler: Compiler) -> Iterator[Action]:
    """Yield the actions of the model, then those nested in the body; faults go to the compiler."""
    for element in children(model, *_SOURCES):
        yield from _action(element, None, structure, compiler)
    for outer in body.iter():
        for element in children(outer, *_SOURCES):
            trigger = structure.find(outer.get("ref") or outer.get("nodeset") or "")
            yield from _action(element, trigger, structure, compiler)


def _action(
    element: Element, trigger: Definition | None, structure: Structure, compiler: Compiler
) -> Iterator[Action]:
    path = element.get("ref", "").strip()
    target = structure.find(_PREDICATE.sub("", path), trigger)
    if target is None or target.name.startswith("@"):
        # Attributes belong to entities: their ids are those of the register, never made here.
        if "/@" not in path:
            compiler.fault(FaultCode.UNKNOWN_PATH, local(element.tag), path)
        return
    events = (event.rpartition("}")[2] for event in element.get("event", "").split())
    value, at_trigger = _value(element.get("value"), target, trigger, compiler)
    yield Action(
        frozenset(_OLD_NAMES.get(event, event) for event in events),
        target,
        value,
        element.text or "",
        trigger,
        _SOURCES[local(element.tag)],
        compiler.expression(path, trigger or structure.root, "default") if "[" in path else None,
        at_trigger,
    )


def _value(
    source: str | None, target: Definition, trigger: Definition | None, compiler: Compiler
) -> tuple[Expression | None, bool]:
    """Compile a value, and tell whether its paths start from the trigger.

    They start from the target, as in JavaRosa; but pyxform writes those of the column `trigger` from the
    question that triggers, which is somewhere else where the two do not stand side by side.
    """
    told = len(compiler.faults)
    value = compiler.expression(source, target, "default")
    faults = compiler.faults[told:]
    if trigger is None or not any(fault.code is FaultCode.UNKNOWN_PATH for fault in faults):
        return value, False
    del compiler.faults[told:]
    value = compiler.expression(source, trigger, "default")
    if value is None:
        compiler.faults[told:] = faults
    return value, value is not None

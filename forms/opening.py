"""What happens when a form is opened: first values, first rows, everything worked out once."""

from __future__ import annotations

from uuid import UUID

from forms.questionnaire import Questionnaire
from forms.recompute import Recompute
from forms.state import Place, below, fields_of

UID = "uid"


def run(questionnaire: Questionnaire, recompute: Recompute, *, first_load: bool) -> None:
    """Bring a state into force; the first time with defaults and first rows."""
    state = recompute.state
    # What is there already comes from the register and goes before any default.
    given = {place for place in fields_of(state.in_order()) if place.stored}
    _name(questionnaire, recompute)
    if first_load:
        _set_defaults(questionnaire, recompute)
        for rows in list(state.repeats.values()):
            recompute.start_rows(rows, opening=True)
    recompute.mark_form()
    recompute.settle()
    if first_load:
        recompute.run_event("odk-instance-first-load", sparing=given)
    recompute.run_event("odk-instance-load")
    recompute.settle()


def end(questionnaire: Questionnaire, recompute: Recompute) -> None:
    """Fill in when the interview ended (preload `timestamp end`)."""
    for place in fields_of(recompute.state.in_order()):
        if questionnaire.binds[place.definition.index].preload == "timestamp end":
            recompute.store(place, _moment(recompute))
    recompute.settle()


def _name(questionnaire: Questionnaire, recompute: Recompute) -> None:
    """Let expressions see the record's id. It is the visit's own, so it is handed in and not kept again."""
    for place in fields_of(recompute.state.in_order()):
        index = place.definition.index
        if questionnaire.binds[index].preload == UID and not questionnaire.kept[index]:
            place.stored = place.text = recompute.world.properties.get("instanceID", "")


def _set_defaults(questionnaire: Questionnaire, recompute: Recompute) -> None:
    for place in fields_of(list(below(recompute.state.root))):
        if questionnaire.kept[place.definition.index] and not place.stored:
            default = place.definition.default or _preloaded(questionnaire, recompute, place)
            recompute.store(place, default)


def _preloaded(questionnaire: Questionnaire, recompute: Recompute, place: Place) -> str:
    what, _, parameter = questionnaire.binds[place.definition.index].preload.partition(" ")
    if what == "property":
        # `phone number` in the specification is `phonenumber` in XLSForm.
        return recompute.world.properties.get(parameter.replace(" ", "").lower(), "")
    if (what, parameter) == ("date", "today"):
        return recompute.world.today.isoformat()
    if (what, parameter) == ("timestamp", "start"):
        return _moment(recompute)
    return f"uuid:{UUID(recompute.world.new_id())}" if what == UID else ""


def _moment(recompute: Recompute) -> str:
    return recompute.world.now().isoformat(timespec="milliseconds")

"""What happens when a form is opened: first values, first rows, everything worked out once."""

from __future__ import annotations

from forms.questionnaire import Questionnaire
from forms.recompute import Recompute
from forms.state import Place, below, fields_of


def run(questionnaire: Questionnaire, recompute: Recompute, *, first_load: bool) -> None:
    """Bring a state into force; the first time with defaults and first rows."""
    state = recompute.state
    if first_load:
        _set_defaults(questionnaire, recompute)
        for rows in list(state.repeats.values()):
            recompute.start_rows(rows)
    recompute.mark_form()
    recompute.settle()
    if first_load:
        # What is there already comes from the register and goes before any default.
        recompute.run_event("odk-instance-first-load", only_empty=True)
    recompute.run_event("odk-instance-load")
    recompute.settle()


def _set_defaults(questionnaire: Questionnaire, recompute: Recompute) -> None:
    for place in fields_of(list(below(recompute.state.root))):
        default = place.definition.default or _preloaded(questionnaire, recompute, place)
        if default and not place.stored and questionnaire.kept[place.definition.index]:
            recompute.store(place, default)


def _preloaded(questionnaire: Questionnaire, recompute: Recompute, place: Place) -> str:
    preload = questionnaire.binds[place.definition.index].preload
    if preload == "date today":
        return recompute.world.today.isoformat()
    if preload == "timestamp start":
        return recompute.world.now().isoformat(timespec="milliseconds")
    return ""

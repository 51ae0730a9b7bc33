"""An interview: one questionnaire, one set of answers, and everything that follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from forms import counting, entities, opening
from forms.checks import CHECKS
from forms.counting import Counting
from forms.keeping import Keeping
from forms.problems import Findings
from forms.questionnaire import Questionnaire, Shape
from forms.recompute import Outside, Recompute, Surroundings
from forms.score import Scoring
from forms.sight import Sight
from forms.state import Place, Row, Rows, State, below, fields_of
from forms.values import VALUES
from forms.views import Changes, EntityWrite, FieldView, Kind, Node, Problem, Progress, ScoreSheet


class Interview:
    """The state of one interview; every mutation returns what it changed.

    Attributes:
        questionnaire: As it was loaded; shared.
        opening: What opening changed (first values, rows by count): to be saved like any other change.
    """

    def __init__(  # noqa: PLR0913 - the published contract; all but two by name
        self,
        questionnaire: Questionnaire,
        answers: Mapping[str, str],
        *,
        today: date,
        new_id: Callable[[], str],
        instances: Mapping[str, Outside] = MappingProxyType({}),
        first_load: bool = False,
        now: Callable[[], datetime] | None = None,
        language: str = "",
        properties: Mapping[str, str] = MappingProxyType({}),
        last_saved: Mapping[str, str] | None = None,
    ) -> None:
        """Open a form with the answers it has.

        Args:
            questionnaire: From `load`.
            answers: Key → lexical value, as `answers()` returned it; keys it does not know are kept.
            today: What `today()` says; nothing here has a clock.
            new_id: Makes ids of 32 hex characters, for rows and `uuid()`.
            instances: External secondary instances by name: rows, or a document from `external.read`.
            first_load: The form is opened for the first time: defaults and first rows are set.
            now: What `now()` says; without it, the start of today.
            language: One of `questionnaire.languages`; "" for the one that the questionnaire shows.
            properties: What `property('username')` and metadata such as `deviceid` say; unknown ones are "".
                `instanceID` is the record's own id, `uuid:…`.
            last_saved: The answers of the visit that was saved before this one, for `#last-saved`.
        """
        self.questionnaire = questionnaire
        self._state = State(questionnaire, answers)
        world = Surroundings(
            questionnaire, instances, today=today, now=now, new_id=new_id, properties=properties
        )
        world.language = language if language in questionnaire.languages else questionnaire.language
        if last_saved is not None:
            world.saved_before(State(questionnaire, last_saved).root)
        self._world = world
        self._recompute = Recompute(questionnaire, self._state, world)
        self._remarks = {key: text for key, text in self._state.extra.items() if key.startswith("remark[")}
        self._sight = Sight(questionnaire, self._recompute)
        self._options = self._sight.options
        world.label_of = self._options.label
        world.words_of = lambda text: self._sight.words(text, self._state.root)
        self._findings = Findings(
            questionnaire, self._recompute, self._options, self._sight.words, self._remarks
        )
        self._sight.problems_of = self._findings.of
        self._counting = Counting(questionnaire, self._findings)
        self._scoring = Scoring(questionnaire, self._recompute, self._options)
        self._keeping = Keeping(questionnaire, self._state, self._remarks)
        self._refs = _by_ref(questionnaire)
        opening.run(questionnaire, self._recompute, first_load=first_load)
        self.opening = self._changes()

    def answer(self, key: str, value: str | None) -> Changes:
        """Record an answer and everything that follows from it.

        Args:
            key: Of a question, as in `FieldView.key`.
            value: Lexical value; None or "" clears. One that is not of the type is kept and is a problem.

        Raises:
            KeyError: The key is not in this form, or its row is gone.
            ValueError: The question is calculated or read-only: nobody can answer it.
        """
        place = self._field(key)
        if place.locked or not self.questionnaire.asked[place.definition.index]:
            raise ValueError(key)
        self._recompute.begin()
        self._recompute.store(place, self._normalised(place, value or ""))
        return self._settled()

    def _normalised(self, place: Place, value: str) -> str:
        index = place.definition.index
        value = VALUES[self.questionnaire.kinds[index]].normalise(value)
        for check in self.questionnaire.checks.get(index, ()):
            value = CHECKS[check.name].normalise(value)
        return value

    def add_row(self, repeat_key: str) -> Changes:
        """Add a row at the end of a repeat, with defaults.

        Raises:
            KeyError: There is no such repeat.
            ValueError: Its number of rows follows from answers.
        """
        rows = self._state.repeats[repeat_key]
        self._free(rows)
        self._recompute.begin()
        self._recompute.new_row(rows)
        self._recompute.rows_changed(rows)
        return self._settled()

    def remove_row(self, row_key: str) -> Changes:
        """Remove a row with all its answers and explanations.

        Raises:
            KeyError: There is no such row.
            ValueError: Its number of rows follows from answers.
        """
        row = self._state.rows[row_key]
        rows = self._state.repeats[row_key.rpartition("[")[0]]
        self._free(rows)
        self._recompute.begin()
        for key, old in list(self._keeping.under(row)):
            self._recompute.note(key, old, None)
            self._remarks.pop(key, None)
            self._state.extra.pop(key, None)
        alike = self._compared(row)
        self._state.forget(row)
        self._recompute.rows_changed(rows, moved=True)
        self._suspect(alike)
        return self._settled()

    def _free(self, rows: Rows) -> None:
        control = self.questionnaire.controls[rows.definition.index]
        if control is not None and (control.fixed or control.count is not None):
            raise ValueError(rows.key)

    def override(self, item: str, option: str, reason: str) -> Changes:
        """Let an option stand against the derived one; "" or the derived option takes it back.

        Raises:
            KeyError: The scheme has no such item, or the item knows no override.
            ValueError: No reason, or no such option.
        """
        found = next((each for each in self.questionnaire.items if each.item == item), None)
        choice = self._scoring.place(found.choice) if found else None
        why = self._scoring.place(found.reason) if found else None
        if found is None or choice is None or why is None:
            raise KeyError(item)
        derived = self._scoring.place(found.definition)
        if not option or (derived is not None and option == derived.text):
            option = reason = ""
        elif not reason.strip() or option not in {each.value for each in self._options.listed(item)}:
            raise ValueError(item)
        self._recompute.begin()
        self._recompute.store(choice, option)
        self._recompute.store(why, reason.strip())
        return self._settled()

    def explain(self, remark_key: str, text: str) -> Changes:
        """Keep an explanation under `Problem.remark_key`; "" takes it away.

        Raises:
            KeyError: The key is not that of an explanation.
        """
        if not (remark_key.startswith("remark[") and remark_key.endswith("]")):
            raise KeyError(remark_key)
        self._recompute.begin()
        old, new = self._remarks.get(remark_key), text.strip() or None
        concerned = [problem for problem in self._findings.all() if problem.remark_key == remark_key]
        if new is None:
            self._remarks.pop(remark_key, None)
        else:
            self._remarks[remark_key] = new
        self._recompute.note(remark_key, old, new)
        self._suspect(
            place for problem in concerned for key in problem.at if (place := self._state.places.get(key))
        )
        return self._settled()

    def wanted_positions(self) -> tuple[str, ...]:
        """Return the keys that the form wants filled with where the device is now (`odk:setgeopoint`)."""
        waiting = self._recompute.wanted
        return tuple(place.key for place in waiting if self._state.places.get(place.key) is place)

    def locate(self, key: str, position: str) -> Changes:
        """Put the device's position where the form wants it; it is not wanted again.

        Args:
            key: One of `wanted_positions`.
            position: "latitude longitude altitude accuracy"; "", or no position at all, where the device
                cannot tell.

        Raises:
            KeyError: No position is wanted there.
        """
        if key not in self.wanted_positions():
            raise KeyError(key)
        place, point = self._state.places[key], VALUES[Kind.GEOPOINT]
        del self._recompute.wanted[place]
        self._recompute.begin()
        text = point.normalise(position)
        self._recompute.store(place, text if point.valid(text) else "")
        return self._settled()

    def end(self) -> Changes:
        """Note when the interview ended, where the form asks for that (metadata `end`)."""
        self._recompute.begin()
        opening.end(self.questionnaire, self._recompute)
        return self._changes()

    def _settled(self) -> Changes:
        self._recompute.settle()
        return self._changes()

    def _suspect(self, places: Iterable[Place]) -> None:
        for place in places:
            place.problems = None
            self._recompute.suspects[place] = None

    def _changes(self) -> Changes:
        run = self._recompute
        self._suspect(self._findings.renew())
        for place in list(run.touched):
            self._suspect(self._compared(place))
        self._forget()
        shown = {place: None for place in run.touched if _has_view(place)}
        for place in run.suspects:
            if place.definition.shape is not Shape.FIELD:
                run.structure[place.key] = None
            elif _has_view(place) and place not in shown and self._looks_different(place):
                shown[place] = None
        keys = [place.key for place in sorted(shown, key=_form_order) if place.key in self._state.places]
        return Changes(MappingProxyType(dict(run.patch)), tuple(keys), tuple(run.structure))

    def _forget(self) -> None:
        """Drop what was worked out from what is different now."""
        run, state = self._recompute, self._state
        for place in (*run.touched, *run.suspects):
            counting.forget(place)
        self._scoring.forget(place.definition.index for place in (*run.touched, *run.suspects))
        if run.structure:
            self._scoring.forget_all()
        for key in run.structure:
            counting.forget(state.repeats[key].parent if key in state.repeats else state.places[key])

    def _compared(self, place: Place) -> list[Place]:
        """Return the same question in other rows, where a check compares them."""
        if isinstance(place, Row):
            return [other for each in fields_of(below(place)) for other in self._compared(each)]
        checks = self.questionnaire.checks.get(place.definition.index, ())
        compares = any(CHECKS[check.name].compares for check in checks)
        return [other for other in self._findings.alike(place) if other is not place] if compares else []

    def _looks_different(self, place: Place) -> bool:
        before = place.view
        if before is None:
            return True
        place.view = None
        return self._sight.view(place) != before

    @property
    def state(self) -> State:
        """The instance as it stands, for those who read all of it at once (export); never to be written."""
        return self._state

    @property
    def language(self) -> str:
        """The language of labels, one of `questionnaire.languages`."""
        return self._world.language

    def speak(self, language: str) -> None:
        """Show all words in another language; every view and layout seen before is out of date.

        Raises:
            KeyError: The questionnaire has no such language.
        """
        if language not in self.questionnaire.languages:
            raise KeyError(language)
        self._world.language = language
        self._options.forget()
        self._recompute.begin()
        self._recompute.mark_words()
        self._recompute.settle()
        for place in (self._state.root, *self._state.in_order()):
            place.view = place.problems = None

    def view(self, key: str) -> FieldView:
        """Return a question as it stands.

        Raises:
            KeyError: The key is not that of a question or calculation.
        """
        return self._sight.view(self._field(key))

    def layout(self, key: str = "") -> Node:
        """Return the form, or what is below a group, repeat or row, as it stands.

        Raises:
            KeyError: There is no such group, repeat or row.
        """
        if not key:
            return self._sight.node(self._state.root)
        if key in self._state.repeats:
            return self._sight.repeat_node(self._state.repeats[key])
        return self._sight.node(self._state.rows.get(key) or self._state.places[key])

    def problems(self, record: str = "") -> tuple[Problem, ...]:
        """Return what is wrong, in form order; of the visit, or of another record such as `appraisal`."""
        return tuple(
            problem for problem in self._findings.all() if self._keeping.record_of(problem.at[0]) == record
        )

    def progress(self, key: str) -> Progress:
        """Return how far a group, repeat or row is; "" for the whole form.

        Raises:
            KeyError: There is no such place.
        """
        if not key:
            return self._counting.of(self._state.root)
        if key in self._state.repeats:
            return self._counting.sum(self._state.repeats[key].active)
        return self._counting.of(self._state.rows.get(key) or self._state.places[key])

    def score(self) -> ScoreSheet:
        """Return items, sum, vetoes and figures as they stand."""
        return self._scoring.sheet()

    def fields(self, ref: str) -> tuple[FieldView, ...]:
        """Return the questions with this `ruhu:ref`, one per row inside repeats, in order."""
        found = (self._state.instances_of(index, self._state.root, 0) for index in self._refs.get(ref, ()))
        return tuple(self._sight.view(place) for places in found for place in places)

    def answers(self, record: str = "") -> dict[str, str]:
        """Return what is kept of the visit, of another record such as `appraisal`, or with `*` of all.

        Answers (also those that do not apply at the moment), rows, explanations, values of `once()`; not what
        follows from answers by calculation.
        """
        return self._keeping.answers(record)

    def record_of(self, key: str) -> str:
        """Return the record that a key is saved in, also for a row that is gone: "" for the visit."""
        return self._keeping.record_of(key)

    def entities(self, ids: Mapping[str, str]) -> tuple[EntityWrite, ...]:
        """Return what the answers say about the register.

        Args:
            ids: Id of each entity outside of repeats, by its list: `{"household": id}`; rows are their own.

        Raises:
            KeyError: An id is missing.
        """
        return tuple(entities.writes(self.questionnaire, self._state, ids))

    def _field(self, key: str) -> Place:
        place = self._state.places[key]
        if place.definition.shape is not Shape.FIELD:
            raise KeyError(key)
        return place


def _has_view(place: Place) -> bool:
    """Whether a change is worth telling: a question or calculation, not the form's own metadata."""
    return place.definition.shape is Shape.FIELD and "/meta/" not in place.definition.path


def _by_ref(questionnaire: Questionnaire) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for definition, bind in zip(questionnaire.definitions, questionnaire.binds, strict=True):
        ref = bind.extensions.get("ref", "")
        if ref:
            found.setdefault(ref, []).append(definition.index)
    return found


def _form_order(place: Place) -> tuple[tuple[str, ...], int]:
    rows = place.scope.rows_above
    return tuple(row.order for row in rows), place.definition.index

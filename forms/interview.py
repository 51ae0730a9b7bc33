"""An interview: one questionnaire, one set of answers, and everything that follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from forms import entities
from forms.checks import CHECKS
from forms.choices import Options
from forms.problems import Findings
from forms.questionnaire import Definition, Expression, Questionnaire, Shape, Text
from forms.recompute import Recompute, Surroundings
from forms.score import Scoring
from forms.state import Place, Row, Rows, State, below, fields_of
from forms.values import SELECTS, VALUES
from forms.views import Changes, EntityWrite, FieldView, Kind, Node, NodeKind, Problem, Progress, ScoreSheet
from forms.xpath.convert import to_string

FIXED_ROWS = "fixed-rows"
"""In the appearance of a repeat: its number of rows follows from answers, people cannot add or remove any."""


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
        instances: Mapping[str, Sequence[Mapping[str, str]]] = MappingProxyType({}),
        first_load: bool = False,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """Open a form with the answers it has.

        Args:
            questionnaire: From `load`.
            answers: Key → lexical value, as `answers()` returned it; keys it does not know are kept.
            today: What `today()` says; nothing here has a clock.
            new_id: Makes ids of 32 hex characters, for rows and `uuid()`.
            instances: Rows of the external secondary instances by name.
            first_load: The form is opened for the first time: defaults and first rows are set.
            now: What `now()` says; without it, the start of today.
        """
        self.questionnaire = questionnaire
        self._state = State(questionnaire, answers)
        world = Surroundings(questionnaire, instances, today, now, new_id)
        self._recompute = Recompute(questionnaire, self._state, world)
        self._remarks = {key: text for key, text in self._state.extra.items() if key.startswith("remark[")}
        self._options = Options(questionnaire, self._recompute, self._words)
        world.label_of = self._options.label
        self._findings = Findings(questionnaire, self._recompute, self._options, self._words, self._remarks)
        self._scoring = Scoring(questionnaire, self._recompute, self._options)
        self._refs = _by_ref(questionnaire)
        self._open(first_load=first_load)
        self.opening = self._changes()

    def _open(self, *, first_load: bool) -> None:
        run = self._recompute
        if first_load:
            self._set_defaults()
            for rows in list(self._state.repeats.values()):
                run.start_rows(rows)
        run.mark_form()
        run.settle()
        if first_load:
            run.run_event("odk-instance-first-load", only_empty=True)
        run.run_event("odk-instance-load")
        run.settle()

    def _set_defaults(self) -> None:
        for place in fields_of(list(below(self._state.root))):
            default = place.definition.default or self._preloaded(place)
            if default and not place.stored and self.questionnaire.kept[place.definition.index]:
                self._recompute.store(place, default)

    def _preloaded(self, place: Place) -> str:
        preload = self.questionnaire.binds[place.definition.index].preload
        if preload == "date today":
            return self._recompute.world.today.isoformat()
        if preload == "timestamp start":
            return self._recompute.world.now().isoformat(timespec="milliseconds")
        return ""

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
        if place.readonly or not self.questionnaire.asked[place.definition.index]:
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
        for key, old in list(self._kept_of(row)):
            self._recompute.note(key, old, None)
            self._remarks.pop(key, None)
            self._state.extra.pop(key, None)
        gone = [place.key for place in fields_of(below(row))]
        alike = self._compared(row)
        self._state.forget(row)
        self._recompute.rows_changed(rows)
        self._suspect(alike)
        return self._settled(gone)

    def _free(self, rows: Rows) -> None:
        control = self.questionnaire.controls[rows.definition.index]
        if control is not None and control.count is not None:
            raise ValueError(rows.key)

    def _kept_of(self, row: Row) -> Iterator[tuple[str, str]]:
        """Yield everything kept under a row: itself, rows and answers in it, explanations."""
        yield row.key, row.order
        for key, value in self.answers("*").items():
            if key.startswith((row.prefix, f"remark[{row.prefix}")) or f"@{row.key}" in key:
                yield key, value

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
        concerned = [problem for problem in self._all_problems() if problem.remark_key == remark_key]
        if new is None:
            self._remarks.pop(remark_key, None)
        else:
            self._remarks[remark_key] = new
        self._recompute.note(remark_key, old, new)
        self._suspect(
            place for problem in concerned for key in problem.at if (place := self._state.places.get(key))
        )
        return self._settled()

    def _settled(self, gone: Sequence[str] = ()) -> Changes:
        self._recompute.settle()
        return self._changes(gone)

    def _suspect(self, places: Iterable[Place]) -> None:
        for place in places:
            place.problems = None
            self._recompute.suspects[place] = None

    def _changes(self, gone: Sequence[str] = ()) -> Changes:
        run = self._recompute
        for place in list(run.touched):
            self._suspect(self._findings.concerned(place))
            self._suspect(self._compared(place))
        shown = {place: None for place in run.touched if _has_view(place)}
        for place in run.suspects:
            if place.definition.shape is not Shape.FIELD:
                run.structure[place.key] = None
            elif _has_view(place) and place not in shown and self._looks_different(place):
                shown[place] = None
        keys = [place.key for place in sorted(shown, key=_form_order) if place.key in self._state.places]
        return Changes(MappingProxyType(dict(run.patch)), (*keys, *gone), tuple(run.structure))

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
        return self._view(place) != before

    def view(self, key: str) -> FieldView:
        """Return a question as it stands.

        Raises:
            KeyError: The key is not that of a question or calculation.
        """
        return self._view(self._field(key))

    def _view(self, place: Place) -> FieldView:
        if place.view is None:
            place.view = self._seen(place)
        return place.view

    def _seen(self, place: Place) -> FieldView:
        index = place.definition.index
        bind, control = self.questionnaire.binds[index], self.questionnaire.controls[index]
        kind = self.questionnaire.kinds[index]
        calculated = bind.calculate is not None and not self.questionnaire.asked[index]
        choices = self._options.of(place) if kind in SELECTS else ()
        more = bind.extensions
        return FieldView(
            key=place.key,
            name=place.definition.name,
            kind=kind,
            label=self._words(control.label, place) if control else more.get("label", ""),
            hint=self._words(control.hint, place) if control else "",
            value=place.stored,
            display=VALUES[kind].display(place.stored, choices) if place.stored else "",
            relevant=place.relevant,
            readonly=place.readonly or calculated or kind is Kind.NOTE,
            required=place.required,
            calculated=calculated,
            sensitive=more.get("sensitive", "") in ("yes", "true", "1"),
            unit=more.get("unit", ""),
            ref=more.get("ref", ""),
            appearance=control.appearance if control else "",
            record=self.questionnaire.records[index],
            choices=choices,
            problems=self._findings.of(place),
        )

    def _words(self, text: Text, place: Place) -> str:
        pieces = text.pieces(self.questionnaire.language)
        return "".join(
            to_string(self._recompute.value(piece, place)) if isinstance(piece, Expression) else piece
            for piece in pieces
        )

    def layout(self, key: str = "") -> Node:
        """Return the form, or what is below a group, repeat or row, as it stands.

        Raises:
            KeyError: There is no such group, repeat or row.
        """
        if not key:
            return self._node(self._state.root)
        if key in self._state.repeats:
            return self._repeat_node(self._state.repeats[key])
        return self._node(self._state.rows.get(key) or self._state.places[key])

    def _node(self, place: Place) -> Node:
        control = self.questionnaire.controls[place.definition.index]
        label = self._words(control.label, place) if control else ""
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
                yield self._repeat_node(place.scope.repeats[definition.index])
            else:
                yield self._node(place.scope.members[definition.index])

    def _is_shown(self, definition: Definition) -> bool:
        return self.questionnaire.controls[definition.index] is not None or any(
            self._is_shown(child) for child in definition.children if definition.shape is not Shape.FIELD
        )

    def _repeat_node(self, rows: Rows) -> Node:
        control = self.questionnaire.controls[rows.definition.index]
        label = self._words(control.label, rows.ghost) if control else ""
        appearance = control.appearance if control else ""
        if control is not None and control.count is not None:
            appearance = f"{appearance} {FIXED_ROWS}".strip()
        relevant = rows.ghost.relevant
        children = tuple(map(self._node, rows.active))
        return Node(NodeKind.REPEAT, rows.key, rows.definition.name, label, relevant, appearance, children)

    def problems(self, record: str = "") -> tuple[Problem, ...]:
        """Return what is wrong, in form order; of the visit, or of another record such as `appraisal`."""
        return tuple(
            problem for problem in self._all_problems() if self._record_of_problem(problem) == record
        )

    def _record_of_problem(self, problem: Problem) -> str:
        return self.record_of(problem.at[0])

    def _all_problems(self) -> Iterator[Problem]:
        waiting: dict[str, list[Problem]] = {}
        rules = []
        for place in below(self._state.root):
            found = self._findings.at_rule(place)
            if found is not None:
                rules.append((place.key, found))
        for key, found in rules:
            first = found.at[0]
            waiting.setdefault(first if first in self._state.places else key, []).append(found)
        for place in fields_of(below(self._state.root)):
            yield from self._findings.own(place)
            yield from waiting.pop(place.key, ())
        for left in waiting.values():
            yield from left

    def progress(self, key: str) -> Progress:
        """Return how far a group, repeat or row is; "" for the whole form.

        Raises:
            KeyError: There is no such place.
        """
        required = answered = blocking = 0
        for place in fields_of(self._inside(key)):
            if place.relevant and place.required and self.questionnaire.asked[place.definition.index]:
                required += 1
                answered += bool(place.stored)
            blocking += sum(
                problem.blocks and problem.at[0] == place.key for problem in self._findings.of(place)
            )
        return Progress(required, answered, blocking)

    def _inside(self, key: str) -> Iterator[Place]:
        if not key:
            return below(self._state.root)
        if key in self._state.repeats:
            return (place for row in self._state.repeats[key].active for place in below(row))
        return below(self._state.rows.get(key) or self._state.places[key])

    def score(self) -> ScoreSheet:
        """Return items, sum, vetoes and figures as they stand."""
        return self._scoring.sheet()

    def fields(self, ref: str) -> tuple[FieldView, ...]:
        """Return the questions with this `ruhu:ref`, one per row inside repeats, in order."""
        found = (self._state.instances_of(index, self._state.root, 0) for index in self._refs.get(ref, ()))
        return tuple(self._view(place) for places in found for place in places)

    def answers(self, record: str = "") -> dict[str, str]:
        """Return what is kept of the visit, of another record such as `appraisal`, or with `*` of all.

        Answers (also those that do not apply at the moment), rows, explanations, values of `once()`; not what
        follows from answers by calculation.
        """
        kept = {row.key: row.order for row in self._state.rows.values()}
        for place in self._state.places.values():
            if place.stored and self.questionnaire.kept[place.definition.index]:
                kept[place.key] = place.stored
        kept.update((key, value) for key, value in self._state.extra.items() if not key.startswith("remark["))
        kept.update(self._remarks)
        if record == "*":
            return kept
        return {key: value for key, value in kept.items() if self.record_of(key) == record}

    def record_of(self, key: str) -> str:
        """Return the record that a key is saved in: "" for the visit."""
        place = self._state.places.get(key) or self._state.rows.get(key)
        if place is None and key in self._state.repeats:
            place = self._state.repeats[key].ghost
        if place is None and key.startswith("remark["):
            return self._record_of_remark(key)
        return self.questionnaire.records[place.definition.index] if place is not None else ""

    def _record_of_remark(self, key: str) -> str:
        inner = key[len("remark[") : -1]
        code = inner.partition("@")[0]
        for rule in self.questionnaire.rules:
            if rule.code == code:
                return self.questionnaire.records[rule.definition.index]
        return self.record_of(inner) if inner in self._state.places else ""

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


def _node_kind(place: Place) -> NodeKind:
    if place.definition.shape is Shape.FIELD:
        return NodeKind.FIELD
    if isinstance(place, Row):
        return NodeKind.ROW if place.key else NodeKind.FORM
    return NodeKind.GROUP


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

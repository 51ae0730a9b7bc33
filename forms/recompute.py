"""Works out again what depends on a change, in the order of the plan, and notes what became different."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date, datetime

from forms.casting import lexical
from forms.plan import Aspect, Slot
from forms.questionnaire import Action, Expression, Questionnaire, Shape, Source, Text
from forms.state import Place, Row, Rows, State, below
from forms.xpath.context import Context
from forms.xpath.convert import Value, to_boolean, to_number
from forms.xpath.nodes import Node, by_column, table
from forms.xpath.tree import EvaluationLimit

_ROUNDS_LIMIT = 200
"""How often one slot, or a circle of actions, may run again before it is left as it stands."""
ROWS_LIMIT = 2_000
_WORDS = ("jr:choice-name", "jr:itext")
"""Functions whose result depends on the language."""


Outside = Sequence[Mapping[str, str]] | Node
"""An external secondary instance: rows of a table, or a document node."""
LAST_SAVED = "last-saved"


class Surroundings:
    """What expressions see of the world (`forms.xpath.context.World`)."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        instances: Mapping[str, Outside],
        *,
        today: date,
        now: Callable[[], datetime] | None,
        new_id: Callable[[], str],
        properties: Mapping[str, str],
    ) -> None:
        self.today = today
        self.properties = properties
        self.version = questionnaire.version
        self.new_id = new_id
        self._now = now
        self._internal = questionnaire.instances
        self._rows = instances
        self._sources = questionnaire.sources
        self._tables: dict[str, Node] = {}
        self._indexes: dict[tuple[int, str], dict[str, list[Node]]] = {}
        self._translations = questionnaire.translations
        self.language = questionnaire.language
        self.label_of: Callable[[Node, str], str] = lambda _, value: value
        self.words_of: Callable[[Text], str] = lambda text: "".join(map(str, text.pieces(self.language)))

    def now(self) -> datetime:
        """Return the moment, or the start of today where nobody handed in a clock."""
        return self._now() if self._now else datetime.combine(self.today, datetime.min.time())

    def instance(self, name: str) -> Node | None:
        """Return the document of a secondary instance; one that was handed in goes before one in the form."""
        found = self._tables.get(name)
        if found is None and name in self._rows:
            given = self._rows[name]
            found = self._tables[name] = given if isinstance(given, Node) else table(given)
        return found if found is not None else self._internal.get(name)

    def itext(self, name: str) -> str:
        """Return the words of a translation id."""
        text = self._translations.get(name)
        return self.words_of(text) if text else ""

    def index(self, rows: list[Node], column: str) -> Mapping[str, list[Node]]:
        """Return rows by the text of a column. Instances never change, so a list is known by its identity."""
        found = self._indexes.get((id(rows), column))
        if found is None:
            found = self._indexes[id(rows), column] = by_column(rows, column)
        return found

    def rows(self, name: str) -> Sequence[Mapping[str, str]]:
        """Return the rows of an instance that was handed in."""
        given = self._rows.get(name, ())
        return () if isinstance(given, Node) else given

    def saved_before(self, root: Node) -> None:
        """Let instances that ask for the visit saved before this one (`jr://instance/last-saved`) see it."""
        document = Node("")
        document.append(root)
        for name, source in self._sources.items():
            if source.endswith(f"/{LAST_SAVED}"):
                self._tables[name] = document

    def choice_label(self, question: Node, value: str) -> str:
        """Return the label that a select shows for a value."""
        return self.label_of(question, value)


class Recompute:
    """The state, kept true to the plan.

    Attributes:
        patch: Stored answers that differ since `begin`.
        touched: Places whose value, relevance or flags differ.
        suspects: Places whose label, options or problems may differ.
        structure: Keys of repeats and groups whose rows or relevance differ.
        wanted: Places that an action wants to hold the device's position.
        limited: Places with an expression that was given up.
    """

    def __init__(self, questionnaire: Questionnaire, state: State, world: Surroundings) -> None:
        self._binds = questionnaire.binds
        self._controls = questionnaire.controls
        self._kinds = questionnaire.kinds
        self._kept = questionnaire.kept
        self._plan = questionnaire.plan
        self._actions = questionnaire.actions
        self._triggers = {action.trigger.index for action in questionnaire.actions if action.trigger}
        self.state = state
        self.world = world
        self._queue: list[tuple[int, Place, Aspect]] = []
        self._queued: set[tuple[int, Aspect]] = set()
        self._counted: set[Place] = set()
        self._runs: dict[tuple[int, Aspect], int] = {}
        self._triggered: dict[Place, None] = {}
        self.wanted: dict[Place, None] = {}
        self.limited: dict[Place, None] = {}
        self._endless: dict[int, Expression] = {}
        self.begin()

    def begin(self) -> None:
        """Forget what changed before."""
        self.patch: dict[str, tuple[str | None, str | None]] = {}
        self.touched: dict[Place, None] = {}
        self.suspects: dict[Place, None] = {}
        self.structure: dict[str, None] = {}
        self._runs.clear()

    def store(self, place: Place, value: str) -> None:
        """Put an answer in its place and mark what depends on it."""
        old = place.stored
        if old == value:
            return
        self.note(place.key, old or None, value or None)
        place.stored = value
        self._show_text(place)
        if place.definition.index in self._triggers:
            self._triggered[place] = None

    def note(self, key: str, old: str | None, new: str | None) -> None:
        """Add a difference to the patch; differences of one key run together."""
        first = self.patch[key][0] if key in self.patch else old
        if first == new:
            self.patch.pop(key, None)
        else:
            self.patch[key] = (first, new)

    def mark_all(self, places: Iterable[Place]) -> None:
        """Have everything about these places worked out."""
        for place in places:
            for aspect in self._plan.evaluated[place.definition.index]:
                if aspect is not Aspect.COUNT:
                    self._mark(place, aspect)

    def mark_row(self, row: Row) -> None:
        """Have everything about a row worked out."""
        self.mark_all((row, *below(row)))
        for inner in row.repeats.values():
            self._mark_ghost(inner)

    def _mark_ghost(self, rows: Rows) -> None:
        for aspect in self._plan.evaluated[rows.definition.index]:
            self._mark(rows.ghost, aspect)
        for row in rows.active:
            for inner in row.repeats.values():
                self._mark_ghost(inner)

    def mark_form(self) -> None:
        """Have the whole form worked out, but for proposals that were answered before."""
        for place in (self.state.root, *self.state.in_order()):
            answered = place.stored and self._kept[place.definition.index]
            for aspect in self._plan.evaluated[place.definition.index]:
                if aspect is not Aspect.COUNT and not (answered and aspect is Aspect.CALCULATE):
                    self._mark(place, aspect)
        for rows in self.state.root.repeats.values():
            self._mark_ghost(rows)

    def mark_words(self) -> None:
        """Have calculations that look at words worked out again, as after a change of language."""
        for place in self.state.in_order():
            bind = self._binds[place.definition.index]
            if bind.calculate is not None and any(name in bind.calculate.source for name in _WORDS):
                self._mark(place, Aspect.CALCULATE)

    def rows_changed(self, rows: Rows, *, moved: bool = False) -> None:
        """Mark what looks at the rows of a repeat; `moved`: rows that stay have new positions."""
        self.structure[rows.key] = None
        depth = len(rows.definition.repeats) - 1
        for definition in _definitions_below(rows):
            for dependent in self._plan.dependents.get(definition, ()):
                if dependent.shared > depth and not (moved and definition == rows.definition.index):
                    continue  # reads within its own row: other rows are nothing to it
                shared = min(dependent.shared, depth)
                anchor = rows.scope.rows_above[shared - 1] if shared else self.state.root
                for place in self.state.instances_of(dependent.definition, anchor, shared):
                    self._mark(place, dependent.aspect)

    def settle(self) -> None:
        """Work out everything marked, and the actions that follow, until nothing changes."""
        self._drain()
        for _ in range(_ROUNDS_LIMIT):
            if not self._triggered:
                return
            places, self._triggered = list(self._triggered), {}
            for place in places:
                self._dispatch(place)
            self._drain()
        self._triggered.clear()

    def _mark(self, place: Place, aspect: Aspect) -> None:
        if aspect is Aspect.SHOWN:
            self.suspects[place] = None
            place.problems = None
            return
        token = (id(place), aspect)
        if token not in self._queued:
            self._queued.add(token)
            rank = self._plan.rank.get(Slot(place.definition.index, aspect), 1 << 30)
            heapq.heappush(self._queue, (rank, place, aspect))

    def _drain(self) -> None:
        self._counted.clear()
        while self._queue:
            _, place, aspect = heapq.heappop(self._queue)
            token = (id(place), aspect)
            self._queued.discard(token)
            if any(row.parked for row in place.scope.rows_above):
                continue
            runs = self._runs[token] = self._runs.get(token, 0) + 1
            if runs <= _ROUNDS_LIMIT + len(self.state.rows):
                _WORK[aspect](self, place)

    def value(self, expression: Expression, place: Place) -> Value:
        """Run an expression for a place; "" for one that costs more than anybody waits for.

        Such an expression is not tried again in this interview: every answer would wait for it.
        """
        if id(expression) in self._endless:
            self.limited.setdefault(place)
            return ""
        try:
            return expression.run(Context(self.world, place))
        except EvaluationLimit:
            self._endless[id(expression)] = expression
            self.limited.setdefault(place)
            self.suspects[place] = None
            place.problems = None
            return ""

    def _changed(self, place: Place) -> None:
        for dependent in self._plan.dependents.get(place.definition.index, ()):
            anchor = self.state.anchor(place, dependent.shared)
            for target in self.state.instances_of(dependent.definition, anchor, dependent.shared):
                self._mark(target, dependent.aspect)

    def _show_text(self, place: Place) -> None:
        """Give expressions the text that counts, and note the difference."""
        self._touch(place)
        text = place.stored if place.relevant else ""
        if text != place.text:
            place.text = text
            self._changed(place)

    def _touch(self, place: Place) -> None:
        self.touched[place] = None
        place.problems = None
        place.view = None

    def _calculate(self, place: Place) -> None:
        bind = self._binds[place.definition.index]
        if bind.calculate is None:
            return
        text = lexical(self.value(bind.calculate, place), self._kinds[place.definition.index])
        if text == place.stored:
            return
        if self._kept[place.definition.index]:
            self.note(place.key, place.stored or None, text or None)
        place.stored = text
        self._show_text(place)
        if place.definition.index in self._triggers:
            self._triggered[place] = None

    def _relevance(self, place: Place) -> None:
        bind = self._binds[place.definition.index]
        own = bind.relevant is None or to_boolean(self.value(bind.relevant, place))
        if own != place.own:
            place.own = own
            self.inherit(place)

    def inherit(self, place: Place) -> None:
        """Bring relevance down from above."""
        above = place.parent
        relevant = place.own and (above is None or above.relevant)
        if relevant == place.relevant:
            return
        place.relevant = relevant
        if place.definition.shape is Shape.FIELD:
            self._show_text(place)
            # A node that goes leaves node-sets, even where it was empty.
            self._changed(place)
            return
        self.structure[place.key.rpartition("[")[0] if isinstance(place, Row) else place.key] = None
        if place.definition.shape is Shape.REPEAT and not isinstance(place, Row):
            return  # the ghost of a repeat: nobody reads it, its rows are told themselves
        self._changed(place)
        for group in place.named.values():
            for child in group:
                if isinstance(child, Place):
                    self.inherit(child)
        for definition in place.definition.children:
            if definition.shape is Shape.REPEAT:
                self.inherit(place.scope.repeats[definition.index].ghost)

    def _required(self, place: Place) -> None:
        bind = self._binds[place.definition.index]
        required = bind.required is not None and to_boolean(self.value(bind.required, place))
        if required != place.required:
            place.required = required
            self._touch(place)

    def _readonly(self, place: Place) -> None:
        bind = self._binds[place.definition.index]
        readonly = bind.readonly is not None and to_boolean(self.value(bind.readonly, place))
        if readonly != place.readonly:
            place.readonly = readonly
            for each in (place, *below(place)):
                self._touch(each)

    def _count(self, ghost: Place) -> None:
        rows = self.state.repeats.get(ghost.key)
        control = self._controls[ghost.definition.index]
        if rows is None or control is None or control.count is None:
            return
        if ghost.definition.index in self._plan.looped:
            if ghost in self._counted:
                return  # "one more while the last says so" grows by one for each answer, not without end
            self._counted.add(ghost)
        number = to_number(self.value(control.count, ghost))
        wanted = min(max(int(number), 0), ROWS_LIMIT) if number.is_finite() else 0
        if wanted == len(rows.active):
            return
        while len(rows.active) > wanted:
            self.state.park(rows)
        while len(rows.active) < wanted:
            self._bring(rows)
        self.rows_changed(rows)

    def _bring(self, rows: Rows) -> None:
        """Add the row that was parked last, else a new one."""
        if rows.parked:
            row = self.state.unpark(rows)
            self.inherit(row)
            self.mark_row(row)
        else:
            self.new_row(rows)

    def new_row(self, rows: Rows, written: Mapping[str, str] | None = None) -> Row:
        """Add a row with defaults, and run what the form does with new rows.

        Args:
            rows: The repeat.
            written: Values by path of a row that the form is written with, which is not new.
        """
        order = rows.next_order()
        row = self.state.add_row(rows, self.world.new_id(), order)
        self.note(row.key, None, order)
        for place in below(row):
            place.relevant = place.parent is None or place.parent.relevant
            default = (written or {}).get(place.definition.path, place.definition.default)
            if default and self._kept[place.definition.index]:
                self.store(place, default)
        for inner in row.repeats.values():
            inner.ghost.relevant = inner.parent.relevant
        self.mark_row(row)
        for inner in row.repeats.values():
            self.start_rows(inner)
        for action in self._actions if written is None else ():
            if "odk-new-repeat" in action.events and action.home is rows.definition:
                self.run_action(action, row)
        return row

    def start_rows(self, rows: Rows, *, opening: bool = False) -> None:
        """Give a repeat the rows that the form starts with; only while opening are they not new."""
        control = self._controls[rows.definition.index]
        if control is not None and control.count is not None:
            return
        written = rows.definition.written if opening else ()
        while len(rows.active) < rows.definition.start_rows:
            position = len(rows.active)
            self.new_row(rows, written[position] if position < len(written) else None)

    def _dispatch(self, place: Place) -> None:
        for action in self._actions:
            if action.trigger is place.definition and "xforms-value-changed" in action.events:
                self.run_action(action, place)

    def run_action(self, action: Action, cause: Place, *, sparing: Container[Place] = ()) -> None:
        """Set the targets of an action, but for some; what the device has to tell is noted as wanted."""
        for place in self._targets(action, cause):
            if place.definition.shape is not Shape.FIELD or place in sparing:
                continue
            if action.source is Source.POSITION:
                self.wanted[place] = None
            elif action.source is Source.EXPRESSION:
                here = cause if action.at_trigger else place
                value = self.value(action.value, here) if action.value is not None else action.text
                self.store(place, lexical(value, self._kinds[place.definition.index]))

    def _targets(self, action: Action, cause: Place) -> list[Place]:
        """Return the places an action names, else all that share the rows of its cause."""
        if action.chosen is not None:
            nodes = self.value(action.chosen, cause)
            return [node for node in nodes if isinstance(node, Place)] if isinstance(nodes, list) else []
        depth = sum(a is b for a, b in zip(action.target.repeats, cause.definition.repeats, strict=False))
        return list(self.state.instances_of(action.target.index, self.state.anchor(cause, depth), depth))

    def run_event(self, event: str, *, sparing: Container[Place] = ()) -> None:
        """Run the actions of an event of the whole form, wherever they are written."""
        for action in self._actions:
            if event in action.events:
                self.run_action(action, self.state.root, sparing=sparing)


def _definitions_below(rows: Rows) -> list[int]:
    found, waiting = [], [rows.definition]
    while waiting:
        definition = waiting.pop()
        found.append(definition.index)
        waiting.extend(definition.children)
    return found


_WORK: Mapping[Aspect, Callable[[Recompute, Place], None]] = {
    Aspect.COUNT: Recompute._count,  # noqa: SLF001
    Aspect.RELEVANT: Recompute._relevance,  # noqa: SLF001
    Aspect.CALCULATE: Recompute._calculate,  # noqa: SLF001
    Aspect.REQUIRED: Recompute._required,  # noqa: SLF001
    Aspect.READONLY: Recompute._readonly,  # noqa: SLF001
}

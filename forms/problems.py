"""What is wrong with the answers: missing, impossible, contradictory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from forms.checks import CHECKS, Finding, Subject
from forms.choices import Options
from forms.lists import offered
from forms.questionnaire import Check, Questionnaire, Rule, Shape, Text
from forms.recompute import Recompute
from forms.state import Place, Row, State, below
from forms.values import NUMERIC, SELECTS, SEVERAL, VALUES, WHOLE
from forms.views import Kind, Level, Problem
from forms.xpath.convert import number_from_text, to_boolean, to_string

REGISTER = "register"
"""Secondary instance with the people elsewhere on this device."""


class Findings:
    """Works out problems; those of an answer are kept with its place until something changes."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        recompute: Recompute,
        options: Options,
        words: Callable[[Text, Place], str],
        remarks: Mapping[str, str],
    ) -> None:
        self._questionnaire = questionnaire
        self._recompute = recompute
        self._state: State = recompute.state
        self._options = options
        self._words = words
        self._remarks = remarks
        self._rule_of = {rule.definition.index: rule for rule in questionnaire.rules}
        self._broken: dict[str, Problem] = {}
        self._at: dict[str, list[Problem]] = {}

    def of(self, place: Place) -> tuple[Problem, ...]:
        """Return all problems that concern a question."""
        return (*self.own(place), *self._at.get(place.key, ()))

    def own(self, place: Place) -> tuple[Problem, ...]:
        """Return the problems of the answer itself."""
        if place.problems is None:
            answers = place.relevant and place.definition.shape is Shape.FIELD
            found = tuple(self._find(place)) if answers else ()
            place.problems = (*found, *self._given_up(place))
        return place.problems

    def _given_up(self, place: Place) -> Iterator[Problem]:
        """Tell of an expression that costs more than anybody waits for, at the first question concerned."""
        if place in self._recompute.limited:
            fields = (each for each in (place, *below(place)) if each.definition.shape is Shape.FIELD)
            yield from (Problem("limit", Level.INFO, (field.key,)) for field in islice(fields, 1))

    def all(self) -> Iterator[Problem]:
        """Yield all problems in form order, each once."""
        waiting: dict[str, list[Problem]] = {}
        for key, problem in self._broken.items():
            first = problem.at[0]
            waiting.setdefault(first if first in self._state.places else key, []).append(problem)
        for place in self._state.in_order():
            yield from place.problems if place.problems is not None else self.own(place)
            if place.key in waiting:
                yield from waiting.pop(place.key)
        for left in waiting.values():
            yield from left

    def renew(self) -> Iterator[Place]:
        """Look at all rules again; yield the questions that one of them speaks of differently now."""
        rules = (place for place in self._state.in_order() if place.definition.index in self._rule_of)
        before = self._broken
        self._broken = {place.key: found for place in rules if (found := self._at_rule(place))}
        self._at = {}
        for problem in self._broken.values():
            for key in problem.at:
                self._at.setdefault(key, []).append(problem)
        for rule in {**before, **self._broken}:
            if before.get(rule) != self._broken.get(rule):
                told = [problem for problem in (before.get(rule), self._broken.get(rule)) if problem]
                keys = (key for problem in told for key in problem.at)
                yield from (place for key in keys if (place := self._state.places.get(key)))

    def _at_rule(self, place: Place) -> Problem | None:
        """Return the problem that a rule's calculation reports at the moment."""
        if not place.relevant or not holds(place.text):
            return None
        rule = self._rule_of[place.definition.index]
        at = tuple(self._targets(rule, place)) or (place.key,)
        remark_key = "" if rule.level is Level.HARD else remark_key_of(rule.code, place.scope)
        return Problem(
            rule.code,
            rule.level,
            at,
            self._filled(rule.message, place),
            remark_key=remark_key,
            remark=self._remarks.get(remark_key, ""),
        )

    def _near(self, index: int, place: Place) -> Iterator[Place]:
        """Yield the places of a definition that share their rows with a place as far as both have any."""
        repeats = self._questionnaire.definitions[index].repeats
        depth = sum(a is b for a, b in zip(repeats, place.definition.repeats, strict=False))
        return self._state.instances_of(index, self._state.anchor(place, depth), depth)

    def _targets(self, rule: Rule, place: Place) -> Iterator[str]:
        """Yield the keys of the fields concerned that apply; all of them if none does."""
        found = [target for definition in rule.at for target in self._near(definition.index, place)]
        # A repeat without rows is named by its ghost, one with rows by the rows alone.
        rows = {target.definition.index for target in found if isinstance(target, Row)}
        found = [target for target in found if isinstance(target, Row) or target.definition.index not in rows]
        relevant = [target.key for target in found if target.relevant]
        return iter(relevant or [target.key for target in found])

    def _filled(self, message: str, place: Place) -> str:
        """Put values in place of `{name}` in a rule's words."""
        if "{" not in message:
            return message
        parts = message.split("{")
        return parts[0] + "".join(self._part(part, place) for part in parts[1:])

    def _part(self, part: str, place: Place) -> str:
        name, closed, rest = part.partition("}")
        if not closed:
            return "{" + part
        for definition in self._questionnaire.definitions:
            if definition.name == name:
                found = next(self._near(definition.index, place), None)
                return (self.display(found) if found else "") + rest
        return "{" + part

    def display(self, place: Place) -> str:
        """Return an answer in words for people."""
        if not place.stored:
            return ""
        kind = self._questionnaire.kinds[place.definition.index]
        choices = self._options.of(place) if kind in SELECTS else ()
        return VALUES[kind].display(place.stored, choices)

    def _find(self, place: Place) -> Iterator[Problem]:
        index = place.definition.index
        bind = self._questionnaire.binds[index]
        if not self._questionnaire.asked[index] and not bind.extensions.get("check"):
            return
        if not place.stored:
            if place.required and self._questionnaire.kinds[index] is not Kind.NOTE:
                yield Problem("required", Level.HARD, (place.key,), self._words(bind.required_message, place))
            return
        kind = self._questionnaire.kinds[index]
        whole = kind is Kind.RANGE and bind.type in WHOLE
        if not VALUES[Kind.INTEGER if whole else kind].valid(place.stored):
            yield Problem("type", Level.HARD, (place.key,), args=MappingProxyType({"kind": kind.value}))
            return
        yield from self._not_offered(place, kind)
        yield from self._out_of_bounds(place, kind)
        yield from self._constraint(place)
        for check in self._questionnaire.checks.get(index, ()):
            yield from self._checked(place, check)

    def _not_offered(self, place: Place, kind: Kind) -> Iterator[Problem]:
        if kind not in SELECTS:
            return
        fitting = {choice.value for choice in self._options.of(place)}
        chosen = place.stored.split() if kind in SEVERAL else [place.stored]
        for value in chosen:
            if value not in fitting:
                args = {"value": value} | ({"kind": "gone"} if self._is_gone(place, value) else {})
                yield Problem("choice", Level.HARD, (place.key,), args=MappingProxyType(args))
        if kind is Kind.RANK and fitting.issuperset(chosen) and sorted(chosen) != sorted(fitting):
            yield Problem("rank", Level.HARD, (place.key,))

    def _is_gone(self, place: Place, value: str) -> bool:
        """Whether no filter of this version would offer a value: it comes from another version."""
        known = offered(self._questionnaire, place.definition.index)
        return known is not None and all(choice.value != value for choice in known)

    def _out_of_bounds(self, place: Place, kind: Kind) -> Iterator[Problem]:
        control = self._questionnaire.controls[place.definition.index]
        if control is None or control.bounds is None or kind not in NUMERIC:
            return
        low, high, step = control.bounds.least, control.bounds.most, control.bounds.step
        value = number_from_text(place.stored)
        if not low <= value <= high or (value - low) % step:
            args = {"least": str(low), "most": str(high), "step": str(step)}
            yield Problem("range", Level.HARD, (place.key,), args=MappingProxyType(args))

    def _constraint(self, place: Place) -> Iterator[Problem]:
        bind = self._questionnaire.binds[place.definition.index]
        if bind.constraint is None or to_boolean(self._recompute.value(bind.constraint, place)):
            return
        if place in self._recompute.limited:
            return
        level = Level(bind.extensions.get("level", Level.HARD))
        remark_key = "" if level is Level.HARD else f"remark[{place.key}]"
        words = self._words(bind.constraint_message, place)
        yield Problem(
            "constraint",
            level,
            (place.key,),
            words,
            remark_key=remark_key,
            remark=self._remarks.get(remark_key, ""),
        )

    def _checked(self, place: Place, check: Check) -> Iterator[Problem]:
        kind = CHECKS[check.name]
        bind = self._questionnaire.binds[place.definition.index]
        values = {
            name: to_string(self._recompute.value(each, place)) for name, each in check.arguments.items()
        }
        subject = Subject(
            kind.normalise(place.stored),
            values,
            bind.save_to or place.definition.name,
            self._recompute.world.today,
            self._others(place) if kind.compares else (),
            lambda: self._recompute.world.rows(REGISTER),
        )
        return (self._problem(place, finding) for finding in kind.find(subject))

    def _others(self, place: Place) -> list[str]:
        return [other.text for other in self.alike(place) if other is not place]

    def alike(self, place: Place) -> Iterator[Place]:
        """Yield the same question in all rows of the innermost repeat."""
        depth = max(len(place.definition.repeats) - 1, 0)
        return self._state.instances_of(place.definition.index, self._state.anchor(place, depth), depth)

    def _problem(self, place: Place, finding: Finding) -> Problem:
        if finding.level is Level.HARD and not finding.lifted:
            remark_key = ""
        elif finding.lifted:
            remark_key = f"remark[{place.key}]"
        else:
            remark_key = remark_key_of(finding.code, place.scope)
        return Problem(
            finding.code,
            finding.level,
            (place.key,),
            args=finding.args,
            remark_key=remark_key,
            remark=self._remarks.get(remark_key, ""),
        )


def holds(text: str) -> bool:
    """Whether the value of a boolean calculation says yes."""
    return text not in ("", "false", "0")


def remark_key_of(code: str, row: Row) -> str:
    """Return where the explanation of a rule is kept: with the row it was found in."""
    return f"remark[{code}@{row.key}]" if row.key else f"remark[{code}]"

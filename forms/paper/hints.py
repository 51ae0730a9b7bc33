"""Conditions of a form in words, for interviews on paper: 如果“有无住房”=“有”."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms import lists
from forms.paper.words import with_gaps
from forms.questionnaire import Definition, Expression, Questionnaire
from forms.xpath.grammar import parse
from forms.xpath.tree import Call, Comparison, ExpressionError, Literal, Logic, Negation, Number, Path, Tree

SOMETIMES = "有条件才问"
"""Stands where a condition has no short words."""
_SIGNS = {"=": "是", "!=": "不是", "<": "小于", "<=": "不超过", ">": "大于", ">=": "不少于"}
_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ANSWERED = "填了"
_LONGEST_LABEL = 24
_LONGEST = 90


def condition(questionnaire: Questionnaire, relevant: Expression | None) -> str:
    """Return a condition in words, `SOMETIMES` where it is more than comparisons, "" where there is none."""
    return Conditions(questionnaire).of(relevant)


class Conditions:
    """Puts the conditions of one questionnaire into words; looks at each of its choice lists once."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._questionnaire = questionnaire
        self._labels: dict[int, Mapping[str, str]] = {}

    def of(self, relevant: Expression | None) -> str:
        """Return the words of a condition; see `condition`."""
        if relevant is None or relevant.source in {"true()", "1"}:
            return ""
        try:
            tree = parse(relevant.source)
        except ExpressionError:
            return SOMETIMES
        named = {read.target.name: read.target for read in relevant.reads}
        found = _Words(self, named).of(tree)
        return f"如果{found}" if found and len(found) <= _LONGEST else SOMETIMES

    def question(self, definition: Definition) -> str:
        """Return what a question is called, "" if it is none that people see."""
        control = self._questionnaire.controls[definition.index]
        if control is None:
            return ""
        label = with_gaps(lists.spoken(self._questionnaire, control.label))
        label = label.partition("\n")[0] or definition.name
        return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"

    def option(self, definition: Definition, value: str) -> str:
        """Return the label of an option, or the value where it is none."""
        index = definition.index
        if index not in self._labels:
            choices = lists.offered(self._questionnaire, index) or ()
            self._labels[index] = {choice.value: choice.label for choice in choices}
        return with_gaps(self._labels[index].get(value, "")).replace("\n", " ") or value


class _Words:
    """Puts the parts of one condition into words; "" for what has none."""

    def __init__(self, conditions: Conditions, named: Mapping[str, Definition]) -> None:
        self._conditions = conditions
        self._named = named

    def of(self, tree: Tree) -> str:
        """Return the words of a part."""
        if isinstance(tree, Comparison):
            return self._comparison(tree)
        if isinstance(tree, Logic):
            return self._joined(tree)
        if isinstance(tree, Call):
            return self._call(tree)
        question = self._question(tree)
        return f"{_ANSWERED}{self._label(question)}" if question else ""

    def _joined(self, tree: Logic) -> str:
        parts = [self.of(each) for each in tree.operands]
        if not all(parts):
            return ""
        parts = [
            f"（{words}）" if isinstance(each, Logic) else words
            for each, words in zip(tree.operands, parts, strict=True)
        ]
        if tree.operator == "and":  # to be something, it has to be answered
            parts = [part for part in parts if not _said_by_others(part, parts)]
        return ("，并且" if tree.operator == "and" else "，或者").join(parts)

    def _call(self, tree: Call) -> str:
        if tree.name == "not" and len(tree.arguments) == 1:
            inner = self.of(tree.arguments[0])
            return (
                inner.replace("选了", "没选", 1) if inner.count("选了") == 1 else inner and f"不是（{inner}）"
            )
        if tree.name not in {"selected", "is-selected"} or len(tree.arguments) != 2:  # noqa: PLR2004 - question, option
            return ""
        question, value = self._question(tree.arguments[0]), _value(tree.arguments[1])
        if question is None or not value:
            return ""
        return f"{self._label(question)}选了“{self._option(question, value)}”"

    def _comparison(self, tree: Comparison) -> str:
        question, value, sign = self._question(tree.left), _value(tree.right), tree.operator
        if question is None:
            question, value, sign = self._question(tree.right), _value(tree.left), _TURNED[tree.operator]
        if question is None or value is None:
            return ""
        if not value:
            return f"{'没填' if sign == '=' else _ANSWERED}{self._label(question)}"
        return f"{self._label(question)}{_SIGNS[sign]}“{self._option(question, value)}”"

    def _question(self, tree: Tree) -> Definition | None:
        if not isinstance(tree, Path) or tree.start is not None or not tree.steps:
            return None
        if any(step.predicates for step in tree.steps):
            return None
        found = self._named.get(tree.steps[-1].test)
        return found if found is not None and self._conditions.question(found) else None

    def _label(self, question: Definition) -> str:
        return f"“{self._conditions.question(question)}”"

    def _option(self, question: Definition, value: str) -> str:
        return self._conditions.option(question, value)


def _said_by_others(part: str, parts: Sequence[str]) -> bool:
    asked = part.removeprefix(_ANSWERED)
    return part != asked and any(each.startswith(asked) for each in parts)


def _value(tree: Tree) -> str | None:
    """Return a literal as text, None for anything else."""
    if isinstance(tree, Literal):
        return tree.value
    if isinstance(tree, Number):
        return format(tree.value, "f")
    if isinstance(tree, Negation) and isinstance(tree.operand, Number):
        return f"-{tree.operand.value:f}"
    return None

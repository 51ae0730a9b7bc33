"""The score sheet, read off an interview; no item, option or number is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from forms.choices import Options
from forms.problems import holds
from forms.questionnaire import Definition, Expression, FigureItem, Item, Questionnaire, VetoItem
from forms.recompute import Recompute
from forms.state import Place
from forms.values import rounded
from forms.views import Choice, Figure, ItemScore, ScoreSheet, Veto
from forms.xpath.convert import NUMBERS, to_string


class Scoring:
    """Reads the score sheet off an interview, and keeps it until something it rests on changes."""

    def __init__(self, questionnaire: Questionnaire, recompute: Recompute, options: Options) -> None:
        self.questionnaire = questionnaire
        self.recompute = recompute
        self.options = options
        self._sheet: ScoreSheet | None = None
        self._basis: dict[int, str] = {}
        self._points = {item.item: dict(_points(options.listed(item.item))) for item in questionnaire.items}
        self._told_of = _told_of(questionnaire)
        self._shown = frozenset(_shown(questionnaire)) | self._told_of.keys()

    def sheet(self) -> ScoreSheet:
        """Return the outcome as it stands."""
        if self._sheet is None:
            self._sheet = self._made()
        return self._sheet

    def forget(self, changed: Iterable[int]) -> None:
        """Work out again what rests on the nodes of these definitions."""
        for index in changed:
            if index in self._shown:
                self._sheet = None
                for told in self._told_of.get(index, ()):
                    self._basis.pop(told, None)

    def forget_all(self) -> None:
        """Work out everything again, as when rows came or went."""
        self._sheet = None
        self._basis.clear()

    def _made(self) -> ScoreSheet:
        items = tuple(map(self._item, self.questionnaire.items))
        figures = {figure.name: self._figure(figure) for figure in self.questionnaire.figures}
        vetoes = tuple(map(self._veto, self.questionnaire.vetoes))
        form = self.questionnaire
        return ScoreSheet(form.scheme, items, _total(items), vetoes, figures, form.better)

    def place(self, definition: Definition | None) -> Place | None:
        """Return the first place of a definition; a score stands outside of repeats."""
        if definition is None:
            return None
        return next(self.recompute.state.instances_of(definition.index, self.recompute.state.root, 0), None)

    def _text(self, definition: Definition | None) -> str:
        place = self.place(definition)
        return place.text if place is not None else ""

    def _words(self, expression: Expression | None, definition: Definition) -> str:
        if definition.index not in self._basis:
            self._basis[definition.index] = self._told(expression, self.place(definition))
        return self._basis[definition.index]

    def _told(self, expression: Expression | None, place: Place | None) -> str:
        if expression is None or place is None:
            return ""
        return to_string(self.recompute.value(expression, place))

    def _item(self, item: Item) -> ItemScore:
        points = self._points[item.item]
        derived = self._text(item.definition)
        derived = derived if derived in points else ""
        chosen, reason = self._text(item.choice), self._text(item.reason)
        stands = chosen in points and bool(reason) and chosen != derived
        option = chosen if stands else derived
        return ItemScore(
            item=item.item,
            name=item.name,
            option=option,
            derived=derived,
            points=points.get(option),
            max_points=max(points.values(), default=Decimal(0)),
            basis=self._words(item.basis, item.definition),
            options=self.options.listed(item.item),
            override_reason=reason if stands else "",
            group=item.group,
        )

    def _veto(self, veto: VetoItem) -> Veto:
        text = self._text(veto.definition)
        calculate = self.questionnaire.binds[veto.definition.index].calculate
        return Veto(
            veto.code,
            veto.label,
            holds(text) if text else None,
            self._words(veto.basis, veto.definition),
            by_people=calculate is None or not calculate.reads,
        )

    def _figure(self, figure: FigureItem) -> Figure:
        value = self._text(figure.definition)
        display = rounded(value, figure.format) if figure.format and value else value
        basis = self._words(figure.basis, figure.definition)
        return Figure(figure.name, figure.label, value, display, figure.unit, basis)


def _told_of(questionnaire: Questionnaire) -> Mapping[int, list[int]]:
    """Return, by index of a node that a basis reads, the indexes of the lines with that basis."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    lines: tuple[Item | VetoItem | FigureItem, ...]
    lines = (*questionnaire.items, *questionnaire.vetoes, *questionnaire.figures)
    for line in lines:
        for read in line.basis.reads if line.basis is not None else ():
            found[read.target.index].append(line.definition.index)
    return found


def _shown(questionnaire: Questionnaire) -> Iterator[int]:
    """Yield the indexes of the nodes whose values stand in the sheet."""
    for item in questionnaire.items:
        nodes = (item.definition, item.choice, item.reason)
        yield from (node.index for node in nodes if node is not None)
    yield from (veto.definition.index for veto in questionnaire.vetoes)
    yield from (figure.definition.index for figure in questionnaire.figures)


def _points(options: tuple[Choice, ...]) -> Iterator[tuple[str, Decimal]]:
    for option in options:
        try:
            yield option.value, Decimal(option.extra.get("points", ""))
        except InvalidOperation:
            continue


def _total(items: tuple[ItemScore, ...]) -> Decimal | None:
    total = Decimal(0)
    for item in items:
        if item.points is None:
            return None
        total = NUMBERS.add(total, item.points)
    return total if items else None

"""The score sheet, read off an interview; no item, option or number is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from forms.choices import Options
from forms.problems import holds
from forms.questionnaire import Definition, Expression, FigureItem, Item, Questionnaire, VetoItem
from forms.recompute import Recompute
from forms.state import Place
from forms.values import rounded
from forms.views import Choice, Figure, ItemScore, ScoreSheet, Veto
from forms.xpath.convert import NUMBERS, to_string


@dataclass(frozen=True, slots=True)
class Scoring:
    """Reads the score sheet off an interview."""

    questionnaire: Questionnaire
    recompute: Recompute
    options: Options

    def sheet(self) -> ScoreSheet:
        """Return the outcome as it stands."""
        items = tuple(map(self._item, self.questionnaire.items))
        figures = {figure.name: self._figure(figure) for figure in self.questionnaire.figures}
        vetoes = tuple(map(self._veto, self.questionnaire.vetoes))
        return ScoreSheet(self.questionnaire.scheme, items, _total(items), vetoes, figures)

    def place(self, definition: Definition | None) -> Place | None:
        """Return the first place of a definition; a score stands outside of repeats."""
        if definition is None:
            return None
        return next(self.recompute.state.instances_of(definition.index, self.recompute.state.root, 0), None)

    def _text(self, definition: Definition | None) -> str:
        place = self.place(definition)
        return place.text if place is not None else ""

    def _words(self, expression: Expression | None, definition: Definition) -> str:
        place = self.place(definition)
        if expression is None or place is None:
            return ""
        return to_string(self.recompute.value(expression, place))

    def _item(self, item: Item) -> ItemScore:
        options = self.options.listed(item.item)
        points = dict(_points(options))
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
            options=options,
            override_reason=reason if stands else "",
        )

    def _veto(self, veto: VetoItem) -> Veto:
        text = self._text(veto.definition)
        return Veto(
            veto.code, veto.label, holds(text) if text else None, self._words(veto.basis, veto.definition)
        )

    def _figure(self, figure: FigureItem) -> Figure:
        value = self._text(figure.definition)
        display = rounded(value, figure.format) if figure.format and value else value
        return Figure(figure.name, figure.label, value, display, figure.unit)


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

"""How an answer reads on a sheet, and questions with their answers side by side, for any questionnaire."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from forms.masking import masked
from forms.paper.document import Cell, Row, Table, Tone
from forms.paper.layout import PAD_X_MM
from forms.paper.sources import NOTHING
from forms.paper.text import Style, widest_unit_mm, wrap
from forms.paper.words import plain
from forms.values import ATTACHED
from forms.views import FieldView, Kind

TO_ASK = "待问"
TICKED, OPEN = "■", "□"
_MOST_TICKED = 7
_ATTACHED = {
    Kind.IMAGE: "有照片", Kind.AUDIO: "有录音", Kind.VIDEO: "有录像", Kind.FILE: "有附件",
}  # fmt: skip
_TICKABLE = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE})
_GEOPOINT = ("纬度 {}", "经度 {}", "海拔 {} 米", "误差 {} 米")

SIZE_PT = 8.0
_STYLE = Style(SIZE_PT)
_LABEL_MM, _VALUE_MM = 38.0, 52.0
_WIDTHS_MM = (_LABEL_MM, _VALUE_MM) * 2
_ACROSS_MM = 2 * _VALUE_MM + _LABEL_MM
_LINES, _LABEL_LINES, _MOST_LABEL_LINES = 3, 3, 8


@dataclass(frozen=True, slots=True)
class Answers:
    """Turns questions into words.

    Attributes:
        unmasked: Sensitive answers as they are.
        to_ask: Names of questions that came with a newer version and were not asked yet.
    """

    unmasked: bool = False
    to_ask: Container[str] = field(default=frozenset())

    def text(self, view: FieldView) -> str:
        """Return an answer with its unit; a dash where it was asked and not answered."""
        if not view.value:
            return TO_ASK if view.key.rpartition("].")[2] in self.to_ask else NOTHING
        if view.sensitive and not self.unmasked:
            return masked(view.kind, view.value)
        if view.kind in ATTACHED:
            return _ATTACHED[view.kind]
        return f"{_words(view)}{view.unit}"

    def boxes(self, view: FieldView) -> str:
        """Return all options with those chosen ticked, or the answer where they are too many or hidden."""
        few = view.kind in _TICKABLE and 1 < len(view.choices) <= _MOST_TICKED
        if not few or not view.value or (view.sensitive and not self.unmasked):
            return self.text(view)
        chosen = view.value.split() if view.kind is Kind.SELECT_MULTIPLE else [view.value]
        known = {choice.value for choice in view.choices}
        shown = [
            f"{TICKED if choice.value in chosen else OPEN}{_unbroken(plain(choice.label) or choice.value)}"
            for choice in view.choices
        ]
        return " ".join([*shown, *(f"{TICKED}{value}" for value in chosen if value not in known)])


def _words(view: FieldView) -> str:
    if view.kind is Kind.RANK:
        labels = {choice.value: plain(choice.label) for choice in view.choices}
        named = (labels.get(value) or value for value in view.value.split())
        return " ".join(f"{place}\u00a0{_unbroken(label)}" for place, label in enumerate(named, 1))
    if view.kind is Kind.GEOPOINT:
        numbers = view.value.split()
        return " ".join(form.format(number) for form, number in zip(_GEOPOINT, numbers, strict=False))
    return plain(view.display) if view.choices else view.display.expandtabs(2).replace("\r", "")


def _unbroken(label: str) -> str:
    """Return a label that keeps its words on one line while they fit: spaces that do not break."""
    return label.replace(" ", "\u00a0").replace("\n", "\u00a0")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and what stands beside it: `short` where there is room for all, else `full`."""

    label: str
    full: str
    ticked: str = ""


def pair(view: FieldView, answers: Answers) -> Pair:
    """Return a question with its answer."""
    return Pair(plain(view.label) or view.name, answers.text(view), answers.boxes(view))


def pairs_table(pairs: Iterable[Pair], *, title: str = "") -> Table:
    """Return questions with their answers, two to a row where both are short; nothing is ever cut."""
    head = (Row((Cell(title, Tone.LABEL, len(_WIDTHS_MM), "centre"),)),) if title else ()
    return Table(_WIDTHS_MM, (*head, *_rows(pairs)), header_rows=len(head), size_pt=SIZE_PT)


def _rows(pairs: Iterable[Pair]) -> Iterator[Row]:
    waiting: tuple[Cell, ...] = ()
    for each in pairs:
        short = _short(each)
        if short is None:
            if waiting:
                yield _stretched(waiting)
                waiting = ()
            yield from _across(each)
        elif waiting:
            yield Row((*waiting, *short))
            waiting = ()
        else:
            waiting = short
    if waiting:
        yield _stretched(waiting)


def _stretched(cells: tuple[Cell, ...]) -> Row:
    label, value = cells
    return Row((label, Cell(value.text, value.tone, 3)))


def _short(each: Pair) -> tuple[Cell, ...] | None:
    if not _fits(each.label, _LABEL_MM, _LABEL_LINES):
        return None
    value = next((text for text in (each.ticked, each.full) if text and _fits(text, _VALUE_MM, _LINES)), None)
    return None if value is None else (Cell(each.label, Tone.LABEL), Cell(value))


def _across(each: Pair) -> Iterator[Row]:
    value = next(
        (text for text in (each.ticked, each.full) if text and _fits(text, _ACROSS_MM, _LINES)), each.full
    )
    if _fits(each.label, _LABEL_MM, _MOST_LABEL_LINES):
        yield Row((Cell(each.label, Tone.LABEL), Cell(value, span=3)))
    else:
        yield Row((Cell(each.label, Tone.LABEL, 4),))
        yield Row((Cell(value, span=4),))


def _fits(text: str, width_mm: float, lines: int) -> bool:
    room_mm = width_mm - 2 * PAD_X_MM
    return len(wrap(text, room_mm, _STYLE)) <= lines and widest_unit_mm(text, _STYLE) <= room_mm

"""Any questionnaire as an empty sheet for interviews on paper: options to tick, boxes to write into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forms import lists
from forms.paper import hints, rosters
from forms.paper.document import Block, Cell, Document, Heading, Paragraph, Row, SheetHead, Table, Tone
from forms.paper.layout import PAD_X_MM, entry_mm
from forms.paper.sheet import SIGNATURES
from forms.paper.text import Style, wrap
from forms.paper.words import plain, with_gaps
from forms.questionnaire import Control, Definition, Questionnaire, Shape
from forms.values import SELECTS
from forms.views import Bounds, Choice, Kind

_LEGEND = "选中的在 □ 里打勾；* 必答；▶ 什么情况下才问，不符合的留空。"
ROWS = 5
"""Rows that a repeat offers unless told otherwise."""
MOST_OPTIONS = 120
"""A longer list is not printed: the answer is written out."""
_SIZE_PT = 8.0
_STYLE = Style(_SIZE_PT)
_NUMBER_MM, _QUESTION_MM, _ANSWER_MM = 9.0, 78.0, 93.0
_LINE_MM, _LINES_MM, _ROW_MM = 9.0, 20.0, 8.5
_ACROSS = 5
_ASKED_MM, _SLOT_MM = 95.0, 17.0
_HEAD_LINES = 3
_BOXES = {
    Kind.INTEGER: "______", Kind.DECIMAL: "_______.__", Kind.DATE: "____年__月__日", Kind.TIME: "__时__分",
    Kind.DATETIME: "____年__月__日__时__分",
}  # fmt: skip
_DATES = {"year": "____年", "month-year": "____年__月"}
_WORDS = {
    Kind.TRIGGER: "□已确认", Kind.IMAGE: "□已拍照", Kind.AUDIO: "□已录音", Kind.VIDEO: "□已录像",
    Kind.FILE: "□已附文件", Kind.GEOPOINT: "纬度\n经度", Kind.GEOTRACE: "□已测线路",
    Kind.GEOSHAPE: "□已测范围",
}  # fmt: skip


def compose(questionnaire: Questionnaire, head: SheetHead, *, rows: int = ROWS) -> Document:
    """Return the empty sheet of a questionnaire, in its own order.

    What other records than the visit keep, calculations and what nobody may type are not on it.
    """
    title = plain(questionnaire.title).replace("\n", " ") or questionnaire.name
    made = _Blank(questionnaire, rows)
    blocks = (_about(questionnaire), Paragraph(_LEGEND), *made.parts())
    return Document(title, head, "户编号                    户主              ", blocks, SIGNATURES)


def _about(questionnaire: Questionnaire) -> Table:
    def pair(label: str, cell: Cell) -> tuple[Cell, Cell]:
        return Cell(label, Tone.LABEL), cell

    known = f"{questionnaire.name} {questionnaire.version}"
    lines = (
        (*pair("户编号", Cell()), *pair("户主", Cell())),
        (*pair("调查日期", Cell(boxes=_BOXES[Kind.DATE])), *pair("调查员", Cell())),
        (*pair("问卷", Cell(known, span=3)),),
    )
    widths_mm = (24.0, 66.0, 24.0, 66.0)
    return Table(widths_mm, tuple(Row(cells, _LINE_MM if cells[1].text == "" else 0) for cells in lines))


@dataclass(frozen=True, slots=True)
class _Question:
    """A question as it is asked on paper."""

    definition: Definition
    kind: Kind
    label: str
    hint: str
    condition: str
    options: tuple[Choice, ...]
    control: Control
    unit: str
    required: bool


class _Blank:
    """Lays one questionnaire out, numbering its questions."""

    def __init__(self, questionnaire: Questionnaire, rows: int) -> None:
        self._form = questionnaire
        self._conditions = hints.Conditions(questionnaire)
        self._rows = max(1, rows)
        self._number = 0

    def parts(self) -> Iterator[Block]:
        """Yield all of the form: a heading for each group on top."""
        yield from self._blocks(self._form.root)

    def _part(self, node: Definition) -> Iterator[Block]:
        if self._form.records[node.index] or self._never(node) or not self._asks(node):
            return
        if node.shape is Shape.REPEAT:
            yield from self._repeat(node)
            return
        if label := self._label(node):
            yield Heading(label.replace("\n", " "), self._condition(node))
        yield from self._blocks(node)

    def _blocks(self, node: Definition) -> Iterator[Block]:
        """Yield what lies in a group: runs of questions, and the parts between them."""
        loose: list[Definition] = []
        for child in node.children:
            if child.shape is Shape.FIELD:
                loose.append(child)
                continue
            yield from self._run(loose)
            loose = []
            yield from self._part(child)
        yield from self._run(loose)

    def _asks(self, node: Definition) -> bool:
        """Whether there is anything for people in a group or repeat."""
        return any(
            self._asks(child)
            if child.shape is not Shape.FIELD
            else self._form.controls[child.index] is not None
            for child in node.children
        )

    def _never(self, node: Definition) -> bool:
        """Whether a condition keeps something from ever being asked, as helper questions of authors are."""
        relevant = self._form.binds[node.index].relevant
        return relevant is not None and relevant.source in {"false()", "0"}

    def _run(self, nodes: Sequence[Definition]) -> Iterator[Block]:
        rows: list[Row] = []
        for node in nodes:
            if self._form.kinds[node.index] is Kind.NOTE and self._form.controls[node.index] is not None:
                if rows:
                    yield self._table(rows)
                    rows = []
                if words := self._label(node):
                    yield Paragraph(words)
            elif (question := self._question(node)) is not None:
                rows.append(self._row(question))
        if rows:
            yield self._table(rows)

    def _table(self, rows: Sequence[Row]) -> Table:
        return Table((_NUMBER_MM, _QUESTION_MM, _ANSWER_MM), tuple(rows), size_pt=_SIZE_PT)

    def _question(self, node: Definition) -> _Question | None:
        """Return what is asked, None for what nobody types."""
        control, bind = self._form.controls[node.index], self._form.binds[node.index]
        fixed = bind.calculate is not None or (bind.readonly is not None and bind.readonly.source == "true()")
        if control is None or fixed or self._form.records[node.index] or self._never(node):
            return None
        kind = self._form.kinds[node.index]
        return _Question(
            node, kind, self._label(node) or node.name, with_gaps(lists.spoken(self._form, control.hint)),
            self._condition(node), (lists.offered(self._form, node.index) or ()) if kind in SELECTS else (),
            control, bind.extensions.get("unit", ""), bind.required is not None,
        )  # fmt: skip

    def _label(self, node: Definition) -> str:
        control = self._form.controls[node.index]
        return with_gaps(lists.spoken(self._form, control.label)) if control is not None else ""

    def _condition(self, node: Definition) -> str:
        return self._conditions.of(self._form.binds[node.index].relevant)

    def _row(self, question: _Question) -> Row:
        self._number += 1
        cells = (Cell(str(self._number), align="centre"), Cell(_asked(question)), _answer(question))
        return Row(cells, _least_mm(question))

    def _repeat(self, node: Definition) -> Iterator[Block]:
        """Yield empty lines for the rows of a repeat, or a column for each row where there is much to ask."""
        label = (self._label(node) or node.name).replace("\n", " ")
        inside = list(self._inside(node))
        questions = [question for each in inside if (question := self._question(each)) is not None]
        yield Heading(label, self._condition(node))
        nested = len(node.repeats) > 1
        if questions:
            lines = self._lines(questions, nested=nested)
            yield from lines if lines is not None else self._slots(questions, nested=nested)
        for each in self._nested(node):
            if self._asks(each):
                yield from self._repeat(each)

    def _inside(self, node: Definition) -> Iterator[Definition]:
        for child in node.children:
            if child.shape is Shape.GROUP:
                yield from self._inside(child)
            elif child.shape is Shape.FIELD:
                yield child

    def _nested(self, node: Definition) -> Iterator[Definition]:
        for child in node.children:
            if child.shape is Shape.GROUP:
                yield from self._nested(child)
            elif child.shape is Shape.REPEAT:
                yield child

    def _lines(self, questions: Sequence[_Question], *, nested: bool) -> list[Block] | None:
        """Return a table with a line for each row, None where it would be too narrow to write in."""
        heads = [*(["属第几行"] if nested else []), *(_short(question) for question in questions)]
        widths_mm = _writable(heads, questions, nested=nested)
        if widths_mm is None:
            return None
        head = Row(tuple(Cell(text, Tone.LABEL, align="centre") for text in ("", *heads)))
        body = (
            Row((Cell(str(n), align="centre"), *(Cell() for _ in heads)), _ROW_MM) for n in self._counted()
        )
        table = Table(widths_mm, (head, *body), header_rows=1, size_pt=_SIZE_PT)
        notes = [line for question in questions if (line := _legend(question))]
        return [table, *([Paragraph("\n".join(notes))] if notes else [])]

    def _counted(self) -> range:
        return range(1, self._rows + 1)

    def _slots(self, questions: Sequence[_Question], *, nested: bool) -> Iterator[Block]:
        """Yield tables with a line for each question and a column for each row: codes are written in."""
        for first in range(1, self._rows + 1, _ACROSS):
            numbers = [str(number) for number in range(first, first + _ACROSS)]
            head = Row(tuple(Cell(text, Tone.LABEL, align="centre") for text in ("(选项写序号)", *numbers)))
            above = [Row((Cell("属第几行"), *(Cell() for _ in numbers)), _ROW_MM)] if nested else []
            rows = [Row((Cell(_coded(each)), *(Cell() for _ in numbers)), _ROW_MM) for each in questions]
            widths_mm = (_ASKED_MM, *(_SLOT_MM,) * _ACROSS)
            yield Table(widths_mm, (head, *above, *rows), header_rows=1, size_pt=_SIZE_PT)


def _asked(question: _Question) -> str:
    """Return the words of a question: `*` marks what must be answered, `▶` when it is asked."""
    mark = "*" if question.required else ""
    condition = f"▶ {question.condition}" if question.condition else ""
    return "\n".join(filter(None, (f"{mark}{question.label}", question.hint, condition)))


def _short(question: _Question) -> str:
    unit = f"({question.unit})" if question.unit else ""
    return f"{'*' if question.required else ''}{question.label}{unit}"


def _least_mm(question: _Question) -> float:
    if question.kind in {Kind.TEXT, Kind.BARCODE}:
        return _LINES_MM if "multiline" in question.control.appearance else _LINE_MM
    return _LINE_MM if question.kind in SELECTS and not _listed(question) else 0.0


def _answer(question: _Question) -> Cell:
    """Return where the answer goes."""
    if question.kind in SELECTS:
        return Cell(_to_tick(question))
    boxes = _entry(question)
    if boxes:
        return Cell(_range(question), boxes=boxes)
    return Cell(_WORDS.get(question.kind, question.unit and f"{' ' * 40}{question.unit}"))


def _entry(question: _Question) -> str:
    """Return the pattern of boxes to write into, "" for a plain line."""
    if question.kind is Kind.RANGE:
        return _range_boxes(question.control.bounds) + question.unit
    if question.kind is Kind.DATE:
        named = (_DATES[name] for name in question.control.appearance.split() if name in _DATES)
        return next(named, _BOXES[Kind.DATE])
    boxes = _BOXES.get(question.kind, "")
    return f"{boxes}{question.unit}" if boxes else ""


def _range_boxes(bounds: Bounds | None) -> str:
    if bounds is None:
        return "___"
    whole = max(len(str(int(abs(each)))) for each in (bounds.least, bounds.most))
    return "_" * whole + (".__" if bounds.step != int(bounds.step) else "")


def _range(question: _Question) -> str:
    bounds = question.control.bounds if question.kind is Kind.RANGE else None
    return f"{bounds.least:f} 至 {bounds.most:f}，每 {bounds.step:f} 一格" if bounds else ""


def _listed(question: _Question) -> tuple[Choice, ...]:
    """Return the options that are printed."""
    return question.options if len(question.options) <= MOST_OPTIONS else ()


def _option(choice: Choice) -> str:
    return with_gaps(choice.label).replace("\n", " ") or choice.value


def _to_tick(question: _Question) -> str:
    listed = _listed(question)
    if question.kind is Kind.RANK:
        return "括号里写名次\n" + "  ".join(f"（\u3000）{_kept(_option(choice))}" for choice in listed)
    return " ".join(f"□{_kept(_option(choice))}" for choice in listed) if listed else _instead(question)


def _instead(question: _Question) -> str:
    return f"(名单共 {len(question.options)} 项，请写名称)" if question.options else ""


def _kept(label: str) -> str:
    """Return a label whose spaces do not break."""
    return label.replace(" ", "\u00a0")


def _numbered(question: _Question) -> str:
    """Return the options with the numbers that the screen gives them, as they are typed in there."""
    listed = _listed(question)
    shown = (f"{number}\u00a0{_kept(_option(choice))}" for number, choice in enumerate(listed, 1))
    several = "(可多选) " if question.kind is Kind.SELECT_MULTIPLE else ""
    return several + "  ".join(shown) if listed else _instead(question)


def _coded(question: _Question) -> str:
    """Return a question with its numbered options below."""
    unit = f"({question.unit})" if question.unit else ""
    options = _numbered(question) if question.kind in SELECTS else ""
    label, _, rest = _asked(question).partition("\n")
    return "\n".join(filter(None, (f"{label}{unit}", rest, options)))


def _legend(question: _Question) -> str:
    """Return what is said below a table about one of its columns, "" for nothing."""
    options = _numbered(question) if question.kind in SELECTS else ""
    said = "；".join(filter(None, (question.condition, question.hint.replace("\n", " "), options)))
    return f"{question.label}：{said}" if said else ""


def _writable(
    heads: Sequence[str], questions: Sequence[_Question], *, nested: bool
) -> tuple[float, ...] | None:
    """Return widths at which every column has room for a hand, None where there are too many columns."""
    needs = [*([14.0] if nested else []), *(_hand_mm(question) for question in questions)]
    spare = rosters.WIDTH_MM - 8.0 - sum(needs)
    if spare < 0:
        return None
    widths = [need + spare / len(needs) for need in needs]
    fitting = all(
        len(wrap(head, width - 2 * PAD_X_MM, _STYLE)) <= _HEAD_LINES
        for head, width in zip(heads, widths, strict=True)
    )
    return (8.0, *widths) if fitting else None


def _hand_mm(question: _Question) -> float:
    if question.kind in SELECTS:
        return 14.0 if _listed(question) else 30.0
    boxes = _entry(question)
    return min(entry_mm(boxes), 26.0) if boxes else 30.0

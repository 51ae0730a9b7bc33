"""The answers of any questionnaire as a sheet of A4 pages, finished or not: 调查表.

Text, then picture: `compose` gives a plain `Document` that tests and screens read, `page.write` draws it.
What other records than the visit keep (the appraisal) is not on it: it is signed at the visit.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from forms.paper import rosters, scoring
from forms.paper.answers import Answers, Pair, pair, pairs_table
from forms.paper.document import (
    Block,
    Cell,
    Document,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    Row,
    SheetHead,
    Signature,
    Table,
    Tone,
)
from forms.paper.sources import Views
from forms.paper.thumbnails import thumbnail
from forms.paper.words import plain
from forms.views import Better, FieldView, Figure, GroupScore, Kind, Node, NodeKind, Problem, ScoreSheet
from forms.wording import sentence

UNNAMED_SCHEME = "评分方案未注明，不是官方评分"
SIGNATURES = (
    Signature("受访户(签字、手印)", thumb=True),
    Signature("调查员(一)"),
    Signature("调查员(二)"),
    Signature("日期"),
)
_DIRECTION = {Better.HIGH: "分数越高，家境越好。", Better.LOW: "分数越低，家境越好。"}
_GOES_ON = "(续)"
_MOST_OPTIONS = 6
_MISSING_NAMED = 30
_SIZE_PT = 7.5


class Whole(Views, Protocol):
    """The part of an `Interview` that this sheet reads."""

    def problems(self, record: str = "") -> tuple[Problem, ...]:
        """Return what is wrong, in form order."""


@dataclass(frozen=True, slots=True)
class About:
    """What the sheet says of the visit besides the answers; "" for what is not known.

    Attributes:
        form: Name and version of the questionnaire, for people.
        state: As people read it: 已完成.
        pictures: Content of attached photos by the answer that names them.
        kept: Label and answer of questions that the visit's version no longer has.
        to_ask: Names of questions that came with a newer version and were not asked yet.
        unmasked: Sensitive answers as they are.
    """

    household_code: str = ""
    head_name: str = ""
    form: str = ""
    state: str = ""
    surveyors: tuple[str, ...] = ()
    started_at: str = ""
    ended_at: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    kept: Sequence[tuple[str, str]] = ()
    to_ask: Container[str] = frozenset()
    unmasked: bool = False


def compose(interview: Whole, head: SheetHead, about: About) -> Document:
    """Return the sheet of an interview, with whatever has been answered."""
    form = interview.layout()
    title = plain(form.label).replace("\n", " ") or about.form
    blocks = [_about(about), *_sections(form, interview, about), *_ending(form, interview, about)]
    return Document(title, head, _subject(about), tuple(blocks), SIGNATURES)


def _subject(about: About) -> str:
    parts = (("户编号", about.household_code), ("户主", about.head_name))
    return "  ".join(f"{label} {text}" for label, text in parts if text)


def _about(about: About) -> Table:
    times = " 至 ".join(filter(None, (about.started_at, about.ended_at)))
    pairs = (
        ("户编号", about.household_code), ("户主", about.head_name), ("调查时间", times),
        ("调查员", "、".join(about.surveyors)), ("问卷", about.form), ("状态", about.state),
    )  # fmt: skip
    return pairs_table(Pair(label, text) for label, text in pairs if text)


def _sections(form: Node, interview: Whole, about: About) -> Iterator[Block]:
    """Yield the form's parts: a heading for each group on top, the questions beside them under none."""
    answers = Answers(about.unmasked, about.to_ask)
    loose: list[Node] = []
    for child in form.children:
        if child.kind is NodeKind.FIELD:
            loose.append(child)
        elif found := list(_part(child, interview, answers)):
            yield from _run(loose, interview, answers)
            loose = []
            if child.kind is NodeKind.GROUP and child.label:
                yield Heading(plain(child.label).replace("\n", " "))
            yield from found
    yield from _run(loose, interview, answers)


def _part(node: Node, interview: Whole, answers: Answers, *, title: str = "") -> Iterator[Block]:
    """Yield a group or repeat; within a part of the form, a group is a table with its label above."""
    if not node.relevant:
        return
    if node.kind is NodeKind.REPEAT:
        yield from _repeat(node, interview, answers)
        return
    loose: list[Node] = []
    for child in node.children:
        if child.kind is NodeKind.FIELD:
            loose.append(child)
        elif found := list(_part(child, interview, answers, title=plain(child.label))):
            yield from _run(loose, interview, answers, title)
            title = f"{title.removesuffix(_GOES_ON)}{_GOES_ON}" if title and loose else title
            loose = []
            yield from found
    yield from _run(loose, interview, answers, title)


def _repeat(node: Node, interview: Whole, answers: Answers) -> Iterator[Block]:
    if any(row.relevant for row in node.children):
        yield from rosters.blocks(node, interview, answers)
    elif _asks(node):
        yield pairs_table([Pair(plain(node.label) or node.name, "(没有)")])


def _asks(node: Node) -> bool:
    return bool(node.label)


def _run(nodes: Sequence[Node], interview: Whole, answers: Answers, title: str = "") -> Iterator[Block]:
    """Yield questions that follow each other, notes between them as running text."""
    pairs: list[Pair] = []
    for view in (interview.view(node.key) for node in nodes):
        if not view.relevant or view.record:
            continue
        if view.kind is not Kind.NOTE:
            pairs.append(pair(view, answers))
            continue
        if pairs:
            yield pairs_table(pairs, title=title)
            pairs, title = [], ""
        if words := plain(view.label):
            yield Paragraph(words)
    if pairs:
        yield pairs_table(pairs, title=title)


def _ending(form: Node, interview: Whole, about: About) -> Iterator[Block]:
    yield from _score(interview.score())
    if about.kept:
        yield Heading("旧版问卷的答案", "新版问卷已没有这些题目，答案照旧保留")
        yield pairs_table(Pair(plain(label), text) for label, text in about.kept)
    yield from _matters(interview)
    yield from _pictures(form, interview, about)


def _pictures(form: Node, interview: Whole, about: About) -> Iterator[Block]:
    shown: list[Picture] = []
    missing: list[str] = []
    for view in rosters.attached(form, interview):
        content = about.pictures.get(view.value) if view.kind is Kind.IMAGE else None
        hidden = view.sensitive and not about.unmasked
        made = thumbnail(_caption(view), content) if content and not hidden else None
        if made is not None:
            shown.append(made)
        elif view.kind is Kind.IMAGE and not hidden:
            missing.append(_caption(view))
    if shown or missing:
        yield Heading("照片")
    if shown:
        yield Pictures(tuple(shown))
    if missing:
        yield Paragraph(f"这些照片不在本机，没有印出：{'、'.join(missing)}")


def _caption(view: FieldView) -> str:
    return plain(view.label).replace("\n", " ") or view.name


def _score(score: ScoreSheet) -> Iterator[Block]:
    """Yield the result; the scheme's label stands beside every score."""
    label = score.scheme or UNNAMED_SCHEME
    if score.items:
        yield Heading("评分", label, whole=True)
        few = max(len(item.options) for item in score.items) <= _MOST_OPTIONS
        yield scoring.items_table(score, filled=True) if few else _items(score)
        if score.groups:
            yield pairs_table(Pair(part.name, _points(part)) for part in score.groups)
        yield scoring.sum_table(score, filled=True)
        yield Paragraph(_DIRECTION[score.better])
        if any(item.overridden for item in score.items):
            yield Paragraph("* 调查员改选的选项，理由见“依据”栏。")
    if score.vetoes:
        yield scoring.vetoes_table(score, filled=True)
    figures = [figure for figure in score.figures.values() if figure.display]
    if figures:
        yield Heading("指标", label if score.items else "")
        yield pairs_table(Pair(figure.label, _amount(figure)) for figure in figures)


def _points(part: GroupScore) -> str:
    most = f"{part.max_points.normalize():f}"
    return f"未评 / {most}" if part.points is None else f"{part.points.normalize():f} / {most}"


def _amount(figure: Figure) -> str:
    return f"{figure.display}{figure.unit}"


def _items(score: ScoreSheet) -> Table:
    """Return items with the option that counts only, where there are too many options for columns."""
    titles = ("项目", "选项", "得分", "满分", "依据")
    head = Row(tuple(Cell(title, Tone.LABEL, align="centre") for title in titles))
    rows = []
    for item in score.items:
        label = next((plain(each.label) for each in item.options if each.value == item.option), "未评")
        points = "" if item.points is None else f"{item.points.normalize():f}"
        mark = f" *改选理由：{item.override_reason}" if item.overridden else ""
        texts = (item.name, label, points, f"{item.max_points.normalize():f}", f"{item.basis}{mark}")
        rows.append(Row(tuple(Cell(text) for text in texts)))
    return Table((36.0, 60.0, 14.0, 14.0, 56.0), (head, *rows), header_rows=1, size_pt=_SIZE_PT)


def _matters(interview: Whole) -> Iterator[Block]:
    """Yield what is missing, doubtful or was explained."""
    found = interview.problems()
    missing = [_label(interview, problem) for problem in found if problem.code == "required"]
    others = [problem for problem in found if problem.code != "required"]
    if found:
        yield Heading("核对与说明")
    if missing:
        more = f" 等 {len(missing)} 题" if len(missing) > _MISSING_NAMED else ""
        yield Paragraph(f"还没有填的必填题：{'、'.join(missing[:_MISSING_NAMED])}{more}")
    if others:
        head = Row(tuple(Cell(title, Tone.LABEL, align="centre") for title in ("题目", "问题", "说明")))
        rows = (
            Row((Cell(_label(interview, each)), Cell(plain(sentence(each))), Cell(each.remark)))
            for each in others
        )
        yield Table((45.0, 80.0, 55.0), (head, *rows), header_rows=1, size_pt=_SIZE_PT)


def _label(interview: Whole, problem: Problem) -> str:
    key = problem.at[0]
    try:
        view = interview.view(key)
    except KeyError:  # a repeat or a row
        return plain(interview.layout(key).label) or key
    return plain(view.label) or view.name

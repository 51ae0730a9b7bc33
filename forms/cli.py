"""`questionnaire check`, `compare`, `upgrade`, `run`, `export`: the engine without a screen."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from forms import exporting, external
from forms.closed_pipe import quiet
from forms.comparison import compare
from forms.encoding import decoded
from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.interview import Interview
from forms.package import collect
from forms.questionnaire import Questionnaire
from forms.review import review
from forms.upgrade import upgrade
from forms.views import NodeKind, Problem, ScoreSheet
from forms.wording import (
    difference_sentence,
    fault_sentence,
    kept_sentence,
    moved_sentence,
    sentence,
    to_ask_sentence,
    unfit_sentence,
)
from forms.xform import load
from forms.xlsform import checked
from forms.xpath.nodes import Node

Rows = dict[str, Sequence[Mapping[str, str]]]


class _InputError(Exception):
    """An input that cannot be used; the message is for people."""


@quiet
def main(argv: list[str]) -> int:
    """Run one command; 0 if all is well, 1 if the questionnaire has faults, 2 if the input cannot be used."""
    options = _options(argv)
    try:
        if options.command == "export":
            return exporting.run(options)
        return _COMMANDS[options.command](options)
    except QuestionnaireFault as error:
        for fault in error.faults:
            print(fault_sentence(fault), file=sys.stderr)
        return 1
    except _InputError as error:
        print(error, file=sys.stderr)
        return 2


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python main.py questionnaire", description="检查问卷，或不用界面填写问卷"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="检查工作簿、CSV 文件夹或 XForm")
    check.add_argument("file", type=Path, metavar="FILE", help="FILE.xlsx | FILE.xml | 文件夹")
    check.add_argument("--against", type=Path, metavar="FILE", help="正在使用的问卷：列出差别，检查版本号")
    compared = commands.add_parser("compare", help="比较两个版本，逐条列出差别")
    upgraded = commands.add_parser("upgrade", help="试算：未完成的调查换成新版后，答案怎样变化（不保存）")
    for command in (compared, upgraded):
        command.add_argument("old", type=Path, metavar="OLD", help="旧版：FILE.xlsx | FILE.xml | 文件夹")
        command.add_argument("new", type=Path, metavar="NEW", help="新版：FILE.xlsx | FILE.xml | 文件夹")
    upgraded.add_argument("--answers", type=Path, required=True, help="JSON：题目 → 答案")
    run = commands.add_parser("run", help="填入答案，以 JSON 输出数值、适用与否、问题和得分")
    run.add_argument("file", type=Path, metavar="FILE", help="FILE.xlsx | FILE.xml | 文件夹")
    run.add_argument("--answers", type=Path, required=True, help="JSON：题目 → 答案")
    run.add_argument("--today", type=_day, default=None, help="today() 的日期，缺省为今天")
    run.add_argument("--instances", type=Path, help="外部数据：JSON，或每个数据一个 CSV 的文件夹")
    exporting.add_options(commands.add_parser("export", help="写成 XForm（ODK、Kobo、Enketo 可用）或工作簿"))
    return parser.parse_args(argv[1:] if argv[:1] == ["questionnaire"] else argv)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"日期应写成 2015-11-15，不是 {text}") from error


def opened(file: Path) -> tuple[Questionnaire, tuple[Fault, ...]]:
    """Load a workbook, folder or XForm; return it with warnings.

    Raises:
        QuestionnaireFault: It has faults.
    """
    if not file.exists():
        raise QuestionnaireFault((Fault(FaultCode.UNREADABLE, str(file), "没有这个文件"),))
    if file.is_dir() or file.suffix.lower() != ".xml":
        found = checked(file)
        return load(found.xform), found.warnings
    return load(file.read_bytes()), ()


def _check(options: argparse.Namespace) -> int:
    in_use = opened(options.against)[0] if options.against else None
    found = review(options.file, in_use)
    for fault in found.faults:
        print(f"错误：{fault_sentence(fault)}", file=sys.stderr)
    for warning in found.warnings:
        print(f"提醒：{fault_sentence(warning)}", file=sys.stderr)
    form = found.questionnaire
    if form is None:
        print(f"{len(found.faults)} 处错误，{len(found.warnings)} 处提醒。改正全部错误后才能使用。")
        return 1 if options.file.exists() else 2
    told = f"{form.title}（{form.name}，版本 {form.version or '无'}），{sum(form.asked)} 题"
    print(f"没有错误，{len(found.warnings)} 处提醒：{told}")
    if in_use is not None:
        _print_differences(in_use, form)
    return 0


def _compare(options: argparse.Namespace) -> int:
    _print_differences(opened(options.old)[0], opened(options.new)[0])
    return 0


def _print_differences(old: Questionnaire, new: Questionnaire) -> None:
    found = compare(old, new)
    print(f"版本 {old.version or '无'} → {new.version or '无'}，{len(found)} 处差别")
    for difference in found:
        print(difference_sentence(difference))


def _upgrade(options: argparse.Namespace) -> int:
    old, new = opened(options.old)[0], opened(options.new)[0]
    found = upgrade(old, new, _stored(old, _answers(options.answers)))
    lines = [
        *map(moved_sentence, found.moved),
        *map(kept_sentence, found.kept),
        *map(unfit_sentence, found.unfit),
        *map(to_ask_sentence, found.to_ask_labels),
    ]
    counts = f"移动 {len(found.moved)}，保留 {len(found.kept)}"
    counts += f"，需改正 {len(found.unfit)}，待问 {len(found.to_ask)}"
    print(f"版本 {old.version or '无'} → {new.version or '无'}：{counts}")
    for line in lines:
        print(line)
    return 0


def _stored(form: Questionnaire, answers: Mapping[str, Any]) -> Mapping[str, str]:
    """Return answers as a visit keeps them: as they are if they have row ids, else filled in."""
    if any("[" in key for key in answers):
        return {key: _lexical(value) for key, value in answers.items() if value is not None}
    interview = Interview(
        form,
        {},
        today=date.today(),  # noqa: DTZ011 - as below
        new_id=lambda: uuid.uuid4().hex,
        first_load=True,
    )
    _fill(interview, answers)
    return interview.answers("*")


def _run(options: argparse.Namespace) -> int:
    questionnaire, lists = _with_lists(options.file)
    answers = _answers(options.answers)
    interview = Interview(
        questionnaire,
        {},
        # The only clock of this package: a command line is an edge, like a screen.
        today=options.today or date.today(),  # noqa: DTZ011
        new_id=lambda: uuid.uuid4().hex,
        instances={**lists, **(_instances(options.instances) if options.instances else {})},
        first_load=True,
    )
    refused = _fill(interview, answers)
    print(json.dumps(_report(interview, refused), ensure_ascii=False, indent=1, default=_plain))
    return 0


def _with_lists(file: Path) -> tuple[Questionnaire, Mapping[str, Node]]:
    """Load a form and the lists that lie beside it."""
    if not file.exists():
        opened(file)
    found = collect(file)
    return found.questionnaire, external.instances(found.questionnaire, found.package.files)


def _plain(value: object) -> object:
    return (
        str(value)
        if isinstance(value, Decimal)
        else dict(value)
        if isinstance(value, Mapping)
        else str(value)
    )


def _answers(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise _InputError(f"没有这个答案文件：{file}") from error
    except (OSError, ValueError, RecursionError) as error:
        raise _InputError(f"答案文件无法读取：{file}（{error}）") from error
    if not isinstance(found, dict):
        raise _InputError(f"答案文件应是 JSON 对象（题目 → 答案）：{file}")
    return found


def _fill(interview: Interview, answers: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Answer in the order of the file; a list of objects fills rows of a repeat. Return what was refused."""
    refused: list[str] = []
    for name, value in answers.items():
        key = prefix + name
        if isinstance(value, list) and all(isinstance(row, dict) for row in value):
            refused.extend(_fill_rows(interview, key, value))
            continue
        try:
            interview.answer(key, None if value is None else _lexical(value))
        except (KeyError, ValueError):
            refused.append(key)
    return refused


def _fill_rows(interview: Interview, key: str, rows: list[dict[str, Any]]) -> list[str]:
    refused: list[str] = []
    for position, row in enumerate(rows):
        try:
            if position >= len(interview.layout(key).children):
                interview.add_row(key)
        except (KeyError, ValueError):
            return [*refused, key]
        refused.extend(_fill(interview, row, f"{interview.layout(key).children[position].key}."))
    return refused


def _lexical(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _instances(source: Path) -> Rows:
    try:
        if source.is_dir():
            return {file.stem: _csv_rows(file) for file in sorted(source.glob("*.csv"))}
        found = json.loads(source.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise _InputError(f"外部数据无法读取：{source}（{error}）") from error
    if not isinstance(found, dict) or not all(_are_rows(rows) for rows in found.values()):
        raise _InputError(f"外部数据应是 JSON 对象（名称 → 行）：{source}")
    return {
        name: [{key: "" if cell is None else _lexical(cell) for key, cell in row.items()} for row in rows]
        for name, rows in found.items()
    }


def _are_rows(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(row, dict) for row in found)


def _csv_rows(file: Path) -> list[dict[str, str]]:
    text = decoded(file.read_bytes())
    return [
        {key: value or "" for key, value in row.items() if key}
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def _report(interview: Interview, refused: list[str]) -> dict[str, Any]:
    nodes = [node for node in interview.layout().walk() if node.kind is NodeKind.FIELD]
    views = [interview.view(node.key) for node in nodes]
    sheet = interview.score()
    return {
        "values": {view.key: view.value for view in views if view.value},
        "irrelevant": [view.key for view in views if not view.relevant],
        "problems": [_problem(problem) for problem in interview.problems()],
        "score": {**_sheet(sheet), "letters": sheet.letters, "unrated": list(sheet.unrated)},
        "refused": refused,
    }


def _sheet(sheet: ScoreSheet) -> dict[str, Any]:
    # Options are left out: they are in the questionnaire.
    return {
        "scheme": sheet.scheme,
        "total": sheet.total,
        "groups": [asdict(group) for group in sheet.groups],
        "items": [
            {
                "item": item.item,
                "name": item.name,
                "option": item.option,
                "derived": item.derived,
                "points": item.points,
                "basis": item.basis,
                "override_reason": item.override_reason,
            }
            for item in sheet.items
        ],
        "vetoes": [asdict(veto) for veto in sheet.vetoes],
        "figures": {name: asdict(figure) for name, figure in sheet.figures.items()},
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "level": problem.level.value,
        "at": list(problem.at),
        "message": sentence(problem),
        "blocks": problem.blocks,
    }


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "compare": _compare,
    "upgrade": _upgrade,
    "run": _run,
}

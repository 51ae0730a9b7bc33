"""A questionnaire for other tools: XForm XML with its lists and media, or a workbook of its sheets."""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import resources
from forms.encoding import decoded
from forms.faults import Fault
from forms.package import Collected, collect
from forms.sheets import folder, letters
from forms.wording import fault_sentence
from forms.xml import Element, children, local, read
from forms.xpath.grammar import parse
from forms.xpath.tree import Call, ExpressionError, Literal, Tree, walk
from forms.xpath.tree import Path as Steps

_WIDTHS = {"label": 40, "hint": 30, "relevant": 30, "calculation": 40, "constraint": 30}
_WIDTH = 16
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Signs that no workbook holds."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        title: Of the questionnaire.
        files: The form first, then its lists and media.
        stand_ins: Lists that the register answers here; other tools get one with headings only, since they
            do not open a form whose list is missing.
        missing: Files that the form names and nobody put beside it.
    """

    title: str
    files: tuple[Path, ...]
    stand_ins: tuple[str, ...] = ()
    missing: tuple[Fault, ...] = ()


def named(source: str) -> Path:
    """Return the folder of a built-in questionnaire of this name, else the file or folder itself."""
    folder = resources.path("questionnaires", source) if source and Path(source).name == source else None
    return folder if folder is not None and folder.is_dir() and not Path(source).exists() else Path(source)


def xform(source: Path, target: Path) -> Exported:
    """Write the form as XML, and what it needs into `<stem>-media` beside it.

    Args:
        source: Workbook, folder of sheets or XForm.
        target: `….xml`, else a folder that gets a file named as the form.

    Raises:
        QuestionnaireFault: The source has faults; nothing was written.
        OSError: It could not be written.
    """
    found = collect(source)
    file = target if target.suffix.lower() == ".xml" else target / f"{_file_name(found)}.xml"
    media = file.parent / f"{file.stem}-media"
    stand_ins = _stand_ins(found)
    contents = {name: _for_others(name, raw) for name, raw in found.package.files.items()} | stand_ins
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(found.package.xform, "utf-8")
    if contents:
        media.mkdir(exist_ok=True)
    for name, raw in contents.items():
        (media / name).write_bytes(raw)
    files = (file, *(media / name for name in contents))
    return Exported(found.questionnaire.title, files, tuple(stand_ins), found.missing)


def _file_name(found: Collected) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in found.questionnaire.name)


def _for_others(name: str, raw: bytes) -> bytes:
    """Return a list as the specification asks for: UTF-8 without mark."""
    return decoded(raw).encode() if name.lower().endswith(".csv") else raw


def _stand_ins(found: Collected) -> dict[str, bytes]:
    sources = found.questionnaire.sources
    wanted = {
        name: address.rpartition("/")[2]
        for name, address in sources.items()
        if address.startswith("jr://file-csv/")
    }
    lacking = {fault.detail for fault in found.missing} | set(found.package.files)
    used = columns(found.package.xform)
    return {
        file: _csv([used.get(name) or ["name", "label"]])
        for name, file in wanted.items()
        if file not in lacking
    }


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def columns(xform_xml: str) -> dict[str, list[str]]:
    """Return which columns of each secondary instance a form reads."""
    found: dict[str, dict[str, None]] = {}
    for element in read(xform_xml).iter():
        for value in element.attrib.values():
            if "instance(" in value:
                _add_columns(_parsed(value), found)
        if local(element.tag) == "itemset":
            _add_options(element, found)
    return {name: list(names) for name, names in found.items()}


def _parsed(expression: str) -> Iterator[Tree]:
    try:
        yield from walk(parse(expression))
    except ExpressionError:
        return


def _add_columns(trees: Iterator[Tree], found: dict[str, dict[str, None]]) -> None:
    for tree in trees:
        name = _instance(tree)
        if not name or not isinstance(tree, Steps):
            continue
        names = found.setdefault(name, {})
        # root/item/COLUMN, and what predicates of root and item read
        names.update(dict.fromkeys(step.test for step in tree.steps[2:3] if step.test.isidentifier()))
        for step in tree.steps[:2]:
            names.update(dict.fromkeys(_read_in(step.predicates)))


def _read_in(predicates: Sequence[Tree]) -> Iterator[str]:
    """Yield the names of cells that predicates compare."""
    for tree in (each for predicate in predicates for each in walk(predicate)):
        if isinstance(tree, Steps) and tree.start is None and not tree.absolute:
            first = tree.steps[0]
            if first.axis == "child" and first.test.isidentifier():
                yield first.test


def _instance(tree: Tree) -> str:
    call = tree.start if isinstance(tree, Steps) else None
    if isinstance(call, Call) and call.name == "instance" and isinstance(call.arguments[0], Literal):
        return call.arguments[0].value
    return ""


def _add_options(itemset: Element, found: dict[str, dict[str, None]]) -> None:
    name = next(filter(None, map(_instance, _parsed(itemset.get("nodeset", "")))), "")
    shown = [each.get("ref", "") for each in children(itemset, "value", "label")]
    found.setdefault(name, {}).update(dict.fromkeys(ref for ref in shown if ref.isidentifier()))


def as_workbook(source: Path) -> bytes:
    """Return the sheets of a folder as one Excel workbook; every cell is text, so that nothing is a formula.

    Raises:
        QuestionnaireFault: There is no survey sheet, or one cannot be read.
    """
    from openpyxl import Workbook  # 0.2 s, needed only here

    book = Workbook(write_only=True)
    for name, sheet in folder(source).sheets.items():
        heads = list(sheet.heads)
        page = book.create_sheet(name)
        page.freeze_panes = "A2"
        for number, head in enumerate(heads, 1):
            page.column_dimensions[letters(number)].width = _WIDTHS.get(head.partition("::")[0], _WIDTH)
        page.append(_cells(page, heads, bold=True))
        for row in sheet.rows:
            page.append(_cells(page, [row.get(head, "") for head in heads]))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cells(page: Any, values: Sequence[str], *, bold: bool = False) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cells = [WriteOnlyCell(page, _UNWRITABLE.sub("", value)) if value else None for value in values]
    for cell in filter(None, cells):
        cell.data_type = "s"
        cell.number_format = "@"
        if bold:
            cell.font = Font(bold=True)
    return cells


def add_options(command: argparse.ArgumentParser) -> None:
    """Add what `questionnaire export` understands."""
    command.add_argument(
        "source", metavar="NAME|FILE", help="内置问卷的名称，或 FILE.xlsx | FILE.xml | 文件夹"
    )
    command.add_argument(
        "--to",
        type=Path,
        required=True,
        metavar="F.xml|FOLDER|F.xlsx",
        help="F.xml（附件在 F-media/）| 文件夹 | F.xlsx（由 CSV 文件夹写成的工作簿）",
    )


def run(options: argparse.Namespace) -> int:
    """Write what the options ask for, and tell; 0 if it was written, 2 if it could not be.

    Raises:
        QuestionnaireFault: The source has faults.
    """
    source = named(options.source)
    if not source.exists():
        return _refuse(f"没有这个问卷：{options.source}")
    as_book = options.to.suffix.lower() == ".xlsx"
    if as_book and not source.is_dir():
        return _refuse("只有 CSV 文件夹可以写成工作簿。")
    try:
        _write_book(source, options.to) if as_book else _tell(xform(source, options.to))
    except OSError as error:
        return _refuse(f"写不进去：{options.to}（{error.strerror}）")
    return 0


def _write_book(source: Path, target: Path) -> None:
    content = as_workbook(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    _say(f"已写入 {target}")


def _tell(written: Exported) -> None:
    _say(f"已写入 {written.files[0]}：{written.title}")
    if len(written.files) > 1:
        _say(f"  附带 {len(written.files) - 1} 个文件：{written.files[1].parent}")
    if written.stand_ins:
        _say(f"  {'、'.join(written.stand_ins)} 只有列名，内容由本程序的底册提供；用于其他工具时请自行填写。")
    for fault in written.missing:
        _say(f"  提醒：{fault_sentence(fault)}")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _refuse(words: str) -> int:
    sys.stderr.write(f"{words}\n")
    return 2

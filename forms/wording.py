"""Problems and faults → Chinese sentences, from tables in `resources/wording`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import cast

import resources
from forms.comparison import Change, Difference
from forms.faults import Fault, FaultCode
from forms.upgrade import Kept, Moved, Unfit
from forms.views import Problem
from forms.xpath.function import MANY

_IN_XML = re.compile(r"^XML (\d+):(\d+)$")


_AT = re.compile(r"['\"]?(?P<text>.*?)['\"]? @ (?P<at>\d+)(?P<rest>(?: — .*)?)", re.DOTALL)
_DEEP = re.compile(r"> (?P<most>\d+)(?: @ (?P<at>\d+)(?: — .*)?)?", re.DOTALL)
_COUNTED = re.compile(
    r"(?P<name>\S+): (?P<count>\d+) ≠ (?P<least>\d+)–(?P<most>\d+)(?P<rest>(?: — .*)?)", re.DOTALL
)
"""How `forms.xpath` tells the place of a mistake, and a wrong number of arguments."""


class _Lenient(dict[str, str]):
    """A place to fill in that nobody has a value for stays empty."""

    def __missing__(self, key: str) -> str:
        return ""


@cache
def _table(name: str) -> Mapping[str, str]:
    text = resources.path("wording", f"{name}.zh.json").read_text("utf-8")
    return cast("Mapping[str, str]", json.loads(text))


def sentence(problem: Problem) -> str:
    """Return a problem in words: the questionnaire's own, else those of the table, else its code."""
    if problem.message:
        return problem.message
    table = _table("problems")
    key = f"{problem.code}.{problem.args['kind']}" if "kind" in problem.args else problem.code
    return table.get(key, table.get(problem.code, problem.code)).format_map(_Lenient(problem.args))


def fault_sentence(fault: Fault) -> str:
    """Return a fault in words: where, what, and what to do about it."""
    table = _table("faults")
    named = _IN_XML.sub(r"XML 第 \1 行第 \2 列", fault.where) if fault.where != fault.sheet else ""
    where = "，".join(filter(None, (place(fault), named)))
    general = table.get(fault.code, fault.code)
    pattern = _table("xml").get(fault.code, general) if _IN_XML.match(fault.where) else general
    words = _of_conversion(fault) or pattern.format_map(_Lenient(detail=_detail(fault), where=fault.where))
    meant = f"是不是“{fault.near}”？" if fault.near else ""
    return f"{where}：{words}{meant}" if where else f"{words}{meant}"


def _detail(fault: Fault) -> str:
    """Return the offending text; of an expression with the place in it in words."""
    found = _AT.fullmatch(fault.detail)
    if fault.code is FaultCode.SYNTAX and found:
        end = found["text"] in ("…", "")
        at = "结尾处不完整" if end else f"第 {found['at']} 个字符“{found['text']}”处"
        return f"{at}{found['rest']}"
    found = _COUNTED.fullmatch(fault.detail)
    if fault.code is FaultCode.WRONG_ARGUMENTS and found:
        wanted = _wanted(int(found["least"]), int(found["most"]))
        return f"{found['name']} 有 {found['count']} 个，应为{wanted}{found['rest']}"
    found = _DEEP.fullmatch(fault.detail)
    if fault.code is FaultCode.TOO_DEEP and found:
        at = f"，在第 {found['at']} 个字符处" if found["at"] else ""
        return f"超过 {found['most']} 层{at}"
    return _table("xml").get(fault.detail, fault.detail)


def _wanted(least: int, most: int) -> str:
    if least == most:
        return f" {least} 个"
    return f"至少 {least} 个" if most >= MANY else f" {least} 至 {most} 个"


def place(fault: Fault) -> str:
    """Return where a fault is in words: `survey 表 F17 单元格`, "" if no sheet is known."""
    sheet = fault.sheet if fault.sheet.endswith(".csv") else f"{fault.sheet} 表"
    if not fault.sheet or not (fault.cell or fault.row):
        return sheet if fault.sheet else ""
    return f"{sheet} {fault.cell} 单元格" if fault.cell else f"{sheet}第 {fault.row} 行"


def _of_conversion(fault: Fault) -> str:
    """Return what pyxform says in Chinese, where its English is known; else nothing."""
    if fault.code is not FaultCode.CONVERSION:
        return ""
    for pattern, words in _conversions():
        found = pattern.search(fault.detail)
        if found:
            return words.format_map(_Lenient(found.groupdict("")))
    return ""


@cache
def _conversions() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = json.loads(resources.path("wording", "conversion.zh.json").read_text("utf-8"))
    return tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in rows)


def difference_sentence(difference: Difference) -> str:
    """Return one difference between two versions in words: `“学校”新增显示条件：${children} > 0`."""
    table = _table("differences")
    words = _words_of(difference, table)
    old, new = difference.old, difference.new
    if difference.change is Change.MOVED:
        old, new = (each or table["nowhere"] for each in (old, new))
    if difference.change is Change.TYPE:
        old, new = (table.get(f"sort.{each}", each) for each in (old, new))
    kind = new if difference.change is Change.ADDED else old
    return words.format_map(
        _Lenient(
            name=difference.name,
            label=difference.label,
            old=old,
            new=new,
            sort=table.get(f"sort.{kind}", kind),
            aspect=_aspect(difference.aspect, table),
        )
    )


def _words_of(difference: Difference, table: Mapping[str, str]) -> str:
    """Return the sentence to fill in: the one for this aspect and direction, else a more general one."""
    direction = ".added" if not difference.old else ".removed" if not difference.new else ""
    change, aspect = difference.change.value, f".{difference.aspect}" if difference.aspect else ""
    keys = (f"{change}{aspect}{direction}", f"{change}{aspect}", f"{change}{direction}", change)
    return next(table[key] for key in keys if key in table)


def _aspect(aspect: str, table: Mapping[str, str]) -> str:
    """Return what of a question changed; a language in brackets stays: `label (English)`."""
    name, found, language = aspect.partition(" (")
    words = table.get(f"aspect.{name}", name)
    return f"{words}（{language.removesuffix(')')}）" if found else words


def moved_sentence(moved: Moved) -> str:
    """Return an answer that goes over to another key, in words."""
    words = _table("upgrade")["moved"]
    return words.format_map(
        _Lenient(label=moved.label, old=moved.old_key, new=moved.new_key, value=moved.display or moved.value)
    )


def kept_sentence(kept: Kept) -> str:
    """Return an answer that the newer version has no place for, in words."""
    return _table("upgrade")["kept"].format_map(_Lenient(label=kept.label, display=kept.display))


def unfit_sentence(unfit: Unfit) -> str:
    """Return why an answer does not fit any more, in words."""
    sort = _table("differences").get(f"sort.{unfit.kind}", unfit.kind)
    words = _table("upgrade")[f"unfit.{unfit.why}"]
    return words.format_map(_Lenient(label=unfit.label, value=unfit.display or unfit.value, sort=sort))


def to_ask_sentence(label: str) -> str:
    """Return a question that nobody was asked yet, in words."""
    return _table("upgrade")["to_ask"].format_map(_Lenient(label=label))

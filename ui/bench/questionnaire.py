"""How a large questionnaire behaves: opening, answering, long repeats, lists of 40,000 rows, memory.

Conversion from the workbook is timed here; all else in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ui.bench.machine import command

LANGUAGES: Final = ("中文 (zh)", "English (en)", "Vahcuengh (za)")
GROUP_OF: Final = 30
"""So many questions stand in one group."""
ROW_QUESTIONS: Final = 12


def measure(count: int) -> dict[str, Any]:
    """Run everything with a form of `count` questions, 60 % of them with rules, in two languages."""
    from forms import xlsform

    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        xform = xlsform.converted_sheets(sheets(count), "large").xform
        converted_s = time.perf_counter() - begin
        file = Path(folder) / "large.xml"
        file.write_text(xform, "utf-8")
        done = subprocess.run(
            command("bench", "questionnaire-job", str(file)), capture_output=True, text=True, check=True
        )
    return {
        "questions": count,
        "xform_mb": round(len(xform.encode()) / 1e6, 2),
        "converted_s": round(converted_s, 2),
        **json.loads(done.stdout),
    }


def sheets(count: int) -> dict[str, list[dict[str, str]]]:
    """Return the sheets of a form: groups, selects with lists, rules that look back, one repeat."""
    return {
        "survey": list(_survey(count)),
        "choices": list(_choices()),
        "settings": [{"form_id": "large", "version": "1", "form_title": "大问卷"}],
    }


def _survey(count: int) -> Iterator[dict[str, str]]:
    yield {"type": "csv-external", "name": "people"}
    for number in range(count):
        if number % GROUP_OF == 0:
            yield {"type": "begin_group", "name": f"g{number}", **_words("label", f"第 {number} 组")}
        yield _question(number)
        if number % GROUP_OF == GROUP_OF - 1 or number == count - 1:
            yield {"type": "end_group", "name": ""}
    yield {"type": "calculate", "name": "total", "calculation": "sum(/data/member/amount)"}
    yield {"type": "begin_repeat", "name": "member", **_words("label", "成员")}
    yield {"type": "decimal", "name": "amount", **_words("label", "金额")}
    for number in range(ROW_QUESTIONS):
        shown = {"relevant": "${amount} > 10"} if number % 2 else {}
        yield {"type": "integer", "name": f"m{number}", **_words("label", f"成员题 {number}"), **shown}
    yield {"type": "end_repeat", "name": ""}
    for name, condition in FILTERS.items():
        nodeset = {"choice_filter": condition}
        yield {
            "type": "select_one_from_file people.csv", "name": name, **_words("label", name), **nodeset,
        }  # fmt: skip


FILTERS: Final = {
    "by_equality": "town = ${q0}",
    "by_contains": "contains(label, ${q0})",
    "by_start": "starts-with(label, ${q0})",
    "by_number": "age < ${q0}",
    "by_difference": "town != ${q0}",
    "by_two": "age > ${q0} and contains(label, '甲')",
    "by_selected": "selected(${q0}, town)",
    "by_either": "town = ${q0} or age = 3",
}
"""One select from 40,000 rows for each manner of filter; all read the first question."""


def _question(number: int) -> dict[str, str]:
    row = {"name": f"q{number}", **_words("label", f"第 {number} 题：这一项的情况怎样？")}
    row |= _words("hint", "按实际情况填写，拿不准时问一问家里的其他人。" * 8)
    kinds = ("integer", "select_one yes", "text", "decimal", "select_multiple goods", "date")
    row["type"] = kinds[number % len(kinds)]
    if number == 0 or number % 5 > 2:  # noqa: PLR2004 - three of five have rules
        return row
    before = f"${{q{(number - 1) - (number - 1) % 6}}}"  # an integer
    if number % 5 == 0:
        return row | {"relevant": f"{before} != 7"}
    if number % 5 == 1:
        return row | {"required": f"{before} > 3", **_words("constraint_message", "不对")}
    return row | {
        "constraint": f"string-length(.) < 40 and {before} >= 0",
        **_words("constraint_message", "太长"),
    }


def _words(column: str, text: str) -> dict[str, str]:
    return {f"{column}::{language}": f"{text} · {language[:2]}" for language in LANGUAGES}


def _choices() -> Iterator[dict[str, str]]:
    for listed, values in (("yes", 2), ("goods", 30)):
        for value in range(values):
            yield {"list_name": listed, "name": str(value), **_words("label", f"选项 {value}")}

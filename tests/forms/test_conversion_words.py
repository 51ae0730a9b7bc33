"""What pyxform says in English, authors read in Chinese, with the cell."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from pyxform.errors import ErrorCode

from forms import Fault, FaultCode
from forms.review import review
from forms.wording import fault_sentence
from tests.forms.sheets import folder

CHOICES = "| list_name | name | label |\n| c | 1 | 是 |\n| c | 2 | 否 |\n| s | a b | 空格 |\n| t | x | 字 |\n| d | 1 | 一 |"
HEAD = "| type | name | label | parameters | choice_filter | appearance | trigger | calculation | big-image | save_to |"
UNKNOWN = "请按转换程序的说明改正"


class _Anything(defaultdict[str, str]):
    def __missing__(self, key: str) -> str:
        return "7" if key in ("row", "other_row") else "x_1"


@pytest.mark.parametrize("code", list(ErrorCode), ids=lambda code: code.name)
def test_every_error_code_of_pyxform_is_worded(code: ErrorCode) -> None:
    message = code.value.msg.format_map(_Anything())
    words = fault_sentence(Fault(FaultCode.CONVERSION, "", message, "survey", 7, "B7"))

    assert words.startswith("survey 表 B7 单元格：")
    assert UNKNOWN not in words
    assert "{" not in words.replace("${", "")


def row(kind: str, name: str = "a", parameters: str = "", **more: str) -> str:
    cells = {"type": kind, "name": name, "label": "甲", "parameters": parameters, **more}
    heads = [head.strip() for head in HEAD.strip("|").split("|")]
    return "| " + " | ".join(cells.get(head.replace("-", "_"), "") for head in heads) + " |"


BAD = {
    "audit by another name": [row("audit", "x")],
    "track-changes": [row("audit", "", "track-changes=maybe")],
    "track-changes-reasons": [row("audit", "", "track-changes-reasons=often")],
    "identify-user": [row("audit", "", "identify-user=maybe")],
    "part of a location": [row("audit", "", "location-priority=balanced")],
    "location-priority": [row("audit", "", "location-priority=x location-min-interval=1 location-max-age=2")],
    "interval": [row("audit", "", "location-priority=balanced location-min-interval=x location-max-age=2")],
    "interval below zero": [
        row("audit", "", "location-priority=balanced location-min-interval=-1 location-max-age=2")
    ],
    "age": [row("audit", "", "location-priority=balanced location-min-interval=3 location-max-age=x")],
    "age below interval": [
        row("audit", "", "location-priority=balanced location-min-interval=3 location-max-age=2")
    ],
    "max-pixels": [row("image", parameters="max-pixels=big")],
    "app": [row("image", parameters="app=nodots")],
    "audio quality": [row("audio", parameters="quality=best")],
    "background quality": [row("background-audio", parameters="quality=best")],
    "rows": [row("text", parameters="rows=many")],
    "unknown parameter": [row("text", parameters="colour=red")],
    "no pair": [row("text", parameters="rows")],
    "randomize": [row("select_one c", parameters="randomize=maybe")],
    "seed alone": [row("select_one c", parameters="seed=1")],
    "seed": [row("select_one c", parameters="randomize=true seed=x")],
    "or_other with a filter": [row("select_one c or_other", choice_filter="1=1")],
    "file of another kind": [row("select_one_from_file list.txt")],
    "spaces in options": [row("select_multiple s")],
    "external": [row("select_one_external c", choice_filter="1=1")],
    "range of words": [row("range", parameters="start=a end=5 step=1")],
    "range without step": [row("range", parameters="start=1 end=5 step=0")],
    "range with a wide step": [row("range", parameters="start=1 end=5 step=9")],
    "range labels": [row("range", parameters="start=1 end=5 step=1 tick_labelset=zz")],
    "range labels that are words": [row("range", parameters="start=1 end=5 step=1 tick_labelset=t")],
    "incremental": [row("geotrace", parameters="incremental=maybe")],
    "accuracy": [row("geopoint", parameters="capture-accuracy=good")],
    "warning": [row("geopoint", parameters="warning-accuracy=good")],
    "mock": [row("geopoint", parameters="allow-mock-accuracy=maybe")],
    "point without trigger": [row("background-geopoint")],
    "point with calculation": [row("text", "t"), row("background-geopoint", trigger="${t}", calculation="1")],
    "trigger that is hidden": [
        row("calculate", "t", calculation="1"),
        row("text", "b", trigger="${t}", calculation="1"),
    ],
    "trigger that is no reference": [row("text", trigger="t", calculation="1")],
    "big-image alone": [row("text", big_image="map.png")],
    "save_to without entities": [row("text", save_to="name1")],
    "loop without list": [row("begin loop", "l"), row("text"), row("end loop", "")],
    "table-list with a filter": [
        row("begin group", "g", appearance="table-list"),
        row("select_one c", choice_filter="1=1"),
        row("end group", ""),
    ],
    "table-list of two lists": [
        row("begin group", "g", appearance="table-list"),
        row("select_one c"),
        row("select_one d", "b"),
        row("end group", ""),
    ],
    "a name of the form's": [row("begin repeat", "data"), row("text"), row("end repeat", "")],
    "a name with other capitals": [
        row("text", "meta"),
        row("begin group", "meta"),
        row("text"),
        row("end group", ""),
    ],
    "reference geometry": [row("geopoint", parameters="reference-geometry=zz")],
    "search in a file": [row("select_one_from_file l.csv", appearance="search('x')")],
}


@pytest.mark.parametrize("rows", BAD.values(), ids=BAD.keys())
def test_what_pyxform_refuses_is_told_in_chinese(tmp_path: Path, rows: list[str]) -> None:
    source = folder(tmp_path, "\n".join([HEAD, *rows]), choices=CHOICES)
    found = review(source)

    for fault in found.faults:
        words = fault_sentence(fault)
        assert UNKNOWN not in words, fault.detail
        assert fault.cell, fault.detail
    assert found.faults or found.warnings

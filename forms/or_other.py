"""`or_other` in the author's language: pyxform writes its option and its question in English only."""

from __future__ import annotations

import re

from forms.sheets import Rows

_WITH_OTHER = re.compile(r"\s(\S+)\s+or(?:_other| specify other| other)\s*$")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_THEIRS, _OURS = "<label>Specify other.</label>", "<label>请说明</label>"


def with_other(survey: Rows, choices: Rows) -> Rows:
    """Return the choices with 其他 in the lists that `or_other` wants it in, where they speak Chinese."""
    lists = {found[1] for row in survey if (found := _WITH_OTHER.search(row.get("type", "")))}
    return [*choices, *(other for name in sorted(lists) if (other := _other(name, choices)))]


def _other(name: str, choices: Rows) -> dict[str, str]:
    """Return the option for one list, empty where there is nothing to add."""
    options = [row for row in choices if name in (row.get("list_name"), row.get("list name"))]
    columns = {key for row in options for key in row if key.partition(":")[0].strip().lower() == "label"}
    spoken = {key for key in columns if any(_HANZI.search(row.get(key, "")) for row in options)}
    if not spoken or any(row.get("name") == "other" for row in options):
        return {}
    list_column = "list_name" if "list_name" in options[0] else "list name"
    words = {key: "其他" if key in spoken else "Other" for key in columns}
    return {list_column: name, "name": "other", **words}


def asked(xform: str, survey: Rows) -> str:
    """Return the form with the question for the other asked in Chinese, where the form speaks Chinese."""
    speaks = any(
        _HANZI.search(text) for row in survey for key, text in row.items() if key.startswith("label")
    )
    return xform.replace(_THEIRS, _OURS) if speaks else xform

"""Types of questions as XLSForm writes them, in pyxform's many spellings."""

from __future__ import annotations

import re

from forms.spelling import nearest

_USUAL = (
    "text integer decimal range date time dateTime select_one select_multiple rank geopoint geotrace "
    "geoshape image audio video file barcode note calculate acknowledge hidden csv-external xml-external "
    "today start end deviceid username audit begin_group end_group begin_repeat end_repeat"
).split()
_IN_CHINESE = {
    "文本": "text",
    "文字": "text",
    "整数": "integer",
    "小数": "decimal",
    "数字": "decimal",
    "日期": "date",
    "时间": "time",
    "单选": "select_one 选项表",
    "单选题": "select_one 选项表",
    "多选": "select_multiple 选项表",
    "多选题": "select_multiple 选项表",
    "说明": "note",
    "照片": "image",
    "拍照": "image",
    "计算": "calculate",
    "定位": "geopoint",
}
_WITH_LIST = frozenset(("select_one", "select_multiple", "select1", "rank"))
_FILES = (".csv", ".xml", ".geojson")


class Types:
    """What pyxform makes of a type; loading it takes half a second, so only when somebody checks a form."""

    def __init__(self) -> None:
        from pyxform import aliases
        from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
        from pyxform.xls2json import RE_BEGIN_CONTROL, RE_END_CONTROL, RE_SELECT

        self._aliases = aliases
        self._dictionary = QUESTION_TYPE_DICT
        self._begin: re.Pattern[str] = RE_BEGIN_CONTROL
        self._end: re.Pattern[str] = RE_END_CONTROL
        self._select: re.Pattern[str] = RE_SELECT

    def begins(self, kind: str) -> str:
        """Return `group`, `repeat` or `loop` where one begins, else ""."""
        found = self._begin.search(kind)
        return str(self._aliases.control[found["type"]]) if found else ""

    def ends(self, kind: str) -> str:
        """Return `group`, `repeat` or `loop` where one ends, else ""."""
        found = self._end.search(kind)
        return str(self._aliases.control[found["type"]]) if found else ""

    def is_setting(self, kind: str) -> bool:
        """Whether the row only sets something of the form, such as its title."""
        return kind in self._aliases.settings_header

    def knows(self, kind: str) -> bool:
        """Whether it is a type at all."""
        if kind in _WITH_LIST:
            return False  # without its list
        return bool(
            kind in self._dictionary
            or kind in self._aliases._type_alias_map  # noqa: SLF001 - there is no other place that tells
            or kind in ("audit", "include")
            or self._begin.search(kind)
            or self._select.search(kind)
            or kind.startswith("osm")
        )

    def nearest(self, kind: str) -> str:
        """Return the type that was probably meant."""
        word, _, rest = kind.partition(" ")
        if kind in _WITH_LIST or word in _IN_CHINESE:
            meant = _IN_CHINESE.get(word, f"{word} 选项表")
            return f"{meant.partition(' ')[0]} {rest}" if rest else meant
        whole = nearest(kind.replace(" ", "_"), _USUAL)
        found = nearest(word, _USUAL)
        return f"{found} {rest}" if found in _WITH_LIST and rest else whole or found

    def list_of(self, kind: str) -> str:
        """Return the list in the choices sheet that a select needs, "" if it needs none there."""
        found = self._select.search(kind)
        if found is None or "external" in found["select_command"] or "file" in found["select_command"]:
            return ""
        name = str(found["list_name"])
        return "" if name.startswith("${") or name.endswith(_FILES) else name

    def names_itself(self, kind: str) -> bool:
        """Whether the row gets a name where its author gave none."""
        return kind in ("note", "audit")

    def is_shown(self, kind: str) -> bool:
        """Whether people see the row as a question, so that it needs words."""
        if self._select.search(kind):
            return True
        known = self._dictionary.get(self._aliases._type_alias_map.get(kind, kind), {})  # noqa: SLF001 - as above
        return "control" in known


def is_name(text: str) -> bool:
    """Whether a question may have this name."""
    from pyxform.parsing.expression import is_xml_tag

    return bool(is_xml_tag(text)) and ":" not in text

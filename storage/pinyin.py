"""How names are read aloud: initials and full pinyin without tones, one reading per character."""

from __future__ import annotations

import os
from functools import lru_cache
from itertools import product

SURNAME_READINGS: dict[str, tuple[str, ...]] = {
    "单": ("shan",), "曾": ("zeng",), "解": ("xie",), "区": ("ou",), "仇": ("qiu",), "朴": ("piao",),
    "盖": ("ge", "gai"), "覃": ("qin", "tan"), "查": ("zha",), "任": ("ren",), "华": ("hua",),
    "缪": ("miao",), "翟": ("zhai",), "尉": ("wei", "yu"), "乐": ("yue", "le"), "员": ("yun",),
    "黑": ("he", "hei"), "折": ("she",), "种": ("chong",), "秘": ("bi",), "冼": ("xian",), "洗": ("xian",),
    "召": ("shao",), "繁": ("po",), "逄": ("pang",), "撒": ("sa",), "纪": ("ji",), "宁": ("ning",),
    "阚": ("kan",), "隗": ("wei", "kui"), "万": ("wan",), "沈": ("shen",), "石": ("shi",), "车": ("che",),
    "谌": ("chen", "shen"), "牟": ("mou", "mu"), "佴": ("nai",), "郇": ("xun", "huan"), "厘": ("li",),
    "祭": ("zhai",), "卜": ("bu",), "晟": ("cheng",), "令": ("ling",), "俞": ("yu",), "么": ("yao",),
    "贲": ("ben",), "莘": ("shen", "xin"), "尹": ("yin",), "燕": ("yan",), "应": ("ying",), "六": ("lu",),
    "相": ("xiang",), "行": ("xing",), "长": ("chang",), "殷": ("yin",), "归": ("gui",), "重": ("chong",),
    "啜": ("chuai",), "都": ("du",), "蕃": ("bo",), "过": ("guo",), "哈": ("ha",), "句": ("gou",),
    "会": ("gui",), "葛": ("ge",), "能": ("nai",), "曲": ("qu",), "强": ("qiang",), "仉": ("zhang",),
    "吕": ("lv", "lyu", "lu"), "闾": ("lv",), "娄": ("lou",), "侬": ("nong",), "蓝": ("lan",), "韦": ("wei",),
}  # fmt: skip
"""Surnames read otherwise than the same character elsewhere; 覃 is qín in Guangxi, tán in the north."""

COMPOUND_READINGS = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"), "令狐": ("ling", "hu"), "鲜于": ("xian", "yu"),
}  # fmt: skip
MAX_READINGS = 4


def is_hanzi(char: str) -> bool:
    """Whether a character is an ideograph, rare planes included."""
    return "㐀" <= char <= "鿿" or "豈" <= char <= "﫿" or char >= "\U00020000" or char == "〇"


@lru_cache(maxsize=8192)
def syllable(char: str) -> str:
    """Return the commonest reading of a character without tone; "" where none is known."""
    if not is_hanzi(char):
        return char.lower() if char.isascii() and char.isalnum() else ""
    # characters alone need no phrases: a third of the time to import and 44 MB less
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, lazy_pinyin

    read = lazy_pinyin(char, style=Style.NORMAL, v_to_u=False, errors="ignore")
    return read[0] if read else ""


@lru_cache(maxsize=4096)
def readings(name: str) -> tuple[tuple[str, str], ...]:
    """Return (initials, full pinyin without spaces) of a name for each way its surname is read.

    `韦建国` → `(("wjg", "weijianguo"),)`. Characters without a known reading are passed over.
    """
    spelled = COMPOUND_READINGS.get(name[:2])
    if spelled:
        options: list[tuple[str, ...]] = [(part,) for part in spelled]
        rest = name[2:]
    else:
        options = [SURNAME_READINGS.get(name[:1]) or (syllable(name[:1]),)] if name else []
        rest = name[1:]
    options += [_given(char) for char in rest]
    found = [tuple(part for part in parts if part) for parts in product(*options)]
    return tuple(dict.fromkeys(("".join(p[0] for p in parts), "".join(parts)) for parts in found if parts))[
        :MAX_READINGS
    ]


def _given(char: str) -> tuple[str, ...]:
    read = syllable(char)
    return (read, read.replace("v", "u")) if "v" in read else (read,)

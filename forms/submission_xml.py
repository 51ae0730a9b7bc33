"""Elements → the bytes of a submission that every XML reader takes, whatever people typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forms.xml import JAVAROSA, ODK, XFORMS, Element, local

OPENROSA = "{http://openrosa.org/xforms}"
REPLACEMENT = "\ufffd"
"""Stands for a sign that XML 1.0 cannot hold at all, not even escaped."""
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PREFIXES: Mapping[str, str] = {
    OPENROSA: "orx",
    JAVAROSA: "jr",
    ODK: "odk",
    "{http://www.opendatakit.org/xforms/entities}": "entities",
    "{http://ruhu.example/xforms}": "ruhu",
    "{http://www.w3.org/1999/xhtml}": "h",
    "{http://www.w3.org/XML/1998/namespace}": "xml",
}
_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_VALUE = {**_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
# An escaped line end or tab stays what it is; a plain one is read as a line feed or a space.


def writable(text: str) -> bool:
    """Whether XML can hold all signs of a text."""
    return _UNWRITABLE.search(text) is None


def written(root: Element) -> bytes:
    """Return a document in UTF-8; names in XForms' own namespace are written without any.

    A namespace of the form's own, by which some servers know the form, becomes that of the document.
    """
    prefixes = {space: _prefix(space, number) for number, space in enumerate(sorted(_spaces(root)))}
    if _space(root.tag) and _space(root.tag) not in _PREFIXES:
        prefixes[_space(root.tag)] = ""
    declared = "".join(
        f' xmlns{":" if prefix else ""}{prefix}="{_escaped(space[1:-1], _VALUE)}"'
        for space, prefix in prefixes.items()
        if prefix != "xml"
    )
    pieces = _pieces(root, prefixes, declared)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(pieces) + "\n").encode()


def _prefix(space: str, number: int) -> str:
    return _PREFIXES.get(space, f"n{number}")


def _space(name: str) -> str:
    space = name[: name.find("}") + 1]
    return "" if space == XFORMS else space


def _spaces(root: Element) -> set[str]:
    return {space for each in root.iter() for name in (each.tag, *each.attrib) if (space := _space(name))}


def _pieces(element: Element, prefixes: Mapping[str, str], declared: str = "") -> Iterator[str]:
    name = _name(element.tag, prefixes)
    attributes = "".join(
        f' {_name(key, prefixes)}="{_escaped(value, _VALUE)}"' for key, value in element.attrib.items()
    )
    yield f"<{name}{declared}{attributes}"
    if len(element):
        yield ">"
        for child in element:
            yield from _pieces(child, prefixes)
        yield f"</{name}>"
    else:
        yield f">{_escaped(element.text, _TEXT)}</{name}>" if element.text else "/>"


def _name(name: str, prefixes: Mapping[str, str]) -> str:
    prefix = prefixes.get(_space(name), "")
    return f"{prefix}:{local(name)}" if prefix else local(name)


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    clean = _UNWRITABLE.sub(REPLACEMENT, text)
    return "".join(signs.get(sign, sign) for sign in clean) if _needs(clean) else clean


def _needs(text: str) -> bool:
    return any(sign in text for sign in '&<>\r\n\t"')

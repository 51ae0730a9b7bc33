"""XML → elements, refusing what a questionnaire never needs: document types, entities, endless nesting."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from forms.faults import Fault, FaultCode, QuestionnaireFault

Element = ET.Element
SIZE_LIMIT = 64_000_000
DEPTH_LIMIT = 200
TAG_LIMIT_BYTES = 1_000_000
"""Of one tag with its attributes; text between tags may be longer."""
PARTS_LIMIT = 1_200_000
"""Elements and attributes together; each takes some 200 bytes once it is read."""
XFORMS = "{http://www.w3.org/2002/xforms}"
XHTML = "{http://www.w3.org/1999/xhtml}"
JAVAROSA = "{http://openrosa.org/javarosa}"
ODK = "{http://www.opendatakit.org/xforms}"
ENTITIES = "{http://www.opendatakit.org/xforms/entities}"
RUHU = "{http://ruhu.example/xforms}"


_PIECE_BYTES = 1 << 16
_ENCODING = "unknown encoding"
# What Windows in China writes; expat knows no encoding of more than one byte but Unicode's.
_CHINESE = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?:gb18030|gbk|gb2312|cp936)[\"']", re.IGNORECASE)


def _refuse(code: FaultCode, detail: str, place: str = "") -> QuestionnaireFault:
    return QuestionnaireFault((Fault(code, f"XML {place}".strip(), detail),))


class _Builder:
    """Collects elements while expat reads."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.tree = ET.TreeBuilder()
        self._parser = parser
        self._depth = 0
        self._parts = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._parts += 1 + len(attributes)
        if self._depth > DEPTH_LIMIT:
            raise _refuse(FaultCode.TOO_DEEP, f"> {DEPTH_LIMIT}", self._place())
        if self._parts > PARTS_LIMIT:
            raise _refuse(FaultCode.TOO_LONG, f"> {PARTS_LIMIT}", self._place())
        self.tree.start(_braced(name), {_braced(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self._depth -= 1
        self.tree.end(_braced(name))

    def forbidden(self, *_: object) -> None:
        raise _refuse(FaultCode.FORBIDDEN_XML, "DOCTYPE", self._place())

    def _place(self) -> str:
        return _place(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber)


def _place(line: int, column: int) -> str:
    """Return line and column as people count, from 1."""
    return f"{line}:{column + 1}"


def _braced(name: str) -> str:
    space, found, local = name.rpartition(" ")
    return f"{{{space}}}{local}" if found else name


def read(text: str | bytes) -> Element:
    """Parse XML: UTF-8, UTF-16, or what it says of itself, GB 18030 included.

    Raises:
        QuestionnaireFault: It is broken or could be an attack; `where` is `XML line:column`.
    """
    if len(text) > SIZE_LIMIT:
        raise _refuse(FaultCode.TOO_LONG, f"{len(text)} > {SIZE_LIMIT}")
    try:
        raw, encoding = _unicode(text)
    except UnicodeError as error:
        raise _refuse(FaultCode.UNREADABLE, str(error)) from error
    parser = expat.ParserCreate(encoding, namespace_separator=" ")
    builder = _Builder(parser)
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.tree.data
    parser.StartDoctypeDeclHandler = builder.forbidden
    parser.EntityDeclHandler = builder.forbidden
    try:
        _feed(parser, raw)
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code) or str(error)
        raise _refuse(FaultCode.UNREADABLE, why, _place(error.lineno, error.offset)) from error
    except (LookupError, ValueError) as error:  # said by the declaration, which stands at the start
        raise _refuse(FaultCode.UNREADABLE, _ENCODING, _place(1, 0)) from error
    return builder.tree.close()


def _feed(parser: expat.XMLParserType, raw: bytes) -> None:
    """Hand over piece by piece: what one tag may cost is known before it has ended."""
    for start in range(0, len(raw), _PIECE_BYTES):
        parser.Parse(raw[start : start + _PIECE_BYTES], False)  # noqa: FBT003 - expat takes it by position
        if start + _PIECE_BYTES - parser.CurrentByteIndex > TAG_LIMIT_BYTES:
            where = _place(parser.CurrentLineNumber, parser.CurrentColumnNumber)
            raise _refuse(FaultCode.TOO_LONG, f"> {TAG_LIMIT_BYTES}", where)
    parser.Parse(b"", True)  # noqa: FBT003 - as above


def _unicode(text: str | bytes) -> tuple[bytes, str | None]:
    """Return bytes that expat reads, and their encoding where the text itself says another one."""
    if isinstance(text, str):
        return text.encode(), "UTF-8"
    if _CHINESE.match(text[:200]):
        return text.decode("gb18030").encode(), "UTF-8"
    return text, None


def local(tag: str) -> str:
    """Return a tag or attribute name without its namespace."""
    return tag.rpartition("}")[2]


def children(element: Element, *names: str) -> Iterator[Element]:
    """Yield child elements with one of these local names."""
    return (child for child in element if local(child.tag) in names)


def child(element: Element, name: str) -> Element | None:
    """Return the first child element with this local name."""
    return next(children(element, name), None)


def text_of(element: Element | None) -> str:
    """Return an element's own text without the space around it."""
    return (element.text or "").strip() if element is not None else ""

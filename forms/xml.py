"""XML → elements, refusing what a questionnaire never needs: document types, entities, endless nesting."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from forms.faults import Fault, FaultCode, QuestionnaireFault

Element = ET.Element
SIZE_LIMIT = 64_000_000
DEPTH_LIMIT = 200
XFORMS = "{http://www.w3.org/2002/xforms}"
XHTML = "{http://www.w3.org/1999/xhtml}"
JAVAROSA = "{http://openrosa.org/javarosa}"
ODK = "{http://www.opendatakit.org/xforms}"
ENTITIES = "{http://www.opendatakit.org/xforms/entities}"
RUHU = "{http://ruhu.example/xforms}"


def _refuse(code: FaultCode, detail: str) -> QuestionnaireFault:
    return QuestionnaireFault((Fault(code, "XML", detail),))


class _Builder:
    """Collects elements while expat reads."""

    def __init__(self) -> None:
        self.tree = ET.TreeBuilder()
        self._depth = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise _refuse(FaultCode.TOO_DEEP, f"> {DEPTH_LIMIT}")
        self.tree.start(_braced(name), {_braced(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self._depth -= 1
        self.tree.end(_braced(name))


def _braced(name: str) -> str:
    space, found, local = name.rpartition(" ")
    return f"{{{space}}}{local}" if found else name


def _forbidden(*_: object) -> None:
    raise _refuse(FaultCode.FORBIDDEN_XML, "DOCTYPE")


def read(text: str | bytes) -> Element:
    """Parse XML, or raise QuestionnaireFault."""
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > SIZE_LIMIT:
        raise _refuse(FaultCode.TOO_LONG, f"{len(raw)} > {SIZE_LIMIT}")
    builder = _Builder()
    parser = expat.ParserCreate("UTF-8" if isinstance(text, str) else None, namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.tree.data
    parser.StartDoctypeDeclHandler = _forbidden
    parser.EntityDeclHandler = _forbidden
    try:
        parser.Parse(raw, True)  # noqa: FBT003 - expat takes it by position
    except expat.ExpatError as error:
        raise _refuse(FaultCode.UNREADABLE, f"{error}") from error
    except (LookupError, ValueError) as error:
        raise _refuse(FaultCode.UNREADABLE, f"{error}") from error
    return builder.tree.close()


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

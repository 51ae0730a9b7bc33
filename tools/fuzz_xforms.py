"""XForms that nobody wrote: valid ones with parts lost, doubled, moved, renamed and filled with anything."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path
from random import Random

from forms import Interview, NodeKind, QuestionnaireFault, load
from forms.views import Node
from forms.xlsform import convert
from forms.xml import read
from tools.fuzz_expressions import Expressions, printed

ROOT = Path(__file__).resolve().parent.parent
VALUES = ("", "1", "-3", "2.5", "2015-11-15", "a b", "x" * 300, "25 109 0 0", "\ud800", "NaN", "OK", "1 2 3")
EDITS = 4
ANSWERS = 12
_BYTES_OF_TEN = 3


class Forms:
    """A source of damaged forms: a small one, and the questionnaires of the program, converted once."""

    def __init__(self, *, small: bool = False) -> None:
        kept = [] if small else sorted((ROOT / "resources" / "questionnaires").iterdir())
        form = (ROOT / "tools" / "fuzz_form.xml").read_text("utf-8")
        self._texts = [form] * 12 + [convert(folder) for folder in kept if (folder / "survey.csv").exists()]

    def make(self, chance: Random) -> bytes:
        """Return a form in which a few things are wrong."""
        return damaged(chance, chance.choice(self._texts).encode())


def damaged(chance: Random, raw: bytes) -> bytes:
    """Return XML with a few bytes, or a few elements, that are wrong."""
    if chance.randint(0, 9) < _BYTES_OF_TEN:
        return bytes_changed(chance, raw)
    root = read(raw)
    parents = {child: parent for parent in root.iter() for child in parent}
    everything = list(root.iter())
    for _ in range(chance.randint(1, EDITS)):
        edited(chance, chance.choice(everything), everything, parents)
    return ET.tostring(root)


def bytes_changed(chance: Random, raw: bytes) -> bytes:
    """Return a file with some bytes lost, put in or doubled."""
    for _ in range(chance.randint(1, 6)):
        at, end = sorted(chance.choices(range(len(raw) + 1), k=2))
        end = min(end, at + chance.choice((0, 1, 5, 200)))
        put = chance.choice(
            (b"", chance.randbytes(3), b"<a>" * 300, b"&x;", b"<!DOCTYPE a>", b"\xff\xfe", raw[at:end] * 3)
        )
        raw = raw[:at] + put + raw[end:]
    return raw


def edited(
    chance: Random, element: ET.Element, everything: list[ET.Element], parents: dict[ET.Element, ET.Element]
) -> None:
    """Lose, move, rename or fill an element."""
    parent = parents.get(element)
    other = chance.choice(everything)
    match chance.randint(0, 7):
        case 0 if parent is not None and element in parent:
            parent.remove(element)
        case 1 if parent is not None:
            parent.append(element)
        case 2:
            element.tag = other.tag
        case 3 if not any(each is element for each in other.iter()):
            element.append(other)
        case 4:
            element.text = _anything(chance)
        case _ if element.attrib or chance.random() < 0.3:  # noqa: PLR2004 - some
            names = [*element.attrib, *other.attrib, "relevant", "calculate", "nodeset", "ref"]
            element.set(chance.choice(names), _anything(chance))
        case _:
            element.attrib.clear()


def _anything(chance: Random) -> str:
    source = Expressions(chance)
    made = chance.choice(
        (printed(source.tree(2)), source.soup(), "/data/n", "jr:itext('a')", "", "0" * 5_000)
    )
    return re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd]", "?", made)


def take(raw: bytes, _folder: Path) -> None:
    """Load a form; if it loads, fill it in for a while."""
    text = raw.decode(errors="replace")
    try:
        questionnaire = load(text)
    except QuestionnaireFault:
        return
    numbers = itertools.count(1)
    interview = Interview(
        questionnaire,
        {},
        today=date(2015, 11, 15),
        new_id=lambda: f"{next(numbers):032x}",
        instances={name: [{"a": "1"}, {"a": "2"}] for name in questionnaire.sources},
    )
    chance = Random(len(raw))  # noqa: S311 - no secret
    for _ in range(ANSWERS):
        node = chance.choice(list(interview.layout().walk()))
        try:
            _touched(interview, node, chance)
        except ValueError as error:
            if error.args != (node.key,):  # nobody can answer it, which is said so
                raise
    for language in questionnaire.languages:
        interview.speak(language)
    interview.problems("*")
    interview.answers("*")


def _touched(interview: Interview, node: Node, chance: Random) -> None:
    if node.kind is NodeKind.FIELD:
        interview.answer(node.key, chance.choice(VALUES))
        interview.view(node.key)
    elif node.kind is NodeKind.REPEAT:
        interview.add_row(node.key)

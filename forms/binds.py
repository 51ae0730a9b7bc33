"""Expressions of a form, compiled with all faults collected; binds, texts, controls made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from forms.faults import Fault, FaultCode
from forms.questionnaire import NO_TEXT, Bind, Control, Definition, Expression, Itemset, Option, Pieces, Text
from forms.reads import Read, Reader
from forms.views import Bounds, Media
from forms.xml import JAVAROSA, RUHU, Element, child, children, local, text_of
from forms.xpath.compile import compile_tree
from forms.xpath.convert import number_from_text
from forms.xpath.grammar import parse
from forms.xpath.tree import Call, ExpressionError, walk

_ITEXT = "jr:itext("


class Compiler:
    """Turns the texts of a form into expressions; keeps every fault it meets."""

    def __init__(
        self, root: Definition, known: Callable[[str], bool], translations: Mapping[str, Text]
    ) -> None:
        self.faults: list[Fault] = []
        self.choices: dict[int, tuple[Read, ...]] = {}
        self._root = root
        self._known = known
        self._translations = translations

    def fault(self, code: FaultCode, where: str, detail: str = "") -> None:
        """Keep a fault."""
        self.faults.append(Fault(code, where, detail))

    def expression(self, source: str | None, here: Definition, what: str) -> Expression | None:
        """Compile an expression that belongs to a node; None if there is none or it has a fault."""
        if source is None or not source.strip():
            return None
        where = f"{here.name} · {what}"
        try:
            tree = parse(source)
            reads = Reader(here, self._root, self._known, self.choices).reads(tree)
            keeps = any(isinstance(each, Call) and each.name == "once" for each in walk(tree))
            return Expression(source.strip(), compile_tree(tree), reads, keeps)
        except ExpressionError as error:
            self.fault(FaultCode(error.kind), where, f"{error.detail} — {source.strip()[:200]}")
            return None

    def text(self, element: Element | None, here: Definition, what: str) -> Text:
        """Read a label, hint or message: plain words, words with outputs, or a reference to translations."""
        if element is None:
            return NO_TEXT
        reference = element.get("ref")
        if reference is not None and (self._text_id(reference) in self._translations or not element.text):
            return self.referenced(reference, here, what)
        return Text({"": self.pieces(element, here, what)})

    def referenced(self, reference: str, here: Definition, what: str) -> Text:
        """Resolve `jr:itext('id')`; its outputs are compiled for the node that shows it."""
        found = self._translations.get(self._text_id(reference))
        if found is None:
            self.fault(FaultCode.UNKNOWN_PATH, f"{here.name} · {what}", reference)
            return NO_TEXT
        return Text(
            self._each(found.by_language, here, what), found.media, self._each(found.guidance, here, what)
        )

    @staticmethod
    def _text_id(reference: str) -> str:
        return reference.strip().removeprefix(_ITEXT).removesuffix(")").strip().strip("'\"")

    def _each(self, texts: Mapping[str, Pieces], here: Definition, what: str) -> Mapping[str, Pieces]:
        return {language: self._compiled(pieces, here, what) for language, pieces in texts.items()}

    def message(self, words: str | None, here: Definition, what: str) -> Text:
        """Read `jr:constraintMsg` or `jr:requiredMsg`."""
        if not words:
            return NO_TEXT
        if words.startswith(_ITEXT):
            return self.referenced(words, here, what)
        return Text({"": (words,)})

    def pieces(self, element: Element, here: Definition, what: str) -> Pieces:
        """Read words with `<output value="…"/>` between them."""
        return self._compiled(raw_pieces(element), here, what)

    def _compiled(self, pieces: Pieces, here: Definition, what: str) -> Pieces:
        found: list[str | Expression] = []
        for piece in pieces:
            if isinstance(piece, Output):
                compiled = self.expression(str(piece), here, what)
                if compiled is not None:
                    found.append(compiled)
            else:
                found.append(piece)
        return tuple(found)


class Output(str):
    """The expression of an `<output>`, not yet compiled."""

    __slots__ = ()


def raw_pieces(element: Element) -> Pieces:
    """Split mixed content into words and outputs; pyxform pads it with a space on either side."""
    found: list[str] = [element.text or ""]
    for each in element:
        if local(each.tag) == "output":
            found.append(Output(each.get("value") or each.get("ref") or "''"))
        found.append(each.tail or "")
    if len(found) > 1:
        found[0], found[-1] = found[0].lstrip(), found[-1].rstrip()
    else:
        found[0] = found[0].strip()
    return tuple(piece for piece in found if piece)


def translations(model: Element) -> tuple[dict[str, Text], tuple[str, ...], str]:
    """Read `itext`: texts by id, the languages in order, and the default one."""
    found: dict[str, Text] = {}
    languages: list[str] = []
    default = ""
    itext = child(model, "itext")
    for translation in children(itext, "translation") if itext is not None else ():
        language = translation.get("lang") or ""
        languages.append(language)
        if translation.get("default") is not None or not default:
            default = language
        for text in children(translation, "text"):
            _add_text(found.setdefault(text.get("id") or "", Text({}, {}, {})), language, text)
    return found, tuple(languages), default


def _add_text(text: Text, language: str, element: Element) -> None:
    """Read the forms of one text: words, guidance and media."""
    values = {value.get("form") or "": value for value in children(element, "value")}
    words = values.get("", values.get("long", values.get("short")))
    guidance = values.get("guidance", values.get("print"))
    found: tuple[tuple[Any, object], ...] = (
        (text.by_language, raw_pieces(words) if words is not None else None),
        (text.guidance, raw_pieces(guidance) if guidance is not None else None),
        (text.media, Media(**_files(values)) if _files(values) else None),
    )
    for kept, value in found:
        if value is not None:
            kept[language] = value


def _files(values: Mapping[str, Element]) -> dict[str, str]:
    """Return the names of media files: `jr://images/map.png` is `map.png`."""
    return {
        form.replace("-", "_"): text_of(values[form]).rpartition("/")[2]
        for form in ("image", "big-image", "audio", "video")
        if form in values
    }


def bind(element: Element, here: Definition, compiler: Compiler) -> Bind:
    """Read one `<bind>`."""
    attributes = element.attrib
    return Bind(
        type=local_type(attributes.get("type", "string")),
        relevant=compiler.expression(attributes.get("relevant"), here, "relevant"),
        required=compiler.expression(attributes.get("required"), here, "required"),
        readonly=compiler.expression(attributes.get("readonly"), here, "readonly"),
        constraint=compiler.expression(attributes.get("constraint"), here, "constraint"),
        calculate=compiler.expression(attributes.get("calculate"), here, "calculation"),
        constraint_message=compiler.message(
            attributes.get(JAVAROSA + "constraintMsg"), here, "constraint_message"
        ),
        required_message=compiler.message(attributes.get(JAVAROSA + "requiredMsg"), here, "required_message"),
        save_to=next((value for key, value in attributes.items() if local(key) == "saveto"), ""),
        preload=" ".join(
            attributes.get(JAVAROSA + name, "") for name in ("preload", "preloadParams")
        ).strip(),
        extensions={local(key): value for key, value in attributes.items() if key.startswith(RUHU)},
        parameters=parameters(element),
    )


def local_type(name: str) -> str:
    """Return a type without its prefix."""
    return name.rpartition(":")[2]


def control(element: Element, here: Definition, compiler: Compiler) -> Control:
    """Read one body element that has a place in the instance."""
    if local(element.tag) in _CHOOSING:
        _check_choices(element, here, compiler)
    return Control(
        tag=local(element.tag),
        label=compiler.text(child(element, "label"), here, "label"),
        hint=compiler.text(child(element, "hint"), here, "hint"),
        appearance=element.get("appearance", ""),
        itemset=_itemset(element, here, compiler),
        options=tuple(
            Option(text_of(child(item, "value")), compiler.text(child(item, "label"), here, "choices"))
            for item in children(element, "item")
        ),
        bounds=_bounds(element) if local(element.tag) == "range" else None,
        media_type=element.get("accept", element.get("mediatype", "")),
        parameters=parameters(element),
    )


def _check_choices(element: Element, here: Definition, compiler: Compiler) -> None:
    """A select that nobody could answer is a fault: other tools refuse it too."""
    itemset, items = child(element, "itemset"), list(children(element, "item"))
    if itemset is None and not items:
        compiler.fault(FaultCode.NO_CHOICES, here.name, "item, itemset")
    for each in [itemset] if itemset is not None else items:
        value = child(each, "value")
        if value is None or not (text_of(value) or value.get("ref", "")):
            compiler.fault(FaultCode.NO_CHOICES, here.name, f"{local(each.tag)}/value")
            return


def parameters(element: Element) -> dict[str, str]:
    """Return what a control or bind asks for beyond the standard's own words."""
    return {local(name): value for name, value in element.attrib.items() if local(name) in _PARAMETERS}


_CHOOSING = frozenset(("select", "select1", "rank"))
_PARAMETERS = frozenset(
    "accept autoplay max-pixels quality capture-accuracy unacceptableAccuracyThreshold accuracyThreshold "
    "allow-mock-accuracy incremental rows placeholder tick-interval".split()
)


def _bounds(element: Element) -> Bounds | None:
    """Read `start`, `end` and `step` of a range; None where one of them is no number."""
    start, end, step = (number_from_text(element.get(name, "")) for name in ("start", "end", "step"))
    if not (start.is_finite() and end.is_finite()):
        return None
    usable = step.is_finite() and step != 0
    return Bounds(min(start, end), max(start, end), abs(step) if usable else Decimal(1))


def _itemset(element: Element, here: Definition, compiler: Compiler) -> Itemset | None:
    itemset = child(element, "itemset")
    if itemset is None:
        return None
    nodes = compiler.expression(itemset.get("nodeset"), here, "choice_filter")
    value, label = child(itemset, "value"), child(itemset, "label")
    if nodes is None or value is None:
        return None
    shown = label.get("ref", "") if label is not None else value.get("ref", "")
    translated = shown.startswith(_ITEXT)
    if translated:
        shown = shown.removeprefix(_ITEXT).removesuffix(")")
    compiler.choices[here.index] = nodes.reads
    return Itemset(nodes, value.get("ref", "").strip(), shown.strip(), translated)

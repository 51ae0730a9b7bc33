"""Expressions of a form, compiled with all faults collected; binds, texts, controls made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from forms.faults import Fault, FaultCode
from forms.questionnaire import NO_TEXT, Bind, Control, Definition, Expression, Itemset, Option, Pieces, Text
from forms.reads import Read, Reader
from forms.xml import JAVAROSA, RUHU, Element, child, children, local, text_of
from forms.xpath.compile import compile_tree
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
        if reference is not None:
            return self.referenced(reference, here, what)
        return Text({"": self.pieces(element, here, what)})

    def referenced(self, reference: str, here: Definition, what: str) -> Text:
        """Resolve `jr:itext('id')`; its outputs are compiled for the node that shows it."""
        name = reference.strip().removeprefix(_ITEXT).removesuffix(")").strip().strip("'\"")
        found = self._translations.get(name)
        if found is None:
            self.fault(FaultCode.UNKNOWN_PATH, f"{here.name} · {what}", reference)
            return NO_TEXT
        return Text(
            {language: self._compiled(pieces, here, what) for language, pieces in found.by_language.items()}
        )

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
    found: dict[str, dict[str, Pieces]] = {}
    languages: list[str] = []
    default = ""
    itext = child(model, "itext")
    for translation in children(itext, "translation") if itext is not None else ():
        language = translation.get("lang") or ""
        languages.append(language)
        if translation.get("default") is not None or not default:
            default = language
        for text in children(translation, "text"):
            value = next(
                (each for each in children(text, "value") if each.get("form") in (None, "long")), None
            )
            if value is not None:
                found.setdefault(text.get("id") or "", {})[language] = raw_pieces(value)
    return {name: Text(texts) for name, texts in found.items()}, tuple(languages), default


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
    )


def local_type(name: str) -> str:
    """Return a type without its prefix."""
    return name.rpartition(":")[2]


def control(element: Element, here: Definition, compiler: Compiler) -> Control:
    """Read one body element that has a place in the instance."""
    bounds = (element.get("start", ""), element.get("end", ""))
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
        bounds=bounds if local(element.tag) == "range" and all(bounds) else None,
    )


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

"""XForm XML → Questionnaire, or all that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from forms import actions, binds, external, plan, search
from forms.binds import Compiler
from forms.extensions import Extensions
from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.questionnaire import NO_TEXT, Bind, Control, Definition, Expression, Questionnaire, Shape, Text
from forms.structure import Structure, resolved
from forms.values import kind_of
from forms.views import Better
from forms.xml import JAVAROSA, RUHU, Element, child, children, local, read, text_of
from forms.xpath.nodes import Element as Row
from forms.xpath.nodes import Node, descendants

_CONTROLS = frozenset("input select select1 upload range rank trigger secret textarea".split())
_CONTAINERS = frozenset(("group", "repeat"))
# Body elements that neither ask nor hold questions.
_SILENT = frozenset(
    "label hint help alert setvalue setgeopoint recordaudio itemset item value output extension".split()
)
_CHINESE = ("zh", "中文", "汉", "chinese")


def load(xform: str | bytes) -> Questionnaire:
    """Read an XForm.

    Raises:
        QuestionnaireFault: It has faults; all that could be found are in it.
    """
    document = read(xform)
    head, body = child(document, "head"), child(document, "body")
    model = child(head, "model") if head is not None else None
    primary = next(iter(children(model, "instance")), None) if model is not None else None
    if model is None or primary is None or not len(primary):
        raise QuestionnaireFault((Fault(FaultCode.NOT_A_FORM, "XML", "h:html/h:head/model/instance"),))
    return _Form(document, model, primary[0], body if body is not None else Element("body")).questionnaire()


class _Form:
    """One form while it is being read."""

    def __init__(self, document: Element, model: Element, root: Element, body: Element) -> None:
        self._document, self._model, self._root, self._body = document, model, root, body
        _make_absolute(body, {each.get("id"): each.get("nodeset", "") for each in children(model, "bind")})
        repeats = frozenset(each.get("nodeset", "") for each in body.iter() if local(each.tag) == "repeat")
        self._structure = Structure(root, repeats)
        self._definitions = self._structure.definitions
        self._instances, self._external = _secondary(model)
        texts, self._languages, self._default = binds.translations(model)
        self._texts: Mapping[str, Text] = texts
        self._compiler = Compiler(self._structure.root, self._knows, texts)

    def _knows(self, name: str) -> bool:
        return name in self._instances or name in self._external

    def questionnaire(self) -> Questionnaire:
        self._refuse_twins()
        controls = self._controls()
        choice_texts = self._choice_texts(controls)
        words = tuple(each for text in choice_texts.values() for each in text.expressions())
        controls = [_with_words(control, words) for control in controls]
        found_binds = self._binds()
        kinds = tuple(map(kind_of, found_binds, controls))
        extensions = Extensions(self._compiler, self._structure, found_binds, self._instances)
        graph = self._plan(found_binds, controls, extensions)
        found_actions = tuple(actions.read(self._model, self._body, self._structure, self._compiler))
        better = self._better()
        if self._compiler.faults or graph is None:
            raise QuestionnaireFault(tuple(self._compiler.faults))
        asked = tuple(map(_is_asked, self._definitions, found_binds, controls))
        meta = self._structure.by_path.get(f"{self._structure.root.path}/meta/instanceName")
        return Questionnaire(
            name=self._root.get("id", "") or local(self._root.tag),
            version=self._root.get("version", ""),
            title=text_of(next((each for each in self._document.iter() if local(each.tag) == "title"), None)),
            scheme=self._root.get(RUHU + "scheme", ""),
            paper=self._root.get(RUHU + "paper", "").strip(),
            better=better,
            languages=self._languages or ("",),
            language=self._shown_language(),
            root=self._structure.root,
            definitions=tuple(self._definitions),
            binds=tuple(found_binds),
            controls=tuple(controls),
            kinds=kinds,
            records=_records(self._definitions, found_binds),
            asked=asked,
            kept=tuple(map(_is_kept, self._definitions, found_binds, asked)),
            checks=extensions.checks,
            translations=choice_texts,
            instances=self._instances,
            external=tuple(self._external),
            sources=self._external,
            actions=found_actions,
            rules=extensions.rules,
            items=extensions.items,
            vetoes=extensions.vetoes,
            figures=extensions.figures,
            entities=extensions.entities,
            instance_name=meta,
            plan=graph,
        )

    def _better(self) -> Better:
        value = self._root.get(RUHU + "better", "").strip() or Better.HIGH
        if value not in set(Better):
            self._compiler.fault(FaultCode.BAD_EXTENSION, self._root.get("id", ""), f"ruhu:better={value}")
        return Better.LOW if value == Better.LOW else Better.HIGH

    def _shown_language(self) -> str:
        for language in self._languages:
            if any(sign in language.lower() for sign in _CHINESE):
                return language
        return self._default

    def _choice_texts(self, controls: list[Control | None]) -> dict[str, Text]:
        """Texts that options and expressions refer to by id.

        Those that show other answers are compiled for the form as a whole, if a list refers to them.
        """
        columns = {
            each.itemset.label for each in controls if each and each.itemset and each.itemset.translated
        }
        named = {
            node.text
            for document in self._instances.values()
            for node in descendants(document)
            if node.name in columns
        }
        return {
            name: self._compiler.referenced(name, self._structure.root, "choices") if _outputs(text) else text
            for name, text in self._texts.items()
            if name in named or not _outputs(text)
        }

    def _plan(
        self, found: list[Bind], controls: list[Control | None], extensions: Extensions
    ) -> plan.Plan | None:
        try:
            return plan.make(self._definitions, found, controls, extensions.checks)
        except plan.CycleError as error:
            names = " → ".join(definition.name for definition in (*error.cycle, error.cycle[0]))
            self._compiler.fault(FaultCode.CYCLE, error.cycle[0].name, names)
            return None

    def _refuse_twins(self) -> None:
        """Expressions name a secondary instance by its id: two of one id would be either of them."""
        names = Counter(each.get("id", "") for each in list(children(self._model, "instance"))[1:])
        for name in [name for name, times in names.items() if name and times > 1]:
            self._compiler.fault(FaultCode.DUPLICATE_NAME, "instance", name)

    def _binds(self) -> list[Bind]:
        found = [Bind() for _ in self._definitions]
        for element in children(self._model, "bind"):
            path = element.get("nodeset") or element.get("ref") or ""
            definition = self._structure.find(path)
            if definition is not None:
                found[definition.index] = binds.bind(element, definition, self._compiler)
            elif "/@" not in path:
                self._compiler.fault(FaultCode.UNKNOWN_PATH, "bind", path)
        for definition in self._definitions:
            _start_rows(definition, found[definition.index], self._compiler)
        return found

    def _controls(self) -> list[Control | None]:
        found: list[Control | None] = [None] * len(self._definitions)
        for element in _body_elements(self._body):
            tag = local(element.tag)
            path = element.get("ref") or element.get("nodeset")
            if path is None:
                continue
            definition = self._structure.by_path.get(path)
            if definition is None:
                self._compiler.fault(FaultCode.UNKNOWN_PATH, f"{tag}", path)
            elif tag == "repeat":
                repeat = self._repeat(element, definition, found[definition.index])
                found[definition.index] = repeat
                if repeat.fixed:
                    definition.start_rows = len(definition.written)
            elif tag in _CONTROLS or tag in _CONTAINERS:
                found[definition.index] = self._control(element, definition)
            else:
                self._compiler.fault(FaultCode.UNKNOWN_CONTROL, definition.name, tag)
        return found

    def _control(self, element: Element, definition: Definition) -> Control:
        for name in search.lists_of(element.get("query", "")):
            if not self._knows(name):
                self._external[name] = f"jr://file-csv/{external.ITEMSETS}"
        control, searched = binds.control(element, definition, self._compiler), search.of(element)
        if "query" in element.attrib:
            return search.queried(control, element, definition, self._compiler)
        if searched is None or not control.options:
            return control
        if not self._knows(searched.file):
            self._external[searched.file] = f"jr://file-csv/{searched.file}.csv"
        return search.applied(control, searched, definition, self._compiler)

    def _repeat(self, element: Element, definition: Definition, group: Control | None) -> Control:
        """A repeat usually stands in a group of the same place, which carries the label."""
        count = element.get(JAVAROSA + "count")
        appearance = " ".join(filter(None, (group.appearance if group else "", element.get("appearance"))))
        return replace(
            group or Control("repeat", NO_TEXT),
            tag="repeat",
            appearance=appearance,
            fixed=element.get(JAVAROSA + "noAddRemove", "").strip() == "true()",
            count=self._compiler.expression(count, definition, "repeat_count"),
        )


def _outputs(text: Text) -> bool:
    return any(isinstance(piece, binds.Output) for pieces in text.by_language.values() for piece in pieces)


def _with_words(control: Control | None, words: tuple[Expression, ...]) -> Control | None:
    if control is None or control.itemset is None or not control.itemset.translated or not words:
        return control
    return replace(control, itemset=replace(control.itemset, words=words))


def _is_asked(definition: Definition, bind: Bind, control: Control | None) -> bool:
    if definition.shape is not Shape.FIELD or control is None:
        return False
    return bind.calculate is None or bind.readonly is None


def _is_kept(definition: Definition, bind: Bind, asked: bool) -> bool:  # noqa: FBT001 - one of three tuples mapped
    if definition.shape is not Shape.FIELD or definition.name.startswith("@"):
        return False
    return asked or (
        bind.calculate.keeps
        if bind.calculate is not None
        else not (bind.preload == "uid" and "/meta/" in definition.path)
    )


def _start_rows(definition: Definition, bind: Bind, compiler: Compiler) -> None:
    rows = bind.extensions.get("rows")
    if rows is None:
        return
    if not rows.isdecimal() or definition.shape is not Shape.REPEAT:
        compiler.fault(FaultCode.BAD_EXTENSION, definition.name, f"ruhu:rows={rows}")
        return
    definition.start_rows = int(rows)


def _make_absolute(outer: Element, binds_by_id: Mapping[str | None, str], base: str = "") -> None:
    """Write out the places of body elements: they may be relative to the group around, or name a bind."""
    for element in outer:
        here = base
        if local(element.tag) in _CONTROLS | _CONTAINERS:
            name = "nodeset" if "nodeset" in element.attrib else "ref"
            given = element.get(name) or binds_by_id.get(element.get("bind")) or ""
            here = resolved(given, base) if given else base
            if given:
                element.set(name, here or given)
            _make_absolute(element, binds_by_id, here)


def _body_elements(body: Element) -> Iterator[Element]:
    for element in body:
        tag = local(element.tag)
        if tag in _SILENT:
            continue
        yield element
        if tag in _CONTAINERS:
            yield from _body_elements(element)


def _records(definitions: list[Definition], found: list[Bind]) -> tuple[str, ...]:
    """Return for every node the record its answer belongs to: its own, else that of what it stands in."""
    records: list[str] = []
    for definition in definitions:
        inherited = records[definition.parent.index] if definition.parent is not None else ""
        records.append(found[definition.index].extensions.get("record", inherited))
    return tuple(records)


def _secondary(model: Element) -> tuple[dict[str, Node], dict[str, str]]:
    """Read internal secondary instances; return them, and the addresses of external ones."""
    internal: dict[str, Node] = {}
    external: dict[str, str] = {}
    for element in list(children(model, "instance"))[1:]:
        name = element.get("id", "")
        if len(element):
            document = Row("")
            document.append(_row(element[0], document))
            internal[name] = document
        else:
            external[name] = element.get("src", "")
    return internal, external


def _row(element: Element, parent: Node) -> Row:
    row = Row(local(element.tag), parent, "" if len(element) else (element.text or ""), dict(element.attrib))
    for each in element:
        row.append(_row(each, row))
    return row

"""A questionnaire as it was written: frozen, shared by all its interviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from forms.reads import Read
from forms.views import NO_MEDIA, Better, Bounds, Kind, Level, Media
from forms.xpath.context import Closure
from forms.xpath.nodes import Node

if TYPE_CHECKING:
    from forms.plan import Plan

NO_EXTENSIONS: Mapping[str, str] = MappingProxyType({})


class Shape(StrEnum):
    """What a definition stands for."""

    GROUP = "group"
    REPEAT = "repeat"
    FIELD = "field"


@dataclass(slots=True, eq=False)
class Definition:
    """One node of the primary instance. Not changed once its questionnaire is loaded.

    Attributes:
        index: Place in document order; also its place in the tuples of `Questionnaire`.
        path: Absolute, such as `/data/g2_look/house_area`.
        repeats: Enclosing repeats, outermost first, itself included.
        key: Its part of an answer key: the name, with groups before it only where that is ambiguous.
        default: Text that the form gives it at the start.
        start_rows: Of a repeat: rows that the form starts with.
        written: Of a repeat: the rows that the form is written with, values by path.
        tag: As the form writes it, with its namespace in braces if it has one.
        attributes: As the form writes them, such as `dataset` of an entity.
        named: Children by name.
    """

    index: int
    name: str
    path: str
    parent: Definition | None
    shape: Shape = Shape.FIELD
    repeats: tuple[Definition, ...] = ()
    children: list[Definition] = field(default_factory=list)
    key: str = ""
    default: str = ""
    start_rows: int = 0
    written: tuple[Mapping[str, str], ...] = ()
    tag: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    named: dict[str, Definition] = field(default_factory=dict)

    def child(self, name: str) -> Definition | None:
        """Return the child of this name."""
        return self.named.get(name)


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of the form: its text, how to run it, and what it reads."""

    source: str
    run: Closure
    reads: tuple[Read, ...]
    keeps: bool = False
    """Contains `once()`, so that its value is an answer to be kept."""


Pieces = tuple[str | Expression, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Words for people by language, with values of other questions between them."""

    by_language: Mapping[str, Pieces]
    media: Mapping[str, Media] = field(default_factory=dict)
    guidance: Mapping[str, Pieces] = field(default_factory=dict)

    def media_in(self, language: str) -> Media:
        """Return the files of a language, else of any."""
        found = self.media.get(language)
        return found if found is not None else next(iter(self.media.values()), NO_MEDIA)

    def guidance_in(self, language: str) -> Pieces:
        """Return the guidance of a language, else of any."""
        found = self.guidance.get(language)
        return found if found is not None else next(iter(self.guidance.values()), ())

    def pieces(self, language: str) -> Pieces:
        """Return the words in a language, else in any."""
        found = self.by_language.get(language)
        if found is None:
            found = next(iter(self.by_language.values()), ())
        return found

    def expressions(self) -> list[Expression]:
        """Return the expressions of all languages."""
        return [
            piece
            for texts in (self.by_language, self.guidance)
            for pieces in texts.values()
            for piece in pieces
            if isinstance(piece, Expression)
        ]


NO_TEXT = Text({})


@dataclass(frozen=True, slots=True)
class Bind:
    """What the model says of a node."""

    type: str = "string"
    relevant: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None
    constraint_message: Text = NO_TEXT
    required_message: Text = NO_TEXT
    save_to: str = ""
    preload: str = ""
    extensions: Mapping[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    """What it asks of a control, such as `orx:max-pixels`."""


@dataclass(frozen=True, slots=True)
class Itemset:
    """Where the options of a select come from."""

    nodes: Expression
    value: str
    label: str
    translated: bool
    """The label column holds an id of the form's translations."""
    words: tuple[Expression, ...] = ()
    """What labels of the form's lists show of other answers."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option written into the question itself."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Control:
    """What the body says of a node."""

    tag: str
    label: Text = NO_TEXT
    hint: Text = NO_TEXT
    appearance: str = ""
    itemset: Itemset | None = None
    options: tuple[Option, ...] = ()
    count: Expression | None = None
    bounds: Bounds | None = None
    """Of a range."""
    media_type: str = ""
    """Of an upload, such as `image/*`, or what `accept` says."""
    parameters: dict[str, str] = field(default_factory=dict)
    fixed: bool = False
    """Of a repeat: people neither add nor remove rows (`jr:noAddRemove`)."""


class Source(StrEnum):
    """Where the value of an action comes from."""

    EXPRESSION = "expression"
    POSITION = "position"
    """The device knows where it is (`odk:setgeopoint`)."""
    RECORDING = "recording"
    """The device listens (`odk:recordaudio`); nothing here does."""


@dataclass(frozen=True, slots=True)
class Action:
    """What sets a value at some events.

    Attributes:
        value: None where `text` is the value.
        trigger: The question, group or repeat it is nested in, None in the model.
        chosen: Finds the places to set where `ref` has predicates; else all that share the trigger's rows.
        at_trigger: Paths of the value start from the trigger, not from the target.
    """

    events: frozenset[str]
    target: Definition
    value: Expression | None
    text: str = ""
    trigger: Definition | None = None
    source: Source = Source.EXPRESSION
    chosen: Expression | None = None
    at_trigger: bool = False

    @property
    def home(self) -> Definition | None:
        """The repeat whose new rows it belongs to."""
        repeats = (self.trigger or self.target).repeats
        return repeats[-1] if repeats else None


@dataclass(frozen=True, slots=True)
class Rule:
    """A boolean calculation that is true where answers contradict each other."""

    definition: Definition
    code: str
    level: Level
    at: tuple[Definition, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the scoring scheme."""

    definition: Definition
    item: str
    name: str
    basis: Expression | None
    choice: Definition | None = None
    reason: Definition | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class VetoItem:
    """A veto situation."""

    definition: Definition
    code: str
    label: str
    basis: Expression | None


@dataclass(frozen=True, slots=True)
class FigureItem:
    """A figure shown beside the score."""

    definition: Definition
    name: str
    label: str
    unit: str
    format: str
    basis: Expression | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """An engine check on a field."""

    name: str
    arguments: Mapping[str, Expression]


@dataclass(frozen=True, slots=True)
class Entity:
    """Which answers become which properties of a register entity."""

    dataset: str
    container: Definition
    conditions: tuple[Definition, ...]
    properties: tuple[tuple[str, Definition], ...]
    id: Definition | None = None
    """Calculates which entity is meant; where it says nothing, the row's own, or the visit's household."""
    label: Definition | None = None
    """Calculates what people call it."""


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """A form that can be opened.

    Attributes:
        name: The form id.
        scheme: What is printed beside every score, "" if the form scores nothing.
        better: Which end of the score is the better off, `high` or `low`.
        paper: The paper made for this form, such as `D02`; "" for the sheet that any form has.
        languages: In the order of the form; "" for a form without translations.
        language: The one to show: Chinese where there is any, else the form's default.
        external: Names of the secondary instances that have to be handed in.
        sources: Their addresses by name, such as `jr://file-csv/tun.csv`.
        definitions: All nodes in document order; the tuples that follow go beside them.
        records: The record that the answer belongs to, "" for the visit.
        asked: People can answer it. A calculation on a question that is not read-only proposes a value:
            it runs when what it reads changes, and people may put another in its place.
        kept: Its value is an answer to be stored, not something that follows from answers.
    """

    name: str
    version: str
    title: str
    scheme: str
    languages: tuple[str, ...]
    language: str
    root: Definition
    definitions: tuple[Definition, ...]
    binds: tuple[Bind, ...]
    controls: tuple[Control | None, ...]
    kinds: tuple[Kind, ...]
    records: tuple[str, ...]
    asked: tuple[bool, ...]
    kept: tuple[bool, ...]
    checks: Mapping[int, tuple[Check, ...]]
    translations: Mapping[str, Text]
    instances: Mapping[str, Node]
    external: tuple[str, ...]
    sources: Mapping[str, str]
    actions: tuple[Action, ...]
    rules: tuple[Rule, ...]
    items: tuple[Item, ...]
    vetoes: tuple[VetoItem, ...]
    figures: tuple[FigureItem, ...]
    entities: tuple[Entity, ...]
    instance_name: Definition | None
    plan: Plan
    paper: str = ""
    better: Better = Better.HIGH

    @property
    def recordings(self) -> tuple[str, ...]:
        """Keys that a recording in the background was meant to fill (`background-audio`); none is made."""
        found = (action.target.key for action in self.actions if action.source is Source.RECORDING)
        return tuple(dict.fromkeys(found))

"""What the engine shows to screens, paper and storage: plain frozen values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Kind(StrEnum):
    """The kinds of question a form can hold; one field widget, one value type and one printer each."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    """All options of a list, in the order a person puts them."""
    RANGE = "range"
    """A number between two bounds, in steps."""
    TRIGGER = "trigger"
    """Something a person confirms; the value is `OK`."""
    BARCODE = "barcode"
    GEOPOINT = "geopoint"
    GEOTRACE = "geotrace"
    GEOSHAPE = "geoshape"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"
    NOTE = "note"


class Level(StrEnum):
    """How grave a problem is (`domain.md` §2.6)."""

    HARD = "H"
    """Blocks completion, never a draft."""
    SOFT = "S"
    """Must be corrected or explained in one line before completion."""
    INFO = "I"
    """Only listed in the quality report."""


@dataclass(frozen=True, slots=True)
class Media:
    """Files that go with words: names as the form's package holds them (`map.png`), "" for none."""

    image: str = ""
    big_image: str = ""
    audio: str = ""
    video: str = ""

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.image or self.big_image or self.audio or self.video)


NO_MEDIA = Media()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a range allows: from `least` to `most` in steps of `step`, all finite, `least` ≤ `most`."""

    least: Decimal
    most: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select; `extra` holds the other columns of its list, such as `points`."""

    value: str
    label: str
    extra: Mapping[str, str] = field(default_factory=dict)
    media: Media = NO_MEDIA


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong, missing or contradictory in the answers of an interview.

    Attributes:
        code: `required`, `constraint`, `type`, `choice`, or a rule of the questionnaire such as `R41`.
        level: How grave it is.
        at: Keys of the fields concerned, the one to go to first; never empty.
        message: The questionnaire's own words, "" where the engine's wording table has them.
        args: Values that the wording needs; never a secret such as an expected check digit.
        remark_key: Where an explanation is kept (see `Interview.explain`), "" if none is accepted.
        remark: The explanation given, "" while there is none.
    """

    code: str
    level: Level
    at: tuple[str, ...]
    message: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    remark_key: str = ""
    remark: str = ""

    @property
    def blocks(self) -> bool:
        """Whether completion has to wait for it."""
        return self.level is not Level.INFO and not self.remark


@dataclass(frozen=True, slots=True)
class FieldView:
    """All that a widget or a printed box needs to know of one question at this moment.

    Attributes:
        key: Where the answer is kept, such as `house_area` or `member[<id>].full_name`.
        value: The answer in its lexical form (`12.50`, `2015-11-15`, `a b`), "" when empty.
        display: The same for people: option labels instead of codes, dates as 2015-11-15.
        relevant: False while the question does not apply; its answer is kept but counts as empty.
        calculated: The value follows from other answers.
        ref: The field id of `domain.md` §1, such as `E02`; "" if it has none.
        record: "" for the visit, else the kind of record that the answer belongs to (`appraisal`).
        guidance: More than a hint: how to ask, for those who want to read it.
        media: Files shown or played with the label.
        choices: Options of a select; of a range, words for some of its values.
        bounds: Of a range.
        parameters: What the control asks for beyond the standard's own words, such as `max-pixels`,
            `quality`, `capture-accuracy`, `allow-mock-accuracy`, `rows`.
    """

    key: str
    name: str
    kind: Kind
    label: str
    hint: str = ""
    value: str = ""
    display: str = ""
    relevant: bool = True
    readonly: bool = False
    required: bool = False
    calculated: bool = False
    sensitive: bool = False
    unit: str = ""
    ref: str = ""
    appearance: str = ""
    record: str = ""
    choices: tuple[Choice, ...] = ()
    problems: tuple[Problem, ...] = ()
    guidance: str = ""
    media: Media = NO_MEDIA
    bounds: Bounds | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


class NodeKind(StrEnum):
    """What a place in the form is."""

    FORM = "form"
    GROUP = "group"
    REPEAT = "repeat"
    ROW = "row"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Node:
    """One place of the form as it stands: groups, repeats with their rows, fields; in form order.

    The key of a repeat is its name (`member`), of a row `member[<id>]`, of a field as in `FieldView`.
    Nested: `member[<id>].illness[<id>].name`.
    """

    kind: NodeKind
    key: str
    name: str
    label: str
    relevant: bool
    appearance: str = ""
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """Yield this node and everything below it, in form order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Changes:
    """What one mutation of an interview changed.

    Attributes:
        patch: Key → (old, new) lexical value for every *stored* answer that differs; None = not there.
            This is what is saved. Calculated values are not in it: they follow from the answers.
        shown: Keys of fields whose view differs in any way (value, relevance, choices, problems, label).
        structure: Keys of repeats and groups whose rows or relevance differ.
    """

    patch: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    structure: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.patch or self.shown or self.structure)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a section is: relevant questions that need an answer, those that have one, what blocks."""

    required: int
    answered: int
    blocking: int


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item of a scoring scheme.

    Attributes:
        item: Its id in the scheme, such as `S01`.
        option: The option that counts, "" while it cannot be told (未评).
        derived: The option that follows from the facts.
        points: Points of `option`, None while 未评.
        max_points: The most that any option of the item gives.
        basis: The facts the option rests on, in words.
        override_reason: Why a person chose another option than the derived one, "" if nobody did.
        group: The part of the scheme that it belongs to (`一看房`), "" in a scheme without parts.
    """

    item: str
    name: str
    option: str
    derived: str
    points: Decimal | None
    max_points: Decimal
    basis: str
    options: tuple[Choice, ...]
    override_reason: str = ""
    group: str = ""

    @property
    def overridden(self) -> bool:
        """Whether a person's choice stands against the derived option; marked "*" wherever shown."""
        return bool(self.override_reason) and self.option != self.derived


@dataclass(frozen=True, slots=True)
class Veto:
    """One veto situation.

    Attributes:
        proposed: What the facts say, None while they do not say enough or may not say anything.
        by_people: No fact may propose it; only the appraisal can.
    """

    code: str
    label: str
    proposed: bool | None
    basis: str = ""
    by_people: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed figure of the questionnaire, such as the net income per person.

    Attributes:
        basis: What it rests on, in words; "" where the questionnaire says nothing.
    """

    name: str
    label: str
    value: str
    display: str
    unit: str = ""
    basis: str = ""


class Better(StrEnum):
    """Which end of a score is the better off."""

    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class GroupScore:
    """What the items of one part of a scheme amount to; `points` is None while one of them is 未评."""

    name: str
    points: Decimal | None
    max_points: Decimal


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The outcome of an interview: items, sum, vetoes and figures.

    Attributes:
        scheme: What is printed beside every score (`参考评分方案 …(非官方权重)`).
        total: The sum of points; None while any item is 未评, for then there is no score.
        figures: By the name in `ruhu:figure`, such as `net_income`, `per_capita`, `size`, `compare_sum`.
        better: Which end of the score is the better off.
    """

    scheme: str
    items: tuple[ItemScore, ...]
    total: Decimal | None
    vetoes: tuple[Veto, ...]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    better: Better = Better.HIGH

    @property
    def groups(self) -> tuple[GroupScore, ...]:
        """The parts of the scheme in the order of their first items; empty in a scheme without parts."""
        names = dict.fromkeys(item.group for item in self.items if item.group)
        return tuple(_group(name, [item for item in self.items if item.group == name]) for name in names)

    def enters(self, cut_line: Decimal) -> bool:
        """Whether the household comes in under a cut line, the line itself included; never while 未评."""
        if self.total is None:
            return False
        return self.total <= cut_line if self.better is Better.HIGH else self.total >= cut_line

    @property
    def letters(self) -> str:
        """The options of all items in order, `-` for one that is 未评."""
        return "".join(item.option or "-" for item in self.items)

    @property
    def unrated(self) -> tuple[str, ...]:
        """Items that cannot be told yet."""
        return tuple(item.item for item in self.items if not item.option)


def _group(name: str, items: Sequence[ItemScore]) -> GroupScore:
    points = [item.points for item in items if item.points is not None]
    most = sum((item.max_points for item in items), Decimal(0))
    return GroupScore(name, sum(points, Decimal(0)) if len(points) == len(items) else None, most)


@dataclass(frozen=True, slots=True)
class EntityWrite:
    """What a finished interview says about one entity of the register (XLSForm `save_to`).

    Attributes:
        dataset: Its list: `household`, `member`, or one of the form's own.
        id: The entity's id, made on a device.
        properties: Property → lexical value; "" clears.
        label: What people call it, "" where the form does not say.
    """

    dataset: str
    id: str
    properties: Mapping[str, str]
    label: str = ""

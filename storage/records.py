"""What others see of stored things: plain frozen values, no rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

KINDS = (
    "division", "household", "member", "visit", "appraisal", "card", "setting", "questionnaire",
    "user", "device", "document", "notice", "objection", "review", "batch", "procedure", "entity",
)  # fmt: skip

Patch = Mapping[str, tuple[str | None, str | None]]
Ref = tuple[str, str]
"""Kind and id of a record."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One sealed change of one record; never altered afterwards.

    Attributes:
        id: First 32 hex digits of SHA-256 over the canonical JSON of all the rest.
        parents: The record's heads that the editor saw; none for a new record.
        patch: Key → (value the editor saw, value put); None = not there.
        device: Where it was made; with `number` (from 1, no gaps) it is unique.
        made_at: The device's clock, ISO text; shown to people, never compared.
        previous: Id of the device's revision `number` - 1, "" for its first.
        reason: Why, where a reason is required (after a signature).
    """

    id: str
    kind: str
    record: str
    parents: tuple[str, ...]
    patch: Patch
    person: str
    device: str
    made_at: str
    number: int
    previous: str
    reason: str = ""

    @property
    def ref(self) -> Ref:
        """The record it changes."""
        return self.kind, self.record


@dataclass(frozen=True, slots=True)
class Rival:
    """One of several values that people put into the same field without knowing of each other."""

    value: str | None
    revision: str
    person: str
    device: str
    made_at: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands, unsealed changes included.

    Attributes:
        heads: Newest sealed revisions; more than one while changes of others wait to be joined.
        conflicts: Key → rivals, the one that stands first; empty when people agree.
        open: Whether it has changes that are not sealed.
    """

    kind: str
    id: str
    body: Mapping[str, str]
    heads: tuple[str, ...] = ()
    conflicts: Mapping[str, tuple[Rival, ...]] = field(default_factory=dict)
    open: bool = False

    def get(self, key: str, default: str = "") -> str:
        """Return the value of a key, "" when it is empty."""
        return self.body.get(key, default)


def number_of(text: str | None) -> Decimal | None:
    """Return the number a lexical value stands for, None when it is none."""
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a household's sealed changes have travelled; all times are this device's clock, ISO.

    Attributes:
        local: When the newest change was saved here, "" if there is none.
        stick: When the last of them was put on a stick, "" while one was not.
        centre: When the receipt for the last of them came, "" while one waits.
        waiting: Sealed revisions without a receipt.
        open: Whether there are changes that are not sealed yet.
    """

    local: str = ""
    stick: str = ""
    centre: str = ""
    waiting: int = 0
    open: bool = False


@dataclass(frozen=True, slots=True)
class HouseholdLine:
    """One line of a list of households."""

    id: str
    code: str
    village: str
    group: str
    group_name: str
    head_name: str
    size: int | None
    state: str
    score: Decimal | None
    per_capita: Decimal | None
    letters: str = ""
    delivery: Delivery = Delivery()
    scored_by: str = ""
    """Form whose score it is, "" for the program's first questionnaire."""
    matched: str = ""
    """What a search matched, for people: another member's name; "" when it was the line itself."""


@dataclass(frozen=True, slots=True)
class HouseholdQuery:
    """Which households, in which order, from where on.

    Attributes:
        area: Beginning of a division code (village 12 digits, 屯 14); "" for all.
        states: Any of these; empty for all.
        order: `code` (屯 and house by house), `name`, `score` or `per_capita`, lowest first.
        after: `HouseholdPage.next` of the page before; "" for the first.
        limit: Lines in a page, 1 … 1000.
    """

    area: str = ""
    states: tuple[str, ...] = ()
    text: str = ""
    order: str = "code"
    after: str = ""
    limit: int = 200


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """Some lines and where the next page begins, "" at the end."""

    lines: tuple[HouseholdLine, ...]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A surveyed household of the 屯, as one dot in the comparison picture."""

    id: str
    head_name: str
    score: Decimal | None
    per_capita: Decimal | None
    size: int | None


@dataclass(frozen=True, slots=True)
class GroupStatistics:
    """The surveyed households of a 屯; both series ascending."""

    group: str
    households: int
    surveyed: tuple[Neighbour, ...] = ()

    @property
    def scores(self) -> tuple[Decimal, ...]:
        """Scores of those that have one."""
        return tuple(sorted(n.score for n in self.surveyed if n.score is not None))

    @property
    def per_capita(self) -> tuple[Decimal, ...]:
        """Net incomes per person, yuan a year."""
        return tuple(sorted(n.per_capita for n in self.surveyed if n.per_capita is not None))


@dataclass(frozen=True, slots=True)
class Receipt:
    """The centre's word that it holds a device's revisions from one number to another.

    Attributes:
        seq: The centre's sequence when it said so.
    """

    device: str
    first: int
    last: int
    seq: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A revision that was not taken, and why: `hash`, `shape`, `kind`, `number`, `chain`."""

    revision: Revision
    code: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of offered revisions, by id; together all that were offered.

    Attributes:
        stored: New here, in effect.
        had: Here before.
        waiting: New here, kept until the revisions they rest on arrive.
    """

    stored: tuple[str, ...] = ()
    had: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Sequenced:
    """A revision with its place in this store's order of arrival."""

    seq: int
    revision: Revision


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A revision set aside, with the reason; visible to people, blocking nothing."""

    id: int
    origin: str
    code: str
    at: str
    content: str
    """The revision as it came, JSON."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """Somebody printed, exported or looked behind a mask, and why."""

    at: str
    person: str
    action: str
    subject: str
    purpose: str

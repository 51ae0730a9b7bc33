"""Engine checks that questionnaires ask for by `ruhu:check`: what XPath cannot say, or should not.

They are registered by name, so that the workbook still opens in other tools.
Codes are those of `domain.md` §2.6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from forms import identity
from forms.views import Level

_ID_KINDS = frozenset(("", "1", "01", "id", "身份证", "居民身份证"))
_CERTIFICATE_KINDS = frozenset(("3", "03", "disability", "残疾人证"))
_CERTIFICATE_LENGTHS = (20, 22)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `lifted`: a reason for 待核实 takes the block away."""

    code: str
    level: Level
    args: Mapping[str, str] = field(default_factory=dict)
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a check may look at.

    Attributes:
        value: The answer, never empty.
        arguments: As the questionnaire gives them, evaluated.
        column: The property of the register that the answer becomes, else the question's name.
        others: Answers to the same question in the other rows.
        register: Rows of the secondary instance `register`: people elsewhere on this device.
    """

    value: str
    arguments: Mapping[str, str]
    column: str
    today: date
    others: Sequence[str] = ()
    register: Callable[[], Sequence[Mapping[str, str]]] = field(default=lambda: ())


def _id_number(subject: Subject) -> Iterator[Finding]:
    kind = subject.arguments.get("kind", "")
    if kind in _CERTIFICATE_KINDS:
        yield from _disability_cert(subject)
    elif kind in _ID_KINDS:
        yield from _citizen(subject)


def _citizen(subject: Subject) -> Iterator[Finding]:
    number = subject.value
    if not identity.has_form(number):
        yield Finding("R01", Level.HARD, _misshapen(number, (15, 18)))
        return
    if not identity.is_valid(number, subject.today):
        yield Finding("R02", Level.HARD, lifted=True)
        return
    born = identity.birth_date(number)
    sex, birth = subject.arguments.get("sex", ""), subject.arguments.get("birth", "")
    if sex and sex != identity.sex(number):
        yield Finding("R03", Level.HARD, {"field": "性别"})
    if birth and born is not None and birth != born.isoformat():
        yield Finding("R03", Level.HARD, {"field": "出生日期"})
    if number != identity.eighteen(number):
        yield Finding("R04", Level.SOFT)


def _misshapen(number: str, lengths: Sequence[int]) -> dict[str, str]:
    """Say what is wrong with the shape: its length, or with a right length its signs."""
    return {"kind": "signs"} if len(number) in lengths else {"length": str(len(number))}


def _disability_cert(subject: Subject) -> Iterator[Finding]:
    number = subject.value
    if len(number) not in _CERTIFICATE_LENGTHS:
        yield Finding("R01", Level.HARD, {"length": str(len(number))})
        return
    parts = identity.certificate_parts(number)
    holder = identity.eighteen(subject.arguments.get("id", ""))
    if parts is None:
        yield Finding("R05", Level.HARD, {"field": "类别或等级"})
    elif holder and parts[0] != holder:
        yield Finding("R05", Level.HARD, {"field": "身份证号"})


def _unique(subject: Subject) -> Iterator[Finding]:
    mine = identity.eighteen(subject.value)
    if any(identity.eighteen(other) == mine for other in subject.others if other):
        yield Finding("R06", Level.HARD)
    for row in subject.register():
        if identity.eighteen(row.get(subject.column, "")) == mine:
            args = {"household": row.get("household", ""), "head_name": row.get("head_name", "")}
            yield Finding("R07", Level.SOFT, args)
            return


@dataclass(frozen=True, slots=True)
class CheckType:
    """A check by its name: what it finds, and how it wants the answer to be kept."""

    find: Callable[[Subject], Iterator[Finding]]
    normalise: Callable[[str], str] = identity.canonical
    compares: bool = False
    """It looks at the same question in other rows."""


CHECKS: Mapping[str, CheckType] = {
    "id_number": CheckType(_id_number),
    "disability_cert": CheckType(_disability_cert),
    "unique": CheckType(_unique, compares=True),
}

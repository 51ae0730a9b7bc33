"""Looking through a questionnaire that somebody wrote; runs in the child process, without Qt and store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forms import Fault, Questionnaire

Report = Callable[[int, int], None]
_MOST_TOLD = 500
"""More faults than this help nobody; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fault or a warning for people: sheet and cell, "" if there is none; a sentence with the cure."""

    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was found, as plain values.

    Attributes:
        faults: What keeps it from opening; empty if and only if `xform` holds the form.
        left_out: Faults and warnings beyond those told.
        against: Version of the form in use that it was compared with, "" if none of this name is.
        differences: From that version to this, in words.
    """

    source: str
    faults: tuple[Told, ...] = ()
    warnings: tuple[Told, ...] = ()
    left_out: int = 0
    name: str = ""
    version: str = ""
    title: str = ""
    questions: int = 0
    xform: str = ""
    files: Mapping[str, bytes] | None = None
    against: str = ""
    differences: tuple[str, ...] = ()


def look_through(report: Report, source: str, in_use: Mapping[str, str]) -> Reviewed:
    """Review a file or folder.

    Args:
        report: Told the steps as they are done.
        source: Path of a workbook, a folder of sheets or an XForm.
        in_use: Form name → XForm of the version in use, to compare with.
    """
    from forms import load
    from forms.review import review

    path = Path(source)
    report(0, 3)
    found = review(path)
    name = found.questionnaire.name if found.questionnaire is not None else ""
    known = load(in_use[name]) if name in in_use else None
    report(1, 3)
    if known is not None:
        found = review(path, known)
    report(2, 3)
    told = [*map(_told, found.faults)], [*map(_told, found.warnings)]
    faults, warnings = (tuple(some[:_MOST_TOLD]) for some in told)
    left_out = sum(len(some) - len(some[:_MOST_TOLD]) for some in told)
    form, package = found.questionnaire, found.package
    if form is None or package is None:
        return Reviewed(path.name, faults, warnings, left_out)
    return Reviewed(
        path.name, faults, warnings, left_out, form.name, form.version, form.title, sum(form.asked),
        package.xform, dict(package.files), known.version if known else "", _differences(known, form),
    )  # fmt: skip


def differences_between(report: Report, old: str, new: str) -> tuple[str, ...]:
    """Return in words what differs between two XForms."""
    from forms import load

    report(0, 2)
    before = load(old)
    report(1, 2)
    return _differences(before, load(new))


def _told(fault: Fault) -> Told:
    """Say where it stands once: beside the sentence, not in it."""
    from forms.wording import fault_sentence

    place = fault.cell or (f"第 {fault.row} 行" if fault.row else "")
    named = "" if fault.where == fault.sheet else fault.where
    sentence = fault_sentence(replace(fault, where=named, sheet="", row=0, cell=""))
    return Told(" ".join(filter(None, (fault.sheet, place))), sentence)


def _differences(old: Questionnaire | None, new: Questionnaire) -> tuple[str, ...]:
    from forms.comparison import compare
    from forms.wording import difference_sentence

    return tuple(map(difference_sentence, compare(old, new))) if old is not None else ()

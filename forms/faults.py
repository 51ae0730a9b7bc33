"""Mistakes of a questionnaire's author: data with a place, no prose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class FaultCode(StrEnum):
    """What can be wrong with a questionnaire; every code has wording and is raised by a test."""

    UNREADABLE = "unreadable"
    """The file is no workbook, folder of sheets or XML at all."""
    FORBIDDEN_XML = "forbidden_xml"
    """A document type, an entity or a processing instruction: never needed, often an attack."""
    NOT_A_FORM = "not_a_form"
    NOT_A_SUBMISSION = "not_a_submission"
    """The XML is no record of a form, is encrypted, or belongs to another form."""
    MISSING_SHEET = "missing_sheet"
    UNKNOWN_COLUMN = "unknown_column"
    UNDECLARED_PREFIX = "undeclared_prefix"
    CONVERSION = "conversion"
    """pyxform refused the workbook; `detail` says why."""
    SYNTAX = "syntax"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    UNKNOWN_FUNCTION = "unknown_function"
    WRONG_ARGUMENTS = "wrong_arguments"
    UNKNOWN_PATH = "unknown_path"
    UNKNOWN_INSTANCE = "unknown_instance"
    BAD_REGEX = "bad_regex"
    CYCLE = "cycle"
    UNKNOWN_CONTROL = "unknown_control"
    MISSING_FILE = "missing_file"
    """A list or a picture that the form names is not beside it."""
    BAD_EXTENSION = "bad_extension"
    """A `ruhu:*` attribute that makes no sense."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake.

    Attributes:
        code: Which kind.
        where: The question and the cell or attribute, such as `house_area · relevant`, or a sheet and row.
        detail: The offending text, name or cycle.
        sheet: Sheet of the workbook, "" where the source is XForm XML.
        row: Row of the sheet as Excel counts, 0 if unknown.
    """

    code: FaultCode
    where: str
    detail: str = ""
    sheet: str = ""
    row: int = 0

    def in_row(self, sheet: str, row: int) -> Fault:
        """Return the same fault, placed in a workbook."""
        return replace(self, sheet=sheet, row=row)


class QuestionnaireFault(Exception):
    """A questionnaire that must not open; holds all its faults."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.code} {fault.where} {fault.detail}" for fault in faults))
        self.faults = faults

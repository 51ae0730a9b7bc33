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
    DUPLICATE_COLUMN = "duplicate_column"
    MISSING_COLUMN = "missing_column"
    MISSING_TYPE = "missing_type"
    UNKNOWN_TYPE = "unknown_type"
    MISSING_NAME = "missing_name"
    BAD_NAME = "bad_name"
    RESERVED_NAME = "reserved_name"
    """A name that the program needs for itself."""
    DUPLICATE_NAME = "duplicate_name"
    UNKNOWN_REFERENCE = "unknown_reference"
    """`${name}` of a question that is not there."""
    AMBIGUOUS_REFERENCE = "ambiguous_reference"
    UNMATCHED_BEGIN = "unmatched_begin"
    UNMATCHED_END = "unmatched_end"
    MISSING_LIST = "missing_list"
    MISSING_VALUE = "missing_value"
    """An option without a value."""
    DUPLICATE_CHOICE = "duplicate_choice"
    MISSING_LABEL = "missing_label"
    MISSING_CALCULATION = "missing_calculation"
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
    NO_CHOICES = "no_choices"
    """An XForm's select without options, or with options that have no value."""
    MISSING_FILE = "missing_file"
    """A list or a picture that the form names is not beside it."""
    BAD_EXTENSION = "bad_extension"
    """A `ruhu:*` attribute that makes no sense."""
    TIDIED = "tidied"
    """Full-width signs of a Chinese keyboard, read as the ordinary ones."""
    FORMULA = "formula"
    """A formula of Excel's that was never worked out, or ended in an error."""
    DATE_CELL = "date_cell"
    MERGED_CELLS = "merged_cells"
    HIDDEN_SHEET = "hidden_sheet"
    UNREACHABLE = "unreachable"
    """A question that no answer ever makes applicable."""
    UNKNOWN_OPTION = "unknown_option"
    """An expression compares a select with a value that its list does not have."""
    UNKNOWN_FILTER = "unknown_filter"
    """An expression looks at a column that its list does not have."""
    IMPOSSIBLE_CONSTRAINT = "impossible_constraint"
    """A constraint that no value meets."""
    TYPE_CONFLICT = "type_conflict"
    """`save_to` a property of the register that is of another type."""
    DOUBLE_PROPERTY = "double_property"
    NO_CHINESE = "no_chinese"
    TRANSLATION_GAP = "translation_gap"
    REQUIRED_NOTE = "required_note"
    UNUSED_LIST = "unused_list"
    NEVER_SHOWN = "never_shown"
    """A question of a hidden type, or in a place nobody sees, that is said to be answered."""
    UNANSWERABLE = "unanswerable"
    """A question that has to be answered, and that nobody can answer."""
    TRUTH_AS_TEXT = "truth_as_text"
    """A calculation of `true` or `false`, tested as if it were truth: the text `false` is true as well."""
    FOREIGN_FUNCTION = "foreign_function"
    """A function of ours that other tools for such forms refuse."""
    DOUBLE_MARK = "double_mark"
    """A score, veto, rule or figure that two calculations claim."""
    MISSING_POINTS = "missing_points"
    NO_VERSION = "no_version"
    SAME_VERSION = "same_version"
    """The content differs from the version in use, the version does not."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake.

    Attributes:
        code: Which kind.
        where: The question and the cell or attribute, such as `house_area · relevant`, or a sheet and row.
        detail: The offending text, name or cycle.
        sheet: Sheet of the workbook, or file of the folder (`survey.csv`); "" where the source is XForm XML.
        row: Row of the sheet as Excel counts, 0 if unknown.
        cell: Letter of the column and row, such as `F17`, "" if unknown.
        near: What was probably meant, "" if nothing is near.
    """

    code: FaultCode
    where: str
    detail: str = ""
    sheet: str = ""
    row: int = 0
    cell: str = ""
    near: str = ""

    def in_row(self, sheet: str, row: int, cell: str = "") -> Fault:
        """Return the same fault, placed in a workbook."""
        return replace(self, sheet=sheet, row=row, cell=cell)


class QuestionnaireFault(Exception):
    """A questionnaire that must not open; holds all its faults, and what else was odd (`warnings`)."""

    def __init__(self, faults: tuple[Fault, ...], warnings: tuple[Fault, ...] = ()) -> None:
        super().__init__("; ".join(f"{fault.code} {fault.where} {fault.detail}" for fault in faults))
        self.faults = faults
        self.warnings = warnings

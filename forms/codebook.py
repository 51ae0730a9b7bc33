"""What the columns of flat tables mean: for each its question, type and options, for those who read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from forms import lists
from forms.flat import Heading
from forms.flat_columns import Part, path_of
from forms.masking import is_sensitive
from forms.paper.words import with_gaps
from forms.questionnaire import Definition, Questionnaire
from forms.views import Choice

NAME = "columns"
HEADINGS = ("table", "column", "question", "type", "options", "sensitive")
_MOST_OPTIONS = 60


def rows(forms: Sequence[Questionnaire], headings: Iterable[Heading]) -> Iterator[list[str]]:
    """Yield a row for each column that a question fills, in the words of the newest version that asks it.

    Args:
        forms: The versions, newest first.
        headings: Of `Flat.headings`.
    """
    known: dict[tuple[str, ...], tuple[Questionnaire, Definition]] = {}
    for form in reversed(forms):
        known |= {path_of(definition): (form, definition) for definition in form.definitions}
    for heading in headings:
        form, definition = known[heading.column.path]
        yield [heading.table, heading.name, *_told(form, definition, heading)]


def _told(form: Questionnaire, definition: Definition, heading: Heading) -> Iterator[str]:
    index, part = definition.index, heading.column.part
    control = form.controls[index]
    label = (
        with_gaps(lists.spoken(form, control.label))
        if control
        else form.binds[index].extensions.get("label", "")
    )
    choices = () if part is Part.SET_OF else lists.offered(form, index) or ()
    detail = _detail(heading, choices)
    yield " · ".join(filter(None, (label.replace("\n", " "), detail)))
    yield "" if part is Part.SET_OF else form.kinds[index].value
    yield "" if part is Part.OPTION else _options(choices)
    yield "yes" if is_sensitive(form, index) else ""


def _detail(heading: Heading, choices: Sequence[Choice]) -> str:
    column = heading.column
    if column.part is not Part.OPTION:
        return column.detail
    return next((each.label for each in choices if each.value == column.detail), "") or column.detail


def _options(choices: Sequence[Choice]) -> str:
    shown = "; ".join(f"{each.value}={with_gaps(each.label)}" for each in choices[:_MOST_OPTIONS])
    return f"{shown}; …({len(choices)})" if len(choices) > _MOST_OPTIONS else shown

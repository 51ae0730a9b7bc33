"""The paper of a visit of any questionnaire: the one made for that form, else the sheet that any form has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from forms import Interview, Questionnaire
from forms.flat_columns import patterns, shape_of
from forms.masking import HIDDEN
from forms.paper import assessment, blank, sheet
from forms.paper.document import Document, SheetHead
from forms.paper.rosters import attached
from forms.views import Kind
from storage import builtin, papers, upgrading, visits
from storage.errors import Refused, StorageFault
from storage.ids import new_id
from storage.records import Record
from storage.store import Store
from storage.visit_day import day_of

D02 = "D02"
"""`ruhu:paper` of a form whose visits are printed as the 评估表."""
_BEFORE_FORMS_SAID = {builtin.DEFAULT: D02}
"""Vaults keep this one for ever as it was compiled before forms named their paper."""
_STATES = {
    "surveying": "调查中(未完成)", "completed": "已完成", "signed": "已签字", "refused_signature": "拒签",
}  # fmt: skip


def paper_of(form: Questionnaire) -> str:
    """Return the paper that was made for a form, "" where it has the sheet of every form."""
    return form.paper or _BEFORE_FORMS_SAID.get(form.name, "")


def documents(  # noqa: PLR0913 - all by name
    store: Store, households: Iterable[Record], *, today: date, paper: str = "", every: bool = False,
    generic: bool = False, unmasked: bool = False,
) -> Iterator[Document]:  # fmt: skip
    """Yield the paper of each household's newest visit; households without one are passed over.

    Args:
        store: Where they are.
        households: Whose visits.
        today: For visits that do not say of which day they are.
        paper: Only visits that have this paper of their own, such as `D02`; "" for all.
        every: All visits of a household, the oldest first.
        generic: The sheet that any form has, also where the form has a paper of its own.
        unmasked: Sensitive answers as they are; only on that sheet, for the others have their own rules.

    Raises:
        Refused: The questionnaire of a visit is not here.
    """
    for household in households:
        for visit_id in _chosen(store, household, every=every):
            if not paper or paper_of(_form(store, visit_id)) == paper:
                yield document(store, visit_id, today=today, generic=generic, unmasked=unmasked)


def _chosen(store: Store, household: Record, *, every: bool) -> list[str]:
    if every:
        return [visit.id for visit in store.find("visit", household=household.id)]
    newest = visits.latest(store, household.id)
    return [newest] if newest else []


def _form(store: Store, visit_id: str) -> Questionnaire:
    record = _visit(store, visit_id)
    return visits.questionnaire(store, record.get("@questionnaire"), record.get("@version"))


def _visit(store: Store, visit_id: str) -> Record:
    record = store.get("visit", visit_id)
    if record is None:
        raise Refused("unknown_visit", visit_id)
    return record


def document(
    store: Store, visit_id: str, *, today: date, generic: bool = False, unmasked: bool = False
) -> Document:
    """Return the paper of one visit, with the version it was made with; raises as `visits.resume`."""
    record, form = _visit(store, visit_id), _form(store, visit_id)
    household = store.get("household", record.get("@household"))
    if paper_of(form) == D02 and not generic and household is not None:
        return papers.sheet(store, household, visit_id, today)
    interview = visits.resume(store, visit_id, today=day_of(record, today)).interview
    return sheet.compose(interview, _head(store, form, household, visit_id), _about(
        store, record, household, interview, unmasked=unmasked
    ))  # fmt: skip


def blank_form(
    store: Store, household: Record | None, *, today: date, questionnaire: str = "", generic: bool = False,
    rows: int = blank.ROWS,
) -> Document:  # fmt: skip
    """Return an empty form to be filled in by hand, with the area of a household if one is given.

    Args:
        store: Where the questionnaire is.
        household: Whose area stands on it.
        today: Handed to the form's defaults.
        questionnaire: Name of the form; the county's if not named.
        generic: As in `documents`.
        rows: Empty rows of each repeat; the 评估表 has its own number.

    Raises:
        Refused: `unknown_questionnaire`.
    """
    form = visits.questionnaire(store, questionnaire)
    head = _head(store, form, household, new_id())
    if paper_of(form) == D02 and not generic:
        interview = Interview(form, {}, today=today, new_id=new_id, instances={})
        return assessment.blank(interview, head)
    return blank.compose(form, head, rows=rows)


def _head(store: Store, form: Questionnaire, household: Record | None, document_id: str) -> SheetHead:
    return SheetHead(
        document_id=document_id, version=form.version, scheme=form.scheme,
        area=papers.area(store, household) if household else (), printed_at=papers.minute(store.now()),
        printed_by=store.person, sample=papers.is_practice(store, household),
    )  # fmt: skip


def _about(
    store: Store, record: Record, household: Record | None, interview: Interview, *, unmasked: bool
) -> sheet.About:
    form = interview.questionnaire
    return sheet.About(
        household_code=household.get("code") if household else "",
        head_name=household.get("head_name") if household else "",
        form=f"{form.name} {form.version}", state=_STATES.get(record.get("@state"), record.get("@state")),
        surveyors=tuple(filter(None, record.get("@surveyors").split(visits.NAMES_APART))),
        started_at=papers.minute(record.get("@started_at")),
        ended_at=papers.minute(record.get("@completed_at")),
        pictures=_pictures(store, interview), kept=_former(store, record, interview, unmasked=unmasked),
        to_ask=frozenset(record.get(upgrading.TO_ASK).split()), unmasked=unmasked,
    )  # fmt: skip


def _pictures(store: Store, interview: Interview) -> Mapping[str, bytes]:
    """Return the content of the photos that are here."""
    found: dict[str, bytes] = {}
    for view in attached(interview.layout(), interview):
        if view.kind is Kind.IMAGE and (content := _content(store, view.value)):
            found[view.value] = content
    return found


def _content(store: Store, value: str) -> bytes:
    """Return what an answer names, `<SHA-256>.jpg`; nothing where it is not here or damaged."""
    try:
        return b"".join(store.attachment(value.partition(".")[0]))
    except (StorageFault, ValueError):
        return b""


def _former(
    store: Store, record: Record, interview: Interview, *, unmasked: bool
) -> tuple[tuple[str, str], ...]:
    """Return label and answer of questions that versions before the visit's own had."""
    found = []
    for old, kept in upgrading.former(store, record, interview.questionnaire, interview.answers("*")):
        hidden = not unmasked and patterns(old).get(shape_of(kept.key), False)
        found.append((kept.label, HIDDEN if hidden else kept.display))
    return tuple(found)

"""What a finished visit writes into the register."""

from __future__ import annotations

from collections.abc import Mapping

from forms import EntityWrite, Interview, Questionnaire
from storage import lists, schemes
from storage.records import Record, Ref
from storage.store import Store
from storage.visit_day import SURVEY_DATE

LEFT_OTHERWISE = "08"
"""其他转出 (`domain.md` §2.5): why somebody is no longer a member, where nobody said more."""
_DATE_DIGITS = len("2015-11-15")
_LISTS = frozenset({"household", "member"})


def write(store: Store, visit_id: str, household_id: str, interview: Interview) -> list[Ref]:
    """Write entities and result figures into household and members; return the records touched.

    A member of the register whom the form asked about and who is not in the interview any more is end-dated,
    never deleted. Entities of a form's own lists become records of kind `entity` (`storage/lists.py`).
    """
    form = interview.questionnaire
    # a person asked about outside of a repeat is new with the visit, and the same one when it is changed
    ids = {each.dataset: visit_id for each in form.entities} | {"household": household_id}
    writes = interview.entities(ids)
    changes = [
        (each.dataset, each.id, _properties(each, household_id)) for each in writes if each.dataset in _LISTS
    ]
    own = [each for each in writes if each.dataset not in _LISTS]
    changes += [(lists.KIND, each.id, lists.body(store, each, household_id)) for each in own]
    changes += [("member", member, left) for member, left in _gone(store, household_id, interview)]
    outcome = schemes.outcome(store, store.get("household", household_id), interview)
    if outcome:
        changes.append(("household", household_id, outcome))
    store.put_many(changes)
    touched = [(kind, record_id) for kind, record_id, _ in changes]
    return list(dict.fromkeys([*touched, ("household", household_id)]))


def _gone(store: Store, household_id: str, interview: Interview) -> list[tuple[str, Mapping[str, str]]]:
    rows = _member_rows(interview.questionnaire)
    if not rows:
        return []
    answers = interview.answers()
    day = answers.get(SURVEY_DATE, store.now()[:_DATE_DIGITS])
    return [
        (member.id, {"left_on": day, "left_reason": LEFT_OTHERWISE})
        for member in current_members(store, household_id)
        if not any(f"{repeat}[{member.id}]" in answers for repeat in rows)
    ]


def _member_rows(form: Questionnaire) -> list[str]:
    """Return the repeats that list all members of the household, which a new visit is pre-filled with."""
    listing = [
        each for each in form.entities if each.dataset == "member" and len(each.container.repeats) == 1
    ]
    return [each.container.repeats[0].key for each in listing]


def current_members(store: Store, household_id: str) -> list[Record]:
    """Return the members that have not left, 户主 first."""
    members = [m for m in store.find("member", household=household_id) if not has_left(m)]
    return sorted(members, key=lambda member: (member.get("relation", "99"), member.id))


def has_left(member: Record) -> bool:
    """Whether somebody is no longer a member of the household."""
    return bool(member.get("left_on") or member.get("left_reason"))


def _properties(write: EntityWrite, household_id: str) -> Mapping[str, str | None]:
    return (
        write.properties if write.dataset == "household" else {**write.properties, "household": household_id}
    )

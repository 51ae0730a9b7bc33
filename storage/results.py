"""What a finished visit writes into the register."""

from __future__ import annotations

from collections.abc import Mapping

from forms import EntityWrite, Interview, ScoreSheet
from storage.records import Record, Ref
from storage.store import Store
from storage.visit_day import SURVEY_DATE

LEFT_OTHERWISE = "08"
"""其他转出 (`domain.md` §2.5): why somebody is no longer a member, where nobody said more."""
_DATE_DIGITS = len("2015-11-15")


def write(store: Store, household_id: str, interview: Interview) -> list[Ref]:
    """Write entities and result figures into household and members; return the records touched.

    A member of the register who is not in the interview any more is end-dated, never deleted.
    """
    writes = interview.entities({"household": household_id})
    changes = [(write.dataset, write.id, _properties(write, household_id)) for write in writes]
    answers = interview.answers()
    day = answers.get(SURVEY_DATE, store.now()[:_DATE_DIGITS])
    left = {"left_on": day, "left_reason": LEFT_OTHERWISE}
    gone = [
        member for member in current_members(store, household_id) if f"member[{member.id}]" not in answers
    ]
    changes += [("member", member.id, left) for member in gone]
    changes.append(("household", household_id, _outcome(interview.score())))
    store.put_many(changes)
    return list(dict.fromkeys((kind, record_id) for kind, record_id, _ in changes))


def current_members(store: Store, household_id: str) -> list[Record]:
    """Return the members that have not left, 户主 first."""
    members = [m for m in store.find("member", household=household_id) if not _has_left(m)]
    return sorted(members, key=lambda member: (member.get("relation", "99"), member.id))


def _has_left(member: Record) -> bool:
    return bool(member.get("left_on") or member.get("left_reason"))


def _properties(write: EntityWrite, household_id: str) -> Mapping[str, str | None]:
    return (
        write.properties if write.dataset == "household" else {**write.properties, "household": household_id}
    )


def _outcome(sheet: ScoreSheet) -> Mapping[str, str | None]:
    return {
        **{name: figure.value for name, figure in sheet.figures.items()},
        "score": "" if sheet.total is None else f"{sheet.total:f}",
        "letters": sheet.letters,
        "vetoes": " ".join(veto.code for veto in sheet.vetoes if veto.proposed),
    }

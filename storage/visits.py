"""What people do with a household, as whole steps; the screen and the demonstration call these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import forms
from forms import Changes, Interview, Problem, Questionnaire, ScoreSheet
from storage import builtin, editing, in_use, interviewing, publishing, results, serials
from storage.errors import Refused
from storage.ids import new_id
from storage.records import Patch, Record, Revision
from storage.rows import State
from storage.store import Store

APPRAISAL = "appraisal"
UNREACHED_AFTER_DAYS = 3
"""Attempts on so many different days without meeting anybody make a household 未访到."""
SIGNED_STATES = frozenset({"signed", "refused_signature"})
NAMES_APART = "、"
ADDED_AT_THE_DOOR = "5"
"""补录, in the list of sources (`domain.md` P09)."""


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit at work: the interview with its answers, saved as they come."""

    store: Store
    id: str
    household: str
    interview: Interview

    def save(self, changes: Changes, *, reason: str = "") -> None:
        """Keep what changed, in one transaction; of a signed visit with everything that follows from it.

        Raises:
            Refused: `not_withdrawn` (completed), `reason_needed` (signed).
            StorageFault: Nothing was kept; saving the same changes again is safe.
        """
        patches = _by_record(self.interview, changes.patch)
        if not patches:
            return
        parts = [(kind, self.id, self._with_meta(kind, patch)) for kind, patch in patches.items()]
        with self.store.transaction() as connection:
            saved = editing.put(connection, parts, at=self.store.now())
            for visit in saved:  # looked at once it is written: that reads it once, and a refusal undoes it
                if visit.kind == "visit" and visit.body.get("@state") != "surveying":
                    self._amend(visit, reason)

    def _amend(self, visit: State, reason: str) -> None:
        if not visit.known:
            raise Refused("unknown_visit", self.id)
        _check_amendment(visit.body.get("@state", ""), reason)
        touched = results.write(self.store, self.id, self.household, self.interview)
        self.store.seal([("visit", self.id), *touched], reason)

    def _with_meta(self, kind: str, patch: Patch) -> Mapping[str, str | None]:
        values = {key: new for key, (_, new) in patch.items()}
        return values if kind == "visit" else {"@visit": self.id, "@household": self.household, **values}


@dataclass(frozen=True, slots=True)
class Completed:
    """A finished visit, with what was sealed."""

    household: Record
    sheet: ScoreSheet
    revisions: tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class NotReady:
    """What stands in the way of completion, in the order of the form."""

    problems: tuple[Problem, ...]


def questionnaire(store: Store, name: str = "", version: str | None = None) -> Questionnaire:
    """Return a loaded questionnaire: the county's unless named, the newest unless a version is given."""
    return builtin.questionnaire(store, name, version)


def begin(
    store: Store, household_id: str, *, today: date, surveyors: Sequence[str], questionnaire: str = ""
) -> OpenVisit:
    """Start a visit from what the register knows, with the version in use of the county's questionnaire.

    Args:
        store: Where the household is.
        household_id: Who is visited.
        today: The day that answers count from.
        surveyors: Who asks.
        questionnaire: Form name of another questionnaire than the county's.

    Raises:
        Refused: `unknown_household`, `unknown_questionnaire`, `faulty`.
    """
    household = _household(store, household_id)
    form = _for_new_visit(store, questionnaire)
    members = {member.id: member.body for member in results.current_members(store, household_id)}
    visit_id = new_id()
    interview = interviewing.interview(
        store, form, household, forms.prefill(form, household.body, members), visit_id=visit_id, today=today,
        new_id=new_id, first_load=True,
    )  # fmt: skip
    visit = OpenVisit(store, visit_id, household_id, interview)
    meta = {
        "@household": household_id, "@questionnaire": form.name, "@version": form.version,
        "@state": "surveying",
        "@started_at": store.now(), "@surveyors": NAMES_APART.join(surveyors),
    }  # fmt: skip
    changes: list[tuple[str, str, Mapping[str, str | None]]] = [
        ("visit", visit.id, {**interview.answers(), **meta}),
        ("household", household_id, {"state": "surveying", "visit": visit.id}),
    ]
    appraisal = interview.answers(APPRAISAL)
    if appraisal:
        changes.append((APPRAISAL, visit.id, {**appraisal, "@visit": visit.id, "@household": household_id}))
    store.put_many(changes)
    return visit


def _for_new_visit(store: Store, name: str) -> Questionnaire:
    publishing.apply_newest(store, name or builtin.main_name(store))
    form = builtin.questionnaire(store, name, None)
    in_use.settle(store, form.name, form.version)
    return form


def resume(store: Store, visit_id: str, *, today: date) -> OpenVisit:
    """Open a visit again as it was left, with the questionnaire version it was made with.

    Raises:
        Refused: `unknown_visit`, `unknown_household`, or `unknown_questionnaire` while it is not here yet.
    """
    record = _visit(store, visit_id)
    household = _household(store, record.get("@household"))
    form = questionnaire(store, record.get("@questionnaire"), record.get("@version"))
    appraisal = store.get(APPRAISAL, visit_id)
    bodies = [record.body, appraisal.body if appraisal else {}]
    answers = {key: value for body in bodies for key, value in body.items() if not key.startswith("@")}
    interview = interviewing.interview(
        store, form, household, answers, visit_id=visit_id, today=today, new_id=new_id
    )
    visit = OpenVisit(store, visit_id, household.id, interview)
    if interview.opening.patch and record.get("@state") == "surveying":
        visit.save(interview.opening)
    return visit


def latest(store: Store, household_id: str) -> str | None:
    """Return the id of a household's newest visit, None if it had none."""
    household = store.get("household", household_id)
    if household and household.get("visit"):
        return household.get("visit")
    visits = store.find("visit", household=household_id)
    return visits[-1].id if visits else None


def complete(store: Store, visit: OpenVisit, *, at: datetime) -> Completed | NotReady:
    """Finish a visit: register, result and state in one transaction, all of it sealed.

    Raises:
        Refused: `completed` (already).
    """
    problems = tuple(problem for problem in visit.interview.problems() if problem.blocks)
    if problems:
        return NotReady(problems)
    sheet = visit.interview.score()
    completed_at = at.isoformat(timespec="seconds")
    with store.transaction():
        if _visit(store, visit.id).get("@state") != "surveying":
            raise Refused("completed")
        visit.save(visit.interview.end())
        store.put("visit", visit.id, {"@state": "completed", "@completed_at": completed_at})
        ended = {"state": "completed", "completed_at": completed_at, "visit": visit.id}
        store.put("household", visit.household, ended)
        touched = results.write(store, visit.id, visit.household, visit.interview)
        revisions = store.seal([("visit", visit.id), *touched, (APPRAISAL, visit.id)])
        interviewing.remember(store, visit.interview.questionnaire, visit.id)
    return Completed(_household(store, visit.household), sheet, revisions)


def withdraw(store: Store, visit_id: str, *, at: datetime) -> Record:
    """Open a completed visit again; possible until it is signed.

    Raises:
        Refused: `signed`, or `not_sealed` where it was not completed.
    """
    with store.transaction():
        record = _visit(store, visit_id)
        _check_completed(record)
        opened = {
            "@state": "surveying",
            "@withdrawn_at": at.isoformat(timespec="seconds"),
            "@completed_at": None,
        }
        changed = store.put("visit", visit_id, opened)
        store.put("household", record.get("@household"), {"state": "surveying", "completed_at": None})
        store.seal([("visit", visit_id), ("household", record.get("@household"))], reason="撤回完成")
    return changed


def sign(store: Store, visit_id: str, *, on: date, who: str, refused: bool = False, note: str = "") -> Record:
    """Record that the household signed, or refused to.

    Raises:
        Refused: `signed` (already), or `not_sealed` where the visit is not completed.
    """
    with store.transaction():
        record = _visit(store, visit_id)
        _check_completed(record)
        state = "refused_signature" if refused else "signed"
        event = {"@state": state, "@signed_on": on.isoformat(), "@signed_by": who, "@signed_note": note}
        changed = store.put("visit", visit_id, event)
        store.put("household", record.get("@household"), {"state": state})
        store.seal([("visit", visit_id), ("household", record.get("@household"))])
    return changed


def hand_over(store: Store, visit_id: str) -> tuple[Revision, ...]:
    """Seal a visit that is not finished, so that another laptop can go on with it (移交)."""
    household = _visit(store, visit_id).get("@household")
    return store.seal([("visit", visit_id), ("household", household), (APPRAISAL, visit_id)])


def seal_appraisal(store: Store, visit_id: str) -> tuple[Revision, ...]:
    """Close the appraisal of a visit, after the meeting of the 屯."""
    return store.seal([(APPRAISAL, visit_id)])


def attempt(store: Store, household_id: str, *, on: date, result: str, note: str = "") -> Record:
    """Record a visit that found nobody (无人) or was turned away (拒访).

    Raises:
        Refused: `unknown_household`.
    """
    with store.transaction():
        household = _household(store, household_id)
        row = f"attempt[{new_id()}]"
        earlier = [key for key in household.body if key.startswith("attempt[") and key.endswith("].date")]
        days = {household.body[key] for key in earlier} | {on.isoformat()}
        patch: dict[str, str | None] = {
            row: f"{len(earlier) + 1:04d}", f"{row}.date": on.isoformat(), f"{row}.result": result,
            f"{row}.person": store.person, f"{row}.note": note,
        }  # fmt: skip
        if household.get("state", "listed") == "listed" and len(days) >= UNREACHED_AFTER_DAYS:
            patch["state"] = "unreached"
        changed = store.put("household", household_id, patch)
        store.seal([("household", household_id)])
    return changed


def add_household(  # noqa: PLR0913  # what is asked at the door
    store: Store, village: str, group: str, head_name: str, *, phone: str = "", address: str = "",
    group_name: str = "",
) -> Record:  # fmt: skip
    """Add a household at the door, with a code of this laptop's own block of serials.

    Raises:
        Refused: `no_serials`: the block is used up.
    """
    names = {code: name for code, name, _ in store.groups(village)}
    with store.transaction():
        household_id = new_id()
        body: dict[str, str | None] = {
            "village": village, "group": group, "group_name": group_name or names.get(group, ""),
            "head_name": head_name.strip(), "phone": phone, "address": address, "state": "listed",
            "source": ADDED_AT_THE_DOOR, "code": serials.next_code(store, village),
        }  # fmt: skip
        household = store.put("household", household_id, body)
        store.seal([("household", household_id)])
    return household


def _household(store: Store, household_id: str) -> Record:
    record = store.get("household", household_id)
    if record is None:
        raise Refused("unknown_household", household_id)
    return record


def _visit(store: Store, visit_id: str) -> Record:
    record = store.get("visit", visit_id)
    if record is None:
        raise Refused("unknown_visit", visit_id)
    return record


def _by_record(interview: Interview, patch: Patch) -> dict[str, dict[str, tuple[str | None, str | None]]]:
    """Split a patch by the kind of record its answers belong to."""
    split: dict[str, dict[str, tuple[str | None, str | None]]] = {}
    for key, change in patch.items():
        # a row that was just removed is unknown; its repeat is not
        record = interview.record_of(key) or interview.record_of(key.partition("[")[0])
        split.setdefault(record or "visit", {})[key] = change
    return split


def _check_amendment(state: str, reason: str) -> None:
    if state not in SIGNED_STATES:
        raise Refused("not_withdrawn")
    if not reason.strip():
        raise Refused("reason_needed")


def _check_completed(visit: Record) -> None:
    if visit.get("@state") in SIGNED_STATES:
        raise Refused("signed")
    if visit.get("@state") != "completed":
        raise Refused("not_sealed")

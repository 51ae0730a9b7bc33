"""One open visit between the screen and the store: every answer goes through here, and is saved here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from forms import Interview
from forms.upgrade import Kept
from forms.views import Changes, Problem
from storage import Store, upgrading, visits
from storage.errors import StorageFault
from storage.upgrading import TO_ASK
from ui.fields.supply import Supply
from ui.survey.saving import Keeper
from ui.survey.source import Source

REMARK: Final = "remark["
APPRAISAL: Final = "appraisal"
FINISHED: Final = frozenset({"completed", "signed", "refused_signature"})


class Desk:
    """Answers, rows, overrides and the end of one visit.

    Attributes:
        household_id: Whom the visit is to.
        visit: What storage keeps of it.
        keeper: Saves what changes, or holds it until it can be saved.
    """

    def __init__(self, store: Store, household_id: str, visit: visits.OpenVisit) -> None:
        self._store = store
        self.household_id = household_id
        self.visit = visit
        self.keeper = Keeper(visit)
        self._file = lru_cache(maxsize=64)(self._read_file)

    @property
    def interview(self) -> Interview:
        """The answers and all that follows from them."""
        return self.visit.interview

    @property
    def household(self) -> Mapping[str, str]:
        """The household as the register has it now."""
        record = self._store.get("household", self.household_id)
        return record.body if record else {}

    @property
    def state(self) -> str:
        """`surveying`, `completed`, `signed` or `refused_signature`, as the visit's record has it now."""
        record = self._store.get("visit", self.visit.id)
        return record.get("@state") if record else ""

    @property
    def finished(self) -> bool:
        """Whether the answers of the visit are sealed."""
        return self.state in FINISHED

    def blocks(self, problem: Problem) -> bool:
        """Whether a problem stands in the way of completion; one of the appraisal (五议) never does."""
        return problem.blocks and any(self.interview.record_of(key) != APPRAISAL for key in problem.at)

    def source(self) -> Source:
        """Return the interview as pages show it."""
        record = self._store.get("visit", self.visit.id)
        to_ask = frozenset(record.get(TO_ASK).split()) if record else frozenset[str]()
        supply = Supply(self._file, self._attachment, self._size, to_ask)
        return Source(self.interview, locked=self.finished, supply=supply)

    def former_answers(self) -> tuple[Kept, ...]:
        """Return answers to questions of older versions that the version of the visit has no place for."""
        record = self._store.get("visit", self.visit.id)
        if record is None:
            return ()
        form, answers = self.interview.questionnaire, self.interview.answers("*")
        return tuple(kept for _, kept in upgrading.former(self._store, record, form, answers))

    def answer(self, key: str, value: str) -> Changes:
        """Take an answer, or an explanation if the key is that of a remark."""
        if key.startswith(REMARK):
            return self.interview.explain(key, value)
        return self.interview.answer(key, value or None)

    def attach(self, key: str, file: Path) -> Changes:
        """Store a picture and answer with it."""
        with file.open("rb") as stream:
            digest, _ = self._store.attachments.add(stream)
        return self.interview.answer(key, f"{digest}{file.suffix.lower()}")

    def matters(self) -> tuple[Problem, ...]:
        """Return all that is missing or contradictory, in the order of the form."""
        return tuple(problem for problem in self.interview.problems() if problem.at)

    def title_of(self, key: str) -> str:
        """Return a question in words, with the name of its row; "" for what is no question."""
        try:
            label = self.interview.view(key).label
        except KeyError:
            return ""
        row, _, _ = key.rpartition(".")
        named = self.source().summary(self.interview.layout(row)) if row else ()
        return f"{named[0].display} · {label}" if named and named[0].display else label

    def complete(self, at: datetime) -> tuple[Problem, ...]:
        """Finish the visit; return what stands in the way, nothing when it is done."""
        outcome = visits.complete(self._store, self.visit, at=at)
        return outcome.problems if isinstance(outcome, visits.NotReady) else ()

    def withdraw(self, at: datetime, today: date) -> None:
        """Open a finished visit again."""
        visits.withdraw(self._store, self.visit.id, at=at)
        self._take(visits.resume(self._store, self.visit.id, today=today))

    def sign(self, on: date, who: str, *, refused: bool) -> None:
        """Record that the household signed, or refused to."""
        visits.sign(self._store, self.visit.id, on=on, who=who, refused=refused)

    def close(self) -> None:
        """Seal what was added to the appraisal of a finished visit."""
        if self.finished and self._store.get(APPRAISAL, self.visit.id):
            visits.seal_appraisal(self._store, self.visit.id)

    def _read_file(self, name: str) -> bytes | None:
        form = self.interview.questionnaire
        return self._store.questionnaire_file(form.name, form.version, name)

    def _attachment(self, value: str) -> bytes | None:
        try:
            return b"".join(self._store.attachments.read(_digest(value)))
        except (StorageFault, ValueError):  # of another laptop, and not here yet
            return None

    def _size(self, value: str) -> int | None:
        try:
            return self._store.attachments.size(_digest(value))
        except ValueError:
            return None

    def _take(self, visit: visits.OpenVisit) -> None:
        self.visit = visit
        self.keeper = Keeper(visit)


def _digest(value: str) -> str:
    """Attachments are named by their content; the ending says what it is."""
    return value.partition(".")[0]

"""An interview over what this laptop holds: the questionnaire's lists, the register, the visit before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from forms import Interview, Questionnaire
from forms.recompute import LAST_SAVED
from forms.submission_out import instance_id_of
from storage import instances
from storage.records import Record
from storage.store import Store

_LAST = "last saved "


def interview(  # noqa: PLR0913  # what an interview rests on
    store: Store, form: Questionnaire, household: Record, answers: Mapping[str, str], *, visit_id: str,
    today: date, new_id: Callable[[], str], first_load: bool = False,
) -> Interview:  # fmt: skip
    """Return a visit's interview.

    Raises:
        Refused: `faulty`: a list of the questionnaire cannot be read.
    """
    return Interview(
        form, answers, today=today, new_id=new_id, instances=instances.of_visit(store, household, form),
        first_load=first_load, now=lambda: datetime.fromisoformat(store.now()),
        properties={
            "username": store.person, "deviceid": store.device_id, "instanceID": instance_id_of(visit_id),
        },
        last_saved=_last_saved(store, form),
    )  # fmt: skip


def remember(store: Store, form: Questionnaire, visit_id: str) -> None:
    """Let the next visits with this questionnaire on this device see the answers of one just completed."""
    store.set_local(_LAST + form.name, visit_id)


def _last_saved(store: Store, form: Questionnaire) -> Mapping[str, str] | None:
    """Return the answers of the visit completed last on this device, None where nobody asks for them."""
    if not any(source.endswith(f"/{LAST_SAVED}") for source in form.sources.values()):
        return None
    visit = store.get("visit", store.local(_LAST + form.name))
    return {key: value for key, value in visit.body.items() if not key.startswith("@")} if visit else None

"""Cards: issued once, checked offline, revoked for good."""

from __future__ import annotations

from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forms.paper.code import Reason
from storage import Store, cards
from storage.errors import Refused

ON = date(2015, 12, 1)
OFFICE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def village(store: Store, household_body: dict[str, str]) -> Store:
    """A household, and an office that this laptop trusts."""
    store.put("household", "h", household_body)
    store.put_setting("office_keys", OFFICE.public_key().public_bytes_raw().hex())
    return store


def test_a_card_leads_to_its_household(village: Store) -> None:
    card = cards.issue(village, "h", office_key=OFFICE, on=ON)
    verdict = cards.verify(village, card.get("text"), household_id="h")

    assert (verdict.reason, verdict.card_no) == (Reason.GENUINE, card.id)
    assert cards.lookup(village, card.id) == "h"
    assert cards.status(village, card.id) == "valid"
    assert card.get("code") not in card.get("text")


def test_printing_again_gives_the_same_card(village: Store) -> None:
    first = cards.issue(village, "h", office_key=OFFICE, on=ON)

    assert cards.issue(village, "h", office_key=OFFICE, on=date(2016, 1, 1)) == first
    assert cards.issue(village, "h", office_key=None, on=ON).id != first.id


def test_a_revoked_card_is_refused_and_the_next_is_another(village: Store) -> None:
    card = cards.issue(village, "h", office_key=OFFICE, on=ON)
    with pytest.raises(Refused, match="reason_needed"):
        cards.revoke(village, card.id, " ")
    cards.revoke(village, card.id, "遗失")

    assert cards.verify(village, card.get("text")).reason is Reason.REVOKED
    assert cards.status(village, card.id) == "revoked"
    assert village.history("card", card.id)[-1].reason == "遗失"
    assert cards.issue(village, "h", office_key=OFFICE, on=ON).id != card.id


def test_forged_foreign_and_sample_cards_are_told_apart(village: Store) -> None:
    genuine = cards.issue(village, "h", office_key=OFFICE, on=ON).get("text")
    foreign = cards.issue(village, "h", office_key=Ed25519PrivateKey.generate(), on=ON).get("text")
    sample = cards.issue(village, "h", office_key=None, on=ON)

    last = "0" if genuine[-1] != "0" else "1"
    assert cards.verify(village, genuine[:-1] + last).reason in {Reason.FORGED, Reason.DAMAGED}
    assert cards.verify(village, foreign).reason is Reason.UNKNOWN_OFFICE
    assert cards.verify(village, sample.get("text")).reason is Reason.SAMPLE
    assert sample.get("sample") == "1"


def test_no_card_without_household_or_code(village: Store) -> None:
    village.put("household", "h2", {"head_name": "无号"})
    with pytest.raises(Refused, match="unknown_household"):
        cards.issue(village, "nobody", office_key=None, on=ON)
    with pytest.raises(Refused, match="no_code"):
        cards.issue(village, "h2", office_key=None, on=ON)
    with pytest.raises(Refused, match="unknown_card"):
        cards.revoke(village, "0" * 32, "遗失")
    assert cards.status(village, "0" * 32) == "unknown"


def test_the_office_key_of_a_vault(village: Store) -> None:
    assert cards.own_office_key(village) is None
    village.set_local(cards.OFFICE_KEY, bytes(range(32)).hex())
    key = cards.own_office_key(village)

    assert key is not None
    assert key.public_key() == OFFICE.public_key()

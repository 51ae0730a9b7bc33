"""Household cards: issued, looked up by number, revoked; a card is a record like every other."""

from __future__ import annotations

import secrets
from datetime import date
from typing import TYPE_CHECKING

from forms.paper import code
from storage import schemes
from storage.errors import Refused
from storage.records import Record
from storage.store import Store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

VALID, REVOKED, UNKNOWN = "valid", "revoked", "unknown"
OFFICE_KEY = "office key"
"""Local name under which enrolment keeps the private seed, hex."""
DEFAULT_SCHEME = "REF-18x90-v1"


def issue(store: Store, household_id: str, *, office_key: Ed25519PrivateKey | None, on: date) -> Record:
    """Return the household's card, made and sealed if it has no valid one of this office.

    Without an office key it is a 样卡, signed with the key that everybody has.

    Raises:
        Refused: `unknown_household`, or `no_code` where the household has no code yet.
    """
    household = store.get("household", household_id)
    if household is None:
        raise Refused("unknown_household", household_id)
    if not household.get("code"):
        raise Refused("no_code", household_id)
    key = office_key or code.sample_key()
    office = code.office_id(key.public_key().public_bytes_raw())
    for card in store.find("card", household=household_id):
        if card.get("state") == VALID and (card.get("office"), card.get("code")) == (
            office,
            household.get("code"),
        ):
            return card
    card_no = secrets.token_hex(16)
    scheme = store.setting("scheme") or schemes.scheme_id(store, household, DEFAULT_SCHEME)
    text = code.sign(card_no, household.get("code"), scheme=scheme, issued_on=on, key=key)
    body = {
        "household": household_id, "code": household.get("code"), "text": text, "scheme": scheme,
        "office": office,
        "issued_on": on.isoformat(), "state": VALID, "sample": "" if office_key else "1",
    }  # fmt: skip
    with store.transaction():
        store.put("card", card_no, body)
        store.seal([("card", card_no)])
    return _known(store, card_no)


def get(store: Store, card_no: str) -> Record | None:
    """Return a card by its number, None if this laptop does not know it."""
    return store.get("card", card_no)


def status(store: Store, card_no: str) -> str:
    """Return `valid`, `revoked` or `unknown`."""
    card = get(store, card_no)
    return card.get("state") if card else UNKNOWN


def lookup(store: Store, card_no: str) -> str | None:
    """Return the household that a card was issued to, as far as this laptop knows."""
    card = get(store, card_no)
    return card.get("household") if card else None


def revoke(store: Store, card_no: str, reason: str) -> Record:
    """Make a card 已作废; it stays so.

    Raises:
        Refused: `unknown_card`, or `reason_needed`.
    """
    if not reason.strip():
        raise Refused("reason_needed")
    with store.transaction():
        _known(store, card_no)
        store.put("card", card_no, {"state": REVOKED})
        store.seal([("card", card_no)], reason)
    return _known(store, card_no)


def revoked_because(store: Store, card_no: str) -> str:
    """Return the reason that was given when a card was revoked, "" for one that was not."""
    changes = [
        one for one in store.history("card", card_no) if one.patch.get("state", ("", ""))[1] == REVOKED
    ]
    return changes[-1].reason if changes else ""


def _known(store: Store, card_no: str) -> Record:
    card = get(store, card_no)
    if card is None:
        raise Refused("unknown_card", card_no)
    return card


def revoked(store: Store) -> frozenset[str]:
    """Return the numbers of all revoked cards: the list that travels to every laptop."""
    return frozenset(card.id for card in store.find("card", state=REVOKED))


def office_keys(store: Store) -> tuple[bytes, ...]:
    """Return the raw public keys of the offices this laptop trusts (setting `office_keys`, hex)."""
    return tuple(bytes.fromhex(key) for key in store.setting("office_keys").split())


def own_office_key(store: Store) -> Ed25519PrivateKey | None:
    """Return the issuing key that the centre released to this vault; None here means 样卡."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey as PrivateKey

    seed = store.local(OFFICE_KEY)
    return PrivateKey.from_private_bytes(bytes.fromhex(seed)) if seed else None


def verify(store: Store, text: str, *, household_id: str = "") -> code.Verdict:
    """Check a scanned card offline; against one household, if named."""
    household = store.get("household", household_id) if household_id else None
    expected = household.get("code") if household else None
    return code.verify(text, office_keys(store), revoked(store), expected)

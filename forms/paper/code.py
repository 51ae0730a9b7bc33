"""The signed code of a household card and the code of a page: made here, checked here, without a network.

A card says `RH1:` + base45(CBOR map + Ed25519 signature), about 185 characters, of the 45 that QR symbols
hold most tightly. The map, in canonical CBOR: 0 version, 1 card number (16 random bytes), 2 digest of the
household code keyed by the card number, 3 scheme, 4 day of issue (days since 1970-01-01), 5 key id of the
issuing office. No name, no ID number, nothing about the household can be read from it.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

VERSION = 1
_PREFIX = f"RH{VERSION}:"
_ANY_VERSION = re.compile(r"RH(\d{1,3}):", re.ASCII)
_PAGE_PREFIX = "RP1:"
_DOMAIN = b"ruhu card 1\0"
_EPOCH = date(1970, 1, 1)
_SIGNATURE_BYTES, _CARD_BYTES, _DIGEST_BYTES, _KEY_ID_BYTES = 64, 16, 8, 8
_LONGEST = 400
_SHAPE = {0: int, 1: bytes, 2: bytes, 3: str, 4: int, 5: bytes}


class Reason(StrEnum):
    """What a check found."""

    GENUINE = "genuine"
    SAMPLE = "sample"
    """Signed with the sample key that everybody has: 样卡, proves nothing."""
    NOT_A_CARD = "not_a_card"
    """Some other code or text."""
    TOO_NEW = "too_new"
    """Made by a later version of the program."""
    DAMAGED = "damaged"
    """Begins like a card, but parts are missing or wrong."""
    UNKNOWN_OFFICE = "unknown_office"
    """Issued by an office whose key this laptop does not have."""
    FORGED = "forged"
    """The signature does not fit what the card says."""
    REVOKED = "revoked"
    """Was genuine, is 已作废."""
    OTHER_HOUSEHOLD = "other_household"
    """Genuine, but issued to another household than the one asked about."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a card says; worth as much as the verdict it comes with.

    Attributes:
        card_no: 32 hexadecimal digits, random, meaningless outside the register.
        household_digest: Fits one household code (see `matches`); the code cannot be read from it.
        office: Key id of the issuing office, 16 hexadecimal digits.
    """

    card_no: str
    household_digest: bytes
    scheme: str
    issued_on: date
    office: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check; `claim` is None where nothing could be read."""

    reason: Reason
    claim: Claim | None = None

    @property
    def ok(self) -> bool:
        """Whether the card proves what it says. A sample never does; see `opens`."""
        return self.reason is Reason.GENUINE

    @property
    def opens(self) -> bool:
        """Whether the household may be opened by it: genuine cards and, saying so, samples."""
        return self.reason in {Reason.GENUINE, Reason.SAMPLE}

    @property
    def card_no(self) -> str:
        """The card number, "" where nothing could be read."""
        return self.claim.card_no if self.claim else ""


def sign(card_no: str, household_code: str, *, scheme: str, issued_on: date, key: Ed25519PrivateKey) -> str:
    """Return the text of a card's QR.

    Args:
        card_no: 32 hexadecimal digits.
        household_code: Goes in as a digest only.
        scheme: Id and version of the scoring scheme, such as `REF-18x90-v1`; at most 40 bytes.
        issued_on: Day of issue.
        key: The issuing office's, or `sample_key()`.

    Raises:
        ValueError: The card number is not one, or the scheme is too long for a code that scans well.
    """
    import cbor2

    number = bytes.fromhex(card_no)
    if len(number) != _CARD_BYTES or len(scheme.encode()) > 40:  # noqa: PLR2004 - said above
        raise ValueError(card_no, scheme)
    fields = {
        0: VERSION,
        1: number,
        2: _digest(number, household_code),
        3: scheme,
        4: (issued_on - _EPOCH).days,
        5: _key_id(_raw_public(key)),
    }
    body = cbor2.dumps(fields, canonical=True)
    return _PREFIX + _base45(body + key.sign(_DOMAIN + body))


def verify(
    text: str, office_keys: Iterable[bytes], revoked: Collection[str] = (), household_code: str | None = None
) -> Verdict:
    """Check the text of a card's QR.

    Args:
        text: As a scanner gives it; surrounding line feeds and the case of letters do not matter.
        office_keys: Raw public keys (32 bytes) of the offices this laptop trusts.
        revoked: Card numbers that are 已作废.
        household_code: If given, the card must have been issued to this household.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    read = _read(text)
    if isinstance(read, Reason):
        return Verdict(read)
    claim, body, signature = read
    public = {_key_id(key).hex(): key for key in (*office_keys, _raw_public(sample_key()))}.get(claim.office)
    if public is None:
        return Verdict(Reason.UNKNOWN_OFFICE, claim)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _DOMAIN + body)
    except InvalidSignature:
        return Verdict(Reason.FORGED, claim)
    return Verdict(_standing(claim, revoked, household_code), claim)


def matches(claim: Claim, household_code: str) -> bool:
    """Tell whether a card was issued to a household."""
    return hmac.compare_digest(claim.household_digest, _digest(bytes.fromhex(claim.card_no), household_code))


def office_id(public_key: bytes) -> str:
    """Return the key id by which cards name the office of a raw public key."""
    return _key_id(public_key).hex()


@functools.cache
def sample_key() -> Ed25519PrivateKey:
    """Return the key of 样卡. It is public on purpose: what it signs proves nothing."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"ruhu sample office").digest())


@dataclass(frozen=True, slots=True)
class PageCode:
    """What the small code of a signed page says, so that a scan of it is filed by itself."""

    document_id: str
    version: str
    page: int


def page_code(document_id: str, version: str, page: int) -> str:
    """Return the text of a page's code; no personal data is in it."""
    return f"{_PAGE_PREFIX}{document_id.upper()}:{version}:{page}"


def read_page_code(text: str) -> PageCode | None:
    """Return what a page's code says, None if it is none."""
    found = re.fullmatch(rf"{_PAGE_PREFIX}([^:]+):(.*):(\d{{1,4}})", text.strip(), re.DOTALL)
    return PageCode(found[1].lower(), found[2], int(found[3])) if found else None


def _read(text: str) -> tuple[Claim, bytes, bytes] | Reason:
    """Take a card's text apart, or say why it cannot be."""
    cleaned = text.lstrip().rstrip("\r\n\t").upper()
    version = _ANY_VERSION.match(cleaned)
    if not version:
        return Reason.NOT_A_CARD
    if version[1] != str(VERSION):
        return Reason.TOO_NEW if int(version[1]) > VERSION else Reason.DAMAGED
    raw = _unbase45(cleaned[version.end() :])
    if raw is None:
        return Reason.DAMAGED
    body, signature = raw[:-_SIGNATURE_BYTES], raw[-_SIGNATURE_BYTES:]
    claim = _claim(body)
    return (claim, body, signature) if claim else Reason.DAMAGED


def _claim(body: bytes) -> Claim | None:
    import cbor2

    try:
        fields = cbor2.loads(body)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError):
        return None
    if not _is_card(fields):
        return None
    issued_on = _EPOCH + timedelta(days=fields[4])
    return Claim(fields[1].hex(), fields[2], fields[3], issued_on, fields[5].hex())


def _is_card(fields: Any) -> bool:
    if not isinstance(fields, dict) or fields.keys() != _SHAPE.keys():
        return False
    typed = all(type(fields[key]) is kind for key, kind in _SHAPE.items())
    return (
        typed
        and fields[0] == VERSION
        and (len(fields[1]), len(fields[2]), len(fields[5])) == (_CARD_BYTES, _DIGEST_BYTES, _KEY_ID_BYTES)
        and 0 <= fields[4] < 100_000  # noqa: PLR2004 - days: until the year 2243
    )


def _standing(claim: Claim, revoked: Collection[str], household_code: str | None) -> Reason:
    if claim.card_no in revoked:
        return Reason.REVOKED
    if household_code is not None and not matches(claim, household_code):
        return Reason.OTHER_HOUSEHOLD
    return Reason.SAMPLE if claim.office == office_id(_raw_public(sample_key())) else Reason.GENUINE


def _digest(card_no: bytes, household_code: str) -> bytes:
    return hmac.digest(card_no, household_code.encode(), "sha256")[:_DIGEST_BYTES]


def _key_id(public_key: bytes) -> bytes:
    return hashlib.sha256(public_key).digest()[:_KEY_ID_BYTES]


@functools.lru_cache(maxsize=64)
def _raw_public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def _base45(data: bytes) -> str:
    import base45

    encoded: str | bytes = base45.b45encode(data)
    return encoded if isinstance(encoded, str) else encoded.decode("ascii")


def _unbase45(text: str) -> bytes | None:
    import base45

    if len(text) > _LONGEST:
        return None
    try:
        raw: bytes = base45.b45decode(text)
    except ValueError:
        return None
    return raw if len(raw) > _SIGNATURE_BYTES else None

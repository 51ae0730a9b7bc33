from __future__ import annotations

from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from forms.paper import code
from forms.paper.code import Reason

CARD = "0f" * 16
HOUSEHOLD = "4599821002010001"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OFFICES = [KEY.public_key().public_bytes_raw()]


def _signed(card_no: str = CARD, key: Ed25519PrivateKey = KEY) -> str:
    return code.sign(card_no, HOUSEHOLD, scheme="REF-18x90-v1", issued_on=date(2015, 12, 20), key=key)


def test_a_card_of_a_known_office_is_genuine_and_says_what_was_signed() -> None:
    verdict = code.verify(_signed(), OFFICES)

    assert verdict.ok
    assert verdict.card_no == CARD
    assert verdict.claim is not None
    assert (verdict.claim.scheme, verdict.claim.issued_on) == ("REF-18x90-v1", date(2015, 12, 20))
    assert verdict.claim.office == code.office_id(OFFICES[0])


def test_no_name_and_no_household_code_can_be_read_from_a_card() -> None:
    raw = code._unbase45(_signed().removeprefix("RH1:"))

    assert raw is not None
    assert HOUSEHOLD.encode() not in raw
    assert len(raw) <= 130


def test_a_card_fits_its_household_and_no_other() -> None:
    assert code.verify(_signed(), OFFICES, household_code=HOUSEHOLD).ok
    other = code.verify(_signed(), OFFICES, household_code="4599821002010002")
    assert other.reason is Reason.OTHER_HOUSEHOLD
    assert not other.opens


def test_the_same_household_has_another_digest_on_another_card() -> None:
    claims = [code.verify(_signed(number * 16), OFFICES).claim for number in ("01", "02")]

    assert claims[0] is not None
    assert claims[1] is not None
    assert claims[0].household_digest != claims[1].household_digest
    assert all(claim is not None and code.matches(claim, HOUSEHOLD) for claim in claims)


def test_a_revoked_card_is_refused() -> None:
    assert code.verify(_signed(), OFFICES, revoked={CARD}).reason is Reason.REVOKED


def test_an_office_nobody_knows_is_not_trusted() -> None:
    assert code.verify(_signed(), []).reason is Reason.UNKNOWN_OFFICE


def test_a_sample_card_opens_but_proves_nothing() -> None:
    verdict = code.verify(_signed(key=code.sample_key()), OFFICES)

    assert verdict.reason is Reason.SAMPLE
    assert verdict.opens
    assert not verdict.ok


@pytest.mark.parametrize(
    "text,reason",
    [
        ("", Reason.NOT_A_CARD),
        ("https://example.invalid/", Reason.NOT_A_CARD),
        ("RP1:0198:1:1", Reason.NOT_A_CARD),
        ("RH2:ABC", Reason.TOO_NEW),
        ("RH1:", Reason.DAMAGED),
        ("RH1:ABCDEF", Reason.DAMAGED),
        ("RH1:" + "0" * 5000, Reason.DAMAGED),
        ("RH1:?", Reason.DAMAGED),
        (_signed()[:-12], Reason.DAMAGED),
    ],
)
def test_other_texts_are_told_apart(text: str, reason: Reason) -> None:
    assert code.verify(text, OFFICES).reason is reason


def test_how_a_scanner_types_does_not_matter() -> None:
    assert code.verify(f" {_signed().lower()}\r\n", OFFICES).ok


@given(st.data())
def test_a_card_with_one_other_sign_is_refused(data: st.DataObject) -> None:
    text = _signed()
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(
        st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:").filter(lambda s: s != text[place])
    )

    assert not code.verify(text[:place] + sign + text[place + 1 :], OFFICES).opens


@given(st.integers(0, 121), st.integers(0, 7))
def test_a_card_with_one_flipped_bit_is_refused(byte: int, bit: int) -> None:
    raw = bytearray(code._unbase45(_signed().removeprefix("RH1:")) or b"")
    raw[byte] ^= 1 << bit

    assert not code.verify("RH1:" + code._base45(bytes(raw)), OFFICES).opens


@given(st.text(max_size=60))
def test_no_text_makes_the_check_fail(text: str) -> None:
    assert not code.verify(text, OFFICES).ok
    assert not code.verify(f"RH1:{text}", OFFICES).ok


def test_only_a_card_number_can_be_signed() -> None:
    with pytest.raises(ValueError, match="00"):
        code.sign("00", HOUSEHOLD, scheme="REF-18x90-v1", issued_on=date(2015, 12, 20), key=KEY)


def test_a_page_code_files_a_scan_and_holds_nothing_else() -> None:
    text = code.page_code("0198a1b2c3d4e5f60718293a4b5c6d7e", "2015101101", 2)

    assert code.read_page_code(text) == code.PageCode("0198a1b2c3d4e5f60718293a4b5c6d7e", "2015101101", 2)
    assert code.read_page_code(_signed()) is None

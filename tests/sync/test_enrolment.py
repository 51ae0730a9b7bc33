"""Joining a centre: one code, one laptop, and nobody else hears the code."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from storage import serials
from sync import codes, packet
from sync.client import enrol, membership
from sync.errors import NotARecipient, Refused
from sync.protocol import ENROL_PATH
from sync.server.joining import new_code
from tests.sync.world import COUNTY, VILLAGE, Laptop, World


def join(laptop: Laptop, code: str) -> enrol.Enrolment:
    return enrol.enrol(laptop.store, "http://testserver", code, connection=laptop.line)


def test_a_laptop_that_joins_has_an_area_a_lease_and_a_centre(world: World) -> None:
    laptop = world.stranger()

    enrolment = join(laptop, new_code(world.centre, VILLAGE).text.lower().replace("-", " "))

    assert (enrolment.area, enrolment.centre) == (VILLAGE, world.centre.store.device_id)
    assert serials.block(laptop.store) == (enrolment.serial_from, enrolment.serial_to)
    assert enrolment.fingerprint == world.centre.identity.sender.keys.public.fingerprint
    assert membership.is_enrolled(laptop.store)


def test_laptops_whose_areas_overlap_get_blocks_that_do_not(world: World) -> None:
    blocks = [
        range(laptop.enrolment.serial_from, laptop.enrolment.serial_to + 1)
        for laptop in (world.laptop(VILLAGE), world.laptop(VILLAGE), world.laptop(COUNTY))
    ]

    assert len({serial for block in blocks for serial in block}) == sum(len(block) for block in blocks)


@pytest.mark.expect_logs
def test_a_code_serves_once(world: World) -> None:
    code = new_code(world.centre, VILLAGE).text
    first = world.stranger()
    assert join(first, code) == join(first, code)  # a lost answer may be asked for again

    with pytest.raises(Refused) as refused:
        join(world.stranger(), code)

    assert refused.value.code == "code_used"


def test_a_replayed_enrolment_gives_a_thief_nothing_he_can_read(world: World) -> None:
    laptop, thief = world.laptop(), world.stranger()
    said, _ = laptop.line.enrolments[0]

    answer = thief.line.post(ENROL_PATH, said)

    with pytest.raises(NotARecipient):
        packet.open(
            answer,
            keys=membership.sender(thief.store).keys,
            trusted=lambda _: world.centre.identity.sender.keys.public,
        )
    assert len(world.centre.store.devices()) == 1


@pytest.mark.expect_logs
@pytest.mark.parametrize("days, code", [(-1, "code_expired"), (1, "")])
def test_a_code_expires(world: World, days: int, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.server.joining.CODE_VALID_DAYS", days)
    text = new_code(world.centre, VILLAGE).text
    if not code:
        assert join(world.stranger(), text).area == VILLAGE
        return

    with pytest.raises(Refused) as refused:
        join(world.stranger(), text)

    assert refused.value.code == code


@pytest.mark.expect_logs
def test_wrong_codes_are_refused_before_or_at_the_centre(world: World) -> None:
    own = codes.name_of(world.centre.identity.sender.keys.public)
    for text, code in (
        ("", "code_unknown"),
        ("AAAAA-AAAAA-AAAAA", "code_unknown"),
        ("11111-00000-IIIII-OOOOO", "code_unknown"),
        ("AAAAA-AAAAA-AAAAA-AAAAA", "other_centre"),
        (f"AAAAA-AAAAA-{own}", "code_unknown"),
    ):
        laptop = world.stranger()
        with pytest.raises(Refused) as refused:
            join(laptop, text)
        assert refused.value.code == code
        assert not membership.is_enrolled(laptop.store)


@pytest.mark.expect_logs
def test_a_device_id_cannot_be_taken_over_with_other_keys(world: World) -> None:
    laptop = world.laptop()
    laptop.store.set_local("device keys", "")

    with pytest.raises(Refused) as refused:
        join(laptop, new_code(world.centre, VILLAGE).text)

    assert refused.value.code == "device_taken"


def test_the_office_key_goes_only_to_whom_it_was_promised(world: World) -> None:
    plain, office = world.laptop(), world.stranger()
    join(office, new_code(world.centre, VILLAGE, with_office_key=True).text)
    office.sync()

    assert membership.office_key(plain.store) is None
    key = membership.office_key(office.store)
    assert key
    public: Ed25519PublicKey = key.public_key()
    assert public.public_bytes_raw().hex() in office.store.setting("office_keys").split()

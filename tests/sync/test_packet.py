"""The packet: whole or refused, readable by those it names, impossible to write in another's name."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from storage.records import Revision
from sync import compression, manifest, packet
from sync.errors import NotARecipient, PacketDamaged, PacketError, PacketForged, PacketTooNew
from sync.keys import DeviceKeys, PublicKey, to_bytes, to_text
from sync.packet import Sender
from tests.sync.revising import IDS, chain, chains

LAPTOP, CENTRE, OTHER = (Sender(name, DeviceKeys.generate()) for name in ("laptop", "centre", "other"))
KNOWN = {sender.id: sender.keys.public for sender in (LAPTOP, CENTRE)}
SOME = chain(
    [("household", IDS[0], {"head_name": (None, "韦秀英"), "id_number": (None, "450000000000000000")})]
)


def to_the_centre(revisions: tuple[Revision, ...] = SOME, sender: Sender = LAPTOP) -> bytes:
    return packet.make(revisions, sender=sender, recipients=[CENTRE.keys.public], notes={"cursor": "e.7"})


def opened(data: bytes, keys: DeviceKeys = CENTRE.keys) -> packet.Contents:
    return packet.open(data, keys=keys, trusted=KNOWN.get)


WHOLE = to_the_centre()


@settings(max_examples=40)
@given(chains())
def test_what_one_end_puts_in_the_other_takes_out(revisions: tuple[Revision, ...]) -> None:
    contents = opened(to_the_centre(revisions))

    assert contents.revisions == revisions
    assert contents.manifest.notes == {"cursor": "e.7"}


def test_anybody_may_read_the_manifest_and_nothing_else() -> None:
    shown = packet.inspect(WHOLE)

    assert (shown.sender, shown.counts, shown.content_bytes > 0) == ("laptop", {"household": 1}, True)
    assert "韦秀英".encode() not in WHOLE
    assert b"450000000000000000" not in WHOLE


@given(st.integers(0, len(WHOLE) * 8 - 1))
def test_one_flipped_bit_anywhere_refuses_the_whole(bit: int) -> None:
    wrong = bytearray(WHOLE)
    wrong[bit // 8] ^= 1 << bit % 8

    for read in (opened, packet.inspect):
        with pytest.raises(PacketError):
            read(bytes(wrong))


@given(st.integers(0, len(WHOLE) - 1))
def test_a_packet_cut_anywhere_is_refused(length: int) -> None:
    with pytest.raises(PacketDamaged):
        opened(WHOLE[:length])
    with pytest.raises(PacketDamaged):
        packet.split(WHOLE[:length])


@given(st.binary(max_size=300))
def test_rubbish_is_refused_and_never_a_crash(rubbish: bytes) -> None:
    for data in (rubbish, packet.MAGIC + rubbish, WHOLE[:10] + rubbish, WHOLE + rubbish):
        if data != WHOLE:
            with pytest.raises(PacketError):
                opened(data)


def test_a_stranger_is_refused() -> None:
    with pytest.raises(PacketForged) as refused:
        opened(to_the_centre(sender=OTHER))

    assert refused.value.why == "unknown"


def test_a_packet_in_the_name_of_another_is_refused() -> None:
    with pytest.raises(PacketForged) as refused:
        opened(to_the_centre(sender=Sender("laptop", OTHER.keys)))

    assert refused.value.why == "key"


def test_a_changed_manifest_with_a_fresh_check_is_forged_not_damaged() -> None:
    changed = WHOLE[: -packet.CHECK_BYTES].replace(b'"household":1', b'"household":2')
    whole = changed + hashlib.sha256(changed).digest()[: packet.CHECK_BYTES]

    with pytest.raises(PacketForged):
        packet.inspect(whole)


def test_content_taken_from_another_cannot_be_signed_as_ones_own() -> None:
    """A thief who cannot read a packet cannot send its content under his own name either."""
    shown = packet.inspect(WHOLE)
    stolen = replace(shown, sender=CENTRE.id, key=CENTRE.keys.public)
    body = manifest.write(stolen)
    signed = WHOLE[:6] + len(body).to_bytes(4, "big") + body
    start = packet.HEADER_BYTES + int.from_bytes(WHOLE[6:10], "big") + packet.SIGNATURE_BYTES
    whole = signed + CENTRE.keys.sign(signed) + WHOLE[start : -packet.CHECK_BYTES]
    whole += hashlib.sha256(whole).digest()[: packet.CHECK_BYTES]

    assert packet.inspect(whole).sender == CENTRE.id
    with pytest.raises(PacketForged):
        opened(whole)


def test_who_is_no_recipient_cannot_open_it() -> None:
    with pytest.raises(NotARecipient):
        opened(WHOLE, OTHER.keys)


def test_several_recipients_read_the_same_bytes() -> None:
    data = packet.make(SOME, sender=LAPTOP, recipients=[CENTRE.keys.public, OTHER.keys.public])

    assert opened(data, OTHER.keys).revisions == opened(data).revisions == SOME


def test_a_packet_of_a_later_protocol_says_so() -> None:
    with pytest.raises(PacketTooNew) as refused:
        packet.inspect(WHOLE[:4] + (2).to_bytes(2, "big") + WHOLE[6:])

    assert refused.value.version == "2"


def test_a_packet_that_only_asks_is_small_and_locks_nothing() -> None:
    data = to_the_centre(())

    assert len(data) < 300
    assert packet.inspect(data).recipients == {}
    assert opened(data).revisions == ()


def test_a_file_of_packets_is_whole_or_refused() -> None:
    parts = [
        packet.make(SOME, sender=LAPTOP, recipients=[CENTRE.keys.public], part=(place, 3))
        for place in (1, 2, 3)
    ]

    assert packet.split(b"".join(parts)) == tuple(parts)
    for wrong in (parts[:2], parts[1:], [parts[1], parts[0], parts[2]], [*parts, parts[2]], []):
        with pytest.raises(PacketDamaged):
            packet.split(b"".join(wrong))


@settings(max_examples=40)
@given(st.binary(max_size=50), st.sampled_from((3, 9)), st.sampled_from((0, 20, 2_000, 27_000)))
def test_what_was_compressed_comes_back_whatever_its_size(seed: bytes, level: int, repeats: int) -> None:
    beginning = resources.path("sync", f"{compression.CURRENT_DICTIONARY}.dict").read_bytes()[-500:]
    data = beginning + seed + bytes(random.Random(seed).choices(beginning + seed, k=repeats * 10))

    assert compression.inflate(compression.deflate(data, level)) == data


def test_a_bomb_is_refused_before_it_swells() -> None:
    for size in (300 << 20, 30 << 20):
        with pytest.raises(PacketDamaged) as refused:
            compression.inflate(zstandard.ZstdCompressor(level=19).compress(bytes(size)))
        assert refused.value.where == "limits"


def test_a_frame_that_lies_about_its_size_is_refused() -> None:
    frame = zstandard.ZstdCompressor(level=3).compress(bytes(100_000))
    lie = frame.replace((100_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))

    with pytest.raises(PacketDamaged):
        compression.inflate(lie)


def test_a_dictionary_of_the_future_is_named() -> None:
    samples: list[bytes | bytearray | memoryview] = [
        f"{number} 韦秀英 {number * 7}".encode() for number in range(2000)
    ]
    later = zstandard.train_dictionary(1024, samples, dict_id=77)

    with pytest.raises(PacketTooNew) as refused:
        compression.inflate(zstandard.ZstdCompressor(dict_data=later).compress(b"12 x"))

    assert refused.value.version == "dictionary:77"


@given(st.binary(max_size=70))
def test_bytes_as_text_come_back_in_one_form_only(data: bytes) -> None:
    assert to_bytes(to_text(data)) == data
    for other in (to_text(data) + "=", to_text(data) + "\n", " " + to_text(data)):
        with pytest.raises(ValueError, match="base64url"):
            to_bytes(other)


def test_keys_survive_their_text_and_have_a_name_for_people() -> None:
    keys = DeviceKeys.generate()

    assert DeviceKeys.from_text(keys.text).public == PublicKey.from_text(keys.public.text) == keys.public
    assert [len(group) for group in keys.public.fingerprint.split()] == [4] * 6
    assert "seed" not in repr(keys)


def test_what_is_locked_for_one_opens_for_nobody_else() -> None:
    locked = LAPTOP.keys.public.seal(b"secret", b"office key")

    assert LAPTOP.keys.unseal(locked, b"office key") == b"secret"
    for keys, info in ((OTHER.keys, b"office key"), (LAPTOP.keys, b"content")):
        with pytest.raises(ValueError, match="not locked"):
            keys.unseal(locked, info)

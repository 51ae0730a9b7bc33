"""What may stand at the other end instead of a centre: each is recognised, and nothing is lost."""

from __future__ import annotations

import socket

import pytest

from storage import Store
from sync.client import membership
from sync.client import round as rounds
from sync.client.connection import Connection, Timeouts
from sync.errors import CentreTrouble, NotACentre, Offline, Refused, RoundError, SlowCentre, WrongVersion
from sync.protocol import ROUND_PATH
from tests.sync.wires import answering, http
from tests.sync.world import World

MARKED = "Ruhu-Sync: 1"
PORTAL = b"<html><body>Please sign in to the network</body></html>"
SHORT = Timeouts(connect=0.5, silence=0.2)


def fails(answer: bytes | None) -> RoundError:
    """What a laptop makes of an answer."""
    with answering(answer) as url, Connection(url, timeouts=SHORT) as connection:
        with pytest.raises(RoundError) as failure:
            connection.post(ROUND_PATH, b"x")
        return failure.value


@pytest.mark.parametrize(
    "answer, error",
    [
        (http("200 OK", PORTAL, "Content-Type: text/html; charset=utf-8"), NotACentre(200, "text/html")),
        (http("302 Found", b"", "Location: http://login.example/"), NotACentre(302, "")),
        (http("200 OK", b"{}", "Content-Type: application/json"), NotACentre(200, "application/json")),
        (http("404 Not Found", PORTAL, "Content-Type: text/html"), NotACentre(404, "text/html")),
        (http("200 OK", b"x", "Ruhu-Sync: 2"), WrongVersion(1, "2")),
        (http("400 Bad Request", b'{"code":"wrong_version"}', "Ruhu-Sync: 9"), WrongVersion(1, "9")),
        (http("500 Oops", b"oops", MARKED), CentreTrouble(500, "")),
        (
            http("503 Busy", b'{"code":"store"}', MARKED, "Content-Type: application/json"),
            CentreTrouble(503, "store"),
        ),
        (
            http(
                "429 Slow down",
                b'{"code":"busy"}',
                MARKED,
                "Retry-After: 30",
                "Content-Type: application/json",
            ),
            Refused("busy", 30),
        ),
        (
            http("403 No", b'{"code":"device_revoked"}', MARKED, "Content-Type: application/json"),
            Refused("device_revoked"),
        ),
        (http("404 Not Found", b"[]", MARKED, "Content-Type: application/json"), CentreTrouble(404, "")),
        (None, SlowCentre(0.2)),
    ],
)
def test_a_wrong_answer_is_named(answer: bytes | None, error: RoundError) -> None:
    assert fails(answer) == error


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9.2\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Le"])
def test_a_line_that_breaks_off_is_offline(answer: bytes) -> None:
    assert isinstance(fails(answer), Offline)


def test_nobody_listening_is_offline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with Connection(f"http://127.0.0.1:{port}", timeouts=SHORT) as connection, pytest.raises(Offline):
        connection.post(ROUND_PATH, b"x")


@pytest.mark.parametrize("url", ["", "中心", "ftp://centre.example", "http://", "http://[::bad"])
def test_an_address_that_is_none_is_no_centre(url: str) -> None:
    with Connection(url, timeouts=SHORT) as connection, pytest.raises((NotACentre, Offline)):
        connection.post(ROUND_PATH, b"x")


@pytest.fixture
def enrolled(world: World) -> Store:
    """A laptop with something to send."""
    laptop = world.laptop()
    laptop.household()
    return laptop.store


@pytest.mark.parametrize("answer", [http("200 OK", PORTAL), http("200 OK", PORTAL, MARKED), b"", None])
def test_a_round_that_comes_to_nothing_leaves_the_outbox_as_it_was(
    enrolled: Store, answer: bytes | None
) -> None:
    before = enrolled.outbox()
    with answering(answer) as url:
        membership.move(enrolled, url)
        with Connection(url, timeouts=SHORT) as connection, pytest.raises(RoundError):
            rounds.run(enrolled, connection)

    assert enrolled.outbox() == before
    assert len(before) == 3


def test_the_round_needs_no_network_library_before_it_runs() -> None:
    import subprocess
    import sys

    code = "import sys, sync.client.round, sync.client.enrol; assert 'httpx2' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)

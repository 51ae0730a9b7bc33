"""The centre's door: every answer is marked, limits hold before work begins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from storage import Store
from storage.errors import DiskFull
from sync import packet, words
from sync.client import membership
from sync.errors import CentreTrouble
from sync.protocol import ENROL_PATH, HEALTH_PATH, MARK, MAX_PACKET_BYTES, ROUND_PATH
from sync.server.app import app_of, create_app
from sync.server.centre import Centre
from tests.sync.revising import chain
from tests.sync.world import World

SPEAKS = {MARK: "1"}


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A bare HTTP client before a new centre."""
    with Store.memory(person="centre") as store:
        yield TestClient(create_app(store), raise_server_exceptions=False)


@pytest.mark.parametrize(
    "method, path",
    [("GET", "/"), ("GET", ROUND_PATH), ("POST", HEALTH_PATH), ("POST", ROUND_PATH), ("GET", HEALTH_PATH)],
)
def test_every_answer_carries_the_mark(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path).headers[MARK] == "1"


@pytest.mark.parametrize("path", [ROUND_PATH, ENROL_PATH])
@pytest.mark.parametrize("body", [b"", b"x", b"RUHU", bytes(5000), b"<html>"])
def test_what_is_no_packet_is_refused_with_a_code(client: TestClient, path: str, body: bytes) -> None:
    answer = client.post(path, content=body, headers=SPEAKS)

    assert (answer.status_code, answer.json()) == (400, {"code": "packet_damaged"})


@pytest.mark.parametrize("theirs", [{}, {MARK: "2"}, {MARK: ""}])
def test_another_protocol_is_told_so(client: TestClient, theirs: dict[str, str]) -> None:
    answer = client.post(ROUND_PATH, content=b"x", headers=theirs)

    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_version")


def test_a_body_beyond_the_limit_is_refused_stated_or_not(client: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(MAX_PACKET_BYTES // 65536 + 2):
            yield bytes(65536)

    for body in (bytes(MAX_PACKET_BYTES + 1), pieces()):
        answer = client.post(ROUND_PATH, content=body, headers=SPEAKS)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_anybody_may_ask_how_the_centre_is(client: TestClient) -> None:
    told = client.get(HEALTH_PATH).json()

    assert set(told) == {"protocol", "centre", "key", "head"}


def test_the_description_names_all_addresses(client: TestClient) -> None:
    assert set(client.get("/openapi.json").json()["paths"]) == {HEALTH_PATH, ENROL_PATH, ROUND_PATH}


class Failing(Centre):
    """A centre whose work fails."""

    error: Exception

    def round(self, data: bytes) -> bytes:
        """Fail."""
        raise self.error


@pytest.mark.expect_logs
@pytest.mark.parametrize(
    "error, status, code", [(DiskFull(), 507, "store"), (RuntimeError("韦秀英"), 500, "fault")]
)
def test_trouble_of_the_centre_is_a_code_and_the_laptop_keeps_its_outbox(
    world: World, error: Exception, status: int, code: str
) -> None:
    laptop = world.laptop()
    laptop.household()
    failing = Failing(world.centre.store, world.centre.identity)
    failing.error = error
    laptop.line._client = TestClient(app_of(failing), raise_server_exceptions=False)

    with pytest.raises(CentreTrouble) as trouble:
        laptop.sync()

    assert trouble.value == CentreTrouble(status, code)
    assert len(laptop.store.outbox()) == 3


@pytest.mark.expect_logs
def test_the_log_names_no_person(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    laptop = world.laptop()
    laptop.household(head_name="覃建国")
    laptop.household("459982999999", head_name="覃建军")
    laptop.sync()

    assert "pushed=6" in caplog.text
    assert "覃" not in caplog.text
    assert "韦" not in caplog.text


@pytest.mark.expect_logs
def test_a_cloned_laptop_is_noticed_and_holds_nothing_up(world: World) -> None:
    """The same numbers of the same device with other content: set aside, while what fits goes on."""
    laptop = world.laptop()
    sender, key = membership.sender(laptop.store), world.centre.identity.sender.keys.public
    household = laptop.household()
    laptop.sync()
    twin = chain([("household", household, {"phone": (None, "1")})], device=sender.id)
    laptop.household()
    new = laptop.store.outbox()

    answer = world.centre.round(packet.make([*twin, *new], sender=sender, recipients=[key]))
    told = words.answer_from_dict(packet.open(answer, keys=sender.keys, trusted=lambda _: key).told)

    assert [each.code for each in told.refused] == ["number"]
    assert [list(each.numbers) for each in told.receipts] == [[4, 5, 6]]

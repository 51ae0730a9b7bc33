"""A centre and laptops, real stores and real packets; only the line between them is short."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from fastapi.testclient import TestClient

from storage import Store
from storage.ids import new_id
from sync.client import enrol
from sync.client.connection import Connection
from sync.client.round import RoundResult, run
from sync.protocol import ROUND_PATH
from sync.server.app import app_of
from sync.server.centre import Centre
from sync.server.identity import identity
from sync.server.joining import new_code

VILLAGE = "459982100201"
NEIGHBOUR = "459982100202"
COUNTY = "459982"


class Cut(ConnectionError):
    """The line broke."""


class FlakyConnection(Connection):
    """A line into a centre in the same process, which may lose, double or change what goes over it."""

    def __init__(self, client: TestClient) -> None:
        super().__init__("http://testserver", client=client)
        self.enrolments: list[tuple[bytes, bytes]] = []
        self.packets: list[bytes] = []
        self.answers: list[bytes] = []
        self.before: Callable[[bytes], bytes] = lambda data: data
        self.after: Callable[[bytes], bytes] = lambda data: data

    def post(self, path: str, data: bytes) -> bytes:
        """Send through whatever happens on the way."""
        if path != ROUND_PATH:
            self.enrolments.append((data, answer := super().post(path, data)))
            return answer
        self.packets.append(data)
        answer = super().post(path, self.before(data))
        self.answers.append(answer)
        return self.after(answer)

    def close(self) -> None:
        """The client is the world's."""


def lost(_: bytes) -> bytes:
    """For `before` or `after`: what was on its way never arrives."""
    raise Cut


class World:
    """A centre and as many laptops as a test asks for."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        store = Store.memory(person="centre")
        self.centre = Centre(store, identity(store))
        self._client = TestClient(app_of(self.centre))
        stack.callback(store.close)

    def laptop(self, area: str = VILLAGE, person: str = "韦小芳") -> Laptop:
        """A laptop that has joined."""
        store = Store.memory(person=person)
        self._stack.callback(store.close)
        return self.laptop_over(store, area)

    def laptop_over(self, store: Store, area: str = VILLAGE) -> Laptop:
        """A laptop over this store that joins; who opened the store closes it."""
        laptop = self.with_line(store)
        laptop.enrolment = enrol.enrol(
            laptop.store, "http://testserver", new_code(self.centre, area).text, connection=laptop.line
        )
        return laptop

    def stranger(self, person: str = "韦小芳") -> Laptop:
        """A laptop that has not."""
        store = Store.memory(person=person)
        self._stack.callback(store.close)
        return self.with_line(store)

    def with_line(self, store: Store) -> Laptop:
        """A line to the centre for a store that has one, or not yet."""
        return Laptop(store, FlakyConnection(self._client))

    def restart(self) -> None:
        """The centre's process ends and starts again over the same store."""
        self.centre = Centre(self.centre.store, identity(self.centre.store))
        self._client = TestClient(app_of(self.centre))


class Laptop:
    """A store with a line."""

    enrolment: enrol.Enrolment

    def __init__(self, store: Store, line: FlakyConnection) -> None:
        self.store = store
        self.line = line

    def sync(self) -> RoundResult:
        """One round."""
        return run(self.store, self.line)

    def write(self, kind: str, record: str, **values: str | None) -> None:
        """Change a record and seal it."""
        with self.store.transaction():
            self.store.put(kind, record, values)
            self.store.seal([(kind, record)])

    def household(self, village: str = VILLAGE, head_name: str = "韦秀英") -> str:
        """Add a household with a member and a visit, as 完成 does; return its id."""
        household, member, visit = new_id(), new_id(), new_id()
        row = f"member[{member}]"
        with self.store.transaction():
            self.store.put_many(
                [
                    ("visit", visit, {"@household": household, row: "0001", f"{row}.full_name": head_name}),
                    ("household", household, {"village": village, "head_name": head_name, "size": "1"}),
                    ("member", member, {"household": household, "full_name": head_name}),
                ]
            )
            self.store.seal([("visit", visit), ("household", household), ("member", member)])
        return household

    def head_name(self, household: str) -> str:
        """The 户主 as it stands here, "" if the household is unknown."""
        record = self.store.get("household", household)
        return record.get("head_name") if record else ""


def picture(store: Store) -> dict[tuple[str, str], tuple[object, ...]]:
    """Everything that stores must agree on: values, heads and open disputes of every record."""
    kinds = ("household", "member", "visit", "setting", "device", "card")
    return {
        (kind, record.id): (dict(record.body), record.heads, dict(record.conflicts))
        for kind in kinds
        for record in store.find(kind)
    }


@contextmanager
def world() -> Iterator[World]:
    """A world that is cleaned up."""
    with ExitStack() as stack:
        yield World(stack)

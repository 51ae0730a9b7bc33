"""Whatever happens on the way, all stores end equal, nothing is lost, every receipt is true.

Hypothesis drives three laptops and a centre through edits, rounds, sticks, lost, doubled and late packets and
restarts of the centre. The oracle is the set of revisions that were sealed: after everybody has synced in
peace, each store holds exactly those, and shows the same records.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.records import Revision
from sync.client import membership, stick
from tests.sync.world import Cut, Laptop, World, lost, picture
from tests.sync.world import world as new_world

LAPTOPS = 3
WHO = st.integers(0, LAPTOPS - 1)
FIELDS = st.sampled_from(("head_name", "phone", "address"))
VALUES = st.sampled_from(("一", "二", "", None))
STEPS = st.one_of(
    st.tuples(st.just("add"), WHO),
    st.tuples(st.just("edit"), WHO, st.integers(0, 5), FIELDS, VALUES),
    st.tuples(st.just("round"), WHO, st.sampled_from(("whole", "asked_lost", "answer_lost", "twice"))),
    st.tuples(st.just("write_stick"), WHO),
    st.tuples(st.just("carry_up"), st.integers(0, 3)),
    st.tuples(st.just("carry_down"), st.integers(0, 3)),
    st.tuples(st.just("meet"), WHO, WHO),
    st.tuples(st.just("replay"), WHO, st.integers(0, 5)),
    st.tuples(st.just("restart")),
)


@dataclass
class Model:
    """The world, what is on sticks, and everything that was ever sealed."""

    world: World
    folder: Path
    laptops: list[Laptop]
    households: list[str] = field(default_factory=list)
    sticks: list[bytes] = field(default_factory=list)
    answers: list[tuple[Laptop, bytes]] = field(default_factory=list)
    makers: list[Laptop] = field(default_factory=list)

    def step(self, name: str, *values: object) -> None:
        """Do one thing by its name."""
        work: Callable[..., None] = getattr(self, name)
        work(*values)

    def add(self, who: int) -> None:
        """Somebody is added to the register and surveyed."""
        self.households.append(self.laptops[who].household())

    def edit(self, who: int, which: int, field_name: str, value: str | None) -> None:
        """One field is changed, on a laptop that knows the household."""
        laptop = self.laptops[who]
        known = [each for each in self.households if laptop.store.get("household", each)]
        if known:
            laptop.write("household", known[which % len(known)], **{field_name: value})

    def round(self, who: int, fate: str) -> None:
        """A round, with what may happen to it on the way."""
        laptop = self.laptops[who]
        laptop.line.before = lost if fate == "asked_lost" else bytes
        laptop.line.after = lost if fate == "answer_lost" else bytes
        with contextlib.suppress(Cut):
            laptop.sync()
        laptop.line.before = laptop.line.after = bytes
        if fate == "twice":
            laptop.sync()

    def write_stick(self, who: int) -> None:
        """A laptop writes its outbox onto a stick."""
        stick.export(self.laptops[who].store, self.folder / "up")
        self.sticks.append((self.folder / "up").read_bytes())
        self.makers.append(self.laptops[who])

    def carry_up(self, which: int) -> None:
        """One of the sticks written so far reaches the centre, maybe not for the first time."""
        if self.sticks:
            at = which % len(self.sticks)
            self.answers.append((self.makers[at], self.world.centre.take_file(self.sticks[at])))

    def carry_down(self, which: int) -> None:
        """One of the centre's answers reaches its laptop, maybe late."""
        if self.answers:
            laptop, data = self.answers[which % len(self.answers)]
            (self.folder / "down").write_bytes(data)
            stick.take(laptop.store, self.folder / "down")

    def meet(self, giver: int, taker: int) -> None:
        """One laptop gives another its outbox."""
        one, other = self.laptops[giver].store, self.laptops[taker].store
        reader = membership.trusted(one, other.device_id)
        if giver == taker or reader is None or membership.trusted(other, one.device_id) is None:
            return
        stick.export(one, self.folder / "meet", readers=[reader])
        stick.take(other, self.folder / "meet")

    def replay(self, who: int, which: int) -> None:
        """An old packet arrives at the centre again."""
        packets = self.laptops[who].line.packets
        if packets:
            self.world.centre.round(packets[which % len(packets)])

    def restart(self) -> None:
        """The centre ends and starts."""
        self.world.restart()

    def calm(self) -> None:
        """Everybody syncs in peace, twice: the second time fetches what the first brought."""
        for _ in range(2):
            for laptop in self.laptops:
                laptop.sync()


def revisions_of(laptop: Laptop) -> dict[str, Revision]:
    store = laptop.store
    found = [
        revision
        for kind in ("household", "member", "visit")
        for record in store.find(kind)
        for revision in store.history(kind, record.id)
    ]
    return {revision.id: revision for revision in found}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, max_size=25))
def test_all_stores_end_equal_and_nothing_is_lost(steps: list[tuple[object, ...]]) -> None:
    with new_world() as world, tempfile.TemporaryDirectory() as folder:
        model = Model(world, Path(folder), [world.laptop() for _ in range(LAPTOPS)])
        for step in steps:
            model.step(*step)  # type: ignore[arg-type]
        _receipts_are_true(model)
        made = {id_: each for laptop in model.laptops for id_, each in revisions_of(laptop).items()}

        model.calm()

        pictures = [picture(laptop.store) for laptop in model.laptops]
        assert pictures == [picture(world.centre.store)] * LAPTOPS
        for laptop in model.laptops:
            assert revisions_of(laptop).keys() == made.keys()
            assert laptop.store.outbox() == ()
            laptop.store.verify_chain()
            assert laptop.store.quarantined() == ()
        assert world.centre.store.quarantined() == ()


def _receipts_are_true(model: Model) -> None:
    """What a laptop believes to be delivered, the centre has."""
    for laptop in model.laptops:
        waiting = {revision.id for revision in laptop.store.outbox()}
        own = [id_ for id_, each in revisions_of(laptop).items() if each.device == laptop.store.device_id]
        claimed = [id_ for id_ in own if id_ not in waiting]
        assert model.world.centre.store.held(claimed) == set(claimed)

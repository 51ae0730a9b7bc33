"""The other machines: a centre, a second laptop, packets on a stick that somebody meddled with."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt

from ui.demo.census import census, difference
from ui.demo.children import Child, result_of
from ui.demo.paper_steps import name_file
from ui.demo.report import CheckFailed, Step, check
from ui.demo.stage import Stage
from ui.screens.dialogs import RecordAttempt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ui.screens.sync import Sync

CTRL: Final = Qt.KeyboardModifier.ControlModifier
ENTER: Final = Qt.Key.Key_Return
AREA: Final = "459982"
LAPTOP_S: Final = 60.0


def sync(stage: Stage, step: Step) -> None:
    """Enrol with a code, be offline for once, then push everything and get receipts for all of it."""
    _open_centre(stage, "0")
    screen = _go_to_sync(stage)
    waiting = stage.store.outbox_count()
    step.figures["outbox_before_count"] = waiting
    check(waiting > 0, "nothing waits to be sent")
    _enrol(stage, step, screen)
    _be_offline(stage, step, screen)
    begin = time.perf_counter()
    _round(stage)
    step.figures["round_ms"] = round((time.perf_counter() - begin) * 1000)
    check(not stage.store.quarantined(), _set_aside(stage))
    left = stage.store.outbox_count()
    step.figures["outbox_after_count"] = left
    check(left == 0, f"{left} revisions got no receipt")
    delivery = stage.store.delivery(stage.household_id)
    check(delivery.centre and not delivery.waiting, "the household does not count as delivered")
    stage.hands.snap(step, stage.window, "demo-32-synced")


def tamper(stage: Stage, step: Step) -> None:
    """Change packets on the way: whoever gets them refuses them whole, and nothing has changed."""
    joined = _laptop(stage, "join", stage.centre_url, stage.codes[1])
    check(joined["quarantined"] == 0, "the second laptop set something aside")
    good = _exported(stage)
    step.figures["packet_bytes"] = len(good)
    refused = 0
    for name, data, error in _meddled(stage, good):
        path = stage.work / f"{name}.ruhu"
        path.write_bytes(data)
        told = _laptop(stage, "take", str(path))
        check(told["refused"] == error, f"a {name} packet is answered with {told['refused'] or 'a welcome'}")
        check(told["unchanged"], f"a {name} packet that was refused left something behind")
        _check_centre_refuses(stage, name, data)
        refused += 1
    step.figures["refused_count"] = refused
    _import_on_screen(stage, step)


def converge(stage: Stage, step: Step) -> None:
    """Both laptops work on, sync by turns, and end with the centre in equal records."""
    _round(stage)
    visited = _laptop(stage, "visit")
    _round(stage)
    check(stage.store.get("household", visited["added"]), "the second laptop's household did not arrive")
    second = _laptop(stage, "round")
    third = _laptop(stage, "round")
    step.figures["idle_round_requests_count"] = third["requests"]
    step.figures["idle_round_bytes"] = third["bytes_up"] + third["bytes_down"]
    _show_arrival(stage, step, visited["added"])
    first, centre = census(stage.store), _census_of_centre(stage)
    for name, other in (("second laptop", second["records"]), ("centre", centre)):
        apart = difference(first, other)
        check(not apart, f"the {name} differs in {len(apart)} records, such as {apart[:3]}")
    check(second["outbox"] == 0, "the second laptop still waits for receipts")
    step.figures["records_count"] = len(first)
    step.figures["outbox_count"] = stage.store.outbox_count()
    check(stage.store.outbox_count() == 0, "the first laptop still waits for receipts")


# The centre ---------------------------------------------------------------------------------------


def _open_centre(stage: Stage, port: str) -> None:
    ready = stage.work / "ready.json"
    ready.unlink(missing_ok=True)
    enrolments = ("--enrol", AREA, "--enrol", AREA) if not stage.codes else ()
    words = ("serve", "--database", str(stage.centre_folder), "--port", port, "--ready-file", str(ready))
    stage.centre = Child(*words, *enrolments, log=stage.work / "centre.log")
    stage.centre.start()
    told = json.loads(stage.centre.wait_for(ready))
    stage.centre_url = told["url"]
    stage.codes = stage.codes or [one["code"] for one in told["codes"]]


def _census_of_centre(stage: Stage) -> dict[str, str]:
    """Look into the centre's own file, after it has ended."""
    from storage import Store

    if stage.centre is not None:
        stage.centre.stop()
    key = bytes.fromhex((stage.centre_folder / "centre.key").read_text(encoding="ascii").strip())
    with Store.open(stage.centre_folder, key, person="centre") as store:
        check(not store.quarantined(), "the centre set something aside")
        return census(store)


def _check_centre_refuses(stage: Stage, name: str, data: bytes) -> None:
    from sync.client.connection import Connection
    from sync.errors import Refused
    from sync.protocol import HEALTH_PATH, ROUND_PATH

    with Connection(stage.centre_url) as connection:
        before = connection.get(HEALTH_PATH)
        try:
            connection.post(ROUND_PATH, data)
        except Refused:
            check(connection.get(HEALTH_PATH) == before, f"a {name} packet changed the centre")
            return
    raise CheckFailed(f"the centre took a {name} packet")


# The first laptop ---------------------------------------------------------------------------------


def _go_to_sync(stage: Stage) -> Sync:
    stage.go_to("sync")
    stage.hands.wait(stage.window.sync.isVisible, "the sync screen")
    return stage.window.sync


def _enrol(stage: Stage, step: Step, screen: Sync) -> None:
    hands = stage.hands
    hands.wait(lambda: screen.state.text() and screen.enrolment.isVisible(), "the form to enrol")
    hands.snap(step, stage.window, "demo-30-enrol")
    hands.enter(stage.centre_url, into=screen.address)
    hands.press(ENTER)
    hands.enter(stage.codes[0], into=screen.code)
    hands.press(ENTER)
    hands.wait(lambda: screen.now.isVisible() and screen.now.isEnabled(), "the enrolment")


def _be_offline(stage: Stage, step: Step, screen: Sync) -> None:
    """Without the centre a round is no error: the line at the foot says so, quietly."""
    hands = stage.hands
    if stage.centre is not None:
        stage.centre.stop()
    waiting = stage.store.outbox_count()
    hands.press(Qt.Key.Key_F5, on=screen.now)
    hands.wait(lambda: screen.is_offline, "the sign that there is no network", 30)
    hands.wait(lambda: "离线" in stage.window.quiet_line.text, "the quiet line that says so")
    check(stage.store.outbox_count() == waiting, "a round without a centre changed the outbox")
    hands.wait(screen.now.isEnabled, "the end of the round")
    hands.snap(step, stage.window, "demo-31-offline")
    _open_centre(stage, stage.centre_url.rpartition(":")[2])


def _round(stage: Stage) -> None:
    screen = _go_to_sync(stage)
    stage.hands.wait(screen.now.isEnabled, "the button to sync")
    screen.last.clear()
    stage.window.messages.clear()
    stage.hands.press(Qt.Key.Key_F5, on=screen.now)
    told = stage.hands.wait(
        lambda: screen.last.text() or stage.window.messages.text, "the end of a round", 60
    )
    check("同步完成" in told, f"a round ended with “{told}”")
    stage.hands.wait(screen.now.isEnabled, "the button to sync again")


def _exported(stage: Stage) -> bytes:
    """Record an attempt and write what waits onto a stick."""
    hands, window = stage.hands, stage.window
    stage.go_to("households")
    households = window.households
    line = next(line for line in stage.store.households().lines if line.state == "listed")
    households.show_household(line.id)
    hands.press(Qt.Key.Key_F3, on=households.search)
    dialog = hands.the(RecordAttempt, window)
    hands.press(ENTER, on=dialog.note)
    hands.wait(lambda: not dialog.isVisible(), "the end of the dialog")
    screen, path = _go_to_sync(stage), stage.work / "stick.ruhu"
    with hands.answering(lambda asked: name_file(stage, asked, path)):
        screen.export_button.click()
    hands.wait(path.exists, "the packet on the stick")
    hands.wait(lambda: "已导出" in screen.last.text(), "the end of the export")
    return path.read_bytes()


def _import_on_screen(stage: Stage, step: Step) -> None:
    """A person imports a damaged packet, and reads in words what that means."""
    hands, screen, before = stage.hands, _go_to_sync(stage), census(stage.store)
    path = stage.work / "changed.ruhu"
    with hands.answering(lambda asked: name_file(stage, asked, path)):
        screen.import_button.click()
    told = hands.wait(lambda: stage.window.messages.text, "the refusal of a damaged packet")
    hands.wait(lambda: "没有采用" in stage.window.messages.text, f"the refusal; it says “{told}”")
    check(census(stage.store) == before, "a refused packet changed the first laptop")
    hands.snap(step, stage.window, "demo-33-packet-refused")


def _show_arrival(stage: Stage, step: Step, household_id: str) -> None:
    window = stage.window
    window.show_household(household_id)
    stage.hands.wait(lambda: window.households.selected == household_id, "the household from elsewhere")
    stage.hands.snap(step, window, "demo-34-arrived")


def _set_aside(stage: Stage) -> str:
    codes = sorted({one.code for one in stage.store.quarantined()})
    return f"the centre set {len(stage.store.quarantined())} revisions aside: {', '.join(codes)}"


# Meddling -----------------------------------------------------------------------------------------


def _meddled(stage: Stage, good: bytes) -> list[tuple[str, bytes, str]]:
    """Return name, bytes and the error by which they must be refused."""
    middle = len(good) - 40
    changed = good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :]
    return [
        ("changed", changed, "PacketDamaged"),
        ("truncated", good[: len(good) // 2], "PacketDamaged"),
        ("forged", _forged(stage, good), "PacketForged"),
    ]


def _forged(stage: Stage, good: bytes) -> bytes:
    """Return a packet in the name of the first laptop, by somebody who has not its keys."""
    from sync import packet
    from sync.client.membership import membership
    from sync.keys import DeviceKeys

    known = membership(stage.store)
    revisions = stage.store.outbox(5)
    stranger = packet.Sender(packet.inspect(good).sender, DeviceKeys.generate())
    return packet.make(revisions, sender=stranger, recipients=[known.centre_key], made_at=stage.store.now())


# The second laptop --------------------------------------------------------------------------------


def _laptop(stage: Stage, errand: str, *more: str) -> Mapping[str, Any]:
    folder, answer = stage.work / "laptop-2", stage.work / f"laptop-2-{errand}.json"
    folder.mkdir(exist_ok=True)
    answer.unlink(missing_ok=True)
    words = ("demo", "--part", "laptop", errand, str(folder), str(answer), *more)
    return result_of(*words, log=Path(stage.work / "laptop-2.log"), answer=answer, patience_s=LAPTOP_S)

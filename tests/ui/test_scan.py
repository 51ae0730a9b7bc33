"""Scanning cards: genuine, sample, forged, revoked, and what is no card at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storage import Store, cards
from tests.ui.village import TODAY, household_id
from ui.messages import Messages, Weight
from ui.screens.dialogs import RevokeCard
from ui.screens.scan import Scan
from ui.tasks import ImmediateTasks


@pytest.fixture
def screen(qtbot: QtBot, store: Store, tasks: ImmediateTasks, messages: Messages) -> Scan:
    made = Scan(store, tasks, messages)
    qtbot.addWidget(made)
    made.show()
    made.arrive()
    return made


@pytest.fixture
def key(store: Store) -> Ed25519PrivateKey:
    """The key of an office that this laptop trusts."""
    made = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    store.put_setting("office_keys", made.public_key().public_bytes_raw().hex())
    return made


def scan(screen: Scan, text: str) -> str:
    """As a wedge scanner does it: the text, then Enter."""
    screen.code.setText(text)
    QTest.keyClick(screen.code, Qt.Key.Key_Return)
    return screen.verdict.text


def test_a_genuine_card_opens_its_household_with_enter(
    screen: Scan, store: Store, key: Ed25519PrivateKey, qtbot: QtBot
) -> None:
    card = cards.issue(store, household_id(1), office_key=key, on=TODAY)

    assert scan(screen, card.get("text")).startswith("真卡")
    with qtbot.waitSignal(screen.household_wanted) as wanted:
        QTest.keyClick(screen.verdict.open, Qt.Key.Key_Space)
    assert wanted.args == [household_id(1)]


def test_a_sample_card_says_so_and_opens(screen: Scan, store: Store) -> None:
    card = cards.issue(store, household_id(0), office_key=None, on=TODAY)

    assert scan(screen, card.get("text")).startswith("样卡")
    assert screen.verdict.open.isVisible()


def test_a_forged_card_is_refused_with_the_reason(screen: Scan, store: Store, key: Ed25519PrivateKey) -> None:
    text = cards.issue(store, household_id(1), office_key=key, on=TODAY).get("text")
    forged = text[:-3] + ("A" if text[-3] != "A" else "B") + text[-2:]

    assert scan(screen, forged).split()[0] in {"假卡", "无效"}
    assert not screen.verdict.open.isVisible()


def test_a_revoked_card_is_refused_with_the_reason(
    screen: Scan, store: Store, key: Ed25519PrivateKey
) -> None:
    card = cards.issue(store, household_id(1), office_key=key, on=TODAY)
    cards.revoke(store, card.id, "遗失")

    assert scan(screen, card.get("text")).startswith("作废")
    assert not screen.verdict.open.isVisible()


def test_a_card_of_an_unknown_office_cannot_be_checked(screen: Scan, store: Store) -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(reversed(range(32))))
    card = cards.issue(store, household_id(1), office_key=stranger, on=TODAY)

    assert scan(screen, card.get("text")).startswith("无法核验")
    assert not screen.verdict.open.isVisible()


@pytest.mark.parametrize("text", ["https://example.com", "hello", "RP1:abc:1:1"])
def test_other_codes_are_no_cards(screen: Scan, text: str) -> None:
    assert scan(screen, text).startswith("不是户卡")


def test_the_field_is_empty_again_for_the_next_card(screen: Scan) -> None:
    scan(screen, "hello")

    assert screen.code.text() == ""


def test_a_picture_file_is_read(screen: Scan, store: Store, tmp_path: Path) -> None:
    import qrcode

    card = cards.issue(store, household_id(0), office_key=None, on=date(2015, 11, 1))
    qrcode.make(card.get("text")).save(tmp_path / "card.png")
    screen.read_picture(tmp_path / "card.png")

    assert screen.verdict.text.startswith("样卡")


def test_a_picture_without_a_code_is_explained(screen: Scan, messages: Messages, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (60, 60), 255).save(tmp_path / "white.png")
    screen.read_picture(tmp_path / "white.png")

    assert messages.weight is Weight.NOTICE
    assert "没有找到二维码" in messages.text


def test_a_file_that_is_no_picture_is_explained(screen: Scan, messages: Messages, tmp_path: Path) -> None:
    (tmp_path / "note.png").write_text("not a picture")
    screen.read_picture(tmp_path / "note.png")

    assert messages.text


def test_a_scanned_card_is_revoked_with_a_reason_and_checked_again(
    screen: Scan, store: Store, key: Ed25519PrivateKey, qtbot: QtBot
) -> None:
    card = cards.issue(store, household_id(1), office_key=key, on=TODAY)
    scan(screen, card.get("text"))
    QTest.keyClick(screen.verdict.revoke, Qt.Key.Key_Space)
    [dialog] = screen.findChildren(RevokeCard)
    with qtbot.waitSignal(screen.changed):
        QTest.keyClicks(dialog.reason, "lost")
        QTest.keyClick(dialog.reason, Qt.Key.Key_Return)

    assert screen.verdict.text.startswith("作废")
    assert not screen.verdict.revoke.isVisible()
    assert cards.revoked_because(store, card.id) == "lost"


def test_nothing_is_offered_to_be_revoked_unless_the_card_opens_a_household(
    screen: Scan, store: Store
) -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(reversed(range(32))))
    foreign = cards.issue(store, household_id(1), office_key=stranger, on=TODAY)

    assert not screen.verdict.revoke.isVisible()
    scan(screen, foreign.get("text"))
    assert not screen.verdict.revoke.isVisible()

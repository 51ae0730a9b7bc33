"""The power goes while somebody types."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.demo.killed import ENOUGH, Victim


@pytest.mark.slow
def test_every_saved_answer_is_there_when_a_killed_process_is_opened_again(tmp_path: Path) -> None:
    victim = Victim(tmp_path)
    victim.start()
    remains = victim.remains()
    assert remains.saved >= ENOUGH
    assert remains.lost == 0

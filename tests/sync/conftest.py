"""What tests of sync share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sync import world as worlds
from tests.sync.world import World


@pytest.fixture
def world() -> Iterator[World]:
    """A centre in this process, with laptops on request."""
    with worlds.world() as made:
        yield made

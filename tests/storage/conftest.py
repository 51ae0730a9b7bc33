"""Stores for tests: in memory, and as a real encrypted file cloned from a migrated template."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage import Store, vault

PERSON, PASSWORD = "韦测试", "hong-shui-he"
VILLAGE, GROUP = "459982100201", "45998210020103"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A fresh vault, closed: copying it takes a millisecond, making it thirty."""
    folder = tmp_path_factory.mktemp("template") / "vault"
    made, _ = vault.create(folder, person=PERSON, password=PASSWORD, kdf=vault.CHEAP)
    Store.create(folder, made.key, person=PERSON).close()
    return folder, made.key


@pytest.fixture
def vault_folder(template: tuple[Path, bytes], tmp_path: Path) -> tuple[Path, bytes]:
    """Folder and key of a vault of this test's own."""
    shutil.copytree(template[0], tmp_path / "vault")
    return tmp_path / "vault", template[1]


@pytest.fixture
def memory() -> Iterator[Callable[[], Store]]:
    """Makes stores in memory, each a device of its own."""
    made: list[Store] = []

    def make() -> Store:
        made.append(Store.memory(person=f"调查员{len(made) + 1}"))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """One store, of either kind: what holds for one holds for the other."""
    if request.param == "memory":
        opened = Store.memory(person=PERSON)
    else:
        folder, key = request.getfixturevalue("vault_folder")
        opened = Store.open(folder, key, person=PERSON)
    yield opened
    opened.close()


@pytest.fixture
def household_body() -> dict[str, str]:
    """A household of the base list."""
    return {
        "village": VILLAGE, "group": GROUP, "group_name": "岭脚屯",
        "code": VILLAGE + "0007", "head_name": "覃建国",
        "address": "岭脚屯水库边12号", "phone": "13900007654", "size": "4", "state": "listed",
    }  # fmt: skip

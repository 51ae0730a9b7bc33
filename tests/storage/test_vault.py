"""Who may open the vault, and what happens with files that are not what they should be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from storage import Store, vault
from storage.errors import (
    DamagedFile,
    InUse,
    MissingFile,
    NewerFile,
    NotAVault,
    UnknownPerson,
    VaultExists,
    WrongPassword,
)
from tests.storage.conftest import PASSWORD, PERSON


def test_the_password_opens_and_another_does_not(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder

    assert vault.people(folder) == (PERSON,)
    assert vault.unlock(folder, PERSON, PASSWORD) == key
    with pytest.raises(WrongPassword):
        vault.unlock(folder, PERSON, "hong-shui-hé")
    with pytest.raises(UnknownPerson):
        vault.unlock(folder, "覃无名", PASSWORD)


def test_the_printed_code_gives_a_new_password(tmp_path: Path) -> None:
    made, code = vault.create(tmp_path / "v", person=PERSON, password=PASSWORD, kdf=vault.CHEAP)

    assert vault.recover(tmp_path / "v", code.lower().replace("-", " "), "new", kdf=vault.CHEAP) == made.key
    assert vault.unlock(tmp_path / "v", PERSON, "new") == made.key
    with pytest.raises(WrongPassword):
        vault.recover(tmp_path / "v", code[::-1], "newer", kdf=vault.CHEAP)
    with pytest.raises(WrongPassword):
        vault.unlock(tmp_path / "v", PERSON, PASSWORD)


def test_people_share_the_key_but_no_password(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder
    vault.add_person(folder, key, "黄同事", "b", kdf=vault.CHEAP)
    vault.change_password(folder, "黄同事", "b", "c", kdf=vault.CHEAP)

    assert vault.unlock(folder, "黄同事", "c") == key
    assert vault.unlock(folder, PERSON, PASSWORD) == key
    with pytest.raises(WrongPassword):
        vault.unlock(folder, "黄同事", PASSWORD)


def test_nothing_secret_is_in_clear(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder
    with Store.open(folder, key, person=PERSON) as store:
        store.put("household", "h", {"head_name": "HEAD-IN-CLEAR"})
    everything = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())

    assert key not in everything
    assert key.hex().encode() not in everything
    assert b"HEAD-IN-CLEAR" not in everything
    assert b"SQLite format" not in everything


def test_a_vault_is_never_made_over_another(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder

    with pytest.raises(VaultExists):
        vault.create(folder, person="x", password="y", kdf=vault.CHEAP)
    with pytest.raises(VaultExists):
        Store.create(folder, key, person=PERSON)


def test_files_that_are_no_vault_are_told_apart(tmp_path: Path, vault_folder: tuple[Path, bytes]) -> None:
    folder, _ = vault_folder
    with pytest.raises(NotAVault):
        vault.people(tmp_path)
    (folder / "vault.json").write_text('{"app": "other"}')
    with pytest.raises(NotAVault):
        vault.people(folder)
    (folder / "vault.json").write_text('{"app": "ruhu", ')
    with pytest.raises(DamagedFile):
        vault.people(folder)
    (folder / "vault.json").write_text(
        json.dumps({"app": "ruhu", "format": 9, "people": [1], "recovery": {}})
    )
    with pytest.raises(NewerFile):
        vault.people(folder)


@pytest.mark.parametrize(
    "change",
    [{"memory_kib": "many"}, {"memory_kib": 1 << 40}, {"passes": 0}, {"passes": 10**9}, {"lanes": -1}],
)
def test_a_cost_nobody_would_choose_is_damage(
    vault_folder: tuple[Path, bytes], change: dict[str, object]
) -> None:
    folder, _ = vault_folder
    content = json.loads((folder / "vault.json").read_text("utf-8"))
    content["people"][0]["kdf"] |= change
    (folder / "vault.json").write_text(json.dumps(content))

    with pytest.raises(DamagedFile):
        vault.unlock(folder, PERSON, PASSWORD)


@pytest.mark.parametrize("people", [[], {}, "x", [1], [{"x": 1}], [{"name": None}]])
def test_a_vault_without_names_is_damaged(vault_folder: tuple[Path, bytes], people: object) -> None:
    folder, _ = vault_folder
    content = json.loads((folder / "vault.json").read_text("utf-8"))
    (folder / "vault.json").write_text(json.dumps({**content, "people": people}))

    with pytest.raises(DamagedFile):
        vault.people(folder)


def test_one_window_at_a_time(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder
    with Store.open(folder, key, person=PERSON), pytest.raises(InUse):
        Store.open(folder, key, person=PERSON)
    Store.open(folder, key, person=PERSON).close()


def test_a_database_that_is_gone_is_not_made_anew(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder
    (folder / "ruhu.db").unlink()

    with pytest.raises(MissingFile):
        Store.open(folder, key, person=PERSON)
    assert not (folder / "ruhu.db").exists()


def test_a_foreign_database_is_refused_and_left_alone(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder
    foreign = b"SQLite format 3\0" + bytes(8176)
    (folder / "ruhu.db").write_bytes(foreign)

    with pytest.raises(NotAVault):
        Store.open(folder, key, person=PERSON)
    assert (folder / "ruhu.db").read_bytes() == foreign


def test_flipped_bytes_are_noticed_and_the_file_is_kept(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder
    content = bytearray((folder / "ruhu.db").read_bytes())
    content[200:216] = bytes(16)
    (folder / "ruhu.db").write_bytes(content)

    with pytest.raises(DamagedFile):
        Store.open(folder, key, person=PERSON)
    assert (folder / "ruhu.db").read_bytes() == bytes(content)


def test_a_newer_file_is_refused_and_left_alone(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder
    with Store.open(folder, key, person=PERSON) as store, store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 999")

    with pytest.raises(NewerFile) as newer:
        Store.open(folder, key, person=PERSON)
    assert newer.value.found == 999


def test_the_sign_in_window_does_not_wait_for_sqlmodel() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import sys, storage.vault; print('sqlalchemy' in sys.modules)"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip

    assert said.stdout.strip() == "False"

"""Real faults by real means: killed processes, full and read-only media, damaged files, copies."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from storage import Store, backup, founding, vault
from storage.errors import DamagedFile, DiskFull, ReadOnly, StorageFault
from tests.storage.conftest import PASSWORD, PERSON

ROUNDS = 10


def typed_until_killed(folder: Path, key: bytes, start: int, answers: int) -> int:
    """Let a child type, kill it after some answers, return the last one that it called saved."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        type_for_ever(folder, key, start, writing)
    os.close(writing)
    with os.fdopen(reading) as said:
        last = start
        for line in said:
            last = int(line)
            if last >= start + answers:
                break
        os.kill(child, signal.SIGKILL)
        rest = [line for line in said if line.endswith("\n")]
    os.waitpid(child, 0)
    return int(rest[-1]) if rest else last


def type_for_ever(folder: Path, key: bytes, number: int, saved: int) -> NoReturn:
    """Type answers; write the number of each once the store has it. Only a signal ends it."""
    try:
        store = Store.open(folder, key, person="打字员")
        while True:
            store.put("visit", "v", {f"q{number % 200}": f"{number}", "last": f"{number}"})
            if number % 17 == 0:
                store.seal([("visit", "v")])
            os.write(saved, f"{number}\n".encode())
            number += 1
    finally:
        os._exit(1)  # a forked test must never go on into the rest of the suite


def test_a_killed_process_loses_no_answer_it_called_saved(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder
    chance = random.Random(20151115)
    last = 0
    for _ in range(ROUNDS):
        said = typed_until_killed(folder, key, last + 1, chance.randint(3, 40))
        with Store.open(folder, key, person=PERSON) as store:
            record = store.get("visit", "v")
            assert record is not None
            last = int(record.body["last"])
            assert last in {said, said + 1}  # killed between saving and saying so
            assert record.body[f"q{last % 200}"] == str(last)
            backup.check(store)
            store.seal([("visit", "v")])
            assert store.get("visit", "v") is not None


@contextmanager
def files_no_larger_than(size_bytes: int) -> Iterator[None]:
    """The system refuses to let any file of this process grow beyond a size: a full disk without one."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("with_sample", [False, True])
def test_a_vault_for_which_there_is_no_room_leaves_nothing_behind(tmp_path: Path, with_sample: bool) -> None:
    room = 500_000 if with_sample else 20_000
    with files_no_larger_than(room), pytest.raises(StorageFault):
        founding.found(
            tmp_path / "v", person=PERSON, password=PASSWORD, with_sample=with_sample, kdf=vault.CHEAP
        )
    assert list((tmp_path / "v").iterdir()) == []

    store, code = founding.found(
        tmp_path / "v", person=PERSON, password=PASSWORD, with_sample=with_sample, kdf=vault.CHEAP
    )
    store.close()
    assert vault.recover(tmp_path / "v", code, "another", kdf=vault.CHEAP)


def test_a_full_disk_is_said_and_the_earlier_answers_stay(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder
    with Store.open(folder, key, person=PERSON) as store:
        store.put("visit", "v", {"q0": "kept"})
        with (
            files_no_larger_than((folder / "ruhu.db-wal").stat().st_size),
            pytest.raises(StorageFault) as fault,
        ):
            store.put("visit", "v", {"q1": "x" * 100_000})
        assert type(fault.value).__name__ in {"DiskFull", "DriveTrouble"}
        record = store.get("visit", "v")
        assert record is not None
        assert dict(record.body) == {"q0": "kept"}
        store.put("visit", "v", {"q1": "again"})
    with Store.open(folder, key, person=PERSON) as store:
        again = store.get("visit", "v")
        assert again is not None
        assert dict(again.body) == {"q0": "kept", "q1": "again"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 900 KB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() != 0 or not mount or not unmount:
        pytest.skip("mounting a small file system needs root")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield disk
    subprocess.run([unmount, str(disk)], check=True)


def test_a_read_only_medium_is_said(small_disk: Path, template: tuple[Path, bytes]) -> None:
    source, key = template
    for name in ("vault.json", "ruhu.db"):
        shutil.copy(source / name, small_disk / name)
    mount = shutil.which("mount") or "mount"
    subprocess.run([mount, "-o", "remount,ro", str(small_disk)], check=True)

    with pytest.raises(ReadOnly):
        Store.open(small_disk, key, person=PERSON)
    with pytest.raises(ReadOnly):
        vault.change_password(small_disk, PERSON, PASSWORD, "new", kdf=vault.CHEAP)
    assert vault.unlock(small_disk, PERSON, PASSWORD) == key


def test_on_a_full_file_system_all_that_was_saved_stays(
    small_disk: Path, template: tuple[Path, bytes]
) -> None:
    source, key = template
    for name in ("vault.json", "ruhu.db"):
        shutil.copy(source / name, small_disk / name)
    with Store.open(small_disk, key, person=PERSON) as store:
        saved = fill(store)
    with Store.open(small_disk, key, person=PERSON) as store:
        assert len(store.find("visit")) == saved
        backup.check(store)


def fill(store: Store) -> int:
    """Write until nothing fits; return how many records were saved."""
    for number in range(1_000):
        try:
            store.put("visit", f"v{number}", {"q": "x" * 20_000})
        except DiskFull:
            return number
    raise AssertionError("it never got full")


def test_flipped_bytes_inside_are_found_and_the_file_is_set_aside(vault_folder: tuple[Path, bytes]) -> None:
    folder, key = vault_folder
    with Store.open(folder, key, person=PERSON) as store:
        store.put_many(("visit", f"v{n}", {"q": "x" * 500}) for n in range(50))
    content = bytearray((folder / "ruhu.db").read_bytes())
    middle = len(content) // 4096 // 2 * 4096 + 100
    for place in range(middle, len(content), 4096):
        content[place] ^= 0xFF
    (folder / "ruhu.db").write_bytes(content)

    with pytest.raises(DamagedFile), Store.open(folder, key, person=PERSON) as store:
        backup.check(store)
    aside = backup.set_aside(folder)

    assert aside.read_bytes() == bytes(content)
    assert not (folder / "ruhu.db").exists()


def test_a_copy_made_while_typing_opens_and_stands_in(
    vault_folder: tuple[Path, bytes], tmp_path: Path
) -> None:
    folder, key = vault_folder
    seen: list[tuple[int, int]] = []
    with Store.open(folder, key, person=PERSON) as store:
        store.put_many(("visit", f"v{n}", {"q": "x" * 5_000}) for n in range(500))
        typing = threading.Thread(target=lambda: [store.put("visit", "w", {"q": str(n)}) for n in range(20)])
        typing.start()
        backup.copy(store, tmp_path / "stick", key, report=lambda done, total: seen.append((done, total)))
        typing.join()
    backup.set_aside(folder)
    backup.restore(tmp_path / "stick", folder)

    with Store.open(folder, key, person=PERSON) as store:
        assert len(store.find("visit")) >= 500
        backup.check(store)
    assert seen[-1][0] == seen[-1][1]
    assert {file.name for file in (tmp_path / "stick").iterdir()} == {"ruhu.db", "vault.json"}


def test_two_threads_write_and_one_reads(vault_folder: tuple[Path, bytes]) -> None:
    """Screen and sync at a time: nobody is turned away."""
    folder, key = vault_folder
    with Store.open(folder, key, person=PERSON) as store:

        def work(name: str) -> None:
            for number in range(30):
                store.put("visit", name, {"last": str(number)})
                store.households()

        threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b", "c")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [record.get("last") for record in store.find("visit")] == ["29", "29", "29"]

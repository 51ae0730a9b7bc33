"""The folder of one laptop: who may open it, and the key that each person's password unwraps.

    vault.json     people with their wrapped keys, the recovery code's; no secret in clear
    ruhu.db        the encrypted database
    attachments/   encrypted files, named by their SHA-256

Imports nothing heavy: the sign-in window needs only this module.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import DamagedFile, NewerFile, NotAVault, UnknownPerson, VaultExists, WrongPassword
from storage.files import known_faults, write_atomically

VAULT_FILE = "vault.json"
DATABASE_FILE = "ruhu.db"
ATTACHMENTS_FOLDER = "attachments"
FORMAT = 1
KEY_BYTES = 32
_NONCE_BYTES = 12
_MOST_MEMORY_KIB, _MOST_PASSES, _MOST_LANES = 1 << 20, 64, 16
_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0/O, 1/I: the code is read from paper."""
_CODE_GROUPS, _GROUP_LETTERS = 7, 4


@dataclass(frozen=True, slots=True)
class Kdf:
    """Cost of turning a password into a key (Argon2id)."""

    memory_kib: int
    passes: int
    lanes: int = 2


DEFAULT = Kdf(memory_kib=131_072, passes=5)
"""About 0.25–0.5 s on a two-core laptop, on purpose."""
CHEAP = Kdf(memory_kib=8, passes=1, lanes=1)
"""For tests and the demonstration only."""


@dataclass(frozen=True, slots=True)
class Vault:
    """An opened vault: where it is, for whom, and the database key."""

    folder: Path
    person: str
    key: bytes


def create(folder: Path, *, person: str, password: str, kdf: Kdf = DEFAULT) -> tuple[Vault, str]:
    """Make a vault for a first person; return it with the recovery code, which is kept nowhere.

    Raises:
        VaultExists: The folder holds one already; it is left as it is.
        StorageFault: The folder cannot be written.
    """
    if (folder / VAULT_FILE).exists() or (folder / DATABASE_FILE).exists():
        raise VaultExists(folder)
    key = secrets.token_bytes(KEY_BYTES)
    code = _new_code()
    content = {
        "app": "ruhu",
        "format": FORMAT,
        "people": [_wrapped(key, person, password, kdf)],
        "recovery": _wrapped(key, "", _plain_code(code), kdf),
    }
    with known_faults(folder):
        (folder / ATTACHMENTS_FOLDER).mkdir(parents=True, exist_ok=True)
    _write(folder, content)
    return Vault(folder, person, key), code


def default_folder() -> Path:
    """Return where the vault lies: `RUHU_HOME`, or the usual place for a person's data on this system."""
    if home := os.environ.get("RUHU_HOME"):
        return Path(home)
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Ruhu"
    return Path(os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")) / "ruhu"


def exists(folder: Path) -> bool:
    """Whether there is a vault in the folder."""
    return (folder / VAULT_FILE).exists()


def people(folder: Path) -> tuple[str, ...]:
    """Return the names that can sign in, in the order they were added.

    Raises:
        NotAVault, NewerFile, DamagedFile: As the file is.
    """
    return tuple(entry["name"] for entry in _read(folder)["people"])


def unlock(folder: Path, person: str, password: str) -> bytes:
    """Return the database key; takes the time of the key derivation.

    Raises:
        UnknownPerson: Nobody of that name.
        WrongPassword: The password is another.
    """
    return _unwrapped(folder, _entry(folder, _read(folder), person), password)


def recover(folder: Path, code: str, new_password: str, *, person: str = "", kdf: Kdf = DEFAULT) -> bytes:
    """Give a person (the first, if none is named) a new password by the printed code; return the key.

    Raises:
        WrongPassword: The code is not the one printed when the vault was made.
    """
    content = _read(folder)
    key = _unwrapped(folder, content["recovery"], _plain_code(code))
    name = _entry(folder, content, person or content["people"][0]["name"])["name"]
    _write(folder, _with_person(content, _wrapped(key, name, new_password, kdf)))
    return key


def change_password(folder: Path, person: str, old: str, new: str, *, kdf: Kdf = DEFAULT) -> None:
    """Wrap the same key by another password; nothing is encrypted anew."""
    content = _read(folder)
    key = _unwrapped(folder, _entry(folder, content, person), old)
    _write(folder, _with_person(content, _wrapped(key, person, new, kdf)))


def add_person(folder: Path, key: bytes, person: str, password: str, *, kdf: Kdf = DEFAULT) -> None:
    """Let one more person open the vault; the key comes from somebody who has opened it."""
    content = _read(folder)
    if any(entry["name"] == person for entry in content["people"]):
        raise VaultExists(folder, "person")
    _write(folder, _with_person(content, _wrapped(key, person, password, kdf)))


def _wrapped(key: bytes, name: str, password: str, kdf: Kdf) -> dict[str, Any]:
    salt = secrets.token_bytes(16)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = nonce + AESGCM(_derived(password, salt, kdf)).encrypt(nonce, key, name.encode())
    return {"name": name, "salt": salt.hex(), "kdf": {"name": "argon2id", **asdict(kdf)}, "key": sealed.hex()}


def _unwrapped(folder: Path, entry: Mapping[str, Any], password: str) -> bytes:
    try:
        kdf = _cost(entry["kdf"])
        salt, sealed = bytes.fromhex(entry["salt"]), bytes.fromhex(entry["key"])
        name = entry["name"].encode()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DamagedFile(folder / VAULT_FILE, "entry") from error
    derived = _derived(password, salt, kdf)
    try:
        return AESGCM(derived).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name)
    except InvalidTag as error:
        raise WrongPassword(folder) from error


def _cost(stated: Mapping[str, Any]) -> Kdf:
    """Read the cost of a key; a changed file must not make this laptop compute for an hour."""
    kdf = Kdf(int(stated["memory_kib"]), int(stated["passes"]), int(stated["lanes"]))
    if not (
        8 * kdf.lanes <= kdf.memory_kib <= _MOST_MEMORY_KIB
        and 1 <= kdf.passes <= _MOST_PASSES
        and 1 <= kdf.lanes <= _MOST_LANES
    ):
        raise ValueError(kdf)
    return kdf


def _derived(password: str, salt: bytes, kdf: Kdf) -> bytes:
    return hash_secret_raw(
        password.encode(), salt, time_cost=kdf.passes, memory_cost=kdf.memory_kib,
        parallelism=kdf.lanes, hash_len=KEY_BYTES, type=Type.ID,
    )  # fmt: skip


def _new_code() -> str:
    groups = (
        "".join(secrets.choice(_CODE_LETTERS) for _ in range(_GROUP_LETTERS)) for _ in range(_CODE_GROUPS)
    )
    return "-".join(groups)


def _plain_code(code: str) -> str:
    return "".join(char for char in code.upper() if char.isalnum())


def _entry(folder: Path, content: Mapping[str, Any], person: str) -> Mapping[str, Any]:
    for entry in content["people"]:
        if entry["name"] == person:
            return cast("Mapping[str, Any]", entry)
    raise UnknownPerson(folder, "person")


def _with_person(content: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    names = [other["name"] for other in content["people"]]
    others = [entry if other["name"] == entry["name"] else other for other in content["people"]]
    return {**content, "people": others if entry["name"] in names else [*others, entry]}


def _read(folder: Path) -> dict[str, Any]:
    file = folder / VAULT_FILE
    if not file.exists():
        raise NotAVault(folder, "no vault.json")
    with known_faults(file):
        text = file.read_bytes()
    try:
        content = json.loads(text)
    except ValueError as error:
        raise DamagedFile(file, "not JSON") from error
    if not isinstance(content, dict) or content.get("app") != "ruhu":
        raise NotAVault(file, "another program's")
    version = content.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise NewerFile(file, version, FORMAT)
    if not isinstance(version, int) or not _has_people(content) or "recovery" not in content:
        raise DamagedFile(file, "incomplete")
    return content


def _has_people(content: Mapping[str, Any]) -> bool:
    people = content.get("people")
    return (
        bool(people)
        and isinstance(people, list)
        and all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in people)
    )


def _write(folder: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    write_atomically(folder / VAULT_FILE, text.encode())


def free_bytes(folder: Path) -> int:
    """Return the room left for this user on the vault's drive."""
    import shutil

    return shutil.disk_usage(folder if folder.exists() else os.fspath(folder.parent)).free

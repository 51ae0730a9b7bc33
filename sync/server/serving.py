"""Running a centre: its folder, its key file, its processes' manners."""

from __future__ import annotations

import gc
import os
import secrets
import socket
from pathlib import Path
from typing import Final

import uvicorn
from fastapi import FastAPI

from storage.errors import DamagedFile, Refused
from storage.files import known_faults
from storage.store import Store
from storage.vault import DATABASE_FILE, KEY_BYTES, VAULT_FILE
from sync.protocol import KEEP_ALIVE_SECONDS

KEY_FILE: Final = "centre.key"
PERSON: Final = "centre"
_BACKLOG = 256
_GARBAGE_AFTER = 100_000
"""Objects made before cycles are looked for: a packet makes the usual 700 in a millisecond, and no cycles."""


def open_store(folder: Path, *, make: bool = True) -> Store:
    """Open the centre's store in a folder, making it at the first call unless told not to.

    The database is encrypted; its key lies beside it in a file that only this user may read. That keeps a
    copied database or a discarded disk image closed; it does not protect from who owns the machine.

    Raises:
        Refused: `not_a_centre`: the folder is a laptop's vault; `no_centre`: there is none, none was made.
        StorageFault: It cannot be opened; nothing was touched.
    """
    if (folder / VAULT_FILE).exists():
        raise Refused("not_a_centre", str(folder))
    if not make and not (folder / DATABASE_FILE).exists():
        raise Refused("no_centre", str(folder))
    with known_faults(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = _key(folder / KEY_FILE)
    if (folder / DATABASE_FILE).exists():
        return Store.open(folder, key, person=PERSON)
    return Store.create(folder, key, person=PERSON)


def _key(file: Path) -> bytes:
    try:
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_key(file)
    with os.fdopen(made, "w") as opened:
        opened.write(secrets.token_bytes(KEY_BYTES).hex() + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    return _read_key(file)


def _read_key(file: Path) -> bytes:
    try:
        key = bytes.fromhex(file.read_text("ascii").strip())
    except ValueError as error:
        raise DamagedFile(file, "key") from error
    if len(key) != KEY_BYTES:
        raise DamagedFile(file, "key")
    return key


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one. OSError if the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def serve(app: FastAPI, listening: socket.socket) -> None:
    """Answer until told to stop; a connection is kept for as long as a bad line may be silent."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=5,
        lifespan="off",
    )
    gc.freeze()
    gc.set_threshold(_GARBAGE_AFTER)
    uvicorn.Server(config).run(sockets=[listening])

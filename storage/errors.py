"""Faults of the world that storage meets: data only, the wording is the screen's."""

from __future__ import annotations

from pathlib import Path


class StorageFault(Exception):
    """Something outside the program stands in the way; nothing was half-done.

    Attributes:
        path: The file concerned, None where there is none.
        detail: For the log, never for a person.
    """

    def __init__(self, path: Path | None = None, detail: str = "") -> None:
        super().__init__(f"{path or ''} {detail}".strip())
        self.path = path
        self.detail = detail


class WrongPassword(StorageFault):  # these are names of situations, read by a `match`
    """The person is known, the password (or recovery code) does not open the key."""


class UnknownPerson(StorageFault):
    """Nobody of this name has an entry in the vault."""


class VaultExists(StorageFault):
    """The folder already holds a vault; it is left as it is."""


class NotAVault(StorageFault):
    """The folder or file was not made by this program."""


class NoSuchFile(StorageFault):
    """The file or folder that was named is not there, or the other of the two."""


class MissingFile(StorageFault):
    """The vault is there, its database is not (taken away, or never made)."""


class NewerFile(StorageFault):
    """Written by a newer version; opening it here could lose what this version does not know.

    Attributes:
        found: The number in the file.
        known: The newest number this program understands.
    """

    def __init__(self, path: Path | None, found: int, known: int) -> None:
        super().__init__(path, f"found={found} known={known}")
        self.found = found
        self.known = known


class DamagedFile(StorageFault):
    """The file does not read as it was written; it is never deleted or written over."""


class DiskFull(StorageFault):
    """No room to save; what was saved before is safe."""


class ReadOnly(StorageFault):
    """The medium or the file refuses writing."""


class InUse(StorageFault):
    """Another process, or another window, has the file open."""


class DriveTrouble(StorageFault):
    """The drive failed while reading or writing (pulled out, worn out)."""


class Refused(StorageFault):
    """The change is not allowed as things stand.

    Attributes:
        code: Why: `reason_needed`, `signed`, `not_sealed`, `unknown_household`, `no_serials`, …
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(None, f"{code} {detail}".strip())
        self.code = code


class BrokenChain(StorageFault):
    """A device's own history has a gap or was rewritten.

    Attributes:
        device: Whose history.
        number: The first number that does not fit.
    """

    def __init__(self, device: str, number: int) -> None:
        super().__init__(None, f"device={device} number={number}")
        self.device = device
        self.number = number

"""What signing in does, as plain work for `Tasks`; imports storage inside, for it takes 0.6 s.

The sign-in window is painted first; `warm_up` loads storage on a thread while the password is typed.
"""

from __future__ import annotations

import gc
import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage import Store

VAULT_FILE = "vault.json"
MIN_PASSWORD_LENGTH = 8
HEAVY = ("storage.store", "storage.visits", "ui.main_window")


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that is open, and the recovery code if its vault was made just now."""

    store: Store
    recovery_code: str = ""


def is_first_run(folder: Path) -> bool:
    """Tell whether there is no vault yet."""
    return not (folder / VAULT_FILE).exists()


def people(folder: Path) -> tuple[str, ...]:
    """Return who can sign in on this laptop."""
    from storage import vault

    return tuple(vault.people(folder))


def warm_up() -> None:
    """Import what the main window will need."""
    for module in HEAVY:
        importlib.import_module(module)
    if not gc.get_freeze_count():
        gc.freeze()  # what was loaded stays; to look through it for garbage takes 60 ms each time


def make(folder: Path, person: str, password: str, *, with_sample: bool) -> Opened:
    """Make the vault of a new laptop, with the sample village if wanted; all of it or nothing."""
    from storage import founding

    return Opened(*founding.found(folder, person=person, password=password, with_sample=with_sample))


def sign_in(folder: Path, person: str, password: str) -> Opened:
    """Open the store with a password."""
    from storage import Store, vault

    return Opened(Store.open(folder, vault.unlock(folder, person, password), person=person))


def recover(folder: Path, person: str, code: str, password: str) -> Opened:
    """Set a new password with the recovery code and open the store."""
    from storage import Store, vault

    key = vault.recover(folder, code, password, person=person)
    return Opened(Store.open(folder, key, person=person))

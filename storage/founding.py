"""Making a new laptop's vault: key file, database, sample village; all of it or nothing."""

from __future__ import annotations

from pathlib import Path

from storage import sample, vault
from storage.store import LOCK_FILE, Store


def found(
    folder: Path, *, person: str, password: str, with_sample: bool, kdf: vault.Kdf = vault.DEFAULT
) -> tuple[Store, str]:
    """Make a vault for a first person; return its store, open, and the recovery code.

    Raises:
        VaultExists: The folder holds one already; it is left as it is.
        StorageFault: It could not be made; nothing of it is left, so that it can be tried again.
    """
    made, code = vault.create(folder, person=person, password=password, kdf=kdf)
    try:
        store = Store.create(folder, made.key, person=person)
        try:
            if with_sample:
                sample.install(store)
        except BaseException:
            store.close()
            raise
    except BaseException:
        _unmake(folder)
        raise
    return store, code


def _unmake(folder: Path) -> None:
    """Take away a vault made a moment ago; without its recovery code nobody should work in it."""
    for file in (folder / vault.VAULT_FILE, folder / LOCK_FILE, *folder.glob(f"{vault.DATABASE_FILE}*")):
        file.unlink(missing_ok=True)
    (folder / vault.ATTACHMENTS_FOLDER).rmdir()

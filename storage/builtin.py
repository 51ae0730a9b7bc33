"""The questionnaires that come with the program: compiled once per vault, loaded once per store."""

from __future__ import annotations

import hashlib
from pathlib import Path

import forms
import resources
from forms import Questionnaire
from storage.errors import Refused
from storage.store import Store

DEFAULT = "guangxi-2015"
"""Folder of the questionnaire used where the county has set no other (setting `questionnaire`)."""


def questionnaire(store: Store, name: str, version: str | None) -> Questionnaire:
    """Return a loaded questionnaire; a folder name of a built-in one stands for its form.

    Raises:
        Refused: `unknown_questionnaire`.
    """
    named = name or store.setting("questionnaire", DEFAULT)
    folder = resources.path("questionnaires", named)
    if version is None and folder.is_dir():
        named = _kept(store, folder)
    known = store.forms.get((named, version or ""))
    if known is None:
        kept = store.stored_questionnaire(named, version)
        if kept is None and version is not None and _install_all(store):
            kept = store.stored_questionnaire(named, version)
        if kept is None:
            raise Refused("unknown_questionnaire", f"{named} {version}")
        known = store.forms.get((kept.name, kept.version)) or forms.load(kept.xform)
        store.forms[kept.name, kept.version] = known
        if version is None:
            store.forms[named, ""] = known
    return known


def _install_all(store: Store) -> bool:
    """Compile what this program has and the vault has not: a visit from another laptop may need it."""
    folders = sorted(folder for folder in resources.path("questionnaires").iterdir() if folder.is_dir())
    for folder in folders:
        _kept(store, folder)
    return bool(folders)


def _kept(store: Store, folder: Path) -> str:
    """Return the form name of a built-in questionnaire, compiling it if its files are not those kept."""
    digest = _digest(folder)
    kept_as, _, kept_digest = store.local(f"questionnaire {folder.name}").partition(" ")
    if kept_digest == digest:
        return kept_as
    from forms import xlsform  # pyxform takes half a second, and is needed once per vault and version

    xform = xlsform.convert(folder)
    form = forms.load(xform)
    if store.stored_questionnaire(form.name, form.version) is None:
        store.keep_questionnaire(form.name, form.version, form.title, xform)
    store.forms.clear()
    store.set_local(f"questionnaire {folder.name}", f"{form.name} {digest}")
    return form.name


def _digest(folder: Path) -> str:
    """Tell versions of a folder apart by names, sizes and times: reading it all would cost each visit."""
    found = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(f"{file.relative_to(folder)} {file.stat().st_size} ".encode())
        found.update(str(file.stat().st_mtime_ns).encode())
    return found.hexdigest()

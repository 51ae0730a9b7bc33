"""The questionnaires that come with the program: compiled once per vault, loaded once per store."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import forms
import resources
from forms import Questionnaire, QuestionnaireFault
from storage import in_use
from storage.errors import Refused
from storage.store import Store

DEFAULT = "guangxi-2015"
"""Folder of the questionnaire used where the county has set no other (setting `questionnaire`)."""


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A questionnaire of the program, as its settings sheet names it."""

    folder: Path
    name: str
    version: str
    title: str


def built_ins() -> Iterator[BuiltIn]:
    """Yield the questionnaires that come with the program, without compiling them."""
    for sheet in sorted(resources.path("questionnaires").glob("*/settings.csv")):
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            row = next(csv.DictReader(file))
        yield BuiltIn(sheet.parent, row["form_id"], row["version"], row["form_title"])


def main_name(store: Store) -> str:
    """Return the form name of the county's questionnaire: the one that a household's score is of."""
    named = store.setting("questionnaire", DEFAULT)
    return next((each.name for each in built_ins() if named in {each.folder.name, each.name}), named)


def questionnaire(store: Store, name: str, version: str | None) -> Questionnaire:
    """Return a loaded questionnaire; a folder name of a built-in one stands for its form.

    Without a version, the one that new visits take on this laptop.

    Raises:
        Refused: `unknown_questionnaire`; `faulty`: it is here and cannot be opened.
    """
    named = name or store.setting("questionnaire", DEFAULT)
    if version is None:
        named, version = in_use_of(store, named)
    known = store.forms.get((named, version))
    if known is None:
        known = store.forms[named, version] = _loaded(store, named, version)
    return known


def in_use_of(store: Store, named: str) -> tuple[str, str]:
    """Return name and version of what new visits take on this laptop.

    Raises:
        Refused: `unknown_questionnaire`.
    """
    own = next((each for each in built_ins() if named in {each.folder.name, each.name}), None)
    name, version = kept(store, own.folder) if own else (named, "")
    version = in_use.version(store, name, version) or ""
    if not version:
        raise Refused("unknown_questionnaire", named)
    return name, version


def _loaded(store: Store, name: str, version: str) -> Questionnaire:
    stored = store.stored_questionnaire(name, version)
    if stored is None:
        for own in [each for each in built_ins() if each.name == name]:
            kept(store, own.folder)  # a visit from another laptop may need what this one never used
        stored = store.stored_questionnaire(name, version)
    if stored is None:
        raise Refused("unknown_questionnaire", f"{name} {version}")
    try:
        return forms.load(stored.xform)
    except QuestionnaireFault as error:
        raise Refused("faulty", f"{name} {version}: {error}") from error


def kept(store: Store, folder: Path) -> tuple[str, str]:
    """Return name and version of a built-in questionnaire, compiling it if its files are not those kept."""
    digest = _digest(folder)
    kept_digest, _, kept_as = store.local(f"questionnaire {folder.name}").partition(" ")
    name, _, version = kept_as.partition(" ")
    if kept_digest == digest:
        return name, version
    from forms import package  # pyxform takes half a second, and is needed once per vault and version

    found = package.collect(folder)
    form = found.questionnaire
    if store.stored_questionnaire(form.name, form.version) is None:
        store.keep_questionnaire(
            form.name, form.version, form.title, found.package.xform, found.package.files
        )
    store.set_local(f"questionnaire {folder.name}", f"{digest} {form.name} {form.version}")
    return form.name, form.version


def _digest(folder: Path) -> str:
    """Tell versions of a folder apart by names, sizes and times: reading it all would cost each visit."""
    found = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(f"{file.relative_to(folder)} {file.stat().st_size} ".encode())
        found.update(str(file.stat().st_mtime_ns).encode())
    return found.hexdigest()

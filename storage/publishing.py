"""Questionnaires that travel: publishing one, what is on offer, and which version new visits take."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from forms import Questionnaire, QuestionnaireFault
from forms.package import Package
from storage import builtin, contents, in_use
from storage.errors import Refused
from storage.questionnaires import FAULTY, KIND, USABLE, Publication
from storage.records import Record
from storage.store import Store

AUTO_SETTING = "questionnaire_auto"
"""Setting: "1" lets a version that arrived be taken at the next visit without a click."""
COUNTY_DIGITS = 6
"""A laptop of an area with no more digits speaks for a whole county."""
# written when a laptop joins (`sync.client.membership`)
_CENTRE, _AREA = "centre id", "area"


@dataclass(frozen=True, slots=True)
class Offered:
    """A version of a questionnaire that is here.

    Attributes:
        by: Who published it, "" for one that came with the program or was never published.
        in_use: New visits take it on this laptop.
        announced: It came after the one in use and can be used: people are to be told.
        fault: Why it cannot be used, for people; "" if it can.
        record: Id of its `questionnaire` record, "" if it was not published.
    """

    name: str
    version: str
    title: str
    note: str = ""
    published_at: str = ""
    by: str = ""
    in_use: bool = False
    announced: bool = False
    fault: str = ""
    record: str = ""


def may_publish(store: Store) -> bool:
    """Whether what is published here is published: at the centre, for a county, or without a centre."""
    return not store.local(_CENTRE) or len(store.local(_AREA)) <= COUNTY_DIGITS


def publish(store: Store, package: Package, *, note: str = "") -> Record:
    """Publish a questionnaire with its files: it travels to all laptops, which announce it.

    The same content again is the same record, and changes nothing. It is not in use here before
    `apply_version`, as everywhere.

    Raises:
        Refused: `publish_at_county`: this laptop speaks for less than a county; `faulty`: it cannot be
            opened, or has no name or version; `too_large`: more than 8 MB compressed;
            `questionnaire_changed`: other content is known under its name and version.
    """
    if not may_publish(store):
        raise Refused("publish_at_county", store.local(_AREA))
    form = _opened(package)
    body = contents.body(package)
    if contents.compressed_bytes(body) > contents.COMPRESSED_LIMIT_BYTES:
        raise Refused("too_large", f"{contents.compressed_bytes(body)} bytes")
    record = contents.record_id(package)
    with store.transaction():
        known = store.get(KIND, record)
        if known is not None:
            return known
        _refuse_other_content(store, form, package)
        body |= {
            "name": form.name, "version": form.version, "title": form.title, "digest": package.digest,
            "note": note.strip(), "published_by": store.person, "published_at": store.now(),
        }  # fmt: skip
        store.put(KIND, record, body)
        store.seal([(KIND, record)])
    return _published(store, record)


def _opened(package: Package) -> Questionnaire:
    try:
        form = in_use.opened(package)
    except QuestionnaireFault as error:
        raise Refused("faulty", str(error)) from error
    if not form.name or not form.version or not all(map(contents.fits_a_key, package.files)):
        raise Refused("faulty", f"name={form.name} version={form.version} files={list(package.files)}")
    return form


def _refuse_other_content(store: Store, form: Questionnaire, package: Package) -> None:
    for own in builtin.built_ins():
        if (own.name, own.version) == (form.name, form.version):
            builtin.kept(store, own.folder)
    kept = store.stored_questionnaire(form.name, form.version)
    if kept is None:
        return
    known = Package(kept.xform, store.questionnaire_files(form.name, form.version))
    if known.digest != package.digest:
        raise Refused("questionnaire_changed", f"{form.name} {form.version}")


def _published(store: Store, record: str) -> Record:
    found = store.get(KIND, record)
    if found is None:
        raise Refused("unknown_questionnaire", record)
    return found


def offered(store: Store) -> tuple[Offered, ...]:
    """Return all versions that are here: published ones newest first, then those of the program.

    Two of the same name and version are both in it; the one that came later has a fault and is never used.
    Looking at one that has just arrived takes up to a second: not for the thread that draws.
    """
    published = in_use.looked_at(store)
    shown = {(each.name, each.version) for each in published if each.state in {*USABLE, FAULTY}}
    unpublished = [each for each in _unpublished(store) if each[:2] not in shown]
    new = {each.name for each in published}
    names = new | {name for name, _, _ in unpublished}
    own = {each.name: each.version for each in builtin.built_ins()}
    chosen = {name: _chosen(store, name, own.get(name, ""), new) for name in names}
    found = [_offer(each, chosen[each.name], published) for each in published]
    return (
        *found,
        *(
            Offered(name, version, title, in_use=chosen[name] == version)
            for name, version, title in unpublished
        ),
    )


def _chosen(store: Store, name: str, own: str, published: AbstractSet[str]) -> str | None:
    if in_use.settled(store, name) or own or name not in published:
        return in_use.version(store, name, own)
    return None  # the first visit takes the newest; until then all of them are news


def _offer(each: Publication, chosen: str | None, published: tuple[Publication, ...]) -> Offered:
    is_usable = each.state in USABLE
    since = next((p.arrived for p in published if _is(p, each.name, chosen) and p.state in USABLE), 0)
    is_chosen = is_usable and each.version == chosen
    return Offered(
        each.name, each.version, each.title, each.note, each.published_at, each.published_by,
        in_use=is_chosen, announced=is_usable and not is_chosen and each.arrived > since,
        fault=in_use.fault_of(each), record=each.record,
    )  # fmt: skip


def _is(publication: Publication, name: str, version: str | None) -> bool:
    return publication.name == name and publication.version == version


def _unpublished(store: Store) -> Iterator[tuple[str, str, str]]:
    """Yield (name, version, title) of what is kept here without being published, and of the program."""
    kept = store.questionnaires()
    yield from kept
    known = {(name, version) for name, version, _ in kept}
    for own in builtin.built_ins():
        if (own.name, own.version) not in known:
            yield own.name, own.version, own.title


def waiting(store: Store) -> tuple[Offered, ...]:
    """Return versions that came after those in use, newest first: people are to be told of them."""
    return tuple(each for each in offered(store) if each.announced)


def apply_version(store: Store, name: str, version: str) -> None:
    """Let new visits take a version on this laptop from now on; open and finished ones keep theirs.

    Raises:
        Refused: `unknown_questionnaire`: it is not here; `faulty`: it cannot be used.
    """
    if any(each.state == FAULTY and _is(each, name, version) for each in in_use.looked_at(store)):
        raise Refused("faulty", f"{name} {version}")
    form = builtin.questionnaire(store, name, version)
    in_use.use(store, form.name, form.version)


def apply_newest(store: Store, name: str) -> None:
    """Take the newest version that waits, if the county has set it so (`questionnaire_auto`)."""
    if store.setting(AUTO_SETTING) == "1":
        newest = next((each for each in waiting(store) if each.name == name), None)
        if newest is not None:
            apply_version(store, newest.name, newest.version)

"""Which version of a questionnaire new visits take on this laptop, and whether what arrived can be used."""

from __future__ import annotations

import logging

import forms
from forms import QuestionnaireFault, external
from forms.package import Package
from forms.wording import fault_sentence
from storage.questionnaires import CLASH, DAMAGED, FAULTY, NEW, SOUND, USABLE, Publication
from storage.store import Store

log = logging.getLogger(__name__)

_APPLIED = "questionnaire in use "
_SENTENCES = {
    DAMAGED: "内容已损坏，或与它的编号不符，不能使用。请让发布的人重新发布。",
    CLASH: "本机已有同名、同版本号而内容不同的问卷，这一份没有采用。请让发布的人改版本号，重新发布。",
}
_NO_FORM = "本程序打不开这份问卷，不能使用。请让发布的人检查问卷，或升级本程序。"
_OTHER_FORM = "问卷里写的名称或版本号与发布时说的不同，不能使用。请让发布的人重新发布。"


def version(store: Store, name: str, built_in: str = "") -> str | None:
    """Return the version that new visits take: the one applied here, else the program's own, else the newest.

    None if there is none that can be used.
    """
    return settled(store, name) or built_in or _newest(store, name)


def settled(store: Store, name: str) -> str:
    """Return the version that was applied here, or taken by a first visit; "" for none."""
    return store.local(_APPLIED + name)


def use(store: Store, name: str, chosen: str) -> None:
    """Let new visits take a version from now on."""
    store.set_local(_APPLIED + name, chosen)


def is_newer(store: Store, name: str, one: str, than: str) -> bool:
    """Whether a version came here after another one; a published one is newer than one of the program."""
    arrived = {each.version: each.arrived for each in store.publications() if each.name == name}
    kept = [version for named, version, _ in store.questionnaires() if named == name]

    def rank(version: str) -> tuple[int, int]:
        return arrived.get(version, 0), -kept.index(version) if version in kept else -len(kept)

    return rank(one) > rank(than)


def _newest(store: Store, name: str) -> str | None:
    unusable = {(each.name, each.version) for each in looked_at(store) if each.state == FAULTY}
    known = ((named, version) for named, version, _ in store.questionnaires() if named == name)
    return next((version for named, version in known if (named, version) not in unusable), None)


def settle(store: Store, name: str, chosen: str) -> None:
    """Stay with a published version that is taken for the first time; later ones are announced."""
    if not settled(store, name) and any(
        (each.name, each.version) == (name, chosen) for each in store.publications()
    ):
        use(store, name, chosen)


def looked_at(store: Store) -> tuple[Publication, ...]:
    """Return what was published, newest first, after looking whether what is new can be opened.

    Looking takes up to a second for a large form, once; nothing is locked meanwhile.
    """
    found = store.publications()
    fresh = [each for each in found if each.state == NEW]
    for each in fresh:
        fault = _fault(store, each)
        store.judge_publication(each.record, FAULTY if fault else SOUND, fault)
    return store.publications() if fresh else found


def _fault(store: Store, publication: Publication) -> str:
    """Return why a questionnaire cannot be opened, "" if it can."""
    kept = store.stored_questionnaire(publication.name, publication.version)
    if kept is None:
        return _SENTENCES[DAMAGED]
    try:
        form = opened(Package(kept.xform, store.questionnaire_files(kept.name, kept.version)))
    except QuestionnaireFault as error:
        return fault_sentence(error.faults[0])
    except Exception:  # what arrives must never stop a laptop, whatever it does to the engine
        log.exception("questionnaire name=%s version=%s", publication.name, publication.version)
        return _NO_FORM
    if (form.name, form.version) != (publication.name, publication.version):
        return _OTHER_FORM
    store.forms[form.name, form.version] = form
    return ""


def opened(package: Package) -> forms.Questionnaire:
    """Return the questionnaire of a package, its lists read as well.

    Raises:
        QuestionnaireFault: It cannot be opened.
    """
    form = forms.load(package.xform)
    external.instances(form, package.files)
    return form


def fault_of(publication: Publication) -> str:
    """Return why a publication cannot be used, "" if it can."""
    return publication.fault or ("" if publication.state in USABLE else _SENTENCES[publication.state])

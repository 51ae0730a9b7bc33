"""A questionnaire as it is published: the form, and the files it brings along."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forms import external
from forms.encoding import decoded
from forms.faults import Fault, FaultCode, QuestionnaireFault
from forms.questionnaire import Questionnaire, Text
from forms.xform import load
from forms.xlsform import Converted, checked

FILES_LIMIT_BYTES = 16 << 20
_OURS = frozenset(("settings", "tun", "neighbours", "register", "household", "member"))
"""Instances that the register answers, without a file (`docs/QUESTIONNAIRE.md`)."""


@dataclass(frozen=True, slots=True)
class Package:
    """A form with its files.

    Attributes:
        xform: XForm XML.
        files: Bytes by file name, as the form's `jr://` addresses end: lists (CSV, XML, GeoJSON) and media.
    """

    xform: str
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over form and files, in hex."""
        found = hashlib.sha256(self.xform.encode())
        for name in sorted(self.files):
            found.update(f"\0{name}\0".encode() + hashlib.sha256(self.files[name]).digest())
        return found.hexdigest()


@dataclass(frozen=True, slots=True)
class Collected:
    """What lies in and beside a source.

    Attributes:
        missing: Files that the form names and nobody put beside it; placed where the form is known.
    """

    package: Package
    converted: Converted
    questionnaire: Questionnaire
    missing: tuple[Fault, ...]


def collect(source: Path) -> Collected:
    """Read a workbook, a folder of sheets or an XForm, with the files beside it.

    Files are looked for in the folder of the source, in `<stem>-media` beside it, and in the source itself
    where it is a folder; nothing outside of these is read.

    Raises:
        QuestionnaireFault: The form, or one of its lists, has faults; or the files are too large.
    """
    converted = checked(source) if _is_workbook(source) else _plain(source)
    questionnaire = load(converted.xform)
    wanted: dict[str, str] = {}
    for name, where in files_of(questionnaire):
        wanted.setdefault(name, where)
    found = {name: path for name in wanted if (path := _beside(source, name)) is not None}
    if sum(path.stat().st_size for path in found.values()) > FILES_LIMIT_BYTES:
        raise QuestionnaireFault((Fault(FaultCode.TOO_LONG, source.name, f"> {FILES_LIMIT_BYTES >> 20} MB"),))
    files = {name: path.read_bytes() for name, path in found.items()}
    if converted.lists and external.ITEMSETS in wanted:
        files.setdefault(external.ITEMSETS, converted.lists.encode())
    external.instances(questionnaire, files)  # a broken list is a fault now, not in a village
    own = {entity.dataset for entity in questionnaire.entities}  # lists that its own visits fill
    missing = tuple(
        Fault(FaultCode.MISSING_FILE, where, name)
        for name, where in wanted.items()
        if name not in files and where not in own
    )
    return Collected(Package(converted.xform, files), converted, questionnaire, missing)


_DECLARED = re.compile(r"""\A(\s*<\?xml[^>]*?\bencoding\s*=\s*)["'](?P<encoding>[\w.-]+)["']""")
_OTHERS = {"iso-8859-1": "latin-1", "windows-1252": "cp1252", "big5": "big5"}
"""Declared encodings that cannot be told from the bytes."""


def _is_workbook(source: Path) -> bool:
    return source.is_dir() or source.suffix.lower() != ".xml"


def _plain(source: Path) -> Converted:
    try:
        return Converted(_in_unicode(source.read_bytes()), (), {})
    except OSError as error:
        raise QuestionnaireFault((Fault(FaultCode.UNREADABLE, source.name, "没有这个文件"),)) from error
    except UnicodeDecodeError as error:
        why = "不是声明的编码，也不是 UTF-8 或 GB 18030 编码"
        raise QuestionnaireFault((Fault(FaultCode.UNREADABLE, source.name, why),)) from error


def _in_unicode(raw: bytes) -> str:
    """Return the text of an XML file, which says from then on that it is UTF-8."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = raw.decode("utf-16")
    else:
        said = _DECLARED.match(raw[:200].decode("latin-1"))
        other = _OTHERS.get(said["encoding"].lower(), "") if said else ""
        text = raw.decode(other) if other else decoded(raw)
    return _DECLARED.sub(r'\1"UTF-8"', text, count=1)


def files_of(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """Yield (file name, where the form names it): lists that the register does not answer, and media."""
    for name, address in questionnaire.sources.items():
        file = address.rpartition("/")[2]
        if name not in _OURS and address.startswith(("jr://file", "jr://images")) and file:
            yield file, name
    for definition, control in zip(questionnaire.definitions, questionnaire.controls, strict=True):
        texts = (control.label, control.hint, *(each.label for each in control.options)) if control else ()
        yield from ((file, definition.name) for text in texts for file in _media(text))
    for text_id, text in questionnaire.translations.items():
        yield from ((file, text_id) for file in _media(text))


def _media(text: Text) -> Iterator[str]:
    for media in text.media.values():
        yield from filter(None, (media.image, media.big_image, media.audio, media.video))


def _beside(source: Path, name: str) -> Path | None:
    if name != Path(name).name or name in (".", ".."):
        return None  # an address must not lead out of the folder
    folders = (source,) if source.is_dir() else ()
    folders = (*folders, source.parent / f"{source.stem}-media", source.parent)
    return next((folder / name for folder in folders if (folder / name).is_file()), None)

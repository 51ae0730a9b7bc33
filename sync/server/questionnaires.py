"""Questionnaires that a centre publishes when it starts: read and reviewed first, all of them or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms import Fault
from forms.package import Package
from forms.review import review
from forms.wording import fault_sentence
from storage import publishing
from storage.store import Store


@dataclass(frozen=True)
class Read:
    """Files that were read.

    Attributes:
        packages: To be published; of a file with faults there is none.
        faults: Sentences, with the file.
        warnings: The same; they keep nothing from being published.
    """

    packages: tuple[Package, ...]
    faults: tuple[str, ...]
    warnings: tuple[str, ...]


def read(sources: Sequence[Path]) -> Read:
    """Review workbooks, folders of sheets or XForms; never raises for bad input."""
    found = [(source.name, review(source)) for source in sources]
    return Read(
        tuple(each.package for _, each in found if each.package is not None),
        tuple(_sentence(name, fault) for name, each in found for fault in each.faults),
        tuple(_sentence(name, fault) for name, each in found for fault in each.warnings),
    )


def _sentence(name: str, fault: Fault) -> str:
    words = fault_sentence(fault)
    return words if words.startswith(name) else f"{name}：{words}"


def publish(store: Store, packages: Sequence[Package]) -> Iterator[str]:
    """Publish packages, yielding name and version of each; one that is published already changes nothing.

    Raises:
        Refused: See `storage.publishing.publish`; what came before it is published.
    """
    for package in packages:
        record = publishing.publish(store, package)
        yield f"{record.get('name')} {record.get('version')}"

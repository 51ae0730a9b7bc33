"""What fields get from outside: the form's own files, stored attachments, questions still to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Files = Callable[[str], bytes | None]
"""Name of a file → its content, None where it is not here."""
Sizes = Callable[[str], int | None]
"""Value of a question → bytes of the file it names, None where it is not here."""


def nothing(_name: str) -> None:
    """Know no file: of a form that brings none along."""


@dataclass(frozen=True, slots=True)
class Supply:
    """What fields get from outside.

    Attributes:
        files: Pictures and sounds of the questionnaire, by the names in `Media`.
        stored: Attachments of the visit, by the value of their question.
        sizes: How large they are, without reading them.
        to_ask: Names of questions that came with a newer version and were not asked yet.
    """

    files: Files = nothing
    stored: Files = nothing
    sizes: Sizes = nothing
    to_ask: frozenset[str] = field(default_factory=frozenset)

    def awaits(self, key: str) -> bool:
        """Whether a question is one of those still to ask, in whichever row."""
        return bool(self.to_ask) and key.rpartition("].")[2] in self.to_ask


NO_SUPPLY = Supply()

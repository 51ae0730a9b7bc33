"""Small questionnaires to publish, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forms.package import Package
from tests.forms.scenario import xform

SURVEY = """
    | type | name      | save_to             |
    | text | head_name | household#head_name |
    | text | remark    |                     |
"""
ENTITIES = """
    | list_name | label        |
    | household | ${head_name} |
"""


def settings(version: str, name: str = "small") -> str:
    """The settings sheet."""
    return f"| form_id | version | form_title |\n| {name} | {version} | 小问卷 |"


def package(
    version: str = "1",
    rows: str = "",
    *,
    name: str = "small",
    files: Mapping[str, bytes] = MappingProxyType({}),
) -> Package:
    """A questionnaire with more rows of its survey sheet (`| text | more |`)."""
    return Package(xform(SURVEY + rows, "", ENTITIES, settings(version, name)), files)

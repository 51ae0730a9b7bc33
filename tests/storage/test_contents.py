"""Whatever stands in a questionnaire record: its content, or one kind of fault."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.package import Package
from storage import contents

NAMES = st.text(
    st.characters(exclude_characters="[]/\\", categories=("L", "N", "P")), min_size=1, max_size=12
)
PACKAGES = st.builds(
    Package, st.text(st.characters(codec="utf-8")), st.dictionaries(NAMES, st.binary(), max_size=3)
)


@given(PACKAGES)
def test_what_is_packed_comes_back(package: Package) -> None:
    assert contents.package_of(contents.record_id(package), contents.body(package)) == package


@given(PACKAGES, st.data())
def test_a_changed_byte_is_noticed(package: Package, data: st.DataObject) -> None:
    body = contents.body(package)
    key = data.draw(st.sampled_from(sorted(body)))
    raw = bytearray(base64.b64decode(body[key]))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    body[key] = base64.b64encode(raw).decode()
    try:
        found = contents.package_of(contents.record_id(package), body)
    except contents.Unreadable:
        return
    assert found == package  # a bit of the frame that says nothing


@given(st.dictionaries(st.sampled_from(["xform", "file[a]", "file[]", "name"]), st.text(max_size=40)))
def test_anything_else_is_unreadable(body: dict[str, str]) -> None:
    with pytest.raises(contents.Unreadable):
        contents.package_of("0" * 32, body)

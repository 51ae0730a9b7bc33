"""A form with the files it brings along, and lists of every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms import Interview, QuestionnaireFault, external
from forms.faults import FaultCode
from forms.package import collect
from forms.xform import load
from tests.forms.scenario import TODAY, ids, xform

SURVEY = """type,name,label,media::image
select_one_from_file villages.csv,village,村,
select_one_from_file wells.geojson,well,水井,well.png
"""


def folder(tmp_path: Path, encoding: str = "utf-8") -> Path:
    """Write a form with a list in CSV, one in GeoJSON and a picture beside it."""
    source = tmp_path / "form"
    source.mkdir()
    (source / "survey.csv").write_text(SURVEY, "utf-8")
    (source / "settings.csv").write_text("form_id,version\nwells,1\n", "utf-8")
    media = tmp_path / "form-media"
    media.mkdir()
    (media / "villages.csv").write_bytes("name,label\nv1,青竹村\n".encode(encoding))
    (media / "wells.geojson").write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","id":"w1","geometry":'
        '{"type":"Point","coordinates":[107.5,23.25]},"properties":{"title":"老井","deep":true}}]}',
        "utf-8",
    )
    (media / "well.png").write_bytes(b"\x89PNG")
    return source


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_beside_a_form_are_collected_and_its_lists_read(tmp_path: Path, encoding: str) -> None:
    collected = collect(folder(tmp_path, encoding))

    lists = external.instances(collected.questionnaire, collected.package.files)
    interview = Interview(collected.questionnaire, {}, today=TODAY, new_id=ids(), instances=lists)

    assert collected.missing == ()
    assert sorted(collected.package.files) == ["villages.csv", "well.png", "wells.geojson"]
    assert [choice.label for choice in interview.view("village").choices] == ["青竹村"]
    well = interview.view("well").choices[0]
    assert (well.value, well.label, well.extra["geometry"]) == ("w1", "老井", "23.25 107.5 0 0")
    assert interview.view("well").media.image == "well.png"


def test_a_file_that_nobody_put_there_is_told_with_the_question(tmp_path: Path) -> None:
    source = folder(tmp_path)
    (tmp_path / "form-media" / "well.png").unlink()

    found = collect(source).missing

    assert [(fault.code, fault.where, fault.detail) for fault in found] == [
        (FaultCode.MISSING_FILE, "well", "well.png")
    ]


def test_a_broken_list_is_a_fault_with_its_name(tmp_path: Path) -> None:
    source = folder(tmp_path)
    (tmp_path / "form-media" / "wells.geojson").write_text("{", "utf-8")

    with pytest.raises(QuestionnaireFault) as caught:
        collect(source)

    assert caught.value.faults[0].where == "wells.geojson"


def test_the_digest_tells_files_and_form_apart(tmp_path: Path) -> None:
    source = folder(tmp_path)
    before = collect(source).package.digest

    (tmp_path / "form-media" / "well.png").write_bytes(b"\x89PNG2")

    assert collect(source).package.digest != before


def test_xml_lists_keep_their_shape() -> None:
    document = external.read("towns.xml", "<root><item lang='zh'><name>甲</name></item></root>".encode())

    item = document.named["root"][0].named["item"][0]
    assert (item.attributes["lang"], item.named["name"][0].text) == ("zh", "甲")


def test_lines_and_areas_become_points() -> None:
    raw = b"""{"features":[{"geometry":{"type":"Polygon","coordinates":
        [[[107,23],[108,23],[108,24],[107,23]]]},"properties":null}]}"""

    item = external.read("a.geojson", raw).named["root"][0].named["item"][0]

    assert item.named["geometry"][0].text.split("; ")[0] == "23.0 107.0 0 0"


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_an_xform_is_read_in_the_encoding_that_it_has(tmp_path: Path, encoding: str) -> None:
    title = "Enquête" if encoding == "iso-8859-1" else "屋顶调查"
    text = xform("| type | name | label |\n| text | a | 甲 |").replace('<?xml version="1.0"?>', "")
    text = text.replace("测试", title).replace("甲", title)
    said = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{text}'
    (tmp_path / "a.xml").write_bytes(said.encode(encoding))

    found = collect(tmp_path / "a.xml")

    assert title in found.package.xform
    assert 'encoding="UTF-8"' in found.package.xform
    assert load(found.package.xform.encode()).title == found.questionnaire.title

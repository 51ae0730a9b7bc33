"""ODK XForms, instances: the primary one, secondary ones in the form and beside it, the last saved visit."""

# ruff: noqa: E501 - XML is wider than code
from __future__ import annotations

import pytest

from forms import FaultCode, QuestionnaireFault, external
from forms.xpath.nodes import Node
from tests.forms.scenario import scenario
from tests.forms.spec.raw import form as load_form
from tests.forms.spec.raw import inputs, raw

LIST = '<instance id="l"><root><item><k>a</k><v>1</v></item><item><k>b</k><v>2</v></item></root></instance>'
LOOKUP = "instance('{}')/root/item[k = /data/a]/v"


def calculated(path: str, more: str = "") -> str:
    return f'{more}<bind nodeset="/data/b" calculate="{path}"/>'


def test_a_list_in_the_form_is_looked_up() -> None:
    form = raw("<a/><b/>", calculated(LOOKUP.format("l"), LIST), inputs("a"))

    assert [form.answer("a", key).value("b") for key in "abz"] == ["1", "2", ""]


def test_a_list_beside_the_form_is_looked_up_the_same_way() -> None:
    model = calculated(LOOKUP.format("l"), '<instance id="l" src="jr://file-csv/l.csv"/>')
    form = raw("<a/><b/>", model, inputs("a"), instances={"l": [{"k": "a", "v": "7"}]})

    assert form.form.sources == {"l": "jr://file-csv/l.csv"}
    assert form.answer("a", "a").value("b") == "7"


def test_a_list_that_is_not_there_when_the_form_runs_is_empty() -> None:
    model = calculated("count(instance('l')/root/item)", '<instance id="l" src="jr://file-csv/l.csv"/>')

    assert raw("<a/><b/>", model).value("b") == "0"


def test_a_list_that_the_form_does_not_declare_is_a_fault() -> None:
    with pytest.raises(QuestionnaireFault) as caught:
        load_form("<a/><b/>", calculated(LOOKUP.format("nowhere")))

    assert [fault.code for fault in caught.value.faults] == [FaultCode.UNKNOWN_INSTANCE]


def test_what_is_handed_in_goes_before_what_the_form_holds() -> None:
    form = raw(
        "<a/><b/>", calculated(LOOKUP.format("l"), LIST), inputs("a"), instances={"l": [{"k": "a", "v": "9"}]}
    )

    assert form.answer("a", "a").value("b") == "9"


def cells(document: Node) -> list[dict[str, str]]:
    (root,) = document.children
    return [{cell.name: cell.text for cell in item.children} for item in root.children]


PLACES = [
    {"name": "FR", "label": "Paris", "geometry": "48.8566 2.3522 0 0"},
    {"name": "JP", "label": "Tokyo, 东京", "geometry": "35.6895 139.6917 0 0"},
]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_may_be_parted_by_comma_semicolon_or_tab(sign: str, encoding: str) -> None:
    lines = [list(PLACES[0]), *(list(place.values()) for place in PLACES)]
    text = "\r\n".join(sign.join(f'"{cell}"' for cell in line) for line in lines)

    assert cells(external.read("p.csv", text.encode(encoding))) == PLACES


def test_an_empty_cell_is_an_empty_element() -> None:
    assert cells(external.read("p.csv", b"a,b\n1,\n")) == [{"a": "1", "b": ""}]


def feature(kind: str, coordinates: str, more: str = "") -> bytes:
    return (
        f'{{"type": "FeatureCollection", "features": [{{"type": "Feature", {more} "properties": {{"name": "n", "no": null, "yes": true}}, '
        f'"geometry": {{"type": "{kind}", "coordinates": {coordinates}}}}}]}}'
    ).encode()


@pytest.mark.parametrize(
    "kind, coordinates, geometry",
    [
        ("Point", "[2.5, 48]", "48.0 2.5 0 0"),
        ("LineString", "[[2, 48], [3, 49]]", "48.0 2.0 0 0; 49.0 3.0 0 0"),
        (
            "Polygon",
            "[[[2, 48], [3, 49], [4, 48], [2, 48]]]",
            "48.0 2.0 0 0; 49.0 3.0 0 0; 48.0 4.0 0 0; 48.0 2.0 0 0",
        ),
    ],
)
def test_geojson_becomes_items_with_a_geometry(kind: str, coordinates: str, geometry: str) -> None:
    found = cells(external.read("p.geojson", feature(kind, coordinates)))

    assert found == [{"name": "n", "yes": "true", "geometry": geometry}]


def test_the_id_of_a_feature_goes_before_its_properties() -> None:
    assert cells(external.read("p.geojson", feature("Point", "[2, 48]", '"id": "f1",')))[0]["id"] == "f1"


@pytest.mark.parametrize(
    "broken", [b"{}", b"[]", b"{", feature("MultiPoint", "[[2, 48]]"), b'{"features": [1]}']
)
def test_geojson_that_is_none_is_a_fault(broken: bytes) -> None:
    with pytest.raises(QuestionnaireFault):
        external.read("p.geojson", broken)


def test_attributes_and_deep_branches_of_xml_are_reached() -> None:
    document = external.read("l.xml", b'<r><g id="1"><h><v>5</v></h></g><g id="2"><h><v>6</v></h></g></r>')
    model = calculated("instance('l')/r/g[@id = 2]/h/v", '<instance id="l" src="jr://file/l.xml"/>')

    assert raw("<b/>", model, instances={"l": document}).value("b") == "6"


LAST = """
    | type    | name | default              |
    | text    | town | ${last-saved#town}   |
    | integer | n    | ${last-saved#n} + 1  |
"""


def test_the_visit_saved_before_gives_first_values() -> None:
    form = scenario(LAST, last_saved={"town": "青竹镇", "n": "4"})

    assert (form.value("town"), form.value("n")) == ("青竹镇", "5")


def test_without_a_visit_before_there_is_nothing_to_take() -> None:
    assert scenario(LAST).value("town") == ""


def test_pulldata_reads_what_lies_beside_the_form() -> None:
    form = scenario(
        "| type | name | calculation |\n| text | k | |\n| calculate | v | pulldata('prices', 'price', 'crop', ${k}) |",
        instances={"prices": [{"crop": "玉米", "price": "2.4"}, {"crop": "稻谷", "price": "3.1"}]},
    )

    assert [form.answer("k", crop).value("v") for crop in ("玉米", "稻谷", "茶")] == ["2.4", "3.1", ""]


def test_nodes_may_carry_a_prefix_and_lie_in_another_namespace() -> None:
    nodes = "<a/><orx:meta><orx:instanceID/><orx:instanceName/></orx:meta>"
    model = '<bind nodeset="/data/orx:meta/orx:instanceName" calculate="concat(\'户 \', /data/a)"/>'
    form = raw(nodes, model, inputs("a")).answer("a", "黄")

    assert form.form.instance_name is not None
    assert form.value("meta/instanceName") == "户 黄"

"""Submissions: out in the layout of the form, in from whichever tool wrote them."""

# ruff: noqa: E501 - tables and documents are wider than code
from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import FaultCode, Interview, QuestionnaireFault, load, openrosa
from forms.state import below, fields_of
from tests.forms.scenario import TODAY, Scenario, ids, questionnaire, scenario, xform
from tools import fuzz_submissions

INSTANCE = "uuid:01234567-89ab-4def-8123-456789abcdef"
SURVEY = """
    | type                  | name     | relevant      | calculation      | label::中文 (zh) |
    | text                  | head     |               |                  | 户主 |
    | integer               | age      |               |                  | 年龄 |
    | text                  | school   | ${age} < 18   |                  | 学校 |
    | begin_group           | land     | ${age} > 5    |                  | 地 |
    | decimal               | paddy    |               |                  | 田 |
    | begin_repeat          | plot     |               |                  | 块 |
    | geopoint              | where    |               |                  | 处 |
    | select_multiple crops | crop     |               |                  | 种 |
    | begin_repeat          | tree     | ${paddy} != 3 |                  | 树 |
    | text                  | sort     |               |                  | 名 |
    | image                 | photo    |               |                  | 照 |
    | end_repeat            |          |               |                  | |
    | end_repeat            |          |               |                  | |
    | end_group             |          |               |                  | |
    | geoshape              | border   |               |                  | 界 |
    | select_one crops      | main     |               |                  | 主 |
    | rank crops            | order    |               |                  | 序 |
    | dateTime              | moment   |               |                  | 时 |
    | calculate             | doubled  |               | ${age} * 2       | |
    """
CHOICES = """
    | list_name | name  | label::中文 (zh) |
    | crops     | rice  | 稻 |
    | crops     | maize | 玉米 |
    """
PEOPLE = """
    | type         | name      | save_to          |
    | text         | head_name | household#head   |
    | begin_repeat | member    |                  |
    | text         | full_name | member#full_name |
    | end_repeat   |           |                  |
    """
ENTITIES = """
    | list_name | label        |
    | household | ${head_name} |
    | member    | ${full_name} |
    """


def document(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 - our own


def written(opened: Scenario, **more: str) -> str:
    return openrosa.submission(opened.interview, instance_id=INSTANCE, **more).decode()  # type: ignore[arg-type]


def reopened(opened: Scenario) -> Scenario:
    xml = openrosa.submission(opened.interview, instance_id=INSTANCE)
    return Scenario(opened.form, openrosa.answers_of(opened.form, xml).answers, {}, first=False)


def test_what_does_not_apply_is_left_out_and_what_is_calculated_is_there() -> None:
    opened = scenario(SURVEY, CHOICES).answer("school", "岭脚小学").answer("age", 40).answer("main", "rice")

    root = document(written(opened).encode())

    assert (root.tag, root.get("id"), root.get("version")) == ("data", "test", "1")
    assert root.find("school") is None
    assert (root.findtext("age"), root.findtext("doubled"), root.findtext("main")) == ("40", "80", "rice")
    assert root.find("land/plot") is None
    assert root.findtext("meta/instanceID") == INSTANCE


def test_rows_stand_one_after_another_without_a_template() -> None:
    opened = scenario(SURVEY, CHOICES).answer("age", 40)
    opened.add("plot", crop="rice maize").add("plot", crop="maize")
    opened.add("plot[1].tree", sort="杉").add("plot[1].tree", sort="松")

    root = document(written(opened).encode())

    assert [plot.findtext("crop") for plot in root.findall("land/plot")] == ["rice maize", "maize"]
    assert [tree.findtext("sort") for tree in root.findall("land/plot/tree")] == ["杉", "松"]
    assert "template" not in written(opened)


def test_a_later_submission_names_the_one_it_replaces() -> None:
    meta = document(written(scenario(SURVEY, CHOICES), deprecated_id="uuid:old").encode()).find("meta")

    assert meta is not None
    assert [(child.tag, child.text) for child in meta][:2] == [
        ("instanceID", INSTANCE),
        ("deprecatedID", "uuid:old"),
    ]


def test_entities_carry_the_ids_of_the_register() -> None:
    opened = (
        scenario(PEOPLE, entities=ENTITIES).answer("head_name", "覃建国").add("member", full_name="韦秀英")
    )

    xml = openrosa.submission(opened.interview, instance_id=INSTANCE, ids={"household": "ab" * 16})

    found = {each.get("dataset"): each for each in document(xml).iter("entity")}
    assert found["household"].attrib == {
        "dataset": "household",
        "create": "1",
        "id": "abababab-abab-abab-abab-abababababab",
    }
    assert found["household"].findtext("label") == "覃建国"
    assert found["member"].get("id") == "00000000-0000-0000-0000-000000000001"
    assert openrosa.heading(xml).entities == {"household": "ab" * 16}
    assert "member[00000000000000000000000000000001]" in openrosa.answers_of(opened.form, xml).answers


def test_an_update_says_which_version_it_started_from() -> None:
    form = """
        | type                             | name | save_to |
        | select_one_from_file trees.csv   | tree |         |
        | integer                          | size | size    |
    """
    entities = "| list_name | entity_id | label |\n| trees | ${tree} | ${size} |"
    opened = scenario(
        form, entities=entities, instances={"trees": [{"name": "t1", "label": "杉", "__version": "3"}]}
    )
    opened.answer("tree", "t1")

    xml = openrosa.submission(
        opened.interview, instance_id=INSTANCE, ids={"trees": "t1"}, versions={"t1": "4"}
    )

    entity = next(document(xml).iter("entity"))
    assert (entity.get("id"), entity.get("update"), entity.get("baseVersion")) == ("t1", "1", "4")


def test_the_same_submission_gives_the_same_rows_every_time() -> None:
    opened = scenario(SURVEY, CHOICES).answer("age", 40).add("plot", crop="rice").add("plot", crop="maize")
    xml = openrosa.submission(opened.interview, instance_id=INSTANCE)

    first, again = (openrosa.answers_of(opened.form, xml).answers for _ in range(2))

    assert first == again
    assert len([key for key in first if key.endswith("]")]) == 2


def test_a_sign_that_xml_cannot_hold_is_replaced_and_told() -> None:
    opened = (
        scenario(SURVEY, CHOICES).answer("head", "a\x00b\x1bc\ufffe<&>\"']]>\r\n\t\x85 ").answer("age", 1)
    )

    assert openrosa.unwritable(opened.interview) == ("head",)
    assert reopened(opened).value("head") == "a\ufffdb\ufffdc\ufffd<&>\"']]>\r\n\t\x85 "


KOBO = """<?xml version="1.0"?>
<aQz7 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" id="test" version="1">
  <formhub><uuid>0f2b</uuid></formhub>
  <head>覃建国</head><age> 40 </age>
  <land><plot jr:template=""><crop/></plot><plot><where>23.1 108.2 0 0</where><crop>rice maize</crop></plot></land>
  <photo_of_a_cat>cat.jpg</photo_of_a_cat><doubled>80</doubled>
  <__version__>vQ1</__version__>
  <meta><instanceID>uuid:11111111-2222-4333-8444-555555555555</instanceID><audit>audit.csv</audit></meta>
</aQz7>"""
COLLECT = """<?xml version='1.0' ?><data id="test" orx:version="1" xmlns:orx="http://openrosa.org/xforms">
  <head>覃建国</head><age>40</age><land><plot><crop>rice maize</crop><where>23.1 108.2 0 0</where></plot></land>
  <photo_of_a_cat>cat.jpg</photo_of_a_cat>
  <orx:meta><orx:instanceID>uuid:11111111-2222-4333-8444-555555555555</orx:instanceID><orx:instanceName>x</orx:instanceName></orx:meta></data>"""
ENKETO = KOBO.replace("<aQz7 ", '<test xmlns="http://www.w3.org/2002/xforms" ').replace("</aQz7>", "</test>")


@pytest.mark.parametrize("xml", [KOBO, COLLECT, ENKETO], ids=["kobo", "collect", "enketo"])
def test_submissions_of_other_tools_come_in(xml: str) -> None:
    found = openrosa.answers_of(questionnaire(SURVEY, CHOICES), xml.encode())

    values = {key.rpartition(".")[2]: value for key, value in found.answers.items() if not key.endswith("]")}
    assert values == {"head": "覃建国", "age": "40", "crop": "rice maize", "where": "23.1 108.2 0 0"}
    assert found.unknown == ("/data/photo_of_a_cat",)
    assert (found.instance_id, found.version) == ("uuid:11111111-2222-4333-8444-555555555555", "1")


def test_what_a_submission_does_not_have_starts_with_the_forms_default() -> None:
    form = questionnaire(
        "| type | name | default | relevant |\n| text | a | |\n| text | b | 7 | ${a} = 'x' |\n| text | c | 8 | |"
    )

    found = openrosa.answers_of(form, b'<test id="test"><a>1</a><c/></test>')

    assert found.answers == {"a": "1", "b": "7"}
    assert found.instance_id.startswith("uuid:")


def test_a_newer_state_of_the_same_visit_keeps_rows_and_what_does_not_apply() -> None:
    opened = scenario(SURVEY, CHOICES).answer("age", 12).answer("school", "岭脚小学").answer("age", 30)
    opened.add("plot", crop="rice").add("plot[1].tree", sort="杉")
    before = opened.interview.answers("*")
    xml = written(opened).replace("杉", "松").encode()

    after = openrosa.answers_of(opened.form, xml, like=before).answers

    changed = {key.rpartition(".")[2]: value for key, value in after.items() if before.get(key) != value}
    assert changed == {"sort": "松"}
    assert set(before) == set(after)


@pytest.mark.parametrize(
    "xml, code",
    [
        ("<test id='other'/>", FaultCode.NOT_A_SUBMISSION),
        ("<test/>", FaultCode.NOT_A_SUBMISSION),
        (
            "<data id='test' encrypted='yes' xmlns='http://opendatakit.org/submissions'/>",
            FaultCode.NOT_A_SUBMISSION,
        ),
        (xform(SURVEY, CHOICES), FaultCode.NOT_A_SUBMISSION),
        ("<test id='test'><a></test>", FaultCode.UNREADABLE),
        ("<test id='test'>", FaultCode.UNREADABLE),
        ("", FaultCode.UNREADABLE),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><test id='test'>&b;</test>", FaultCode.FORBIDDEN_XML),
        ("<a>" * 300 + "</a>" * 300, FaultCode.TOO_DEEP),
    ],
)
def test_what_is_no_submission_of_this_form_is_refused(xml: str, code: FaultCode) -> None:
    with pytest.raises(QuestionnaireFault) as caught:
        openrosa.answers_of(questionnaire(SURVEY, CHOICES), xml.encode())

    assert caught.value.faults[0].code is code


def test_thousands_of_strange_elements_are_not_all_listed() -> None:
    xml = b"<test id='test'>" + b"<x/>" * 50_000 + b"</test>"

    assert len(openrosa.answers_of(questionnaire(SURVEY, CHOICES), xml).unknown) == 1_000


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&'\"]\n\t "), max_size=20)
POINTS = st.builds("{} {}".format, st.integers(-90, 90), st.decimals(-180, 180, places=4))
TREE = st.fixed_dictionaries({}, optional={"sort": TEXTS, "photo": st.just("a" * 64 + ".jpg")})
PLOT = st.fixed_dictionaries(
    {"tree": st.lists(TREE, max_size=3)},
    optional={"where": POINTS, "crop": st.sampled_from(["rice", "maize rice", "rice maize"])},
)
FORM = st.fixed_dictionaries(
    {"plot": st.lists(PLOT, max_size=3)},
    optional={
        "head": TEXTS, "age": st.integers(0, 40), "school": TEXTS, "paddy": st.integers(0, 5),
        "border": st.just("1 1; 1 2; 2 2; 1 1"), "main": st.sampled_from(["rice", "maize", "牛"]),
        "order": st.just("maize rice"), "moment": st.just("2015-11-15T08:00:00.000+08:00"),
    },
)  # fmt: skip


def filled(answers: dict[str, object]) -> Scenario:
    opened = scenario(SURVEY, CHOICES)
    fill(opened.interview, answers, "")
    return opened


def fill(interview: Interview, answers: dict[str, object], prefix: str) -> None:
    for name, value in answers.items():
        if not isinstance(value, list):
            interview.answer(prefix + name, str(value))
            continue
        for row in value:
            interview.add_row(prefix + name)
            fill(interview, row, f"{interview.layout(prefix + name).children[-1].key}.")


def in_order(opened: Scenario) -> list[tuple[str, str]]:
    places = fields_of(below(opened.interview.state.root))
    return [
        (each.definition.path, each.stored)
        for each in places
        if each.relevant and each.stored and "/meta/" not in each.definition.path
    ]


@settings(max_examples=60, deadline=None)
@given(FORM)
def test_what_goes_out_comes_in_the_same(answers: dict[str, object]) -> None:
    opened = filled(answers)
    back = reopened(opened)

    assert in_order(back) == in_order(opened)
    assert written(back) == written(opened)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_a_submission_is_always_well_formed(words: str) -> None:
    opened = scenario(SURVEY, CHOICES).answer("head", words)

    assert document(written(opened).encode()).find("head") is not None


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.sampled_from([KOBO, COLLECT]).flatmap(
    lambda text: st.tuples(st.integers(0, len(text)), st.text(max_size=3)).map(lambda cut: (text[: cut[0]] + cut[1] + text[cut[0] + 1 :]).encode("utf-8", "replace"))
))  # fmt: skip
def test_no_bytes_bring_the_reader_down(content: bytes) -> None:
    try:
        openrosa.answers_of(questionnaire(SURVEY, CHOICES), content)
    except QuestionnaireFault as fault:
        assert fault.faults  # noqa: PT017 - either is right


def test_a_form_without_a_place_for_the_id_gets_one() -> None:
    plain = '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>t</h:title><model><instance><data xmlns="http://example.org/my" id="plain" orx:version="2"><q/>{meta}</data></instance></model></h:head><h:body/></h:html>'
    numbers = count(1)
    for meta in ("", "<orx:meta/>"):
        form = load(plain.format(meta=meta))
        interview = Interview(form, {"q": "1"}, today=TODAY, new_id=ids())
        xml = openrosa.submission(interview, instance_id=f"uuid:{next(numbers)}", deprecated_id="uuid:0")

        tag = "{http://openrosa.org/xforms}"
        assert document(xml).findtext(f"{tag}meta/{tag}instanceID") in ("uuid:1", "uuid:2")
        assert document(xml).findtext(f"{tag}meta/{tag}deprecatedID") == "uuid:0"
        assert openrosa.answers_of(form, xml).answers == {"q": "1"}
        assert document(xml).tag == "{http://example.org/my}data"
        assert b'<data xmlns="http://example.org/my"' in xml
        assert b"<q>1</q>" in xml


def test_metadata_stands_where_the_form_puts_it() -> None:
    form = questionnaire("""
        | type     | name  |
        | start    | begun |
        | end      | ended |
        | today    | day   |
        | username | who   |
        | deviceid | where |
        | text     | q     |
    """)
    properties = {"username": "韦调查", "deviceid": "7f", "instanceID": INSTANCE}
    interview = Interview(form, {}, today=TODAY, new_id=ids(), properties=properties, first_load=True)
    interview.end()

    root = document(openrosa.submission(interview, instance_id=INSTANCE))

    assert [root.findtext(name, "")[:10] for name in ("begun", "ended", "day")] == ["2015-11-15"] * 3
    assert (root.findtext("who"), root.findtext("where")) == ("韦调查", "7f")


def test_a_damaged_submission_is_a_fault_or_goes_out_as_it_came_in(tmp_path: Path) -> None:
    submissions = fuzz_submissions.Submissions()

    for number in range(8):
        fuzz_submissions.take(submissions.make(Random(number)), tmp_path)

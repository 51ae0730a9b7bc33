"""ODK entities 2022.1 to 2025.1: what is created, what is updated, and under which id."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

import pytest

from forms import EntityWrite, FaultCode, QuestionnaireFault
from tests.forms.scenario import Scenario, scenario
from tests.forms.spec.raw import inputs, raw

TREES = "| type | name | save_to |\n| text | kind | species |\n| integer | cm | circumference |"


def written(form: Scenario, **ids: str) -> list[EntityWrite]:
    """Return what the answers say about entities."""
    return list(form.interview.entities(ids))


def test_answers_become_properties() -> None:
    form = (
        scenario(TREES, entities="| list_name | label |\n| trees | ${kind} |")
        .answer("kind", "oak")
        .answer("cm", 40)
    )

    assert written(form, trees="t1") == [
        EntityWrite("trees", "t1", {"species": "oak", "circumference": "40"}, "oak")
    ]


def test_the_label_follows_the_answers() -> None:
    form = scenario(TREES, entities="| list_name | label |\n| trees | concat(${cm}, 'cm ', ${kind}) |")

    assert form.answer("kind", "oak").answer("cm", 40).value("meta/entity/label") == "40cm oak"


def test_a_condition_decides_whether_one_is_created() -> None:
    form = scenario(TREES, entities="| list_name | label | create_if |\n| trees | ${kind} | ${cm} > 30 |")

    assert [len(written(form.answer("cm", cm), trees="t1")) for cm in (20, 31, "")] == [0, 1, 0]


UPDATE = """
    | type         | name | save_to       | calculation |
    | csv-external | trees |              |             |
    | text         | tree |               |             |
    | integer      | cm   | circumference |             |
"""
KNOWN = {
    "trees": [{"name": "t7", "label": "oak", "__version": "3", "__trunkVersion": "2", "__branchId": "b"}]
}


def test_an_update_names_the_entity_it_is_about() -> None:
    form = scenario(UPDATE, entities="| list_name | entity_id |\n| trees | ${tree} |", instances=KNOWN)

    assert written(form.answer("tree", "t7").answer("cm", 44)) == [
        EntityWrite("trees", "t7", {"circumference": "44"})
    ]


def test_one_form_may_create_or_update() -> None:
    lists = "| list_name | label | entity_id | create_if | update_if |\n| trees | ${tree} | ${tree} | ${tree} = '' | ${tree} != '' and ${cm} > 0 |"
    form = scenario(UPDATE, entities=lists, instances=KNOWN)

    assert [each.id for each in written(form.answer("cm", 5), trees="new")] == ["new"]
    assert [each.id for each in written(form.answer("tree", "t7"), trees="new")] == ["t7"]
    assert written(form.answer("cm", 0), trees="new") == []


def test_every_row_is_an_entity_of_its_own() -> None:
    form = scenario(
        "| type | name | save_to |\n| begin repeat | tree | |\n| text | kind | species |\n| end repeat | | |",
        entities="| list_name | label |\n| trees | ${kind} |",
    ).add("tree", kind="oak").add("tree", kind="ash")  # fmt: skip
    ids = [row.removeprefix("tree[").removesuffix("]") for row in form.rows("tree")]

    assert written(form) == [
        EntityWrite("trees", row, {"species": kind}, kind)
        for row, kind in zip(ids, ("oak", "ash"), strict=True)
    ]


def test_rows_may_update_what_each_of_them_names() -> None:
    form = scenario(
        "| type | name | save_to |\n| csv-external | trees | |\n| begin repeat | seen | |\n| text | tree | |\n| integer | cm | circumference |\n| end repeat | | |",
        entities="| list_name | entity_id |\n| trees | ${tree} |",
    ).add("seen", tree="t1", cm=5).add("seen", tree="t2", cm=6)  # fmt: skip

    assert [(each.id, each.properties) for each in written(form)] == [
        ("t1", {"circumference": "5"}),
        ("t2", {"circumference": "6"}),
    ]


SEVERAL = """
    | type         | name  | save_to           | relevant   |
    | text         | place | parks#name_of     |            |
    | begin group  | g     |                   | ${place} != 'none' |
    | text         | owner | people#full_name  |            |
    | end group    |       |                   |            |
    | begin repeat | r     |                   |            |
    | begin group  | in    |                   | ${kind} != 'none' |
    | text         | kind  | trees#species     |            |
    | end group    |       |                   |            |
    | end repeat   |       |                   |            |
"""
LISTS = "| list_name | label |\n| parks | ${place} |\n| people | ${owner} |\n| trees | ${kind} |"


def test_several_lists_take_their_own_answers_from_groups_and_rows() -> None:
    form = (
        scenario(SEVERAL.replace("| ${kind} != 'none' |", "|   |"), entities=LISTS)
        .answer("place", "P")
        .answer("owner", "O")
        .add("r", kind="oak")
    )

    found = {each.dataset: dict(each.properties) for each in written(form, parks="p", people="o")}
    assert found == {"parks": {"name_of": "P"}, "people": {"full_name": "O"}, "trees": {"species": "oak"}}


def test_what_does_not_apply_writes_no_entity() -> None:
    form = (
        scenario(SEVERAL.replace("| ${kind} != 'none' |", "|   |"), entities=LISTS)
        .answer("place", "none")
        .answer("owner", "O")
    )

    assert [each.dataset for each in written(form, parks="p", people="o")] == ["parks"]


def test_a_list_may_be_written_and_read_by_the_same_form() -> None:
    table = (
        UPDATE
        + "    | calculate    | old  |               | instance('trees')/root/item[name = ${tree}]/label |\n"
    )
    form = scenario(table, entities="| list_name | entity_id |\n| trees | ${tree} |", instances=KNOWN).answer(
        "tree", "t7"
    )

    assert form.value("old") == "oak"


def test_the_attributes_of_all_versions_are_accepted() -> None:
    entity = '<entity dataset="trees" id="" create="1" update="" baseVersion="" trunkVersion="" branchId=""><label/></entity>'
    model = (
        '<instance id="trees" src="jr://file-csv/trees.csv"/><bind nodeset="/data/a" entities:saveto="species"/>'
        '<bind nodeset="/data/meta/entity/@baseVersion" calculate="instance(\'trees\')/root/item[name = /data/a]/__version"/>'
        '<bind nodeset="/data/meta/entity/@trunkVersion" calculate="\'1\'"/><bind nodeset="/data/meta/entity/@branchId" calculate="\'\'"/>'
        '<setvalue ref="/data/meta/entity/@id" event="odk-instance-first-load" value="uuid()"/>'
    )
    form = raw(f"<a/><meta><instanceID/>{entity}</meta>", model, inputs("a")).answer("a", "oak")

    assert written(form, trees="t1") == [EntityWrite("trees", "t1", {"species": "oak"})]
    assert form.interview.answers() == {"a": "oak"}


def test_a_list_without_a_name_to_save_under_is_refused() -> None:
    with pytest.raises(QuestionnaireFault) as caught:
        scenario(
            "| type | name | save_to |\n| text | a | nowhere#x |",
            entities="| list_name | label |\n| trees | ${a} |",
        )

    assert [fault.code for fault in caught.value.faults] == [FaultCode.CONVERSION]

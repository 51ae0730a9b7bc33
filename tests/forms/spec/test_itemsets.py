"""ODK XForms and XLSForm: itemsets, filters, cascades, order, files, rows as options, other."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

import pytest

from forms import Kind, external
from tests.forms.scenario import Scenario, scenario
from tests.forms.spec.raw import form as load_form
from tests.forms.spec.raw import raw

AREAS = """
    | list_name | name | label  | county | town |
    | county    | c1   | 云岭县 |        |      |
    | county    | c2   | 青山县 |        |      |
    | town      | t1   | 石鼓镇 | c1     |      |
    | town      | t2   | 白鹭镇 | c1     |      |
    | town      | t3   | 青竹镇 | c2     |      |
    | village   | v1   | 上村   |        | t1   |
    | village   | v2   | 下村   |        | t1   |
    | village   | v3   | 河村   |        | t3   |
"""
CASCADE = """
    | type                | name    | choice_filter      |
    | select_one county   | county  |                    |
    | select_one town     | town    | county = ${county} |
    | select_one village  | village | town = ${town}     |
"""


def offered(form: Scenario, key: str) -> list[str]:
    """Return the values a question offers."""
    return [choice.value for choice in form.interview.view(form.key(key)).choices]


def test_a_cascade_narrows_from_level_to_level() -> None:
    form = scenario(CASCADE, AREAS)
    assert (offered(form, "town"), offered(form, "village")) == ([], [])

    form.answer("county", "c1")
    assert (offered(form, "town"), offered(form, "village")) == (["t1", "t2"], [])

    form.answer("town", "t1")
    assert offered(form, "village") == ["v1", "v2"]


def test_answers_that_no_longer_fit_are_kept_and_told() -> None:
    form = scenario(CASCADE, AREAS).answer("county", "c1").answer("town", "t1").answer("village", "v1")
    assert form.codes == []

    form.answer("county", "c2")
    assert (form.value("town"), form.value("village"), form.codes) == ("t1", "v1", ["choice"])

    assert form.answer("county", "c1").codes == []


def test_a_cascade_in_a_row_follows_its_row() -> None:
    form = scenario(
        f"| type | name | choice_filter |\n| begin repeat | r | |\n{CASCADE.strip().partition(chr(10))[2]}\n| end repeat | | |",
        AREAS,
    )
    form.add("r", county="c1").add("r", county="c2")

    assert [offered(form, f"r[{row}].town") for row in (1, 2)] == [["t1", "t2"], ["t3"]]


def test_several_choices_lose_only_what_the_filter_takes() -> None:
    form = scenario(
        "| type | name | choice_filter |\n| select_one county | c | |\n| select_multiple town | t | county = ${c} |", AREAS
    ).answer("c", "c1").answer("t", "t1 t2")  # fmt: skip
    assert form.codes == []

    assert form.answer("c", "c2").codes == ["choice", "choice"]


def test_a_filter_may_look_at_several_answers_and_several_columns() -> None:
    form = scenario(
        "| type | name | choice_filter |\n| select_multiple county | c | |\n| select_one town | t | selected(${c}, county) and name != 't2' |",
        AREAS,
    )

    assert offered(form.answer("c", "c1 c2"), "t") == ["t1", "t3"]


def test_randomize_with_a_seed_is_the_same_order_every_time() -> None:
    table = "| type | name | parameters |\n| select_one county | a | randomize=true seed=42 |\n| select_one town | b | randomize=true seed=${s} |\n| integer | s | |"
    form = scenario(table, AREAS).answer("s", 7)

    assert sorted(offered(form, "a")) == ["c1", "c2"]
    assert offered(form, "b") == offered(form.reopened(), "b")
    orders = {tuple(offered(form.answer("s", seed), "b")) for seed in range(20)}
    assert len(orders) > 1


def test_randomize_without_a_seed_keeps_its_order_while_the_form_is_open() -> None:
    form = scenario(
        "| type | name | parameters |\n| select_one town | a | randomize=true |\n| text | b | |", AREAS
    )
    before = offered(form, "a")

    assert sorted(before) == ["t1", "t2", "t3"]
    assert offered(form.answer("a", "t1").answer("b", "x"), "a") == before


GEOJSON = b"""{"type": "FeatureCollection", "features": [
    {"type": "Feature", "id": "k1", "properties": {"name": "\xe4\xba\x95"}, "geometry": {"type": "Point", "coordinates": [102.5, 25]}},
    {"type": "Feature", "id": "k2", "properties": {"name": "\xe6\xa1\xa5"}, "geometry": {"type": "Point", "coordinates": [103, 26]}}]}"""
XML = (
    "<root><item><name>k1</name><label>井</label></item><item><name>k2</name><label>桥</label></item></root>"
)


@pytest.mark.parametrize(
    "file, raw_bytes, parameters",
    [
        ("places.csv", "id,title\nk1,井\nk2,桥\n".encode(), "value=id label=title"),
        ("places.csv", "id;title\nk1;井\nk2;桥\n".encode("gb18030"), "value=id label=title"),
        ("places.xml", XML.encode(), ""),
        ("places.geojson", GEOJSON, "value=id label=name"),
    ],
)
def test_options_may_come_from_a_file(file: str, raw_bytes: bytes, parameters: str) -> None:
    table = f"| type | name | parameters |\n| select_one_from_file {file} | a | {parameters} |"
    form = scenario(table, instances={"places": external.read(file, raw_bytes)}).answer("a", "k2")

    assert (offered(form, "a"), form.interview.view("a").display, form.codes) == (["k1", "k2"], "桥", [])


def test_a_file_may_be_filtered_and_several_taken_from_it() -> None:
    table = "| type | name | choice_filter |\n| text | t | |\n| select_multiple_from_file v.csv | a | town = ${t} |"
    villages = [{"name": f"v{n}", "label": f"V{n}", "town": f"t{n % 2}"} for n in range(4)]
    form = scenario(table, instances={"v": villages}).answer("t", "t1")

    assert offered(form, "a") == ["v1", "v3"]
    assert form.answer("a", "v1 v3").codes == []


def test_a_file_that_is_not_there_offers_nothing_and_says_so_only_once_answered() -> None:
    form = scenario("| type | name |\n| select_one_from_file v.csv | a |")

    assert (form.form.external, offered(form, "a"), form.codes) == (("v",), [], [])
    assert form.answer("a", "x").codes == ["choice"]


ROWS = """
    | type               | name   | choice_filter |
    | begin repeat       | member |               |
    | text               | full   |               |
    | integer            | age    |               |
    | end repeat         |        |               |
    | select_one ${full} | head   | ${age} >= 18  |
"""


def test_rows_of_a_repeat_may_be_the_options() -> None:
    form = scenario(ROWS).add("member", full="黄文生", age=40).add("member", full="小弟", age=8).add("member")
    assert offered(form, "head") == ["黄文生"]

    assert offered(form.answer("member[2].age", 18), "head") == ["黄文生", "小弟"]
    assert offered(form.remove("member[1]"), "head") == ["小弟"]
    assert "head" in form.changes.shown


def test_an_option_that_left_with_its_row_is_told() -> None:
    form = scenario(ROWS).add("member", full="黄", age=40).answer("head", "黄")
    assert form.codes == []

    assert form.remove("member[1]").codes == ["choice"]


def test_or_other_asks_what_the_other_is() -> None:
    form = scenario("| type | name |\n| select_one county or_other | c |", AREAS)
    assert offered(form, "c")[-1] == "other"

    assert form.answer("c", "other").visible == ["c", "c_other"]
    assert form.answer("c", "c1").visible == ["c"]


def test_or_other_works_among_several_choices() -> None:
    form = scenario("| type | name |\n| select_multiple county or_other | c |", AREAS).answer("c", "c1 other")

    assert form.visible == ["c", "c_other"]


def test_options_may_hold_columns_that_expressions_read() -> None:
    form = scenario(
        "| type | name | calculation |\n| select_one s | a | |\n| calculate | p | instance('s')/root/item[name = ${a}]/points |",
        "| list_name | name | label | points |\n| s | x | X | 4 |\n| s | y | Y | 9 |",
    )

    assert [form.answer("a", value).value("p") for value in ("x", "y", "")] == ["4", "9", ""]
    assert form.interview.view("a").choices[0].extra["points"] == "4"


def test_words_of_options_may_show_answers() -> None:
    form = scenario(
        "| type | name |\n| text | who |\n| select_one s | a |",
        "| list_name | name | label |\n| s | x | ${who}本人 |\n| s | y | 别人 |",
    ).answer("who", "黄")
    assert [choice.label for choice in form.interview.view("a").choices] == ["黄本人", "别人"]

    form.answer("who", "罗")
    assert "a" in form.changes.shown
    assert form.answer("a", "x").interview.view("a").display == "罗本人"


def test_words_of_options_in_the_question_may_show_answers() -> None:
    item = '<item><label>of <output value="/data/w"/></label><value>x</value></item>'
    form = raw("<w/><s/>", "", f'<input ref="/data/w"/><select1 ref="/data/s">{item}</select1>').answer(
        "w", 1
    )

    assert [form.answer("w", word).interview.view("s").choices[0].label for word in ("a", "b")] == [
        "of a",
        "of b",
    ]


def test_an_itemset_may_come_from_any_list_of_the_form() -> None:
    model = '<instance id="l"><root><a><v>1</v><t>one</t></a><a><v>2</v><t>two</t></a></root></instance>'
    itemset = '<itemset nodeset="instance(\'l\')/root/a[v &gt; 1]"><value ref="v"/><label ref="t"/></itemset>'
    form = raw("<s/>", model, f'<select1 ref="/data/s">{itemset}</select1>')

    assert [(each.value, each.label) for each in form.interview.view("s").choices] == [("2", "two")]


def test_two_options_of_the_same_value_are_both_there() -> None:
    form = scenario(
        "| type | name |\n| select_one s | a |",
        "| list_name | name | label |\n| s | x | 甲 |\n| s | x | 乙 |",
        settings="| allow_choice_duplicates |\n| yes |",
    )

    assert offered(form, "a") == ["x", "x"]
    assert form.answer("a", "x").codes == []


FRUITS = [
    {"id": "mango", "title": "芒果", "county": "c1"},
    {"id": "melon", "title": "西瓜", "county": "c1"},
    {"id": "lemon", "title": "柠檬", "county": "c2"},
]
COLUMNS = "| list_name | name | label |\n| f | id | title |\n| f | 99 | 都不是 |"


@pytest.mark.parametrize(
    "arguments, values",
    [
        ("'fruits'", ["99", "mango", "melon", "lemon"]),
        ("'fruits', 'contains', 'id', 'mon'", ["99", "lemon"]),
        ("'fruits', 'startswith', 'id', 'm'", ["99", "mango", "melon"]),
        ("'fruits', 'endswith', 'id, title', 'on'", ["99", "melon", "lemon"]),
        ("'fruits', 'matches', 'county', ${t}", ["99", "mango", "melon"]),
        ("'fruits', 'contains', 'id', 'm', 'county', ${t}", ["99", "mango", "melon"]),
    ],
)
def test_search_in_an_appearance_takes_options_from_a_file(arguments: str, values: list[str]) -> None:
    table = (
        f"| type | name | appearance |\n| text | t | |\n| select_one f | a | minimal search({arguments}) |"
    )
    form = scenario(table, COLUMNS, instances={"fruits": FRUITS}).answer("t", "c1")

    assert offered(form, "a") == values
    assert (form.interview.view("a").appearance, form.form.sources) == (
        "minimal",
        {"fruits": "jr://file-csv/fruits.csv"},
    )
    assert form.answer("a", values[1]).codes == []


def test_an_appearance_that_only_looks_like_a_search_is_left_alone() -> None:
    form = scenario("| type | name | appearance |\n| select_one county | a | search |", AREAS)

    assert (offered(form, "a"), form.interview.view("a").appearance) == (["c1", "c2"], "search")


def test_an_external_select_reads_its_list_from_the_file_of_all_lists() -> None:
    query = "instance('towns')/root/item[county = /data/c]"
    form = load_form("<c/><t/>", "", f'<input ref="/data/c"/><input ref="/data/t" query="{query}"/>')
    file = "list_name,name,label,county\ntowns,t1,石鼓镇,c1\ntowns,t2,青竹镇,c2\nother,t3,白鹭镇,c1\n"
    lists = external.instances(form, {"itemsets.csv": file.encode()})
    opened = Scenario(form, {}, lists, first=True).answer("c", "c1").answer("t", "t1")

    assert opened.interview.view("t").kind is Kind.SELECT_ONE
    assert (offered(opened, "t"), opened.interview.view("t").display, opened.codes) == (["t1"], "石鼓镇", [])


@pytest.mark.parametrize("head", ["label", "label::中文 (zh)"])
def test_the_other_is_asked_for_in_the_language_of_the_form(head: str) -> None:
    form = scenario(
        f"| type | name | {head} |\n| select_one s or_other | a | 甲 |",
        f"| list_name | name | {head} |\n| s | x | 乙 |",
    ).answer("a", "other")

    assert [choice.label for choice in form.interview.view("a").choices] == ["乙", "其他"]
    assert form.interview.view("a_other").label == "请说明"


def test_the_other_of_a_form_in_two_languages_and_of_one_in_english() -> None:
    lists = "| list_name | name | label::en | label::zh |\n| s | x | B | 乙 |"
    form = scenario(
        "| type | name | label::en | label::zh |\n| select_one s or_other | a | A | 甲 |",
        lists,
        language="en",
    )
    english = scenario(
        "| type | name |\n| select_one s or_other | a |", "| list_name | name | label |\n| s | x | B |"
    )

    assert [choice.label for choice in form.interview.view("a").choices] == ["B", "Other"]
    assert [choice.label for choice in english.interview.view("a").choices] == ["B", "Other"]
    assert english.answer("a", "other").interview.view("a_other").label == "Specify other."


def test_a_list_with_an_other_of_its_own_keeps_it() -> None:
    form = scenario(
        "| type | name |\n| select_one s or_other | a |", "| list_name | name | label |\n| s | other | 别的 |"
    )

    assert [choice.label for choice in form.interview.view("a").choices] == ["别的"]

"""Visits as flat tables: columns of all versions, linked repeats, nothing invented and nothing lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from forms import Interview, Questionnaire
from forms.flat import Flat, Options, Value, Visit, typed
from forms.flat_columns import Column, merged, patterns, shape_of
from tests.forms.scenario import Scenario, ids, questionnaire, scenario

ROSTER = """
| type | name | relevance | bind::ruhu:sensitive |
| begin_group | home | | |
| text | village | | |
| geopoint | place | | |
| end_group | | | |
| begin_repeat | member | | |
| begin_group | who | | |
| text | full_name | | |
| text | id_number | | yes |
| end_group | | | |
| select_multiple ills | illness | | |
| begin_repeat | cow | | |
| decimal | weight | | |
| end_repeat | | | |
| end_repeat | | | |
| select_one yesno | car | | |
| integer | cars | ${car} = 'y' | |
"""
LISTS = """
| list_name | name | label |
| ills | a | 感冒 |
| ills | b | 风湿 |
| yesno | y | 有 |
| yesno | n | 无 |
"""


def roster() -> Scenario:
    """Two people, the second with two cows."""
    asked = scenario(ROSTER, LISTS)
    asked.answer("village", "下石")
    asked.answer("place", "23.5 106.25 0 4.5")
    asked.answer("car", "y")
    asked.answer("cars", "2")
    asked.answer("car", "n")
    for name in ("甲", "乙"):
        asked.interview.add_row("member")
        row = asked.interview.layout("member").children[-1].key
        asked.interview.answer(f"{row}.full_name", name)
        asked.interview.answer(f"{row}.id_number", "459981197001010015")
        asked.interview.answer(f"{row}.illness", "b")
    asked.add("member[2].cow", weight="100.50").add("member[2].cow", weight="200.50")
    return asked


def laid_out(
    flat: Flat, interview: Interview, meta: Mapping[str, str] | None = None
) -> dict[str, list[dict[str, Value]]]:
    """Return the rows of a visit by table, each with its headings; empty cells are left out."""
    found: dict[str, list[dict[str, Value]]] = {table.name: [] for table in flat.tables}
    for place, cells in flat.rows(Visit("v1", interview, meta or {})):
        table = flat.tables[place]
        named = zip(table.columns, cells, strict=True)
        found[table.name].append({name: cell for name, cell in named if cell != ""})
    return found


def of(asked: Scenario, **options: bool) -> dict[str, list[dict[str, Value]]]:
    return laid_out(Flat([asked.form], options=Options(**options)), asked.interview)


def test_a_visit_is_one_row_with_groups_before_the_names_and_a_geopoint_in_four_columns() -> None:
    [row] = of(roster())[""]

    assert row == {
        "KEY": "v1", "home-village": "下石", "home-place-Latitude": Decimal("23.5"),
        "home-place-Longitude": Decimal("106.25"), "home-place-Altitude": Decimal(0),
        "home-place-Accuracy": Decimal("4.5"), "SET-OF-member": "v1/member", "car": "n",
    }  # fmt: skip


def test_an_answer_that_does_not_apply_is_empty() -> None:
    asked = roster()

    assert asked.interview.answers()["cars"] == "2"
    assert "cars" not in of(asked)[""][0]


def test_rows_of_repeats_are_linked_to_what_they_stand_in() -> None:
    tables = of(roster())

    assert [row["KEY"] for row in tables["member"]] == ["v1/member[1]", "v1/member[2]"]
    assert {row["PARENT_KEY"] for row in tables["member"]} == {"v1"}
    assert tables["member"][1]["SET-OF-cow"] == "v1/member[2]/cow"
    assert [(row["PARENT_KEY"], row["KEY"], row["weight"]) for row in tables["member-cow"]] == [
        ("v1/member[2]", "v1/member[2]/cow[1]", Decimal("100.50")),
        ("v1/member[2]", "v1/member[2]/cow[2]", Decimal("200.50")),
    ]
    assert all(row["SET-OF-cow"] == "v1/member[2]/cow" for row in tables["member-cow"])


def test_a_row_has_the_id_that_its_entity_has() -> None:
    asked = roster()
    keys = [node.key for node in asked.interview.layout("member").children]

    assert [f"member[{row['_id']}]" for row in of(asked)["member"]] == keys


def test_sensitive_answers_are_masked_unless_asked_for() -> None:
    asked = roster()

    assert of(asked)["member"][0]["who-id_number"] == "459981********0015"
    assert of(asked, unmasked=True)["member"][0]["who-id_number"] == "459981197001010015"


def test_options_split_into_ones_and_zeros_beside_the_whole_answer() -> None:
    asked = roster()
    asked.interview.answer(asked.interview.layout("member").children[0].key + ".illness", "")
    first, second = of(asked, split=True)["member"]

    assert {name for name in first if name.startswith("illness")} == set()
    assert (second["illness"], second["illness/a"], second["illness/b"]) == ("b", Decimal(0), Decimal(1))


def test_labels_stand_for_values_where_they_are_wanted() -> None:
    tables = of(roster(), labels=True)

    assert tables[""][0]["car"] == "无"
    assert tables["member"][0]["illness"] == "风湿"


def test_short_headings_have_no_groups_but_where_two_questions_share_a_name() -> None:
    form = questionnaire(
        """
        | type | name |
        | begin_group | a |
        | text | x |
        | text | only |
        | end_group | |
        | begin_group | b |
        | text | x |
        | end_group | |
        """
    )

    assert Flat([form], options=Options(short=True)).tables[0].columns == ("KEY", "a-x", "only", "b-x")


def test_a_question_may_be_called_like_a_column_of_ours() -> None:
    form = questionnaire("| type | name |\n| text | KEY |\n| text | _version |")
    columns = Flat([form], meta=["_version"]).tables[0].columns

    assert len(set(columns)) == len(columns) == 4


def versions() -> tuple[Questionnaire, Questionnaire]:
    old = questionnaire(
        "| type | name |\n| text | first |\n| text | gone |\n| text | last |", settings="| version |\n| 1 |"
    )
    new = questionnaire(
        "| type | name |\n| text | first |\n| text | last |\n| text | added |", settings="| version |\n| 2 |"
    )
    return old, new


def test_columns_of_all_versions_stand_in_the_order_of_the_form() -> None:
    old, new = versions()
    flat = Flat([new, old], meta=["_version"])
    asked = Scenario(old, {"gone": "旧"}, {}, first=True)

    assert flat.tables[0].columns == ("KEY", "_version", "first", "gone", "last", "added")
    assert laid_out(flat, asked.interview, {"_version": "1"})[""] == [
        {"KEY": "v1", "_version": "1", "gone": "旧"}
    ]


def opened(form: Questionnaire, answers: Mapping[str, str]) -> Interview:
    return Interview(form, answers, today=date(2015, 11, 15), new_id=ids())


def test_kept_answers_of_removed_questions_have_columns_at_the_end() -> None:
    _, new = versions()
    answers = {"first": "一", "gone": "旧", "pet[1]": "0001", "pet[1].name": "大黄", "pet[2].name": "小黑"}
    shapes = {shape_of(key) for key in answers} - patterns(new).keys() - {""}
    flat = Flat([new], kept=dict.fromkeys(shapes, False))
    [row] = laid_out(flat, opened(new, answers))[""]

    assert shapes == {"gone", "pet[].name"}
    assert flat.tables[0].columns[-2:] == ("kept-gone", "kept-pet[].name")
    assert (row["kept-gone"], row["kept-pet[].name"]) == ("旧", "大黄; 小黑")


def test_a_kept_answer_in_a_row_stands_in_its_table_and_a_sensitive_one_is_masked() -> None:
    asked = roster()
    key = asked.interview.layout("member").children[0].key
    interview = opened(asked.form, {**asked.interview.answers(), f"{key}.phone": "13900000001"})
    tables = laid_out(Flat([asked.form], kept={"member[].phone": True}), interview)

    assert tables["member"][0]["kept-phone"] == "139****0001"
    assert "kept-phone" not in tables["member"][1]


def test_numbers_are_numbers_only_where_they_read_back_as_they_were_written() -> None:
    assert typed("12.50") == Decimal("12.50")
    assert str(typed("12.50")) == "12.50"
    assert typed("007") == "007"
    assert typed("1234567890123456") == "1234567890123456"
    assert typed("不知道") == "不知道"


def test_notes_and_the_forms_own_data_have_no_columns() -> None:
    form = questionnaire(
        "| type | name | calculation |\n| note | hello | |\n| text | x | |\n| calculate | c | 1 |"
    )

    assert Flat([form]).tables[0].columns == ("KEY", "x", "c")


def test_a_new_question_does_not_move_the_columns_around_it() -> None:
    assert merged([_columns("abd"), _columns("acd"), _columns("xa")]) == _columns("xacbd")


def _columns(letters: str) -> list[Column]:
    return [Column((letter,)) for letter in letters]

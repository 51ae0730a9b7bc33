"""The empty sheet of any questionnaire: every question with room for its answer, and when it is asked."""

from __future__ import annotations

from collections import Counter

import pytest

from forms import Questionnaire
from forms.paper import blank, hints, page
from forms.paper.document import Cell, Document, Heading
from tests.forms.paper import reading
from tests.forms.scenario import questionnaire

SURVEY = """
| type | name | label | relevance | required | bind::ruhu:unit | calculation | appearance |
| begin_group | house | 住房 | | | | | |
| select_one yn | has_house | 有无住房 | | yes | | | |
| decimal | area | 面积 | ${has_house} = 'y' | | ㎡ | | |
| date | built | 建成日期 | | | | | |
| date | year | 建成年份 | | | | | year |
| select_multiple many | people | 民族 | | | | | |
| calculate | double | | | | | ${area} * 2 | |
| note | bye | 谢谢 ${has_house} | | | | | |
| end_group | | | | | | | |
| begin_repeat | member | 成员 | ${has_house} != 'n' | | | | |
| text | full_name | 姓名 | | yes | | | |
| select_one yn | well | 健康 | | | | | |
| begin_repeat | cow | 牛 | | | | | |
| text | colour | 毛色 | | | | | |
| end_repeat | | | | | | | |
| end_repeat | | | | | | | |
| text | never | 不问 | false() | | | | |
"""
MANY = "".join(f"| many | {n} | 第{n}项 |\n" for n in range(blank.MOST_OPTIONS + 1))
LISTS = f"| list_name | name | label |\n| yn | y | 有 |\n| yn | n | 无 |\n{MANY}"


def form() -> Questionnaire:
    return questionnaire(SURVEY, LISTS)


def composed(rows: int = 3) -> Document:
    return blank.compose(form(), reading.HEAD, rows=rows)


def answer_to(document: Document, question: str) -> Cell:
    """Return the cell in which a numbered question is answered."""
    rows = (row.cells for table in document.tables for row in table.rows if len(row.cells) == 3)
    return next(cells[2] for cells in rows if question in cells[1].text)


def test_every_kind_has_room_for_its_answer() -> None:
    document = composed()

    assert answer_to(document, "有无住房").text == "□有 □无"
    assert answer_to(document, "面积").boxes == "_______.__㎡"
    assert answer_to(document, "建成日期").boxes == "____年__月__日"
    assert answer_to(document, "建成年份").boxes == "____年"
    assert answer_to(document, "民族").text == f"(名单共 {blank.MOST_OPTIONS + 1} 项，请写名称)"


def test_calculations_and_what_is_never_asked_are_not_on_it() -> None:
    texts = " ".join(composed().texts())

    assert "double" not in texts
    assert "不问" not in texts
    assert "谢谢 ____" in texts


def test_conditions_stand_in_words_at_questions_and_repeats() -> None:
    document = composed()

    assert "面积\n▶ 如果“有无住房”是“有”" in list(document.texts())
    notes = {block.text: block.note for block in document.blocks if isinstance(block, Heading)}
    assert notes["成员"] == "如果“有无住房”不是“无”"


def test_a_repeat_offers_empty_lines_and_tells_the_numbers_of_its_options() -> None:
    document = composed(rows=3)
    members = next(table for table in document.tables if table.rows[0].cells[1].text == "*姓名")

    assert len(members.rows) == 4
    assert all(row.least_mm >= 8 for row in members.rows[1:])
    assert any(text.startswith("健康：1\u00a0有  2\u00a0无") for text in document.texts())


def test_a_repeat_in_a_repeat_asks_for_the_line_it_belongs_to() -> None:
    cows = next(table for table in composed().tables if table.rows[0].cells[-1].text == "毛色")

    assert cows.rows[0].cells[1].text == "属第几行"


def test_a_wide_repeat_has_a_column_for_each_row() -> None:
    questions = "".join(f"| select_one yn | q{n} | 第{n}题 |\n" for n in range(20))
    wide = questionnaire(
        f"| type | name | label |\n| begin_repeat | r | 地块 |\n{questions}| end_repeat | | |", LISTS
    )
    tables = blank.compose(wide, reading.HEAD, rows=6).tables[1:]

    assert [[cell.text for cell in table.rows[0].cells[1:]] for table in tables] == [
        ["1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"],
    ]  # fmt: skip
    assert [row.cells[0].text for row in tables[0].rows[1:3]] == [
        "第0题\n1\u00a0有  2\u00a0无", "第1题\n1\u00a0有  2\u00a0无",
    ]  # fmt: skip


def test_what_other_records_keep_is_not_on_it() -> None:
    two = questionnaire(
        "| type | name | label | bind::ruhu:record |\n| begin_group | g | 评议 | appraisal |\n"
        "| text | opinion | 意见 | |\n| end_group | | | |\n| text | x | 甲 | |"
    )

    assert "意见" not in " ".join(blank.compose(two, reading.HEAD).texts())


def test_the_pages_say_what_was_composed_and_nothing_reaches_over_an_edge() -> None:
    document = composed()
    pdf = page.render(document)

    assert Counter(reading.plain("".join(document.texts()))) - Counter(reading.whole(pdf)) == Counter()
    assert reading.outside(pdf) == []


@pytest.mark.parametrize(
    "relevance, words",
    [
        ("${yn} = 'y'", "如果“有无”是“有”"),
        ("'y' != ${yn}", "如果“有无”不是“有”"),
        ("${age} >= 60", "如果“年龄”不少于“60”"),
        ("60 > ${age}", "如果“年龄”小于“60”"),
        ("selected(${ills}, 'b')", "如果“病种”选了“风湿”"),
        ("not(selected(${ills}, 'b'))", "如果“病种”没选“风湿”"),
        ("${yn} = 'y' and ${age} > 3", "如果“有无”是“有”，并且“年龄”大于“3”"),
        (
            "${yn} = 'y' and (${age} > 3 or ${age} = '')",
            "如果“有无”是“有”，并且（“年龄”大于“3”，或者没填“年龄”）",
        ),
        ("${age} != ''", "如果填了“年龄”"),
        ("${age} != '' and ${age} > 3", "如果“年龄”大于“3”"),
        ("${age} * 2 > 3", hints.SOMETIMES),
        ("true()", ""),
        ("", ""),
    ],
)
def test_simple_conditions_have_words(relevance: str, words: str) -> None:
    asked = questionnaire(
        "| type | name | label | relevance |\n| select_one yn | yn | 有无 | |\n| integer | age | 年龄 | |\n"
        f"| select_multiple ills | ills | 病种 | |\n| text | x | 甲 | {relevance} |",
        "| list_name | name | label |\n| yn | y | 有 |\n| yn | n | 无 |\n| ills | b | 风湿 |",
    )
    bind = next(bind for node, bind in zip(asked.definitions, asked.binds, strict=True) if node.name == "x")

    assert hints.condition(asked, bind.relevant) == words

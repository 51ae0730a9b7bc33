"""The sheet of any questionnaire: everything that was answered, nothing that was not asked, legible."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from forms.paper import page, rosters, sheet
from forms.paper.document import Document, Heading, Pictures
from forms.paper.sheet import About
from forms.paper.thumbnails import thumbnail
from forms.paper.words import plain, with_gaps
from tests.forms.paper import reading
from tests.forms.scenario import Scenario, scenario

SURVEY = """
| type | name | label | relevance | bind::ruhu:sensitive | bind::ruhu:unit | required |
| text | first | 放在组外的题 | | | | |
| begin_group | house | 住房 | | | | |
| select_one yn | has_house | 有无住房 | | | | yes |
| decimal | area | 面积 | ${has_house} = 'y' | | ㎡ | |
| text | phone | 电话 | | yes | | |
| note | thanks | **谢谢** <b>配合</b> | | | | |
| image | photo | 房屋照片 | | | | |
| geopoint | place | 位置 | | | | |
| end_group | | | | | | |
| begin_repeat | member | 成员 | | | | |
| text | full_name | 姓名 | | | | |
| select_multiple ills | ill | 病种 | | | | |
| begin_repeat | cow | 牛 | | | | |
| text | colour | 毛色 | | | | |
| end_repeat | | | | | | |
| end_repeat | | | | | | |
"""
LISTS = """
| list_name | name | label |
| yn | y | 有 |
| yn | n | 无 |
| ills | a | 感冒 |
| ills | b | 风湿 |
"""
ABOUT = About(
    "4599822002010002", "蒙云龙", "小问卷 3", "已完成", ("韦小明", "农志强"), "2026-11-01 09:10", "09:40"
)


def visited() -> Scenario:
    """A house, two members, the second with a cow."""
    asked = scenario(SURVEY, LISTS)
    given = {
        "first": "一",
        "has_house": "y",
        "area": "80",
        "phone": "13900000001",
        "place": "23.5 106.25 0 4",
    }
    for key, value in given.items():
        asked.answer(key, value)
    asked.add("member", full_name="蒙云龙", ill="b").add("member", full_name="韦秀英")
    return asked.add("member[2].cow", colour="黄")


def composed(asked: Scenario, **about: Any) -> Document:
    return sheet.compose(asked.interview, reading.HEAD, replace(ABOUT, **about))


def pairs(document: Document) -> dict[str, str]:
    """Return label → answer of the two-column tables."""
    found: dict[str, str] = {}
    for table in document.tables:
        for row in table.rows:
            texts = [cell.text for cell in row.cells]
            if len(texts) in {2, 4}:
                found.update(zip(texts[::2], texts[1::2], strict=True))
    return found


def lines(document: Document, title: str) -> Sequence[list[str]]:
    """Return the rows of the table under a title, headings aside."""
    table = next(table for table in document.tables if table.rows[0].cells[0].text.startswith(title))
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


def test_the_sheet_tells_who_when_and_with_which_questionnaire() -> None:
    found = pairs(composed(visited()))

    assert (found["户编号"], found["户主"], found["问卷"]) == ("4599822002010002", "蒙云龙", "小问卷 3")
    assert (found["调查时间"], found["调查员"], found["状态"]) == (
        "2026-11-01 09:10 至 09:40",
        "韦小明、农志强",
        "已完成",
    )


def test_groups_are_headings_and_questions_stand_beside_their_answers() -> None:
    document = composed(visited())
    found = pairs(document)

    assert [block.text for block in document.blocks if isinstance(block, Heading)] == ["住房"]
    assert (found["放在组外的题"], found["有无住房"], found["面积"]) == ("一", "■有 □无", "80㎡")
    assert found["位置"] == "纬度 23.5 经度 106.25 海拔 0 米 误差 4 米"
    assert "谢谢 配合" in list(document.texts())


def test_what_does_not_apply_is_left_out_and_what_was_not_answered_is_a_dash() -> None:
    found = pairs(composed(visited().answer("has_house", "n").answer("first", None)))

    assert "面积" not in found
    assert (found["放在组外的题"], found["有无住房"]) == ("—", "□有 ■无")


def test_a_question_that_came_with_a_newer_version_is_marked() -> None:
    assert (
        pairs(composed(visited().answer("first", None), to_ask=frozenset({"first"})))["放在组外的题"]
        == "待问"
    )


def test_sensitive_answers_are_masked_unless_asked_for() -> None:
    assert pairs(composed(visited()))["电话"] == "139****0001"
    assert pairs(composed(visited(), unmasked=True))["电话"] == "13900000001"


def test_rows_of_a_repeat_are_lines_and_nested_ones_name_the_row_they_belong_to() -> None:
    document = composed(visited())

    assert lines(document, "成员(2)") == [["", "姓名", "病种"], ["1", "蒙云龙", "风湿"], ["2", "韦秀英", "—"]]
    assert lines(document, "成员 2 韦秀英 · 牛(1)") == [["", "毛色"], ["1", "黄"]]


def test_a_wide_repeat_is_a_card_for_each_row() -> None:
    questions = "".join(f"| text | q{n} | 第{n}题 |\n" for n in range(20))
    asked = scenario(f"| type | name | label |\n| begin_repeat | r | 地块 |\n{questions}| end_repeat | | |")
    asked.add("r", q0="村东").add("r", q0="村西")
    titles = [table.rows[0].cells[0].text for table in composed(asked).tables]

    assert titles[1:] == ["地块 1 村东", "地块 2 村西"]


def test_a_repeat_without_rows_says_so() -> None:
    assert pairs(composed(scenario(SURVEY, LISTS)))["成员"] == "(没有)"


def test_a_long_list_of_options_shows_only_what_was_chosen() -> None:
    options = "".join(f"| many | {n} | 第{n}种选项的说明文字 |\n" for n in range(30))
    asked = scenario(
        "| type | name | label |\n| select_one many | x | 选 |", f"| list_name | name | label |\n{options}"
    )

    assert pairs(composed(asked.answer("x", "7")))["选"] == "第7种选项的说明文字"


def test_what_is_missing_and_doubtful_stands_at_the_end() -> None:
    asked = visited().answer("has_house", None).answer("place", "99 999")
    texts = list(composed(asked).texts())

    assert "还没有填的必填题：有无住房" in texts
    assert texts[texts.index("题目") + 3] == "位置"


@pytest.mark.parametrize(
    "appearance, check", [("masked", ""), ("Secret w1", ""), ("", "id_number"), ("", "disability_cert")]
)
def test_what_is_covered_or_checked_as_an_id_is_not_printed(appearance: str, check: str) -> None:
    survey = "| type | name | label | appearance | bind::ruhu:check |\n"
    asked = scenario(f"{survey}| text | x | 号码 | {appearance} | {check} |").answer(
        "x", "459900198001011239"
    )

    assert "459900198001011239" not in "".join(composed(asked).texts())
    assert pairs(composed(asked, unmasked=True))["号码"] == "459900198001011239"


def test_kept_answers_of_removed_questions_are_shown() -> None:
    assert pairs(composed(visited(), kept=[("旧题", "旧答案")]))["旧题"] == "旧答案"


def photo(size: tuple[int, int] = (1600, 1200), form: str = "JPEG") -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", size, "green").save(sink, form)
    return sink.getvalue()


def test_photos_are_small_pictures_where_their_content_is_at_hand() -> None:
    asked = visited().answer("photo", "p.jpg")
    document = composed(asked, pictures={"p.jpg": photo()})
    pictures = [each for block in document.blocks if isinstance(block, Pictures) for each in block.pictures]

    assert [(each.caption, each.width_px, each.height_px) for each in pictures] == [("房屋照片", 480, 360)]
    assert len(pictures[0].jpeg) < 20_000
    assert reading.sizes_mm(page.render(document)) != []


def test_a_photo_that_is_not_here_is_named() -> None:
    texts = list(composed(visited().answer("photo", "p.jpg")).texts())

    assert "这些照片不在本机，没有印出：房屋照片" in texts


@pytest.mark.parametrize("content", [b"", b"no picture", photo()[:300], b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_what_is_no_picture_is_none(content: bytes) -> None:
    assert thumbnail("x", content) is None


def test_a_transparent_picture_is_on_white() -> None:
    sink = io.BytesIO()
    Image.new("RGBA", (40, 20), (0, 0, 0, 0)).save(sink, "PNG")
    made = thumbnail("x", sink.getvalue())

    assert made is not None
    assert Image.open(io.BytesIO(made.jpeg)).getpixel((10, 10)) == (255, 255, 255)


def scored(options: int, scheme: str) -> Document:
    """A form with one item of so many options, whose total follows from one question."""
    rows = "".join(f"| S01 | {chr(65 + n)} | 选项{n} | {n} |\n" for n in range(options))
    asked = scenario(
        "| type | name | label | calculation | bind::ruhu:score | bind::ruhu:figure | bind::ruhu:label |\n"
        "| text | x | 答 | | | | |\n"
        "| calculate | s01 | | ${x} | S01 | | 住房 |\n"
        "| calculate | net | | 12 | | net | 纯收入 |",
        f"| list_name | name | label | points |\n{rows}",
        settings=f"| attribute::ruhu:scheme |\n| {scheme} |" if scheme else "",
    )
    return composed(asked.answer("x", "B"))


@pytest.mark.parametrize("options", [3, 9])
def test_a_score_never_stands_without_the_label_of_its_scheme(options: int) -> None:
    named, unnamed = scored(options, "小方案(非官方)"), scored(options, "")

    assert [block.note for block in named.blocks if isinstance(block, Heading)] == ["小方案(非官方)"] * 2
    assert sheet.UNNAMED_SCHEME in list(unnamed.texts())
    assert "1 分" in list(named.texts())
    assert pairs(named)["纯收入"] == "12"


def test_the_pages_say_what_was_composed_and_nothing_reaches_over_an_edge() -> None:
    document = composed(visited(), unmasked=True)
    pdf = page.render(document)

    assert Counter(reading.plain("".join(document.texts()))) - Counter(reading.whole(pdf)) == Counter()
    assert reading.outside(pdf) == []
    assert reading.symbols(pdf) == [f"RP1:{reading.HEAD.document_id.upper()}:2015101101:1"]


def test_a_long_answer_and_a_long_question_are_printed_whole() -> None:
    long = "".join(chr(0x4E00 + number) for number in range(3000))
    asked = scenario(f"| type | name | label |\n| text | x | {long[:400]} |").answer("x", long)
    text = reading.whole(page.render(composed(asked)))

    assert all(sign in text for sign in long)


def test_lines_of_an_answer_stay_lines_and_tabs_are_room() -> None:
    asked = scenario("| type | name | label |\n| text | x | 话 |").answer("x", "一\t二\r\n三")

    assert pairs(composed(asked))["话"] == "一 二\n三"


def test_six_hundred_questions_fill_many_pages() -> None:
    rows = "\n".join(f"| text | q{n} | 第{n}题 |" for n in range(600))
    document = composed(scenario(f"| type | name | label |\n{rows}"))

    assert sum(len(row.cells) // 2 for table in document.tables[1:] for row in table.rows) == 600
    assert 5 < len(reading.pages(page.render(document))) < 15


@pytest.mark.parametrize(
    "written, read",
    [
        ("**重要** 的", "重要 的"),
        ("see _this_ and snake_case_name", "see this and snake_case_name"),
        ("# 标题\n\n正文", "标题\n正文"),
        ("[链接](http://x.example/a) 与 <a href='y'>这里</a>", "链接 与 这里"),
        ("一行<br/>两行 &lt;3", "一行\n两行 <3"),
        ("2 < 3 and 4 > 1, 5*6*7", "2 < 3 and 4 > 1, 5*6*7"),
    ],
)
def test_marks_of_labels_are_read_as_words(written: str, read: str) -> None:
    assert plain(written) == read


def test_a_gap_stands_for_an_answer() -> None:
    assert with_gaps("${name} 的年龄") == "____ 的年龄"


def test_columns_that_would_break_words_are_refused() -> None:
    assert rosters.columns(["单位"], [["x" * 300]]) is None
    assert rosters.columns([f"第{n}列" for n in range(30)], [[]] * 30) is None
    assert sum(rosters.columns(["姓名", "年龄"], [["甲"], ["3"]]) or ()) == pytest.approx(180)

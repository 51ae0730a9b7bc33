from __future__ import annotations

import dataclasses
import functools
from collections import Counter

import pytest

from forms import Interview
from forms.paper import assessment
from forms.paper.assessment import Edition, Visit
from forms.paper.document import Document, Tone
from tests.cases.household import open_interview, surveyed
from tests.forms.paper import reading

VISIT = Visit("4599811002010002", ("韦小明", "农志强"), "2015-11-15 13:40", "14:02")


@functools.cache
def _case(number: str = "02") -> Interview:
    return surveyed(number)


@functools.cache
def _sheet(edition: Edition = Edition.ORIGINAL) -> Document:
    return assessment.compose(_case(), reading.HEAD, VISIT, edition)


@functools.cache
def _printed(edition: Edition = Edition.ORIGINAL) -> bytes:
    return assessment.render(_sheet(edition))


@functools.cache
def _blank() -> Document:
    return assessment.blank(open_interview({}), reading.HEAD)


def _cells(document: Document, tone: Tone) -> list[str]:
    return [
        cell.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        if cell.tone is tone
    ]


def _missing(document: Document, pdf: bytes) -> Counter[str]:
    """Return the characters of the document that the pages do not have."""
    return Counter(reading.plain("".join(document.texts()))) - Counter(reading.whole(pdf))


@pytest.mark.parametrize("edition", list(Edition))
def test_the_pages_say_what_was_composed(edition: Edition) -> None:
    assert _missing(_sheet(edition), _printed(edition)) == Counter()


def test_short_texts_stand_on_the_pages_in_the_order_composed() -> None:
    text, place = reading.whole(_printed()), 0
    for part in map(reading.plain, _sheet().texts()):
        if len(part) <= 5:
            place = text.index(part, place)


def test_the_sheet_of_a_usual_household_has_three_pages() -> None:
    assert len(reading.pages(_printed())) == 3


def test_the_five_parts_stand_in_order_and_the_appraisal_is_not_among_them() -> None:
    titles = [text for text in _sheet().texts() if text in {"一进", "二看", "三算", "四比", "五议", "评分"}]

    assert titles == ["一进", "二看", "三算", "四比", "评分"]


def test_the_member_table_has_ten_columns() -> None:
    members = _sheet().tables[1]

    assert [
        cell.text for cell in members.rows[0].cells
    ] == "姓名 性别 出生 关系 民族 文化 在校 健康 劳动 务工".split()
    assert [row.cells[0].text for row in members.rows[1:]] == ["黄文生", "农秀兰", "黄俊", "黄雪", "陆桂英"]
    assert members.rows[1].cells[-1].text == "乡外县内 5月"


def test_the_chosen_options_and_the_sum_of_the_worked_case_are_printed() -> None:
    chosen = _cells(_sheet(), Tone.CHOSEN)

    assert len(chosen) == 18
    assert chosen[0] == "13㎡至不足20㎡ = 4"
    assert {"38 分", "叁拾捌分", "2172.00元", "贰仟壹佰柒拾贰元整"} <= set(_sheet().texts())


def test_income_cost_and_debt_stand_in_three_columns_line_by_line() -> None:
    accounts = next(table for table in _sheet().tables if len(table.widths_mm) == 6)
    columns = [[row.cells[at].text for row in accounts.rows] for at in range(6)]

    assert columns[0][:2] == ["收入", "工资性收入"]
    assert columns[1][:3] == ["金额(元)", "6000.00", "6000.00"]
    assert [text for text in columns[3] if text][1:4] == ["2600.00", "1100.00", "1500.00"]
    assert [text for text in columns[5] if text] == ["金额(元)", "12000.00", "12000.00"]


def test_the_comparison_is_three_by_four_and_summed() -> None:
    texts = list(_sheet().texts())

    assert texts.count("更差 -1") + texts.count("相当 0") == 12
    assert any(text.startswith("-7") for text in texts)


def test_a_veto_only_the_appraisal_can_find_stays_open() -> None:
    vetoes = next(table for table in _sheet().tables if table.rows[0].cells[0].text == "一票否决情形")
    answers = {row.cells[0].text: [cell.text for cell in row.cells[2:4]] for row in vetoes.rows[1:]}

    assert answers["V1"] == ["", "✓"]
    assert answers["V7"] == ["", ""]


def test_a_vetoed_household_has_its_ticks() -> None:
    sheet = assessment.compose(_case("11"), reading.HEAD, VISIT)
    vetoes = next(table for table in sheet.tables if table.rows[0].cells[0].text == "一票否决情形")

    assert [row.cells[0].text for row in vetoes.rows[1:] if row.cells[2].text] == ["V3", "V4"]


def test_an_override_is_marked_with_its_reason() -> None:
    interview = surveyed("02")
    interview.override("S03", "C", "内墙已粉刷,系统按毛坯")
    texts = list(assessment.compose(interview, reading.HEAD, VISIT).texts())

    assert "C*" in texts
    assert any("按事实为B" in text and "内墙已粉刷" in text for text in texts)


def test_an_original_shows_the_number_and_a_copy_masks_it() -> None:
    assert "459981197406120135" in reading.whole(_printed())
    copy = reading.whole(_printed(Edition.COPY))
    assert "459981197406120135" not in copy
    assert "459981********0135" in copy
    assert "副本" in copy


def test_every_page_has_boxes_to_sign_in_that_nobody_has_filled() -> None:
    for text in map(reading.plain, reading.pages(_printed())):
        assert [
            part
            for part in ("户主(签字、手印)", "调查员(一)", "调查员(二)", "村干部见证", "日期")
            if part not in text
        ] == []


def test_every_page_names_the_household_and_files_itself() -> None:
    for number, text in enumerate(reading.pages(_printed())):
        assert "户编号4599811002010002户主黄文生" in reading.plain(text)
        (found,) = reading.symbols(_printed(), number)
        assert found.endswith(f":{number + 1}")


def test_nothing_reaches_beyond_the_paper_or_into_the_binding() -> None:
    assert reading.outside(_printed()) == []
    lefts = [bounds[0] for bounds in reading.bounds(_printed())]
    assert min(lefts) >= 20 / 25.4 * 72 - 0.6


def test_fonts_are_embedded() -> None:
    assert all(embedded for _, embedded in reading.fonts(_printed()))


def test_an_unfinished_interview_prints_what_is_missing_as_such() -> None:
    texts = list(assessment.compose(open_interview({}), reading.HEAD).texts())

    assert "有 18 项未评，不计总分" in texts
    assert texts.count("未评") == 19


def test_a_large_household_with_long_names_loses_nothing() -> None:
    interview = surveyed("02")
    name = "阿卜杜热西提·买买提明·阿卜杜拉·库尔班江·吐尔逊尼亚孜·玉素甫江·阿布都热合曼·艾尔肯·依明·托合提"
    for repeat, field in (("member", "full_name"), ("vehicle", "vehicle_owner")):
        for _ in range(12):
            rows = interview.layout(repeat).children
            interview.add_row(repeat)
            added = next(
                row for row in interview.layout(repeat).children if row.key not in {old.key for old in rows}
            )
            interview.answer(f"{added.key}.{field}", name)
    sheet = assessment.compose(interview, reading.HEAD, VISIT)
    pdf = assessment.render(sheet)

    assert _missing(sheet, pdf) == Counter()
    assert reading.whole(pdf).count("阿卜杜热西提") == 24
    assert reading.outside(pdf) == []


def test_the_blank_sheet_has_the_same_parts_and_options_to_tick() -> None:
    texts = list(_blank().texts())

    assert [text for text in texts if text in {"一进", "二看", "三算", "四比", "评分"}] == [
        "一进",
        "二看",
        "三算",
        "四比",
        "评分",
    ]
    assert any(text.startswith("□自有 □借住(亲友)") for text in texts)
    assert any(text.startswith("关系:户主 配偶") for text in texts)
    assert _cells(_blank(), Tone.CHOSEN) == []


def test_the_blank_sheet_prints_whole_on_four_pages() -> None:
    pdf = assessment.render(_blank())

    assert _missing(_blank(), pdf) == Counter()
    assert reading.outside(pdf) == []
    assert len(reading.pages(pdf)) == 4


def test_a_sample_says_so_on_every_page() -> None:
    head = dataclasses.replace(reading.HEAD, sample=True)
    pdf = assessment.render(assessment.compose(_case(), head, VISIT))

    assert all("样表" in reading.plain(text) for text in reading.pages(pdf))

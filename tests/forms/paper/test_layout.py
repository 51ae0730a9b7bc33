from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forms.paper import layout, page
from forms.paper.document import Block, Cell, Document, Heading, Paragraph, Row, Table
from tests.forms.paper import reading

WIDE_MM, TALL_MM = 180.0, 230.0


def _table(*texts: str, header: int = 0) -> Table:
    return Table((60.0, 120.0), tuple(Row((Cell(text), Cell())) for text in texts), header)


def _rows(placed: list[layout.Placed]) -> list[str]:
    return [row.cells[0].text for _, block in placed if isinstance(block, Table) for row in block.rows]


def test_a_table_goes_on_on_the_next_page_under_its_header() -> None:
    texts = [f"第{number}行" for number in range(100)]

    pages = layout.paginate([_table("表头", *texts, header=1)], WIDE_MM, TALL_MM)

    assert len(pages) == 2
    assert all(_rows(placed)[0] == "表头" for placed in pages)
    assert [text for placed in pages for text in _rows(placed)[1:]] == texts


def test_a_heading_is_not_the_last_thing_on_a_page() -> None:
    filler = _table(*["满"] * 54)

    pages = layout.paginate([filler, Heading("三算"), _table(*["甲"] * 9)], WIDE_MM, TALL_MM)

    assert [[type(block) for _, block in placed] for placed in pages] == [[Table], [Heading, Table]]


def test_a_section_that_fits_on_one_page_is_kept_whole_where_asked() -> None:
    blocks: list[Block] = [_table(*["满"] * 20), Heading("评分", whole=True), _table(*["甲"] * 40)]

    assert [len(placed) for placed in layout.paginate(blocks, WIDE_MM, TALL_MM)] == [1, 2]


def test_a_row_that_no_page_can_hold_is_cut_between_lines() -> None:
    text = "".join(chr(0x4E00 + number) for number in range(3000))

    pages = layout.paginate([_table(text)], WIDE_MM, TALL_MM)

    assert "".join("".join(_rows(placed)) for placed in pages).replace("\n", "") == text


@given(st.lists(st.integers(1, 400), min_size=1, max_size=40), st.integers(0, 1))
def test_every_row_is_printed_once_and_no_page_overflows(lengths: list[int], header: int) -> None:
    texts = [f"{number}:" + "字" * length for number, length in enumerate(lengths)]
    heads = ["表头"] * header

    pages = layout.paginate([_table(*heads, *texts, header=header)], WIDE_MM, TALL_MM)

    assert [text for placed in pages for text in _rows(placed)[header:]] == texts
    for placed in pages:
        used_mm = sum(layout.height_mm(block, WIDE_MM) for _, block in placed) - layout.GAP_MM
        assert used_mm <= TALL_MM + 1e-6


@given(st.text(st.sampled_from("阿卜杜·热西提, 1\n"), max_size=4000))
def test_a_paragraph_of_any_length_is_printed_whole(text: str) -> None:
    pages = layout.paginate([Paragraph(text)], WIDE_MM, TALL_MM)
    shown = "".join(block.text for placed in pages for _, block in placed if isinstance(block, Paragraph))

    assert shown.replace("\n", "") == text.replace("\n", "")


def test_every_page_says_what_it_is_and_how_to_alter_it() -> None:
    rows = _table(*[f"第{number}行" for number in range(100)])
    pdf = page.render(Document("试表", reading.HEAD, "户主 黄文生", (rows,)))

    for number, text in enumerate(map(reading.plain, reading.pages(pdf)), start=1):
        expected = [
            "试表", "云岭县白鹭镇石鼓村上石鼓屯", "户主黄文生", reading.HEAD.document_id, "2015101101",
            reading.plain(reading.HEAD.scheme), "2015-11-1514:05韦小明", f"第{number}/2页",
            page.ALTERATION_NOTICE,
        ]  # fmt: skip
        assert [part for part in expected if part not in text] == []
        (code,) = reading.symbols(pdf, number - 1)
        assert code == f"RP1:{reading.HEAD.document_id.upper()}:2015101101:{number}"


def test_many_documents_go_into_one_file() -> None:
    documents = [Document("试表", reading.HEAD, f"第{number}户", ()) for number in range(3)]
    import io

    sink = io.BytesIO()

    assert list(page.write(documents, sink)) == [1, 2, 3]
    assert [
        f"第{number}户" in reading.plain(text) for number, text in enumerate(reading.pages(sink.getvalue()))
    ] == [True] * 3

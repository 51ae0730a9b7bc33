"""Broken and hostile XML, as a form and as a submission: a fault with a place, soon, and with little memory."""

# ruff: noqa: E501 - documents are wider than code
from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import Fault, FaultCode, QuestionnaireFault, load, openrosa
from forms import xml as reader
from forms.structure import NODES_LIMIT
from forms.wording import fault_sentence
from tests.forms.scenario import questionnaire, xform

HEAD = '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">\n'
SURVEY = "| name | type | relevant |\n| a | text | |\n| b | integer | ${a} = 'x' |"
SUBMISSION = b"<data id='test'>\n<a>1</a>\n<b>2</b></data>"
Read = Callable[[str | bytes], object]


def form(instance: str = '<data id="a"><q/></data>', model: str = "", body: str = "") -> str:
    return f"{HEAD}<h:head><h:title>题</h:title><model><instance>{instance}</instance>{model}</model></h:head><h:body>{body}</h:body></h:html>"


def submission(text: str | bytes) -> object:
    return openrosa.answers_of(
        questionnaire(SURVEY), text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    )


def first(read: Read, text: str | bytes) -> Fault:
    with pytest.raises(QuestionnaireFault) as caught:
        read(text)
    return caught.value.faults[0]


@pytest.fixture(params=[load, submission], ids=["form", "submission"])
def read(request: pytest.FixtureRequest) -> Read:
    return request.param  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "text, code, place",
    [
        ("", "unreadable", "XML 1:1"),
        ("no XML", "unreadable", "XML 1:1"),
        ("<a>\n  <b></a>", "unreadable", "XML 2:8"),
        ("<a>\n\n<b>", "unreadable", "XML 3:4"),
        ("<a>\n<b x='1", "unreadable", "XML 2:1"),
        ("<a/>\n<b/>", "unreadable", "XML 2:1"),
        ("<a x='1' x='2'/>", "unreadable", "XML 1:10"),
        ("<a><x:b/></a>", "unreadable", "XML 1:4"),
        ("<a>&b;</a>", "unreadable", "XML 1:4"),
        ("<a>\0</a>", "unreadable", "XML 1:4"),
        ("<a>&#0;</a>", "unreadable", "XML 1:4"),
        (b"<?xml version='1.0' encoding='UTF-8'?>\n<a>" + "姓名".encode("gb18030") + b"</a>", "unreadable", "XML 2:4"),
        (b"<?xml version='1.0' encoding='martian'?><a/>", "unreadable", "XML 1:1"),
        ("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n<a>&x;</a>", "forbidden_xml", "XML 1:13"),
        ("\n<!DOCTYPE a PUBLIC 'x' 'http://example.org/x.dtd'><a/>", "forbidden_xml", "XML 2:50"),
        ("<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;'>]><a>&d;</a>", "forbidden_xml", "XML 1:13"),
        ("<a>" * 100_000, "too_deep", "XML 1:601"),
    ],
)  # fmt: skip
def test_broken_xml_has_a_place(read: Read, text: str | bytes, code: str, place: str) -> None:
    fault = first(read, text)

    assert (fault.code.value, fault.where) == (code, place)
    line, _, column = place.removeprefix("XML ").partition(":")
    assert f"XML 第 {line} 行第 {column} 列：" in fault_sentence(fault)


def test_depth_of_xml_is_not_told_as_that_of_an_expression() -> None:
    assert "结束标签" in fault_sentence(first(load, "<a>" * 1000))
    assert "calculate" in fault_sentence(Fault(FaultCode.TOO_DEEP, "a · relevant", "> 60 @ 7"))


def test_every_word_of_the_xml_reader_is_known_in_chinese() -> None:
    sentences = [fault_sentence(first(load, text)) for text in ("", "<a>", "<a></b>", "<a/><b/>", "<a b")]

    assert not [sentence for sentence in sentences if " tag" in sentence or "element" in sentence]


@pytest.mark.parametrize("encoding", ["UTF-8", "utf-16", "GB18030", "gbk", "GB2312"])
def test_forms_are_read_in_the_encoding_they_declare(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n{form()}'

    assert load(text.encode(encoding)).title == "题"


def test_a_lone_surrogate_is_a_fault() -> None:
    assert first(load, form().replace("题", "\ud800")).code is FaultCode.UNREADABLE


@pytest.mark.parametrize(
    "text, code",
    [
        ("<a/>", FaultCode.NOT_A_FORM),
        ("<html><head/></html>", FaultCode.NOT_A_FORM),
        (f"{HEAD}<h:head><model/></h:head></h:html>", FaultCode.NOT_A_FORM),
        (form(""), FaultCode.NOT_A_FORM),
        (SUBMISSION, FaultCode.NOT_A_FORM),
        (form(model='<bind nodeset="/data/nowhere"/>'), FaultCode.UNKNOWN_PATH),
        (form(model='<bind nodeset=""/>'), FaultCode.UNKNOWN_PATH),
        (form(body='<input ref="/data/nowhere"/>'), FaultCode.UNKNOWN_PATH),
        (form(body='<select1 ref="/data/q"/>'), FaultCode.NO_CHOICES),
        (form(body='<select ref="/data/q"><item><label>x</label></item></select>'), FaultCode.NO_CHOICES),
        (form(body='<select ref="/data/q"><itemset nodeset="/data/q"><label ref="l"/></itemset></select>'), FaultCode.NO_CHOICES),
        (form(model='<instance id="l"><r/></instance><instance id="l"><r><i/></r></instance>'), FaultCode.DUPLICATE_NAME),
        (form(model='<instance id="l"><r/></instance><instance id="l" src="jr://file/l.xml"/>'), FaultCode.DUPLICATE_NAME),
    ],
)  # fmt: skip
def test_what_is_xml_but_no_form_is_told(text: str | bytes, code: FaultCode) -> None:
    assert first(load, text).code is code


@pytest.fixture
def most_bytes() -> Iterator[Callable[[], int]]:
    """Tells how much memory was taken at once since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


@pytest.mark.parametrize("text", ["<a>" + "<b/>" * 2_000_000, "<a " + " ".join(f"a{n}=''" for n in range(500_000)) + "/>"], ids=["elements", "attributes"])  # fmt: skip
def test_xml_of_millions_of_parts_is_not_read_to_its_end(
    read: Read, text: str, monkeypatch: pytest.MonkeyPatch, most_bytes: Callable[[], int]
) -> None:
    monkeypatch.setattr(reader, "PARTS_LIMIT", 10_000)

    assert first(read, text).code is FaultCode.TOO_LONG
    assert most_bytes() < 300 << 20


def test_a_file_that_is_too_long_is_not_even_parsed(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SIZE_LIMIT", 100)

    assert first(read, "<a>" + " " * 100 + "</a>").code is FaultCode.TOO_LONG


def test_tens_of_thousands_of_questions_are_no_form() -> None:
    nodes = "".join(f"<q{number}/>" for number in range(NODES_LIMIT))

    assert first(load, form(f'<data id="a">{nodes}</data>')).code is FaultCode.TOO_LONG


def test_ten_megabytes_in_one_place_are_no_trouble(read: Read) -> None:
    much = "1+" * 5_000_000 + "1"

    assert first(load, form(model=f'<bind nodeset="/data/q" relevant="{much}"/>')).code is FaultCode.TOO_LONG
    assert load(form(body=f'<input ref="/data/q"><label>{much}</label></input>')).name == "a"
    assert first(submission, f"<data id='test' other='{much}'/>").code is FaultCode.TOO_LONG


def test_all_binds_that_lead_nowhere_are_told() -> None:
    binds = "".join(f'<bind nodeset="/data/z{number}"/>' for number in range(2_000))

    with pytest.raises(QuestionnaireFault) as caught:
        load(form(model=binds))

    assert len(caught.value.faults) == 2_000


FORM = xform(SURVEY)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_never_brings_a_reader_down(data: st.DataObject) -> None:
    read, whole = data.draw(st.sampled_from([(load, FORM.encode()), (submission, SUBMISSION)]))
    at = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 20))
    damaged = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + length :]
    try:
        read(damaged)
    except QuestionnaireFault as fault:
        assert all(each.code and each.where for each in fault.faults)  # noqa: PT017 - either is right


@pytest.mark.parametrize("cut", range(0, len(FORM), 97))
def test_a_file_that_ends_too_soon_is_said_to(cut: int) -> None:
    fault = first(load, FORM[:cut])

    assert fault.code is FaultCode.UNREADABLE
    assert fault.where.startswith("XML ")

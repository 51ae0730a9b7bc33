"""A questionnaire with a fault never opens, and all its faults are told at once."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

import json
from pathlib import Path

import pytest

from forms import Fault, FaultCode, QuestionnaireFault, load
from forms.wording import fault_sentence
from forms.xlsform import converted_sheets
from forms.xml import DEPTH_LIMIT
from resources import path
from tests.forms.scenario import questionnaire

HEAD = '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
FORM = (
    HEAD
    + "<h:head><h:title>t</h:title><model><instance>{instance}</instance>{model}</model></h:head><h:body>{body}</h:body></h:html>"
)


def faults_of(survey: str, choices: str = "", settings: str = "") -> list[Fault]:
    with pytest.raises(QuestionnaireFault) as caught:
        questionnaire(survey, choices, settings=settings)
    return list(caught.value.faults)


def faults_in(xform: str | bytes) -> list[FaultCode]:
    with pytest.raises(QuestionnaireFault) as caught:
        load(xform)
    return [fault.code for fault in caught.value.faults]


def form(instance: str = '<data id="a"><q/></data>', model: str = "", body: str = "") -> str:
    return FORM.format(instance=instance, model=model, body=body)


def test_all_faults_are_collected() -> None:
    faults = faults_of("""
        | name | type      | relevant     | calculation | constraint        |
        | a    | integer   | /data/zz > 1 |             | regex(., '[')     |
        | b    | calculate |              | nope(1)     |                   |
        | c    | calculate |              | round()     |                   |
        | d    | calculate |              | 1 +         |                   |
        | e    | calculate |              | instance('x')/root/item/name |  |
    """)

    assert [(fault.code.value, fault.where) for fault in faults] == [
        ("unknown_path", "a · relevant"),
        ("bad_regex", "a · constraint"),
        ("unknown_function", "b · calculation"),
        ("wrong_arguments", "c · calculation"),
        ("syntax", "d · calculation"),
        ("unknown_instance", "e · calculation"),
    ]


@pytest.mark.parametrize(
    "survey, circle",
    [
        ("| name | type | calculation |\n| a | calculate | ${b} |\n| b | calculate | ${a} |", "a → b → a"),
        ("| name | type | relevant |\n| a | text | ${a} != '' |", "a → a"),
        (
            "| name | type | relevant | calculation |\n| a | text | ${b} = '1' | |\n| b | calculate | | ${a} |",
            "a → b → a",
        ),
        (
            "| name | type | relevant |\n| g | begin group | ${a} = 1 |\n| a | text | |\n| | end group | |",
            "a → a",
        ),
    ],
)
def test_a_circle_is_named(survey: str, circle: str) -> None:
    (fault,) = faults_of(survey)

    assert fault.code is FaultCode.CYCLE
    assert sorted(fault.detail.split(" → ")[1:]) == sorted(circle.split(" → ")[1:])


def test_looking_at_oneself_in_a_constraint_or_calculation_is_no_circle() -> None:
    form = questionnaire("""
        | name | type    | constraint | calculation       |
        | a    | integer | . > 0      |                   |
        | b    | text    |            | if(${b}='', 'x', ${b}) |
    """)

    assert len(form.definitions) > 2


@pytest.mark.parametrize(
    "xform, code",
    [
        ("<", FaultCode.UNREADABLE),
        (b"\xff\xfe\x00", FaultCode.UNREADABLE),
        (b"<?xml version='1.0' encoding='nonsense'?><a/>", FaultCode.UNREADABLE),
        ("<!DOCTYPE a><a/>", FaultCode.FORBIDDEN_XML),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', FaultCode.FORBIDDEN_XML),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', FaultCode.FORBIDDEN_XML),
        ("<a>" * (DEPTH_LIMIT + 1) + "</a>" * (DEPTH_LIMIT + 1), FaultCode.TOO_DEEP),
        ("<a>" + " " * 64_000_001 + "</a>", FaultCode.TOO_LONG),
        ("<a/>", FaultCode.NOT_A_FORM),
        (form(instance=""), FaultCode.NOT_A_FORM),
        (form(model='<bind nodeset="/data/zz"/>'), FaultCode.UNKNOWN_PATH),
        (form(model='<setvalue ref="/data/zz" event="x"/>'), FaultCode.UNKNOWN_PATH),
        (form(body='<input ref="/data/zz"/>'), FaultCode.UNKNOWN_PATH),
        (form(body='<input ref="/data/q"><label ref="jr:itext(\'zz\')"/></input>'), FaultCode.UNKNOWN_PATH),
        (form(body='<dance ref="/data/q"/>'), FaultCode.UNKNOWN_CONTROL),
    ],
    ids=range(15),
)
def test_what_is_no_form_is_refused(xform: str | bytes, code: FaultCode) -> None:
    assert faults_in(xform) == [code]


@pytest.mark.parametrize(
    "survey",
    [
        "| name | type | ruhu:nonsense |\n| a | text | x |",
        "| name | type | ruhu:check |\n| a | text | dance |",
        "| name | type | ruhu:rows |\n| a | text | 2 |",
        "| name | type | calculation | ruhu:rule |\n| a | calculate | 1 | R1 |",
        "| name | type | calculation | ruhu:rule | ruhu:at |\n| a | calculate | 1 | R1 | zz a |",
        "| name | type | calculation | ruhu:rule | ruhu:at | ruhu:level |\n| a | calculate | 1 | R1 | a | X |",
        "| name | type | calculation | ruhu:figure | ruhu:format |\n| a | calculate | 1 | f | %d |",
        "| name | type | constraint | ruhu:level |\n| a | text | . != 'x' | severe |",
        "| name | type | ruhu:reason |\n| a | text | S9 |",
    ],
)
def test_an_extension_that_makes_no_sense_is_a_fault(survey: str) -> None:
    assert {fault.code for fault in faults_of(survey)} == {FaultCode.BAD_EXTENSION}


def test_a_score_needs_its_choice_list() -> None:
    (fault,) = faults_of("| name | type | calculation | ruhu:score |\n| a | calculate | 'A' | S1 |")

    assert (fault.code, fault.detail) == (FaultCode.UNKNOWN_INSTANCE, "choices · S1")


def test_deep_and_long_expressions_are_faults_with_a_place() -> None:
    deep = "not(" * 200 + "1" + ")" * 200
    codes = faults_in(form(model=f'<bind nodeset="/data/q" relevant="{deep}" calculate="{"1+" * 60_000}1"/>'))

    assert codes == [FaultCode.TOO_DEEP, FaultCode.TOO_LONG]


def test_every_fault_has_words() -> None:
    table = json.loads(path("wording", "faults.zh.json").read_text("utf-8"))

    assert set(table) == {code.value for code in FaultCode}
    for code in FaultCode:
        words = fault_sentence(Fault(code, "area · relevant", "{x} ${y}", "survey", 7))
        assert words.startswith("survey 表第 7 行，area · relevant：")


def test_every_fault_is_raised_by_a_test() -> None:
    written = "\n".join(file.read_text("utf-8") for file in Path(__file__).parent.rglob("test_*.py"))

    assert [
        c for c in FaultCode if f'"{c.value}"' not in written and f"FaultCode.{c.name}" not in written
    ] == []


def test_undeclared_prefixes_are_refused_before_they_break_the_form() -> None:
    with pytest.raises(QuestionnaireFault) as caught:
        converted_sheets({"survey": [{"type": "text", "name": "a", "label": "A", "bind::foo:bar": "x"}]}, "t")

    assert caught.value.faults[0].code is FaultCode.UNDECLARED_PREFIX

"""ODK XForms, bindings: data types."""

# ruff: noqa: E501 - XML is wider than code
from __future__ import annotations

from datetime import datetime

import pytest

from forms import Kind
from tests.forms.spec.raw import inputs, raw


@pytest.mark.parametrize(
    "kind, good, bad",
    [
        ("int", "-12", "1.5"),
        ("decimal", "0.125", "1e5"),
        ("date", "2016-02-29", "2015-02-29"),
        ("time", "23:59:59.999+08:00", "25:00"),
        ("dateTime", "2015-11-15T09:30:00.000+08:00", "2015-13-15T09:30:00"),
        ("dateTime", "2015-11-15T09:30:00.000Z", "yesterday"),
        ("geopoint", "25.04 102.71 1890.0 4.5", "95 102"),
        ("geotrace", "25 102 0 0; 25.1 102 0 0", "25 102 0 0"),
        ("geoshape", "25 102 0 0; 26 102 0 0; 26 103 0 0; 25 102 0 0", "25 102 0 0; 26 102 0 0; 26 103 0 0"),
    ],
)
def test_a_value_of_its_type_is_no_problem_and_another_is_kept_and_told(
    kind: str, good: str, bad: str
) -> None:
    form = raw("<a/>", f'<bind nodeset="/data/a" type="{kind}"/>', inputs("a"))

    assert form.answer("a", good).codes == []
    assert form.answer("a", bad).codes == ["type"]
    assert form.kept("a") == bad


@pytest.mark.parametrize("kind", ["string", "boolean", "barcode", "intent", "no-such-type", ""])
def test_the_other_types_hold_any_text(kind: str) -> None:
    form = raw("<a/>", f'<bind nodeset="/data/a" type="{kind}"/>', inputs("a"))

    assert form.answer("a", "what is this").codes == []


def test_a_question_without_a_bind_is_text() -> None:
    form = raw("<a/>", "", inputs("a"))

    assert form.interview.view("a").kind is Kind.TEXT


def test_a_type_may_carry_the_prefix_of_xml_schema() -> None:
    form = raw("<a/>", '<bind nodeset="/data/a" type="xsd:int"/>', inputs("a"))

    assert form.interview.view("a").kind is Kind.INTEGER


def test_a_bind_may_stand_without_a_control_and_a_control_without_a_bind() -> None:
    form = raw("<a/><b>7</b>", '<bind nodeset="/data/b" type="int"/>', inputs("a")).answer("a", "x")

    assert (form.visible, form.value("b")) == (["a"], "7")


def test_a_binary_answer_is_the_name_of_its_file() -> None:
    form = raw(
        "<a/>", '<bind nodeset="/data/a" type="binary"/>', '<upload ref="/data/a" mediatype="image/*"/>'
    )

    assert form.answer("a", "1447.jpg").codes == []
    assert form.interview.view("a").kind is Kind.IMAGE


def test_numbers_of_a_type_are_compared_as_numbers_and_text_as_text() -> None:
    binds = (
        '<bind nodeset="/data/n" type="decimal"/>'
        '<bind nodeset="/data/x" calculate="/data/n = 5"/><bind nodeset="/data/y" calculate="/data/t = \'5\'"/>'
    )
    form = raw("<n/><t/><x/><y/>", binds, inputs("n", "t")).answer("n", "5.0").answer("t", "5.0")

    assert (form.value("x"), form.value("y")) == ("true", "false")


def test_a_false_that_was_stored_is_a_text() -> None:
    binds = (
        '<bind nodeset="/data/b" calculate="1 &gt; 2"/><bind nodeset="/data/c" calculate="if(/data/b, \'y\', \'n\')"/>'
        "<bind nodeset=\"/data/d\" calculate=\"if(boolean-from-string(/data/b), 'y', 'n')\"/>"
    )
    form = raw("<b/><c/><d/>", binds)

    assert [form.value(name) for name in "bcd"] == ["false", "y", "n"]


NOON = datetime(2015, 11, 15, 12, 30)  # noqa: DTZ001 - no zone, on purpose


@pytest.mark.parametrize(
    "kind, expression, kept",
    [
        ("int", "10 div 4", "2"),
        ("int", "-5 div 2", "-2"),
        ("int", "'x'", "x"),
        ("int", "0 div 0", ""),
        ("decimal", "10 div 4", "2.5"),
        ("string", "10 div 4", "2.5"),
        ("date", "now()", "2015-11-15"),
        ("date", "today() + 30", "2015-12-15"),
        ("date", "'2015-11-15'", "2015-11-15"),
        ("dateTime", "today()", "2015-11-15T00:00:00.000"),
        ("dateTime", "now()", "2015-11-15T12:30:00.000"),
        ("time", "now()", "12:30:00.000"),
        ("time", "'08:15'", "08:15"),
    ],
)
def test_a_result_takes_the_form_of_the_type(kind: str, expression: str, kept: str) -> None:
    bind = f'<bind nodeset="/data/a" type="{kind}" calculate="{expression}"/><bind nodeset="/data/b" type="{kind}"/>'
    action = f'<setvalue event="odk-instance-first-load" ref="/data/b" value="{expression}"/>'
    form = raw("<a/><b/>", bind + action, inputs("b"), now=lambda: NOON)

    assert (form.value("a"), form.value("b")) == (kept, kept)


def test_a_bind_on_an_attribute_is_left_to_entities() -> None:
    form = raw('<a id=""/>', '<bind nodeset="/data/a/@id" jr:preload="uid"/>', inputs("a")).answer("a", "x")

    assert form.interview.answers() == {"a": "x"}

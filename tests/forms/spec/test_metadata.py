"""ODK XForms, metadata: preloads, the meta block, the name of a record."""

# ruff: noqa: E501 - XML is wider than code
from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.forms.scenario import scenario
from tests.forms.spec.raw import inputs, raw

MORNING = datetime(2015, 11, 15, 9, 30, tzinfo=timezone(timedelta(hours=8)))
PERSON = {
    "username": "li",
    "deviceid": "pc:4599-01",
    "phonenumber": "10000000000",
    "email": "li@example.org",
    "simserial": "8986",
}


def test_a_workbook_takes_what_the_device_knows() -> None:
    names = list(PERSON)
    form = scenario(
        "| type | name |\n" + "\n".join(f"| {name} | {name} |" for name in names), properties=PERSON
    )

    assert {name: form.value(name) for name in names} == PERSON
    assert not form.visible


def test_what_the_device_does_not_know_is_empty() -> None:
    assert scenario("| type | name |\n| username | username |\n| subscriberid | s |").value("username") == ""


def test_metadata_is_taken_once_and_kept() -> None:
    form = scenario("| type | name |\n| username | who |\n| text | a |", properties=PERSON)

    assert form.reopened().value("who") == "li"
    assert form.interview.answers()["who"] == "li"


def test_the_spelling_of_the_specification_is_understood_too() -> None:
    bind = '<bind nodeset="/data/a" jr:preload="property" jr:preloadParams="phone number"/>'

    assert raw("<a/>", bind, properties=PERSON).value("a") == "10000000000"


def test_an_expression_may_ask_for_a_property() -> None:
    form = scenario(
        "| type | name | calculation |\n| calculate | who | property('username') |\n| calculate | none | property('other') |",
        properties=PERSON,
    )

    assert (form.value("who"), form.value("none")) == ("li", "")


def test_the_start_is_noted_when_a_visit_begins_and_the_end_when_it_ends() -> None:
    table = "| type | name |\n| start | start |\n| end | end |\n| today | day |\n| text | a |"
    form = scenario(table, now=lambda: MORNING)
    assert [form.value(name) for name in ("start", "end", "day")] == [
        "2015-11-15T09:30:00.000+08:00",
        "",
        "2015-11-15",
    ]

    changes = form.interview.end()

    assert dict(changes.patch) == {"end": (None, "2015-11-15T09:30:00.000+08:00")}
    assert form.reopened().value("start") == "2015-11-15T09:30:00.000+08:00"


def test_a_visit_that_ends_again_notes_it_again_and_one_without_the_question_nothing() -> None:
    moments = iter((MORNING, MORNING + timedelta(hours=1)))
    form = scenario("| type | name |\n| end | end |\n| text | a |", now=lambda: next(moments))
    form.interview.end()

    assert form.interview.end().patch["end"][1] == "2015-11-15T10:30:00.000+08:00"
    assert not scenario("| type | name |\n| text | a |").interview.end()


def test_answers_may_hang_on_the_end() -> None:
    form = scenario(
        "| type | name | calculation |\n| end | end | |\n| calculate | over | ${end} != '' |",
        now=lambda: MORNING,
    )
    assert form.value("over") == "false"

    form.interview.end()
    assert form.value("over") == "true"


def test_the_id_of_the_record_is_that_of_the_visit() -> None:
    form = scenario(
        "| type | name | calculation |\n| calculate | id | /data/meta/instanceID |",
        properties={"instanceID": "uuid:7"},
    )

    assert form.value("id") == "uuid:7"
    assert not form.interview.answers()


def test_an_id_of_its_own_is_made_once() -> None:
    form = raw("<a/>", '<bind nodeset="/data/a" jr:preload="uid"/>')
    made = form.value("a")

    assert made.startswith("uuid:")
    assert len(made) == len("uuid:") + 36
    assert form.reopened().value("a") == made


def test_a_record_has_a_name_that_follows_the_answers() -> None:
    form = scenario(
        "| type | name |\n| text | who |", settings="| instance_name |\n| concat('户 ', ${who}) |"
    ).answer("who", "黄")

    assert form.form.instance_name is not None
    assert form.value("meta/instanceName") == "户 黄"


def test_an_audit_is_accepted_and_asks_for_nothing() -> None:
    form = scenario("| type | name | parameters |\n| audit | audit | track-changes=true |\n| text | a | |")

    assert (form.visible, form.codes) == (["a"], [])


@pytest.mark.parametrize("where", ["meta", "orx:meta"])
def test_the_meta_block_may_have_a_namespace_of_its_own(where: str) -> None:
    nodes = f"<a/><{where}><orx:instanceID/><orx:timeStart/></{where}>"
    model = f'<bind nodeset="/data/{where}/orx:timeStart" jr:preload="timestamp" jr:preloadParams="start"/>'
    form = raw(nodes, model, inputs("a"), now=lambda: MORNING)

    assert form.value("meta/timeStart") == "2015-11-15T09:30:00.000+08:00"
    assert form.visible == ["a"]


def test_what_other_tools_write_about_a_form_is_accepted() -> None:
    model = '<submission action="https://example.org" method="post"/><odk:generated-by>x</odk:generated-by>'

    assert raw('<a odk:tag="n"/>', model, inputs("a")).visible == ["a"]


def test_a_visit_opened_without_being_the_first_time_takes_no_metadata() -> None:
    form = scenario("| type | name |\n| start | start |\n| text | a |", first=False, now=lambda: MORNING)

    assert form.value("start") == ""

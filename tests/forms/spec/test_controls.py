"""ODK XForms, body: controls and what they ask for."""

# ruff: noqa: E501 - XML is wider than code
from __future__ import annotations

import pytest

from forms import FaultCode, Kind, QuestionnaireFault
from tests.forms.scenario import scenario
from tests.forms.spec.raw import form as load_form
from tests.forms.spec.raw import inputs, raw

LIST = "| list_name | name | label |\n| x | a | A |\n| x | b | B |\n| x | c | C |"


@pytest.mark.parametrize(
    "kind, bounds, good, bad",
    [
        ("int", "1 10 1", "10", "11"),
        ("int", "0 20 5", "15", "12"),
        ("decimal", "1.5 5.5 0.5", "2.0", "2.2"),
        ("decimal", "-1 1 0.1", "-0.3", "1.1"),
        ("int", "10 0 -2", "4", "5"),
        ("int", "10 0 2", "8", "9"),
    ],
)
def test_a_range_takes_what_lies_on_its_steps(kind: str, bounds: str, good: str, bad: str) -> None:
    start, end, step = bounds.split()
    control = f'<range ref="/data/a" start="{start}" end="{end}" step="{step}"/>'
    form = raw("<a/>", f'<bind nodeset="/data/a" type="{kind}"/>', control)

    assert form.interview.view("a").kind is Kind.RANGE
    assert form.answer("a", good).codes == []
    assert form.answer("a", bad).codes == ["range"]


def test_an_empty_range_has_no_value_until_somebody_chooses() -> None:
    form = scenario("| type | name | parameters | required |\n| range | a | start=1 end=5 step=1 | yes |")

    assert (form.value("a"), form.codes) == ("", ["required"])


def test_a_whole_range_holds_whole_numbers_only() -> None:
    form = scenario("| type | name | parameters |\n| range | a | start=0 end=5 step=1 |").answer("a", "1.5")

    assert "type" in form.codes or "range" in form.codes


def test_a_range_may_have_words_for_some_of_its_values() -> None:
    form = scenario(
        "| type | name | parameters |\n| range | a | start=0 end=10 step=5 tick_labelset=t |",
        "| list_name | name | label |\n| t | 0 | 从不 |\n| t | 10 | 总是 |",
    ).answer("a", 5)

    assert [(each.value, each.label) for each in form.interview.view("a").choices] == [
        ("0", "从不"),
        ("10", "总是"),
    ]
    assert form.codes == []


def test_a_rank_holds_every_option_once() -> None:
    form = scenario("| type | name |\n| rank x | a |", LIST)

    assert form.interview.view("a").kind is Kind.RANK
    assert form.answer("a", "c a b").codes == []
    assert form.interview.view("a").display == "C、A、B"
    assert form.answer("a", "c a").codes
    assert form.answer("a", "c a a").codes


def test_a_rank_that_nobody_touched_is_empty() -> None:
    assert scenario("| type | name | required |\n| rank x | a | yes |", LIST).codes == ["required"]


def test_a_trigger_is_confirmed_or_empty() -> None:
    form = raw("<a/>", '<bind nodeset="/data/a" required="true()"/>', '<trigger ref="/data/a"/>')

    assert form.codes == ["required"]
    assert form.answer("a", "OK").codes == []
    assert form.answer("a", "").codes == ["required"]
    assert form.answer("a", "yes").codes == ["type"]


@pytest.mark.parametrize(
    "attribute, kind",
    [
        ('mediatype="image/*"', Kind.IMAGE),
        ('mediatype="audio/*"', Kind.AUDIO),
        ('mediatype="video/*"', Kind.VIDEO),
        ('mediatype="application/*"', Kind.FILE),
        ('mediatype="audio/*" accept="video/mp4"', Kind.VIDEO),
        ('accept=".pdf,.docx"', Kind.FILE),
        ("", Kind.FILE),
    ],
)
def test_an_upload_says_what_it_wants(attribute: str, kind: Kind) -> None:
    form = raw("<a/>", '<bind nodeset="/data/a" type="binary"/>', f'<upload ref="/data/a" {attribute}/>')

    assert form.interview.view("a").kind is kind


def test_the_list_of_accepted_files_reaches_the_screen() -> None:
    form = raw("<a/>", "", '<upload ref="/data/a" accept=".pdf,image/*"/>')

    assert form.interview.view("a").parameters == {"accept": ".pdf,image/*"}


@pytest.mark.parametrize("tag", ["input", "secret", "textarea"])
def test_text_is_typed_into_any_of_these(tag: str) -> None:
    form = raw("<a/>", "", f'<{tag} ref="/data/a"/>').answer("a", "x")

    assert (form.interview.view("a").kind, form.value("a")) == (Kind.TEXT, "x")


def test_what_a_workbook_asks_of_a_control_reaches_the_screen() -> None:
    form = scenario("""
        | type     | name | parameters                                    |
        | image    | pic  | max-pixels=640                                |
        | audio    | talk | quality=voice-only                            |
        | text     | note | rows=4                                        |
        | geopoint | spot | capture-accuracy=5 allow-mock-accuracy=true   |
    """)
    asked = {name: dict(form.interview.view(name).parameters) for name in ("pic", "talk", "note", "spot")}

    assert asked == {
        "pic": {"max-pixels": "640"},
        "talk": {"quality": "voice-only"},
        "note": {"rows": "4"},
        "spot": {"accuracyThreshold": "5", "allow-mock-accuracy": "true"},
    }


def test_appearances_are_handed_on_as_they_are() -> None:
    body = '<group ref="/data/g" appearance="field-list"><input ref="/data/g/a" appearance="multiline w2"/></group>'
    form = raw("<g><a/></g>", "", body)

    assert form.interview.layout("g").appearance == "field-list"
    assert form.interview.view("a").appearance == "multiline w2"


def test_a_place_may_be_written_relative_to_the_group_around_it() -> None:
    body = '<group ref="/data/g"><input ref="a"/><group><input ref="b"/></group></group>'

    assert raw("<g><a/><b/></g>", "", body).visible == ["a", "b"]


def test_a_control_may_name_its_bind() -> None:
    assert raw("<a/>", '<bind id="x" nodeset="/data/a"/>', '<input bind="x"/>').visible == ["a"]


def test_an_unknown_control_is_a_fault_that_names_it() -> None:
    with pytest.raises(QuestionnaireFault) as caught:
        load_form("<a/>", "", '<group ref="/data"><slider ref="/data/a"/></group>')

    assert [fault.code for fault in caught.value.faults] == [FaultCode.UNKNOWN_CONTROL]


def test_a_note_is_read_and_never_answered() -> None:
    form = scenario("| type | name | required |\n| note | n | yes |")

    assert (form.interview.view("n").kind, form.codes) == (Kind.NOTE, [])
    with pytest.raises(ValueError, match="n"):
        form.answer("n", "x")


def test_options_may_be_written_into_the_question() -> None:
    items = "<item><label>A</label><value>a</value></item><item><label>B</label><value>b</value></item>"
    form = raw(
        "<s/><m/>", "", f'<select1 ref="/data/s">{items}</select1><select ref="/data/m">{items}</select>'
    )

    assert form.answer("s", "b").answer("m", "a b").codes == []
    assert form.answer("s", "c").answer("m", "a c").codes == ["choice", "choice"]


def test_a_question_without_a_control_is_not_shown() -> None:
    form = raw("<a/><b/>", "", inputs("a"))

    assert form.visible == ["a"]
    with pytest.raises(ValueError, match="b"):
        form.answer("b", "x")

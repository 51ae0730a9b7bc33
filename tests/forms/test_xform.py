"""Forms that other tools write: XForm XML without pyxform."""

# ruff: noqa: E501 - XML is wider than code
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from forms import Interview, Kind, load
from tests.forms.scenario import TODAY, ids, scenario

NAMESPACES = 'xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"'


def opened(
    instance: str, model: str = "", body: str = "", answers: Mapping[str, str] | None = None
) -> Interview:
    xml = (
        f"<h:html {NAMESPACES}><h:head><h:title>T</h:title><model><instance>{instance}</instance>{model}</model>"
        f"</h:head><h:body>{body}</h:body></h:html>"
    )
    first = answers is None
    return Interview(
        load(xml),
        answers or {},
        today=TODAY,
        new_id=ids(),
        first_load=first,
        now=lambda: datetime(2015, 11, 15, 9, 30),  # noqa: DTZ001 - no zone, on purpose
    )


def test_options_written_into_the_question() -> None:
    form = opened(
        '<data id="d" version="2"><sex/></data>',
        body='<select1 ref="/data/sex"><label>性别</label><item><label>男</label><value>1</value></item></select1>',
    )
    form.answer("sex", "1")

    assert form.view("sex").display == "男"
    assert (form.questionnaire.name, form.questionnaire.version, form.questionnaire.title) == ("d", "2", "T")


def test_first_rows_with_contents_are_there_at_the_start() -> None:
    form = opened(
        '<data id="d"><r jr:template=""><a/></r><r><a>x</a></r><r><a>y</a></r></data>',
        body='<group ref="/data/r"><label>行</label><repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat></group>',
    )

    assert len(form.layout("r").children) == 2


def test_a_repeat_without_template_starts_with_its_row() -> None:
    form = opened(
        '<data id="d"><r><a/></r></data>', body='<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>'
    )

    assert len(form.layout("r").children) == 1


def test_groups_of_the_screen_alone_hold_questions_too() -> None:
    form = opened(
        '<data id="d"><a/></data>',
        body='<group appearance="w1"><input ref="/data/a"><label>A</label></input></group>',
    )

    assert form.view("a").label == "A"


def test_an_action_may_run_whenever_the_form_opens() -> None:
    model = '<setvalue ref="/data/at" event="odk-instance-load" value="now()"/><setvalue ref="/data/by" event="odk-instance-load">me</setvalue>'
    form = opened('<data id="d"><at/><by/></data>', model, answers={"by": "you"})

    assert dict(form.opening.patch) == {"at": (None, "2015-11-15T09:30:00.000"), "by": ("you", "me")}


def test_translated_words_may_be_looked_up_by_an_expression() -> None:
    model = (
        '<itext><translation lang="en"><text id="q-1"><value>one</value></text></translation>'
        '<translation lang="zh"><text id="q-1"><value form="short">壹</value><value>一</value></text></translation></itext>'
        '<bind nodeset="/data/a" calculate="jr:itext(concat(\'q-\', 1))"/>'
    )
    form = opened(
        "<data id='d'><a/></data>", model, "<input ref='/data/a'><label ref=\"jr:itext('q-1')\"/></input>"
    )

    assert form.view("a").value == "一"
    assert form.view("a").label == "一"


def test_types_and_controls_tell_the_kind() -> None:
    names = {
        "a": "xsd:int",
        "b": "decimal",
        "c": "date",
        "d": "string",
        "e": "binary",
        "f": "geotrace",
        "g": "boolean",
    }
    nodes = "".join(f"<{name}/>" for name in names)
    model = "".join(f'<bind nodeset="/data/{name}" type="{kind}"/>' for name, kind in names.items())
    body = "".join(f'<input ref="/data/{name}"/>' for name in names)
    form = opened(f"<data id='x'>{nodes}</data>", model, body)

    kinds = [form.view(name).kind for name in names]
    assert kinds == [Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TEXT, Kind.FILE, Kind.GEOTRACE, Kind.TEXT]


def test_a_calculated_date_may_come_as_a_number() -> None:
    form = opened('<data id="d"><a/></data>', '<bind nodeset="/data/a" type="date" calculate="today() + 7"/>')

    assert form.view("a").value == "2015-11-22"


def test_attributes_of_rows_in_a_list_can_be_asked() -> None:
    model = (
        '<instance id="l"><root><item id="1"><name>A</name></item><item id="2"><name>B</name></item></root></instance>'
        "<bind nodeset=\"/data/a\" calculate=\"instance('l')/root/item[@id = '2']/name\"/>"
    )

    assert opened('<data id="d"><a/></data>', model).view("a").value == "B"


def test_explanations_follow_the_record_of_what_they_explain() -> None:
    form = scenario("""
        | name | type         | ruhu:record | calculation | ruhu:rule | ruhu:level | ruhu:at |
        | v    | begin group  | appraisal   |             |           |            |         |
        | r    | begin repeat |             |             |           |            |         |
        | a    | integer      |             |             |           |            |         |
        | x    | calculate    |             | ${a} > 5    | R9        | S          | a       |
        |      | end repeat   |             |             |           |            |         |
        |      | end group    |             |             |           |            |         |
    """).add("r", a=9)
    (problem,) = form.interview.problems("appraisal")
    form.interview.explain(problem.remark_key, "真的")
    row = form.rows("r")[0]

    assert form.interview.record_of(problem.remark_key) == "appraisal"
    assert form.interview.record_of(f"remark[{row}.a]") == "appraisal"
    assert problem.remark_key in form.interview.answers("appraisal")
    form.remove("r[1]")
    assert {form.interview.record_of(key) for key in form.changes.patch} == {"appraisal"}


def test_row_counts_inside_rows() -> None:
    form = (
        scenario("""
        | name   | type         | repeat_count |
        | member | begin repeat |              |
        | many   | integer      |              |
        | child  | begin repeat | ${many}      |
        | nick   | text         |              |
        |        | end repeat   |              |
        |        | end repeat   |              |
    """)
        .add("member", many=2)
        .add("member", many=1)
    )

    assert [len(form.rows(f"member[{row}].child")) for row in (1, 2)] == [2, 1]
    again = form.reopened()
    assert [len(again.rows(f"member[{row}].child")) for row in (1, 2)] == [2, 1]
    assert not again.changes.patch

"""ODK XForms, languages and media: itext, forms of a text, outputs, pictures and sounds, guidance."""

# ruff: noqa: E501 - tables are wider than code
from __future__ import annotations

import pytest

from forms import FaultCode, Media, QuestionnaireFault
from tests.forms.scenario import scenario
from tests.forms.spec.raw import form as load_form
from tests.forms.spec.raw import inputs, raw


def itext(**languages: str) -> str:
    return (
        "<itext>"
        + "".join(f'<translation lang="{name}">{texts}</translation>' for name, texts in languages.items())
        + "</itext>"
    )


def text(name: str, *values: str) -> str:
    return f'<text id="{name}">{"".join(values)}</text>'


A = '<input ref="/data/a"><label ref="jr:itext(\'q\')"/></input>'
TWO = """
    | type               | name | label::English (en) | label::中文 (zh) | hint::中文 (zh) |
    | select_one yesno   | a    | Are you here?       | 您在家吗？       | 只问户主        |
    | text               | b    | Only English        |                  |                 |
"""
YESNO = "| list_name | name | label::English (en) | label::中文 (zh) |\n| yesno | y | yes | 是 |\n| yesno | n | no | 否 |"


def test_everything_speaks_the_language_that_is_chosen() -> None:
    form = scenario(TWO, YESNO).answer("a", "y")
    said = []
    for language in form.form.languages:
        form.interview.speak(language)
        view = form.interview.view("a")
        said.append((view.label, view.display, [choice.label for choice in view.choices]))

    assert said == [("Are you here?", "yes", ["yes", "no"]), ("您在家吗？", "是", ["是", "否"])]


def test_chinese_is_shown_where_there_is_any() -> None:
    form = scenario(TWO, YESNO)

    assert form.interview.language == "中文 (zh)"
    assert form.interview.view("a").hint == "只问户主"


def test_another_language_may_be_asked_for_when_a_visit_is_opened() -> None:
    assert scenario(TWO, YESNO, language="English (en)").interview.view("a").label == "Are you here?"
    assert scenario(TWO, YESNO, language="Suomi").interview.language == "中文 (zh)"


def test_a_language_that_the_form_does_not_have_cannot_be_spoken() -> None:
    with pytest.raises(KeyError):
        scenario(TWO, YESNO).interview.speak("Suomi")


def test_the_first_language_or_the_one_marked_is_the_default() -> None:
    first = itext(en=text("q", "<value>one</value>"), fr=text("q", "<value>un</value>"))
    marked = first.replace('lang="fr"', 'lang="fr" default="true()"')

    assert raw("<a/>", first, A).interview.view("a").label == "one"
    assert raw("<a/>", marked, A).interview.view("a").label == "un"


def test_a_text_that_one_language_lacks_is_shown_in_another() -> None:
    form = raw("<a/>", itext(en=text("q", "<value>one</value>"), fr=""), A, language="fr")

    assert form.interview.view("a").label == "one"


def test_words_in_place_stand_in_for_a_text_that_nobody_wrote() -> None:
    label = "<label ref=\"jr:itext('nobody')\">in place</label>"

    assert raw("<a/>", "", f'<input ref="/data/a">{label}</input>').interview.view("a").label == "in place"
    with pytest.raises(QuestionnaireFault) as caught:
        load_form("<a/>", "", A)
    assert [fault.code for fault in caught.value.faults] == [FaultCode.UNKNOWN_PATH]


def test_plain_and_translated_words_may_stand_beside_each_other() -> None:
    body = A + '<input ref="/data/b"><label>plain</label></input>'
    form = raw("<a/><b/>", itext(en=text("q", "<value>one</value>")), body)

    assert [form.interview.view(name).label for name in "ab"] == ["one", "plain"]


@pytest.mark.parametrize(
    "values, label",
    [
        ('<value form="long">How old are you?</value><value form="short">Age</value>', "How old are you?"),
        ('<value form="short">Age</value>', "Age"),
        ('<value form="short">Age</value><value>How old?</value>', "How old?"),
    ],
)
def test_the_longest_form_of_a_text_is_asked(values: str, label: str) -> None:
    assert raw("<a/>", itext(en=text("q", values)), A).interview.view("a").label == label


@pytest.mark.parametrize("form_name", ["guidance", "print"])
def test_guidance_stands_apart_from_the_hint(form_name: str) -> None:
    hint = '<input ref="/data/a"><hint ref="jr:itext(\'h\')"/></input>'
    words = itext(en=text("h", "<value>short</value>", f'<value form="{form_name}">看证件</value>'))
    view = raw("<a/>", words, hint).interview.view("a")

    assert (view.hint, view.guidance) == ("short", "看证件")


def test_a_workbook_may_give_guidance_in_every_language() -> None:
    table = "| type | name | label::en | label::zh | guidance_hint::en | guidance_hint::zh |\n| text | a | A | 甲 | ask | 问 |"

    assert [scenario(table, language=language).interview.view("a").guidance for language in ("en", "zh")] == [
        "ask",
        "问",
    ]


def test_outputs_show_answers_wherever_words_are() -> None:
    form = (
        scenario("""
        | type        | name | label           | hint             | constraint | constraint_message | guidance_hint  |
        | text        | who  | 姓名            |                  |            |                    |                |
        | begin group | g    | ${who}家        |                  |            |                    |                |
        | integer     | n    | ${who}家几口？  | 不含${who}       | . < 9      | ${who}家不会有这么多 | 先问${who}   |
        | end group   |      |                 |                  |            |                    |                |
    """)
        .answer("who", "黄")
        .answer("n", 10)
    )
    view = form.interview.view("n")

    assert (view.label, view.hint, view.guidance) == ("黄家几口？", "不含黄", "先问黄")
    assert (form.interview.layout("g").label, view.problems[0].message) == ("黄家", "黄家不会有这么多")


def test_outputs_in_every_language_follow_the_answer() -> None:
    form = scenario(
        "| type | name | label::en | label::zh |\n| text | w | W | 名 |\n| note | n | Hello ${w}! | ${w}您好 |"
    )
    said = []
    for language in ("en", "zh"):
        form.interview.speak(language)
        said += [form.answer("w", word).interview.view("n").label for word in ("A", "B")]

    assert said == ["Hello A!", "Hello B!", "A您好", "B您好"]


def test_an_output_may_calculate_and_look_at_its_own_row() -> None:
    label = '<label>No. <output value="position(..)"/> of <output value="count(/data/r)"/></label>'
    body = f'<repeat nodeset="/data/r"><input ref="/data/r/a">{label}</input></repeat>'
    form = raw('<r jr:template=""><a/></r>', "", body).add("r").add("r")

    assert [form.interview.view(f"{row}.a").label for row in form.rows("r")] == ["No. 1 of 2", "No. 2 of 2"]


def test_an_output_of_a_choice_shows_its_words_where_the_form_asks_for_them() -> None:
    label = "<label>says <output value=\"jr:choice-name(/data/a, '/data/a')\"/></label>"
    item = "<item><label>是</label><value>y</value></item>"
    form = raw(
        "<a/><n/>", "", f'<select1 ref="/data/a">{item}</select1><input ref="/data/n">{label}</input>'
    ).answer("a", "y")

    assert form.interview.view("n").label == "says 是"


MEDIA = """
    | type             | name | label | media::image | media::big-image | media::audio | media::video |
    | select_one house | h    | 房屋  | house.png    | house-big.png    | ask.mp3      | film.mp4     |
"""


def test_pictures_sounds_and_films_go_with_the_words() -> None:
    form = scenario(
        MEDIA,
        "| list_name | name | label | media::image |\n| house | b | 砖房 | brick.jpg |\n| house | w | 木房 | |",
    )
    view = form.interview.view("h")

    assert view.media == Media("house.png", "house-big.png", "ask.mp3", "film.mp4")
    assert [choice.media.image for choice in view.choices] == ["brick.jpg", ""]


def test_pictures_may_differ_by_language() -> None:
    table = "| type | name | label::en | label::zh | media::image::en | media::image::zh |\n| text | a | A | 甲 | en.png | zh.png |"

    assert [
        scenario(table, language=language).interview.view("a").media.image for language in ("en", "zh")
    ] == ["en.png", "zh.png"]


def test_a_picture_may_stand_without_words() -> None:
    form = raw("<a/>", itext(en=text("q", '<value form="image">jr://images/deep/b.jpg</value>')), A)
    view = form.interview.view("a")

    assert (view.label, view.media.image) == ("", "b.jpg")


def test_words_may_be_looked_up_by_a_calculation() -> None:
    model = (
        itext(en=text("x", "<value>one</value>"), zh=text("x", "<value>一</value>"))
        + '<bind nodeset="/data/a" calculate="jr:itext(\'x\')"/>'
    )

    assert raw("<a/>", model).value("a") == "一"


def test_a_hint_may_be_shown_without_a_label() -> None:
    form = raw("<a/>", "", '<input ref="/data/a"><hint>only this</hint></input>')

    assert (form.interview.view("a").label, form.interview.view("a").hint) == ("", "only this")


def test_signs_that_xml_needs_and_spaces_around_outputs_stay_as_they_were_written() -> None:
    form = scenario("| type | name | label |\n| text | w | W |\n| note | n | 1 < 2 & “${w}” (${w}) |").answer(
        "w", "a<b>"
    )

    assert form.interview.view("n").label.split() == ["1", "<", "2", "&", "“a<b>”", "(a<b>)"]


def test_questions_without_words_are_shown_without() -> None:
    assert raw("<a/>", "", inputs("a")).interview.view("a").label == ""


def test_a_calculation_with_words_in_it_follows_the_language() -> None:
    table = "| type | name | label::en | label::zh | calculation |\n| select_one yesno | a | A | 甲 | |\n| calculate | said | | | jr:choice-name(${a}, '${a}') |\n| note | n | ${said}! | ${said}！ | |"
    form = scenario(table, "| list_name | name | label::en | label::zh |\n| yesno | y | yes | 是 |").answer(
        "a", "y"
    )
    said = []
    for language in ("en", "zh"):
        form.interview.speak(language)
        said.append((form.value("said"), form.interview.view("n").label))

    assert said == [("yes", "yes!"), ("是", "是！")]

"""Whatever the questionnaire and the way through it: the answers alone decide how it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from forms import Interview, Node, NodeKind, Questionnaire
from forms.questionnaire import Shape
from tests.forms.scenario import TODAY, ids
from tests.forms.spec.raw import form as load_form

CHOICES = "".join(f"<item><name>{n}</name><label>L{n}</label></item>" for n in range(4))
LIST = f'<instance id="l"><root>{CHOICES}</root></instance>'
FIRST_ROWS = {"r[a]": "0001", "r[b]": "0002", "r[a].s[c]": "0001"}
LEVELS = ("/data", "/data/g", "/data/r", "/data/r/s", "/data/z")
"""Where questions stand, in form order; expressions look back only, so that nothing goes in a circle."""

small = st.integers(0, 4)
values = st.sampled_from(["", "0", "1", "2", "3", "4", "x"])


@dataclass
class Written:
    """A questionnaire being written: questions by level, binds, controls; what people can answer so far."""

    names: dict[str, list[str]]
    binds: list[str]
    controls: dict[str, list[str]]
    acts: bool = False
    asked: list[str] = field(default_factory=list)


def number(draw: st.DrawFn, seen: list[str], level: str) -> str:
    """Write an expression over the questions seen so far."""
    one, other, limit = draw(st.sampled_from(seen)), draw(st.sampled_from(seen)), draw(small)
    everywhere = [
        f"coalesce({one}, 0) + coalesce({other}, {limit})",
        f"{one} * {limit}",
        f"if({one} &gt; {limit}, {other}, {limit})",
        f"string-length({one})",
        f"count-non-empty({one})",
    ]
    here = {
        "/data/r": ["position(..)"],
        "/data/r/s": ["position(..)", "position(../..)"],
        "/data/z": ["count(/data/r)", f"sum({one})", f"count(/data/r/s[position() &gt; {limit}])"],
    }
    return draw(st.sampled_from(everywhere + here.get(level, [])))


def condition(draw: st.DrawFn, seen: list[str], level: str) -> str:
    """Write a condition over the questions seen so far."""
    found, limit = number(draw, seen, level), draw(small)
    return draw(st.sampled_from([f"{found} &gt; {limit}", f"not({found} = {limit})", f"{found} != ''"]))


def action(draw: st.DrawFn, asked: list[str], seen: list[str]) -> str:
    """Write an action that sets a question above, in the same rows where it has any."""
    target, value = draw(st.sampled_from(asked)), number(draw, seen, "")
    return f'<setvalue event="xforms-value-changed" ref="{target}" value="{value}"/>'


def question(draw: st.DrawFn, written: Written, level: str, seen: list[str]) -> None:
    """Add a question of any kind to a level."""
    name = f"q{sum(map(len, written.names.values()))}"
    path = f"{level}/{name}"
    kind = draw(st.sampled_from(["input", "select1", "calculate"])) if seen else "input"
    bind = {"type": "int"} if kind == "input" else {}
    if kind == "calculate":
        bind["calculate"] = number(draw, seen, level)
    if draw(st.booleans()) and seen:
        bind["relevant"] = condition(draw, seen, level)
    if kind != "calculate":
        bind["required"] = condition(draw, seen, level) if seen else "true()"
        bind["constraint"] = f". != {draw(small)}"
        options = f"instance('l')/root/item[name &gt;= {draw(st.sampled_from(seen))}]" if seen else ""
        itemset = f'<itemset nodeset="{options}"><value ref="name"/><label ref="label"/></itemset>'
        inside = itemset if kind == "select1" else ""
        if written.acts and written.asked and draw(st.booleans()):
            inside += action(draw, written.asked, seen)
        written.controls[level].append(f'<{kind} ref="{path}">{inside}</{kind}>')
        written.asked.append(path)
    written.binds.append(
        f'<bind nodeset="{path}" ' + " ".join(f'{key}="{text}"' for key, text in bind.items()) + "/>"
    )
    written.names[level].append(name)
    seen.append(path)


@st.composite
def questionnaires(draw: st.DrawFn, *, changing: bool = False) -> Questionnaire:
    """Write a form with a group, a repeat in a repeat, and questions that look back at each other.

    Where answers make rows and set other answers (`changing`), the way decides which; they decide the rest.
    """
    written = Written({level: [] for level in LEVELS}, [], {level: [] for level in LEVELS}, changing)
    seen: list[str] = []
    count = dict.fromkeys(LEVELS, "")
    for level in LEVELS:
        if level.startswith("/data/r") and changing and draw(st.booleans()):
            above = level if level == "/data/r/s" else ""
            count[level] = f' jr:count="({number(draw, seen, above)}) mod 4"'
        if level != "/data" and draw(st.booleans()):
            written.binds.append(f'<bind nodeset="{level}" relevant="{condition(draw, seen, "")}"/>')
        for _ in range(draw(st.integers(1, 3))):
            question(draw, written, level, seen)
    node = {level: "".join(f"<{name}/>" for name in names) for level, names in written.names.items()}
    body = {level: "".join(controls) for level, controls in written.controls.items()}
    nodes = (
        f"{node['/data']}<g>{node['/data/g']}</g>"
        f'<r jr:template="">{node["/data/r"]}<s jr:template="">{node["/data/r/s"]}</s></r>'
        f"<z>{node['/data/z']}</z>"
    )
    rows = f'{body["/data/r"]}<repeat nodeset="/data/r/s"{count["/data/r/s"]}>{body["/data/r/s"]}</repeat>'
    shown = (
        f'{body["/data"]}<group ref="/data/g">{body["/data/g"]}</group>'
        f'<repeat nodeset="/data/r"{count["/data/r"]}>{rows}</repeat>'
        f'<group ref="/data/z">{body["/data/z"]}</group>'
    )
    return load_form(nodes, LIST + "".join(written.binds), shown)


def opened(form: Questionnaire, answers: dict[str, str]) -> Interview:
    return Interview(form, answers, today=TODAY, new_id=ids())


def fields(interview: Interview) -> list[str]:
    """Return the keys that people can answer at the moment, whether they apply or not."""
    nodes = interview.layout().walk()
    return [node.key for node in nodes if node.kind is NodeKind.FIELD]


def free_repeats(interview: Interview) -> list[Node]:
    """Return the repeats that people add rows to and remove rows from."""
    nodes = interview.layout().walk()
    return [node for node in nodes if node.kind is NodeKind.REPEAT and "fixed-rows" not in node.appearance]


def picture(interview: Interview) -> tuple[Any, ...]:
    """Return everything anybody can see, calculations in rows and outside included."""
    layout = interview.layout()
    places = [place for place in interview.state.in_order() if place.definition.shape is Shape.FIELD]
    views = [interview.view(place.key) for place in places]
    return layout, views, interview.problems(), interview.answers(), interview.progress("")


def wander(interview: Interview, data: st.DataObject) -> None:
    """Take one step: answer something, add a row at any depth, remove one."""
    free = free_repeats(interview)
    repeat = data.draw(st.sampled_from(free), label="repeat") if free else None
    step = data.draw(st.sampled_from(["answer", "answer", "answer", "add", "remove"]), label="step")
    if repeat is not None and step == "add" and len(repeat.children) < 3:
        interview.add_row(repeat.key)
    elif repeat is not None and step == "remove" and repeat.children:
        interview.remove_row(data.draw(st.sampled_from(repeat.children), label="row").key)
    else:
        key = data.draw(st.sampled_from(fields(interview)), label="key")
        interview.answer(key, data.draw(values, label="value"))


@settings(max_examples=50, deadline=None)
@given(questionnaires(changing=True), st.data())
def test_a_visit_opened_afresh_stands_as_it_stood(form: Questionnaire, data: st.DataObject) -> None:
    walked = opened(form, FIRST_ROWS)
    for _ in range(data.draw(st.integers(1, 12), label="steps")):
        wander(walked, data)
        walked.problems()  # what was worked out on the way must not be told again

    afresh = opened(form, walked.answers())

    assert afresh.answers() == walked.answers()
    assert picture(afresh) == picture(walked)


@settings(max_examples=40, deadline=None)
@given(questionnaires(), st.data())
def test_answers_in_any_order_and_more_than_once_end_the_same(
    form: Questionnaire, data: st.DataObject
) -> None:
    one, other = opened(form, FIRST_ROWS), opened(form, FIRST_ROWS)
    keys = fields(one)
    final = data.draw(st.dictionaries(st.sampled_from(keys), values), label="answers")
    for key, value in final.items():
        one.answer(key, value)
    for key in data.draw(st.permutations(sorted(final)), label="order"):
        other.answer(key, data.draw(values, label="first"))
    for key in data.draw(st.permutations(sorted(final)), label="order again"):
        other.answer(key, final[key])

    assert picture(one) == picture(other)


@settings(max_examples=40, deadline=None)
@given(questionnaires(changing=True), st.data())
def test_every_change_that_can_be_seen_is_told(form: Questionnaire, data: st.DataObject) -> None:
    interview = opened(form, FIRST_ROWS)
    for _ in range(6):
        keys = fields(interview)
        before = {key: interview.view(key) for key in keys}
        changes = interview.answer(
            data.draw(st.sampled_from(keys), label="key"), data.draw(values, label="value")
        )

        different = {key for key in keys if interview.view(key) != before[key]}
        assert different <= set(changes.shown)


@settings(max_examples=40, deadline=None)
@given(questionnaires(changing=True), st.data())
def test_patches_add_up_to_the_answers(form: Questionnaire, data: st.DataObject) -> None:
    interview = opened(form, FIRST_ROWS)
    stored = {**FIRST_ROWS, **{key: new for key, (_, new) in interview.opening.patch.items() if new}}
    for _ in range(8):
        free = free_repeats(interview)
        repeat = data.draw(st.sampled_from(free), label="repeat") if free else None
        if repeat is not None and data.draw(st.booleans(), label="rows"):
            rows = repeat.children
            changes = interview.remove_row(rows[0].key) if rows else interview.add_row(repeat.key)
        else:
            changes = interview.answer(data.draw(st.sampled_from(fields(interview))), data.draw(values))
        for key, (old, new) in changes.patch.items():
            assert stored.get(key) == old
            stored.pop(key, None)
            stored.update({key: new} if new is not None else {})

    assert stored == interview.answers()

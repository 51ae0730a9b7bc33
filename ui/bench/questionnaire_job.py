"""One large form in a process of its own: times and memory as JSON."""

from __future__ import annotations

import gc
import itertools
import json
import random
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from forms import Interview, Kind, NodeKind, external, load
from forms.questionnaire import Questionnaire
from forms.xpath.nodes import Node
from ui.bench.machine import peak_rss_mb, spread
from ui.bench.questionnaire import FILTERS

T = TypeVar("T")
ANSWERS: Final = 3_000
ROWS: Final = 1_000
LISTED: Final = 40_000
_VALUES: Final = {
    Kind.INTEGER: "5",
    Kind.DECIMAL: "12.5",
    Kind.DATE: "2015-11-15",
    Kind.SELECT_ONE: "1",
    Kind.SELECT_MULTIPLE: "1 2",
    Kind.TEXT: "青竹",
}


def main(argv: list[str]) -> int:
    """Measure the XForm at the path given."""
    bare_mb = peak_rss_mb()
    load_s, form = _timed(lambda: load(Path(argv[0]).read_bytes()))
    open_s, interview = _timed(lambda: _opened(form))
    look_s, _ = _timed(lambda: [interview.view(node.key) for node in _fields(interview)])
    figures = {
        "load_s": round(load_s, 3),
        "open_s": round(open_s, 3),
        "all_views_s": round(look_s, 3),
        "answer": _answered(interview),
        "repeat": _repeated(_opened(form)),
        "list": _listed(form),
        "memory_mb": peak_rss_mb(),
        "memory_of_it_python_mb": bare_mb,
    }
    sys.stdout.write(json.dumps(figures))
    return 0


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begin = time.perf_counter()
    result = work()
    return time.perf_counter() - begin, result


def _opened(form: Questionnaire, people: Node | None = None) -> Interview:
    numbers = itertools.count(1)
    return Interview(
        form, {}, today=date(2015, 11, 15), new_id=lambda: f"{next(numbers):032x}",
        instances={"people": people or []}, first_load=True,
    )  # fmt: skip


def _fields(interview: Interview) -> list[Any]:
    return [node for node in interview.layout().walk() if node.kind is NodeKind.FIELD]


def _answered(interview: Interview) -> dict[str, Any]:
    """Answer questions in any order; the time includes looking at everything that changed."""
    chance = random.Random(20151115)  # noqa: S311 - a choice of questions, not a secret
    keys = [node.key for node in _fields(interview) if node.key not in FILTERS]
    times_s = []
    for turn in range(ANSWERS):
        key = chance.choice(keys)
        value = _VALUES.get(interview.view(key).kind, "5")
        begin = time.perf_counter()
        changes = interview.answer(key, value if turn % 5 else "")
        for each in changes.shown:
            interview.view(each)
        times_s.append(time.perf_counter() - begin)
    return spread(times_s)


def _repeated(interview: Interview) -> dict[str, Any]:
    """Add rows up to a thousand; answer in and remove rows when all are there."""
    adding, answering, removing = [], [], []
    for _ in range(ROWS):
        begin = time.perf_counter()
        interview.add_row("member")
        adding.append(time.perf_counter() - begin)
    rows = [node.key for node in interview.layout("member").children]
    for row in rows[-100:]:
        begin = time.perf_counter()
        changes = interview.answer(f"{row}.amount", "20")
        for each in changes.shown:
            interview.view(each)
        answering.append(time.perf_counter() - begin)
    for row in rows[:100]:
        begin = time.perf_counter()
        interview.remove_row(row)
        removing.append(time.perf_counter() - begin)
    return {"add_last_100": spread(adding[-100:]), "answer": spread(answering), "remove": spread(removing)}


def _listed(form: Questionnaire) -> dict[str, Any]:
    """Filter a list of 40,000 rows: for the first time in a visit, and after another answer."""
    rows = (f"p{n},{'甲乙丙丁'[n % 4]}{n},{n % 97},{n % 90}" for n in range(LISTED))
    file = "\n".join(["name,label,town,age", *rows]).encode()
    read_s, people = _timed(lambda: external.read("people.csv", file))
    found: dict[str, Any] = {"rows": LISTED, "read_s": round(read_s, 3)}
    for name in FILTERS:
        interview = _opened(form, people)
        gc.collect()  # the visits before this one
        first_s = _look(interview, name, "5")
        times_s = [_look(interview, name, str(value)) for value in (17, 3, 60)]
        found[name] = {"first_ms": round(first_s * 1000, 1), "next_ms": round(max(times_s) * 1000, 1)}
    return found


def _look(interview: Interview, name: str, value: str) -> float:
    begin = time.perf_counter()
    interview.answer("q0", value)
    interview.view(name)
    return time.perf_counter() - begin

"""Answer questionnaires here and with the engine of ODK Web Forms, and tell where a value differs.

    .venv/bin/python tools/compare_web_forms.py [--seeds 3] [--steps 60] [FORM.xml …]

Needs Node 20; npm fetches `@getodk/xforms-engine` and `jsdom` into build/web-forms, once. Without forms it
takes the questionnaires that come with the program. After every step the whole submission is compared,
numbers to nine digits, since theirs are binary.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME))

from forms import FieldView, Interview, Kind, exporting, external, load, openrosa  # noqa: E402 - after the path
from forms.state import Place, Row, Rows, below, fields_of  # noqa: E402 - as above
from forms.values import ATTACHED  # noqa: E402 - as above

PACKAGES = ("@getodk/xforms-engine@0.22.0", "jsdom@24.1.3")
FOLDER = HOME / "build" / "web-forms"
# Issue 878 of web-forms, mended there after 0.22.0: a sum passes over empty nodes and is 0 without any.
MENDED = (
    ("          result = NaN;\n          break;\n", "          continue;\n"),
    (
        "    return result ?? NaN;\n  }\n);\n\nconst number",
        "    return result ?? 0;\n  }\n);\n\nconst number",
    ),
)
CLOSE = 1e-9
MOST_ROWS = 4
FIXED = {
    Kind.TIME: ["10:30:00.000+00:00"],
    Kind.DATETIME: ["2015-11-15T10:30:00.000+00:00"],
    Kind.GEOPOINT: ["23.5 108.25 10 5"],
    Kind.GEOTRACE: ["23.5 108.25 0 0; 23.6 108.3 0 0"],
    Kind.GEOSHAPE: ["10.5 20.5 0 0; 10.5 21.5 0 0; 11.5 21.5 0 0; 10.5 20.5 0 0"],
    Kind.TRIGGER: ["OK"],
    Kind.INTEGER: ["0", "1", "2", "3", "7", "18", "40", "99", "-4"],
    Kind.DECIMAL: ["0", "0.1", "0.2", "1.5", "2.25", "-3.75", "1000"],
    Kind.TEXT: ["韦秀英", "ABC", "X < Y & Z", "12", "2015-11-15"],
    Kind.BARCODE: ["6901234567892"],
}
Step = list[dict[str, object]]


class Walk:
    """One interview answered at random, written down so that others can follow."""

    def __init__(self, file: Path, seed: int) -> None:
        self.form = load(file.read_bytes())
        self.random = random.Random(seed)  # noqa: S311 - test data
        media = file.with_name(f"{file.stem}-media")
        lists = {each.name: each.read_bytes() for each in media.glob("*.*")} if media.is_dir() else {}
        numbers = itertools.count(1)
        self.interview = Interview(
            self.form, {}, today=date.today(), new_id=lambda: f"{next(numbers):032x}",  # noqa: DTZ011 - as theirs
            instances=external.instances(self.form, lists), first_load=True, now=datetime.now,
        )  # fmt: skip
        self._known: set[str] = set()
        self.steps: list[Step] = [list(self._new_repeats())]
        self.submissions = [self._submission()]

    def go(self) -> None:
        """Take one step."""
        done = self._rows() if self.random.random() < 1 / 6 else self._answer()
        if done:
            self.steps.append([*done, *self._new_repeats()])
            self.submissions.append(self._submission())

    def _submission(self) -> str:
        return openrosa.submission(self.interview, instance_id="uuid:0").decode()

    def _new_repeats(self) -> Iterator[dict[str, object]]:
        """Yield how many rows repeats have that were not there before: theirs begin with one."""
        repeats = self.interview.state.repeats
        for key in [key for key, rows in repeats.items() if key not in self._known and _is_there(rows)]:
            yield {"path": _range(repeats[key].ghost), "rows": len(repeats[key].active)}
        self._known = set(repeats)

    def _rows(self) -> Step:
        free = [
            (key, rows)
            for key, rows in self.interview.state.repeats.items()
            if rows.ghost.relevant
            and _is_there(rows)
            and (control := self.form.controls[rows.definition.index])
            and not control.count
        ]
        if not free:
            return []
        key, rows = self.random.choice(free)
        if rows.active and (len(rows.active) == MOST_ROWS or self.random.random() < 1 / 4):
            self.interview.remove_row(rows.active[-1].key)
        else:
            self.interview.add_row(key)
        return [{"path": _range(rows.ghost), "rows": len(rows.active)}]

    def _answer(self) -> Step:
        places = [
            place
            for place in fields_of(below(self.interview.state.root))
            if place.relevant and not place.readonly and self.form.asked[place.definition.index]
        ]
        place = self.random.choice(places)
        value = self._value(self.interview.view(place.key))
        if value is None:
            return []
        where = _path(place)
        self.interview.answer(place.key, value)
        return [{"path": where, "value": place.stored or value}]

    def _value(self, view: FieldView) -> str | None:
        options = [choice.value for choice in view.choices]
        if view.kind in ATTACHED or view.kind is Kind.NOTE:
            return None
        if view.kind is Kind.DATE:
            return (date(2015, 11, 15) + timedelta(days=self.random.randint(-9000, 3000))).isoformat()
        if view.kind is Kind.RANGE and view.bounds:
            return str(self.random.choice([view.bounds.least, view.bounds.most]))
        if view.kind is Kind.RANK:
            return " ".join(self.random.sample(options, len(options)))
        if view.kind is Kind.SELECT_MULTIPLE:  # in the order of the list: theirs puts them so
            return " ".join(option for option in options if self.random.random() < 1 / 2)
        known = options or FIXED.get(view.kind, [])
        return self.random.choice(known) if known else None


def _is_there(rows: Rows) -> bool:
    """Whether a repeat is part of the form: the rows around it may be beyond a smaller count."""
    return all(
        row in row.parent.scope.repeats[row.definition.index].active
        for row in rows.scope.rows_above
        if isinstance(row.parent, Place)
    )


def _path(place: Place) -> str:
    if isinstance(place, Row) and not place.key:
        return f"/{place.definition.name}"
    if isinstance(place, Row):
        rows = place.parent.scope.repeats[place.definition.index].active  # type: ignore[union-attr]
        return f"{_range(place)}[{rows.index(place) + 1}]"
    return _range(place)


def _range(place: Place) -> str:
    assert isinstance(place.parent, Place)  # noqa: S101 - only the form itself has nothing above
    return f"{_path(place.parent)}/{place.definition.name}"


def _values(xml: str) -> dict[str, str]:
    found: dict[str, str] = {}

    def visit(element: ET.Element, path: str) -> None:
        if not len(element):
            found[path] = element.text or ""
        seen: dict[str, int] = {}
        for child in element:
            name = child.tag.rpartition("}")[2]
            seen[name] = seen.get(name, 0) + 1
            if name != "instanceID":
                visit(child, f"{path}/{name}[{seen[name]}]")

    visit(ET.fromstring(xml), "")  # noqa: S314 - our own and that of a child process
    return found


def _same(ours: str | None, theirs: str | None) -> bool:
    if ours == theirs or ours is None or theirs is None:
        return ours == theirs
    try:
        pairs = zip(ours.replace(";", " ").split(), theirs.replace(";", " ").split(), strict=True)
        return all(abs(float(a) - float(b)) <= CLOSE * max(1, abs(float(a))) for a, b in pairs)
    except ValueError:
        return False


def _command(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not here; Node 20 brings it.")
    return found


def _install() -> None:
    engine = FOLDER / "node_modules" / "@getodk" / "xforms-engine" / "dist" / "index.js"
    if engine.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true}\n', "utf-8")
    subprocess.run([_command("npm"), "install", "--no-audit", "--no-fund", *PACKAGES], cwd=FOLDER, check=True)
    text = engine.read_text("utf-8")
    for old, new in MENDED:
        text = text.replace(old, new, 1)
    engine.write_text(text, "utf-8")


def _theirs(walks: list[tuple[Path, Walk]]) -> list[dict[str, Any]]:
    jobs, results = FOLDER / "jobs.json", FOLDER / "results.json"
    jobs.write_text(json.dumps([{"file": str(file), "steps": walk.steps} for file, walk in walks]), "utf-8")
    script = Path(__file__).with_name("web_forms.mjs")
    subprocess.run([_command("node"), script, FOLDER, jobs, results], check=True)
    found: list[dict[str, Any]] = json.loads(results.read_text("utf-8"))
    return found


def _first_difference(walk: Walk, theirs: list[str]) -> str:
    for number, (here, there) in enumerate(zip(walk.submissions, theirs, strict=True)):
        ours, other = _values(here), _values(there)
        odd = {
            key: (ours.get(key), other.get(key))
            for key in {**ours, **other}
            if not _same(ours.get(key), other.get(key))
        }
        if odd:
            return f"step {number} {walk.steps[number][:1]}: {dict(itertools.islice(odd.items(), 5))}"
    return ""


def main() -> int:
    """Compare; return 0 if all values were the same."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("forms", nargs="*", type=Path, metavar="FORM.xml")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=60)
    options = parser.parse_args()
    _install()
    built_in = sorted((HOME / "resources" / "questionnaires").iterdir())
    files = options.forms or [
        exporting.xform(folder, FOLDER / "forms").files[0] for folder in built_in if folder.is_dir()
    ]
    walks = [(file.resolve(), Walk(file, seed)) for file in files for seed in range(options.seeds)]
    for _, walk in walks:
        for _ in range(options.steps):
            walk.go()
    different = 0
    for (file, walk), result in zip(walks, _theirs(walks), strict=True):
        said = result.get("error") or _first_difference(walk, result["steps"])
        different += bool(said)
        print(f"{file.stem}: {len(walk.steps)} steps, {said or 'every value the same'}")
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())

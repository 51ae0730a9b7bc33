"""Visits go out as tables that read back as they were answered."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.flat import Options, Table, typed
from forms.xlsform import converted_sheets
from storage import Store, cli, table_files, visit_tables, visits
from storage.errors import Refused
from storage.visit_tables import Wanted, Written
from tests.storage.conftest import PASSWORD, PERSON

TODAY = date(2015, 11, 15)
VILLAGE, GROUP = "459982100201", "45998210020103"
LONG = "长" * 20_000

SURVEY = [
    {"type": "text", "name": "head_name"},
    {"type": "text", "name": "phone", "ruhu:sensitive": "yes"},
    {"type": "decimal", "name": "income"},
    {"type": "calculate", "name": "doubled", "calculation": "${income} * 2"},
    {"type": "select_multiple ills", "name": "ills"},
    {"type": "begin_repeat", "name": "member"},
    {"type": "text", "name": "full_name"},
    {"type": "end_repeat", "name": "member"},
]
CHOICES = [
    {"list_name": "ills", "name": name, "label": label} for name, label in (("a", "感冒"), ("b", "风湿"))
]


def form(version: str, survey: list[dict[str, str]]) -> str:
    """Return a small questionnaire as XForm."""
    sheets = {
        "survey": [{"label": row["name"], **row} for row in survey],
        "choices": CHOICES,
        "settings": [{"form_id": "small", "version": version, "form_title": "小问卷"}],
    }
    return converted_sheets(sheets, "small").xform


@pytest.fixture
def village(vault_folder: tuple[Path, bytes]) -> Iterator[Store]:
    """Three households; two visits are completed, one is open."""
    with Store.open(vault_folder[0], vault_folder[1], person=PERSON) as store:
        store.keep_questionnaire("small", "1", "小问卷", form("1", SURVEY))
        store.put_setting("questionnaire", "small")
        for number, name in enumerate(("覃建国", "=1+1", "黄䶮"), 1):
            code = f"{VILLAGE}{number:04d}"
            body = {"village": VILLAGE, "group": GROUP, "head_name": name, "code": code, "state": "listed"}
            store.put("household", f"h{number}", body)
            store.seal([("household", f"h{number}")])
            survey(store, f"h{number}", name, done=number < 3)
        yield store


def survey(store: Store, household: str, name: str, *, done: bool) -> None:
    """Visit a household."""
    visit = visits.begin(store, household, today=TODAY, surveyors=("甲", "乙"))
    for key, value in {"head_name": name, "phone": "13900000001", "income": "12.50", "ills": "b"}.items():
        visit.save(visit.interview.answer(key, value))
    for person in (name, "#N/A"):
        visit.save(visit.interview.add_row("member"))
        row = visit.interview.layout("member").children[-1].key
        visit.save(visit.interview.answer(f"{row}.full_name", person))
    if done:
        assert isinstance(
            visits.complete(store, visit, at=datetime(2015, 11, 15, 10)),  # noqa: DTZ001 # a laptop's clock
            visits.Completed,
        )


def written(store: Store, to: Path, wanted: Wanted = Wanted(), **options: bool) -> Written:  # noqa: B008
    return visit_tables.export(store, to, wanted, today=TODAY, purpose="试", options=Options(**options))


def book(file: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each sheet of a workbook, by heading."""
    found = {}
    for sheet in openpyxl.load_workbook(file).worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def test_a_workbook_reads_back_as_it_was_answered(village: Store, tmp_path: Path) -> None:
    counted = written(village, tmp_path / "out.xlsx", split=True, unmasked=True)
    sheets = book(tmp_path / "out.xlsx")
    first, second = sheets["small"]

    assert (counted.visits, counted.rows, counted.files, counted.open) == (2, 6, 2, 1)
    assert (first["_household_code"], first["_version"], first["_state"]) == (
        VILLAGE + "0001",
        "1",
        "completed",
    )
    assert (first["_surveyors"], first["_completed_at"]) == ("甲、乙", "2015-11-15T10:00:00")
    assert (first["income"], first["doubled"], first["phone"]) == (12.5, "25", "13900000001")
    assert (first["ills"], first["ills/a"], first["ills/b"]) == ("b", 0, 1)
    assert second["head_name"] == "=1+1"
    assert [row["full_name"] for row in sheets["member"]] == ["覃建国", "#N/A", "=1+1", "#N/A"]
    assert {row["PARENT_KEY"] for row in sheets["member"]} == {first["KEY"], second["KEY"]}


def test_no_cell_of_a_workbook_is_a_formula(village: Store, tmp_path: Path) -> None:
    written(village, tmp_path / "out.xlsx")
    sheets = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets

    assert {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row} == {"s", "n"}


def test_csv_files_hold_every_answer_as_it_is_and_say_what_excel_would_run(
    village: Store, tmp_path: Path
) -> None:
    counted = written(village, tmp_path / "out")
    with (tmp_path / "out" / "small.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    names = ["small-columns.csv", "small-member.csv", "small.csv"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    assert (tmp_path / "out" / "small.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert [(row["head_name"], row["income"]) for row in rows] == [("覃建国", "12.50"), ("=1+1", "12.50")]
    assert counted.doubtful == 3  # the head in the list, in the visit, and as a member


def test_a_table_of_columns_tells_what_each_is(village: Store, tmp_path: Path) -> None:
    written(village, tmp_path / "out.xlsx", split=True)
    told = {row["column"]: row for row in book(tmp_path / "out.xlsx")["columns"]}

    assert told["ills"]["options"] == "a=感冒; b=风湿"
    assert (told["ills/a"]["question"], told["ills/a"]["type"]) == ("ills · 感冒", "select_multiple")
    assert (told["phone"]["sensitive"], told["full_name"]["table"]) == ("yes", "member")


def test_sensitive_answers_are_masked_and_the_export_is_logged(village: Store, tmp_path: Path) -> None:
    written(village, tmp_path / "out.xlsx")

    assert book(tmp_path / "out.xlsx")["small"][0]["phone"] == "139****0001"
    assert [(line.action, line.purpose) for line in village.logged()] == [("export", "试")]
    assert b"13900000001" not in (tmp_path / "out.xlsx").read_bytes()


@pytest.mark.parametrize(
    "wanted, count",
    [
        (Wanted("small"), 2),
        (Wanted(with_open=True), 3),
        (Wanted(first="2015-11-16"), 0),
        (Wanted(first="2015-11-15", last="2015-11-15"), 2),
        (Wanted(last="2015-11-14"), 0),
        (Wanted(area="459983"), 0),
    ],
)
def test_visits_are_chosen_by_day_area_and_state(
    village: Store, tmp_path: Path, wanted: Wanted, count: int
) -> None:
    assert written(village, tmp_path / "out.xlsx", wanted).visits == count


def test_visits_of_several_versions_stand_in_one_table(village: Store, tmp_path: Path) -> None:
    newer = [row for row in SURVEY if row["name"] != "income"] + [{"type": "text", "name": "added"}]
    newer = [row for row in newer if row["name"] != "doubled"]
    village.keep_questionnaire("small", "2", "小问卷", form("2", newer))
    village.forms.clear()
    survey_again = visits.begin(village, "h3", today=TODAY, surveyors=("甲", "乙"))
    village.put("visit", survey_again.id, {"income": "7", "@state": "completed"})
    written(village, tmp_path / "out.xlsx")
    rows = book(tmp_path / "out.xlsx")["small"]

    assert [row["_version"] for row in rows] == ["1", "1", "2"]
    assert [row["income"] for row in rows] == [12.5, 12.5, None]
    assert [row["kept-income"] for row in rows] == [None, None, "7"]
    assert list(rows[0])[-2:] == ["added", "kept-income"]


def test_a_visit_whose_version_is_not_here_is_counted_and_left_out(village: Store, tmp_path: Path) -> None:
    village.put("visit", village.find("visit", household="h1")[0].id, {"@version": "9"})

    counted = written(village, tmp_path / "out.xlsx")

    assert (counted.visits, counted.unreadable) == (1, 1)


def test_progress_ends_where_it_said_it_would(village: Store, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    visit_tables.export(
        village,
        tmp_path / "out",
        Wanted(),
        today=TODAY,
        report=lambda done, total: told.append((done, total)),
    )

    assert told == [(done, 6) for done in range(1, 7)]


def test_a_workbook_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "old.xlsx"
    file.write_bytes(b"old")
    wide = Table("", tuple(f"c{number}" for number in range(table_files.MOST_COLUMNS + 1)))

    with pytest.raises(Refused), table_files.opened([wide], "x", file):
        pass
    assert file.read_bytes() == b"old"


def test_a_folder_that_cannot_be_finished_leaves_the_old_files(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("old")
    with pytest.raises(ValueError), table_files.opened([Table("", ("KEY",))], "x", tmp_path) as tables:  # noqa: PT011, PT012
        tables.add(0, ["v"])
        raise ValueError

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x.csv", "old")]


def test_texts_stay_texts_and_sheets_have_names_that_excel_takes(tmp_path: Path) -> None:
    tables = [Table("", ("KEY",)), Table("g-rows", ("a",)), Table("h-Rows", ("a",)), Table("x" * 40, ("a",))]
    with table_files.opened(tables, "a/b[c]", tmp_path / "out.xlsx") as made:
        for text in ("=1", "+1", "@x", "#REF!", "a\x0bb", " a", Decimal("0.0000001"), LONG * 2):
            made.add(0, [text])
        made.finish()
    read = openpyxl.load_workbook(tmp_path / "out.xlsx")
    cells = [row[0] for row in read.worksheets[0].iter_rows(min_row=2)]

    assert read.sheetnames == ["a_b_c_", "rows", "Rows_2", "x" * 31]
    assert [cell.value for cell in cells[:-1]] == ["=1", "+1", "@x", "#REF!", "ab", " a", 1e-07]
    assert [cell.data_type for cell in cells] == ["s"] * 6 + ["n", "s"]
    assert (len(cells[-1].value), made.doubtful) == (table_files.LONGEST_CELL, 1)


def test_tables_of_the_same_name_have_files_of_their_own(tmp_path: Path) -> None:
    with table_files.opened(
        [Table(name, ("a",)) for name in ("columns", "Columns", "g/h")], "x", tmp_path
    ) as made:
        made.finish()

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "x-Columns_2.csv", "x-columns.csv", "x-g_h.csv",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=20), st.data())
def test_any_answer_reads_back_from_either_kind_of_file(texts: list[str], data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.decimals(-(10**9), 10**9, places=4), min_size=len(texts)))
    rows = [(text, typed(f"{number:f}")) for text, number in zip(texts, numbers, strict=False)]
    with tempfile.TemporaryDirectory() as folder:
        for to in (Path(folder) / "x.xlsx", Path(folder)):
            with table_files.opened([Table("", ("a", "b"))], "x", to) as made:
                for row in rows:
                    made.add(0, row)
                made.finish()
        with (Path(folder) / "x.csv").open(encoding="utf-8-sig", newline="") as file:
            as_csv = list(csv.reader(file))[1:]
        sheet = openpyxl.load_workbook(Path(folder) / "x.xlsx").active
        as_cells = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]

    assert as_csv == [[text, f"{number:f}"] for text, number in rows]
    assert [_plain(text) for text, _ in rows] == [_plain(cell[0] or "") for cell in as_cells]
    assert [float(number) for _, number in rows] == [cell[1] for cell in as_cells]


def _plain(text: str) -> str:
    """Return a text without the signs that XML has no place for, its line ends made alike."""
    ended = text.replace("\r\n", "\n")
    return "".join(sign for sign in ended if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff"))


def run(folder: Path, *arguments: str) -> int:
    command, *rest = arguments
    return cli.main([command, "--vault", str(folder), *rest])


def test_the_command_tells_what_it_left_out(
    village: Store, vault_folder: tuple[Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("RUHU_PASSWORD", PASSWORD)
    village.close()
    out = str(tmp_path / "out")
    visits_out = ("export", "--what", "visits", "--questionnaire", "small", "--to", out)

    assert run(vault_folder[0], *visits_out, "--labels", "--from", "2015-11-01") == 0
    said = capsys.readouterr()
    assert "已导出 2 次调查，2 张表，共 6 行" in said.out
    assert "另有 1 次调查还没有完成" in said.out
    assert "以 = + - @ 开头" in said.err
    assert run(vault_folder[0], *visits_out, "--unmasked") == 2
    assert run(vault_folder[0], "export", "--what", "visits", "--to", f"{out}.csv") == 2

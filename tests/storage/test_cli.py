"""Commands without a window: lists in, tables and papers out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import sqlite_utils

from storage import HouseholdQuery, Store, baselist, cli, errors, sentences
from storage.errors import NotAVault
from tests.storage.conftest import PASSWORD, PERSON

VILLAGE = "459982100201"
HEADINGS = "屯代码,屯名,户编号,户主姓名,身份证号,人口,电话,备注"
ROWS = [
    f"{VILLAGE}01,坡塘屯,,覃大明,,4,13900000001,",
    f"{VILLAGE}01,坡塘屯,{VILLAGE}0002,黄䶮,459982197001010022,3,,独居",
    f"{VILLAGE}02,岭脚屯,,欧阳𬀩,,,,",
]


@pytest.fixture
def folder(vault_folder: tuple[Path, bytes], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault whose password the environment has."""
    monkeypatch.setenv("RUHU_PASSWORD", PASSWORD)
    return vault_folder[0]


def written(folder: Path, rows: list[str], encoding: str = "utf-8-sig") -> str:
    file = folder / "list.csv"
    file.write_text("\n".join([HEADINGS, *rows]), encoding=encoding)
    return str(file)


def run(folder: Path, *arguments: str) -> int:
    command, *rest = arguments
    return cli.main([command, "--vault", str(folder), *rest])


def opened(vault_folder: tuple[Path, bytes]) -> Store:
    return Store.open(vault_folder[0], vault_folder[1], person=PERSON)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_comes_in_whole(folder: Path, vault_folder: tuple[Path, bytes], encoding: str) -> None:
    assert run(folder, "import", written(folder, ROWS, encoding), "--yes") == 0

    with opened(vault_folder) as store:
        lines = store.households().lines
        heads = store.find("member", relation="01")
        assert [(line.code[-4:], line.head_name, line.group_name) for line in lines] == [
            ("0001", "覃大明", "坡塘屯"), ("0002", "黄䶮", "坡塘屯"), ("0003", "欧阳𬀩", "岭脚屯"),
        ]  # fmt: skip
        assert {head.get("birth_date") for head in heads} == {"", "1970-01-01"}
        assert store.get("division", VILLAGE + "02") is not None
        assert store.outbox_count() == 8


def test_one_bad_row_keeps_everything_out(
    folder: Path, vault_folder: tuple[Path, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    bad = [*ROWS, f"{VILLAGE}03,水尾屯,,,,x,,", "4599,短屯,,韦某,12345,2,,", ROWS[1]]

    assert run(folder, "import", written(folder, bad), "--yes") == 1

    said = capsys.readouterr()
    assert "不导入的列:备注" in said.out
    for sentence in ("第 5 行:“户主姓名”是空的", "第 5 行:“家庭人口”应为数字", "第 6 行:“屯代码”应为14位数字",
                     "第 6 行:“身份证号”的位数或字符不对", "第 7 行:“户编号”在名单里重复"):  # fmt: skip
        assert sentence in said.err
    with opened(vault_folder) as store:
        assert store.count_households() == 0


def test_the_same_list_twice_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(folder, ROWS)
    run(folder, "import", file, "--yes")

    assert run(folder, "import", file, "--yes") == 1
    assert "“户编号”本机已经有了" in capsys.readouterr().err


def test_a_list_that_only_names_identify_does_not_come_twice(
    folder: Path, vault_folder: tuple[Path, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(folder, [ROWS[0], ROWS[2]])
    assert run(folder, "import", file, "--yes") == 0

    assert run(folder, "import", file, "--yes") == 1
    assert "第 2 行:“户主姓名”同屯已有同名户主" in capsys.readouterr().err
    with opened(vault_folder) as store:
        assert store.count_households() == 2


def test_a_number_that_cannot_be_is_taken_with_a_word_and_tells_no_digit(
    folder: Path, vault_folder: tuple[Path, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    impossible = f"{VILLAGE}01,坡塘屯,,覃大明,459982197001010020,4,,"  # the last digit is to be another

    assert run(folder, "import", written(folder, [impossible]), "--yes") == 0

    said = capsys.readouterr()
    assert "提醒:第 2 行:“身份证号”校验不通过" in said.out
    assert "459982197001010022" not in said.out + said.err
    with opened(vault_folder) as store:
        (head,) = store.find("member", relation="01")
        assert (head.get("id_number"), head.get("birth_date")) == ("459982197001010020", "")


def test_a_village_without_free_codes_takes_nothing(
    folder: Path, vault_folder: tuple[Path, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    too_many = [f"{VILLAGE}01,坡塘屯,,户主{place},,,," for place in range(1_001)]

    assert run(folder, "import", written(folder, too_many), "--yes") == 1
    assert "户编号已用完" in capsys.readouterr().err
    with opened(vault_folder) as store:
        assert store.count_households() == 0


def test_nobody_there_to_agree_means_no(
    folder: Path, vault_folder: tuple[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())

    assert run(folder, "import", written(folder, ROWS)) == 0
    with opened(vault_folder) as store:
        assert store.count_households() == 0


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["import", "nowhere.csv", "--yes"], "没有这个文件"),
        (["export", "--what", "members", "--to", "/nowhere/x.csv"], "没有这个文件"),
        (["export", "--what", "members", "--to", "x.csv", "--password-file", "nowhere"], "没有这个文件"),
        (["export", "--what", "members", "--to", "x.csv", "--person", "谁"], "--person"),
        (["export", "--what", "members", "--to", "x.csv", "--vault", "nowhere"], "没有动它"),
    ],
)
def test_what_is_not_there_is_said(
    folder: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, *arguments) == 1
    assert words in capsys.readouterr().err


def test_a_preview_changes_nothing(folder: Path, vault_folder: tuple[Path, bytes]) -> None:
    assert run(folder, "import", written(folder, ROWS), "--preview") == 0
    with opened(vault_folder) as store:
        assert store.count_households() == 0


def test_excel_comes_in_and_goes_out(folder: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [HEADINGS, *ROWS]:
        sheet.append([int(cell) if cell.isdecimal() and len(cell) < 15 else cell for cell in row.split(",")])
    book.save(tmp_path / "list.xlsx")
    assert run(folder, "import", str(tmp_path / "list.xlsx"), "--yes") == 0
    assert run(folder, "export", "--what", "members", "--to", str(tmp_path / "out.xlsx")) == 0

    table = openpyxl.load_workbook(io.BytesIO((tmp_path / "out.xlsx").read_bytes())).active
    cells = [[cell for cell in row if cell] for row in table.iter_rows(values_only=True)]
    assert cells[0][:3] == ["户编号", "姓名", "与户主关系"]
    assert cells[2] == [VILLAGE + "0002", "黄䶮", "01", "2", "1970-01-01", "459982********0022"]


def test_an_id_that_excel_rounded_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADINGS.split(","))
    book.active.append([f"{VILLAGE}01", "坡塘屯", None, "黄䶮", 459982197001010022])
    book.save(tmp_path / "list.xlsx")

    assert run(folder, "import", str(tmp_path / "list.xlsx"), "--yes") == 1
    assert "末几位已丢失" in capsys.readouterr().err


def test_exports_are_masked_and_logged(
    folder: Path, tmp_path: Path, vault_folder: tuple[Path, bytes]
) -> None:
    run(folder, "import", written(folder, ROWS), "--yes")
    out = str(tmp_path / "out.csv")

    assert run(folder, "export", "--what", "households", "--to", out, "--unmasked") == 2
    assert run(folder, "export", "--what", "households", "--to", out, "--purpose", "核对") == 0
    text = Path(out).read_text(encoding="utf-8-sig")
    assert "139****0001" in text
    assert "13900000001" not in text
    with opened(vault_folder) as store:
        assert [(line.action, line.purpose) for line in store.logged()] == [("export", "核对")]


def test_analysts_get_a_database_with_keys_and_a_search(folder: Path, tmp_path: Path) -> None:
    run(folder, "import", written(folder, ROWS), "--yes")

    assert run(folder, "export", "--what", "members", "--to", str(tmp_path / "out.db")) == 0

    tables = sqlite_utils.Database(tmp_path / "out.db")
    (key,) = tables.table("member").foreign_keys
    assert (key.column, key.other_table) == ("household", "household")
    assert [list(row.values()) for row in tables.query("PRAGMA foreign_key_check")] == []
    (found,) = tables.table("member").search("黄*", columns=["full_name", "id_number"])
    assert found == {"full_name": "黄䶮", "id_number": "459982********0022"}
    assert [(row["size"], row["phone"]) for row in tables.table("household").rows] == [
        (4, "139****0001"), (3, None), (None, None),
    ]  # fmt: skip
    assert b"459982197001010022" not in (tmp_path / "out.db").read_bytes()
    tables.close()


def test_words_that_excel_would_run_or_refuse_stay_words(
    folder: Path, tmp_path: Path, vault_folder: tuple[Path, bytes]
) -> None:
    with opened(vault_folder) as store:
        body = {"head_name": "=1+1", "address": "坡\x0b塘", "net_income": "-12.5", "state": "listed"}
        store.put("household", "h1", {**body, "village": VILLAGE, "group": VILLAGE + "01", "code": "1"})
        store.seal([("household", "h1")])

    for ending in ("xlsx", "csv", "db"):
        assert run(folder, "export", "--what", "households", "--to", str(tmp_path / f"out.{ending}")) == 0

    cells = [cell for row in openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]
    assert "'=1+1" in (lines := (tmp_path / "out.csv").read_text("utf-8-sig"))
    assert ",坡塘," in lines
    assert ",-12.5," in lines


def test_cards_are_printed(folder: Path, tmp_path: Path, vault_folder: tuple[Path, bytes]) -> None:
    run(folder, "import", written(folder, ROWS), "--yes")

    assert (
        run(folder, "print", "card", "--select", VILLAGE + "0002", "--out", str(tmp_path / "card.pdf")) == 0
    )
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")
    assert run(folder, "print", "d02", "--out", str(tmp_path / "none.pdf")) == 1
    assert not (tmp_path / "none.pdf").exists()
    with opened(vault_folder) as store:
        assert len(store.find("card")) == 1


@pytest.mark.parametrize(
    "name,content",
    [
        ("a.xlsx", b"no workbook"),
        ("a.csv", b"\xff\xfe\x00\xd8\x00\xff"),
        ("a.xlsx", b""),
        ("a.csv", '户主,屯代码\n"开口的引号'.encode()),
        ("a.csv", b'"' + b"x" * 200_000 + b'"'),
    ],
)
def test_what_is_no_list_is_refused(store: Store, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(NotAVault):
        baselist.preview(store, tmp_path / name)


def test_a_list_that_unpacks_to_gigabytes_is_not_unpacked(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", bytes(65 << 20))

    assert run(folder, "import", str(tmp_path / "bomb.xlsx"), "--yes") == 1
    assert "64 MB" in capsys.readouterr().err


@pytest.mark.parametrize("typed, status", [(PASSWORD + "\n", 0), ("", 1), ("falsch\n", 1)])
def test_a_password_may_come_by_a_pipe(
    vault_folder: tuple[Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, status: int
) -> None:
    monkeypatch.delenv("RUHU_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))

    assert run(vault_folder[0], "export", "--what", "households", "--to", str(tmp_path / "x.csv")) == status


def test_a_wrong_password_is_said(
    vault_folder: tuple[Path, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "password").write_text("falsch\n")
    arguments = ["export", "--what", "households", "--to", str(tmp_path / "x.csv")]

    assert run(vault_folder[0], *arguments, "--password-file", str(tmp_path / "password")) == 1
    assert "密码不对" in capsys.readouterr().err


def test_every_row_fault_has_a_sentence() -> None:
    codes = {
        "missing_column",
        "empty",
        "digits",
        "not_in_village",
        "twice",
        "known",
        "id_number",
        "number",
        "as_number",
        "signs",
        "namesake",
        "id_doubtful",
    }

    assert set(cli._ROW_FAULTS) == codes
    assert HouseholdQuery().limit == 200


def test_every_fault_of_storage_has_a_sentence_that_says_what_was_kept_and_what_to_do() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)}

    assert kinds - {errors.StorageFault, errors.Refused} == set(sentences.SENTENCES)
    for words in sentences.SENTENCES.values():
        assert "没有" in words
        assert "请" in words

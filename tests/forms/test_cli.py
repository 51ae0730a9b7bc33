"""`questionnaire check` and `run`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from forms.cli import main
from forms.closed_pipe import ENDED
from resources import path

ROOT = Path(__file__).parents[2]

SURVEY = """\
type,name,label,relevant,calculation,required
integer,children,孩子数,,,yes
text,school,学校,${children} > 0,,
calculate,twice,,,${children} * 2,
begin_repeat,member,成员,,,
text,full,姓名,,,
select_multiple ill,sick,病,,,
end_repeat,,,,,
csv-external,tun,,,,
text,road,路,,instance('tun')/root/item/kind,
"""
CHOICES = "list_name,name,label\nill,a,甲\nill,b,乙\n"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    folder = tmp_path / "form"
    folder.mkdir()
    (folder / "survey.csv").write_text(SURVEY, "utf-8")
    (folder / "choices.csv").write_text(CHOICES, "utf-8")
    return folder


def answers(tmp_path: Path, content: object) -> str:
    file = tmp_path / "answers.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return str(file)


def test_check_says_that_all_is_well(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["questionnaire", "check", str(form)]) == 0
    assert "没有错误" in capsys.readouterr().out


def test_check_tells_faults_in_chinese(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (form / "survey.csv").write_text(SURVEY + "text,zz,Z,nope(),,\n", "utf-8")

    assert main(["questionnaire", "check", str(form)]) == 1
    assert "survey.csv D11 单元格，zz · relevant：没有这个函数" in capsys.readouterr().err


def test_check_reads_xml_and_warns_of_columns(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from forms.xlsform import convert

    (tmp_path / "form.xml").write_text(convert(form), "utf-8")
    assert main(["check", str(tmp_path / "form.xml")]) == 0
    (form / "survey.csv").write_text("type,name,label,odd\ntext,a,A,x\n", "utf-8")
    assert main(["check", str(form)]) == 0
    assert "提醒" in capsys.readouterr().err


def test_run_prints_values_relevance_problems_and_score(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = answers(
        tmp_path,
        {"children": 0, "school": "x", "member": [{"full": "An", "sick": ["a", "b"]}, {"full": "Bo"}]},
    )
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "tun.csv").write_bytes("id,kind\n1,砂石\n".encode("gb18030"))

    status = main(
        [
            "run",
            str(form),
            "--answers",
            given,
            "--today",
            "2015-11-15",
            "--instances",
            str(tmp_path / "lists"),
        ]
    )

    report = json.loads(capsys.readouterr().out)
    assert status == 0
    assert report["irrelevant"] == ["school"]
    assert report["problems"] == []
    assert report["values"]["road"] == "砂石"
    assert sorted(report["values"].values()) == ["0", "An", "Bo", "a b", "x", "砂石"]
    assert report["score"]["total"] is None
    assert report["refused"] == []


def test_run_says_what_it_could_not_take(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = answers(tmp_path, {"zz": 1, "twice": 4, "nobody": [{"a": 1}], "school": None, "children": True})
    lists = tmp_path / "lists.json"
    lists.write_text(json.dumps({"tun": [{"id": 1, "kind": "k"}]}), "utf-8")

    assert main(["run", str(form), "--answers", given, "--instances", str(lists)]) == 0

    report = json.loads(capsys.readouterr().out)
    assert report["refused"] == ["zz", "twice", "nobody"]
    assert [problem["code"] for problem in report["problems"]] == ["type"]
    assert report["problems"][0]["message"] == "请填写整数"


@pytest.mark.parametrize("content", ["{", "[]", "[" * 100_000])
def test_run_refuses_answers_that_are_none(
    form: Path, tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(form), "--answers", answers(tmp_path, content)]) == 2
    assert "答案文件" in capsys.readouterr().err


def test_run_refuses_files_that_are_not_there(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = answers(tmp_path, {})

    assert main(["run", str(form), "--answers", str(tmp_path / "no.json")]) == 2
    assert main(["run", str(form), "--answers", given, "--instances", str(tmp_path / "no.json")]) == 2
    assert main(["run", str(form), "--answers", given, "--instances", given.replace("answers", "list")]) == 2
    assert main(["run", str(tmp_path / "no.xlsx"), "--answers", given]) == 1
    for rows in ("1", "[1]", "{}"):
        (tmp_path / "list.json").write_text(f'{{"tun": {rows}}}', "utf-8")
        assert main(["run", str(form), "--answers", given, "--instances", str(tmp_path / "list.json")]) == 2
    assert "没有这个" in capsys.readouterr().err


def test_a_day_has_to_be_a_day(form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["run", str(form), "--answers", answers(tmp_path, {}), "--today", "yesterday"])
    assert "yesterday" in capsys.readouterr().err


def written(tmp_path: Path, name: str, survey: str, version: str = "1") -> str:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "survey.csv").write_text(survey, "utf-8")
    (folder / "settings.csv").write_text(f"form_id,version,form_title\nf,{version},表\n", "utf-8")
    return str(folder)


OLD = "type,name,label,relevant\ninteger,children,孩子数,\ntext,school,学校,\ntext,gone,旧题,\n"
NEW = (
    "type,name,label,relevant,ruhu:was\ninteger,kids,孩子数,,children\n"
    "text,school,学校,${kids} > 0,\ntext,fresh,新题,,\n"
)


def test_check_tells_errors_and_warnings_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = written(tmp_path, "wrong", "type,name,label,odd\ntxt,a,甲,\nnote,b,乙,x\n")
    odd = written(tmp_path, "odd", "type,name,label,odd\ntext,a,甲,x\n")

    assert main(["check", wrong]) == 1
    out, err = capsys.readouterr()
    assert out == "1 处错误，1 处提醒。改正全部错误后才能使用。\n"
    assert err.startswith("错误：survey.csv A2 单元格，a · type：没有“txt”这种题型。")
    assert main(["check", odd]) == 0
    out, err = capsys.readouterr()
    assert out == "没有错误，1 处提醒：表（f，版本 1），1 题\n"
    assert err.startswith("提醒：survey.csv D1 单元格：列“odd”不起作用。")
    assert main(["check", str(tmp_path / "no.xlsx")]) == 2


def test_check_against_the_version_in_use_lists_what_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = written(tmp_path, "old", OLD), written(tmp_path, "new", NEW)

    assert main(["check", new, "--against", old]) == 0
    out, err = capsys.readouterr()
    assert "版本号却仍是 1" in err
    assert out.splitlines()[1:] == [
        "版本 1 → 1，4 处差别",
        "“孩子数”的名称由 children 改为 kids",
        "“学校”新增显示条件：${kids} > 0",
        "新增文字题“新题”（fresh）",
        "删去文字题“旧题”（gone）",
    ]


def test_compare_and_upgrade_say_what_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = written(tmp_path, "old", OLD), written(tmp_path, "new", NEW, "2")
    given = answers(tmp_path, {"children": 2, "school": "一小", "gone": "旧话"})

    assert main(["compare", old, new]) == 0
    assert capsys.readouterr().out.startswith("版本 1 → 2，4 处差别\n")
    assert main(["upgrade", old, new, "--answers", given]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "版本 1 → 2：移动 1，保留 1，需改正 0，待问 1",
        "孩子数：children → kids，答案“2”跟着过去",
        "旧题：新版没有这道题，答案“旧话”保留，可以查看",
        "待问：新题",
    ]


def test_upgrade_takes_answers_as_a_visit_keeps_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "type,name,label{}\nbegin_repeat,{},成员{}\ntext,full,姓名{}\nend_repeat,,{}\n"
    old = written(tmp_path, "old", rows.format("", "member", "", "", ""))
    new = written(tmp_path, "new", rows.format(",ruhu:was", "person", ",member", ",", ","), "2")
    given = answers(tmp_path, {"member[1]": "0001", "member[1].full": "An"})

    assert main(["upgrade", old, new, "--answers", given]) == 0
    assert "member[1].full → person[1].full" in capsys.readouterr().out
    assert main(["upgrade", old, str(tmp_path / "no"), "--answers", given]) == 1
    assert main(["upgrade", old, new, "--answers", str(tmp_path / "no.json")]) == 2


def test_run_offers_the_lists_that_lie_beside_the_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "survey.csv").write_text("type,name,label\nselect_one_from_file v.csv,v,村\n", "utf-8")
    (tmp_path / "settings.csv").write_text("form_id,version\nlists,1\n", "utf-8")
    (tmp_path / "v.csv").write_bytes("name,label\n1,青竹村\n".encode("gb18030"))

    assert main(["run", str(tmp_path), "--answers", answers(tmp_path, {"v": "1"})]) == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []
    assert main(["run", str(tmp_path), "--answers", answers(tmp_path, {"v": "2"})]) == 0
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "choice"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of another kind")
def test_a_reader_that_leaves_early_ends_the_command_quietly() -> None:
    old, new = (str(path("questionnaires", name)) for name in ("guangxi-2015", "guizhou-sikan"))
    out, into = os.pipe()
    os.close(out)
    words = [sys.executable, "main.py", "questionnaire", "compare", old, new]
    done = subprocess.run(words, cwd=ROOT, stdout=into, stderr=subprocess.PIPE, check=False)
    os.close(into)

    assert (done.returncode, done.stderr) == (ENDED, b"")

"""`questionnaire check` and `run`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forms.cli import main

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

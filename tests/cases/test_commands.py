"""The questionnaires that come with the program, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forms.cli import main
from resources import path

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", ["guangxi-2015", "guizhou-sikan", "monitor-2021"])
def test_a_questionnaire_has_neither_faults_nor_warnings(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(path("questionnaires", name))]) == 0
    told = capsys.readouterr()
    assert "没有错误" in told.out
    assert told.err == ""


@pytest.mark.parametrize(
    "name, sample, today",
    [("guizhou-sikan", "sikan", "2015-11-15"), ("monitor-2021", "monitor", "2022-05-20")],
)
def test_sample_answers_run_to_the_end(
    name: str, sample: str, today: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [f"--{kind}={HERE / f'{kind}_{sample}.json'}" for kind in ("answers", "instances")]
    assert main(["run", str(path("questionnaires", name)), *files, "--today", today]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["refused"], report["problems"]) == ([], [])
    assert report["score"]["unrated"] == []
    assert report["score"]["total"] == {"sikan": "41", "monitor": None}[sample]
    groups = [(part["name"], part["points"], part["max_points"]) for part in report["score"]["groups"]]
    assert groups[:2] == {"sikan": [("一看房", "6", "20"), ("二看粮", "15", "30")], "monitor": []}[sample]

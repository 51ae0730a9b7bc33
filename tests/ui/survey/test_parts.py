"""The live panel with a scheme in parts, without vetoes and comparison."""

from __future__ import annotations

from functools import lru_cache

from pytestqt.qtbot import QtBot

from forms import Interview
from forms.views import Progress
from tests.cases.builtin import case, opened
from tests.cases.household import surveyed
from tools.answering import enter
from ui.survey.live import JOINER, LivePanel
from ui.survey.standing import Standing


@lru_cache(maxsize=1)
def _looked_at() -> Interview:
    content = case("sikan_1")
    interview = opened("guizhou-sikan", content["survey_date"], tun=content["tun"])
    enter(interview, content["facts"])
    return interview


def _panel(interview: Interview, qtbot: QtBot) -> LivePanel:
    made = LivePanel()
    qtbot.addWidget(made)
    made.show()
    made.present(interview.score(), Standing(), (), Progress(0, 0, 0))
    return made


def test_the_parts_of_a_scheme_are_told(qtbot: QtBot) -> None:
    panel = _panel(_looked_at(), qtbot)
    parts = panel.parts.text().replace(JOINER, "")
    assert "一看房&nbsp;<b>6</b>/20" in parts
    assert "四看读书郎&nbsp;<b>8</b>/20" in parts
    assert not panel.veto_row.isVisible()
    assert "四比" not in panel.income.text()


def test_a_scheme_without_parts_tells_none(qtbot: QtBot) -> None:
    panel = _panel(surveyed("02"), qtbot)
    assert not panel.parts.isVisible()
    assert panel.veto_row.isVisible()
    assert "四比" in panel.income.text()


def test_a_form_without_a_score_tells_what_is_proposed_and_why(qtbot: QtBot) -> None:
    content = case("monitor_1")
    interview = opened("monitor-2021", content["survey_date"], settings=content["settings"])
    enter(interview, content["facts"])
    panel = _panel(interview, qtbot)
    told = panel.outlook.figures.text()
    assert "<b>脱贫不稳定户</b>" in told
    assert "低于标准6900元×3人＝20700元" in told

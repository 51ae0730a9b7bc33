"""Visits with the questionnaires that come with the program go out as submissions and come back the same."""

from __future__ import annotations

import pytest

from forms.submission_in import answers_of
from forms.submission_out import submission
from tests.cases.builtin import case, opened, questionnaire
from tools.answering import enter

VISITS = [
    ("guizhou-sikan", "sikan_1"),
    ("guizhou-sikan", "sikan_3"),
    ("monitor-2021", "monitor_2"),
    ("monitor-2021", "monitor_5"),
]


@pytest.mark.parametrize("name, sample", VISITS)
def test_a_submission_brings_all_answers_and_all_that_follows(name: str, sample: str) -> None:
    content = case(sample)
    known = {"tun": content["tun"], "settings": content.get("settings", {})}
    before = opened(name, content["survey_date"], **known)
    enter(before, content["facts"])
    sent = submission(before, instance_id="uuid:1", ids={"household": "f" * 32})
    back = answers_of(questionnaire(name), sent)
    assert back.unknown == ()
    after = opened(name, content["survey_date"], answers=back.answers, **known)
    assert after.score() == before.score()
    assert [each.code for each in after.problems()] == [each.code for each in before.problems()]
    assert after.entities({"household": "f" * 32}) == before.entities({"household": "f" * 32})

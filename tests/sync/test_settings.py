"""What a county may set at its centre, and how a wrong value is told."""

from __future__ import annotations

import pytest

from sync.server.settings import read


@pytest.mark.parametrize("name", ["monitor_threshold", "monitor_visit_days", "dibao_work_cost"])
def test_the_lines_of_the_monitoring_sheet_can_be_set(name: str) -> None:
    assert read(f"{name}=6900") == (name, "6900")
    with pytest.raises(ValueError, match="没有改动"):
        read(f"{name}=六千九")


def test_what_no_questionnaire_reads_is_refused() -> None:
    with pytest.raises(ValueError, match="monitor_threshold"):
        read("monitor_treshold=6900")

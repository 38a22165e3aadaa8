"""Killed at any moment and started again: finished stages are not repeated, and the case arrives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from denialops.domain.cases import STAGE_NAMES
from denialops.store.case_store import SqliteCaseStore
from tests.contract.makers import TODAY, FakeClock

ROOT = Path(__file__).resolve().parents[2]
KILLED = "-9"


pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="lives are forked")


@pytest.mark.parametrize(
    "deaths",
    [
        pytest.param(("opened",), id="between-saving-the-case-and-queueing-it"),
        pytest.param(("ingest:before", "extract:during", "ground:after"), id="three-times-in-one-case"),
    ],
)
def test_a_killed_process_loses_nothing_and_repeats_nothing(tmp_path: Path, deaths: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "tests.journeys.crashing_worker", str(tmp_path), *deaths, "lives"]
    lives = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)

    assert lives.stdout.split() == [KILLED] * len(deaths) + ["0"], lives.stderr
    assert (tmp_path / "done").read_text().split() == list(STAGE_NAMES)
    store = SqliteCaseStore(tmp_path, tenant="clinic", clock=FakeClock())
    with store.snapshot() as reads:
        assert reads.get_row("c1", today=TODAY).status == "review"
        assert [record.version for record in reads.list_stages("c1").values()] == [1] * len(STAGE_NAMES)
        events = [event.type for event in reads.list_events("c1")]
    store.close()
    assert events.count("stage_finished") == events.count("stage_started") == len(STAGE_NAMES)
    assert events[-1] == "case_ready"

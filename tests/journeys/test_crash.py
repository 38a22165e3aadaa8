"""Killed at any moment and started again: finished stages are not repeated, and the case arrives; on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from denialops.domain.cases import STAGE_NAMES
from tests.contract.adapters import open_at
from tests.contract.makers import TODAY, FakeClock

ROOT = Path(__file__).resolve().parents[2]
KILLED = "-9"
EVERYWHERE = tuple(f"{stage}:{moment}" for stage in STAGE_NAMES for moment in ("before", "during", "after"))

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="lives are forked")


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path)
    return str(request.getfixturevalue("postgres").make_database())


@pytest.mark.parametrize(
    "deaths",
    [
        pytest.param(("opened",), id="between-saving-the-case-and-queueing-it"),
        pytest.param(EVERYWHERE, id="between-and-inside-every-stage"),
    ],
)
def test_a_killed_process_loses_nothing_and_repeats_nothing(
    tmp_path: Path, place: str, deaths: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "tests.journeys.crashing_worker", str(tmp_path), place, *deaths, "lives"]
    lives = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=200)

    assert lives.stdout.split() == [KILLED] * len(deaths) + ["0"], lives.stderr
    done = [line.split() for line in (tmp_path / "done").read_text().splitlines()]
    assert [stage for _, stage, what, _ in done if what == "done"] == list(STAGE_NAMES)
    store = open_at(place, FakeClock())
    with store.snapshot() as reads:
        assert reads.get_row("c1", today=TODAY).status == "review"
        assert [record.version for record in reads.list_stages("c1").values()] == [1] * len(STAGE_NAMES)
        events = [event.type for event in reads.list_events("c1")]
    store.close()
    assert events.count("stage_finished") == events.count("stage_started") == len(STAGE_NAMES)
    assert events[-1] == "case_ready"

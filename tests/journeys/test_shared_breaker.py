"""Two processes and one Redis: a provider that failed one of them is not asked by the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.conftest import ROOT
from tests.fakes.providers import FakeProvider, Play

pytestmark = pytest.mark.service

LETTER = """\
COPPERFIELD MUTUAL HEALTH
Date: March 4, 2026
The request of Tall Pine Orthopedics for a left knee arthroscopy is denied: it is not medically necessary.
You may appeal within 180 days.
"""

Process = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def server() -> Iterator[FakeProvider]:
    with FakeProvider(answer=lambda _: Play(text=json.dumps({"facts": []}))) as server:
        yield server


@pytest.fixture
def process(server: FakeProvider, redis_url: str, tmp_path: Path) -> Process:
    """process("one"): a process of its own with its own data folder reads a letter; what it wrote to its log."""
    with closing(redis.Redis.from_url(redis_url)) as client:
        client.flushall()
    letter = tmp_path / "letter.txt"
    letter.write_text(LETTER)

    def read(name: str, **settings: str) -> list[dict[str, Any]]:
        chosen = {
            "DATA_DIR": str(tmp_path / name),
            "LLM_PROVIDER": "compatible",
            "LLM_MODEL": "m-1",
            "LLM_BASE_URL": server.openai_url,
            "LLM_TRIES": "1",
            "LLM_BREAKER_FAILURES": "1",
            "REDIS_URL": redis_url,
            "REDIS_TIMEOUT_S": "5",
            "CACHE": "none",
            **settings,
        }
        environment = os.environ | {f"DENIALOPS_{key}": value for key, value in chosen.items()}
        out = tmp_path / f"{name}-out"
        command = [sys.executable, "-m", "denialops", "read", str(letter), "--out", str(out)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120)
        warnings: list[dict[str, Any]] = json.loads((out / "letter.json").read_text())["warnings"]
        return warnings

    return read


def _codes(warnings: list[dict[str, Any]]) -> str:
    return json.dumps(warnings)


def test_what_one_process_left_alone_the_other_does_not_ask(process: Process, server: FakeProvider) -> None:
    server.play(Play(status=500))

    first, asked = _codes(process("one")), len(server.received)
    second = _codes(process("two"))

    assert asked == 1
    assert len(server.received) == 1
    assert "model_unavailable" in first
    assert "model_paused" in second


def test_without_redis_each_process_finds_out_for_itself(process: Process, server: FakeProvider) -> None:
    server.play(Play(status=500))

    process("one", REDIS_URL="")
    process("two", REDIS_URL="")

    assert len(server.received) == 2


def test_when_the_time_is_over_the_other_process_asks_and_closes_it_for_both(
    process: Process, server: FakeProvider
) -> None:
    server.play(Play(status=500))
    process("one")

    process("two", LLM_BREAKER_OPEN_S="0.001")
    process("one")

    assert len(server.received) == 3


def test_a_redis_that_is_away_stops_no_call(process: Process, server: FakeProvider) -> None:
    process("one", REDIS_URL="redis://127.0.0.1:1/0")

    assert len(server.received) == 1

"""A worker process answers for its health and measurements, and ends when it is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.config import ROOT
from tests.fakes.servers import Postgres, free_port, wait_for_port

KEY = "clinic-key"


@pytest.fixture
def worker(postgres: Postgres, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    environment = os.environ | {
        "DENIALOPS_DATABASE_URL": postgres.make_database(), "DENIALOPS_DATA_DIR": str(tmp_path),
        "DENIALOPS_API_KEY": KEY, "DENIALOPS_WORKER_PORT": str(port), "DENIALOPS_DISK_LOW_MB": "0",
    }  # fmt: skip
    command = [sys.executable, "-m", "denialops", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for_port(port)
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.kill()


def asked(address: str, *, key: str = "") -> tuple[int, str]:
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {key}"} if key else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.service
def test_a_worker_answers_and_ends_when_it_is_told(worker: tuple[str, subprocess.Popen[bytes]]) -> None:
    address, process = worker

    assert asked(f"{address}/health/live") == (200, '{"status":"ok"}')
    assert asked(f"{address}/health/ready") == (200, '{"status":"ok"}')
    assert asked(f"{address}/health/detailed")[0] == 401
    assert '"name":"queue","state":"ok"' in asked(f"{address}/health/detailed", key=KEY)[1]
    assert "denialops_queue_tasks" in asked(f"{address}/metrics")[1]
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0

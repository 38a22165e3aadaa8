"""The application as a user starts it, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from denialops.config import ROOT
from tests.fakes.servers import free_port

KEY = "clinic-key"
START_LIMIT_S = 90.0
WAIT_S = 150.0
LOOK_S = 0.25


@contextmanager
def running_application(folder: Path, **settings: str) -> Iterator[str]:
    """Its address. `settings`: names without DENIALOPS_. What it logs is in folder/server.log."""
    port = free_port()
    own = {"DATA_DIR": str(folder / "data"), "API_KEY": KEY, "API_REQUESTS_PER_MINUTE": "0", "TIMEZONE": "UTC"}
    environment = os.environ | {f"DENIALOPS_{name}": value for name, value in (own | settings).items()}
    command = [sys.executable, "app.py", "--no-open", "--port", str(port)]
    with (
        (folder / "server.log").open("ab") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            wait_until(lambda: _answers(port, process), limit_s=START_LIMIT_S)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def wait_until(condition: Callable[[], bool], *, limit_s: float = WAIT_S) -> None:
    """Looks again and again; what never comes about fails the test."""
    gives_up_at = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < gives_up_at, "waited in vain"
        threading.Event().wait(LOOK_S)


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "the application stopped while starting"
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1):
            return True
    except OSError:
        return False

"""The real server in a process of its own, and the connections of its clients."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from denialops.bench.provider import HOST
from denialops.config import ROOT

KEY = "bench"
START_LIMIT_S = 60.0
ANSWER_LIMIT_S = 300.0

# The launcher itself, with the queue that works at once in the caller's thread.
_AT_ONCE = """
import runpy, sys
from functools import cache
from denialops.bootstrap import build_services
from denialops.config import load_settings
from denialops.ui import session
session.services = cache(lambda: build_services(load_settings(), at_once=True))
runpy.run_path(sys.argv[0], run_name="__main__")
"""


class Server(NamedTuple):
    port: int
    process_id: int

    def connect(self) -> HTTPConnection:
        return HTTPConnection(HOST, self.port, timeout=ANSWER_LIMIT_S)

    def cpu_s(self) -> float:
        """Processor seconds of the process so far, without its children."""
        times = psutil.Process(self.process_id).cpu_times()
        return float(times.user + times.system)


@contextmanager
def running_server(data_dir: Path, *, is_durable: bool = True, database_url: str = "") -> Iterator[Server]:
    """`app.py` as `make run` starts it, on a port of its own, without a limit on requests.

    Without `is_durable` no engine runs: the request that brings a letter does its work.
    """
    port = _free_port()
    arguments = ["app.py", "--no-open", "--port", str(port)]
    command = [sys.executable, *arguments] if is_durable else [sys.executable, "-c", _launcher(arguments)]
    with subprocess.Popen(
        command, cwd=ROOT, env=_environment(data_dir, database_url), stdout=subprocess.DEVNULL
    ) as process:
        try:
            server = Server(port, process.pid)
            _wait_until_ready(server, process)
            yield server
        finally:
            process.terminate()


def ask(connection: HTTPConnection, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> Any:
    """The JSON of a successful answer. Raises ConnectionError for any other."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": kind}
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status >= 300:
        raise ConnectionError(f"{method} was answered with {answer.status}")
    return json.loads(content)


def send_letter(connection: HTTPConnection, case_id: str, letter: bytes, filename: str = "letter.txt") -> None:
    """As a form with one file, which is what a browser sends."""
    edge = "bench-edge"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n\r\n'
    body = head.encode() + letter + f"\r\n--{edge}--\r\n".encode()
    ask(connection, "POST", f"/api/v1/cases/{case_id}/documents", body, f"multipart/form-data; boundary={edge}")


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


def _launcher(arguments: list[str]) -> str:
    return f"import sys\nsys.argv = {arguments!r}\nsys.path.insert(0, '')\n{_AT_ONCE}"


def _environment(data_dir: Path, database_url: str) -> Mapping[str, str]:
    own = {"DATA_DIR": str(data_dir), "API_KEY": KEY, "API_REQUESTS_PER_MINUTE": "0", "LOG_LEVEL": "ERROR"}
    own |= {"DATABASE_URL": database_url, "EVENT_REQUESTS_PER_MINUTE": "0"}
    return os.environ | {f"DENIALOPS_{name}": value for name, value in own.items()}


def _wait_until_ready(server: Server, process: subprocess.Popen[bytes]) -> None:
    gives_up_at = time.monotonic() + START_LIMIT_S
    while process.poll() is None and time.monotonic() < gives_up_at:
        try:
            with closing(server.connect()) as connection:
                ask(connection, "GET", "/health/ready")
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
    raise RuntimeError("the server did not start")

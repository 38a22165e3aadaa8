"""The walk of docs/api.md, typed into a shell as it stands there, against the application as a user starts it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.client import Client
from tests.fakes.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
START_LIMIT_S = 90
ENVIRONMENT = {"DENIALOPS_API_REQUESTS_PER_MINUTE": "0", "DENIALOPS_TIMEZONE": "America/Chicago"}


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, **ENVIRONMENT, "DENIALOPS_DATA_DIR": str(folder / "data")}
        self.environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment["PYTHONPATH"] = str(ROOT)
        with (folder / "server.log").open("wb") as log:
            command = [sys.executable, "app.py", "--no-open", "--port", str(self.port)]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def wait(self) -> None:
        gives_up_at = time.monotonic() + START_LIMIT_S
        while not self._answers():
            assert self.process.poll() is None, "the server stopped while starting"
            assert time.monotonic() < gives_up_at, "the server did not start"
            time.sleep(0.1)

    def type_in(self, script: str) -> str:
        """What bash printed; every command must succeed."""
        shell = ["bash", "-euo", "pipefail", "-c", script]
        done = subprocess.run(
            shell, check=False, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=1):
                return True
        except OSError:
            return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("walk"))
    try:
        running.wait()
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def _script(server: Server) -> str:
    """The blocks one after the other; `head` and `grep -m` stop reading, which is no fault of the command before."""
    text = "\n".join(BLOCK.findall((ROOT / "docs" / "api.md").read_text()))
    assert "127.0.0.1:8501" in text
    text = text.replace("http://127.0.0.1:8501", server.address).replace("data/samples", str(ROOT / "data/samples"))
    return f"set +o pipefail\n{text}"


def test_the_walk_of_the_documentation_works_as_it_stands_there(server: Server) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl on the PATH")

    printed = server.type_in(_script(server))

    assert '"status":"review"' in printed
    assert re.search(r"412$", printed, re.M)
    assert re.search(r"204$", printed, re.M)
    assert "event: chunk" in printed
    assert re.findall(r'"code":"(\w+)","hint"', printed) == ["no_model"]
    assert '"signed":{' in printed
    assert re.search(r"id: 6$", printed, re.M)
    assert re.search(r'"is_new":true} 201$', printed, re.M)
    assert re.search(r'"is_new":false} 200$', printed, re.M)
    assert '"code":"faulty_event"' in printed
    assert (server.folder / "packet.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((server.folder / "conflict.json").read_text())["latest_version"] == 3
    assert "Traceback" not in (server.folder / "server.log").read_text()


def test_every_code_that_the_documentation_names_exists() -> None:
    from tests.unit.api.test_openapi import KNOWN_CODES

    table = (ROOT / "docs" / "api.md").read_text().rpartition("| Status | Codes |")[2]
    named = set(re.findall(r"`(\w+)`", table))

    assert named <= KNOWN_CODES | {"bad_request", "method_not_allowed", "not_found"}


def test_the_same_letter_goes_through_the_client_in_python(server: Server) -> None:
    key = server.type_in('python -m denialops admin key create --name "Client"').strip()
    client = Client(server.address, key)
    case_id = client.open_case().case_id

    client.add_document(case_id, ROOT / "data" / "samples" / "medicaid-therapy-notice.docx")
    events = list(client.stream(case_id))
    draft = client.draft(case_id)
    saved = client.save_draft(case_id, draft.body + "\nThank you.\n", based_on=draft.version)

    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert client.case(case_id).row.status == "review"
    assert saved.version == draft.version + 1
    assert client.artifact(case_id, "appeal.pdf").startswith(b"%PDF")


def test_a_server_that_is_told_to_stop_does_so_with_a_stream_open(server: Server) -> None:
    key = server.type_in('python -m denialops admin key create --name "Watcher"').strip()
    client = Client(server.address, key)
    case_id = client.open_case().case_id
    client.add_document(case_id, ROOT / "data" / "samples" / "workers-compensation-scan.pdf")
    task = client.run(case_id, wait=False).task
    assert task is not None
    client.pause_task(task.task_id)
    told = client.events_once(case_id)
    next(told)

    server.process.send_signal(signal.SIGTERM)

    assert server.process.wait(timeout=30) is not None

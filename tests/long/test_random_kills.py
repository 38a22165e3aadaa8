"""A real server, killed at random moments while letters come in: nothing taken is lost, nothing is done twice."""

from __future__ import annotations

import json
import random
import sqlite3
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from denialops.domain.cases import STAGE_NAMES
from tests.browser.conftest import Server
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

KEY = "a-key-of-this-test"
LETTERS = sorted((ROOT / "tests" / "golden" / "set_a" / "letters").glob("*.txt"))
BOUNDARY = "a-boundary-of-this-test"
ARRIVES_WITHIN_S = 120


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("DENIALOPS_API_KEY", KEY)
    running = Server(tmp_path / "data")
    running.start()
    yield running
    running.stop()


def test_every_letter_that_was_taken_arrives_once(server: Server, pytestconfig: pytest.Config) -> None:
    chance, taken = random.Random(20261121), list[str]()
    kills = pytestconfig.getoption("--kills")

    for letter in LETTERS[:kills]:
        taken.append(upload(server, letter))
        time.sleep(chance.uniform(0.0, 0.8))
        server.kill()
        server.start()

    wait_until_all_arrived(server, taken)
    server.stop()
    assert finished_stages(server.data_dir, taken) == {(case, stage): 1 for case in taken for stage in STAGE_NAMES}


def upload(server: Server, letter: Path) -> str:
    """The case that the server acknowledged."""
    case_id = str(ask(server, "/cases", b"{}", "application/json")["case_id"])
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="doc_type"\r\n\r\ndenial_letter\r\n--{BOUNDARY}\r\n'
        f'Content-Disposition: form-data; name="file"; filename="{letter.name}"\r\n'
        "Content-Type: text/plain\r\n\r\n"
    )
    body = parts.encode() + letter.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()
    ask(server, f"/cases/{case_id}/documents", body, f"multipart/form-data; boundary={BOUNDARY}")
    return case_id


def ask(server: Server, path: str, body: bytes | None = None, kind: str = "") -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {KEY}"} | ({"Content-Type": kind} if kind else {})
    request = urllib.request.Request(f"{server.address}/api/v1{path}", data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return dict(json.load(answer))


def wait_until_all_arrived(server: Server, taken: list[str]) -> None:
    gives_up_at = time.monotonic() + ARRIVES_WITHIN_S
    while any(ask(server, f"/cases/{case_id}")["row"]["status"] == "reading" for case_id in taken):
        assert time.monotonic() < gives_up_at, "a letter did not arrive"
        time.sleep(0.5)


def finished_stages(data_dir: Path, taken: list[str]) -> dict[tuple[str, str], int]:
    with sqlite3.connect(data_dir / "denialops.sqlite") as database:
        rows = database.execute("SELECT case_id, ids FROM case_events WHERE type = 'stage_finished'").fetchall()
    database.close()
    counts: dict[tuple[str, str], int] = {}
    for case_id, ids in rows:
        if case_id in taken:
            key = (case_id, json.loads(ids)["stage"])
            counts[key] = counts.get(key, 0) + 1
    return counts

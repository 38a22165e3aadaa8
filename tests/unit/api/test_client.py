"""The typed client: the words of the API as records, its refusals as one error, its streams over broken lines."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from denialops.client import ApiProblem, Client
from denialops.config import Settings
from denialops.domain.recovery.events import WorkflowEvent
from tests.fakes.desk import make_clock
from tests.fakes.live import serving
from tests.fakes.pipeline import LETTER
from tests.fakes.recovery import add_outage
from tests.unit.api.conftest import KEY
from tests.unit.api.held import Held, open_held


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    with open_held(tmp_path / "held", Settings(api_key=KEY, api_requests_per_minute=0, api_run_wait_s=0)) as held:
        yield held


@pytest.fixture
def client(held: Held) -> Iterator[Client]:
    with serving(held.app) as address:
        yield Client(address, KEY)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter of märz.txt"
    path.write_text(LETTER)
    return path


def _read(client: Client, held: Held, letter: Path) -> str:
    case_id = client.open_case().case_id
    client.add_document(case_id, letter)
    held.queue.work_off(case_id)
    return case_id


def test_a_case_is_opened_read_corrected_approved_and_downloaded(client: Client, held: Held, letter: Path) -> None:
    case_id = _read(client, held, letter)
    corrected = client.correct_fact(case_id, "member_id", "LMH-1", reason="told by phone")
    draft = client.draft(case_id)
    approved = client.approve_draft(case_id, draft.version)

    assert client.run(case_id).status == "review"
    assert corrected.corrections[0].reason == "told by phone"
    assert {fact.field for fact in client.facts(case_id).items} >= {"payer", "npi"}
    assert client.route(case_id).is_denial
    assert approved.signed is not None
    assert client.artifact(case_id, "appeal.pdf")


def test_work_that_waits_is_a_task_that_can_be_stopped(client: Client, letter: Path) -> None:
    case_id = client.open_case(received_on="2026-02-25", regime="ma").case_id
    client.add_document(case_id, letter)

    task = client.run(case_id, wait=False).task

    assert task is not None
    assert client.task(task.task_id).status == "pending"
    assert client.cancel_task(task.task_id).status == "cancelled"


def test_lists_are_followed_to_their_end_and_names_are_searched(client: Client, held: Held, letter: Path) -> None:
    ids = {client.open_case().case_id for _ in range(3)}
    read = _read(client, held, letter)

    assert {row.case_id for row in client.cases(limit="2")} == {*ids, read}
    assert [row.case_id for row in client.search("whitlock")] == [read]
    client.remove_case(read)
    assert client.search("whitlock") == ()


def test_a_refusal_is_one_error_with_code_hint_and_what_else_was_told(client: Client, held: Held, letter: Path) -> None:
    case_id = _read(client, held, letter)
    client.save_draft(case_id, "First.\n", based_on=1)

    with pytest.raises(ApiProblem) as conflict:
        client.save_draft(case_id, "Second.\n", based_on=1)
    with pytest.raises(ApiProblem) as missing:
        client.case("none")

    assert (conflict.value.status, conflict.value.code) == (412, "draft_conflict")
    assert conflict.value.more["saved_as"] == 3
    assert (missing.value.code, bool(missing.value.hint)) == ("case_not_found", True)


def test_a_wrong_key_is_refused(client: Client, held: Held) -> None:
    with serving(held.app) as address, pytest.raises(ApiProblem) as refused:
        Client(address, "wrong").case("x")

    assert refused.value.status == 401


def test_a_stream_whose_work_failed_raises_its_error(client: Client, held: Held, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%DAMAGED")
    case_id = _read(client, held, broken)

    with pytest.raises(ApiProblem) as failed:
        list(client.stream(case_id))

    assert failed.value.code == "damaged_file"


class _Breaking(BaseHTTPRequestHandler):
    """Two events a connection, then the line breaks; `done` after the fourth."""

    asked: ClassVar[list[int]] = []

    def do_GET(self) -> None:
        last = int(self.headers["Last-Event-ID"])
        self.asked.append(last)
        self.send_response(200)
        self.end_headers()
        for number in range(last + 1, min(last + 3, 5)):
            data = {"case_id": "c", "number": number, "type": "page_read", "at": "", "actor": "", "ids": {}}
            self.wfile.write(f": still here\n\nid: {number}\nevent: page_read\ndata: {json.dumps(data)}\n\n".encode())
        if last == 4:
            self.wfile.write(b'event: done\ndata: {"status": "review"}\n\n')

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def test_over_broken_lines_every_event_comes_once() -> None:
    _Breaking.asked = []
    server = HTTPServer(("127.0.0.1", 0), _Breaking)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    client = Client(f"http://127.0.0.1:{server.server_port}", KEY, comes_back_after_s=0)

    numbers = [event.number for event in client.stream("c")]
    server.shutdown()
    server.server_close()

    assert numbers == [1, 2, 3, 4]
    assert _Breaking.asked == [0, 2, 4]


def test_a_server_that_is_gone_is_given_up_after_a_few_tries() -> None:
    with pytest.raises(OSError):
        list(Client("http://127.0.0.1:1", KEY, comes_back_after_s=0).stream("c"))


def test_recovery_is_steered_through_the_client(client: Client, held: Held) -> None:
    add_outage(held.services.recovery)
    event = WorkflowEvent(
        workflow_id="eligibility", event_type="eligibility.completed", vendor="quickverify",
        idempotency_key="checked-4711", occurred_at=make_clock().now(),
    )  # fmt: skip

    kept, again = client.post_event(event), client.post_event(event)
    (incident,) = client.incidents(vendor="northgate")
    client.review_vendor("quickverify")
    switch = client.set_kill_switch("vendor", "northgate", reason="stop")
    client.lift_kill_switch(switch.switch_id)

    assert (kept.is_new, again.is_new, kept.event_id) == (True, False, again.event_id)
    assert [answer.status for answer in client.post_events([event]).items] == [200]
    assert len(list(client.incident_events(incident.incident_id))) == 3
    assert client.approve_action("a1").status == "approved"
    assert client.decline_action("a1", reason="They are back.").status == "declined"
    assert [action.status for action in client.actions()] == ["declined"]
    assert client.action("a1").steps
    assert [line.outcome for line in client.decisions()] == ["declined"]
    assert client.set_incident_status("i1", "RESOLVED", reason="over").status == client.incident("i1").status
    assert {row.vendor: row.is_reviewed for row in client.vendors()} == {"northgate": False, "quickverify": True}


def test_what_cannot_be_taken_back_is_refused_to_the_client(client: Client, held: Held) -> None:
    add_outage(held.services.recovery)

    with pytest.raises(ApiProblem) as refused:
        client.reverse_action("a1")

    assert refused.value.code == "illegal_transition"

"""All sample letters go through API, tasks and a model; logs, measurements and traces know none of their patients."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from denialops.api import RequestLog, build_api, operation_routes
from denialops.bootstrap import build_services, start_work, stop_work
from denialops.config import ROOT, Settings
from denialops.logs import configure_logs
from denialops.services import Services
from tests.fakes.assistant import letter_reply
from tests.fakes.collector import FakeCollector, SentSpan
from tests.fakes.providers import FakeProvider, Play, Received

KEY = "clinic-key"
BEARER = {"Authorization": f"Bearer {KEY}"}
CORRELATION = "0af7651916cd43dd8448eb211c80319c"
SAMPLES = sorted(path for path in (ROOT / "data" / "samples").iterdir() if path.suffix != ".yaml")
WAIT_S = 120.0
# Of one sample, written down, so that the test does not rest on what is read alone.
PATIENT_WORDS = {"Augusta", "Finch-Delaney", "SBX 0042 7718 9"}
NAMES = ("patient_name", "member_name", "subscriber_name")
OF_A_PATIENT = (*NAMES, "member_id", "claim_number", "provider_name")


class Walk(NamedTuple):
    """Everything that those who watch came to know, and what they must not."""

    log: str
    metrics: str
    traces: str
    spans: list[SentSpan]
    events: list[dict[str, Any]]
    secrets: set[str]
    cases: list[str]


def answered(request: Received) -> Play:
    if request.schema and "facts" in request.schema["properties"]:
        return Play(text=json.dumps({"facts": []}))
    return Play(text=letter_reply("We ask you to reverse the denial."))


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("walk")
    patch = pytest.MonkeyPatch()
    with FakeProvider(answer=answered) as provider, FakeCollector() as collector, (folder / "log").open("w+") as log:
        patch.setattr("sys.stderr", log)
        configure_logs("DEBUG")
        settings = Settings(
            _env_file=None, data_dir=folder / "data", api_key=KEY, llm_provider="compatible", llm_model="m-1",
            llm_base_url=provider.openai_url, otlp_endpoint=collector.url, api_requests_per_minute=0,
        )  # fmt: skip
        services = build_services(settings)
        start_work(services, settings)
        client = client_of(services, settings)
        cases = [sent_in(client, path) for path in SAMPLES]
        wait_for(client, cases)
        secrets = {value for case_id in cases for value in secrets_of(client, case_id)} | PATIENT_WORDS
        metrics = client.get("/metrics").text
        events = client.get("/api/v1/events", params={"limit": 500}).json()["items"]
        stop_work(services)
        patch.undo()
        log.seek(0)
        yield Walk(log.read(), metrics, collector.text(), collector.spans(), events, secrets, cases)


def client_of(services: Services, settings: Settings) -> TestClient:
    api = build_api(lambda: services, settings)
    routes = operation_routes(lambda: services, key=KEY, is_local=lambda: True)
    app = RequestLog(Starlette(routes=[Mount("/api", app=api), *routes]), watch=lambda: services.watch)
    return TestClient(app, headers=BEARER, raise_server_exceptions=False)


def sent_in(client: TestClient, path: Path) -> str:
    headers = {"X-Correlation-ID": CORRELATION} if path == SAMPLES[0] else {}
    case_id: str = client.post("/api/v1/cases", json={"mode": "fast"}).json()["case_id"]
    form = {"files": {"file": (path.name, path.read_bytes())}, "data": {"doc_type": "denial_letter"}}
    answer = client.post(f"/api/v1/cases/{case_id}/documents", headers=headers, **form)  # type: ignore[arg-type]
    assert answer.status_code == 201, answer.text
    return case_id


def wait_for(client: TestClient, cases: list[str]) -> None:
    gives_up_at = time.monotonic() + WAIT_S
    while any(shape_of(client, case_id)["row"]["status"] == "reading" for case_id in cases):
        assert time.monotonic() < gives_up_at
        time.sleep(0.2)


def shape_of(client: TestClient, case_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/cases/{case_id}").json()
    return found


def secrets_of(client: TestClient, case_id: str) -> Iterator[str]:
    for fact in shape_of(client, case_id)["facts"]["items"]:
        if fact["field"].rstrip("s") in OF_A_PATIENT and len(str(fact["value"])) > 4:
            yield str(fact["value"])
        if fact["field"] in NAMES:
            yield from words_of(str(fact["value"]))


def words_of(name: str) -> list[str]:
    return re.findall(r"[A-Z][a-z]{3,}", name)


def told(text: str, secrets: set[str]) -> list[str]:
    return [known for known in secrets if re.search(rf"\b{re.escape(known)}\b", text, re.I)]


@pytest.mark.ocr
def test_enough_is_known_of_the_patients_to_miss_none(walk: Walk) -> None:
    assert len(walk.secrets) >= 2 * len(SAMPLES)
    assert told("the letter of augusta", walk.secrets) == ["Augusta"]


@pytest.mark.ocr
def test_no_log_line_knows_a_patient(walk: Walk) -> None:
    lines = [json.loads(line) for line in walk.log.splitlines()]

    assert {"request_served", "stage_ended", "model_called"} <= {line["message"] for line in lines}
    assert told(walk.log, walk.secrets) == []


@pytest.mark.ocr
def test_no_measurement_knows_a_patient_or_a_case(walk: Walk) -> None:
    assert 'denialops_pages_read_total{origin="ocr"}' in walk.metrics
    assert told(walk.metrics, walk.secrets) == []
    assert not [case_id for case_id in walk.cases if case_id in walk.metrics]


@pytest.mark.ocr
def test_no_trace_knows_a_patient(walk: Walk) -> None:
    assert len(walk.spans) > 10 * len(SAMPLES)
    assert told(walk.traces, walk.secrets) == []


@pytest.mark.ocr
def test_no_event_of_a_workflow_knows_a_patient(walk: Walk) -> None:
    denied = [event for event in walk.events if event["event_type"] == "claim.denied"]

    assert len(denied) > len(SAMPLES) / 2
    assert {event["case_id"] for event in denied} <= set(walk.cases)
    assert told(json.dumps(walk.events).replace("_", " "), walk.secrets) == []


@pytest.mark.ocr
def test_one_trace_leads_from_the_request_to_the_model_call(walk: Walk) -> None:
    spans = {span.span_id: span for span in walk.spans}
    calls = [span for span in walk.spans if span.trace_id == CORRELATION and span.name == "model call"]

    assert calls
    for call in calls:
        above = [call]
        while above[-1].parent_id:
            above.append(spans[above[-1].parent_id])
        assert [span.name.split()[0] for span in above] == ["model", "stage", "service", "request"]


@pytest.mark.ocr
def test_one_correlation_id_goes_from_the_request_to_the_model_call(walk: Walk) -> None:
    lines = [json.loads(line) for line in walk.log.splitlines()]

    found = {line["message"] for line in lines if line.get("correlation_id") == CORRELATION}
    assert {"request_served", "stage_ended", "model_called"} <= found
    assert CORRELATION in {event["correlation_id"] for event in walk.events}

"""Each request is one line and one measurement, by the template of its route and with one correlation id."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from denialops.api.request_log import RequestLog
from denialops.logs import configure_logs, correlation_id
from tests.fakes.observing import FakeWatch

CASE = "/cases/{case_id}/files/{name}"


async def answer(request: Request) -> Response:
    return PlainTextResponse(correlation_id())


async def break_down(request: Request) -> Response:
    raise RuntimeError("Ada Munoz")


async def stream(request: Request) -> Response:
    async def pieces() -> AsyncIterator[str]:
        yield "data: 1\n\n"

    return StreamingResponse(pieces(), media_type="text/event-stream")


async def files(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("file")(scope, receive, send)


class Files:
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await files(scope, receive, send)


@pytest.fixture(autouse=True)
def every_event_is_shown() -> Iterator[None]:
    """Whatever level another test of this process left behind."""
    kept = structlog.get_config()
    configure_logs("INFO")
    yield
    structlog.configure(**kept)


@pytest.fixture
def watch() -> FakeWatch:
    return FakeWatch()


@pytest.fixture
def client(watch: FakeWatch) -> TestClient:
    inner = [Route(CASE, answer, methods=["GET", "POST"]), Route("/broken", break_down), Route("/stream", stream)]
    routes = [Mount("/api", routes=inner), Mount("/static", app=Files()), Route("/health", answer)]
    app = RequestLog(Starlette(routes=routes), watch=lambda: watch.watch)
    return TestClient(app, raise_server_exceptions=False)


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if "request_served" in line]


def endpoints(watch: FakeWatch) -> list[tuple[str, ...]]:
    return [labels for name, *labels in watch.meter.counts if name == "http_requests_total"]  # type: ignore[misc]


def test_a_request_is_one_line_with_who_what_and_how_long(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/api/cases/c-17/files/letter.pdf")

    (line,) = logged(capsys)
    assert line["timestamp"] and line["level"] == "info" and line["duration_ms"] >= 0
    assert (line["method"], line["route"], line["status"]) == ("GET", f"/api{CASE}", 200)
    assert (line["case_id"], len(line["correlation_id"])) == ("c-17", 32)


def test_a_measurement_knows_the_template_and_not_the_case(client: TestClient, watch: FakeWatch) -> None:
    for case_id in ("c-17", "c-18", "api", "cases"):
        client.get(f"/api/cases/{case_id}/files/a.pdf")

    assert endpoints(watch) == [["GET", f"/api{CASE}", "200"]]


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/nothing/of/ours", "unmatched"),
        ("/api/nothing", "/api/{path}"),
        ("/static/js/1f3a.js", "/static/{path}"),
        ("/api/stream", "/api/stream"),
    ],
)
def test_what_matches_no_template_of_ours_makes_no_label_of_its_own(
    client: TestClient, watch: FakeWatch, path: str, endpoint: str
) -> None:
    client.get(path)

    assert [labels[1] for labels in endpoints(watch)] == [endpoint]


def test_a_method_that_nobody_knows_makes_no_label_of_its_own(client: TestClient, watch: FakeWatch) -> None:
    client.request("BREW", "/health")

    assert endpoints(watch)[0][0] == "OTHER"


def test_a_request_that_breaks_counts_as_500_and_its_words_stay_here(
    client: TestClient, watch: FakeWatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/api/broken")

    (line,) = logged(capsys)
    assert (line["status"], endpoints(watch)) == (500, [["GET", "/api/broken", "500"]])
    assert "Ada" not in json.dumps(line)


def test_what_machines_ask_all_day_is_counted_and_not_logged(
    client: TestClient, watch: FakeWatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/health")

    assert (logged(capsys), endpoints(watch)) == ([], [["GET", "/health", "200"]])


def test_the_id_that_a_caller_gives_goes_through_everything(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    answered = client.get("/api/cases/c-17/files/a", headers={"X-Correlation-ID": "nightly-run-17"})

    assert answered.text == answered.headers["x-correlation-id"] == "nightly-run-17"
    assert logged(capsys)[0]["correlation_id"] == "nightly-run-17"


@pytest.mark.parametrize("given", ["short", "two words of Ada", "x" * 65, ""])
def test_an_id_that_has_not_the_shape_of_one_is_replaced(client: TestClient, given: str) -> None:
    answered = client.get("/api/cases/c-17/files/a", headers={"X-Correlation-ID": given})

    assert answered.text == answered.headers["x-correlation-id"]
    assert answered.text != given and len(answered.text) == 32


def test_a_request_is_a_span_unless_a_machine_asks_it_all_day(client: TestClient, watch: FakeWatch) -> None:
    client.get("/health")
    client.get("/api/cases/c-17/files/a")

    assert watch.tracer.spans == [("request", "")]
